//! The problems of the framework that a client can meet: those of the route's document, but for what no well-made client
//! asks for.
//!
//! Many routes have the same ones. So that a route's type can be read, those with one cause have a name together.

use crate::model::{CallerDef, Model, Route};
use crate::openapi::problems::{KNOWN, codes};

/// What comes of header fields that the client writes itself, and of asking for pages where WebSockets are.
const NEVER: [&str; 2] = ["not_acceptable", "upgrade_required"];

/// Problems with one cause: a name, what they are problems of, and their codes.
#[derive(Debug)]
pub struct Group {
    pub name: &'static str,
    pub cause: &'static str,
    pub codes: &'static [&'static str],
}

/// All groups. A route has all of one, or what it has of it one by one.
pub const GROUPS: [Group; 4] = [
    Group {
        name: "CommonProblem",
        cause: "of any route",
        codes: &["invalid_request", "uri_too_long", "headers_too_large", "internal_error", "unavailable"],
    },
    Group {
        name: "BodyProblem",
        cause: "of routes that take a body",
        codes: &["malformed_json", "body_unreadable", "request_timeout", "body_too_large", "unsupported_media_type"],
    },
    Group {
        name: "SignatureProblem",
        cause: "of routes that signed requests may call",
        codes: &["signature_invalid", "digest_mismatch", "clock_skew", "replayed_request"],
    },
    Group {
        name: "IdempotencyProblem",
        cause: "of routes that happen once for each idempotency key",
        codes: &["idempotency_mismatch", "idempotency_in_progress"],
    },
];

/// What a route can answer with beside its own problems: whole groups, and what is left, both in their order.
pub fn common(model: &Model, route: &Route) -> (Vec<&'static Group>, Vec<&'static str>) {
    let mut left = codes(model, route);
    left.retain(|code| !NEVER.contains(code));
    let mut groups = Vec::new();
    for group in &GROUPS {
        if group.codes.iter().all(|code| left.contains(code)) {
            groups.push(group);
            left.retain(|code| !group.codes.contains(code));
        }
    }
    (groups, left)
}

/// The status of a problem of the framework.
pub fn status(code: &str) -> u16 {
    KNOWN.iter().find(|(_, known, _)| *known == code).map_or(500, |(status, _, _)| *status)
}

/// Those who may call a route, in its order; none where anyone may.
pub fn callers<'m>(model: &'m Model, route: &'m Route) -> impl Iterator<Item = &'m CallerDef> {
    route.caller.iter().filter_map(|name| model.callers.iter().find(|caller| caller.name.source == *name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_known_and_every_known_one_is_read() {
        let grouped = GROUPS.iter().flat_map(|group| group.codes);
        assert!(grouped.chain(&NEVER).all(|code| KNOWN.iter().any(|(_, known, _)| known == code)));
        let core = include_str!("typescript/core.ts");
        let list =
            core.split_once("const COMMON_CODES").and_then(|(_, rest)| rest.split_once(';')).map(|(list, _)| list);
        for (_, code, _) in KNOWN.iter().filter(|(_, code, _)| !NEVER.contains(code)) {
            assert!(list.is_some_and(|list| list.contains(&format!("\"{code}\""))), "{code}");
        }
    }
}
