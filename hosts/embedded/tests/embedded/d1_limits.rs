//! D1's limits, and what D1 refuses. Where Cloudflare documents less than workerd takes, less counts.

use williw_embedded::Host;
use williw_embedded::testing::start;
use williw_workers::d1::{D1Error, Value};

use crate::support::{TINY, Tiny};

#[track_caller]
fn check(sql: impl Into<String>, params: Vec<Value>, expected: Result<(), &str>) {
    let sql = sql.into();
    let result = start(Tiny(&TINY), Host::in_memory()).sql("DB", sql.clone(), params);
    let start: String = sql.chars().take(60).collect();
    assert_eq!(result.map(drop).map_err(|e| e.to_string()), expected.map_err(str::to_owned), "{start}");
}

fn list(n: usize, item: impl Fn(usize) -> String, separator: &str) -> String {
    (1..=n).map(item).collect::<Vec<_>>().join(separator)
}

#[test]
fn parameters() {
    let marks = |n| format!("SELECT {}", list(n, |_| "?".into(), " AND "));
    check("SELECT ?100", vec![Value::Null; 100], Ok(()));
    check(marks(50), vec![Value::Null; 50], Ok(()));
    check("SELECT ?101", vec![], Err("variable number must be between ?1 and ?100 at offset 7: SQLITE_ERROR"));
}

#[test]
fn length_of_a_statement() {
    let statement = |n: usize| format!("SELECT '{}'", "x".repeat(n - 9));
    check(statement(100_000), vec![], Ok(()));
    check(statement(100_001), vec![], Err("over a limit of D1: statement too long: SQLITE_TOOBIG"));
}

#[test]
fn length_of_a_value() {
    let text = |n| vec![Value::Text("x".repeat(n))];
    check("SELECT length(?)", text(2_000_000), Ok(()));
    let long = Err("over a limit of D1: parameter 1 has 2000001 bytes, and at most 2000000 fit");
    check("SELECT length(?)", text(2_000_001), long);
    check("SELECT length(?)", vec![Value::Blob(vec![0; 2_000_001])], long);
    // Counted in bytes.
    check("SELECT length(?)", vec![Value::Text("ü".repeat(1_000_000))], Ok(()));
    check("SELECT zeroblob(2000001)", vec![], Err("over a limit of D1: string or blob too big: SQLITE_TOOBIG"));
}

#[test]
fn columns_terms_patterns_and_arguments() {
    let columns = |n| format!("CREATE TABLE wide ({})", list(n, |i| format!("c{i}"), ", "));
    check(columns(100), vec![], Ok(()));
    check(columns(101), vec![], Err("too many columns on wide: SQLITE_ERROR"));
    check(list(5, |_| "SELECT 1".into(), " UNION ALL "), vec![], Ok(()));
    check(
        list(6, |_| "SELECT 1".into(), " UNION ALL "),
        vec![],
        Err("too many terms in compound SELECT: SQLITE_ERROR"),
    );
    check("SELECT 'x' LIKE ?", vec![Value::Text("x".repeat(50))], Ok(()));
    let long = Err("over a limit of D1: LIKE or GLOB pattern too complex: SQLITE_ERROR");
    check("SELECT 'x' LIKE ?", vec![Value::Text("x".repeat(51))], long);
    check(format!("SELECT max({})", list(32, |i| i.to_string(), ",")), vec![], Ok(()));
    check(format!("SELECT 1 IN ({})", list(5000, |i| i.to_string(), ",")), vec![], Ok(()));
    let deep = "Expression tree is too large (maximum depth 100): SQLITE_ERROR";
    check(format!("SELECT {}", list(101, |i| format!("a = {i}"), " OR ")), vec![], Err(deep));
}

#[test]
fn what_is_not_authorized() {
    let refused = Err("not authorized: SQLITE_AUTH");
    for sql in [
        "CREATE TEMP TABLE t (a)",
        "ATTACH ':memory:' AS other",
        "CREATE TABLE _cf_mine (a)",
        "CREATE TABLE _CF_MINE (a)",
        "DELETE FROM _cf_williw_schema",
        "DROP TABLE _cf_williw_schema",
        "CREATE VIRTUAL TABLE v USING dbstat",
        "PRAGMA user_version",
        "PRAGMA journal_mode = DELETE",
        "PRAGMA synchronous = OFF",
        "PRAGMA writable_schema = ON",
        "PRAGMA page_size = 512",
    ] {
        check(sql, vec![], refused);
    }
    check(
        "SELECT * FROM _cf_williw_schema",
        vec![],
        Err("access to _cf_williw_schema.number is prohibited: SQLITE_AUTH"),
    );
    check("VACUUM", vec![], Err("cannot VACUUM from within a transaction: SQLITE_ERROR"));
    let function = Err("not authorized to use function: sqlite_version at offset 7: SQLITE_ERROR");
    check("SELECT sqlite_version()", vec![], function);
}

#[test]
fn transactions_are_the_hosts() {
    for sql in ["BEGIN", "begin immediate", "COMMIT", "END", "ROLLBACK", "SAVEPOINT s", "RELEASE s", "ROLLBACK TO s"] {
        let error = start(Tiny(&TINY), Host::in_memory()).sql("DB", sql, vec![]).unwrap_err();
        let D1Error::Other(text) = error else { panic!("{sql}: {error:?}") };
        assert!(
            text.starts_with("To execute a transaction, please use the state.storage.transaction()"),
            "{sql}: {text}"
        );
    }
}

#[test]
fn what_works_on_d1_works() {
    let worker = start(Tiny(&TINY), Host::in_memory());
    for sql in [
        "CREATE TABLE s (id INTEGER PRIMARY KEY AUTOINCREMENT, a TEXT, b TEXT AS (upper(a)) STORED) STRICT",
        "ALTER TABLE s RENAME COLUMN a TO c",
        "ALTER TABLE s ADD COLUMN d TEXT",
        "ALTER TABLE s RENAME TO r",
        "ALTER TABLE r DROP COLUMN d",
        "CREATE VIRTUAL TABLE f USING fts5(body)",
        "INSERT INTO f VALUES ('the quick fox')",
        "SELECT highlight(f, 0, '<', '>') FROM f WHERE f MATCH 'quick'",
        "DROP TABLE f",
        "CREATE VIEW v AS SELECT id FROM r",
        "CREATE INDEX i ON r (lower(c)) WHERE c IS NOT NULL",
        "WITH RECURSIVE n (x) AS (VALUES (1) UNION ALL SELECT x + 1 FROM n WHERE x < 10) SELECT sum(x) FROM n",
        "SELECT row_number() OVER (ORDER BY id) FROM r",
        "INSERT INTO notes (id, text) VALUES (1, 'a') ON CONFLICT (id) DO UPDATE SET text = excluded.text RETURNING *",
        "EXPLAIN QUERY PLAN SELECT * FROM notes",
        "SELECT value FROM json_each('[1]')",
        "SELECT name FROM pragma_table_info('notes')",
        "PRAGMA table_list",
        "PRAGMA foreign_key_check",
        "PRAGMA optimize",
        "ANALYZE",
        "REINDEX",
    ] {
        if let Err(e) = worker.sql("DB", sql, vec![]) {
            panic!("{sql}: {e}");
        }
    }
}
