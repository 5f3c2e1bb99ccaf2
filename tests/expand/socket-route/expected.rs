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
