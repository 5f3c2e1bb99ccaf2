//! What a route says of its callers, proved: who may call, whether a request happens once, and which key it brings.

use super::Scope;
use crate::diag::{Diagnostics, nearest};
use crate::lower::callers::{BUILTIN, imply};
use crate::lower::types::Kind;
use crate::model::{CallerDef, Field, FieldType, Method, Reply, ReplyBody, Scheme, TypeKind};
use crate::parse::routes as syntax;
use crate::parse::toml::{Value, list};

// Diagnostic: caller-missing
//
// Every route says who may call it. There is no default, since the one that is convenient is not the one that is safe.
pub(super) fn lower_caller(
    cx: &mut Diagnostics,
    scope: &mut Scope<'_>,
    route: &syntax::Route,
    subject: &str,
) -> Option<Vec<String>> {
    let (callers, span) = match &route.caller {
        syntax::Caller::Malformed => return None,
        syntax::Caller::Missing => {
            let place = route.name.as_ref().map_or(route.span, |name| name.span);
            let names = legal_callers(scope);
            let first = names.get(1).or(names.first()).map_or("anyone", String::as_str);
            cx.error("caller-missing", place, format!("{subject} does not say who may call it"))
                .help(format!("add `caller = [\"{first}\"]`, with one or more of {}", list(&names)));
            return None;
        }
        syntax::Caller::Given(callers, span) => (callers, *span),
    };
    if callers.is_empty() {
        let names = list(&legal_callers(scope));
        cx.error("caller-missing", span, format!("nobody may call {subject}"))
            .help(format!("write one or more of {names}"));
        return None;
    }
    let mut kinds = Vec::<String>::new();
    for caller in callers {
        // One whose table is wrong is no unknown one.
        let refused = scope.access.auth.iter().any(|auth| auth.name == *caller)
            && scope.callers.iter().all(|known| known.name.source != caller.value);
        if kinds.contains(&caller.value) {
            cx.error("duplicate-name", caller.span, format!("{subject} names the caller `{}` twice", **caller));
        } else if caller.value == CallerDef::ANYONE || (!refused && imply(cx, scope.callers, caller)) {
            kinds.push(caller.value.clone());
        } else if !refused {
            let names = legal_callers(scope);
            let help = nearest(caller, names.iter().map(String::as_str))
                .map_or(format!("write one of {}, or declare `[auth.{}]`", list(&names), **caller), |near| {
                    format!("write `{near}`")
                });
            cx.error("unknown-caller", caller.span, format!("{subject} names the unknown caller `{}`", **caller))
                .help(help);
        }
    }
    if kinds.len() > 1 && kinds.iter().any(|kind| kind == CallerDef::ANYONE) {
        cx.error("bad-value", span, format!("{subject} may be called by anyone and by somebody"))
            .help("`anyone` includes all others: write `[\"anyone\"]`, or leave it out");
        return None;
    }
    (!kinds.is_empty()).then_some(kinds)
}

/// The words that `caller` takes.
fn legal_callers(scope: &Scope<'_>) -> Vec<String> {
    let declared = scope.access.auth.iter().map(|auth| auth.name.value.clone());
    let mut names: Vec<String> = std::iter::once(CallerDef::ANYONE.to_owned()).chain(declared).collect();
    // Without a table they are nobody: advice for a spec that has no table yet.
    if scope.access.auth.is_empty() {
        names.extend(BUILTIN.map(str::to_owned));
    }
    names
}

/// Whether the route demands an `Idempotency-Key`; `None`: what it says of it is wrong.
//
// Diagnostic: unfit-rule
//
// A key on a GET, which is repeated as it is; on a route without a place for its reply, or with a reply that is none.
pub(super) fn lower_idempotency_key(
    cx: &mut Diagnostics,
    scope: &Scope<'_>,
    route: &syntax::Route,
    method: Option<Method>,
    replies: Option<&[Reply]>,
    subject: &str,
) -> Option<bool> {
    let Some(key) = &route.idempotency_key else { return Some(false) };
    let stored = |reply: &Reply| matches!(reply.body, ReplyBody::Record(_) | ReplyBody::Nothing);
    const HELP: &str = "write `\"required\"`, or leave it out";
    let Value::String(text) = &key.value else {
        let message = format!("`idempotency_key` of {subject} must be `\"required\"`, not {}", key.kind());
        cx.error("wrong-type", key.span, message).help(HELP);
        // What it most likely means.
        return Some(scope.access.idempotency.is_some() && method != Some(Method::Get));
    };
    let (message, help) = if text != "required" {
        (format!("`idempotency_key` of {subject} cannot be `{text}`"), HELP)
    } else if method == Some(Method::Get) {
        (format!("{subject} is a GET and demands an `Idempotency-Key`"), "a GET changes nothing: leave it out")
    } else if scope.access.idempotency.is_none() {
        (
            format!("{subject} demands an `Idempotency-Key`, and nothing says where its replies are kept"),
            "add `[idempotency]` with `table = \"idempotency_keys\"`",
        )
    } else if !replies.is_none_or(|replies| replies.iter().all(stored)) {
        (format!("a reply of {subject} cannot be kept"), "only records, and replies without a body, can be")
    } else {
        return Some(true);
    };
    cx.error("unfit-rule", key.span, message).help(help);
    None
}

/// The field of the body that holds the key of who signs; the outer `None`: it is wrong.
pub(super) fn lower_presented(
    cx: &mut Diagnostics,
    scope: &Scope<'_>,
    route: &syntax::Route,
    caller: Option<&[String]>,
    subject: &str,
) -> Option<Option<Field>> {
    let Some(key) = &route.presents_key else { return Some(None) };
    let is_signer = |name: &String| {
        let known = scope.callers.iter().find(|caller| caller.name.source == *name);
        known.is_some_and(|caller| matches!(caller.scheme, Scheme::Signature { .. }))
    };
    if !caller.is_none_or(|caller| caller.iter().any(is_signer)) {
        cx.error("unfit-rule", key.span, format!("nobody who calls {subject} signs"))
            .help("`presents_key` is for callers of the scheme `http-signature`");
        return None;
    }
    let body = route.body.as_ref().filter(|_| !route.body_optional.as_ref().is_some_and(|it| it.value));
    let Some(body) = body else {
        cx.error("unfit-rule", key.span, format!("{subject} has no body that must be there, and so no key in it"))
            .help("name the record that holds the key as `body`");
        return None;
    };
    // A body that is no record has been told.
    let TypeKind::Record { fields } = &scope.types.get(body)?.kind else { return None };
    let is_id = |field: &Field| match &field.ty {
        FieldType::Named(name) => !field.optional && scope.types.known.kind(name) == Some(Kind::Id),
        _ => false,
    };
    match fields.iter().find(|field| field.name.source == key.value) {
        Some(field) if is_id(field) => Some(Some(field.clone())),
        Some(_) => {
            cx.error("wrong-kind", key.span, format!("`{}` of `{}` must be an id that is always given", **key, **body))
                .help("a key is a text with rules of its own: declare it as `[id.PublicKey]`");
            None
        }
        None => {
            let names = fields.iter().map(|field| field.name.source.as_str());
            let help = match nearest(key, names.clone()) {
                Some(near) => format!("write `{near}`"),
                None => format!("fields of `{}`: {}", **body, list(&names.collect::<Vec<_>>())),
            };
            cx.error("unknown-key", key.span, format!("`{}` has no field `{}`", **body, **key)).help(help);
            None
        }
    }
}
