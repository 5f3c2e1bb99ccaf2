//! What a named query costs, and what D1 has against it.
//!
//! What D1 would refuse is an error here, and no warning as in a schema: a migration may have run elsewhere, a query
//! is only for D1. A scan of a whole table is one too, unless the query owns up to it: D1 bills every row that is read,
//! and a query that is cheap in a test costs a table's length in production.

mod cost;
mod limits;

use crate::source::{Span, Spanned};

pub use cost::check_query_plan;
pub use limits::check_query_limits;

/// A query on its way into the model.
pub struct QueryToCheck<'q> {
    /// The statement, parameters by number.
    pub sql: &'q str,
    pub name: &'q Spanned<String>,
    /// The whole statement as written.
    pub statement: Span,
    /// Where the text at a byte offset of `sql` was written.
    pub at: &'q dyn Fn(usize) -> Span,
}

impl std::fmt::Debug for QueryToCheck<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("QueryToCheck").field("name", &self.name.value).field("sql", &self.sql).finish_non_exhaustive()
    }
}
