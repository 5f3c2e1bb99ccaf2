//! Namespaces, objects and jobs, described.

use serde::Serialize;

use super::{QueryDescription, TableDescription, describe_query, describe_table};
use crate::model::{
    CronDef, Field, FieldType, IntRust, KeyPart, KvDef, KvTemplate, KvValueType, MethodDef, Name, ObjectDef,
};

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct KvDescription {
    /// The binding.
    pub name: String,
    /// In file order.
    pub keys: Vec<KeyDescription>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct KeyDescription {
    pub name: String,
    /// As written: `node:{node_id}`.
    pub key: String,
    /// In the order of the key.
    pub params: Vec<FieldDescription>,
    /// `text`, `bytes` or a field's type, which is stored as JSON.
    pub value: String,
    pub metadata: Option<String>,
    /// Seconds; `null`: an entry stays.
    pub ttl: Option<u64>,
    /// Seconds.
    pub cache_ttl: Option<u32>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ObjectDescription {
    /// Class and binding.
    pub name: String,
    pub methods: Vec<MethodDescription>,
    pub alarm: bool,
    /// `null`: it accepts none.
    pub websocket: Option<SocketDescription>,
    /// `null`: a name is an object.
    pub shards: Option<u32>,
    /// Of its own; `null`: it has no schema.
    pub tables: Option<Vec<TableDescription>>,
    /// On its own tables.
    pub queries: Vec<QueryDescription>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MethodDescription {
    pub name: String,
    pub args: Vec<FieldDescription>,
    /// A field's type, with `?` where it may be nothing; `null`: it returns nothing.
    pub returns: Option<String>,
    /// Codes.
    pub errors: Vec<String>,
    pub idempotent: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SocketDescription {
    pub args: Vec<FieldDescription>,
    /// Codes.
    pub errors: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FieldDescription {
    pub name: String,
    /// As a spec writes it, without its rules: `[NodeId]`, `u32?`.
    #[serde(rename = "type")]
    pub ty: String,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CronDescription {
    pub name: String,
    pub schedule: String,
}

pub(super) fn describe_kv(kv: &KvDef) -> KvDescription {
    KvDescription { name: kv.name.source.clone(), keys: kv.templates.iter().map(describe_key).collect() }
}

fn describe_key(template: &KvTemplate) -> KeyDescription {
    let text = template.parts.iter().map(|part| match part {
        KeyPart::Literal(text) => text.clone(),
        KeyPart::Param(field) => format!("{{{}}}", field.name.source),
    });
    let params = template.parts.iter().filter_map(|part| match part {
        KeyPart::Literal(_) => None,
        KeyPart::Param(field) => Some(describe_field(field)),
    });
    KeyDescription {
        name: template.name.source.clone(),
        key: text.collect(),
        params: params.collect(),
        value: match &template.value {
            KvValueType::Json(ty) => field_type(ty),
            KvValueType::Text => "text".to_owned(),
            KvValueType::Bytes => "bytes".to_owned(),
        },
        metadata: template.metadata.as_ref().map(field_type),
        ttl: template.ttl,
        cache_ttl: template.cache_ttl,
    }
}

pub(super) fn describe_object(object: &ObjectDef) -> ObjectDescription {
    let database = object.database.as_ref();
    ObjectDescription {
        name: object.name.source.clone(),
        methods: object.methods.iter().map(describe_method).collect(),
        alarm: object.alarm,
        websocket: object.websocket.as_ref().map(|socket| SocketDescription {
            args: socket.args.iter().map(describe_field).collect(),
            errors: codes(&socket.errors),
        }),
        shards: object.shards,
        tables: database.map(|database| database.schema.tables.iter().map(describe_table).collect()),
        queries: database.into_iter().flat_map(|database| &database.queries).map(describe_query).collect(),
    }
}

fn describe_method(method: &MethodDef) -> MethodDescription {
    let mark = if method.returns_option { "?" } else { "" };
    MethodDescription {
        name: method.name.source.clone(),
        args: method.args.iter().map(describe_field).collect(),
        returns: method.returns.as_ref().map(|ty| format!("{}{mark}", field_type(ty))),
        errors: codes(&method.errors),
        idempotent: method.idempotent,
    }
}

fn codes(errors: &[Name]) -> Vec<String> {
    errors.iter().map(|error| error.source.clone()).collect()
}

pub(super) fn describe_cron(cron: &CronDef) -> CronDescription {
    CronDescription { name: cron.name.source.clone(), schedule: cron.schedule.clone() }
}

fn describe_field(field: &Field) -> FieldDescription {
    let mark = if field.optional { "?" } else { "" };
    FieldDescription { name: field.name.source.clone(), ty: format!("{}{mark}", field_type(&field.ty)) }
}

/// A field's type as a spec writes it, without its rules.
fn field_type(ty: &FieldType) -> String {
    let name = match ty {
        FieldType::Boolean => "bool",
        FieldType::Integer { rust, .. } => match rust {
            IntRust::U8 => "u8",
            IntRust::U16 => "u16",
            IntRust::U32 => "u32",
            IntRust::U64 => "u64",
            IntRust::I32 => "i32",
            IntRust::I64 => "i64",
        },
        FieldType::Number { .. } => "f64",
        FieldType::Text(_) => "string",
        FieldType::Timestamp => "Timestamp",
        FieldType::Json { object: true, .. } => "object",
        FieldType::Json { object: false, .. } => "json",
        FieldType::Named(name) => name,
        FieldType::Kept(name) => return format!("Json<{name}>"),
        FieldType::List { item, .. } => return format!("[{}]", field_type(item)),
    };
    name.to_owned()
}
