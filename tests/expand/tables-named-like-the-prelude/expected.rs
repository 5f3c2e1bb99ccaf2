/// The database: `schema.sql`.
pub mod db {
    /// A row of the table `option`.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Option {
        /// `option.some TEXT`
        pub some: ::std::string::String,
        /// `option.none BOOLEAN`
        pub none: ::core::option::Option<bool>,
    }

    #[automatically_derived]
    impl ::williw_workers::d1::FromRow for Option {
        fn from_row(
            __row: &mut ::williw_workers::d1::Row<'_>,
        ) -> ::core::result::Result<Self, ::williw_workers::d1::DecodeError> {
            ::core::result::Result::Ok(Self {
                some: __row.next("some")?,
                none: __row.next("none")?,
            })
        }
    }

    #[automatically_derived]
    impl ::williw_workers::d1::TableRow for Option {
        const SELECT: ::core::option::Option<&'static str> = ::core::option::Option::Some(
            "SELECT some, none",
        );
    }

    /// What a new row of `option` is given.
    #[derive(Clone, Debug, PartialEq)]
    pub struct OptionInsert {
        pub some: ::std::string::String,
        pub none: ::core::option::Option<bool>,
    }

    /// Statements of `option`.
    pub mod option {
        const COLUMNS: &[&str] = &["some", "none"];

        fn __given(
            row: super::OptionInsert,
        ) -> ::std::vec::Vec<::williw_workers::d1::Value> {
            ::std::vec::Vec::from([
                ::williw_workers::d1::Column::encode(&row.some),
                ::williw_workers::d1::Column::encode(&row.none),
            ])
        }

        /// Adds a row to `option`.
        pub fn insert(
            row: super::OptionInsert,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Changes> {
            ::williw_workers::d1::Query::write(
                "INSERT INTO option (some, none) VALUES (?1, ?2)",
                __given(row),
                &[],
            )
        }

        /// Adds a row to `option`, and returns it as it was stored.
        pub fn insert_returning(
            row: super::OptionInsert,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Executed<super::Option>> {
            ::williw_workers::d1::Query::write(
                "INSERT INTO option (some, none) VALUES (?1, ?2) RETURNING some, none",
                __given(row),
                COLUMNS,
            )
        }

        /// Adds rows to `option`: all or none, 50 with each statement.
        pub fn insert_many(
            rows: impl ::core::iter::IntoIterator<Item = super::OptionInsert>,
        ) -> ::williw_workers::d1::Bulk<::williw_workers::d1::Changes> {
            ::williw_workers::__bulk_insert!(
                "INSERT INTO option (some, none) VALUES ", "(?, ?)", 50, ""
            )
                .changes(::core::iter::IntoIterator::into_iter(rows).map(__given))
        }

        /// The same, returning the rows as they were stored, in this order.
        pub fn insert_many_returning(
            rows: impl ::core::iter::IntoIterator<Item = super::OptionInsert>,
        ) -> ::williw_workers::d1::Bulk<::std::vec::Vec<super::Option>> {
            ::williw_workers::__bulk_insert!(
                "INSERT INTO option (some, none) VALUES ", "(?, ?)", 50,
                " RETURNING some, none"
            )
                .returning(
                    ::core::iter::IntoIterator::into_iter(rows).map(__given),
                    COLUMNS,
                )
        }

        /// The table's columns as types; `#[derive(Row)]` checks its fields against them.
        #[allow(non_camel_case_types)]
        pub mod columns {
            ::williw_workers::__column!(
                super::super::Option, some : ::std::string::String, "some", "some"
            );
            ::williw_workers::__column!(
                super::super::Option, none : ::core::option::Option <
                ::core::primitive::bool >, "none", "none"
            );
        }
    }

    /// A row of the table `result`.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Result {
        /// `result.ok TEXT`
        pub ok: ::core::option::Option<::std::string::String>,
        /// `result.err BLOB`
        pub err: ::core::option::Option<::std::vec::Vec<u8>>,
    }

    #[automatically_derived]
    impl ::williw_workers::d1::FromRow for Result {
        fn from_row(
            __row: &mut ::williw_workers::d1::Row<'_>,
        ) -> ::core::result::Result<Self, ::williw_workers::d1::DecodeError> {
            ::core::result::Result::Ok(Self {
                ok: __row.next("ok")?,
                err: __row.next("err")?,
            })
        }
    }

    #[automatically_derived]
    impl ::williw_workers::d1::TableRow for Result {
        const SELECT: ::core::option::Option<&'static str> = ::core::option::Option::Some(
            "SELECT ok, err",
        );
    }

    /// What a new row of `result` is given.
    #[derive(Clone, Debug, PartialEq)]
    pub struct ResultInsert {
        pub ok: ::core::option::Option<::std::string::String>,
        pub err: ::core::option::Option<::std::vec::Vec<u8>>,
    }

    /// Statements of `result`.
    pub mod result {
        const COLUMNS: &[&str] = &["ok", "err"];

        fn __given(
            row: super::ResultInsert,
        ) -> ::std::vec::Vec<::williw_workers::d1::Value> {
            ::std::vec::Vec::from([
                ::williw_workers::d1::Column::encode(&row.ok),
                ::williw_workers::d1::Column::encode(&row.err),
            ])
        }

        /// Adds a row to `result`.
        pub fn insert(
            row: super::ResultInsert,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Changes> {
            ::williw_workers::d1::Query::write(
                "INSERT INTO result (ok, err) VALUES (?1, ?2)",
                __given(row),
                &[],
            )
        }

        /// Adds a row to `result`, and returns it as it was stored.
        pub fn insert_returning(
            row: super::ResultInsert,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Executed<super::Result>> {
            ::williw_workers::d1::Query::write(
                "INSERT INTO result (ok, err) VALUES (?1, ?2) RETURNING ok, err",
                __given(row),
                COLUMNS,
            )
        }

        /// Adds rows to `result`: all or none, 50 with each statement.
        pub fn insert_many(
            rows: impl ::core::iter::IntoIterator<Item = super::ResultInsert>,
        ) -> ::williw_workers::d1::Bulk<::williw_workers::d1::Changes> {
            ::williw_workers::__bulk_insert!(
                "INSERT INTO result (ok, err) VALUES ", "(?, ?)", 50, ""
            )
                .changes(::core::iter::IntoIterator::into_iter(rows).map(__given))
        }

        /// The same, returning the rows as they were stored, in this order.
        pub fn insert_many_returning(
            rows: impl ::core::iter::IntoIterator<Item = super::ResultInsert>,
        ) -> ::williw_workers::d1::Bulk<::std::vec::Vec<super::Result>> {
            ::williw_workers::__bulk_insert!(
                "INSERT INTO result (ok, err) VALUES ", "(?, ?)", 50,
                " RETURNING ok, err"
            )
                .returning(
                    ::core::iter::IntoIterator::into_iter(rows).map(__given),
                    COLUMNS,
                )
        }

        /// The table's columns as types; `#[derive(Row)]` checks its fields against them.
        #[allow(non_camel_case_types)]
        pub mod columns {
            ::williw_workers::__column!(
                super::super::Result, ok : ::core::option::Option < ::std::string::String
                >, "ok", "ok"
            );
            ::williw_workers::__column!(
                super::super::Result, err : ::core::option::Option < ::std::vec::Vec <
                ::core::primitive::u8 > >, "err", "err"
            );
        }
    }

    /// A row of the table `string`.
    #[derive(Clone, Debug, PartialEq)]
    pub struct String {
        /// `string.vec TEXT`
        pub vec: ::std::string::String,
        /// `string.result REAL`
        pub result: ::core::option::Option<f64>,
    }

    #[automatically_derived]
    impl ::williw_workers::d1::FromRow for String {
        fn from_row(
            __row: &mut ::williw_workers::d1::Row<'_>,
        ) -> ::core::result::Result<Self, ::williw_workers::d1::DecodeError> {
            ::core::result::Result::Ok(Self {
                vec: __row.next("vec")?,
                result: __row.next("result")?,
            })
        }
    }

    #[automatically_derived]
    impl ::williw_workers::d1::TableRow for String {
        const SELECT: ::core::option::Option<&'static str> = ::core::option::Option::Some(
            "SELECT vec, result",
        );
    }

    /// What a new row of `string` is given.
    #[derive(Clone, Debug, PartialEq)]
    pub struct StringInsert {
        pub vec: ::std::string::String,
        pub result: ::core::option::Option<f64>,
    }

    /// Statements of `string`.
    pub mod string {
        const COLUMNS: &[&str] = &["vec", "result"];

        fn __given(
            row: super::StringInsert,
        ) -> ::std::vec::Vec<::williw_workers::d1::Value> {
            ::std::vec::Vec::from([
                ::williw_workers::d1::Column::encode(&row.vec),
                ::williw_workers::d1::Column::encode(&row.result),
            ])
        }

        /// Adds a row to `string`.
        pub fn insert(
            row: super::StringInsert,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Changes> {
            ::williw_workers::d1::Query::write(
                "INSERT INTO string (vec, result) VALUES (?1, ?2)",
                __given(row),
                &[],
            )
        }

        /// Adds a row to `string`, and returns it as it was stored.
        pub fn insert_returning(
            row: super::StringInsert,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Executed<super::String>> {
            ::williw_workers::d1::Query::write(
                "INSERT INTO string (vec, result) VALUES (?1, ?2) RETURNING vec, result",
                __given(row),
                COLUMNS,
            )
        }

        /// Adds rows to `string`: all or none, 50 with each statement.
        pub fn insert_many(
            rows: impl ::core::iter::IntoIterator<Item = super::StringInsert>,
        ) -> ::williw_workers::d1::Bulk<::williw_workers::d1::Changes> {
            ::williw_workers::__bulk_insert!(
                "INSERT INTO string (vec, result) VALUES ", "(?, ?)", 50, ""
            )
                .changes(::core::iter::IntoIterator::into_iter(rows).map(__given))
        }

        /// The same, returning the rows as they were stored, in this order.
        pub fn insert_many_returning(
            rows: impl ::core::iter::IntoIterator<Item = super::StringInsert>,
        ) -> ::williw_workers::d1::Bulk<::std::vec::Vec<super::String>> {
            ::williw_workers::__bulk_insert!(
                "INSERT INTO string (vec, result) VALUES ", "(?, ?)", 50,
                " RETURNING vec, result"
            )
                .returning(
                    ::core::iter::IntoIterator::into_iter(rows).map(__given),
                    COLUMNS,
                )
        }

        /// The table's columns as types; `#[derive(Row)]` checks its fields against them.
        #[allow(non_camel_case_types)]
        pub mod columns {
            ::williw_workers::__column!(
                super::super::String, vec : ::std::string::String, "vec", "vec"
            );
            ::williw_workers::__column!(
                super::super::String, result : ::core::option::Option <
                ::core::primitive::f64 >, "result", "result"
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
        const SELECT: ::core::option::Option<&'static str> = ::core::option::Option::Some(
            "SELECT string",
        );
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

        /// Adds rows to `vec`: all or none, 100 with each statement.
        pub fn insert_many(
            rows: impl ::core::iter::IntoIterator<Item = super::VecInsert>,
        ) -> ::williw_workers::d1::Bulk<::williw_workers::d1::Changes> {
            ::williw_workers::__bulk_insert!(
                "INSERT INTO vec (string) VALUES ", "(?)", 100, ""
            )
                .changes(::core::iter::IntoIterator::into_iter(rows).map(__given))
        }

        /// The same, returning the rows as they were stored, in this order.
        pub fn insert_many_returning(
            rows: impl ::core::iter::IntoIterator<Item = super::VecInsert>,
        ) -> ::williw_workers::d1::Bulk<::std::vec::Vec<super::Vec>> {
            ::williw_workers::__bulk_insert!(
                "INSERT INTO vec (string) VALUES ", "(?)", 100, " RETURNING string"
            )
                .returning(
                    ::core::iter::IntoIterator::into_iter(rows).map(__given),
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
