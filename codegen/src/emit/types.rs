//! The vocabulary: a Rust type for every entry of `types.toml` and every `CHECK (… IN …)`.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::{docs, ident, path};
use crate::model::{CheckEnum, Field, FieldType, IntRust, Model, Pattern, TextRules, TypeDef, TypeKind};

/// Expands to the contents of `mod types`.
pub fn emit_types(model: &Model) -> TokenStream {
    model.types.iter().map(emit_type).collect()
}

fn emit_type(def: &TypeDef) -> TokenStream {
    let name = ident(&def.name.rust);
    match &def.kind {
        TypeKind::Id(rules) => {
            let docs = docs(&def.docs, &[format!("`{}`: text{}.", def.name.source, describe_rules(rules))]);
            let rules = text_rules(rules);
            quote! {
                #docs
                #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
                pub struct #name(::std::string::String);
                impl #name {
                    const RULES: ::williw_workers::http::text::TextRules = #rules;
                }
                ::williw_workers::__text_type!(#name);
            }
        }
        TypeKind::Int { min, max } => {
            let docs = docs(&def.docs, &[format!("`{}`: a whole number from {min} to {max}.", def.name.source)]);
            let (min, max) = (Literal::i64_unsuffixed(*min), Literal::i64_unsuffixed(*max));
            quote! {
                #docs
                #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
                pub struct #name(i64);
                impl #name {
                    /// The smallest value.
                    pub const MIN: Self = Self(#min);
                    /// The greatest value.
                    pub const MAX: Self = Self(#max);
                }
                ::williw_workers::__int_type!(#name);
            }
        }
        TypeKind::Enum { values, any_case } => {
            let docs = docs(&def.docs, &[format!("`{}`: one of a few texts.", def.name.source)]);
            emit_enum(&docs, &def.name.rust, values, *any_case)
        }
        TypeKind::Record { fields } => emit_record(def, fields),
    }
}

/// Expands to the enum of a `CHECK (… IN …)`.
pub fn emit_check_enum(check: &CheckEnum, place: &str) -> TokenStream {
    let docs = docs(&[], &[format!("What the CHECK of {place} allows.")]);
    emit_enum(&docs, &check.rust, &check.values, false)
}

/// Expands to:
/// ```text
/// pub enum State { Open, Closed }
/// impl State { pub const ALL: &'static [Self] = …; pub const fn as_str(self) -> &'static str { … } }
/// ```
fn emit_enum(docs: &TokenStream, name: &str, values: &[(String, String)], any_case: bool) -> TokenStream {
    let name = ident(name);
    let variants: Vec<_> = values.iter().map(|(_, variant)| ident(variant)).collect();
    let texts: Vec<_> = values.iter().map(|(text, _)| text).collect();
    let variant_docs = texts.iter().map(|text| format!("`{text}`"));
    let known = texts.iter().map(|text| format!("`{text}`")).collect::<Vec<_>>().join(", ");
    let eq = ident(if any_case { "eq_ignore_ascii_case" } else { "eq" });
    quote! {
        #docs
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum #name { #(#[doc = #variant_docs] #variants,)* }
        impl #name {
            /// Every value.
            pub const ALL: &'static [Self] = &[#(Self::#variants),*];
            const KNOWN: &'static str = #known;

            /// The value's text.
            pub const fn as_str(self) -> &'static str {
                match self { #(Self::#variants => #texts,)* }
            }
        }
        ::williw_workers::__enum_type!(#name, #eq);
    }
}

/// Expands to:
/// ```text
/// pub struct GpuInfo { pub name: String, pub memory_mb: Option<u64> }
/// impl FromJson for GpuInfo { … }
/// ```
fn emit_record(def: &TypeDef, fields: &[Field]) -> TokenStream {
    let name = ident(&def.name.rust);
    let docs = docs(&def.docs, &[format!("`{}`: a JSON object.", def.name.source)]);
    let members = fields.iter().map(record_member);
    let locals: Vec<_> = fields.iter().map(local).collect();
    let names: Vec<_> = fields.iter().map(|field| ident(&field.name.rust)).collect();
    let keys: Vec<_> = fields.iter().map(|field| &field.name.source).collect();
    let reads = fields.iter().map(|field| read_member(field, &super::Place::Types));
    quote! {
        #docs
        #[derive(
            Clone, Debug, PartialEq,
            ::williw_workers::__private_0_1_0::serde::Serialize,
            ::williw_workers::__private_0_1_0::serde::Deserialize,
        )]
        #[serde(crate = "::williw_workers::__private_0_1_0::serde")]
        pub struct #name { #(#members)* }
        #[automatically_derived]
        impl ::williw_workers::__private_0_1_0::FromJson for #name {
            fn from_json(
                __value: ::williw_workers::__private_0_1_0::serde_json::Value,
                __at: &::williw_workers::http::Pointer<'_>,
                __out: &mut ::williw_workers::http::Violations,
            ) -> ::core::option::Option<Self> {
                #[allow(unused_mut)]
                let mut __members = ::williw_workers::http::json::object(__value, __at, __out)?;
                #(let #locals = #reads;)*
                ::williw_workers::http::json::nothing_else(&__members, &[#(#keys),*], __at, __out);
                ::core::option::Option::Some(Self { #(#names: #locals?,)* })
            }
        }
    }
}

fn record_member(field: &Field) -> TokenStream {
    let name = ident(&field.name.rust);
    let docs = docs(&field.docs, &[]);
    let ty = member_type(field, &super::Place::Types);
    let key = &field.name.source;
    let rename = (field.name.rust != *key).then(|| quote! { #[serde(rename = #key)] });
    let skip = is_option(field).then(|| {
        quote! { #[serde(default, skip_serializing_if = "::core::option::Option::is_none")] }
    });
    quote! { #docs #rename #skip pub #name: #ty, }
}

/// The local that holds a field while it is read; never another local's name.
pub(super) fn local(field: &Field) -> proc_macro2::Ident {
    ident(&format!("__f_{}", field.name.rust.trim_start_matches("r#")))
}

/// Whether the Rust field is an `Option`.
pub fn is_option(field: &Field) -> bool {
    field.optional && field.default.is_none()
}

/// The Rust type of a field, `Option` included.
pub fn member_type(field: &Field, place: &super::Place) -> TokenStream {
    let ty = field_type(&field.ty, place);
    if is_option(field) {
        quote! { ::core::option::Option<#ty> }
    } else {
        ty
    }
}

/// The Rust type of a field's value.
pub fn field_type(ty: &FieldType, place: &super::Place) -> TokenStream {
    match ty {
        FieldType::Boolean => quote! { bool },
        FieldType::Integer { rust, .. } => int_type(*rust),
        FieldType::Number { .. } => quote! { f64 },
        FieldType::Text(_) => quote! { ::std::string::String },
        FieldType::Timestamp => quote! { ::williw_workers::Timestamp },
        FieldType::Json { .. } => {
            quote! { ::williw_workers::d1::Json<::williw_workers::__private_0_1_0::serde_json::Value> }
        }
        FieldType::Named(name) => place.named(name),
        FieldType::Kept(name) => {
            let name = place.named(name);
            quote! { ::williw_workers::d1::Json<#name> }
        }
        FieldType::List { item, .. } => {
            let item = field_type(item, place);
            quote! { ::std::vec::Vec<#item> }
        }
    }
}

/// Whether a field's value is passed by value: it is small, and `Copy`.
pub fn is_copy(model: &Model, ty: &FieldType) -> bool {
    match ty {
        FieldType::Boolean | FieldType::Integer { .. } | FieldType::Number { .. } | FieldType::Timestamp => true,
        FieldType::Named(name) => model
            .types
            .iter()
            .any(|def| def.name.rust == *name && matches!(def.kind, TypeKind::Int { .. } | TypeKind::Enum { .. })),
        FieldType::Text(_) | FieldType::Json { .. } | FieldType::Kept(_) | FieldType::List { .. } => false,
    }
}

pub fn int_type(rust: IntRust) -> TokenStream {
    let name = ident(match rust {
        IntRust::U8 => "u8",
        IntRust::U16 => "u16",
        IntRust::U32 => "u32",
        IntRust::U64 => "u64",
        IntRust::I32 => "i32",
        IntRust::I64 => "i64",
    });
    quote! { #name }
}

/// Reads one member of `__members`: an `Option` of the field's Rust type.
pub(super) fn read_member(field: &Field, place: &super::Place) -> TokenStream {
    let key = &field.name.source;
    let reader = reader(&field.ty, place);
    if let Some(default) = &field.default {
        let default = default_value(default);
        quote! {
            ::williw_workers::http::json::defaulted(&mut __members, #key, || #default, __at, __out, #reader)
        }
    } else if field.optional {
        quote! { ::williw_workers::http::json::optional(&mut __members, #key, __at, __out, #reader) }
    } else {
        quote! { ::williw_workers::http::json::required(&mut __members, #key, __at, __out, #reader) }
    }
}

/// A function that reads a value: `|__v, __at, __out| …`.
pub fn reader(ty: &FieldType, place: &super::Place) -> TokenStream {
    let json = quote! { ::williw_workers::http::json };
    let call = match ty {
        FieldType::Boolean => return quote! { #json::boolean },
        FieldType::Timestamp => return quote! { #json::timestamp },
        FieldType::Named(name) => {
            let ty = place.named(name);
            return quote! { <#ty as ::williw_workers::__private_0_1_0::FromJson>::from_json };
        }
        FieldType::Kept(name) => {
            let ty = place.named(name);
            return quote! { #json::kept::<#ty> };
        }
        FieldType::Integer { rust, min, max } => {
            let ty = int_type(*rust);
            let (min, max) = (Literal::i64_unsuffixed(*min), Literal::i64_unsuffixed(*max));
            quote! { #json::integer::<#ty>(__v, #min, #max, __at, __out) }
        }
        FieldType::Number { min, max } => {
            let (min, max) = (min.unwrap_or(f64::MIN), max.unwrap_or(f64::MAX));
            quote! { #json::number(__v, #min, #max, __at, __out) }
        }
        FieldType::Text(rules) if is_free(rules) => {
            quote! { #json::text(__v, &::williw_workers::http::text::ANY, __at, __out) }
        }
        FieldType::Text(rules) => {
            let rules = text_rules(rules);
            quote! { {
                const RULES: ::williw_workers::http::text::TextRules = #rules;
                #json::text(__v, &RULES, __at, __out)
            } }
        }
        FieldType::Json { object, max_len } => {
            let max_len = max_len.map_or(quote! { ::core::primitive::usize::MAX }, |n| {
                let n = Literal::u32_unsuffixed(n);
                quote! { #n }
            });
            quote! { #json::any(__v, #object, #max_len, __at, __out) }
        }
        FieldType::List { item, min_items, max_items } => {
            let item = reader(item, place);
            let min = Literal::u32_unsuffixed(min_items.unwrap_or(0));
            let max = Literal::u32_unsuffixed(max_items.unwrap_or(u32::MAX));
            quote! { #json::list(__v, (#min, #max), __at, __out, #item) }
        }
    };
    quote! { |__v, __at, __out| #call }
}

/// A default as a JSON value.
pub fn default_value(default: &serde_json::Value) -> TokenStream {
    let value = quote! { ::williw_workers::__private_0_1_0::serde_json::Value };
    match default {
        serde_json::Value::Bool(b) => quote! { #value::from(#b) },
        serde_json::Value::String(text) => quote! { #value::from(#text) },
        serde_json::Value::Number(n) if n.is_i64() => {
            let n = Literal::i64_suffixed(n.as_i64().unwrap_or_default());
            quote! { #value::from(#n) }
        }
        other => {
            let text = other.to_string();
            quote! {
                // The compiler wrote this text: it is JSON.
                ::williw_workers::__private_0_1_0::serde_json::from_str(#text).unwrap_or_default()
            }
        }
    }
}

/// Whether any text will do.
fn is_free(rules: &TextRules) -> bool {
    // What a format asks is in the pattern.
    let TextRules { min_len, max_len, pattern, format: _, parse_with } = rules;
    min_len.is_none() && max_len.is_none() && pattern.is_none() && parse_with.is_none()
}

/// A `TextRules` constant.
pub fn text_rules(rules: &TextRules) -> TokenStream {
    let min = Literal::u32_unsuffixed(rules.min_len.unwrap_or(0));
    let max = Literal::u32_unsuffixed(rules.max_len.unwrap_or(u32::MAX));
    let pattern = match &rules.pattern {
        None => quote! { ::core::option::Option::None },
        Some(pattern) => {
            let pattern = emit_pattern(pattern);
            quote! { ::core::option::Option::Some(&#pattern) }
        }
    };
    let parse_with = match rules.parse_with.as_deref() {
        None => quote! { ::core::option::Option::None },
        Some(function) => {
            let function = path(function);
            quote! { ::core::option::Option::Some(#function) }
        }
    };
    quote! {
        ::williw_workers::http::text::TextRules {
            min_len: #min, max_len: #max, pattern: #pattern, parse_with: #parse_with,
        }
    }
}

fn emit_pattern(pattern: &Pattern) -> TokenStream {
    let source = &pattern.source;
    let classes = Literal::byte_string(pattern.classes.as_slice());
    let class_count = Literal::usize_unsuffixed(pattern.class_count);
    let next = pattern.next.iter().map(|state| Literal::u16_unsuffixed(*state));
    let accepting = &pattern.accepting;
    quote! {
        ::williw_workers::http::text::Pattern {
            source: #source,
            classes: #classes,
            class_count: #class_count,
            next: &[#(#next),*],
            accepting: &[#(#accepting),*],
        }
    }
}

fn describe_rules(rules: &TextRules) -> String {
    let mut out = String::new();
    if let Some(pattern) = &rules.pattern {
        out.push_str(&format!(" matching `{}`", pattern.source));
    }
    if rules.min_len.is_some() || rules.max_len.is_some() {
        let min = rules.min_len.unwrap_or(0);
        match rules.max_len {
            Some(max) => out.push_str(&format!(" of {min} to {max} characters")),
            None => out.push_str(&format!(" of at least {min} characters")),
        }
    }
    out
}
