//! `#[app::handlers]`: every route, cron job and method of an object has its handler, in the form that the spec gives it.
//!
//! The attribute cannot see the spec, and a second look at the files would cost a second
//! compilation. So the spec's module carries a macro that knows the signatures: the attribute hands
//! the item to it, and it calls [`check`] with both.

use proc_macro2::{Group, Span, TokenStream, TokenTree};
use quote::{ToTokens as _, quote, quote_spanned};
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{FnArg, ImplItem, ItemImpl, LitBool, LitInt, LitStr, Path, Token};

/// Traits of a spec whose implementations need no more than rustc says of them.
const PLAIN_TRAITS: [&str; 2] = ["Callers", "Objects"];

pub(crate) fn expand(item: TokenStream) -> TokenStream {
    let block: ItemImpl = match syn::parse2(item.clone()) {
        Ok(block) => block,
        // A mistake within an `impl`, which syn tells better.
        Err(error) if is_impl(&item) => return error.into_compile_error(),
        Err(error) => {
            let message =
                "`#[app::handlers]` stands on `impl app::Api for … { … }`, or on that of another trait of the spec";
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
        let name = path.segments.last().map(|last| last.ident.to_string()).unwrap_or_default();
        let of_spec = matches!(&*name, "Api" | "Cron") || PLAIN_TRAITS.contains(&&*name);
        let within = if of_spec { "" } else { "objects::" };
        let message = format!("name the trait through the spec's module: `impl app::{within}{name} for …`");
        let error = syn::Error::new_spanned(path, message).into_compile_error();
        return quote! { #error #item };
    }
    quote! { #module::__williw_handlers! { #block } }
}

/// Whether an item that cannot be parsed begins as an `impl`: behind attributes and `unsafe`.
fn is_impl(item: &TokenStream) -> bool {
    let mut words = item.clone().into_iter().skip_while(|token| match token {
        TokenTree::Punct(punct) => punct.as_char() == '#',
        TokenTree::Group(_) => true,
        TokenTree::Ident(word) => word == "unsafe",
        TokenTree::Literal(_) => false,
    });
    words.next().is_some_and(|token| matches!(token, TokenTree::Ident(word) if word == "impl"))
}

/// `a::b::Api` → `a::b`.
fn module(path: &Path) -> Path {
    let segments: Vec<_> = path.segments.iter().take(path.segments.len().saturating_sub(1)).cloned().collect();
    Path { leading_colon: path.leading_colon, segments: segments.into_iter().collect() }
}

struct Input {
    traits: Vec<Trait>,
    block: ItemImpl,
}

/// A trait that a service implements.
struct Trait {
    name: String,
    /// How many modules it is away from the spec's.
    depth: usize,
    /// `route`, `cron job` or `method`.
    what: String,
    methods: Vec<Method>,
    /// Methods that the compiler refused: their handlers are passed over.
    refused: Vec<String>,
}

struct Method {
    name: String,
    optional: bool,
    text: String,
    tokens: TokenStream,
    form: syn::Signature,
}

impl Parse for Input {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        Ok(Input { traits: list(input)?, block: input.parse()? })
    }
}

impl Parse for Trait {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let tuple;
        syn::parenthesized!(tuple in input);
        let name = text(&tuple)?;
        let depth: LitInt = tuple.parse()?;
        tuple.parse::<Token![,]>()?;
        let what = text(&tuple)?;
        let methods = list(&tuple)?;
        tuple.parse::<Token![,]>()?;
        let refused: Vec<LitStr> = list(&tuple)?;
        let refused = refused.iter().map(LitStr::value).collect();
        Ok(Trait { name, depth: depth.base10_parse()?, what, methods, refused })
    }
}

impl Parse for Method {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let tuple;
        syn::parenthesized!(tuple in input);
        let name = text(&tuple)?;
        let optional: LitBool = tuple.parse()?;
        tuple.parse::<Token![,]>()?;
        let text = text(&tuple)?;
        let tokens: TokenStream = tuple.parse()?;
        let form = syn::parse2(tokens.clone())?;
        Ok(Method { name, optional: optional.value, text, tokens, form })
    }
}

/// A text and the comma behind it.
fn text(input: ParseStream<'_>) -> syn::Result<String> {
    let text: LitStr = input.parse()?;
    input.parse::<Token![,]>()?;
    Ok(text.value())
}

fn list<T: Parse>(input: ParseStream<'_>) -> syn::Result<Vec<T>> {
    let list;
    syn::bracketed!(list in input);
    let items: Punctuated<T, Token![,]> = Punctuated::parse_terminated(&list)?;
    Ok(items.into_iter().collect())
}

pub(crate) fn check(input: TokenStream) -> TokenStream {
    let Input { traits, block } = match syn::parse2(input) {
        Ok(input) => input,
        Err(error) => return error.into_compile_error(),
    };
    let path = block.trait_.as_ref().map(|(_, path, _)| path);
    let name = path.and_then(|path| path.segments.last()).map(|last| last.ident.to_string()).unwrap_or_default();
    if PLAIN_TRAITS.contains(&&*name) {
        return quote! { #block };
    }
    let Some(Trait { name: trait_name, depth, what, methods, refused }) =
        traits.iter().find(|known| known.name == name)
    else {
        let known = traits.iter().map(|known| match known.depth {
            0 => format!("`app::{}`", known.name),
            _ => format!("`app::objects::{}`", known.name),
        });
        let known = known.collect::<Vec<_>>().join(", ");
        let message = format!("[unknown-trait] `{name}` is no trait of the spec\n  = help: the traits are {known}");
        let error = syn::Error::new_spanned(path, message).into_compile_error();
        return quote! { #error #block };
    };
    let mut errors = vec![];
    let mut refuse = |span: Span, message: String| {
        errors.push(quote_spanned! { span => ::core::compile_error! { #message } });
    };
    // Of a wrong implementation, what is right stays: rustc then says nothing of traits without
    // implementations and unused imports, which would bury the errors.
    let (mut right, mut wrong, mut stubs) = (vec![], vec![], vec![]);
    let mut skipped = false;
    let is_refused = |name: &str| refused.iter().any(|refused| refused == bare(name));
    let mut missing: Vec<&Method> = methods.iter().filter(|method| !method.optional).collect();
    for item in &block.items {
        let ImplItem::Fn(handler) = item else {
            right.push(item);
            continue;
        };
        let name = handler.sig.ident.to_string();
        if is_refused(&name) {
            skipped = true;
            continue;
        }
        let Some(method) = methods.iter().find(|method| method.name == bare(&name)) else {
            refuse(handler.sig.ident.span(), unknown(bare(&name), trait_name, what, methods));
            wrong.push(item);
            continue;
        };
        missing.retain(|missing| missing.name != method.name);
        if has_form(&handler.sig, &method.form) {
            right.push(item);
        } else {
            let message = format!("[wrong-signature] handler `{}` has another form than its {what}", method.name);
            refuse(handler.sig.ident.span(), format!("{message}\n{}", help(method, what)));
            wrong.push(item);
            stubs.push(method);
        }
    }
    for method in missing {
        // `connect` is part of the trait even where its arguments are wrong.
        if is_refused(&method.name) {
            stubs.push(method);
            continue;
        }
        let message = format!("[missing-handler] {what} `{}` has no handler", method.name);
        refuse(block.self_ty.span(), format!("{message}\n{}", help(method, what)));
        stubs.push(method);
    }
    if errors.is_empty() && !skipped {
        return quote! { #block };
    }
    let ItemImpl { attrs, unsafety, generics, self_ty, .. } = &block;
    let app = path.map(|path| (0..*depth).fold(module(path), |outer, _| module(&outer))).into_token_stream();
    let stubs = stubs.into_iter().map(|method| replace(method.tokens.clone(), "__app", &app));
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

/// What is said of a method that its trait does not have.
fn unknown(name: &str, class: &str, what: &str, methods: &[Method]) -> String {
    let declared = |of: &str, help: String| {
        format!(
            "[unknown-handler] `{name}` is a handler of objects with {of}\n  = help: declare {help} in `bindings.toml`"
        )
    };
    match name {
        "alarm" if what == "method" => declared("an alarm", format!("`alarm = true` below `[object.{class}]`")),
        "connect" | "message" | "close" | "error" if what == "method" => {
            declared("WebSockets", format!("`[object.{class}.websocket]`"))
        }
        _ => {
            let known: Vec<_> = methods.iter().map(|method| format!("`{}`", method.name)).collect();
            let known = match known.as_slice() {
                [] => format!("no {what} is sound"),
                known => format!("the {what}s are {}", known.join(", ")),
            };
            format!("[unknown-handler] `{name}` is no {what} of the spec\n  = help: {known}")
        }
    }
}

/// What to write, and where its types are.
fn help(method: &Method, what: &str) -> String {
    let types = match what {
        "route" if method.text.contains("commit: Commit<") => {
            "`ReadCx` is in `app`, types are in `app::api`, `app::types` and `app::callers`, `Commit` and `Committed` are in \
             `williw_workers::http`"
        }
        "route" => "`Cx` is in `app`, types are in `app::api`, `app::types` and `app::callers`",
        "cron job" => "`Cx` is in `app`, the others are in `williw_workers::cron`",
        _ => "`Cx` is in `app`, its types are in `app::objects`, `app::types` and `williw_workers::durable_objects`",
    };
    format!("  = help: write `{} {{ … }}`\n  = note: {types}", method.text)
}

/// Whether a handler has its form, as far as can be seen without types; rustc sees the rest.
fn has_form(sig: &syn::Signature, form: &syn::Signature) -> bool {
    let receiver = |sig: &syn::Signature| matches!(sig.inputs.first(), Some(FnArg::Receiver(_)));
    sig.asyncness.is_some() == form.asyncness.is_some()
        && receiver(sig) == receiver(form)
        && sig.inputs.len() == form.inputs.len()
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
