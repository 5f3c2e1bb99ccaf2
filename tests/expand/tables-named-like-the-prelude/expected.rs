/// The vocabulary: `types.toml`.
pub mod types {
    /// `Result`: a JSON object.
    #[derive(
        Clone,
        Debug,
        PartialEq,
        ::williw_workers::__private_0_1_0::serde::Serialize,
        ::williw_workers::__private_0_1_0::serde::Deserialize,
    )]
    #[serde(crate = "::williw_workers::__private_0_1_0::serde")]
    pub struct Result {
        pub ok: ::std::vec::Vec<Ok>,
    }

    #[automatically_derived]
    impl ::williw_workers::__private_0_1_0::FromJson for Result {
        fn from_json(
            __value: ::williw_workers::__private_0_1_0::serde_json::Value,
            __at: &::williw_workers::http::Pointer<'_>,
            __out: &mut ::williw_workers::http::Violations,
        ) -> ::core::option::Option<Self> {
            #[allow(unused_mut)]
            let mut __members = ::williw_workers::http::json::object(
                __value,
                __at,
                __out,
            )?;
            let __f_ok = ::williw_workers::http::json::required(
                &mut __members,
                "ok",
                __at,
                __out,
                |__v, __at, __out| ::williw_workers::http::json::list(
                    __v,
                    (0, 4294967295),
                    __at,
                    __out,
                    <Ok as ::williw_workers::__private_0_1_0::FromJson>::from_json,
                ),
            );
            ::williw_workers::http::json::nothing_else(&__members, &["ok"], __at, __out);
            ::core::option::Option::Some(Self { ok: __f_ok? })
        }
    }

    /// `Ok`: a JSON object.
    #[derive(
        Clone,
        Debug,
        PartialEq,
        ::williw_workers::__private_0_1_0::serde::Serialize,
        ::williw_workers::__private_0_1_0::serde::Deserialize,
    )]
    #[serde(crate = "::williw_workers::__private_0_1_0::serde")]
    pub struct Ok {
        #[serde(default, skip_serializing_if = "::core::option::Option::is_none")]
        pub some: ::core::option::Option<::std::string::String>,
    }

    #[automatically_derived]
    impl ::williw_workers::__private_0_1_0::FromJson for Ok {
        fn from_json(
            __value: ::williw_workers::__private_0_1_0::serde_json::Value,
            __at: &::williw_workers::http::Pointer<'_>,
            __out: &mut ::williw_workers::http::Violations,
        ) -> ::core::option::Option<Self> {
            #[allow(unused_mut)]
            let mut __members = ::williw_workers::http::json::object(
                __value,
                __at,
                __out,
            )?;
            let __f_some = ::williw_workers::http::json::optional(
                &mut __members,
                "some",
                __at,
                __out,
                |__v, __at, __out| {
                    const RULES: ::williw_workers::http::text::TextRules = ::williw_workers::http::text::TextRules {
                        min_len: 0,
                        max_len: 4294967295,
                        pattern: ::core::option::Option::None,
                        parse_with: ::core::option::Option::None,
                    };
                    ::williw_workers::http::json::text(__v, &RULES, __at, __out)
                },
            );
            ::williw_workers::http::json::nothing_else(
                &__members,
                &["some"],
                __at,
                __out,
            );
            ::core::option::Option::Some(Self { some: __f_some? })
        }
    }

    /// `Option`: one of a few texts.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub enum Option {
        ///`some`
        Some,
        ///`none`
        None,
        ///`ok`
        Ok,
        ///`err`
        Err,
    }

    impl Option {
        /// Every value.
        pub const ALL: &'static [Self] = &[Self::Some, Self::None, Self::Ok, Self::Err];
        const KNOWN: &'static str = "`some`, `none`, `ok`, `err`";
        /// The value's text.
        pub const fn as_str(self) -> &'static str {
            match self {
                Self::Some => "some",
                Self::None => "none",
                Self::Ok => "ok",
                Self::Err => "err",
            }
        }
    }

    ::williw_workers::__enum_type!(Option, eq);
    /// `String`: text matching `[a-z]`.
    #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub struct String(::std::string::String);
    impl String {
        const RULES: ::williw_workers::http::text::TextRules = ::williw_workers::http::text::TextRules {
            min_len: 0,
            max_len: 4294967295,
            pattern: ::core::option::Option::Some(
                &::williw_workers::http::text::Pattern {
                    source: "[a-z]",
                    classes: b"\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
                    class_count: 2,
                    next: &[0, 0, 0, 2, 0, 0],
                    accepting: &[false, false, true],
                },
            ),
            parse_with: ::core::option::Option::None,
        };
    }

    ::williw_workers::__text_type!(String);
    /// `Vec`: a whole number from 0 to 9.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub struct Vec(i64);
    impl Vec {
        /// The smallest value.
        pub const MIN: Self = Self(0);
        /// The greatest value.
        pub const MAX: Self = Self(9);
    }

    ::williw_workers::__int_type!(Vec);
    /// `Some`: a JSON object.
    #[derive(
        Clone,
        Debug,
        PartialEq,
        ::williw_workers::__private_0_1_0::serde::Serialize,
        ::williw_workers::__private_0_1_0::serde::Deserialize,
    )]
    #[serde(crate = "::williw_workers::__private_0_1_0::serde")]
    pub struct Some {
        pub value: Vec,
        #[serde(default, skip_serializing_if = "::core::option::Option::is_none")]
        pub none: ::core::option::Option<Option>,
    }

    #[automatically_derived]
    impl ::williw_workers::__private_0_1_0::FromJson for Some {
        fn from_json(
            __value: ::williw_workers::__private_0_1_0::serde_json::Value,
            __at: &::williw_workers::http::Pointer<'_>,
            __out: &mut ::williw_workers::http::Violations,
        ) -> ::core::option::Option<Self> {
            #[allow(unused_mut)]
            let mut __members = ::williw_workers::http::json::object(
                __value,
                __at,
                __out,
            )?;
            let __f_value = ::williw_workers::http::json::required(
                &mut __members,
                "value",
                __at,
                __out,
                <Vec as ::williw_workers::__private_0_1_0::FromJson>::from_json,
            );
            let __f_none = ::williw_workers::http::json::optional(
                &mut __members,
                "none",
                __at,
                __out,
                <Option as ::williw_workers::__private_0_1_0::FromJson>::from_json,
            );
            ::williw_workers::http::json::nothing_else(
                &__members,
                &["value", "none"],
                __at,
                __out,
            );
            ::core::option::Option::Some(Self {
                value: __f_value?,
                none: __f_none?,
            })
        }
    }
}

/// The database: `schema.sql`.
pub mod db {
    /// A row of the table `option`.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Option {
        /// `option.some TEXT`
        pub some: ::std::string::String,
    }

    #[automatically_derived]
    impl ::williw_workers::d1::FromRow for Option {
        fn from_row(
            __row: &mut ::williw_workers::d1::Row<'_>,
        ) -> ::core::result::Result<Self, ::williw_workers::d1::DecodeError> {
            ::core::result::Result::Ok(Self { some: __row.next("some")? })
        }
    }

    #[automatically_derived]
    impl ::williw_workers::d1::TableRow for Option {
        const SELECT: &'static str = "SELECT some";
    }

    /// What a new row of `option` is given.
    #[derive(Clone, Debug, PartialEq)]
    pub struct OptionInsert {
        pub some: ::std::string::String,
    }

    /// Statements of `option`.
    pub mod option {
        const COLUMNS: &[&str] = &["some"];
        fn __given(
            row: super::OptionInsert,
        ) -> ::std::vec::Vec<::williw_workers::d1::Value> {
            ::std::vec::Vec::from([::williw_workers::d1::Column::encode(&row.some)])
        }

        /// Adds a row to `option`.
        pub fn insert(
            row: super::OptionInsert,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Changes> {
            ::williw_workers::d1::Query::write(
                "INSERT INTO option (some) VALUES (?1)",
                __given(row),
                &[],
            )
        }

        /// Adds a row to `option`, and returns it as it was stored.
        pub fn insert_returning(
            row: super::OptionInsert,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Executed<super::Option>> {
            ::williw_workers::d1::Query::write(
                "INSERT INTO option (some) VALUES (?1) RETURNING some",
                __given(row),
                COLUMNS,
            )
        }

        /// The table's columns as types; `#[derive(Row)]` checks its fields against them.
        #[allow(non_camel_case_types)]
        pub mod columns {
            ::williw_workers::__column!(
                super::super::Option, some : ::std::string::String, "some", "some"
            );
        }
    }

    /// A row of the table `result`.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Result {
        /// `result.id INTEGER`
        pub id: i64,
        /// `result.ok TEXT`
        pub ok: ::core::option::Option<::std::string::String>,
    }

    #[automatically_derived]
    impl ::williw_workers::d1::FromRow for Result {
        fn from_row(
            __row: &mut ::williw_workers::d1::Row<'_>,
        ) -> ::core::result::Result<Self, ::williw_workers::d1::DecodeError> {
            ::core::result::Result::Ok(Self {
                id: __row.next("id")?,
                ok: __row.next("ok")?,
            })
        }
    }

    #[automatically_derived]
    impl ::williw_workers::d1::TableRow for Result {
        const SELECT: &'static str = "SELECT id, ok";
    }

    /// What a new row of `result` is given.
    #[derive(Clone, Debug, PartialEq)]
    pub struct ResultInsert {
        /// `None`: the database gives one.
        pub id: ::core::option::Option<i64>,
        pub ok: ::core::option::Option<::std::string::String>,
    }

    /// What an update of `result` sets: at least one column.
    #[derive(Clone, Debug)]
    #[must_use]
    pub struct ResultPatch<State = ::williw_workers::d1::NonEmpty> {
        sets: ::williw_workers::d1::Sets<State>,
    }

    impl ResultPatch<::williw_workers::d1::Empty> {
        /// Nothing yet: an update does not take it before a column is set.
        #[allow(clippy::new_without_default)]
        pub fn new() -> Self {
            ResultPatch {
                sets: ::williw_workers::d1::Sets::new(),
            }
        }
    }

    impl<State> ResultPatch<State> {
        /// Sets `ok`.
        pub fn ok(
            self,
            value: ::core::option::Option<::std::string::String>,
        ) -> ResultPatch {
            ResultPatch {
                sets: self.sets.set("ok = ?", &value),
            }
        }
    }

    /// Statements of `result`.
    pub mod result {
        const COLUMNS: &[&str] = &["id", "ok"];
        /// The row of `result` with this key.
        pub fn get(
            id: i64,
        ) -> ::williw_workers::d1::Query<::core::option::Option<super::Result>> {
            ::williw_workers::d1::Query::read(
                "SELECT id, ok FROM result WHERE id = ?1",
                ::std::vec::Vec::from([::williw_workers::d1::Column::encode(&id)]),
                COLUMNS,
            )
        }

        /// Changes the row of `result` with this key.
        pub fn update(
            id: i64,
            patch: super::ResultPatch,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Changes> {
            let (__sql, __params) = patch
                .sets
                .update(
                    "UPDATE result SET ",
                    " WHERE id = ?",
                    [::williw_workers::d1::Column::encode(&id)],
                );
            ::williw_workers::d1::Query::write(__sql, __params, &[])
        }

        /// The same, returning the changed row.
        pub fn update_returning(
            id: i64,
            patch: super::ResultPatch,
        ) -> ::williw_workers::d1::Query<::core::option::Option<super::Result>> {
            let (__sql, __params) = patch
                .sets
                .update(
                    "UPDATE result SET ",
                    " WHERE id = ? RETURNING id, ok",
                    [::williw_workers::d1::Column::encode(&id)],
                );
            ::williw_workers::d1::Query::write(__sql, __params, COLUMNS)
        }

        /// Deletes the row of `result` with this key.
        pub fn delete(
            id: i64,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Changes> {
            ::williw_workers::d1::Query::write(
                "DELETE FROM result WHERE id = ?1",
                ::std::vec::Vec::from([::williw_workers::d1::Column::encode(&id)]),
                &[],
            )
        }

        fn __given(
            row: super::ResultInsert,
        ) -> ::std::vec::Vec<::williw_workers::d1::Value> {
            ::std::vec::Vec::from([
                ::williw_workers::d1::Column::encode(&row.id),
                ::williw_workers::d1::Column::encode(&row.ok),
            ])
        }

        /// Adds a row to `result`.
        pub fn insert(
            row: super::ResultInsert,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Changes> {
            ::williw_workers::d1::Query::write(
                "INSERT INTO result (id, ok) VALUES (?1, ?2)",
                __given(row),
                &[],
            )
        }

        /// Adds a row to `result`, and returns it as it was stored.
        pub fn insert_returning(
            row: super::ResultInsert,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Executed<super::Result>> {
            ::williw_workers::d1::Query::write(
                "INSERT INTO result (id, ok) VALUES (?1, ?2) RETURNING id, ok",
                __given(row),
                COLUMNS,
            )
        }

        /// Adds a row to `result`, or overwrites the one with the same key.
        pub fn upsert(
            row: super::ResultInsert,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Changes> {
            ::williw_workers::d1::Query::write(
                "INSERT INTO result (id, ok) VALUES (?1, ?2) ON CONFLICT (id) DO UPDATE SET ok = excluded.ok",
                __given(row),
                &[],
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
            type Row = super::Result;
            fn of(row: &Self::Row) -> ::core::option::Option<Self> {
                ::core::option::Option::Some(Self {
                    id: ::core::clone::Clone::clone(&row.id),
                })
            }
        }

        /// A page of rows in the order of `id`.
        pub fn page(
            page: ::williw_workers::d1::PageRequest<Key>,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Page<Key>> {
            ::williw_workers::d1::Query::keyset(
                &::williw_workers::d1::Keyset {
                    ascending: "SELECT id, ok FROM result ORDER BY id LIMIT ?1",
                    ascending_after: "SELECT id, ok FROM result WHERE id > ?1 ORDER BY id LIMIT ?2",
                    descending: "SELECT id, ok FROM result ORDER BY id DESC LIMIT ?1",
                    descending_after: "SELECT id, ok FROM result WHERE id < ?1 ORDER BY id DESC LIMIT ?2",
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
                super::super::Result, id : ::core::primitive::i64, "id", "id"
            );
            ::williw_workers::__column!(
                super::super::Result, ok : ::core::option::Option < ::std::string::String
                >, "ok", "ok"
            );
        }
    }

    /// A row of the table `string`.
    #[derive(Clone, Debug, PartialEq)]
    pub struct String {
        /// `string.vec BLOB`
        pub vec: ::std::vec::Vec<u8>,
    }

    #[automatically_derived]
    impl ::williw_workers::d1::FromRow for String {
        fn from_row(
            __row: &mut ::williw_workers::d1::Row<'_>,
        ) -> ::core::result::Result<Self, ::williw_workers::d1::DecodeError> {
            ::core::result::Result::Ok(Self { vec: __row.next("vec")? })
        }
    }

    #[automatically_derived]
    impl ::williw_workers::d1::TableRow for String {
        const SELECT: &'static str = "SELECT vec";
    }

    /// What a new row of `string` is given.
    #[derive(Clone, Debug, PartialEq)]
    pub struct StringInsert {
        pub vec: ::std::vec::Vec<u8>,
    }

    /// Statements of `string`.
    pub mod string {
        const COLUMNS: &[&str] = &["vec"];
        /// The row of `string` with this key.
        pub fn get(
            vec: &[u8],
        ) -> ::williw_workers::d1::Query<::core::option::Option<super::String>> {
            ::williw_workers::d1::Query::read(
                "SELECT vec FROM string WHERE vec = ?1",
                ::std::vec::Vec::from([
                    ::williw_workers::d1::Value::Blob(
                        ::std::borrow::ToOwned::to_owned(vec),
                    ),
                ]),
                COLUMNS,
            )
        }

        /// Deletes the row of `string` with this key.
        pub fn delete(
            vec: &[u8],
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Changes> {
            ::williw_workers::d1::Query::write(
                "DELETE FROM string WHERE vec = ?1",
                ::std::vec::Vec::from([
                    ::williw_workers::d1::Value::Blob(
                        ::std::borrow::ToOwned::to_owned(vec),
                    ),
                ]),
                &[],
            )
        }

        fn __given(
            row: super::StringInsert,
        ) -> ::std::vec::Vec<::williw_workers::d1::Value> {
            ::std::vec::Vec::from([::williw_workers::d1::Column::encode(&row.vec)])
        }

        /// Adds a row to `string`.
        pub fn insert(
            row: super::StringInsert,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Changes> {
            ::williw_workers::d1::Query::write(
                "INSERT INTO string (vec) VALUES (?1)",
                __given(row),
                &[],
            )
        }

        /// Adds a row to `string`, and returns it as it was stored.
        pub fn insert_returning(
            row: super::StringInsert,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Executed<super::String>> {
            ::williw_workers::d1::Query::write(
                "INSERT INTO string (vec) VALUES (?1) RETURNING vec",
                __given(row),
                COLUMNS,
            )
        }

        /// Adds a row to `string`, or overwrites the one with the same key.
        pub fn upsert(
            row: super::StringInsert,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Changes> {
            ::williw_workers::d1::Query::write(
                "INSERT INTO string (vec) VALUES (?1) ON CONFLICT (vec) DO NOTHING",
                __given(row),
                &[],
            )
        }

        /// The table's columns as types; `#[derive(Row)]` checks its fields against them.
        #[allow(non_camel_case_types)]
        pub mod columns {
            ::williw_workers::__column!(
                super::super::String, vec : ::std::vec::Vec < ::core::primitive::u8 >,
                "vec", "vec"
            );
        }
    }

    /// A row of the table `vec`.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Vec {
        /// `vec.string TEXT`
        pub string: ::std::string::String,
    }

    #[automatically_derived]
    impl ::williw_workers::d1::FromRow for Vec {
        fn from_row(
            __row: &mut ::williw_workers::d1::Row<'_>,
        ) -> ::core::result::Result<Self, ::williw_workers::d1::DecodeError> {
            ::core::result::Result::Ok(Self {
                string: __row.next("string")?,
            })
        }
    }

    #[automatically_derived]
    impl ::williw_workers::d1::TableRow for Vec {
        const SELECT: &'static str = "SELECT string";
    }

    /// What a new row of `vec` is given.
    #[derive(Clone, Debug, PartialEq)]
    pub struct VecInsert {
        pub string: ::std::string::String,
    }

    /// Statements of `vec`.
    pub mod vec {
        const COLUMNS: &[&str] = &["string"];
        fn __given(
            row: super::VecInsert,
        ) -> ::std::vec::Vec<::williw_workers::d1::Value> {
            ::std::vec::Vec::from([::williw_workers::d1::Column::encode(&row.string)])
        }

        /// Adds a row to `vec`.
        pub fn insert(
            row: super::VecInsert,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Changes> {
            ::williw_workers::d1::Query::write(
                "INSERT INTO vec (string) VALUES (?1)",
                __given(row),
                &[],
            )
        }

        /// Adds a row to `vec`, and returns it as it was stored.
        pub fn insert_returning(
            row: super::VecInsert,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Executed<super::Vec>> {
            ::williw_workers::d1::Query::write(
                "INSERT INTO vec (string) VALUES (?1) RETURNING string",
                __given(row),
                COLUMNS,
            )
        }

        /// The table's columns as types; `#[derive(Row)]` checks its fields against them.
        #[allow(non_camel_case_types)]
        pub mod columns {
            ::williw_workers::__column!(
                super::super::Vec, string : ::std::string::String, "string", "string"
            );
        }
    }
}
