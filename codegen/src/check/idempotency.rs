//! The table of `[idempotency]`: it must be able to hold what a reply is kept as, under a key that is there once.

use std::collections::BTreeSet;

use crate::diag::{Diagnostics, nearest};
use crate::emit::sql::KEY_COLUMNS;
use crate::model::{Affinity, Column, Generated, IdempotencyDef, Model, Table, TableKind};
use crate::parse::toml::list;
use crate::source::Span;

/// What the table could be.
const EXAMPLE: &str = "CREATE TABLE idempotency_keys (scope TEXT NOT NULL, idempotency_key TEXT NOT NULL, body_sha256 BLOB NOT NULL, \
                       status INTEGER, reply TEXT, created_at INTEGER NOT NULL, PRIMARY KEY (scope, idempotency_key))";

/// Checks the table. Where there is none, or it cannot be used, the routes that need it are left out. `refused` are tables that SQLite
/// refused, in lower case: of those enough is said.
pub fn check_idempotency(cx: &mut Diagnostics, model: &mut Model, refused: &BTreeSet<String>) {
    model.idempotency = model.idempotency.take().and_then(|mut def| {
        let table = find(cx, model, &def, refused)?;
        let source = check_table(cx, table, def.table.span).then(|| table.name.source.clone())?;
        // As it was declared, which is what SQLite calls it.
        def.table.source = source;
        Some(def)
    });
    if model.idempotency.is_none() {
        model.routes.retain(|route| !route.idempotency_key);
    }
}

// Diagnostic: unknown-table
//
// `[idempotency] table = "idempotency_key"`: there is no such table in `schema.sql`.
fn find<'m>(
    cx: &mut Diagnostics,
    model: &'m Model,
    def: &IdempotencyDef,
    refused: &BTreeSet<String>,
) -> Option<&'m Table> {
    let (name, at) = (def.table.source.as_str(), def.table.span);
    let tables = &model.schema.tables;
    let found = tables.iter().find(|table| table.name.source.eq_ignore_ascii_case(name));
    if found.is_none() && !refused.contains(&name.to_lowercase()) {
        let near = nearest(name, tables.iter().map(|table| table.name.source.as_str()));
        let near = near.and_then(|near| tables.iter().find(|table| table.name.source == near));
        let building = cx.error("unknown-table", at, format!("`[idempotency]` names the unknown table `{name}`"));
        let building = building.label("no such table in the schema");
        let _ = match near {
            Some(table) => building
                .secondary(table.name.span, "a table with a similar name")
                .help(format!("write `{}`", table.name.source)),
            None => building.help(format!("declare it: {EXAMPLE}")),
        };
    }
    found
}

// Diagnostic: idempotency-table
//
// ```sql
// CREATE TABLE idempotency_keys (scope TEXT, idempotency_key TEXT, body_sha256 TEXT, status INTEGER, reply TEXT, created_at INTEGER);
// ```
// A hash is 32 bytes, a BLOB; and without a unique key over scope and key two requests could both have their effect.
fn check_table(cx: &mut Diagnostics, table: &Table, at: Span) -> bool {
    let name = &table.name.source;
    if table.kind != TableKind::Table {
        cx.error("idempotency-table", at, format!("`{name}` cannot keep replies: it is no table"))
            .secondary(table.name.span, "this is what it is")
            .help(format!("declare one: {EXAMPLE}"));
        return false;
    }
    let mut sound = true;
    let missing: Vec<&str> = KEY_COLUMNS.into_iter().filter(|name| column(table, name).is_none()).collect();
    if !missing.is_empty() {
        let what = if missing.len() == 1 { "column" } else { "columns" };
        cx.error(
            "idempotency-table",
            at,
            format!("table `{name}` cannot keep replies: it has no {what} {}", list(&missing)),
        )
        .secondary(table.name.span, "declared here")
        .help(format!("this would be one: {EXAMPLE}"));
        sound = false;
    }
    for column in &table.columns {
        if let Some((problem, help)) = unfit(column) {
            let message = format!("table `{name}` cannot keep replies: column `{}` {problem}", column.name.source);
            cx.error("idempotency-table", at, message).secondary(column.name.span, "declared here").help(help);
            sound = false;
        }
    }
    if sound && !is_unique(table) {
        cx.error("idempotency-table", at, format!("table `{name}` can hold a key twice"))
            .label("two requests at the same time would both have their effect")
            .secondary(table.name.span, "declared here")
            .help("add `PRIMARY KEY (scope, idempotency_key)`, or UNIQUE over both");
        sound = false;
    }
    sound
}

/// What is wrong with a column, and what to do.
fn unfit(column: &Column) -> Option<(&'static str, String)> {
    let wanted = match column.name.source.to_ascii_lowercase().as_str() {
        "scope" | "idempotency_key" | "reply" => Some((Affinity::Text, "TEXT")),
        "body_sha256" => Some((Affinity::Blob, "BLOB")),
        "status" | "created_at" => Some((Affinity::Integer, "INTEGER")),
        _ => None,
    };
    let given = column.nullable || column.default.is_some() || column.rowid_alias;
    match wanted {
        _ if column.generated != Generated::No => {
            wanted.map(|_| ("is generated", "it is written with each reply: declare it as it is".to_owned()))
        }
        None if !given => Some((
            "must be given, and nobody gives it",
            "let it take NULL, or have a default: only scope, key, hash, status, reply and time are written".to_owned(),
        )),
        Some((affinity, declared)) if column.affinity != affinity => {
            Some(("has another type", format!("declare it as {declared}")))
        }
        Some(_) if column.name.source.eq_ignore_ascii_case("reply") && !column.nullable => {
            Some(("does not take NULL", "a reply without a body is NULL: leave NOT NULL out".to_owned()))
        }
        _ => None,
    }
}

/// Whether scope and key together are there once.
fn is_unique(table: &Table) -> bool {
    let is_key = |columns: &[Option<usize>]| {
        let named = |name: &str| {
            columns.iter().any(|at| {
                let column = at.and_then(|at| table.columns.get(at));
                column.is_some_and(|column| column.name.source.eq_ignore_ascii_case(name))
            })
        };
        columns.len() == 2 && named("scope") && named("idempotency_key")
    };
    let primary: Vec<Option<usize>> = table.primary_key.iter().copied().map(Some).collect();
    let unique = table.indexes.iter().any(|index| index.unique && index.partial.is_none() && is_key(&index.columns));
    unique || is_key(&primary)
}

fn column<'t>(table: &'t Table, name: &str) -> Option<&'t Column> {
    table.columns.iter().find(|column| column.name.source.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use crate::{SpecFiles, compile};

    /// Routes with a key, of a spec with this `[idempotency]` and these databases, and whether replies are kept.
    fn kept(idempotency: &str, d1: &str) -> (usize, bool) {
        let route = "[[route]]\nname = \"pay\"\nmethod = \"POST\"\npath = \"/pay\"\ncaller = [\"anyone\"]\n\
                     idempotency_key = \"required\"\nreplies = { 204 = \"\" }\n";
        let worker = "[worker]\nname = \"shop\"\ncompatibility_date = \"2026-11-01\"\n";
        let mut files = SpecFiles::default();
        files.add("routes.toml", format!("[idempotency]\n{idempotency}\n{route}"));
        files.add("bindings.toml", format!("{worker}{d1}"));
        files.add("schema.sql", format!("{};\n", super::EXAMPLE));
        let model = compile(&files).model;
        (model.routes.len(), model.idempotency.is_some())
    }

    /// Else code would be made that reads a table which is not there.
    #[test]
    fn a_route_with_a_key_has_a_table_or_is_left_out() {
        let (table, d1) = ("table = \"idempotency_keys\"", "[d1.DB]\nschema = \"schema.sql\"\n");
        assert_eq!(kept(table, d1), (1, true));
        assert_eq!(kept("table = \"idempotency_keys\"\nkeep = \"1 day\"", d1), (1, true));
        assert_eq!(kept(table, ""), (0, false));
        assert_eq!(kept("table = 5", d1), (0, false));
        assert_eq!(kept("table = \"other\"", d1), (0, false));
    }
}
