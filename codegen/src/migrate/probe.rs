//! What a migration would do to rows: each table is given one, whose references all hold, and the file is run.
//!
//! What is hard is to blame no innocent file. An author may delete what he wants; what he does not see is that DROP
//! TABLE deletes rows of other tables. So only what is lost while a table is dropped counts, and only if it has not come
//! back by the end of the file. Where a row cannot be made, or a statement fails because of it, nothing is said.

use std::collections::{BTreeMap, BTreeSet};

use super::catalog::{Catalog, Table, quoted};
use crate::judge::{Judge, SqlError, Verdict};
use crate::model::Affinity;
use crate::parse::sql::shape::{Shape, parse_shape};
use crate::parse::sql::{Script, Statement};

/// Rows that a statement takes from a table that it does not name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loss {
    /// Position of the statement in its script.
    pub statement: usize,
    /// The table that is dropped.
    pub dropped: String,
    /// The table that loses.
    pub table: String,
    /// Rows go; else values do.
    pub rows: bool,
}

/// Runs a file on the judge, which is left as it was, and tells what tables lose by the way.
///
/// # Errors
/// What SQLite says of a schema that was broken by hand.
pub fn losses(judge: &mut Judge, script: &Script, text: &str) -> Result<Vec<Loss>, SqlError> {
    let drops = |statement: &Statement| matches!(parse_shape(script, statement, text), Shape::Drop { .. });
    if !script.statements.iter().any(drops) {
        return Ok(Vec::new());
    }
    judge.savepoint()?;
    let found = Catalog::read(judge).and_then(|catalog| {
        judge.unchecked(true)?;
        fill(judge, &catalog);
        judge.unchecked(false)?;
        watch(judge, script, text)
    });
    judge.undo()?;
    found
}

/// Gives each table a row in which each value is the same for its kind, so that children find their parents.
fn fill(judge: &Judge, catalog: &Catalog) {
    let values = values(catalog);
    for (key, table) in &catalog.tables {
        let columns = table.facts.columns.iter().filter(|column| column.hidden == 0);
        let (names, cells): (Vec<String>, Vec<&str>) = columns
            .map(|column| {
                let cell = values.get(&(key.clone(), column.name.to_ascii_lowercase())).map_or("NULL", String::as_str);
                (quoted(&column.name), cell)
            })
            .unzip();
        let sql = format!(
            "INSERT OR IGNORE INTO {} ({}) VALUES ({})",
            quoted(&table.name),
            names.join(", "),
            cells.join(", ")
        );
        // A table whose row cannot be made is not watched.
        let _ = judge.connection().execute_batch(&sql);
    }
}

/// A value for each column; one that refers to another has that one's.
fn values(catalog: &Catalog) -> BTreeMap<(String, String), String> {
    let mut values: BTreeMap<(String, String), String> = BTreeMap::new();
    for (key, table) in &catalog.tables {
        for column in &table.facts.columns {
            let value = match Affinity::of(&column.declared_type, table.form.strict) {
                Affinity::Text => "'williw'",
                Affinity::Blob if table.form.strict && column.declared_type.eq_ignore_ascii_case("blob") => "x'77'",
                _ => "7777777",
            };
            values.insert((key.clone(), column.name.to_ascii_lowercase()), value.to_owned());
        }
    }
    // As often as the longest chain of references.
    for _ in 0..catalog.tables.len() {
        let mut changed = false;
        for (key, table) in &catalog.tables {
            for reference in &table.facts.foreign_keys {
                let parent = reference.table.to_ascii_lowercase();
                for (number, (from, to)) in reference.columns.iter().enumerate() {
                    let to = to.clone().or_else(|| key_column(catalog.tables.get(&parent)?, number));
                    let Some(value) = to.and_then(|to| values.get(&(parent.clone(), to.to_ascii_lowercase())).cloned())
                    else {
                        continue;
                    };
                    let own = values.insert((key.clone(), from.to_ascii_lowercase()), value.clone());
                    changed |= own != Some(value);
                }
            }
        }
        if !changed {
            break;
        }
    }
    values
}

/// The column of a primary key at a position from 0.
fn key_column(table: &Table, number: usize) -> Option<String> {
    let at = u32::try_from(number + 1).ok()?;
    table.facts.columns.iter().find(|column| column.primary_key == at).map(|column| column.name.clone())
}

/// A table's rows, each as its cells by column.
type Rows = BTreeSet<BTreeMap<String, String>>;

fn watch(judge: &mut Judge, script: &Script, text: &str) -> Result<Vec<Loss>, SqlError> {
    judge.connection().execute_batch("PRAGMA ignore_check_constraints = on")?;
    let mut suspects: Vec<(Loss, Rows)> = Vec::new();
    for (number, statement) in script.statements.iter().enumerate() {
        let sql = text.get(statement.span.start..statement.span.end).unwrap_or_default();
        match parse_shape(script, statement, text) {
            Shape::Drop { table } => {
                let before = all(judge)?;
                let applied = !matches!(judge.run(sql), Verdict::Refused(_));
                let after = all(judge)?;
                for (name, rows) in before {
                    let left = after.get(&name);
                    if !applied || name.eq_ignore_ascii_case(&table) || left.is_none_or(|left| rows.is_subset(left)) {
                        continue;
                    }
                    let fewer = left.is_some_and(|left| left.len() < rows.len());
                    let loss = Loss { statement: number, dropped: table.clone(), table: name, rows: fewer };
                    suspects.push((loss, rows));
                }
            }
            Shape::RenameTable { table, to } => {
                judge.run(sql);
                for (loss, _) in &mut suspects {
                    if loss.table.eq_ignore_ascii_case(&table) {
                        loss.table.clone_from(&to.value);
                    }
                }
            }
            _ => {
                judge.run(sql);
            }
        }
    }
    let end = all(judge)?;
    judge.connection().execute_batch("PRAGMA ignore_check_constraints = off")?;
    let lost = |(loss, rows): (Loss, Rows)| {
        if is_dropped_too(script, text, &loss) {
            return None;
        }
        let left = end.iter().find(|(name, _)| name.eq_ignore_ascii_case(&loss.table)).map(|(_, rows)| rows);
        let back = left.is_some_and(|left| rows.iter().all(|row| left.iter().any(|now| agree(row, now))));
        (!back).then_some(loss)
    };
    Ok(suspects.into_iter().filter_map(lost).collect())
}

/// Whether the author drops the losing table as well, and reads nothing of it before: then its rows are to go.
fn is_dropped_too(script: &Script, text: &str, loss: &Loss) -> bool {
    for statement in script.statements.iter().skip(loss.statement + 1) {
        if let Shape::Drop { table } = parse_shape(script, statement, text)
            && table.eq_ignore_ascii_case(&loss.table)
        {
            return true;
        }
        let named = |name: String| name.eq_ignore_ascii_case(&loss.table);
        if script.code(statement).any(|token| token.name(text).is_some_and(named)) {
            return false;
        }
    }
    false
}

/// Whether two rows have the same in the columns that both have.
fn agree(a: &BTreeMap<String, String>, b: &BTreeMap<String, String>) -> bool {
    a.iter().all(|(column, cell)| b.get(column).is_none_or(|other| other == cell))
}

/// All rows of all tables.
fn all(judge: &Judge) -> Result<BTreeMap<String, Rows>, SqlError> {
    let catalog = Catalog::read(judge)?;
    let read = |table: &Table| -> Result<Rows, SqlError> {
        let names: Vec<String> = table.facts.columns.iter().map(|column| column.name.to_ascii_lowercase()).collect();
        let cells: Vec<String> =
            table.facts.columns.iter().map(|column| format!("quote({})", quoted(&column.name))).collect();
        let mut statement =
            judge.connection().prepare(&format!("SELECT {} FROM {}", cells.join(", "), quoted(&table.name)))?;
        let rows = statement.query_map([], |row| {
            names.iter().enumerate().map(|(at, name)| Ok((name.clone(), row.get(at)?))).collect()
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    };
    catalog.tables.values().map(|table| Ok((table.name.clone(), read(table)?))).collect()
}
