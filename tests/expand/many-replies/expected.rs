/// The vocabulary: `types.toml`.
pub mod types {
    /// `Thing`: a JSON object.
    #[derive(
        Clone,
        Debug,
        PartialEq,
        ::williw_workers::__private_0_1_0::serde::Serialize,
        ::williw_workers::__private_0_1_0::serde::Deserialize,
    )]
    #[serde(crate = "::williw_workers::__private_0_1_0::serde")]
    pub struct Thing {
        pub name: ::std::string::String,
    }

    #[automatically_derived]
    impl ::williw_workers::__private_0_1_0::FromJson for Thing {
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
            let __f_name = ::williw_workers::http::json::required(
                &mut __members,
                "name",
                __at,
                __out,
                |__v, __at, __out| ::williw_workers::http::json::text(
                    __v,
                    &::williw_workers::http::text::ANY,
                    __at,
                    __out,
                ),
            );
            ::williw_workers::http::json::nothing_else(
                &__members,
                &["name"],
                __at,
                __out,
            );
            ::core::option::Option::Some(Self { name: __f_name? })
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
        /// `PUT /thing`
        async fn put_thing(
            &self,
            cx: &super::Cx,
            caller: super::callers::Anyone,
            body: super::types::Thing,
        ) -> ::core::result::Result<PutThingReply, PutThingError>;
    }

    /// The replies of `PUT /thing`.
    #[derive(Clone, Debug, PartialEq)]
    pub enum PutThingReply {
        /// 200
        Ok(super::types::Thing),
        /// 201
        Created(super::types::Thing),
        /// 202
        Accepted,
        /// 204
        NoContent,
    }

    #[automatically_derived]
    impl ::williw_workers::http::Reply for PutThingReply {
        fn into_response(self) -> ::williw_workers::http::Response {
            match self {
                Self::Ok(body) => {
                    ::williw_workers::http::Response::json(
                        ::williw_workers::http::StatusCode::OK,
                        &body,
                    )
                }
                Self::Created(body) => {
                    ::williw_workers::http::Response::json(
                        ::williw_workers::http::StatusCode::CREATED,
                        &body,
                    )
                }
                Self::Accepted => {
                    ::williw_workers::http::Response::new(
                        ::williw_workers::http::StatusCode::ACCEPTED,
                    )
                }
                Self::NoContent => {
                    ::williw_workers::http::Response::new(
                        ::williw_workers::http::StatusCode::NO_CONTENT,
                    )
                }
            }
        }
    }

    /// The errors of `PUT /thing`.
    #[derive(Debug)]
    pub enum PutThingError {
        /// 410 `gone`: The thing is gone. With what to tell of this occurrence.
        Gone(::std::borrow::Cow<'static, str>),
        /// 409 `taken`: The name is taken. With what to tell of this occurrence.
        Taken(::std::borrow::Cow<'static, str>),
        /// 503 `full`: There is no room. With what to tell of this occurrence.
        Full(::std::borrow::Cow<'static, str>),
        /// 400 `invalid_request`: what the spec alone could not check.
        Invalid(::williw_workers::http::Violations),
        /// 500 or 503: trouble with the database that no other variant tells.
        Database(::williw_workers::d1::D1Error),
        /// 500: what should not happen. The text goes to the log only.
        Internal(::std::string::String),
    }

    #[automatically_derived]
    impl ::core::convert::From<::williw_workers::d1::D1Error> for PutThingError {
        fn from(error: ::williw_workers::d1::D1Error) -> Self {
            Self::Database(error)
        }
    }

    #[automatically_derived]
    impl ::core::convert::From<::williw_workers::http::Violations> for PutThingError {
        fn from(violations: ::williw_workers::http::Violations) -> Self {
            Self::Invalid(violations)
        }
    }

    #[automatically_derived]
    impl ::core::convert::From<PutThingError> for ::williw_workers::http::Failure {
        fn from(error: PutThingError) -> Self {
            match error {
                PutThingError::Gone(detail) => {
                    ::williw_workers::http::Failure::declared(
                        ::williw_workers::http::StatusCode::GONE,
                        "gone",
                        "The thing is gone",
                        detail,
                    )
                }
                PutThingError::Taken(detail) => {
                    ::williw_workers::http::Failure::declared(
                        ::williw_workers::http::StatusCode::CONFLICT,
                        "taken",
                        "The name is taken",
                        detail,
                    )
                }
                PutThingError::Full(detail) => {
                    ::williw_workers::http::Failure::declared(
                            ::williw_workers::http::StatusCode::SERVICE_UNAVAILABLE,
                            "full",
                            "There is no room",
                            detail,
                        )
                        .retry_after(300)
                }
                PutThingError::Invalid(violations) => violations.into(),
                PutThingError::Database(error) => error.into(),
                PutThingError::Internal(reason) => Self::internal(reason),
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
            ::core::option::Option::Some(router::Endpoint::Thing) => {
                match request.method {
                    ::williw_workers::http::Method::PUT => {
                        ::williw_workers::http::exchange::note_route("put_thing");
                        __handle_put_thing(service, cx, request, query).await
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

    async fn __handle_put_thing<S: Api>(
        service: &S,
        cx: &super::Cx,
        request: &::williw_workers::http::Request,
        query: &str,
    ) -> ::core::result::Result<
        ::williw_workers::http::Response,
        ::williw_workers::http::Failure,
    > {
        request.check_size()?;
        let __caller = super::callers::Anyone;
        let mut __out = ::williw_workers::http::Violations::default();
        let __query = ::williw_workers::http::query::Query::parse(query, &mut __out);
        __query.nothing_else(&[], &mut __out);
        let __body = match request.json_body()? {
            ::core::option::Option::Some(__bytes) => {
                ::williw_workers::http::json::read_body::<
                    super::types::Thing,
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
        let (true, ::core::option::Option::Some(__body)) = (__out.is_empty(), __body)
        else {
            return ::core::result::Result::Err(__out.into());
        };
        let __reply = service.put_thing(cx, __caller, __body).await?;
        ::core::result::Result::Ok(::williw_workers::http::Reply::into_response(__reply))
    }

    /// From a path to its endpoint.
    mod router {
        /// Which path of the route table a request's path is; the fields are its parameters, still percent-encoded.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Endpoint {
            /// `/thing`
            Thing,
        }

        /// Finds the endpoint of a path, which is what stands before `?` in a request's target.
        #[allow(clippy::collapsible_if, clippy::collapsible_match)]
        pub fn route(path: &str) -> ::core::option::Option<Endpoint> {
            use ::core::option::Option::{None, Some};
            let rest = path;
            if rest == "/thing" {
                return Some(Endpoint::Thing);
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
            name: "put_thing",
            method: "PUT",
            path: "/thing",
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
