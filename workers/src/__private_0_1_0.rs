//! What generated code uses.

pub use serde;
pub use serde_json;
pub use williw_macros::{__handlers, __query};

pub use crate::http::json::FromJson;

/// Checks a projection's field against its column.
pub const fn same<Field: SameAs<Column>, Column>() {}

/// Every type is the same as itself, and as no other.
#[diagnostic::on_unimplemented(
    message = "the column holds `{Column}`, and the field is `{Self}`",
    label = "must be `{Column}`"
)]
pub trait SameAs<Column> {}

impl<T> SameAs<T> for T {}

/// The arguments of a method that takes none.
#[derive(serde::Serialize, Debug)]
pub struct NoArgs {}
