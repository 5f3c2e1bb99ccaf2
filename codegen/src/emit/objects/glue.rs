//! From a host's events to a service's methods: arguments are read, the method is called, its result is written.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::{Cx, durable, start};
use crate::emit::types::{local, read_member};
use crate::emit::{Place, ident};
use crate::model::Field;

impl Cx<'_> {
    /// Expands to what a host calls:
    /// ```text
    /// struct __NodeRegistryObject<__T> { object: __T, cx: Cx, state: ObjectState<NodeRegistryClass> }
    /// impl<__T: NodeRegistry> RunningObject for __NodeRegistryObject<__T> { … }
    /// ```
    pub(super) fn glue(&self) -> TokenStream {
        let durable = durable();
        let driver = quote! { ::williw_workers::driver };
        let (class, strukt, start) =
            (ident(&self.object.class), format_ident!("__{}Object", self.object.class), start(self.object));
        let class_type = self.named("Class");
        let name = &self.object.name.source;
        let nothing = quote! { #driver::LocalFuture<'_, ::core::result::Result<(), #durable::ObjectError>> };
        let arms = self.object.methods.iter().map(|method| {
            let (handler, source, read) = (ident(&method.name.rust), &method.name.source, received(&method.args));
            let locals: Vec<_> = method.args.iter().map(local).collect();
            quote! {
                (#source, false) => {
                    #read
                    #durable::answer(__T::#handler(&self.object, &self.cx, #(#locals),*).await)
                }
            }
        });
        let connect = self.object.websocket.as_ref().map(|socket| {
            let read = received(&socket.args);
            let locals: Vec<_> = socket.args.iter().map(local).collect();
            quote! {
                ("connect", true) => {
                    #read
                    match __T::connect(&self.object, &self.cx, #(#locals),*).await {
                        ::core::result::Result::Ok(__accept) => ::core::result::Result::Ok(#durable::ObjectAnswer {
                            accept: ::core::option::Option::Some(__accept),
                            ..::core::default::Default::default()
                        }),
                        ::core::result::Result::Err(__error) => {
                            #durable::answer::<(), _>(::core::result::Result::Err(__error))
                        }
                    }
                }
            }
        });
        let alarm = self.object.alarm.then(|| {
            quote! {
                fn alarm(&self, __event: #durable::AlarmEvent) -> #nothing {
                    ::std::boxed::Box::pin(__T::alarm(&self.object, &self.cx, __event))
                }
            }
        });
        let socket = self.object.websocket.as_ref().map(|_| {
            quote! {
                fn socket(&self, __event: #durable::SocketEvent) -> #nothing {
                    ::std::boxed::Box::pin(async move {
                        match __event {
                            #durable::SocketEvent::Message { socket, message } => {
                                __T::message(&self.object, &self.cx, self.state.socket(socket), message).await
                            }
                            #durable::SocketEvent::Close { socket, code, reason, was_clean } => {
                                let __close = #durable::SocketClose { code, reason, was_clean };
                                __T::close(&self.object, &self.cx, self.state.socket(socket), __close).await
                            }
                            #durable::SocketEvent::Error { socket, error } => {
                                __T::error(&self.object, &self.cx, self.state.socket(socket), error).await
                            }
                        }
                    })
                }
            }
        });
        let (state_field, state_value) = match self.object.websocket {
            Some(_) => (
                quote! { state: #durable::ObjectState<#class_type>, },
                quote! { state: ::core::clone::Clone::clone(&__state), },
            ),
            None => (quote! {}, quote! {}),
        };
        quote! {
            struct #strukt<__T> {
                object: __T,
                cx: super::Cx,
                #state_field
            }

            pub(super) fn #start<__T: #class>(
                cx: &super::Cx,
                driver: ::std::rc::Rc<dyn #driver::ObjectDriver>,
            ) -> ::core::result::Result<::std::rc::Rc<dyn #driver::RunningObject>, #durable::ObjectError> {
                let __state = #durable::ObjectState::<#class_type>::open(driver)?;
                ::core::result::Result::Ok(::std::rc::Rc::new(#strukt {
                    #state_value
                    object: <__T as #class>::new(cx, __state),
                    cx: ::core::clone::Clone::clone(cx),
                }))
            }

            impl<__T: #class> #driver::RunningObject for #strukt<__T> {
                fn start(&self) -> #nothing {
                    ::std::boxed::Box::pin(__T::start(&self.object, &self.cx))
                }

                fn call(
                    &self,
                    __call: #durable::ObjectCall,
                ) -> #driver::LocalFuture<'_, ::core::result::Result<#durable::ObjectAnswer, #durable::ObjectError>> {
                    ::std::boxed::Box::pin(async move {
                        match (&*__call.method, __call.upgrade) {
                            #(#arms)*
                            #connect
                            _ => #durable::unknown_method(#name, &__call),
                        }
                    })
                }

                #alarm
                #socket
            }
        }
    }
}

/// Expands to `let (__f_node_id, …) = read_args(&__call, …)?;`.
fn received(args: &[Field]) -> TokenStream {
    let durable = durable();
    let locals: Vec<_> = args.iter().map(local).collect();
    let keys: Vec<_> = args.iter().map(|field| &field.name.source).collect();
    let reads = args.iter().map(|field| read_member(field, &Place::Module));
    quote! {
        #[allow(unused_mut, clippy::unused_unit)]
        let (#(#locals,)*) = #durable::read_args(&__call, |__value, __at, __out| {
            let mut __members = ::williw_workers::http::json::object(__value, __at, __out)?;
            #(let #locals = #reads;)*
            ::williw_workers::http::json::nothing_else(&__members, &[#(#keys),*], __at, __out);
            ::core::option::Option::Some((#(#locals?,)*))
        })?;
    }
}
