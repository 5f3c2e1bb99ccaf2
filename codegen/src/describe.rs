//! The compiler's understanding of a spec as data: what `cargo williw describe --format json` prints.
//!
//! Tools read this form; fields are added and never changed.

mod bindings;

use serde::Serialize;

use crate::diag::Diagnostic;
use crate::model::{Column, ColumnType, Generated, Method, Model, Query, Route, Table, TableKind};
use crate::source::SourceMap;

pub use bindings::{
    CronDescription, FieldDescription, KeyDescription, KvDescription, MethodDescription, ObjectDescription,
    SocketDescription,
};

/// A spec, described.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Description {
    pub tables: Vec<TableDescription>,
    pub queries: Vec<QueryDescription>,
    pub routes: Vec<RouteDescription>,
    pub kv: Vec<KvDescription>,
    pub objects: Vec<ObjectDescription>,
    pub crons: Vec<CronDescription>,
    pub diagnostics: Vec<DiagnosticDescription>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TableDescription {
    pub name: String,
    /// `table`, `view` or `virtual`.
    pub kind: &'static str,
    pub strict: bool,
    pub without_rowid: bool,
    pub columns: Vec<ColumnDescription>,
    pub indexes: Vec<IndexDescription>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ColumnDescription {
    pub name: String,
    /// Verbatim; empty where none is declared.
    pub declared_type: String,
    /// Whether the row struct's field is an `Option`.
    pub nullable: bool,
    /// Position in the primary key from 1, or 0.
    pub primary_key: u32,
    /// SQL text.
    pub default: Option<String>,
    pub generated: bool,
    /// Without the `Option`.
    pub rust_type: String,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct IndexDescription {
    pub name: String,
    /// `null` for an expression.
    pub columns: Vec<Option<String>>,
    pub unique: bool,
    pub partial: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct QueryDescription {
    pub name: String,
    /// `one`, `many`, `exec`, `execrows`, `execresult` or `execlastid`.
    pub command: &'static str,
    /// As sent to D1.
    pub sql: String,
    /// In the order of their numbers.
    pub params: Vec<ParamDescription>,
    /// Empty where the command returns no rows.
    pub columns: Vec<ResultColumnDescription>,
    /// Tables that are read in full, sorted.
    pub scans: Vec<String>,
    pub reads_only: bool,
    pub idempotent: bool,
    /// Whether the result always has a row.
    pub certain: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ParamDescription {
    pub name: String,
    /// `INTEGER`, `REAL`, `TEXT`, `BLOB`, `BOOLEAN`, `NULL` or `ANY`; of each item where it is a slice.
    pub sql_type: &'static str,
    pub nullable: bool,
    /// Without the `Option`.
    pub rust_type: String,
    /// Whether it is a list.
    pub slice: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ResultColumnDescription {
    pub name: String,
    /// As a parameter's.
    pub sql_type: &'static str,
    pub nullable: bool,
    /// Without the `Option`.
    pub rust_type: String,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RouteDescription {
    pub name: String,
    pub method: &'static str,
    pub path: String,
    pub caller: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DiagnosticDescription {
    pub slug: &'static str,
    /// `error` or `warning`.
    pub severity: &'static str,
    pub file: String,
    /// From 1.
    pub line: usize,
    /// From 1, in characters.
    pub column: usize,
    pub message: String,
    pub help: Option<String>,
}

/// Describes a model and what was said while it was made.
pub fn describe(model: &Model, sources: &SourceMap, diagnostics: &[Diagnostic]) -> Description {
    Description {
        tables: model.schema.tables.iter().map(describe_table).collect(),
        queries: model.queries.iter().map(describe_query).collect(),
        routes: model.routes.iter().map(describe_route).collect(),
        kv: model.bindings.kv.iter().map(bindings::describe_kv).collect(),
        objects: model.bindings.objects.iter().map(bindings::describe_object).collect(),
        crons: model.bindings.crons.iter().map(bindings::describe_cron).collect(),
        diagnostics: diagnostics.iter().map(|diagnostic| describe_diagnostic(sources, diagnostic)).collect(),
    }
}

fn describe_query(query: &Query) -> QueryDescription {
    let params = query.params.iter().map(|param| ParamDescription {
        name: param.name.source.clone(),
        sql_type: param.sql_type.as_str(),
        nullable: param.nullable,
        rust_type: rust_type(&param.ty),
        slice: param.slice,
    });
    let columns = query.columns.iter().map(|column| ResultColumnDescription {
        name: column.name.source.clone(),
        sql_type: column.sql_type.as_str(),
        nullable: column.nullable,
        rust_type: rust_type(&column.ty),
    });
    QueryDescription {
        name: query.name.source.clone(),
        command: query.command.as_str(),
        sql: query.sql.clone(),
        params: params.collect(),
        columns: columns.collect(),
        scans: query.scans.clone(),
        reads_only: query.reads_only,
        idempotent: query.idempotent,
        certain: query.certain,
    }
}

fn describe_table(table: &Table) -> TableDescription {
    let column_name =
        |at: &Option<usize>| at.and_then(|at| table.columns.get(at)).map(|column| column.name.source.clone());
    TableDescription {
        name: table.name.source.clone(),
        kind: match table.kind {
            TableKind::Table => "table",
            TableKind::View => "view",
            TableKind::Virtual => "virtual",
        },
        strict: table.strict,
        without_rowid: table.without_rowid,
        columns: table.columns.iter().map(describe_column).collect(),
        indexes: table
            .indexes
            .iter()
            .map(|index| IndexDescription {
                name: index.name.clone(),
                columns: index.columns.iter().map(column_name).collect(),
                unique: index.unique,
                partial: index.partial.is_some(),
            })
            .collect(),
    }
}

fn describe_column(column: &Column) -> ColumnDescription {
    ColumnDescription {
        name: column.name.source.clone(),
        declared_type: column.declared_type.clone(),
        nullable: column.nullable,
        primary_key: column.primary_key,
        default: column.default.clone(),
        generated: column.generated != Generated::No,
        rust_type: rust_type(&column.ty),
    }
}

/// A column type as it is written in Rust, paths left out.
pub fn rust_type(ty: &ColumnType) -> String {
    match ty {
        ColumnType::Integer => "i64".to_owned(),
        ColumnType::Real => "f64".to_owned(),
        ColumnType::Text => "String".to_owned(),
        ColumnType::Blob => "Vec<u8>".to_owned(),
        ColumnType::Boolean => "bool".to_owned(),
        ColumnType::Custom(path) => path.clone(),
        ColumnType::Any => "Value".to_owned(),
        ColumnType::Timestamp => "Timestamp".to_owned(),
        ColumnType::Named(name) => name.clone(),
        ColumnType::Json(name) => format!("Json<{name}>"),
        ColumnType::Check(check) => check.rust.clone(),
    }
}

fn describe_route(route: &Route) -> RouteDescription {
    RouteDescription {
        name: route.name.source.clone(),
        method: match route.method {
            Method::Get => "GET",
            Method::Post => "POST",
            Method::Put => "PUT",
            Method::Patch => "PATCH",
            Method::Delete => "DELETE",
        },
        path: route.path.source.clone(),
        caller: route.caller.clone(),
    }
}

fn describe_diagnostic(sources: &SourceMap, diagnostic: &Diagnostic) -> DiagnosticDescription {
    let span = diagnostic.primary.span;
    let place = sources.line_col(span.file, span.start);
    DiagnosticDescription {
        slug: diagnostic.slug,
        severity: diagnostic.severity.as_str(),
        file: sources.path(span.file).to_owned(),
        line: place.line,
        column: place.column,
        message: diagnostic.message.clone(),
        help: diagnostic.help.clone(),
    }
}
