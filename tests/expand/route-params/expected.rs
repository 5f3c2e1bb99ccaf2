/// The vocabulary: `types.toml`.
pub mod types {
    /// `UserId`: text matching `[a-z]{1,8}`.
    #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub struct UserId(::std::string::String);
    impl UserId {
        const RULES: ::williw_workers::http::text::TextRules = ::williw_workers::http::text::TextRules {
            min_len: 0,
            max_len: 4294967295,
            pattern: ::core::option::Option::Some(
                &::williw_workers::http::text::Pattern {
                    source: "[a-z]{1,8}",
                    classes: b"\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
                    class_count: 2,
                    next: &[0, 0, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0, 7, 0, 8, 0, 9, 0, 0],
                    accepting: &[
                        false, false, true, true, true, true, true, true, true, true,
                    ],
                },
            ),
            parse_with: ::core::option::Option::None,
        };
    }

    ::williw_workers::__text_type!(UserId);
    /// `Order`: one of a few texts.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub enum Order {
        ///`up`
        Up,
        ///`down`
        Down,
    }

    impl Order {
        /// Every value.
        pub const ALL: &'static [Self] = &[Self::Up, Self::Down];
        const KNOWN: &'static str = "`up`, `down`";
        /// The value's text.
        pub const fn as_str(self) -> &'static str {
            match self {
                Self::Up => "up",
                Self::Down => "down",
            }
        }
    }

    ::williw_workers::__enum_type!(Order, eq);
    /// `User`: a JSON object.
    #[derive(
        Clone,
        Debug,
        PartialEq,
        ::williw_workers::__private_0_1_0::serde::Serialize,
        ::williw_workers::__private_0_1_0::serde::Deserialize,
    )]
    #[serde(crate = "::williw_workers::__private_0_1_0::serde")]
    pub struct User {
        pub id: UserId,
    }

    #[automatically_derived]
    impl ::williw_workers::__private_0_1_0::FromJson for User {
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
            let __f_id = ::williw_workers::http::json::required(
                &mut __members,
                "id",
                __at,
                __out,
                <UserId as ::williw_workers::__private_0_1_0::FromJson>::from_json,
            );
            ::williw_workers::http::json::nothing_else(&__members, &["id"], __at, __out);
            ::core::option::Option::Some(Self { id: __f_id? })
        }
    }
}

/// The HTTP interface: `routes.toml`.
pub mod api {
    /// The interface: a handler for every route.
    #[diagnostic::on_unimplemented(
        message = "`{Self}` does not handle the routes of this spec",
        note = "write `#[app::handlers] impl app::Api for {Self}` with a handler for each route"
    )]
    #[allow(async_fn_in_trait)]
    pub trait Api {
        /// Lists what a user has written.
        ///
        /// `GET /users/{user}/posts/{number}`
        async fn list_posts(
            &self,
            cx: &super::Cx,
            caller: super::callers::Anyone,
            path: ListPostsPath,
            query: ListPostsQuery,
        ) -> ::core::result::Result<super::types::User, ListPostsError>;
    }

    /// The path of `GET /users/{user}/posts/{number}`.
    #[derive(Clone, Debug, PartialEq)]
    pub struct ListPostsPath {
        /// `user`.
        pub user: super::types::UserId,
        /// `number`.
        pub number: u32,
    }

    /// The query of `GET /users/{user}/posts/{number}`.
    #[derive(Clone, Debug, PartialEq)]
    pub struct ListPostsQuery {
        /// `order`.
        pub order: ::core::option::Option<super::types::Order>,
        /// `limit`.
        pub limit: u32,
    }

    /// The errors of `GET /users/{user}/posts/{number}`.
    #[derive(Debug)]
    pub enum ListPostsError {
        /// 400 `invalid_request`: what the spec alone could not check.
        Invalid(::williw_workers::http::Violations),
        /// 500 or 503: trouble with the database that no other variant tells.
        Database(::williw_workers::d1::D1Error),
        /// 500: what should not happen. The text goes to the log only.
        Internal(::std::string::String),
    }

    #[automatically_derived]
    impl ::core::convert::From<::williw_workers::d1::D1Error> for ListPostsError {
        fn from(error: ::williw_workers::d1::D1Error) -> Self {
            Self::Database(error)
        }
    }

    #[automatically_derived]
    impl ::core::convert::From<::williw_workers::http::Violations> for ListPostsError {
        fn from(violations: ::williw_workers::http::Violations) -> Self {
            Self::Invalid(violations)
        }
    }

    #[automatically_derived]
    impl ::core::convert::From<ListPostsError> for ::williw_workers::http::Failure {
        fn from(error: ListPostsError) -> Self {
            match error {
                ListPostsError::Invalid(violations) => violations.into(),
                ListPostsError::Database(error) => error.into(),
                ListPostsError::Internal(reason) => Self::internal(reason),
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
                router::Endpoint::UsersByUserPostsByNumber(__path_0, __path_1),
            ) => {
                match request.method {
                    ::williw_workers::http::Method::GET
                    | ::williw_workers::http::Method::HEAD => {
                        ::williw_workers::http::exchange::note_route("list_posts");
                        __handle_list_posts(
                                service,
                                cx,
                                request,
                                query,
                                __path_0,
                                __path_1,
                            )
                            .await
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

    async fn __handle_list_posts<S: Api>(
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
        request.check_size()?;
        ::williw_workers::http::accept::check(request, &["application/json"])?;
        let __caller = super::callers::Anyone;
        let mut __out = ::williw_workers::http::Violations::default();
        let __p_user = ::williw_workers::http::query::path(
            "user",
            __path_0,
            ::williw_workers::http::query::Kind::Text,
            &mut __out,
            <super::types::UserId as ::williw_workers::__private_0_1_0::FromJson>::from_json,
        );
        let __p_number = ::williw_workers::http::query::path(
            "number",
            __path_1,
            ::williw_workers::http::query::Kind::Number,
            &mut __out,
            |__v, __at, __out| ::williw_workers::http::json::integer::<
                u32,
            >(__v, 0, 4294967295, __at, __out),
        );
        let mut __query = ::williw_workers::http::query::Query::parse(query, &mut __out);
        let __q_order = __query
            .optional(
                "order",
                ::williw_workers::http::query::Kind::Text,
                &mut __out,
                <super::types::Order as ::williw_workers::__private_0_1_0::FromJson>::from_json,
            );
        let __q_limit = __query
            .defaulted(
                "limit",
                ::williw_workers::http::query::Kind::Number,
                || ::williw_workers::__private_0_1_0::serde_json::Value::from(20i64),
                &mut __out,
                |__v, __at, __out| ::williw_workers::http::json::integer::<
                    u32,
                >(__v, 1, 100, __at, __out),
            );
        __query.nothing_else(&["order", "limit"], &mut __out);
        let __path = (|| ::core::option::Option::Some(ListPostsPath {
            user: __p_user?,
            number: __p_number?,
        }))();
        let __query = (|| ::core::option::Option::Some(ListPostsQuery {
            order: __q_order?,
            limit: __q_limit?,
        }))();
        let (
            true,
            ::core::option::Option::Some(__path),
            ::core::option::Option::Some(__query),
        ) = (__out.is_empty(), __path, __query) else {
            return ::core::result::Result::Err(__out.into());
        };
        let __reply = service.list_posts(cx, __caller, __path, __query).await?;
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
            /// `/users/{user}/posts/{number}`
            UsersByUserPostsByNumber(&'p str, &'p str),
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
            if let Some(rest) = rest.strip_prefix("/users/") {
                if let Some((p0, rest)) = segment(rest) {
                    if let Some(rest) = rest.strip_prefix("/posts/") {
                        if let Some((p1, rest)) = segment(rest) {
                            if rest.is_empty() {
                                return Some(Endpoint::UsersByUserPostsByNumber(p0, p1));
                            }
                        }
                    }
                }
            }
            None
        }
    }
}

/// The interface as an OpenAPI 3.1 document; empty where it is not served, and on wasm32.
pub const OPENAPI: &::core::primitive::str = if ::core::cfg!(target_arch = "wasm32") {
    ""
} else {
    "…"
};

/// What this Worker is and needs.
pub static MANIFEST: ::williw_workers::driver::Manifest = ::williw_workers::driver::Manifest {
    name: "worker",
    d1: &[],
    kv: &[],
    objects: &[],
    crons: &[],
    routes: &[
        ::williw_workers::driver::RouteManifest {
            name: "list_posts",
            method: "GET",
            path: "/users/{user}/posts/{number}",
            caller: &["anyone"],
        },
    ],
    ratelimits: &[],
    vars: &[],
    secrets: &[],
    openapi: OPENAPI,
    openapi_path: "/api/openapi.json",
    docs_path: "/api/docs",
};
