//! `routes.toml` proved: methods, paths, callers, bodies, replies and errors that mean something.
//!
//! What two routes may not do to each other is in `check::routes`.

mod access;

use std::collections::BTreeMap;

use crate::diag::{Diagnostics, nearest};
use crate::lower::api::lower_api;
use crate::lower::callers::{Access, lower_access, lower_limit, lower_span};
use crate::lower::defaults::{lower_default, lower_example};
use crate::lower::fields::{lower_field, settle_names, unknown_type};
use crate::lower::paths::{check_against_query, lower_path};
use crate::lower::types::{Kind, Types};
use crate::model::{
    ApiDef, Bindings, CallerDef, CorsDef, ErrorDef, Field, FieldType, IdempotencyDef, Method, Name, Reply, ReplyBody,
    Route,
};
use crate::names;
use crate::parse::routes as syntax;
use crate::parse::toml::{Value, list};
use crate::parse::types as fields;
use crate::source::{Span, Spanned};
use access::{lower_caller, lower_idempotency_key, lower_presented};

/// `routes.toml`.
#[derive(Clone, Debug, Default)]
pub struct Routes {
    /// In file order.
    pub routes: Vec<Route>,
    /// In file order.
    pub errors: Vec<ErrorDef>,
    pub api: Option<ApiDef>,
    /// In file order; those that only routes name come last.
    pub callers: Vec<CallerDef>,
    pub ip_limit: Option<String>,
    pub cors: Option<CorsDef>,
    pub idempotency: Option<IdempotencyDef>,
}

const METHODS: [(&str, Method); 5] = [
    ("GET", Method::Get),
    ("POST", Method::Post),
    ("PUT", Method::Put),
    ("PATCH", Method::Patch),
    ("DELETE", Method::Delete),
];

/// Codes of the problems that any route may answer with, and the variants that every route's error has.
const RESERVED_ERRORS: [&str; 25] = [
    "body_too_large",
    "caller_not_allowed",
    "clock_skew",
    "credentials_invalid",
    "credentials_missing",
    "database",
    "digest_mismatch",
    "idempotency_in_progress",
    "idempotency_mismatch",
    "internal",
    "internal_error",
    "invalid",
    "invalid_request",
    "kv",
    "malformed_json",
    "method_not_allowed",
    "not_acceptable",
    "not_found",
    "object",
    "replayed_request",
    "signature_invalid",
    "too_many_requests",
    "unavailable",
    "unsupported_media_type",
    "upgrade_required",
];

/// Lowers `routes.toml`; what is wrong is reported and left out.
pub fn lower_routes(cx: &mut Diagnostics, types: &Types, bindings: &Bindings, syntax: &syntax::Routes) -> Routes {
    let mut told = Diagnostics::default();
    let errors = lower_errors(&mut told, &syntax.errors);
    let codes: Vec<&str> = syntax.errors.iter().map(|error| error.code.as_str()).collect();
    let Access { mut callers, ip_limit, cors, idempotency } = lower_access(&mut told, types, bindings, &syntax.access);
    let mut routes: Vec<Route> = Vec::new();
    for route in &syntax.routes {
        let mut scope = Scope { types, bindings, codes: &codes, access: &syntax.access, callers: &mut callers };
        routes.extend(lower_route(&mut told, &mut scope, route));
    }
    // Of several callers one type is made: in one order, whatever a route's is.
    for route in &mut routes {
        route.caller.sort_by_key(|name| callers.iter().position(|caller| caller.name.source == *name));
    }
    let api = lower_api(&mut told, bindings, &syntax.api);
    // What can be said of a file that is no TOML has been said.
    if !syntax.broken {
        cx.absorb(told);
    }
    let api = (!syntax.routes.is_empty()).then_some(api);
    Routes { routes, errors, api, callers, ip_limit, cors, idempotency }
}

/// What routes name.
struct Scope<'a> {
    types: &'a Types,
    bindings: &'a Bindings,
    codes: &'a [&'a str],
    access: &'a crate::parse::callers::Access,
    callers: &'a mut Vec<CallerDef>,
}

// ---- errors --------------------------------------------------------------------------------

// Diagnostic: bad-status
//
// An error outside 400..=599, a reply that is neither within 200..=299 nor a redirect, a 101 that is no upgrade, a
// status that HTTP does not know, a body that does not go with its status.
fn lower_errors(cx: &mut Diagnostics, errors: &[syntax::Error]) -> Vec<ErrorDef> {
    let mut variants = BTreeMap::<String, &Spanned<String>>::new();
    let mut lowered = Vec::new();
    for syntax::Error { code, status, title, retry_after } in errors {
        let named = is_snake_case(cx, code, "error");
        let rust = names::type_name(code);
        if let Some(first) = variants.get(&rust) {
            cx.error(
                "name-collision",
                code.span,
                format!("error `{}` has the Rust name of error `{}`", **code, ***first),
            )
            .label(format!("becomes `{rust}`"))
            .secondary(first.span, format!("becomes `{rust}` too"))
            .help("give one of them another name");
            continue;
        }
        variants.insert(rust.clone(), code);
        if RESERVED_ERRORS.contains(&code.as_str()) {
            cx.error("name-collision", code.span, format!("error `{}` is one that every route has", **code))
                .help("give it another name");
            continue;
        }
        let status = status.as_ref().and_then(|status| {
            let valid = u16::try_from(status.value).ok().filter(|it| (400..=599).contains(it));
            if valid.is_none() {
                cx.error(
                    "bad-status",
                    status.span,
                    format!("the status of error `{}` must be between 400 and 599", **code),
                );
            }
            valid.filter(|it| is_known_status(cx, *it, status.span, &format!("error `{}`", **code)))
        });
        if let (true, Some(status), Some(title)) = (named, status, title) {
            let retry_after = lower_retry_after(cx, retry_after.as_ref(), status, code);
            let name = Name { source: code.value.clone(), rust, span: code.span };
            lowered.push(ErrorDef { name, status, title: title.value.clone(), retry_after });
        }
    }
    lowered
}

// Diagnostic: unfit-rule
//
// `retry_after` where to come back later changes nothing: RFC 9110 has `Retry-After` for 503, RFC 6585 for 429.
fn lower_retry_after(cx: &mut Diagnostics, given: Option<&Spanned<Value>>, status: u16, code: &str) -> Option<u32> {
    let given = given?;
    if !matches!(status, 429 | 503) {
        cx.error("unfit-rule", given.span, format!("error `{code}` has `retry_after` and the status {status}"))
            .help("leave it out, or give it the status 429 or 503");
        return None;
    }
    lower_span(cx, Some(given), 0, &format!("`retry_after` of error `{code}`"))
}

/// Names that become functions, fields and codes on the wire are written one way.
pub(super) fn is_snake_case(cx: &mut Diagnostics, name: &Spanned<String>, what: &str) -> bool {
    let plain = name.starts_with(|it: char| it.is_ascii_lowercase())
        && name.chars().all(|it| it.is_ascii_lowercase() || it.is_ascii_digit() || it == '_');
    if !plain {
        let building = cx.error("bad-name", name.span, format!("{what} `{}` must be in snake_case", **name));
        let better = names::field(name);
        if better.starts_with(|it: char| it.is_ascii_lowercase()) && better.is_ascii() {
            let _ = building.help(format!("write `{}`", better.trim_start_matches("r#")));
        }
    }
    plain
}

// ---- routes --------------------------------------------------------------------------------

fn lower_route(cx: &mut Diagnostics, scope: &mut Scope<'_>, route: &syntax::Route) -> Option<Route> {
    let Scope { types, codes, .. } = *scope;
    let subject = route.name.as_ref().map_or("a route".to_owned(), |name| format!("route `{}`", **name));
    let name = route.name.as_ref().and_then(|name| {
        let rust = names::field(name);
        is_snake_case(cx, name, "route").then(|| Name { source: name.value.clone(), rust, span: name.span })
    });
    let method = route.method.as_ref().and_then(|method| lower_method(cx, method, &subject));
    let path = route.path.as_ref().and_then(|path| lower_path(cx, types, path, &route.params, &subject));
    let caller = lower_caller(cx, scope, route, &subject);
    let body = lower_body(cx, types, route, method, &subject);
    let query = lower_query(cx, types, &route.query, &subject);
    let replies = lower_replies(cx, types, route, method, &subject);
    lower_error_codes(cx, codes, &route.errors, &subject);
    let rate_limit = lower_limit(cx, scope.bindings, route.rate_limit.as_ref(), &subject);
    let idempotency_key = lower_idempotency_key(cx, scope, route, method, replies.as_deref(), &subject);
    let presents_key = lower_presented(cx, scope, route, caller.as_deref(), &subject);
    let known = |code: &&Spanned<String>| codes.contains(&code.as_str());
    if let Some(path) = &path {
        check_against_query(cx, path, &query, &subject);
    }
    Some(Route {
        name: name?,
        method: method?,
        path: path?,
        caller: caller?,
        body: body?,
        body_optional: route.body_optional.as_ref().is_some_and(|it| it.value),
        query,
        replies: replies?,
        rate_limit,
        idempotency_key: idempotency_key?,
        presents_key: presents_key?,
        errors: route.errors.iter().filter(known).map(|code| code.value.clone()).collect(),
        docs: route.docs.clone(),
    })
}

// Diagnostic: unknown-method
//
// `method = "get"`: methods are told apart by case (RFC 9110, section 9.1).
fn lower_method(cx: &mut Diagnostics, method: &Spanned<String>, subject: &str) -> Option<Method> {
    let found = METHODS.iter().find(|(name, _)| *name == method.value).map(|(_, method)| *method);
    if found.is_none() {
        let names = METHODS.map(|(name, _)| name);
        let help = match (method.as_str(), nearest(method, names)) {
            ("HEAD" | "OPTIONS", _) => {
                "leave it out: HEAD and OPTIONS are answered from the other routes of the path".to_owned()
            }
            (_, Some(near)) => format!("write `{near}`"),
            (_, None) => format!("write one of {}", list(&names)),
        };
        cx.error("unknown-method", method.span, format!("{subject} has the unknown method `{}`", **method)).help(help);
    }
    found
}

/// The body's record; the outer `None`: it is wrong.
fn lower_body(
    cx: &mut Diagnostics,
    types: &Types,
    route: &syntax::Route,
    method: Option<Method>,
    subject: &str,
) -> Option<Option<String>> {
    let Some(body) = &route.body else {
        if let Some(optional) = &route.body_optional {
            cx.error("unfit-rule", optional.span, format!("{subject} has `body_optional` and no `body`"));
        }
        return Some(None);
    };
    if method == Some(Method::Get) {
        cx.error("body-of-get", body.span, format!("{subject} is a GET and has a body"))
            .help("a GET's body has no meaning in HTTP: use `query`, or POST");
        return None;
    }
    lower_record(cx, types, body, &format!("the body of {subject}")).map(Some)
}

fn lower_record(cx: &mut Diagnostics, types: &Types, name: &Spanned<String>, subject: &str) -> Option<String> {
    match types.known.kind(name) {
        Some(Kind::Record) => return Some(name.value.clone()),
        Some(_) => {
            cx.error("wrong-kind", name.span, format!("{subject} must be a record, which `{}` is not", **name))
                .help(format!("declare a record with a field of type `{}`", **name));
        }
        None => unknown_type(cx, &types.known, name, name.span, subject, &[]),
    }
    None
}

fn lower_query(cx: &mut Diagnostics, types: &Types, query: &[fields::Field], subject: &str) -> Vec<Field> {
    let lower = |field: &fields::Field| {
        let subject = format!("query parameter `{}` of {subject}", *field.name);
        lower_parameter(cx, types, field, &subject)
    };
    let mut lowered: Vec<Field> = query.iter().filter_map(lower).collect();
    settle_names(cx, &mut lowered, subject);
    lowered
}

// Diagnostic: wrong-kind
//
// A body that is no record; a parameter that no text of a URL can hold.
//
/// A parameter of a query or path: one text, so no record, list or JSON.
pub(super) fn lower_parameter(
    cx: &mut Diagnostics,
    types: &Types,
    field: &fields::Field,
    subject: &str,
) -> Option<Field> {
    let mut lowered = lower_field(cx, &types.known, field, subject)?;
    let scalar = match &lowered.ty {
        FieldType::List { .. } | FieldType::Json { .. } | FieldType::Kept(_) => false,
        FieldType::Named(name) => types.known.kind(name) != Some(Kind::Record),
        _ => true,
    };
    if !scalar {
        cx.error(
            "wrong-kind",
            field.ty.span,
            format!("{subject} must be a single value, which `{}` is not", *field.ty),
        )
        .help("a URL carries text: use a string, a number, a bool, a Timestamp, an id, an int or an enum");
        return None;
    }
    if let Some(default) = field.default.as_ref().filter(|_| !lowered.optional) {
        lowered.default = lower_default(cx, types, &lowered.ty, default, subject);
    }
    let example = field.example.as_ref();
    lowered.example = example.and_then(|example| lower_example(cx, types, &lowered.ty, example, subject));
    Some(lowered)
}

/// Replies in order of their status.
fn lower_replies(
    cx: &mut Diagnostics,
    types: &Types,
    route: &syntax::Route,
    method: Option<Method>,
    subject: &str,
) -> Option<Vec<Reply>> {
    if let Some((status, body)) = route.replies.iter().find(|(status, _)| status.value == "101") {
        let upgrades = check_upgrade(cx, status, body, route, method, subject);
        return upgrades.then(|| vec![Reply { status: 101, body: ReplyBody::Socket }]);
    }
    let mut lowered = BTreeMap::new();
    let mut sound = true;
    for (status, body) in &route.replies {
        let code = status.parse::<u16>().ok().filter(|_| status.len() == 3);
        let reply = match code {
            Some(code) if (200..=299).contains(&code) || REDIRECTS.contains(&code) => {
                is_known_status(cx, code, status.span, &format!("a reply of {subject}"))
                    .then(|| lower_reply_body(cx, types, code, body, subject))
                    .flatten()
                    .map(|body| Reply { status: code, body })
            }
            _ => {
                let message = format!(
                    "a reply of {subject} must have a status between 200 and 299, or a redirect's, not `{}`",
                    **status
                );
                let help = match code {
                    Some(300..=399) => "a redirect is 301, 302, 303, 307 or 308, such as `302 = \"location\"`",
                    _ => "what goes wrong belongs into `errors`",
                };
                cx.error("bad-status", status.span, message).help(help);
                None
            }
        };
        sound &= reply.is_some();
        lowered.extend(reply.map(|reply| (reply.status, reply)));
    }
    if lowered.is_empty() && sound {
        // A missing key has been told by the parser; an empty table is the same mistake.
        sound = false;
        if route.replies_written {
            cx.error(
                "missing-key",
                route.name.as_ref().map_or(route.span, |it| it.span),
                format!("{subject} has no reply"),
            )
            .help("write at least one, such as `replies = { 204 = \"\" }`");
        }
    }
    sound.then(|| lowered.into_values().collect())
}

/// 101 leaves HTTP for a WebSocket: there is nothing else to answer with, and only a GET may ask for it (RFC 6455, 4.1).
fn check_upgrade(
    cx: &mut Diagnostics,
    status: &Spanned<String>,
    body: &Spanned<String>,
    route: &syntax::Route,
    method: Option<Method>,
    subject: &str,
) -> bool {
    let (at, message, help) = if !body.is_empty() {
        (body.span, format!("reply 101 of {subject} has a body"), "what follows are messages: write `101 = \"\"`")
    } else if route.replies.len() > 1 {
        let help = "a WebSocket is all that the route answers with; what goes wrong belongs into `errors`";
        (status.span, format!("reply 101 of {subject} is not its only one"), help)
    } else if let (Some(method), false) = (&route.method, matches!(method, Some(Method::Get) | None)) {
        (
            method.span,
            format!("{subject} replies with 101 and is no GET"),
            "clients open a WebSocket with GET: write `GET`",
        )
    } else {
        return true;
    };
    cx.error("bad-status", at, message).help(help);
    false
}

/// The redirects that have one meaning for every client (RFC 9110, 15.4).
const REDIRECTS: [u16; 5] = [301, 302, 303, 307, 308];

fn lower_reply_body(
    cx: &mut Diagnostics,
    types: &Types,
    status: u16,
    body: &Spanned<String>,
    subject: &str,
) -> Option<ReplyBody> {
    const WORDS: [&str; 2] = ["html", "location"];
    let reply = format!("reply {status} of {subject}");
    let (message, help) = match (body.as_str(), REDIRECTS.contains(&status)) {
        ("location", true) => return Some(ReplyBody::Location),
        (_, true) => (
            format!("{reply} says something else than where to go"),
            format!("{status} is a redirect: write `{status} = \"location\"`"),
        ),
        ("location", false) => (
            format!("{reply} is a location, and no redirect"),
            "a redirect is 301, 302, 303, 307 or 308: write `302 = \"location\"`".to_owned(),
        ),
        ("", false) => return Some(ReplyBody::Nothing),
        (_, false) if matches!(status, 204 | 205) => (
            format!("{reply} has a body"),
            format!("HTTP knows no body for {status}: write `{status} = \"\"`, or another status"),
        ),
        ("html", false) => return Some(ReplyBody::Html),
        (name, false) if types.known.kind(name).is_none() && nearest(name, WORDS).is_some() => {
            unknown_type(cx, &types.known, name, body.span, &reply, &WORDS);
            return None;
        }
        (_, false) => return lower_record(cx, types, body, &reply).map(ReplyBody::Record),
    };
    cx.error("bad-status", body.span, message).help(help);
    None
}

fn is_known_status(cx: &mut Diagnostics, status: u16, at: Span, subject: &str) -> bool {
    let known = names::status_constant(status).is_some();
    if !known {
        cx.error("bad-status", at, format!("{subject} has the status {status}, which HTTP does not know"))
            .help("write one of https://www.iana.org/assignments/http-status-codes");
    }
    known
}

// Diagnostic: unknown-error
//
// A route may answer with the errors of `[errors]` and no others: their status and title are given there, once.
fn lower_error_codes(cx: &mut Diagnostics, codes: &[&str], errors: &[Spanned<String>], subject: &str) {
    let mut seen = BTreeMap::<&str, Span>::new();
    for code in errors {
        if let Some(first) = seen.insert(code, code.span) {
            cx.error("duplicate-name", code.span, format!("{subject} names the error `{}` twice", **code))
                .label("again here")
                .secondary(first, "first here");
        }
        if !codes.contains(&code.as_str()) {
            let help = match nearest(code, codes.iter().copied()) {
                Some(near) => format!("write `{near}`"),
                None => format!("add `{} = {{ status = 409, title = \"…\" }}` to `[errors]`", **code),
            };
            cx.error("unknown-error", code.span, format!("{subject} names the unknown error `{}`", **code))
                .label("not in `[errors]`")
                .help(help);
        }
    }
}
