//! The root of a generated module: the context that a handler gets, variables and secrets, and the
//! Worker that a host is given.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};

use super::{Place, callers, cron, docs, idempotency, ident, objects, types};
use crate::model::{CorsDef, Migration, Model, Origins, SecretDef, VarDef, VarType};
use crate::openapi;

/// Expands to:
/// ```text
/// pub use self::api::Api;
/// pub struct Cx { pub clock: WorkersClock, pub db: D1Database, pub vars: Vars, … }
/// pub struct Vars { … }      pub struct Secrets { … }
/// pub fn worker<S: Api>(service: S) -> App<S> { … }
/// ```
pub fn emit_root(model: &Model) -> TokenStream {
    let cx = emit_cx(model);
    let vars = emit_vars(&model.bindings.vars);
    let secrets = emit_secrets(&model.bindings.secrets);
    let manifest = emit_manifest(model);
    let (objects, cron) = (objects::emit_root(model), cron::emit_cron(model));
    let callers = callers::emit_trait(model);
    let worker = emit_worker(model);
    quote! {
        pub use self::api::Api;
        #cx #vars #secrets #callers #objects #cron #manifest #worker
    }
}

/// A field of the context: its name, what it is, its type, and how it is made when the Worker starts.
struct Field {
    name: Ident,
    doc: String,
    ty: TokenStream,
    start: TokenStream,
}

fn fields(model: &Model) -> Vec<Field> {
    let bindings = &model.bindings;
    let d1 = bindings.d1.iter().map(|d1| {
        let binding = &d1.name.source;
        Field {
            name: ident(&d1.name.rust),
            doc: format!(" The database `{binding}`."),
            ty: quote! { ::williw_workers::d1::D1Database },
            start: quote! { __starter.d1(#binding) },
        }
    });
    let kv = bindings.kv.iter().map(|kv| {
        let ty = ident(&kv.ty);
        Field {
            name: ident(&kv.name.rust),
            doc: format!(" The KV namespace `{}`.", kv.name.source),
            ty: quote! { self::kv::#ty },
            start: quote! { self::kv::#ty::__start(&mut __starter) },
        }
    });
    let objects = bindings.objects.iter().map(|object| {
        let ty = format_ident!("{}Namespace", object.class);
        Field {
            name: ident(&object.name.rust),
            doc: format!(" The objects of the class `{}`.", object.name.source),
            ty: quote! { self::objects::#ty },
            start: quote! { self::objects::#ty::__start(&mut __starter) },
        }
    });
    let limiters = bindings.ratelimits.iter().map(|limiter| {
        let (binding, name) = (&limiter.name.source, limiter.name.rust.trim_start_matches("r#"));
        let (limit, period_s) = (limiter.limit, limiter.period);
        Field {
            name: ident(&limiter.name.rust),
            doc: format!(" The rate limiter `{binding}`: {limit} calls in {period_s} seconds for each key."),
            ty: quote! { ::williw_workers::rate_limit::RateLimiter },
            start: quote! {
                __starter.rate_limiter(::williw_workers::rate_limit::Rule {
                    binding: #binding,
                    name: #name,
                    limit: #limit,
                    period_s: #period_s,
                })
            },
        }
    });
    d1.chain(kv).chain(objects).chain(limiters).collect()
}

fn emit_cx(model: &Model) -> TokenStream {
    let fields = fields(model);
    let names: Vec<_> = fields.iter().map(|field| &field.name).collect();
    let docs: Vec<_> = fields.iter().map(|field| &field.doc).collect();
    let types: Vec<_> = fields.iter().map(|field| &field.ty).collect();
    let starts: Vec<_> = fields.iter().map(|field| &field.start).collect();
    let (cors_field, cors_start) = emit_cors(model);
    let (reads_field, reads_start) = idempotency::emit_reads(model);
    let (migrations_field, migrations_start) = emit_migrations(model);
    let read_cx = idempotency::emit_read_cx(model);
    quote! {
        /// What a handler reaches the world through.
        #[derive(Clone)]
        pub struct Cx {
            /// The clock.
            pub clock: ::williw_workers::WorkersClock,
            #(#[doc = #docs] pub #names: #types,)*
            /// The variables.
            pub vars: Vars,
            /// The secrets.
            pub secrets: Secrets,
            /// The host.
            pub host: ::std::rc::Rc<dyn ::williw_workers::driver::Host>,
            #cors_field
            #migrations_field
            #reads_field
        }
        impl Cx {
            fn __start(
                host: ::std::rc::Rc<dyn ::williw_workers::driver::Host>,
            ) -> ::core::result::Result<Self, ::williw_workers::driver::StartError> {
                let mut __starter = ::williw_workers::start::Starter::new(&host);
                #(let #names = #starts;)*
                let __vars = Vars::__start(&mut __starter);
                let __secrets = Secrets::__start(&mut __starter);
                let __cx = (|| ::core::option::Option::Some(Self {
                    clock: ::williw_workers::WorkersClock::from_source(host.clock()),
                    // Before what it is made of goes.
                    #reads_start
                    #(#names: #names?,)*
                    #cors_start
                    #migrations_start
                    vars: __vars?,
                    secrets: __secrets?,
                    host: ::std::rc::Rc::clone(&host),
                }))();
                __starter.finish(__cx)
            }

            /// Fills the bytes with randomness, fit for keys.
            pub fn random(&self, bytes: &mut [u8]) {
                self.host.random(bytes);
            }
        }
        impl ::core::fmt::Debug for Cx {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.debug_struct("Cx").field("vars", &self.vars).finish_non_exhaustive()
            }
        }
        #read_cx
    }
}

/// The rules of CORS: a field of the context, and its value when the Worker starts.
fn emit_cors(model: &Model) -> (Option<TokenStream>, Option<TokenStream>) {
    let Some(CorsDef { origins, max_age }) = &model.cors else { return (None, None) };
    let cors = quote! { ::williw_workers::http::cors };
    let origins = match origins {
        Origins::Any => quote! { #cors::Origins::Any },
        Origins::Listed(origins) => quote! { #cors::Origins::Listed(&[#(#origins),*]) },
        Origins::Var(var) => {
            let var = ident(var);
            quote! { #cors::Origins::parse(&__vars.as_ref()?.#var) }
        }
    };
    let headers = callers::headers(model);
    let allowing = (!headers.is_empty()).then(|| quote! { .allowing(&[#(#headers),*]) });
    (
        Some(quote! { __cors: #cors::Cors, }),
        Some(quote! { __cors: #cors::Cors::new(#origins, ::core::option::Option::Some(#max_age)) #allowing, }),
    )
}

/// What is asked of the databases before the first request: a field of the context, and its value when the Worker starts.
/// Names alone: the files' texts would be a part of the upload.
fn emit_migrations(model: &Model) -> (Option<TokenStream>, Option<TokenStream>) {
    if !model.is_migrated() {
        return (None, None);
    }
    let databases = model.bindings.d1.iter().map(|d1| &d1.name.source);
    let names = model.migrations.iter().map(|migration| &migration.name);
    let ty = quote! { ::williw_workers::d1::Migrations };
    (
        Some(quote! { __migrations: #ty, }),
        Some(quote! { __migrations: #ty::new(&host, &[#(#databases),*], &[#(#names),*]), }),
    )
}

fn emit_vars(vars: &[VarDef]) -> TokenStream {
    let names: Vec<_> = vars.iter().map(|var| ident(&var.name.rust)).collect();
    let fields = vars.iter().map(|var| {
        let name = ident(&var.name.rust);
        let docs = docs(&var.docs, &[format!("`{}`.", var.name.source)]);
        let ty = match &var.ty {
            VarType::Text(_) => quote! { ::std::string::String },
            VarType::Boolean => quote! { bool },
            VarType::Integer { rust, .. } => types::int_type(*rust),
            VarType::Named(name) => Place::Root.named(name),
        };
        quote! { #docs pub #name: #ty, }
    });
    let reads = vars.iter().map(|var| {
        let source = &var.name.source;
        let default = match &var.default {
            Some(text) => quote! { ::core::option::Option::Some(#text) },
            None => quote! { ::core::option::Option::None },
        };
        let parse = match &var.ty {
            VarType::Text(rules) => {
                let rules = types::text_rules(rules);
                quote! { |__text| {
                    const RULES: ::williw_workers::http::text::TextRules = #rules;
                    RULES.apply(::std::borrow::ToOwned::to_owned(__text))
                } }
            }
            VarType::Boolean => quote! { ::williw_workers::start::parse_bool },
            VarType::Integer { rust, min, max } => {
                let ty = types::int_type(*rust);
                let (min, max) = (Literal::i64_unsuffixed(*min), Literal::i64_unsuffixed(*max));
                quote! { |__text| ::williw_workers::start::parse_integer::<#ty>(__text, #min, #max) }
            }
            VarType::Named(name) => {
                let ty = Place::Root.named(name);
                quote! { <#ty as ::core::str::FromStr>::from_str }
            }
        };
        quote! { __starter.var(#source, #default, #parse) }
    });
    let starter = if vars.is_empty() {
        quote! { _starter }
    } else {
        quote! { __starter }
    };
    quote! {
        /// The Worker's variables, checked when it started.
        #[derive(Clone, Debug)]
        pub struct Vars { #(#fields)* }
        impl Vars {
            fn __start(#starter: &mut ::williw_workers::start::Starter<'_>) -> ::core::option::Option<Self> {
                #(let #names = #reads;)*
                ::core::option::Option::Some(Self { #(#names: #names?,)* })
            }
        }
    }
}

fn emit_secrets(secrets: &[SecretDef]) -> TokenStream {
    let names: Vec<_> = secrets.iter().map(|secret| ident(&secret.name.rust)).collect();
    let fields = secrets.iter().map(|secret| {
        let name = ident(&secret.name.rust);
        let docs = docs(&secret.docs, &[format!("`{}`.", secret.name.source)]);
        let ty = quote! { ::williw_workers::start::Secret };
        if secret.optional {
            quote! { #docs pub #name: ::core::option::Option<#ty>, }
        } else {
            quote! { #docs pub #name: #ty, }
        }
    });
    let reads = secrets.iter().map(|secret| {
        let source = &secret.name.source;
        if secret.optional {
            quote! { ::core::option::Option::Some(__starter.optional_secret(#source)) }
        } else {
            quote! { __starter.secret(#source) }
        }
    });
    let starter = if secrets.is_empty() {
        quote! { _starter }
    } else {
        quote! { __starter }
    };
    quote! {
        /// The Worker's secrets. They show in no `Debug` output.
        #[derive(Clone, Debug)]
        pub struct Secrets { #(#fields)* }
        impl Secrets {
            fn __start(#starter: &mut ::williw_workers::start::Starter<'_>) -> ::core::option::Option<Self> {
                #(let #names = #reads;)*
                ::core::option::Option::Some(Self { #(#names: #names?,)* })
            }
        }
    }
}

fn emit_manifest(model: &Model) -> TokenStream {
    let driver = quote! { ::williw_workers::driver };
    let name = model.bindings.worker.as_ref().map_or("worker", |worker| worker.name.as_str());
    let schema = &model.schema.statements;
    let d1 = model.bindings.d1.iter().map(|d1| {
        let binding = &d1.name.source;
        let migrations = model
            .migrations
            .iter()
            .map(|Migration { name, sql }| quote! { #driver::Migration { name: #name, sql: #sql } });
        quote! {
            #driver::D1Manifest { binding: #binding, schema: &[#(#schema),*], migrations: &[#(#migrations),*] }
        }
    });
    let routes = model.routes.iter().map(|route| {
        let name = &route.name.source;
        let method = route.method.as_str();
        let path = &route.path.source;
        let caller = &route.caller;
        quote! { #driver::RouteManifest { name: #name, method: #method, path: #path, caller: &[#(#caller),*] } }
    });
    let kv = model.bindings.kv.iter().map(|kv| &kv.name.source);
    let objects = model.bindings.objects.iter().map(|object| {
        let (class, alarm, websocket) = (&object.name.source, object.alarm, object.websocket.is_some());
        quote! { #driver::ObjectManifest { class: #class, alarm: #alarm, websocket: #websocket } }
    });
    let crons = model.bindings.crons.iter().map(|cron| {
        let (job, schedule) = (&cron.name.source, &cron.schedule);
        quote! { #driver::CronManifest { job: #job, schedule: #schedule } }
    });
    let ratelimits = model.bindings.ratelimits.iter().map(|limiter| {
        let (name, limit, period_s) = (&limiter.name.source, limiter.limit, limiter.period);
        quote! { #driver::RateLimitManifest { name: #name, limit: #limit, period_s: #period_s } }
    });
    let vars = model.bindings.vars.iter().map(|var| &var.name.source);
    let secrets = model.bindings.secrets.iter().map(|secret| &secret.name.source);
    let (openapi, openapi_path, docs_path) = emit_openapi(model);
    quote! {
        #openapi
        /// What this Worker is and needs.
        pub static MANIFEST: #driver::Manifest = #driver::Manifest {
            name: #name,
            d1: &[#(#d1),*],
            kv: &[#(#kv),*],
            objects: &[#(#objects),*],
            crons: &[#(#crons),*],
            routes: &[#(#routes),*],
            ratelimits: &[#(#ratelimits),*],
            vars: &[#(#vars),*],
            secrets: &[#(#secrets),*],
            openapi: OPENAPI,
            openapi_path: #openapi_path,
            docs_path: #docs_path,
        };
    }
}

/// The document as a constant, and the paths of document and page.
///
/// Cloudflare serves it as a file beside the Worker, so the wasm does not carry it.
fn emit_openapi(model: &Model) -> (TokenStream, &str, &str) {
    let api = model.api.as_ref();
    let path = api.and_then(|api| api.document.as_deref()).unwrap_or_default();
    let docs = api.and_then(|api| api.docs.as_deref()).unwrap_or_default();
    let document = openapi::document(model).filter(|_| !path.is_empty()).map(|it| it.to_string());
    let text = match document {
        None => quote! { "" },
        Some(document) => quote! { if ::core::cfg!(target_arch = "wasm32") { "" } else { #document } },
    };
    let constant = quote! {
        /// The interface as an OpenAPI 3.1 document; empty where it is not served, and on wasm32.
        pub const OPENAPI: &::core::primitive::str = #text;
    };
    (constant, path, docs)
}

fn emit_worker(model: &Model) -> TokenStream {
    let driver = quote! { ::williw_workers::driver };
    let objects = (!model.bindings.objects.is_empty()).then(|| quote! { + Objects });
    let cron = cron::has_trait(model).then(|| quote! { + Cron });
    let (callers, warning) = (callers::bound(model), callers::warning(model));
    let service = quote! { Api #callers #objects #cron + 'static };
    let scheduled = cron.map(|_| {
        let body = cron::emit_scheduled(model);
        quote! {
            fn scheduled<'a>(
                &'a self,
                __trigger: ::williw_workers::cron::Trigger<'a>,
                __scheduled_ms: u64,
            ) -> #driver::LocalFuture<'a, ::std::vec::Vec<::williw_workers::cron::JobOutcome>> {
                ::std::boxed::Box::pin(async move { #body })
            }
        }
    });
    let object = objects.map(|_| {
        let body = objects::emit_start(model);
        quote! {
            fn object(
                &self,
                __class: &::core::primitive::str,
                __driver: ::std::rc::Rc<dyn #driver::ObjectDriver>,
            ) -> ::core::option::Option<::core::result::Result<
                ::std::rc::Rc<dyn #driver::RunningObject>,
                ::williw_workers::durable_objects::ObjectError,
            >> {
                #body
            }
        }
    });
    quote! {
        /// The Worker that answers with this service.
        pub fn worker<S: #service>(service: S) -> App<S> {
            App { service: ::std::rc::Rc::new(service) }
        }

        /// A Worker that has not started yet.
        #[derive(Debug)]
        pub struct App<S> {
            service: ::std::rc::Rc<S>,
        }

        impl<S: #service> #driver::Worker for App<S> {
            fn manifest(&self) -> &'static #driver::Manifest {
                &MANIFEST
            }

            fn start(
                &self,
                host: ::std::rc::Rc<dyn #driver::Host>,
            ) -> ::core::result::Result<::std::rc::Rc<dyn #driver::Running>, #driver::StartError> {
                ::williw_workers::time::install_for_thread(host.clock());
                ::williw_workers::start::install_host(::std::rc::Rc::clone(&host));
                let cx = Cx::__start(host)?;
                #warning
                let service = ::std::rc::Rc::clone(&self.service);
                ::core::result::Result::Ok(::std::rc::Rc::new(Started { service, cx }))
            }
        }

        struct Started<S> {
            service: ::std::rc::Rc<S>,
            cx: Cx,
        }

        impl<S: #service> #driver::Running for Started<S> {
            fn fetch(
                &self,
                request: ::williw_workers::http::Request,
            ) -> #driver::LocalFuture<'_, ::williw_workers::http::Response> {
                ::std::boxed::Box::pin(self::api::__fetch(&*self.service, &self.cx, request))
            }

            #scheduled
            #object
        }
    }
}
