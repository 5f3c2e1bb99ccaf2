/// The vocabulary: `types.toml`.
pub mod types {
    /// `UserId`: text matching `[a-z]{1,20}`.
    #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub struct UserId(::std::string::String);
    impl UserId {
        const RULES: ::williw_workers::http::text::TextRules = ::williw_workers::http::text::TextRules {
            min_len: 0,
            max_len: 4294967295,
            pattern: ::core::option::Option::Some(
                &::williw_workers::http::text::Pattern {
                    source: "[a-z]{1,20}",
                    classes: b"\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
                    class_count: 2,
                    next: &[
                        0, 0, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0, 7, 0, 8, 0, 9, 0, 10, 0,
                        11, 0, 12, 0, 13, 0, 14, 0, 15, 0, 16, 0, 17, 0, 18, 0, 19, 0,
                        20, 0, 21, 0, 0,
                    ],
                    accepting: &[
                        false, false, true, true, true, true, true, true, true, true,
                        true, true, true, true, true, true, true, true, true, true, true,
                        true,
                    ],
                },
            ),
            parse_with: ::core::option::Option::None,
        };
    }

    ::williw_workers::__text_type!(UserId);
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
        pub owner: UserId,
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
            let __f_owner = ::williw_workers::http::json::required(
                &mut __members,
                "owner",
                __at,
                __out,
                <UserId as ::williw_workers::__private_0_1_0::FromJson>::from_json,
            );
            ::williw_workers::http::json::nothing_else(
                &__members,
                &["owner"],
                __at,
                __out,
            );
            ::core::option::Option::Some(Self { owner: __f_owner? })
        }
    }

    /// `Cents`: a whole number from 5 to 9007199254740991.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub struct Cents(i64);
    impl Cents {
        /// The smallest value.
        pub const MIN: Self = Self(5);
        /// The greatest value.
        pub const MAX: Self = Self(9007199254740991);
    }

    ::williw_workers::__int_type!(Cents);
    /// `Color`: one of a few texts.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub enum Color {
        ///`red`
        Red,
        ///`not so red`
        NotSoRed,
    }

    impl Color {
        /// Every value.
        pub const ALL: &'static [Self] = &[Self::Red, Self::NotSoRed];
        const KNOWN: &'static str = "`red`, `not so red`";
        /// The value's text.
        pub const fn as_str(self) -> &'static str {
            match self {
                Self::Red => "red",
                Self::NotSoRed => "not so red",
            }
        }
    }

    ::williw_workers::__enum_type!(Color, eq_ignore_ascii_case);
    /// Nothing in it must be given.
    ///
    /// `Choice`: a JSON object.
    #[derive(
        Clone,
        Debug,
        PartialEq,
        ::williw_workers::__private_0_1_0::serde::Serialize,
        ::williw_workers::__private_0_1_0::serde::Deserialize,
    )]
    #[serde(crate = "::williw_workers::__private_0_1_0::serde")]
    pub struct Choice {
        #[serde(default, skip_serializing_if = "::core::option::Option::is_none")]
        pub owner: ::core::option::Option<UserId>,
        pub count: u8,
        pub ratio: f64,
        pub flag: bool,
        pub text: ::std::string::String,
        pub price: Cents,
        pub color: Color,
        pub numbers: ::std::vec::Vec<u8>,
        pub at: ::williw_workers::Timestamp,
    }

    #[automatically_derived]
    impl ::williw_workers::__private_0_1_0::FromJson for Choice {
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
            let __f_owner = ::williw_workers::http::json::optional(
                &mut __members,
                "owner",
                __at,
                __out,
                <UserId as ::williw_workers::__private_0_1_0::FromJson>::from_json,
            );
            let __f_count = ::williw_workers::http::json::defaulted(
                &mut __members,
                "count",
                || ::williw_workers::__private_0_1_0::serde_json::Value::from(3i64),
                __at,
                __out,
                |__v, __at, __out| ::williw_workers::http::json::integer::<
                    u8,
                >(__v, 0, 255, __at, __out),
            );
            let __f_ratio = ::williw_workers::http::json::defaulted(
                &mut __members,
                "ratio",
                || {
                    ::williw_workers::__private_0_1_0::serde_json::from_str("1.0")
                        .unwrap_or_default()
                },
                __at,
                __out,
                |__v, __at, __out| ::williw_workers::http::json::number(
                    __v,
                    -179769313486231570000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000f64,
                    179769313486231570000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000f64,
                    __at,
                    __out,
                ),
            );
            let __f_flag = ::williw_workers::http::json::defaulted(
                &mut __members,
                "flag",
                || ::williw_workers::__private_0_1_0::serde_json::Value::from(true),
                __at,
                __out,
                ::williw_workers::http::json::boolean,
            );
            let __f_text = ::williw_workers::http::json::defaulted(
                &mut __members,
                "text",
                || ::williw_workers::__private_0_1_0::serde_json::Value::from("a"),
                __at,
                __out,
                |__v, __at, __out| ::williw_workers::http::json::text(
                    __v,
                    &::williw_workers::http::text::ANY,
                    __at,
                    __out,
                ),
            );
            let __f_price = ::williw_workers::http::json::defaulted(
                &mut __members,
                "price",
                || ::williw_workers::__private_0_1_0::serde_json::Value::from(7i64),
                __at,
                __out,
                <Cents as ::williw_workers::__private_0_1_0::FromJson>::from_json,
            );
            let __f_color = ::williw_workers::http::json::defaulted(
                &mut __members,
                "color",
                || ::williw_workers::__private_0_1_0::serde_json::Value::from(
                    "not so red",
                ),
                __at,
                __out,
                <Color as ::williw_workers::__private_0_1_0::FromJson>::from_json,
            );
            let __f_numbers = ::williw_workers::http::json::defaulted(
                &mut __members,
                "numbers",
                || {
                    ::williw_workers::__private_0_1_0::serde_json::from_str("[1,2]")
                        .unwrap_or_default()
                },
                __at,
                __out,
                |__v, __at, __out| ::williw_workers::http::json::list(
                    __v,
                    (0, 4294967295),
                    __at,
                    __out,
                    |__v, __at, __out| ::williw_workers::http::json::integer::<
                        u8,
                    >(__v, 0, 255, __at, __out),
                ),
            );
            let __f_at = ::williw_workers::http::json::defaulted(
                &mut __members,
                "at",
                || ::williw_workers::__private_0_1_0::serde_json::Value::from(9i64),
                __at,
                __out,
                ::williw_workers::http::json::timestamp,
            );
            ::williw_workers::http::json::nothing_else(
                &__members,
                &[
                    "owner",
                    "count",
                    "ratio",
                    "flag",
                    "text",
                    "price",
                    "color",
                    "numbers",
                    "at",
                ],
                __at,
                __out,
            );
            ::core::option::Option::Some(Self {
                owner: __f_owner?,
                count: __f_count?,
                ratio: __f_ratio?,
                flag: __f_flag?,
                text: __f_text?,
                price: __f_price?,
                color: __f_color?,
                numbers: __f_numbers?,
                at: __f_at?,
            })
        }
    }
}

/// Who calls: `[auth]` of `routes.toml`.
pub mod callers {
    /// Signs its requests.
    ///
    /// `user`: its signature was verified.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct User {
        /// The `keyid` of the signature.
        pub id: super::types::UserId,
    }

    /// `admin`: whoever knows the secret `ADMIN_TOKEN`.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct Admin;
    /// A verified caller: `user` or `admin`.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub enum UserOrAdmin {
        User(User),
        Admin(Admin),
    }
    pub(super) enum __Known {
        User(User),
        Admin(Admin),
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
        /// A method of this name is there already.
        ///
        /// `PUT /things/{owner}/{number}`
        async fn new(
            &self,
            cx: &super::Cx,
            caller: super::callers::UserOrAdmin,
            path: NewPath,
            query: NewQuery,
            body: super::types::Thing,
        ) -> ::core::result::Result<NewReply, NewError>;
        /// `POST /with_user`
        async fn with_user(
            &self,
            cx: &super::Cx,
            caller: super::callers::Anyone,
            body: ::core::option::Option<super::types::Choice>,
        ) -> ::core::result::Result<::williw_workers::http::Html, WithUserError>;
        /// `GET /listen`
        async fn listen(
            &self,
            cx: &super::Cx,
            caller: super::callers::User,
        ) -> ::core::result::Result<::williw_workers::http::Upgrade, ListenError>;
    }

    /// The path of `PUT /things/{owner}/{number}`.
    #[derive(Clone, Debug, PartialEq)]
    pub struct NewPath {
        /// `owner`.
        pub owner: super::types::UserId,
        /// `number`.
        pub number: u32,
    }

    /// The query of `PUT /things/{owner}/{number}`.
    #[derive(Clone, Debug, PartialEq)]
    pub struct NewQuery {
        /// `at`.
        pub at: ::williw_workers::Timestamp,
        /// `until`.
        pub until: ::core::option::Option<::williw_workers::Timestamp>,
        /// `loud`.
        pub loud: ::core::option::Option<bool>,
        /// `type`.
        pub r#type: ::core::option::Option<::std::string::String>,
    }

    /// The replies of `PUT /things/{owner}/{number}`.
    #[derive(Clone, Debug, PartialEq)]
    pub enum NewReply {
        /// 200
        Ok(super::types::Thing),
        /// 204
        NoContent,
    }

    #[automatically_derived]
    impl ::williw_workers::http::Reply for NewReply {
        fn into_response(self) -> ::williw_workers::http::Response {
            match self {
                Self::Ok(body) => {
                    ::williw_workers::http::Response::json(
                        ::williw_workers::http::StatusCode::OK,
                        &body,
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

    /// The errors of `PUT /things/{owner}/{number}`.
    #[derive(Debug)]
    pub enum NewError {
        /// 409 `thing_taken`: The number is taken. With what to tell of this occurrence.
        ThingTaken(::std::borrow::Cow<'static, str>),
        /// 410 `other`: Something else. With what to tell of this occurrence.
        Other(::std::borrow::Cow<'static, str>),
        /// 400 `invalid_request`: what the spec alone could not check.
        Invalid(::williw_workers::http::Violations),
        /// 500 or 503: trouble with the database that no other variant tells.
        Database(::williw_workers::d1::D1Error),
        /// 500: what should not happen. The text goes to the log only.
        Internal(::std::string::String),
    }

    #[automatically_derived]
    impl ::core::convert::From<::williw_workers::d1::D1Error> for NewError {
        fn from(error: ::williw_workers::d1::D1Error) -> Self {
            Self::Database(error)
        }
    }

    #[automatically_derived]
    impl ::core::convert::From<::williw_workers::http::Violations> for NewError {
        fn from(violations: ::williw_workers::http::Violations) -> Self {
            Self::Invalid(violations)
        }
    }

    #[automatically_derived]
    impl ::core::convert::From<NewError> for ::williw_workers::http::Failure {
        fn from(error: NewError) -> Self {
            match error {
                NewError::ThingTaken(detail) => {
                    ::williw_workers::http::Failure::declared(
                        ::williw_workers::http::StatusCode::CONFLICT,
                        "thing_taken",
                        "The number is taken",
                        detail,
                    )
                }
                NewError::Other(detail) => {
                    ::williw_workers::http::Failure::declared(
                        ::williw_workers::http::StatusCode::GONE,
                        "other",
                        "Something else",
                        detail,
                    )
                }
                NewError::Invalid(violations) => violations.into(),
                NewError::Database(error) => error.into(),
                NewError::Internal(reason) => Self::internal(reason),
            }
        }
    }

    /// The errors of `POST /with_user`.
    #[derive(Debug)]
    pub enum WithUserError {
        /// 400 `invalid_request`: what the spec alone could not check.
        Invalid(::williw_workers::http::Violations),
        /// 500 or 503: trouble with the database that no other variant tells.
        Database(::williw_workers::d1::D1Error),
        /// 500: what should not happen. The text goes to the log only.
        Internal(::std::string::String),
    }

    #[automatically_derived]
    impl ::core::convert::From<::williw_workers::d1::D1Error> for WithUserError {
        fn from(error: ::williw_workers::d1::D1Error) -> Self {
            Self::Database(error)
        }
    }

    #[automatically_derived]
    impl ::core::convert::From<::williw_workers::http::Violations> for WithUserError {
        fn from(violations: ::williw_workers::http::Violations) -> Self {
            Self::Invalid(violations)
        }
    }

    #[automatically_derived]
    impl ::core::convert::From<WithUserError> for ::williw_workers::http::Failure {
        fn from(error: WithUserError) -> Self {
            match error {
                WithUserError::Invalid(violations) => violations.into(),
                WithUserError::Database(error) => error.into(),
                WithUserError::Internal(reason) => Self::internal(reason),
            }
        }
    }

    /// The errors of `GET /listen`.
    #[derive(Debug)]
    pub enum ListenError {
        /// 400 `invalid_request`: what the spec alone could not check.
        Invalid(::williw_workers::http::Violations),
        /// 500 or 503: trouble with the database that no other variant tells.
        Database(::williw_workers::d1::D1Error),
        /// 500: what should not happen. The text goes to the log only.
        Internal(::std::string::String),
    }

    #[automatically_derived]
    impl ::core::convert::From<::williw_workers::d1::D1Error> for ListenError {
        fn from(error: ::williw_workers::d1::D1Error) -> Self {
            Self::Database(error)
        }
    }

    #[automatically_derived]
    impl ::core::convert::From<::williw_workers::http::Violations> for ListenError {
        fn from(violations: ::williw_workers::http::Violations) -> Self {
            Self::Invalid(violations)
        }
    }

    #[automatically_derived]
    impl ::core::convert::From<ListenError> for ::williw_workers::http::Failure {
        fn from(error: ListenError) -> Self {
            match error {
                ListenError::Invalid(violations) => violations.into(),
                ListenError::Database(error) => error.into(),
                ListenError::Internal(reason) => Self::internal(reason),
            }
        }
    }

    /// Answers one request.
    pub(super) async fn __fetch<S: Api + super::Callers>(
        service: &S,
        cx: &super::Cx,
        request: ::williw_workers::http::Request,
    ) -> ::williw_workers::http::Response {
        let __handle = async |request: &::williw_workers::http::Request| {
            __dispatch(service, cx, request).await
        };
        ::williw_workers::http::exchange::answer(
                &cx.host,
                ::core::option::Option::None,
                request,
                __handle,
            )
            .await
    }

    async fn __dispatch<S: Api + super::Callers>(
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
                router::Endpoint::ThingsByOwnerByNumber(__path_0, __path_1),
            ) => {
                match request.method {
                    ::williw_workers::http::Method::PUT => {
                        ::williw_workers::http::exchange::note_route("new");
                        __handle_new(service, cx, request, query, __path_0, __path_1)
                            .await
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
            ::core::option::Option::Some(router::Endpoint::WithUser) => {
                match request.method {
                    ::williw_workers::http::Method::POST => {
                        ::williw_workers::http::exchange::note_route("with_user");
                        __handle_with_user(service, cx, request, query).await
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
            ::core::option::Option::Some(router::Endpoint::Listen) => {
                match request.method {
                    ::williw_workers::http::Method::GET => {
                        ::williw_workers::http::exchange::note_route("listen");
                        __handle_listen(service, cx, request, query).await
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
    const __RULES: ::williw_workers::http::auth::SignatureRules = ::williw_workers::http::auth::SignatureRules {
        time_header: ::core::option::Option::None,
        ..::williw_workers::http::auth::SignatureRules::DEFAULT
    };

    /// Who sends a request, if it says so and it is true.
    async fn __identify<S: super::Callers>(
        service: &S,
        cx: &super::Cx,
        request: &::williw_workers::http::Request,
        presented: ::core::option::Option<::williw_workers::http::auth::PublicKeyBytes>,
    ) -> ::core::result::Result<
        ::core::option::Option<super::callers::__Known>,
        ::williw_workers::http::auth::Refusal,
    > {
        if service.unchecked(cx) {
            if let ::core::option::Option::Some(__id) = request.headers.get("x-user-id")
            {
                let __id = super::types::UserId::parse(__id)
                    .map_err(|_| ::williw_workers::http::auth::AuthError::unknown_key())?;
                ::williw_workers::http::exchange::note_caller("user");
                return ::core::result::Result::Ok(
                    ::core::option::Option::Some(
                        super::callers::__Known::User(super::callers::User { id: __id }),
                    ),
                );
            }
            return ::core::result::Result::Ok({
                ::williw_workers::http::exchange::note_caller("admin");
                ::core::option::Option::Some(
                    super::callers::__Known::Admin(super::callers::Admin),
                )
            });
        }
        let __now = cx.clock.now();
        if let ::core::option::Option::Some(__signed) = ::williw_workers::http::auth::Signed::of(
            request,
            __now,
            &__RULES,
        )? {
            let __id = super::types::UserId::parse(__signed.key_id.as_str())
                .map_err(|_| ::williw_workers::http::auth::AuthError::unknown_key())?;
            let __key = match presented {
                ::core::option::Option::None => service.user_key(cx, &__id).await?,
                __presented => __presented,
            };
            let __key = __key
                .ok_or_else(::williw_workers::http::auth::AuthError::unknown_key)?;
            __signed.verify(&__key)?;
            if !service
                .user_nonce(
                    cx,
                    &__id,
                    &__signed.nonce_of(&__key),
                    __signed.remember_until(__now),
                )
                .await?
            {
                return ::core::result::Result::Err(
                    ::williw_workers::http::auth::AuthError::Replayed.into(),
                );
            }
            ::williw_workers::http::exchange::note_caller("user");
            return ::core::result::Result::Ok(
                ::core::option::Option::Some(
                    super::callers::__Known::User(super::callers::User { id: __id }),
                ),
            );
        }
        let mut __wrong = ::core::option::Option::None;
        match ::williw_workers::http::auth::bearer(
            request,
            ::core::option::Option::Some(&cx.secrets.admin_token),
        ) {
            ::core::result::Result::Ok(::core::option::Option::Some(())) => {
                ::williw_workers::http::exchange::note_caller("admin");
                return ::core::result::Result::Ok(
                    ::core::option::Option::Some(
                        super::callers::__Known::Admin(super::callers::Admin),
                    ),
                );
            }
            ::core::result::Result::Ok(::core::option::Option::None) => {}
            ::core::result::Result::Err(__error) => {
                __wrong = ::core::option::Option::Some(__error.into());
            }
        }
        match __wrong {
            ::core::option::Option::Some(__wrong) => ::core::result::Result::Err(__wrong),
            ::core::option::Option::None => {
                ::core::result::Result::Ok(::core::option::Option::None)
            }
        }
    }

    async fn __user_or_admin<S: super::Callers>(
        service: &S,
        cx: &super::Cx,
        request: &::williw_workers::http::Request,
        presented: ::core::option::Option<::williw_workers::http::auth::PublicKeyBytes>,
    ) -> ::core::result::Result<
        super::callers::UserOrAdmin,
        ::williw_workers::http::Failure,
    > {
        let __refusal: ::williw_workers::http::auth::Refusal = match __identify(
                service,
                cx,
                request,
                presented,
            )
            .await
        {
            ::core::result::Result::Ok(
                ::core::option::Option::Some(super::callers::__Known::User(__caller)),
            ) => {
                return ::core::result::Result::Ok(
                    super::callers::UserOrAdmin::User(__caller),
                );
            }
            ::core::result::Result::Ok(
                ::core::option::Option::Some(super::callers::__Known::Admin(__caller)),
            ) => {
                return ::core::result::Result::Ok(
                    super::callers::UserOrAdmin::Admin(__caller),
                );
            }
            ::core::result::Result::Ok(::core::option::Option::None) => {
                ::williw_workers::http::auth::AuthError::Missing.into()
            }
            ::core::result::Result::Err(__refusal) => __refusal,
        };
        ::core::result::Result::Err(
            __refusal
                .into_failure(
                    &::williw_workers::http::auth::Challenge {
                        realm: "worker",
                        signature: ::core::option::Option::Some(&__RULES),
                        bearer: true,
                    },
                    request,
                ),
        )
    }

    async fn __user<S: super::Callers>(
        service: &S,
        cx: &super::Cx,
        request: &::williw_workers::http::Request,
        presented: ::core::option::Option<::williw_workers::http::auth::PublicKeyBytes>,
    ) -> ::core::result::Result<super::callers::User, ::williw_workers::http::Failure> {
        let __refusal: ::williw_workers::http::auth::Refusal = match __identify(
                service,
                cx,
                request,
                presented,
            )
            .await
        {
            ::core::result::Result::Ok(
                ::core::option::Option::Some(super::callers::__Known::User(__caller)),
            ) => {
                return ::core::result::Result::Ok(__caller);
            }
            ::core::result::Result::Ok(::core::option::Option::Some(_)) => {
                ::williw_workers::http::auth::AuthError::NotAllowed.into()
            }
            ::core::result::Result::Ok(::core::option::Option::None) => {
                ::williw_workers::http::auth::AuthError::Missing.into()
            }
            ::core::result::Result::Err(__refusal) => __refusal,
        };
        ::core::result::Result::Err(
            __refusal
                .into_failure(
                    &::williw_workers::http::auth::Challenge {
                        realm: "worker",
                        signature: ::core::option::Option::Some(&__RULES),
                        bearer: false,
                    },
                    request,
                ),
        )
    }

    async fn __handle_new<S: Api + super::Callers>(
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
        let __caller = __user_or_admin(
                service,
                cx,
                request,
                ::core::option::Option::None,
            )
            .await?;
        let mut __out = ::williw_workers::http::Violations::default();
        let __p_owner = ::williw_workers::http::query::path(
            "owner",
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
        let __q_at = __query
            .required(
                "at",
                ::williw_workers::http::query::Kind::Number,
                &mut __out,
                ::williw_workers::http::json::timestamp,
            );
        let __q_until = __query
            .optional(
                "until",
                ::williw_workers::http::query::Kind::Number,
                &mut __out,
                ::williw_workers::http::json::timestamp,
            );
        let __q_loud = __query
            .optional(
                "loud",
                ::williw_workers::http::query::Kind::Boolean,
                &mut __out,
                ::williw_workers::http::json::boolean,
            );
        let __q_type = __query
            .optional(
                "type",
                ::williw_workers::http::query::Kind::Text,
                &mut __out,
                |__v, __at, __out| ::williw_workers::http::json::text(
                    __v,
                    &::williw_workers::http::text::ANY,
                    __at,
                    __out,
                ),
            );
        __query.nothing_else(&["at", "until", "loud", "type"], &mut __out);
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
        let __path = (|| ::core::option::Option::Some(NewPath {
            owner: __p_owner?,
            number: __p_number?,
        }))();
        let __query = (|| ::core::option::Option::Some(NewQuery {
            at: __q_at?,
            until: __q_until?,
            loud: __q_loud?,
            r#type: __q_type?,
        }))();
        let (
            true,
            ::core::option::Option::Some(__path),
            ::core::option::Option::Some(__query),
            ::core::option::Option::Some(__body),
        ) = (__out.is_empty(), __path, __query, __body) else {
            return ::core::result::Result::Err(__out.into());
        };
        let __reply = service.new(cx, __caller, __path, __query, __body).await?;
        ::core::result::Result::Ok(::williw_workers::http::Reply::into_response(__reply))
    }

    async fn __handle_with_user<S: Api + super::Callers>(
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
        let __body = match request.json_body()? {
            ::core::option::Option::Some(__bytes) => {
                ::williw_workers::http::json::read_body::<
                    super::types::Choice,
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
        let __reply = service.with_user(cx, __caller, __body).await?;
        ::core::result::Result::Ok(
            ::williw_workers::http::Response::html(
                ::williw_workers::http::StatusCode::OK,
                __reply,
            ),
        )
    }

    async fn __handle_listen<S: Api + super::Callers>(
        service: &S,
        cx: &super::Cx,
        request: &::williw_workers::http::Request,
        query: &str,
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
        let __caller = __user(service, cx, request, ::core::option::Option::None).await?;
        let mut __out = ::williw_workers::http::Violations::default();
        let __query = ::williw_workers::http::query::Query::parse(query, &mut __out);
        __query.nothing_else(&[], &mut __out);
        let (true,) = (__out.is_empty(),) else {
            return ::core::result::Result::Err(__out.into());
        };
        let __reply = service.listen(cx, __caller).await?;
        ::core::result::Result::Ok(
            ::williw_workers::http::Response::switching_protocols(__reply),
        )
    }

    /// From a path to its endpoint.
    mod router {
        /// Which path of the route table a request's path is; the fields are its parameters, still percent-encoded.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Endpoint<'p> {
            /// `/things/{owner}/{number}`
            ThingsByOwnerByNumber(&'p str, &'p str),
            /// `/with_user`
            WithUser,
            /// `/listen`
            Listen,
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
                    [b'l', ..] => {
                        if rest == "listen" {
                            return Some(Endpoint::Listen);
                        }
                    }
                    [b't', ..] => {
                        if let Some(rest) = rest.strip_prefix("things/") {
                            if let Some((p0, rest)) = segment(rest) {
                                if let Some(rest) = rest.strip_prefix("/") {
                                    if let Some((p1, rest)) = segment(rest) {
                                        if rest.is_empty() {
                                            return Some(Endpoint::ThingsByOwnerByNumber(p0, p1));
                                        }
                                    }
                                }
                            }
                        }
                    }
                    [b'w', ..] => {
                        if rest == "with_user" {
                            return Some(Endpoint::WithUser);
                        }
                    }
                    _ => {}
                }
            }
            None
        }
    }
}

/// The Worker's secrets. They show in no `Debug` output.
#[derive(Clone, Debug)]
pub struct Secrets {
    /// `ADMIN_TOKEN`.
    pub admin_token: ::williw_workers::start::Secret,
}

impl Secrets {
    fn __start(
        __starter: &mut ::williw_workers::start::Starter<'_>,
    ) -> ::core::option::Option<Self> {
        let admin_token = __starter.secret("ADMIN_TOKEN");
        ::core::option::Option::Some(Self { admin_token: admin_token? })
    }
}

/// What the service knows of those who sign: it is asked before a handler runs.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not say with which keys requests are signed",
    note = "write `impl app::Callers for {Self}`"
)]
#[allow(async_fn_in_trait)]
pub trait Callers {
    /// The ed25519 public key that the `user` of this id signs with; `None`: there is no such.
    async fn user_key(
        &self,
        cx: &Cx,
        id: &types::UserId,
    ) -> ::core::result::Result<
        ::core::option::Option<::williw_workers::http::auth::PublicKeyBytes>,
        ::williw_workers::http::Failure,
    >;
    /// Remembers the nonce of a verified request of this `user` until then, and says whether it is new.
    /// It is 64 hex digits, which stand for the nonce and the key. It must be remembered for everybody: two
    /// requests with one nonce may come to two places at once.
    async fn user_nonce(
        &self,
        cx: &Cx,
        id: &types::UserId,
        nonce: &str,
        until: ::williw_workers::Timestamp,
    ) -> ::core::result::Result<bool, ::williw_workers::http::Failure>;
    /// Whether callers are believed what they say, for development and tests: who sends `x-…-id` has that id,
    /// and everybody else is whoever needs to show nothing but a secret. Never where something is at stake.
    fn unchecked(&self, cx: &Cx) -> bool {
        let _ = cx;
        false
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
            name: "new",
            method: "PUT",
            path: "/things/{owner}/{number}",
            caller: &["user", "admin"],
        },
        ::williw_workers::driver::RouteManifest {
            name: "with_user",
            method: "POST",
            path: "/with_user",
            caller: &["anyone"],
        },
        ::williw_workers::driver::RouteManifest {
            name: "listen",
            method: "GET",
            path: "/listen",
            caller: &["user"],
        },
    ],
    ratelimits: &[],
    vars: &[],
    secrets: &["ADMIN_TOKEN"],
    openapi: OPENAPI,
    openapi_path: "/api/openapi.json",
    docs_path: "/api/docs",
};

/// The Worker that answers with this service.
pub fn worker<S: Api + Callers + 'static>(service: S) -> App<S> {
    App {
        service: ::std::rc::Rc::new(service),
    }
}

impl<S: Api + Callers + 'static> ::williw_workers::driver::Worker for App<S> {
    fn manifest(&self) -> &'static ::williw_workers::driver::Manifest {
        &MANIFEST
    }

    fn start(
        &self,
        host: ::std::rc::Rc<dyn ::williw_workers::driver::Host>,
    ) -> ::core::result::Result<
        ::std::rc::Rc<dyn ::williw_workers::driver::Running>,
        ::williw_workers::driver::StartError,
    > {
        ::williw_workers::time::install_for_thread(host.clock());
        ::williw_workers::start::install_host(::std::rc::Rc::clone(&host));
        let cx = Cx::__start(host)?;
        if Callers::unchecked(&*self.service, &cx) {
            let __line = "callers are believed what they say of themselves: nobody is verified";
            cx.host.log(::williw_workers::driver::Level::Warn, __line);
        }
        let service = ::std::rc::Rc::clone(&self.service);
        ::core::result::Result::Ok(::std::rc::Rc::new(Started { service, cx }))
    }
}

impl<S: Api + Callers + 'static> ::williw_workers::driver::Running for Started<S> {
    fn fetch(
        &self,
        request: ::williw_workers::http::Request,
    ) -> ::williw_workers::driver::LocalFuture<'_, ::williw_workers::http::Response> {
        ::std::boxed::Box::pin(self::api::__fetch(&*self.service, &self.cx, request))
    }
}

/// A client of the HTTP interface.
pub mod client {
    pub use ::williw_workers::client::{ClientError, Problem, Retry, Transport};
    /// The service, as who calls it sees it: a method for each route. One that none of the given credentials fits is
    /// called without any.
    #[derive(Debug)]
    pub struct Client<T> {
        __connection: ::williw_workers::client::Connection<T>,
        __as_user: ::williw_workers::client::Credentials,
        __as_admin: ::williw_workers::client::Credentials,
    }

    impl<T: ::williw_workers::client::Transport> Client<T> {
        /// A client over this transport, without credentials.
        pub fn new(transport: T) -> Self {
            Self {
                __connection: ::williw_workers::client::Connection::new(transport),
                __as_user: ::williw_workers::client::Credentials::None,
                __as_admin: ::williw_workers::client::Credentials::None,
            }
        }

        /// The same with another patience.
        #[must_use]
        pub fn with_retry(mut self, retry: ::williw_workers::client::Retry) -> Self {
            self.__connection = self.__connection.with_retry(retry);
            self
        }

        /// What the calls go through.
        pub fn connection(&self) -> &::williw_workers::client::Connection<T> {
            &self.__connection
        }

        /// Signs its requests.
        ///
        /// The same as the `user` of this id: requests are signed with its secret ed25519 key.
        ///
        /// # Errors
        /// An id that is not ASCII.
        pub fn with_user(
            mut self,
            id: &super::types::UserId,
            key: &[u8; 32],
        ) -> ::core::result::Result<Self, ::williw_workers::http::auth::SignError> {
            let __signer = ::williw_workers::http::auth::Signer::new(id.as_str(), key)?;
            self.__as_user = ::williw_workers::client::Credentials::Signature(
                ::std::boxed::Box::new(__signer),
            );
            ::core::result::Result::Ok(self)
        }

        /// The same as `admin`, with this bearer token.
        #[must_use]
        pub fn with_admin(
            mut self,
            token: impl ::core::convert::Into<::std::string::String>,
        ) -> Self {
            self.__as_admin = ::williw_workers::client::Credentials::bearer(token);
            self
        }

        /// A method of this name is there already.
        ///
        /// `PUT /things/{owner}/{number}`
        pub async fn new_2(
            &self,
            path: &super::api::NewPath,
            query: &super::api::NewQuery,
            body: &super::types::Thing,
        ) -> ::core::result::Result<
            super::api::NewReply,
            ::williw_workers::client::ClientError<NewProblem>,
        > {
            let __call = ::williw_workers::client::Call::new(
                    ::williw_workers::http::Method::PUT,
                    "application/json",
                )
                .path("/things/")
                .segment("owner", &path.owner)
                .path("/")
                .segment("number", &path.number)
                .query("at", query.at.as_millis())
                .query_if("until", query.until.map(|__at| __at.as_millis()))
                .query_if("loud", query.loud.as_ref())
                .query_if("type", query.r#type.as_ref())
                .body(body);
            let __reply = self
                .__connection
                .send(
                    &__call,
                    ::williw_workers::client::Credentials::first(
                        &[&self.__as_user, &self.__as_admin],
                    ),
                )
                .await?;
            match __reply.status() {
                200 => {
                    ::core::result::Result::Ok(super::api::NewReply::Ok(__reply.json()?))
                }
                204 => ::core::result::Result::Ok(super::api::NewReply::NoContent),
                _ => ::core::result::Result::Err(__reply.into_error()),
            }
        }

        /// `POST /with_user`
        pub async fn with_user_2(
            &self,
            body: ::core::option::Option<&super::types::Choice>,
        ) -> ::core::result::Result<
            ::williw_workers::http::Html,
            ::williw_workers::client::ClientError<WithUserProblem>,
        > {
            let __call = ::williw_workers::client::Call::new(
                    ::williw_workers::http::Method::POST,
                    "text/html",
                )
                .path("/with_user")
                .body_if(body);
            let __reply = self
                .__connection
                .send(&__call, ::williw_workers::client::Credentials::first(&[]))
                .await?;
            match __reply.status() {
                200 => ::core::result::Result::Ok(__reply.html()?),
                _ => ::core::result::Result::Err(__reply.into_error()),
            }
        }

        /// What opens the WebSocket of `GET /listen`: path, query and credentials, for a library that does.
        pub fn listen(
            &self,
        ) -> ::core::result::Result<
            ::williw_workers::client::Request,
            ::williw_workers::client::ClientError<ListenProblem>,
        > {
            let __call = ::williw_workers::client::Call::new(
                    ::williw_workers::http::Method::GET,
                    "application/json",
                )
                .path("/listen");
            self.__connection
                .request(
                    &__call,
                    ::williw_workers::client::Credentials::first(&[&self.__as_user]),
                )
        }
    }

    /// What can go wrong with `PUT /things/{owner}/{number}`.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub enum NewProblem {
        /// 409 `thing_taken`: The number is taken.
        ThingTaken(::williw_workers::client::Problem),
        /// 410 `other`: Something else.
        Other(::williw_workers::client::Problem),
        /// One that any route may have, such as `invalid_request` or `unavailable`: its `code` says which.
        Other2(::williw_workers::client::Problem),
    }

    ::williw_workers::__route_problem!(
        NewProblem { ThingTaken = "thing_taken", Other = "other" } else Other2
    );
    /// What can go wrong with `POST /with_user`.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub enum WithUserProblem {
        /// One that any route may have, such as `invalid_request` or `unavailable`: its `code` says which.
        Other(::williw_workers::client::Problem),
    }

    ::williw_workers::__route_problem!(WithUserProblem {} else Other);
    /// What can go wrong with `GET /listen`.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub enum ListenProblem {
        /// One that any route may have, such as `invalid_request` or `unavailable`: its `code` says which.
        Other(::williw_workers::client::Problem),
    }

    ::williw_workers::__route_problem!(ListenProblem {} else Other);
    /// What the spec gives where nothing is said.
    #[automatically_derived]
    impl ::core::default::Default for super::types::Choice {
        fn default() -> Self {
            Self {
                owner: ::core::option::Option::None,
                count: 3,
                ratio: 1f64,
                flag: true,
                text: ::std::string::String::from("a"),
                price: super::types::Cents::new(7).unwrap_or(super::types::Cents::MIN),
                color: super::types::Color::NotSoRed,
                numbers: ::std::vec![1, 2],
                at: ::williw_workers::Timestamp::from_millis(9),
            }
        }
    }
}
