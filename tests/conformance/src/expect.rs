//! What a step expects, and what is wrong with the replies.
//!
//! In JSON that is a *part* of a reply an object may have more members; an array has the same number of
//! items, each a part. Four texts stand for kinds: `<text>`, `<number>`, `<any>`, and `<now>`, a time
//! in milliseconds within a minute of this machine's.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::case::Step;
use crate::send::Reply;
use crate::sign;
use crate::words::Words;

/// What a step expects, with its words filled in.
#[derive(Debug)]
pub(crate) struct Expected<'s> {
    step: &'s Step,
    reply: Option<Value>,
    reply_exactly: Option<Value>,
    contains: BTreeMap<String, Value>,
    lacks: BTreeMap<String, Value>,
    headers: BTreeMap<String, String>,
    errors: Option<BTreeSet<String>>,
}

pub(crate) fn build<'s>(step: &'s Step, words: &Words) -> Result<Expected<'s>, String> {
    let json = |text: &String| {
        serde_json::from_str::<Value>(&words.fill(text)?)
            .map_err(|error| format!("what is expected is no JSON: {error}"))
    };
    let map = |texts: &BTreeMap<String, String>| {
        texts.iter().map(|(pointer, text)| Ok((pointer.clone(), json(text)?))).collect::<Result<_, String>>()
    };
    if step.status.is_none() && step.statuses.is_empty() {
        return Err("a step expects a status".to_owned());
    }
    let errors = step.errors.as_ref().map(|errors| errors.iter().map(|error| words.fill(error)).collect());
    let headers = step.reply_headers.iter().map(|(name, value)| Ok((name.clone(), words.fill(value)?)));
    Ok(Expected {
        step,
        reply: step.reply.as_ref().map(json).transpose()?,
        reply_exactly: step.reply_exactly.as_ref().map(json).transpose()?,
        contains: map(&step.contains)?,
        lacks: map(&step.lacks)?,
        headers: headers.collect::<Result<_, String>>()?,
        errors: errors.transpose()?,
    })
}

impl Expected<'_> {
    /// Everything that is not as expected.
    pub(crate) fn complaints(&self, replies: &[Reply]) -> Vec<String> {
        let mut out = Vec::new();
        if !self.step.statuses.is_empty() {
            let mut counts = BTreeMap::<String, usize>::new();
            for reply in replies {
                *counts.entry(reply.status.to_string()).or_default() += 1;
            }
            if counts != self.step.statuses {
                out.push(format!("the statuses {:?}, not {counts:?}", self.step.statuses));
            }
        }
        for reply in replies {
            self.check(reply, &mut out);
            if !out.is_empty() {
                break;
            }
        }
        out
    }

    fn check(&self, reply: &Reply, out: &mut Vec<String>) {
        if let Some(status) = self.step.status.filter(|status| *status != reply.status) {
            out.push(format!("status {status}"));
        }
        for (name, value) in &self.headers {
            match (reply.header(name), value.as_str()) {
                (None, "") | (Some(_), "*") => {}
                (got, value) if got == Some(value) => {}
                (_, "") => out.push(format!("no header `{name}`")),
                (_, value) => out.push(format!("header `{name}: {value}`")),
            }
        }
        if self.step.no_body && !reply.body.is_empty() {
            out.push("no body".to_owned());
        }
        if let Some(json) = &self.reply {
            compare("", json, reply.json.as_ref(), false, out);
        }
        if let Some(json) = &self.reply_exactly {
            compare("", json, reply.json.as_ref(), true, out);
        }
        for pointer in self.step.absent.iter().filter(|pointer| reply.at(pointer).is_some()) {
            out.push(format!("nothing at {pointer}"));
        }
        for (pointer, item) in &self.contains {
            if !items(reply, pointer).any(|it| is_part(item, it)) {
                out.push(format!("at {pointer} an item {item}"));
            }
        }
        for (pointer, item) in &self.lacks {
            if !is_array(reply, pointer) {
                out.push(format!("an array at {pointer}"));
            }
            if items(reply, pointer).any(|it| is_part(item, it)) {
                out.push(format!("at {pointer} no item {item}"));
            }
        }
        for (pointer, count) in &self.step.count {
            if items(reply, pointer).count() != *count {
                out.push(format!("{count} items at {pointer}"));
            }
        }
        self.check_order(reply, out);
        self.check_problem(reply, out);
    }

    /// Over all pages no item comes twice, and none is out of order.
    fn check_order(&self, reply: &Reply, out: &mut Vec<String>) {
        let Some(ascending) = &self.step.ascending else { return };
        let pages = items(reply, "/pages");
        let items = pages.filter_map(|page| page.get(&ascending.items)?.as_array()).flatten();
        let keys: Vec<&str> = items.filter_map(|item| item.get(&ascending.by)?.as_str()).collect();
        if !keys.is_sorted_by(|a, b| a < b) {
            out.push(format!("items in ascending order of `{}`, each once, not {keys:?}", ascending.by));
        }
    }

    /// Every error is a problem document (RFC 9457) with a code and a request id.
    fn check_problem(&self, reply: &Reply, out: &mut Vec<String>) {
        if let Some(errors) = &self.errors {
            let got: BTreeSet<String> = items(reply, "/errors")
                .filter_map(|it| Some(format!("{} {}", it.get("pointer")?.as_str()?, it.get("code")?.as_str()?)))
                .collect();
            if &got != errors {
                out.push(format!("exactly the violations {errors:?}, not {got:?}"));
            }
            if items(reply, "/errors").any(|it| it.get("detail").and_then(Value::as_str).is_none_or(str::is_empty)) {
                out.push("a detail for every violation".to_owned());
            }
        }
        let Some(code) = &self.step.problem else { return };
        if reply.header("content-type") != Some("application/problem+json") {
            out.push("header `content-type: application/problem+json`".to_owned());
        }
        let text = |pointer| reply.at(pointer).and_then(Value::as_str);
        if text("/code") != Some(code) {
            out.push(format!("a problem of code `{code}`"));
        }
        if reply.at("/status").and_then(Value::as_u64) != Some(reply.status.into()) {
            out.push("the status as `status`".to_owned());
        }
        for pointer in ["/type", "/title", "/detail", "/request_id"] {
            if text(pointer).is_none_or(str::is_empty) {
                out.push(format!("a text at {pointer}"));
            }
        }
        let body = String::from_utf8_lossy(&reply.body);
        for leak in ["SELECT ", "INSERT ", "UPDATE ", "SQLITE", "panicked", ".rs:"] {
            if body.contains(leak) {
                out.push(format!("nothing of the inside, such as `{leak}`"));
            }
        }
    }
}

/// Items of the array at a place; a `*` in it is every item: `/pages/*/nodes`.
fn items<'r>(reply: &'r Reply, pointer: &str) -> impl Iterator<Item = &'r Value> {
    let mut found: Vec<&Value> = reply.json.iter().collect();
    for part in pointer.split("/*") {
        found = found.into_iter().filter_map(|value| value.pointer(part)?.as_array()).flatten().collect();
    }
    found.into_iter()
}

/// Whether there is an array at the place, and at every part of it that ends in a `*`.
fn is_array(reply: &Reply, pointer: &str) -> bool {
    let (first, rest) = pointer.split_once("/*").unwrap_or((pointer, ""));
    let Some(Value::Array(found)) = reply.at(first) else { return false };
    rest.is_empty() || found.iter().all(|item| item.pointer(rest).is_some_and(Value::is_array))
}

fn is_part(expected: &Value, got: &Value) -> bool {
    let mut out = Vec::new();
    compare("", expected, Some(got), false, &mut out);
    out.is_empty()
}

fn compare(at: &str, expected: &Value, got: Option<&Value>, exactly: bool, out: &mut Vec<String>) {
    match (expected, got) {
        (Value::String(kind), Some(got)) if kind.starts_with('<') => {
            let fits = match kind.as_str() {
                "<text>" => got.as_str().is_some_and(|text| !text.is_empty()),
                "<number>" => got.is_number(),
                "<now>" => got.as_u64().is_some_and(|ms| ms.abs_diff(sign::now_ms().unsigned_abs()) < 60_000),
                "<any>" => true,
                _ => false,
            };
            if !fits {
                out.push(format!("{kind} at `{at}`"));
            }
        }
        (Value::Object(members), Some(Value::Object(others))) => {
            for (key, value) in members {
                compare(&format!("{at}/{key}"), value, others.get(key), exactly, out);
            }
            for key in others.keys().filter(|key| exactly && !members.contains_key(*key)) {
                out.push(format!("nothing at `{at}/{key}`"));
            }
        }
        (Value::Array(items), Some(Value::Array(others))) if items.len() == others.len() => {
            for (i, (item, other)) in items.iter().zip(others).enumerate() {
                compare(&format!("{at}/{i}"), item, Some(other), exactly, out);
            }
        }
        (expected, got) if Some(expected) == got => {}
        (expected, _) => out.push(format!("{expected} at `{at}`")),
    }
}
