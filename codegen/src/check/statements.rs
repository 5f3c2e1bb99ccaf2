//! Every generated statement is prepared by SQLite before it is emitted.
//!
//! The statements are written here from facts that SQLite gave, so a refusal is a mistake of the
//! compiler's, or a schema whose tables cannot be used at all (a CHECK that names a function which
//! does not exist). Either is told at the table, and not left to the first request.

use crate::diag::Diagnostics;
use crate::emit::sql::table_sql;
use crate::judge::Judge;
use crate::model::Model;

// Diagnostic: unusable-table
//
// ```sql
// CREATE TABLE t (a TEXT CHECK (no_such_function(a)));
// ```
/// A table's statements must be accepted by SQLite.
pub fn check_statements(cx: &mut Diagnostics, judge: &Judge, model: &Model) {
    for table in &model.schema.tables {
        let statements = table_sql(model, table).map(|sql| sql.all()).unwrap_or_default();
        let refused = statements.iter().find_map(|sql| Some((sql, judge.prepare(sql).err()?)));
        if let Some((sql, error)) = refused {
            let message = format!("SQLite refuses a statement of `{}`: {}", table.name.source, error.message);
            cx.error("unusable-table", table.name.span, message).help(format!("the statement is: {sql}"));
        }
    }
}
