//! How many rows a statement writes, as D1 bills them: each table row that is inserted, updated or deleted, and each
//! entry that is put into an index.
//!
//! SQLite counts the first ([`changes`](rusqlite::Connection::changes)), and nobody the second. So it is put together
//! from three things that SQLite does tell: which columns a statement sets, while it prepares the statement; which rows
//! it then inserts and updates; and which indexes there are. workerd counts inside SQLite, with a patch; the numbers
//! in `tests/embedded/d1_meta.rs` are its. What is left out: what DDL writes into the schema, and rows that a statement
//! writes again in a trigger and then belong to another partial index.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::hooks::Action;
use rusqlite::{Connection, params};
use williw_migrations::rules;

use super::authorizer::{Gate, Write};

/// How many statements are known; all of a spec.
const KNOWN: usize = 1024;

/// What counts the rows of one connection.
pub(super) struct Written {
    rows: Arc<Mutex<Vec<Rows>>>,
    plans: RefCell<HashMap<String, Rc<Plan>>>,
}

/// The rows of one table that the running statement has written.
#[derive(Debug)]
struct Rows {
    table: String,
    inserted: Vec<i64>,
    updated: Vec<i64>,
}

/// What a statement writes to, triggers and cascades included.
#[derive(Debug, Default)]
struct Plan {
    tables: Vec<Table>,
    changes_schema: bool,
}

#[derive(Debug)]
struct Table {
    name: String,
    inserts: bool,
    /// SQLite tells nothing of the rows of such a table.
    without_rowid: bool,
    autoincrement: bool,
    indexes: Vec<Index>,
}

#[derive(Debug)]
struct Index {
    /// The condition of a partial index.
    condition: Option<String>,
    /// Whether the statement's updates give it another entry.
    is_updated: bool,
}

impl Written {
    pub(super) fn install(connection: &mut Connection) -> rusqlite::Result<Self> {
        let rows = Arc::new(Mutex::new(Vec::<Rows>::new()));
        let counted = Arc::clone(&rows);
        connection.update_hook(Some(move |action: Action, _: &str, table: &str, rowid: i64| {
            if !rules::is_free(table) {
                // The host's own rows are no statement's.
                return;
            }
            let mut rows = counted.lock().unwrap_or_else(PoisonError::into_inner);
            let at = rows.iter().position(|rows| rows.table == table).unwrap_or_else(|| {
                rows.push(Rows { table: table.to_owned(), inserted: Vec::new(), updated: Vec::new() });
                rows.len() - 1
            });
            match (action, rows.get_mut(at)) {
                (Action::SQLITE_INSERT, Some(rows)) => rows.inserted.push(rowid),
                (Action::SQLITE_UPDATE, Some(rows)) => rows.updated.push(rowid),
                _ => {}
            }
        }))?;
        Ok(Written { rows, plans: RefCell::default() })
    }

    /// A statement was prepared, for the first time or again, and this is what it writes to.
    pub(super) fn prepared(&self, connection: &Connection, gate: &Gate, sql: &str, writes: &[Write]) {
        if writes.is_empty() {
            return;
        }
        let plan = gate.trusting(|| Plan::read(connection, writes));
        let mut plans = self.plans.borrow_mut();
        if plans.len() >= KNOWN {
            plans.clear();
        }
        // Without a plan, only table rows are counted.
        plans.insert(sql.to_owned(), Rc::new(plan.unwrap_or_default()));
    }

    /// Whether the statement has to be prepared anew to know what it writes to.
    pub(super) fn is_unknown(&self, sql: &str) -> bool {
        !self.plans.borrow().contains_key(sql)
    }

    /// A statement begins.
    pub(super) fn begin(&self) {
        self.rows.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// How many rows the statement has written that changed so many table rows.
    pub(super) fn count(&self, connection: &Connection, gate: &Gate, sql: &str, changes: u64) -> u64 {
        let Some(plan) = self.plans.borrow().get(sql).map(Rc::clone) else { return changes };
        let rows = std::mem::take(&mut *self.rows.lock().unwrap_or_else(PoisonError::into_inner));
        if plan.changes_schema {
            self.plans.borrow_mut().clear();
            return changes;
        }
        let told: usize = rows.iter().map(|rows| rows.inserted.len() + rows.updated.len()).sum();
        let entries = plan.tables.iter().map(|table| {
            if table.without_rowid {
                // Those of which nothing was told are this table's.
                let untold = changes.saturating_sub(told as u64);
                let entries = table.indexes.iter().filter(|index| table.inserts || index.is_updated).count();
                return untold * entries as u64;
            }
            let Some(rows) = rows.iter().find(|rows| rows.table == table.name) else { return 0 };
            let of_index = |index: &Index| {
                let updated = if index.is_updated { rows.updated.as_slice() } else { &[] };
                let both = || [&rows.inserted, updated].concat();
                let all = (rows.inserted.len() + updated.len()) as u64;
                match &index.condition {
                    Some(condition) if all > 0 => {
                        gate.trusting(|| matching(connection, &table.name, condition, &both())).unwrap_or(all)
                    }
                    _ => all,
                }
            };
            // The highest rowid is noted once a statement.
            let noted = u64::from(table.autoincrement && !rows.inserted.is_empty());
            table.indexes.iter().map(of_index).sum::<u64>() + noted
        });
        changes + entries.sum::<u64>()
    }
}

impl Plan {
    fn read(connection: &Connection, writes: &[Write]) -> rusqlite::Result<Self> {
        if writes.contains(&Write::Schema) {
            return Ok(Plan { tables: Vec::new(), changes_schema: true });
        }
        let mut names: Vec<&str> = writes.iter().filter_map(Write::table).collect();
        names.sort_unstable();
        names.dedup();
        let tables = names.into_iter().map(|name| Table::read(connection, name, writes));
        Ok(Plan { tables: tables.collect::<Result<_, _>>()?, changes_schema: false })
    }
}

impl Table {
    fn read(connection: &Connection, name: &str, writes: &[Write]) -> rusqlite::Result<Self> {
        let inserts = writes.iter().any(|write| matches!(write, Write::Insert { table } if table == name));
        let sets = |column: &str| {
            let is_it = |write: &Write| matches!(write, Write::Update { table, column: set } if table == name && set.eq_ignore_ascii_case(column));
            writes.iter().any(is_it)
        };
        let sql: String = one(connection, "SELECT coalesce(max(sql), '') FROM sqlite_schema WHERE name = ?1", name)?;
        let without_rowid =
            one::<i64>(connection, "SELECT wr FROM pragma_table_list(?1) WHERE schema = 'main'", name)? != 0;
        // A row that gets another key moves in every index.
        let key = "SELECT name FROM pragma_table_info(?1) WHERE pk > 0 AND (?2 OR upper(type) = 'INTEGER')";
        let moves = all::<String>(connection, key, params![name, without_rowid])?.iter().any(|column| sets(column));
        let listed = "SELECT l.name, l.origin, coalesce(s.sql, '') FROM pragma_index_list(?1) AS l \
                      LEFT JOIN sqlite_schema AS s ON s.type = 'index' AND s.name = l.name";
        let mut statement = connection.prepare(listed)?;
        let listed = statement.query_map([name], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        let mut indexes = Vec::new();
        for index in listed {
            let (index, origin, sql): (String, String, String) = index?;
            if without_rowid && origin == "pk" {
                // That is the table itself.
                continue;
            }
            let columns = "SELECT coalesce(name, '') FROM pragma_index_xinfo(?1) WHERE key = 1";
            let columns = all::<String>(connection, columns, params![index])?;
            let condition = condition(&sql).map(str::to_owned);
            // An expression or a condition has the names of its columns in its text.
            let in_text = |text: &str| {
                let mut words = text.split(|c: char| !c.is_alphanumeric() && c != '_');
                words.any(&sets)
            };
            let has_expression = columns.iter().any(String::is_empty);
            let is_updated = moves
                || columns.iter().any(|column| sets(column))
                || (has_expression && in_text(&sql))
                || condition.as_deref().is_some_and(in_text);
            indexes.push(Index { condition, is_updated });
        }
        let autoincrement = sql.to_ascii_uppercase().contains("AUTOINCREMENT");
        Ok(Table { name: name.to_owned(), inserts, without_rowid, autoincrement, indexes })
    }
}

/// How many of these rows are in a partial index.
fn matching(connection: &Connection, table: &str, condition: &str, rowids: &[i64]) -> rusqlite::Result<u64> {
    let list = rowids.iter().map(i64::to_string).collect::<Vec<_>>().join(",");
    let table = table.replace('"', "\"\"");
    // By their rowids: the planner would rather go through all of the partial index, whose condition this is.
    let sql = format!(
        "SELECT count(*) FROM \"{table}\" NOT INDEXED WHERE _rowid_ IN (SELECT value FROM json_each(?1)) AND ({condition})"
    );
    let count: i64 = connection.query_row(&sql, [format!("[{list}]")], |row| row.get(0))?;
    Ok(count.unsigned_abs())
}

/// What stands behind the WHERE of a CREATE INDEX.
fn condition(sql: &str) -> Option<&str> {
    let (mut depth, mut quote) = (0u32, None);
    for (at, c) in sql.char_indices() {
        match (quote, c) {
            (Some(end), c) if c == end => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"' | '`') => quote = Some(c),
            (None, '[') => quote = Some(']'),
            (None, '(') => depth += 1,
            (None, ')') => depth = depth.saturating_sub(1),
            (None, 'W' | 'w') if depth == 0 => {
                let word = sql.get(at..at + 5).is_some_and(|word| word.eq_ignore_ascii_case("WHERE"));
                if word && sql.get(..at).is_some_and(|before| before.trim_end().ends_with(')')) {
                    return sql.get(at + 5..);
                }
            }
            _ => {}
        }
    }
    None
}

fn one<T: rusqlite::types::FromSql>(connection: &Connection, sql: &str, name: &str) -> rusqlite::Result<T> {
    connection.query_row(sql, [name], |row| row.get(0))
}

fn all<T: rusqlite::types::FromSql>(
    connection: &Connection,
    sql: &str,
    params: impl rusqlite::Params,
) -> rusqlite::Result<Vec<T>> {
    connection.prepare(sql)?.query_map(params, |row| row.get(0))?.collect()
}
