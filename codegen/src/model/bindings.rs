//! `bindings.toml` proved: what the Worker is bound to.

use std::collections::BTreeSet;

use super::{
    AssetsDef, D1Deploy, EnvironmentDef, Field, FieldType, IntRust, Name, Query, RateLimitDef, Schema, TextRules,
    WorkerDeploy,
};
use crate::source::Span;

#[derive(Clone, Debug, Default)]
pub struct Bindings {
    pub worker: Option<WorkerDef>,
    pub d1: Vec<D1Def>,
    pub kv: Vec<KvDef>,
    pub objects: Vec<ObjectDef>,
    pub crons: Vec<CronDef>,
    /// Names of jobs that were refused: their handlers are no mistake.
    pub refused_crons: Vec<String>,
    pub vars: Vec<VarDef>,
    pub secrets: Vec<SecretDef>,
    pub assets: Option<AssetsDef>,
    pub ratelimits: Vec<RateLimitDef>,
    /// In file order.
    pub environments: Vec<EnvironmentDef>,
    /// Kinds and names of vars, secrets and rate limiters that were refused: who names them makes no mistake. `None`:
    /// the file is no TOML, and what it declares is not known.
    pub refused: Option<BTreeSet<(&'static str, String)>>,
}

impl Bindings {
    /// Whether `[kind.name]` was written, or may have been, and was refused.
    pub fn is_refused(&self, kind: &str, name: &str) -> bool {
        self.refused.as_ref().is_none_or(|refused| refused.iter().any(|it| it.0 == kind && it.1 == name))
    }
}

#[derive(Clone, Debug)]
pub struct WorkerDef {
    pub name: String,
    pub compatibility_date: String,
    pub deploy: WorkerDeploy,
}

#[derive(Clone, Debug)]
pub struct D1Def {
    /// `source` is the binding (`DB`), `rust` the field (`db`).
    pub name: Name,
    /// The schema file.
    pub schema: String,
    pub deploy: D1Deploy,
}

/// A KV namespace: `[kv.NODES_STORE]`.
#[derive(Clone, Debug)]
pub struct KvDef {
    /// `source` is the binding (`NODES_STORE`), `rust` the field of the context (`nodes_store`).
    pub name: Name,
    /// The handle's type (`NodesStore`).
    pub ty: String,
    /// For `wrangler.toml`.
    pub id: Option<String>,
    /// For `wrangler.toml`.
    pub preview_id: Option<String>,
    /// Its keys, in file order. No key fits two of them, and none fits one in two ways.
    pub templates: Vec<KvTemplate>,
    pub docs: Vec<String>,
}

/// What one kind of keys of a namespace looks like, and what is stored under it: `[kv.NODES_STORE.node]`.
#[derive(Clone, Debug)]
pub struct KvTemplate {
    /// `rust` is the method that gives an entry (`node`).
    pub name: Name,
    /// The type of a key's parameters (`NodeKey`), unique among all namespaces.
    pub key: String,
    /// Where its text was written.
    pub at: Span,
    /// Neighbouring literals are joined.
    pub parts: Vec<KeyPart>,
    pub value: KvValueType,
    /// A record, or what else a field can hold.
    pub metadata: Option<FieldType>,
    /// Seconds, 60 or more; `None`: an entry stays until it is deleted.
    pub ttl: Option<u64>,
    /// Seconds, 30 or more.
    pub cache_ttl: Option<u32>,
    pub docs: Vec<String>,
}

#[derive(Clone, Debug)]
pub enum KeyPart {
    Literal(String),
    /// An id, int or enum of `types.toml`, `bool`, an integer, `Timestamp`, or a text with `max_len` or a bounded
    /// pattern; never optional.
    Param(Box<Field>),
}

#[derive(Clone, Debug)]
pub enum KvValueType {
    /// As JSON text.
    Json(FieldType),
    /// `String`, as it is.
    Text,
    /// `Vec<u8>`, as they are.
    Bytes,
}

/// A Durable Object class: `[object.NodeRegistry]`.
#[derive(Clone, Debug)]
pub struct ObjectDef {
    /// `source` is class and binding (`NodeRegistry`), `rust` the field of the context (`node_registry`).
    pub name: Name,
    /// The trait to implement (`NodeRegistry`).
    pub class: String,
    /// The module of what belongs to it (`node_registry`).
    pub module: String,
    /// In file order.
    pub methods: Vec<MethodDef>,
    /// Names of methods that were refused, `connect` among them: their handlers are no mistake.
    pub refused: Vec<String>,
    pub alarm: bool,
    /// `[object.X.websocket]`: how clients connect.
    pub websocket: Option<SocketDef>,
    /// Into how many objects the names are spread; at least 2.
    pub shards: Option<u32>,
    /// The object's own SQL.
    pub database: Option<ObjectDatabase>,
    pub docs: Vec<String>,
}

/// An object's own tables and named queries.
#[derive(Clone, Debug, Default)]
pub struct ObjectDatabase {
    pub schema: Schema,
    pub queries: Vec<Query>,
}

/// A method of an object: `[object.NodeRegistry.method.heartbeat]`.
#[derive(Clone, Debug)]
pub struct MethodDef {
    pub name: Name,
    pub args: Vec<Field>,
    /// `None`: nothing.
    pub returns: Option<FieldType>,
    /// Whether `returns` ends in `?`.
    pub returns_option: bool,
    /// Codes, `rust` is the variant's name.
    pub errors: Vec<Name>,
    /// Whether a stub may repeat it.
    pub idempotent: bool,
    pub docs: Vec<String>,
}

#[derive(Clone, Debug)]
pub struct SocketDef {
    /// What a client connects with.
    pub args: Vec<Field>,
    pub errors: Vec<Name>,
    pub docs: Vec<String>,
}

/// A cron job: `[cron.health_check]`.
#[derive(Clone, Debug)]
pub struct CronDef {
    /// `rust` is the handler.
    pub name: Name,
    /// As written, which is what the platform hands back.
    pub schedule: String,
    pub docs: Vec<String>,
}

#[derive(Clone, Debug)]
pub struct VarDef {
    pub name: Name,
    pub ty: VarType,
    /// Text of the default, checked against the type.
    pub default: Option<String>,
    pub docs: Vec<String>,
}

#[derive(Clone, Debug)]
pub enum VarType {
    Text(TextRules),
    Boolean,
    Integer {
        rust: IntRust,
        min: i64,
        max: i64,
    },
    /// An id, int or enum of `types.toml`.
    Named(String),
}

#[derive(Clone, Debug)]
pub struct SecretDef {
    pub name: Name,
    /// Whether the Worker starts without it.
    pub optional: bool,
    pub docs: Vec<String>,
}
