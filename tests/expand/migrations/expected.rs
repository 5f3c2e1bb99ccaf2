/// The database: `schema.sql`.
pub mod db {
    /// A row of the table `notes`.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Note {
        /// `notes.id INTEGER`
        pub id: i64,
        /// What it says.
        ///
        /// `notes.text TEXT`
        pub text: ::core::option::Option<::std::string::String>,
    }

    #[automatically_derived]
    impl ::williw_workers::d1::FromRow for Note {
        fn from_row(
            __row: &mut ::williw_workers::d1::Row<'_>,
        ) -> ::core::result::Result<Self, ::williw_workers::d1::DecodeError> {
            ::core::result::Result::Ok(Self {
                id: __row.next("id")?,
                text: __row.next("text")?,
            })
        }
    }

    #[automatically_derived]
    impl ::williw_workers::d1::TableRow for Note {
        const SELECT: ::core::option::Option<&'static str> = ::core::option::Option::Some(
            "SELECT id, text",
        );
    }

    /// What a new row of `notes` is given.
    #[derive(Clone, Debug, PartialEq)]
    pub struct NoteInsert {
        /// `None`: the database gives one.
        pub id: ::core::option::Option<i64>,
        /// What it says.
        pub text: ::core::option::Option<::std::string::String>,
    }

    /// What an update of `notes` sets: at least one column.
    #[derive(Clone, Debug)]
    #[must_use]
    pub struct NotePatch<State = ::williw_workers::d1::NonEmpty> {
        sets: ::williw_workers::d1::Sets<State>,
    }

    impl NotePatch<::williw_workers::d1::Empty> {
        /// Nothing yet: an update does not take it before a column is set.
        #[allow(clippy::new_without_default)]
        pub fn new() -> Self {
            NotePatch {
                sets: ::williw_workers::d1::Sets::new(),
            }
        }
    }

    impl<State> NotePatch<State> {
        /// What it says.
        ///
        /// Sets `text`.
        pub fn text(
            self,
            value: ::core::option::Option<::std::string::String>,
        ) -> NotePatch {
            NotePatch {
                sets: self.sets.set("text = ?", &value),
            }
        }
    }

    /// Statements of `notes`.
    pub mod notes {
        const COLUMNS: &[&str] = &["id", "text"];

        /// The row of `notes` with this key.
        pub fn get(
            id: i64,
        ) -> ::williw_workers::d1::ReadQuery<::core::option::Option<super::Note>> {
            ::williw_workers::d1::Query::read(
                "SELECT id, text FROM notes WHERE id = ?1",
                ::std::vec::Vec::from([::williw_workers::d1::Column::encode(&id)]),
                COLUMNS,
            )
        }

        /// Changes the row of `notes` with this key.
        pub fn update(
            id: i64,
            patch: super::NotePatch,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Changes> {
            let (__sql, __params) = patch
                .sets
                .update(
                    "UPDATE notes SET ",
                    " WHERE id = ?",
                    [::williw_workers::d1::Column::encode(&id)],
                );
            ::williw_workers::d1::Query::write(__sql, __params, &[])
        }

        /// The same, returning the changed row.
        pub fn update_returning(
            id: i64,
            patch: super::NotePatch,
        ) -> ::williw_workers::d1::Query<::core::option::Option<super::Note>> {
            let (__sql, __params) = patch
                .sets
                .update(
                    "UPDATE notes SET ",
                    " WHERE id = ? RETURNING id, text",
                    [::williw_workers::d1::Column::encode(&id)],
                );
            ::williw_workers::d1::Query::write(__sql, __params, COLUMNS)
        }

        /// Deletes the row of `notes` with this key.
        pub fn delete(
            id: i64,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Changes> {
            ::williw_workers::d1::Query::write(
                "DELETE FROM notes WHERE id = ?1",
                ::std::vec::Vec::from([::williw_workers::d1::Column::encode(&id)]),
                &[],
            )
        }

        fn __given(
            row: super::NoteInsert,
        ) -> ::std::vec::Vec<::williw_workers::d1::Value> {
            ::std::vec::Vec::from([
                ::williw_workers::d1::Column::encode(&row.id),
                ::williw_workers::d1::Column::encode(&row.text),
            ])
        }

        /// Adds a row to `notes`.
        pub fn insert(
            row: super::NoteInsert,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Changes> {
            ::williw_workers::d1::Query::write(
                "INSERT INTO notes (id, text) VALUES (?1, ?2)",
                __given(row),
                &[],
            )
        }

        /// Adds a row to `notes`, and returns it as it was stored.
        pub fn insert_returning(
            row: super::NoteInsert,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Executed<super::Note>> {
            ::williw_workers::d1::Query::write(
                "INSERT INTO notes (id, text) VALUES (?1, ?2) RETURNING id, text",
                __given(row),
                COLUMNS,
            )
        }

        /// Adds a row to `notes`, or overwrites the one with the same key.
        pub fn upsert(
            row: super::NoteInsert,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Changes> {
            ::williw_workers::d1::Query::write(
                "INSERT INTO notes (id, text) VALUES (?1, ?2) ON CONFLICT (id) DO UPDATE SET text = excluded.text",
                __given(row),
                &[],
            )
        }

        /// Adds rows to `notes`: all or none, 50 with each statement.
        pub fn insert_many(
            rows: impl ::core::iter::IntoIterator<Item = super::NoteInsert>,
        ) -> ::williw_workers::d1::Bulk<::williw_workers::d1::Changes> {
            ::williw_workers::__bulk_insert!(
                "INSERT INTO notes (id, text) VALUES ", "(?, ?)", 50, ""
            )
                .changes(::core::iter::IntoIterator::into_iter(rows).map(__given))
        }

        /// The same, returning the rows as they were stored, in this order.
        pub fn insert_many_returning(
            rows: impl ::core::iter::IntoIterator<Item = super::NoteInsert>,
        ) -> ::williw_workers::d1::Bulk<::std::vec::Vec<super::Note>> {
            ::williw_workers::__bulk_insert!(
                "INSERT INTO notes (id, text) VALUES ", "(?, ?)", 50,
                " RETURNING id, text"
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
            type Row = super::Note;
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
                    ascending: "SELECT id, text FROM notes ORDER BY id LIMIT ?1",
                    ascending_after: "SELECT id, text FROM notes WHERE id > ?1 ORDER BY id LIMIT ?2",
                    descending: "SELECT id, text FROM notes ORDER BY id DESC LIMIT ?1",
                    descending_after: "SELECT id, text FROM notes WHERE id < ?1 ORDER BY id DESC LIMIT ?2",
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
                super::super::Note, id : ::core::primitive::i64, "id", "id"
            );
            ::williw_workers::__column!(
                super::super::Note, text : ::core::option::Option < ::std::string::String
                >, "text", "text"
            );
        }
    }
}

/// The HTTP interface: `routes.toml`.
pub mod api {
    /// Answers one request.
    pub(super) async fn __fetch<S: Api>(
        service: &S,
        cx: &super::Cx,
        request: ::williw_workers::http::Request,
    ) -> ::williw_workers::http::Response {
        let __handle = async |request: &::williw_workers::http::Request| {
            cx.__migrations.admit(request).await?;
            __dispatch(service, cx, request).await
        };
        ::williw_workers::http::exchange::answer(
                &cx.host,
                ::core::option::Option::None,
                request,
                __handle,
            )
            .await
    }
}

/// What a handler reaches the world through.
#[derive(Clone)]
pub struct Cx {
    /// The clock.
    pub clock: ::williw_workers::WorkersClock,
    /// The database `DB`.
    pub db: ::williw_workers::d1::D1Database,
    /// The variables.
    pub vars: Vars,
    /// The secrets.
    pub secrets: Secrets,
    /// The host.
    pub host: ::std::rc::Rc<dyn ::williw_workers::driver::Host>,
    __migrations: ::williw_workers::d1::Migrations,
}

impl Cx {
    fn __start(
        host: ::std::rc::Rc<dyn ::williw_workers::driver::Host>,
    ) -> ::core::result::Result<Self, ::williw_workers::driver::StartError> {
        let mut __starter = ::williw_workers::start::Starter::new(&host);
        let db = __starter.d1("DB");
        let __vars = Vars::__start(&mut __starter);
        let __secrets = Secrets::__start(&mut __starter);
        let __cx = (|| ::core::option::Option::Some(Self {
            clock: ::williw_workers::WorkersClock::from_source(host.clock()),
            db: db?,
            __migrations: ::williw_workers::d1::Migrations::new(
                &host,
                &["DB"],
                &["0001_notes.sql", "0002_text.sql"],
            ),
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

/// The cron jobs: a handler for every one. Each may run twice, or not at all.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not run the cron jobs of this spec",
    note = "write `#[app::handlers] impl app::Cron for {Self}` with a handler for each job"
)]
#[allow(async_fn_in_trait)]
pub trait Cron {
    /// `*/5 * * * *`
    async fn tidy(
        &self,
        cx: &Cx,
        run: ::williw_workers::cron::CronRun,
    ) -> ::core::result::Result<(), ::williw_workers::cron::CronError>;
}

/// What this Worker is and needs.
pub static MANIFEST: ::williw_workers::driver::Manifest = ::williw_workers::driver::Manifest {
    name: "migrated",
    d1: &[
        ::williw_workers::driver::D1Manifest {
            binding: "DB",
            schema: &[
                "CREATE TABLE notes (id INTEGER PRIMARY KEY)",
                "ALTER TABLE notes ADD COLUMN text TEXT",
            ],
            migrations: &[
                ::williw_workers::driver::Migration {
                    name: "0001_notes.sql",
                    sql: "CREATE TABLE notes (id INTEGER PRIMARY KEY);\n",
                },
                ::williw_workers::driver::Migration {
                    name: "0002_text.sql",
                    sql: "-- What it says.\nALTER TABLE notes ADD COLUMN text TEXT;\n",
                },
            ],
        },
    ],
    kv: &[],
    objects: &[],
    crons: &[
        ::williw_workers::driver::CronManifest {
            job: "tidy",
            schedule: "*/5 * * * *",
        },
    ],
    routes: &[],
    ratelimits: &[],
    vars: &[],
    secrets: &[],
    openapi: OPENAPI,
    openapi_path: "",
    docs_path: "",
};

/// The Worker that answers with this service.
pub fn worker<S: Api + Cron + 'static>(service: S) -> App<S> {
    App {
        service: ::std::rc::Rc::new(service),
    }
}

impl<S: Api + Cron + 'static> ::williw_workers::driver::Worker for App<S> {
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

impl<S: Api + Cron + 'static> ::williw_workers::driver::Running for Started<S> {
    fn fetch(
        &self,
        request: ::williw_workers::http::Request,
    ) -> ::williw_workers::driver::LocalFuture<'_, ::williw_workers::http::Response> {
        ::std::boxed::Box::pin(self::api::__fetch(&*self.service, &self.cx, request))
    }

    fn scheduled<'a>(
        &'a self,
        __trigger: ::williw_workers::cron::Trigger<'a>,
        __scheduled_ms: u64,
    ) -> ::williw_workers::driver::LocalFuture<
        'a,
        ::std::vec::Vec<::williw_workers::cron::JobOutcome>,
    > {
        ::std::boxed::Box::pin(async move {
            let __run = ::williw_workers::cron::CronRun::at(__scheduled_ms);
            let mut __outcomes = ::std::vec::Vec::new();
            let __ready = self.cx.__migrations.check().await;
            if __trigger.asks("tidy", "*/5 * * * *") {
                __outcomes
                    .push(
                        ::williw_workers::cron::run(
                                &self.cx.host,
                                "tidy",
                                ::std::boxed::Box::pin(async {
                                    match &__ready {
                                        ::core::result::Result::Ok(()) => {
                                            Cron::tidy(&*self.service, &self.cx, __run).await
                                        }
                                        ::core::result::Result::Err(__behind) => {
                                            ::core::result::Result::Err(
                                                ::core::convert::Into::into(__behind),
                                            )
                                        }
                                    }
                                }),
                            )
                            .await,
                    );
            }
            __outcomes
        })
    }
}
