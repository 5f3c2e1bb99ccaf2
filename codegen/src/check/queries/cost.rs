//! Which tables a query reads in full, and whether it says so.

use std::collections::BTreeSet;

use super::QueryToCheck;
use crate::diag::{Diagnostic, Diagnostics, nearest};
use crate::judge::Judge;
use crate::judge::plan::{Plan, Scan};
use crate::model::{Schema, TableKind};
use crate::parse::sql::lex::unquote;
use crate::source::{Span, Spanned};

/// Says what the query reads in full; returns the scanned tables' names, sorted.
pub fn check_query_plan(
    cx: &mut Diagnostics,
    judge: &Judge,
    schema: &Schema,
    query: &QueryToCheck<'_>,
    allowed: &[(Spanned<String>, String)],
) -> Vec<String> {
    // A statement that cannot be prepared was told of.
    let plan = judge.plan(query.sql).unwrap_or_default();
    let mut told = BTreeSet::new();
    // A misspelt allowance is told of as that.
    let meant = |table: &str, scan: &Scan| {
        !is_known(schema, table) && near_table(schema, table).is_some_and(|near| near.eq_ignore_ascii_case(&scan.table))
    };
    for scan in plan.scans().iter().filter(|scan| !scan.bounded) {
        let is_allowed = allowed.iter().any(|(table, _)| covers(table, scan, query) || meant(table, scan));
        if told.insert(scan.table.to_lowercase()) && !is_allowed {
            cx.push(full_scan(judge, query, &plan, scan, schema));
        }
    }
    for (table, reason) in allowed {
        check_allowance(cx, schema, query, &plan, table, reason);
    }
    let mut tables: Vec<String> = plan.full_scans().map(|scan| scan.table.clone()).collect();
    tables.sort();
    tables.dedup();
    tables
}

/// Whether a `-- scan:` speaks of a scan: it names the table, or the view through which the table is read.
fn covers(table: &str, scan: &Scan, query: &QueryToCheck<'_>) -> bool {
    let written = scan.at.clone().and_then(|at| query.sql.get(at)).map(unquote);
    let is_view = !scan.by_key && !scan.triggered && written.is_some_and(|name| name.eq_ignore_ascii_case(table));
    is_view || scan.table.eq_ignore_ascii_case(table)
}

fn is_known(schema: &Schema, table: &str) -> bool {
    schema.tables.iter().any(|known| known.name.source.eq_ignore_ascii_case(table))
}

fn near_table<'s>(schema: &'s Schema, table: &str) -> Option<&'s str> {
    nearest(table, schema.tables.iter().map(|known| known.name.source.as_str()))
}

/// A `-- scan:` must name a table that is scanned, and say why that is fine.
fn check_allowance(
    cx: &mut Diagnostics,
    schema: &Schema,
    query: &QueryToCheck<'_>,
    plan: &Plan,
    table: &Spanned<String>,
    reason: &str,
) {
    if !is_known(schema, table) {
        let told = cx.error("unknown-table", table.span, format!("`-- scan:` names no table: `{}`", table.value));
        drop(match near_table(schema, table) {
            Some(near) => told.label("no such table").help(format!("write `{near}`")),
            None => told.label("no such table").help("write `-- scan: table, why that is fine`"),
        });
        return;
    }
    let mut scans = plan.scans().iter().filter(|scan| covers(table, scan, query)).peekable();
    if scans.peek().is_none() {
        cx.push(unused_scan(table.span, &table.value, &query.name.value, "it goes through an index"));
    } else if scans.all(|scan| scan.bounded) {
        cx.push(unused_scan(table.span, &table.value, &query.name.value, "it reads no more rows than asked for"));
    } else if reason.is_empty() {
        cx.push(missing_reason(table.span, &table.value));
    }
}

// Diagnostic: full-scan
//
// ```sql
// -- name: BusyNodes :many
// SELECT id FROM nodes WHERE status = 'busy';
// ```
// where `status` has no index.
fn full_scan(judge: &Judge, query: &QueryToCheck<'_>, plan: &Plan, scan: &Scan, schema: &Schema) -> Diagnostic {
    let (name, table) = (&query.name.value, &scan.table);
    let place = scan.at.as_ref().map_or(query.name.span, |at| (query.at)(at.start));
    let indexes = judge.advise_scan(query.sql, plan, scan);
    let say = format!("say `-- scan: {table}, why that is fine` above the query");
    let is_virtual = schema.tables.iter().any(|known| known.name.source == *table && known.kind == TableKind::Virtual);
    let help = match indexes.as_slice() {
        [] if is_virtual => format!("ask it with `MATCH`, or {say}"),
        [] if scan.triggered => say,
        [] => match limited(judge, query, scan) {
            Some(indexes) if indexes.is_empty() => format!("give it a `LIMIT ?`, or {say}"),
            Some(indexes) => {
                format!("add `{}` to the schema and a `LIMIT ?` to the query, or {say}", indexes.join(" "))
            }
            None => say,
        },
        indexes => format!("add `{}` to the schema, or {say}", indexes.join(" ")),
    };
    let why = match scan {
        Scan { triggered: true, .. } => " in a trigger",
        Scan { by_key: true, .. } => " to check its foreign key",
        _ => "",
    };
    let message = format!("query `{name}` reads the whole table `{table}`{why}");
    // What the statement itself does not show may be somebody else's choice.
    let told = match scan.triggered {
        true => Diagnostic::warning("full-scan", place, message),
        false => Diagnostic::error("full-scan", place, message),
    };
    told.label("D1 bills every row read").help(help)
}

/// The indexes with which a LIMIT would spare the scan; `None` where none would.
fn limited(judge: &Judge, query: &QueryToCheck<'_>, scan: &Scan) -> Option<Vec<String>> {
    let sql = format!("{} LIMIT 1", query.sql);
    let plan = judge.plan(&sql).ok()?;
    let Some(scan) = plan.full_scans().find(|found| found.table == scan.table) else { return Some(Vec::new()) };
    Some(judge.advise_scan(&sql, &plan, scan)).filter(|indexes| !indexes.is_empty())
}

// Diagnostic: unused-scan. `-- scan: nodes, there are few` above `SELECT * FROM nodes WHERE id = ?`
fn unused_scan(span: Span, table: &str, query: &str, why: &str) -> Diagnostic {
    Diagnostic::warning("unused-scan", span, format!("query `{query}` does not read the whole table `{table}`"))
        .label(why)
        .help("leave the line out")
}

// Diagnostic: missing-reason. `-- scan: nodes`
fn missing_reason(span: Span, table: &str) -> Diagnostic {
    Diagnostic::error("missing-reason", span, format!("`-- scan: {table}` gives no reason"))
        .label("D1 bills every row read")
        .help(format!("write why that is fine: `-- scan: {table}, it holds one row a region`"))
}
