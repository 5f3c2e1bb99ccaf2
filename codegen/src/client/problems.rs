//! The problems of the framework that a client can meet: those of the route's document, all of them.
//!
//! Many routes have the same ones. So that a route's type can be read, those with one cause have a name together.

use crate::model::{CallerDef, Model, Route};
use crate::openapi::problems::{KNOWN, codes};

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
    let mut groups = Vec::new();
    for group in &GROUPS {
        if group.codes.iter().all(|code| left.contains(code)) {
            groups.push(group);
            left.retain(|code| !group.codes.contains(code));
        }
    }
    (groups, left)
}

/// The list of them all as TypeScript, with which a client tells problems from what a proxy says. It is the document's
/// own, so that no problem which that lists is thrown as unknown.
pub fn list() -> String {
    let mut codes: Vec<&str> = KNOWN.iter().map(|(_, code, _)| *code).collect();
    codes.sort_unstable();
    let codes: String = codes.iter().map(|code| format!("  \"{code}\",\n")).collect();
    format!(
        "/** Problems of the service as such, which no route declares. */\nconst COMMON_CODES: readonly string[] = [\n{codes}];\n"
    )
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
    fn every_code_of_a_group_is_known() {
        assert!(
            GROUPS.iter().flat_map(|group| group.codes).all(|code| KNOWN.iter().any(|(_, known, _)| known == code))
        );
    }
}
