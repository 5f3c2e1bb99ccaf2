//! What a handler returns, and how it becomes a response.
//!
//! A route with one reply has nothing to choose: its handler returns what that reply carries. Where there are several,
//! an enum says which.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::api::pascal;
use super::{Place, ident};
use crate::model::{Reply, ReplyBody, Route};
use crate::names;

/// What the handler returns where all is well.
pub(super) fn reply_type(route: &Route, place: Place) -> TokenStream {
    let name = enum_name(route);
    match (route.replies.as_slice(), place) {
        ([only], _) => body_type(&only.body, place).unwrap_or_else(|| quote! { () }),
        (_, Place::Outside) => quote! { __app::api::#name },
        _ => quote! { #name },
    }
}

/// Expands to the following; to nothing where there is one reply:
/// ```text
/// pub enum RegisterNodeReply { Ok(NodeInfo), Created(NodeInfo) }
/// impl Reply for RegisterNodeReply { … }
/// ```
pub(super) fn reply_enum(route: &Route, place: &str) -> Option<TokenStream> {
    if let [_] = route.replies.as_slice() {
        return None;
    }
    let name = enum_name(route);
    let doc = format!(" The replies of {place}.");
    let variants = route.replies.iter().map(|reply| {
        let variant = variant(reply);
        let doc = format!(" {}", reply.status);
        let body = body_type(&reply.body, Place::Module).map(|ty| quote! { (#ty) });
        quote! { #[doc = #doc] #variant #body, }
    });
    let arms = route.replies.iter().map(|reply| {
        let variant = variant(reply);
        let body = (reply.body != ReplyBody::Nothing).then(|| quote! { (body) });
        let response = response(reply, &quote! { body });
        quote! { Self::#variant #body => #response, }
    });
    Some(quote! {
        #[doc = #doc]
        #[derive(Clone, Debug, PartialEq)]
        pub enum #name { #(#variants)* }
        #[automatically_derived]
        impl ::williw_workers::http::Reply for #name {
            fn into_response(self) -> ::williw_workers::http::Response {
                match self { #(#arms)* }
            }
        }
    })
}

/// The media types of what a route replies with; empty where a reply has no body, since a client that wants none of
/// them may still get that one.
pub(super) fn media_types(route: &Route) -> Vec<&'static str> {
    let mut types = Vec::new();
    for reply in &route.replies {
        let media_type = match reply.body {
            ReplyBody::Record(_) => "application/json",
            ReplyBody::Html => "text/html",
            ReplyBody::Nothing | ReplyBody::Location | ReplyBody::Socket => return Vec::new(),
        };
        if !types.contains(&media_type) {
            types.push(media_type);
        }
    }
    types
}

/// The end of a handler's glue: what `call` returns, as a response.
pub(super) fn respond(route: &Route, call: &TokenStream) -> TokenStream {
    let (bind, response) = match route.replies.as_slice() {
        [only] if only.body == ReplyBody::Nothing => (quote! {}, response(only, &quote! {})),
        [only] => (quote! { let __reply = }, response(only, &quote! { __reply })),
        _ => (quote! { let __reply = }, quote! { ::williw_workers::http::Reply::into_response(__reply) }),
    };
    quote! {
        #bind #call;
        ::core::result::Result::Ok(#response)
    }
}

/// What makes a response of what a handler returns, as a function.
pub(super) fn function(route: &Route) -> TokenStream {
    match route.replies.as_slice() {
        [only] if only.body == ReplyBody::Nothing => {
            let response = response(only, &quote! {});
            quote! { |()| #response }
        }
        [only] => {
            let response = response(only, &quote! { __reply });
            quote! { |__reply| #response }
        }
        _ => quote! { ::williw_workers::http::Reply::into_response },
    }
}

pub(super) fn enum_name(route: &Route) -> Ident {
    format_ident!("{}Reply", pascal(route))
}

fn body_type(body: &ReplyBody, place: Place) -> Option<TokenStream> {
    match body {
        ReplyBody::Nothing => None,
        ReplyBody::Record(name) => Some(place.named(name)),
        ReplyBody::Html => Some(quote! { ::williw_workers::http::Html }),
        ReplyBody::Location => Some(quote! { ::williw_workers::http::Location }),
        ReplyBody::Socket => Some(quote! { ::williw_workers::http::Upgrade }),
    }
}

fn response(reply: &Reply, body: &TokenStream) -> TokenStream {
    let status = status(reply.status);
    match reply.body {
        ReplyBody::Nothing => quote! { ::williw_workers::http::Response::new(#status) },
        ReplyBody::Record(_) => quote! { ::williw_workers::http::Response::json(#status, &#body) },
        ReplyBody::Html => quote! { ::williw_workers::http::Response::html(#status, #body) },
        ReplyBody::Location => quote! { ::williw_workers::http::Response::redirect(#status, #body) },
        ReplyBody::Socket => quote! { ::williw_workers::http::Response::switching_protocols(#body) },
    }
}

pub(super) fn variant(reply: &Reply) -> Ident {
    ident(&heck::ToPascalCase::to_pascal_case(constant(reply.status)))
}

/// The constant of a status.
pub(super) fn status(status: u16) -> TokenStream {
    let name = ident(constant(status));
    quote! { ::williw_workers::http::StatusCode::#name }
}

fn constant(status: u16) -> &'static str {
    // The lowering lets only known statuses through.
    names::status_constant(status).unwrap_or("INTERNAL_SERVER_ERROR")
}
