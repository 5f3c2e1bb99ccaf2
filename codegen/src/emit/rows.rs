//! Row, insert and patch structs: what a table's data looks like in Rust.

use proc_macro2::TokenStream;
use quote::quote;

use super::sql::{Given, TableSql, quote_name, select, table_sql};
use super::{Place, docs, ident, statements, types};
use crate::model::{Column, ColumnType, Model, Table, TableKind};

/// Expands to the contents of `mod db`.
pub fn emit_db(model: &Model) -> TokenStream {
    model.schema.tables.iter().map(|table| emit_table(model, table)).collect()
}

fn emit_table(model: &Model, table: &Table) -> TokenStream {
    let sql = table_sql(model, table);
    let enums = table.columns.iter().filter_map(|column| match &column.ty {
        ColumnType::Check(check) => {
            let place = format!("`{}.{}`", table.name.source, column.name.source);
            Some(types::emit_check_enum(check, &place))
        }
        _ => None,
    });
    let row = emit_row(table);
    let writes = sql.as_ref().map(|sql| {
        let insert = emit_insert(table, sql);
        let patch = emit_patch(table, sql);
        quote! { #insert #patch }
    });
    let module = statements::emit_module(table, sql.as_ref());
    quote! { #(#enums)* #row #writes #module }
}

/// Expands to:
/// ```text
/// pub struct Node { pub id: NodeId, … }
/// impl FromRow for Node { … }
/// impl TableRow for Node { const SELECT: Option<&'static str> = Some("SELECT id, …"); }
/// ```
fn emit_row(table: &Table) -> TokenStream {
    let row = ident(&table.row);
    let kind = match table.kind {
        TableKind::Table => "table",
        TableKind::View => "view",
        TableKind::Virtual => "virtual table",
    };
    let docs = docs(&table.docs, &[format!("A row of the {kind} `{}`.", table.name.source)]);
    let names: Vec<_> = table.columns.iter().map(|column| ident(&column.name.rust)).collect();
    let columns = table.columns.iter().map(|column| &column.name.source);
    let fields = table.columns.iter().map(|column| {
        let docs = column_docs(table, column);
        let name = ident(&column.name.rust);
        let ty = nullable_type(column, Place::Module);
        quote! { #docs pub #name: #ty, }
    });
    let select = select(table);
    // A view may have no column that can be named; a table always has one.
    let unused = names.is_empty().then(|| quote! { let _ = __row; });
    quote! {
        #docs
        #[derive(Clone, Debug, PartialEq)]
        pub struct #row { #(#fields)* }
        #[automatically_derived]
        impl ::williw_workers::d1::FromRow for #row {
            fn from_row(
                __row: &mut ::williw_workers::d1::Row<'_>,
            ) -> ::core::result::Result<Self, ::williw_workers::d1::DecodeError> {
                #unused
                ::core::result::Result::Ok(Self { #(#names: __row.next(#columns)?,)* })
            }
        }
        #[automatically_derived]
        impl ::williw_workers::d1::TableRow for #row {
            const SELECT: ::core::option::Option<&'static str> = ::core::option::Option::Some(#select);
        }
    }
}

/// Expands to:
/// ```text
/// pub struct NodeInsert { pub id: NodeId, pub note: Option<String>, … }
/// ```
fn emit_insert(table: &Table, sql: &TableSql) -> TokenStream {
    let insert = ident(&format!("{}Insert", table.row));
    let docs = docs(&[], &[format!("What a new row of `{}` is given.", table.name.source)]);
    let fields = sql.insert.columns.iter().filter_map(|&(at, given)| {
        let column = table.columns.get(at)?;
        let name = ident(&column.name.rust);
        let ty = column_type(&column.ty, Place::Module);
        let default = column.default.as_deref().unwrap_or_default();
        let (ty, note) = match given {
            Given::Value => (ty, None),
            Given::OrNull => (option(&ty), None),
            Given::OrDefault if column.rowid_alias => (option(&ty), Some("`None`: the database gives one.".to_owned())),
            Given::OrDefault => (option(&ty), Some(format!("`None`: the default, `{default}`."))),
            Given::OrNullOrDefault => {
                (option(&option(&ty)), Some(format!("`None`: the default, `{default}`; `Some(None)`: NULL.")))
            }
        };
        let docs = super::docs(&column.docs, &note.into_iter().collect::<Vec<_>>());
        Some(quote! { #docs pub #name: #ty, })
    });
    quote! {
        #docs
        #[derive(Clone, Debug, PartialEq)]
        pub struct #insert { #(#fields)* }
    }
}

/// Expands to:
/// ```text
/// pub struct NodePatch<State = NonEmpty> { … }
/// impl NodePatch<Empty> { pub fn new() -> Self { … } }
/// impl<State> NodePatch<State> { pub fn status(self, value: NodeStatus) -> NodePatch { … } }
/// ```
fn emit_patch(table: &Table, sql: &TableSql) -> Option<TokenStream> {
    let update = sql.keyed.as_ref()?.update.as_ref()?;
    let patch = ident(&format!("{}Patch", table.row));
    let docs = docs(&[], &[format!("What an update of `{}` sets: at least one column.", table.name.source)]);
    let setters = update.sets.iter().filter_map(|(at, set)| {
        let column = table.columns.get(*at)?;
        // `new` is taken by the constructor.
        let name = if column.name.rust == "new" { ident("new_") } else { ident(&column.name.rust) };
        let docs = super::docs(&column.docs, &[format!("Sets `{}`.", column.name.source)]);
        let ty = nullable_type(column, Place::Module);
        Some(quote! {
            #docs
            pub fn #name(self, value: #ty) -> #patch {
                #patch { sets: self.sets.set(#set, &value) }
            }
        })
    });
    Some(quote! {
        #docs
        #[derive(Clone, Debug)]
        #[must_use]
        pub struct #patch<State = ::williw_workers::d1::NonEmpty> {
            sets: ::williw_workers::d1::Sets<State>,
        }
        impl #patch<::williw_workers::d1::Empty> {
            /// Nothing yet: an update does not take it before a column is set.
            #[allow(clippy::new_without_default)]
            pub fn new() -> Self {
                #patch { sets: ::williw_workers::d1::Sets::new() }
            }
        }
        impl<State> #patch<State> { #(#setters)* }
    })
}

fn column_docs(table: &Table, column: &Column) -> TokenStream {
    let declared = match column.declared_type.as_str() {
        "" => String::new(),
        declared => format!(" {declared}"),
    };
    let place = format!("`{}.{}{declared}`", table.name.source, quote_name(&column.name.source));
    docs(&column.docs, &[place])
}

fn option(ty: &TokenStream) -> TokenStream {
    quote! { ::core::option::Option<#ty> }
}

/// The Rust type of a cell, `Option` where it may be NULL.
pub fn nullable_type(column: &Column, place: Place) -> TokenStream {
    let ty = column_type(&column.ty, place);
    // `Value` has its own NULL.
    if column.nullable && column.ty != ColumnType::Any { option(&ty) } else { ty }
}

/// The Rust type of a cell that is not NULL.
pub fn column_type(ty: &ColumnType, place: Place) -> TokenStream {
    // A type of `mod columns` may have the name of a primitive one.
    let primitive = |name: &str| {
        let name = ident(name);
        if place == Place::Columns {
            quote! { ::core::primitive::#name }
        } else {
            quote! { #name }
        }
    };
    match ty {
        ColumnType::Integer => primitive("i64"),
        ColumnType::Real => primitive("f64"),
        ColumnType::Text => quote! { ::std::string::String },
        ColumnType::Blob => {
            let byte = primitive("u8");
            quote! { ::std::vec::Vec<#byte> }
        }
        ColumnType::Boolean => primitive("bool"),
        ColumnType::Any => quote! { ::williw_workers::d1::Value },
        ColumnType::Timestamp => quote! { ::williw_workers::Timestamp },
        ColumnType::Named(name) => place.named(name),
        ColumnType::Json(name) => {
            let name = place.named(name);
            quote! { ::williw_workers::d1::Json<#name> }
        }
        ColumnType::Custom(name) => super::path(name),
        ColumnType::Check(check) => place.db(&check.rust),
    }
}
