//! `#[derive(Row)]` and `#[derive(Column)]`.

use heck::ToSnakeCase;
use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::ext::IdentExt as _;
use syn::spanned::Spanned;
use syn::{Data, DeriveInput, Error, Fields, LitStr, Path};

/// Expands to `FromRow` and `Projection`. The checks against the spec are types: a field that is
/// no column names a type that does not exist, and rustc suggests the nearest one.
pub(crate) fn row(item: TokenStream) -> TokenStream {
    try_row(item).unwrap_or_else(Error::into_compile_error)
}

fn try_row(item: TokenStream) -> syn::Result<TokenStream> {
    let input: DeriveInput = syn::parse2(item)?;
    let message = "say what it projects: a table, `#[row(app::db::nodes)]`, or a named query, \
                   `#[row(app::queries::stale_nodes)]`";
    let attribute = input.attrs.iter().find(|attribute| attribute.path().is_ident("row"));
    let attribute = attribute.ok_or_else(|| Error::new_spanned(&input.ident, message))?;
    let table: Path = attribute.parse_args().map_err(|error| Error::new(error.span(), message))?;
    let fields = match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(fields) if !fields.named.is_empty() => &fields.named,
            _ => return Err(Error::new_spanned(&input.ident, "a row has named fields, one for each column")),
        },
        _ => return Err(Error::new_spanned(&input.ident, "a row is a struct with named fields")),
    };
    let strukt = &input.ident;
    let (generics, type_generics, filter) = input.generics.split_for_impl();
    let names: Vec<_> = fields.iter().filter_map(|field| field.ident.as_ref()).collect();
    let last = table.segments.last().map(|segment| segment.ident.unraw().to_string()).unwrap_or_default();
    let module = format_ident!("columns_of_{last}");
    let columns: Vec<_> = names.iter().map(|name| quote_spanned! { name.span() => #module::#name }).collect();
    let checks = fields.iter().zip(&columns).map(|(field, column)| {
        let ty = &field.ty;
        quote_spanned! { ty.span() =>
            ::williw_workers::__private_0_1_0::same::<#ty, <#column as ::williw_workers::d1::TableColumn>::Value>
        }
    });
    let of = columns.first().map(|column| quote! { <#column as ::williw_workers::d1::TableColumn>::Row });
    Ok(quote! {
        const _: () = {
            // An unknown table or query is told once, here; an unknown column with this name.
            use #table::columns as #module;

            #[allow(unused)]
            fn __check #generics () #filter { #(#checks();)* }

            #[automatically_derived]
            impl #generics ::williw_workers::d1::FromRow for #strukt #type_generics #filter {
                fn from_row(
                    __row: &mut ::williw_workers::d1::Row<'_>,
                ) -> ::core::result::Result<Self, ::williw_workers::d1::DecodeError> {
                    ::core::result::Result::Ok(Self {
                        #(#names: __row.next(<#columns as ::williw_workers::d1::TableColumn>::NAME)?,)*
                    })
                }
            }

            #[automatically_derived]
            impl #generics ::williw_workers::d1::Projection for #strukt #type_generics #filter {
                type Of = #of;
                const LIST: &'static [&'static str] =
                    &[#(<#columns as ::williw_workers::d1::TableColumn>::SQL),*];
                const COLUMNS: &'static [&'static str] =
                    &[#(<#columns as ::williw_workers::d1::TableColumn>::NAME),*];
            }
        };
    })
}

pub(crate) fn column(item: TokenStream) -> TokenStream {
    try_column(item).unwrap_or_else(Error::into_compile_error)
}

fn try_column(item: TokenStream) -> syn::Result<TokenStream> {
    let input: DeriveInput = syn::parse2(item)?;
    let name = &input.ident;
    let (generics, type_generics, filter) = input.generics.split_for_impl();
    let form = "a column type is a struct around one value, or an enum without data";
    let d1 = quote! { ::williw_workers::d1 };
    let (decode, encode) = match &input.data {
        Data::Struct(data) => {
            let field = match &data.fields {
                Fields::Unnamed(fields) if fields.unnamed.len() == 1 => fields.unnamed.first(),
                _ => None,
            };
            let ty = &field.ok_or_else(|| Error::new_spanned(name, form))?.ty;
            (quote! { <#ty as #d1::Column>::decode(value).map(Self) }, quote! { <#ty as #d1::Column>::encode(&self.0) })
        }
        Data::Enum(data) => {
            let mut variants = vec![];
            let mut texts = vec![];
            for variant in &data.variants {
                if !variant.fields.is_empty() {
                    return Err(Error::new_spanned(variant, form));
                }
                let given = variant.attrs.iter().find(|attribute| attribute.path().is_ident("column"));
                let text = given.map(|attribute| attribute.parse_args::<LitStr>()).transpose()?;
                let text = text.map_or_else(|| variant.ident.to_string().to_snake_case(), |text| text.value());
                if texts.contains(&text) {
                    let message =
                        format!("`{text}` is the text of two variants: give one another with `#[column(\"…\")]`");
                    return Err(Error::new_spanned(variant, message));
                }
                texts.push(text);
                variants.push(&variant.ident);
            }
            let known = texts.iter().map(|text| format!("`{text}`")).collect::<Vec<_>>().join(", ");
            (
                quote! {
                    match <::std::string::String as #d1::Column>::decode(value)?.as_str() {
                        #(#texts => ::core::result::Result::Ok(Self::#variants),)*
                        _ => ::core::result::Result::Err(#d1::DecodeError::new(#known, "another text")),
                    }
                },
                quote! {
                    #d1::Value::Text(::std::string::String::from(match self { #(Self::#variants => #texts,)* }))
                },
            )
        }
        Data::Union(_) => return Err(Error::new_spanned(name, form)),
    };
    Ok(quote! {
        #[automatically_derived]
        impl #generics #d1::Column for #name #type_generics #filter {
            fn decode(value: #d1::Value) -> ::core::result::Result<Self, #d1::DecodeError> { #decode }

            fn encode(&self) -> #d1::Value { #encode }
        }
    })
}
