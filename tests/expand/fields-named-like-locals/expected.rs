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
    "{\"openapi\":\"3.1.1\",\"info\":{\"title\":\"API\",\"version\":\"1.0.0\"},\"servers\":[{\"url\":\"/\"}],\"tags\":[{\"name\":\"fetch\"},{\"name\":\"dispatch\"}],\"paths\":{\"/fetch/{out}/{query}\":{\"post\":{\"operationId\":\"fetch\",\"tags\":[\"fetch\"],\"security\":[],\"parameters\":[{\"name\":\"out\",\"in\":\"path\",\"required\":true,\"schema\":{\"type\":\"string\",\"minLength\":1},\"example\":\"text\"},{\"name\":\"query\",\"in\":\"path\",\"required\":true,\"schema\":{\"type\":\"integer\",\"format\":\"uint32\",\"minimum\":0,\"maximum\":4294967295},\"example\":1},{\"name\":\"cx\",\"in\":\"query\",\"required\":false,\"schema\":{\"type\":\"string\"}},{\"name\":\"path\",\"in\":\"query\",\"required\":false,\"schema\":{\"type\":\"string\"}},{\"name\":\"request\",\"in\":\"query\",\"required\":false,\"schema\":{\"type\":\"string\"}}],\"requestBody\":{\"required\":true,\"content\":{\"application/json\":{\"schema\":{\"$ref\":\"#/components/schemas/AtInput\"},\"example\":{\"at\":\"text\",\"members\":1,\"value\":1}}}},\"responses\":{\"200\":{\"description\":\"OK\",\"headers\":{\"X-Request-Id\":{\"$ref\":\"#/components/headers/RequestId\"}},\"content\":{\"application/json\":{\"schema\":{\"$ref\":\"#/components/schemas/At\"},\"example\":{\"at\":\"text\",\"members\":1,\"value\":1}}}},\"400\":{\"$ref\":\"#/components/responses/BadRequest\"},\"406\":{\"$ref\":\"#/components/responses/NotAcceptable\"},\"408\":{\"$ref\":\"#/components/responses/RequestTimeout\"},\"413\":{\"$ref\":\"#/components/responses/PayloadTooLarge\"},\"414\":{\"$ref\":\"#/components/responses/UriTooLong\"},\"415\":{\"$ref\":\"#/components/responses/UnsupportedMediaType\"},\"431\":{\"$ref\":\"#/components/responses/RequestHeaderFieldsTooLarge\"},\"500\":{\"$ref\":\"#/components/responses/InternalServerError\"},\"503\":{\"$ref\":\"#/components/responses/ServiceUnavailable\"}}}},\"/dispatch\":{\"get\":{\"operationId\":\"dispatch\",\"tags\":[\"dispatch\"],\"security\":[],\"responses\":{\"200\":{\"description\":\"OK\",\"headers\":{\"X-Request-Id\":{\"$ref\":\"#/components/headers/RequestId\"}},\"content\":{\"application/json\":{\"schema\":{\"$ref\":\"#/components/schemas/At\"},\"example\":{\"at\":\"text\",\"members\":1,\"value\":1}}}},\"400\":{\"$ref\":\"#/components/responses/BadRequest2\"},\"406\":{\"$ref\":\"#/components/responses/NotAcceptable\"},\"414\":{\"$ref\":\"#/components/responses/UriTooLong\"},\"431\":{\"$ref\":\"#/components/responses/RequestHeaderFieldsTooLarge\"},\"500\":{\"$ref\":\"#/components/responses/InternalServerError\"},\"503\":{\"$ref\":\"#/components/responses/ServiceUnavailable\"}}}}},\"components\":{\"schemas\":{\"At\":{\"type\":\"object\",\"properties\":{\"at\":{\"type\":\"string\"},\"out\":{\"type\":\"string\"},\"members\":{\"type\":\"integer\",\"format\":\"uint32\",\"minimum\":0,\"maximum\":4294967295},\"value\":{\"type\":\"integer\",\"format\":\"uint32\",\"minimum\":0,\"maximum\":4294967295}},\"required\":[\"at\",\"members\",\"value\"],\"additionalProperties\":false},\"AtInput\":{\"type\":\"object\",\"properties\":{\"at\":{\"type\":\"string\"},\"out\":{\"type\":[\"string\",\"null\"]},\"members\":{\"type\":\"integer\",\"format\":\"uint32\",\"minimum\":0,\"maximum\":4294967295},\"value\":{\"type\":[\"integer\",\"null\"],\"format\":\"uint32\",\"minimum\":0,\"maximum\":4294967295,\"default\":1}},\"required\":[\"at\",\"members\"],\"additionalProperties\":false},\"Problem\":{\"type\":\"object\",\"description\":\"What went wrong (RFC 9457).\",\"properties\":{\"type\":{\"type\":\"string\",\"description\":\"The kind of problem, as a reference.\",\"format\":\"uri-reference\"},\"title\":{\"type\":\"string\",\"description\":\"The kind of problem in words.\"},\"status\":{\"type\":\"integer\",\"description\":\"The HTTP status.\",\"minimum\":400,\"maximum\":599},\"detail\":{\"type\":\"string\",\"description\":\"This occurrence in words.\"},\"code\":{\"type\":\"string\",\"description\":\"The kind of problem, for programs.\"},\"request_id\":{\"type\":\"string\",\"description\":\"What the request is called in the service's log.\"},\"errors\":{\"type\":\"array\",\"items\":{\"$ref\":\"#/components/schemas/Violation\"},\"description\":\"Every violation of a request that is not valid.\"}},\"required\":[\"type\",\"title\",\"status\",\"code\",\"request_id\"]},\"Violation\":{\"type\":\"object\",\"description\":\"One thing that is wrong with a request.\",\"properties\":{\"pointer\":{\"type\":\"string\",\"description\":\"Where: a JSON Pointer into the body, `?name` for a query parameter, `{name}` for a path parameter, or a header field's name.\"},\"code\":{\"type\":\"string\",\"description\":\"The rule, such as `required`, `type`, `max` or `pattern`.\"},\"detail\":{\"type\":\"string\",\"description\":\"The rule in words.\"}},\"required\":[\"pointer\",\"code\",\"detail\"]}},\"responses\":{\"BadRequest\":{\"description\":\"`invalid_request`: The request is not valid. `malformed_json`: The body is not JSON. `body_unreadable`: The request's body cannot be read.\",\"headers\":{\"X-Request-Id\":{\"$ref\":\"#/components/headers/RequestId\"}},\"content\":{\"application/problem+json\":{\"schema\":{\"allOf\":[{\"$ref\":\"#/components/schemas/Problem\"},{\"properties\":{\"status\":{\"const\":400}},\"oneOf\":[{\"properties\":{\"code\":{\"const\":\"invalid_request\"},\"title\":{\"const\":\"The request is not valid\"}}},{\"properties\":{\"code\":{\"const\":\"malformed_json\"},\"title\":{\"const\":\"The body is not JSON\"}}},{\"properties\":{\"code\":{\"const\":\"body_unreadable\"},\"title\":{\"const\":\"The request's body cannot be read\"}}}]}]},\"examples\":{\"invalid_request\":{\"value\":{\"type\":\"/problems/invalid_request\",\"title\":\"The request is not valid\",\"status\":400,\"detail\":\"one thing is wrong with the request; see `errors`\",\"code\":\"invalid_request\",\"request_id\":\"0f8fad5bd9cb469fa16570867728950e\",\"errors\":[{\"pointer\":\"?verbos\",\"code\":\"unknown\",\"detail\":\"is not known here\"}]}},\"malformed_json\":{\"value\":{\"type\":\"/problems/malformed_json\",\"title\":\"The body is not JSON\",\"status\":400,\"code\":\"malformed_json\",\"request_id\":\"0f8fad5bd9cb469fa16570867728950e\"}},\"body_unreadable\":{\"value\":{\"type\":\"/problems/body_unreadable\",\"title\":\"The request's body cannot be read\",\"status\":400,\"code\":\"body_unreadable\",\"request_id\":\"0f8fad5bd9cb469fa16570867728950e\"}}}}}},\"NotAcceptable\":{\"description\":\"`not_acceptable`: No reply here is of a type you accept.\",\"headers\":{\"X-Request-Id\":{\"$ref\":\"#/components/headers/RequestId\"}},\"content\":{\"application/problem+json\":{\"schema\":{\"allOf\":[{\"$ref\":\"#/components/schemas/Problem\"},{\"properties\":{\"status\":{\"const\":406}},\"oneOf\":[{\"properties\":{\"code\":{\"const\":\"not_acceptable\"},\"title\":{\"const\":\"No reply here is of a type you accept\"}}}]}]},\"examples\":{\"not_acceptable\":{\"value\":{\"type\":\"/problems/not_acceptable\",\"title\":\"No reply here is of a type you accept\",\"status\":406,\"code\":\"not_acceptable\",\"request_id\":\"0f8fad5bd9cb469fa16570867728950e\"}}}}}},\"RequestTimeout\":{\"description\":\"`request_timeout`: The request's body did not come in time.\",\"headers\":{\"X-Request-Id\":{\"$ref\":\"#/components/headers/RequestId\"}},\"content\":{\"application/problem+json\":{\"schema\":{\"allOf\":[{\"$ref\":\"#/components/schemas/Problem\"},{\"properties\":{\"status\":{\"const\":408}},\"oneOf\":[{\"properties\":{\"code\":{\"const\":\"request_timeout\"},\"title\":{\"const\":\"The request's body did not come in time\"}}}]}]},\"examples\":{\"request_timeout\":{\"value\":{\"type\":\"/problems/request_timeout\",\"title\":\"The request's body did not come in time\",\"status\":408,\"code\":\"request_timeout\",\"request_id\":\"0f8fad5bd9cb469fa16570867728950e\"}}}}}},\"PayloadTooLarge\":{\"description\":\"`body_too_large`: The body is too large.\",\"headers\":{\"X-Request-Id\":{\"$ref\":\"#/components/headers/RequestId\"}},\"content\":{\"application/problem+json\":{\"schema\":{\"allOf\":[{\"$ref\":\"#/components/schemas/Problem\"},{\"properties\":{\"status\":{\"const\":413}},\"oneOf\":[{\"properties\":{\"code\":{\"const\":\"body_too_large\"},\"title\":{\"const\":\"The body is too large\"}}}]}]},\"examples\":{\"body_too_large\":{\"value\":{\"type\":\"/problems/body_too_large\",\"title\":\"The body is too large\",\"status\":413,\"code\":\"body_too_large\",\"request_id\":\"0f8fad5bd9cb469fa16570867728950e\"}}}}}},\"UriTooLong\":{\"description\":\"`uri_too_long`: The request's target is too long.\",\"headers\":{\"X-Request-Id\":{\"$ref\":\"#/components/headers/RequestId\"}},\"content\":{\"application/problem+json\":{\"schema\":{\"allOf\":[{\"$ref\":\"#/components/schemas/Problem\"},{\"properties\":{\"status\":{\"const\":414}},\"oneOf\":[{\"properties\":{\"code\":{\"const\":\"uri_too_long\"},\"title\":{\"const\":\"The request's target is too long\"}}}]}]},\"examples\":{\"uri_too_long\":{\"value\":{\"type\":\"/problems/uri_too_long\",\"title\":\"The request's target is too long\",\"status\":414,\"code\":\"uri_too_long\",\"request_id\":\"0f8fad5bd9cb469fa16570867728950e\"}}}}}},\"UnsupportedMediaType\":{\"description\":\"`unsupported_media_type`: The body's media type is not accepted.\",\"headers\":{\"X-Request-Id\":{\"$ref\":\"#/components/headers/RequestId\"}},\"content\":{\"application/problem+json\":{\"schema\":{\"allOf\":[{\"$ref\":\"#/components/schemas/Problem\"},{\"properties\":{\"status\":{\"const\":415}},\"oneOf\":[{\"properties\":{\"code\":{\"const\":\"unsupported_media_type\"},\"title\":{\"const\":\"The body's media type is not accepted\"}}}]}]},\"examples\":{\"unsupported_media_type\":{\"value\":{\"type\":\"/problems/unsupported_media_type\",\"title\":\"The body's media type is not accepted\",\"status\":415,\"code\":\"unsupported_media_type\",\"request_id\":\"0f8fad5bd9cb469fa16570867728950e\"}}}}}},\"RequestHeaderFieldsTooLarge\":{\"description\":\"`headers_too_large`: The request's header fields are too large.\",\"headers\":{\"X-Request-Id\":{\"$ref\":\"#/components/headers/RequestId\"}},\"content\":{\"application/problem+json\":{\"schema\":{\"allOf\":[{\"$ref\":\"#/components/schemas/Problem\"},{\"properties\":{\"status\":{\"const\":431}},\"oneOf\":[{\"properties\":{\"code\":{\"const\":\"headers_too_large\"},\"title\":{\"const\":\"The request's header fields are too large\"}}}]}]},\"examples\":{\"headers_too_large\":{\"value\":{\"type\":\"/problems/headers_too_large\",\"title\":\"The request's header fields are too large\",\"status\":431,\"code\":\"headers_too_large\",\"request_id\":\"0f8fad5bd9cb469fa16570867728950e\"}}}}}},\"InternalServerError\":{\"description\":\"`internal_error`: Something went wrong on our side.\",\"headers\":{\"X-Request-Id\":{\"$ref\":\"#/components/headers/RequestId\"}},\"content\":{\"application/problem+json\":{\"schema\":{\"allOf\":[{\"$ref\":\"#/components/schemas/Problem\"},{\"properties\":{\"status\":{\"const\":500}},\"oneOf\":[{\"properties\":{\"code\":{\"const\":\"internal_error\"},\"title\":{\"const\":\"Something went wrong on our side\"}}}]}]},\"examples\":{\"internal_error\":{\"value\":{\"type\":\"/problems/internal_error\",\"title\":\"Something went wrong on our side\",\"status\":500,\"code\":\"internal_error\",\"request_id\":\"0f8fad5bd9cb469fa16570867728950e\"}}}}}},\"ServiceUnavailable\":{\"description\":\"`unavailable`: The service is briefly unavailable.\",\"headers\":{\"X-Request-Id\":{\"$ref\":\"#/components/headers/RequestId\"},\"Retry-After\":{\"$ref\":\"#/components/headers/RetryAfter\"}},\"content\":{\"application/problem+json\":{\"schema\":{\"allOf\":[{\"$ref\":\"#/components/schemas/Problem\"},{\"properties\":{\"status\":{\"const\":503}},\"oneOf\":[{\"properties\":{\"code\":{\"const\":\"unavailable\"},\"title\":{\"const\":\"The service is briefly unavailable\"}}}]}]},\"examples\":{\"unavailable\":{\"value\":{\"type\":\"/problems/unavailable\",\"title\":\"The service is briefly unavailable\",\"status\":503,\"code\":\"unavailable\",\"request_id\":\"0f8fad5bd9cb469fa16570867728950e\"}}}}}},\"BadRequest2\":{\"description\":\"`invalid_request`: The request is not valid.\",\"headers\":{\"X-Request-Id\":{\"$ref\":\"#/components/headers/RequestId\"}},\"content\":{\"application/problem+json\":{\"schema\":{\"allOf\":[{\"$ref\":\"#/components/schemas/Problem\"},{\"properties\":{\"status\":{\"const\":400}},\"oneOf\":[{\"properties\":{\"code\":{\"const\":\"invalid_request\"},\"title\":{\"const\":\"The request is not valid\"}}}]}]},\"examples\":{\"invalid_request\":{\"value\":{\"type\":\"/problems/invalid_request\",\"title\":\"The request is not valid\",\"status\":400,\"detail\":\"one thing is wrong with the request; see `errors`\",\"code\":\"invalid_request\",\"request_id\":\"0f8fad5bd9cb469fa16570867728950e\",\"errors\":[{\"pointer\":\"?verbos\",\"code\":\"unknown\",\"detail\":\"is not known here\"}]}}}}}}},\"headers\":{\"RequestId\":{\"description\":\"What the request is called in the service's log; the client's own where it sent one.\",\"required\":false,\"schema\":{\"type\":\"string\"}},\"Location\":{\"description\":\"Where it is.\",\"required\":true,\"schema\":{\"type\":\"string\"}},\"WwwAuthenticate\":{\"description\":\"How to say who you are.\",\"required\":false,\"schema\":{\"type\":\"string\"}},\"Upgrade\":{\"description\":\"What to ask for: `websocket`.\",\"required\":true,\"schema\":{\"type\":\"string\"}},\"RetryAfter\":{\"description\":\"Seconds to wait before the request is sent again.\",\"required\":false,\"schema\":{\"type\":\"integer\",\"minimum\":1}},\"RateLimitPolicy\":{\"description\":\"The limits that the request was counted by, such as `\\\"node\\\";q=60;w=60`: calls and seconds.\",\"required\":false,\"schema\":{\"type\":\"string\"}},\"RateLimit\":{\"description\":\"What is left of them, such as `\\\"node\\\";r=12;t=30`: calls, and seconds until there are more.\",\"required\":false,\"schema\":{\"type\":\"string\"}}}}}"
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
