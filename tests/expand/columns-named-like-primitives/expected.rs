/// The database: `schema.sql`.
pub mod db {
    /// `mod columns` has a type of each name, and must still mean the primitive types.
    ///
    /// A row of the table `str`.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Str {
        /// `str.str TEXT`
        pub str: ::std::string::String,
        /// `str.bool BOOLEAN`
        pub bool: bool,
        /// `str.i64 INTEGER`
        pub i64: i64,
        /// `str.f64 REAL`
        pub f64: f64,
        /// `str.u8 BLOB`
        pub u8: ::core::option::Option<::std::vec::Vec<u8>>,
    }

    #[automatically_derived]
    impl ::williw_workers::d1::FromRow for Str {
        fn from_row(
            __row: &mut ::williw_workers::d1::Row<'_>,
        ) -> ::core::result::Result<Self, ::williw_workers::d1::DecodeError> {
            ::core::result::Result::Ok(Self {
                str: __row.next("str")?,
                bool: __row.next("bool")?,
                i64: __row.next("i64")?,
                f64: __row.next("f64")?,
                u8: __row.next("u8")?,
            })
        }
    }

    #[automatically_derived]
    impl ::williw_workers::d1::TableRow for Str {
        const SELECT: ::core::option::Option<&'static str> = ::core::option::Option::Some(
            "SELECT str, bool, i64, f64, u8",
        );
    }

    /// What a new row of `str` is given.
    #[derive(Clone, Debug, PartialEq)]
    pub struct StrInsert {
        pub str: ::std::string::String,
        pub bool: bool,
        pub i64: i64,
        pub f64: f64,
        pub u8: ::core::option::Option<::std::vec::Vec<u8>>,
    }

    /// What an update of `str` sets: at least one column.
    #[derive(Clone, Debug)]
    #[must_use]
    pub struct StrPatch<State = ::williw_workers::d1::NonEmpty> {
        sets: ::williw_workers::d1::Sets<State>,
    }

    impl StrPatch<::williw_workers::d1::Empty> {
        /// Nothing yet: an update does not take it before a column is set.
        #[allow(clippy::new_without_default)]
        pub fn new() -> Self {
            StrPatch {
                sets: ::williw_workers::d1::Sets::new(),
            }
        }
    }

    impl<State> StrPatch<State> {
        /// Sets `bool`.
        pub fn bool(self, value: bool) -> StrPatch {
            StrPatch {
                sets: self.sets.set("bool = ?", &value),
            }
        }

        /// Sets `i64`.
        pub fn i64(self, value: i64) -> StrPatch {
            StrPatch {
                sets: self.sets.set("i64 = ?", &value),
            }
        }

        /// Sets `f64`.
        pub fn f64(self, value: f64) -> StrPatch {
            StrPatch {
                sets: self.sets.set("f64 = ?", &value),
            }
        }

        /// Sets `u8`.
        pub fn u8(self, value: ::core::option::Option<::std::vec::Vec<u8>>) -> StrPatch {
            StrPatch {
                sets: self.sets.set("u8 = ?", &value),
            }
        }
    }

    /// Statements of `str`.
    pub mod str {
        const COLUMNS: &[&str] = &["str", "bool", "i64", "f64", "u8"];

        /// The row of `str` with this key.
        pub fn get(
            str: &str,
        ) -> ::williw_workers::d1::ReadQuery<::core::option::Option<super::Str>> {
            ::williw_workers::d1::Query::read(
                "SELECT str, bool, i64, f64, u8 FROM str WHERE str = ?1",
                ::std::vec::Vec::from([::williw_workers::d1::Value::from(str)]),
                COLUMNS,
            )
        }

        /// Changes the row of `str` with this key.
        pub fn update(
            str: &str,
            patch: super::StrPatch,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Changes> {
            let (__sql, __params) = patch
                .sets
                .update(
                    "UPDATE str SET ",
                    " WHERE str = ?",
                    [::williw_workers::d1::Value::from(str)],
                );
            ::williw_workers::d1::Query::write(__sql, __params, &[])
        }

        /// The same, returning the changed row.
        pub fn update_returning(
            str: &str,
            patch: super::StrPatch,
        ) -> ::williw_workers::d1::Query<::core::option::Option<super::Str>> {
            let (__sql, __params) = patch
                .sets
                .update(
                    "UPDATE str SET ",
                    " WHERE str = ? RETURNING str, bool, i64, f64, u8",
                    [::williw_workers::d1::Value::from(str)],
                );
            ::williw_workers::d1::Query::write(__sql, __params, COLUMNS)
        }

        /// Deletes the row of `str` with this key.
        pub fn delete(
            str: &str,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Changes> {
            ::williw_workers::d1::Query::write(
                "DELETE FROM str WHERE str = ?1",
                ::std::vec::Vec::from([::williw_workers::d1::Value::from(str)]),
                &[],
            )
        }

        fn __given(
            row: super::StrInsert,
        ) -> ::std::vec::Vec<::williw_workers::d1::Value> {
            ::std::vec::Vec::from([
                ::williw_workers::d1::Column::encode(&row.str),
                ::williw_workers::d1::Column::encode(&row.bool),
                ::williw_workers::d1::Column::encode(&row.i64),
                ::williw_workers::d1::Column::encode(&row.f64),
                ::williw_workers::d1::Column::encode(&row.u8),
            ])
        }

        /// Adds a row to `str`.
        pub fn insert(
            row: super::StrInsert,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Changes> {
            ::williw_workers::d1::Query::write(
                "INSERT INTO str (str, bool, i64, f64, u8) VALUES (?1, ?2, ?3, ?4, ?5)",
                __given(row),
                &[],
            )
        }

        /// Adds a row to `str`, and returns it as it was stored.
        pub fn insert_returning(
            row: super::StrInsert,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Executed<super::Str>> {
            ::williw_workers::d1::Query::write(
                "INSERT INTO str (str, bool, i64, f64, u8) VALUES (?1, ?2, ?3, ?4, ?5) RETURNING str, bool, i64, f64, u8",
                __given(row),
                COLUMNS,
            )
        }

        /// Adds a row to `str`, or overwrites the one with the same key.
        pub fn upsert(
            row: super::StrInsert,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Changes> {
            ::williw_workers::d1::Query::write(
                "INSERT INTO str (str, bool, i64, f64, u8) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (str) DO UPDATE SET bool = excluded.bool, i64 = excluded.i64, f64 = excluded.f64, u8 = excluded.u8",
                __given(row),
                &[],
            )
        }

        /// Adds rows to `str`: all or none, 20 with each statement.
        pub fn insert_many(
            rows: impl ::core::iter::IntoIterator<Item = super::StrInsert>,
        ) -> ::williw_workers::d1::Bulk<::williw_workers::d1::Changes> {
            ::williw_workers::__bulk_insert!(
                "INSERT INTO str (str, bool, i64, f64, u8) VALUES ", "(?, ?, ?, ?, ?)",
                20, ""
            )
                .changes(::core::iter::IntoIterator::into_iter(rows).map(__given))
        }

        /// The same, returning the rows as they were stored, in this order.
        pub fn insert_many_returning(
            rows: impl ::core::iter::IntoIterator<Item = super::StrInsert>,
        ) -> ::williw_workers::d1::Bulk<::std::vec::Vec<super::Str>> {
            ::williw_workers::__bulk_insert!(
                "INSERT INTO str (str, bool, i64, f64, u8) VALUES ", "(?, ?, ?, ?, ?)",
                20, " RETURNING str, bool, i64, f64, u8"
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
            pub str: ::std::string::String,
        }

        #[automatically_derived]
        impl ::williw_workers::d1::Key for Key {
            type Row = super::Str;
            fn of(row: &Self::Row) -> ::core::option::Option<Self> {
                ::core::option::Option::Some(Self {
                    str: ::core::clone::Clone::clone(&row.str),
                })
            }
        }

        /// A page of rows in the order of `str`.
        pub fn page(
            page: ::williw_workers::d1::PageRequest<Key>,
        ) -> ::williw_workers::d1::ReadQuery<::williw_workers::d1::Page<Key>> {
            ::williw_workers::d1::Query::keyset(
                &::williw_workers::d1::Keyset {
                    ascending: "SELECT str, bool, i64, f64, u8 FROM str ORDER BY str LIMIT ?1",
                    ascending_after: "SELECT str, bool, i64, f64, u8 FROM str WHERE str > ?1 ORDER BY str LIMIT ?2",
                    descending: "SELECT str, bool, i64, f64, u8 FROM str ORDER BY str DESC LIMIT ?1",
                    descending_after: "SELECT str, bool, i64, f64, u8 FROM str WHERE str < ?1 ORDER BY str DESC LIMIT ?2",
                },
                [],
                page,
                |after| [::williw_workers::d1::Column::encode(&after.str)],
                COLUMNS,
            )
        }

        /// The table's columns as types; `#[derive(Row)]` checks its fields against them.
        #[allow(non_camel_case_types)]
        pub mod columns {
            ::williw_workers::__column!(
                super::super::Str, str : ::std::string::String, "str", "str"
            );
            ::williw_workers::__column!(
                super::super::Str, bool : ::core::primitive::bool, "bool", "bool"
            );
            ::williw_workers::__column!(
                super::super::Str, i64 : ::core::primitive::i64, "i64", "i64"
            );
            ::williw_workers::__column!(
                super::super::Str, f64 : ::core::primitive::f64, "f64", "f64"
            );
            ::williw_workers::__column!(
                super::super::Str, u8 : ::core::option::Option < ::std::vec::Vec <
                ::core::primitive::u8 > >, "u8", "u8"
            );
        }
    }
}
