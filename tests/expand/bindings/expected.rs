/// The database: `schema.sql`.
pub mod db {
    /// A row of the table `kept`.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Kept {
        /// `kept.id INTEGER`
        pub id: i64,
    }

    #[automatically_derived]
    impl ::williw_workers::d1::FromRow for Kept {
        fn from_row(
            __row: &mut ::williw_workers::d1::Row<'_>,
        ) -> ::core::result::Result<Self, ::williw_workers::d1::DecodeError> {
            ::core::result::Result::Ok(Self { id: __row.next("id")? })
        }
    }

    #[automatically_derived]
    impl ::williw_workers::d1::TableRow for Kept {
        const SELECT: ::core::option::Option<&'static str> = ::core::option::Option::Some(
            "SELECT id",
        );
    }

    /// What a new row of `kept` is given.
    #[derive(Clone, Debug, PartialEq)]
    pub struct KeptInsert {
        /// `None`: the database gives one.
        pub id: ::core::option::Option<i64>,
    }

    /// Statements of `kept`.
    pub mod kept {
        const COLUMNS: &[&str] = &["id"];

        /// The row of `kept` with this key.
        pub fn get(
            id: i64,
        ) -> ::williw_workers::d1::ReadQuery<::core::option::Option<super::Kept>> {
            ::williw_workers::d1::Query::read(
                "SELECT id FROM kept WHERE id = ?1",
                ::std::vec::Vec::from([::williw_workers::d1::Column::encode(&id)]),
                COLUMNS,
            )
        }

        /// Deletes the row of `kept` with this key.
        pub fn delete(
            id: i64,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Changes> {
            ::williw_workers::d1::Query::write(
                "DELETE FROM kept WHERE id = ?1",
                ::std::vec::Vec::from([::williw_workers::d1::Column::encode(&id)]),
                &[],
            )
        }

        fn __given(
            row: super::KeptInsert,
        ) -> ::std::vec::Vec<::williw_workers::d1::Value> {
            ::std::vec::Vec::from([::williw_workers::d1::Column::encode(&row.id)])
        }

        /// Adds a row to `kept`.
        pub fn insert(
            row: super::KeptInsert,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Changes> {
            ::williw_workers::d1::Query::write(
                "INSERT INTO kept (id) VALUES (?1)",
                __given(row),
                &[],
            )
        }

        /// Adds a row to `kept`, and returns it as it was stored.
        pub fn insert_returning(
            row: super::KeptInsert,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Executed<super::Kept>> {
            ::williw_workers::d1::Query::write(
                "INSERT INTO kept (id) VALUES (?1) RETURNING id",
                __given(row),
                COLUMNS,
            )
        }

        /// Adds a row to `kept`, or overwrites the one with the same key.
        pub fn upsert(
            row: super::KeptInsert,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Changes> {
            ::williw_workers::d1::Query::write(
                "INSERT INTO kept (id) VALUES (?1) ON CONFLICT (id) DO NOTHING",
                __given(row),
                &[],
            )
        }

        /// Adds rows to `kept`: all or none, 100 with each statement.
        pub fn insert_many(
            rows: impl ::core::iter::IntoIterator<Item = super::KeptInsert>,
        ) -> ::williw_workers::d1::Bulk<::williw_workers::d1::Changes> {
            ::williw_workers::__bulk_insert!(
                "INSERT INTO kept (id) VALUES ", "(?)", 100, ""
            )
                .changes(::core::iter::IntoIterator::into_iter(rows).map(__given))
        }

        /// The same, returning the rows as they were stored, in this order.
        pub fn insert_many_returning(
            rows: impl ::core::iter::IntoIterator<Item = super::KeptInsert>,
        ) -> ::williw_workers::d1::Bulk<::std::vec::Vec<super::Kept>> {
            ::williw_workers::__bulk_insert!(
                "INSERT INTO kept (id) VALUES ", "(?)", 100, " RETURNING id"
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
            type Row = super::Kept;
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
                    ascending: "SELECT id FROM kept ORDER BY id LIMIT ?1",
                    ascending_after: "SELECT id FROM kept WHERE id > ?1 ORDER BY id LIMIT ?2",
                    descending: "SELECT id FROM kept ORDER BY id DESC LIMIT ?1",
                    descending_after: "SELECT id FROM kept WHERE id < ?1 ORDER BY id DESC LIMIT ?2",
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
                super::super::Kept, id : ::core::primitive::i64, "id", "id"
            );
        }
    }
}

/// What a handler reaches the world through.
#[derive(Clone)]
pub struct Cx {
    /// The clock.
    pub clock: ::williw_workers::WorkersClock,
    /// The database `MAIN_DB`.
    pub main_db: ::williw_workers::d1::D1Database,
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
        let main_db = __starter.d1("MAIN_DB");
        let __vars = Vars::__start(&mut __starter);
        let __secrets = Secrets::__start(&mut __starter);
        let __cx = (|| ::core::option::Option::Some(Self {
            clock: ::williw_workers::WorkersClock::from_source(host.clock()),
            main_db: main_db?,
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

/// The Worker's variables, checked when it started.
#[derive(Clone, Debug)]
pub struct Vars {
    /// How loud.
    ///
    /// `LEVEL`.
    pub level: u8,
    /// `NAME`.
    pub name: ::std::string::String,
}

impl Vars {
    fn __start(
        __starter: &mut ::williw_workers::start::Starter<'_>,
    ) -> ::core::option::Option<Self> {
        let level = __starter
            .var(
                "LEVEL",
                ::core::option::Option::Some("2"),
                |__text| ::williw_workers::start::parse_integer::<u8>(__text, 1, 3),
            );
        let name = __starter
            .var(
                "NAME",
                ::core::option::Option::None,
                |__text| {
                    const RULES: ::williw_workers::http::text::TextRules = ::williw_workers::http::text::TextRules {
                        min_len: 0,
                        max_len: 4294967295,
                        pattern: ::core::option::Option::Some(
                            &::williw_workers::http::text::Pattern {
                                source: "[a-z]+",
                                classes: b"\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
                                class_count: 2,
                                next: &[0, 0, 0, 2, 0, 2],
                                accepting: &[false, false, true],
                            },
                        ),
                        parse_with: ::core::option::Option::None,
                    };
                    RULES.apply(::std::borrow::ToOwned::to_owned(__text))
                },
            );
        ::core::option::Option::Some(Self { level: level?, name: name? })
    }
}

/// The Worker's secrets. They show in no `Debug` output.
#[derive(Clone, Debug)]
pub struct Secrets {
    /// `TOKEN`.
    pub token: ::williw_workers::start::Secret,
    /// `SPARE`.
    pub spare: ::core::option::Option<::williw_workers::start::Secret>,
}

impl Secrets {
    fn __start(
        __starter: &mut ::williw_workers::start::Starter<'_>,
    ) -> ::core::option::Option<Self> {
        let token = __starter.secret("TOKEN");
        let spare = ::core::option::Option::Some(__starter.optional_secret("SPARE"));
        ::core::option::Option::Some(Self {
            token: token?,
            spare: spare?,
        })
    }
}

/// What this Worker is and needs.
pub static MANIFEST: ::williw_workers::driver::Manifest = ::williw_workers::driver::Manifest {
    name: "bound",
    d1: &[
        ::williw_workers::driver::D1Manifest {
            binding: "MAIN_DB",
            schema: &["CREATE TABLE kept (id INTEGER PRIMARY KEY)"],
            migrations: &[],
        },
    ],
    kv: &[],
    objects: &[],
    crons: &[],
    routes: &[],
    ratelimits: &[],
    vars: &["LEVEL", "NAME"],
    secrets: &["TOKEN", "SPARE"],
    openapi: OPENAPI,
    openapi_path: "",
    docs_path: "",
};
