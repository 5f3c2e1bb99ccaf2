/// The vocabulary: `types.toml`.
pub mod types {
    /// `Beat`: a JSON object.
    #[derive(
        Clone,
        Debug,
        PartialEq,
        ::williw_workers::__private_0_1_0::serde::Serialize,
        ::williw_workers::__private_0_1_0::serde::Deserialize,
    )]
    #[serde(crate = "::williw_workers::__private_0_1_0::serde")]
    pub struct Beat {
        #[serde(default, skip_serializing_if = "::core::option::Option::is_none")]
        pub note: ::core::option::Option<::std::string::String>,
        pub tags: ::std::vec::Vec<::std::string::String>,
        #[serde(default, skip_serializing_if = "::core::option::Option::is_none")]
        pub at: ::core::option::Option<::williw_workers::Timestamp>,
    }

    #[automatically_derived]
    impl ::williw_workers::__private_0_1_0::FromJson for Beat {
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
            let __f_note = ::williw_workers::http::json::optional(
                &mut __members,
                "note",
                __at,
                __out,
                |__v, __at, __out| {
                    const RULES: ::williw_workers::http::text::TextRules = ::williw_workers::http::text::TextRules {
                        min_len: 0,
                        max_len: 20,
                        pattern: ::core::option::Option::None,
                        parse_with: ::core::option::Option::None,
                    };
                    ::williw_workers::http::json::text(__v, &RULES, __at, __out)
                },
            );
            let __f_tags = ::williw_workers::http::json::defaulted(
                &mut __members,
                "tags",
                || {
                    ::williw_workers::__private_0_1_0::serde_json::from_str("[\"a\"]")
                        .unwrap_or_default()
                },
                __at,
                __out,
                |__v, __at, __out| ::williw_workers::http::json::list(
                    __v,
                    (0, 3),
                    __at,
                    __out,
                    |__v, __at, __out| ::williw_workers::http::json::text(
                        __v,
                        &::williw_workers::http::text::ANY,
                        __at,
                        __out,
                    ),
                ),
            );
            let __f_at = ::williw_workers::http::json::optional(
                &mut __members,
                "at",
                __at,
                __out,
                ::williw_workers::http::json::timestamp,
            );
            ::williw_workers::http::json::nothing_else(
                &__members,
                &["note", "tags", "at"],
                __at,
                __out,
            );
            ::core::option::Option::Some(Self {
                note: __f_note?,
                tags: __f_tags?,
                at: __f_at?,
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
        /// `PUT /beat`
        async fn beat(
            &self,
            cx: &super::Cx,
            caller: super::callers::Anyone,
            body: ::core::option::Option<super::types::Beat>,
        ) -> ::core::result::Result<super::types::Beat, BeatError>;
    }

    /// The errors of `PUT /beat`.
    #[derive(Debug)]
    pub enum BeatError {
        /// 400 `invalid_request`: what the spec alone could not check.
        Invalid(::williw_workers::http::Violations),
        /// 500 or 503: trouble with the database that no other variant tells.
        Database(::williw_workers::d1::D1Error),
        /// 500: what should not happen. The text goes to the log only.
        Internal(::std::string::String),
    }

    #[automatically_derived]
    impl ::core::convert::From<::williw_workers::d1::D1Error> for BeatError {
        fn from(error: ::williw_workers::d1::D1Error) -> Self {
            Self::Database(error)
        }
    }

    #[automatically_derived]
    impl ::core::convert::From<::williw_workers::http::Violations> for BeatError {
        fn from(violations: ::williw_workers::http::Violations) -> Self {
            Self::Invalid(violations)
        }
    }

    #[automatically_derived]
    impl ::core::convert::From<BeatError> for ::williw_workers::http::Failure {
        fn from(error: BeatError) -> Self {
            match error {
                BeatError::Invalid(violations) => violations.into(),
                BeatError::Database(error) => error.into(),
                BeatError::Internal(reason) => Self::internal(reason),
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
            ::core::option::Option::Some(router::Endpoint::Beat) => {
                match request.method {
                    ::williw_workers::http::Method::PUT => {
                        ::williw_workers::http::exchange::note_route("beat");
                        __handle_beat(service, cx, request, query).await
                    }
                    ::williw_workers::http::Method::OPTIONS => {
                        ::core::result::Result::Ok(
                            ::williw_workers::http::Response::options("OPTIONS, PUT"),
                        )
                    }
                    _ => {
                        ::core::result::Result::Err(
                            ::williw_workers::http::Failure::method_not_allowed(
                                "OPTIONS, PUT",
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

    async fn __handle_beat<S: Api>(
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
        let __body = match request.json_body()? {
            ::core::option::Option::Some(__bytes) => {
                ::williw_workers::http::json::read_body::<
                    super::types::Beat,
                >(__bytes, &mut __out)?
                    .map(::core::option::Option::Some)
            }
            ::core::option::Option::None => {
                ::core::option::Option::Some(::core::option::Option::None)
            }
        };
        let (true, ::core::option::Option::Some(__body)) = (__out.is_empty(), __body)
        else {
            return ::core::result::Result::Err(__out.into());
        };
        let __reply = service.beat(cx, __caller, __body).await?;
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
        pub enum Endpoint {
            /// `/beat`
            Beat,
        }

        /// Finds the endpoint of a path, which is what stands before `?` in a request's target.
        #[allow(clippy::collapsible_if, clippy::collapsible_match)]
        pub fn route(path: &str) -> ::core::option::Option<Endpoint> {
            use ::core::option::Option::{None, Some};
            let rest = path;
            if rest == "/beat" {
                return Some(Endpoint::Beat);
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
            name: "beat",
            method: "PUT",
            path: "/beat",
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
