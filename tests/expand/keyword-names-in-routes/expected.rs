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
                |__v, __at, __out| ::williw_workers::http::json::text(
                    __v,
                    &::williw_workers::http::text::ANY,
                    __at,
                    __out,
                ),
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

/// The HTTP interface: `routes.toml`.
pub mod api {
    /// The interface: a handler for every route.
    #[diagnostic::on_unimplemented(
        message = "`{Self}` does not handle the routes of this spec",
        note = "write `#[app::handlers] impl app::Api for {Self}` with a handler for each route"
    )]
    #[allow(async_fn_in_trait)]
    pub trait Api {
        /// `POST /loop/{in}`
        async fn r#loop(
            &self,
            cx: &super::Cx,
            caller: super::callers::Anyone,
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
    impl ::core::convert::From<::williw_workers::http::Violations> for LoopError {
        fn from(violations: ::williw_workers::http::Violations) -> Self {
            Self::Invalid(violations)
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
                        ::williw_workers::http::exchange::note_route("loop");
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
        request.check_size()?;
        ::williw_workers::http::accept::check(request, &["application/json"])?;
        let __caller = super::callers::Anyone;
        let mut __out = ::williw_workers::http::Violations::default();
        let __p_in = ::williw_workers::http::query::path(
            "in",
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
        let mut __query = ::williw_workers::http::query::Query::parse(query, &mut __out);
        let __q_where = __query
            .optional(
                "where",
                ::williw_workers::http::query::Kind::Text,
                &mut __out,
                |__v, __at, __out| ::williw_workers::http::json::text(
                    __v,
                    &::williw_workers::http::text::ANY,
                    __at,
                    __out,
                ),
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
            name: "loop",
            method: "POST",
            path: "/loop/{in}",
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
