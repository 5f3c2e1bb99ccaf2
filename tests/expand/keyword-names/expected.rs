/// The database: `schema.sql`.
pub mod db {
    /// A row of the table `match`.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Match {
        /// `match.self TEXT`
        pub self_: ::std::string::String,
        /// `match.fn TEXT`
        pub r#fn: ::core::option::Option<::std::string::String>,
        /// `match.gen INTEGER`
        pub r#gen: i64,
        /// `match.crate INTEGER`
        pub crate_: i64,
    }

    #[automatically_derived]
    impl ::williw_workers::d1::FromRow for Match {
        fn from_row(
            __row: &mut ::williw_workers::d1::Row<'_>,
        ) -> ::core::result::Result<Self, ::williw_workers::d1::DecodeError> {
            ::core::result::Result::Ok(Self {
                self_: __row.next("self")?,
                r#fn: __row.next("fn")?,
                r#gen: __row.next("gen")?,
                crate_: __row.next("crate")?,
            })
        }
    }

    #[automatically_derived]
    impl ::williw_workers::d1::TableRow for Match {
        const SELECT: ::core::option::Option<&'static str> = ::core::option::Option::Some(
            "SELECT self, fn, gen, crate",
        );
    }

    /// What a new row of `match` is given.
    #[derive(Clone, Debug, PartialEq)]
    pub struct MatchInsert {
        pub self_: ::std::string::String,
        pub r#fn: ::core::option::Option<::std::string::String>,
        pub r#gen: i64,
        /// `None`: the default, `0`.
        pub crate_: ::core::option::Option<i64>,
    }

    /// What an update of `match` sets: at least one column.
    #[derive(Clone, Debug)]
    #[must_use]
    pub struct MatchPatch<State = ::williw_workers::d1::NonEmpty> {
        sets: ::williw_workers::d1::Sets<State>,
    }

    impl MatchPatch<::williw_workers::d1::Empty> {
        /// Nothing yet: an update does not take it before a column is set.
        #[allow(clippy::new_without_default)]
        pub fn new() -> Self {
            MatchPatch {
                sets: ::williw_workers::d1::Sets::new(),
            }
        }
    }

    impl<State> MatchPatch<State> {
        /// Sets `fn`.
        pub fn r#fn(
            self,
            value: ::core::option::Option<::std::string::String>,
        ) -> MatchPatch {
            MatchPatch {
                sets: self.sets.set("fn = ?", &value),
            }
        }

        /// Sets `gen`.
        pub fn r#gen(self, value: i64) -> MatchPatch {
            MatchPatch {
                sets: self.sets.set("gen = ?", &value),
            }
        }

        /// Sets `crate`.
        pub fn crate_(self, value: i64) -> MatchPatch {
            MatchPatch {
                sets: self.sets.set("crate = ?", &value),
            }
        }
    }

    /// Statements of `match`.
    pub mod r#match {
        const COLUMNS: &[&str] = &["self", "fn", "gen", "crate"];

        /// The row of `match` with this key.
        pub fn get(
            self_: &str,
        ) -> ::williw_workers::d1::ReadQuery<::core::option::Option<super::Match>> {
            ::williw_workers::d1::Query::read(
                "SELECT self, fn, gen, crate FROM \"match\" WHERE self = ?1",
                ::std::vec::Vec::from([::williw_workers::d1::Value::from(self_)]),
                COLUMNS,
            )
        }

        /// Changes the row of `match` with this key.
        pub fn update(
            self_: &str,
            patch: super::MatchPatch,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Changes> {
            let (__sql, __params) = patch
                .sets
                .update(
                    "UPDATE \"match\" SET ",
                    " WHERE self = ?",
                    [::williw_workers::d1::Value::from(self_)],
                );
            ::williw_workers::d1::Query::write(__sql, __params, &[])
        }

        /// The same, returning the changed row.
        pub fn update_returning(
            self_: &str,
            patch: super::MatchPatch,
        ) -> ::williw_workers::d1::Query<::core::option::Option<super::Match>> {
            let (__sql, __params) = patch
                .sets
                .update(
                    "UPDATE \"match\" SET ",
                    " WHERE self = ? RETURNING self, fn, gen, crate",
                    [::williw_workers::d1::Value::from(self_)],
                );
            ::williw_workers::d1::Query::write(__sql, __params, COLUMNS)
        }

        /// Deletes the row of `match` with this key.
        pub fn delete(
            self_: &str,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Changes> {
            ::williw_workers::d1::Query::write(
                "DELETE FROM \"match\" WHERE self = ?1",
                ::std::vec::Vec::from([::williw_workers::d1::Value::from(self_)]),
                &[],
            )
        }

        fn __given(
            row: super::MatchInsert,
        ) -> ::std::vec::Vec<::williw_workers::d1::Value> {
            ::std::vec::Vec::from([
                ::williw_workers::d1::Column::encode(&row.self_),
                ::williw_workers::d1::Column::encode(&row.r#fn),
                ::williw_workers::d1::Column::encode(&row.r#gen),
                ::williw_workers::d1::Column::encode(&row.crate_),
            ])
        }

        /// Adds a row to `match`.
        pub fn insert(
            row: super::MatchInsert,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Changes> {
            ::williw_workers::d1::Query::write(
                "INSERT INTO \"match\" (self, fn, gen, crate) VALUES (?1, ?2, ?3, COALESCE(?4, 0))",
                __given(row),
                &[],
            )
        }

        /// Adds a row to `match`, and returns it as it was stored.
        pub fn insert_returning(
            row: super::MatchInsert,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Executed<super::Match>> {
            ::williw_workers::d1::Query::write(
                "INSERT INTO \"match\" (self, fn, gen, crate) VALUES (?1, ?2, ?3, COALESCE(?4, 0)) RETURNING self, fn, gen, crate",
                __given(row),
                COLUMNS,
            )
        }

        /// Adds a row to `match`, or overwrites the one with the same key.
        pub fn upsert(
            row: super::MatchInsert,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Changes> {
            ::williw_workers::d1::Query::write(
                "INSERT INTO \"match\" (self, fn, gen, crate) VALUES (?1, ?2, ?3, COALESCE(?4, 0)) ON CONFLICT (self) DO UPDATE SET fn = excluded.fn, gen = excluded.gen, crate = excluded.crate",
                __given(row),
                &[],
            )
        }

        /// Adds rows to `match`: all or none, 25 with each statement.
        pub fn insert_many(
            rows: impl ::core::iter::IntoIterator<Item = super::MatchInsert>,
        ) -> ::williw_workers::d1::Bulk<::williw_workers::d1::Changes> {
            ::williw_workers::__bulk_insert!(
                "INSERT INTO \"match\" (self, fn, gen, crate) VALUES ",
                "(?, ?, ?, COALESCE(?, 0))", 25, ""
            )
                .changes(::core::iter::IntoIterator::into_iter(rows).map(__given))
        }

        /// The same, returning the rows as they were stored, in this order.
        pub fn insert_many_returning(
            rows: impl ::core::iter::IntoIterator<Item = super::MatchInsert>,
        ) -> ::williw_workers::d1::Bulk<::std::vec::Vec<super::Match>> {
            ::williw_workers::__bulk_insert!(
                "INSERT INTO \"match\" (self, fn, gen, crate) VALUES ",
                "(?, ?, ?, COALESCE(?, 0))", 25, " RETURNING self, fn, gen, crate"
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
            pub self_: ::std::string::String,
        }

        #[automatically_derived]
        impl ::williw_workers::d1::Key for Key {
            type Row = super::Match;
            fn of(row: &Self::Row) -> ::core::option::Option<Self> {
                ::core::option::Option::Some(Self {
                    self_: ::core::clone::Clone::clone(&row.self_),
                })
            }
        }

        /// A page of rows in the order of `self`.
        pub fn page(
            page: ::williw_workers::d1::PageRequest<Key>,
        ) -> ::williw_workers::d1::ReadQuery<::williw_workers::d1::Page<Key>> {
            ::williw_workers::d1::Query::keyset(
                &::williw_workers::d1::Keyset {
                    ascending: "SELECT self, fn, gen, crate FROM \"match\" ORDER BY self LIMIT ?1",
                    ascending_after: "SELECT self, fn, gen, crate FROM \"match\" WHERE self > ?1 ORDER BY self LIMIT ?2",
                    descending: "SELECT self, fn, gen, crate FROM \"match\" ORDER BY self DESC LIMIT ?1",
                    descending_after: "SELECT self, fn, gen, crate FROM \"match\" WHERE self < ?1 ORDER BY self DESC LIMIT ?2",
                },
                [],
                page,
                |after| [::williw_workers::d1::Column::encode(&after.self_)],
                COLUMNS,
            )
        }

        /// The table's columns as types; `#[derive(Row)]` checks its fields against them.
        #[allow(non_camel_case_types)]
        pub mod columns {
            ::williw_workers::__column!(
                super::super::Match, self_ : ::std::string::String, "self", "self"
            );
            ::williw_workers::__column!(
                super::super::Match, r#fn : ::core::option::Option <
                ::std::string::String >, "fn", "fn"
            );
            ::williw_workers::__column!(
                super::super::Match, r#gen : ::core::primitive::i64, "gen", "gen"
            );
            ::williw_workers::__column!(
                super::super::Match, crate_ : ::core::primitive::i64, "crate", "crate"
            );
        }
    }
}
