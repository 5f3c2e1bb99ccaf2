//! `mod objects`: for every class the trait that a service implements, the stub that calls it, its errors, its own
//! database, and the glue between.
//!
//! What is hard is that both ends of a call are generated from one table and meet only at run time: what `stub.rs`
//! sends is what `glue.rs` reads.

mod error;
mod glue;
mod implementation;
mod stub;

use heck::ToPascalCase as _;
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::types::field_type;
use super::{Place, ident, queries, rows};
use crate::model::{MethodDef, Model, Name, ObjectDatabase, ObjectDef};

pub(super) use implementation::signatures;

/// Expands to the contents of `mod objects`.
pub(super) fn emit_objects(model: &Model) -> TokenStream {
    let classes = model.bindings.objects.iter().map(|object| {
        let cx = Cx { model, object };
        let parts = [cx.class(), cx.implementation(), cx.namespace(), cx.stub(), cx.errors(), cx.glue(), cx.database()];
        quote! { #(#parts)* }
    });
    quote! { #(#classes)* }
}

/// Expands to:
/// ```text
/// pub trait Objects { type NodeRegistry: objects::NodeRegistry; … }
/// ```
pub(super) fn emit_root(model: &Model) -> TokenStream {
    let objects = &model.bindings.objects;
    if objects.is_empty() {
        return TokenStream::new();
    }
    let types = objects.iter().map(|object| {
        let (class, doc) = (ident(&object.class), format!(" What implements [`objects::{}`].", object.class));
        quote! { #[doc = #doc] type #class: self::objects::#class; }
    });
    quote! {
        /// Which type implements each class of Durable Objects.
        #[diagnostic::on_unimplemented(
            message = "`{Self}` does not say what implements the Durable Objects of this spec",
            note = "write `impl app::Objects for {Self}` with a type for each class"
        )]
        pub trait Objects { #(#types)* }
    }
}

/// Expands to the body of `Running::object`.
pub(super) fn emit_start(model: &Model) -> TokenStream {
    let arms = model.bindings.objects.iter().map(|object| {
        let (name, class, start) = (&object.name.source, ident(&object.class), start(object));
        quote! {
            #name => ::core::option::Option::Some(
                self::objects::#start::<<S as Objects>::#class>(&self.cx, __driver)
            ),
        }
    });
    quote! { match __class { #(#arms)* _ => ::core::option::Option::None } }
}

/// The function that starts an object; a module may be `r#box`.
fn start(object: &ObjectDef) -> Ident {
    format_ident!("__{}", object.module.trim_start_matches("r#"))
}

struct Cx<'m> {
    model: &'m Model,
    object: &'m ObjectDef,
}

/// What of the library is used everywhere.
fn durable() -> TokenStream {
    quote! { ::williw_workers::durable_objects }
}

impl Cx<'_> {
    fn named(&self, suffix: &str) -> Ident {
        format_ident!("{}{suffix}", self.object.class)
    }

    /// Expands to:
    /// ```text
    /// pub struct NodeRegistryClass;
    /// impl Class for NodeRegistryClass { … }     impl WithAlarm for NodeRegistryClass {}
    /// ```
    fn class(&self) -> TokenStream {
        let (durable, class, name) = (durable(), self.named("Class"), &self.object.name.source);
        let schema = self.object.database.as_ref().map_or(&[][..], |database| &database.schema.statements);
        let doc = format!(" What is true of the class `{name}`.");
        let alarm = self.object.alarm.then(|| quote! { impl #durable::WithAlarm for #class {} });
        let sockets = self.object.websocket.as_ref().map(|_| quote! { impl #durable::WithWebSockets for #class {} });
        let database = self.object.database.as_ref().map(|_| quote! { impl #durable::WithDatabase for #class {} });
        quote! {
            #[doc = #doc]
            #[derive(Clone, Copy, Debug)]
            pub struct #class;
            impl #durable::Class for #class {
                const NAME: &'static ::core::primitive::str = #name;
                const SCHEMA: &'static [&'static ::core::primitive::str] = &[#(#schema),*];
            }
            #alarm #sockets #database
        }
    }

    fn returns(&self, method: &MethodDef, paths: &Paths) -> TokenStream {
        match &method.returns {
            None => quote! { () },
            Some(ty) => {
                let ty = field_type(ty, &paths.types);
                if method.returns_option {
                    quote! { ::core::option::Option<#ty> }
                } else {
                    ty
                }
            }
        }
    }

    fn error_type(&self, method: &str, errors: &[Name], paths: &Paths) -> TokenStream {
        if errors.is_empty() {
            let durable = durable();
            return quote! { #durable::ObjectError };
        }
        paths.object(&self.error_name(method))
    }

    fn error_name(&self, method: &str) -> Ident {
        format_ident!("{}{}Error", self.object.class, method.to_pascal_case())
    }

    /// Clippy's 7, with `self` and the context: how many there are is the table's to say.
    fn many_arguments(&self) -> Option<TokenStream> {
        let of_methods = self.object.methods.iter().map(|method| &method.args);
        let of_connect = self.object.websocket.iter().map(|socket| &socket.args);
        let many = of_methods.chain(of_connect).any(|args| args.len() > 5);
        many.then(|| quote! { #[allow(clippy::too_many_arguments)] })
    }

    /// Expands to `pub mod chat_room { pub mod db { … } pub mod queries { … } }`.
    fn database(&self) -> TokenStream {
        let Some(ObjectDatabase { schema, queries: named }) = &self.object.database else {
            return TokenStream::new();
        };
        let module = ident(&self.object.module);
        let own = Model {
            schema: schema.clone(),
            queries: named.clone(),
            types: self.model.types.clone(),
            ..Model::default()
        };
        let db = rows::emit_db(&own);
        let queries = queries::emit_queries(&own);
        let queries = (!queries.is_empty()).then(|| {
            quote! {
                /// The named queries.
                pub mod queries { #queries }
            }
        });
        let doc = format!(" The database of an object of the class `{}`.", self.object.name.source);
        quote! {
            #[doc = #doc]
            pub mod #module {
                #[allow(unused_imports)]
                use super::super::types;
                /// The tables.
                pub mod db { #db }
                #queries
            }
        }
    }
}

/// How a signature names what it needs.
struct Paths {
    cx: TokenStream,
    types: Place,
    /// Before the names of `mod objects`.
    objects: TokenStream,
}

impl Paths {
    fn inside() -> Self {
        Paths { cx: quote! { &super::Cx }, types: Place::Module, objects: quote! {} }
    }

    fn outside() -> Self {
        Paths { cx: quote! { &__app::Cx }, types: Place::Outside, objects: quote! { __app::objects:: } }
    }

    fn object(&self, name: &Ident) -> TokenStream {
        let objects = &self.objects;
        quote! { #objects #name }
    }
}
