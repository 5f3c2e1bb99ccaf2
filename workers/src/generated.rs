//! The bodies of generated types: what is the same for every id, integer and enum of a spec.
//!
//! A spec's type is a struct or enum of its own, with its rules as a constant; these macros give it
//! the methods and traits, so that the generated code stays small enough to be read.

/// Gives a newtype over `String` its methods. The type has `const RULES: TextRules`.
#[doc(hidden)]
#[macro_export]
macro_rules! __text_type {
    ($ty:ident) => {
        impl $ty {
            /// The value of a text that keeps the type's rules, in its canonical form.
            ///
            /// # Errors
            /// The first rule that the text breaks.
            pub fn parse(
                text: impl ::core::convert::Into<::std::string::String>,
            ) -> ::core::result::Result<Self, $crate::http::text::TextError> {
                Self::RULES.apply(text.into()).map(Self)
            }

            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// The text.
            pub fn into_string(self) -> ::std::string::String {
                self.0
            }
        }

        impl ::core::str::FromStr for $ty {
            type Err = $crate::http::text::TextError;

            fn from_str(text: &str) -> ::core::result::Result<Self, Self::Err> {
                Self::parse(text)
            }
        }

        impl ::core::convert::AsRef<str> for $ty {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl ::core::fmt::Display for $ty {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.write_str(&self.0)
            }
        }

        /// A stored text was checked when it was stored; it is not checked again.
        impl $crate::d1::Column for $ty {
            fn decode(value: $crate::d1::Value) -> ::core::result::Result<Self, $crate::d1::DecodeError> {
                <::std::string::String as $crate::d1::Column>::decode(value).map(Self)
            }

            fn encode(&self) -> $crate::d1::Value {
                $crate::d1::Value::Text(::std::borrow::ToOwned::to_owned(self.as_str()))
            }
        }

        /// In a key as it is in JSON.
        impl $crate::kv::KeyParam for $ty {
            fn write(&self, out: &mut ::std::string::String) {
                out.push_str(self.as_str());
            }

            fn read(text: &str) -> ::core::option::Option<Self> {
                Self::parse(text).ok().filter(|value| value.as_str() == text)
            }
        }

        impl $crate::http::json::FromJson for $ty {
            fn from_json(
                value: $crate::__private_0_1_0::serde_json::Value,
                at: &$crate::http::Pointer<'_>,
                out: &mut $crate::http::Violations,
            ) -> ::core::option::Option<Self> {
                $crate::http::json::text(value, &Self::RULES, at, out).map(Self)
            }
        }

        impl $crate::__private_0_1_0::serde::Serialize for $ty {
            fn serialize<S: $crate::__private_0_1_0::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }

        impl<'de> $crate::__private_0_1_0::serde::Deserialize<'de> for $ty {
            fn deserialize<D: $crate::__private_0_1_0::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                let text: ::std::string::String =
                    $crate::__private_0_1_0::serde::Deserialize::deserialize(deserializer)?;
                Self::parse(text).map_err($crate::__private_0_1_0::serde::de::Error::custom)
            }
        }
    };
}

/// Gives a newtype over `i64` its methods. The type has `const MIN: Self` and `const MAX: Self`.
#[doc(hidden)]
#[macro_export]
macro_rules! __int_type {
    ($ty:ident) => {
        impl $ty {
            /// The value, or `None` where it is out of the type's range.
            pub const fn new(value: i64) -> ::core::option::Option<Self> {
                if value >= Self::MIN.0 && value <= Self::MAX.0 {
                    ::core::option::Option::Some(Self(value))
                } else {
                    ::core::option::Option::None
                }
            }

            /// The number.
            pub const fn get(self) -> i64 {
                self.0
            }

            /// The sum, or `None` where it is out of the type's range.
            #[must_use]
            pub const fn checked_add(self, other: Self) -> ::core::option::Option<Self> {
                match self.0.checked_add(other.0) {
                    ::core::option::Option::Some(sum) => Self::new(sum),
                    ::core::option::Option::None => ::core::option::Option::None,
                }
            }

            /// The difference, or `None` where it is out of the type's range.
            #[must_use]
            pub const fn checked_sub(self, other: Self) -> ::core::option::Option<Self> {
                match self.0.checked_sub(other.0) {
                    ::core::option::Option::Some(difference) => Self::new(difference),
                    ::core::option::Option::None => ::core::option::Option::None,
                }
            }
        }

        impl ::core::fmt::Display for $ty {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::core::fmt::Display::fmt(&self.0, f)
            }
        }

        impl ::core::str::FromStr for $ty {
            type Err = $crate::http::text::TextError;

            fn from_str(text: &str) -> ::core::result::Result<Self, Self::Err> {
                let value = text.parse().ok().and_then(Self::new);
                value.ok_or_else(|| $crate::http::text::TextError {
                    code: "range",
                    detail: ::std::format!("must be a whole number from {} to {}", Self::MIN, Self::MAX).into(),
                })
            }
        }

        impl $crate::d1::Column for $ty {
            fn decode(value: $crate::d1::Value) -> ::core::result::Result<Self, $crate::d1::DecodeError> {
                let value = <i64 as $crate::d1::Column>::decode(value)?;
                Self::new(value)
                    .ok_or_else(|| $crate::d1::DecodeError::new(::core::stringify!($ty), "an integer out of its range"))
            }

            fn encode(&self) -> $crate::d1::Value {
                $crate::d1::Value::Integer(self.0)
            }
        }

        impl $crate::kv::KeyParam for $ty {
            fn write(&self, out: &mut ::std::string::String) {
                $crate::kv::KeyParam::write(&self.0, out);
            }

            fn read(text: &str) -> ::core::option::Option<Self> {
                <i64 as $crate::kv::KeyParam>::read(text).and_then(Self::new)
            }
        }

        impl $crate::http::json::FromJson for $ty {
            fn from_json(
                value: $crate::__private_0_1_0::serde_json::Value,
                at: &$crate::http::Pointer<'_>,
                out: &mut $crate::http::Violations,
            ) -> ::core::option::Option<Self> {
                $crate::http::json::integer(value, Self::MIN.0, Self::MAX.0, at, out).map(Self)
            }
        }

        impl $crate::__private_0_1_0::serde::Serialize for $ty {
            fn serialize<S: $crate::__private_0_1_0::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                serializer.serialize_i64(self.0)
            }
        }

        impl<'de> $crate::__private_0_1_0::serde::Deserialize<'de> for $ty {
            fn deserialize<D: $crate::__private_0_1_0::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                let value = $crate::__private_0_1_0::serde::Deserialize::deserialize(deserializer)?;
                Self::new(value).ok_or_else(|| {
                    $crate::__private_0_1_0::serde::de::Error::custom(::std::format_args!(
                        "must be from {} to {}",
                        Self::MIN,
                        Self::MAX
                    ))
                })
            }
        }
    };
}

/// Gives a unit-only enum its traits. The type has `const ALL: &[Self]`, `fn as_str(self)`, and
/// `const KNOWN: &str`, which lists the texts.
#[doc(hidden)]
#[macro_export]
macro_rules! __enum_type {
    ($ty:ident, $eq:ident) => {
        impl $ty {
            fn find(text: &str) -> ::core::option::Option<Self> {
                Self::ALL.iter().copied().find(|value| value.as_str().$eq(text))
            }
        }

        impl ::core::fmt::Display for $ty {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl ::core::str::FromStr for $ty {
            type Err = $crate::http::text::TextError;

            // Not `Self::Err`: there may be a variant of that name.
            fn from_str(text: &str) -> ::core::result::Result<Self, $crate::http::text::TextError> {
                Self::find(text).ok_or_else(|| $crate::http::text::TextError {
                    code: "enum",
                    detail: ::std::format!("must be one of {}", Self::KNOWN).into(),
                })
            }
        }

        impl $crate::d1::Column for $ty {
            fn decode(value: $crate::d1::Value) -> ::core::result::Result<Self, $crate::d1::DecodeError> {
                let text = <::std::string::String as $crate::d1::Column>::decode(value)?;
                Self::find(&text).ok_or_else(|| $crate::d1::DecodeError::new(Self::KNOWN, "another text"))
            }

            fn encode(&self) -> $crate::d1::Value {
                $crate::d1::Value::Text(::std::borrow::ToOwned::to_owned(self.as_str()))
            }
        }

        impl $crate::kv::KeyParam for $ty {
            fn write(&self, out: &mut ::std::string::String) {
                out.push_str(self.as_str());
            }

            fn read(text: &str) -> ::core::option::Option<Self> {
                Self::ALL.iter().copied().find(|value| value.as_str() == text)
            }
        }

        impl $crate::http::json::FromJson for $ty {
            fn from_json(
                value: $crate::__private_0_1_0::serde_json::Value,
                at: &$crate::http::Pointer<'_>,
                out: &mut $crate::http::Violations,
            ) -> ::core::option::Option<Self> {
                $crate::http::json::one_of(value, Self::KNOWN, at, out, Self::find)
            }
        }

        impl $crate::__private_0_1_0::serde::Serialize for $ty {
            fn serialize<S: $crate::__private_0_1_0::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> $crate::__private_0_1_0::serde::Deserialize<'de> for $ty {
            fn deserialize<D: $crate::__private_0_1_0::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                let text: ::std::string::String =
                    $crate::__private_0_1_0::serde::Deserialize::deserialize(deserializer)?;
                text.parse().map_err($crate::__private_0_1_0::serde::de::Error::custom)
            }
        }
    };
}

/// A column of a table as a type: the table's row, the column's Rust name and type, its name, and
/// its name quoted where SQL needs it. The types' own names may be those of primitive ones.
#[doc(hidden)]
#[macro_export]
macro_rules! __column {
    ($row:ty, $name:ident: $ty:ty, $source:literal, $sql:literal) => {
        #[derive(Clone, Copy, Debug)]
        pub struct $name;

        #[automatically_derived]
        impl $crate::d1::TableColumn for $name {
            type Row = $row;
            type Value = $ty;
            const NAME: &'static ::core::primitive::str = $source;
            const SQL: &'static ::core::primitive::str = $sql;
        }
    };
}

/// What an object's code meets (its storage, a database, KV, another object) its methods throw.
#[doc(hidden)]
#[macro_export]
macro_rules! __method_error {
    ($ty:ident) => {
        $crate::__method_error!($ty from
            $crate::durable_objects::ObjectError,
            $crate::durable_objects::StorageError,
            $crate::d1::D1Error,
            $crate::kv::KvError
        );
    };
    ($ty:ident from $($error:ty),*) => {$(
        #[automatically_derived]
        impl ::core::convert::From<$error> for $ty {
            fn from(error: $error) -> Self {
                Self::Object(::core::convert::From::from(error))
            }
        }
    )*};
}

/// A kind of KV keys: its type, its template, what stands between the parameters, and they, by their positions.
#[doc(hidden)]
#[macro_export]
macro_rules! __kv_key {
    ($ty:ty, $template:literal, [$($literal:literal),*], { $($position:literal $text:ident $name:ident: $param:ty),* }) => {
        #[automatically_derived]
        impl $crate::kv::Key for $ty {
            const TEMPLATE: &'static ::core::primitive::str = $template;
            const LITERALS: &'static [&'static ::core::primitive::str] = &[$($literal),*];

            #[allow(unused_variables, clippy::match_single_binding)]
            fn write_param(&self, position: ::core::primitive::usize, out: &mut ::std::string::String) {
                match position {
                    $($position => $crate::kv::KeyParam::write(&self.$name, out),)*
                    _ => {}
                }
            }

            fn from_params(texts: &[&::core::primitive::str]) -> ::core::option::Option<Self> {
                let [$($text),*] = texts else {
                    return ::core::option::Option::None;
                };
                ::core::option::Option::Some(Self { $($name: <$param as $crate::kv::KeyParam>::read($text)?,)* })
            }

            #[allow(unused_variables, clippy::match_single_binding)]
            fn is_param(position: ::core::primitive::usize, text: &::core::primitive::str) -> ::core::primitive::bool {
                match position {
                    $($position => <$param as $crate::kv::KeyParam>::read(text).is_some(),)*
                    _ => false,
                }
            }
        }
    };
}

/// Gives the problems of a route their traits: which variant a code is, and the document in each.
#[cfg(feature = "client")]
#[doc(hidden)]
#[macro_export]
macro_rules! __route_problem {
    ($ty:ident { $($variant:ident = $code:literal),* } else $other:ident) => {
        #[automatically_derived]
        impl ::core::convert::From<$crate::client::Problem> for $ty {
            fn from(problem: $crate::client::Problem) -> Self {
                match problem.code.as_str() {
                    $($code => Self::$variant(problem),)*
                    _ => Self::$other(problem),
                }
            }
        }

        #[automatically_derived]
        impl $crate::client::RouteProblem for $ty {
            fn problem(&self) -> &$crate::client::Problem {
                match self {
                    $(Self::$variant(problem) => problem,)*
                    Self::$other(problem) => problem,
                }
            }
        }
    };
}
