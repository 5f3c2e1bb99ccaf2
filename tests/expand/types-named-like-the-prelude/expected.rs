/// The vocabulary: `types.toml`.
pub mod types {
    /// `Result`: a JSON object.
    #[derive(
        Clone,
        Debug,
        PartialEq,
        ::williw_workers::__private_0_1_0::serde::Serialize,
        ::williw_workers::__private_0_1_0::serde::Deserialize,
    )]
    #[serde(crate = "::williw_workers::__private_0_1_0::serde")]
    pub struct Result {
        pub ok: ::std::vec::Vec<Ok>,
    }

    #[automatically_derived]
    impl ::williw_workers::__private_0_1_0::FromJson for Result {
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
            let __f_ok = ::williw_workers::http::json::required(
                &mut __members,
                "ok",
                __at,
                __out,
                |__v, __at, __out| ::williw_workers::http::json::list(
                    __v,
                    (0, 4294967295),
                    __at,
                    __out,
                    <Ok as ::williw_workers::__private_0_1_0::FromJson>::from_json,
                ),
            );
            ::williw_workers::http::json::nothing_else(&__members, &["ok"], __at, __out);
            ::core::option::Option::Some(Self { ok: __f_ok? })
        }
    }

    /// `Ok`: a JSON object.
    #[derive(
        Clone,
        Debug,
        PartialEq,
        ::williw_workers::__private_0_1_0::serde::Serialize,
        ::williw_workers::__private_0_1_0::serde::Deserialize,
    )]
    #[serde(crate = "::williw_workers::__private_0_1_0::serde")]
    pub struct Ok {
        #[serde(default, skip_serializing_if = "::core::option::Option::is_none")]
        pub some: ::core::option::Option<::std::string::String>,
    }

    #[automatically_derived]
    impl ::williw_workers::__private_0_1_0::FromJson for Ok {
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
            let __f_some = ::williw_workers::http::json::optional(
                &mut __members,
                "some",
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
                &["some"],
                __at,
                __out,
            );
            ::core::option::Option::Some(Self { some: __f_some? })
        }
    }

    /// `Option`: one of a few texts.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub enum Option {
        ///`some`
        Some,
        ///`none`
        None,
        ///`ok`
        Ok,
        ///`err`
        Err,
    }

    impl Option {
        /// Every value.
        pub const ALL: &'static [Self] = &[Self::Some, Self::None, Self::Ok, Self::Err];
        const KNOWN: &'static str = "`some`, `none`, `ok`, `err`";
        /// The value's text.
        pub const fn as_str(self) -> &'static str {
            match self {
                Self::Some => "some",
                Self::None => "none",
                Self::Ok => "ok",
                Self::Err => "err",
            }
        }
    }

    ::williw_workers::__enum_type!(Option, eq);
    /// `String`: text matching `[a-z]`.
    #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub struct String(::std::string::String);
    impl String {
        const RULES: ::williw_workers::http::text::TextRules = ::williw_workers::http::text::TextRules {
            min_len: 0,
            max_len: 4294967295,
            pattern: ::core::option::Option::Some(
                &::williw_workers::http::text::Pattern {
                    source: "[a-z]",
                    classes: b"\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
                    class_count: 2,
                    next: &[0, 0, 0, 2, 0, 0],
                    accepting: &[false, false, true],
                },
            ),
            parse_with: ::core::option::Option::None,
        };
    }

    ::williw_workers::__text_type!(String);
    /// `Vec`: a whole number from 0 to 9.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub struct Vec(i64);
    impl Vec {
        /// The smallest value.
        pub const MIN: Self = Self(0);
        /// The greatest value.
        pub const MAX: Self = Self(9);
    }

    ::williw_workers::__int_type!(Vec);
    /// `Some`: a JSON object.
    #[derive(
        Clone,
        Debug,
        PartialEq,
        ::williw_workers::__private_0_1_0::serde::Serialize,
        ::williw_workers::__private_0_1_0::serde::Deserialize,
    )]
    #[serde(crate = "::williw_workers::__private_0_1_0::serde")]
    pub struct Some {
        pub value: Vec,
        #[serde(default, skip_serializing_if = "::core::option::Option::is_none")]
        pub none: ::core::option::Option<Option>,
    }

    #[automatically_derived]
    impl ::williw_workers::__private_0_1_0::FromJson for Some {
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
            let __f_value = ::williw_workers::http::json::required(
                &mut __members,
                "value",
                __at,
                __out,
                <Vec as ::williw_workers::__private_0_1_0::FromJson>::from_json,
            );
            let __f_none = ::williw_workers::http::json::optional(
                &mut __members,
                "none",
                __at,
                __out,
                <Option as ::williw_workers::__private_0_1_0::FromJson>::from_json,
            );
            ::williw_workers::http::json::nothing_else(
                &__members,
                &["value", "none"],
                __at,
                __out,
            );
            ::core::option::Option::Some(Self {
                value: __f_value?,
                none: __f_none?,
            })
        }
    }
}
