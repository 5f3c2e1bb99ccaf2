//! The tables of `routes.toml` beside its routes, proved: every secret, limiter and type that they name is there.
//!
//! What is hard is what is *not* written: a route may name a caller that no `[auth]` tells how to know. Then nobody
//! gets in, which is safe, and a warning says so.

use std::collections::BTreeSet;

use crate::diag::{Diagnostics, nearest};
use crate::lower::bindings::seconds;
use crate::lower::fields::unknown_type;
use crate::lower::routes::is_snake_case;
use crate::lower::types::{Kind, Types};
use crate::model::{Bindings, CallerDef, CorsDef, IdempotencyDef, Name, Origins, Scheme, VarType};
use crate::names;
use crate::parse::callers as syntax;
use crate::parse::toml::{Value, list};
use crate::source::{Span, Spanned};

/// The callers that a route may name without an `[auth]`: those of the first specs.
pub(super) const BUILTIN: [&str; 2] = ["node", "admin"];

const SCHEMES: [&str; 2] = ["http-signature", "bearer"];

/// For how long browsers keep a preflight's answer where nothing is said, in seconds.
const CORS_MAX_AGE: u32 = 3600;

/// For how long an `Idempotency-Key` is kept where nothing is said: seven days, in seconds.
const IDEMPOTENCY_KEEP: u32 = 7 * 24 * 60 * 60;

/// The access tables.
#[derive(Clone, Debug, Default)]
pub(super) struct Access {
    pub(super) callers: Vec<CallerDef>,
    pub(super) ip_limit: Option<String>,
    pub(super) cors: Option<CorsDef>,
    pub(super) idempotency: Option<IdempotencyDef>,
}

/// Lowers the tables; what is wrong is reported and left out. A caller whose table is wrong stays, and nobody is it.
pub(super) fn lower_access(
    cx: &mut Diagnostics,
    types: &Types,
    bindings: &Bindings,
    syntax: &syntax::Access,
) -> Access {
    let mut callers = Vec::<CallerDef>::new();
    for auth in &syntax.auth {
        if let Some(caller) = lower_caller(cx, types, bindings, auth) {
            let is_signature = |caller: &CallerDef| matches!(caller.scheme, Scheme::Signature { .. });
            if is_signature(&caller) && callers.iter().any(is_signature) {
                let message = format!("`[auth.{}]` is the second scheme with signatures", *auth.name);
                cx.error("bad-value", auth.name.span, message)
                    .help("a `keyid` alone must tell who signed: let both be one kind of caller, told apart by id");
                continue;
            }
            callers.push(caller);
        }
    }
    Access {
        callers,
        ip_limit: lower_limit(cx, bindings, syntax.ip_limit.as_ref(), "`[limits]`"),
        cors: syntax.cors.as_ref().and_then(|cors| lower_cors(cx, bindings, cors)),
        idempotency: syntax.idempotency.as_ref().and_then(|it| lower_idempotency(cx, bindings, it)),
    }
}

// Diagnostic: name-collision, duplicate-name
//
// `[auth.anyone]` would be somebody.
fn lower_caller(cx: &mut Diagnostics, types: &Types, bindings: &Bindings, auth: &syntax::Auth) -> Option<CallerDef> {
    let syntax::Auth { name, scheme, id, time_header, secret, rate_limit, docs } = auth;
    let subject = format!("`[auth.{}]`", **name);
    if !is_snake_case(cx, name, "caller") {
        return None;
    }
    if name.value == CallerDef::ANYONE || name.contains("_or_") {
        cx.error("name-collision", name.span, format!("caller `{}` has a name that is taken", **name))
            .help("`anyone` is who shows nothing, and `_or_` joins the kinds of a route: give it another name");
        return None;
    }
    let scheme = scheme.as_ref().and_then(|scheme| match scheme.as_str() {
        "http-signature" => {
            refuse(cx, secret.as_ref(), "secret", &subject, "a signature is verified with the caller's public key");
            let id = lower_id(cx, types, id.as_ref(), name.span, &subject);
            let time_header = lower_header(cx, time_header.as_ref(), &subject);
            Some(Scheme::Signature { id: id?, time_header: time_header? })
        }
        "bearer" => {
            refuse(cx, id.as_ref(), "id", &subject, "who holds the secret is all that a bearer is");
            refuse(cx, time_header.as_ref(), "time_header", &subject, "only signed requests carry a time");
            lower_secret(cx, bindings, secret.as_ref(), name.span, &subject)
        }
        other => {
            let help = nearest(other, SCHEMES)
                .map_or(format!("write one of {}", list(&SCHEMES)), |near| format!("write `{near}`"));
            cx.error("bad-value", scheme.span, format!("{subject} has the unknown scheme `{other}`")).help(help);
            None
        }
    });
    let rate_limit = lower_limit(cx, bindings, rate_limit.as_ref(), &subject);
    let name = Name { source: name.value.clone(), rust: names::type_name(name), span: name.span };
    Some(CallerDef { name, scheme: scheme.unwrap_or(Scheme::Unknown), rate_limit, docs: docs.clone() })
}

fn lower_id(
    cx: &mut Diagnostics,
    types: &Types,
    id: Option<&Spanned<String>>,
    at: Span,
    subject: &str,
) -> Option<String> {
    let Some(id) = id else {
        cx.error("missing-key", at, format!("{subject} has no `id`"))
            .help("add `id = \"…\"`, the id type of `types.toml` that `keyid` is of");
        return None;
    };
    match types.known.kind(id) {
        Some(Kind::Id) => return Some(id.value.clone()),
        Some(_) => {
            cx.error("wrong-kind", id.span, format!("`id` of {subject} must be an id, which `{}` is not", **id))
                .help("name an `[id.…]` of `types.toml`");
        }
        None => unknown_type(cx, &types.known, id, id.span, &format!("`id` of {subject}"), &[]),
    }
    None
}

fn lower_secret(
    cx: &mut Diagnostics,
    bindings: &Bindings,
    secret: Option<&Spanned<String>>,
    at: Span,
    subject: &str,
) -> Option<Scheme> {
    let Some(secret) = secret else {
        cx.error("missing-key", at, format!("{subject} has no `secret`"))
            .help("add `secret = \"ADMIN_TOKEN\"`, a secret of `bindings.toml`");
        return None;
    };
    let names = bindings.secrets.iter().map(|secret| secret.name.source.as_str());
    known_binding(cx, bindings, names, secret, "secret", subject).map(|secret| Scheme::Bearer { secret })
}

/// A limiter that is there; `None` also where none is named.
pub(super) fn lower_limit(
    cx: &mut Diagnostics,
    bindings: &Bindings,
    limit: Option<&Spanned<String>>,
    subject: &str,
) -> Option<String> {
    let names = bindings.ratelimits.iter().map(|limit| limit.name.source.as_str());
    known_binding(cx, bindings, names, limit?, "ratelimit", subject)
}

// Diagnostic: unknown-binding
//
// `secret = "ADMIN_TOKENS"`: what a route's table names must be declared in `bindings.toml`. One that was refused there
// is declared, and `None` all the same.
fn known_binding<'n>(
    cx: &mut Diagnostics,
    bindings: &Bindings,
    names: impl Iterator<Item = &'n str> + Clone,
    name: &Spanned<String>,
    table: &str,
    subject: &str,
) -> Option<String> {
    if names.clone().any(|known| known == name.value) {
        return Some(name.value.clone());
    }
    if bindings.is_refused(table, name) {
        return None;
    }
    let help = match nearest(name, names) {
        Some(near) => format!("write `{near}`"),
        None => format!("declare `[{table}.{}]` in `bindings.toml`", **name),
    };
    cx.error("unknown-binding", name.span, format!("{subject} names the {table} `{}`, which is not declared", **name))
        .help(help);
    None
}

// Diagnostic: unfit-rule
//
// A key of the other scheme.
fn refuse(cx: &mut Diagnostics, value: Option<&Spanned<String>>, key: &str, subject: &str, why: &str) {
    if let Some(value) = value {
        cx.error("unfit-rule", value.span, format!("`{key}` does not go with the scheme of {subject}"))
            .help(format!("leave it out: {why}"));
    }
}

/// A header field's name, in lower case; the outer `None`: it is wrong.
fn lower_header(cx: &mut Diagnostics, header: Option<&Spanned<String>>, subject: &str) -> Option<Option<String>> {
    let Some(header) = header else { return Some(None) };
    let token = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c);
    let taken = ["signature", "signature-input", "content-digest", "authorization"];
    if header.is_empty() || !header.chars().all(token) || taken.contains(&header.to_ascii_lowercase().as_str()) {
        cx.error("bad-value", header.span, format!("`time_header` of {subject} cannot be `{}`", **header))
            .help("write the name of a header field of its own, such as `X-Request-Start-Time`");
        return None;
    }
    Some(Some(header.to_ascii_lowercase()))
}

/// Adds a caller that a route names and nobody can be. Returns whether there is one of the name now.
///
// Diagnostic: auth-missing
//
// A route is for nodes, and no table says how one shows that it is a node. The route stays closed.
pub(super) fn imply(cx: &mut Diagnostics, callers: &mut Vec<CallerDef>, name: &Spanned<String>) -> bool {
    if callers.iter().any(|caller| caller.name.source == name.value) {
        return true;
    }
    if !BUILTIN.contains(&name.as_str()) {
        return false;
    }
    cx.warning("auth-missing", name.span, format!("nobody can show to be `{}`: such routes are closed", **name))
        .help(format!("add `[auth.{}]` with `scheme = \"bearer\"` or `scheme = \"http-signature\"`", **name));
    let rust = names::type_name(name);
    let name = Name { source: name.value.clone(), rust, span: name.span };
    callers.push(CallerDef { name, scheme: Scheme::Unknown, rate_limit: None, docs: Vec::new() });
    true
}

// ---- pages of other origins ----------------------------------------------------------------

// Diagnostic: bad-value
//
// An origin is compared byte by byte with what browsers send: a path, or a slash at the end, would never match.
fn lower_cors(cx: &mut Diagnostics, bindings: &Bindings, cors: &syntax::Cors) -> Option<CorsDef> {
    let max_age = lower_span(cx, cors.max_age.as_ref(), CORS_MAX_AGE, "`max_age` of `[cors]`");
    let origins = match (&cors.origins, &cors.origins_var) {
        (Some(_), Some(var)) => {
            cx.error("unfit-rule", var.span, "`[cors]` has `origins` and `origins_var`")
                .help("keep one of them: a list here, or one in a var");
            None
        }
        (Some(origins), None) => lower_origins(cx, origins, cors.span),
        (None, Some(var)) => {
            let vars = bindings.vars.iter();
            let found = vars.clone().find(|known| known.name.source == var.value);
            match found.map(|found| (&found.ty, &found.name.rust)) {
                Some((VarType::Text(_), rust)) => Some(Origins::Var(rust.clone())),
                Some(_) => {
                    cx.error("wrong-kind", var.span, format!("var `{}` of `[cors]` must be a string", **var))
                        .help("it holds a list of origins, with spaces or commas between them");
                    None
                }
                None => {
                    known_binding(cx, bindings, vars.map(|var| var.name.source.as_str()), var, "var", "`[cors]`");
                    None
                }
            }
        }
        (None, None) => None,
    };
    Some(CorsDef { origins: origins?, max_age: max_age? })
}

fn lower_origins(cx: &mut Diagnostics, origins: &[Spanned<String>], at: Span) -> Option<Origins> {
    let mut sound = true;
    let mut listed = BTreeSet::new();
    for origin in origins {
        if origin.value == "*" && origins.len() == 1 {
            return Some(Origins::Any);
        }
        let (scheme, host) = origin.split_once("://").unwrap_or_default();
        let host_like = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-.:[]".contains(c);
        let legal = scheme.starts_with(|c: char| c.is_ascii_lowercase())
            && scheme.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "+-.".contains(c))
            && !host.is_empty()
            && host.chars().all(host_like);
        if !legal {
            cx.error("bad-value", origin.span, format!("`{}` is no origin", **origin)).help(
                "write it as browsers send it, such as `https://app.example` or `http://localhost:3000`; or `*` alone",
            );
            sound = false;
        } else if !listed.insert(origin.value.clone()) {
            cx.error("duplicate-name", origin.span, format!("`[cors]` names the origin `{}` twice", **origin));
        }
    }
    if origins.is_empty() {
        cx.error("bad-value", at, "`[cors]` allows no origin").help("write one, or leave the table out");
        return None;
    }
    sound.then(|| Origins::Listed(listed.into_iter().collect()))
}

// ---- once -----------------------------------------------------------------------------------

fn lower_idempotency(
    cx: &mut Diagnostics,
    bindings: &Bindings,
    idempotency: &syntax::Idempotency,
) -> Option<IdempotencyDef> {
    // A wrong span is told, and no reason to leave routes out.
    let keep = lower_span(cx, idempotency.keep.as_ref(), IDEMPOTENCY_KEEP, "`keep` of `[idempotency]`");
    let keep = keep.unwrap_or(IDEMPOTENCY_KEEP);
    let table = idempotency.table.as_ref()?;
    if bindings.d1.is_empty() {
        cx.error("unknown-binding", table.span, "`[idempotency]` needs a database, and none is bound")
            .help("declare `[d1.DB]` in `bindings.toml`");
        return None;
    }
    let name = Name { source: table.value.clone(), rust: names::field(table), span: table.span };
    Some(IdempotencyDef { table: name, keep: u64::from(keep) })
}

/// Seconds, one or more; `None` where what is given has been refused.
pub(super) fn lower_span(
    cx: &mut Diagnostics,
    given: Option<&Spanned<Value>>,
    default: u32,
    subject: &str,
) -> Option<u32> {
    let Some(given) = given else { return Some(default) };
    let found = seconds(&given.value).filter(|seconds| *seconds > 0);
    if found.is_none() {
        cx.error("bad-value", given.span, format!("{subject} is no time span"))
            .help("write `\"90s\"`, `\"5m\"`, `\"2h\"` or `\"7d\"`, or a number of seconds");
    }
    found
}
