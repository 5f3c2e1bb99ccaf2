//! The macros: they find the spec, call the compiler, and print what it says.
//!
//! All that is hard is in `williw-codegen`; what is here is what only a proc-macro can do: resolve a
//! path from where it is written, make a rebuild depend on files, and put errors at spans.

mod derive;
mod handlers;
mod key;
mod query;
mod spec;
mod tell;

use proc_macro::TokenStream;

/// Turns a spec folder into the contents of a module.
///
/// ```ignore
/// #[williw_workers::spec("../spec")]
/// pub mod app {}
/// ```
///
/// The path is taken from the file that it is written in or, where there is no such folder, from
/// the crate's manifest. The module must be empty. Editing a file of the spec rebuilds the crate; a
/// file that is added is seen when another one, or the crate itself, changes.
///
/// `#[williw_workers::spec("../spec", client)]` makes `app::client` too, a typed client of the routes, which needs the
/// feature `client` of `williw-workers`. It is an argument, and no `#[cfg(feature = "client")]` in what is generated: rustc
/// would warn of a feature that the crate does not have. A crate that has one writes
/// `#[cfg_attr(feature = "client", williw_workers::spec("../spec", client))]` and, for the rest,
/// `#[cfg_attr(not(feature = "client"), williw_workers::spec("../spec"))]`.
#[proc_macro_attribute]
pub fn spec(path: TokenStream, module: TokenStream) -> TokenStream {
    spec::expand(path.into(), module.into()).into()
}

/// Checks that an implementation of a trait of the spec (`app::Api`, `app::Cron`, `app::objects::NodeRegistry`, …) has
/// every handler, and says what to write where one is missing or has another form. Write it as `#[app::handlers]`.
#[proc_macro_attribute]
pub fn handlers(_: TokenStream, item: TokenStream) -> TokenStream {
    handlers::expand(item.into()).into()
}

/// What `#[app::handlers]` calls with the signatures of its spec.
#[doc(hidden)]
#[proc_macro]
pub fn __handlers(input: TokenStream) -> TokenStream {
    handlers::check(input.into()).into()
}

/// A query for one place: SQL in Rust code, checked while compiling like a spec's `queries.sql`.
///
/// ```ignore
/// let rows = cx.db.run(williw_workers::query!(
///     crate::app,
///     many,
///     "SELECT id, last_active_at FROM nodes WHERE status = @status ORDER BY id LIMIT 10",
///     status = &NodeStatus::Active,
/// ));
/// for row in rows.await? {
///     println!("{}", row.id);
/// }
/// ```
///
/// First the module that `#[spec]` stands on, then the command (`one`, `many`, `exec`, `execrows`, `execresult` or
/// `execlastid`) and a string literal with one statement; comment lines above the statement may hold annotations, such
/// as `-- scan: nodes, a report`. Then each parameter once, by its name; `status` alone is a variable of that name. The
/// values have the types that a function of `queries` would take.
///
/// The result is a `Query`. Its row is a struct that has no name outside, the table's where it is a whole row of one,
/// or the value itself where it is one column. A query that is used twice belongs into `queries.sql`.
#[proc_macro]
pub fn query(input: TokenStream) -> TokenStream {
    query::expand(input.into()).into()
}

/// What [`query!`] becomes, with the place of its spec.
#[doc(hidden)]
#[proc_macro]
pub fn __query(input: TokenStream) -> TokenStream {
    query::compile(input.into()).into()
}

/// Makes a struct a projection of a table or a named query: some of its columns, by name and type.
///
/// ```ignore
/// #[derive(Row)]
/// #[row(app::db::nodes)]
/// struct Brief { id: NodeId, status: NodeStatus }
///
/// #[derive(Row)]
/// #[row(app::queries::stale_nodes)]
/// struct Stale { id: NodeId }
///
/// let stale: Vec<Stale> = cx.db.run(queries::stale_nodes(cutoff, 10).project()).await?;
/// ```
///
/// A field that is no column there, or has another type, does not compile.
#[proc_macro_derive(Row, attributes(row))]
pub fn derive_row(item: TokenStream) -> TokenStream {
    derive::row(item.into()).into()
}

/// Makes a newtype, or an enum without data, the type of a column.
///
/// A newtype is stored as what it wraps; an enum as the snake_case of its variants, or as
/// `#[column("text")]` says.
#[proc_macro_derive(Column, attributes(column))]
pub fn derive_column(item: TokenStream) -> TokenStream {
    derive::column(item.into()).into()
}

/// Makes a struct a kind of KV keys: a template, and a field for each of its parameters.
///
/// ```ignore
/// #[derive(Key)]
/// #[key("session:{user}:{number}")]
/// struct Session { user: UserId, number: u32 }
///
/// let session: Option<Login> = cx.sessions.namespace().at(&Session { user, number: 1 }).get().await?;
/// ```
///
/// The fields have types that can be part of a key (`KeyParam`): ids, integers and enums of the spec, `bool`, integers,
/// `Timestamp`, `String`. Templates of `bindings.toml` are proved to be short enough and apart from each other; those of
/// a derive are not: a key that is too long is refused when it is used.
#[proc_macro_derive(Key, attributes(key))]
pub fn derive_key(item: TokenStream) -> TokenStream {
    key::expand(item.into()).into()
}
