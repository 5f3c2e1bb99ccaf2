/// The database: `schema.sql`.
pub mod db {
    /// A row of the table `log`.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Log {
        /// `log.at INTEGER`
        pub at: i64,
        /// `log.line TEXT`
        pub line: ::std::string::String,
    }

    #[automatically_derived]
    impl ::williw_workers::d1::FromRow for Log {
        fn from_row(
            __row: &mut ::williw_workers::d1::Row<'_>,
        ) -> ::core::result::Result<Self, ::williw_workers::d1::DecodeError> {
            ::core::result::Result::Ok(Self {
                at: __row.next("at")?,
                line: __row.next("line")?,
            })
        }
    }

    #[automatically_derived]
    impl ::williw_workers::d1::TableRow for Log {
        const SELECT: ::core::option::Option<&'static str> = ::core::option::Option::Some(
            "SELECT at, line",
        );
    }

    /// What a new row of `log` is given.
    #[derive(Clone, Debug, PartialEq)]
    pub struct LogInsert {
        pub at: i64,
        pub line: ::std::string::String,
    }

    /// Statements of `log`.
    pub mod log {
        const COLUMNS: &[&str] = &["at", "line"];

        fn __given(
            row: super::LogInsert,
        ) -> ::std::vec::Vec<::williw_workers::d1::Value> {
            ::std::vec::Vec::from([
                ::williw_workers::d1::Column::encode(&row.at),
                ::williw_workers::d1::Column::encode(&row.line),
            ])
        }

        /// Adds a row to `log`.
        pub fn insert(
            row: super::LogInsert,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Changes> {
            ::williw_workers::d1::Query::write(
                "INSERT INTO log (at, line) VALUES (?1, ?2)",
                __given(row),
                &[],
            )
        }

        /// Adds a row to `log`, and returns it as it was stored.
        pub fn insert_returning(
            row: super::LogInsert,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Executed<super::Log>> {
            ::williw_workers::d1::Query::write(
                "INSERT INTO log (at, line) VALUES (?1, ?2) RETURNING at, line",
                __given(row),
                COLUMNS,
            )
        }

        /// Adds rows to `log`: all or none, 50 with each statement.
        pub fn insert_many(
            rows: impl ::core::iter::IntoIterator<Item = super::LogInsert>,
        ) -> ::williw_workers::d1::Bulk<::williw_workers::d1::Changes> {
            ::williw_workers::__bulk_insert!(
                "INSERT INTO log (at, line) VALUES ", "(?, ?)", 50, ""
            )
                .changes(::core::iter::IntoIterator::into_iter(rows).map(__given))
        }

        /// The same, returning the rows as they were stored, in this order.
        pub fn insert_many_returning(
            rows: impl ::core::iter::IntoIterator<Item = super::LogInsert>,
        ) -> ::williw_workers::d1::Bulk<::std::vec::Vec<super::Log>> {
            ::williw_workers::__bulk_insert!(
                "INSERT INTO log (at, line) VALUES ", "(?, ?)", 50, " RETURNING at, line"
            )
                .returning(
                    ::core::iter::IntoIterator::into_iter(rows).map(__given),
                    COLUMNS,
                )
        }

        /// Up to `limit` rows with these values (index `log_at`).
        pub fn by_at(
            at: i64,
            limit: u32,
        ) -> ::williw_workers::d1::ReadQuery<::std::vec::Vec<super::Log>> {
            ::williw_workers::d1::Query::read(
                "SELECT at, line FROM log WHERE at = ?1 LIMIT ?2",
                ::std::vec::Vec::from([
                    ::williw_workers::d1::Column::encode(&at),
                    ::williw_workers::d1::Column::encode(&limit),
                ]),
                COLUMNS,
            )
        }

        /// The table's columns as types; `#[derive(Row)]` checks its fields against them.
        #[allow(non_camel_case_types)]
        pub mod columns {
            ::williw_workers::__column!(
                super::super::Log, at : ::core::primitive::i64, "at", "at"
            );
            ::williw_workers::__column!(
                super::super::Log, line : ::std::string::String, "line", "line"
            );
        }
    }
}
