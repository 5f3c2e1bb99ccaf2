//! The errors of a class's methods: an enum for each method that declares any.

use proc_macro2::TokenStream;
use quote::quote;

use super::{Cx, durable};
use crate::emit::ident;
use crate::model::Name;

impl Cx<'_> {
    /// The enums of all methods.
    pub(super) fn errors(&self) -> TokenStream {
        let of_methods = self.object.methods.iter().map(|method| (method.name.source.as_str(), &method.errors));
        let of_connect = self.object.websocket.iter().map(|socket| ("connect", &socket.errors));
        let enums = of_methods.chain(of_connect).filter(|(_, errors)| !errors.is_empty());
        let enums = enums.map(|(name, errors)| self.error_enum(name, errors));
        quote! { #(#enums)* }
    }

    /// Expands to:
    /// ```text
    /// pub enum NodeRegistryHeartbeatError { NodeBanned(Cow<'static, str>), Object(ObjectError) }
    /// impl MethodError for NodeRegistryHeartbeatError { … }
    /// ```
    fn error_enum(&self, method: &str, errors: &[Name]) -> TokenStream {
        let (durable, name) = (durable(), self.error_name(method));
        let doc = format!(" What `{method}` of the class `{}` may end with.", self.object.name.source);
        let variants: Vec<_> = errors.iter().map(|error| ident(&error.rust)).collect();
        let codes: Vec<_> = errors.iter().map(|error| &error.source).collect();
        let variant_docs = codes.iter().map(|code| format!(" `{code}`, with what to tell of this occurrence."));
        quote! {
            #[doc = #doc]
            #[derive(Clone, Debug, PartialEq, Eq)]
            pub enum #name {
                #(#[doc = #variant_docs] #variants(::std::borrow::Cow<'static, ::core::primitive::str>),)*
                /// Trouble with the object, or what it threw.
                Object(#durable::ObjectError),
            }
            #[automatically_derived]
            impl #durable::MethodError for #name {
                fn declared(
                    code: &::core::primitive::str,
                    detail: ::std::string::String,
                ) -> ::core::option::Option<Self> {
                    ::core::option::Option::Some(match code {
                        #(#codes => Self::#variants(::std::borrow::Cow::Owned(detail)),)*
                        _ => return ::core::option::Option::None,
                    })
                }

                fn object(error: #durable::ObjectError) -> Self {
                    Self::Object(error)
                }

                fn into_parts(self) -> ::core::result::Result<
                    (&'static ::core::primitive::str, ::std::string::String),
                    #durable::ObjectError,
                > {
                    match self {
                        #(Self::#variants(detail) => ::core::result::Result::Ok((#codes, detail.into_owned())),)*
                        Self::Object(error) => ::core::result::Result::Err(error),
                    }
                }
            }
            #[automatically_derived]
            impl ::core::fmt::Display for #name {
                fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                    match self {
                        #(Self::#variants(detail) => ::core::write!(f, ::core::concat!(#codes, ": {}"), detail),)*
                        Self::Object(error) => ::core::fmt::Display::fmt(error, f),
                    }
                }
            }
            #[automatically_derived]
            impl ::core::error::Error for #name {}
            ::williw_workers::__method_error!(#name);
        }
    }
}
