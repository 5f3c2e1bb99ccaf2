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
    "{\"openapi\":\"3.1.1\",\"info\":{\"title\":\"API\",\"version\":\"1.0.0\"},\"servers\":[{\"url\":\"/\"}],\"tags\":[{\"name\":\"thing\"}],\"paths\":{\"/thing\":{\"put\":{\"operationId\":\"put_thing\",\"tags\":[\"thing\"],\"security\":[],\"requestBody\":{\"required\":true,\"content\":{\"application/json\":{\"schema\":{\"$ref\":\"#/components/schemas/Thing\"},\"example\":{\"name\":\"text\"}}}},\"responses\":{\"200\":{\"description\":\"OK\",\"headers\":{\"X-Request-Id\":{\"$ref\":\"#/components/headers/RequestId\"}},\"content\":{\"application/json\":{\"schema\":{\"$ref\":\"#/components/schemas/Thing\"},\"example\":{\"name\":\"text\"}}}},\"201\":{\"description\":\"Created\",\"headers\":{\"X-Request-Id\":{\"$ref\":\"#/components/headers/RequestId\"}},\"content\":{\"application/json\":{\"schema\":{\"$ref\":\"#/components/schemas/Thing\"},\"example\":{\"name\":\"text\"}}}},\"202\":{\"description\":\"Accepted\",\"headers\":{\"X-Request-Id\":{\"$ref\":\"#/components/headers/RequestId\"}}},\"204\":{\"description\":\"No Content\",\"headers\":{\"X-Request-Id\":{\"$ref\":\"#/components/headers/RequestId\"}}},\"400\":{\"$ref\":\"#/components/responses/BadRequest\"},\"406\":{\"$ref\":\"#/components/responses/NotAcceptable\"},\"408\":{\"$ref\":\"#/components/responses/RequestTimeout\"},\"409\":{\"description\":\"`taken`: The name is taken.\",\"headers\":{\"X-Request-Id\":{\"$ref\":\"#/components/headers/RequestId\"}},\"content\":{\"application/problem+json\":{\"schema\":{\"allOf\":[{\"$ref\":\"#/components/schemas/Problem\"},{\"properties\":{\"status\":{\"const\":409}},\"oneOf\":[{\"properties\":{\"code\":{\"const\":\"taken\"},\"title\":{\"const\":\"The name is taken\"}}}]}]},\"examples\":{\"taken\":{\"value\":{\"type\":\"/problems/taken\",\"title\":\"The name is taken\",\"status\":409,\"code\":\"taken\",\"request_id\":\"0f8fad5bd9cb469fa16570867728950e\"}}}}}},\"410\":{\"description\":\"`gone`: The thing is gone.\",\"headers\":{\"X-Request-Id\":{\"$ref\":\"#/components/headers/RequestId\"}},\"content\":{\"application/problem+json\":{\"schema\":{\"allOf\":[{\"$ref\":\"#/components/schemas/Problem\"},{\"properties\":{\"status\":{\"const\":410}},\"oneOf\":[{\"properties\":{\"code\":{\"const\":\"gone\"},\"title\":{\"const\":\"The thing is gone\"}}}]}]},\"examples\":{\"gone\":{\"value\":{\"type\":\"/problems/gone\",\"title\":\"The thing is gone\",\"status\":410,\"code\":\"gone\",\"request_id\":\"0f8fad5bd9cb469fa16570867728950e\"}}}}}},\"413\":{\"$ref\":\"#/components/responses/PayloadTooLarge\"},\"414\":{\"$ref\":\"#/components/responses/UriTooLong\"},\"415\":{\"$ref\":\"#/components/responses/UnsupportedMediaType\"},\"431\":{\"$ref\":\"#/components/responses/RequestHeaderFieldsTooLarge\"},\"500\":{\"$ref\":\"#/components/responses/InternalServerError\"},\"503\":{\"$ref\":\"#/components/responses/ServiceUnavailable\"}}}}},\"components\":{\"schemas\":{\"Thing\":{\"type\":\"object\",\"properties\":{\"name\":{\"type\":\"string\"}},\"required\":[\"name\"],\"additionalProperties\":false},\"Problem\":{\"type\":\"object\",\"description\":\"What went wrong (RFC 9457).\",\"properties\":{\"type\":{\"type\":\"string\",\"description\":\"The kind of problem, as a reference.\",\"format\":\"uri-reference\"},\"title\":{\"type\":\"string\",\"description\":\"The kind of problem in words.\"},\"status\":{\"type\":\"integer\",\"description\":\"The HTTP status.\",\"minimum\":400,\"maximum\":599},\"detail\":{\"type\":\"string\",\"description\":\"This occurrence in words.\"},\"code\":{\"type\":\"string\",\"description\":\"The kind of problem, for programs.\"},\"request_id\":{\"type\":\"string\",\"description\":\"What the request is called in the service's log.\"},\"errors\":{\"type\":\"array\",\"items\":{\"$ref\":\"#/components/schemas/Violation\"},\"description\":\"Every violation of a request that is not valid.\"}},\"required\":[\"type\",\"title\",\"status\",\"code\",\"request_id\"]},\"Violation\":{\"type\":\"object\",\"description\":\"One thing that is wrong with a request.\",\"properties\":{\"pointer\":{\"type\":\"string\",\"description\":\"Where: a JSON Pointer into the body, `?name` for a query parameter, `{name}` for a path parameter, or a header field's name.\"},\"code\":{\"type\":\"string\",\"description\":\"The rule, such as `required`, `type`, `max` or `pattern`.\"},\"detail\":{\"type\":\"string\",\"description\":\"The rule in words.\"}},\"required\":[\"pointer\",\"code\",\"detail\"]}},\"responses\":{\"BadRequest\":{\"description\":\"`invalid_request`: The request is not valid. `malformed_json`: The body is not JSON. `body_unreadable`: The request's body cannot be read.\",\"headers\":{\"X-Request-Id\":{\"$ref\":\"#/components/headers/RequestId\"}},\"content\":{\"application/problem+json\":{\"schema\":{\"allOf\":[{\"$ref\":\"#/components/schemas/Problem\"},{\"properties\":{\"status\":{\"const\":400}},\"oneOf\":[{\"properties\":{\"code\":{\"const\":\"invalid_request\"},\"title\":{\"const\":\"The request is not valid\"}}},{\"properties\":{\"code\":{\"const\":\"malformed_json\"},\"title\":{\"const\":\"The body is not JSON\"}}},{\"properties\":{\"code\":{\"const\":\"body_unreadable\"},\"title\":{\"const\":\"The request's body cannot be read\"}}}]}]},\"examples\":{\"invalid_request\":{\"value\":{\"type\":\"/problems/invalid_request\",\"title\":\"The request is not valid\",\"status\":400,\"detail\":\"one thing is wrong with the request; see `errors`\",\"code\":\"invalid_request\",\"request_id\":\"0f8fad5bd9cb469fa16570867728950e\",\"errors\":[{\"pointer\":\"?verbos\",\"code\":\"unknown\",\"detail\":\"is not known here\"}]}},\"malformed_json\":{\"value\":{\"type\":\"/problems/malformed_json\",\"title\":\"The body is not JSON\",\"status\":400,\"code\":\"malformed_json\",\"request_id\":\"0f8fad5bd9cb469fa16570867728950e\"}},\"body_unreadable\":{\"value\":{\"type\":\"/problems/body_unreadable\",\"title\":\"The request's body cannot be read\",\"status\":400,\"code\":\"body_unreadable\",\"request_id\":\"0f8fad5bd9cb469fa16570867728950e\"}}}}}},\"NotAcceptable\":{\"description\":\"`not_acceptable`: No reply here is of a type you accept.\",\"headers\":{\"X-Request-Id\":{\"$ref\":\"#/components/headers/RequestId\"}},\"content\":{\"application/problem+json\":{\"schema\":{\"allOf\":[{\"$ref\":\"#/components/schemas/Problem\"},{\"properties\":{\"status\":{\"const\":406}},\"oneOf\":[{\"properties\":{\"code\":{\"const\":\"not_acceptable\"},\"title\":{\"const\":\"No reply here is of a type you accept\"}}}]}]},\"examples\":{\"not_acceptable\":{\"value\":{\"type\":\"/problems/not_acceptable\",\"title\":\"No reply here is of a type you accept\",\"status\":406,\"code\":\"not_acceptable\",\"request_id\":\"0f8fad5bd9cb469fa16570867728950e\"}}}}}},\"RequestTimeout\":{\"description\":\"`request_timeout`: The request's body did not come in time.\",\"headers\":{\"X-Request-Id\":{\"$ref\":\"#/components/headers/RequestId\"}},\"content\":{\"application/problem+json\":{\"schema\":{\"allOf\":[{\"$ref\":\"#/components/schemas/Problem\"},{\"properties\":{\"status\":{\"const\":408}},\"oneOf\":[{\"properties\":{\"code\":{\"const\":\"request_timeout\"},\"title\":{\"const\":\"The request's body did not come in time\"}}}]}]},\"examples\":{\"request_timeout\":{\"value\":{\"type\":\"/problems/request_timeout\",\"title\":\"The request's body did not come in time\",\"status\":408,\"code\":\"request_timeout\",\"request_id\":\"0f8fad5bd9cb469fa16570867728950e\"}}}}}},\"PayloadTooLarge\":{\"description\":\"`body_too_large`: The body is too large.\",\"headers\":{\"X-Request-Id\":{\"$ref\":\"#/components/headers/RequestId\"}},\"content\":{\"application/problem+json\":{\"schema\":{\"allOf\":[{\"$ref\":\"#/components/schemas/Problem\"},{\"properties\":{\"status\":{\"const\":413}},\"oneOf\":[{\"properties\":{\"code\":{\"const\":\"body_too_large\"},\"title\":{\"const\":\"The body is too large\"}}}]}]},\"examples\":{\"body_too_large\":{\"value\":{\"type\":\"/problems/body_too_large\",\"title\":\"The body is too large\",\"status\":413,\"code\":\"body_too_large\",\"request_id\":\"0f8fad5bd9cb469fa16570867728950e\"}}}}}},\"UriTooLong\":{\"description\":\"`uri_too_long`: The request's target is too long.\",\"headers\":{\"X-Request-Id\":{\"$ref\":\"#/components/headers/RequestId\"}},\"content\":{\"application/problem+json\":{\"schema\":{\"allOf\":[{\"$ref\":\"#/components/schemas/Problem\"},{\"properties\":{\"status\":{\"const\":414}},\"oneOf\":[{\"properties\":{\"code\":{\"const\":\"uri_too_long\"},\"title\":{\"const\":\"The request's target is too long\"}}}]}]},\"examples\":{\"uri_too_long\":{\"value\":{\"type\":\"/problems/uri_too_long\",\"title\":\"The request's target is too long\",\"status\":414,\"code\":\"uri_too_long\",\"request_id\":\"0f8fad5bd9cb469fa16570867728950e\"}}}}}},\"UnsupportedMediaType\":{\"description\":\"`unsupported_media_type`: The body's media type is not accepted.\",\"headers\":{\"X-Request-Id\":{\"$ref\":\"#/components/headers/RequestId\"}},\"content\":{\"application/problem+json\":{\"schema\":{\"allOf\":[{\"$ref\":\"#/components/schemas/Problem\"},{\"properties\":{\"status\":{\"const\":415}},\"oneOf\":[{\"properties\":{\"code\":{\"const\":\"unsupported_media_type\"},\"title\":{\"const\":\"The body's media type is not accepted\"}}}]}]},\"examples\":{\"unsupported_media_type\":{\"value\":{\"type\":\"/problems/unsupported_media_type\",\"title\":\"The body's media type is not accepted\",\"status\":415,\"code\":\"unsupported_media_type\",\"request_id\":\"0f8fad5bd9cb469fa16570867728950e\"}}}}}},\"RequestHeaderFieldsTooLarge\":{\"description\":\"`headers_too_large`: The request's header fields are too large.\",\"headers\":{\"X-Request-Id\":{\"$ref\":\"#/components/headers/RequestId\"}},\"content\":{\"application/problem+json\":{\"schema\":{\"allOf\":[{\"$ref\":\"#/components/schemas/Problem\"},{\"properties\":{\"status\":{\"const\":431}},\"oneOf\":[{\"properties\":{\"code\":{\"const\":\"headers_too_large\"},\"title\":{\"const\":\"The request's header fields are too large\"}}}]}]},\"examples\":{\"headers_too_large\":{\"value\":{\"type\":\"/problems/headers_too_large\",\"title\":\"The request's header fields are too large\",\"status\":431,\"code\":\"headers_too_large\",\"request_id\":\"0f8fad5bd9cb469fa16570867728950e\"}}}}}},\"InternalServerError\":{\"description\":\"`internal_error`: Something went wrong on our side.\",\"headers\":{\"X-Request-Id\":{\"$ref\":\"#/components/headers/RequestId\"}},\"content\":{\"application/problem+json\":{\"schema\":{\"allOf\":[{\"$ref\":\"#/components/schemas/Problem\"},{\"properties\":{\"status\":{\"const\":500}},\"oneOf\":[{\"properties\":{\"code\":{\"const\":\"internal_error\"},\"title\":{\"const\":\"Something went wrong on our side\"}}}]}]},\"examples\":{\"internal_error\":{\"value\":{\"type\":\"/problems/internal_error\",\"title\":\"Something went wrong on our side\",\"status\":500,\"code\":\"internal_error\",\"request_id\":\"0f8fad5bd9cb469fa16570867728950e\"}}}}}},\"ServiceUnavailable\":{\"description\":\"`unavailable`: The service is briefly unavailable.\",\"headers\":{\"X-Request-Id\":{\"$ref\":\"#/components/headers/RequestId\"},\"Retry-After\":{\"$ref\":\"#/components/headers/RetryAfter\"}},\"content\":{\"application/problem+json\":{\"schema\":{\"allOf\":[{\"$ref\":\"#/components/schemas/Problem\"},{\"properties\":{\"status\":{\"const\":503}},\"oneOf\":[{\"properties\":{\"code\":{\"const\":\"unavailable\"},\"title\":{\"const\":\"The service is briefly unavailable\"}}}]}]},\"examples\":{\"unavailable\":{\"value\":{\"type\":\"/problems/unavailable\",\"title\":\"The service is briefly unavailable\",\"status\":503,\"code\":\"unavailable\",\"request_id\":\"0f8fad5bd9cb469fa16570867728950e\"}}}}}}},\"headers\":{\"RequestId\":{\"description\":\"What the request is called in the service's log; the client's own where it sent one.\",\"required\":false,\"schema\":{\"type\":\"string\"}},\"Location\":{\"description\":\"Where it is.\",\"required\":true,\"schema\":{\"type\":\"string\"}},\"WwwAuthenticate\":{\"description\":\"How to say who you are.\",\"required\":false,\"schema\":{\"type\":\"string\"}},\"Upgrade\":{\"description\":\"What to ask for: `websocket`.\",\"required\":true,\"schema\":{\"type\":\"string\"}},\"RetryAfter\":{\"description\":\"Seconds to wait before the request is sent again.\",\"required\":false,\"schema\":{\"type\":\"integer\",\"minimum\":1}},\"RateLimitPolicy\":{\"description\":\"The limits that the request was counted by, such as `\\\"node\\\";q=60;w=60`: calls and seconds.\",\"required\":false,\"schema\":{\"type\":\"string\"}},\"RateLimit\":{\"description\":\"What is left of them, such as `\\\"node\\\";r=12;t=30`: calls, and seconds until there are more.\",\"required\":false,\"schema\":{\"type\":\"string\"}}}}}"
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
