/// The vocabulary: `types.toml`.
pub mod types {
    /// `NodeId`: text matching `[a-z0-9]{1,2}`.
    #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub struct NodeId(::std::string::String);
    impl NodeId {
        const RULES: ::williw_workers::http::text::TextRules = ::williw_workers::http::text::TextRules {
            min_len: 0,
            max_len: 4294967295,
            pattern: ::core::option::Option::Some(
                &::williw_workers::http::text::Pattern {
                    source: "[a-z0-9]{1,2}",
                    classes: b"\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
                    class_count: 2,
                    next: &[0, 0, 0, 2, 0, 3, 0, 0],
                    accepting: &[false, false, true, true],
                },
            ),
            parse_with: ::core::option::Option::None,
        };
    }

    ::williw_workers::__text_type!(NodeId);
    /// `Mood`: one of a few texts.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub enum Mood {
        ///`good`
        Good,
        ///`bad`
        Bad,
    }

    impl Mood {
        /// Every value.
        pub const ALL: &'static [Self] = &[Self::Good, Self::Bad];
        const KNOWN: &'static str = "`good`, `bad`";
        /// The value's text.
        pub const fn as_str(self) -> &'static str {
            match self {
                Self::Good => "good",
                Self::Bad => "bad",
            }
        }
    }

    ::williw_workers::__enum_type!(Mood, eq);
    /// `Beat`: a JSON object.
    #[derive(
        Clone,
        Debug,
        PartialEq,
        ::williw_workers::__private_0_1_0::serde::Serialize,
        ::williw_workers::__private_0_1_0::serde::Deserialize,
    )]
    #[serde(crate = "::williw_workers::__private_0_1_0::serde")]
    pub struct Beat {
        pub load: f64,
    }

    #[automatically_derived]
    impl ::williw_workers::__private_0_1_0::FromJson for Beat {
        fn from_json(
            __value: ::williw_workers::__private_0_1_0::serde_json::Value,
            __at: &::williw_workers::http::Pointer<'_>,
            __out: &mut ::williw_workers::http::Violations,
        ) -> ::core::option::Option<Self> {
            #[allow(unused_mut)]
            let mut __members = ::williw_workers::http::json::object(
                __value,
                __at,
                __out,
            )?;
            let __f_load = ::williw_workers::http::json::required(
                &mut __members,
                "load",
                __at,
                __out,
                |__v, __at, __out| ::williw_workers::http::json::number(
                    __v,
                    0f64,
                    1f64,
                    __at,
                    __out,
                ),
            );
            ::williw_workers::http::json::nothing_else(
                &__members,
                &["load"],
                __at,
                __out,
            );
            ::core::option::Option::Some(Self { load: __f_load? })
        }
    }

    /// `BeatReply`: a JSON object.
    #[derive(
        Clone,
        Debug,
        PartialEq,
        ::williw_workers::__private_0_1_0::serde::Serialize,
        ::williw_workers::__private_0_1_0::serde::Deserialize,
    )]
    #[serde(crate = "::williw_workers::__private_0_1_0::serde")]
    pub struct BeatReply {
        pub next_ms: u32,
    }

    #[automatically_derived]
    impl ::williw_workers::__private_0_1_0::FromJson for BeatReply {
        fn from_json(
            __value: ::williw_workers::__private_0_1_0::serde_json::Value,
            __at: &::williw_workers::http::Pointer<'_>,
            __out: &mut ::williw_workers::http::Violations,
        ) -> ::core::option::Option<Self> {
            #[allow(unused_mut)]
            let mut __members = ::williw_workers::http::json::object(
                __value,
                __at,
                __out,
            )?;
            let __f_next_ms = ::williw_workers::http::json::required(
                &mut __members,
                "next_ms",
                __at,
                __out,
                |__v, __at, __out| ::williw_workers::http::json::integer::<
                    u32,
                >(__v, 0, 4294967295, __at, __out),
            );
            ::williw_workers::http::json::nothing_else(
                &__members,
                &["next_ms"],
                __at,
                __out,
            );
            ::core::option::Option::Some(Self { next_ms: __f_next_ms? })
        }
    }
}

/// The Durable Objects: `[object]` of `bindings.toml`.
pub mod objects {
    /// What is true of the class `NodeRegistry`.
    #[derive(Clone, Copy, Debug)]
    pub struct NodeRegistryClass;
    impl ::williw_workers::durable_objects::Class for NodeRegistryClass {
        const NAME: &'static ::core::primitive::str = "NodeRegistry";
        const SCHEMA: &'static [&'static ::core::primitive::str] = &[];
    }

    impl ::williw_workers::durable_objects::WithAlarm for NodeRegistryClass {}
    /// Knows which nodes are there.
    ///
    /// What an object of the class `NodeRegistry` does.
    #[diagnostic::on_unimplemented(
        message = "`{Self}` does not implement the Durable Object class `NodeRegistry`",
        note = "write `#[app::handlers] impl app::objects::NodeRegistry for {Self}`"
    )]
    #[allow(async_fn_in_trait)]
    pub trait NodeRegistry: ::core::marker::Sized + 'static {
        /// The object in memory, around its state. It is made again whenever it has left memory.
        #[allow(unused_variables)]
        fn new(
            cx: &super::Cx,
            state: ::williw_workers::durable_objects::ObjectState<NodeRegistryClass>,
        ) -> Self;
        /// Runs before everything else, which waits meanwhile: 30 s at most.
        #[allow(unused_variables)]
        async fn start(
            &self,
            cx: &super::Cx,
        ) -> ::core::result::Result<(), ::williw_workers::durable_objects::ObjectError> {
            ::core::result::Result::Ok(())
        }

        /// Notes that a node is there.
        #[allow(unused_variables)]
        async fn heartbeat(
            &self,
            cx: &super::Cx,
            node_id: super::types::NodeId,
            beat: super::types::Beat,
            mood: ::core::option::Option<super::types::Mood>,
            r#type: u8,
        ) -> ::core::result::Result<super::types::BeatReply, NodeRegistryHeartbeatError>;
        #[allow(unused_variables)]
        async fn forget(
            &self,
            cx: &super::Cx,
        ) -> ::core::result::Result<(), ::williw_workers::durable_objects::ObjectError>;
        #[allow(unused_variables)]
        async fn find(
            &self,
            cx: &super::Cx,
            node_id: super::types::NodeId,
        ) -> ::core::result::Result<
            ::core::option::Option<super::types::Beat>,
            ::williw_workers::durable_objects::ObjectError,
        >;
        /// The alarm rings. After an error it rings again, up to six times, later each time.
        #[allow(unused_variables)]
        async fn alarm(
            &self,
            cx: &super::Cx,
            event: ::williw_workers::durable_objects::AlarmEvent,
        ) -> ::core::result::Result<(), ::williw_workers::durable_objects::ObjectError>;
    }

    /// The objects of the class `NodeRegistry`.
    #[derive(Clone, Debug)]
    pub struct NodeRegistryNamespace(::williw_workers::durable_objects::ObjectNamespace);
    impl NodeRegistryNamespace {
        pub(super) fn __start(
            starter: &mut ::williw_workers::start::Starter<'_>,
        ) -> ::core::option::Option<Self> {
            starter.namespace("NodeRegistry").map(Self)
        }

        /// The namespace on this host, for code that is not in a handler.
        pub fn of_host(
            host: &::std::rc::Rc<dyn ::williw_workers::driver::Host>,
        ) -> ::core::option::Option<Self> {
            ::williw_workers::durable_objects::ObjectNamespace::of(host, "NodeRegistry")
                .map(Self)
        }

        /// Into how many objects the class is spread.
        pub const SHARDS: u32 = 4u32;
        /// The object that this key belongs to, by its hash.
        pub fn of(
            &self,
            key: impl ::core::convert::AsRef<::core::primitive::str>,
        ) -> NodeRegistryStub {
            NodeRegistryStub(self.0.sharded(key.as_ref(), Self::SHARDS))
        }

        /// One of the objects: 0 to 3. (A number beyond them counts from 0 again.)
        pub fn shard(&self, number: u32) -> NodeRegistryStub {
            NodeRegistryStub(self.0.named((number % Self::SHARDS).to_string()))
        }

        /// All of the objects.
        pub fn shards(&self) -> impl ::core::iter::Iterator<Item = NodeRegistryStub> {
            (0..Self::SHARDS).map(|number| self.shard(number))
        }
    }

    /// One object of the class `NodeRegistry`, as who calls it sees it.
    #[derive(Clone, Debug)]
    pub struct NodeRegistryStub(::williw_workers::durable_objects::Stub);
    impl NodeRegistryStub {
        /// The object's name.
        pub fn name(&self) -> &::core::primitive::str {
            self.0.name()
        }

        /// Notes that a node is there.
        ///
        /// Repeated while the object is briefly unavailable.
        pub async fn heartbeat(
            &self,
            node_id: &super::types::NodeId,
            beat: &super::types::Beat,
            mood: ::core::option::Option<super::types::Mood>,
            r#type: u8,
        ) -> ::core::result::Result<
            super::types::BeatReply,
            NodeRegistryHeartbeatError,
        > {
            #[derive(::williw_workers::__private_0_1_0::serde::Serialize)]
            #[serde(crate = "::williw_workers::__private_0_1_0::serde")]
            struct __Args<A0, A1, A2, A3> {
                node_id: A0,
                beat: A1,
                mood: A2,
                #[serde(rename = "type")]
                r#type: A3,
            }
            let __args = __Args {
                node_id,
                beat,
                mood,
                r#type,
            };
            self.0.call("heartbeat", &__args, true).await
        }

        /// Called once: after an error of the object's, nobody knows whether it took effect.
        pub async fn forget(
            &self,
        ) -> ::core::result::Result<(), ::williw_workers::durable_objects::ObjectError> {
            let __args = ::williw_workers::__private_0_1_0::NoArgs {
            };
            self.0.call("forget", &__args, false).await
        }

        /// Called once: after an error of the object's, nobody knows whether it took effect.
        pub async fn find(
            &self,
            node_id: &super::types::NodeId,
        ) -> ::core::result::Result<
            ::core::option::Option<super::types::Beat>,
            ::williw_workers::durable_objects::ObjectError,
        > {
            #[derive(::williw_workers::__private_0_1_0::serde::Serialize)]
            #[serde(crate = "::williw_workers::__private_0_1_0::serde")]
            struct __Args<A0> {
                node_id: A0,
            }
            let __args = __Args { node_id };
            self.0.call("find", &__args, false).await
        }
    }

    /// What `heartbeat` of the class `NodeRegistry` may end with.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub enum NodeRegistryHeartbeatError {
        /// `node_banned`, with what to tell of this occurrence.
        NodeBanned(::std::borrow::Cow<'static, ::core::primitive::str>),
        /// `ok`, with what to tell of this occurrence.
        Ok(::std::borrow::Cow<'static, ::core::primitive::str>),
        /// Trouble with the object, or what it threw.
        Object(::williw_workers::durable_objects::ObjectError),
    }

    #[automatically_derived]
    impl ::williw_workers::durable_objects::MethodError for NodeRegistryHeartbeatError {
        fn declared(
            code: &::core::primitive::str,
            detail: ::std::string::String,
        ) -> ::core::option::Option<Self> {
            ::core::option::Option::Some(
                match code {
                    "node_banned" => Self::NodeBanned(::std::borrow::Cow::Owned(detail)),
                    "ok" => Self::Ok(::std::borrow::Cow::Owned(detail)),
                    _ => return ::core::option::Option::None,
                },
            )
        }

        fn object(error: ::williw_workers::durable_objects::ObjectError) -> Self {
            Self::Object(error)
        }

        fn into_parts(
            self,
        ) -> ::core::result::Result<
            (&'static ::core::primitive::str, ::std::string::String),
            ::williw_workers::durable_objects::ObjectError,
        > {
            match self {
                Self::NodeBanned(detail) => {
                    ::core::result::Result::Ok(("node_banned", detail.into_owned()))
                }
                Self::Ok(detail) => {
                    ::core::result::Result::Ok(("ok", detail.into_owned()))
                }
                Self::Object(error) => ::core::result::Result::Err(error),
            }
        }
    }

    #[automatically_derived]
    impl ::core::fmt::Display for NodeRegistryHeartbeatError {
        fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            match self {
                Self::NodeBanned(detail) => {
                    ::core::write!(f, ::core::concat!("node_banned", ": {}"), detail)
                }
                Self::Ok(detail) => {
                    ::core::write!(f, ::core::concat!("ok", ": {}"), detail)
                }
                Self::Object(error) => ::core::fmt::Display::fmt(error, f),
            }
        }
    }

    #[automatically_derived]
    impl ::core::error::Error for NodeRegistryHeartbeatError {}
    ::williw_workers::__method_error!(NodeRegistryHeartbeatError);
    struct __NodeRegistryObject<__T> {
        object: __T,
        cx: super::Cx,
    }
    pub(super) fn __node_registry<__T: NodeRegistry>(
        cx: &super::Cx,
        driver: ::std::rc::Rc<dyn ::williw_workers::driver::ObjectDriver>,
    ) -> ::core::result::Result<
        ::std::rc::Rc<dyn ::williw_workers::driver::RunningObject>,
        ::williw_workers::durable_objects::ObjectError,
    > {
        let __state = ::williw_workers::durable_objects::ObjectState::<
            NodeRegistryClass,
        >::open(driver)?;
        ::core::result::Result::Ok(
            ::std::rc::Rc::new(__NodeRegistryObject {
                object: <__T as NodeRegistry>::new(cx, __state),
                cx: ::core::clone::Clone::clone(cx),
            }),
        )
    }

    impl<__T: NodeRegistry> ::williw_workers::driver::RunningObject
    for __NodeRegistryObject<__T> {
        fn start(
            &self,
        ) -> ::williw_workers::driver::LocalFuture<
            '_,
            ::core::result::Result<(), ::williw_workers::durable_objects::ObjectError>,
        > {
            ::std::boxed::Box::pin(__T::start(&self.object, &self.cx))
        }

        fn call(
            &self,
            __call: ::williw_workers::durable_objects::ObjectCall,
        ) -> ::williw_workers::driver::LocalFuture<
            '_,
            ::core::result::Result<
                ::williw_workers::durable_objects::ObjectAnswer,
                ::williw_workers::durable_objects::ObjectError,
            >,
        > {
            ::std::boxed::Box::pin(async move {
                match (&*__call.method, __call.upgrade) {
                    ("heartbeat", false) => {
                        #[allow(unused_mut, clippy::unused_unit)]
                        let (__f_node_id, __f_beat, __f_mood, __f_type) = ::williw_workers::durable_objects::read_args(
                            &__call,
                            |__value, __at, __out| {
                                let mut __members = ::williw_workers::http::json::object(
                                    __value,
                                    __at,
                                    __out,
                                )?;
                                let __f_node_id = ::williw_workers::http::json::required(
                                    &mut __members,
                                    "node_id",
                                    __at,
                                    __out,
                                    <super::types::NodeId as ::williw_workers::__private_0_1_0::FromJson>::from_json,
                                );
                                let __f_beat = ::williw_workers::http::json::required(
                                    &mut __members,
                                    "beat",
                                    __at,
                                    __out,
                                    <super::types::Beat as ::williw_workers::__private_0_1_0::FromJson>::from_json,
                                );
                                let __f_mood = ::williw_workers::http::json::optional(
                                    &mut __members,
                                    "mood",
                                    __at,
                                    __out,
                                    <super::types::Mood as ::williw_workers::__private_0_1_0::FromJson>::from_json,
                                );
                                let __f_type = ::williw_workers::http::json::required(
                                    &mut __members,
                                    "type",
                                    __at,
                                    __out,
                                    |__v, __at, __out| ::williw_workers::http::json::integer::<
                                        u8,
                                    >(__v, 0, 9, __at, __out),
                                );
                                ::williw_workers::http::json::nothing_else(
                                    &__members,
                                    &["node_id", "beat", "mood", "type"],
                                    __at,
                                    __out,
                                );
                                ::core::option::Option::Some((
                                    __f_node_id?,
                                    __f_beat?,
                                    __f_mood?,
                                    __f_type?,
                                ))
                            },
                        )?;
                        ::williw_workers::durable_objects::answer(
                            __T::heartbeat(
                                    &self.object,
                                    &self.cx,
                                    __f_node_id,
                                    __f_beat,
                                    __f_mood,
                                    __f_type,
                                )
                                .await,
                        )
                    }
                    ("forget", false) => {
                        #[allow(unused_mut, clippy::unused_unit)]
                        let () = ::williw_workers::durable_objects::read_args(
                            &__call,
                            |__value, __at, __out| {
                                let mut __members = ::williw_workers::http::json::object(
                                    __value,
                                    __at,
                                    __out,
                                )?;
                                ::williw_workers::http::json::nothing_else(
                                    &__members,
                                    &[],
                                    __at,
                                    __out,
                                );
                                ::core::option::Option::Some(())
                            },
                        )?;
                        ::williw_workers::durable_objects::answer(
                            __T::forget(&self.object, &self.cx).await,
                        )
                    }
                    ("find", false) => {
                        #[allow(unused_mut, clippy::unused_unit)]
                        let (__f_node_id,) = ::williw_workers::durable_objects::read_args(
                            &__call,
                            |__value, __at, __out| {
                                let mut __members = ::williw_workers::http::json::object(
                                    __value,
                                    __at,
                                    __out,
                                )?;
                                let __f_node_id = ::williw_workers::http::json::required(
                                    &mut __members,
                                    "node_id",
                                    __at,
                                    __out,
                                    <super::types::NodeId as ::williw_workers::__private_0_1_0::FromJson>::from_json,
                                );
                                ::williw_workers::http::json::nothing_else(
                                    &__members,
                                    &["node_id"],
                                    __at,
                                    __out,
                                );
                                ::core::option::Option::Some((__f_node_id?,))
                            },
                        )?;
                        ::williw_workers::durable_objects::answer(
                            __T::find(&self.object, &self.cx, __f_node_id).await,
                        )
                    }
                    _ => {
                        ::williw_workers::durable_objects::unknown_method(
                            "NodeRegistry",
                            &__call,
                        )
                    }
                }
            })
        }

        fn alarm(
            &self,
            __event: ::williw_workers::durable_objects::AlarmEvent,
        ) -> ::williw_workers::driver::LocalFuture<
            '_,
            ::core::result::Result<(), ::williw_workers::durable_objects::ObjectError>,
        > {
            ::std::boxed::Box::pin(__T::alarm(&self.object, &self.cx, __event))
        }
    }

    /// What is true of the class `ChatRoom`.
    #[derive(Clone, Copy, Debug)]
    pub struct ChatRoomClass;
    impl ::williw_workers::durable_objects::Class for ChatRoomClass {
        const NAME: &'static ::core::primitive::str = "ChatRoom";
        const SCHEMA: &'static [&'static ::core::primitive::str] = &[];
    }

    impl ::williw_workers::durable_objects::WithWebSockets for ChatRoomClass {}
    /// What an object of the class `ChatRoom` does.
    #[diagnostic::on_unimplemented(
        message = "`{Self}` does not implement the Durable Object class `ChatRoom`",
        note = "write `#[app::handlers] impl app::objects::ChatRoom for {Self}`"
    )]
    #[allow(async_fn_in_trait)]
    pub trait ChatRoom: ::core::marker::Sized + 'static {
        /// The object in memory, around its state. It is made again whenever it has left memory.
        #[allow(unused_variables)]
        fn new(
            cx: &super::Cx,
            state: ::williw_workers::durable_objects::ObjectState<ChatRoomClass>,
        ) -> Self;
        /// Runs before everything else, which waits meanwhile: 30 s at most.
        #[allow(unused_variables)]
        async fn start(
            &self,
            cx: &super::Cx,
        ) -> ::core::result::Result<(), ::williw_workers::durable_objects::ObjectError> {
            ::core::result::Result::Ok(())
        }

        /// A person enters.
        ///
        /// A client wants a WebSocket.
        #[allow(unused_variables)]
        async fn connect(
            &self,
            cx: &super::Cx,
            name: ::std::string::String,
        ) -> ::core::result::Result<
            ::williw_workers::durable_objects::Accept,
            ChatRoomConnectError,
        >;
        /// A message came.
        #[allow(unused_variables)]
        async fn message(
            &self,
            cx: &super::Cx,
            socket: ::williw_workers::durable_objects::WebSocket,
            message: ::williw_workers::durable_objects::SocketMessage,
        ) -> ::core::result::Result<(), ::williw_workers::durable_objects::ObjectError>;
        /// A WebSocket was closed.
        #[allow(unused_variables)]
        async fn close(
            &self,
            cx: &super::Cx,
            socket: ::williw_workers::durable_objects::WebSocket,
            close: ::williw_workers::durable_objects::SocketClose,
        ) -> ::core::result::Result<(), ::williw_workers::durable_objects::ObjectError> {
            ::core::result::Result::Ok(())
        }

        /// Something went wrong with a WebSocket that is not a close.
        #[allow(unused_variables)]
        async fn error(
            &self,
            cx: &super::Cx,
            socket: ::williw_workers::durable_objects::WebSocket,
            error: ::std::string::String,
        ) -> ::core::result::Result<(), ::williw_workers::durable_objects::ObjectError> {
            ::core::result::Result::Ok(())
        }
    }

    /// The objects of the class `ChatRoom`.
    #[derive(Clone, Debug)]
    pub struct ChatRoomNamespace(::williw_workers::durable_objects::ObjectNamespace);
    impl ChatRoomNamespace {
        pub(super) fn __start(
            starter: &mut ::williw_workers::start::Starter<'_>,
        ) -> ::core::option::Option<Self> {
            starter.namespace("ChatRoom").map(Self)
        }

        /// The namespace on this host, for code that is not in a handler.
        pub fn of_host(
            host: &::std::rc::Rc<dyn ::williw_workers::driver::Host>,
        ) -> ::core::option::Option<Self> {
            ::williw_workers::durable_objects::ObjectNamespace::of(host, "ChatRoom")
                .map(Self)
        }

        /// The object of this name. It is made when it is first called.
        pub fn named(
            &self,
            name: impl ::core::convert::Into<::std::string::String>,
        ) -> ChatRoomStub {
            ChatRoomStub(self.0.named(name))
        }
    }

    /// One object of the class `ChatRoom`, as who calls it sees it.
    #[derive(Clone, Debug)]
    pub struct ChatRoomStub(::williw_workers::durable_objects::Stub);
    impl ChatRoomStub {
        /// The object's name.
        pub fn name(&self) -> &::core::primitive::str {
            self.0.name()
        }

        /// A person enters.
        ///
        /// Asks for a WebSocket; the reply to the client is what comes.
        pub async fn connect(
            &self,
            name: &::core::primitive::str,
        ) -> ::core::result::Result<
            ::williw_workers::http::Upgrade,
            ChatRoomConnectError,
        > {
            #[derive(::williw_workers::__private_0_1_0::serde::Serialize)]
            #[serde(crate = "::williw_workers::__private_0_1_0::serde")]
            struct __Args<A0> {
                name: A0,
            }
            let __args = __Args { name };
            self.0.connect(&__args).await
        }
    }

    /// What `connect` of the class `ChatRoom` may end with.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub enum ChatRoomConnectError {
        /// `room_full`, with what to tell of this occurrence.
        RoomFull(::std::borrow::Cow<'static, ::core::primitive::str>),
        /// Trouble with the object, or what it threw.
        Object(::williw_workers::durable_objects::ObjectError),
    }

    #[automatically_derived]
    impl ::williw_workers::durable_objects::MethodError for ChatRoomConnectError {
        fn declared(
            code: &::core::primitive::str,
            detail: ::std::string::String,
        ) -> ::core::option::Option<Self> {
            ::core::option::Option::Some(
                match code {
                    "room_full" => Self::RoomFull(::std::borrow::Cow::Owned(detail)),
                    _ => return ::core::option::Option::None,
                },
            )
        }

        fn object(error: ::williw_workers::durable_objects::ObjectError) -> Self {
            Self::Object(error)
        }

        fn into_parts(
            self,
        ) -> ::core::result::Result<
            (&'static ::core::primitive::str, ::std::string::String),
            ::williw_workers::durable_objects::ObjectError,
        > {
            match self {
                Self::RoomFull(detail) => {
                    ::core::result::Result::Ok(("room_full", detail.into_owned()))
                }
                Self::Object(error) => ::core::result::Result::Err(error),
            }
        }
    }

    #[automatically_derived]
    impl ::core::fmt::Display for ChatRoomConnectError {
        fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            match self {
                Self::RoomFull(detail) => {
                    ::core::write!(f, ::core::concat!("room_full", ": {}"), detail)
                }
                Self::Object(error) => ::core::fmt::Display::fmt(error, f),
            }
        }
    }

    #[automatically_derived]
    impl ::core::error::Error for ChatRoomConnectError {}
    ::williw_workers::__method_error!(ChatRoomConnectError);
    struct __ChatRoomObject<__T> {
        object: __T,
        cx: super::Cx,
        state: ::williw_workers::durable_objects::ObjectState<ChatRoomClass>,
    }
    pub(super) fn __chat_room<__T: ChatRoom>(
        cx: &super::Cx,
        driver: ::std::rc::Rc<dyn ::williw_workers::driver::ObjectDriver>,
    ) -> ::core::result::Result<
        ::std::rc::Rc<dyn ::williw_workers::driver::RunningObject>,
        ::williw_workers::durable_objects::ObjectError,
    > {
        let __state = ::williw_workers::durable_objects::ObjectState::<
            ChatRoomClass,
        >::open(driver)?;
        ::core::result::Result::Ok(
            ::std::rc::Rc::new(__ChatRoomObject {
                state: ::core::clone::Clone::clone(&__state),
                object: <__T as ChatRoom>::new(cx, __state),
                cx: ::core::clone::Clone::clone(cx),
            }),
        )
    }

    impl<__T: ChatRoom> ::williw_workers::driver::RunningObject
    for __ChatRoomObject<__T> {
        fn start(
            &self,
        ) -> ::williw_workers::driver::LocalFuture<
            '_,
            ::core::result::Result<(), ::williw_workers::durable_objects::ObjectError>,
        > {
            ::std::boxed::Box::pin(__T::start(&self.object, &self.cx))
        }

        fn call(
            &self,
            __call: ::williw_workers::durable_objects::ObjectCall,
        ) -> ::williw_workers::driver::LocalFuture<
            '_,
            ::core::result::Result<
                ::williw_workers::durable_objects::ObjectAnswer,
                ::williw_workers::durable_objects::ObjectError,
            >,
        > {
            ::std::boxed::Box::pin(async move {
                match (&*__call.method, __call.upgrade) {
                    ("connect", true) => {
                        #[allow(unused_mut, clippy::unused_unit)]
                        let (__f_name,) = ::williw_workers::durable_objects::read_args(
                            &__call,
                            |__value, __at, __out| {
                                let mut __members = ::williw_workers::http::json::object(
                                    __value,
                                    __at,
                                    __out,
                                )?;
                                let __f_name = ::williw_workers::http::json::required(
                                    &mut __members,
                                    "name",
                                    __at,
                                    __out,
                                    |__v, __at, __out| {
                                        const RULES: ::williw_workers::http::text::TextRules = ::williw_workers::http::text::TextRules {
                                            min_len: 0,
                                            max_len: 20,
                                            pattern: ::core::option::Option::None,
                                            parse_with: ::core::option::Option::None,
                                        };
                                        ::williw_workers::http::json::text(__v, &RULES, __at, __out)
                                    },
                                );
                                ::williw_workers::http::json::nothing_else(
                                    &__members,
                                    &["name"],
                                    __at,
                                    __out,
                                );
                                ::core::option::Option::Some((__f_name?,))
                            },
                        )?;
                        match __T::connect(&self.object, &self.cx, __f_name).await {
                            ::core::result::Result::Ok(__accept) => {
                                ::core::result::Result::Ok(::williw_workers::durable_objects::ObjectAnswer {
                                    accept: ::core::option::Option::Some(__accept),
                                    ..::core::default::Default::default()
                                })
                            }
                            ::core::result::Result::Err(__error) => {
                                ::williw_workers::durable_objects::answer::<
                                    (),
                                    _,
                                >(::core::result::Result::Err(__error))
                            }
                        }
                    }
                    _ => {
                        ::williw_workers::durable_objects::unknown_method(
                            "ChatRoom",
                            &__call,
                        )
                    }
                }
            })
        }

        fn socket(
            &self,
            __event: ::williw_workers::durable_objects::SocketEvent,
        ) -> ::williw_workers::driver::LocalFuture<
            '_,
            ::core::result::Result<(), ::williw_workers::durable_objects::ObjectError>,
        > {
            ::std::boxed::Box::pin(async move {
                match __event {
                    ::williw_workers::durable_objects::SocketEvent::Message {
                        socket,
                        message,
                    } => {
                        __T::message(
                                &self.object,
                                &self.cx,
                                self.state.socket(socket),
                                message,
                            )
                            .await
                    }
                    ::williw_workers::durable_objects::SocketEvent::Close {
                        socket,
                        code,
                        reason,
                        was_clean,
                    } => {
                        let __close = ::williw_workers::durable_objects::SocketClose {
                            code,
                            reason,
                            was_clean,
                        };
                        __T::close(
                                &self.object,
                                &self.cx,
                                self.state.socket(socket),
                                __close,
                            )
                            .await
                    }
                    ::williw_workers::durable_objects::SocketEvent::Error {
                        socket,
                        error,
                    } => {
                        __T::error(
                                &self.object,
                                &self.cx,
                                self.state.socket(socket),
                                error,
                            )
                            .await
                    }
                }
            })
        }
    }

    #[doc(hidden)]
    #[allow(unused_imports)]
    pub(crate) use super::__williw_handlers;
}

/// What a handler reaches the world through.
#[derive(Clone)]
pub struct Cx {
    /// The clock.
    pub clock: ::williw_workers::WorkersClock,
    /// The objects of the class `NodeRegistry`.
    pub node_registry: self::objects::NodeRegistryNamespace,
    /// The objects of the class `ChatRoom`.
    pub chat_room: self::objects::ChatRoomNamespace,
    /// The variables.
    pub vars: Vars,
    /// The secrets.
    pub secrets: Secrets,
    /// The host.
    pub host: ::std::rc::Rc<dyn ::williw_workers::driver::Host>,
}

impl Cx {
    fn __start(
        host: ::std::rc::Rc<dyn ::williw_workers::driver::Host>,
    ) -> ::core::result::Result<Self, ::williw_workers::driver::StartError> {
        let mut __starter = ::williw_workers::start::Starter::new(&host);
        let node_registry = self::objects::NodeRegistryNamespace::__start(
            &mut __starter,
        );
        let chat_room = self::objects::ChatRoomNamespace::__start(&mut __starter);
        let __vars = Vars::__start(&mut __starter);
        let __secrets = Secrets::__start(&mut __starter);
        let __cx = (|| ::core::option::Option::Some(Self {
            clock: ::williw_workers::WorkersClock::from_source(host.clock()),
            node_registry: node_registry?,
            chat_room: chat_room?,
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

/// Which type implements each class of Durable Objects.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not say what implements the Durable Objects of this spec",
    note = "write `impl app::Objects for {Self}` with a type for each class"
)]
pub trait Objects {
    /// What implements [`objects::NodeRegistry`].
    type NodeRegistry: self::objects::NodeRegistry;
    /// What implements [`objects::ChatRoom`].
    type ChatRoom: self::objects::ChatRoom;
}

/// What this Worker is and needs.
pub static MANIFEST: ::williw_workers::driver::Manifest = ::williw_workers::driver::Manifest {
    name: "worker",
    d1: &[],
    kv: &[],
    objects: &[
        ::williw_workers::driver::ObjectManifest {
            class: "NodeRegistry",
            alarm: true,
            websocket: false,
        },
        ::williw_workers::driver::ObjectManifest {
            class: "ChatRoom",
            alarm: false,
            websocket: true,
        },
    ],
    crons: &[],
    routes: &[],
    ratelimits: &[],
    vars: &[],
    secrets: &[],
    openapi: OPENAPI,
    openapi_path: "",
    docs_path: "",
};

/// The Worker that answers with this service.
pub fn worker<S: Api + Objects + 'static>(service: S) -> App<S> {
    App {
        service: ::std::rc::Rc::new(service),
    }
}

impl<S: Api + Objects + 'static> ::williw_workers::driver::Worker for App<S> {
    fn manifest(&self) -> &'static ::williw_workers::driver::Manifest {
        &MANIFEST
    }

    fn start(
        &self,
        host: ::std::rc::Rc<dyn ::williw_workers::driver::Host>,
    ) -> ::core::result::Result<
        ::std::rc::Rc<dyn ::williw_workers::driver::Running>,
        ::williw_workers::driver::StartError,
    > {
        ::williw_workers::time::install_for_thread(host.clock());
        ::williw_workers::start::install_host(::std::rc::Rc::clone(&host));
        let cx = Cx::__start(host)?;
        let service = ::std::rc::Rc::clone(&self.service);
        ::core::result::Result::Ok(::std::rc::Rc::new(Started { service, cx }))
    }
}

impl<S: Api + Objects + 'static> ::williw_workers::driver::Running for Started<S> {
    fn fetch(
        &self,
        request: ::williw_workers::http::Request,
    ) -> ::williw_workers::driver::LocalFuture<'_, ::williw_workers::http::Response> {
        ::std::boxed::Box::pin(self::api::__fetch(&*self.service, &self.cx, request))
    }

    fn object(
        &self,
        __class: &::core::primitive::str,
        __driver: ::std::rc::Rc<dyn ::williw_workers::driver::ObjectDriver>,
    ) -> ::core::option::Option<
        ::core::result::Result<
            ::std::rc::Rc<dyn ::williw_workers::driver::RunningObject>,
            ::williw_workers::durable_objects::ObjectError,
        >,
    > {
        match __class {
            "NodeRegistry" => {
                ::core::option::Option::Some(
                    self::objects::__node_registry::<
                        <S as Objects>::NodeRegistry,
                    >(&self.cx, __driver),
                )
            }
            "ChatRoom" => {
                ::core::option::Option::Some(
                    self::objects::__chat_room::<
                        <S as Objects>::ChatRoom,
                    >(&self.cx, __driver),
                )
            }
            _ => ::core::option::Option::None,
        }
    }
}
