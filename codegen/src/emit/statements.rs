//! A table's statements as functions that return query values.
//!
//! An UPDATE or DELETE without a WHERE cannot be written with them: each is built from a key.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::params::{encode_param, param_type};
use super::rows::{column_type, nullable_type};
use super::sql::{Bulk, Finder, Given, PageSql, TableSql, quote_name, returning};
use super::{Place, docs, ident};
use crate::model::{Column, Table};

/// Expands to:
/// ```text
/// pub mod nodes {
///     pub fn get(id: &NodeId) -> ReadQuery<Option<Node>> { … }
///     …
///     pub mod columns { pub struct id; … }
/// }
/// ```
pub fn emit_module(table: &Table, sql: Option<&TableSql>) -> TokenStream {
    let module = ident(&table.name.rust);
    let docs = docs(&[], &[format!("Statements of `{}`.", table.name.source)]);
    let cx = Cx::new(table);
    let names = table.columns.iter().map(|column| &column.name.source);
    let statements = sql.map(|sql| {
        let insert = cx.insert(sql);
        let keyed = cx.keyed(sql);
        let finders = sql.finders.iter().map(|finder| cx.finder(finder));
        let pages = sql.pages.iter().map(|page| cx.page(page));
        quote! {
            const COLUMNS: &[&str] = &[#(#names),*];
            #keyed
            #insert
            #(#finders)*
            #(#pages)*
        }
    });
    let columns = emit_columns(table);
    quote! {
        #docs
        pub mod #module { #statements #columns }
    }
}

/// Expands to a type for each column, which `#[derive(Row)]` checks a field against:
/// ```text
/// pub mod columns { __column!(super::super::Event, r#type: String, "type", "type"); … }
/// ```
fn emit_columns(table: &Table) -> TokenStream {
    let row = ident(&table.row);
    let items = table.columns.iter().map(|column| {
        let name = ident(&column.name.rust);
        let source = &column.name.source;
        let quoted = quote_name(source);
        let ty = nullable_type(column, Place::Columns);
        quote! { ::williw_workers::__column!(super::super::#row, #name: #ty, #source, #quoted); }
    });
    quote! {
        /// The table's columns as types; `#[derive(Row)]` checks its fields against them.
        #[allow(non_camel_case_types)]
        pub mod columns { #(#items)* }
    }
}

struct Cx<'m> {
    table: &'m Table,
    row: Ident,
}

impl<'m> Cx<'m> {
    fn new(table: &'m Table) -> Self {
        Cx { table, row: ident(&table.row) }
    }

    fn columns(&self, at: &[usize]) -> Vec<&'m Column> {
        at.iter().filter_map(|&at| self.table.columns.get(at)).collect()
    }

    /// `id: &NodeId, number: i64`.
    fn params(&self, at: &[usize]) -> TokenStream {
        let params = self.columns(at).into_iter().map(|column| {
            let name = ident(&column.name.rust);
            let ty = param_type(&column.ty, Place::Nested);
            quote! { #name: #ty, }
        });
        params.collect()
    }

    /// The name of a parameter that is no column; a key's column may have taken it.
    fn own_param(&self, name: &str, key: &[usize]) -> Ident {
        let taken = self.columns(key).iter().any(|column| column.name.rust == name);
        ident(&if taken { format!("{name}_") } else { name.to_owned() })
    }

    /// `Column::encode(id), …`.
    fn encoded(&self, at: &[usize]) -> Vec<TokenStream> {
        let encode = |column: &Column| encode_param(&column.ty, &ident(&column.name.rust));
        self.columns(at).into_iter().map(encode).collect()
    }

    fn keyed(&self, sql: &TableSql) -> Option<TokenStream> {
        let keyed = sql.keyed.as_ref()?;
        let (row, table) = (&self.row, &self.table.name.source);
        let (params, encoded) = (self.params(&self.table.primary_key), self.encoded(&self.table.primary_key));
        let (get, delete) = (&keyed.get, &keyed.delete);
        let get_doc = format!(" The row of `{table}` with this key.");
        let delete_doc = format!(" Deletes the row of `{table}` with this key.");
        let update = keyed.update.as_ref().map(|update| {
            let strukt = ident(&format!("{}Patch", self.table.row));
            let patch = self.own_param("patch", &self.table.primary_key);
            let (head, tail) = (&update.head, &update.tail);
            let returning = self.returning(tail);
            let update_doc = format!(" Changes the row of `{table}` with this key.");
            let returning_doc = " The same, returning the changed row.";
            quote! {
                #[doc = #update_doc]
                pub fn update(
                    #params #patch: super::#strukt,
                ) -> ::williw_workers::d1::Query<::williw_workers::d1::Changes> {
                    let (__sql, __params) = #patch.sets.update(#head, #tail, [#(#encoded),*]);
                    ::williw_workers::d1::Query::write(__sql, __params, &[])
                }

                #[doc = #returning_doc]
                pub fn update_returning(
                    #params #patch: super::#strukt,
                ) -> ::williw_workers::d1::Query<::core::option::Option<super::#row>> {
                    let (__sql, __params) = #patch.sets.update(#head, #returning, [#(#encoded),*]);
                    ::williw_workers::d1::Query::write(__sql, __params, COLUMNS)
                }
            }
        });
        Some(quote! {
            #[doc = #get_doc]
            pub fn get(#params) -> ::williw_workers::d1::ReadQuery<::core::option::Option<super::#row>> {
                ::williw_workers::d1::Query::read(#get, ::std::vec::Vec::from([#(#encoded),*]), COLUMNS)
            }

            #update

            #[doc = #delete_doc]
            pub fn delete(#params) -> ::williw_workers::d1::Query<::williw_workers::d1::Changes> {
                ::williw_workers::d1::Query::write(#delete, ::std::vec::Vec::from([#(#encoded),*]), &[])
            }
        })
    }

    fn returning(&self, sql: &str) -> String {
        sql.to_owned() + &returning(self.table)
    }

    fn insert(&self, sql: &TableSql) -> TokenStream {
        let (row, table) = (&self.row, &self.table.name.source);
        let insert = ident(&format!("{}Insert", self.table.row));
        let params = sql.insert.columns.iter().filter_map(|&(at, given)| {
            let name = ident(&self.table.columns.get(at)?.name.rust);
            Some(match given {
                Given::OrNullOrDefault => quote! {
                    ::williw_workers::d1::Column::encode(&row.#name.is_some()),
                    ::williw_workers::d1::Column::encode(&row.#name.flatten()),
                },
                _ => quote! { ::williw_workers::d1::Column::encode(&row.#name), },
            })
        });
        let params: Vec<_> = params.collect();
        let unused = params.is_empty().then(|| quote! { let _ = row; });
        let bind = quote! {
            fn __given(row: super::#insert) -> ::std::vec::Vec<::williw_workers::d1::Value> {
                #unused
                ::std::vec::Vec::from([#(#params)*])
            }
        };
        let function = |name: &str, doc: String, text: &str, result: TokenStream, columns: TokenStream| {
            let name = ident(name);
            quote! {
                #[doc = #doc]
                pub fn #name(row: super::#insert) -> ::williw_workers::d1::Query<#result> {
                    ::williw_workers::d1::Query::write(#text, __given(row), #columns)
                }
            }
        };
        let changes = quote! { ::williw_workers::d1::Changes };
        let executed = quote! { ::williw_workers::d1::Executed<super::#row> };
        let insert_text = &sql.insert.sql;
        let plain =
            function("insert", format!(" Adds a row to `{table}`."), insert_text, changes.clone(), quote! { &[] });
        let returning = function(
            "insert_returning",
            format!(" Adds a row to `{table}`, and returns it as it was stored."),
            &self.returning(insert_text),
            executed,
            quote! { COLUMNS },
        );
        let upsert = sql.keyed.as_ref().map(|keyed| {
            let doc = format!(" Adds a row to `{table}`, or overwrites the one with the same key.");
            function("upsert", doc, &keyed.upsert, changes, quote! { &[] })
        });
        let bulk = self.bulk(sql);
        quote! { #bind #plain #returning #upsert #bulk }
    }

    /// Expands to:
    /// ```text
    /// pub fn insert_many(rows: impl IntoIterator<Item = NodeInsert>) -> Bulk<Changes> {
    ///     __bulk_insert!("INSERT INTO nodes (id, status) VALUES ", "(?, ?)", 50, "").changes(rows.into_iter().map(__given))
    /// }
    /// ```
    fn bulk(&self, sql: &TableSql) -> Option<TokenStream> {
        let Bulk { head, row: values, rows } = sql.insert.bulk.as_ref()?;
        let count = proc_macro2::Literal::usize_unsuffixed(*rows);
        let (row, table) = (&self.row, &self.table.name.source);
        let insert = ident(&format!("{}Insert", self.table.row));
        let tail = returning(self.table);
        let doc = format!(" Adds rows to `{table}`: all or none, {rows} with each statement.");
        let returning_doc = " The same, returning the rows as they were stored, in this order.";
        Some(quote! {
            #[doc = #doc]
            pub fn insert_many(
                rows: impl ::core::iter::IntoIterator<Item = super::#insert>,
            ) -> ::williw_workers::d1::Bulk<::williw_workers::d1::Changes> {
                ::williw_workers::__bulk_insert!(#head, #values, #count, "")
                    .changes(::core::iter::IntoIterator::into_iter(rows).map(__given))
            }

            #[doc = #returning_doc]
            pub fn insert_many_returning(
                rows: impl ::core::iter::IntoIterator<Item = super::#insert>,
            ) -> ::williw_workers::d1::Bulk<::std::vec::Vec<super::#row>> {
                ::williw_workers::__bulk_insert!(#head, #values, #count, #tail)
                    .returning(::core::iter::IntoIterator::into_iter(rows).map(__given), COLUMNS)
            }
        })
    }

    fn finder(&self, finder: &Finder) -> TokenStream {
        let row = &self.row;
        let name = ident(&finder.name);
        let sql = &finder.sql;
        let (params, encoded) = (self.params(&finder.columns), self.encoded(&finder.columns));
        let index = &finder.index;
        if finder.unique {
            let doc = format!(" The row with these values (unique index `{index}`).");
            quote! {
                #[doc = #doc]
                pub fn #name(#params) -> ::williw_workers::d1::ReadQuery<::core::option::Option<super::#row>> {
                    ::williw_workers::d1::Query::read(#sql, ::std::vec::Vec::from([#(#encoded),*]), COLUMNS)
                }
            }
        } else {
            let limit = self.own_param("limit", &finder.columns);
            let doc = format!(" Up to `{limit}` rows with these values (index `{index}`).");
            quote! {
                #[doc = #doc]
                pub fn #name(
                    #params #limit: u32,
                ) -> ::williw_workers::d1::ReadQuery<::std::vec::Vec<super::#row>> {
                    ::williw_workers::d1::Query::read(
                        #sql,
                        ::std::vec::Vec::from([#(#encoded,)* ::williw_workers::d1::Column::encode(&#limit)]),
                        COLUMNS,
                    )
                }
            }
        }
    }

    /// Expands to a key struct and a function:
    /// ```text
    /// pub struct ByStatusIdKey { pub id: NodeId }
    /// pub fn page_by_status_id(status: &NodeStatus, page: PageRequest<ByStatusIdKey>) -> ReadQuery<Page<ByStatusIdKey>> {
    ///     Query::keyset(&Keyset { ascending: "SELECT …", … }, [Column::encode(status)], page, |after| …, COLUMNS)
    /// }
    /// ```
    fn page(&self, page: &PageSql) -> TokenStream {
        let row = &self.row;
        let (name, key) = (ident(&page.name), ident(&page.key_type));
        let columns = self.columns(&page.key);
        let fields: Vec<_> = columns.iter().map(|column| ident(&column.name.rust)).collect();
        let types = columns.iter().map(|column| column_type(&column.ty, Place::Nested));
        let values = columns.iter().map(|column| {
            let name = ident(&column.name.rust);
            let value = quote! { ::core::clone::Clone::clone(&row.#name) };
            // Only the first column can be NULL, and the statement leaves such rows out.
            if column.nullable {
                quote! { #value? }
            } else {
                value
            }
        });
        let request = self.own_param("page", &page.equal);
        let (params, encoded) = (self.params(&page.equal), self.encoded(&page.equal));
        let PageSql { ascending, ascending_after, descending, descending_after, .. } = page;
        let order = columns.iter().map(|column| format!("`{}`", column.name.source)).collect::<Vec<_>>().join(", ");
        let through = page.index.as_deref().map(|index| format!(" (index `{index}`)")).unwrap_or_default();
        let doc = format!(" A page of rows in the order of {order}{through}.");
        let key_doc = format!(" Where a page of [`{}`] ends.", page.name);
        quote! {
            #[doc = #key_doc]
            #[derive(
                Clone, Debug, PartialEq,
                ::williw_workers::__private_0_1_0::serde::Serialize,
                ::williw_workers::__private_0_1_0::serde::Deserialize,
            )]
            #[serde(crate = "::williw_workers::__private_0_1_0::serde")]
            pub struct #key { #(pub #fields: #types,)* }
            #[automatically_derived]
            impl ::williw_workers::d1::Key for #key {
                type Row = super::#row;

                fn of(row: &Self::Row) -> ::core::option::Option<Self> {
                    ::core::option::Option::Some(Self { #(#fields: #values,)* })
                }
            }

            #[doc = #doc]
            pub fn #name(
                #params #request: ::williw_workers::d1::PageRequest<#key>,
            ) -> ::williw_workers::d1::ReadQuery<::williw_workers::d1::Page<#key>> {
                ::williw_workers::d1::Query::keyset(
                    &::williw_workers::d1::Keyset {
                        ascending: #ascending,
                        ascending_after: #ascending_after,
                        descending: #descending,
                        descending_after: #descending_after,
                    },
                    [#(#encoded),*],
                    #request,
                    |after| [#(::williw_workers::d1::Column::encode(&after.#fields)),*],
                    COLUMNS,
                )
            }
        }
    }
}
