//! What a migrated database should hold, found without a migration: the wanted schema, empty, takes the old rows.

use std::collections::BTreeMap;

use rusqlite::config::DbConfig;
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

use crate::edits::Edit;
use crate::rows::{lenient, quote, statements};

#[derive(Debug, Default, PartialEq)]
pub(crate) struct Table {
    /// In lower case; `rowid` first where the table has one that is no column.
    columns: Vec<String>,
    /// Sorted.
    pub(crate) rows: Vec<Vec<String>>,
    /// Its rows may stand elsewhere.
    is_virtual: bool,
}

type Dump = BTreeMap<String, Table>;

/// Every table's every cell, with its type; what AUTOINCREMENT has reached, too.
pub(crate) fn dump(conn: &Connection) -> Dump {
    let sql = "SELECT name, wr, type = 'virtual' FROM pragma_table_list WHERE schema = 'main' AND (type IN ('table', 'virtual')) AND name NOT IN ('sqlite_schema', 'sqlite_stat1')";
    let read = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
    let names: Vec<(String, bool, bool)> =
        conn.prepare(sql).unwrap().query_map([], read).unwrap().map(Result::unwrap).collect();
    let table = |(name, without_rowid, is_virtual): (String, bool, bool)| {
        (name.to_lowercase(), Table { is_virtual, ..table(conn, &name, without_rowid) })
    };
    names.into_iter().map(table).collect()
}

/// What reads a table, and the names of what it reads.
fn reading(conn: &Connection, name: &str, without_rowid: bool) -> (Vec<String>, String) {
    let mut columns = columns(conn, name);
    let sequence = name.eq_ignore_ascii_case("sqlite_sequence");
    if !without_rowid && !sequence && !columns.iter().any(|(name, ..)| name == "rowid") {
        columns.insert(0, ("rowid".to_owned(), false, None, false));
    }
    let cells: Vec<String> = columns
        .iter()
        .map(|(name, ..)| {
            if name == "rowid" {
                "quote(rowid)".to_owned()
            } else {
                format!("typeof({0}) || ' ' || quote({0})", quote(name))
            }
        })
        .collect();
    let sql = format!("SELECT {} FROM {}", cells.join(", "), quote(name));
    (columns.into_iter().map(|(name, ..)| name).collect(), sql)
}

fn table(conn: &Connection, name: &str, without_rowid: bool) -> Table {
    let (columns, sql) = reading(conn, name, without_rowid);
    let Ok(mut statement) = conn.prepare(&sql) else { return Table::default() };
    let rows = statement.query_map([], |row| (0..columns.len()).map(|at| row.get(at).map(timeless)).collect());
    // A text search whose content was changed without it cannot be read.
    let mut rows: Vec<Vec<String>> = rows.unwrap().map_while(Result::ok).collect();
    rows.sort();
    Table { columns, rows, is_virtual: false }
}

/// What a default took from the clock is the same a second later.
fn timeless(cell: String) -> String {
    let digits: String = cell.chars().map(|c| if c.is_ascii_digit() { '9' } else { c }).collect();
    let is_now = digits == "text '9999-99-99 99:99:99'"
        || cell.starts_with("integer 1") && matches!(digits.as_str(), "integer 9999999999" | "integer 9999999999999");
    if is_now { "text 'now'".to_owned() } else { cell }
}

/// A case for another engine: statements that make the database with its rows, the migration, and what each query
/// must return after it.
pub(crate) fn case(
    place: &str,
    full: &Connection,
    migration: &[String],
    migrated: &Connection,
) -> Option<serde_json::Value> {
    let objects = statements(full);
    // Rows of text searches stand in tables that nobody else may write.
    if objects.iter().any(|sql| sql.to_uppercase().contains("CREATE VIRTUAL")) {
        return None;
    }
    // A foreign key may refer to what is unique by an index.
    let (before, others): (Vec<_>, Vec<_>) = objects.into_iter().partition(|sql| {
        let sql = sql.to_uppercase();
        ["CREATE TABLE", "CREATE INDEX", "CREATE UNIQUE"].iter().any(|start| sql.starts_with(start))
    });
    let mut rows = vec!["PRAGMA defer_foreign_keys = on".to_owned()];
    for (name, table) in dump(full).iter().filter(|(name, _)| *name != "sqlite_sequence") {
        let hidden: Vec<String> = columns(full, name).into_iter().filter(|it| it.3).map(|it| it.0).collect();
        let kept: Vec<usize> = (0..table.columns.len()).filter(|&at| !hidden.contains(&table.columns[at])).collect();
        let names: Vec<String> = kept.iter().map(|&at| quote(&table.columns[at])).collect();
        for row in &table.rows {
            let cells: Vec<&str> =
                kept.iter()
                    .map(|&at| {
                        if table.columns[at] == "rowid" { row[at].as_str() } else { row[at].split_once(' ').unwrap().1 }
                    })
                    .collect();
            rows.push(format!("INSERT INTO {} ({}) VALUES ({})", quote(name), names.join(", "), cells.join(", ")));
        }
    }
    let sequences = "SELECT name, seq FROM sqlite_sequence";
    if let Ok(mut read) = full.prepare(sequences) {
        rows.push("DELETE FROM sqlite_sequence".to_owned());
        let found = read.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?))).unwrap();
        for (name, seq) in found.map(Result::unwrap) {
            rows.push(format!("INSERT INTO sqlite_sequence VALUES ('{}', {seq})", name.replace('\'', "''")));
        }
    }
    let setup: Vec<String> = before.into_iter().chain(rows).chain(others).collect();
    let sql = "SELECT name, wr FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT IN ('sqlite_schema', 'sqlite_stat1')";
    let names: Vec<(String, bool)> = migrated
        .prepare(sql)
        .unwrap()
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    let queries: Vec<serde_json::Value> = names
        .iter()
        .map(|(name, without_rowid)| {
            let (_, sql) = reading(migrated, name, *without_rowid);
            serde_json::json!({ "sql": sql, "rows": table(migrated, name, *without_rowid).rows })
        })
        .collect();
    Some(serde_json::json!({ "place": place, "setup": setup, "migration": migration, "queries": queries }))
}

/// Name, whether it must not be NULL, default, whether it is generated.
fn columns(conn: &Connection, table: &str) -> Vec<(String, bool, Option<String>, bool)> {
    let sql = "SELECT lower(name), \"notnull\", dflt_value, hidden > 1 FROM pragma_table_xinfo(?1) WHERE hidden <> 1 ORDER BY cid";
    let read = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?));
    conn.prepare(sql).unwrap().query_map([table], read).unwrap().map(Result::unwrap).collect()
}

/// The wanted schema with the old rows; an error where they do not fit it.
pub(crate) fn expected(full: &Connection, edit: &Edit) -> Result<Dump, String> {
    let conn = lenient();
    for statement in &edit.target {
        conn.execute_batch(statement).map_err(|error| error.to_string())?;
    }
    let old = dump(full);
    for (name, table) in dump(&conn) {
        if name == "sqlite_sequence" || table.is_virtual {
            continue;
        }
        let from = edit.old_table(&name);
        if old.contains_key(&from) {
            fill(full, &conn, edit, &from, &name)?;
        }
    }
    // What was reached counts on, though the row that had it is gone.
    let keyed: Vec<String> = conn
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND upper(sql) LIKE '%AUTOINCREMENT%'")
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    for name in keyed {
        let Ok(mut read) = full.prepare("SELECT seq FROM sqlite_sequence WHERE lower(name) = ?1") else { continue };
        if let Ok(reached) = read.query_row([edit.old_table(&name)], |row| row.get::<_, i64>(0)) {
            conn.execute("DELETE FROM sqlite_sequence WHERE name = ?1", [&name]).unwrap();
            conn.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (?1, ?2)", (&name, reached)).unwrap();
        }
    }
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_FKEY, true).unwrap();
    let sql = "SELECT \"table\" || ' to ' || parent FROM pragma_foreign_key_check LIMIT 1";
    match conn.query_row(sql, [], |row| row.get::<_, String>(0)) {
        Err(rusqlite::Error::QueryReturnedNoRows) => Ok(dump(&conn)),
        Ok(place) => Err(format!("a foreign key does not hold: {place}")),
        Err(error) => Err(error.to_string()),
    }
}

fn fill(full: &Connection, conn: &Connection, edit: &Edit, from: &str, to: &str) -> Result<(), String> {
    let old = columns(full, from);
    let (mut read, mut write, mut defaults) = (Vec::new(), Vec::new(), Vec::new());
    let rowids = |conn: &Connection, table: &str| {
        let sql = format!("SELECT rowid FROM {}", quote(table));
        conn.prepare(&sql).is_ok()
    };
    let rowid_alias: i64 = conn
        .query_row("SELECT count(*) FROM pragma_table_xinfo(?1) HAVING max(pk) = 1 AND max(pk = 1 AND upper(type) = 'INTEGER') \
            AND NOT EXISTS (SELECT 1 FROM pragma_index_list(?1) WHERE origin = 'pk')", [to], |row| row.get(0))
        .unwrap_or(0);
    if rowids(full, from) && rowids(conn, to) && rowid_alias == 0 {
        read.push("rowid".to_owned());
        write.push("rowid".to_owned());
        defaults.push(None);
    }
    for (name, not_null, default, generated) in columns(conn, to) {
        if generated {
            continue;
        }
        let was = edit.old_column(to, &name);
        if let Some((_, was_not_null, ..)) = old.iter().find(|(name, ..)| *name == was) {
            read.push(quote(&was));
            let filled =
                not_null && !was_not_null && default.as_deref().is_some_and(|it| !it.eq_ignore_ascii_case("null"));
            defaults.push(filled.then(|| default.unwrap()));
            write.push(quote(&name));
        } else if not_null && default.is_none_or(|it| it.eq_ignore_ascii_case("null")) {
            // What the migration is allowed to put there.
            let declared: String = conn
                .query_row(
                    "SELECT upper(type) FROM pragma_table_xinfo(?1) WHERE lower(name) = ?2",
                    [to, &name],
                    |row| row.get(0),
                )
                .unwrap();
            let zero = if ["CHAR", "CLOB", "TEXT"].iter().any(|it| declared.contains(it)) {
                "''"
            } else if declared.is_empty() || declared.contains("BLOB") || declared == "ANY" {
                "x''"
            } else {
                "0"
            };
            read.push(zero.to_owned());
            defaults.push(None);
            write.push(quote(&name));
        }
    }
    if write.is_empty() {
        return Ok(());
    }
    let rows: Vec<Vec<Value>> = full
        .prepare(&format!("SELECT {} FROM {}", read.join(", "), quote(from)))
        .map_err(|error| error.to_string())?
        .query_map([], |row| (0..read.len()).map(|at| row.get(at)).collect())
        .unwrap()
        .map(Result::unwrap)
        .collect();
    for row in rows {
        let places: Vec<String> = row
            .iter()
            .zip(&defaults)
            .map(|(value, default)| match (value, default) {
                (Value::Null, Some(default)) => format!("coalesce(?, {default})"),
                _ => "?".to_owned(),
            })
            .collect();
        let sql = format!("INSERT OR ABORT INTO {} ({}) VALUES ({})", quote(to), write.join(", "), places.join(", "));
        conn.execute(&sql, params_from_iter(row)).map_err(|error| format!("{to}: {error}"))?;
    }
    Ok(())
}

/// Whether a table refers to itself by a column of another type.
pub(crate) fn refers_to_itself_as_another_type(edit: &Edit) -> bool {
    let conn = lenient();
    for statement in &edit.target {
        let _ = conn.execute_batch(statement);
    }
    let sql = "SELECT count(*) FROM pragma_table_list t, pragma_foreign_key_list(t.name) k, pragma_table_xinfo(t.name) a, pragma_table_xinfo(t.name) b \
        WHERE k.\"table\" = t.name COLLATE NOCASE AND a.name = k.\"from\" COLLATE NOCASE \
        AND (b.name = k.\"to\" COLLATE NOCASE OR k.\"to\" IS NULL AND b.pk = k.seq + 1) AND upper(a.type) <> upper(b.type)";
    conn.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap() > 0
}

/// Says where two differ.
pub(crate) fn compare(now: &Dump, expected: &Dump) -> Result<(), String> {
    for (name, table) in expected {
        if table.is_virtual {
            continue;
        }
        let found = now.get(name).ok_or_else(|| format!("table {name} is not there"))?;
        if found == table {
            continue;
        }
        let missing: Vec<_> = table.rows.iter().filter(|row| !found.rows.contains(row)).take(3).collect();
        let more: Vec<_> = found.rows.iter().filter(|row| !table.rows.contains(row)).take(3).collect();
        return Err(format!(
            "table {name} ({:?} / {:?}): {} rows, should be {}\nmissing {missing:?}\nmore {more:?}",
            found.columns,
            table.columns,
            found.rows.len(),
            table.rows.len()
        ));
    }
    match now.keys().find(|name| *name != "sqlite_sequence" && !expected.contains_key(*name)) {
        Some(name) => Err(format!("table {name} is left over")),
        None => Ok(()),
    }
}
