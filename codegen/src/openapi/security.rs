//! `[auth]` as security schemes.

use super::json::{Json, object};
use super::{joined, problems};
use crate::model::{CallerDef, Model, Route, Scheme};

/// The schemes by the names of callers.
pub(super) fn schemes(model: &Model) -> Vec<(String, Json)> {
    model.callers.iter().map(|caller| (caller.name.source.clone(), scheme(caller))).collect()
}

/// Who may call a route; nobody need be known where the list is empty.
pub(super) fn of_route(model: &Model, route: &Route) -> Json {
    let callers = problems::callers(model, route);
    Json::List(callers.map(|caller| object([(caller.name.source.as_str(), Json::List(Vec::new()))])).collect())
}

fn scheme(caller: &CallerDef) -> Json {
    let (name, how) = match &caller.scheme {
        Scheme::Bearer { .. } => ("bearer", "Send `Authorization: Bearer` with the token.".to_owned()),
        Scheme::Signature { id, time_header } => ("signature", signature(id, time_header.as_deref())),
        Scheme::Unknown => ("none", "Nobody can show to be this caller: these operations are closed.".to_owned()),
    };
    let docs = joined(&caller.docs).map(|docs| format!("{docs}\n\n"));
    object([
        ("type", "http".into()),
        ("scheme", name.into()),
        ("description", format!("{}{how}", docs.unwrap_or_default()).into()),
    ])
}

/// OpenAPI has no word for it, so it is told in words.
fn signature(id: &str, time_header: Option<&str>) -> String {
    let time = time_header.map(|name| format!(", and `{name}` where it is sent")).unwrap_or_default();
    format!(
        "HTTP Message Signatures ([RFC 9421](https://www.rfc-editor.org/rfc/rfc9421)) with ed25519. Each request \
         carries `Signature-Input` and `Signature`; one with a body carries `Content-Digest` \
         ([RFC 9530](https://www.rfc-editor.org/rfc/rfc9530)) with sha-256.\n\n\
         Covered are `@method`, `@path` and `@query`, `content-digest` where there is a body{time}. The parameters are \
         `keyid` (the caller's {id}), `alg=\"ed25519\"`, `created` (seconds; near the server's clock) and `nonce` (16 \
         to 64 characters, new for each request)."
    )
}
