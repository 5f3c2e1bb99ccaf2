//! Routes that demand an `Idempotency-Key`: the context that only reads, where keys are kept, and how such a request
//! begins and ends.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

use super::sql::{KeySql, key_sql};
use super::{Place, callers, ident, replies};
use crate::model::{CallerDef, IdempotencyDef, Model, Route, Scheme, Segment};

/// Whether any route demands a key.
pub(super) fn is_used(model: &Model) -> bool {
    model.routes.iter().any(|route| route.idempotency_key)
}

// ---- the context ---------------------------------------------------------------------------

/// Expands to the following; to nothing where no route demands a key:
/// ```text
/// pub struct ReadCx { pub clock: WorkersClock, pub db: ReadDatabase, pub vars: Vars, pub secrets: Secrets, … }
/// impl ReadCx { pub fn random(&self, bytes: &mut [u8]) { … } pub fn log(&self, level: Level, line: &str) { … } }
/// impl Cx { pub fn reads(&self) -> &ReadCx { … } }
/// ```
pub(super) fn emit_read_cx(model: &Model) -> Option<TokenStream> {
    if !is_used(model) {
        return None;
    }
    let databases = &model.bindings.d1;
    let names: Vec<_> = databases.iter().map(|d1| ident(&d1.name.rust)).collect();
    let docs = databases.iter().map(|d1| format!(" The database `{}`, for reading.", d1.name.source));
    Some(quote! {
        /// What a handler reaches the world through whose route demands an `Idempotency-Key`: nothing that writes.
        #[derive(Clone)]
        pub struct ReadCx {
            /// The clock.
            pub clock: ::williw_workers::WorkersClock,
            #(#[doc = #docs] pub #names: ::williw_workers::d1::ReadDatabase,)*
            /// The variables.
            pub vars: Vars,
            /// The secrets.
            pub secrets: Secrets,
            __host: ::std::rc::Rc<dyn ::williw_workers::driver::Host>,
        }
        impl ReadCx {
            /// Fills the bytes with randomness, fit for keys.
            pub fn random(&self, bytes: &mut [u8]) {
                self.__host.random(bytes);
            }

            /// Writes a line to the log.
            pub fn log(&self, level: ::williw_workers::driver::Level, line: &::core::primitive::str) {
                self.__host.log(level, line);
            }
        }
        impl ::core::fmt::Debug for ReadCx {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.debug_struct("ReadCx").field("vars", &self.vars).finish_non_exhaustive()
            }
        }
        impl Cx {
            /// The same, for code that only reads.
            pub fn reads(&self) -> &ReadCx {
                &self.__reads
            }
        }
    })
}

/// The field of the context that holds the other one, and its value when the Worker starts, where these locals are
/// options of what a context has.
pub(super) fn emit_reads(model: &Model) -> (Option<TokenStream>, Option<TokenStream>) {
    if !is_used(model) {
        return (None, None);
    }
    let names: Vec<_> = model.bindings.d1.iter().map(|d1| ident(&d1.name.rust)).collect();
    let field = quote! { __reads: ::std::rc::Rc<ReadCx>, };
    let start = quote! {
        __reads: ::std::rc::Rc::new(ReadCx {
            clock: ::williw_workers::WorkersClock::from_source(host.clock()),
            #(#names: ::williw_workers::d1::ReadDatabase::new(::core::clone::Clone::clone(#names.as_ref()?)),)*
            vars: ::core::clone::Clone::clone(__vars.as_ref()?),
            secrets: ::core::clone::Clone::clone(__secrets.as_ref()?),
            __host: ::std::rc::Rc::clone(&host),
        }),
    };
    (Some(field), Some(start))
}

// ---- requests ------------------------------------------------------------------------------

/// The type of a handler's `commit`, and of what it returns where all is well.
pub(super) fn types(route: &Route, place: Place) -> (TokenStream, TokenStream) {
    let reply = replies::reply_type(route, place);
    let http = quote! { ::williw_workers::http };
    (quote! { #http::Commit<#reply> }, quote! { #http::Committed<#reply> })
}

/// Expands to `const __KEYS: KeyTable = …;`, which all routes share.
pub(super) fn emit_table(model: &Model) -> Option<TokenStream> {
    let IdempotencyDef { table, keep } = model.idempotency.as_ref().filter(|_| is_used(model))?;
    let KeySql { find, insert, forget } = key_sql(&table.source);
    let name = &table.source;
    let keep_ms = Literal::u64_unsuffixed(keep.saturating_mul(1000));
    Some(quote! {
        const __KEYS: ::williw_workers::http::idempotency::KeyTable = ::williw_workers::http::idempotency::KeyTable {
            name: #name,
            find: #find,
            insert: #insert,
            forget: #forget,
            keep_ms: #keep_ms,
        };
    })
}

/// Reads the key beside whatever else the request says: what is wrong with it is told together with the rest.
pub(super) fn read_key() -> TokenStream {
    quote! { let __key = ::williw_workers::http::idempotency::Key::of(request, &mut __out); }
}

/// The end of a handler's glue: answers what was answered before, or binds `__commit` and calls the handler.
pub(super) fn respond(model: &Model, route: &Route, call: &TokenStream) -> TokenStream {
    // The lowering demands a database where a route demands a key.
    let database = model.bindings.d1.first().map(|d1| ident(&d1.name.rust));
    let once = quote! { ::williw_workers::http::idempotency };
    let source = &route.name.source;
    let parameters = !route.query.is_empty() || route.path.segments.iter().any(|it| matches!(it, Segment::Param(_)));
    let (caller, respond) = (who(model, route), replies::function(route));
    quote! {
        const __ONCE: #once::Once = #once::Once { route: #source, parameters: #parameters, table: &__KEYS };
        let __caller_key = #caller;
        let __begun =
            #once::begin(&cx.#database, &__ONCE, __key, __caller_key, request, cx.clock.now(), #respond).await?;
        let __commit = match __begun {
            #once::Begun::Answered(__response) => return ::core::result::Result::Ok(__response),
            #once::Begun::New(__commit) => __commit,
        };
        let __refused = __commit.refused();
        match #call.await {
            ::core::result::Result::Ok(__committed) => __committed.into_response(),
            ::core::result::Result::Err(__error) => __refused.tell(__error.into()).await,
        }
    }
}

/// The caller's kind, and its id where callers of the kind are told apart.
fn who(model: &Model, route: &Route) -> TokenStream {
    let set = callers::callers_of(model, route);
    let none = quote! { ::core::option::Option::None };
    let of = |caller: &CallerDef, value: &TokenStream| {
        let source = &caller.name.source;
        match caller.scheme {
            Scheme::Signature { .. } => quote! { (#source, ::core::option::Option::Some(#value.id.as_str())) },
            Scheme::Bearer { .. } => quote! { (#source, #none) },
            // Nobody.
            Scheme::Unknown => quote! { match *#value {} },
        }
    };
    match set.as_slice() {
        [] => {
            let anyone = CallerDef::ANYONE;
            quote! { (#anyone, #none) }
        }
        [one] => of(one, &quote! { __caller }),
        several => {
            let name = callers::set_name(several);
            let arms = several.iter().map(|caller| {
                let (variant, local) = (ident(&caller.name.rust), format_ident!("__one"));
                let (pattern, value) = match caller.scheme {
                    Scheme::Bearer { .. } => (quote! { _ }, of(caller, &quote! {})),
                    _ => (quote! { #local }, of(caller, &quote! { #local })),
                };
                quote! { super::callers::#name::#variant(#pattern) => #value, }
            });
            quote! { match &__caller { #(#arms)* } }
        }
    }
}
