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
                |__v, __at, __out| ::williw_workers::http::json::text(
                    __v,
                    &::williw_workers::http::text::ANY,
                    __at,
                    __out,
                ),
            );
            let __f_out = ::williw_workers::http::json::optional(
                &mut __members,
                "out",
                __at,
                __out,
                |__v, __at, __out| ::williw_workers::http::json::text(
                    __v,
                    &::williw_workers::http::text::ANY,
                    __at,
                    __out,
                ),
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

/// The HTTP interface: `routes.toml`.
pub mod api {
    /// The interface: a handler for every route.
    #[diagnostic::on_unimplemented(
        message = "`{Self}` does not handle the routes of this spec",
        note = "write `#[app::handlers] impl app::Api for {Self}` with a handler for each route"
    )]
    #[allow(async_fn_in_trait)]
    pub trait Api {
        /// `POST /fetch/{out}/{query}`
        async fn fetch(
            &self,
            cx: &super::Cx,
            caller: super::callers::Anyone,
            path: FetchPath,
            query: FetchQuery,
            body: super::types::At,
        ) -> ::core::result::Result<super::types::At, FetchError>;
        /// `GET /dispatch`
        async fn dispatch(
            &self,
            cx: &super::Cx,
            caller: super::callers::Anyone,
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
    impl ::core::convert::From<::williw_workers::http::Violations> for FetchError {
        fn from(violations: ::williw_workers::http::Violations) -> Self {
            Self::Invalid(violations)
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
    impl ::core::convert::From<::williw_workers::http::Violations> for DispatchError {
        fn from(violations: ::williw_workers::http::Violations) -> Self {
            Self::Invalid(violations)
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
                        ::williw_workers::http::exchange::note_route("fetch");
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
                        ::williw_workers::http::exchange::note_route("dispatch");
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
        request.check_size()?;
        ::williw_workers::http::accept::check(request, &["application/json"])?;
        let __caller = super::callers::Anyone;
        let mut __out = ::williw_workers::http::Violations::default();
        let __p_out = ::williw_workers::http::query::path(
            "out",
            __path_0,
            ::williw_workers::http::query::Kind::Text,
            &mut __out,
            |__v, __at, __out| ::williw_workers::http::json::text(
                __v,
                &::williw_workers::http::text::ANY,
                __at,
                __out,
            ),
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
                |__v, __at, __out| ::williw_workers::http::json::text(
                    __v,
                    &::williw_workers::http::text::ANY,
                    __at,
                    __out,
                ),
            );
        let __q_path = __query
            .optional(
                "path",
                ::williw_workers::http::query::Kind::Text,
                &mut __out,
                |__v, __at, __out| ::williw_workers::http::json::text(
                    __v,
                    &::williw_workers::http::text::ANY,
                    __at,
                    __out,
                ),
            );
        let __q_request = __query
            .optional(
                "request",
                ::williw_workers::http::query::Kind::Text,
                &mut __out,
                |__v, __at, __out| ::williw_workers::http::json::text(
                    __v,
                    &::williw_workers::http::text::ANY,
                    __at,
                    __out,
                ),
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
        request.check_size()?;
        ::williw_workers::http::accept::check(request, &["application/json"])?;
        let __caller = super::callers::Anyone;
        let mut __out = ::williw_workers::http::Violations::default();
        let __query = ::williw_workers::http::query::Query::parse(query, &mut __out);
        __query.nothing_else(&[], &mut __out);
        let (true,) = (__out.is_empty(),) else {
            return ::core::result::Result::Err(__out.into());
        };
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
    ratelimits: &[],
    vars: &[],
    secrets: &[],
    openapi: OPENAPI,
    openapi_path: "/api/openapi.json",
    docs_path: "/api/docs",
};
