//! A query in Rust code: the items that its expression needs around it.

use proc_macro2::TokenStream;
use quote::quote;

use super::ident;
use super::queries::{argument_type, emit_row, function};
use crate::model::{Model, Query, RowShape};

/// The function's name.
pub const FUNCTION: &str = "query";

/// The row struct's name, where the query has one of its own.
pub const ROW: &str = "Record";

/// Expands to what stands in a block, with the parameters in this order (positions in `query.params`):
/// ```text
/// pub struct Record { pub id: super::types::NodeId }
/// pub fn query(status: super::types::NodeStatus) -> ReadQuery<Vec<Record>> { const STATEMENT: Statement<Read> = …; … }
/// query
/// ```
/// As in `mod queries`, `super` is the spec's module; whoever knows its path puts that in its place.
pub fn emit_inline(model: &Model, query: &Query, order: &[usize]) -> TokenStream {
    let row = match &query.row {
        RowShape::Own(name) if name == ROW => emit_row(model, query, name, " A row of the query."),
        // A row of the spec's own queries.
        RowShape::Own(name) if !query.columns.is_empty() => {
            let name = ident(name);
            quote! { use super::queries::#name; }
        }
        _ => TokenStream::new(),
    };
    let row = if query.columns.is_empty() { TokenStream::new() } else { row };
    let params = order.iter().filter_map(|&at| query.params.get(at)).map(|param| {
        let (name, ty) = (ident(&param.name.rust), argument_type(param));
        quote! { #name: #ty, }
    });
    let function = function(model, query, &quote! { #(#params)* }, &TokenStream::new());
    let name = ident(&query.name.rust);
    // Nobody need read every column, and the row cannot be named outside of its block.
    let allow = quote! { #[allow(dead_code, missing_docs, unreachable_pub, clippy::too_many_arguments)] };
    let row = (!row.is_empty()).then(|| quote! { #allow #row });
    quote! { #row #allow #function #name }
}
