//! What a query stores must fit the column: SQLite would take it, and every reader of the row would fail after that.
//!
//! What is hard: SQLite converts by affinity before it stores, so a text that is a number fits an INTEGER column and a
//! number fits a TEXT one. Only what cannot fit whatever its value is refused; where nothing is known, nothing is said.

use super::QueryContext;
use crate::diag::Diagnostics;
use crate::infer::{Inference, Stored};
use crate::model::{Column, ColumnType, SqlType, Table, TypeDef, TypeKind};
use crate::parse::sql::queries::QuerySyntax;
use crate::source::Span;

/// Says what is wrong with the values that a query stores; true where nothing is.
pub(super) fn check_writes(
    cx: &mut Diagnostics,
    context: &QueryContext<'_>,
    syntax: &QuerySyntax,
    inference: &Inference,
) -> bool {
    let column = |(table, column): (usize, usize)| {
        let table = context.schema.tables.get(table)?;
        Some((table, table.columns.get(column)?))
    };
    let mut sound = true;
    for stored in &inference.stored {
        let Some((table, column)) = column(stored.into) else { continue };
        let span = stored.at.and_then(|at| syntax.sql.span(at)).unwrap_or(syntax.name.span);
        sound &= check_value(cx, context, stored, table, column, span);
    }
    let missing = inference.missing.iter().filter_map(|&at| column(at));
    let missing: Vec<String> = missing.map(|(_, column)| format!("`{}`", column.name.source)).collect();
    if !missing.is_empty() {
        let start = syntax.sql.span(0).unwrap_or(syntax.name.span);
        cx.error("missing-column", start, format!("query `{}` inserts no {}", syntax.name.value, missing.join(", ")))
            .label("every row is refused: NOT NULL without a default")
            .help("give them a value, or a DEFAULT in the schema");
        sound = false;
    }
    sound
}

// Diagnostic: type-mismatch
//
// `UPDATE nodes SET last_active_at = datetime('now') WHERE id = ?`
fn check_value(
    cx: &mut Diagnostics,
    context: &QueryContext<'_>,
    stored: &Stored,
    table: &Table,
    column: &Column,
    span: Span,
) -> bool {
    let of = format!("`{}.{}`", table.name.source, column.name.source);
    if stored.sql_type == SqlType::Null {
        if column.nullable || column.primary_key > 0 {
            return true;
        }
        cx.error("type-mismatch", span, format!("NULL is stored in {of}, which is NOT NULL"))
            .secondary(column.name.span, "the column");
        return false;
    }
    let wanted = super::params::sql_type(&column.ty, context.types);
    if let (Some(text), Some(values)) = (&stored.text, values(&column.ty, context.types))
        && !values.contains(&text)
    {
        let known: Vec<&str> = values.iter().map(|value| value.as_str()).collect();
        let told = cx.error("type-mismatch", span, format!("'{text}' is no value of {of}"));
        let told = told.secondary(column.name.span, "the column");
        drop(match crate::diag::nearest(text, known.iter().copied()) {
            Some(near) => told.help(format!("write '{near}'")),
            None => told.help(format!("its values are {}", super::place::listed(&known))),
        });
        return false;
    }
    let numeric = || stored.text.as_deref().is_some_and(|text| text.trim().parse::<f64>().is_ok());
    let fits = match (wanted, stored.sql_type) {
        (_, SqlType::Any | SqlType::Null) | (SqlType::Any | SqlType::Null, _) => true,
        (SqlType::Integer | SqlType::Boolean, SqlType::Integer | SqlType::Boolean) => true,
        (SqlType::Real, SqlType::Integer | SqlType::Boolean | SqlType::Real) => true,
        (SqlType::Integer | SqlType::Boolean | SqlType::Real, SqlType::Text) => numeric(),
        // Affinity makes text of a number.
        (SqlType::Text, stored) => stored != SqlType::Blob,
        (SqlType::Blob, stored) => stored == SqlType::Blob,
        _ => false,
    };
    if fits {
        return true;
    }
    let rust = crate::describe::rust_type(&column.ty);
    let message = format!("{} is stored in {of}, which holds {rust}", stored.sql_type.as_str());
    let told = cx.error("type-mismatch", span, message).label("the row could not be read again");
    let told = told.secondary(column.name.span, format!("declared as `{}`", column.declared_type));
    drop(match (wanted, stored.sql_type) {
        _ if column.ty == ColumnType::Timestamp => {
            told.help("it holds milliseconds since 1970: give the time as a parameter, or `unixepoch() * 1000`")
        }
        (SqlType::Integer | SqlType::Boolean, SqlType::Real) => told.help("write `CAST(… AS INTEGER)`"),
        (SqlType::Blob, _) => told.help("write `CAST(… AS BLOB)`"),
        (SqlType::Text, _) => told.help("write `CAST(… AS TEXT)`, or `hex(…)`"),
        _ => told,
    });
    false
}

/// The texts that an enum may be.
fn values<'t>(ty: &'t ColumnType, types: &'t [TypeDef]) -> Option<Vec<&'t String>> {
    let values = match ty {
        ColumnType::Check(check) => &check.values,
        ColumnType::Named(name) => match &types.iter().find(|def| def.name.source == *name)?.kind {
            TypeKind::Enum { values, .. } => values,
            _ => return None,
        },
        _ => return None,
    };
    Some(values.iter().map(|(value, _)| value).collect())
}
