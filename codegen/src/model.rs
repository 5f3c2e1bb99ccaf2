//! What has been proved about a spec: names resolved, types known, no syntax left.
//!
//! Only `lower` and `check` build these values; `emit` and `describe` read them and cannot fail.
//! Everything stands in source order or sorted, so that the same spec gives the same bytes.

mod api;
mod bindings;
mod callers;
mod deploy;

use crate::source::Span;

pub use api::*;
pub use bindings::*;
pub use callers::*;
pub use deploy::*;

/// A whole spec.
#[derive(Clone, Debug, Default)]
pub struct Model {
    /// The database's tables and views, sorted by SQL name.
    pub schema: Schema,
    /// The files of `migrations/`, in the order in which they run; empty: the spec has none.
    pub migrations: Vec<Migration>,
    /// The named queries, in the order of their files.
    pub queries: Vec<Query>,
    /// `types.toml`, in file order.
    pub types: Vec<TypeDef>,
    /// The HTTP interface, in file order.
    pub routes: Vec<Route>,
    /// Names of routes that were refused: their handlers are no mistake.
    pub refused_routes: Vec<String>,
    /// `[errors]` of `routes.toml`, in file order.
    pub errors: Vec<ErrorDef>,
    /// `[api]` of `routes.toml`; `None` where there are no routes.
    pub api: Option<ApiDef>,
    /// `[auth]` of `routes.toml`, in file order, and what routes name beside it.
    pub callers: Vec<CallerDef>,
    /// The rate limiter that counts those whom nobody knows, by address.
    pub ip_limit: Option<String>,
    pub cors: Option<CorsDef>,
    pub idempotency: Option<IdempotencyDef>,
    /// `bindings.toml`.
    pub bindings: Bindings,
}

// ---- names ---------------------------------------------------------------------------------

/// One thing's names in both worlds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// As it stands in SQL or TOML.
    pub source: String,
    /// As generated: `snake_case` for fields and modules, `PascalCase` for types; never a keyword
    /// (a raw identifier where one is meant, such as `r#type`), unique in its scope.
    pub rust: String,
    /// Where it was declared.
    pub span: Span,
}

// ---- schema --------------------------------------------------------------------------------

/// The database.
#[derive(Clone, Debug, Default)]
pub struct Schema {
    /// Tables, views and virtual tables, sorted by SQL name.
    pub tables: Vec<Table>,
    /// The statements that made the database, in order, without comments around them.
    pub statements: Vec<String>,
}

/// A file of `migrations/`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Migration {
    /// The file's name, such as `0001_init.sql`: what the ledger knows it by.
    pub name: String,
    pub sql: String,
}

/// A table, view or virtual table.
#[derive(Clone, Debug)]
pub struct Table {
    /// `rust` is the module's name (`nodes`).
    pub name: Name,
    /// The row struct's name (`Node`).
    pub row: String,
    pub kind: TableKind,
    pub strict: bool,
    pub without_rowid: bool,
    /// Visible columns, hidden ones of virtual tables left out; generated columns included.
    pub columns: Vec<Column>,
    /// Positions in `columns` of the primary key's columns, in key order; empty: none declared.
    pub primary_key: Vec<usize>,
    /// Indexes, sorted by name; those that SQLite makes for UNIQUE are included, the one for the
    /// primary key is not.
    pub indexes: Vec<Index>,
    /// Comment lines above or beside the table, without `--`.
    pub docs: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TableKind {
    Table,
    View,
    Virtual,
}

#[derive(Clone, Debug)]
pub struct Column {
    /// `rust` is the field's name.
    pub name: Name,
    /// As declared, verbatim; empty where none is.
    pub declared_type: String,
    pub affinity: Affinity,
    /// What the row struct says: a primary key column is never nullable.
    pub nullable: bool,
    /// Position in the primary key from 1, or 0.
    pub primary_key: u32,
    /// `INTEGER PRIMARY KEY` of a rowid table: SQLite gives a value where none is given.
    pub rowid_alias: bool,
    /// The default's SQL text, as `PRAGMA table_xinfo` gives it.
    pub default: Option<String>,
    pub generated: Generated,
    /// What a cell holds.
    pub ty: ColumnType,
    pub docs: Vec<String>,
}

/// SQLite's column affinity (<https://sqlite.org/datatype3.html#determination_of_column_affinity>).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Affinity {
    Integer,
    Text,
    Blob,
    Real,
    Numeric,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Generated {
    No,
    Virtual,
    Stored,
}

/// The Rust type of a cell, nullability apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ColumnType {
    /// `i64`.
    Integer,
    /// `f64`.
    Real,
    /// `String`.
    Text,
    /// `Vec<u8>`.
    Blob,
    /// `bool`, stored as 0 or 1.
    Boolean,
    /// `williw_workers::d1::Value`: the declared type promises nothing.
    Any,
    /// `williw_workers::Timestamp`.
    Timestamp,
    /// An id, int or enum of `types.toml`, by name.
    Named(String),
    /// `Json<T>` over a record of `types.toml`, by name; text in SQL.
    Json(String),
    /// A type of the user's own that implements `Column`, by its path.
    Custom(String),
    /// An enum made from the column's own `CHECK (col IN (…))`.
    Check(CheckEnum),
}

/// An enum that a CHECK made. Two columns of one table never share one; the values are text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckEnum {
    /// The generated type's name, such as `TaskState`.
    pub rust: String,
    /// SQL value and variant name, in the order of the list.
    pub values: Vec<(String, String)>,
}

#[derive(Clone, Debug)]
pub struct Index {
    /// SQL name; `sqlite_autoindex_…` for one that SQLite made.
    pub name: String,
    /// Positions in the table's columns; `None` for an expression or the rowid.
    pub columns: Vec<Option<usize>>,
    /// For each of them the collation, where comparisons of the column use another one.
    pub collations: Vec<Option<String>>,
    pub unique: bool,
    /// The WHERE expression's SQL text of a partial index; an empty text where SQLite says that the
    /// index is partial but its text could not be found.
    pub partial: Option<String>,
    /// Whether a user declared it with CREATE INDEX.
    pub declared: bool,
}

// ---- queries -------------------------------------------------------------------------------

/// A named query: one statement with its types.
#[derive(Clone, Debug)]
pub struct Query {
    /// `source` as written (`StaleNodes`), `rust` the function's name (`stale_nodes`).
    pub name: Name,
    pub row: RowShape,
    pub command: Command,
    /// The statement as sent to D1: parameters are `?1`, `?2`, …, stars are written out, a slice stands as
    /// a sub-query over `json_each`, and every result column has a name of its own.
    pub sql: String,
    /// In the order of their numbers.
    pub params: Vec<Param>,
    pub columns: Vec<ResultColumn>,
    /// `sqlc.embed`s, in order of their first column.
    pub embeds: Vec<Embed>,
    /// Whether the result always has a row.
    pub certain: bool,
    pub reads_only: bool,
    /// Declared with `-- idempotent`: the statement may run twice.
    pub idempotent: bool,
    /// Tables that it scans, sorted.
    pub scans: Vec<String>,
    pub docs: Vec<String>,
}

/// What a row of a result is in Rust.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RowShape {
    /// Its only column's value.
    Cell,
    /// A table's row struct; the table's position in the schema.
    Table(usize),
    /// A struct of the query's own, of this name (`StaleNodesRow`).
    Own(String),
}

/// What a query returns, in sqlc's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    One,
    Many,
    Exec,
    ExecRows,
    ExecResult,
    ExecLastId,
}

/// A query's parameter.
#[derive(Clone, Debug)]
pub struct Param {
    pub name: Name,
    pub ty: ColumnType,
    pub sql_type: SqlType,
    /// Whether NULL may be given.
    pub nullable: bool,
    /// A list of such values, sent as one JSON text.
    pub slice: bool,
    /// Whether the statement casts it to INTEGER where D1's REAL would not become one by itself.
    pub cast: bool,
}

/// A column of a query's result.
#[derive(Clone, Debug)]
pub struct ResultColumn {
    /// `source` is the column's name in the result, unique there.
    pub name: Name,
    pub ty: ColumnType,
    pub sql_type: SqlType,
    pub nullable: bool,
    /// The table's column that it shows, as positions in the schema; `None` for an expression.
    pub origin: Option<(usize, usize)>,
}

/// All columns of a table as one field.
#[derive(Clone, Debug)]
pub struct Embed {
    /// The field: the table's alias.
    pub name: Name,
    /// Position in the schema's tables.
    pub table: usize,
    /// Positions in the query's columns.
    pub columns: std::ops::Range<usize>,
    /// Whether an outer join may leave it out: then the field is an `Option`, and it is `None` where every
    /// column is NULL.
    pub optional: bool,
}

/// What a value is in SQL, as `describe` says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SqlType {
    Integer,
    Real,
    Text,
    Blob,
    /// An integer that is 0 or 1.
    Boolean,
    /// Nothing but NULL.
    Null,
    /// Any of them.
    Any,
}

// ---- types ---------------------------------------------------------------------------------

/// One entry of `types.toml`.
#[derive(Clone, Debug)]
pub struct TypeDef {
    /// Both names are the same: PascalCase is demanded.
    pub name: Name,
    pub kind: TypeKind,
    /// Of an id or int: a value to show, which keeps the type's rules.
    pub example: Option<serde_json::Value>,
    /// Comment lines above the entry's header, or its `doc` key.
    pub docs: Vec<String>,
}

#[derive(Clone, Debug)]
pub enum TypeKind {
    /// Newtype over text.
    Id(TextRules),
    /// Newtype over i64 with checked arithmetic; bounds are within ±(2^53 − 1).
    Int { min: i64, max: i64 },
    /// Text or nothing else; `any_case` accepts other case in requests.
    Enum { values: Vec<(String, String)>, any_case: bool },
    /// A JSON object.
    Record { fields: Vec<Field> },
}

/// What a text must be.
#[derive(Clone, Debug, Default)]
pub struct TextRules {
    /// In characters.
    pub min_len: Option<u32>,
    /// In characters.
    pub max_len: Option<u32>,
    /// The whole text must match.
    pub pattern: Option<Pattern>,
    /// The well-known format that `pattern` was made from, such as `uuid`; for documents.
    pub format: Option<String>,
    /// A path to `fn(&str) -> Result<String, &'static str>` of the user's crate: the canonical form
    /// of a text, or why there is none.
    pub parse_with: Option<String>,
}

/// A regular expression as a table-driven automaton: anchored at both ends, over bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    /// As written.
    pub source: String,
    /// Class of each byte.
    pub classes: Box<[u8; 256]>,
    /// Number of classes.
    pub class_count: usize,
    /// `next[state * class_count + class]`; state 0 is dead, state 1 is the start.
    pub next: Vec<u16>,
    /// Whether the text may end in this state.
    pub accepting: Vec<bool>,
}

/// A field of a record, a query parameter or a path parameter.
#[derive(Clone, Debug)]
pub struct Field {
    /// `source` is the JSON key.
    pub name: Name,
    pub ty: FieldType,
    /// May be left out, and may be null; `Option` in Rust.
    pub optional: bool,
    /// Given when left out, as JSON text that fits the type.
    pub default: Option<serde_json::Value>,
    /// A value to show, which fits the type.
    pub example: Option<serde_json::Value>,
    pub docs: Vec<String>,
}

#[derive(Clone, Debug)]
pub enum FieldType {
    /// `bool`.
    Boolean,
    /// An integer of this Rust type within these bounds.
    Integer { rust: IntRust, min: i64, max: i64 },
    /// `f64`, finite.
    Number { min: Option<f64>, max: Option<f64> },
    /// `String`.
    Text(TextRules),
    /// `Timestamp`: a number of milliseconds in JSON.
    Timestamp,
    /// Any JSON value, kept as text: `Json<serde_json::Value>`; `object` demands an object.
    Json { object: bool, max_len: Option<u32> },
    /// A type of `types.toml`, by name.
    Named(String),
    /// `Json<T>` over a record of `types.toml`: kept as text until it is asked for.
    Kept(String),
    /// `Vec`.
    List { item: Box<FieldType>, min_items: Option<u32>, max_items: Option<u32> },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IntRust {
    U8,
    U16,
    U32,
    U64,
    I32,
    I64,
}

// ---- routes --------------------------------------------------------------------------------

#[derive(Clone, Debug)]
pub struct Route {
    /// `rust` is the handler's name.
    pub name: Name,
    pub method: Method,
    pub path: PathTemplate,
    /// Names of [`CallerDef`]s, in their order; or `anyone` alone. Never empty.
    pub caller: Vec<String>,
    /// A rate limiter of `bindings.toml` that counts this route's requests by address.
    pub rate_limit: Option<String>,
    /// Whether a request must carry an `Idempotency-Key`.
    pub idempotency_key: bool,
    /// The field of the body with the key that the request is signed with: its caller need not be known yet.
    pub presents_key: Option<Field>,
    /// A record's name.
    pub body: Option<String>,
    /// Whether the body may be left out altogether.
    pub body_optional: bool,
    pub query: Vec<Field>,
    /// In status order; at least one.
    pub replies: Vec<Reply>,
    /// Codes of `[errors]`.
    pub errors: Vec<String>,
    pub docs: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Method {
    Get,
    Post,
    Put,
    Patch,
    Delete,
}

#[derive(Clone, Debug)]
pub struct PathTemplate {
    /// As written.
    pub source: String,
    pub segments: Vec<Segment>,
    /// Where it was written.
    pub span: Span,
}

#[derive(Clone, Debug)]
pub enum Segment {
    Literal(String),
    /// A path parameter; never optional, never a record or list.
    Param(Box<Field>),
}

impl Route {
    /// Whether anyone may call.
    pub fn is_open(&self) -> bool {
        self.caller.iter().any(|caller| caller == CallerDef::ANYONE)
    }

    /// Whether it answers with a WebSocket, and with nothing else.
    pub fn is_socket(&self) -> bool {
        self.replies.iter().any(|reply| reply.body == ReplyBody::Socket)
    }
}

#[derive(Clone, Debug)]
pub struct Reply {
    /// One that `names::status_constant` knows.
    pub status: u16,
    pub body: ReplyBody,
}

/// What a reply carries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReplyBody {
    Nothing,
    /// A record, as JSON.
    Record(String),
    /// A page.
    Html,
    /// Where to go instead: a redirect.
    Location,
    /// What follows are messages: 101.
    Socket,
}

/// An entry of `[errors]`.
#[derive(Clone, Debug)]
pub struct ErrorDef {
    /// `source` is the code, `rust` the variant's name.
    pub name: Name,
    pub status: u16,
    pub title: String,
    /// Seconds; only of 429 and 503.
    pub retry_after: Option<u32>,
}

impl Model {
    /// Whether the Worker's databases must have migrations.
    pub fn is_migrated(&self) -> bool {
        !self.migrations.is_empty() && !self.bindings.d1.is_empty()
    }
}

impl Migration {
    /// Of a path in the spec's folder, and the text there.
    pub fn of_file((path, sql): (&str, &str)) -> Self {
        Migration { name: path.rsplit('/').next().unwrap_or(path).to_owned(), sql: sql.to_owned() }
    }
}

impl IntRust {
    /// The least and the greatest value of the Rust type.
    pub fn range(self) -> (i128, i128) {
        match self {
            IntRust::U8 => (u8::MIN.into(), u8::MAX.into()),
            IntRust::U16 => (u16::MIN.into(), u16::MAX.into()),
            IntRust::U32 => (u32::MIN.into(), u32::MAX.into()),
            IntRust::U64 => (u64::MIN.into(), u64::MAX.into()),
            IntRust::I32 => (i32::MIN.into(), i32::MAX.into()),
            IntRust::I64 => (i64::MIN.into(), i64::MAX.into()),
        }
    }
}

impl PathTemplate {
    /// What requests can tell of it: its text with every parameter as `{}`.
    pub fn shape(&self) -> String {
        let mut shape = String::new();
        for segment in &self.segments {
            shape.push('/');
            shape.push_str(match segment {
                Segment::Literal(text) => text,
                Segment::Param(_) => "{}",
            });
        }
        shape
    }
}

impl Affinity {
    /// The affinity of a declared type (<https://sqlite.org/datatype3.html#determination_of_column_affinity>).
    pub fn of(declared: &str, strict: bool) -> Self {
        let upper = declared.to_ascii_uppercase();
        let has = |part: &str| upper.contains(part);
        if has("INT") {
            Affinity::Integer
        } else if has("CHAR") || has("CLOB") || has("TEXT") {
            Affinity::Text
        } else if has("BLOB") || upper.is_empty() || (strict && upper == "ANY") {
            Affinity::Blob
        } else if has("REAL") || has("FLOA") || has("DOUB") {
            Affinity::Real
        } else {
            Affinity::Numeric
        }
    }
}

impl SqlType {
    /// As `describe` writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            SqlType::Integer => "INTEGER",
            SqlType::Real => "REAL",
            SqlType::Text => "TEXT",
            SqlType::Blob => "BLOB",
            SqlType::Boolean => "BOOLEAN",
            SqlType::Null => "NULL",
            SqlType::Any => "ANY",
        }
    }
}

impl Command {
    /// All of them, as an annotation writes them.
    pub const ALL: [(&'static str, Command); 6] = [
        ("one", Command::One),
        ("many", Command::Many),
        ("exec", Command::Exec),
        ("execrows", Command::ExecRows),
        ("execresult", Command::ExecResult),
        ("execlastid", Command::ExecLastId),
    ];

    /// As an annotation writes it, without the colon.
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(_, command)| *command == self).map_or("", |(name, _)| name)
    }
}

impl Method {
    /// As HTTP writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Method::Get => "GET",
            Method::Post => "POST",
            Method::Put => "PUT",
            Method::Patch => "PATCH",
            Method::Delete => "DELETE",
        }
    }
}
