//! Everything that two databases hold, as lines that can be compared: objects, and each cell with its type and its bits.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::Path;

use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags};

/// What a database holds, but for the platform's tables.
pub(crate) fn dump(path: &Path) -> Vec<String> {
    let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE).unwrap();
    let mut lines = Vec::new();
    let texts = |sql: &str| -> Vec<String> {
        let mut statement = connection.prepare(sql).unwrap();
        statement.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
    };
    lines.extend(texts(
        "SELECT type || ' ' || name || ' of ' || tbl_name || ': ' || sql FROM sqlite_schema
         WHERE sql IS NOT NULL AND tbl_name NOT LIKE '\\_cf\\_%' ESCAPE '\\' AND name <> 'sqlite_sequence' ORDER BY name",
    ));
    let tables = texts(
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND (type = 'table' OR type = 'virtual')
         AND name NOT LIKE '\\_cf\\_%' ESCAPE '\\' AND name NOT LIKE 'sqlite_s%' ORDER BY name",
    );
    let sequence = texts("SELECT name FROM sqlite_schema WHERE name = 'sqlite_sequence'");
    for table in tables {
        let named = table.replace('"', "\"\"");
        let rowid = connection.prepare(&format!("SELECT rowid FROM \"{named}\"")).is_ok();
        let first = if rowid { "rowid, " } else { "" };
        // Of FTS5 without texts only the numbers of rows are there, and no number tells of words.
        cells(&connection, &table, &format!("SELECT {first}* FROM \"{named}\""), &mut lines);
    }
    for _ in sequence {
        cells(&connection, "sqlite_sequence", "SELECT name, seq FROM sqlite_sequence", &mut lines);
    }
    lines
}

fn cells(connection: &Connection, table: &str, sql: &str, lines: &mut Vec<String>) {
    let mut statement = connection.prepare(sql).unwrap();
    let width = statement.column_count();
    let mut rows = statement.query([]).unwrap();
    // Over columns that another table does not have, FTS5 has rows and cannot show them.
    let mut found = Vec::new();
    while let Ok(Some(row)) = rows.next() {
        let cell = |at: usize| match row.get_ref(at).unwrap() {
            ValueRef::Real(real) => format!("real {real} {:x}", real.to_bits()),
            ValueRef::Text(bytes) | ValueRef::Blob(bytes) if bytes.len() > 1000 => {
                let mut hash = DefaultHasher::new();
                bytes.hash(&mut hash);
                format!("{:?} of {} bytes, {:x}", row.get_ref(at).unwrap().data_type(), bytes.len(), hash.finish())
            }
            other => format!("{other:?}"),
        };
        found.push(format!("{table}: {}", (0..width).map(cell).collect::<Vec<_>>().join(" | ")));
    }
    found.sort_unstable();
    lines.extend(found);
}

/// Fails with the first lines that differ.
#[track_caller]
pub(crate) fn assert_same(one: &Path, other: &Path) {
    let (one, other) = (dump(one), dump(other));
    let short =
        |line: Option<&String>| line.map_or_else(|| "nothing".to_owned(), |line| line.chars().take(300).collect());
    for at in 0..one.len().max(other.len()) {
        assert!(one.get(at) == other.get(at), "line {at}\n{}\n{}", short(one.get(at)), short(other.get(at)));
    }
}
