//! SQLite's facts, the statements' fine print and `types.toml` → `model::Schema`.
//!
//! What is hard: a table's facts come from what the database holds in the end, its positions and comments from
//! whichever statements made it so; they meet by name, through renames and rebuilds. What cannot be placed
//! stands at its table, what has no comment has none: nothing here fails for lack of fine print.

mod declared;
pub(super) mod typing;
mod views;

use crate::diag::{Diagnostic, Diagnostics, nearest};
use crate::judge::{ColumnFacts, IndexFacts, Loaded, TableFacts, TableTypeFacts};
use crate::model::{Affinity, Column, ColumnType, Generated, Index, Name, Schema, Table, TableKind, TypeDef};
use crate::names;
use crate::parse::sql::lex::{TokenKind, lex};
use crate::source::{Span, Spanned};
use declared::Declared;

pub use typing::check_patterns;

/// What `types.toml` says that columns need.
#[derive(Clone, Copy, Debug)]
pub struct ColumnTyping<'t> {
    pub types: &'t [TypeDef],
    /// `[columns]`: pattern and type name, in file order.
    pub columns: &'t [(Spanned<String>, Spanned<String>)],
    /// Whether types may be missing from `types` because their entries were refused: an unknown name is then
    /// passed over.
    pub incomplete: bool,
}

/// Builds the schema's model of what the judge holds.
pub fn lower_schema(cx: &mut Diagnostics, loaded: &Loaded, typing: &ColumnTyping<'_>) -> Schema {
    let statements = loaded.statements.clone();
    let start = loaded.start;
    let facts = match loaded.judge.introspect() {
        Ok(facts) => facts,
        Err(error) => {
            cx.error("bad-sql", start, error.message).label("SQLite cannot read the schema that this made");
            return Schema { statements, ..Schema::default() };
        }
    };
    let declared = Declared::collect(&loaded.shapes);
    let mut tables: Vec<Table> = facts.iter().map(|table| lower_table(table, &declared, start)).collect();
    for (facts, table) in facts.iter().zip(&tables) {
        if let Some(reason) = &facts.broken {
            cx.push(broken_view(table.name.span, &facts.name, reason));
        }
    }
    check_references(cx, &facts, &tables, &declared, loaded);
    name_tables(cx, &mut tables);
    for table in &mut tables {
        name_columns(cx, table);
    }
    typing::type_columns(cx, &mut tables, &facts, typing);
    let mut schema = Schema { tables, statements };
    views::type_views(&mut schema, &facts);
    schema
}

fn lower_table(facts: &TableFacts, declared: &Declared<'_>, start: Span) -> Table {
    let declaration = declared.table(&facts.name);
    let span = declaration.map_or(start, |declaration| declaration.span);
    let visible: Vec<(usize, &ColumnFacts)> =
        facts.columns.iter().enumerate().filter(|(_, column)| column.hidden != HIDDEN).collect();
    let columns: Vec<Column> = visible
        .iter()
        .map(|(_, column)| {
            let syntax = declaration.and_then(|declaration| declaration.column(&column.name));
            Column {
                name: Name {
                    source: column.name.clone(),
                    rust: names::field(&column.name),
                    span: syntax.map_or(span, |syntax| syntax.0),
                },
                declared_type: column.declared_type.clone(),
                affinity: Affinity::of(&column.declared_type, facts.strict),
                nullable: !column.not_null && column.primary_key == 0,
                primary_key: column.primary_key,
                rowid_alias: is_rowid_alias(facts, column),
                default: column.default.clone(),
                generated: match column.hidden {
                    2 => Generated::Virtual,
                    3 => Generated::Stored,
                    _ => Generated::No,
                },
                ty: declared_type(&column.declared_type, facts.strict),
                docs: syntax.map(|syntax| syntax.1.to_vec()).unwrap_or_default(),
            }
        })
        .collect();
    let mut primary_key: Vec<usize> = (0..columns.len()).filter(|&at| key_position(&columns, at) > 0).collect();
    primary_key.sort_by_key(|&at| key_position(&columns, at));
    let indexes =
        facts.indexes.iter().filter(|index| index.origin != "pk").map(|index| lower_index(index, &visible)).collect();
    Table {
        name: Name { source: facts.name.clone(), rust: names::field(&facts.name), span },
        row: names::row(&facts.name),
        kind: match facts.kind {
            TableTypeFacts::Table => TableKind::Table,
            TableTypeFacts::View => TableKind::View,
            TableTypeFacts::Virtual => TableKind::Virtual,
        },
        strict: facts.strict,
        without_rowid: facts.without_rowid,
        columns,
        primary_key,
        indexes,
        docs: declaration.map(|declaration| declaration.docs.to_vec()).unwrap_or_default(),
    }
}

/// `hidden` of a virtual table's own argument columns.
const HIDDEN: u8 = 1;

fn key_position(columns: &[Column], at: usize) -> u32 {
    columns.get(at).map_or(0, |column| column.primary_key)
}

/// The one column of an INTEGER PRIMARY KEY is the rowid itself, unless SQLite had to make an index for it (as for
/// `INTEGER PRIMARY KEY DESC`).
fn is_rowid_alias(table: &TableFacts, column: &ColumnFacts) -> bool {
    table.kind == TableTypeFacts::Table
        && !table.without_rowid
        && column.primary_key == 1
        && column.declared_type.eq_ignore_ascii_case("integer")
        && !table.columns.iter().any(|other| other.primary_key > 1)
        && !table.indexes.iter().any(|index| index.origin == "pk")
}

fn lower_index(facts: &IndexFacts, visible: &[(usize, &ColumnFacts)]) -> Index {
    let position = |cid: &i64| {
        let cid = usize::try_from(*cid).ok()?;
        visible.iter().position(|(at, _)| *at == cid)
    };
    Index {
        name: facts.name.clone(),
        columns: facts.columns.iter().map(position).collect(),
        collations: facts.collations.clone(),
        unique: facts.unique,
        partial: facts.partial.then(|| facts.sql.as_deref().map(where_text).unwrap_or_default()),
        declared: facts.origin == "c",
    }
}

/// The text behind WHERE in a CREATE INDEX.
fn where_text(sql: &str) -> String {
    let tokens = lex(sql);
    let mut depth = 0_usize;
    for token in tokens.iter().filter(|token| token.kind != TokenKind::Comment) {
        match token.word(sql) {
            "(" => depth += 1,
            ")" => depth = depth.saturating_sub(1),
            word if depth == 0 && word.eq_ignore_ascii_case("where") => {
                return sql.get(token.end..).unwrap_or("").trim().to_owned();
            }
            _ => {}
        }
    }
    String::new()
}

/// What the declared type alone promises.
fn declared_type(declared: &str, strict: bool) -> ColumnType {
    if declared.eq_ignore_ascii_case("bool") || declared.eq_ignore_ascii_case("boolean") {
        return ColumnType::Boolean;
    }
    match Affinity::of(declared, strict) {
        Affinity::Integer => ColumnType::Integer,
        Affinity::Real => ColumnType::Real,
        Affinity::Text => ColumnType::Text,
        Affinity::Blob if declared.to_ascii_uppercase().contains("BLOB") => ColumnType::Blob,
        Affinity::Blob | Affinity::Numeric => ColumnType::Any,
    }
}

/// A foreign key must reference a table that is there: SQLite takes the declaration and refuses the rows.
fn check_references(
    cx: &mut Diagnostics,
    facts: &[TableFacts],
    tables: &[Table],
    declared: &Declared<'_>,
    loaded: &Loaded,
) {
    for (facts, table) in facts.iter().zip(tables) {
        for key in &facts.foreign_keys {
            let known = tables.iter().any(|table| table.name.source.eq_ignore_ascii_case(&key.table));
            if known || loaded.refused.contains(&key.table.to_lowercase()) {
                continue;
            }
            let Some((from, _)) = key.columns.first() else { continue };
            let column = table.columns.iter().find(|column| column.name.source.eq_ignore_ascii_case(from));
            let place = declared.table(&facts.name).and_then(|declared| declared.reference(&key.table));
            let place = place.or(column.map(|column| column.name.span)).unwrap_or(table.name.span);
            cx.push(unknown_table(place, from, &key.table, tables));
        }
    }
}

/// Gives each table its module and row struct. Two tables of one singular both keep their plural.
fn name_tables(cx: &mut Diagnostics, tables: &mut [Table]) {
    let singular: Vec<String> = tables.iter().map(|table| table.row.clone()).collect();
    let rows: Vec<String> = tables
        .iter()
        .map(|table| match singular.iter().filter(|row| **row == table.row).count() {
            1 => table.row.clone(),
            _ => names::type_name(&table.name.source),
        })
        .collect();
    let named: Vec<Name> = tables.iter().map(|table| table.name.clone()).collect();
    let modules = settle(cx, &named, "table");
    let rows: Vec<String> = names::distinct(&rows).into_iter().map(|(row, _)| row).collect();
    for ((table, module), row) in tables.iter_mut().zip(modules).zip(apart(&rows)) {
        table.name.rust = module;
        table.row = row;
    }
}

/// Row structs apart from the other structs of a table: `NodeInsert` is what a new row of `nodes` is given, so the
/// row of `node_inserts` is `NodeInsert2`.
fn apart(rows: &[String]) -> Vec<String> {
    let is_row = |name: &str| rows.iter().any(|row| row == name);
    let taken = |row: &str| {
        typing::ROW_SUFFIXES
            .iter()
            .filter(|suffix| !suffix.is_empty())
            .any(|suffix| row.strip_suffix(suffix).is_some_and(is_row))
    };
    rows.iter().map(|row| if taken(row) { names::numbered(row, |name| !is_row(name)) } else { row.clone() }).collect()
}

fn name_columns(cx: &mut Diagnostics, table: &mut Table) {
    let named: Vec<Name> = table.columns.iter().map(|column| column.name.clone()).collect();
    for (column, field) in table.columns.iter_mut().zip(settle(cx, &named, "column")) {
        column.name.rust = field;
    }
}

/// Makes the Rust names of things in one scope different, and says which had to change.
fn settle(cx: &mut Diagnostics, named: &[Name], what: &str) -> Vec<String> {
    let sources: Vec<String> = named.iter().map(|name| name.source.clone()).collect();
    let ideal: Vec<String> = named.iter().map(|name| name.rust.clone()).collect();
    let settled = names::distinct_from(&sources, &ideal);
    for (name, (rust, moved)) in named.iter().zip(&settled) {
        let keeper = named.iter().zip(&settled).find(|(other, (_, moved))| !moved && other.rust == name.rust);
        if *moved && let Some((keeper, _)) = keeper {
            cx.push(name_collision(name, what, rust, keeper.span));
        }
    }
    settled.into_iter().map(|(rust, _)| rust).collect()
}

// Diagnostic: unknown-table. `owner INTEGER REFERENCES user (id)` beside a table `users`. A warning, because SQLite
// takes it, and because databases in the wild have such keys.
fn unknown_table(span: Span, column: &str, target: &str, tables: &[Table]) -> Diagnostic {
    let message = format!("column `{column}` references unknown table `{target}`");
    let diagnostic = Diagnostic::warning("unknown-table", span, message).label("no such table");
    let near = nearest(target, tables.iter().map(|table| table.name.source.as_str()));
    match near.and_then(|near| tables.iter().find(|table| table.name.source == near)) {
        Some(near) => diagnostic
            .secondary(near.name.span, "a table with a similar name")
            .help(format!("write `{}`", near.name.source)),
        None => diagnostic.help("D1 enforces foreign keys: no row can be written until the table is there"),
    }
}

// Diagnostic: name-collision. `CREATE TABLE t (user_id, userId);`
fn name_collision(name: &Name, what: &str, instead: &str, first: Span) -> Diagnostic {
    Diagnostic::warning(
        "name-collision",
        name.span,
        format!("{what} `{}` is generated as `{instead}`: `{}` is taken", name.source, name.rust),
    )
    .label("two names that meet in Rust")
    .secondary(first, "this one keeps it")
}

// Diagnostic: broken-view. `CREATE VIEW v AS SELECT a FROM missing;`
fn broken_view(span: Span, name: &str, reason: &str) -> Diagnostic {
    Diagnostic::warning("broken-view", span, format!("view `{name}` cannot be read: {reason}"))
        .label("nothing is generated for it")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn affinities() {
        let declared =
            ["INTEGER", "VARCHAR(20)", "", "BLOB", "DOUBLE PRECISION", "DATETIME", "FLOATING POINT", "CHARINT", "ANY"];
        let expected = "[Integer, Text, Blob, Blob, Real, Numeric, Integer, Integer, Numeric]";
        assert_eq!(format!("{:?}", declared.map(|declared| Affinity::of(declared, false))), expected);
        assert_eq!(Affinity::of("ANY", true), Affinity::Blob);
        assert_eq!(declared_type("Boolean", false), ColumnType::Boolean);
    }

    #[test]
    fn conditions_of_partial_indexes() {
        assert_eq!(
            where_text("CREATE INDEX i ON t (CASE WHEN a THEN 1 END) /* where */ WHERE a > 'where' "),
            "a > 'where'"
        );
    }
}
