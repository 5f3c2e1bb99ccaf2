//! The trait that a service implements for a class, and what `#[app::handlers]` must know of it.

use proc_macro2::TokenStream;
use quote::quote;

use super::{Cx, Paths, durable};
use crate::emit::handlers::Signature;
use crate::emit::types::member_type;
use crate::emit::{docs, ident};
use crate::model::{Field, Model, ObjectDef};

/// What the attribute that checks an implementation must know of a class's methods.
pub(in crate::emit) fn signatures(model: &Model, object: &ObjectDef) -> Vec<Signature> {
    let handlers = Cx { model, object }.handlers(&Paths::outside()).into_iter();
    handlers.map(|handler| Signature::of(&handler.name, handler.signature, handler.default.is_some())).collect()
}

impl Cx<'_> {
    /// Expands to the trait:
    /// ```text
    /// pub trait NodeRegistry: Sized + 'static {
    ///     fn new(cx: &Cx, state: ObjectState<NodeRegistryClass>) -> Self;
    ///     async fn start(&self, cx: &Cx) -> Result<(), ObjectError> { Ok(()) }
    ///     async fn heartbeat(&self, cx: &Cx, node_id: NodeId, beat: Heartbeat) -> Result<HeartbeatReply, NodeRegistryHeartbeatError>;
    /// }
    /// ```
    pub(super) fn implementation(&self) -> TokenStream {
        let (class, name) = (ident(&self.object.class), &self.object.name.source);
        let docs = docs(&self.object.docs, &[format!("What an object of the class `{name}` does.")]);
        let note = format!("write `#[app::handlers] impl app::objects::{name} for {{Self}}`");
        let message = format!("`{{Self}}` does not implement the Durable Object class `{name}`");
        let methods =
            self.handlers(&Paths::inside()).into_iter().map(|Handler { docs, signature, default, .. }| {
                let body = match default {
                    Some(body) => quote! { { #body } },
                    None => quote! { ; },
                };
                quote! { #docs #[allow(unused_variables)] #signature #body }
            });
        let many = self.many_arguments();
        quote! {
            #docs
            #[diagnostic::on_unimplemented(message = #message, note = #note)]
            #[allow(async_fn_in_trait)]
            #many
            pub trait #class: ::core::marker::Sized + 'static { #(#methods)* }
        }
    }

    /// The methods of the trait, in order.
    fn handlers(&self, paths: &Paths) -> Vec<Handler> {
        let durable = durable();
        let (cx, nothing) = (&paths.cx, quote! { ::core::result::Result<(), #durable::ObjectError> });
        let ok = quote! { ::core::result::Result::Ok(()) };
        let socket_type = quote! { #durable::WebSocket };
        let class = paths.object(&self.named("Class"));
        let fixed = |name: &'static str, doc: &str, signature: TokenStream, default: Option<TokenStream>| Handler {
            name: name.to_owned(),
            docs: docs(&[], &[doc.to_owned()]),
            signature,
            default,
        };
        let mut handlers = vec![
            fixed(
                "new",
                "The object in memory, around its state. It is made again whenever it has left memory.",
                quote! { fn new(cx: #cx, state: #durable::ObjectState<#class>) -> Self },
                None,
            ),
            fixed(
                "start",
                "Runs before everything else, which waits meanwhile: 30 s at most.",
                quote! { async fn start(&self, cx: #cx) -> #nothing },
                Some(ok.clone()),
            ),
        ];
        for method in &self.object.methods {
            let (name, params) = (ident(&method.name.rust), self.params(&method.args, paths));
            let (returns, error) =
                (self.returns(method, paths), self.error_type(&method.name.source, &method.errors, paths));
            handlers.push(Handler {
                name: method.name.rust.clone(),
                docs: docs(&method.docs, &[]),
                signature: quote! {
                    async fn #name(&self, cx: #cx, #(#params),*) -> ::core::result::Result<#returns, #error>
                },
                default: None,
            });
        }
        if self.object.alarm {
            handlers.push(fixed(
                "alarm",
                "The alarm rings. After an error it rings again, up to six times, later each time.",
                quote! { async fn alarm(&self, cx: #cx, event: #durable::AlarmEvent) -> #nothing },
                None,
            ));
        }
        if let Some(socket) = &self.object.websocket {
            let params = self.params(&socket.args, paths);
            let error = self.error_type("connect", &socket.errors, paths);
            handlers.push(Handler {
                name: "connect".to_owned(),
                docs: docs(&socket.docs, &["A client wants a WebSocket.".to_owned()]),
                signature: quote! {
                    async fn connect(&self, cx: #cx, #(#params),*)
                        -> ::core::result::Result<#durable::Accept, #error>
                },
                default: None,
            });
            handlers.push(fixed(
                "message",
                "A message came.",
                quote! {
                    async fn message(&self, cx: #cx, socket: #socket_type, message: #durable::SocketMessage) -> #nothing
                },
                None,
            ));
            handlers.push(fixed(
                "close",
                "A WebSocket was closed.",
                quote! {
                    async fn close(&self, cx: #cx, socket: #socket_type, close: #durable::SocketClose) -> #nothing
                },
                Some(ok.clone()),
            ));
            handlers.push(fixed(
                "error",
                "Something went wrong with a WebSocket that is not a close.",
                quote! {
                    async fn error(&self, cx: #cx, socket: #socket_type, error: ::std::string::String) -> #nothing
                },
                Some(ok),
            ));
        }
        handlers
    }

    fn params(&self, args: &[Field], paths: &Paths) -> Vec<TokenStream> {
        let param = |field: &Field| {
            let (name, ty) = (ident(&field.name.rust), member_type(field, &paths.types));
            quote! { #name: #ty }
        };
        args.iter().map(param).collect()
    }
}

/// A method of a class's trait.
struct Handler {
    /// Its Rust name.
    name: String,
    docs: TokenStream,
    signature: TokenStream,
    /// The body where it may be left out.
    default: Option<TokenStream>,
}
