//! `#[app::handlers]`: every route has its handler, in the form that the spec gives it.
//!
//! The attribute cannot see the spec, and a second look at the files would cost a second
//! compilation. So the spec's module carries a macro that knows the signatures: the attribute hands
//! the item to it, and it calls [`check`] with both.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{FnArg, ImplItem, ItemImpl, LitInt, LitStr, Token};

pub(crate) fn expand(item: TokenStream) -> TokenStream {
    let block: ItemImpl = match syn::parse2(item) {
        Ok(block) => block,
        Err(error) => {
            let message = "`#[app::handlers]` stands on `impl app::Api for … { … }`";
            return syn::Error::new(error.span(), message).into_compile_error();
        }
    };
    let Some((_, path, _)) = &block.trait_ else {
        let message = "write `impl app::Api for …`: the handlers are the methods of `app::Api`";
        return syn::Error::new_spanned(&block.self_ty, message).into_compile_error();
    };
    let mut module = path.clone();
    module.segments.pop();
    // `a::b::` → `a::b`
    let segments: Vec<_> = module.segments.iter().collect();
    let leading = module.leading_colon;
    if segments.is_empty() {
        let message = "name the trait through the spec's module: `impl app::Api for …`";
        return syn::Error::new_spanned(path, message).into_compile_error();
    }
    quote! { #leading #(#segments::)* __williw_handlers! { #block } }
}

struct Input {
    routes: Vec<Signature>,
    block: ItemImpl,
}

struct Signature {
    name: String,
    params: usize,
    text: String,
}

impl Parse for Input {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let list;
        syn::bracketed!(list in input);
        let routes: Punctuated<Signature, Token![,]> = Punctuated::parse_terminated(&list)?;
        Ok(Input { routes: routes.into_iter().collect(), block: input.parse()? })
    }
}

impl Parse for Signature {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let tuple;
        syn::parenthesized!(tuple in input);
        let name: LitStr = tuple.parse()?;
        tuple.parse::<Token![,]>()?;
        let params: LitInt = tuple.parse()?;
        tuple.parse::<Token![,]>()?;
        let text: LitStr = tuple.parse()?;
        Ok(Signature { name: name.value(), params: params.base10_parse()?, text: text.value() })
    }
}

pub(crate) fn check(input: TokenStream) -> TokenStream {
    let Input { routes, mut block } = match syn::parse2(input) {
        Ok(input) => input,
        Err(error) => return error.into_compile_error(),
    };
    let mut errors = vec![];
    let mut refuse = |span, message: String| {
        errors.push(quote_spanned! { span => ::core::compile_error! { #message } });
    };
    for route in &routes {
        let handler = block.items.iter().find_map(|item| match item {
            ImplItem::Fn(handler) if bare(&handler.sig.ident.to_string()) == route.name => Some(handler),
            _ => None,
        });
        match handler {
            None => refuse(
                block.self_ty.span(),
                format!(
                    "[missing-handler] route `{}` has no handler\n  = help: write `{} {{ … }}`",
                    route.name, route.text
                ),
            ),
            Some(handler) => {
                let sig = &handler.sig;
                let receiver = matches!(sig.inputs.first(), Some(FnArg::Receiver(_)));
                if sig.asyncness.is_none() || !receiver || sig.inputs.len() != route.params + 1 {
                    refuse(
                        sig.ident.span(),
                        format!(
                            "[wrong-signature] handler `{}` has another form than its route\n  = help: write `{} {{ … }}`",
                            route.name, route.text
                        ),
                    );
                }
            }
        }
    }
    for item in &block.items {
        if let ImplItem::Fn(handler) = item {
            let name = handler.sig.ident.to_string();
            if !routes.iter().any(|route| route.name == bare(&name)) {
                let known: Vec<_> = routes.iter().map(|route| format!("`{}`", route.name)).collect();
                refuse(
                    handler.sig.ident.span(),
                    format!(
                        "[unknown-handler] `{name}` is no route of the spec\n  = help: the routes are {}",
                        known.join(", ")
                    ),
                );
            }
        }
    }
    if !errors.is_empty() {
        // What rustc would say of the block again is left out: the types that the rest of the crate
        // needs do not depend on it.
        block.items.clear();
        return quote! { #(#errors)* };
    }
    quote! { #block }
}

fn bare(name: &str) -> &str {
    name.strip_prefix("r#").unwrap_or(name)
}
