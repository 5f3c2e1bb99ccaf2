/// The vocabulary: `types.toml`.
pub mod types {
    /// `DeviceId`: text of 0 to 64 characters.
    #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub struct DeviceId(::std::string::String);
    impl DeviceId {
        const RULES: ::williw_workers::http::text::TextRules = ::williw_workers::http::text::TextRules {
            min_len: 0,
            max_len: 64,
            pattern: ::core::option::Option::None,
            parse_with: ::core::option::Option::None,
        };
    }

    ::williw_workers::__text_type!(DeviceId);
    /// `Key`: text of 0 to 64 characters.
    #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub struct Key(::std::string::String);
    impl Key {
        const RULES: ::williw_workers::http::text::TextRules = ::williw_workers::http::text::TextRules {
            min_len: 0,
            max_len: 64,
            pattern: ::core::option::Option::None,
            parse_with: ::core::option::Option::None,
        };
    }

    ::williw_workers::__text_type!(Key);
    /// `Device`: a JSON object.
    #[derive(
        Clone,
        Debug,
        PartialEq,
        ::williw_workers::__private_0_1_0::serde::Serialize,
        ::williw_workers::__private_0_1_0::serde::Deserialize,
    )]
    #[serde(crate = "::williw_workers::__private_0_1_0::serde")]
    pub struct Device {
        pub id: DeviceId,
        pub key: Key,
    }

    #[automatically_derived]
    impl ::williw_workers::__private_0_1_0::FromJson for Device {
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
            let __f_id = ::williw_workers::http::json::required(
                &mut __members,
                "id",
                __at,
                __out,
                <DeviceId as ::williw_workers::__private_0_1_0::FromJson>::from_json,
            );
            let __f_key = ::williw_workers::http::json::required(
                &mut __members,
                "key",
                __at,
                __out,
                <Key as ::williw_workers::__private_0_1_0::FromJson>::from_json,
            );
            ::williw_workers::http::json::nothing_else(
                &__members,
                &["id", "key"],
                __at,
                __out,
            );
            ::core::option::Option::Some(Self { id: __f_id?, key: __f_key? })
        }
    }
}

/// The database: `schema.sql`.
pub mod db {
    /// A row of the table `devices`.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Device {
        /// `devices.id TEXT`
        pub id: super::types::DeviceId,
        /// `devices."key" TEXT`
        pub key: super::types::Key,
    }

    #[automatically_derived]
    impl ::williw_workers::d1::FromRow for Device {
        fn from_row(
            __row: &mut ::williw_workers::d1::Row<'_>,
        ) -> ::core::result::Result<Self, ::williw_workers::d1::DecodeError> {
            ::core::result::Result::Ok(Self {
                id: __row.next("id")?,
                key: __row.next("key")?,
            })
        }
    }

    #[automatically_derived]
    impl ::williw_workers::d1::TableRow for Device {
        const SELECT: ::core::option::Option<&'static str> = ::core::option::Option::Some(
            "SELECT id, \"key\"",
        );
    }

    /// What a new row of `devices` is given.
    #[derive(Clone, Debug, PartialEq)]
    pub struct DeviceInsert {
        pub id: super::types::DeviceId,
        pub key: super::types::Key,
    }

    /// What an update of `devices` sets: at least one column.
    #[derive(Clone, Debug)]
    #[must_use]
    pub struct DevicePatch<State = ::williw_workers::d1::NonEmpty> {
        sets: ::williw_workers::d1::Sets<State>,
    }

    impl DevicePatch<::williw_workers::d1::Empty> {
        /// Nothing yet: an update does not take it before a column is set.
        #[allow(clippy::new_without_default)]
        pub fn new() -> Self {
            DevicePatch {
                sets: ::williw_workers::d1::Sets::new(),
            }
        }
    }

    impl<State> DevicePatch<State> {
        /// Sets `key`.
        pub fn key(self, value: super::types::Key) -> DevicePatch {
            DevicePatch {
                sets: self.sets.set("\"key\" = ?", &value),
            }
        }
    }

    /// Statements of `devices`.
    pub mod devices {
        const COLUMNS: &[&str] = &["id", "key"];

        /// The row of `devices` with this key.
        pub fn get(
            id: &super::super::types::DeviceId,
        ) -> ::williw_workers::d1::ReadQuery<::core::option::Option<super::Device>> {
            ::williw_workers::d1::Query::read(
                "SELECT id, \"key\" FROM devices WHERE id = ?1",
                ::std::vec::Vec::from([::williw_workers::d1::Column::encode(id)]),
                COLUMNS,
            )
        }

        /// Changes the row of `devices` with this key.
        pub fn update(
            id: &super::super::types::DeviceId,
            patch: super::DevicePatch,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Changes> {
            let (__sql, __params) = patch
                .sets
                .update(
                    "UPDATE devices SET ",
                    " WHERE id = ?",
                    [::williw_workers::d1::Column::encode(id)],
                );
            ::williw_workers::d1::Query::write(__sql, __params, &[])
        }

        /// The same, returning the changed row.
        pub fn update_returning(
            id: &super::super::types::DeviceId,
            patch: super::DevicePatch,
        ) -> ::williw_workers::d1::Query<::core::option::Option<super::Device>> {
            let (__sql, __params) = patch
                .sets
                .update(
                    "UPDATE devices SET ",
                    " WHERE id = ? RETURNING id, \"key\"",
                    [::williw_workers::d1::Column::encode(id)],
                );
            ::williw_workers::d1::Query::write(__sql, __params, COLUMNS)
        }

        /// Deletes the row of `devices` with this key.
        pub fn delete(
            id: &super::super::types::DeviceId,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Changes> {
            ::williw_workers::d1::Query::write(
                "DELETE FROM devices WHERE id = ?1",
                ::std::vec::Vec::from([::williw_workers::d1::Column::encode(id)]),
                &[],
            )
        }

        fn __given(
            row: super::DeviceInsert,
        ) -> ::std::vec::Vec<::williw_workers::d1::Value> {
            ::std::vec::Vec::from([
                ::williw_workers::d1::Column::encode(&row.id),
                ::williw_workers::d1::Column::encode(&row.key),
            ])
        }

        /// Adds a row to `devices`.
        pub fn insert(
            row: super::DeviceInsert,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Changes> {
            ::williw_workers::d1::Query::write(
                "INSERT INTO devices (id, \"key\") VALUES (?1, ?2)",
                __given(row),
                &[],
            )
        }

        /// Adds a row to `devices`, and returns it as it was stored.
        pub fn insert_returning(
            row: super::DeviceInsert,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Executed<super::Device>> {
            ::williw_workers::d1::Query::write(
                "INSERT INTO devices (id, \"key\") VALUES (?1, ?2) RETURNING id, \"key\"",
                __given(row),
                COLUMNS,
            )
        }

        /// Adds a row to `devices`, or overwrites the one with the same key.
        pub fn upsert(
            row: super::DeviceInsert,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Changes> {
            ::williw_workers::d1::Query::write(
                "INSERT INTO devices (id, \"key\") VALUES (?1, ?2) ON CONFLICT (id) DO UPDATE SET \"key\" = excluded.\"key\"",
                __given(row),
                &[],
            )
        }

        /// Adds rows to `devices`: all or none, 50 with each statement.
        pub fn insert_many(
            rows: impl ::core::iter::IntoIterator<Item = super::DeviceInsert>,
        ) -> ::williw_workers::d1::Bulk<::williw_workers::d1::Changes> {
            ::williw_workers::__bulk_insert!(
                "INSERT INTO devices (id, \"key\") VALUES ", "(?, ?)", 50, ""
            )
                .changes(::core::iter::IntoIterator::into_iter(rows).map(__given))
        }

        /// The same, returning the rows as they were stored, in this order.
        pub fn insert_many_returning(
            rows: impl ::core::iter::IntoIterator<Item = super::DeviceInsert>,
        ) -> ::williw_workers::d1::Bulk<::std::vec::Vec<super::Device>> {
            ::williw_workers::__bulk_insert!(
                "INSERT INTO devices (id, \"key\") VALUES ", "(?, ?)", 50,
                " RETURNING id, \"key\""
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
            pub id: super::super::types::DeviceId,
        }

        #[automatically_derived]
        impl ::williw_workers::d1::Key for Key {
            type Row = super::Device;
            fn of(row: &Self::Row) -> ::core::option::Option<Self> {
                ::core::option::Option::Some(Self {
                    id: ::core::clone::Clone::clone(&row.id),
                })
            }
        }

        /// A page of rows in the order of `id`.
        pub fn page(
            page: ::williw_workers::d1::PageRequest<Key>,
        ) -> ::williw_workers::d1::ReadQuery<::williw_workers::d1::Page<Key>> {
            ::williw_workers::d1::Query::keyset(
                &::williw_workers::d1::Keyset {
                    ascending: "SELECT id, \"key\" FROM devices ORDER BY id LIMIT ?1",
                    ascending_after: "SELECT id, \"key\" FROM devices WHERE id > ?1 ORDER BY id LIMIT ?2",
                    descending: "SELECT id, \"key\" FROM devices ORDER BY id DESC LIMIT ?1",
                    descending_after: "SELECT id, \"key\" FROM devices WHERE id < ?1 ORDER BY id DESC LIMIT ?2",
                },
                [],
                page,
                |after| [::williw_workers::d1::Column::encode(&after.id)],
                COLUMNS,
            )
        }

        /// The table's columns as types; `#[derive(Row)]` checks its fields against them.
        #[allow(non_camel_case_types)]
        pub mod columns {
            ::williw_workers::__column!(
                super::super::Device, id : super::super::super::types::DeviceId, "id",
                "id"
            );
            ::williw_workers::__column!(
                super::super::Device, key : super::super::super::types::Key, "key",
                "\"key\""
            );
        }
    }
}

/// Who calls: `[auth]` of `routes.toml`.
pub mod callers {
    /// A device signs.
    ///
    /// `device`: its signature was verified.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Device {
        /// The `keyid` of the signature.
        pub id: super::types::DeviceId,
    }

    /// `admin`: whoever knows the secret `ADMIN_TOKEN`.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct Admin;
    /// `auditor`: whoever knows the secret `AUDIT_TOKEN`.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct Auditor;
    /// Nobody: the spec does not say how one shows to be `node`.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum Node {}
    /// A verified caller: `device` or `admin`.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub enum DeviceOrAdmin {
        Device(Device),
        Admin(Admin),
    }
    pub(super) enum __Known {
        Device(Device),
        Admin(Admin),
        Auditor(Auditor),
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
        /// The key is in the body.
        ///
        /// `PUT /devices`
        async fn register(
            &self,
            cx: &super::Cx,
            caller: super::callers::DeviceOrAdmin,
            body: super::types::Device,
        ) -> ::core::result::Result<(), RegisterError>;
        /// `GET /devices/me`
        async fn me(
            &self,
            cx: &super::Cx,
            caller: super::callers::Device,
        ) -> ::core::result::Result<super::types::Device, MeError>;
        /// `GET /audit`
        async fn audit(
            &self,
            cx: &super::Cx,
            caller: super::callers::Auditor,
        ) -> ::core::result::Result<::williw_workers::http::Html, AuditError>;
        /// `GET /health`
        async fn health(
            &self,
            cx: &super::Cx,
            caller: super::callers::Anyone,
        ) -> ::core::result::Result<(), HealthError>;
        /// Nobody can be a `node` here.
        ///
        /// `GET /nobody/{id}`
        async fn nobody(
            &self,
            cx: &super::Cx,
            caller: super::callers::Node,
            path: NobodyPath,
        ) -> ::core::result::Result<(), NobodyError>;
    }

    /// The errors of `PUT /devices`.
    #[derive(Debug)]
    pub enum RegisterError {
        /// 400 `invalid_request`: what the spec alone could not check.
        Invalid(::williw_workers::http::Violations),
        /// 500 or 503: trouble with the database that no other variant tells.
        Database(::williw_workers::d1::D1Error),
        /// 500: what should not happen. The text goes to the log only.
        Internal(::std::string::String),
    }

    #[automatically_derived]
    impl ::core::convert::From<::williw_workers::d1::D1Error> for RegisterError {
        fn from(error: ::williw_workers::d1::D1Error) -> Self {
            Self::Database(error)
        }
    }

    #[automatically_derived]
    impl ::core::convert::From<::williw_workers::http::Violations> for RegisterError {
        fn from(violations: ::williw_workers::http::Violations) -> Self {
            Self::Invalid(violations)
        }
    }

    #[automatically_derived]
    impl ::core::convert::From<RegisterError> for ::williw_workers::http::Failure {
        fn from(error: RegisterError) -> Self {
            match error {
                RegisterError::Invalid(violations) => violations.into(),
                RegisterError::Database(error) => error.into(),
                RegisterError::Internal(reason) => Self::internal(reason),
            }
        }
    }

    /// The errors of `GET /devices/me`.
    #[derive(Debug)]
    pub enum MeError {
        /// 400 `invalid_request`: what the spec alone could not check.
        Invalid(::williw_workers::http::Violations),
        /// 500 or 503: trouble with the database that no other variant tells.
        Database(::williw_workers::d1::D1Error),
        /// 500: what should not happen. The text goes to the log only.
        Internal(::std::string::String),
    }

    #[automatically_derived]
    impl ::core::convert::From<::williw_workers::d1::D1Error> for MeError {
        fn from(error: ::williw_workers::d1::D1Error) -> Self {
            Self::Database(error)
        }
    }

    #[automatically_derived]
    impl ::core::convert::From<::williw_workers::http::Violations> for MeError {
        fn from(violations: ::williw_workers::http::Violations) -> Self {
            Self::Invalid(violations)
        }
    }

    #[automatically_derived]
    impl ::core::convert::From<MeError> for ::williw_workers::http::Failure {
        fn from(error: MeError) -> Self {
            match error {
                MeError::Invalid(violations) => violations.into(),
                MeError::Database(error) => error.into(),
                MeError::Internal(reason) => Self::internal(reason),
            }
        }
    }

    /// The errors of `GET /audit`.
    #[derive(Debug)]
    pub enum AuditError {
        /// 400 `invalid_request`: what the spec alone could not check.
        Invalid(::williw_workers::http::Violations),
        /// 500 or 503: trouble with the database that no other variant tells.
        Database(::williw_workers::d1::D1Error),
        /// 500: what should not happen. The text goes to the log only.
        Internal(::std::string::String),
    }

    #[automatically_derived]
    impl ::core::convert::From<::williw_workers::d1::D1Error> for AuditError {
        fn from(error: ::williw_workers::d1::D1Error) -> Self {
            Self::Database(error)
        }
    }

    #[automatically_derived]
    impl ::core::convert::From<::williw_workers::http::Violations> for AuditError {
        fn from(violations: ::williw_workers::http::Violations) -> Self {
            Self::Invalid(violations)
        }
    }

    #[automatically_derived]
    impl ::core::convert::From<AuditError> for ::williw_workers::http::Failure {
        fn from(error: AuditError) -> Self {
            match error {
                AuditError::Invalid(violations) => violations.into(),
                AuditError::Database(error) => error.into(),
                AuditError::Internal(reason) => Self::internal(reason),
            }
        }
    }

    /// The errors of `GET /health`.
    #[derive(Debug)]
    pub enum HealthError {
        /// 400 `invalid_request`: what the spec alone could not check.
        Invalid(::williw_workers::http::Violations),
        /// 500 or 503: trouble with the database that no other variant tells.
        Database(::williw_workers::d1::D1Error),
        /// 500: what should not happen. The text goes to the log only.
        Internal(::std::string::String),
    }

    #[automatically_derived]
    impl ::core::convert::From<::williw_workers::d1::D1Error> for HealthError {
        fn from(error: ::williw_workers::d1::D1Error) -> Self {
            Self::Database(error)
        }
    }

    #[automatically_derived]
    impl ::core::convert::From<::williw_workers::http::Violations> for HealthError {
        fn from(violations: ::williw_workers::http::Violations) -> Self {
            Self::Invalid(violations)
        }
    }

    #[automatically_derived]
    impl ::core::convert::From<HealthError> for ::williw_workers::http::Failure {
        fn from(error: HealthError) -> Self {
            match error {
                HealthError::Invalid(violations) => violations.into(),
                HealthError::Database(error) => error.into(),
                HealthError::Internal(reason) => Self::internal(reason),
            }
        }
    }

    /// The path of `GET /nobody/{id}`.
    #[derive(Clone, Debug, PartialEq)]
    pub struct NobodyPath {
        /// `id`.
        pub id: super::types::DeviceId,
    }

    /// The errors of `GET /nobody/{id}`.
    #[derive(Debug)]
    pub enum NobodyError {
        /// 400 `invalid_request`: what the spec alone could not check.
        Invalid(::williw_workers::http::Violations),
        /// 500 or 503: trouble with the database that no other variant tells.
        Database(::williw_workers::d1::D1Error),
        /// 500: what should not happen. The text goes to the log only.
        Internal(::std::string::String),
    }

    #[automatically_derived]
    impl ::core::convert::From<::williw_workers::d1::D1Error> for NobodyError {
        fn from(error: ::williw_workers::d1::D1Error) -> Self {
            Self::Database(error)
        }
    }

    #[automatically_derived]
    impl ::core::convert::From<::williw_workers::http::Violations> for NobodyError {
        fn from(violations: ::williw_workers::http::Violations) -> Self {
            Self::Invalid(violations)
        }
    }

    #[automatically_derived]
    impl ::core::convert::From<NobodyError> for ::williw_workers::http::Failure {
        fn from(error: NobodyError) -> Self {
            match error {
                NobodyError::Invalid(violations) => violations.into(),
                NobodyError::Database(error) => error.into(),
                NobodyError::Internal(reason) => Self::internal(reason),
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
                ::core::option::Option::Some(&cx.__cors),
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
            ::core::option::Option::Some(router::Endpoint::Devices) => {
                match request.method {
                    ::williw_workers::http::Method::PUT => {
                        ::williw_workers::http::exchange::note_route("register");
                        __handle_register(service, cx, request, query).await
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
            ::core::option::Option::Some(router::Endpoint::DevicesMe) => {
                match request.method {
                    ::williw_workers::http::Method::GET
                    | ::williw_workers::http::Method::HEAD => {
                        ::williw_workers::http::exchange::note_route("me");
                        __handle_me(service, cx, request, query).await
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
            ::core::option::Option::Some(router::Endpoint::Audit) => {
                match request.method {
                    ::williw_workers::http::Method::GET
                    | ::williw_workers::http::Method::HEAD => {
                        ::williw_workers::http::exchange::note_route("audit");
                        __handle_audit(service, cx, request, query).await
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
            ::core::option::Option::Some(router::Endpoint::Health) => {
                match request.method {
                    ::williw_workers::http::Method::GET
                    | ::williw_workers::http::Method::HEAD => {
                        ::williw_workers::http::exchange::note_route("health");
                        __handle_health(service, cx, request, query).await
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
            ::core::option::Option::Some(router::Endpoint::NobodyById(__path_0)) => {
                match request.method {
                    ::williw_workers::http::Method::GET
                    | ::williw_workers::http::Method::HEAD => {
                        ::williw_workers::http::exchange::note_route("nobody");
                        __handle_nobody(service, cx, request, query, __path_0).await
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
    const __RULES: ::williw_workers::http::auth::SignatureRules = ::williw_workers::http::auth::SignatureRules {
        time_header: ::core::option::Option::Some("x-sent-at"),
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
            if let ::core::option::Option::Some(__id) = request
                .headers
                .get("x-device-id")
            {
                let __id = super::types::DeviceId::parse(__id)
                    .map_err(|_| ::williw_workers::http::auth::AuthError::unknown_key())?;
                __RULES.check_time(request, cx.clock.now())?;
                ::williw_workers::http::exchange::note_caller("device");
                ::williw_workers::http::limits::check(&cx.device_limit, __id.as_str())
                    .await?;
                return ::core::result::Result::Ok(
                    ::core::option::Option::Some(
                        super::callers::__Known::Device(super::callers::Device {
                            id: __id,
                        }),
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
            let __id = super::types::DeviceId::parse(__signed.key_id.as_str())
                .map_err(|_| ::williw_workers::http::auth::AuthError::unknown_key())?;
            let __key = match presented {
                ::core::option::Option::None => service.device_key(cx, &__id).await?,
                __presented => __presented,
            };
            let __key = __key
                .ok_or_else(::williw_workers::http::auth::AuthError::unknown_key)?;
            __signed.verify(&__key)?;
            if !service
                .device_nonce(
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
            ::williw_workers::http::exchange::note_caller("device");
            if presented.is_none() {
                ::williw_workers::http::limits::check(&cx.device_limit, __id.as_str())
                    .await?;
            }
            return ::core::result::Result::Ok(
                ::core::option::Option::Some(
                    super::callers::__Known::Device(super::callers::Device { id: __id }),
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
        match ::williw_workers::http::auth::bearer(
            request,
            cx.secrets.audit_token.as_ref(),
        ) {
            ::core::result::Result::Ok(::core::option::Option::Some(())) => {
                ::williw_workers::http::exchange::note_caller("auditor");
                return ::core::result::Result::Ok(
                    ::core::option::Option::Some(
                        super::callers::__Known::Auditor(super::callers::Auditor),
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

    async fn __device_or_admin<S: super::Callers>(
        service: &S,
        cx: &super::Cx,
        request: &::williw_workers::http::Request,
        presented: ::core::option::Option<::williw_workers::http::auth::PublicKeyBytes>,
    ) -> ::core::result::Result<
        super::callers::DeviceOrAdmin,
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
                ::core::option::Option::Some(super::callers::__Known::Device(__caller)),
            ) => {
                return ::core::result::Result::Ok(
                    super::callers::DeviceOrAdmin::Device(__caller),
                );
            }
            ::core::result::Result::Ok(
                ::core::option::Option::Some(super::callers::__Known::Admin(__caller)),
            ) => {
                return ::core::result::Result::Ok(
                    super::callers::DeviceOrAdmin::Admin(__caller),
                );
            }
            ::core::result::Result::Ok(::core::option::Option::Some(_)) => {
                ::williw_workers::http::auth::AuthError::NotAllowed.into()
            }
            ::core::result::Result::Ok(::core::option::Option::None) => {
                ::williw_workers::http::auth::AuthError::Missing.into()
            }
            ::core::result::Result::Err(__refusal) => __refusal,
        };
        if __refusal.is_unknown() {
            __unknown(cx, request).await?;
        }
        ::core::result::Result::Err(
            __refusal
                .into_failure(
                    &::williw_workers::http::auth::Challenge {
                        realm: "devices",
                        signature: ::core::option::Option::Some(&__RULES),
                        bearer: true,
                    },
                    request,
                ),
        )
    }

    async fn __device<S: super::Callers>(
        service: &S,
        cx: &super::Cx,
        request: &::williw_workers::http::Request,
        presented: ::core::option::Option<::williw_workers::http::auth::PublicKeyBytes>,
    ) -> ::core::result::Result<
        super::callers::Device,
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
                ::core::option::Option::Some(super::callers::__Known::Device(__caller)),
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
        if __refusal.is_unknown() {
            __unknown(cx, request).await?;
        }
        ::core::result::Result::Err(
            __refusal
                .into_failure(
                    &::williw_workers::http::auth::Challenge {
                        realm: "devices",
                        signature: ::core::option::Option::Some(&__RULES),
                        bearer: false,
                    },
                    request,
                ),
        )
    }

    async fn __auditor<S: super::Callers>(
        service: &S,
        cx: &super::Cx,
        request: &::williw_workers::http::Request,
        presented: ::core::option::Option<::williw_workers::http::auth::PublicKeyBytes>,
    ) -> ::core::result::Result<
        super::callers::Auditor,
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
                ::core::option::Option::Some(super::callers::__Known::Auditor(__caller)),
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
        if __refusal.is_unknown() {
            __unknown(cx, request).await?;
        }
        ::core::result::Result::Err(
            __refusal
                .into_failure(
                    &::williw_workers::http::auth::Challenge {
                        realm: "devices",
                        signature: ::core::option::Option::None,
                        bearer: true,
                    },
                    request,
                ),
        )
    }

    /// Counts a request of nobody in particular.
    async fn __unknown(
        cx: &super::Cx,
        request: &::williw_workers::http::Request,
    ) -> ::core::result::Result<(), ::williw_workers::http::Failure> {
        ::williw_workers::http::limits::check_ip(&cx.ip_limit, request).await
    }

    async fn __handle_register<S: Api + super::Callers>(
        service: &S,
        cx: &super::Cx,
        request: &::williw_workers::http::Request,
        query: &str,
    ) -> ::core::result::Result<
        ::williw_workers::http::Response,
        ::williw_workers::http::Failure,
    > {
        request.check_size()?;
        ::williw_workers::http::limits::check_ip(&cx.register_limit, request).await?;
        let mut __out = ::williw_workers::http::Violations::default();
        let __query = ::williw_workers::http::query::Query::parse(query, &mut __out);
        __query.nothing_else(&[], &mut __out);
        let __body = match request.json_body()? {
            ::core::option::Option::Some(__bytes) => {
                ::williw_workers::http::json::read_body::<
                    super::types::Device,
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
        let __caller = __device_or_admin(
                service,
                cx,
                request,
                ::core::option::Option::Some(service.device_presented_key(&__body.key)),
            )
            .await?;
        service.register(cx, __caller, __body).await?;
        ::core::result::Result::Ok(
            ::williw_workers::http::Response::new(
                ::williw_workers::http::StatusCode::NO_CONTENT,
            ),
        )
    }

    async fn __handle_me<S: Api + super::Callers>(
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
        let __caller = __device(service, cx, request, ::core::option::Option::None)
            .await?;
        let mut __out = ::williw_workers::http::Violations::default();
        let __query = ::williw_workers::http::query::Query::parse(query, &mut __out);
        __query.nothing_else(&[], &mut __out);
        let (true,) = (__out.is_empty(),) else {
            return ::core::result::Result::Err(__out.into());
        };
        let __reply = service.me(cx, __caller).await?;
        ::core::result::Result::Ok(
            ::williw_workers::http::Response::json(
                ::williw_workers::http::StatusCode::OK,
                &__reply,
            ),
        )
    }

    async fn __handle_audit<S: Api + super::Callers>(
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
        let __caller = __auditor(service, cx, request, ::core::option::Option::None)
            .await?;
        let mut __out = ::williw_workers::http::Violations::default();
        let __query = ::williw_workers::http::query::Query::parse(query, &mut __out);
        __query.nothing_else(&[], &mut __out);
        let (true,) = (__out.is_empty(),) else {
            return ::core::result::Result::Err(__out.into());
        };
        let __reply = service.audit(cx, __caller).await?;
        ::core::result::Result::Ok(
            ::williw_workers::http::Response::html(
                ::williw_workers::http::StatusCode::OK,
                __reply,
            ),
        )
    }

    async fn __handle_health<S: Api + super::Callers>(
        service: &S,
        cx: &super::Cx,
        request: &::williw_workers::http::Request,
        query: &str,
    ) -> ::core::result::Result<
        ::williw_workers::http::Response,
        ::williw_workers::http::Failure,
    > {
        request.check_size()?;
        __unknown(cx, request).await?;
        let __caller = super::callers::Anyone;
        let mut __out = ::williw_workers::http::Violations::default();
        let __query = ::williw_workers::http::query::Query::parse(query, &mut __out);
        __query.nothing_else(&[], &mut __out);
        let (true,) = (__out.is_empty(),) else {
            return ::core::result::Result::Err(__out.into());
        };
        service.health(cx, __caller).await?;
        ::core::result::Result::Ok(
            ::williw_workers::http::Response::new(
                ::williw_workers::http::StatusCode::NO_CONTENT,
            ),
        )
    }

    async fn __handle_nobody<S: Api + super::Callers>(
        service: &S,
        cx: &super::Cx,
        request: &::williw_workers::http::Request,
        query: &str,
        __path_0: &str,
    ) -> ::core::result::Result<
        ::williw_workers::http::Response,
        ::williw_workers::http::Failure,
    > {
        let _ = (service, cx, query, __path_0);
        __unknown(cx, request).await?;
        ::core::result::Result::Err(
            ::williw_workers::http::auth::AuthError::Missing
                .into_failure(
                    &::williw_workers::http::auth::Challenge {
                        realm: "devices",
                        signature: ::core::option::Option::None,
                        bearer: false,
                    },
                    request,
                ),
        )
    }

    /// From a path to its endpoint.
    mod router {
        /// Which path of the route table a request's path is; the fields are its parameters, still percent-encoded.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Endpoint<'p> {
            /// `/devices`
            Devices,
            /// `/devices/me`
            DevicesMe,
            /// `/audit`
            Audit,
            /// `/health`
            Health,
            /// `/nobody/{id}`
            NobodyById(&'p str),
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
                    [b'a', ..] => {
                        if rest == "audit" {
                            return Some(Endpoint::Audit);
                        }
                    }
                    [b'd', ..] => {
                        if let Some(rest) = rest.strip_prefix("devices") {
                            if rest.is_empty() {
                                return Some(Endpoint::Devices);
                            }
                            if rest == "/me" {
                                return Some(Endpoint::DevicesMe);
                            }
                        }
                    }
                    [b'h', ..] => {
                        if rest == "health" {
                            return Some(Endpoint::Health);
                        }
                    }
                    [b'n', ..] => {
                        if let Some(rest) = rest.strip_prefix("nobody/") {
                            if let Some((p0, rest)) = segment(rest) {
                                if rest.is_empty() {
                                    return Some(Endpoint::NobodyById(p0));
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

/// What a handler reaches the world through.
#[derive(Clone)]
pub struct Cx {
    /// The clock.
    pub clock: ::williw_workers::WorkersClock,
    /// The database `DB`.
    pub db: ::williw_workers::d1::D1Database,
    /// The rate limiter `DEVICE_LIMIT`: 60 calls in 60 seconds for each key.
    pub device_limit: ::williw_workers::rate_limit::RateLimiter,
    /// The rate limiter `IP_LIMIT`: 100 calls in 60 seconds for each key.
    pub ip_limit: ::williw_workers::rate_limit::RateLimiter,
    /// The rate limiter `REGISTER_LIMIT`: 10 calls in 60 seconds for each key.
    pub register_limit: ::williw_workers::rate_limit::RateLimiter,
    /// The variables.
    pub vars: Vars,
    /// The secrets.
    pub secrets: Secrets,
    /// The host.
    pub host: ::std::rc::Rc<dyn ::williw_workers::driver::Host>,
    __cors: ::williw_workers::http::cors::Cors,
}

impl Cx {
    fn __start(
        host: ::std::rc::Rc<dyn ::williw_workers::driver::Host>,
    ) -> ::core::result::Result<Self, ::williw_workers::driver::StartError> {
        let mut __starter = ::williw_workers::start::Starter::new(&host);
        let db = __starter.d1("DB");
        let device_limit = __starter
            .rate_limiter(::williw_workers::rate_limit::Rule {
                binding: "DEVICE_LIMIT",
                name: "device_limit",
                limit: 60u32,
                period_s: 60u32,
            });
        let ip_limit = __starter
            .rate_limiter(::williw_workers::rate_limit::Rule {
                binding: "IP_LIMIT",
                name: "ip_limit",
                limit: 100u32,
                period_s: 60u32,
            });
        let register_limit = __starter
            .rate_limiter(::williw_workers::rate_limit::Rule {
                binding: "REGISTER_LIMIT",
                name: "register_limit",
                limit: 10u32,
                period_s: 60u32,
            });
        let __vars = Vars::__start(&mut __starter);
        let __secrets = Secrets::__start(&mut __starter);
        let __cx = (|| ::core::option::Option::Some(Self {
            clock: ::williw_workers::WorkersClock::from_source(host.clock()),
            db: db?,
            device_limit: device_limit?,
            ip_limit: ip_limit?,
            register_limit: register_limit?,
            __cors: ::williw_workers::http::cors::Cors::new(
                    ::williw_workers::http::cors::Origins::parse(
                        &__vars.as_ref()?.origins,
                    ),
                    ::core::option::Option::Some(600u32),
                )
                .allowing(&["x-sent-at", "x-device-id"]),
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

/// The Worker's variables, checked when it started.
#[derive(Clone, Debug)]
pub struct Vars {
    /// `ORIGINS`.
    pub origins: ::std::string::String,
}

impl Vars {
    fn __start(
        __starter: &mut ::williw_workers::start::Starter<'_>,
    ) -> ::core::option::Option<Self> {
        let origins = __starter
            .var(
                "ORIGINS",
                ::core::option::Option::None,
                |__text| {
                    const RULES: ::williw_workers::http::text::TextRules = ::williw_workers::http::text::TextRules {
                        min_len: 0,
                        max_len: 4294967295,
                        pattern: ::core::option::Option::None,
                        parse_with: ::core::option::Option::None,
                    };
                    RULES.apply(::std::borrow::ToOwned::to_owned(__text))
                },
            );
        ::core::option::Option::Some(Self { origins: origins? })
    }
}

/// The Worker's secrets. They show in no `Debug` output.
#[derive(Clone, Debug)]
pub struct Secrets {
    /// `ADMIN_TOKEN`.
    pub admin_token: ::williw_workers::start::Secret,
    /// `AUDIT_TOKEN`.
    pub audit_token: ::core::option::Option<::williw_workers::start::Secret>,
}

impl Secrets {
    fn __start(
        __starter: &mut ::williw_workers::start::Starter<'_>,
    ) -> ::core::option::Option<Self> {
        let admin_token = __starter.secret("ADMIN_TOKEN");
        let audit_token = ::core::option::Option::Some(
            __starter.optional_secret("AUDIT_TOKEN"),
        );
        ::core::option::Option::Some(Self {
            admin_token: admin_token?,
            audit_token: audit_token?,
        })
    }
}

/// What the service knows of those who sign: it is asked before a handler runs.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not say with which keys requests are signed",
    note = "write `impl app::Callers for {Self}`"
)]
#[allow(async_fn_in_trait)]
pub trait Callers {
    /// The ed25519 public key that the `device` of this id signs with; `None`: there is no such.
    async fn device_key(
        &self,
        cx: &Cx,
        id: &types::DeviceId,
    ) -> ::core::result::Result<
        ::core::option::Option<::williw_workers::http::auth::PublicKeyBytes>,
        ::williw_workers::http::Failure,
    >;
    /// Remembers the nonce of a verified request of this `device` until then, and says whether it is new.
    /// It is 64 hex digits, which stand for the nonce and the key. It must be remembered for everybody: two
    /// requests with one nonce may come to two places at once.
    async fn device_nonce(
        &self,
        cx: &Cx,
        id: &types::DeviceId,
        nonce: &str,
        until: ::williw_workers::Timestamp,
    ) -> ::core::result::Result<bool, ::williw_workers::http::Failure>;
    /// The 32 bytes of a key that a request presents, which need not be a known `device`'s.
    fn device_presented_key(
        &self,
        key: &types::Key,
    ) -> ::williw_workers::http::auth::PublicKeyBytes;
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
    name: "devices",
    d1: &[
        ::williw_workers::driver::D1Manifest {
            binding: "DB",
            schema: &[
                "CREATE TABLE devices (id TEXT NOT NULL PRIMARY KEY, key TEXT NOT NULL)",
            ],
            migrations: &[],
        },
    ],
    kv: &[],
    objects: &[],
    crons: &[],
    routes: &[
        ::williw_workers::driver::RouteManifest {
            name: "register",
            method: "PUT",
            path: "/devices",
            caller: &["device", "admin"],
        },
        ::williw_workers::driver::RouteManifest {
            name: "me",
            method: "GET",
            path: "/devices/me",
            caller: &["device"],
        },
        ::williw_workers::driver::RouteManifest {
            name: "audit",
            method: "GET",
            path: "/audit",
            caller: &["auditor"],
        },
        ::williw_workers::driver::RouteManifest {
            name: "health",
            method: "GET",
            path: "/health",
            caller: &["anyone"],
        },
        ::williw_workers::driver::RouteManifest {
            name: "nobody",
            method: "GET",
            path: "/nobody/{id}",
            caller: &["node"],
        },
    ],
    ratelimits: &[
        ::williw_workers::driver::RateLimitManifest {
            name: "DEVICE_LIMIT",
            limit: 60u32,
            period_s: 60u32,
        },
        ::williw_workers::driver::RateLimitManifest {
            name: "IP_LIMIT",
            limit: 100u32,
            period_s: 60u32,
        },
        ::williw_workers::driver::RateLimitManifest {
            name: "REGISTER_LIMIT",
            limit: 10u32,
            period_s: 60u32,
        },
    ],
    vars: &["ORIGINS"],
    secrets: &["ADMIN_TOKEN", "AUDIT_TOKEN"],
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
