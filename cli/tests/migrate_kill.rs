//! `kill -9` of `cargo williw migrate apply` at any moment leaves the schema of before a file or of after it, with its
//! ledger, and a copy that is whole. `WILLIW_KILLS=300` kills so often.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test ends with a panic")]
#![allow(clippy::disallowed_methods, reason = "how long a run takes is the machine's to say")]

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use rusqlite::Connection;

const BINDINGS: &str =
    "[worker]\nname = \"w\"\ncompatibility_date = \"2026-11-01\"\n[d1.DB]\nschema = \"schema.sql\"\n";
const INIT: &str = "CREATE TABLE a (id INTEGER PRIMARY KEY, n INTEGER NOT NULL);\nCREATE TABLE b (a_id INTEGER NOT NULL REFERENCES a (id), text TEXT);\nCREATE INDEX b_a ON b (a_id);\n";
const ROWS: i64 = 60_000;
/// Each rewrites a table as a whole, and does not undo itself.
const LATER: [(&str, &str); 3] = [
    (
        "0002_b.sql",
        "CREATE TABLE b2 (a_id INTEGER NOT NULL REFERENCES a (id), text TEXT NOT NULL);\nINSERT INTO b2 SELECT a_id, coalesce(text, '') FROM b;\nDROP TABLE b;\nALTER TABLE b2 RENAME TO b;\nCREATE INDEX b_text ON b (text);\n",
    ),
    (
        "0003_c.sql",
        "ALTER TABLE a ADD COLUMN c TEXT;\nUPDATE a SET n = n + 1, c = hex(id);\nCREATE UNIQUE INDEX a_c ON a (c);\n",
    ),
    (
        "0004_d.sql",
        "DROP INDEX b_text;\nUPDATE b SET text = text || '!';\nALTER TABLE b RENAME COLUMN text TO words;\n",
    ),
];

/// What must be found after so many files: `n` of the first row, the columns of `b`, the indexes.
const STATES: [(i64, &str, &str); 4] =
    [(0, "a_id,text", "b_a"), (0, "a_id,text", "b_text"), (1, "a_id,text", "a_c,b_text"), (1, "a_id,words", "a_c")];

#[test]
fn a_kill_leaves_the_schema_of_before_or_of_after() {
    let kills = std::env::var("WILLIW_KILLS").ok().and_then(|kills| kills.parse().ok()).unwrap_or(30);
    let project = tempfile::tempdir().unwrap();
    let folder = project.path();
    fs::create_dir_all(folder.join("spec/migrations")).unwrap();
    let write = |path: &str, text: &str| fs::write(folder.join("spec").join(path), text).unwrap();
    write("bindings.toml", BINDINGS);
    write("schema.sql", "CREATE TABLE a (id INTEGER PRIMARY KEY);");
    write("migrations/0001_init.sql", INIT);
    assert!(apply(folder).status().unwrap().success());
    let file = folder.join(".williw/d1/DB.sqlite");
    let fill = format!(
        "INSERT INTO a WITH RECURSIVE i (x) AS (VALUES (1) UNION ALL SELECT x + 1 FROM i WHERE x < {ROWS}) SELECT x, 0 FROM i;
         INSERT INTO b SELECT id, printf('row %d of many', id) FROM a;"
    );
    Connection::open(&file).unwrap().execute_batch(&fill).unwrap();
    let before = folder.join("before.sqlite");
    fs::copy(&file, &before).unwrap();
    LATER.iter().for_each(|(name, text)| write(&format!("migrations/{name}"), text));

    let restore = || {
        fs::remove_dir_all(folder.join(".williw/d1")).unwrap();
        fs::create_dir(folder.join(".williw/d1")).unwrap();
        fs::copy(&before, &file).unwrap();
    };
    restore();
    let start = Instant::now();
    assert!(apply(folder).status().unwrap().success());
    let whole = start.elapsed();
    assert_eq!(applied(folder), 4);

    let mut ends = [0; 4];
    for kill in 0..kills {
        restore();
        let mut child = apply(folder).spawn().unwrap();
        // Spread over the whole of a run, a little past its end.
        std::thread::sleep(whole.mul_f64(1.05 * (f64::from(kill) + 0.5) / f64::from(kills)));
        child.kill().unwrap();
        child.wait().unwrap();
        let before = applied(folder);
        ends[before - 1] += 1;
        // What it was killed in is done by the next one.
        if kill % 5 == 0 {
            assert!(apply(folder).status().unwrap().success());
            assert_eq!(applied(folder), 4);
        }
    }
    println!("{kills} kills within {} ms; files applied then: {ends:?}", whole.as_millis());
    assert!(ends.iter().filter(|count| **count > 0).count() >= 2 || whole < Duration::from_millis(50));
}

fn apply(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-williw"));
    command.args(["migrate", "apply"]).current_dir(folder).stdout(Stdio::null());
    command
}

/// How many files are applied, after everything was found to be as it is after so many.
fn applied(folder: &Path) -> usize {
    let connection = Connection::open(folder.join(".williw/d1/DB.sqlite")).unwrap();
    let text = |sql: &str| -> String { connection.query_row(sql, [], |row| row.get(0)).unwrap() };
    assert_eq!(text("PRAGMA integrity_check"), "ok");
    assert_eq!(text("SELECT count(*) || '' FROM pragma_foreign_key_check"), "0");
    let ledger = text("SELECT group_concat(name) FROM (SELECT name FROM d1_migrations ORDER BY id)");
    let names = ["0001_init.sql", LATER[0].0, LATER[1].0, LATER[2].0];
    let count = ledger.split(',').count();
    assert_eq!(ledger, names[..count].join(","));
    assert_eq!(text("SELECT group_concat(name) FROM (SELECT name FROM williw_migrations ORDER BY name)"), ledger);
    let (n, columns, indexes) = STATES[count - 1];
    assert_eq!(text("SELECT min(n) || '-' || max(n) || '-' || count(*) FROM a"), format!("{n}-{n}-{ROWS}"));
    assert_eq!(text("SELECT group_concat(name) FROM pragma_table_info('b')"), columns);
    let found = "SELECT group_concat(name) FROM (SELECT name FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL ORDER BY name)";
    assert_eq!(text(found), indexes);
    let marked = text("SELECT count(*) || '' FROM b WHERE b.rowid > 0");
    assert_eq!(marked, ROWS.to_string());
    if let Ok(copy) = fs::metadata(folder.join(".williw/d1/DB.before-0002_b.sqlite")) {
        assert!(copy.len() > 0);
        let copy = Connection::open(folder.join(".williw/d1/DB.before-0002_b.sqlite")).unwrap();
        let sql = "SELECT count(*) FROM b WHERE NOT EXISTS (SELECT 1 FROM d1_migrations WHERE id > 1)";
        assert_eq!(copy.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap(), ROWS);
    } else {
        assert_eq!(count, 1, "it was changed before it was copied");
    }
    count
}
