/// The database: `schema.sql`.
pub mod db {
    /// A row of the table `boxes`.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Box {
        /// `boxes.id INTEGER`
        pub id: i64,
        /// `boxes.width REAL`
        pub width: f64,
        /// `boxes.height REAL`
        pub height: f64,
        /// `boxes.area REAL`
        pub area: f64,
        /// `boxes.label TEXT`
        pub label: ::core::option::Option<::std::string::String>,
    }

    #[automatically_derived]
    impl ::williw_workers::d1::FromRow for Box {
        fn from_row(
            __row: &mut ::williw_workers::d1::Row<'_>,
        ) -> ::core::result::Result<Self, ::williw_workers::d1::DecodeError> {
            ::core::result::Result::Ok(Self {
                id: __row.next("id")?,
                width: __row.next("width")?,
                height: __row.next("height")?,
                area: __row.next("area")?,
                label: __row.next("label")?,
            })
        }
    }

    #[automatically_derived]
    impl ::williw_workers::d1::TableRow for Box {
        const SELECT: ::core::option::Option<&'static str> = ::core::option::Option::Some(
            "SELECT id, width, height, area, label",
        );
    }

    /// What a new row of `boxes` is given.
    #[derive(Clone, Debug, PartialEq)]
    pub struct BoxInsert {
        /// `None`: the database gives one.
        pub id: ::core::option::Option<i64>,
        pub width: f64,
        pub height: f64,
    }

    /// What an update of `boxes` sets: at least one column.
    #[derive(Clone, Debug)]
    #[must_use]
    pub struct BoxPatch<State = ::williw_workers::d1::NonEmpty> {
        sets: ::williw_workers::d1::Sets<State>,
    }

    impl BoxPatch<::williw_workers::d1::Empty> {
        /// Nothing yet: an update does not take it before a column is set.
        #[allow(clippy::new_without_default)]
        pub fn new() -> Self {
            BoxPatch {
                sets: ::williw_workers::d1::Sets::new(),
            }
        }
    }

    impl<State> BoxPatch<State> {
        /// Sets `width`.
        pub fn width(self, value: f64) -> BoxPatch {
            BoxPatch {
                sets: self.sets.set("width = ?", &value),
            }
        }

        /// Sets `height`.
        pub fn height(self, value: f64) -> BoxPatch {
            BoxPatch {
                sets: self.sets.set("height = ?", &value),
            }
        }
    }

    /// Statements of `boxes`.
    pub mod boxes {
        const COLUMNS: &[&str] = &["id", "width", "height", "area", "label"];

        /// The row of `boxes` with this key.
        pub fn get(
            id: i64,
        ) -> ::williw_workers::d1::ReadQuery<::core::option::Option<super::Box>> {
            ::williw_workers::d1::Query::read(
                "SELECT id, width, height, area, label FROM boxes WHERE id = ?1",
                ::std::vec::Vec::from([::williw_workers::d1::Column::encode(&id)]),
                COLUMNS,
            )
        }

        /// Changes the row of `boxes` with this key.
        pub fn update(
            id: i64,
            patch: super::BoxPatch,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Changes> {
            let (__sql, __params) = patch
                .sets
                .update(
                    "UPDATE boxes SET ",
                    " WHERE id = ?",
                    [::williw_workers::d1::Column::encode(&id)],
                );
            ::williw_workers::d1::Query::write(__sql, __params, &[])
        }

        /// The same, returning the changed row.
        pub fn update_returning(
            id: i64,
            patch: super::BoxPatch,
        ) -> ::williw_workers::d1::Query<::core::option::Option<super::Box>> {
            let (__sql, __params) = patch
                .sets
                .update(
                    "UPDATE boxes SET ",
                    " WHERE id = ? RETURNING id, width, height, area, label",
                    [::williw_workers::d1::Column::encode(&id)],
                );
            ::williw_workers::d1::Query::write(__sql, __params, COLUMNS)
        }

        /// Deletes the row of `boxes` with this key.
        pub fn delete(
            id: i64,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Changes> {
            ::williw_workers::d1::Query::write(
                "DELETE FROM boxes WHERE id = ?1",
                ::std::vec::Vec::from([::williw_workers::d1::Column::encode(&id)]),
                &[],
            )
        }

        fn __given(
            row: super::BoxInsert,
        ) -> ::std::vec::Vec<::williw_workers::d1::Value> {
            ::std::vec::Vec::from([
                ::williw_workers::d1::Column::encode(&row.id),
                ::williw_workers::d1::Column::encode(&row.width),
                ::williw_workers::d1::Column::encode(&row.height),
            ])
        }

        /// Adds a row to `boxes`.
        pub fn insert(
            row: super::BoxInsert,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Changes> {
            ::williw_workers::d1::Query::write(
                "INSERT INTO boxes (id, width, height) VALUES (?1, ?2, ?3)",
                __given(row),
                &[],
            )
        }

        /// Adds a row to `boxes`, and returns it as it was stored.
        pub fn insert_returning(
            row: super::BoxInsert,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Executed<super::Box>> {
            ::williw_workers::d1::Query::write(
                "INSERT INTO boxes (id, width, height) VALUES (?1, ?2, ?3) RETURNING id, width, height, area, label",
                __given(row),
                COLUMNS,
            )
        }

        /// Adds a row to `boxes`, or overwrites the one with the same key.
        pub fn upsert(
            row: super::BoxInsert,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Changes> {
            ::williw_workers::d1::Query::write(
                "INSERT INTO boxes (id, width, height) VALUES (?1, ?2, ?3) ON CONFLICT (id) DO UPDATE SET width = excluded.width, height = excluded.height",
                __given(row),
                &[],
            )
        }

        /// Adds rows to `boxes`: all or none, 33 with each statement.
        pub fn insert_many(
            rows: impl ::core::iter::IntoIterator<Item = super::BoxInsert>,
        ) -> ::williw_workers::d1::Bulk<::williw_workers::d1::Changes> {
            ::williw_workers::__bulk_insert!(
                "INSERT INTO boxes (id, width, height) VALUES ", "(?, ?, ?)", 33, ""
            )
                .changes(::core::iter::IntoIterator::into_iter(rows).map(__given))
        }

        /// The same, returning the rows as they were stored, in this order.
        pub fn insert_many_returning(
            rows: impl ::core::iter::IntoIterator<Item = super::BoxInsert>,
        ) -> ::williw_workers::d1::Bulk<::std::vec::Vec<super::Box>> {
            ::williw_workers::__bulk_insert!(
                "INSERT INTO boxes (id, width, height) VALUES ", "(?, ?, ?)", 33,
                " RETURNING id, width, height, area, label"
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
            type Row = super::Box;
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
                    ascending: "SELECT id, width, height, area, label FROM boxes ORDER BY id LIMIT ?1",
                    ascending_after: "SELECT id, width, height, area, label FROM boxes WHERE id > ?1 ORDER BY id LIMIT ?2",
                    descending: "SELECT id, width, height, area, label FROM boxes ORDER BY id DESC LIMIT ?1",
                    descending_after: "SELECT id, width, height, area, label FROM boxes WHERE id < ?1 ORDER BY id DESC LIMIT ?2",
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
                super::super::Box, id : ::core::primitive::i64, "id", "id"
            );
            ::williw_workers::__column!(
                super::super::Box, width : ::core::primitive::f64, "width", "width"
            );
            ::williw_workers::__column!(
                super::super::Box, height : ::core::primitive::f64, "height", "height"
            );
            ::williw_workers::__column!(
                super::super::Box, area : ::core::primitive::f64, "area", "area"
            );
            ::williw_workers::__column!(
                super::super::Box, label : ::core::option::Option < ::std::string::String
                >, "label", "label"
            );
        }
    }
}
