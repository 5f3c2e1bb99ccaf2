//! `mod kv`: a handle for every namespace, and for every template a type of its keys.
//!
//! A template's parameters are types that cannot hold what would not fit, so that making a key cannot fail and no key
//! is that of another template: the compiler has proved it.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};

use super::types::{field_type, is_copy};
use super::{Place, docs, ident};
use crate::model::{Field, KeyPart, KvDef, KvTemplate, KvValueType, Model};

/// Expands to the contents of `mod kv`.
pub(super) fn emit_kv(model: &Model) -> TokenStream {
    let namespaces = model.bindings.kv.iter().map(|kv| emit_namespace(model, kv));
    quote! { #(#namespaces)* }
}

/// Expands to:
/// ```text
/// pub struct NodesStore(KvNamespace);
/// impl NodesStore {
///     pub fn node(&self, node_id: &NodeId) -> Entry<NodeInfo> { … }
///     pub fn node_list(&self) -> Listing<NodeKey> { … }
///     pub async fn node_many(&self, keys: &[NodeKey]) -> Result<Vec<Option<NodeInfo>>, KvError> { … }
/// }
/// pub struct NodeKey { pub node_id: NodeId }
/// ```
fn emit_namespace(model: &Model, kv: &KvDef) -> TokenStream {
    let ty = ident(&kv.ty);
    let binding = &kv.name.source;
    let docs = docs(&kv.docs, &[format!("The KV namespace `{binding}`.")]);
    let methods = kv.templates.iter().map(|template| emit_methods(model, template));
    let keys = kv.templates.iter().map(|template| emit_key(model, template));
    quote! {
        #docs
        #[derive(Clone, Debug)]
        pub struct #ty(::williw_workers::kv::KvNamespace);
        impl #ty {
            pub(super) fn __start(
                starter: &mut ::williw_workers::start::Starter<'_>,
            ) -> ::core::option::Option<Self> {
                starter.kv(#binding).map(Self)
            }

            /// The namespace on this host, for code that is not in a handler.
            pub fn of_host(
                host: &::std::rc::Rc<dyn ::williw_workers::driver::Host>,
            ) -> ::core::option::Option<Self> {
                ::williw_workers::kv::KvNamespace::of(host, #binding).map(Self)
            }

            /// The namespace itself, for keys of one's own.
            pub fn namespace(&self) -> &::williw_workers::kv::KvNamespace {
                &self.0
            }

            #(#methods)*
        }
        #(#keys)*
    }
}

fn emit_methods(model: &Model, template: &KvTemplate) -> TokenStream {
    let kv = quote! { ::williw_workers::kv };
    let (name, key) = (ident(&template.name.rust), ident(&template.key));
    let bare = template.name.rust.trim_start_matches("r#");
    let (list, many) = (format_ident!("{bare}_list"), format_ident!("{bare}_many"));
    let (value, format) = match &template.value {
        KvValueType::Json(ty) => (field_type(ty, &Place::Module), quote! { #kv::AsJson }),
        KvValueType::Text => (quote! { ::std::string::String }, quote! { #kv::AsStored }),
        KvValueType::Bytes => (quote! { ::std::vec::Vec<u8> }, quote! { #kv::AsStored }),
    };
    let metadata = match &template.metadata {
        Some(ty) => field_type(ty, &Place::Module),
        None => quote! { () },
    };
    let literals = literals(template);
    let params: Vec<&Field> = params(template).collect();
    let names: Vec<Ident> = params.iter().map(|field| ident(&field.name.rust)).collect();
    let types = params.iter().map(|field| {
        let ty = field_type(&field.ty, &Place::Module);
        if is_copy(model, &field.ty) {
            quote! { #ty }
        } else {
            quote! { &#ty }
        }
    });
    let writes = params.iter().zip(&names).enumerate().map(|(position, (field, name))| {
        let position = Literal::usize_unsuffixed(position);
        let name = if is_copy(model, &field.ty) {
            quote! { &#name }
        } else {
            quote! { #name }
        };
        quote! { #position => #kv::KeyParam::write(#name, __out), }
    });
    let written = if params.is_empty() {
        let text = literals.concat();
        quote! { ::std::string::String::from(#text) }
    } else {
        quote! { #kv::write_key(&[#(#literals),*], |__position, __out| match __position { #(#writes)* _ => {} }) }
    };
    let ttl = option(template.ttl.map(Literal::u64_unsuffixed));
    let cache_ttl = option(template.cache_ttl.map(Literal::u32_unsuffixed));
    let text = template_text(template);
    let lifetime = template.ttl.map(|ttl| format!(" A value written here is gone after {ttl} s."));
    let entry_docs = docs(&template.docs, &[format!("The entry `{text}`.{}", lifetime.unwrap_or_default())]);
    let list_doc = format!(" The keys `{text}`, page by page.");
    let many_doc =
        format!(" The values of many keys `{text}`, in their order, in as few calls as 100 keys each allow.");
    // A bulk read takes text only.
    let many = (!matches!(template.value, KvValueType::Bytes)).then(|| {
        quote! {
            #[doc = #many_doc]
            ///
            /// # Errors
            /// What KV says; where a value is not of its type.
            pub async fn #many(
                &self,
                keys: &[#key],
            ) -> ::core::result::Result<::std::vec::Vec<::core::option::Option<#value>>, #kv::KvError> {
                let keys: ::std::vec::Vec<::std::string::String> =
                    keys.iter().map(<#key as #kv::Key>::to_key).collect();
                self.0.get_many::<#value, #format>(&keys, #cache_ttl).await
            }
        }
    });
    quote! {
        #entry_docs
        pub fn #name(&self, #(#names: #types),*) -> #kv::Entry<#value, #format, #metadata> {
            let __key = #written;
            self.0.entry(__key, #kv::Policy { ttl: #ttl, cache_ttl: #cache_ttl })
        }

        #[doc = #list_doc]
        pub fn #list(&self) -> #kv::Listing<#key, #metadata> {
            #kv::Listing::new(::core::clone::Clone::clone(&self.0))
        }

        #many
    }
}

/// Expands to:
/// ```text
/// pub struct NodeKey { pub node_id: NodeId }
/// __kv_key!(NodeKey, "node:{node_id}", ["node:", ""], { 0 __text_0 node_id: NodeId });
/// ```
fn emit_key(model: &Model, template: &KvTemplate) -> TokenStream {
    let key = ident(&template.key);
    let text = template_text(template);
    let doc = format!(" The parameters of a key `{text}`.");
    let params: Vec<&Field> = params(template).collect();
    let names: Vec<Ident> = params.iter().map(|field| ident(&field.name.rust)).collect();
    let types: Vec<_> = params.iter().map(|field| field_type(&field.ty, &Place::Module)).collect();
    let members = params.iter().zip(&names).zip(&types).map(|((field, name), ty)| {
        let docs = docs(&field.docs, &[format!("`{{{}}}`.", field.name.source)]);
        quote! { #docs pub #name: #ty, }
    });
    let positions: Vec<_> = (0..params.len()).map(Literal::usize_unsuffixed).collect();
    let texts: Vec<_> = (0..params.len()).map(|position| format_ident!("__text_{position}")).collect();
    let literals = literals(template);
    // A unit where there is nothing in it.
    let definition = if params.is_empty() {
        quote! { pub struct #key; }
    } else {
        quote! { pub struct #key { #(#members)* } }
    };
    let copy = params.iter().all(|field| is_copy(model, &field.ty)).then(|| quote! { Copy, });
    quote! {
        #[doc = #doc]
        #[derive(Clone, #copy Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #definition
        ::williw_workers::__kv_key!(#key, #text, [#(#literals),*], { #(#positions #texts #names: #types),* });
    }
}

fn params(template: &KvTemplate) -> impl Iterator<Item = &Field> {
    template.parts.iter().filter_map(|part| match part {
        KeyPart::Param(field) => Some(&**field),
        KeyPart::Literal(_) => None,
    })
}

/// What stands before, between and after the parameters.
fn literals(template: &KvTemplate) -> Vec<String> {
    let mut literals = vec![String::new()];
    for part in &template.parts {
        match (part, literals.last_mut()) {
            (KeyPart::Literal(text), Some(last)) => last.push_str(text),
            _ => literals.push(String::new()),
        }
    }
    literals
}

/// The template as it was written.
fn template_text(template: &KvTemplate) -> String {
    let parts = template.parts.iter().map(|part| match part {
        KeyPart::Literal(text) => text.clone(),
        KeyPart::Param(field) => format!("{{{}}}", field.name.source),
    });
    parts.collect()
}

fn option(value: Option<Literal>) -> TokenStream {
    match value {
        Some(value) => quote! { ::core::option::Option::Some(#value) },
        None => quote! { ::core::option::Option::None },
    }
}
