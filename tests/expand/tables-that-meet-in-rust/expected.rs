/// The database: `schema.sql`.
pub mod db {
    /// A row of the table `node_inserts`.
    #[derive(Clone, Debug, PartialEq)]
    pub struct NodeInsert2 {
        /// `node_inserts.id INTEGER`
        pub id: i64,
    }

    #[automatically_derived]
    impl ::williw_workers::d1::FromRow for NodeInsert2 {
        fn from_row(
            __row: &mut ::williw_workers::d1::Row<'_>,
        ) -> ::core::result::Result<Self, ::williw_workers::d1::DecodeError> {
            ::core::result::Result::Ok(Self { id: __row.next("id")? })
        }
    }

    #[automatically_derived]
    impl ::williw_workers::d1::TableRow for NodeInsert2 {
        const SELECT: ::core::option::Option<&'static str> = ::core::option::Option::Some(
            "SELECT id",
        );
    }

    /// What a new row of `node_inserts` is given.
    #[derive(Clone, Debug, PartialEq)]
    pub struct NodeInsert2Insert {
        /// `None`: the database gives one.
        pub id: ::core::option::Option<i64>,
    }

    /// Statements of `node_inserts`.
    pub mod node_inserts {
        const COLUMNS: &[&str] = &["id"];

        /// The row of `node_inserts` with this key.
        pub fn get(
            id: i64,
        ) -> ::williw_workers::d1::ReadQuery<
            ::core::option::Option<super::NodeInsert2>,
        > {
            ::williw_workers::d1::Query::read(
                "SELECT id FROM node_inserts WHERE id = ?1",
                ::std::vec::Vec::from([::williw_workers::d1::Column::encode(&id)]),
                COLUMNS,
            )
        }

        /// Deletes the row of `node_inserts` with this key.
        pub fn delete(
            id: i64,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Changes> {
            ::williw_workers::d1::Query::write(
                "DELETE FROM node_inserts WHERE id = ?1",
                ::std::vec::Vec::from([::williw_workers::d1::Column::encode(&id)]),
                &[],
            )
        }

        fn __given(
            row: super::NodeInsert2Insert,
        ) -> ::std::vec::Vec<::williw_workers::d1::Value> {
            ::std::vec::Vec::from([::williw_workers::d1::Column::encode(&row.id)])
        }

        /// Adds a row to `node_inserts`.
        pub fn insert(
            row: super::NodeInsert2Insert,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Changes> {
            ::williw_workers::d1::Query::write(
                "INSERT INTO node_inserts (id) VALUES (?1)",
                __given(row),
                &[],
            )
        }

        /// Adds a row to `node_inserts`, and returns it as it was stored.
        pub fn insert_returning(
            row: super::NodeInsert2Insert,
        ) -> ::williw_workers::d1::Query<
            ::williw_workers::d1::Executed<super::NodeInsert2>,
        > {
            ::williw_workers::d1::Query::write(
                "INSERT INTO node_inserts (id) VALUES (?1) RETURNING id",
                __given(row),
                COLUMNS,
            )
        }

        /// Adds a row to `node_inserts`, or overwrites the one with the same key.
        pub fn upsert(
            row: super::NodeInsert2Insert,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Changes> {
            ::williw_workers::d1::Query::write(
                "INSERT INTO node_inserts (id) VALUES (?1) ON CONFLICT (id) DO NOTHING",
                __given(row),
                &[],
            )
        }

        /// Adds rows to `node_inserts`: all or none, 100 with each statement.
        pub fn insert_many(
            rows: impl ::core::iter::IntoIterator<Item = super::NodeInsert2Insert>,
        ) -> ::williw_workers::d1::Bulk<::williw_workers::d1::Changes> {
            ::williw_workers::__bulk_insert!(
                "INSERT INTO node_inserts (id) VALUES ", "(?)", 100, ""
            )
                .changes(::core::iter::IntoIterator::into_iter(rows).map(__given))
        }

        /// The same, returning the rows as they were stored, in this order.
        pub fn insert_many_returning(
            rows: impl ::core::iter::IntoIterator<Item = super::NodeInsert2Insert>,
        ) -> ::williw_workers::d1::Bulk<::std::vec::Vec<super::NodeInsert2>> {
            ::williw_workers::__bulk_insert!(
                "INSERT INTO node_inserts (id) VALUES ", "(?)", 100, " RETURNING id"
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
            type Row = super::NodeInsert2;
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
                    ascending: "SELECT id FROM node_inserts ORDER BY id LIMIT ?1",
                    ascending_after: "SELECT id FROM node_inserts WHERE id > ?1 ORDER BY id LIMIT ?2",
                    descending: "SELECT id FROM node_inserts ORDER BY id DESC LIMIT ?1",
                    descending_after: "SELECT id FROM node_inserts WHERE id < ?1 ORDER BY id DESC LIMIT ?2",
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
                super::super::NodeInsert2, id : ::core::primitive::i64, "id", "id"
            );
        }
    }

    /// Rows `Node`, `NodeInsert`; and the insert struct of `nodes`.
    ///
    /// A row of the table `nodes`.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Node {
        /// `nodes.id INTEGER`
        pub id: i64,
        /// `nodes.userId TEXT`
        pub user_id_2: ::core::option::Option<::std::string::String>,
        /// `nodes.user_id TEXT`
        pub user_id: ::core::option::Option<::std::string::String>,
    }

    #[automatically_derived]
    impl ::williw_workers::d1::FromRow for Node {
        fn from_row(
            __row: &mut ::williw_workers::d1::Row<'_>,
        ) -> ::core::result::Result<Self, ::williw_workers::d1::DecodeError> {
            ::core::result::Result::Ok(Self {
                id: __row.next("id")?,
                user_id_2: __row.next("userId")?,
                user_id: __row.next("user_id")?,
            })
        }
    }

    #[automatically_derived]
    impl ::williw_workers::d1::TableRow for Node {
        const SELECT: ::core::option::Option<&'static str> = ::core::option::Option::Some(
            "SELECT id, userId, user_id",
        );
    }

    /// What a new row of `nodes` is given.
    #[derive(Clone, Debug, PartialEq)]
    pub struct NodeInsert {
        /// `None`: the database gives one.
        pub id: ::core::option::Option<i64>,
        pub user_id_2: ::core::option::Option<::std::string::String>,
        pub user_id: ::core::option::Option<::std::string::String>,
    }

    /// What an update of `nodes` sets: at least one column.
    #[derive(Clone, Debug)]
    #[must_use]
    pub struct NodePatch<State = ::williw_workers::d1::NonEmpty> {
        sets: ::williw_workers::d1::Sets<State>,
    }

    impl NodePatch<::williw_workers::d1::Empty> {
        /// Nothing yet: an update does not take it before a column is set.
        #[allow(clippy::new_without_default)]
        pub fn new() -> Self {
            NodePatch {
                sets: ::williw_workers::d1::Sets::new(),
            }
        }
    }

    impl<State> NodePatch<State> {
        /// Sets `userId`.
        pub fn user_id_2(
            self,
            value: ::core::option::Option<::std::string::String>,
        ) -> NodePatch {
            NodePatch {
                sets: self.sets.set("userId = ?", &value),
            }
        }

        /// Sets `user_id`.
        pub fn user_id(
            self,
            value: ::core::option::Option<::std::string::String>,
        ) -> NodePatch {
            NodePatch {
                sets: self.sets.set("user_id = ?", &value),
            }
        }
    }

    /// Statements of `nodes`.
    pub mod nodes {
        const COLUMNS: &[&str] = &["id", "userId", "user_id"];

        /// The row of `nodes` with this key.
        pub fn get(
            id: i64,
        ) -> ::williw_workers::d1::ReadQuery<::core::option::Option<super::Node>> {
            ::williw_workers::d1::Query::read(
                "SELECT id, userId, user_id FROM nodes WHERE id = ?1",
                ::std::vec::Vec::from([::williw_workers::d1::Column::encode(&id)]),
                COLUMNS,
            )
        }

        /// Changes the row of `nodes` with this key.
        pub fn update(
            id: i64,
            patch: super::NodePatch,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Changes> {
            let (__sql, __params) = patch
                .sets
                .update(
                    "UPDATE nodes SET ",
                    " WHERE id = ?",
                    [::williw_workers::d1::Column::encode(&id)],
                );
            ::williw_workers::d1::Query::write(__sql, __params, &[])
        }

        /// The same, returning the changed row.
        pub fn update_returning(
            id: i64,
            patch: super::NodePatch,
        ) -> ::williw_workers::d1::Query<::core::option::Option<super::Node>> {
            let (__sql, __params) = patch
                .sets
                .update(
                    "UPDATE nodes SET ",
                    " WHERE id = ? RETURNING id, userId, user_id",
                    [::williw_workers::d1::Column::encode(&id)],
                );
            ::williw_workers::d1::Query::write(__sql, __params, COLUMNS)
        }

        /// Deletes the row of `nodes` with this key.
        pub fn delete(
            id: i64,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Changes> {
            ::williw_workers::d1::Query::write(
                "DELETE FROM nodes WHERE id = ?1",
                ::std::vec::Vec::from([::williw_workers::d1::Column::encode(&id)]),
                &[],
            )
        }

        fn __given(
            row: super::NodeInsert,
        ) -> ::std::vec::Vec<::williw_workers::d1::Value> {
            ::std::vec::Vec::from([
                ::williw_workers::d1::Column::encode(&row.id),
                ::williw_workers::d1::Column::encode(&row.user_id_2),
                ::williw_workers::d1::Column::encode(&row.user_id),
            ])
        }

        /// Adds a row to `nodes`.
        pub fn insert(
            row: super::NodeInsert,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Changes> {
            ::williw_workers::d1::Query::write(
                "INSERT INTO nodes (id, userId, user_id) VALUES (?1, ?2, ?3)",
                __given(row),
                &[],
            )
        }

        /// Adds a row to `nodes`, and returns it as it was stored.
        pub fn insert_returning(
            row: super::NodeInsert,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Executed<super::Node>> {
            ::williw_workers::d1::Query::write(
                "INSERT INTO nodes (id, userId, user_id) VALUES (?1, ?2, ?3) RETURNING id, userId, user_id",
                __given(row),
                COLUMNS,
            )
        }

        /// Adds a row to `nodes`, or overwrites the one with the same key.
        pub fn upsert(
            row: super::NodeInsert,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Changes> {
            ::williw_workers::d1::Query::write(
                "INSERT INTO nodes (id, userId, user_id) VALUES (?1, ?2, ?3) ON CONFLICT (id) DO UPDATE SET userId = excluded.userId, user_id = excluded.user_id",
                __given(row),
                &[],
            )
        }

        /// Adds rows to `nodes`: all or none, 33 with each statement.
        pub fn insert_many(
            rows: impl ::core::iter::IntoIterator<Item = super::NodeInsert>,
        ) -> ::williw_workers::d1::Bulk<::williw_workers::d1::Changes> {
            ::williw_workers::__bulk_insert!(
                "INSERT INTO nodes (id, userId, user_id) VALUES ", "(?, ?, ?)", 33, ""
            )
                .changes(::core::iter::IntoIterator::into_iter(rows).map(__given))
        }

        /// The same, returning the rows as they were stored, in this order.
        pub fn insert_many_returning(
            rows: impl ::core::iter::IntoIterator<Item = super::NodeInsert>,
        ) -> ::williw_workers::d1::Bulk<::std::vec::Vec<super::Node>> {
            ::williw_workers::__bulk_insert!(
                "INSERT INTO nodes (id, userId, user_id) VALUES ", "(?, ?, ?)", 33,
                " RETURNING id, userId, user_id"
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
            type Row = super::Node;
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
                    ascending: "SELECT id, userId, user_id FROM nodes ORDER BY id LIMIT ?1",
                    ascending_after: "SELECT id, userId, user_id FROM nodes WHERE id > ?1 ORDER BY id LIMIT ?2",
                    descending: "SELECT id, userId, user_id FROM nodes ORDER BY id DESC LIMIT ?1",
                    descending_after: "SELECT id, userId, user_id FROM nodes WHERE id < ?1 ORDER BY id DESC LIMIT ?2",
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
                super::super::Node, id : ::core::primitive::i64, "id", "id"
            );
            ::williw_workers::__column!(
                super::super::Node, user_id_2 : ::core::option::Option <
                ::std::string::String >, "userId", "userId"
            );
            ::williw_workers::__column!(
                super::super::Node, user_id : ::core::option::Option <
                ::std::string::String >, "user_id", "user_id"
            );
        }
    }
}
