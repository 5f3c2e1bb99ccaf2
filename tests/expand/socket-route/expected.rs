/// The HTTP interface: `routes.toml`.
pub mod api {
    /// The interface: a handler for every route.
    #[diagnostic::on_unimplemented(
        message = "`{Self}` does not handle the routes of this spec",
        note = "write `#[app::handlers] impl app::Api for {Self}` with a handler for each route"
    )]
    #[allow(async_fn_in_trait)]
    pub trait Api {
        /// `GET /rooms/{room}`
        async fn enter(
            &self,
            cx: &super::Cx,
            caller: super::callers::Anyone,
            path: EnterPath,
        ) -> ::core::result::Result<::williw_workers::http::Upgrade, EnterError>;
    }

    /// The path of `GET /rooms/{room}`.
    #[derive(Clone, Debug, PartialEq)]
    pub struct EnterPath {
        /// `room`.
        pub room: ::std::string::String,
    }

    /// The errors of `GET /rooms/{room}`.
    #[derive(Debug)]
    pub enum EnterError {
        /// 409 `full`: The room is full. With what to tell of this occurrence.
        Full(::std::borrow::Cow<'static, str>),
        /// 400 `invalid_request`: what the spec alone could not check.
        Invalid(::williw_workers::http::Violations),
        /// 500 or 503: trouble with the database that no other variant tells.
        Database(::williw_workers::d1::D1Error),
        /// 500: what should not happen. The text goes to the log only.
        Internal(::std::string::String),
    }

    #[automatically_derived]
    impl ::core::convert::From<::williw_workers::d1::D1Error> for EnterError {
        fn from(error: ::williw_workers::d1::D1Error) -> Self {
            Self::Database(error)
        }
    }

    #[automatically_derived]
    impl ::core::convert::From<::williw_workers::http::Violations> for EnterError {
        fn from(violations: ::williw_workers::http::Violations) -> Self {
            Self::Invalid(violations)
        }
    }

    #[automatically_derived]
    impl ::core::convert::From<EnterError> for ::williw_workers::http::Failure {
        fn from(error: EnterError) -> Self {
            match error {
                EnterError::Full(detail) => {
                    ::williw_workers::http::Failure::declared(
                        ::williw_workers::http::StatusCode::CONFLICT,
                        "full",
                        "The room is full",
                        detail,
                    )
                }
                EnterError::Invalid(violations) => violations.into(),
                EnterError::Database(error) => error.into(),
                EnterError::Internal(reason) => Self::internal(reason),
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
            ::core::option::Option::Some(router::Endpoint::RoomsByRoom(__path_0)) => {
                match request.method {
                    ::williw_workers::http::Method::GET => {
                        ::williw_workers::http::exchange::note_route("enter");
                        __handle_enter(service, cx, request, query, __path_0).await
                    }
                    ::williw_workers::http::Method::OPTIONS => {
                        ::core::result::Result::Ok(
                            ::williw_workers::http::Response::options("GET, OPTIONS"),
                        )
                    }
                    _ => {
                        ::core::result::Result::Err(
                            ::williw_workers::http::Failure::method_not_allowed(
                                "GET, OPTIONS",
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

    async fn __handle_enter<S: Api>(
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
        if !request.wants_websocket() {
            return ::core::result::Result::Err(
                ::williw_workers::http::Failure::upgrade_required(),
            );
        }
        let __caller = super::callers::Anyone;
        let mut __out = ::williw_workers::http::Violations::default();
        let __p_room = ::williw_workers::http::query::path(
            "room",
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
        let __query = ::williw_workers::http::query::Query::parse(query, &mut __out);
        __query.nothing_else(&[], &mut __out);
        let __path = (|| ::core::option::Option::Some(EnterPath { room: __p_room? }))();
        let (true, ::core::option::Option::Some(__path)) = (__out.is_empty(), __path)
        else {
            return ::core::result::Result::Err(__out.into());
        };
        let __reply = service.enter(cx, __caller, __path).await?;
        ::core::result::Result::Ok(
            ::williw_workers::http::Response::switching_protocols(__reply),
        )
    }

    /// From a path to its endpoint.
    mod router {
        /// Which path of the route table a request's path is; the fields are its parameters, still percent-encoded.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Endpoint<'p> {
            /// `/rooms/{room}`
            RoomsByRoom(&'p str),
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
            if let Some(rest) = rest.strip_prefix("/rooms/") {
                if let Some((p0, rest)) = segment(rest) {
                    if rest.is_empty() {
                        return Some(Endpoint::RoomsByRoom(p0));
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
    "{\"openapi\":\"3.1.1\",\"info\":{\"title\":\"API\",\"version\":\"1.0.0\"},\"servers\":[{\"url\":\"/\"}],\"tags\":[{\"name\":\"rooms\"}],\"paths\":{\"/rooms/{room}\":{\"get\":{\"operationId\":\"enter\",\"tags\":[\"rooms\"],\"security\":[],\"parameters\":[{\"name\":\"room\",\"in\":\"path\",\"required\":true,\"schema\":{\"type\":\"string\",\"minLength\":1},\"example\":\"text\"}],\"responses\":{\"101\":{\"description\":\"What follows are messages of the WebSocket.\",\"headers\":{\"X-Request-Id\":{\"$ref\":\"#/components/headers/RequestId\"}}},\"400\":{\"$ref\":\"#/components/responses/BadRequest\"},\"409\":{\"description\":\"`full`: The room is full.\",\"headers\":{\"X-Request-Id\":{\"$ref\":\"#/components/headers/RequestId\"}},\"content\":{\"application/problem+json\":{\"schema\":{\"allOf\":[{\"$ref\":\"#/components/schemas/Problem\"},{\"properties\":{\"status\":{\"const\":409}},\"oneOf\":[{\"properties\":{\"code\":{\"const\":\"full\"},\"title\":{\"const\":\"The room is full\"}}}]}]},\"examples\":{\"full\":{\"value\":{\"type\":\"/problems/full\",\"title\":\"The room is full\",\"status\":409,\"code\":\"full\",\"request_id\":\"0f8fad5bd9cb469fa16570867728950e\"}}}}}},\"414\":{\"$ref\":\"#/components/responses/UriTooLong\"},\"426\":{\"$ref\":\"#/components/responses/UpgradeRequired\"},\"431\":{\"$ref\":\"#/components/responses/RequestHeaderFieldsTooLarge\"},\"500\":{\"$ref\":\"#/components/responses/InternalServerError\"},\"503\":{\"$ref\":\"#/components/responses/ServiceUnavailable\"}}}}},\"components\":{\"schemas\":{\"Problem\":{\"type\":\"object\",\"description\":\"What went wrong (RFC 9457).\",\"properties\":{\"type\":{\"type\":\"string\",\"description\":\"The kind of problem, as a reference.\",\"format\":\"uri-reference\"},\"title\":{\"type\":\"string\",\"description\":\"The kind of problem in words.\"},\"status\":{\"type\":\"integer\",\"description\":\"The HTTP status.\",\"minimum\":400,\"maximum\":599},\"detail\":{\"type\":\"string\",\"description\":\"This occurrence in words.\"},\"code\":{\"type\":\"string\",\"description\":\"The kind of problem, for programs.\"},\"request_id\":{\"type\":\"string\",\"description\":\"What the request is called in the service's log.\"},\"errors\":{\"type\":\"array\",\"items\":{\"$ref\":\"#/components/schemas/Violation\"},\"description\":\"Every violation of a request that is not valid.\"}},\"required\":[\"type\",\"title\",\"status\",\"code\",\"request_id\"]},\"Violation\":{\"type\":\"object\",\"description\":\"One thing that is wrong with a request.\",\"properties\":{\"pointer\":{\"type\":\"string\",\"description\":\"Where: a JSON Pointer into the body, `?name` for a query parameter, `{name}` for a path parameter, or a header field's name.\"},\"code\":{\"type\":\"string\",\"description\":\"The rule, such as `required`, `type`, `max` or `pattern`.\"},\"detail\":{\"type\":\"string\",\"description\":\"The rule in words.\"}},\"required\":[\"pointer\",\"code\",\"detail\"]}},\"responses\":{\"BadRequest\":{\"description\":\"`invalid_request`: The request is not valid.\",\"headers\":{\"X-Request-Id\":{\"$ref\":\"#/components/headers/RequestId\"}},\"content\":{\"application/problem+json\":{\"schema\":{\"allOf\":[{\"$ref\":\"#/components/schemas/Problem\"},{\"properties\":{\"status\":{\"const\":400}},\"oneOf\":[{\"properties\":{\"code\":{\"const\":\"invalid_request\"},\"title\":{\"const\":\"The request is not valid\"}}}]}]},\"examples\":{\"invalid_request\":{\"value\":{\"type\":\"/problems/invalid_request\",\"title\":\"The request is not valid\",\"status\":400,\"detail\":\"one thing is wrong with the request; see `errors`\",\"code\":\"invalid_request\",\"request_id\":\"0f8fad5bd9cb469fa16570867728950e\",\"errors\":[{\"pointer\":\"?verbos\",\"code\":\"unknown\",\"detail\":\"is not known here\"}]}}}}}},\"UriTooLong\":{\"description\":\"`uri_too_long`: The request's target is too long.\",\"headers\":{\"X-Request-Id\":{\"$ref\":\"#/components/headers/RequestId\"}},\"content\":{\"application/problem+json\":{\"schema\":{\"allOf\":[{\"$ref\":\"#/components/schemas/Problem\"},{\"properties\":{\"status\":{\"const\":414}},\"oneOf\":[{\"properties\":{\"code\":{\"const\":\"uri_too_long\"},\"title\":{\"const\":\"The request's target is too long\"}}}]}]},\"examples\":{\"uri_too_long\":{\"value\":{\"type\":\"/problems/uri_too_long\",\"title\":\"The request's target is too long\",\"status\":414,\"code\":\"uri_too_long\",\"request_id\":\"0f8fad5bd9cb469fa16570867728950e\"}}}}}},\"UpgradeRequired\":{\"description\":\"`upgrade_required`: This is for WebSockets only.\",\"headers\":{\"X-Request-Id\":{\"$ref\":\"#/components/headers/RequestId\"},\"Upgrade\":{\"$ref\":\"#/components/headers/Upgrade\"}},\"content\":{\"application/problem+json\":{\"schema\":{\"allOf\":[{\"$ref\":\"#/components/schemas/Problem\"},{\"properties\":{\"status\":{\"const\":426}},\"oneOf\":[{\"properties\":{\"code\":{\"const\":\"upgrade_required\"},\"title\":{\"const\":\"This is for WebSockets only\"}}}]}]},\"examples\":{\"upgrade_required\":{\"value\":{\"type\":\"/problems/upgrade_required\",\"title\":\"This is for WebSockets only\",\"status\":426,\"code\":\"upgrade_required\",\"request_id\":\"0f8fad5bd9cb469fa16570867728950e\"}}}}}},\"RequestHeaderFieldsTooLarge\":{\"description\":\"`headers_too_large`: The request's header fields are too large.\",\"headers\":{\"X-Request-Id\":{\"$ref\":\"#/components/headers/RequestId\"}},\"content\":{\"application/problem+json\":{\"schema\":{\"allOf\":[{\"$ref\":\"#/components/schemas/Problem\"},{\"properties\":{\"status\":{\"const\":431}},\"oneOf\":[{\"properties\":{\"code\":{\"const\":\"headers_too_large\"},\"title\":{\"const\":\"The request's header fields are too large\"}}}]}]},\"examples\":{\"headers_too_large\":{\"value\":{\"type\":\"/problems/headers_too_large\",\"title\":\"The request's header fields are too large\",\"status\":431,\"code\":\"headers_too_large\",\"request_id\":\"0f8fad5bd9cb469fa16570867728950e\"}}}}}},\"InternalServerError\":{\"description\":\"`internal_error`: Something went wrong on our side.\",\"headers\":{\"X-Request-Id\":{\"$ref\":\"#/components/headers/RequestId\"}},\"content\":{\"application/problem+json\":{\"schema\":{\"allOf\":[{\"$ref\":\"#/components/schemas/Problem\"},{\"properties\":{\"status\":{\"const\":500}},\"oneOf\":[{\"properties\":{\"code\":{\"const\":\"internal_error\"},\"title\":{\"const\":\"Something went wrong on our side\"}}}]}]},\"examples\":{\"internal_error\":{\"value\":{\"type\":\"/problems/internal_error\",\"title\":\"Something went wrong on our side\",\"status\":500,\"code\":\"internal_error\",\"request_id\":\"0f8fad5bd9cb469fa16570867728950e\"}}}}}},\"ServiceUnavailable\":{\"description\":\"`unavailable`: The service is briefly unavailable.\",\"headers\":{\"X-Request-Id\":{\"$ref\":\"#/components/headers/RequestId\"},\"Retry-After\":{\"$ref\":\"#/components/headers/RetryAfter\"}},\"content\":{\"application/problem+json\":{\"schema\":{\"allOf\":[{\"$ref\":\"#/components/schemas/Problem\"},{\"properties\":{\"status\":{\"const\":503}},\"oneOf\":[{\"properties\":{\"code\":{\"const\":\"unavailable\"},\"title\":{\"const\":\"The service is briefly unavailable\"}}}]}]},\"examples\":{\"unavailable\":{\"value\":{\"type\":\"/problems/unavailable\",\"title\":\"The service is briefly unavailable\",\"status\":503,\"code\":\"unavailable\",\"request_id\":\"0f8fad5bd9cb469fa16570867728950e\"}}}}}}},\"headers\":{\"RequestId\":{\"description\":\"What the request is called in the service's log; the client's own where it sent one.\",\"required\":false,\"schema\":{\"type\":\"string\"}},\"Location\":{\"description\":\"Where it is.\",\"required\":true,\"schema\":{\"type\":\"string\"}},\"WwwAuthenticate\":{\"description\":\"How to say who you are.\",\"required\":false,\"schema\":{\"type\":\"string\"}},\"Upgrade\":{\"description\":\"What to ask for: `websocket`.\",\"required\":true,\"schema\":{\"type\":\"string\"}},\"RetryAfter\":{\"description\":\"Seconds to wait before the request is sent again.\",\"required\":false,\"schema\":{\"type\":\"integer\",\"minimum\":1}},\"RateLimitPolicy\":{\"description\":\"The limits that the request was counted by, such as `\\\"node\\\";q=60;w=60`: calls and seconds.\",\"required\":false,\"schema\":{\"type\":\"string\"}},\"RateLimit\":{\"description\":\"What is left of them, such as `\\\"node\\\";r=12;t=30`: calls, and seconds until there are more.\",\"required\":false,\"schema\":{\"type\":\"string\"}}}}}"
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
            name: "enter",
            method: "GET",
            path: "/rooms/{room}",
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
