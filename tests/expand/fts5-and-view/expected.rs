/// The database: `schema.sql`.
pub mod db {
    /// A row of the virtual table `search`.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Search {
        /// `search.title`
        pub title: ::williw_workers::d1::Value,
        /// `search.body`
        pub body: ::williw_workers::d1::Value,
    }

    #[automatically_derived]
    impl ::williw_workers::d1::FromRow for Search {
        fn from_row(
            __row: &mut ::williw_workers::d1::Row<'_>,
        ) -> ::core::result::Result<Self, ::williw_workers::d1::DecodeError> {
            ::core::result::Result::Ok(Self {
                title: __row.next("title")?,
                body: __row.next("body")?,
            })
        }
    }

    #[automatically_derived]
    impl ::williw_workers::d1::TableRow for Search {
        const SELECT: ::core::option::Option<&'static str> = ::core::option::Option::Some(
            "SELECT title, body",
        );
    }

    /// Statements of `search`.
    pub mod search {
        /// The table's columns as types; `#[derive(Row)]` checks its fields against them.
        #[allow(non_camel_case_types)]
        pub mod columns {
            ::williw_workers::__column!(
                super::super::Search, title : ::williw_workers::d1::Value, "title",
                "title"
            );
            ::williw_workers::__column!(
                super::super::Search, body : ::williw_workers::d1::Value, "body", "body"
            );
        }
    }

    /// A row of the view `titles`.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Title {
        /// `titles.title BLOB`
        pub title: ::williw_workers::d1::Value,
        /// `titles.size`
        pub size: ::core::option::Option<i64>,
    }

    #[automatically_derived]
    impl ::williw_workers::d1::FromRow for Title {
        fn from_row(
            __row: &mut ::williw_workers::d1::Row<'_>,
        ) -> ::core::result::Result<Self, ::williw_workers::d1::DecodeError> {
            ::core::result::Result::Ok(Self {
                title: __row.next("title")?,
                size: __row.next("size")?,
            })
        }
    }

    #[automatically_derived]
    impl ::williw_workers::d1::TableRow for Title {
        const SELECT: ::core::option::Option<&'static str> = ::core::option::Option::Some(
            "SELECT title, size",
        );
    }

    /// Statements of `titles`.
    pub mod titles {
        /// The table's columns as types; `#[derive(Row)]` checks its fields against them.
        #[allow(non_camel_case_types)]
        pub mod columns {
            ::williw_workers::__column!(
                super::super::Title, title : ::williw_workers::d1::Value, "title",
                "title"
            );
            ::williw_workers::__column!(
                super::super::Title, size : ::core::option::Option <
                ::core::primitive::i64 >, "size", "size"
            );
        }
    }
}
