//! What calls objects: a class's namespace, and the stub of one object.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::{Cx, Paths, durable};
use crate::emit::types::{field_type, is_copy, is_option};
use crate::emit::{Place, docs, ident};
use crate::model::{Field, FieldType, SocketDef};

impl Cx<'_> {
    /// Expands to:
    /// ```text
    /// pub struct NodeRegistryNamespace(ObjectNamespace);
    /// impl NodeRegistryNamespace { pub fn named(&self, name: impl Into<String>) -> NodeRegistryStub { … } }
    /// ```
    pub(super) fn namespace(&self) -> TokenStream {
        let (durable, namespace, stub) = (durable(), self.named("Namespace"), self.named("Stub"));
        let name = &self.object.name.source;
        let doc = format!(" The objects of the class `{name}`.");
        let find = match self.object.shards {
            None => quote! {
                /// The object of this name. It is made when it is first called.
                pub fn named(&self, name: impl ::core::convert::Into<::std::string::String>) -> #stub {
                    #stub(self.0.named(name))
                }
            },
            Some(shards) => {
                let last = shards - 1;
                let shard_doc =
                    format!(" One of the objects: 0 to {last}. (A number beyond them counts from 0 again.)");
                quote! {
                    /// Into how many objects the class is spread.
                    pub const SHARDS: u32 = #shards;

                    /// The object that this key belongs to, by its hash.
                    pub fn of(&self, key: impl ::core::convert::AsRef<::core::primitive::str>) -> #stub {
                        #stub(self.0.sharded(key.as_ref(), Self::SHARDS))
                    }

                    #[doc = #shard_doc]
                    pub fn shard(&self, number: u32) -> #stub {
                        #stub(self.0.named((number % Self::SHARDS).to_string()))
                    }

                    /// All of the objects.
                    pub fn shards(&self) -> impl ::core::iter::Iterator<Item = #stub> {
                        (0..Self::SHARDS).map(|number| self.shard(number))
                    }
                }
            }
        };
        quote! {
            #[doc = #doc]
            #[derive(Clone, Debug)]
            pub struct #namespace(#durable::ObjectNamespace);
            impl #namespace {
                pub(super) fn __start(
                    starter: &mut ::williw_workers::start::Starter<'_>,
                ) -> ::core::option::Option<Self> {
                    starter.namespace(#name).map(Self)
                }

                /// The namespace on this host, for code that is not in a handler.
                pub fn of_host(
                    host: &::std::rc::Rc<dyn ::williw_workers::driver::Host>,
                ) -> ::core::option::Option<Self> {
                    #durable::ObjectNamespace::of(host, #name).map(Self)
                }

                #find
            }
        }
    }

    /// Expands to:
    /// ```text
    /// pub struct NodeRegistryStub(Stub);
    /// impl NodeRegistryStub { pub async fn heartbeat(&self, node_id: &NodeId, beat: &Heartbeat) -> Result<…> { … } }
    /// ```
    pub(super) fn stub(&self) -> TokenStream {
        let (durable, stub, paths) = (durable(), self.named("Stub"), Paths::inside());
        let doc = format!(" One object of the class `{}`, as who calls it sees it.", self.object.name.source);
        let methods = self.object.methods.iter().map(|method| {
            let name = ident(&method.name.rust);
            let (source, idempotent) = (&method.name.source, method.idempotent);
            let (returns, error) =
                (self.returns(method, &paths), self.error_type(&method.name.source, &method.errors, &paths));
            let repeated = if idempotent {
                "Repeated while the object is briefly unavailable."
            } else {
                "Called once: after an error of the object's, nobody knows whether it took effect."
            };
            let docs = docs(&method.docs, &[repeated.to_owned()]);
            let (params, args) = (self.stub_params(&method.args), sent(&method.args));
            quote! {
                #docs
                pub async fn #name(&self, #(#params),*) -> ::core::result::Result<#returns, #error> {
                    #args
                    self.0.call(#source, &__args, #idempotent).await
                }
            }
        });
        let connect = self.object.websocket.as_ref().map(|SocketDef { args, errors, docs: comment }| {
            let error = self.error_type("connect", errors, &paths);
            let docs = docs(comment, &["Asks for a WebSocket; the reply to the client is what comes.".to_owned()]);
            let (params, args) = (self.stub_params(args), sent(args));
            quote! {
                #docs
                pub async fn connect(
                    &self, #(#params),*
                ) -> ::core::result::Result<::williw_workers::http::Upgrade, #error> {
                    #args
                    self.0.connect(&__args).await
                }
            }
        });
        let many = self.many_arguments();
        quote! {
            #[doc = #doc]
            #[derive(Clone, Debug)]
            pub struct #stub(#durable::Stub);
            #many
            impl #stub {
                /// The object's name.
                pub fn name(&self) -> &::core::primitive::str {
                    self.0.name()
                }

                #(#methods)*
                #connect
            }
        }
    }

    /// What is small by value, the rest by reference.
    fn stub_params(&self, args: &[Field]) -> Vec<TokenStream> {
        let param = |field: &Field| {
            let (name, ty) = (ident(&field.name.rust), field_type(&field.ty, &Place::Module));
            let ty = match &field.ty {
                FieldType::Text(_) => quote! { &::core::primitive::str },
                copied if is_copy(self.model, copied) => ty,
                _ => quote! { &#ty },
            };
            if is_option(field) {
                quote! { #name: ::core::option::Option<#ty> }
            } else {
                quote! { #name: #ty }
            }
        };
        args.iter().map(param).collect()
    }
}

/// Expands to `let __args = { struct Args<'a> { … } Args { … } };`: the JSON object that is sent.
fn sent(args: &[Field]) -> TokenStream {
    let serde = quote! { ::williw_workers::__private_0_1_0::serde };
    if args.is_empty() {
        return quote! { let __args = ::williw_workers::__private_0_1_0::NoArgs {}; };
    }
    let names: Vec<_> = args.iter().map(|field| ident(&field.name.rust)).collect();
    let generics: Vec<_> = (0..args.len()).map(|position| format_ident!("A{position}")).collect();
    let members = args.iter().zip(&names).zip(&generics).map(|((field, name), ty)| {
        let key = &field.name.source;
        let rename = (field.name.rust != *key).then(|| quote! { #[serde(rename = #key)] });
        quote! { #rename #name: #ty, }
    });
    quote! {
        #[derive(#serde::Serialize)]
        #[serde(crate = "::williw_workers::__private_0_1_0::serde")]
        struct __Args<#(#generics),*> { #(#members)* }
        let __args = __Args { #(#names),* };
    }
}
