//! The two tables that remember: wrangler's, and ours with the checksums.

use rusqlite::{Connection, OptionalExtension};
use sha2::{Digest, Sha256};

use crate::Migration;
use crate::text::canonical;

/// The tables' names.
pub const LEDGERS: [&str; 2] = ["d1_migrations", "williw_migrations"];

/// wrangler's to the byte, so that a schema does not tell who made it.
const CREATE: &str = "CREATE TABLE IF NOT EXISTS \"d1_migrations\"(
\t\tid         INTEGER PRIMARY KEY AUTOINCREMENT,
\t\tname       TEXT UNIQUE,
\t\tapplied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL
);
CREATE TABLE IF NOT EXISTS williw_migrations (name TEXT PRIMARY KEY, sha256 TEXT NOT NULL, applied_at TEXT NOT NULL);";

/// A file that was applied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Applied {
    pub(crate) name: String,
    pub(crate) applied_at: String,
    /// Of the text that was applied; not where wrangler did it.
    pub(crate) sha256: Option<String>,
}

/// The checksum of a file's statements: comments and white space between them mean nothing, and an old file may get a
/// comment, such as `-- allow-loss: …`.
pub fn checksum(sql: &str) -> String {
    let digest = Sha256::digest(canonical(sql).as_bytes());
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Whether any migration was ever applied.
pub(crate) fn has_ledger(connection: &Connection) -> rusqlite::Result<bool> {
    Ok(!read(connection)?.is_empty())
}

/// What was applied, in order.
pub(crate) fn read(connection: &Connection) -> rusqlite::Result<Vec<Applied>> {
    let [theirs, ours] = LEDGERS.map(|table| exists(connection, table));
    if !theirs? {
        return Ok(Vec::new());
    }
    let sha256 = if ours? { "(SELECT sha256 FROM williw_migrations AS own WHERE own.name = d1.name)" } else { "NULL" };
    let sql = format!("SELECT name, applied_at, {sha256} FROM d1_migrations AS d1 WHERE name IS NOT NULL ORDER BY id");
    let mut statement = connection.prepare(&sql)?;
    let rows = statement
        .query_map([], |row| Ok(Applied { name: row.get(0)?, applied_at: row.get(1)?, sha256: row.get(2)? }))?;
    rows.collect()
}

/// Whether a file was applied, by whomever.
pub(crate) fn holds(connection: &Connection, name: &str) -> rusqlite::Result<bool> {
    let found = connection.query_row("SELECT 1 FROM d1_migrations WHERE name = ?1", [name], |_| Ok(()));
    Ok(found.optional()?.is_some())
}

/// Makes the tables where they are missing.
pub(crate) fn create(connection: &Connection) -> rusqlite::Result<()> {
    connection.execute_batch(CREATE)
}

/// Writes that a file was applied.
pub(crate) fn record(connection: &Connection, file: &Migration<'_>) -> rusqlite::Result<()> {
    connection.execute("INSERT INTO d1_migrations (name) VALUES (?1)", [file.name])?;
    seal(connection, file)
}

/// Writes a file's checksum.
pub(crate) fn seal(connection: &Connection, file: &Migration<'_>) -> rusqlite::Result<()> {
    let sql = "INSERT OR REPLACE INTO williw_migrations (name, sha256, applied_at) VALUES (?1, ?2, CURRENT_TIMESTAMP)";
    connection.execute(sql, [file.name, &checksum(file.sql)]).map(drop)
}

fn exists(connection: &Connection, table: &str) -> rusqlite::Result<bool> {
    let sql = "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?1";
    Ok(connection.query_row(sql, [table], |_| Ok(())).optional()?.is_some())
}

#[cfg(test)]
mod tests {
    use super::checksum;

    #[test]
    fn what_means_nothing_does_not_count() {
        assert_eq!(checksum("-- allow-loss: seen\na\r\nb;\n"), checksum("a\nb"));
        assert_ne!(checksum("SELECT '--'"), checksum("SELECT '-- '"));
        assert_eq!(checksum(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }
}
