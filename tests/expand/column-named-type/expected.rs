/// The database: `schema.sql`.
pub mod db {
    /// A row of the table `events`.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Event {
        /// `events.id INTEGER`
        pub id: i64,
        /// `events.type TEXT`
        pub r#type: ::std::string::String,
    }

    #[automatically_derived]
    impl ::williw_workers::d1::FromRow for Event {
        fn from_row(
            __row: &mut ::williw_workers::d1::Row<'_>,
        ) -> ::core::result::Result<Self, ::williw_workers::d1::DecodeError> {
            ::core::result::Result::Ok(Self {
                id: __row.next("id")?,
                r#type: __row.next("type")?,
            })
        }
    }

    #[automatically_derived]
    impl ::williw_workers::d1::TableRow for Event {
        const SELECT: ::core::option::Option<&'static str> = ::core::option::Option::Some(
            "SELECT id, type",
        );
    }

    /// What a new row of `events` is given.
    #[derive(Clone, Debug, PartialEq)]
    pub struct EventInsert {
        /// `None`: the database gives one.
        pub id: ::core::option::Option<i64>,
        pub r#type: ::std::string::String,
    }

    /// What an update of `events` sets: at least one column.
    #[derive(Clone, Debug)]
    #[must_use]
    pub struct EventPatch<State = ::williw_workers::d1::NonEmpty> {
        sets: ::williw_workers::d1::Sets<State>,
    }

    impl EventPatch<::williw_workers::d1::Empty> {
        /// Nothing yet: an update does not take it before a column is set.
        #[allow(clippy::new_without_default)]
        pub fn new() -> Self {
            EventPatch {
                sets: ::williw_workers::d1::Sets::new(),
            }
        }
    }

    impl<State> EventPatch<State> {
        /// Sets `type`.
        pub fn r#type(self, value: ::std::string::String) -> EventPatch {
            EventPatch {
                sets: self.sets.set("type = ?", &value),
            }
        }
    }

    /// Statements of `events`.
    pub mod events {
        const COLUMNS: &[&str] = &["id", "type"];

        /// The row of `events` with this key.
        pub fn get(
            id: i64,
        ) -> ::williw_workers::d1::ReadQuery<::core::option::Option<super::Event>> {
            ::williw_workers::d1::Query::read(
                "SELECT id, type FROM events WHERE id = ?1",
                ::std::vec::Vec::from([::williw_workers::d1::Column::encode(&id)]),
                COLUMNS,
            )
        }

        /// Changes the row of `events` with this key.
        pub fn update(
            id: i64,
            patch: super::EventPatch,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Changes> {
            let (__sql, __params) = patch
                .sets
                .update(
                    "UPDATE events SET ",
                    " WHERE id = ?",
                    [::williw_workers::d1::Column::encode(&id)],
                );
            ::williw_workers::d1::Query::write(__sql, __params, &[])
        }

        /// The same, returning the changed row.
        pub fn update_returning(
            id: i64,
            patch: super::EventPatch,
        ) -> ::williw_workers::d1::Query<::core::option::Option<super::Event>> {
            let (__sql, __params) = patch
                .sets
                .update(
                    "UPDATE events SET ",
                    " WHERE id = ? RETURNING id, type",
                    [::williw_workers::d1::Column::encode(&id)],
                );
            ::williw_workers::d1::Query::write(__sql, __params, COLUMNS)
        }

        /// Deletes the row of `events` with this key.
        pub fn delete(
            id: i64,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Changes> {
            ::williw_workers::d1::Query::write(
                "DELETE FROM events WHERE id = ?1",
                ::std::vec::Vec::from([::williw_workers::d1::Column::encode(&id)]),
                &[],
            )
        }

        fn __given(
            row: super::EventInsert,
        ) -> ::std::vec::Vec<::williw_workers::d1::Value> {
            ::std::vec::Vec::from([
                ::williw_workers::d1::Column::encode(&row.id),
                ::williw_workers::d1::Column::encode(&row.r#type),
            ])
        }

        /// Adds a row to `events`.
        pub fn insert(
            row: super::EventInsert,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Changes> {
            ::williw_workers::d1::Query::write(
                "INSERT INTO events (id, type) VALUES (?1, ?2)",
                __given(row),
                &[],
            )
        }

        /// Adds a row to `events`, and returns it as it was stored.
        pub fn insert_returning(
            row: super::EventInsert,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Executed<super::Event>> {
            ::williw_workers::d1::Query::write(
                "INSERT INTO events (id, type) VALUES (?1, ?2) RETURNING id, type",
                __given(row),
                COLUMNS,
            )
        }

        /// Adds a row to `events`, or overwrites the one with the same key.
        pub fn upsert(
            row: super::EventInsert,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Changes> {
            ::williw_workers::d1::Query::write(
                "INSERT INTO events (id, type) VALUES (?1, ?2) ON CONFLICT (id) DO UPDATE SET type = excluded.type",
                __given(row),
                &[],
            )
        }

        /// Adds rows to `events`: all or none, 50 with each statement.
        pub fn insert_many(
            rows: impl ::core::iter::IntoIterator<Item = super::EventInsert>,
        ) -> ::williw_workers::d1::Bulk<::williw_workers::d1::Changes> {
            ::williw_workers::__bulk_insert!(
                "INSERT INTO events (id, type) VALUES ", "(?, ?)", 50, ""
            )
                .changes(::core::iter::IntoIterator::into_iter(rows).map(__given))
        }

        /// The same, returning the rows as they were stored, in this order.
        pub fn insert_many_returning(
            rows: impl ::core::iter::IntoIterator<Item = super::EventInsert>,
        ) -> ::williw_workers::d1::Bulk<::std::vec::Vec<super::Event>> {
            ::williw_workers::__bulk_insert!(
                "INSERT INTO events (id, type) VALUES ", "(?, ?)", 50,
                " RETURNING id, type"
            )
                .returning(
                    ::core::iter::IntoIterator::into_iter(rows).map(__given),
                    COLUMNS,
                )
        }

        /// Up to `limit` rows with these values (index `events_type`).
        pub fn by_type(
            r#type: &str,
            limit: u32,
        ) -> ::williw_workers::d1::ReadQuery<::std::vec::Vec<super::Event>> {
            ::williw_workers::d1::Query::read(
                "SELECT id, type FROM events WHERE type = ?1 LIMIT ?2",
                ::std::vec::Vec::from([
                    ::williw_workers::d1::Value::from(r#type),
                    ::williw_workers::d1::Column::encode(&limit),
                ]),
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
            type Row = super::Event;
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
                    ascending: "SELECT id, type FROM events ORDER BY id LIMIT ?1",
                    ascending_after: "SELECT id, type FROM events WHERE id > ?1 ORDER BY id LIMIT ?2",
                    descending: "SELECT id, type FROM events ORDER BY id DESC LIMIT ?1",
                    descending_after: "SELECT id, type FROM events WHERE id < ?1 ORDER BY id DESC LIMIT ?2",
                },
                [],
                page,
                |after| [::williw_workers::d1::Column::encode(&after.id)],
                COLUMNS,
            )
        }

        /// Where a page of [`page_by_type`] ends.
        #[derive(
            Clone,
            Debug,
            PartialEq,
            ::williw_workers::__private_0_1_0::serde::Serialize,
            ::williw_workers::__private_0_1_0::serde::Deserialize,
        )]
        #[serde(crate = "::williw_workers::__private_0_1_0::serde")]
        pub struct ByTypeKey {
            pub r#type: ::std::string::String,
            pub id: i64,
        }

        #[automatically_derived]
        impl ::williw_workers::d1::Key for ByTypeKey {
            type Row = super::Event;
            fn of(row: &Self::Row) -> ::core::option::Option<Self> {
                ::core::option::Option::Some(Self {
                    r#type: ::core::clone::Clone::clone(&row.r#type),
                    id: ::core::clone::Clone::clone(&row.id),
                })
            }
        }

        /// A page of rows in the order of `type`, `id` (index `events_type`).
        pub fn page_by_type(
            page: ::williw_workers::d1::PageRequest<ByTypeKey>,
        ) -> ::williw_workers::d1::ReadQuery<::williw_workers::d1::Page<ByTypeKey>> {
            ::williw_workers::d1::Query::keyset(
                &::williw_workers::d1::Keyset {
                    ascending: "SELECT id, type FROM events ORDER BY type, id LIMIT ?1",
                    ascending_after: "SELECT id, type FROM events WHERE (type, id) > (?1, ?2) ORDER BY type, id LIMIT ?3",
                    descending: "SELECT id, type FROM events ORDER BY type DESC, id DESC LIMIT ?1",
                    descending_after: "SELECT id, type FROM events WHERE (type, id) < (?1, ?2) ORDER BY type DESC, id DESC LIMIT ?3",
                },
                [],
                page,
                |after| [
                    ::williw_workers::d1::Column::encode(&after.r#type),
                    ::williw_workers::d1::Column::encode(&after.id),
                ],
                COLUMNS,
            )
        }

        /// The table's columns as types; `#[derive(Row)]` checks its fields against them.
        #[allow(non_camel_case_types)]
        pub mod columns {
            ::williw_workers::__column!(
                super::super::Event, id : ::core::primitive::i64, "id", "id"
            );
            ::williw_workers::__column!(
                super::super::Event, r#type : ::std::string::String, "type", "type"
            );
        }
    }
}
