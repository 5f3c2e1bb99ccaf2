//! A new database gets the schema, whole; an old one must have been made with the same one.

use std::fs;
use std::path::Path;

use tempfile::tempdir;
use williw_embedded::testing::{TestWorker, try_start};
use williw_embedded::{Error, Host};
use williw_workers::driver::{D1Manifest, Manifest};

use crate::support::{POST, SCHEMA, TINY, Tiny, body};

fn manifest(schema: &[&'static str]) -> &'static Manifest {
    let schema: &'static [&'static str] = schema.to_vec().leak();
    let d1: &'static [D1Manifest] = vec![D1Manifest { binding: "DB", schema, migrations: &[] }].leak();
    Box::leak(Box::new(Manifest { d1, ..TINY }))
}

fn open(folder: &Path, schema: &[&'static str]) -> Result<TestWorker, Error> {
    try_start(Tiny(manifest(schema)), Host::in_memory().data(folder))
}

#[test]
fn what_was_written_is_there_after_a_restart() {
    let folder = tempdir().unwrap();
    for n in 0..3 {
        let worker = open(folder.path(), SCHEMA).unwrap();
        assert_eq!(body(&worker.get("/notes")), n.to_string());
        assert_eq!(worker.fetch(POST, "/notes", &[], format!("note {n}")).status, 201);
        // Without a calm end: what was acknowledged is in the log.
        std::mem::drop(worker);
    }
}

#[test]
fn commits_are_durable() {
    let folder = tempdir().unwrap();
    let worker = open(folder.path(), SCHEMA).unwrap();
    assert_eq!(worker.fetch(POST, "/notes", &[], "kept").status, 201);
    // A copy of the files is what a machine would find after its power failed.
    let copy = tempdir().unwrap();
    fs::create_dir(copy.path().join("d1")).unwrap();
    for file in ["DB.sqlite", "DB.sqlite-wal"] {
        fs::copy(folder.path().join("d1").join(file), copy.path().join("d1").join(file)).unwrap();
    }
    assert_eq!(body(&open(copy.path(), SCHEMA).unwrap().get("/notes")), "1");
}

#[test]
fn seeds_are_planted_once() {
    let folder = tempdir().unwrap();
    let schema = [SCHEMA[0], "INSERT INTO notes (text) VALUES ('seed')"];
    for _ in 0..2 {
        assert_eq!(body(&open(folder.path(), &schema).unwrap().get("/notes")), "1");
    }
}

#[test]
fn a_refused_schema_leaves_nothing() {
    let folder = tempdir().unwrap();
    let broken = [SCHEMA[0], "CREATE TABLE tags (x INTEGER, x TEXT)"];
    let error = open(folder.path(), &broken).unwrap_err().to_string();
    let expected = "the schema of D1 database `DB`, statement 2 (`CREATE TABLE tags (x INTEGER, x TEXT)`) is refused: duplicate column name: x";
    assert!(error.starts_with(expected), "{error}");
    // So a corrected one finds an empty database.
    assert_eq!(open(folder.path(), SCHEMA).unwrap().get("/notes").status, 200);
}

#[test]
fn what_d1_refuses_is_no_schema() {
    for (statement, reason) in [
        ("PRAGMA user_version = 3", "not authorized"),
        ("BEGIN", "To execute a transaction"),
        ("INSERT INTO tags VALUES (1, 'x')", "a foreign key constraint failed"),
    ] {
        let folder = tempdir().unwrap();
        let error = open(folder.path(), &[SCHEMA[0], SCHEMA[1], statement]).unwrap_err().to_string();
        assert!(error.contains("statement 3") && error.contains(reason), "{error}");
    }
}

#[test]
fn another_schema_is_refused() {
    let folder = tempdir().unwrap();
    open(folder.path(), SCHEMA).unwrap();
    let wider =
        "CREATE TABLE tags (note_id INTEGER NOT NULL REFERENCES notes (id) ON DELETE CASCADE, label TEXT NOT NULL)";
    for (schema, difference) in [
        (
            &[SCHEMA[0], wider][..],
            "statement 2 was `…EFERENCES notes (id) ON DELETE CASCADE, tag TEXT NOT NULL)`, and is now `…EFERENCES notes (id) ON DELETE CASCADE, label TEXT NOT NULL)`",
        ),
        (
            &[SCHEMA[0]],
            "statement 2 is gone: `CREATE TABLE tags (note_id INTEGER NOT NULL REFERENCES notes (id) ON DELETE CASC…`",
        ),
        (&[SCHEMA[0], SCHEMA[1], "CREATE INDEX i ON tags (tag)"], "statement 3 is new: `CREATE INDEX i ON tags (tag)`"),
    ] {
        let error = open(folder.path(), schema).unwrap_err().to_string();
        assert!(error.contains(difference), "{error}");
        assert!(error.contains("another --data folder"), "{error}");
        assert!(error.contains("DB.sqlite"), "{error}");
    }
    // Nothing was touched.
    assert!(open(folder.path(), SCHEMA).is_ok());
}

#[test]
fn data_of_another_worker_is_named() {
    let folder = tempdir().unwrap();
    open(folder.path(), SCHEMA).unwrap();
    let other: &Manifest = Box::leak(Box::new(Manifest { name: "other", ..*manifest(&[SCHEMA[0]]) }));
    let error = try_start(Tiny(other), Host::in_memory().data(folder.path())).unwrap_err().to_string();
    let expected = "the data of D1 database `DB` is the Worker `tiny`'s, and this is `other`, with another schema\n";
    assert!(error.starts_with(expected), "{error}");
    // Who keeps the schema may change the name. Data from before names were kept has none.
    let renamed: &Manifest = Box::leak(Box::new(Manifest { name: "other", ..TINY }));
    assert!(try_start(Tiny(renamed), Host::in_memory().data(folder.path())).is_ok());
    let file = rusqlite::Connection::open(folder.path().join("d1/DB.sqlite")).unwrap();
    file.execute_batch("DROP TABLE _cf_williw_worker").unwrap();
    drop(file);
    let error = try_start(Tiny(other), Host::in_memory().data(folder.path())).unwrap_err().to_string();
    assert!(error.starts_with("the schema of D1 database `DB` is not the one"), "{error}");
}

#[test]
fn a_start_that_fails_makes_no_data() {
    let folder = tempdir().unwrap();
    let data = folder.path().join("data");
    let setup = || Host::in_memory().data(&data);
    assert!(try_start(Tiny(&TINY), setup().var("ODD", "1")).is_err());
    assert!(open(&data, &[SCHEMA[0], "CREATE TABLE tags (x, x)"]).is_err());
    assert!(!data.exists());
    assert!(try_start(Tiny(&TINY), setup()).is_ok());
}

#[test]
fn comments_and_white_space_may_change() {
    let folder = tempdir().unwrap();
    open(folder.path(), &["CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT)"]).unwrap();
    let same = "-- Notes.\nCREATE TABLE notes (\n  id INTEGER PRIMARY KEY, -- of the row\n  text TEXT\n);";
    assert!(open(folder.path(), &[same]).is_ok());
}

#[test]
fn someone_elses_database_is_refused() {
    let folder = tempdir().unwrap();
    fs::create_dir(folder.path().join("d1")).unwrap();
    let file = folder.path().join("d1/DB.sqlite");
    rusqlite::Connection::open(&file).unwrap().execute_batch("CREATE TABLE theirs (a)").unwrap();
    let error = open(folder.path(), SCHEMA).unwrap_err().to_string();
    assert!(error.starts_with("the data of D1 database `DB` was not made by this program"), "{error}");
    fs::write(&file, "not a database, but long enough to be taken for one: ".repeat(20)).unwrap();
    let error = open(folder.path(), SCHEMA).unwrap_err().to_string();
    assert!(error.contains("file is not a database"), "{error}");
}

#[test]
fn a_folder_has_one_process() {
    let folder = tempdir().unwrap();
    let first = open(folder.path(), SCHEMA).unwrap();
    let error = open(folder.path(), SCHEMA).unwrap_err().to_string();
    assert!(error.starts_with("another process is using the data folder"), "{error}");
    drop(first);
    assert!(open(folder.path(), SCHEMA).is_ok());
}

#[test]
fn the_files_are_where_they_should_be_and_in_wal() {
    let folder = tempdir().unwrap();
    let data = folder.path().join("new/data");
    let worker = open(&data, SCHEMA).unwrap();
    worker.fetch(POST, "/notes", &[], "a");
    assert!(data.join("d1/DB.sqlite").exists() && data.join("d1/DB.sqlite-wal").exists());
    assert_eq!(fs::read_to_string(data.join(".gitignore")).unwrap(), "*\n");
    drop(worker);
    let file = rusqlite::Connection::open(data.join("d1/DB.sqlite")).unwrap();
    let tables = |name: &str| -> i64 {
        file.query_row("SELECT count(*) FROM sqlite_schema WHERE name = ?", [name], |row| row.get(0)).unwrap()
    };
    assert_eq!((tables("notes"), tables("_cf_williw_schema")), (1, 1));
}
