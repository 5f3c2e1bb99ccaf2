//! Who calls: the types that handlers are given, and the trait that tells what the service knows of signers.
//!
//! What is hard is that a handler must not be able to mistake one caller for another: each route's parameter is exactly
//! what its table allows, and only the code here makes one of a request.

mod identify;

pub(super) use identify::{counted, emit_identify, is_closed, recognise, refuse};

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::{Place, docs, ident};
use crate::model::{CallerDef, FieldType, Model, Route, Scheme};

/// The type of a route's `caller`.
pub(super) fn caller_type(model: &Model, route: &Route, place: Place) -> TokenStream {
    let name = set_name(&callers_of(model, route));
    match place {
        Place::Outside => quote! { __app::callers::#name },
        _ => quote! { super::callers::#name },
    }
}

/// Expands to the contents of `mod callers`:
/// ```text
/// pub use ::williw_workers::http::Anyone;
/// pub struct Node { pub id: NodeId }      pub struct Admin;
/// pub enum NodeOrAdmin { Node(Node), Admin(Admin) }
/// ```
pub(super) fn emit_callers(model: &Model) -> TokenStream {
    let types = model.callers.iter().map(emit_type);
    let sets = identify::sets(model).into_iter().filter(|set| set.len() > 1).map(|set| {
        let name = set_name(&set);
        let names: Vec<_> = set.iter().map(|caller| format!("`{}`", caller.name.source)).collect();
        let doc = format!(" A verified caller: {}.", names.join(" or "));
        let variants: Vec<_> = set.iter().map(|caller| ident(&caller.name.rust)).collect();
        quote! {
            #[doc = #doc]
            #[derive(Clone, Debug, PartialEq, Eq)]
            pub enum #name { #(#variants(#variants)),* }
        }
    });
    let known = known(model);
    let known = (!known.is_empty()).then(|| {
        let variants: Vec<_> = known.iter().map(|caller| ident(&caller.name.rust)).collect();
        quote! { pub(super) enum __Known { #(#variants(#variants)),* } }
    });
    quote! {
        pub use ::williw_workers::http::Anyone;
        #(#types)*
        #(#sets)*
        #known
    }
}

fn emit_type(caller: &CallerDef) -> TokenStream {
    let name = ident(&caller.name.rust);
    let source = &caller.name.source;
    match &caller.scheme {
        Scheme::Signature { id, .. } => {
            let docs = docs(&caller.docs, &[format!("`{source}`: its signature was verified.")]);
            let id = Place::Module.named(id);
            quote! {
                #docs
                #[derive(Clone, Debug, PartialEq, Eq)]
                pub struct #name {
                    /// The `keyid` of the signature.
                    pub id: #id,
                }
            }
        }
        Scheme::Bearer { secret } => {
            let docs = docs(&caller.docs, &[format!("`{source}`: whoever knows the secret `{secret}`.")]);
            quote! {
                #docs
                #[derive(Clone, Copy, Debug, PartialEq, Eq)]
                pub struct #name;
            }
        }
        Scheme::Unknown => {
            let docs = docs(&caller.docs, &[format!("Nobody: the spec does not say how one shows to be `{source}`.")]);
            quote! {
                #docs
                #[derive(Clone, Copy, Debug, PartialEq, Eq)]
                pub enum #name {}
            }
        }
    }
}

/// Expands to the trait through which the service tells what it knows of signers; nothing where nobody signs.
pub(super) fn emit_trait(model: &Model) -> Option<TokenStream> {
    let (caller, id, _) = signer(model)?;
    let source = &caller.name.source;
    let (key, nonce, presented) = trait_methods(source);
    let id = Place::Root.named(id);
    let key_doc =
        format!(" The ed25519 public key that the `{source}` of this id signs with; `None`: there is no such.");
    let nonce_doc = format!(
        " Remembers the nonce of a verified request of this `{source}` until then, and says whether it is new."
    );
    let presented = presented_type(model).map(|ty| {
        let ty = Place::Root.named(ty);
        let doc = format!(" The 32 bytes of a key that a request presents, which need not be a known `{source}`'s.");
        quote! {
            #[doc = #doc]
            fn #presented(&self, key: &#ty) -> ::williw_workers::http::auth::PublicKeyBytes;
        }
    });
    Some(quote! {
        /// What the service knows of those who sign: it is asked before a handler runs.
        #[diagnostic::on_unimplemented(
            message = "`{Self}` does not say with which keys requests are signed",
            note = "write `impl app::Callers for {Self}`"
        )]
        #[allow(async_fn_in_trait)]
        pub trait Callers {
            #[doc = #key_doc]
            async fn #key(&self, cx: &Cx, id: &#id) -> ::core::result::Result<
                ::core::option::Option<::williw_workers::http::auth::PublicKeyBytes>,
                ::williw_workers::http::Failure,
            >;
            #[doc = #nonce_doc]
            /// It is 64 hex digits, which stand for the nonce and the key. It must be remembered for everybody: two
            /// requests with one nonce may come to two places at once.
            async fn #nonce(
                &self,
                cx: &Cx,
                id: &#id,
                nonce: &str,
                until: ::williw_workers::Timestamp,
            ) -> ::core::result::Result<bool, ::williw_workers::http::Failure>;
            #presented
            /// Whether callers are believed what they say, for development and tests: who sends `x-…-id` has that id,
            /// and everybody else is whoever needs to show nothing but a secret. Never where something is at stake.
            fn unchecked(&self, cx: &Cx) -> bool {
                let _ = cx;
                false
            }
        }
    })
}

/// Header fields of the spec's own in which callers say something of themselves.
pub(super) fn headers(model: &Model) -> Vec<String> {
    let Some((caller, _, time_header)) = signer(model) else { return Vec::new() };
    time_header.map(str::to_owned).into_iter().chain([id_header(caller)]).collect()
}

/// The field in which a caller says who it is, where that is believed.
fn id_header(caller: &CallerDef) -> String {
    format!("x-{}-id", caller.name.source.replace('_', "-"))
}

/// What a Worker says when it starts, where it believes what callers say.
pub(super) fn warning(model: &Model) -> Option<TokenStream> {
    signer(model).map(|_| {
        quote! {
            if Callers::unchecked(&*self.service, &cx) {
                let __line = "callers are believed what they say of themselves: nobody is verified";
                cx.host.log(::williw_workers::driver::Level::Warn, __line);
            }
        }
    })
}

/// The bound that `worker` adds for it.
pub(super) fn bound(model: &Model) -> Option<TokenStream> {
    signer(model).map(|_| quote! { + Callers })
}

/// The same within `mod api`.
pub(super) fn bound_in_api(model: &Model) -> Option<TokenStream> {
    signer(model).map(|_| quote! { + super::Callers })
}

// ---- names -----------------------------------------------------------------------------------

pub(super) fn callers_of<'m>(model: &'m Model, route: &Route) -> Vec<&'m CallerDef> {
    route.caller.iter().filter_map(|name| model.callers.iter().find(|caller| caller.name.source == *name)).collect()
}

/// `Node`, or `NodeOrAdmin`; `Anyone` where there is none.
pub(super) fn set_name(set: &[&CallerDef]) -> Ident {
    match set {
        [] => format_ident!("Anyone"),
        [one] => ident(&one.name.rust),
        several => {
            let names: Vec<_> = several.iter().map(|caller| caller.name.rust.as_str()).collect();
            format_ident!("{}", names.join("Or"))
        }
    }
}

/// The callers that one can be.
fn known(model: &Model) -> Vec<&CallerDef> {
    model.callers.iter().filter(|caller| caller.scheme != Scheme::Unknown).collect()
}

/// Who signs, the id's type, and the field with the time.
fn signer(model: &Model) -> Option<(&CallerDef, &str, Option<&str>)> {
    model.callers.iter().find_map(|caller| match &caller.scheme {
        Scheme::Signature { id, time_header } => Some((caller, id.as_str(), time_header.as_deref())),
        _ => None,
    })
}

/// The type of keys that requests present; `check::routes` sees to it that there is one.
fn presented_type(model: &Model) -> Option<&str> {
    model.routes.iter().find_map(|route| match &route.presents_key.as_ref()?.ty {
        FieldType::Named(name) => Some(name.as_str()),
        _ => None,
    })
}

/// The method that gives the bytes of such a key.
pub(super) fn presented_method(model: &Model) -> Option<Ident> {
    signer(model).map(|(caller, ..)| trait_methods(&caller.name.source).2)
}

fn trait_methods(source: &str) -> (Ident, Ident, Ident) {
    (format_ident!("{source}_key"), format_ident!("{source}_nonce"), format_ident!("{source}_presented_key"))
}
