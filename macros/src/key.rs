//! `#[derive(Key)]`: a KV key of one's own.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};
use syn::ext::IdentExt as _;
use syn::{Data, DeriveInput, Error, Fields, LitStr};

pub(crate) fn expand(item: TokenStream) -> TokenStream {
    try_key(item).unwrap_or_else(Error::into_compile_error)
}

/// Expands to `Key`: the template taken apart, each parameter a field. What the compiler proves of a spec's templates
/// it cannot prove here, where only rustc knows the fields' types; a key that is too long is refused when it is used.
fn try_key(item: TokenStream) -> syn::Result<TokenStream> {
    let input: DeriveInput = syn::parse2(item)?;
    let name = &input.ident;
    let message = "say what the key is: `#[key(\"session:{id}\")]`, with a field for each parameter";
    let attribute = input.attrs.iter().find(|attribute| attribute.path().is_ident("key"));
    let attribute = attribute.ok_or_else(|| Error::new_spanned(name, message))?;
    let template: LitStr = attribute.parse_args().map_err(|error| Error::new(error.span(), message))?;
    let text = template.value();
    let refuse = |message: String| Error::new(template.span(), message);
    let (literals, params) = split(&text)
        .ok_or_else(|| refuse("a parameter is written `{id}`; a key cannot hold braces otherwise".to_owned()))?;
    let twice = params.iter().enumerate().find(|(at, param)| params.iter().take(*at).any(|before| before == *param));
    if let Some((_, twice)) = twice {
        return Err(refuse(format!("the key has the parameter `{{{twice}}}` twice")));
    }
    let fields: Vec<_> = match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(fields) => fields.named.iter().collect(),
            Fields::Unit => Vec::new(),
            Fields::Unnamed(_) => {
                return Err(Error::new_spanned(name, "a key has named fields, one for each parameter"));
            }
        },
        _ => return Err(Error::new_spanned(name, "a key is a struct, with a field for each parameter")),
    };
    let field_name =
        |field: &syn::Field| field.ident.as_ref().map(|ident| ident.unraw().to_string()).unwrap_or_default();
    let mut chosen = vec![];
    for param in &params {
        let field = fields.iter().find(|field| field_name(field) == *param);
        chosen.push(field.ok_or_else(|| refuse(format!("`{{{param}}}` is no field of `{name}`")))?);
    }
    if let Some(unused) = fields.iter().find(|field| !params.contains(&field_name(field))) {
        let unused_name = field_name(unused);
        return Err(Error::new_spanned(unused, format!("the key has no parameter `{{{unused_name}}}`")));
    }
    if !input.generics.params.is_empty() {
        return Err(Error::new_spanned(&input.generics, "a key has no generic parameters"));
    }
    let positions = (0..params.len()).map(Literal::usize_unsuffixed);
    let names = chosen.iter().filter_map(|field| field.ident.as_ref());
    let types = chosen.iter().map(|field| &field.ty);
    let texts = (0..params.len()).map(|position| format_ident!("__text_{position}"));
    Ok(quote! {
        ::williw_workers::__kv_key!(#name, #text, [#(#literals),*], { #(#positions #texts #names: #types),* });
    })
}

/// What stands before, between and after the parameters, and the parameters' names.
fn split(template: &str) -> Option<(Vec<&str>, Vec<String>)> {
    let (mut literals, mut params) = (vec![], vec![]);
    let mut rest = template;
    while let Some((literal, after)) = rest.split_once('{') {
        let (param, after) = after.split_once('}')?;
        literals.push(literal);
        params.push(param.to_owned());
        rest = after;
    }
    literals.push(rest);
    let braces = |text: &str| text.contains(['{', '}']);
    (!literals.iter().any(|text| braces(text)) && !params.iter().any(|text| braces(text))).then_some((literals, params))
}
