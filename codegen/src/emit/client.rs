//! The Rust client: a method for each route, typed as its handler is, and an enum of what can go wrong with it.
//!
//! It is emitted where `#[spec("…", client)]` asks for it, and calls `williw_workers::client`. What is hard is that names
//! of routes and callers are methods of one type: a route that is called `new` or `with_node` gets another name.

mod defaults;

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::api::pascal;
use super::{Place, docs, ident, replies};
use crate::client::problems::callers;
use crate::model::{CallerDef, ErrorDef, Field, FieldType, Method, Model, ReplyBody, Route, Scheme, Segment};
use crate::names;

/// Expands to the contents of `mod client`:
/// ```text
/// pub struct Client<T> { … }
/// impl<T: Transport> Client<T> {
///     pub fn new(transport: T) -> Self { … }
///     pub fn with_node(self, id: &NodeId, key: &[u8; 32]) -> Result<Self, SignError> { … }
///     pub async fn get_node(&self, query: &GetNodeQuery) -> Result<NodeInfo, ClientError<GetNodeProblem>> { … }
/// }
/// pub enum GetNodeProblem { NodeNotFound(Problem), Other(Problem) }
/// ```
pub fn emit_client(model: &Model) -> TokenStream {
    let known: Vec<&CallerDef> = model.callers.iter().filter(|it| it.scheme != Scheme::Unknown).collect();
    let fields: Vec<_> = known.iter().map(|caller| field(caller)).collect();
    let builders = known.iter().map(|caller| builder(caller));
    let mut taken: Vec<String> = vec!["new".to_owned(), "with_retry".to_owned(), "connection".to_owned()];
    taken.extend(known.iter().map(|caller| builder_name(caller).to_string()));
    let methods = model.routes.iter().map(|route| method(model, route, &taken));
    let problems = model.routes.iter().map(|route| problem_enum(model, route));
    let defaults = defaults::emit_defaults(model);
    quote! {
        pub use ::williw_workers::client::{ClientError, Problem, Retry, Transport};

        /// The service, as who calls it sees it: a method for each route. One that none of the given credentials fits is
        /// called without any.
        #[derive(Debug)]
        pub struct Client<T> {
            __connection: ::williw_workers::client::Connection<T>,
            #(#fields: ::williw_workers::client::Credentials,)*
        }
        impl<T: ::williw_workers::client::Transport> Client<T> {
            /// A client over this transport, without credentials.
            pub fn new(transport: T) -> Self {
                Self {
                    __connection: ::williw_workers::client::Connection::new(transport),
                    #(#fields: ::williw_workers::client::Credentials::None,)*
                }
            }

            /// The same with another patience.
            #[must_use]
            pub fn with_retry(mut self, retry: ::williw_workers::client::Retry) -> Self {
                self.__connection = self.__connection.with_retry(retry);
                self
            }

            /// What the calls go through.
            pub fn connection(&self) -> &::williw_workers::client::Connection<T> {
                &self.__connection
            }

            #(#builders)*
            #(#methods)*
        }
        #(#problems)*
        #defaults
    }
}

// ---- credentials ---------------------------------------------------------------------------

fn field(caller: &CallerDef) -> Ident {
    format_ident!("__as_{}", caller.name.source)
}

fn builder_name(caller: &CallerDef) -> Ident {
    format_ident!("with_{}", caller.name.source)
}

fn builder(caller: &CallerDef) -> TokenStream {
    let (name, field, source) = (builder_name(caller), field(caller), &caller.name.source);
    match &caller.scheme {
        Scheme::Signature { id, .. } => {
            let id = Place::Module.named(id);
            let docs = docs(
                &caller.docs,
                &[
                    format!("The same as the `{source}` of this id: requests are signed with its secret ed25519 key."),
                    String::new(),
                    "# Errors".to_owned(),
                    "An id that is not ASCII.".to_owned(),
                ],
            );
            quote! {
                #docs
                pub fn #name(
                    mut self,
                    id: &#id,
                    key: &[u8; 32],
                ) -> ::core::result::Result<Self, ::williw_workers::http::auth::SignError> {
                    let __signer = ::williw_workers::http::auth::Signer::new(id.as_str(), key)?;
                    self.#field = ::williw_workers::client::Credentials::Signature(::std::boxed::Box::new(__signer));
                    ::core::result::Result::Ok(self)
                }
            }
        }
        _ => {
            let docs = docs(&caller.docs, &[format!("The same as `{source}`, with this bearer token.")]);
            quote! {
                #docs
                #[must_use]
                pub fn #name(mut self, token: impl ::core::convert::Into<::std::string::String>) -> Self {
                    self.#field = ::williw_workers::client::Credentials::bearer(token);
                    self
                }
            }
        }
    }
}

// ---- methods -------------------------------------------------------------------------------

fn method(model: &Model, route: &Route, taken: &[String]) -> TokenStream {
    let name = match taken.contains(&route.name.rust) {
        true => ident(&names::numbered(&route.name.rust, |it| !taken.iter().any(|name| name == it))),
        false => ident(&route.name.rust),
    };
    let (params, call) = call(route);
    let fields = callers(model, route).filter(|it| it.scheme != Scheme::Unknown).map(field);
    let credentials = quote! { ::williw_workers::client::Credentials::first(&[#(&self.#fields),*]) };
    let problem = problem_name(route);
    let error = quote! { ::williw_workers::client::ClientError<#problem> };
    let place = format!("`{} {}`", route.method.as_str(), route.path.source);
    if route.is_socket() {
        let docs = docs(
            &route.docs,
            &[format!("What opens the WebSocket of {place}: path, query and credentials, for a library that does.")],
        );
        return quote! {
            #docs
            pub fn #name(&self, #(#params),*) -> ::core::result::Result<::williw_workers::client::Request, #error> {
                let __call = #call;
                self.__connection.request(&__call, #credentials)
            }
        };
    }
    let docs = docs(&route.docs, &[place]);
    let (reply, read) = (reply_type(route), read(route));
    quote! {
        #docs
        pub async fn #name(&self, #(#params),*) -> ::core::result::Result<#reply, #error> {
            let __call = #call;
            let __reply = self.__connection.send(&__call, #credentials).await?;
            #read
        }
    }
}

/// The parameters of a method, and the expression that writes the call.
fn call(route: &Route) -> (Vec<TokenStream>, TokenStream) {
    let mut params = Vec::new();
    let method = match route.method {
        Method::Get => quote! { GET },
        Method::Post => quote! { POST },
        Method::Put => quote! { PUT },
        Method::Patch => quote! { PATCH },
        Method::Delete => quote! { DELETE },
    };
    let accept =
        if route.replies.iter().any(|it| it.body == ReplyBody::Html) { "text/html" } else { "application/json" };
    let mut call = quote! {
        ::williw_workers::client::Call::new(::williw_workers::http::Method::#method, #accept)
    };
    let mut literal = String::new();
    for segment in &route.path.segments {
        literal.push('/');
        match segment {
            Segment::Literal(text) => literal.push_str(text),
            Segment::Param(field) => {
                let before = std::mem::take(&mut literal);
                let (key, value) = (&field.name.source, value(field, &quote! { path }));
                call.extend(quote! { .path(#before).segment(#key, #value) });
            }
        }
    }
    if !literal.is_empty() {
        call.extend(quote! { .path(#literal) });
    }
    if route.path.segments.iter().any(|it| matches!(it, Segment::Param(_))) {
        let ty = format_ident!("{}Path", pascal(route));
        params.push(quote! { path: &super::api::#ty });
    }
    if !route.query.is_empty() {
        let ty = format_ident!("{}Query", pascal(route));
        params.push(quote! { query: &super::api::#ty });
    }
    for field in &route.query {
        let key = &field.name.source;
        if super::types::is_option(field) {
            let name = ident(&field.name.rust);
            let value = match field.ty {
                FieldType::Timestamp => quote! { query.#name.map(|__at| __at.as_millis()) },
                _ => quote! { query.#name.as_ref() },
            };
            call.extend(quote! { .query_if(#key, #value) });
        } else {
            let value = value(field, &quote! { query });
            call.extend(quote! { .query(#key, #value) });
        }
    }
    if let Some(body) = &route.body {
        let ty = Place::Module.named(body);
        if route.body_optional {
            params.push(quote! { body: ::core::option::Option<&#ty> });
            call.extend(quote! { .body_if(body) });
        } else {
            params.push(quote! { body: &#ty });
            call.extend(quote! { .body(body) });
        }
    }
    if route.idempotency_key {
        params.push(quote! { idempotency_key: &str });
        call.extend(quote! { .idempotency_key(idempotency_key) });
    }
    (params, call)
}

/// A parameter as text has it: a time is a number there, too.
fn value(field: &Field, of: &TokenStream) -> TokenStream {
    let name = ident(&field.name.rust);
    match field.ty {
        FieldType::Timestamp => quote! { #of.#name.as_millis() },
        _ => quote! { &#of.#name },
    }
}

fn reply_type(route: &Route) -> TokenStream {
    match route.replies.as_slice() {
        [_] => replies::reply_type(route, Place::Module),
        _ => {
            let name = replies::enum_name(route);
            quote! { super::api::#name }
        }
    }
}

/// From a reply to what the route returns.
fn read(route: &Route) -> TokenStream {
    let name = replies::enum_name(route);
    let single = route.replies.len() == 1;
    let arms = route.replies.iter().map(|reply| {
        let status = proc_macro2::Literal::u16_unsuffixed(reply.status);
        let body = match &reply.body {
            ReplyBody::Nothing | ReplyBody::Socket => None,
            ReplyBody::Record(_) => Some(quote! { __reply.json()? }),
            ReplyBody::Html => Some(quote! { __reply.html()? }),
            ReplyBody::Location => Some(quote! { __reply.location()? }),
        };
        let value = if single {
            body.unwrap_or_else(|| quote! { () })
        } else {
            let variant = replies::variant(reply);
            let body = body.map(|body| quote! { (#body) });
            quote! { super::api::#name::#variant #body }
        };
        quote! { #status => ::core::result::Result::Ok(#value), }
    });
    quote! {
        match __reply.status() {
            #(#arms)*
            _ => ::core::result::Result::Err(__reply.into_error()),
        }
    }
}

// ---- problems ------------------------------------------------------------------------------

fn problem_name(route: &Route) -> Ident {
    format_ident!("{}Problem", pascal(route))
}

/// Expands to:
/// ```text
/// pub enum GetNodeProblem { NodeNotFound(Problem), Other(Problem) }
/// ::williw_workers::__route_problem!(GetNodeProblem { NodeNotFound = "node_not_found" } else Other);
/// ```
fn problem_enum(model: &Model, route: &Route) -> TokenStream {
    let name = problem_name(route);
    let declared: Vec<&ErrorDef> =
        route.errors.iter().filter_map(|code| model.errors.iter().find(|error| error.name.source == *code)).collect();
    let taken = |name: &str| declared.iter().any(|error| error.name.rust == name);
    let other = if taken("Other") { names::numbered("Other", |it| !taken(it)) } else { "Other".to_owned() };
    let other = ident(&other);
    let doc = format!(" What can go wrong with `{} {}`.", route.method.as_str(), route.path.source);
    let docs = declared.iter().map(|error| format!(" {} `{}`: {}.", error.status, error.name.source, error.title));
    let variants: Vec<_> = declared.iter().map(|error| ident(&error.name.rust)).collect();
    let codes = declared.iter().map(|error| &error.name.source);
    quote! {
        #[doc = #doc]
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum #name {
            #(#[doc = #docs] #variants(::williw_workers::client::Problem),)*
            /// One that any route may have, such as `invalid_request` or `unavailable`: its `code` says which.
            #other(::williw_workers::client::Problem),
        }
        ::williw_workers::__route_problem!(#name { #(#variants = #codes),* } else #other);
    }
}
