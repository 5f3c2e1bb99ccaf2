//! Keys of KV namespaces: none can be too long, none can be two.
//!
//! What is hard is to be exact. `{user}:{name}` is sound where `user` holds no `:`, and only its pattern knows, so every
//! part of a key becomes an automaton, and questions about keys are searches through automata. What such a search finds is
//! an example, and an error shows it.

mod automaton;
mod search;

#[cfg(test)]
mod tests;

use crate::diag::Diagnostics;
use crate::model::{Field, FieldType, KeyPart, KvDef, KvTemplate, Model, TextRules, TypeKind};
use crate::parse::toml::list;
use crate::source::Span;
use automaton::Automaton;
use search::{BUDGET, Keys, Outcome, TwoReadings};

/// Bytes of a key.
const MAX_KEY: usize = 512;

/// The longest that a `Timestamp` gets: 2^53 − 1 milliseconds.
const MAX_TIMESTAMP: i128 = 9_007_199_254_740_991;

/// Checks the keys of all namespaces.
pub fn check_keys(cx: &mut Diagnostics, model: &Model) {
    for namespace in &model.bindings.kv {
        check_namespace(cx, model, namespace);
    }
}

fn check_namespace(cx: &mut Diagnostics, model: &Model, namespace: &KvDef) {
    let mut known: Vec<(&KvTemplate, Keys)> = Vec::new();
    for template in &namespace.templates {
        let subject = format!("key `{}` of `{}`", template.name.source, namespace.name.source);
        let Some(parts) = check_length(cx, model, template, &subject) else { continue };
        let keys = Keys::new(&parts);
        check_refused(cx, template, &keys, &subject);
        check_readings(cx, template, &keys, &subject);
        for (other, others) in &known {
            check_pair(cx, namespace, (other, others), (template, &keys));
        }
        known.push((template, keys));
    }
}

// Diagnostic: kv-key-limit
//
// `key = "note:{title}"` with `title = { type = "string", max_len = 200 }`: 200 characters can be 800 bytes.
//
/// The parts' automata, unless a key can get too long, or a type is not known for a mistake of its own.
fn check_length(cx: &mut Diagnostics, model: &Model, template: &KvTemplate, subject: &str) -> Option<Vec<Automaton>> {
    let mut lengths: Vec<(&str, usize)> = Vec::new();
    let mut literals = 0;
    let mut endless = false;
    let mut parts = Vec::new();
    for part in &template.parts {
        let field = match part {
            KeyPart::Literal(text) => {
                literals += text.len();
                parts.push(Automaton::texts([text.as_str()]));
                continue;
            }
            KeyPart::Param(field) => field,
        };
        let (automaton, longest) = automaton(model, field)?;
        parts.push(automaton);
        match longest {
            Some(length) => lengths.push((&field.name.source, length)),
            None => {
                tell_endless(cx, model, field, subject);
                endless = true;
            }
        }
    }
    let total = lengths.iter().map(|(_, length)| length).sum::<usize>().saturating_add(literals);
    if total > MAX_KEY && !endless {
        let shares = lengths.iter().map(|(name, length)| format!("{length} for `{name}`"));
        let shares = std::iter::once(format!("{literals} of text")).chain(shares).collect::<Vec<_>>().join(", ");
        cx.error("kv-key-limit", template.at, format!("{subject} can have {total} bytes"))
            .label(shares)
            .help(format!(
                "KV takes at most {MAX_KEY}: give a smaller `max_len`, or a pattern of ASCII, as other characters have up to four bytes"
            ));
    }
    (total <= MAX_KEY && !endless).then_some(parts)
}

fn tell_endless(cx: &mut Diagnostics, model: &Model, field: &Field, subject: &str) {
    let name = &field.name.source;
    let building = cx
        .error("kv-key-limit", field.name.span, format!("{subject} can be of any length"))
        .label(format!("`{name}` has no end"));
    let def = match &field.ty {
        FieldType::Named(name) => model.types.iter().find(|def| def.name.source == *name),
        _ => None,
    };
    let _ = match def {
        Some(def) => {
            let help = format!("KV takes at most {MAX_KEY} bytes: give `[id.{}]` a `max_len`, or a pattern with an end", def.name.source);
            building.secondary(def.name.span, "declared here").help(help)
        }
        None => building.help(format!(
            "KV takes at most {MAX_KEY} bytes: give it `max_len`, as in `{name} = {{ type = \"string\", max_len = 64 }}`, or a pattern with an end"
        )),
    };
}

/// A parameter's texts and the length of the longest, which is `None` where there is none.
fn automaton(model: &Model, field: &Field) -> Option<(Automaton, Option<usize>)> {
    let of_text = |rules: &TextRules| {
        let automaton = Automaton::text(rules);
        let longest = automaton.longest();
        // A long text is not counted, but its characters are.
        let by_len = rules.max_len.map(|max| usize::try_from(max).unwrap_or(usize::MAX).saturating_mul(4));
        (automaton, longest.into_iter().chain(by_len).min())
    };
    let exact = |automaton: Automaton| {
        let longest = automaton.longest();
        (automaton, longest)
    };
    Some(match &field.ty {
        FieldType::Boolean => exact(Automaton::texts(["true", "false"])),
        // Whatever the Rust type holds: JSON's limit of 2^53 − 1 does not bind a key.
        FieldType::Integer { rust, .. } => {
            let (min, max) = rust.range();
            exact(Automaton::integers(min, max))
        }
        FieldType::Timestamp => exact(Automaton::integers(0, MAX_TIMESTAMP)),
        FieldType::Text(rules) => of_text(rules),
        FieldType::Named(name) => match &model.types.iter().find(|def| def.name.source == *name)?.kind {
            TypeKind::Id(rules) => of_text(rules),
            TypeKind::Int { min, max } => exact(Automaton::integers((*min).into(), (*max).into())),
            TypeKind::Enum { values, .. } => exact(Automaton::texts(values.iter().map(|(value, _)| value.as_str()))),
            TypeKind::Record { .. } => return None,
        },
        // Refused while lowering.
        FieldType::Number { .. } | FieldType::Json { .. } | FieldType::Kept(_) | FieldType::List { .. } => return None,
    })
}

/// KV has no key without a name, and none with that of a folder.
fn check_refused(cx: &mut Diagnostics, template: &KvTemplate, keys: &Keys, subject: &str) {
    if let Some(refused) = ["", ".", ".."].into_iter().find(|text| keys.accepts(text)) {
        let what = if refused.is_empty() { "empty".to_owned() } else { format!("`{refused}`") };
        cx.error("bad-key", template.at, format!("{subject} can be {what}, which KV refuses"))
            .help(format!("begin it with a text, as in `{}:…`", template.name.source));
    }
}

// Diagnostic: kv-key-collision
//
// `key = "{user}:{name}"` where `user` may hold a `:`; `key = "node:{id}"` beside `key = "{kind}:{id}"`.
fn check_readings(cx: &mut Diagnostics, template: &KvTemplate, keys: &Keys, subject: &str) {
    match keys.ambiguous(BUDGET) {
        Outcome::Nothing => {}
        Outcome::Found(found) => {
            let TwoReadings { key, parts } = &found;
            let one = reading(template, key, parts.iter().map(|(one, _)| *one));
            let two = reading(template, key, parts.iter().map(|(_, two)| *two));
            let names: Vec<&str> = template.parts.iter().filter_map(KeyPart::param).collect();
            cx.error("kv-key-collision", template.at, format!("{subject} can be one for different parameters"))
                .label(format!("`{}` is {one}, and {two}", String::from_utf8_lossy(key)))
                .help(format!(
                    "put a text between {} that none of them can hold, or give them patterns without it",
                    list(&names)
                ));
        }
        Outcome::GaveUp => too_hard(cx, template.at, format!("whether {subject} is one for different parameters")),
    }
}

/// The parameters that a key is made of, if its bytes belong to these parts: `a` = "x" and `b` = "y".
fn reading(template: &KvTemplate, key: &[u8], parts: impl Iterator<Item = usize> + Clone) -> String {
    let params = template.parts.iter().enumerate().filter_map(|(at, part)| Some((at, part.param()?)));
    let params = params.map(|(at, name)| {
        let bytes: Vec<u8> =
            key.iter().zip(parts.clone()).filter(|(_, part)| *part == at).map(|(byte, _)| *byte).collect();
        format!("`{name}` = {:?}", String::from_utf8_lossy(&bytes))
    });
    params.collect::<Vec<_>>().join(" with ")
}

fn check_pair(
    cx: &mut Diagnostics,
    namespace: &KvDef,
    (one, its_keys): (&KvTemplate, &Keys),
    (two, other_keys): (&KvTemplate, &Keys),
) {
    let names = format!("keys `{}` and `{}` of `{}`", one.name.source, two.name.source, namespace.name.source);
    match its_keys.common(other_keys, BUDGET) {
        Outcome::Nothing => {}
        Outcome::Found(key) => {
            let key = String::from_utf8_lossy(&key);
            cx.error("kv-key-collision", two.at, format!("{names} can be the same"))
                .label(format!("`{key}` is one of these"))
                .secondary(one.at, "and one of these")
                .help(format!(
                    "begin each with a text of its own, as in `{}:…` and `{}:…`",
                    one.name.source, two.name.source
                ));
        }
        Outcome::GaveUp => too_hard(cx, two.at, format!("whether {names} can be the same")),
    }
}

fn too_hard(cx: &mut Diagnostics, at: Span, question: String) {
    cx.error("kv-key-collision", at, format!("{question} is too hard to tell"))
        .help("give parameters shorter or simpler patterns, and begin each kind of keys with a text of its own");
}

impl KeyPart {
    /// A parameter's name.
    fn param(&self) -> Option<&str> {
        match self {
            KeyPart::Literal(_) => None,
            KeyPart::Param(field) => Some(&field.name.source),
        }
    }
}
