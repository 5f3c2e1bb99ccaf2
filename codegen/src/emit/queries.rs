//! Named queries as functions that return query values, and their row structs.

use std::collections::BTreeMap;

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::params::{by_reference, encode_option, encode_param, param_type};
use super::rows::column_type;
use super::sql::quote_name;
use super::{Place, docs, ident};
use crate::model::{ColumnType, Command, Model, Param, Query, ResultColumn, RowShape};

/// More parameters than this are given as a struct: nobody counts to eight at a call.
const MAX_ARGUMENTS: usize = 7;

/// Expands to the contents of `mod queries`, for each query:
/// ```text
/// pub struct StaleNodesRow { … }
/// pub mod stale_nodes { pub mod columns { pub struct id; … } }
/// pub fn stale_nodes(cutoff: Timestamp, limit: i64) -> ReadQuery<Vec<StaleNodesRow>> {
///     const STATEMENT: Statement<Read> = Statement { sql: "SELECT …", … };
///     STATEMENT.many(Vec::from([Column::encode(&cutoff), Column::encode(&limit)]))
/// }
/// ```
pub(super) fn emit_queries(model: &Model) -> TokenStream {
    // Queries may share a row: the first of them has it.
    let mut first: BTreeMap<&str, &str> = BTreeMap::new();
    let mut out = TokenStream::new();
    for query in &model.queries {
        match &query.row {
            _ if query.columns.is_empty() => {}
            RowShape::Cell => {}
            RowShape::Table(table) => out.extend(emit_table_columns(model, query, *table)),
            RowShape::Own(name) => match first.get(name.as_str()) {
                Some(owner) => out.extend(emit_shared_columns(query, owner)),
                None => {
                    first.insert(name, &query.name.rust);
                    let doc = match name.strip_suffix("Row") {
                        Some(query) => format!(" A row of `{query}`."),
                        None => " A row of several queries.".to_owned(),
                    };
                    out.extend(emit_row(model, query, name, &doc));
                    out.extend(emit_columns(query, name));
                }
            },
        }
        out.extend(emit_function(model, query));
    }
    out
}

fn emit_function(model: &Model, query: &Query) -> TokenStream {
    let docs = docs(&query.docs, &notes(query));
    let (before, params, unpack) = parameters(query);
    let function = function(model, query, &params, &unpack);
    quote! {
        #before
        #docs
        pub #function
    }
}

/// The function itself, with these parameters and what comes before their use.
pub(super) fn function(model: &Model, query: &Query, params: &TokenStream, unpack: &TokenStream) -> TokenStream {
    let name = ident(&query.name.rust);
    let sql = &query.sql;
    let columns = query.columns.iter().map(|column| &column.name.source);
    let idempotent = query.idempotent;
    let (query_type, access) = if query.reads_only {
        (quote! { ReadQuery }, quote! { ::williw_workers::d1::Read })
    } else {
        (quote! { Query }, quote! { ::williw_workers::d1::Write })
    };
    let of = query.reads_only.then(|| quote! { <#access> });
    let (result, method) = result(model, query);
    let encoded = query.params.iter().map(encode);
    quote! {
        fn #name(#params) -> ::williw_workers::d1::#query_type<#result> {
            const STATEMENT: ::williw_workers::d1::Statement #of = ::williw_workers::d1::Statement {
                sql: #sql,
                columns: &[#(#columns),*],
                access: #access,
                idempotent: #idempotent,
            };
            #unpack
            STATEMENT.#method(::std::vec::Vec::from([#(#encoded),*]))
        }
    }
}

/// What the function's comment says beside the user's own words.
fn notes(query: &Query) -> Vec<String> {
    let mut notes = vec![format!("The query `{}`.", query.name.source)];
    if !query.scans.is_empty() {
        let tables: Vec<String> = query.scans.iter().map(|table| format!("`{table}`")).collect();
        notes.push(format!("Reads every row of {}.", tables.join(", ")));
    }
    let cast: Vec<String> =
        query.params.iter().filter(|param| param.cast).map(|param| format!("`{}`", param.name.source)).collect();
    if !cast.is_empty() {
        notes.push(format!("A CAST was added to {}: D1 binds numbers as REAL.", cast.join(", ")));
    }
    notes
}

/// The result's type and the method of `Statement` that makes it.
fn result(model: &Model, query: &Query) -> (TokenStream, Ident) {
    let method = |name: &str| ident(name);
    let row = match &query.row {
        RowShape::Cell => query.columns.first().map(|column| nullable(column, Place::Queries)).unwrap_or_default(),
        RowShape::Table(at) => {
            let table = model.schema.tables.get(*at).map(|table| Place::Queries.db(&table.row));
            table.unwrap_or_default()
        }
        RowShape::Own(name) => {
            let name = ident(name);
            quote! { #name }
        }
    };
    let cell = query.row == RowShape::Cell;
    match query.command {
        Command::Many => (quote! { ::std::vec::Vec<#row> }, method(if cell { "cells" } else { "many" })),
        Command::One if query.certain => (row, method(if cell { "cell" } else { "one" })),
        Command::One => {
            (quote! { ::core::option::Option<#row> }, method(if cell { "optional_cell" } else { "optional" }))
        }
        Command::Exec => (quote! { () }, method("exec")),
        Command::ExecRows => (quote! { u64 }, method("rows")),
        Command::ExecResult => (quote! { ::williw_workers::d1::Changes }, method("result")),
        Command::ExecLastId => (quote! { i64 }, method("last_id")),
    }
}

// ---- parameters ----------------------------------------------------------------------------

/// Items in front of the function, its parameter list, and what takes a struct of them apart.
fn parameters(query: &Query) -> (TokenStream, TokenStream, TokenStream) {
    let names: Vec<Ident> = query.params.iter().map(|param| ident(&param.name.rust)).collect();
    let types: Vec<TokenStream> = query.params.iter().map(argument_type).collect();
    if query.params.len() <= MAX_ARGUMENTS {
        return (TokenStream::new(), quote! { #(#names: #types),* }, TokenStream::new());
    }
    let strukt = ident(&format!("{}Params", heck::ToPascalCase::to_pascal_case(query.name.source.as_str())));
    let borrows = query.params.iter().any(|param| param.slice || by_reference(&param.ty));
    let lifetime = borrows.then(|| quote! { <'a> });
    let elided = borrows.then(|| quote! { <'_> });
    let fields = query.params.iter().zip(&types).zip(&names).map(|((_, ty), name)| {
        let ty = with_lifetime(ty.clone());
        quote! { pub #name: #ty, }
    });
    let doc = format!(" What `{}` is given.", query.name.source);
    let before = quote! {
        #[doc = #doc]
        #[derive(Clone, Copy, Debug)]
        pub struct #strukt #lifetime { #(#fields)* }
    };
    let unpack = quote! { let #strukt { #(#names),* } = params; };
    (before, quote! { params: #strukt #elided }, unpack)
}

/// `&str` as `&'a str`, wherever a `&` stands.
fn with_lifetime(ty: TokenStream) -> TokenStream {
    use proc_macro2::{Group, TokenTree};
    let mut out = TokenStream::new();
    for token in ty {
        match token {
            TokenTree::Punct(mark) if mark.as_char() == '&' => out.extend(quote! { &'a }),
            TokenTree::Group(group) => {
                let inner = with_lifetime(group.stream());
                out.extend([TokenTree::Group(Group::new(group.delimiter(), inner))]);
            }
            token => out.extend([token]),
        }
    }
    out
}

pub(super) fn argument_type(param: &Param) -> TokenStream {
    if param.slice {
        let item = match &param.ty {
            ColumnType::Text => quote! { &str },
            ty => column_type(ty, Place::Queries),
        };
        return quote! { &[#item] };
    }
    let ty = param_type(&param.ty, Place::Queries);
    // `Value` has its own NULL.
    if param.nullable && param.ty != ColumnType::Any {
        quote! { ::core::option::Option<#ty> }
    } else {
        ty
    }
}

fn encode(param: &Param) -> TokenStream {
    let name = ident(&param.name.rust);
    if param.slice {
        quote! { ::williw_workers::d1::list(#name) }
    } else if param.nullable && param.ty != ColumnType::Any {
        encode_option(&param.ty, &name)
    } else {
        encode_param(&param.ty, &name)
    }
}

// ---- rows ----------------------------------------------------------------------------------

/// A field of a row struct: a column of the result, or a table's columns together.
enum Field<'q> {
    Column(&'q ResultColumn),
    Embed(&'q crate::model::Embed),
}

/// The fields in the order of the result's columns.
fn fields(query: &Query) -> Vec<Field<'_>> {
    let mut fields = Vec::new();
    for (at, column) in query.columns.iter().enumerate() {
        match query.embeds.iter().find(|embed| embed.columns.contains(&at)) {
            Some(embed) if embed.columns.start == at => fields.push(Field::Embed(embed)),
            Some(_) => {}
            None => fields.push(Field::Column(column)),
        }
    }
    fields
}

pub(super) fn emit_row(model: &Model, query: &Query, name: &str, doc: &str) -> TokenStream {
    let row = ident(name);
    let fields = fields(query);
    let declared = fields.iter().map(|field| {
        let name = ident(field.rust());
        let ty = field.ty(model);
        let docs = field.docs(model);
        quote! { #docs pub #name: #ty, }
    });
    let read = fields.iter().map(|field| {
        let name = ident(field.rust());
        match field {
            Field::Column(column) => {
                let source = &column.name.source;
                quote! { #name: __row.next(#source)?, }
            }
            Field::Embed(embed) if embed.optional => {
                let width = embed.columns.len();
                quote! { #name: __row.optional(#width)?, }
            }
            Field::Embed(_) => quote! { #name: ::williw_workers::d1::FromRow::from_row(__row)?, },
        }
    });
    quote! {
        #[doc = #doc]
        #[derive(Clone, Debug, PartialEq)]
        pub struct #row { #(#declared)* }
        #[automatically_derived]
        impl ::williw_workers::d1::FromRow for #row {
            fn from_row(
                __row: &mut ::williw_workers::d1::Row<'_>,
            ) -> ::core::result::Result<Self, ::williw_workers::d1::DecodeError> {
                ::core::result::Result::Ok(Self { #(#read)* })
            }
        }
        #[automatically_derived]
        impl ::williw_workers::d1::TableRow for #row {
            const SELECT: ::core::option::Option<&'static str> = ::core::option::Option::None;
        }
    }
}

/// Expands to a type for each column, which `#[derive(Row)]` checks a field against.
fn emit_columns(query: &Query, name: &str) -> TokenStream {
    let row = ident(name);
    let module = ident(&query.name.rust);
    let plain = query.columns.iter().enumerate();
    let plain = plain.filter(|(at, _)| !query.embeds.iter().any(|embed| embed.columns.contains(at)));
    let columns = plain.map(|(_, column)| {
        let (name, source) = (ident(&column.name.rust), &column.name.source);
        let quoted = quote_name(source);
        let ty = nullable(column, Place::Columns);
        quote! { ::williw_workers::__column!(super::super::#row, #name: #ty, #source, #quoted); }
    });
    let columns_doc =
        format!(" The columns of `{}` as types; `#[derive(Row)]` checks its fields against them.", query.name.source);
    quote! {
        #[doc = #columns_doc]
        pub mod #module {
            #[allow(missing_docs, non_camel_case_types)]
            pub mod columns { #(#columns)* }
        }
    }
}

/// A query whose rows are a table's has the table's columns, so that it projects as any other.
fn emit_table_columns(model: &Model, query: &Query, table: usize) -> TokenStream {
    let Some(table) = model.schema.tables.get(table) else { return TokenStream::new() };
    let (module, of) = (ident(&query.name.rust), ident(&table.name.rust));
    let doc = format!(" The columns of `{}`: those of `{}`.", query.name.source, table.name.source);
    quote! {
        #[doc = #doc]
        pub mod #module {
            pub use super::super::db::#of::columns;
        }
    }
}

/// A query that shares its row has the columns of the first.
fn emit_shared_columns(query: &Query, owner: &str) -> TokenStream {
    let (module, owner) = (ident(&query.name.rust), ident(owner));
    quote! {
        #[doc(hidden)]
        pub mod #module {
            pub use super::#owner::columns;
        }
    }
}

impl Field<'_> {
    fn rust(&self) -> &str {
        match self {
            Field::Column(column) => &column.name.rust,
            Field::Embed(embed) => &embed.name.rust,
        }
    }

    fn ty(&self, model: &Model) -> TokenStream {
        match self {
            Field::Column(column) => nullable(column, Place::Queries),
            Field::Embed(embed) => {
                let table = model.schema.tables.get(embed.table).map(|table| Place::Queries.db(&table.row));
                let table = table.unwrap_or_default();
                if embed.optional {
                    quote! { ::core::option::Option<#table> }
                } else {
                    table
                }
            }
        }
    }

    /// A table's column brings its comment along.
    fn docs(&self, model: &Model) -> TokenStream {
        let Field::Column(ResultColumn { origin: Some((table, column)), .. }) = self else {
            return TokenStream::new();
        };
        let declared = model.schema.tables.get(*table).and_then(|table| table.columns.get(*column));
        docs(declared.map(|column| column.docs.as_slice()).unwrap_or_default(), &[])
    }
}

/// The Rust type of a result's column.
fn nullable(column: &ResultColumn, place: Place) -> TokenStream {
    let ty = column_type(&column.ty, place);
    // `Value` has its own NULL.
    if column.nullable && column.ty != ColumnType::Any {
        quote! { ::core::option::Option<#ty> }
    } else {
        ty
    }
}
