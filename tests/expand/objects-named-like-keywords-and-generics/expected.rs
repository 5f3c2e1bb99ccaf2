/// The Durable Objects: `[object]` of `bindings.toml`.
pub mod objects {
    /// What is true of the class `Box`.
    #[derive(Clone, Copy, Debug)]
    pub struct BoxClass;
    impl ::williw_workers::durable_objects::Class for BoxClass {
        const NAME: &'static ::core::primitive::str = "Box";
        const SCHEMA: &'static [&'static ::core::primitive::str] = &[];
    }

    impl ::williw_workers::durable_objects::WithAlarm for BoxClass {}
    /// What an object of the class `Box` does.
    #[diagnostic::on_unimplemented(
        message = "`{Self}` does not implement the Durable Object class `Box`",
        note = "write `#[app::handlers] impl app::objects::Box for {Self}`"
    )]
    #[allow(async_fn_in_trait)]
    pub trait Box: ::core::marker::Sized + 'static {
        /// The object in memory, around its state. It is made again whenever it has left memory.
        #[allow(unused_variables)]
        fn new(
            cx: &super::Cx,
            state: ::williw_workers::durable_objects::ObjectState<BoxClass>,
        ) -> Self;
        /// Runs before everything else, which waits meanwhile: 30 s at most.
        #[allow(unused_variables)]
        async fn start(
            &self,
            cx: &super::Cx,
        ) -> ::core::result::Result<(), ::williw_workers::durable_objects::ObjectError> {
            ::core::result::Result::Ok(())
        }

        /// The alarm rings. After an error it rings again, up to six times, later each time.
        #[allow(unused_variables)]
        async fn alarm(
            &self,
            cx: &super::Cx,
            event: ::williw_workers::durable_objects::AlarmEvent,
        ) -> ::core::result::Result<(), ::williw_workers::durable_objects::ObjectError>;
    }

    /// The objects of the class `Box`.
    #[derive(Clone, Debug)]
    pub struct BoxNamespace(::williw_workers::durable_objects::ObjectNamespace);
    impl BoxNamespace {
        pub(super) fn __start(
            starter: &mut ::williw_workers::start::Starter<'_>,
        ) -> ::core::option::Option<Self> {
            starter.namespace("Box").map(Self)
        }

        /// The namespace on this host, for code that is not in a handler.
        pub fn of_host(
            host: &::std::rc::Rc<dyn ::williw_workers::driver::Host>,
        ) -> ::core::option::Option<Self> {
            ::williw_workers::durable_objects::ObjectNamespace::of(host, "Box").map(Self)
        }

        /// The object of this name. It is made when it is first called.
        pub fn named(
            &self,
            name: impl ::core::convert::Into<::std::string::String>,
        ) -> BoxStub {
            BoxStub(self.0.named(name))
        }
    }

    /// One object of the class `Box`, as who calls it sees it.
    #[derive(Clone, Debug)]
    pub struct BoxStub(::williw_workers::durable_objects::Stub);
    impl BoxStub {
        /// The object's name.
        pub fn name(&self) -> &::core::primitive::str {
            self.0.name()
        }
    }

    struct __BoxObject<__T> {
        object: __T,
        cx: super::Cx,
    }
    pub(super) fn __box<__T: Box>(
        cx: &super::Cx,
        driver: ::std::rc::Rc<dyn ::williw_workers::driver::ObjectDriver>,
    ) -> ::core::result::Result<
        ::std::rc::Rc<dyn ::williw_workers::driver::RunningObject>,
        ::williw_workers::durable_objects::ObjectError,
    > {
        let __state = ::williw_workers::durable_objects::ObjectState::<
            BoxClass,
        >::open(driver)?;
        ::core::result::Result::Ok(
            ::std::rc::Rc::new(__BoxObject {
                object: <__T as Box>::new(cx, __state),
                cx: ::core::clone::Clone::clone(cx),
            }),
        )
    }

    impl<__T: Box> ::williw_workers::driver::RunningObject for __BoxObject<__T> {
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
                    _ => {
                        ::williw_workers::durable_objects::unknown_method("Box", &__call)
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

    /// What is true of the class `Fn`.
    #[derive(Clone, Copy, Debug)]
    pub struct FnClass;
    impl ::williw_workers::durable_objects::Class for FnClass {
        const NAME: &'static ::core::primitive::str = "Fn";
        const SCHEMA: &'static [&'static ::core::primitive::str] = &[];
    }

    /// What an object of the class `Fn` does.
    #[diagnostic::on_unimplemented(
        message = "`{Self}` does not implement the Durable Object class `Fn`",
        note = "write `#[app::handlers] impl app::objects::Fn for {Self}`"
    )]
    #[allow(async_fn_in_trait)]
    pub trait Fn: ::core::marker::Sized + 'static {
        /// The object in memory, around its state. It is made again whenever it has left memory.
        #[allow(unused_variables)]
        fn new(
            cx: &super::Cx,
            state: ::williw_workers::durable_objects::ObjectState<FnClass>,
        ) -> Self;
        /// Runs before everything else, which waits meanwhile: 30 s at most.
        #[allow(unused_variables)]
        async fn start(
            &self,
            cx: &super::Cx,
        ) -> ::core::result::Result<(), ::williw_workers::durable_objects::ObjectError> {
            ::core::result::Result::Ok(())
        }

        #[allow(unused_variables)]
        async fn call(
            &self,
            cx: &super::Cx,
            r#type: ::std::string::String,
        ) -> ::core::result::Result<(), ::williw_workers::durable_objects::ObjectError>;
    }

    /// The objects of the class `Fn`.
    #[derive(Clone, Debug)]
    pub struct FnNamespace(::williw_workers::durable_objects::ObjectNamespace);
    impl FnNamespace {
        pub(super) fn __start(
            starter: &mut ::williw_workers::start::Starter<'_>,
        ) -> ::core::option::Option<Self> {
            starter.namespace("Fn").map(Self)
        }

        /// The namespace on this host, for code that is not in a handler.
        pub fn of_host(
            host: &::std::rc::Rc<dyn ::williw_workers::driver::Host>,
        ) -> ::core::option::Option<Self> {
            ::williw_workers::durable_objects::ObjectNamespace::of(host, "Fn").map(Self)
        }

        /// The object of this name. It is made when it is first called.
        pub fn named(
            &self,
            name: impl ::core::convert::Into<::std::string::String>,
        ) -> FnStub {
            FnStub(self.0.named(name))
        }
    }

    /// One object of the class `Fn`, as who calls it sees it.
    #[derive(Clone, Debug)]
    pub struct FnStub(::williw_workers::durable_objects::Stub);
    impl FnStub {
        /// The object's name.
        pub fn name(&self) -> &::core::primitive::str {
            self.0.name()
        }

        /// Called once: after an error of the object's, nobody knows whether it took effect.
        pub async fn call(
            &self,
            r#type: &::core::primitive::str,
        ) -> ::core::result::Result<(), ::williw_workers::durable_objects::ObjectError> {
            #[derive(::williw_workers::__private_0_1_0::serde::Serialize)]
            #[serde(crate = "::williw_workers::__private_0_1_0::serde")]
            struct __Args<A0> {
                #[serde(rename = "type")]
                r#type: A0,
            }
            let __args = __Args { r#type };
            self.0.call("call", &__args, false).await
        }
    }

    struct __FnObject<__T> {
        object: __T,
        cx: super::Cx,
    }
    pub(super) fn __fn<__T: Fn>(
        cx: &super::Cx,
        driver: ::std::rc::Rc<dyn ::williw_workers::driver::ObjectDriver>,
    ) -> ::core::result::Result<
        ::std::rc::Rc<dyn ::williw_workers::driver::RunningObject>,
        ::williw_workers::durable_objects::ObjectError,
    > {
        let __state = ::williw_workers::durable_objects::ObjectState::<
            FnClass,
        >::open(driver)?;
        ::core::result::Result::Ok(
            ::std::rc::Rc::new(__FnObject {
                object: <__T as Fn>::new(cx, __state),
                cx: ::core::clone::Clone::clone(cx),
            }),
        )
    }

    impl<__T: Fn> ::williw_workers::driver::RunningObject for __FnObject<__T> {
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
                    ("call", false) => {
                        #[allow(unused_mut, clippy::unused_unit)]
                        let (__f_type,) = ::williw_workers::durable_objects::read_args(
                            &__call,
                            |__value, __at, __out| {
                                let mut __members = ::williw_workers::http::json::object(
                                    __value,
                                    __at,
                                    __out,
                                )?;
                                let __f_type = ::williw_workers::http::json::required(
                                    &mut __members,
                                    "type",
                                    __at,
                                    __out,
                                    |__v, __at, __out| ::williw_workers::http::json::text(
                                        __v,
                                        &::williw_workers::http::text::ANY,
                                        __at,
                                        __out,
                                    ),
                                );
                                ::williw_workers::http::json::nothing_else(
                                    &__members,
                                    &["type"],
                                    __at,
                                    __out,
                                );
                                ::core::option::Option::Some((__f_type?,))
                            },
                        )?;
                        ::williw_workers::durable_objects::answer(
                            __T::call(&self.object, &self.cx, __f_type).await,
                        )
                    }
                    _ => ::williw_workers::durable_objects::unknown_method("Fn", &__call),
                }
            })
        }
    }

    /// What is true of the class `T`.
    #[derive(Clone, Copy, Debug)]
    pub struct TClass;
    impl ::williw_workers::durable_objects::Class for TClass {
        const NAME: &'static ::core::primitive::str = "T";
        const SCHEMA: &'static [&'static ::core::primitive::str] = &[];
    }

    impl ::williw_workers::durable_objects::WithWebSockets for TClass {}
    /// What an object of the class `T` does.
    #[diagnostic::on_unimplemented(
        message = "`{Self}` does not implement the Durable Object class `T`",
        note = "write `#[app::handlers] impl app::objects::T for {Self}`"
    )]
    #[allow(async_fn_in_trait)]
    pub trait T: ::core::marker::Sized + 'static {
        /// The object in memory, around its state. It is made again whenever it has left memory.
        #[allow(unused_variables)]
        fn new(
            cx: &super::Cx,
            state: ::williw_workers::durable_objects::ObjectState<TClass>,
        ) -> Self;
        /// Runs before everything else, which waits meanwhile: 30 s at most.
        #[allow(unused_variables)]
        async fn start(
            &self,
            cx: &super::Cx,
        ) -> ::core::result::Result<(), ::williw_workers::durable_objects::ObjectError> {
            ::core::result::Result::Ok(())
        }

        /// A client wants a WebSocket.
        #[allow(unused_variables)]
        async fn connect(
            &self,
            cx: &super::Cx,
            s: ::std::string::String,
        ) -> ::core::result::Result<
            ::williw_workers::durable_objects::Accept,
            ::williw_workers::durable_objects::ObjectError,
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

    /// The objects of the class `T`.
    #[derive(Clone, Debug)]
    pub struct TNamespace(::williw_workers::durable_objects::ObjectNamespace);
    impl TNamespace {
        pub(super) fn __start(
            starter: &mut ::williw_workers::start::Starter<'_>,
        ) -> ::core::option::Option<Self> {
            starter.namespace("T").map(Self)
        }

        /// The namespace on this host, for code that is not in a handler.
        pub fn of_host(
            host: &::std::rc::Rc<dyn ::williw_workers::driver::Host>,
        ) -> ::core::option::Option<Self> {
            ::williw_workers::durable_objects::ObjectNamespace::of(host, "T").map(Self)
        }

        /// The object of this name. It is made when it is first called.
        pub fn named(
            &self,
            name: impl ::core::convert::Into<::std::string::String>,
        ) -> TStub {
            TStub(self.0.named(name))
        }
    }

    /// One object of the class `T`, as who calls it sees it.
    #[derive(Clone, Debug)]
    pub struct TStub(::williw_workers::durable_objects::Stub);
    impl TStub {
        /// The object's name.
        pub fn name(&self) -> &::core::primitive::str {
            self.0.name()
        }

        /// Asks for a WebSocket; the reply to the client is what comes.
        pub async fn connect(
            &self,
            s: &::core::primitive::str,
        ) -> ::core::result::Result<
            ::williw_workers::http::Upgrade,
            ::williw_workers::durable_objects::ObjectError,
        > {
            #[derive(::williw_workers::__private_0_1_0::serde::Serialize)]
            #[serde(crate = "::williw_workers::__private_0_1_0::serde")]
            struct __Args<A0> {
                s: A0,
            }
            let __args = __Args { s };
            self.0.connect(&__args).await
        }
    }

    struct __TObject<__T> {
        object: __T,
        cx: super::Cx,
        state: ::williw_workers::durable_objects::ObjectState<TClass>,
    }
    pub(super) fn __t<__T: T>(
        cx: &super::Cx,
        driver: ::std::rc::Rc<dyn ::williw_workers::driver::ObjectDriver>,
    ) -> ::core::result::Result<
        ::std::rc::Rc<dyn ::williw_workers::driver::RunningObject>,
        ::williw_workers::durable_objects::ObjectError,
    > {
        let __state = ::williw_workers::durable_objects::ObjectState::<
            TClass,
        >::open(driver)?;
        ::core::result::Result::Ok(
            ::std::rc::Rc::new(__TObject {
                state: ::core::clone::Clone::clone(&__state),
                object: <__T as T>::new(cx, __state),
                cx: ::core::clone::Clone::clone(cx),
            }),
        )
    }

    impl<__T: T> ::williw_workers::driver::RunningObject for __TObject<__T> {
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
                        let (__f_s,) = ::williw_workers::durable_objects::read_args(
                            &__call,
                            |__value, __at, __out| {
                                let mut __members = ::williw_workers::http::json::object(
                                    __value,
                                    __at,
                                    __out,
                                )?;
                                let __f_s = ::williw_workers::http::json::required(
                                    &mut __members,
                                    "s",
                                    __at,
                                    __out,
                                    |__v, __at, __out| ::williw_workers::http::json::text(
                                        __v,
                                        &::williw_workers::http::text::ANY,
                                        __at,
                                        __out,
                                    ),
                                );
                                ::williw_workers::http::json::nothing_else(
                                    &__members,
                                    &["s"],
                                    __at,
                                    __out,
                                );
                                ::core::option::Option::Some((__f_s?,))
                            },
                        )?;
                        match __T::connect(&self.object, &self.cx, __f_s).await {
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
                    _ => ::williw_workers::durable_objects::unknown_method("T", &__call),
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

    /// What is true of the class `S`.
    #[derive(Clone, Copy, Debug)]
    pub struct SClass;
    impl ::williw_workers::durable_objects::Class for SClass {
        const NAME: &'static ::core::primitive::str = "S";
        const SCHEMA: &'static [&'static ::core::primitive::str] = &[];
    }

    /// What an object of the class `S` does.
    #[diagnostic::on_unimplemented(
        message = "`{Self}` does not implement the Durable Object class `S`",
        note = "write `#[app::handlers] impl app::objects::S for {Self}`"
    )]
    #[allow(async_fn_in_trait)]
    pub trait S: ::core::marker::Sized + 'static {
        /// The object in memory, around its state. It is made again whenever it has left memory.
        #[allow(unused_variables)]
        fn new(
            cx: &super::Cx,
            state: ::williw_workers::durable_objects::ObjectState<SClass>,
        ) -> Self;
        /// Runs before everything else, which waits meanwhile: 30 s at most.
        #[allow(unused_variables)]
        async fn start(
            &self,
            cx: &super::Cx,
        ) -> ::core::result::Result<(), ::williw_workers::durable_objects::ObjectError> {
            ::core::result::Result::Ok(())
        }

        #[allow(unused_variables)]
        async fn total(
            &self,
            cx: &super::Cx,
        ) -> ::core::result::Result<u32, ::williw_workers::durable_objects::ObjectError>;
    }

    /// The objects of the class `S`.
    #[derive(Clone, Debug)]
    pub struct SNamespace(::williw_workers::durable_objects::ObjectNamespace);
    impl SNamespace {
        pub(super) fn __start(
            starter: &mut ::williw_workers::start::Starter<'_>,
        ) -> ::core::option::Option<Self> {
            starter.namespace("S").map(Self)
        }

        /// The namespace on this host, for code that is not in a handler.
        pub fn of_host(
            host: &::std::rc::Rc<dyn ::williw_workers::driver::Host>,
        ) -> ::core::option::Option<Self> {
            ::williw_workers::durable_objects::ObjectNamespace::of(host, "S").map(Self)
        }

        /// The object of this name. It is made when it is first called.
        pub fn named(
            &self,
            name: impl ::core::convert::Into<::std::string::String>,
        ) -> SStub {
            SStub(self.0.named(name))
        }
    }

    /// One object of the class `S`, as who calls it sees it.
    #[derive(Clone, Debug)]
    pub struct SStub(::williw_workers::durable_objects::Stub);
    impl SStub {
        /// The object's name.
        pub fn name(&self) -> &::core::primitive::str {
            self.0.name()
        }

        /// Called once: after an error of the object's, nobody knows whether it took effect.
        pub async fn total(
            &self,
        ) -> ::core::result::Result<
            u32,
            ::williw_workers::durable_objects::ObjectError,
        > {
            let __args = ::williw_workers::__private_0_1_0::NoArgs {
            };
            self.0.call("total", &__args, false).await
        }
    }

    struct __SObject<__T> {
        object: __T,
        cx: super::Cx,
    }
    pub(super) fn __s<__T: S>(
        cx: &super::Cx,
        driver: ::std::rc::Rc<dyn ::williw_workers::driver::ObjectDriver>,
    ) -> ::core::result::Result<
        ::std::rc::Rc<dyn ::williw_workers::driver::RunningObject>,
        ::williw_workers::durable_objects::ObjectError,
    > {
        let __state = ::williw_workers::durable_objects::ObjectState::<
            SClass,
        >::open(driver)?;
        ::core::result::Result::Ok(
            ::std::rc::Rc::new(__SObject {
                object: <__T as S>::new(cx, __state),
                cx: ::core::clone::Clone::clone(cx),
            }),
        )
    }

    impl<__T: S> ::williw_workers::driver::RunningObject for __SObject<__T> {
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
                    ("total", false) => {
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
                            __T::total(&self.object, &self.cx).await,
                        )
                    }
                    _ => ::williw_workers::durable_objects::unknown_method("S", &__call),
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
    /// The objects of the class `Box`.
    pub r#box: self::objects::BoxNamespace,
    /// The objects of the class `Fn`.
    pub r#fn: self::objects::FnNamespace,
    /// The objects of the class `T`.
    pub t: self::objects::TNamespace,
    /// The objects of the class `S`.
    pub s: self::objects::SNamespace,
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
        let r#box = self::objects::BoxNamespace::__start(&mut __starter);
        let r#fn = self::objects::FnNamespace::__start(&mut __starter);
        let t = self::objects::TNamespace::__start(&mut __starter);
        let s = self::objects::SNamespace::__start(&mut __starter);
        let __vars = Vars::__start(&mut __starter);
        let __secrets = Secrets::__start(&mut __starter);
        let __cx = (|| ::core::option::Option::Some(Self {
            clock: ::williw_workers::WorkersClock::from_source(host.clock()),
            r#box: r#box?,
            r#fn: r#fn?,
            t: t?,
            s: s?,
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
    /// What implements [`objects::Box`].
    type Box: self::objects::Box;
    /// What implements [`objects::Fn`].
    type Fn: self::objects::Fn;
    /// What implements [`objects::T`].
    type T: self::objects::T;
    /// What implements [`objects::S`].
    type S: self::objects::S;
}

/// What this Worker is and needs.
pub static MANIFEST: ::williw_workers::driver::Manifest = ::williw_workers::driver::Manifest {
    name: "worker",
    d1: &[],
    kv: &[],
    objects: &[
        ::williw_workers::driver::ObjectManifest {
            class: "Box",
            alarm: true,
            websocket: false,
        },
        ::williw_workers::driver::ObjectManifest {
            class: "Fn",
            alarm: false,
            websocket: false,
        },
        ::williw_workers::driver::ObjectManifest {
            class: "T",
            alarm: false,
            websocket: true,
        },
        ::williw_workers::driver::ObjectManifest {
            class: "S",
            alarm: false,
            websocket: false,
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
            "Box" => {
                ::core::option::Option::Some(
                    self::objects::__box::<<S as Objects>::Box>(&self.cx, __driver),
                )
            }
            "Fn" => {
                ::core::option::Option::Some(
                    self::objects::__fn::<<S as Objects>::Fn>(&self.cx, __driver),
                )
            }
            "T" => {
                ::core::option::Option::Some(
                    self::objects::__t::<<S as Objects>::T>(&self.cx, __driver),
                )
            }
            "S" => {
                ::core::option::Option::Some(
                    self::objects::__s::<<S as Objects>::S>(&self.cx, __driver),
                )
            }
            _ => ::core::option::Option::None,
        }
    }
}
