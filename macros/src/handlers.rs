//! `#[app::handlers]`: every route has its handler, in the form that the spec gives it.
//!
//! The attribute cannot see the spec, and a second look at the files would cost a second
//! compilation. So the spec's module carries a macro that knows the signatures: the attribute hands
//! the item to it, and it calls [`check`] with both.

use proc_macro2::{Group, Span, TokenStream, TokenTree};
use quote::{ToTokens as _, quote, quote_spanned};
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{FnArg, ImplItem, ItemImpl, LitInt, LitStr, Path, Token};

pub(crate) fn expand(item: TokenStream) -> TokenStream {
    let block: ItemImpl = match syn::parse2(item.clone()) {
        Ok(block) => block,
        Err(error) => {
            let message = "`#[app::handlers]` stands on `impl app::Api for … { … }`";
            let error = syn::Error::new(error.span(), message).into_compile_error();
            return quote! { #error #item };
        }
    };
    let Some((_, path, _)) = &block.trait_ else {
        let message = "write `impl app::Api for …`: the handlers are the methods of `app::Api`";
        let error = syn::Error::new_spanned(&block.self_ty, message).into_compile_error();
        return quote! { #error #item };
    };
    let module = module(path);
    if module.segments.is_empty() {
        let message = "name the trait through the spec's module: `impl app::Api for …`";
        let error = syn::Error::new_spanned(path, message).into_compile_error();
        return quote! { #error #item };
    }
    quote! { #module::__williw_handlers! { #block } }
}

/// `a::b::Api` → `a::b`.
fn module(path: &Path) -> Path {
    let segments: Vec<_> = path.segments.iter().take(path.segments.len().saturating_sub(1)).cloned().collect();
    Path { leading_colon: path.leading_colon, segments: segments.into_iter().collect() }
}

struct Input {
    routes: Vec<Signature>,
    /// Routes that the compiler refused: their handlers are passed over.
    refused: Vec<String>,
    block: ItemImpl,
}

struct Signature {
    name: String,
    params: usize,
    text: String,
    tokens: TokenStream,
}

impl Parse for Input {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let list;
        syn::bracketed!(list in input);
        let routes: Punctuated<Signature, Token![,]> = Punctuated::parse_terminated(&list)?;
        let list;
        syn::bracketed!(list in input);
        let refused: Punctuated<LitStr, Token![,]> = Punctuated::parse_terminated(&list)?;
        let refused = refused.iter().map(LitStr::value).collect();
        Ok(Input { routes: routes.into_iter().collect(), refused, block: input.parse()? })
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
        tuple.parse::<Token![,]>()?;
        let tokens = tuple.parse()?;
        Ok(Signature { name: name.value(), params: params.base10_parse()?, text: text.value(), tokens })
    }
}

pub(crate) fn check(input: TokenStream) -> TokenStream {
    let Input { routes, refused, block } = match syn::parse2(input) {
        Ok(input) => input,
        Err(error) => return error.into_compile_error(),
    };
    let mut errors = vec![];
    let mut refuse = |span: Span, message: String| {
        errors.push(quote_spanned! { span => ::core::compile_error! { #message } });
    };
    // Of a wrong implementation, what is right stays: rustc then says nothing of traits without
    // implementations and unused imports, which would bury the errors.
    let (mut right, mut wrong, mut stubs) = (vec![], vec![], vec![]);
    let mut skipped = false;
    let mut missing: Vec<&Signature> = routes.iter().collect();
    for item in &block.items {
        let ImplItem::Fn(handler) = item else {
            right.push(item);
            continue;
        };
        let name = handler.sig.ident.to_string();
        if refused.iter().any(|refused| refused == bare(&name)) {
            skipped = true;
            continue;
        }
        let Some(route) = routes.iter().find(|route| route.name == bare(&name)) else {
            let known: Vec<_> = routes.iter().map(|route| format!("`{}`", route.name)).collect();
            let message = format!("[unknown-handler] `{name}` is no route of the spec");
            refuse(handler.sig.ident.span(), format!("{message}\n  = help: the routes are {}", known.join(", ")));
            wrong.push(item);
            continue;
        };
        missing.retain(|missing| missing.name != route.name);
        if has_form(&handler.sig, route) {
            right.push(item);
        } else {
            let message = format!("[wrong-signature] handler `{}` has another form than its route", route.name);
            refuse(handler.sig.ident.span(), format!("{message}\n{}", help(route)));
            wrong.push(item);
            stubs.push(route);
        }
    }
    for route in missing {
        let message = format!("[missing-handler] route `{}` has no handler", route.name);
        refuse(block.self_ty.span(), format!("{message}\n{}", help(route)));
        stubs.push(route);
    }
    if errors.is_empty() && !skipped {
        return quote! { #block };
    }
    let ItemImpl { attrs, unsafety, generics, trait_, self_ty, .. } = &block;
    let path = trait_.as_ref().map(|(_, path, _)| path);
    let app = path.map(module).into_token_stream();
    let stubs = stubs.into_iter().map(|route| replace(route.tokens.clone(), "__app", &app));
    let (impl_generics, _, filter) = generics.split_for_impl();
    let wrong = (!wrong.is_empty()).then(|| {
        quote! {
            #[allow(dead_code)]
            impl #impl_generics #self_ty #filter { #(#wrong)* }
        }
    });
    quote! {
        #(#errors)*
        #(#attrs)*
        #unsafety impl #impl_generics #path for #self_ty #filter {
            #(#right)*
            #(#[allow(unused_variables)] #stubs { ::core::unreachable!() })*
        }
        #wrong
    }
}

/// What to write, and where its types are.
fn help(route: &Signature) -> String {
    let types = "its types are in `app::api` and `app::types`, `Caller` is in `williw_workers::http`";
    format!("  = help: write `{} {{ … }}`\n  = note: {types}", route.text)
}

/// Whether a handler has its route's form, as far as can be seen without types; rustc sees the rest.
fn has_form(sig: &syn::Signature, route: &Signature) -> bool {
    let receiver = matches!(sig.inputs.first(), Some(FnArg::Receiver(_)));
    sig.asyncness.is_some() && receiver && sig.inputs.len() == route.params + 1
}

/// Tokens with the spec's module in the place of a word.
pub(crate) fn replace(tokens: TokenStream, word: &str, app: &TokenStream) -> TokenStream {
    let replaced = tokens.into_iter().map(|token| match token {
        TokenTree::Ident(ident) if ident == word => app.clone(),
        TokenTree::Group(group) => {
            let inner = replace(group.stream(), word, app);
            TokenTree::Group(Group::new(group.delimiter(), inner)).into_token_stream()
        }
        token => token.into_token_stream(),
    });
    replaced.collect()
}

fn bare(name: &str) -> &str {
    name.strip_prefix("r#").unwrap_or(name)
}
