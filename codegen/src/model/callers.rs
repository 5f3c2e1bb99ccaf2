//! Who may call, how often, from which pages, and what happens once: the tables of `routes.toml` beside its routes.

use super::Name;

/// A kind of caller: `[auth.node]`, or one that a route names and no table tells how to know.
#[derive(Clone, Debug)]
pub struct CallerDef {
    /// `source` as routes name it (`node`), `rust` the type (`Node`).
    pub name: Name,
    pub scheme: Scheme,
    /// A rate limiter of `bindings.toml` that counts each caller of the kind by itself.
    pub rate_limit: Option<String>,
    pub docs: Vec<String>,
}

/// How a caller shows who it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// HTTP Message Signatures (RFC 9421) with ed25519.
    Signature {
        /// The id type of `types.toml` that `keyid` is of.
        id: String,
        /// A field with the client's time, which must be signed where it is sent.
        time_header: Option<String>,
    },
    /// `Authorization: Bearer`, compared with this secret of `bindings.toml` (its name there).
    Bearer { secret: String },
    /// Nobody can show it: such routes are closed.
    Unknown,
}

/// `[cors]`: pages of which origins may read replies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CorsDef {
    pub origins: Origins,
    /// Seconds for which a browser may keep the answer to a preflight.
    pub max_age: u32,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origins {
    /// `*`.
    Any,
    /// As browsers send them: `https://app.example`.
    Listed(Vec<String>),
    /// A text var with a list of them: its Rust name.
    Var(String),
}

/// `[idempotency]`: where replies to requests with an `Idempotency-Key` are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdempotencyDef {
    /// The table of the (only) D1 database.
    pub table: Name,
    /// Seconds for which a key is kept.
    pub keep: u64,
}

impl CallerDef {
    /// The word of routes that nobody has to show anything for.
    pub const ANYONE: &'static str = "anyone";
}
