//! Query syntax, SQLite's word and what inference found → `model::Query`.
//!
//! What is hard: three readings of one statement must agree. SQLite says which columns a result has, inference what
//! is in them, and our own tokens where they stand in the text; wherever the three differ, SQLite is right and the
//! fine print of the other two is dropped, so that a query is then typed by less but never wrongly.

mod columns;
mod params;
mod place;
mod writes;

use std::collections::{BTreeMap, BTreeSet};

use heck::ToPascalCase as _;

use crate::check::queries::{QueryToCheck, check_query_limits, check_query_plan};
use crate::diag::{Diagnostics, nearest};
use crate::infer::{Inference, infer_given};
use crate::judge::{Judge, Prepared};
use crate::model::{Command, Embed, Name, Query, ResultColumn, RowShape, Schema, TypeDef};
use crate::names;
use crate::parse::sql::queries::{Override, QuerySyntax};
use crate::source::{SourceMap, Spanned};
use columns::{Listed, list_columns};
use params::lower_params;
use place::{Edits, bad_sql};

/// What queries are checked against.
#[derive(Clone, Copy, Debug)]
pub struct QueryContext<'c> {
    pub sources: &'c SourceMap,
    pub judge: &'c Judge,
    pub schema: &'c Schema,
    pub types: &'c [TypeDef],
    /// Whether types may be missing because their entries were refused.
    pub incomplete: bool,
    /// Lower-case names of tables (and `.name` of columns) that were refused: their lack was told already.
    pub refused: &'c BTreeSet<String>,
}

/// Lowers all queries, and says what SQLite and D1 have against each.
pub fn lower_queries(cx: &mut Diagnostics, context: &QueryContext<'_>, syntax: &[QuerySyntax]) -> Vec<Query> {
    let mut taken: BTreeMap<String, &Spanned<String>> = BTreeMap::new();
    let mut queries = Vec::new();
    for query in syntax {
        let rust = names::field(&query.name);
        if let Some(first) = taken.get(&rust) {
            let message = match first.value == query.name.value {
                true => format!("the query `{}` is declared twice", query.name.value),
                false => format!("`{}` and `{}` are both generated as `{rust}`", first.value, query.name.value),
            };
            cx.error("duplicate-name", query.name.span, message).secondary(first.span, "the first one");
            continue;
        }
        taken.insert(rust.clone(), &query.name);
        queries.extend(lower_query(cx, context, query, rust));
    }
    share_rows(cx, syntax, &mut queries);
    queries
}

// Diagnostic: row-mismatch
//
// Two queries with `-- row: NodeView`, of which one has a column more.
/// Queries that share a row struct must have the same columns; one that does not is left out.
fn share_rows(cx: &mut Diagnostics, syntax: &[QuerySyntax], queries: &mut Vec<Query>) {
    let mut first: BTreeMap<String, (Name, String)> = BTreeMap::new();
    queries.retain(|query| {
        let RowShape::Own(row) = &query.row else { return true };
        let column = |column: &ResultColumn| {
            let option = if column.nullable { "Option of " } else { "" };
            format!("`{}`: {option}{}", column.name.source, crate::describe::rust_type(&column.ty))
        };
        let mut columns: Vec<String> = query.columns.iter().map(column).collect();
        columns.extend(query.embeds.iter().map(|embed| format!("{}{:?}", embed.name.rust, embed.columns)));
        let columns = columns.join(", ");
        let Some((name, shared)) = first.get(row) else {
            first.insert(row.clone(), (query.name.clone(), columns));
            return true;
        };
        if *shared == columns {
            return true;
        }
        let place = syntax.iter().find(|syntax| syntax.name.span == query.name.span);
        let place = place.and_then(|syntax| syntax.row.as_ref()).map_or(query.name.span, |row| row.span);
        let message =
            format!("`{}` and `{}` share the row `{row}` and differ in columns", name.source, query.name.source);
        cx.error("row-mismatch", place, message)
            .label(format!("here they are {columns}"))
            .secondary(name.span, format!("there {shared}"))
            .help("select the same columns in the same order, or give one of them another row");
        false
    });
}

fn lower_query(cx: &mut Diagnostics, context: &QueryContext<'_>, syntax: &QuerySyntax, rust: String) -> Option<Query> {
    let written = &syntax.sql;
    let mut sink = Diagnostics::default();
    let at = |offset: usize| written.span(offset).unwrap_or(syntax.name.span);
    check_query_limits(
        &mut sink,
        context.judge,
        &QueryToCheck { sql: &written.text, name: &syntax.name, statement: syntax.span, at: &at },
    );
    let told = sink.has_errors();
    cx.absorb(sink);
    let prepared = match context.judge.prepare(&written.text) {
        Ok(prepared) => prepared,
        Err(error) => {
            if !told && !place::follows(context, &error) {
                cx.push(bad_sql(context, syntax, &error));
            }
            return None;
        }
    };
    if told {
        return None;
    }
    let inference = infer_given(context.schema, &written.text, &|at| params::given(context, syntax, at));
    let mut edits = Edits::default();
    let sound = check_command(cx, context, syntax, &prepared, &inference)
        & writes::check_writes(cx, context, syntax, &inference)
        & params::check_uses(cx, syntax, &inference);
    let listed = list_columns(context, written, &prepared, &inference, &mut edits);
    let mut columns = listed.columns;
    let overridden = override_columns(cx, context, syntax, &mut columns);
    let params = lower_params(cx, context, syntax, &inference, &mut edits)?;
    let mut embeds = lower_embeds(cx, context, syntax, &listed.items, &columns)?;
    if !sound || !overridden {
        return None;
    }

    // What was rewritten must still mean the same to SQLite.
    let mut text = edits.apply(&written.text);
    let names = |prepared: &Prepared| prepared.columns.iter().eq(columns.iter().map(|column| &column.name.source));
    let same = |text: &str| {
        let again = context.judge.prepare(text).ok();
        again.filter(|again| again.parameters == prepared.parameters).map(|again| names(&again))
    };
    if same(&text) != Some(true) {
        edits.keep_parameters();
        text = edits.apply(&written.text);
        let returns = matches!(syntax.command.value, Command::One | Command::Many);
        match same(&text) {
            Some(named) if named || !returns => {}
            found => {
                unsettled(cx, syntax, found.is_some());
                return None;
            }
        }
    }
    let at = |offset: usize| at(edits.before(offset));
    let to_check = QueryToCheck { sql: &text, name: &syntax.name, statement: syntax.span, at: &at };
    let scans = check_query_plan(cx, context.judge, context.schema, &to_check, &syntax.scans);

    if !matches!(syntax.command.value, Command::One | Command::Many) {
        // Nobody reads them.
        columns.clear();
        embeds.clear();
    }
    let row = match &syntax.row {
        Some(named) => RowShape::Own(named.value.clone()),
        None => row_shape(context.schema, &syntax.name, &mut columns, &embeds),
    };
    Some(Query {
        name: Name { source: syntax.name.value.clone(), rust, span: syntax.name.span },
        row,
        command: syntax.command.value,
        sql: text,
        params,
        columns,
        embeds,
        certain: inference.certain && inference.columns.is_some(),
        reads_only: prepared.reads_only,
        idempotent: syntax.idempotent,
        scans,
        docs: syntax.docs.clone(),
    })
}

// Diagnostic: unnamed-column, bad-macro
//
// `SELECT id FROM nodes WHERE id IN (sqlc.slice(x)) OR status = @x`
/// A statement that could not be written as D1 must have it: a batch finds its columns by name, and a list is a sub-query.
fn unsettled(cx: &mut Diagnostics, syntax: &QuerySyntax, sound: bool) {
    let (name, span) = (&syntax.name.value, syntax.name.span);
    if sound {
        cx.error("unnamed-column", span, format!("the columns of query `{name}` have no names of their own"))
            .help("write each one with a name of its own: `expression AS name`, and no `*`");
    } else {
        cx.error("bad-macro", span, format!("a list of query `{name}` is used outside of `IN (sqlc.slice(…))` too"))
            .help("give the list and the single value two names");
    }
}

// Diagnostic: wrong-cardinality
//
// ```sql
// -- name: DeleteNode :one
// DELETE FROM nodes WHERE id = ?;
// ```
/// A command must be one that the statement can answer to.
fn check_command(
    cx: &mut Diagnostics,
    context: &QueryContext<'_>,
    syntax: &QuerySyntax,
    prepared: &Prepared,
    inference: &Inference,
) -> bool {
    let command = syntax.command.value;
    let without_rowid = || {
        let table = inference.inserted.and_then(|at| context.schema.tables.get(at));
        table.is_some_and(|table| table.without_rowid)
    };
    let (message, help) = match command {
        Command::One | Command::Many if prepared.columns.is_empty() => (
            "returns rows, and its statement has none",
            "add RETURNING with the columns that you want, or write `:exec`".to_owned(),
        ),
        Command::ExecRows | Command::ExecResult | Command::ExecLastId if prepared.reads_only => {
            ("tells what was changed, and its statement only reads", "write `:one` or `:many`".to_owned())
        }
        Command::ExecLastId if !is_insert(&syntax.sql.text) => (
            "tells which row was inserted, and its statement inserts none",
            "write `:execrows` for the number of changed rows".to_owned(),
        ),
        Command::ExecLastId if without_rowid() => (
            "tells which row was inserted, and its table has no rowids",
            "write RETURNING with the key, and `:one`".into(),
        ),
        Command::ExecLastId if inference.columns.is_some() && !inference.certain => (
            "tells which row was inserted, and its statement may insert none: the number would be an older row's",
            "write RETURNING with the key, and `:one`".into(),
        ),
        _ => return true,
    };
    let message = format!("`:{}` of `{}` {message}", command.as_str(), syntax.name.value);
    cx.error("wrong-cardinality", syntax.command.span, message).help(help);
    false
}

fn is_insert(sql: &str) -> bool {
    use crate::parse::sql::lex::lex;
    let mut depth = 0_usize;
    for token in lex(sql) {
        match token.word(sql).to_ascii_lowercase().as_str() {
            "(" => depth += 1,
            ")" => depth = depth.saturating_sub(1),
            "insert" | "replace" if depth == 0 => return true,
            "select" | "update" | "delete" | "values" if depth == 0 => return false,
            _ => {}
        }
    }
    false
}

/// Applies `-- column x: Type!`.
fn override_columns(
    cx: &mut Diagnostics,
    context: &QueryContext<'_>,
    syntax: &QuerySyntax,
    columns: &mut [ResultColumn],
) -> bool {
    let mut sound = true;
    for said @ Override { name, ty, nullable } in &syntax.columns {
        let Some(at) = columns.iter().position(|column| column.name.source.eq_ignore_ascii_case(name)) else {
            let message = format!("the query `{}` has no column `{}`", syntax.name.value, name.value);
            let known: Vec<&str> = columns.iter().map(|column| column.name.source.as_str()).collect();
            let told = cx.error("unknown-column", name.span, message);
            drop(match nearest(name, known.iter().copied()) {
                Some(near) => told.help(format!("write `{near}`")),
                None => told.help(format!("its columns are {}", place::listed(&known))),
            });
            sound = false;
            continue;
        };
        let Some(column) = columns.get_mut(at) else { continue };
        match params::overridden(cx, context, ty, "an annotation") {
            Ok(Some((ty, sql_type))) => {
                sound &= params::check_override(cx, said, column.sql_type, sql_type);
                (column.ty, column.sql_type) = (ty, sql_type);
            }
            Ok(None) => {}
            Err(()) => sound = false,
        }
        column.nullable = nullable.unwrap_or(column.nullable);
    }
    sound
}

/// The fields that `sqlc.embed`s make; `None` where one does not name a table.
fn lower_embeds(
    cx: &mut Diagnostics,
    context: &QueryContext<'_>,
    syntax: &QuerySyntax,
    items: &[Listed],
    columns: &[ResultColumn],
) -> Option<Vec<Embed>> {
    let mut embeds = Vec::new();
    let mut taken = Vec::new();
    for (offset, alias) in &syntax.sql.embeds {
        let item = items.iter().find(|item| item.text.contains(offset));
        let shown = item.and_then(|item| {
            let shown = columns.get(item.columns.clone())?;
            let table = shown.first()?.origin?.0;
            let whole = context.schema.tables.get(table)?.columns.len() == shown.len();
            let in_order = shown.iter().enumerate().all(|(at, column)| column.origin == Some((table, at)));
            (whole && in_order).then_some((item.columns.clone(), table, shown))
        });
        let Some((range, table, shown)) = shown else {
            let message = format!("`sqlc.embed({})` names no table of this query", alias.value);
            cx.error("bad-macro", alias.span, message)
                .help("name a table of FROM or its alias, outside of sub-queries; write `x.*` for anything else");
            return None;
        };
        let declared = context.schema.tables.get(table).map(|table| table.columns.as_slice()).unwrap_or_default();
        let optional = declared.iter().zip(shown).any(|(column, shown)| shown.nullable && !column.nullable);
        let ideal = names::field(&names::singular(&alias.value));
        let free = |name: &str| !taken.iter().any(|taken| taken == name);
        let rust = if free(&ideal) { ideal } else { names::numbered(&ideal, free) };
        taken.push(rust.clone());
        let name = Name { source: alias.value.clone(), rust, span: alias.span };
        embeds.push(Embed { name, table, columns: range, optional });
    }
    Some(embeds)
}

/// A table's row struct where the result is just that, else one of the query's own.
fn row_shape(schema: &Schema, name: &str, columns: &mut [ResultColumn], embeds: &[Embed]) -> RowShape {
    if columns.len() == 1 && embeds.is_empty() {
        return RowShape::Cell;
    }
    let table = columns.first().and_then(|column| column.origin).map(|(table, _)| table);
    if let Some((at, table)) = table.and_then(|at| Some((at, schema.tables.get(at)?)))
        && embeds.is_empty()
        && table.columns.len() == columns.len()
        && table.columns.iter().zip(columns.iter()).enumerate().all(|(position, (declared, shown))| {
            shown.origin == Some((at, position))
                && declared.ty == shown.ty
                && declared.name.source == shown.name.source
                // What a filter has made certain is worth less than a type that everybody knows.
                && (declared.nullable || !shown.nullable)
        })
    {
        for (declared, shown) in table.columns.iter().zip(columns) {
            shown.nullable = declared.nullable;
        }
        return RowShape::Table(at);
    }
    RowShape::Own(format!("{}Row", name.to_pascal_case()))
}
