//! The problems that a route can answer with beside its own: those of the HTTP layer, by what causes them.
//!
//! Only what a well-made client can meet: it asks for paths, methods and media types that are there.

use crate::model::{CallerDef, Model, Route, Scheme};

/// Problems with one cause.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// Any route has them.
    Common,
    /// A body is sent.
    Body,
    /// Not everybody may call.
    Caller,
    /// Somebody who signs may call.
    Signature,
    /// It is counted how often somebody calls.
    Rate,
    /// It happens once for each `Idempotency-Key`.
    Idempotency,
}

/// Status and code.
pub type Known = (u16, &'static str);

impl Group {
    /// Its problems.
    pub fn problems(self) -> &'static [Known] {
        match self {
            Group::Common => &[(400, "invalid_request"), (500, "internal_error"), (503, "unavailable")],
            Group::Body => &[(400, "malformed_json"), (413, "body_too_large"), (415, "unsupported_media_type")],
            Group::Caller => &[(401, "credentials_missing"), (401, "credentials_invalid"), (403, "caller_not_allowed")],
            Group::Signature => {
                &[(401, "signature_invalid"), (401, "digest_mismatch"), (401, "clock_skew"), (401, "replayed_request")]
            }
            Group::Rate => &[(429, "too_many_requests")],
            Group::Idempotency => &[(409, "idempotency_in_progress"), (422, "idempotency_mismatch")],
        }
    }

    /// What causes them, in words that follow a name.
    pub fn cause(self) -> &'static str {
        match self {
            Group::Common => "of any route",
            Group::Body => "of routes that take a body",
            Group::Caller => "of routes that not everybody may call",
            Group::Signature => "of routes that signed requests may call",
            Group::Rate => "of routes that may not be called any number of times",
            Group::Idempotency => "of routes that happen once for each idempotency key",
        }
    }
}

/// The groups of a route, in their order.
pub fn groups(model: &Model, route: &Route) -> Vec<Group> {
    let callers = || callers(model, route);
    let limited = route.rate_limit.is_some() || model.ip_limit.is_some() || callers().any(|it| it.rate_limit.is_some());
    [
        (Group::Common, true),
        (Group::Body, route.body.is_some()),
        (Group::Caller, !route.is_open()),
        (Group::Signature, callers().any(|it| matches!(it.scheme, Scheme::Signature { .. }))),
        (Group::Rate, limited),
        (Group::Idempotency, route.idempotency_key),
    ]
    .into_iter()
    .filter_map(|(group, there)| there.then_some(group))
    .collect()
}

/// Those who may call a route, in its order; none where anyone may.
pub fn callers<'m>(model: &'m Model, route: &'m Route) -> impl Iterator<Item = &'m CallerDef> {
    route.caller.iter().filter_map(|name| model.callers.iter().find(|caller| caller.name.source == *name))
}
