/// The vocabulary: `types.toml`.
pub mod types {
    /// `UserId`: text of 0 to 8 characters.
    #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub struct UserId(::std::string::String);
    impl UserId {
        const RULES: ::williw_workers::http::text::TextRules = ::williw_workers::http::text::TextRules {
            min_len: 0,
            max_len: 8,
            pattern: ::core::option::Option::None,
            parse_with: ::core::option::Option::None,
        };
    }

    ::williw_workers::__text_type!(UserId);
    /// `Payment`: a JSON object.
    #[derive(
        Clone,
        Debug,
        PartialEq,
        ::williw_workers::__private_0_1_0::serde::Serialize,
        ::williw_workers::__private_0_1_0::serde::Deserialize,
    )]
    #[serde(crate = "::williw_workers::__private_0_1_0::serde")]
    pub struct Payment {
        pub amount: u32,
    }

    #[automatically_derived]
    impl ::williw_workers::__private_0_1_0::FromJson for Payment {
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
            let __f_amount = ::williw_workers::http::json::required(
                &mut __members,
                "amount",
                __at,
                __out,
                |__v, __at, __out| ::williw_workers::http::json::integer::<
                    u32,
                >(__v, 0, 4294967295, __at, __out),
            );
            ::williw_workers::http::json::nothing_else(
                &__members,
                &["amount"],
                __at,
                __out,
            );
            ::core::option::Option::Some(Self { amount: __f_amount? })
        }
    }
}

/// The database: `schema.sql`.
pub mod db {
    /// A row of the table `Keys`.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Key {
        /// `Keys.scope TEXT`
        pub scope: ::std::string::String,
        /// `Keys.idempotency_key TEXT`
        pub idempotency_key: ::std::string::String,
        /// `Keys.body_sha256 BLOB`
        pub body_sha256: ::std::vec::Vec<u8>,
        /// `Keys.status INTEGER`
        pub status: ::core::option::Option<i64>,
        /// `Keys.reply TEXT`
        pub reply: ::core::option::Option<::std::string::String>,
        /// `Keys.created_at INTEGER`
        pub created_at: i64,
    }

    #[automatically_derived]
    impl ::williw_workers::d1::FromRow for Key {
        fn from_row(
            __row: &mut ::williw_workers::d1::Row<'_>,
        ) -> ::core::result::Result<Self, ::williw_workers::d1::DecodeError> {
            ::core::result::Result::Ok(Self {
                scope: __row.next("scope")?,
                idempotency_key: __row.next("idempotency_key")?,
                body_sha256: __row.next("body_sha256")?,
                status: __row.next("status")?,
                reply: __row.next("reply")?,
                created_at: __row.next("created_at")?,
            })
        }
    }

    #[automatically_derived]
    impl ::williw_workers::d1::TableRow for Key {
        const SELECT: ::core::option::Option<&'static str> = ::core::option::Option::Some(
            "SELECT scope, idempotency_key, body_sha256, status, reply, created_at",
        );
    }

    /// What a new row of `Keys` is given.
    #[derive(Clone, Debug, PartialEq)]
    pub struct KeyInsert {
        pub scope: ::std::string::String,
        pub idempotency_key: ::std::string::String,
        pub body_sha256: ::std::vec::Vec<u8>,
        pub status: ::core::option::Option<i64>,
        pub reply: ::core::option::Option<::std::string::String>,
        pub created_at: i64,
    }

    /// What an update of `Keys` sets: at least one column.
    #[derive(Clone, Debug)]
    #[must_use]
    pub struct KeyPatch<State = ::williw_workers::d1::NonEmpty> {
        sets: ::williw_workers::d1::Sets<State>,
    }

    impl KeyPatch<::williw_workers::d1::Empty> {
        /// Nothing yet: an update does not take it before a column is set.
        #[allow(clippy::new_without_default)]
        pub fn new() -> Self {
            KeyPatch {
                sets: ::williw_workers::d1::Sets::new(),
            }
        }
    }

    impl<State> KeyPatch<State> {
        /// Sets `body_sha256`.
        pub fn body_sha256(self, value: ::std::vec::Vec<u8>) -> KeyPatch {
            KeyPatch {
                sets: self.sets.set("body_sha256 = ?", &value),
            }
        }

        /// Sets `status`.
        pub fn status(self, value: ::core::option::Option<i64>) -> KeyPatch {
            KeyPatch {
                sets: self.sets.set("status = ?", &value),
            }
        }

        /// Sets `reply`.
        pub fn reply(
            self,
            value: ::core::option::Option<::std::string::String>,
        ) -> KeyPatch {
            KeyPatch {
                sets: self.sets.set("reply = ?", &value),
            }
        }

        /// Sets `created_at`.
        pub fn created_at(self, value: i64) -> KeyPatch {
            KeyPatch {
                sets: self.sets.set("created_at = ?", &value),
            }
        }
    }

    /// Statements of `Keys`.
    pub mod keys {
        const COLUMNS: &[&str] = &[
            "scope",
            "idempotency_key",
            "body_sha256",
            "status",
            "reply",
            "created_at",
        ];
        /// The row of `Keys` with this key.
        pub fn get(
            scope: &str,
            idempotency_key: &str,
        ) -> ::williw_workers::d1::ReadQuery<::core::option::Option<super::Key>> {
            ::williw_workers::d1::Query::read(
                "SELECT scope, idempotency_key, body_sha256, status, reply, created_at FROM Keys WHERE scope = ?1 AND idempotency_key = ?2",
                ::std::vec::Vec::from([
                    ::williw_workers::d1::Value::from(scope),
                    ::williw_workers::d1::Value::from(idempotency_key),
                ]),
                COLUMNS,
            )
        }

        /// Changes the row of `Keys` with this key.
        pub fn update(
            scope: &str,
            idempotency_key: &str,
            patch: super::KeyPatch,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Changes> {
            let (__sql, __params) = patch
                .sets
                .update(
                    "UPDATE Keys SET ",
                    " WHERE scope = ? AND idempotency_key = ?",
                    [
                        ::williw_workers::d1::Value::from(scope),
                        ::williw_workers::d1::Value::from(idempotency_key),
                    ],
                );
            ::williw_workers::d1::Query::write(__sql, __params, &[])
        }

        /// The same, returning the changed row.
        pub fn update_returning(
            scope: &str,
            idempotency_key: &str,
            patch: super::KeyPatch,
        ) -> ::williw_workers::d1::Query<::core::option::Option<super::Key>> {
            let (__sql, __params) = patch
                .sets
                .update(
                    "UPDATE Keys SET ",
                    " WHERE scope = ? AND idempotency_key = ? RETURNING scope, idempotency_key, body_sha256, status, reply, created_at",
                    [
                        ::williw_workers::d1::Value::from(scope),
                        ::williw_workers::d1::Value::from(idempotency_key),
                    ],
                );
            ::williw_workers::d1::Query::write(__sql, __params, COLUMNS)
        }

        /// Deletes the row of `Keys` with this key.
        pub fn delete(
            scope: &str,
            idempotency_key: &str,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Changes> {
            ::williw_workers::d1::Query::write(
                "DELETE FROM Keys WHERE scope = ?1 AND idempotency_key = ?2",
                ::std::vec::Vec::from([
                    ::williw_workers::d1::Value::from(scope),
                    ::williw_workers::d1::Value::from(idempotency_key),
                ]),
                &[],
            )
        }

        fn __given(
            row: super::KeyInsert,
        ) -> ::std::vec::Vec<::williw_workers::d1::Value> {
            ::std::vec::Vec::from([
                ::williw_workers::d1::Column::encode(&row.scope),
                ::williw_workers::d1::Column::encode(&row.idempotency_key),
                ::williw_workers::d1::Column::encode(&row.body_sha256),
                ::williw_workers::d1::Column::encode(&row.status),
                ::williw_workers::d1::Column::encode(&row.reply),
                ::williw_workers::d1::Column::encode(&row.created_at),
            ])
        }

        /// Adds a row to `Keys`.
        pub fn insert(
            row: super::KeyInsert,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Changes> {
            ::williw_workers::d1::Query::write(
                "INSERT INTO Keys (scope, idempotency_key, body_sha256, status, reply, created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                __given(row),
                &[],
            )
        }

        /// Adds a row to `Keys`, and returns it as it was stored.
        pub fn insert_returning(
            row: super::KeyInsert,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Executed<super::Key>> {
            ::williw_workers::d1::Query::write(
                "INSERT INTO Keys (scope, idempotency_key, body_sha256, status, reply, created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6) RETURNING scope, idempotency_key, body_sha256, status, reply, created_at",
                __given(row),
                COLUMNS,
            )
        }

        /// Adds a row to `Keys`, or overwrites the one with the same key.
        pub fn upsert(
            row: super::KeyInsert,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Changes> {
            ::williw_workers::d1::Query::write(
                "INSERT INTO Keys (scope, idempotency_key, body_sha256, status, reply, created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (scope, idempotency_key) DO UPDATE SET body_sha256 = excluded.body_sha256, status = excluded.status, reply = excluded.reply, created_at = excluded.created_at",
                __given(row),
                &[],
            )
        }

        /// Adds rows to `Keys`: all or none, 16 with each statement.
        pub fn insert_many(
            rows: impl ::core::iter::IntoIterator<Item = super::KeyInsert>,
        ) -> ::williw_workers::d1::Bulk<::williw_workers::d1::Changes> {
            ::williw_workers::__bulk_insert!(
                "INSERT INTO Keys (scope, idempotency_key, body_sha256, status, reply, created_at) VALUES ",
                "(?, ?, ?, ?, ?, ?)", 16, ""
            )
                .changes(::core::iter::IntoIterator::into_iter(rows).map(__given))
        }

        /// The same, returning the rows as they were stored, in this order.
        pub fn insert_many_returning(
            rows: impl ::core::iter::IntoIterator<Item = super::KeyInsert>,
        ) -> ::williw_workers::d1::Bulk<::std::vec::Vec<super::Key>> {
            ::williw_workers::__bulk_insert!(
                "INSERT INTO Keys (scope, idempotency_key, body_sha256, status, reply, created_at) VALUES ",
                "(?, ?, ?, ?, ?, ?)", 16,
                " RETURNING scope, idempotency_key, body_sha256, status, reply, created_at"
            )
                .returning(
                    ::core::iter::IntoIterator::into_iter(rows).map(__given),
                    COLUMNS,
                )
        }

        /// Where a page of [`page`] ends.
        #[derive(
            Clone,
            Debug,
            PartialEq,
            ::williw_workers::__private_0_1_0::serde::Serialize,
            ::williw_workers::__private_0_1_0::serde::Deserialize,
        )]
        #[serde(crate = "::williw_workers::__private_0_1_0::serde")]
        pub struct Key {
            pub scope: ::std::string::String,
            pub idempotency_key: ::std::string::String,
        }

        #[automatically_derived]
        impl ::williw_workers::d1::Key for Key {
            type Row = super::Key;
            fn of(row: &Self::Row) -> ::core::option::Option<Self> {
                ::core::option::Option::Some(Self {
                    scope: ::core::clone::Clone::clone(&row.scope),
                    idempotency_key: ::core::clone::Clone::clone(&row.idempotency_key),
                })
            }
        }

        /// A page of rows in the order of `scope`, `idempotency_key`.
        pub fn page(
            page: ::williw_workers::d1::PageRequest<Key>,
        ) -> ::williw_workers::d1::ReadQuery<::williw_workers::d1::Page<Key>> {
            ::williw_workers::d1::Query::keyset(
                &::williw_workers::d1::Keyset {
                    ascending: "SELECT scope, idempotency_key, body_sha256, status, reply, created_at FROM Keys ORDER BY scope, idempotency_key LIMIT ?1",
                    ascending_after: "SELECT scope, idempotency_key, body_sha256, status, reply, created_at FROM Keys WHERE (scope, idempotency_key) > (?1, ?2) ORDER BY scope, idempotency_key LIMIT ?3",
                    descending: "SELECT scope, idempotency_key, body_sha256, status, reply, created_at FROM Keys ORDER BY scope DESC, idempotency_key DESC LIMIT ?1",
                    descending_after: "SELECT scope, idempotency_key, body_sha256, status, reply, created_at FROM Keys WHERE (scope, idempotency_key) < (?1, ?2) ORDER BY scope DESC, idempotency_key DESC LIMIT ?3",
                },
                [],
                page,
                |after| [
                    ::williw_workers::d1::Column::encode(&after.scope),
                    ::williw_workers::d1::Column::encode(&after.idempotency_key),
                ],
                COLUMNS,
            )
        }

        /// The table's columns as types; `#[derive(Row)]` checks its fields against them.
        #[allow(non_camel_case_types)]
        pub mod columns {
            ::williw_workers::__column!(
                super::super::Key, scope : ::std::string::String, "scope", "scope"
            );
            ::williw_workers::__column!(
                super::super::Key, idempotency_key : ::std::string::String,
                "idempotency_key", "idempotency_key"
            );
            ::williw_workers::__column!(
                super::super::Key, body_sha256 : ::std::vec::Vec < ::core::primitive::u8
                >, "body_sha256", "body_sha256"
            );
            ::williw_workers::__column!(
                super::super::Key, status : ::core::option::Option <
                ::core::primitive::i64 >, "status", "status"
            );
            ::williw_workers::__column!(
                super::super::Key, reply : ::core::option::Option < ::std::string::String
                >, "reply", "reply"
            );
            ::williw_workers::__column!(
                super::super::Key, created_at : ::core::primitive::i64, "created_at",
                "created_at"
            );
        }
    }
}

/// Who calls: `[auth]` of `routes.toml`.
pub mod callers {
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
        /// Pays.
        ///
        /// `POST /accounts/{account}/pay`
        async fn pay(
            &self,
            cx: &super::ReadCx,
            caller: super::callers::UserOrAdmin,
            path: PayPath,
            body: super::types::Payment,
            commit: ::williw_workers::http::Commit<PayReply>,
        ) -> ::core::result::Result<
            ::williw_workers::http::Committed<PayReply>,
            PayError,
        >;
        /// `DELETE /accounts`
        async fn close(
            &self,
            cx: &super::ReadCx,
            caller: super::callers::Anyone,
            commit: ::williw_workers::http::Commit<()>,
        ) -> ::core::result::Result<::williw_workers::http::Committed<()>, CloseError>;
    }

    /// The path of `POST /accounts/{account}/pay`.
    #[derive(Clone, Debug, PartialEq)]
    pub struct PayPath {
        /// `account`.
        pub account: ::std::string::String,
    }

    /// The replies of `POST /accounts/{account}/pay`.
    #[derive(Clone, Debug, PartialEq)]
    pub enum PayReply {
        /// 200
        Ok(super::types::Payment),
        /// 202
        Accepted,
    }

    #[automatically_derived]
    impl ::williw_workers::http::Reply for PayReply {
        fn into_response(self) -> ::williw_workers::http::Response {
            match self {
                Self::Ok(body) => {
                    ::williw_workers::http::Response::json(
                        ::williw_workers::http::StatusCode::OK,
                        &body,
                    )
                }
                Self::Accepted => {
                    ::williw_workers::http::Response::new(
                        ::williw_workers::http::StatusCode::ACCEPTED,
                    )
                }
            }
        }
    }

    /// The errors of `POST /accounts/{account}/pay`.
    #[derive(Debug)]
    pub enum PayError {
        /// 400 `invalid_request`: what the spec alone could not check.
        Invalid(::williw_workers::http::Violations),
        /// 500 or 503: trouble with the database that no other variant tells.
        Database(::williw_workers::d1::D1Error),
        /// 500: what should not happen. The text goes to the log only.
        Internal(::std::string::String),
    }

    #[automatically_derived]
    impl ::core::convert::From<::williw_workers::d1::D1Error> for PayError {
        fn from(error: ::williw_workers::d1::D1Error) -> Self {
            Self::Database(error)
        }
    }

    #[automatically_derived]
    impl ::core::convert::From<::williw_workers::http::Violations> for PayError {
        fn from(violations: ::williw_workers::http::Violations) -> Self {
            Self::Invalid(violations)
        }
    }

    #[automatically_derived]
    impl ::core::convert::From<PayError> for ::williw_workers::http::Failure {
        fn from(error: PayError) -> Self {
            match error {
                PayError::Invalid(violations) => violations.into(),
                PayError::Database(error) => error.into(),
                PayError::Internal(reason) => Self::internal(reason),
            }
        }
    }

    /// The errors of `DELETE /accounts`.
    #[derive(Debug)]
    pub enum CloseError {
        /// 400 `invalid_request`: what the spec alone could not check.
        Invalid(::williw_workers::http::Violations),
        /// 500 or 503: trouble with the database that no other variant tells.
        Database(::williw_workers::d1::D1Error),
        /// 500: what should not happen. The text goes to the log only.
        Internal(::std::string::String),
    }

    #[automatically_derived]
    impl ::core::convert::From<::williw_workers::d1::D1Error> for CloseError {
        fn from(error: ::williw_workers::d1::D1Error) -> Self {
            Self::Database(error)
        }
    }

    #[automatically_derived]
    impl ::core::convert::From<::williw_workers::http::Violations> for CloseError {
        fn from(violations: ::williw_workers::http::Violations) -> Self {
            Self::Invalid(violations)
        }
    }

    #[automatically_derived]
    impl ::core::convert::From<CloseError> for ::williw_workers::http::Failure {
        fn from(error: CloseError) -> Self {
            match error {
                CloseError::Invalid(violations) => violations.into(),
                CloseError::Database(error) => error.into(),
                CloseError::Internal(reason) => Self::internal(reason),
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
                router::Endpoint::AccountsByAccountPay(__path_0),
            ) => {
                match request.method {
                    ::williw_workers::http::Method::POST => {
                        ::williw_workers::http::exchange::note_route("pay");
                        __handle_pay(service, cx, request, query, __path_0).await
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
            ::core::option::Option::Some(router::Endpoint::Accounts) => {
                match request.method {
                    ::williw_workers::http::Method::DELETE => {
                        ::williw_workers::http::exchange::note_route("close");
                        __handle_close(service, cx, request, query).await
                    }
                    ::williw_workers::http::Method::OPTIONS => {
                        ::core::result::Result::Ok(
                            ::williw_workers::http::Response::options("DELETE, OPTIONS"),
                        )
                    }
                    _ => {
                        ::core::result::Result::Err(
                            ::williw_workers::http::Failure::method_not_allowed(
                                "DELETE, OPTIONS",
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
                        realm: "bank",
                        signature: ::core::option::Option::Some(&__RULES),
                        bearer: true,
                    },
                    request,
                ),
        )
    }
    const __KEYS: ::williw_workers::http::idempotency::KeyTable = ::williw_workers::http::idempotency::KeyTable {
        name: "Keys",
        find: "SELECT body_sha256 AS body_sha256, status AS status, reply AS reply, created_at AS created_at FROM Keys WHERE scope = ?1 AND idempotency_key = ?2",
        insert: "INSERT INTO Keys (scope, idempotency_key, body_sha256, status, reply, created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        forget: "DELETE FROM Keys WHERE scope = ?1 AND idempotency_key = ?2 AND created_at <= ?3",
        keep_ms: 86400000,
    };

    async fn __handle_pay<S: Api + super::Callers>(
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
        let __caller = __user_or_admin(
                service,
                cx,
                request,
                ::core::option::Option::None,
            )
            .await?;
        let mut __out = ::williw_workers::http::Violations::default();
        let __p_account = ::williw_workers::http::query::path(
            "account",
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
        let __body = match request.json_body()? {
            ::core::option::Option::Some(__bytes) => {
                ::williw_workers::http::json::read_body::<
                    super::types::Payment,
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
        let __key = ::williw_workers::http::idempotency::Key::of(request, &mut __out);
        let __path = (|| ::core::option::Option::Some(PayPath {
            account: __p_account?,
        }))();
        let (
            true,
            ::core::option::Option::Some(__path),
            ::core::option::Option::Some(__body),
            ::core::option::Option::Some(__key),
        ) = (__out.is_empty(), __path, __body, __key) else {
            return ::core::result::Result::Err(__out.into());
        };
        const __ONCE: ::williw_workers::http::idempotency::Once = ::williw_workers::http::idempotency::Once {
            route: "pay",
            parameters: true,
            table: &__KEYS,
        };
        let __caller_key = match &__caller {
            super::callers::UserOrAdmin::User(__one) => {
                ("user", ::core::option::Option::Some(__one.id.as_str()))
            }
            super::callers::UserOrAdmin::Admin(_) => {
                ("admin", ::core::option::Option::None)
            }
        };
        let __begun = ::williw_workers::http::idempotency::begin(
                &cx.db,
                &__ONCE,
                __key,
                __caller_key,
                request,
                cx.clock.now(),
                ::williw_workers::http::Reply::into_response,
            )
            .await?;
        let __commit = match __begun {
            ::williw_workers::http::idempotency::Begun::Answered(__response) => {
                return ::core::result::Result::Ok(__response);
            }
            ::williw_workers::http::idempotency::Begun::New(__commit) => __commit,
        };
        let __refused = __commit.refused();
        match service.pay(cx.reads(), __caller, __path, __body, __commit).await {
            ::core::result::Result::Ok(__committed) => __committed.into_response(),
            ::core::result::Result::Err(__error) => __refused.tell(__error.into()).await,
        }
    }

    async fn __handle_close<S: Api + super::Callers>(
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
        let __key = ::williw_workers::http::idempotency::Key::of(request, &mut __out);
        let (true, ::core::option::Option::Some(__key)) = (__out.is_empty(), __key) else {
            return ::core::result::Result::Err(__out.into());
        };
        const __ONCE: ::williw_workers::http::idempotency::Once = ::williw_workers::http::idempotency::Once {
            route: "close",
            parameters: false,
            table: &__KEYS,
        };
        let __caller_key = ("anyone", ::core::option::Option::None);
        let __begun = ::williw_workers::http::idempotency::begin(
                &cx.db,
                &__ONCE,
                __key,
                __caller_key,
                request,
                cx.clock.now(),
                |()| ::williw_workers::http::Response::new(
                    ::williw_workers::http::StatusCode::NO_CONTENT,
                ),
            )
            .await?;
        let __commit = match __begun {
            ::williw_workers::http::idempotency::Begun::Answered(__response) => {
                return ::core::result::Result::Ok(__response);
            }
            ::williw_workers::http::idempotency::Begun::New(__commit) => __commit,
        };
        let __refused = __commit.refused();
        match service.close(cx.reads(), __caller, __commit).await {
            ::core::result::Result::Ok(__committed) => __committed.into_response(),
            ::core::result::Result::Err(__error) => __refused.tell(__error.into()).await,
        }
    }

    /// From a path to its endpoint.
    mod router {
        /// Which path of the route table a request's path is; the fields are its parameters, still percent-encoded.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Endpoint<'p> {
            /// `/accounts/{account}/pay`
            AccountsByAccountPay(&'p str),
            /// `/accounts`
            Accounts,
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
            if let Some(rest) = rest.strip_prefix("/accounts") {
                if rest.is_empty() {
                    return Some(Endpoint::Accounts);
                }
                if let Some(rest) = rest.strip_prefix("/") {
                    if let Some((p0, rest)) = segment(rest) {
                        if rest == "/pay" {
                            return Some(Endpoint::AccountsByAccountPay(p0));
                        }
                    }
                }
            }
            None
        }
    }
}

/// What a handler reaches the world through.
#[derive(Clone)]
pub struct Cx {
    /// The clock.
    pub clock: ::williw_workers::WorkersClock,
    /// The database `DB`.
    pub db: ::williw_workers::d1::D1Database,
    /// The variables.
    pub vars: Vars,
    /// The secrets.
    pub secrets: Secrets,
    /// The host.
    pub host: ::std::rc::Rc<dyn ::williw_workers::driver::Host>,
    __reads: ::std::rc::Rc<ReadCx>,
}

impl Cx {
    fn __start(
        host: ::std::rc::Rc<dyn ::williw_workers::driver::Host>,
    ) -> ::core::result::Result<Self, ::williw_workers::driver::StartError> {
        let mut __starter = ::williw_workers::start::Starter::new(&host);
        let db = __starter.d1("DB");
        let __vars = Vars::__start(&mut __starter);
        let __secrets = Secrets::__start(&mut __starter);
        let __cx = (|| ::core::option::Option::Some(Self {
            clock: ::williw_workers::WorkersClock::from_source(host.clock()),
            __reads: ::std::rc::Rc::new(ReadCx {
                clock: ::williw_workers::WorkersClock::from_source(host.clock()),
                db: ::williw_workers::d1::ReadDatabase::new(
                    ::core::clone::Clone::clone(db.as_ref()?),
                ),
                vars: ::core::clone::Clone::clone(__vars.as_ref()?),
                secrets: ::core::clone::Clone::clone(__secrets.as_ref()?),
                __host: ::std::rc::Rc::clone(&host),
            }),
            db: db?,
            vars: __vars?,
            secrets: __secrets?,
            host: ::std::rc::Rc::clone(&host),
        }))();
        __starter.finish(__cx)
    }

    /// Fills the bytes with randomness, fit for keys.
    pub fn random(&self, bytes: &mut [u8]) {
        self.host.random(bytes);
    }
}

/// What a handler reaches the world through whose route demands an `Idempotency-Key`: nothing that writes.
#[derive(Clone)]
pub struct ReadCx {
    /// The clock.
    pub clock: ::williw_workers::WorkersClock,
    /// The database `DB`, for reading.
    pub db: ::williw_workers::d1::ReadDatabase,
    /// The variables.
    pub vars: Vars,
    /// The secrets.
    pub secrets: Secrets,
    __host: ::std::rc::Rc<dyn ::williw_workers::driver::Host>,
}

impl ReadCx {
    /// Fills the bytes with randomness, fit for keys.
    pub fn random(&self, bytes: &mut [u8]) {
        self.__host.random(bytes);
    }

    /// Writes a line to the log.
    pub fn log(
        &self,
        level: ::williw_workers::driver::Level,
        line: &::core::primitive::str,
    ) {
        self.__host.log(level, line);
    }
}

impl ::core::fmt::Debug for ReadCx {
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        f.debug_struct("ReadCx").field("vars", &self.vars).finish_non_exhaustive()
    }
}

impl Cx {
    /// The same, for code that only reads.
    pub fn reads(&self) -> &ReadCx {
        &self.__reads
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
    name: "bank",
    d1: &[
        ::williw_workers::driver::D1Manifest {
            binding: "DB",
            schema: &[
                "CREATE TABLE \"Keys\" (\n    scope TEXT NOT NULL,\n    idempotency_key TEXT NOT NULL,\n    body_sha256 BLOB NOT NULL,\n    status INTEGER,\n    reply TEXT,\n    created_at INTEGER NOT NULL,\n    PRIMARY KEY (scope, idempotency_key)\n)",
            ],
            migrations: &[],
        },
    ],
    kv: &[],
    objects: &[],
    crons: &[],
    routes: &[
        ::williw_workers::driver::RouteManifest {
            name: "pay",
            method: "POST",
            path: "/accounts/{account}/pay",
            caller: &["user", "admin"],
        },
        ::williw_workers::driver::RouteManifest {
            name: "close",
            method: "DELETE",
            path: "/accounts",
            caller: &["anyone"],
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
