//! From the model to Rust. Nothing here can fail: what could was refused by the stages before.
//!
//! Generated code is read by its users, so each emitter says what it expands to. Every path is
//! absolute: a module of the user's may declare its own `Result` or `String`.

pub mod api;
pub mod bindings;
mod callers;
pub mod client;
mod cron;
pub mod handlers;
mod idempotency;
pub mod inline;
mod kv;
mod objects;
mod params;
mod queries;
mod replies;
pub mod router;
pub mod rows;
pub mod sql;
pub mod statements;
pub mod types;

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use crate::model::Model;

/// The contents of the module that `#[spec]` stands on.
pub fn emit(model: &Model) -> TokenStream {
    let types = types::emit_types(model);
    let db = rows::emit_db(model);
    let queries = queries::emit_queries(model);
    let queries = (!queries.is_empty()).then(|| {
        quote! {
            /// The named queries: `queries.sql`.
            pub mod queries { #queries }
        }
    });
    let kv = (!model.bindings.kv.is_empty()).then(|| {
        let kv = kv::emit_kv(model);
        quote! {
            /// The KV namespaces: `[kv]` of `bindings.toml`.
            pub mod kv { #kv }
        }
    });
    let objects = (!model.bindings.objects.is_empty()).then(|| {
        let objects = objects::emit_objects(model);
        quote! {
            /// The Durable Objects: `[object]` of `bindings.toml`.
            pub mod objects {
                #objects
                #[doc(hidden)]
                #[allow(unused_imports)]
                pub(crate) use super::__williw_handlers;
            }
        }
    });
    let root = bindings::emit_root(model);
    let callers = callers::emit_callers(model);
    let api = api::emit_api(model);
    quote! {
        /// The vocabulary: `types.toml`.
        pub mod types { #types }
        /// The database: `schema.sql`.
        pub mod db { #db }
        #queries
        #kv
        #objects
        /// Who calls: `[auth]` of `routes.toml`.
        pub mod callers { #callers }
        /// The HTTP interface: `routes.toml`.
        pub mod api { #api }
        #root
    }
}

/// Formatted code with an empty line between items, which the formatter does not set.
pub fn spaced(code: &str) -> String {
    const ITEM: [&str; 9] =
        ["///", "#[", "pub ", "impl", "fn ", "async fn ", "mod ", "struct ", "::williw_workers::__"];
    let mut out = String::with_capacity(code.len() + code.len() / 16);
    let mut before = "";
    for line in code.lines() {
        let indent = |line: &str| line.len() - line.trim_start().len();
        let last = before.trim_start();
        let closes =
            (matches!(last, "}" | "};") || last.starts_with("const COLUMNS")) && indent(before) == indent(line);
        if closes && ITEM.iter().any(|start| line.trim_start().starts_with(start)) {
            out.push('\n');
        }
        out.push_str(line);
        out.push('\n');
        before = line;
    }
    out
}

/// Where emitted code stands, and so how it names a type of the spec.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// In `mod types`.
    Types,
    /// In `mod db` or `mod api`.
    Module,
    /// In a module within `mod db`.
    Nested,
    /// In `mod columns` of such a module, of `mod db` or of `mod queries`.
    Columns,
    /// In `mod queries`.
    Queries,
    /// In the module that `#[spec]` stands on.
    Root,
    /// Outside, where `__app` stands for that module.
    Outside,
}

impl Place {
    /// A type of `types.toml`.
    pub fn named(self, name: &str) -> TokenStream {
        let name = ident(name);
        match self {
            Place::Types => quote! { #name },
            Place::Module | Place::Queries => quote! { super::types::#name },
            Place::Nested => quote! { super::super::types::#name },
            Place::Columns => quote! { super::super::super::types::#name },
            Place::Root => quote! { types::#name },
            Place::Outside => quote! { __app::types::#name },
        }
    }

    /// An item of `mod db`.
    pub fn db(self, name: &str) -> TokenStream {
        let name = ident(name);
        match self {
            Place::Nested => quote! { super::#name },
            // `mod db` or `mod queries`, either way their parent has `mod db`.
            Place::Columns => quote! { super::super::super::db::#name },
            Place::Queries => quote! { super::db::#name },
            Place::Module => quote! { #name },
            Place::Types => quote! { super::db::#name },
            Place::Root => quote! { db::#name },
            Place::Outside => quote! { __app::db::#name },
        }
    }
}

/// An identifier of the model, raw (`r#type`) or not.
pub fn ident(name: &str) -> Ident {
    match name.strip_prefix("r#") {
        Some(raw) => Ident::new_raw(raw, Span::call_site()),
        None => Ident::new(name, Span::call_site()),
    }
}

/// A path that the lowering has checked, such as `crate::keys::public_key`.
pub fn path(path: &str) -> TokenStream {
    path.parse().unwrap_or_default()
}

/// `#[doc]` attributes: the user's comment, then what is generated, a paragraph apart. What rustdoc
/// would take for a link or an HTML tag is escaped.
pub fn docs(comment: &[String], generated: &[String]) -> TokenStream {
    let comment = comment.iter().map(|line| sanitize(line));
    let gap = (comment.len() > 0 && !generated.is_empty()).then(String::new);
    let lines = comment.chain(gap).chain(generated.iter().cloned()).map(|line| {
        let line = if line.is_empty() { line } else { format!(" {line}") };
        quote! { #[doc = #line] }
    });
    lines.collect()
}

/// rustdoc reads Markdown: brackets would be links, `<x>` a tag, four spaces a code block that is
/// compiled as a test.
fn sanitize(line: &str) -> String {
    let mut out = String::new();
    for c in line.trim().chars() {
        if matches!(c, '[' | ']' | '<' | '>') {
            out.push('\\');
        }
        out.push(c);
    }
    // A fence, or a bare URL, would be read as more than text.
    out.replace("```", "'''").replace("://", ":\\//")
}
