/// The database: `schema.sql`.
pub mod db {
    /// Ends here? */ pub struct Evil; /* and \[a link\](x), \[`Another`\], \<script\>, "quotes", \n, {braces}.
    /// '''
    /// panic!()
    /// '''
    /// four spaces, https:\//example.org/?a=b, #\[attribute\], `unpaired
    ///
    /// A row of the table `hostile`.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Hostile {
        /// */ \</div\> \[x\] ''' "
        ///
        /// `hostile.id INTEGER`
        pub id: i64,
        /// block
        /// comment **bold
        ///
        /// `hostile.name TEXT`
        pub name: ::core::option::Option<::std::string::String>,
    }

    #[automatically_derived]
    impl ::williw_workers::d1::FromRow for Hostile {
        fn from_row(
            __row: &mut ::williw_workers::d1::Row<'_>,
        ) -> ::core::result::Result<Self, ::williw_workers::d1::DecodeError> {
            ::core::result::Result::Ok(Self {
                id: __row.next("id")?,
                name: __row.next("name")?,
            })
        }
    }

    #[automatically_derived]
    impl ::williw_workers::d1::TableRow for Hostile {
        const SELECT: ::core::option::Option<&'static str> = ::core::option::Option::Some(
            "SELECT id, name",
        );
    }

    /// What a new row of `hostile` is given.
    #[derive(Clone, Debug, PartialEq)]
    pub struct HostileInsert {
        /// */ \</div\> \[x\] ''' "
        ///
        /// `None`: the database gives one.
        pub id: ::core::option::Option<i64>,
        /// block
        /// comment **bold
        pub name: ::core::option::Option<::std::string::String>,
    }

    /// What an update of `hostile` sets: at least one column.
    #[derive(Clone, Debug)]
    #[must_use]
    pub struct HostilePatch<State = ::williw_workers::d1::NonEmpty> {
        sets: ::williw_workers::d1::Sets<State>,
    }

    impl HostilePatch<::williw_workers::d1::Empty> {
        /// Nothing yet: an update does not take it before a column is set.
        #[allow(clippy::new_without_default)]
        pub fn new() -> Self {
            HostilePatch {
                sets: ::williw_workers::d1::Sets::new(),
            }
        }
    }

    impl<State> HostilePatch<State> {
        /// block
        /// comment **bold
        ///
        /// Sets `name`.
        pub fn name(
            self,
            value: ::core::option::Option<::std::string::String>,
        ) -> HostilePatch {
            HostilePatch {
                sets: self.sets.set("name = ?", &value),
            }
        }
    }

    /// Statements of `hostile`.
    pub mod hostile {
        const COLUMNS: &[&str] = &["id", "name"];

        /// The row of `hostile` with this key.
        pub fn get(
            id: i64,
        ) -> ::williw_workers::d1::ReadQuery<::core::option::Option<super::Hostile>> {
            ::williw_workers::d1::Query::read(
                "SELECT id, name FROM hostile WHERE id = ?1",
                ::std::vec::Vec::from([::williw_workers::d1::Column::encode(&id)]),
                COLUMNS,
            )
        }

        /// Changes the row of `hostile` with this key.
        pub fn update(
            id: i64,
            patch: super::HostilePatch,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Changes> {
            let (__sql, __params) = patch
                .sets
                .update(
                    "UPDATE hostile SET ",
                    " WHERE id = ?",
                    [::williw_workers::d1::Column::encode(&id)],
                );
            ::williw_workers::d1::Query::write(__sql, __params, &[])
        }

        /// The same, returning the changed row.
        pub fn update_returning(
            id: i64,
            patch: super::HostilePatch,
        ) -> ::williw_workers::d1::Query<::core::option::Option<super::Hostile>> {
            let (__sql, __params) = patch
                .sets
                .update(
                    "UPDATE hostile SET ",
                    " WHERE id = ? RETURNING id, name",
                    [::williw_workers::d1::Column::encode(&id)],
                );
            ::williw_workers::d1::Query::write(__sql, __params, COLUMNS)
        }

        /// Deletes the row of `hostile` with this key.
        pub fn delete(
            id: i64,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Changes> {
            ::williw_workers::d1::Query::write(
                "DELETE FROM hostile WHERE id = ?1",
                ::std::vec::Vec::from([::williw_workers::d1::Column::encode(&id)]),
                &[],
            )
        }

        fn __given(
            row: super::HostileInsert,
        ) -> ::std::vec::Vec<::williw_workers::d1::Value> {
            ::std::vec::Vec::from([
                ::williw_workers::d1::Column::encode(&row.id),
                ::williw_workers::d1::Column::encode(&row.name),
            ])
        }

        /// Adds a row to `hostile`.
        pub fn insert(
            row: super::HostileInsert,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Changes> {
            ::williw_workers::d1::Query::write(
                "INSERT INTO hostile (id, name) VALUES (?1, ?2)",
                __given(row),
                &[],
            )
        }

        /// Adds a row to `hostile`, and returns it as it was stored.
        pub fn insert_returning(
            row: super::HostileInsert,
        ) -> ::williw_workers::d1::Query<
            ::williw_workers::d1::Executed<super::Hostile>,
        > {
            ::williw_workers::d1::Query::write(
                "INSERT INTO hostile (id, name) VALUES (?1, ?2) RETURNING id, name",
                __given(row),
                COLUMNS,
            )
        }

        /// Adds a row to `hostile`, or overwrites the one with the same key.
        pub fn upsert(
            row: super::HostileInsert,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Changes> {
            ::williw_workers::d1::Query::write(
                "INSERT INTO hostile (id, name) VALUES (?1, ?2) ON CONFLICT (id) DO UPDATE SET name = excluded.name",
                __given(row),
                &[],
            )
        }

        /// Adds rows to `hostile`: all or none, 50 with each statement.
        pub fn insert_many(
            rows: impl ::core::iter::IntoIterator<Item = super::HostileInsert>,
        ) -> ::williw_workers::d1::Bulk<::williw_workers::d1::Changes> {
            ::williw_workers::__bulk_insert!(
                "INSERT INTO hostile (id, name) VALUES ", "(?, ?)", 50, ""
            )
                .changes(::core::iter::IntoIterator::into_iter(rows).map(__given))
        }

        /// The same, returning the rows as they were stored, in this order.
        pub fn insert_many_returning(
            rows: impl ::core::iter::IntoIterator<Item = super::HostileInsert>,
        ) -> ::williw_workers::d1::Bulk<::std::vec::Vec<super::Hostile>> {
            ::williw_workers::__bulk_insert!(
                "INSERT INTO hostile (id, name) VALUES ", "(?, ?)", 50,
                " RETURNING id, name"
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
            type Row = super::Hostile;
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
                    ascending: "SELECT id, name FROM hostile ORDER BY id LIMIT ?1",
                    ascending_after: "SELECT id, name FROM hostile WHERE id > ?1 ORDER BY id LIMIT ?2",
                    descending: "SELECT id, name FROM hostile ORDER BY id DESC LIMIT ?1",
                    descending_after: "SELECT id, name FROM hostile WHERE id < ?1 ORDER BY id DESC LIMIT ?2",
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
                super::super::Hostile, id : ::core::primitive::i64, "id", "id"
            );
            ::williw_workers::__column!(
                super::super::Hostile, name : ::core::option::Option <
                ::std::string::String >, "name", "name"
            );
        }
    }
}
