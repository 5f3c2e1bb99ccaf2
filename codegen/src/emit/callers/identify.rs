//! The code of `mod api` that finds out who calls: credentials to callers, what counts them, and what is answered where
//! there is none.
//!
//! What is hard is the order: what costs little and refuses much comes first, and nothing may be counted or remembered of
//! somebody before it is known that it is they.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::{callers_of, id_header, known, set_name, signer, trait_methods};
use crate::emit::{Place, ident};
use crate::model::{CallerDef, Model, Route, Scheme};

/// Expands to the code of `mod api` that finds out who calls, for every route:
/// ```text
/// const __RULES: SignatureRules = …;
/// async fn __identify<S: Callers>(service: &S, cx: &Cx, request: &Request, presented: Option<PublicKeyBytes>)
///     -> Result<Option<__Known>, Refusal> { … }
/// async fn __unknown(cx: &Cx, request: &Request) -> Result<(), Failure> { … }
/// ```
pub(in crate::emit) fn emit_identify(model: &Model) -> TokenStream {
    let unknown = model.ip_limit.as_ref().map(|limit| {
        let limit = limiter(limit);
        quote! {
            /// Counts a request of nobody in particular.
            async fn __unknown(
                cx: &super::Cx,
                request: &::williw_workers::http::Request,
            ) -> ::core::result::Result<(), ::williw_workers::http::Failure> {
                ::williw_workers::http::limits::check_ip(&cx.#limit, request).await
            }
        }
    });
    if known(model).is_empty() {
        return quote! { #unknown };
    }
    let signature = signer(model).map(|(caller, id, time_header)| signed(caller, id, time_header));
    let rules = signature.as_ref().map(|(rules, _, _)| rules);
    let (unchecked, signed) = match &signature {
        Some((_, unchecked, signed)) => (Some(unchecked), Some(signed)),
        None => (None, None),
    };
    let unchecked = unchecked.map(|unchecked| {
        let bearer = model.callers.iter().find(|caller| matches!(caller.scheme, Scheme::Bearer { .. }));
        let other = match bearer {
            Some(bearer) => {
                let name = ident(&bearer.name.rust);
                let (noted, limit) = noted(bearer, &quote! { "unchecked" });
                quote! { #noted #limit ::core::option::Option::Some(super::callers::__Known::#name(super::callers::#name)) }
            }
            None => quote! { ::core::option::Option::None },
        };
        quote! {
            if service.unchecked(cx) {
                #unchecked
                return ::core::result::Result::Ok({ #other });
            }
        }
    });
    let bearers: Vec<_> = model.callers.iter().filter_map(|caller| bearer(model, caller)).collect();
    let (wrong, end) = if bearers.is_empty() {
        (quote! {}, quote! { ::core::result::Result::Ok(::core::option::Option::None) })
    } else {
        (
            quote! { let mut __wrong = ::core::option::Option::None; },
            quote! {
                match __wrong {
                    ::core::option::Option::Some(__wrong) => ::core::result::Result::Err(__wrong),
                    ::core::option::Option::None => ::core::result::Result::Ok(::core::option::Option::None),
                }
            },
        )
    };
    let (generic, service, presented) = identify_params(model);
    let is_open = |set: &Vec<&CallerDef>| set.iter().any(|caller| caller.scheme != Scheme::Unknown);
    let sets = sets(model).into_iter().filter(is_open).map(|set| emit_set(model, &set)).collect::<TokenStream>();
    quote! {
        #rules
        /// Who sends a request, if it says so and it is true.
        async fn __identify #generic(
            #service
            cx: &super::Cx,
            request: &::williw_workers::http::Request,
            #presented
        ) -> ::core::result::Result<::core::option::Option<super::callers::__Known>, ::williw_workers::http::auth::Refusal> {
            #unchecked
            #signed
            #wrong
            #(#bearers)*
            #end
        }
        #sets
        #unknown
    }
}

/// The rules of signatures, how a signer is believed, and how one is verified.
fn signed(caller: &CallerDef, id: &str, time_header: Option<&str>) -> (TokenStream, TokenStream, TokenStream) {
    let (key, nonce, _) = trait_methods(&caller.name.source);
    let name = ident(&caller.name.rust);
    let id = Place::Module.named(id);
    let header = match time_header {
        Some(header) => quote! { ::core::option::Option::Some(#header) },
        None => quote! { ::core::option::Option::None },
    };
    let rules = quote! {
        const __RULES: ::williw_workers::http::auth::SignatureRules =
            ::williw_workers::http::auth::SignatureRules { time_header: #header, ..::williw_workers::http::auth::SignatureRules::DEFAULT };
    };
    let (noted, limit) = noted(caller, &quote! { __id.as_str() });
    let known = quote! {
        return ::core::result::Result::Ok(::core::option::Option::Some(
            super::callers::__Known::#name(super::callers::#name { id: __id }),
        ));
    };
    let id_header = id_header(caller);
    let on_time = time_header.map(|_| quote! { __RULES.check_time(request, cx.clock.now())?; });
    let unchecked = quote! {
        if let ::core::option::Option::Some(__id) = request.headers.get(#id_header) {
            let __id = #id::parse(__id).map_err(|_| ::williw_workers::http::auth::AuthError::unknown_key())?;
            #on_time
            #noted
            #limit
            #known
        }
    };
    let counted = limit.as_ref().map(|limit| {
        quote! {
            // With a key of its own anybody could use up somebody else's.
            if presented.is_none() {
                #limit
            }
        }
    });
    let signed = quote! {
        let __now = cx.clock.now();
        if let ::core::option::Option::Some(__signed) =
            ::williw_workers::http::auth::Signed::of(request, __now, &__RULES)?
        {
            let __id = #id::parse(__signed.key_id.as_str())
                .map_err(|_| ::williw_workers::http::auth::AuthError::unknown_key())?;
            let __key = match presented {
                ::core::option::Option::None => service.#key(cx, &__id).await?,
                __presented => __presented,
            };
            let __key = __key.ok_or_else(::williw_workers::http::auth::AuthError::unknown_key)?;
            __signed.verify(&__key)?;
            // Before it is counted: whoever has seen a request could use up its sender's limit with it.
            if !service.#nonce(cx, &__id, &__signed.nonce_of(&__key), __signed.remember_until(__now)).await? {
                return ::core::result::Result::Err(::williw_workers::http::auth::AuthError::Replayed.into());
            }
            #noted
            #counted
            #known
        }
    };
    (rules, unchecked, signed)
}

fn bearer(model: &Model, caller: &CallerDef) -> Option<TokenStream> {
    let Scheme::Bearer { secret } = &caller.scheme else { return None };
    let secret = model.bindings.secrets.iter().find(|known| known.name.source == *secret)?;
    let field = ident(&secret.name.rust);
    let secret = if secret.optional {
        quote! { cx.secrets.#field.as_ref() }
    } else {
        quote! { ::core::option::Option::Some(&cx.secrets.#field) }
    };
    let name = ident(&caller.name.rust);
    let (noted, limit) = noted(caller, &caller.name.source);
    Some(quote! {
        match ::williw_workers::http::auth::bearer(request, #secret) {
            ::core::result::Result::Ok(::core::option::Option::Some(())) => {
                #noted
                #limit
                return ::core::result::Result::Ok(::core::option::Option::Some(
                    super::callers::__Known::#name(super::callers::#name),
                ));
            }
            ::core::result::Result::Ok(::core::option::Option::None) => {}
            ::core::result::Result::Err(__error) => __wrong = ::core::option::Option::Some(__error.into()),
        }
    })
}

/// What is told of a caller, and what counts it.
fn noted(caller: &CallerDef, key: &impl quote::ToTokens) -> (TokenStream, Option<TokenStream>) {
    let source = &caller.name.source;
    let limit = caller.rate_limit.as_ref().map(|limit| {
        let limit = limiter(limit);
        quote! { ::williw_workers::http::limits::check(&cx.#limit, #key).await?; }
    });
    (quote! { ::williw_workers::http::exchange::note_caller(#source); }, limit)
}

/// Whether nobody can call a route.
pub(in crate::emit) fn is_closed(model: &Model, route: &Route) -> bool {
    !route.is_open() && callers_of(model, route).iter().all(|caller| caller.scheme == Scheme::Unknown)
}

/// All of the glue of a route that nobody can call.
pub(in crate::emit) fn refuse(model: &Model, route: &Route) -> TokenStream {
    let unknown = model.ip_limit.as_ref().map(|_| quote! { __unknown(cx, request).await?; });
    let challenge = challenge(model, &callers_of(model, route));
    quote! {
        #unknown
        ::core::result::Result::Err(::williw_workers::http::auth::AuthError::Missing.into_failure(&#challenge, request))
    }
}

/// Counts a route's requests by address, where its table says so. It comes before everything that costs something: a
/// body with a key in it is read before anybody knows who sends it.
pub(in crate::emit) fn counted(route: &Route) -> Option<TokenStream> {
    let limit = limiter(route.rate_limit.as_ref()?);
    Some(quote! { ::williw_workers::http::limits::check_ip(&cx.#limit, request).await?; })
}

/// The beginning of a handler's glue: binds `__caller`, or ends the request. `presented` is the key that the body
/// presents, where the route says so.
pub(in crate::emit) fn recognise(model: &Model, route: &Route, presented: Option<&TokenStream>) -> TokenStream {
    if route.is_open() {
        let unknown = model.ip_limit.as_ref().map(|_| quote! { __unknown(cx, request).await?; });
        return quote! {
            #unknown
            let __caller = super::callers::Anyone;
        };
    }
    let function = set_function(&callers_of(model, route));
    let arguments = signer(model).map(|_| {
        let presented = presented.cloned().unwrap_or_else(|| quote! { ::core::option::Option::None });
        (quote! { service, }, quote! { , #presented })
    });
    let (service, presented) = arguments.unwrap_or_default();
    quote! {
        let __caller = #function(#service cx, request #presented).await?;
    }
}

/// Expands to, for routes of these callers:
/// ```text
/// async fn __node_or_admin<S: Callers>(…) -> Result<NodeOrAdmin, Failure> { … }
/// ```
fn emit_set(model: &Model, set: &[&CallerDef]) -> TokenStream {
    let (function, name) = (set_function(set), set_name(set));
    let all = known(model);
    let is_in = |caller: &&&CallerDef| set.iter().any(|it| it.name.source == caller.name.source);
    let arms = all.iter().filter(is_in).map(|caller| {
        let variant = ident(&caller.name.rust);
        let made = if set.len() == 1 {
            quote! { __caller }
        } else {
            quote! { super::callers::#name::#variant(__caller) }
        };
        quote! {
            ::core::result::Result::Ok(::core::option::Option::Some(super::callers::__Known::#variant(__caller))) => {
                return ::core::result::Result::Ok(#made);
            }
        }
    });
    let others = (!all.iter().all(|caller| is_in(&caller))).then(|| {
        quote! {
            ::core::result::Result::Ok(::core::option::Option::Some(_)) => {
                ::williw_workers::http::auth::AuthError::NotAllowed.into()
            }
        }
    });
    let unknown = model.ip_limit.as_ref().map(|_| {
        quote! {
            // Whoever guesses is counted by address.
            if __refusal.is_unknown() {
                __unknown(cx, request).await?;
            }
        }
    });
    let challenge = challenge(model, set);
    let (generic, service, presented) = identify_params(model);
    let arguments = signer(model).map(|_| (quote! { service, }, quote! { , presented })).unwrap_or_default();
    let (pass_service, pass_presented) = arguments;
    quote! {
        async fn #function #generic(
            #service
            cx: &super::Cx,
            request: &::williw_workers::http::Request,
            #presented
        ) -> ::core::result::Result<super::callers::#name, ::williw_workers::http::Failure> {
            let __refusal: ::williw_workers::http::auth::Refusal = match __identify(#pass_service cx, request #pass_presented).await {
                #(#arms)*
                #others
                ::core::result::Result::Ok(::core::option::Option::None) => {
                    ::williw_workers::http::auth::AuthError::Missing.into()
                }
                ::core::result::Result::Err(__refusal) => __refusal,
            };
            #unknown
            ::core::result::Result::Err(__refusal.into_failure(&#challenge, request))
        }
    }
}

/// The parameters of functions that find out who calls, beside `cx` and `request`.
fn identify_params(model: &Model) -> (TokenStream, TokenStream, TokenStream) {
    match signer(model) {
        Some(_) => (
            quote! { <S: super::Callers> },
            quote! { service: &S, },
            quote! { presented: ::core::option::Option<::williw_workers::http::auth::PublicKeyBytes>, },
        ),
        None => Default::default(),
    }
}

fn challenge(model: &Model, set: &[&CallerDef]) -> TokenStream {
    let realm = model.bindings.worker.as_ref().map_or("worker", |worker| worker.name.as_str());
    let signature = if set.iter().any(|caller| matches!(caller.scheme, Scheme::Signature { .. })) {
        quote! { ::core::option::Option::Some(&__RULES) }
    } else {
        quote! { ::core::option::Option::None }
    };
    let bearer = set.iter().any(|caller| matches!(caller.scheme, Scheme::Bearer { .. }));
    quote! {
        ::williw_workers::http::auth::Challenge { realm: #realm, signature: #signature, bearer: #bearer }
    }
}

/// The callers that routes take together, each set once; those who are nobody are no set.
pub(super) fn sets(model: &Model) -> Vec<Vec<&CallerDef>> {
    let mut sets: Vec<Vec<&CallerDef>> = Vec::new();
    for route in model.routes.iter().filter(|route| !route.is_open()) {
        let set = callers_of(model, route);
        if sets.iter().all(|known| set_name(known) != set_name(&set)) {
            sets.push(set);
        }
    }
    sets
}

/// `__node_or_admin`.
fn set_function(set: &[&CallerDef]) -> Ident {
    let names: Vec<_> = set.iter().map(|caller| caller.name.source.as_str()).collect();
    format_ident!("__{}", names.join("_or_"))
}

/// A limiter's field of the context.
fn limiter(binding: &str) -> Ident {
    ident(&crate::names::field(binding))
}
