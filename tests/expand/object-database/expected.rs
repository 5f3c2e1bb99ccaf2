/// The Durable Objects: `[object]` of `bindings.toml`.
pub mod objects {
    /// What is true of the class `Counter`.
    #[derive(Clone, Copy, Debug)]
    pub struct CounterClass;
    impl ::williw_workers::durable_objects::Class for CounterClass {
        const NAME: &'static ::core::primitive::str = "Counter";
        const SCHEMA: &'static [&'static ::core::primitive::str] = &[
            "CREATE TABLE steps (id INTEGER PRIMARY KEY, by INTEGER NOT NULL, made_at INTEGER NOT NULL)",
        ];
    }

    impl ::williw_workers::durable_objects::WithDatabase for CounterClass {}
    /// What an object of the class `Counter` does.
    #[diagnostic::on_unimplemented(
        message = "`{Self}` does not implement the Durable Object class `Counter`",
        note = "write `#[app::handlers] impl app::objects::Counter for {Self}`"
    )]
    #[allow(async_fn_in_trait)]
    pub trait Counter: ::core::marker::Sized + 'static {
        /// The object in memory, around its state. It is made again whenever it has left memory.
        #[allow(unused_variables)]
        fn new(
            cx: &super::Cx,
            state: ::williw_workers::durable_objects::ObjectState<CounterClass>,
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
        async fn add(
            &self,
            cx: &super::Cx,
            by: i64,
        ) -> ::core::result::Result<i64, ::williw_workers::durable_objects::ObjectError>;
    }

    /// The objects of the class `Counter`.
    #[derive(Clone, Debug)]
    pub struct CounterNamespace(::williw_workers::durable_objects::ObjectNamespace);
    impl CounterNamespace {
        pub(super) fn __start(
            starter: &mut ::williw_workers::start::Starter<'_>,
        ) -> ::core::option::Option<Self> {
            starter.namespace("Counter").map(Self)
        }

        /// The namespace on this host, for code that is not in a handler.
        pub fn of_host(
            host: &::std::rc::Rc<dyn ::williw_workers::driver::Host>,
        ) -> ::core::option::Option<Self> {
            ::williw_workers::durable_objects::ObjectNamespace::of(host, "Counter")
                .map(Self)
        }

        /// The object of this name. It is made when it is first called.
        pub fn named(
            &self,
            name: impl ::core::convert::Into<::std::string::String>,
        ) -> CounterStub {
            CounterStub(self.0.named(name))
        }
    }

    /// One object of the class `Counter`, as who calls it sees it.
    #[derive(Clone, Debug)]
    pub struct CounterStub(::williw_workers::durable_objects::Stub);
    impl CounterStub {
        /// The object's name.
        pub fn name(&self) -> &::core::primitive::str {
            self.0.name()
        }

        /// Called once: after an error of the object's, nobody knows whether it took effect.
        pub async fn add(
            &self,
            by: i64,
        ) -> ::core::result::Result<
            i64,
            ::williw_workers::durable_objects::ObjectError,
        > {
            #[derive(::williw_workers::__private_0_1_0::serde::Serialize)]
            #[serde(crate = "::williw_workers::__private_0_1_0::serde")]
            struct __Args<A0> {
                by: A0,
            }
            let __args = __Args { by };
            self.0.call("add", &__args, false).await
        }
    }

    struct __CounterObject<__T> {
        object: __T,
        cx: super::Cx,
    }
    pub(super) fn __counter<__T: Counter>(
        cx: &super::Cx,
        driver: ::std::rc::Rc<dyn ::williw_workers::driver::ObjectDriver>,
    ) -> ::core::result::Result<
        ::std::rc::Rc<dyn ::williw_workers::driver::RunningObject>,
        ::williw_workers::durable_objects::ObjectError,
    > {
        let __state = ::williw_workers::durable_objects::ObjectState::<
            CounterClass,
        >::open(driver)?;
        ::core::result::Result::Ok(
            ::std::rc::Rc::new(__CounterObject {
                object: <__T as Counter>::new(cx, __state),
                cx: ::core::clone::Clone::clone(cx),
            }),
        )
    }

    impl<__T: Counter> ::williw_workers::driver::RunningObject for __CounterObject<__T> {
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
                    ("add", false) => {
                        #[allow(unused_mut, clippy::unused_unit)]
                        let (__f_by,) = ::williw_workers::durable_objects::read_args(
                            &__call,
                            |__value, __at, __out| {
                                let mut __members = ::williw_workers::http::json::object(
                                    __value,
                                    __at,
                                    __out,
                                )?;
                                let __f_by = ::williw_workers::http::json::required(
                                    &mut __members,
                                    "by",
                                    __at,
                                    __out,
                                    |__v, __at, __out| ::williw_workers::http::json::integer::<
                                        i64,
                                    >(__v, -9007199254740991, 9007199254740991, __at, __out),
                                );
                                ::williw_workers::http::json::nothing_else(
                                    &__members,
                                    &["by"],
                                    __at,
                                    __out,
                                );
                                ::core::option::Option::Some((__f_by?,))
                            },
                        )?;
                        ::williw_workers::durable_objects::answer(
                            __T::add(&self.object, &self.cx, __f_by).await,
                        )
                    }
                    _ => {
                        ::williw_workers::durable_objects::unknown_method(
                            "Counter",
                            &__call,
                        )
                    }
                }
            })
        }
    }

    /// The database of an object of the class `Counter`.
    pub mod counter {
        #[allow(unused_imports)]
        use super::super::types;
        /// The tables.
        pub mod db {
            /// A row of the table `steps`.
            #[derive(Clone, Debug, PartialEq)]
            pub struct Step {
                /// `steps.id INTEGER`
                pub id: i64,
                /// `steps."by" INTEGER`
                pub by: i64,
                /// `steps.made_at INTEGER`
                pub made_at: ::williw_workers::Timestamp,
            }

            #[automatically_derived]
            impl ::williw_workers::d1::FromRow for Step {
                fn from_row(
                    __row: &mut ::williw_workers::d1::Row<'_>,
                ) -> ::core::result::Result<Self, ::williw_workers::d1::DecodeError> {
                    ::core::result::Result::Ok(Self {
                        id: __row.next("id")?,
                        by: __row.next("by")?,
                        made_at: __row.next("made_at")?,
                    })
                }
            }

            #[automatically_derived]
            impl ::williw_workers::d1::TableRow for Step {
                const SELECT: ::core::option::Option<&'static str> = ::core::option::Option::Some(
                    "SELECT id, \"by\", made_at",
                );
            }

            /// What a new row of `steps` is given.
            #[derive(Clone, Debug, PartialEq)]
            pub struct StepInsert {
                /// `None`: the database gives one.
                pub id: ::core::option::Option<i64>,
                pub by: i64,
                pub made_at: ::williw_workers::Timestamp,
            }

            /// What an update of `steps` sets: at least one column.
            #[derive(Clone, Debug)]
            #[must_use]
            pub struct StepPatch<State = ::williw_workers::d1::NonEmpty> {
                sets: ::williw_workers::d1::Sets<State>,
            }

            impl StepPatch<::williw_workers::d1::Empty> {
                /// Nothing yet: an update does not take it before a column is set.
                #[allow(clippy::new_without_default)]
                pub fn new() -> Self {
                    StepPatch {
                        sets: ::williw_workers::d1::Sets::new(),
                    }
                }
            }

            impl<State> StepPatch<State> {
                /// Sets `by`.
                pub fn by(self, value: i64) -> StepPatch {
                    StepPatch {
                        sets: self.sets.set("\"by\" = ?", &value),
                    }
                }

                /// Sets `made_at`.
                pub fn made_at(self, value: ::williw_workers::Timestamp) -> StepPatch {
                    StepPatch {
                        sets: self.sets.set("made_at = ?", &value),
                    }
                }
            }

            /// Statements of `steps`.
            pub mod steps {
                const COLUMNS: &[&str] = &["id", "by", "made_at"];

                /// The row of `steps` with this key.
                pub fn get(
                    id: i64,
                ) -> ::williw_workers::d1::ReadQuery<
                    ::core::option::Option<super::Step>,
                > {
                    ::williw_workers::d1::Query::read(
                        "SELECT id, \"by\", made_at FROM steps WHERE id = ?1",
                        ::std::vec::Vec::from([
                            ::williw_workers::d1::Column::encode(&id),
                        ]),
                        COLUMNS,
                    )
                }

                /// Changes the row of `steps` with this key.
                pub fn update(
                    id: i64,
                    patch: super::StepPatch,
                ) -> ::williw_workers::d1::Query<::williw_workers::d1::Changes> {
                    let (__sql, __params) = patch
                        .sets
                        .update(
                            "UPDATE steps SET ",
                            " WHERE id = ?",
                            [::williw_workers::d1::Column::encode(&id)],
                        );
                    ::williw_workers::d1::Query::write(__sql, __params, &[])
                }

                /// The same, returning the changed row.
                pub fn update_returning(
                    id: i64,
                    patch: super::StepPatch,
                ) -> ::williw_workers::d1::Query<::core::option::Option<super::Step>> {
                    let (__sql, __params) = patch
                        .sets
                        .update(
                            "UPDATE steps SET ",
                            " WHERE id = ? RETURNING id, \"by\", made_at",
                            [::williw_workers::d1::Column::encode(&id)],
                        );
                    ::williw_workers::d1::Query::write(__sql, __params, COLUMNS)
                }

                /// Deletes the row of `steps` with this key.
                pub fn delete(
                    id: i64,
                ) -> ::williw_workers::d1::Query<::williw_workers::d1::Changes> {
                    ::williw_workers::d1::Query::write(
                        "DELETE FROM steps WHERE id = ?1",
                        ::std::vec::Vec::from([
                            ::williw_workers::d1::Column::encode(&id),
                        ]),
                        &[],
                    )
                }

                fn __given(
                    row: super::StepInsert,
                ) -> ::std::vec::Vec<::williw_workers::d1::Value> {
                    ::std::vec::Vec::from([
                        ::williw_workers::d1::Column::encode(&row.id),
                        ::williw_workers::d1::Column::encode(&row.by),
                        ::williw_workers::d1::Column::encode(&row.made_at),
                    ])
                }

                /// Adds a row to `steps`.
                pub fn insert(
                    row: super::StepInsert,
                ) -> ::williw_workers::d1::Query<::williw_workers::d1::Changes> {
                    ::williw_workers::d1::Query::write(
                        "INSERT INTO steps (id, \"by\", made_at) VALUES (?1, ?2, ?3)",
                        __given(row),
                        &[],
                    )
                }

                /// Adds a row to `steps`, and returns it as it was stored.
                pub fn insert_returning(
                    row: super::StepInsert,
                ) -> ::williw_workers::d1::Query<
                    ::williw_workers::d1::Executed<super::Step>,
                > {
                    ::williw_workers::d1::Query::write(
                        "INSERT INTO steps (id, \"by\", made_at) VALUES (?1, ?2, ?3) RETURNING id, \"by\", made_at",
                        __given(row),
                        COLUMNS,
                    )
                }

                /// Adds a row to `steps`, or overwrites the one with the same key.
                pub fn upsert(
                    row: super::StepInsert,
                ) -> ::williw_workers::d1::Query<::williw_workers::d1::Changes> {
                    ::williw_workers::d1::Query::write(
                        "INSERT INTO steps (id, \"by\", made_at) VALUES (?1, ?2, ?3) ON CONFLICT (id) DO UPDATE SET \"by\" = excluded.\"by\", made_at = excluded.made_at",
                        __given(row),
                        &[],
                    )
                }

                /// Adds rows to `steps`: all or none, 33 with each statement.
                pub fn insert_many(
                    rows: impl ::core::iter::IntoIterator<Item = super::StepInsert>,
                ) -> ::williw_workers::d1::Bulk<::williw_workers::d1::Changes> {
                    ::williw_workers::__bulk_insert!(
                        "INSERT INTO steps (id, \"by\", made_at) VALUES ", "(?, ?, ?)",
                        33, ""
                    )
                        .changes(
                            ::core::iter::IntoIterator::into_iter(rows).map(__given),
                        )
                }

                /// The same, returning the rows as they were stored, in this order.
                pub fn insert_many_returning(
                    rows: impl ::core::iter::IntoIterator<Item = super::StepInsert>,
                ) -> ::williw_workers::d1::Bulk<::std::vec::Vec<super::Step>> {
                    ::williw_workers::__bulk_insert!(
                        "INSERT INTO steps (id, \"by\", made_at) VALUES ", "(?, ?, ?)",
                        33, " RETURNING id, \"by\", made_at"
                    )
                        .returning(
                            ::core::iter::IntoIterator::into_iter(rows).map(__given),
                            COLUMNS,
                        )
                }

                /// Where a page of [`page`] ends.
                #[derive(
                    Clone,
                    Debug,
                    PartialEq,
                    ::williw_workers::__private_0_1_0::serde::Serialize,
                    ::williw_workers::__private_0_1_0::serde::Deserialize,
                )]
                #[serde(crate = "::williw_workers::__private_0_1_0::serde")]
                pub struct Key {
                    pub id: i64,
                }

                #[automatically_derived]
                impl ::williw_workers::d1::Key for Key {
                    type Row = super::Step;
                    fn of(row: &Self::Row) -> ::core::option::Option<Self> {
                        ::core::option::Option::Some(Self {
                            id: ::core::clone::Clone::clone(&row.id),
                        })
                    }
                }

                /// A page of rows in the order of `id`.
                pub fn page(
                    page: ::williw_workers::d1::PageRequest<Key>,
                ) -> ::williw_workers::d1::ReadQuery<::williw_workers::d1::Page<Key>> {
                    ::williw_workers::d1::Query::keyset(
                        &::williw_workers::d1::Keyset {
                            ascending: "SELECT id, \"by\", made_at FROM steps ORDER BY id LIMIT ?1",
                            ascending_after: "SELECT id, \"by\", made_at FROM steps WHERE id > ?1 ORDER BY id LIMIT ?2",
                            descending: "SELECT id, \"by\", made_at FROM steps ORDER BY id DESC LIMIT ?1",
                            descending_after: "SELECT id, \"by\", made_at FROM steps WHERE id < ?1 ORDER BY id DESC LIMIT ?2",
                        },
                        [],
                        page,
                        |after| [::williw_workers::d1::Column::encode(&after.id)],
                        COLUMNS,
                    )
                }

                /// The table's columns as types; `#[derive(Row)]` checks its fields against them.
                #[allow(non_camel_case_types)]
                pub mod columns {
                    ::williw_workers::__column!(
                        super::super::Step, id : ::core::primitive::i64, "id", "id"
                    );
                    ::williw_workers::__column!(
                        super::super::Step, by : ::core::primitive::i64, "by", "\"by\""
                    );
                    ::williw_workers::__column!(
                        super::super::Step, made_at : ::williw_workers::Timestamp,
                        "made_at", "made_at"
                    );
                }
            }
        }

        /// The named queries.
        pub mod queries {
            /// The query `Total`.
            /// Reads every row of `steps`.
            pub fn total() -> ::williw_workers::d1::ReadQuery<i64> {
                const STATEMENT: ::williw_workers::d1::Statement<
                    ::williw_workers::d1::Read,
                > = ::williw_workers::d1::Statement {
                    sql: "SELECT CAST(total(by) AS INTEGER) AS total FROM steps",
                    columns: &["total"],
                    access: ::williw_workers::d1::Read,
                    idempotent: false,
                };
                STATEMENT.cell(::std::vec::Vec::from([]))
            }
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
    /// The objects of the class `Counter`.
    pub counter: self::objects::CounterNamespace,
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
        let counter = self::objects::CounterNamespace::__start(&mut __starter);
        let __vars = Vars::__start(&mut __starter);
        let __secrets = Secrets::__start(&mut __starter);
        let __cx = (|| ::core::option::Option::Some(Self {
            clock: ::williw_workers::WorkersClock::from_source(host.clock()),
            counter: counter?,
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
    /// What implements [`objects::Counter`].
    type Counter: self::objects::Counter;
}

/// What this Worker is and needs.
pub static MANIFEST: ::williw_workers::driver::Manifest = ::williw_workers::driver::Manifest {
    name: "worker",
    d1: &[],
    kv: &[],
    objects: &[
        ::williw_workers::driver::ObjectManifest {
            class: "Counter",
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
            "Counter" => {
                ::core::option::Option::Some(
                    self::objects::__counter::<
                        <S as Objects>::Counter,
                    >(&self.cx, __driver),
                )
            }
            _ => ::core::option::Option::None,
        }
    }
}
