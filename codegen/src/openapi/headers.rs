//! Header fields of answers.

use super::json::{Json, object};

/// Name in HTTP, and name of the component.
pub(super) type Header = (&'static str, &'static str);

pub(super) const REQUEST_ID: Header = ("X-Request-Id", "RequestId");
pub(super) const LOCATION: Header = ("Location", "Location");
pub(super) const WWW_AUTHENTICATE: Header = ("WWW-Authenticate", "WwwAuthenticate");
pub(super) const UPGRADE: Header = ("Upgrade", "Upgrade");
pub(super) const RETRY_AFTER: Header = ("Retry-After", "RetryAfter");
pub(super) const RETRY_WHERE_RUNNING: Header = ("Retry-After", "RetryAfterWhereRunning");
pub(super) const IDEMPOTENT_REPLAYED: Header = ("Idempotent-Replayed", "IdempotentReplayed");
pub(super) const RATE_LIMIT_POLICY: Header = ("RateLimit-Policy", "RateLimitPolicy");
pub(super) const RATE_LIMIT: Header = ("RateLimit", "RateLimit");

/// All components, in the order in which they are shown.
pub(super) fn components() -> [(&'static str, Json); 9] {
    let text = || object([("type", "string".into())]);
    let seconds = || object([("type", "integer".into()), ("minimum", 1.into())]);
    let header = |(_, name): Header, required: bool, schema: Json, description: &str| {
        let members = [("description", description.into()), ("required", required.into()), ("schema", schema)];
        (name, object(members))
    };
    let replayed = object([("type", "string".into()), ("const", "true".into())]);
    [
        header(
            REQUEST_ID,
            true,
            text(),
            "What the request is called in the service's log; the client's own where it sent one.",
        ),
        header(LOCATION, true, text(), "Where it is."),
        header(WWW_AUTHENTICATE, true, text(), "How to say who you are."),
        header(UPGRADE, true, text(), "What to ask for: `websocket`."),
        header(RETRY_AFTER, true, seconds(), "Seconds to wait before the request is sent again."),
        header(RETRY_WHERE_RUNNING, false, seconds(), "Seconds to wait, where the same request is still running."),
        header(IDEMPOTENT_REPLAYED, false, replayed, "The reply is the one that was kept from the first time."),
        header(
            RATE_LIMIT_POLICY,
            false,
            text(),
            "The limits that the request was counted by, such as `\"node\";q=60;w=60`: calls and seconds.",
        ),
        header(
            RATE_LIMIT,
            false,
            text(),
            "What is left of them, such as `\"node\";r=12;t=30`: calls, and seconds until there are more.",
        ),
    ]
}
