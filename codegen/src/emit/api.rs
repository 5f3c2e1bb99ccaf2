//! The HTTP interface: the trait that a service implements, each route's types, and the dispatch
//! from a request to a handler and back.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};

use super::callers;
use super::handlers::Signature;
use super::idempotency;
use super::replies::{self, status};
use super::router::{self, Endpoint};
use super::types::{default_value, is_option, member_type, reader};
use super::{Place, docs, ident};
use crate::model::{ErrorDef, Field, FieldType, Method, Model, Route, Segment, TypeKind};

/// Expands to the contents of `mod api`.
pub fn emit_api(model: &Model) -> TokenStream {
    let cx = Cx { model };
    let endpoints = router::endpoints(model.routes.iter().map(|route| &route.path));
    let router = router::emit_router(&endpoints);
    let items = model.routes.iter().map(|route| cx.route_items(route));
    let methods = model.routes.iter().map(|route| {
        let docs = docs(&route.docs, &[format!("`{} {}`", route.method.as_str(), route.path.source)]);
        let signature = cx.signature(route);
        quote! { #docs #signature; }
    });
    let glue = model.routes.iter().map(|route| cx.glue(route));
    let dispatch = cx.dispatch(&endpoints);
    let keys = idempotency::emit_table(model);
    let identify = callers::emit_identify(model);
    quote! {
        /// The interface: a handler for every route.
        #[diagnostic::on_unimplemented(
            message = "`{Self}` does not handle the routes of this spec",
            note = "write `#[app::handlers] impl app::Api for {Self}` with a handler for each route"
        )]
        #[allow(async_fn_in_trait)]
        pub trait Api { #(#methods)* }
        #(#items)*
        #dispatch
        #identify
        #keys
        #(#glue)*
        /// From a path to its endpoint.
        mod router { #router }
    }
}

/// The signatures of the handlers, in the order of the routes.
pub(super) fn signatures(model: &Model) -> Vec<Signature> {
    let cx = Cx { model };
    model.routes.iter().map(|route| Signature::of(&route.name.rust, cx.whole_signature(route), false)).collect()
}

struct Cx<'m> {
    model: &'m Model,
}

/// A parameter of a handler.
struct Param {
    name: Ident,
    ty: TokenStream,
}

impl<'m> Cx<'m> {
    fn params(&self, route: &Route) -> Vec<Param> {
        let param = |name: &str, ty| Param { name: ident(name), ty };
        let mut params = vec![
            param(
                "cx",
                if route.idempotency_key {
                    quote! { &super::ReadCx }
                } else {
                    quote! { &super::Cx }
                },
            ),
            param("caller", callers::caller_type(self.model, route, Place::Module)),
        ];
        if path_fields(route).next().is_some() {
            let ty = format_ident!("{}Path", pascal(route));
            params.push(param("path", quote! { #ty }));
        }
        if !route.query.is_empty() {
            let ty = format_ident!("{}Query", pascal(route));
            params.push(param("query", quote! { #ty }));
        }
        if let Some(body) = &route.body {
            let ty = Place::Module.named(body);
            let ty = if route.body_optional {
                quote! { ::core::option::Option<#ty> }
            } else {
                ty
            };
            params.push(param("body", ty));
        }
        if route.idempotency_key {
            params.push(param("commit", idempotency::types(route, Place::Module).0));
        }
        params
    }

    fn signature(&self, route: &Route) -> TokenStream {
        let name = ident(&route.name.rust);
        let params = self.params(route).into_iter().map(|Param { name, ty }| quote! { #name: #ty });
        let (reply, error) = (returned(route, Place::Module), ident(&error_name(route)));
        quote! {
            async fn #name(&self, #(#params),*) -> ::core::result::Result<#reply, #error>
        }
    }

    fn whole_signature(&self, route: &Route) -> TokenStream {
        let of_types = |name: &str| {
            let name = ident(name);
            quote! { __app::types::#name }
        };
        let of_api = |suffix: &str| {
            let name = format_ident!("{}{suffix}", pascal(route));
            quote! { __app::api::#name }
        };
        let cx = if route.idempotency_key {
            quote! { &__app::ReadCx }
        } else {
            quote! { &__app::Cx }
        };
        let mut types = vec![cx, callers::caller_type(self.model, route, Place::Outside)];
        types.extend(path_fields(route).next().map(|_| of_api("Path")));
        types.extend(route.query.first().map(|_| of_api("Query")));
        types.extend(route.body.as_deref().map(|body| {
            let ty = of_types(body);
            if route.body_optional {
                quote! { ::core::option::Option<#ty> }
            } else {
                ty
            }
        }));
        let name = ident(&route.name.rust);
        types.extend(route.idempotency_key.then(|| idempotency::types(route, Place::Outside).0));
        let names = self.params(route).into_iter().map(|param| param.name);
        let reply = returned(route, Place::Outside);
        let error = of_api("Error");
        quote! { async fn #name(&self, #(#names: #types),*) -> ::core::result::Result<#reply, #error> }
    }

    fn route_items(&self, route: &Route) -> TokenStream {
        let path_fields: Vec<_> = path_fields(route).collect();
        let place = format!("`{} {}`", route.method.as_str(), route.path.source);
        let path = emit_fields(&format!("{}Path", pascal(route)), &path_fields, &format!("The path of {place}."));
        let query: Vec<_> = route.query.iter().collect();
        let query = emit_fields(&format!("{}Query", pascal(route)), &query, &format!("The query of {place}."));
        let reply = replies::reply_enum(route, &place);
        let error = self.error_enum(route, &place);
        quote! { #path #query #reply #error }
    }

    /// Expands to:
    /// ```text
    /// pub enum RegisterNodeError { NodeKeyMismatch(Cow<'static, str>), …, Invalid(Violations), Database(D1Error), Internal(String) }
    /// impl From<D1Error> for RegisterNodeError { … }
    /// impl From<RegisterNodeError> for Failure { … }
    /// ```
    fn error_enum(&self, route: &Route, place: &str) -> TokenStream {
        let name = ident(&error_name(route));
        let doc = format!(" The errors of {place}.");
        let declared: Vec<&ErrorDef> = route
            .errors
            .iter()
            .filter_map(|code| self.model.errors.iter().find(|error| error.name.source == *code))
            .collect();
        let variants = declared.iter().map(|error| {
            let variant = ident(&error.name.rust);
            let doc = format!(
                " {} `{}`: {}. With what to tell of this occurrence.",
                error.status, error.name.source, error.title
            );
            quote! { #[doc = #doc] #variant(::std::borrow::Cow<'static, str>), }
        });
        let arms = declared.iter().map(|error| {
            let variant = ident(&error.name.rust);
            let (status, code, title) = (status(error.status), &error.name.source, &error.title);
            let retry_after = error.retry_after.map(|seconds| {
                let seconds = Literal::u32_unsuffixed(seconds);
                quote! { .retry_after(#seconds) }
            });
            quote! {
                #name::#variant(detail) =>
                    ::williw_workers::http::Failure::declared(#status, #code, #title, detail)#retry_after,
            }
        });
        let bindings = &self.model.bindings;
        let (kv_variant, kv_arm, kv_from) = trouble(!bindings.kv.is_empty(), &name, "Kv", "KV", "kv::KvError");
        let (object_variant, object_arm, object_from) =
            trouble(!bindings.objects.is_empty(), &name, "Object", "an object", "durable_objects::ObjectError");
        quote! {
            #[doc = #doc]
            #[derive(Debug)]
            pub enum #name {
                #(#variants)*
                /// 400 `invalid_request`: what the spec alone could not check.
                Invalid(::williw_workers::http::Violations),
                /// 500 or 503: trouble with the database that no other variant tells.
                Database(::williw_workers::d1::D1Error),
                #kv_variant
                #object_variant
                /// 500: what should not happen. The text goes to the log only.
                Internal(::std::string::String),
            }
            #[automatically_derived]
            impl ::core::convert::From<::williw_workers::d1::D1Error> for #name {
                fn from(error: ::williw_workers::d1::D1Error) -> Self {
                    Self::Database(error)
                }
            }
            #kv_from
            #object_from
            #[automatically_derived]
            impl ::core::convert::From<::williw_workers::http::Violations> for #name {
                fn from(violations: ::williw_workers::http::Violations) -> Self {
                    Self::Invalid(violations)
                }
            }
            #[automatically_derived]
            impl ::core::convert::From<#name> for ::williw_workers::http::Failure {
                fn from(error: #name) -> Self {
                    match error {
                        #(#arms)*
                        #name::Invalid(violations) => violations.into(),
                        #name::Database(error) => error.into(),
                        #kv_arm
                        #object_arm
                        #name::Internal(reason) => Self::internal(reason),
                    }
                }
            }
        }
    }

    /// Expands to a function that reads what the route declares, calls the handler, and writes its
    /// reply:
    /// ```text
    /// async fn __handle_get_node<S: Api>(service: &S, cx: &Cx, request: &Request, query: &str) -> Result<Response, Failure> { … }
    /// ```
    fn glue(&self, route: &Route) -> TokenStream {
        let name = format_ident!("__handle_{}", bare(&route.name.rust));
        let handler = ident(&route.name.rust);
        let path_fields: Vec<_> = path_fields(route).collect();
        let path_texts: Vec<_> = (0..path_fields.len()).map(|i| format_ident!("__path_{i}")).collect();
        let bound = callers::bound_in_api(self.model);
        if callers::is_closed(self.model, route) {
            let refuse = callers::refuse(self.model, route);
            return quote! {
                async fn #name<S: Api #bound>(
                    service: &S,
                    cx: &super::Cx,
                    request: &::williw_workers::http::Request,
                    query: &str,
                    #(#path_texts: &str,)*
                ) -> ::core::result::Result<::williw_workers::http::Response, ::williw_workers::http::Failure> {
                    let _ = (service, cx, query #(, #path_texts)*);
                    #refuse
                }
            };
        }
        let mut arguments = vec![];
        let mut reads = vec![];
        let mut made = vec![];
        if !path_fields.is_empty() {
            let (ty, names, locals) = made_struct(&format!("{}Path", pascal(route)), &path_fields, "__p_");
            for ((field, local), text) in path_fields.iter().zip(&locals).zip(&path_texts) {
                let (key, kind, reader) = (&field.name.source, self.kind(&field.ty), reader(&field.ty, &Place::Module));
                reads.push(quote! {
                    let #local = ::williw_workers::http::query::path(#key, #text, #kind, &mut __out, #reader);
                });
            }
            made.push(quote! { let __path = (|| ::core::option::Option::Some(#ty { #(#names: #locals?,)* }))(); });
            arguments.push(ident("__path"));
        }
        let known: Vec<_> = route.query.iter().map(|field| &field.name.source).collect();
        let query_mut = (!route.query.is_empty()).then(|| quote! { mut });
        reads.push(quote! {
            let #query_mut __query = ::williw_workers::http::query::Query::parse(query, &mut __out);
        });
        let query: Vec<_> = route.query.iter().collect();
        if !query.is_empty() {
            let (ty, names, locals) = made_struct(&format!("{}Query", pascal(route)), &query, "__q_");
            for (field, local) in query.iter().zip(&locals) {
                let read = self.read_query(field);
                reads.push(quote! { let #local = #read; });
            }
            made.push(quote! { let __query = (|| ::core::option::Option::Some(#ty { #(#names: #locals?,)* }))(); });
            arguments.push(ident("__query"));
        }
        reads.push(quote! { __query.nothing_else(&[#(#known),*], &mut __out); });
        if let Some(body) = &route.body {
            let ty = Place::Module.named(body);
            let (wrap, missing) = if route.body_optional {
                (
                    quote! { .map(::core::option::Option::Some) },
                    quote! {
                        ::core::option::Option::Some(::core::option::Option::None)
                    },
                )
            } else {
                (
                    quote! {},
                    quote! {
                        __out.push(&::williw_workers::http::Pointer::Body, "required", "a JSON body must be given")
                    },
                )
            };
            reads.push(quote! {
                let __body = match request.json_body()? {
                    ::core::option::Option::Some(__bytes) => {
                        ::williw_workers::http::json::read_body::<#ty>(__bytes, &mut __out)?#wrap
                    }
                    ::core::option::Option::None => #missing,
                };
            });
            arguments.push(ident("__body"));
        }
        let handed = arguments.clone();
        if route.idempotency_key {
            reads.push(idempotency::read_key());
            arguments.push(ident("__key"));
        }
        // Before the handler: it would have an object accept a WebSocket that nobody asked for.
        let upgrade = route.is_socket().then(|| {
            quote! {
                if !request.wants_websocket() {
                    return ::core::result::Result::Err(::williw_workers::http::Failure::upgrade_required());
                }
            }
        });
        let accept = replies::media_types(route);
        let accept =
            (!accept.is_empty()).then(|| quote! { ::williw_workers::http::accept::check(request, &[#(#accept),*])?; });
        let read = quote! {
            let mut __out = ::williw_workers::http::Violations::default();
            #(#reads)*
            #(#made)*
            // Any violation ends the request here, those beside what was read included.
            let (true, #(::core::option::Option::Some(#arguments),)*) = (__out.is_empty(), #(#arguments,)*) else {
                return ::core::result::Result::Err(__out.into());
            };
        };
        // A key that the request presents must be read before the signature can be verified with it.
        let presented = route.presents_key.as_ref().and_then(|field| {
            let (method, field) = (callers::presented_method(self.model)?, ident(&field.name.rust));
            Some(quote! { ::core::option::Option::Some(service.#method(&__body.#field)) })
        });
        let recognise = callers::recognise(self.model, route, presented.as_ref());
        let counted = callers::counted(route);
        let before = if presented.is_some() {
            quote! { #counted #read #recognise }
        } else {
            quote! { #counted #recognise #read }
        };
        let respond = if route.idempotency_key {
            let call = quote! { service.#handler(cx.reads(), __caller, #(#handed,)* __commit) };
            idempotency::respond(self.model, route, &call)
        } else {
            replies::respond(route, &quote! { service.#handler(cx, __caller, #(#handed),*).await? })
        };
        quote! {
            async fn #name<S: Api #bound>(
                service: &S,
                cx: &super::Cx,
                request: &::williw_workers::http::Request,
                query: &str,
                #(#path_texts: &str,)*
            ) -> ::core::result::Result<::williw_workers::http::Response, ::williw_workers::http::Failure> {
                request.check_size()?;
                #upgrade
                #accept
                #before
                #respond
            }
        }
    }

    fn read_query(&self, field: &Field) -> TokenStream {
        let (key, kind, reader) = (&field.name.source, self.kind(&field.ty), reader(&field.ty, &Place::Module));
        if let Some(default) = &field.default {
            let default = default_value(default);
            quote! { __query.defaulted(#key, #kind, || #default, &mut __out, #reader) }
        } else if is_option(field) {
            quote! { __query.optional(#key, #kind, &mut __out, #reader) }
        } else {
            quote! { __query.required(#key, #kind, &mut __out, #reader) }
        }
    }

    /// How a parameter's text becomes the JSON value that its reader takes.
    fn kind(&self, ty: &FieldType) -> TokenStream {
        let kind = match ty {
            FieldType::Boolean => "Boolean",
            FieldType::Integer { .. } | FieldType::Number { .. } | FieldType::Timestamp => "Number",
            FieldType::Named(name) => {
                let def = self.model.types.iter().find(|def| def.name.rust == *name);
                match def.map(|def| &def.kind) {
                    Some(TypeKind::Int { .. }) => "Number",
                    _ => "Text",
                }
            }
            FieldType::Text(_) | FieldType::Json { .. } | FieldType::Kept(_) | FieldType::List { .. } => "Text",
        };
        let kind = ident(kind);
        quote! { ::williw_workers::http::query::Kind::#kind }
    }

    /// Expands to `async fn __fetch`: every request to its handler, and every failure to a problem.
    fn dispatch(&self, endpoints: &[Endpoint<'_>]) -> TokenStream {
        let arms = endpoints.iter().map(|endpoint| {
            let routes: Vec<&Route> = endpoint.routes.iter().filter_map(|&at| self.model.routes.get(at)).collect();
            let variant = &endpoint.variant;
            let texts: Vec<_> = (0..endpoint.params).map(|i| format_ident!("__path_{i}")).collect();
            let pattern = if texts.is_empty() {
                quote! {}
            } else {
                quote! { (#(#texts),*) }
            };
            let calls = routes.iter().map(|route| {
                let glue = format_ident!("__handle_{}", bare(&route.name.rust));
                let (method, source) = (method_pattern(route), &route.name.source);
                quote! {
                    #method => {
                        ::williw_workers::http::exchange::note_route(#source);
                        #glue(service, cx, request, query, #(#texts),*).await
                    }
                }
            });
            let allow = allow(&routes);
            quote! {
                ::core::option::Option::Some(router::Endpoint::#variant #pattern) => match request.method {
                    #(#calls)*
                    ::williw_workers::http::Method::OPTIONS => {
                        ::core::result::Result::Ok(::williw_workers::http::Response::options(#allow))
                    }
                    _ => ::core::result::Result::Err(::williw_workers::http::Failure::method_not_allowed(#allow)),
                },
            }
        });
        let none = quote! {
            ::core::option::Option::None => {
                ::core::result::Result::Err(::williw_workers::http::Problem::not_found().into())
            }
        };
        let body = if endpoints.is_empty() {
            quote! { {
                let _ = (service, cx, request);
                ::core::result::Result::Err(::williw_workers::http::Problem::not_found().into())
            } }
        } else {
            quote! { {
                let (path, query) = request.path_and_query();
                let path = ::williw_workers::http::query::normalize_path(path);
                match router::route(&path) { #(#arms)* #none }
            } }
        };
        let bound = callers::bound_in_api(self.model);
        let cors = match self.model.cors {
            Some(_) => quote! { ::core::option::Option::Some(&cx.__cors) },
            None => quote! { ::core::option::Option::None },
        };
        let admit = self.model.is_migrated().then(|| quote! { cx.__migrations.admit(request).await?; });
        let handle = quote! { __dispatch(service, cx, request).await };
        let handle = match admit {
            Some(admit) => quote! { { #admit #handle } },
            None => handle,
        };
        quote! {
            /// Answers one request.
            pub(super) async fn __fetch<S: Api #bound>(
                service: &S,
                cx: &super::Cx,
                request: ::williw_workers::http::Request,
            ) -> ::williw_workers::http::Response {
                let __handle = async |request: &::williw_workers::http::Request| #handle;
                ::williw_workers::http::exchange::answer(&cx.host, #cors, request, __handle)
                .await
            }

            async fn __dispatch<S: Api #bound>(
                service: &S,
                cx: &super::Cx,
                request: &::williw_workers::http::Request,
            ) -> ::core::result::Result<::williw_workers::http::Response, ::williw_workers::http::Failure> #body
        }
    }
}

/// The variant, the arm and the conversion of trouble with what a handler calls; nothing where the spec has no such.
fn trouble(
    there: bool,
    name: &Ident,
    variant: &str,
    with: &str,
    error: &str,
) -> (TokenStream, TokenStream, TokenStream) {
    if !there {
        return Default::default();
    }
    let (variant, error) = (ident(variant), super::path(&format!("::williw_workers::{error}")));
    let doc = format!(" 500 or 503: trouble with {with}.");
    (
        quote! { #[doc = #doc] #variant(#error), },
        quote! { #name::#variant(error) => error.into(), },
        quote! {
            #[automatically_derived]
            impl ::core::convert::From<#error> for #name {
                fn from(error: #error) -> Self {
                    Self::#variant(error)
                }
            }
        },
    )
}

/// The struct, its fields' names, and the locals that hold them while they are read.
fn made_struct(name: &str, fields: &[&Field], prefix: &str) -> (Ident, Vec<Ident>, Vec<Ident>) {
    let names: Vec<_> = fields.iter().map(|field| ident(&field.name.rust)).collect();
    let locals = fields.iter().map(|field| format_ident!("{prefix}{}", bare(&field.name.rust))).collect();
    (ident(name), names, locals)
}

fn emit_fields(name: &str, fields: &[&Field], doc: &str) -> Option<TokenStream> {
    if fields.is_empty() {
        return None;
    }
    let name = ident(name);
    let doc = format!(" {doc}");
    let members = fields.iter().map(|field| {
        let docs = docs(&field.docs, &[format!("`{}`.", field.name.source)]);
        let name = ident(&field.name.rust);
        let ty = member_type(field, &Place::Module);
        quote! { #docs pub #name: #ty, }
    });
    Some(quote! {
        #[doc = #doc]
        #[derive(Clone, Debug, PartialEq)]
        pub struct #name { #(#members)* }
    })
}

fn path_fields(route: &Route) -> impl Iterator<Item = &Field> {
    route.path.segments.iter().filter_map(|segment| match segment {
        Segment::Param(field) => Some(&**field),
        Segment::Literal(_) => None,
    })
}

/// What a handler returns where all is well.
fn returned(route: &Route, place: Place) -> TokenStream {
    if route.idempotency_key { idempotency::types(route, place).1 } else { replies::reply_type(route, place) }
}

fn error_name(route: &Route) -> String {
    format!("{}Error", pascal(route))
}

pub(super) fn pascal(route: &Route) -> String {
    heck::ToPascalCase::to_pascal_case(route.name.source.as_str())
}

fn bare(name: &str) -> &str {
    name.strip_prefix("r#").unwrap_or(name)
}

/// `GET, HEAD, OPTIONS, POST`.
fn allow(routes: &[&Route]) -> String {
    let mut methods: Vec<&str> = routes.iter().map(|route| route.method.as_str()).collect();
    methods.push("OPTIONS");
    if routes.iter().any(|route| route.method == Method::Get && !route.is_socket()) {
        methods.push("HEAD");
    }
    methods.sort_unstable();
    methods.dedup();
    methods.join(", ")
}

/// HEAD is GET without the body, which the host leaves out; of a WebSocket there is none.
fn method_pattern(route: &Route) -> TokenStream {
    let http = quote! { ::williw_workers::http::Method };
    match route.method {
        Method::Get if route.is_socket() => quote! { #http::GET },
        Method::Get => quote! { #http::GET | #http::HEAD },
        Method::Post => quote! { #http::POST },
        Method::Put => quote! { #http::PUT },
        Method::Patch => quote! { #http::PATCH },
        Method::Delete => quote! { #http::DELETE },
    }
}
