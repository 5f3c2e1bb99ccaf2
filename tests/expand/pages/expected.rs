/// The HTTP interface: `routes.toml`.
pub mod api {
    /// The interface: a handler for every route.
    #[diagnostic::on_unimplemented(
        message = "`{Self}` does not handle the routes of this spec",
        note = "write `#[app::handlers] impl app::Api for {Self}` with a handler for each route"
    )]
    #[allow(async_fn_in_trait)]
    pub trait Api {
        /// `GET /`
        async fn home(
            &self,
            cx: &super::Cx,
            caller: super::callers::Anyone,
        ) -> ::core::result::Result<::williw_workers::http::Html, HomeError>;
        /// `GET /{slug}`
        async fn follow(
            &self,
            cx: &super::Cx,
            caller: super::callers::Anyone,
            path: FollowPath,
        ) -> ::core::result::Result<FollowReply, FollowError>;
        /// `DELETE /{slug}`
        async fn forget(
            &self,
            cx: &super::Cx,
            caller: super::callers::Anyone,
            path: ForgetPath,
        ) -> ::core::result::Result<(), ForgetError>;
        /// `POST /`
        async fn add(
            &self,
            cx: &super::Cx,
            caller: super::callers::Anyone,
        ) -> ::core::result::Result<::williw_workers::http::Location, AddError>;
    }

    /// The errors of `GET /`.
    #[derive(Debug)]
    pub enum HomeError {
        /// 400 `invalid_request`: what the spec alone could not check.
        Invalid(::williw_workers::http::Violations),
        /// 500 or 503: trouble with the database that no other variant tells.
        Database(::williw_workers::d1::D1Error),
        /// 500: what should not happen. The text goes to the log only.
        Internal(::std::string::String),
    }

    #[automatically_derived]
    impl ::core::convert::From<::williw_workers::d1::D1Error> for HomeError {
        fn from(error: ::williw_workers::d1::D1Error) -> Self {
            Self::Database(error)
        }
    }

    #[automatically_derived]
    impl ::core::convert::From<::williw_workers::http::Violations> for HomeError {
        fn from(violations: ::williw_workers::http::Violations) -> Self {
            Self::Invalid(violations)
        }
    }

    #[automatically_derived]
    impl ::core::convert::From<HomeError> for ::williw_workers::http::Failure {
        fn from(error: HomeError) -> Self {
            match error {
                HomeError::Invalid(violations) => violations.into(),
                HomeError::Database(error) => error.into(),
                HomeError::Internal(reason) => Self::internal(reason),
            }
        }
    }

    /// The path of `GET /{slug}`.
    #[derive(Clone, Debug, PartialEq)]
    pub struct FollowPath {
        /// `slug`.
        pub slug: ::std::string::String,
    }

    /// The replies of `GET /{slug}`.
    #[derive(Clone, Debug, PartialEq)]
    pub enum FollowReply {
        /// 200
        Ok(::williw_workers::http::Html),
        /// 204
        NoContent,
        /// 301
        MovedPermanently(::williw_workers::http::Location),
        /// 302
        Found(::williw_workers::http::Location),
    }

    #[automatically_derived]
    impl ::williw_workers::http::Reply for FollowReply {
        fn into_response(self) -> ::williw_workers::http::Response {
            match self {
                Self::Ok(body) => {
                    ::williw_workers::http::Response::html(
                        ::williw_workers::http::StatusCode::OK,
                        body,
                    )
                }
                Self::NoContent => {
                    ::williw_workers::http::Response::new(
                        ::williw_workers::http::StatusCode::NO_CONTENT,
                    )
                }
                Self::MovedPermanently(body) => {
                    ::williw_workers::http::Response::redirect(
                        ::williw_workers::http::StatusCode::MOVED_PERMANENTLY,
                        body,
                    )
                }
                Self::Found(body) => {
                    ::williw_workers::http::Response::redirect(
                        ::williw_workers::http::StatusCode::FOUND,
                        body,
                    )
                }
            }
        }
    }

    /// The errors of `GET /{slug}`.
    #[derive(Debug)]
    pub enum FollowError {
        /// 400 `invalid_request`: what the spec alone could not check.
        Invalid(::williw_workers::http::Violations),
        /// 500 or 503: trouble with the database that no other variant tells.
        Database(::williw_workers::d1::D1Error),
        /// 500: what should not happen. The text goes to the log only.
        Internal(::std::string::String),
    }

    #[automatically_derived]
    impl ::core::convert::From<::williw_workers::d1::D1Error> for FollowError {
        fn from(error: ::williw_workers::d1::D1Error) -> Self {
            Self::Database(error)
        }
    }

    #[automatically_derived]
    impl ::core::convert::From<::williw_workers::http::Violations> for FollowError {
        fn from(violations: ::williw_workers::http::Violations) -> Self {
            Self::Invalid(violations)
        }
    }

    #[automatically_derived]
    impl ::core::convert::From<FollowError> for ::williw_workers::http::Failure {
        fn from(error: FollowError) -> Self {
            match error {
                FollowError::Invalid(violations) => violations.into(),
                FollowError::Database(error) => error.into(),
                FollowError::Internal(reason) => Self::internal(reason),
            }
        }
    }

    /// The path of `DELETE /{slug}`.
    #[derive(Clone, Debug, PartialEq)]
    pub struct ForgetPath {
        /// `slug`.
        pub slug: ::std::string::String,
    }

    /// The errors of `DELETE /{slug}`.
    #[derive(Debug)]
    pub enum ForgetError {
        /// 400 `invalid_request`: what the spec alone could not check.
        Invalid(::williw_workers::http::Violations),
        /// 500 or 503: trouble with the database that no other variant tells.
        Database(::williw_workers::d1::D1Error),
        /// 500: what should not happen. The text goes to the log only.
        Internal(::std::string::String),
    }

    #[automatically_derived]
    impl ::core::convert::From<::williw_workers::d1::D1Error> for ForgetError {
        fn from(error: ::williw_workers::d1::D1Error) -> Self {
            Self::Database(error)
        }
    }

    #[automatically_derived]
    impl ::core::convert::From<::williw_workers::http::Violations> for ForgetError {
        fn from(violations: ::williw_workers::http::Violations) -> Self {
            Self::Invalid(violations)
        }
    }

    #[automatically_derived]
    impl ::core::convert::From<ForgetError> for ::williw_workers::http::Failure {
        fn from(error: ForgetError) -> Self {
            match error {
                ForgetError::Invalid(violations) => violations.into(),
                ForgetError::Database(error) => error.into(),
                ForgetError::Internal(reason) => Self::internal(reason),
            }
        }
    }

    /// The errors of `POST /`.
    #[derive(Debug)]
    pub enum AddError {
        /// 400 `invalid_request`: what the spec alone could not check.
        Invalid(::williw_workers::http::Violations),
        /// 500 or 503: trouble with the database that no other variant tells.
        Database(::williw_workers::d1::D1Error),
        /// 500: what should not happen. The text goes to the log only.
        Internal(::std::string::String),
    }

    #[automatically_derived]
    impl ::core::convert::From<::williw_workers::d1::D1Error> for AddError {
        fn from(error: ::williw_workers::d1::D1Error) -> Self {
            Self::Database(error)
        }
    }

    #[automatically_derived]
    impl ::core::convert::From<::williw_workers::http::Violations> for AddError {
        fn from(violations: ::williw_workers::http::Violations) -> Self {
            Self::Invalid(violations)
        }
    }

    #[automatically_derived]
    impl ::core::convert::From<AddError> for ::williw_workers::http::Failure {
        fn from(error: AddError) -> Self {
            match error {
                AddError::Invalid(violations) => violations.into(),
                AddError::Database(error) => error.into(),
                AddError::Internal(reason) => Self::internal(reason),
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
            ::core::option::Option::Some(router::Endpoint::Root) => {
                match request.method {
                    ::williw_workers::http::Method::GET
                    | ::williw_workers::http::Method::HEAD => {
                        ::williw_workers::http::exchange::note_route("home");
                        __handle_home(service, cx, request, query).await
                    }
                    ::williw_workers::http::Method::POST => {
                        ::williw_workers::http::exchange::note_route("add");
                        __handle_add(service, cx, request, query).await
                    }
                    ::williw_workers::http::Method::OPTIONS => {
                        ::core::result::Result::Ok(
                            ::williw_workers::http::Response::options(
                                "GET, HEAD, OPTIONS, POST",
                            ),
                        )
                    }
                    _ => {
                        ::core::result::Result::Err(
                            ::williw_workers::http::Failure::method_not_allowed(
                                "GET, HEAD, OPTIONS, POST",
                            ),
                        )
                    }
                }
            }
            ::core::option::Option::Some(router::Endpoint::BySlug(__path_0)) => {
                match request.method {
                    ::williw_workers::http::Method::GET
                    | ::williw_workers::http::Method::HEAD => {
                        ::williw_workers::http::exchange::note_route("follow");
                        __handle_follow(service, cx, request, query, __path_0).await
                    }
                    ::williw_workers::http::Method::DELETE => {
                        ::williw_workers::http::exchange::note_route("forget");
                        __handle_forget(service, cx, request, query, __path_0).await
                    }
                    ::williw_workers::http::Method::OPTIONS => {
                        ::core::result::Result::Ok(
                            ::williw_workers::http::Response::options(
                                "DELETE, GET, HEAD, OPTIONS",
                            ),
                        )
                    }
                    _ => {
                        ::core::result::Result::Err(
                            ::williw_workers::http::Failure::method_not_allowed(
                                "DELETE, GET, HEAD, OPTIONS",
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

    async fn __handle_home<S: Api>(
        service: &S,
        cx: &super::Cx,
        request: &::williw_workers::http::Request,
        query: &str,
    ) -> ::core::result::Result<
        ::williw_workers::http::Response,
        ::williw_workers::http::Failure,
    > {
        request.check_size()?;
        ::williw_workers::http::accept::check(request, &["text/html"])?;
        let __caller = super::callers::Anyone;
        let mut __out = ::williw_workers::http::Violations::default();
        let __query = ::williw_workers::http::query::Query::parse(query, &mut __out);
        __query.nothing_else(&[], &mut __out);
        let (true,) = (__out.is_empty(),) else {
            return ::core::result::Result::Err(__out.into());
        };
        let __reply = service.home(cx, __caller).await?;
        ::core::result::Result::Ok(
            ::williw_workers::http::Response::html(
                ::williw_workers::http::StatusCode::OK,
                __reply,
            ),
        )
    }

    async fn __handle_follow<S: Api>(
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
        let __caller = super::callers::Anyone;
        let mut __out = ::williw_workers::http::Violations::default();
        let __p_slug = ::williw_workers::http::query::path(
            "slug",
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
        let __path = (|| ::core::option::Option::Some(FollowPath { slug: __p_slug? }))();
        let (true, ::core::option::Option::Some(__path)) = (__out.is_empty(), __path)
        else {
            return ::core::result::Result::Err(__out.into());
        };
        let __reply = service.follow(cx, __caller, __path).await?;
        ::core::result::Result::Ok(::williw_workers::http::Reply::into_response(__reply))
    }

    async fn __handle_forget<S: Api>(
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
        let __caller = super::callers::Anyone;
        let mut __out = ::williw_workers::http::Violations::default();
        let __p_slug = ::williw_workers::http::query::path(
            "slug",
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
        let __path = (|| ::core::option::Option::Some(ForgetPath { slug: __p_slug? }))();
        let (true, ::core::option::Option::Some(__path)) = (__out.is_empty(), __path)
        else {
            return ::core::result::Result::Err(__out.into());
        };
        service.forget(cx, __caller, __path).await?;
        ::core::result::Result::Ok(
            ::williw_workers::http::Response::new(
                ::williw_workers::http::StatusCode::NO_CONTENT,
            ),
        )
    }

    async fn __handle_add<S: Api>(
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
        let (true,) = (__out.is_empty(),) else {
            return ::core::result::Result::Err(__out.into());
        };
        let __reply = service.add(cx, __caller).await?;
        ::core::result::Result::Ok(
            ::williw_workers::http::Response::redirect(
                ::williw_workers::http::StatusCode::SEE_OTHER,
                __reply,
            ),
        )
    }

    /// From a path to its endpoint.
    mod router {
        /// Which path of the route table a request's path is; the fields are its parameters, still percent-encoded.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Endpoint<'p> {
            /// `/`
            Root,
            /// `/{slug}`
            BySlug(&'p str),
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
                if rest.is_empty() {
                    return Some(Endpoint::Root);
                }
                if let Some((p0, rest)) = segment(rest) {
                    if rest.is_empty() {
                        return Some(Endpoint::BySlug(p0));
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
            name: "home",
            method: "GET",
            path: "/",
            caller: &["anyone"],
        },
        ::williw_workers::driver::RouteManifest {
            name: "follow",
            method: "GET",
            path: "/{slug}",
            caller: &["anyone"],
        },
        ::williw_workers::driver::RouteManifest {
            name: "forget",
            method: "DELETE",
            path: "/{slug}",
            caller: &["anyone"],
        },
        ::williw_workers::driver::RouteManifest {
            name: "add",
            method: "POST",
            path: "/",
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
