//! A database of a spec with migrations comes along at the start, or stays as it is and is refused.

use std::fs;
use std::path::Path;

use tempfile::tempdir;
use williw_embedded::testing::{TestWorker, try_start};
use williw_embedded::{Error, Host};
use williw_workers::driver::{D1Manifest, Manifest, Migration};

use crate::support::{POST, SCHEMA, TINY, Tiny, body};

const INIT: Migration = Migration {
    name: "0001_init.sql",
    sql: "-- Notes.\nCREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE, weight REAL, made_at INTEGER);\n\
          CREATE TABLE tags (note_id INTEGER NOT NULL REFERENCES notes (id) ON DELETE CASCADE, tag TEXT NOT NULL);\n",
};
const COLOURS: Migration = Migration { name: "0002_colours.sql", sql: "ALTER TABLE notes ADD COLUMN colour TEXT;" };
const INDEX: Migration = Migration { name: "0003_index.sql", sql: "CREATE INDEX by_tag ON tags (tag);" };

fn worker(name: &'static str, migrations: &[Migration]) -> Tiny {
    let migrations: &'static [Migration] = migrations.to_vec().leak();
    let d1: &'static [D1Manifest] = vec![D1Manifest { binding: "DB", schema: SCHEMA, migrations }].leak();
    Tiny(Box::leak(Box::new(Manifest { name, d1, ..TINY })))
}

fn open(folder: &Path, migrations: &[Migration]) -> Result<TestWorker, Error> {
    try_start(worker("tiny", migrations), Host::in_memory().data(folder))
}

/// What the log says of the database.
fn told(worker: &TestWorker) -> Vec<String> {
    let lines = worker.logs().into_iter().filter_map(|(_, line)| {
        let line = line.strip_prefix("D1 database `DB`: ")?;
        Some(line.split(" to /").next()?.to_owned())
    });
    lines.collect()
}

#[track_caller]
fn refused(folder: &Path, migrations: &[Migration], expected: &str) {
    let error = open(folder, migrations).unwrap_err().to_string();
    let data = format!("\n  the data is in {}", folder.canonicalize().unwrap().join("d1/DB.sqlite").display());
    assert_eq!(error.strip_suffix(&data).unwrap_or(&error), expected);
}

#[test]
fn a_new_database_gets_all_of_them() {
    let folder = tempdir().unwrap();
    let worker = open(folder.path(), &[INIT, COLOURS]).unwrap();
    assert_eq!(told(&worker), ["applied `0001_init.sql`", "applied `0002_colours.sql`"]);
    assert_eq!(worker.fetch(POST, "/notes", &[], "one").status, 201);
    drop(worker);
    let worker = open(folder.path(), &[INIT, COLOURS]).unwrap();
    assert_eq!((told(&worker).len(), body(&worker.get("/notes"))), (0, "1"));
    // Nothing was there to be copied.
    assert_eq!(fs::read_dir(folder.path().join("d1")).unwrap().flatten().filter(is_copy).count(), 0);
}

fn is_copy(entry: &fs::DirEntry) -> bool {
    entry.file_name().to_string_lossy().contains(".before-")
}

#[test]
fn in_memory_too() {
    let worker = try_start(worker("tiny", &[INIT, COLOURS]), Host::in_memory()).unwrap();
    let rows = worker.sql("DB", "SELECT colour FROM notes", Vec::new()).unwrap();
    assert_eq!(rows.width, 1);
    let ledger = worker.sql("DB", "SELECT name FROM d1_migrations", Vec::new()).unwrap();
    assert_eq!(ledger.cells.len(), 2);
}

#[test]
fn pending_ones_are_applied_after_a_copy() {
    let folder = tempdir().unwrap();
    assert_eq!(open(folder.path(), &[INIT]).unwrap().fetch(POST, "/notes", &[], "kept").status, 201);
    let worker = open(folder.path(), &[INIT, COLOURS, INDEX]).unwrap();

    assert_eq!(told(&worker), ["copied", "applied `0002_colours.sql`", "applied `0003_index.sql`"]);
    assert_eq!(body(&worker.get("/notes")), "1");
    drop(worker);
    // The copy is a database that the program of before takes.
    let before = tempdir().unwrap();
    fs::create_dir(before.path().join("d1")).unwrap();
    let copy = folder.path().join("d1/DB.before-0002_colours.sqlite");
    fs::copy(copy, before.path().join("d1/DB.sqlite")).unwrap();
    assert_eq!(body(&open(before.path(), &[INIT]).unwrap().get("/notes")), "1");
}

#[test]
fn a_database_from_the_future_is_refused() {
    let folder = tempdir().unwrap();
    drop(open(folder.path(), &[INIT, COLOURS]).unwrap());
    refused(
        folder.path(),
        &[INIT],
        "D1 database `DB` cannot be migrated\n  the database is from the future: `0002_colours.sql` is applied to it, \
         and there is no such migration here; get the newer migrations, or go back to a copy of the database from before",
    );
    assert!(open(folder.path(), &[INIT, COLOURS]).is_ok());
}

#[test]
fn an_edited_migration_is_refused() {
    let folder = tempdir().unwrap();
    drop(open(folder.path(), &[INIT, COLOURS]).unwrap());
    let edited = Migration { sql: "ALTER TABLE notes ADD COLUMN color TEXT;", ..COLOURS };
    refused(
        folder.path(),
        &[INIT, edited],
        "D1 database `DB` cannot be migrated\n  `0002_colours.sql` was edited after it was applied: give it back the \
         text that it had, and make the change in a new migration",
    );
}

#[test]
fn a_failing_migration_leaves_the_schema_as_it_was() {
    let folder = tempdir().unwrap();
    let worker = open(folder.path(), &[INIT]).unwrap();
    for note in ["same", "other"] {
        assert_eq!(worker.fetch(POST, "/notes", &[], note).status, 201);
    }
    drop(worker);
    // It runs on an empty database, as the trial of a start does, and not on this one.
    let failing = Migration {
        name: "0002_kinds.sql",
        sql: "ALTER TABLE notes ADD COLUMN kind TEXT NOT NULL DEFAULT 'plain';\n\n-- One of each.\nCREATE UNIQUE INDEX by_kind\n  ON notes (kind);",
    };
    refused(
        folder.path(),
        &[INIT, failing, INDEX],
        "D1 database `DB` cannot be migrated\n  0002_kinds.sql:4: UNIQUE constraint failed: notes.kind\n    in `CREATE \
         UNIQUE INDEX by_kind ON notes (kind)`\n    nothing of this file was applied",
    );
    assert_eq!(body(&open(folder.path(), &[INIT]).unwrap().get("/notes")), "2");
    // Those before it are applied, and stay.
    refused(
        folder.path(),
        &[INIT, COLOURS, Migration { name: "0003_kinds.sql", ..failing }],
        "D1 database `DB` cannot be migrated\n  0003_kinds.sql:4: UNIQUE constraint failed: notes.kind\n    in `CREATE \
         UNIQUE INDEX by_kind ON notes (kind)`\n    nothing of this file was applied",
    );
    let worker = open(folder.path(), &[INIT, COLOURS]).unwrap();
    assert_eq!((told(&worker).len(), body(&worker.get("/notes"))), (0, "2"));
}

#[test]
fn a_broken_migration_makes_no_data() {
    let folder = tempdir().unwrap();
    let data = folder.path().join("data");
    let error = open(&data, &[INIT, Migration { name: "0002_x.sql", sql: "BEGIN;" }]).unwrap_err().to_string();
    assert!(error.contains("0002_x.sql:1: a file is one transaction by itself"), "{error}");
    assert!(!data.exists());
}

#[test]
fn data_from_before_there_were_migrations_comes_along() {
    let folder = tempdir().unwrap();
    let old: &Manifest = Box::leak(Box::new(TINY));
    let before = try_start(Tiny(old), Host::in_memory().data(folder.path())).unwrap();
    assert_eq!(before.fetch(POST, "/notes", &[], "kept").status, 201);
    drop(before);
    let worker = open(folder.path(), &[INIT, COLOURS]).unwrap();
    assert_eq!(
        told(&worker),
        ["it holds what the migrations to `0001_init.sql` make", "copied", "applied `0002_colours.sql`"]
    );
    assert_eq!(body(&worker.get("/notes")), "1");
    drop(worker);
    // The program of before would take the new schema for its own.
    let error = try_start(Tiny(old), Host::in_memory().data(folder.path())).unwrap_err().to_string();
    assert!(error.starts_with("D1 database `DB` was made by migrations, and this program has none"), "{error}");
}

#[test]
fn data_that_no_migrations_make_is_refused_and_stays() {
    let folder = tempdir().unwrap();
    let old: &Manifest = Box::leak(Box::new(TINY));
    drop(try_start(Tiny(old), Host::in_memory().data(folder.path())).unwrap());
    let other = Migration { name: "0001_init.sql", sql: "CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT);" };
    let error = open(folder.path(), &[other]).unwrap_err().to_string();
    assert!(error.contains("no number of the migrations makes its schema"), "{error}");
    assert!(error.contains("those to `0001_init.sql` come nearest, but "), "{error}");
    assert!(try_start(Tiny(old), Host::in_memory().data(folder.path())).is_ok());
}

#[test]
fn the_data_of_another_worker_is_named() {
    let folder = tempdir().unwrap();
    drop(open(folder.path(), &[INIT, COLOURS]).unwrap());
    let error = try_start(worker("other", &[INIT]), Host::in_memory().data(folder.path())).unwrap_err().to_string();
    let expected = "D1 database `DB` cannot be migrated (its data is the Worker `tiny`'s, and this is `other`)\n  the database is from";
    assert!(error.starts_with(expected), "{error}");
}
