/// The vocabulary: `types.toml`.
pub mod types {
    /// `At`: a JSON object.
    #[derive(
        Clone,
        Debug,
        PartialEq,
        ::williw_workers::__private_0_1_0::serde::Serialize,
        ::williw_workers::__private_0_1_0::serde::Deserialize,
    )]
    #[serde(crate = "::williw_workers::__private_0_1_0::serde")]
    pub struct At {
        pub at: ::std::string::String,
        #[serde(default, skip_serializing_if = "::core::option::Option::is_none")]
        pub out: ::core::option::Option<::std::string::String>,
        pub members: u32,
        pub value: u32,
    }

    #[automatically_derived]
    impl ::williw_workers::__private_0_1_0::FromJson for At {
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
            let __f_at = ::williw_workers::http::json::required(
                &mut __members,
                "at",
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
            let __f_out = ::williw_workers::http::json::optional(
                &mut __members,
                "out",
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
            let __f_members = ::williw_workers::http::json::required(
                &mut __members,
                "members",
                __at,
                __out,
                |__v, __at, __out| ::williw_workers::http::json::integer::<
                    u32,
                >(__v, 0, 4294967295, __at, __out),
            );
            let __f_value = ::williw_workers::http::json::defaulted(
                &mut __members,
                "value",
                || ::williw_workers::__private_0_1_0::serde_json::Value::from(1i64),
                __at,
                __out,
                |__v, __at, __out| ::williw_workers::http::json::integer::<
                    u32,
                >(__v, 0, 4294967295, __at, __out),
            );
            ::williw_workers::http::json::nothing_else(
                &__members,
                &["at", "out", "members", "value"],
                __at,
                __out,
            );
            ::core::option::Option::Some(Self {
                at: __f_at?,
                out: __f_out?,
                members: __f_members?,
                value: __f_value?,
            })
        }
    }
}

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
        /// `clashes.value TEXT`
        pub value: ::core::option::Option<::std::string::String>,
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
                value: __row.next("value")?,
            })
        }
    }

    #[automatically_derived]
    impl ::williw_workers::d1::TableRow for Clash {
        const SELECT: &'static str = "SELECT patch, \"row\", page, \"limit\", new, value";
    }

    /// What a new row of `clashes` is given.
    #[derive(Clone, Debug, PartialEq)]
    pub struct ClashInsert {
        pub patch: ::std::string::String,
        pub row: i64,
        pub page: i64,
        pub limit: i64,
        pub new: ::core::option::Option<::std::string::String>,
        pub value: ::core::option::Option<::std::string::String>,
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

        /// Sets `value`.
        pub fn value(
            self,
            value: ::core::option::Option<::std::string::String>,
        ) -> ClashPatch {
            ClashPatch {
                sets: self.sets.set("value = ?", &value),
            }
        }
    }

    /// Statements of `clashes`.
    pub mod clashes {
        const COLUMNS: &[&str] = &["patch", "row", "page", "limit", "new", "value"];
        /// The row of `clashes` with this key.
        pub fn get(
            patch: &str,
            row: i64,
        ) -> ::williw_workers::d1::Query<::core::option::Option<super::Clash>> {
            ::williw_workers::d1::Query::read(
                "SELECT patch, \"row\", page, \"limit\", new, value FROM clashes WHERE patch = ?1 AND \"row\" = ?2",
                ::std::vec::Vec::from([
                    ::williw_workers::d1::Value::Text(
                        ::std::borrow::ToOwned::to_owned(patch),
                    ),
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
                        ::williw_workers::d1::Value::Text(
                            ::std::borrow::ToOwned::to_owned(patch),
                        ),
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
                    " WHERE patch = ? AND \"row\" = ? RETURNING patch, \"row\", page, \"limit\", new, value",
                    [
                        ::williw_workers::d1::Value::Text(
                            ::std::borrow::ToOwned::to_owned(patch),
                        ),
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
                    ::williw_workers::d1::Value::Text(
                        ::std::borrow::ToOwned::to_owned(patch),
                    ),
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
                ::williw_workers::d1::Column::encode(&row.value),
            ])
        }

        /// Adds a row to `clashes`.
        pub fn insert(
            row: super::ClashInsert,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Changes> {
            ::williw_workers::d1::Query::write(
                "INSERT INTO clashes (patch, \"row\", page, \"limit\", new, value) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                __given(row),
                &[],
            )
        }

        /// Adds a row to `clashes`, and returns it as it was stored.
        pub fn insert_returning(
            row: super::ClashInsert,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Executed<super::Clash>> {
            ::williw_workers::d1::Query::write(
                "INSERT INTO clashes (patch, \"row\", page, \"limit\", new, value) VALUES (?1, ?2, ?3, ?4, ?5, ?6) RETURNING patch, \"row\", page, \"limit\", new, value",
                __given(row),
                COLUMNS,
            )
        }

        /// Adds a row to `clashes`, or overwrites the one with the same key.
        pub fn upsert(
            row: super::ClashInsert,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Changes> {
            ::williw_workers::d1::Query::write(
                "INSERT INTO clashes (patch, \"row\", page, \"limit\", new, value) VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (patch, \"row\") DO UPDATE SET page = excluded.page, \"limit\" = excluded.\"limit\", new = excluded.new, value = excluded.value",
                __given(row),
                &[],
            )
        }

        /// Up to `limit_` rows with these values (index `clashes_page`).
        pub fn by_page_limit(
            page: i64,
            limit: i64,
            limit_: u32,
        ) -> ::williw_workers::d1::Query<::std::vec::Vec<super::Clash>> {
            ::williw_workers::d1::Query::read(
                "SELECT patch, \"row\", page, \"limit\", new, value FROM clashes WHERE page = ?1 AND \"limit\" = ?2 LIMIT ?3",
                ::std::vec::Vec::from([
                    ::williw_workers::d1::Column::encode(&page),
                    ::williw_workers::d1::Column::encode(&limit),
                    ::williw_workers::d1::Column::encode(&limit_),
                ]),
                COLUMNS,
            )
        }

        /// Up to `limit` rows with these values (index `clashes_twice`).
        pub fn by_value(
            value: &str,
            limit: u32,
        ) -> ::williw_workers::d1::Query<::std::vec::Vec<super::Clash>> {
            ::williw_workers::d1::Query::read(
                "SELECT patch, \"row\", page, \"limit\", new, value FROM clashes WHERE value = ?1 LIMIT ?2",
                ::std::vec::Vec::from([
                    ::williw_workers::d1::Value::Text(
                        ::std::borrow::ToOwned::to_owned(value),
                    ),
                    ::williw_workers::d1::Column::encode(&limit),
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
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Page<Key>> {
            ::williw_workers::d1::Query::keyset(
                &::williw_workers::d1::Keyset {
                    ascending: "SELECT patch, \"row\", page, \"limit\", new, value FROM clashes ORDER BY patch, \"row\" LIMIT ?1",
                    ascending_after: "SELECT patch, \"row\", page, \"limit\", new, value FROM clashes WHERE (patch, \"row\") > (?1, ?2) ORDER BY patch, \"row\" LIMIT ?3",
                    descending: "SELECT patch, \"row\", page, \"limit\", new, value FROM clashes ORDER BY patch DESC, \"row\" DESC LIMIT ?1",
                    descending_after: "SELECT patch, \"row\", page, \"limit\", new, value FROM clashes WHERE (patch, \"row\") < (?1, ?2) ORDER BY patch DESC, \"row\" DESC LIMIT ?3",
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
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Page<ByPageLimitKey>> {
            ::williw_workers::d1::Query::keyset(
                &::williw_workers::d1::Keyset {
                    ascending: "SELECT patch, \"row\", page, \"limit\", new, value FROM clashes WHERE page = ?1 ORDER BY \"limit\", patch, \"row\" LIMIT ?2",
                    ascending_after: "SELECT patch, \"row\", page, \"limit\", new, value FROM clashes WHERE page = ?1 AND (\"limit\", patch, \"row\") > (?2, ?3, ?4) ORDER BY \"limit\", patch, \"row\" LIMIT ?5",
                    descending: "SELECT patch, \"row\", page, \"limit\", new, value FROM clashes WHERE page = ?1 ORDER BY \"limit\" DESC, patch DESC, \"row\" DESC LIMIT ?2",
                    descending_after: "SELECT patch, \"row\", page, \"limit\", new, value FROM clashes WHERE page = ?1 AND (\"limit\", patch, \"row\") < (?2, ?3, ?4) ORDER BY \"limit\" DESC, patch DESC, \"row\" DESC LIMIT ?5",
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

        /// Where a page of [`page_by_value`] ends.
        #[derive(
            Clone,
            Debug,
            PartialEq,
            ::williw_workers::__private_0_1_0::serde::Serialize,
            ::williw_workers::__private_0_1_0::serde::Deserialize,
        )]
        #[serde(crate = "::williw_workers::__private_0_1_0::serde")]
        pub struct ByValueKey {
            pub value: ::std::string::String,
            pub patch: ::std::string::String,
            pub row: i64,
        }

        #[automatically_derived]
        impl ::williw_workers::d1::Key for ByValueKey {
            type Row = super::Clash;
            fn of(row: &Self::Row) -> ::core::option::Option<Self> {
                ::core::option::Option::Some(Self {
                    value: ::core::clone::Clone::clone(&row.value)?,
                    patch: ::core::clone::Clone::clone(&row.patch),
                    row: ::core::clone::Clone::clone(&row.row),
                })
            }
        }

        /// A page of rows in the order of `value`, `patch`, `row` (index `clashes_twice`).
        pub fn page_by_value(
            page: ::williw_workers::d1::PageRequest<ByValueKey>,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Page<ByValueKey>> {
            ::williw_workers::d1::Query::keyset(
                &::williw_workers::d1::Keyset {
                    ascending: "SELECT patch, \"row\", page, \"limit\", new, value FROM clashes WHERE value IS NOT NULL ORDER BY value, patch, \"row\" LIMIT ?1",
                    ascending_after: "SELECT patch, \"row\", page, \"limit\", new, value FROM clashes WHERE value IS NOT NULL AND (value, patch, \"row\") > (?1, ?2, ?3) ORDER BY value, patch, \"row\" LIMIT ?4",
                    descending: "SELECT patch, \"row\", page, \"limit\", new, value FROM clashes WHERE value IS NOT NULL ORDER BY value DESC, patch DESC, \"row\" DESC LIMIT ?1",
                    descending_after: "SELECT patch, \"row\", page, \"limit\", new, value FROM clashes WHERE value IS NOT NULL AND (value, patch, \"row\") < (?1, ?2, ?3) ORDER BY value DESC, patch DESC, \"row\" DESC LIMIT ?4",
                },
                [],
                page,
                |after| [
                    ::williw_workers::d1::Column::encode(&after.value),
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
            ::williw_workers::__column!(
                super::super::Clash, value : ::core::option::Option <
                ::std::string::String >, "value", "value"
            );
        }
    }
}

/// The HTTP interface: `routes.toml`.
pub mod api {
    /// The interface: a handler for every route.
    #[diagnostic::on_unimplemented(
        message = "`{Self}` does not handle the routes of this spec",
        note = "write `#[app::handlers] impl app::Api for {Self} { … }`"
    )]
    #[allow(async_fn_in_trait)]
    pub trait Api {
        /// `POST /fetch/{out}/{query}`
        async fn fetch(
            &self,
            cx: &super::Cx,
            caller: ::williw_workers::http::Caller,
            path: FetchPath,
            query: FetchQuery,
            body: super::types::At,
        ) -> ::core::result::Result<super::types::At, FetchError>;
        /// `GET /dispatch`
        async fn dispatch(
            &self,
            cx: &super::Cx,
            caller: ::williw_workers::http::Caller,
        ) -> ::core::result::Result<super::types::At, DispatchError>;
    }

    /// The path of `POST /fetch/{out}/{query}`.
    #[derive(Clone, Debug, PartialEq)]
    pub struct FetchPath {
        /// `out`.
        pub out: ::std::string::String,
        /// `query`.
        pub query: u32,
    }

    /// The query of `POST /fetch/{out}/{query}`.
    #[derive(Clone, Debug, PartialEq)]
    pub struct FetchQuery {
        /// `cx`.
        pub cx: ::core::option::Option<::std::string::String>,
        /// `path`.
        pub path: ::core::option::Option<::std::string::String>,
        /// `request`.
        pub request: ::core::option::Option<::std::string::String>,
    }

    /// The errors of `POST /fetch/{out}/{query}`.
    #[derive(Debug)]
    pub enum FetchError {
        /// 400 `invalid_request`: what the spec alone could not check.
        Invalid(::williw_workers::http::Violations),
        /// 500 or 503: trouble with the database that no other variant tells.
        Database(::williw_workers::d1::D1Error),
        /// 500: what should not happen. The text goes to the log only.
        Internal(::std::string::String),
    }

    #[automatically_derived]
    impl ::core::convert::From<::williw_workers::d1::D1Error> for FetchError {
        fn from(error: ::williw_workers::d1::D1Error) -> Self {
            Self::Database(error)
        }
    }

    #[automatically_derived]
    impl ::core::convert::From<FetchError> for ::williw_workers::http::Failure {
        fn from(error: FetchError) -> Self {
            match error {
                FetchError::Invalid(violations) => violations.into(),
                FetchError::Database(error) => error.into(),
                FetchError::Internal(reason) => Self::internal(reason),
            }
        }
    }

    /// The errors of `GET /dispatch`.
    #[derive(Debug)]
    pub enum DispatchError {
        /// 400 `invalid_request`: what the spec alone could not check.
        Invalid(::williw_workers::http::Violations),
        /// 500 or 503: trouble with the database that no other variant tells.
        Database(::williw_workers::d1::D1Error),
        /// 500: what should not happen. The text goes to the log only.
        Internal(::std::string::String),
    }

    #[automatically_derived]
    impl ::core::convert::From<::williw_workers::d1::D1Error> for DispatchError {
        fn from(error: ::williw_workers::d1::D1Error) -> Self {
            Self::Database(error)
        }
    }

    #[automatically_derived]
    impl ::core::convert::From<DispatchError> for ::williw_workers::http::Failure {
        fn from(error: DispatchError) -> Self {
            match error {
                DispatchError::Invalid(violations) => violations.into(),
                DispatchError::Database(error) => error.into(),
                DispatchError::Internal(reason) => Self::internal(reason),
            }
        }
    }

    async fn __dispatch<S: Api>(
        service: &S,
        cx: &super::Cx,
        request: &::williw_workers::http::Request,
    ) -> ::core::result::Result<
        ::williw_workers::http::Response,
        ::williw_workers::http::Failure,
    > {
        let (path, query) = request.path_and_query();
        let path = ::williw_workers::http::query::normalize_path(path);
        match router::route(&path) {
            ::core::option::Option::Some(
                router::Endpoint::FetchByOutByQuery(__path_0, __path_1),
            ) => {
                match request.method {
                    ::williw_workers::http::Method::POST => {
                        __handle_fetch(service, cx, request, query, __path_0, __path_1)
                            .await
                    }
                    ::williw_workers::http::Method::OPTIONS => {
                        ::core::result::Result::Ok(
                            ::williw_workers::http::Response::options("OPTIONS, POST"),
                        )
                    }
                    _ => {
                        ::core::result::Result::Err(
                            ::williw_workers::http::Failure::method_not_allowed(
                                "OPTIONS, POST",
                            ),
                        )
                    }
                }
            }
            ::core::option::Option::Some(router::Endpoint::Dispatch) => {
                match request.method {
                    ::williw_workers::http::Method::GET
                    | ::williw_workers::http::Method::HEAD => {
                        __handle_dispatch(service, cx, request, query).await
                    }
                    ::williw_workers::http::Method::OPTIONS => {
                        ::core::result::Result::Ok(
                            ::williw_workers::http::Response::options(
                                "GET, HEAD, OPTIONS",
                            ),
                        )
                    }
                    _ => {
                        ::core::result::Result::Err(
                            ::williw_workers::http::Failure::method_not_allowed(
                                "GET, HEAD, OPTIONS",
                            ),
                        )
                    }
                }
            }
            ::core::option::Option::None => {
                ::core::result::Result::Err(
                    ::williw_workers::http::Problem::not_found().into(),
                )
            }
        }
    }

    async fn __handle_fetch<S: Api>(
        service: &S,
        cx: &super::Cx,
        request: &::williw_workers::http::Request,
        query: &str,
        __path_0: &str,
        __path_1: &str,
    ) -> ::core::result::Result<
        ::williw_workers::http::Response,
        ::williw_workers::http::Failure,
    > {
        let mut __out = ::williw_workers::http::Violations::default();
        let __p_out = ::williw_workers::http::query::path(
            "out",
            __path_0,
            ::williw_workers::http::query::Kind::Text,
            &mut __out,
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
        let __p_query = ::williw_workers::http::query::path(
            "query",
            __path_1,
            ::williw_workers::http::query::Kind::Number,
            &mut __out,
            |__v, __at, __out| ::williw_workers::http::json::integer::<
                u32,
            >(__v, 0, 4294967295, __at, __out),
        );
        let mut __query = ::williw_workers::http::query::Query::parse(query, &mut __out);
        let __q_cx = __query
            .optional(
                "cx",
                ::williw_workers::http::query::Kind::Text,
                &mut __out,
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
        let __q_path = __query
            .optional(
                "path",
                ::williw_workers::http::query::Kind::Text,
                &mut __out,
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
        let __q_request = __query
            .optional(
                "request",
                ::williw_workers::http::query::Kind::Text,
                &mut __out,
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
        __query.nothing_else(&["cx", "path", "request"], &mut __out);
        let __body = match request.json_body()? {
            ::core::option::Option::Some(__bytes) => {
                ::williw_workers::http::json::read_body::<
                    super::types::At,
                >(__bytes, &mut __out)?
            }
            ::core::option::Option::None => {
                __out
                    .push(
                        &::williw_workers::http::Pointer::Body,
                        "required",
                        "a JSON body must be given",
                    )
            }
        };
        let __path = (|| ::core::option::Option::Some(FetchPath {
            out: __p_out?,
            query: __p_query?,
        }))();
        let __query = (|| ::core::option::Option::Some(FetchQuery {
            cx: __q_cx?,
            path: __q_path?,
            request: __q_request?,
        }))();
        let (
            true,
            ::core::option::Option::Some(__path),
            ::core::option::Option::Some(__query),
            ::core::option::Option::Some(__body),
        ) = (__out.is_empty(), __path, __query, __body) else {
            return ::core::result::Result::Err(__out.into());
        };
        let __caller = ::williw_workers::http::Caller::Unverified;
        let __reply = service.fetch(cx, __caller, __path, __query, __body).await?;
        ::core::result::Result::Ok(
            ::williw_workers::http::Response::json(
                ::williw_workers::http::StatusCode::OK,
                &__reply,
            ),
        )
    }

    async fn __handle_dispatch<S: Api>(
        service: &S,
        cx: &super::Cx,
        request: &::williw_workers::http::Request,
        query: &str,
    ) -> ::core::result::Result<
        ::williw_workers::http::Response,
        ::williw_workers::http::Failure,
    > {
        let _ = request;
        let mut __out = ::williw_workers::http::Violations::default();
        let __query = ::williw_workers::http::query::Query::parse(query, &mut __out);
        __query.nothing_else(&[], &mut __out);
        let (true,) = (__out.is_empty(),) else {
            return ::core::result::Result::Err(__out.into());
        };
        let __caller = ::williw_workers::http::Caller::Unverified;
        let __reply = service.dispatch(cx, __caller).await?;
        ::core::result::Result::Ok(
            ::williw_workers::http::Response::json(
                ::williw_workers::http::StatusCode::OK,
                &__reply,
            ),
        )
    }

    /// From a path to its endpoint.
    mod router {
        /// Which path of the route table a request's path is; the fields are its parameters, still percent-encoded.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Endpoint<'p> {
            /// `/fetch/{out}/{query}`
            FetchByOutByQuery(&'p str, &'p str),
            /// `/dispatch`
            Dispatch,
        }

        /// Finds the endpoint of a path, which is what stands before `?` in a request's target.
        #[allow(clippy::collapsible_if, clippy::collapsible_match)]
        pub fn route(path: &str) -> ::core::option::Option<Endpoint<'_>> {
            use ::core::option::Option::{None, Some};
            /// Splits before the next `/` or at the end; an empty segment is no parameter.
            #[inline(always)]
            fn segment(rest: &str) -> ::core::option::Option<(&str, &str)> {
                const ONES: u64 = 0x0101_0101_0101_0101;
                const SLASHES: u64 = ONES * b'/' as u64;
                let mut bytes = rest.as_bytes();
                let mut end = 0;
                while let Some((word, after)) = bytes.split_first_chunk::<8>() {
                    let differ = u64::from_le_bytes(*word) ^ SLASHES;
                    let zeros = differ.wrapping_sub(ONES) & !differ & (ONES << 7);
                    if zeros != 0 {
                        end += (zeros.trailing_zeros() / 8) as usize;
                        bytes = &[];
                        break;
                    }
                    end += 8;
                    bytes = after;
                }
                for byte in bytes {
                    if *byte == b'/' {
                        break;
                    }
                    end += 1;
                }
                if end == 0 { None } else { rest.split_at_checked(end) }
            }
            let rest = path;
            if let Some(rest) = rest.strip_prefix("/") {
                match rest.as_bytes() {
                    [b'd', ..] => {
                        if rest == "dispatch" {
                            return Some(Endpoint::Dispatch);
                        }
                    }
                    [b'f', ..] => {
                        if let Some(rest) = rest.strip_prefix("fetch/") {
                            if let Some((p0, rest)) = segment(rest) {
                                if let Some(rest) = rest.strip_prefix("/") {
                                    if let Some((p1, rest)) = segment(rest) {
                                        if rest.is_empty() {
                                            return Some(Endpoint::FetchByOutByQuery(p0, p1));
                                        }
                                    }
                                }
                            }
                        }
                    }
                    _ => {}
                }
            }
            None
        }
    }
}

/// What this Worker is and needs.
pub static MANIFEST: ::williw_workers::driver::Manifest = ::williw_workers::driver::Manifest {
    name: "worker",
    d1: &[],
    routes: &[
        ::williw_workers::driver::RouteManifest {
            name: "fetch",
            method: "POST",
            path: "/fetch/{out}/{query}",
            caller: &["anyone"],
        },
        ::williw_workers::driver::RouteManifest {
            name: "dispatch",
            method: "GET",
            path: "/dispatch",
            caller: &["anyone"],
        },
    ],
    vars: &[],
    secrets: &[],
};
