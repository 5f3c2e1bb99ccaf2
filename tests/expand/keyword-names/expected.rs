/// The vocabulary: `types.toml`.
pub mod types {
    /// `Move`: a JSON object.
    #[derive(
        Clone,
        Debug,
        PartialEq,
        ::williw_workers::__private_0_1_0::serde::Serialize,
        ::williw_workers::__private_0_1_0::serde::Deserialize,
    )]
    #[serde(crate = "::williw_workers::__private_0_1_0::serde")]
    pub struct Move {
        #[serde(rename = "type")]
        pub r#type: ::std::string::String,
        #[serde(rename = "self")]
        #[serde(default, skip_serializing_if = "::core::option::Option::is_none")]
        pub self_: ::core::option::Option<bool>,
    }

    #[automatically_derived]
    impl ::williw_workers::__private_0_1_0::FromJson for Move {
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
            let __f_type = ::williw_workers::http::json::required(
                &mut __members,
                "type",
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
            let __f_self_ = ::williw_workers::http::json::optional(
                &mut __members,
                "self",
                __at,
                __out,
                ::williw_workers::http::json::boolean,
            );
            ::williw_workers::http::json::nothing_else(
                &__members,
                &["type", "self"],
                __at,
                __out,
            );
            ::core::option::Option::Some(Self {
                r#type: __f_type?,
                self_: __f_self_?,
            })
        }
    }
}

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
        const SELECT: &'static str = "SELECT self, fn, gen, crate";
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
        ) -> ::williw_workers::d1::Query<::core::option::Option<super::Match>> {
            ::williw_workers::d1::Query::read(
                "SELECT self, fn, gen, crate FROM \"match\" WHERE self = ?1",
                ::std::vec::Vec::from([
                    ::williw_workers::d1::Value::Text(
                        ::std::borrow::ToOwned::to_owned(self_),
                    ),
                ]),
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
                    [
                        ::williw_workers::d1::Value::Text(
                            ::std::borrow::ToOwned::to_owned(self_),
                        ),
                    ],
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
                    [
                        ::williw_workers::d1::Value::Text(
                            ::std::borrow::ToOwned::to_owned(self_),
                        ),
                    ],
                );
            ::williw_workers::d1::Query::write(__sql, __params, COLUMNS)
        }

        /// Deletes the row of `match` with this key.
        pub fn delete(
            self_: &str,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Changes> {
            ::williw_workers::d1::Query::write(
                "DELETE FROM \"match\" WHERE self = ?1",
                ::std::vec::Vec::from([
                    ::williw_workers::d1::Value::Text(
                        ::std::borrow::ToOwned::to_owned(self_),
                    ),
                ]),
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
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Page<Key>> {
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

/// The HTTP interface: `routes.toml`.
pub mod api {
    /// The interface: a handler for every route.
    #[diagnostic::on_unimplemented(
        message = "`{Self}` does not handle the routes of this spec",
        note = "write `#[app::handlers] impl app::Api for {Self} { … }`"
    )]
    #[allow(async_fn_in_trait)]
    pub trait Api {
        /// `POST /loop/{in}`
        async fn r#loop(
            &self,
            cx: &super::Cx,
            caller: ::williw_workers::http::Caller,
            path: LoopPath,
            query: LoopQuery,
            body: super::types::Move,
        ) -> ::core::result::Result<super::types::Move, LoopError>;
    }

    /// The path of `POST /loop/{in}`.
    #[derive(Clone, Debug, PartialEq)]
    pub struct LoopPath {
        /// `in`.
        pub r#in: ::std::string::String,
    }

    /// The query of `POST /loop/{in}`.
    #[derive(Clone, Debug, PartialEq)]
    pub struct LoopQuery {
        /// `where`.
        pub r#where: ::core::option::Option<::std::string::String>,
    }

    /// The errors of `POST /loop/{in}`.
    #[derive(Debug)]
    pub enum LoopError {
        /// 400 `invalid_request`: what the spec alone could not check.
        Invalid(::williw_workers::http::Violations),
        /// 500 or 503: trouble with the database that no other variant tells.
        Database(::williw_workers::d1::D1Error),
        /// 500: what should not happen. The text goes to the log only.
        Internal(::std::string::String),
    }

    #[automatically_derived]
    impl ::core::convert::From<::williw_workers::d1::D1Error> for LoopError {
        fn from(error: ::williw_workers::d1::D1Error) -> Self {
            Self::Database(error)
        }
    }

    #[automatically_derived]
    impl ::core::convert::From<LoopError> for ::williw_workers::http::Failure {
        fn from(error: LoopError) -> Self {
            match error {
                LoopError::Invalid(violations) => violations.into(),
                LoopError::Database(error) => error.into(),
                LoopError::Internal(reason) => Self::internal(reason),
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
            ::core::option::Option::Some(router::Endpoint::LoopByIn(__path_0)) => {
                match request.method {
                    ::williw_workers::http::Method::POST => {
                        __handle_loop(service, cx, request, query, __path_0).await
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
            ::core::option::Option::None => {
                ::core::result::Result::Err(
                    ::williw_workers::http::Problem::not_found().into(),
                )
            }
        }
    }

    async fn __handle_loop<S: Api>(
        service: &S,
        cx: &super::Cx,
        request: &::williw_workers::http::Request,
        query: &str,
        __path_0: &str,
    ) -> ::core::result::Result<
        ::williw_workers::http::Response,
        ::williw_workers::http::Failure,
    > {
        let mut __out = ::williw_workers::http::Violations::default();
        let __p_in = ::williw_workers::http::query::path(
            "in",
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
        let mut __query = ::williw_workers::http::query::Query::parse(query, &mut __out);
        let __q_where = __query
            .optional(
                "where",
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
        __query.nothing_else(&["where"], &mut __out);
        let __body = match request.json_body()? {
            ::core::option::Option::Some(__bytes) => {
                ::williw_workers::http::json::read_body::<
                    super::types::Move,
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
        let __path = (|| ::core::option::Option::Some(LoopPath { r#in: __p_in? }))();
        let __query = (|| ::core::option::Option::Some(LoopQuery {
            r#where: __q_where?,
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
        let __reply = service.r#loop(cx, __caller, __path, __query, __body).await?;
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
            /// `/loop/{in}`
            LoopByIn(&'p str),
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
            if let Some(rest) = rest.strip_prefix("/loop/") {
                if let Some((p0, rest)) = segment(rest) {
                    if rest.is_empty() {
                        return Some(Endpoint::LoopByIn(p0));
                    }
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
            name: "loop",
            method: "POST",
            path: "/loop/{in}",
            caller: &["anyone"],
        },
    ],
    vars: &[],
    secrets: &[],
};
