//! `Default` for what a client sends, where nothing in it must be given: queries and bodies.
//!
//! So a call names what it means and no more: `ListNodesQuery { limit: 5, ..Default::default() }`. A handler never asks for
//! it, so it is made with the client alone.

use std::collections::BTreeSet;

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

use super::super::api::pascal;
use super::super::types::is_option;
use super::super::{Place, ident};
use crate::model::{Field, FieldType, Model, TypeKind};

/// Expands to:
/// ```text
/// impl Default for super::api::ListNodesQuery { fn default() -> Self { Self { status: None, limit: 100 } } }
/// ```
pub(super) fn emit_defaults(model: &Model) -> TokenStream {
    let queries = model.routes.iter().filter(|route| !route.query.is_empty()).map(|route| {
        let name = format_ident!("{}Query", pascal(route));
        emit_default(model, &quote! { super::api::#name }, &route.query)
    });
    let bodies: BTreeSet<&str> = model.routes.iter().filter_map(|route| route.body.as_deref()).collect();
    let bodies = bodies.into_iter().map(|name| {
        let fields = model.types.iter().find(|def| def.name.rust == name).map(|def| &def.kind);
        let Some(TypeKind::Record { fields }) = fields else { return None };
        emit_default(model, &Place::Module.named(name), fields)
    });
    queries.chain(bodies).flatten().collect()
}

/// Nothing where a field must be given, or has a default that only a check could make a value of.
fn emit_default(model: &Model, ty: &TokenStream, fields: &[Field]) -> Option<TokenStream> {
    let values = fields.iter().map(|field| {
        let name = ident(&field.name.rust);
        let value = match &field.default {
            _ if is_option(field) => quote! { ::core::option::Option::None },
            Some(default) => value(model, &field.ty, default)?,
            None => return None,
        };
        Some(quote! { #name: #value })
    });
    let values = values.collect::<Option<Vec<_>>>()?;
    Some(quote! {
        /// What the spec gives where nothing is said.
        #[automatically_derived]
        impl ::core::default::Default for #ty {
            fn default() -> Self {
                Self { #(#values),* }
            }
        }
    })
}

/// A default as a value of its type.
fn value(model: &Model, ty: &FieldType, default: &serde_json::Value) -> Option<TokenStream> {
    match ty {
        FieldType::Boolean => default.as_bool().map(|value| quote! { #value }),
        FieldType::Integer { .. } => {
            let value = Literal::i64_unsuffixed(default.as_i64()?);
            Some(quote! { #value })
        }
        FieldType::Number { .. } => {
            let value = Literal::f64_suffixed(default.as_f64()?);
            Some(quote! { #value })
        }
        // A canonical form is the spec's to find, while the service runs.
        FieldType::Text(rules) if rules.parse_with.is_none() => {
            let text = default.as_str()?;
            Some(quote! { ::std::string::String::from(#text) })
        }
        FieldType::Timestamp => {
            let value = Literal::i64_unsuffixed(default.as_i64()?);
            Some(quote! { ::williw_workers::Timestamp::from_millis(#value) })
        }
        FieldType::Named(name) => named(model, name, default),
        FieldType::List { item, .. } => {
            let items = default.as_array()?.iter().map(|default| value(model, item, default));
            let items = items.collect::<Option<Vec<_>>>()?;
            Some(quote! { ::std::vec![#(#items),*] })
        }
        FieldType::Text(_) | FieldType::Json { .. } | FieldType::Kept(_) => None,
    }
}

fn named(model: &Model, name: &str, default: &serde_json::Value) -> Option<TokenStream> {
    let ty = Place::Module.named(name);
    match &model.types.iter().find(|def| def.name.rust == name)?.kind {
        TypeKind::Int { .. } => {
            let value = Literal::i64_unsuffixed(default.as_i64()?);
            // The compiler has checked that it is within the type's range.
            Some(quote! { #ty::new(#value).unwrap_or(#ty::MIN) })
        }
        TypeKind::Enum { values, .. } => {
            let text = default.as_str()?;
            let (_, variant) = values.iter().find(|(value, _)| value.eq_ignore_ascii_case(text))?;
            let variant = ident(variant);
            Some(quote! { #ty::#variant })
        }
        TypeKind::Id(_) | TypeKind::Record { .. } => None,
    }
}
