/// The database: `schema.sql`.
pub mod db {
    /// A row of the table `clashes`.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Clash {
        /// `clashes.patch TEXT`
        pub patch: ::std::string::String,
        /// `clashes."row" INTEGER`
        pub row: i64,
        /// `clashes.page INTEGER`
        pub page: i64,
        /// `clashes."limit" INTEGER`
        pub limit: i64,
        /// `clashes.new TEXT`
        pub new: ::core::option::Option<::std::string::String>,
    }

    #[automatically_derived]
    impl ::williw_workers::d1::FromRow for Clash {
        fn from_row(
            __row: &mut ::williw_workers::d1::Row<'_>,
        ) -> ::core::result::Result<Self, ::williw_workers::d1::DecodeError> {
            ::core::result::Result::Ok(Self {
                patch: __row.next("patch")?,
                row: __row.next("row")?,
                page: __row.next("page")?,
                limit: __row.next("limit")?,
                new: __row.next("new")?,
            })
        }
    }

    #[automatically_derived]
    impl ::williw_workers::d1::TableRow for Clash {
        const SELECT: ::core::option::Option<&'static str> = ::core::option::Option::Some(
            "SELECT patch, \"row\", page, \"limit\", new",
        );
    }

    /// What a new row of `clashes` is given.
    #[derive(Clone, Debug, PartialEq)]
    pub struct ClashInsert {
        pub patch: ::std::string::String,
        pub row: i64,
        pub page: i64,
        pub limit: i64,
        pub new: ::core::option::Option<::std::string::String>,
    }

    /// What an update of `clashes` sets: at least one column.
    #[derive(Clone, Debug)]
    #[must_use]
    pub struct ClashPatch<State = ::williw_workers::d1::NonEmpty> {
        sets: ::williw_workers::d1::Sets<State>,
    }

    impl ClashPatch<::williw_workers::d1::Empty> {
        /// Nothing yet: an update does not take it before a column is set.
        #[allow(clippy::new_without_default)]
        pub fn new() -> Self {
            ClashPatch {
                sets: ::williw_workers::d1::Sets::new(),
            }
        }
    }

    impl<State> ClashPatch<State> {
        /// Sets `page`.
        pub fn page(self, value: i64) -> ClashPatch {
            ClashPatch {
                sets: self.sets.set("page = ?", &value),
            }
        }

        /// Sets `limit`.
        pub fn limit(self, value: i64) -> ClashPatch {
            ClashPatch {
                sets: self.sets.set("\"limit\" = ?", &value),
            }
        }

        /// Sets `new`.
        pub fn new_(
            self,
            value: ::core::option::Option<::std::string::String>,
        ) -> ClashPatch {
            ClashPatch {
                sets: self.sets.set("new = ?", &value),
            }
        }
    }

    /// Statements of `clashes`.
    pub mod clashes {
        const COLUMNS: &[&str] = &["patch", "row", "page", "limit", "new"];

        /// The row of `clashes` with this key.
        pub fn get(
            patch: &str,
            row: i64,
        ) -> ::williw_workers::d1::ReadQuery<::core::option::Option<super::Clash>> {
            ::williw_workers::d1::Query::read(
                "SELECT patch, \"row\", page, \"limit\", new FROM clashes WHERE patch = ?1 AND \"row\" = ?2",
                ::std::vec::Vec::from([
                    ::williw_workers::d1::Value::from(patch),
                    ::williw_workers::d1::Column::encode(&row),
                ]),
                COLUMNS,
            )
        }

        /// Changes the row of `clashes` with this key.
        pub fn update(
            patch: &str,
            row: i64,
            patch_: super::ClashPatch,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Changes> {
            let (__sql, __params) = patch_
                .sets
                .update(
                    "UPDATE clashes SET ",
                    " WHERE patch = ? AND \"row\" = ?",
                    [
                        ::williw_workers::d1::Value::from(patch),
                        ::williw_workers::d1::Column::encode(&row),
                    ],
                );
            ::williw_workers::d1::Query::write(__sql, __params, &[])
        }

        /// The same, returning the changed row.
        pub fn update_returning(
            patch: &str,
            row: i64,
            patch_: super::ClashPatch,
        ) -> ::williw_workers::d1::Query<::core::option::Option<super::Clash>> {
            let (__sql, __params) = patch_
                .sets
                .update(
                    "UPDATE clashes SET ",
                    " WHERE patch = ? AND \"row\" = ? RETURNING patch, \"row\", page, \"limit\", new",
                    [
                        ::williw_workers::d1::Value::from(patch),
                        ::williw_workers::d1::Column::encode(&row),
                    ],
                );
            ::williw_workers::d1::Query::write(__sql, __params, COLUMNS)
        }

        /// Deletes the row of `clashes` with this key.
        pub fn delete(
            patch: &str,
            row: i64,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Changes> {
            ::williw_workers::d1::Query::write(
                "DELETE FROM clashes WHERE patch = ?1 AND \"row\" = ?2",
                ::std::vec::Vec::from([
                    ::williw_workers::d1::Value::from(patch),
                    ::williw_workers::d1::Column::encode(&row),
                ]),
                &[],
            )
        }

        fn __given(
            row: super::ClashInsert,
        ) -> ::std::vec::Vec<::williw_workers::d1::Value> {
            ::std::vec::Vec::from([
                ::williw_workers::d1::Column::encode(&row.patch),
                ::williw_workers::d1::Column::encode(&row.row),
                ::williw_workers::d1::Column::encode(&row.page),
                ::williw_workers::d1::Column::encode(&row.limit),
                ::williw_workers::d1::Column::encode(&row.new),
            ])
        }

        /// Adds a row to `clashes`.
        pub fn insert(
            row: super::ClashInsert,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Changes> {
            ::williw_workers::d1::Query::write(
                "INSERT INTO clashes (patch, \"row\", page, \"limit\", new) VALUES (?1, ?2, ?3, ?4, ?5)",
                __given(row),
                &[],
            )
        }

        /// Adds a row to `clashes`, and returns it as it was stored.
        pub fn insert_returning(
            row: super::ClashInsert,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Executed<super::Clash>> {
            ::williw_workers::d1::Query::write(
                "INSERT INTO clashes (patch, \"row\", page, \"limit\", new) VALUES (?1, ?2, ?3, ?4, ?5) RETURNING patch, \"row\", page, \"limit\", new",
                __given(row),
                COLUMNS,
            )
        }

        /// Adds a row to `clashes`, or overwrites the one with the same key.
        pub fn upsert(
            row: super::ClashInsert,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Changes> {
            ::williw_workers::d1::Query::write(
                "INSERT INTO clashes (patch, \"row\", page, \"limit\", new) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (patch, \"row\") DO UPDATE SET page = excluded.page, \"limit\" = excluded.\"limit\", new = excluded.new",
                __given(row),
                &[],
            )
        }

        /// Adds rows to `clashes`: all or none, 20 with each statement.
        pub fn insert_many(
            rows: impl ::core::iter::IntoIterator<Item = super::ClashInsert>,
        ) -> ::williw_workers::d1::Bulk<::williw_workers::d1::Changes> {
            ::williw_workers::__bulk_insert!(
                "INSERT INTO clashes (patch, \"row\", page, \"limit\", new) VALUES ",
                "(?, ?, ?, ?, ?)", 20, ""
            )
                .changes(::core::iter::IntoIterator::into_iter(rows).map(__given))
        }

        /// The same, returning the rows as they were stored, in this order.
        pub fn insert_many_returning(
            rows: impl ::core::iter::IntoIterator<Item = super::ClashInsert>,
        ) -> ::williw_workers::d1::Bulk<::std::vec::Vec<super::Clash>> {
            ::williw_workers::__bulk_insert!(
                "INSERT INTO clashes (patch, \"row\", page, \"limit\", new) VALUES ",
                "(?, ?, ?, ?, ?)", 20, " RETURNING patch, \"row\", page, \"limit\", new"
            )
                .returning(
                    ::core::iter::IntoIterator::into_iter(rows).map(__given),
                    COLUMNS,
                )
        }

        /// Up to `limit_` rows with these values (index `clashes_page`).
        pub fn by_page_limit(
            page: i64,
            limit: i64,
            limit_: u32,
        ) -> ::williw_workers::d1::ReadQuery<::std::vec::Vec<super::Clash>> {
            ::williw_workers::d1::Query::read(
                "SELECT patch, \"row\", page, \"limit\", new FROM clashes WHERE page = ?1 AND \"limit\" = ?2 LIMIT ?3",
                ::std::vec::Vec::from([
                    ::williw_workers::d1::Column::encode(&page),
                    ::williw_workers::d1::Column::encode(&limit),
                    ::williw_workers::d1::Column::encode(&limit_),
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
            pub patch: ::std::string::String,
            pub row: i64,
        }

        #[automatically_derived]
        impl ::williw_workers::d1::Key for Key {
            type Row = super::Clash;
            fn of(row: &Self::Row) -> ::core::option::Option<Self> {
                ::core::option::Option::Some(Self {
                    patch: ::core::clone::Clone::clone(&row.patch),
                    row: ::core::clone::Clone::clone(&row.row),
                })
            }
        }

        /// A page of rows in the order of `patch`, `row`.
        pub fn page(
            page: ::williw_workers::d1::PageRequest<Key>,
        ) -> ::williw_workers::d1::ReadQuery<::williw_workers::d1::Page<Key>> {
            ::williw_workers::d1::Query::keyset(
                &::williw_workers::d1::Keyset {
                    ascending: "SELECT patch, \"row\", page, \"limit\", new FROM clashes ORDER BY patch, \"row\" LIMIT ?1",
                    ascending_after: "SELECT patch, \"row\", page, \"limit\", new FROM clashes WHERE (patch, \"row\") > (?1, ?2) ORDER BY patch, \"row\" LIMIT ?3",
                    descending: "SELECT patch, \"row\", page, \"limit\", new FROM clashes ORDER BY patch DESC, \"row\" DESC LIMIT ?1",
                    descending_after: "SELECT patch, \"row\", page, \"limit\", new FROM clashes WHERE (patch, \"row\") < (?1, ?2) ORDER BY patch DESC, \"row\" DESC LIMIT ?3",
                },
                [],
                page,
                |after| [
                    ::williw_workers::d1::Column::encode(&after.patch),
                    ::williw_workers::d1::Column::encode(&after.row),
                ],
                COLUMNS,
            )
        }

        /// Where a page of [`page_by_page_limit`] ends.
        #[derive(
            Clone,
            Debug,
            PartialEq,
            ::williw_workers::__private_0_1_0::serde::Serialize,
            ::williw_workers::__private_0_1_0::serde::Deserialize,
        )]
        #[serde(crate = "::williw_workers::__private_0_1_0::serde")]
        pub struct ByPageLimitKey {
            pub limit: i64,
            pub patch: ::std::string::String,
            pub row: i64,
        }

        #[automatically_derived]
        impl ::williw_workers::d1::Key for ByPageLimitKey {
            type Row = super::Clash;
            fn of(row: &Self::Row) -> ::core::option::Option<Self> {
                ::core::option::Option::Some(Self {
                    limit: ::core::clone::Clone::clone(&row.limit),
                    patch: ::core::clone::Clone::clone(&row.patch),
                    row: ::core::clone::Clone::clone(&row.row),
                })
            }
        }

        /// A page of rows in the order of `limit`, `patch`, `row` (index `clashes_page`).
        pub fn page_by_page_limit(
            page: i64,
            page_: ::williw_workers::d1::PageRequest<ByPageLimitKey>,
        ) -> ::williw_workers::d1::ReadQuery<
            ::williw_workers::d1::Page<ByPageLimitKey>,
        > {
            ::williw_workers::d1::Query::keyset(
                &::williw_workers::d1::Keyset {
                    ascending: "SELECT patch, \"row\", page, \"limit\", new FROM clashes WHERE page = ?1 ORDER BY \"limit\", patch, \"row\" LIMIT ?2",
                    ascending_after: "SELECT patch, \"row\", page, \"limit\", new FROM clashes WHERE page = ?1 AND (\"limit\", patch, \"row\") > (?2, ?3, ?4) ORDER BY \"limit\", patch, \"row\" LIMIT ?5",
                    descending: "SELECT patch, \"row\", page, \"limit\", new FROM clashes WHERE page = ?1 ORDER BY \"limit\" DESC, patch DESC, \"row\" DESC LIMIT ?2",
                    descending_after: "SELECT patch, \"row\", page, \"limit\", new FROM clashes WHERE page = ?1 AND (\"limit\", patch, \"row\") < (?2, ?3, ?4) ORDER BY \"limit\" DESC, patch DESC, \"row\" DESC LIMIT ?5",
                },
                [::williw_workers::d1::Column::encode(&page)],
                page_,
                |after| [
                    ::williw_workers::d1::Column::encode(&after.limit),
                    ::williw_workers::d1::Column::encode(&after.patch),
                    ::williw_workers::d1::Column::encode(&after.row),
                ],
                COLUMNS,
            )
        }

        /// The table's columns as types; `#[derive(Row)]` checks its fields against them.
        #[allow(non_camel_case_types)]
        pub mod columns {
            ::williw_workers::__column!(
                super::super::Clash, patch : ::std::string::String, "patch", "patch"
            );
            ::williw_workers::__column!(
                super::super::Clash, row : ::core::primitive::i64, "row", "\"row\""
            );
            ::williw_workers::__column!(
                super::super::Clash, page : ::core::primitive::i64, "page", "page"
            );
            ::williw_workers::__column!(
                super::super::Clash, limit : ::core::primitive::i64, "limit", "\"limit\""
            );
            ::williw_workers::__column!(
                super::super::Clash, new : ::core::option::Option < ::std::string::String
                >, "new", "new"
            );
        }
    }
}
