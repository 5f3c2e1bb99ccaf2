//! Every generated statement is prepared by SQLite before it is emitted.
//!
//! The statements are written here from facts that SQLite gave, so a refusal is a mistake of the
//! compiler's, or a schema whose tables cannot be used at all (a CHECK that names a function which
//! does not exist). Either is told at the table, and not left to the first request.

use crate::diag::Diagnostics;
use crate::emit::sql::{key_sql, table_sql};
use crate::judge::{Judge, Prepared, SqlError};
use crate::model::Model;

// Diagnostic: unusable-table
//
// ```sql
// CREATE TABLE t (a TEXT CHECK (no_such_function(a)));
// ```
/// A table's statements must be accepted by SQLite.
pub fn check_statements(cx: &mut Diagnostics, judge: &Judge, model: &Model) {
    for table in &model.schema.tables {
        let Some(sql) = table_sql(model, table) else { continue };
        let mut statements = sql.all();
        if let Some(keys) = model.idempotency.as_ref().filter(|keys| keys.table.source == table.name.source) {
            statements.extend(key_sql(&keys.table.source).all().map(str::to_owned));
        }
        // One complaint a table: what is wrong with it is wrong with most of its statements.
        for statement in statements {
            let refuse = |who: &str, error: &SqlError| {
                format!("{who} refuses a statement of `{}`: {}", table.name.source, error.message)
            };
            let at = table.name.span;
            let told = match judge.prepare(&statement) {
                Err(error) => cx.error("unusable-table", at, refuse("SQLite", &error)),
                // Limits and missing tables were told where the table is declared.
                Ok(Prepared { beyond_d1: Some(error), .. }) if error.message.contains("mismatch") => {
                    cx.warning("unusable-table", at, refuse("D1", &error))
                }
                Ok(_) => continue,
            };
            drop(told.help(format!("the statement is: {statement}")));
            break;
        }
    }
}
