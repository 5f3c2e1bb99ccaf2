//! How values are passed to a generated function, and how they become parameters of a statement.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::Place;
use super::rows::column_type;
use crate::model::ColumnType;

/// The type of a function's parameter: what is small by value, the rest by reference.
pub(super) fn param_type(ty: &ColumnType, place: Place) -> TokenStream {
    match ty {
        ColumnType::Text => quote! { &str },
        ColumnType::Blob => quote! { &[u8] },
        ty if by_value(ty) => column_type(ty, place),
        ty => {
            let ty = column_type(ty, place);
            quote! { &#ty }
        }
    }
}

/// The expression that makes a parameter of such a value.
pub(super) fn encode_param(ty: &ColumnType, name: &Ident) -> TokenStream {
    match ty {
        ColumnType::Text | ColumnType::Blob => quote! { ::williw_workers::d1::Value::from(#name) },
        ty if by_value(ty) => quote! { ::williw_workers::d1::Column::encode(&#name) },
        _ => quote! { ::williw_workers::d1::Column::encode(#name) },
    }
}

/// Likewise for an `Option` of such a value.
pub(super) fn encode_option(ty: &ColumnType, name: &Ident) -> TokenStream {
    let null = quote! { ::williw_workers::d1::Value::Null };
    match ty {
        ColumnType::Text | ColumnType::Blob => quote! { #name.map_or(#null, ::williw_workers::d1::Value::from) },
        ty if by_value(ty) => quote! { ::williw_workers::d1::Column::encode(&#name) },
        _ => quote! { #name.map_or(#null, ::williw_workers::d1::Column::encode) },
    }
}

fn by_value(ty: &ColumnType) -> bool {
    matches!(ty, ColumnType::Integer | ColumnType::Real | ColumnType::Boolean | ColumnType::Timestamp)
}

/// Whether a value of such a type is passed by reference.
pub(super) fn by_reference(ty: &ColumnType) -> bool {
    !by_value(ty)
}
