//! What can go wrong with a route: the errors that it declares, and those of the framework that it can really meet.
//!
//! Codes and titles of the framework's are `workers`' and the hosts'; a test compares them with the texts there.

use super::json::{Json, object};
use crate::model::{CallerDef, ErrorDef, Model, Route, Scheme};

/// A kind of problem (RFC 9457).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Problem {
    pub(super) status: u16,
    pub(super) code: String,
    pub(super) title: String,
    pub(super) declared: bool,
}

/// The framework's: status, code and title.
pub(crate) const KNOWN: [(u16, &str, &str); 23] = [
    (400, "invalid_request", "The request is not valid"),
    (400, "malformed_json", "The body is not JSON"),
    (400, "body_unreadable", "The request's body cannot be read"),
    (401, "credentials_missing", "The request does not say who sends it"),
    (401, "credentials_invalid", "The credentials are wrong"),
    (401, "signature_invalid", "The request's signature is not accepted"),
    (401, "digest_mismatch", "The body is not what its digest says"),
    (401, "clock_skew", "The request is of another time"),
    (401, "replayed_request", "The request was sent before"),
    (403, "caller_not_allowed", "The caller may not do this"),
    (406, "not_acceptable", "No reply here is of a type you accept"),
    (408, "request_timeout", "The request's body did not come in time"),
    (409, "idempotency_in_progress", "A request with this key is being answered"),
    (413, "body_too_large", "The body is too large"),
    (414, "uri_too_long", "The request's target is too long"),
    (415, "unsupported_media_type", "The body's media type is not accepted"),
    (422, "idempotency_mismatch", "The key was used for another request"),
    (426, "upgrade_required", "This is for WebSockets only"),
    (429, "too_many_requests", "There were too many requests in a short time"),
    (431, "headers_too_large", "The request's header fields are too large"),
    (500, "internal_error", "Something went wrong on our side"),
    (503, "unavailable", "The service is briefly unavailable"),
    (503, "schema_outdated", "The database lacks migrations"),
];

/// All problems of a route by status; of one status the declared ones come first.
pub(super) fn of_route(model: &Model, route: &Route) -> Vec<(u16, Vec<Problem>)> {
    let declared = route.errors.iter().filter_map(|code| model.errors.iter().find(|error| error.name.source == *code));
    let declared = declared.map(|ErrorDef { name, status, title, .. }| Problem {
        status: *status,
        code: name.source.clone(),
        title: title.clone(),
        declared: true,
    });
    let met = codes(model, route);
    let known = KNOWN.iter().filter(|(_, code, _)| met.contains(code)).map(|(status, code, title)| Problem {
        status: *status,
        code: (*code).to_owned(),
        title: (*title).to_owned(),
        declared: false,
    });
    let mut all: Vec<Problem> = declared.chain(known).collect();
    // Stable: what was declared stays first.
    all.sort_by_key(|problem| problem.status);
    let mut by_status = Vec::<(u16, Vec<Problem>)>::new();
    for problem in all {
        match by_status.last_mut() {
            Some((status, problems)) if *status == problem.status => problems.push(problem),
            _ => by_status.push((problem.status, vec![problem])),
        }
    }
    by_status
}

/// The framework's codes that a route can answer with.
pub(crate) fn codes(model: &Model, route: &Route) -> Vec<&'static str> {
    // A query that nobody asked for is refused everywhere.
    let mut codes = vec!["invalid_request", "uri_too_long", "headers_too_large", "internal_error", "unavailable"];
    if model.is_migrated() {
        codes.push("schema_outdated");
    }
    if route.is_socket() {
        codes.push("upgrade_required");
    } else if !route.replies.iter().all(|reply| super::operations::media_type(&reply.body).is_none()) {
        codes.push("not_acceptable");
    }
    if route.body.is_some() {
        codes.extend([
            "malformed_json",
            "body_unreadable",
            "request_timeout",
            "body_too_large",
            "unsupported_media_type",
        ]);
    }
    let callers: Vec<&CallerDef> = callers(model, route).collect();
    if !route.is_open() {
        codes.push("credentials_missing");
    }
    for caller in &callers {
        match caller.scheme {
            Scheme::Signature { .. } => {
                codes.extend(["signature_invalid", "digest_mismatch", "clock_skew", "replayed_request"]);
            }
            Scheme::Bearer { .. } => codes.push("credentials_invalid"),
            Scheme::Unknown => {}
        }
    }
    // Somebody is known who is not meant here.
    if !route.is_open() && model.callers.len() > callers.len() {
        codes.push("caller_not_allowed");
    }
    if is_counted(model, route) {
        codes.push("too_many_requests");
    }
    if route.idempotency_key {
        codes.extend(["idempotency_mismatch", "idempotency_in_progress"]);
    }
    codes
}

/// Whether a rate limiter counts requests of the route.
pub(super) fn is_counted(model: &Model, route: &Route) -> bool {
    let by_caller = callers(model, route).any(|caller| caller.rate_limit.is_some());
    by_caller || route.rate_limit.is_some() || model.ip_limit.is_some()
}

/// Who may call a route, by their tables.
pub(super) fn callers<'m>(model: &'m Model, route: &'m Route) -> impl Iterator<Item = &'m CallerDef> {
    model.callers.iter().filter(|caller| route.caller.contains(&caller.name.source))
}

impl Problem {
    /// A document as a client gets it.
    pub(super) fn example(&self) -> Json {
        let mut document = object([
            ("type", format!("/problems/{}", self.code).into()),
            ("title", self.title.as_str().into()),
            ("status", i64::from(self.status).into()),
        ]);
        let detail = match self.code.as_str() {
            "invalid_request" => "one thing is wrong with the request; see `errors`",
            _ => self.title.as_str(),
        };
        document
            .set("detail", detail)
            .set("code", self.code.as_str())
            .set("request_id", "0f8fad5bd9cb469fa16570867728950e");
        if self.code == "invalid_request" {
            let (pointer, detail) = ("?verbos", "is not known here");
            let error = [("pointer", pointer.into()), ("code", "unknown".into()), ("detail", detail.into())];
            document.set("errors", vec![object(error)]);
        }
        document
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::path::Path;

    /// All Rust files below a folder, as one text.
    fn texts(folder: &Path, out: &mut String) {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                texts(&path, out);
            } else if path.extension().is_some_and(|it| it == "rs") {
                out.push_str(&fs::read_to_string(&path).expect("a text"));
            }
        }
    }

    #[test]
    fn codes_and_titles_are_those_that_are_sent() {
        let mut sources = String::new();
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        for folder in ["workers/src", "hosts/embedded/src"] {
            texts(&root.join(folder), &mut sources);
        }
        let sent = |text: &str| sources.contains(&format!("\"{text}\""));
        for (_, code, title) in KNOWN {
            assert!(sent(code) && sent(title), "nothing sends `{code}`, \"{title}\"");
        }
    }
}
