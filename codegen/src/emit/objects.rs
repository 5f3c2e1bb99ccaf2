//! `mod objects`: for every class the trait that a service implements, the stub that calls it, its errors, its own
//! database, and the glue between.
//!
//! What is hard is that both ends of a call are generated from one table and meet only at run time: the names and the
//! forms of the wire stand here twice, next to each other.

use heck::ToPascalCase as _;
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::handlers::Signature;
use super::types::{field_type, is_copy, is_option, local, member_type, read_member};
use super::{Place, docs, ident, queries, rows};
use crate::model::{Field, MethodDef, Model, Name, ObjectDatabase, ObjectDef, SocketDef};

/// Expands to the contents of `mod objects`.
pub(super) fn emit_objects(model: &Model) -> TokenStream {
    let classes = model.bindings.objects.iter().map(|object| {
        let cx = Cx { model, object };
        let parts = [cx.class(), cx.implementation(), cx.namespace(), cx.stub(), cx.errors(), cx.glue(), cx.database()];
        quote! { #(#parts)* }
    });
    quote! { #(#classes)* }
}

/// Expands to:
/// ```text
/// pub trait Objects { type NodeRegistry: objects::NodeRegistry; … }
/// ```
pub(super) fn emit_root(model: &Model) -> TokenStream {
    let objects = &model.bindings.objects;
    if objects.is_empty() {
        return TokenStream::new();
    }
    let types = objects.iter().map(|object| {
        let (class, doc) = (ident(&object.class), format!(" What implements [`objects::{}`].", object.class));
        quote! { #[doc = #doc] type #class: self::objects::#class; }
    });
    quote! {
        /// Which type implements each class of Durable Objects.
        #[diagnostic::on_unimplemented(
            message = "`{Self}` does not say what implements the Durable Objects of this spec",
            note = "write `impl app::Objects for {Self}` with a type for each class"
        )]
        pub trait Objects { #(#types)* }
    }
}

/// Expands to the body of `Running::object`.
pub(super) fn emit_start(model: &Model) -> TokenStream {
    let arms = model.bindings.objects.iter().map(|object| {
        let (name, class, start) = (&object.name.source, ident(&object.class), format_ident!("__{}", object.module));
        quote! {
            #name => ::core::option::Option::Some(
                self::objects::#start::<<S as Objects>::#class>(&self.cx, __driver)
            ),
        }
    });
    quote! { match __class { #(#arms)* _ => ::core::option::Option::None } }
}

struct Cx<'m> {
    model: &'m Model,
    object: &'m ObjectDef,
}

/// What of the library is used everywhere.
fn durable() -> TokenStream {
    quote! { ::williw_workers::durable_objects }
}

impl Cx<'_> {
    fn named(&self, suffix: &str) -> Ident {
        format_ident!("{}{suffix}", self.object.class)
    }

    /// Expands to:
    /// ```text
    /// pub struct NodeRegistryClass;
    /// impl Class for NodeRegistryClass { … }     impl WithAlarm for NodeRegistryClass {}
    /// ```
    fn class(&self) -> TokenStream {
        let (durable, class, name) = (durable(), self.named("Class"), &self.object.name.source);
        let schema = self.object.database.as_ref().map_or(&[][..], |database| &database.schema.statements);
        let doc = format!(" What is true of the class `{name}`.");
        let alarm = self.object.alarm.then(|| quote! { impl #durable::WithAlarm for #class {} });
        let sockets = self.object.websocket.as_ref().map(|_| quote! { impl #durable::WithWebSockets for #class {} });
        let database = self.object.database.as_ref().map(|_| quote! { impl #durable::WithDatabase for #class {} });
        quote! {
            #[doc = #doc]
            #[derive(Clone, Copy, Debug)]
            pub struct #class;
            impl #durable::Class for #class {
                const NAME: &'static ::core::primitive::str = #name;
                const SCHEMA: &'static [&'static ::core::primitive::str] = &[#(#schema),*];
            }
            #alarm #sockets #database
        }
    }

    /// Expands to the trait:
    /// ```text
    /// pub trait NodeRegistry: Sized + 'static {
    ///     fn new(cx: &Cx, state: ObjectState<NodeRegistryClass>) -> Self;
    ///     async fn start(&self, cx: &Cx) -> Result<(), ObjectError> { Ok(()) }
    ///     async fn heartbeat(&self, cx: &Cx, node_id: NodeId, beat: Heartbeat) -> Result<HeartbeatReply, NodeRegistryHeartbeatError>;
    /// }
    /// ```
    fn implementation(&self) -> TokenStream {
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

    fn returns(&self, method: &MethodDef, paths: &Paths) -> TokenStream {
        match &method.returns {
            None => quote! { () },
            Some(ty) => {
                let ty = field_type(ty, &paths.types);
                if method.returns_option {
                    quote! { ::core::option::Option<#ty> }
                } else {
                    ty
                }
            }
        }
    }

    fn error_type(&self, method: &str, errors: &[Name], paths: &Paths) -> TokenStream {
        if errors.is_empty() {
            let durable = durable();
            return quote! { #durable::ObjectError };
        }
        paths.object(&self.error_name(method))
    }

    fn error_name(&self, method: &str) -> Ident {
        format_ident!("{}{}Error", self.object.class, method.to_pascal_case())
    }

    /// Expands to:
    /// ```text
    /// pub struct NodeRegistryNamespace(ObjectNamespace);
    /// impl NodeRegistryNamespace { pub fn named(&self, name: impl Into<String>) -> NodeRegistryStub { … } }
    /// ```
    fn namespace(&self) -> TokenStream {
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
    fn stub(&self) -> TokenStream {
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

    /// Clippy's 7, with `self` and the context: how many there are is the table's to say.
    fn many_arguments(&self) -> Option<TokenStream> {
        let of_methods = self.object.methods.iter().map(|method| &method.args);
        let of_connect = self.object.websocket.iter().map(|socket| &socket.args);
        let many = of_methods.chain(of_connect).any(|args| args.len() > 5);
        many.then(|| quote! { #[allow(clippy::too_many_arguments)] })
    }

    /// What is small by value, the rest by reference.
    fn stub_params(&self, args: &[Field]) -> Vec<TokenStream> {
        let param = |field: &Field| {
            let (name, ty) = (ident(&field.name.rust), field_type(&field.ty, &Place::Module));
            let ty = if is_copy(self.model, &field.ty) {
                ty
            } else {
                quote! { &#ty }
            };
            if is_option(field) {
                quote! { #name: ::core::option::Option<#ty> }
            } else {
                quote! { #name: #ty }
            }
        };
        args.iter().map(param).collect()
    }

    fn errors(&self) -> TokenStream {
        let of_methods = self.object.methods.iter().map(|method| (method.name.source.as_str(), &method.errors));
        let of_connect = self.object.websocket.iter().map(|socket| ("connect", &socket.errors));
        let enums = of_methods.chain(of_connect).filter(|(_, errors)| !errors.is_empty());
        let enums = enums.map(|(name, errors)| self.error_enum(name, errors));
        quote! { #(#enums)* }
    }

    /// Expands to:
    /// ```text
    /// pub enum NodeRegistryHeartbeatError { NodeBanned(Cow<'static, str>), Object(ObjectError) }
    /// impl MethodError for NodeRegistryHeartbeatError { … }
    /// ```
    fn error_enum(&self, method: &str, errors: &[Name]) -> TokenStream {
        let (durable, name) = (durable(), self.error_name(method));
        let doc = format!(" What `{method}` of the class `{}` may end with.", self.object.name.source);
        let variants: Vec<_> = errors.iter().map(|error| ident(&error.rust)).collect();
        let codes: Vec<_> = errors.iter().map(|error| &error.source).collect();
        let variant_docs = codes.iter().map(|code| format!(" `{code}`, with what to tell of this occurrence."));
        quote! {
            #[doc = #doc]
            #[derive(Clone, Debug, PartialEq, Eq)]
            pub enum #name {
                #(#[doc = #variant_docs] #variants(::std::borrow::Cow<'static, ::core::primitive::str>),)*
                /// Trouble with the object, or what it threw.
                Object(#durable::ObjectError),
            }
            #[automatically_derived]
            impl #durable::MethodError for #name {
                fn declared(
                    code: &::core::primitive::str,
                    detail: ::std::string::String,
                ) -> ::core::option::Option<Self> {
                    ::core::option::Option::Some(match code {
                        #(#codes => Self::#variants(::std::borrow::Cow::Owned(detail)),)*
                        _ => return ::core::option::Option::None,
                    })
                }

                fn object(error: #durable::ObjectError) -> Self {
                    Self::Object(error)
                }

                fn into_parts(self) -> ::core::result::Result<
                    (&'static ::core::primitive::str, ::std::string::String),
                    #durable::ObjectError,
                > {
                    match self {
                        #(Self::#variants(detail) => ::core::result::Result::Ok((#codes, detail.into_owned())),)*
                        Self::Object(error) => ::core::result::Result::Err(error),
                    }
                }
            }
            #[automatically_derived]
            impl ::core::fmt::Display for #name {
                fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                    match self {
                        #(Self::#variants(detail) => ::core::write!(f, ::core::concat!(#codes, ": {}"), detail),)*
                        Self::Object(error) => ::core::fmt::Display::fmt(error, f),
                    }
                }
            }
            #[automatically_derived]
            impl ::core::error::Error for #name {}
            ::williw_workers::__method_error!(#name);
        }
    }

    /// Expands to what a host calls:
    /// ```text
    /// struct __NodeRegistryObject<T> { object: T, cx: Cx, state: ObjectState<NodeRegistryClass> }
    /// impl<T: NodeRegistry> RunningObject for __NodeRegistryObject<T> { … }
    /// ```
    fn glue(&self) -> TokenStream {
        let durable = durable();
        let driver = quote! { ::williw_workers::driver };
        let (class, strukt, start) = (
            ident(&self.object.class),
            format_ident!("__{}Object", self.object.class),
            format_ident!("__{}", self.object.module),
        );
        let class_type = self.named("Class");
        let name = &self.object.name.source;
        let nothing = quote! { #driver::LocalFuture<'_, ::core::result::Result<(), #durable::ObjectError>> };
        let arms = self.object.methods.iter().map(|method| {
            let (handler, source, read) = (ident(&method.name.rust), &method.name.source, received(&method.args));
            let locals: Vec<_> = method.args.iter().map(local).collect();
            quote! {
                (#source, false) => {
                    #read
                    #durable::answer(T::#handler(&self.object, &self.cx, #(#locals),*).await)
                }
            }
        });
        let connect = self.object.websocket.as_ref().map(|socket| {
            let read = received(&socket.args);
            let locals: Vec<_> = socket.args.iter().map(local).collect();
            quote! {
                ("connect", true) => {
                    #read
                    match T::connect(&self.object, &self.cx, #(#locals),*).await {
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
                    ::std::boxed::Box::pin(T::alarm(&self.object, &self.cx, __event))
                }
            }
        });
        let socket = self.object.websocket.as_ref().map(|_| {
            quote! {
                fn socket(&self, __event: #durable::SocketEvent) -> #nothing {
                    ::std::boxed::Box::pin(async move {
                        match __event {
                            #durable::SocketEvent::Message { socket, message } => {
                                T::message(&self.object, &self.cx, self.state.socket(socket), message).await
                            }
                            #durable::SocketEvent::Close { socket, code, reason, was_clean } => {
                                let __close = #durable::SocketClose { code, reason, was_clean };
                                T::close(&self.object, &self.cx, self.state.socket(socket), __close).await
                            }
                            #durable::SocketEvent::Error { socket, error } => {
                                T::error(&self.object, &self.cx, self.state.socket(socket), error).await
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
            struct #strukt<T> {
                object: T,
                cx: super::Cx,
                #state_field
            }

            pub(super) fn #start<T: #class>(
                cx: &super::Cx,
                driver: ::std::rc::Rc<dyn #driver::ObjectDriver>,
            ) -> ::core::result::Result<::std::rc::Rc<dyn #driver::RunningObject>, #durable::ObjectError> {
                let __state = #durable::ObjectState::<#class_type>::open(driver)?;
                ::core::result::Result::Ok(::std::rc::Rc::new(#strukt {
                    #state_value
                    object: <T as #class>::new(cx, __state),
                    cx: ::core::clone::Clone::clone(cx),
                }))
            }

            impl<T: #class> #driver::RunningObject for #strukt<T> {
                fn start(&self) -> #nothing {
                    ::std::boxed::Box::pin(T::start(&self.object, &self.cx))
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

    /// Expands to `pub mod chat_room { pub mod db { … } pub mod queries { … } }`.
    fn database(&self) -> TokenStream {
        let Some(ObjectDatabase { schema, queries: named }) = &self.object.database else {
            return TokenStream::new();
        };
        let module = ident(&self.object.module);
        let own = Model {
            schema: schema.clone(),
            queries: named.clone(),
            types: self.model.types.clone(),
            ..Model::default()
        };
        let db = rows::emit_db(&own);
        let queries = queries::emit_queries(&own);
        let queries = (!queries.is_empty()).then(|| {
            quote! {
                /// The named queries.
                pub mod queries { #queries }
            }
        });
        let doc = format!(" The database of an object of the class `{}`.", self.object.name.source);
        quote! {
            #[doc = #doc]
            pub mod #module {
                #[allow(unused_imports)]
                use super::super::types;
                /// The tables.
                pub mod db { #db }
                #queries
            }
        }
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

/// How a signature names what it needs.
struct Paths {
    cx: TokenStream,
    types: Place,
    /// Before the names of `mod objects`.
    objects: TokenStream,
}

impl Paths {
    fn inside() -> Self {
        Paths { cx: quote! { &super::Cx }, types: Place::Module, objects: quote! {} }
    }

    fn outside() -> Self {
        Paths { cx: quote! { &__app::Cx }, types: Place::Outside, objects: quote! { __app::objects:: } }
    }

    fn object(&self, name: &Ident) -> TokenStream {
        let objects = &self.objects;
        quote! { #objects #name }
    }
}

/// What the attribute that checks an implementation must know of a class's methods.
pub(super) fn signatures(model: &Model, object: &ObjectDef) -> Vec<Signature> {
    let handlers = Cx { model, object }.handlers(&Paths::outside()).into_iter();
    handlers.map(|handler| Signature::of(&handler.name, handler.signature, handler.default.is_some())).collect()
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
