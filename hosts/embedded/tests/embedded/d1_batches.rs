//! A batch is one transaction, a failure is of D1's class, and nothing of it stays.

use williw_embedded::Host;
use williw_embedded::testing::{TestWorker, start};
use williw_workers::d1::{Bound, Columns, D1Error, ResultSet, Value};
use williw_workers::driver::Host as _;

use crate::support::{TINY, Tiny, cells, read, write};

fn tiny() -> TestWorker {
    start(Tiny(&TINY), Host::in_memory())
}

fn run(worker: &TestWorker, statements: Vec<Bound>) -> Result<Vec<ResultSet>, D1Error> {
    worker.block_on(worker.host().d1("DB").unwrap().run(&statements))
}

fn count(worker: &TestWorker) -> i64 {
    let Value::Integer(n) = cells(worker.sql("DB", "SELECT count(*) FROM notes", vec![]).unwrap())[0] else { panic!() };
    n
}

fn note(text: &str) -> Bound {
    write("INSERT INTO notes (text) VALUES (?)", vec![Value::Text(text.into())])
}

#[test]
fn an_empty_batch_is_empty() {
    assert_eq!(run(&tiny(), vec![]), Ok(vec![]));
}

#[test]
fn results_come_in_order_with_what_changed() {
    let worker = tiny();
    let results = run(
        &worker,
        vec![
            note("a"),
            write("INSERT INTO notes (text) VALUES ('b') RETURNING id, text", vec![]),
            read("SELECT text FROM notes ORDER BY id", vec![]),
            write("UPDATE notes SET weight = 1", vec![]),
            write("DELETE FROM notes WHERE id = 99", vec![]),
        ],
    )
    .unwrap();
    let changes: Vec<u64> = results.iter().map(|result| result.meta.changes).collect();
    assert_eq!(changes, [1, 1, 0, 2, 0]);
    assert_eq!(results[0].meta.last_row_id, 1);
    assert_eq!(results[1].cells, [Value::Integer(2), Value::Text("b".into())]);
    assert_eq!(results[2].cells, [Value::Text("a".into()), Value::Text("b".into())]);
}

#[test]
fn changes_include_those_of_cascades_and_triggers() {
    let worker = tiny();
    let tag = |tag: &'static str| write("INSERT INTO tags VALUES (1, ?)", vec![Value::Text(tag.into())]);
    run(&worker, vec![note("a"), tag("x"), tag("y"), tag("z")]).unwrap();
    let results = run(&worker, vec![write("DELETE FROM notes", vec![])]).unwrap();
    assert_eq!(results[0].meta.changes, 4);
    worker.sql("DB", "CREATE TRIGGER twin AFTER INSERT ON notes WHEN new.text = 'a' BEGIN INSERT INTO notes (text) VALUES ('b'); END", vec![]).unwrap();
    assert_eq!(run(&worker, vec![note("a")]).unwrap()[0].meta.changes, 2);
}

#[test]
fn a_failing_statement_undoes_the_batch() {
    let worker = tiny();
    for last in [
        note("a"),
        write("SELECT nosuch FROM notes", vec![]),
        write("INSERT INTO notes (text) VALUES (?)", vec![]),
        write("INSERT INTO notes (text) VALUES (?)", vec![Value::Integer(i64::MAX)]),
        write("COMMIT", vec![]),
        write("INSERT INTO tags VALUES (99, 'x')", vec![]),
        write("INSERT OR ROLLBACK INTO notes (text) VALUES ('a')", vec![]),
        write("VACUUM", vec![]),
    ] {
        let sql = last.sql.clone();
        assert!(run(&worker, vec![note("a"), note("b"), last]).is_err(), "{sql}");
        assert_eq!(count(&worker), 0, "{sql}");
    }
    assert_eq!(run(&worker, vec![note("a"), note("b")]).map(|results| results.len()), Ok(2));
}

#[test]
fn a_deferred_foreign_key_fails_at_the_end() {
    let worker = tiny();
    let defer = || write("PRAGMA defer_foreign_keys = ON", vec![]);
    let orphan = || write("INSERT INTO tags VALUES (1, 'x')", vec![]);
    assert_eq!(run(&worker, vec![defer(), orphan()]), Err(D1Error::ForeignKey));
    assert_eq!(run(&worker, vec![orphan(), note("a")]), Err(D1Error::ForeignKey));
    assert_eq!(run(&worker, vec![defer(), orphan(), note("a")]).map(|results| results.len()), Ok(3));
    assert_eq!(run(&worker, vec![write("INSERT INTO tags VALUES (99, 'x')", vec![])]), Err(D1Error::ForeignKey));
}

#[test]
fn a_pragma_lasts_for_its_transaction() {
    let worker = tiny();
    let like = || read("SELECT 'a' LIKE 'A'", vec![]);
    for _ in 0..2 {
        let results = run(&worker, vec![write("PRAGMA case_sensitive_like = ON", vec![]), like()]).unwrap();
        assert_eq!(results[1].cells, [Value::Integer(0)]);
        assert_eq!(run(&worker, vec![like()]).unwrap()[0].cells, [Value::Integer(1)]);
    }
    // In a transaction, this one does nothing at all.
    worker.sql("DB", "PRAGMA foreign_keys = OFF", vec![]).unwrap();
    assert_eq!(worker.sql("DB", "PRAGMA foreign_keys", vec![]).unwrap().cells, [Value::Integer(1)]);
}

#[test]
fn errors_have_d1s_classes() {
    let worker = tiny();
    worker.sql("DB", "CREATE TABLE p (id INTEGER PRIMARY KEY, k INTEGER CHECK (k > 0), a, b, CONSTRAINT named CHECK (a <> 'bad'))", vec![]).unwrap();
    worker.sql("DB", "CREATE TABLE mu (a, b, UNIQUE (a, b))", vec![]).unwrap();
    worker.sql("DB", "INSERT INTO mu VALUES (1, 2)", vec![]).unwrap();
    worker.sql("DB", "CREATE UNIQUE INDEX ux ON p (lower(b))", vec![]).unwrap();
    worker.sql("DB", "CREATE TRIGGER no BEFORE DELETE ON p BEGIN SELECT raise(ABORT, 'stays'); END", vec![]).unwrap();
    worker.sql("DB", "INSERT INTO p VALUES (1, 1, 'a', 'b')", vec![]).unwrap();
    let unique = |table: &str, columns: &[&str]| D1Error::Unique {
        table: table.into(),
        columns: columns.iter().map(|column| (*column).into()).collect(),
    };
    let other = |text: &str| D1Error::Other(text.into());
    for (sql, expected) in [
        ("INSERT INTO p VALUES (1, 1, 'c', 'd')", unique("p", &["id"])),
        ("INSERT INTO mu VALUES (1, 2)", unique("mu", &["a", "b"])),
        ("INSERT INTO p (a, b) VALUES ('x', 'B')", unique("", &["ux"])),
        ("INSERT INTO p (k) VALUES (0)", D1Error::Check("k > 0".into())),
        ("INSERT INTO p (a) VALUES ('bad')", D1Error::Check("named".into())),
        ("INSERT INTO notes (text) VALUES (NULL)", D1Error::NotNull { table: "notes".into(), column: "text".into() }),
        ("INSERT INTO tags VALUES (7, 'x')", D1Error::ForeignKey),
        ("DELETE FROM p", D1Error::Trigger("stays".into())),
        ("SELECT * FROM nosuch", other("no such table: nosuch: SQLITE_ERROR")),
        ("  SELECT nosuch FROM p", other("no such column: nosuch at offset 9: SQLITE_ERROR")),
        ("SELEC 1", other("near \"SELEC\": syntax error at offset 0: SQLITE_ERROR")),
        ("SELECT 1 LIMIT 1.5", other("datatype mismatch: SQLITE_MISMATCH")),
        ("SELECT 1; SELECT 2", other("A prepared SQL statement must contain only one statement.")),
        ("-- nothing", other("No SQL statements detected.")),
        ("", other("No SQL statements detected.")),
    ] {
        assert_eq!(worker.sql("DB", sql, vec![]), Err(expected), "{sql}");
    }
}

#[test]
fn the_parameters_are_counted() {
    let worker = tiny();
    let wrong = Err(D1Error::Other("Wrong number of parameter bindings for SQL query.".into()));
    let one = || vec![Value::Null];
    assert_eq!(worker.sql("DB", "SELECT ?", vec![]), wrong);
    assert_eq!(worker.sql("DB", "SELECT 1", one()), wrong);
    assert_eq!(worker.sql("DB", "SELECT ?1, ?3", one()), wrong);
    assert!(worker.sql("DB", "SELECT ?1, ?1", one()).is_ok());
    assert!(worker.sql("DB", "SELECT 1; -- the end", vec![]).is_ok());
}

#[test]
fn columns_other_than_the_specs_are_noticed() {
    let statement = Bound { columns: Columns::Known(&["a", "b"]), ..read("SELECT 1", vec![]) };
    assert!(matches!(run(&tiny(), vec![statement]), Err(D1Error::Decode(_))));
    let without =
        Bound { columns: Columns::Known(&[]), ..write("INSERT INTO notes (text) VALUES ('a') RETURNING id", vec![]) };
    let result = run(&tiny(), vec![without]).unwrap().remove(0);
    assert_eq!((result.width, result.cells.len(), result.meta.changes), (0, 0, 1));
}

#[test]
fn a_batch_whose_future_is_dropped_did_nothing_or_all() {
    let worker = tiny();
    drop(worker.host().d1("DB").unwrap().run(&[note("a")]));
    assert_eq!(count(&worker), 0);
}
