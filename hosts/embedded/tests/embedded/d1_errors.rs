//! What goes wrong here goes wrong on workerd in the same words, and so is of the same class. The words
//! are those of workerd 1.20261117, to which each of these statements was given.

use williw_embedded::Host;
use williw_embedded::testing::{TestWorker, start};
use williw_workers::d1::{D1Error, Value};
use williw_workers::driver::Host as _;

use crate::support::{TINY, Tiny, write};

const SCHEMA: [&str; 20] = [
    "CREATE TABLE p (id INTEGER PRIMARY KEY, k INTEGER CHECK (k > 0), a, b, u UNIQUE, nn NOT NULL DEFAULT 1, CONSTRAINT named CHECK (a <> 'bad'))",
    "CREATE TABLE mu (a, b, UNIQUE (a, b))",
    "CREATE TABLE w (a, b, PRIMARY KEY (a, b)) WITHOUT ROWID",
    "CREATE TABLE txt (id TEXT PRIMARY KEY)",
    "CREATE UNIQUE INDEX ux ON p (lower(b))",
    r#"CREATE TABLE "we ird" ("a, b" UNIQUE, "c.d" UNIQUE)"#,
    "CREATE TABLE c (pid REFERENCES p (id))",
    "CREATE TABLE d (pid REFERENCES p (id) DEFERRABLE INITIALLY DEFERRED)",
    "CREATE TABLE s (i INTEGER, t TEXT, b BLOB) STRICT",
    "CREATE VIEW v AS SELECT 1 AS a",
    "CREATE TABLE g (a INTEGER, b AS (a + 1))",
    "CREATE TRIGGER no BEFORE DELETE ON p BEGIN SELECT raise(ABORT, 'stays: put'); END",
    "CREATE TRIGGER no2 BEFORE DELETE ON mu BEGIN SELECT raise(ABORT, 'database is locked by trigger'); END",
    "CREATE TRIGGER no3 BEFORE UPDATE ON txt BEGIN SELECT raise(ABORT, 'UNIQUE constraint failed: a.b'); END",
    "INSERT INTO p (id, k, a, b, u) VALUES (1, 1, 'a', 'b', 'u')",
    "INSERT INTO mu VALUES (1, 2)",
    "INSERT INTO w VALUES (1, 2)",
    "INSERT INTO txt VALUES ('a')",
    r#"INSERT INTO "we ird" VALUES (1, 2)"#,
    "INSERT INTO c VALUES (1)",
];

fn world() -> TestWorker {
    let worker = start(Tiny(&TINY), Host::in_memory());
    for sql in SCHEMA {
        worker.sql("DB", sql, vec![]).unwrap();
    }
    worker
}

/// Statements, and what workerd says of each.
#[track_caller]
fn check(cases: &[(&str, &str)]) {
    let worker = world();
    for (sql, words) in cases {
        assert_eq!(worker.sql("DB", *sql, vec![]), Err(D1Error::from_message(words)), "{sql}");
    }
}

#[test]
fn constraints() {
    check(&[
        (
            "INSERT INTO p (id) VALUES (1)",
            "UNIQUE constraint failed: p.id: SQLITE_CONSTRAINT (extended: SQLITE_CONSTRAINT_PRIMARYKEY)",
        ),
        (
            "INSERT INTO p (u) VALUES ('u')",
            "UNIQUE constraint failed: p.u: SQLITE_CONSTRAINT (extended: SQLITE_CONSTRAINT_UNIQUE)",
        ),
        (
            "INSERT INTO mu VALUES (1, 2)",
            "UNIQUE constraint failed: mu.a, mu.b: SQLITE_CONSTRAINT (extended: SQLITE_CONSTRAINT_UNIQUE)",
        ),
        (
            "INSERT INTO mu (rowid, a) VALUES (1, 5)",
            "UNIQUE constraint failed: mu.rowid: SQLITE_CONSTRAINT (extended: SQLITE_CONSTRAINT_ROWID)",
        ),
        (
            "INSERT INTO w VALUES (1, 2)",
            "UNIQUE constraint failed: w.a, w.b: SQLITE_CONSTRAINT (extended: SQLITE_CONSTRAINT_PRIMARYKEY)",
        ),
        (
            "INSERT INTO txt VALUES ('a')",
            "UNIQUE constraint failed: txt.id: SQLITE_CONSTRAINT (extended: SQLITE_CONSTRAINT_PRIMARYKEY)",
        ),
        (
            "INSERT INTO p (a, b) VALUES ('x', 'B')",
            "UNIQUE constraint failed: index 'ux': SQLITE_CONSTRAINT (extended: SQLITE_CONSTRAINT_UNIQUE)",
        ),
        (
            r#"INSERT INTO "we ird" VALUES (1, 3)"#,
            "UNIQUE constraint failed: we ird.a, b: SQLITE_CONSTRAINT (extended: SQLITE_CONSTRAINT_UNIQUE)",
        ),
        (
            r#"INSERT INTO "we ird" VALUES (3, 2)"#,
            "UNIQUE constraint failed: we ird.c.d: SQLITE_CONSTRAINT (extended: SQLITE_CONSTRAINT_UNIQUE)",
        ),
        (
            "INSERT INTO p (nn) VALUES (NULL)",
            "NOT NULL constraint failed: p.nn: SQLITE_CONSTRAINT (extended: SQLITE_CONSTRAINT_NOTNULL)",
        ),
        (
            "INSERT INTO w VALUES (NULL, 1)",
            "NOT NULL constraint failed: w.a: SQLITE_CONSTRAINT (extended: SQLITE_CONSTRAINT_NOTNULL)",
        ),
        (
            "INSERT INTO p (k) VALUES (0)",
            "CHECK constraint failed: k > 0: SQLITE_CONSTRAINT (extended: SQLITE_CONSTRAINT_CHECK)",
        ),
        (
            "INSERT INTO p (a) VALUES ('bad')",
            "CHECK constraint failed: named: SQLITE_CONSTRAINT (extended: SQLITE_CONSTRAINT_CHECK)",
        ),
        (
            "INSERT INTO c VALUES (7)",
            "FOREIGN KEY constraint failed: SQLITE_CONSTRAINT (extended: SQLITE_CONSTRAINT_FOREIGNKEY)",
        ),
        (
            "UPDATE p SET id = 9",
            "FOREIGN KEY constraint failed: SQLITE_CONSTRAINT (extended: SQLITE_CONSTRAINT_FOREIGNKEY)",
        ),
        (
            "INSERT INTO s (i) VALUES (1.5)",
            "cannot store REAL value in INTEGER column s.i: SQLITE_CONSTRAINT (extended: SQLITE_CONSTRAINT_DATATYPE)",
        ),
        ("DELETE FROM p", "stays: put: SQLITE_CONSTRAINT (extended: SQLITE_CONSTRAINT_TRIGGER)"),
        ("DELETE FROM mu", "database is locked by trigger: SQLITE_CONSTRAINT (extended: SQLITE_CONSTRAINT_TRIGGER)"),
        (
            "UPDATE txt SET id = 'b'",
            "UNIQUE constraint failed: a.b: SQLITE_CONSTRAINT (extended: SQLITE_CONSTRAINT_TRIGGER)",
        ),
    ]);
}

#[test]
fn mistakes_in_a_statement() {
    check(&[
        ("SELECT * FROM nosuch", "no such table: nosuch: SQLITE_ERROR"),
        ("SELECT nosuch FROM p", "no such column: nosuch at offset 7: SQLITE_ERROR"),
        ("INSERT INTO p (nosuch) VALUES (1)", "table p has no column named nosuch: SQLITE_ERROR"),
        ("SELEC 1", "near \"SELEC\": syntax error at offset 0: SQLITE_ERROR"),
        ("SELECT nosuch(1)", "no such function: nosuch at offset 7: SQLITE_ERROR"),
        ("INSERT INTO v VALUES (1)", "cannot modify v because it is a view: SQLITE_ERROR"),
        ("INSERT INTO g (b) VALUES (1)", "cannot INSERT into generated column \"b\": SQLITE_ERROR"),
        (
            "INSERT INTO p (id) VALUES (1) ON CONFLICT (a) DO NOTHING",
            "ON CONFLICT clause does not match any PRIMARY KEY or UNIQUE constraint: SQLITE_ERROR",
        ),
        ("SELECT ?", "Wrong number of parameter bindings for SQL query."),
        ("", "No SQL statements detected."),
        ("-- nothing", "No SQL statements detected."),
    ]);
}

#[test]
fn values_that_do_not_go() {
    check(&[
        ("INSERT INTO p (id) VALUES ('abc')", "datatype mismatch: SQLITE_MISMATCH"),
        ("SELECT 1 LIMIT 1.5", "datatype mismatch: SQLITE_MISMATCH"),
        ("SELECT abs(-9223372036854775808)", "integer overflow: SQLITE_ERROR"),
        ("SELECT json('{')", "malformed JSON: SQLITE_ERROR"),
        ("SELECT length(zeroblob(20000000))", "string or blob too big: SQLITE_TOOBIG"),
        (
            "SELECT 'x' LIKE 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'",
            "LIKE or GLOB pattern too complex: SQLITE_ERROR",
        ),
    ]);
}

/// The one class that differs: workerd reports an internal error, and its database starts anew.
#[test]
fn a_deferred_foreign_key() {
    let sql = "INSERT INTO d VALUES (77)";
    assert_eq!(world().sql("DB", sql, vec![]), Err(D1Error::ForeignKey));
    assert!(D1Error::from_message("internal error; reference = rpnusbemco0jmvau8jr51njv").is_transient());
}

#[test]
fn a_parameter_that_cannot_be_bound_is_named_before_anything_runs() {
    let insert = |value| write("INSERT INTO mu VALUES (?1, ?2)", vec![Value::Null, value]);
    for (value, expected) in [
        (Value::Integer(1 << 53), "parameter 2 cannot be bound: an integer beyond ±(2^53 − 1) is not exact in D1"),
        (Value::Integer(i64::MIN), "parameter 2 cannot be bound: an integer beyond ±(2^53 − 1) is not exact in D1"),
        (Value::Real(f64::NAN), "parameter 2 cannot be bound: a number must be finite"),
        (Value::Real(f64::NEG_INFINITY), "parameter 2 cannot be bound: a number must be finite"),
        (
            Value::Text("x".repeat(2_000_001)),
            "over a limit of D1: parameter 2 has 2000001 bytes, and at most 2000000 fit",
        ),
        (Value::Blob(vec![0; 2_000_001]), "over a limit of D1: parameter 2 has 2000001 bytes, and at most 2000000 fit"),
    ] {
        let worker = world();
        // The first one would fail, if it ran.
        let batch = [write("SELECT nosuch", vec![]), insert(value)];
        let error = worker.block_on(worker.host().d1("DB").unwrap().run(&batch)).unwrap_err();
        assert_eq!(error.to_string(), expected);
    }
    let worker = world();
    let batch = [insert(Value::Integer((1 << 53) - 1)), insert(Value::Text("x".repeat(2_000_000 - 100)))];
    assert_eq!(worker.block_on(worker.host().d1("DB").unwrap().run(&batch)).map(|results| results.len()), Ok(2));
}
