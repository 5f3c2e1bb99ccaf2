//! What becomes of children when a parent is rebuilt, by the sequences that other tools write and by ours, in one transaction
//! with foreign keys on. `npm run test:rebuilds` holds `rebuilds/expected.txt` against D1 of workerd.
//!
//! The sequences are those of <https://github.com/drizzle-team/drizzle-orm/issues/4938> and its kin.

#![allow(clippy::unwrap_used, reason = "a test ends with a panic")]

use std::fmt::Write as _;
use std::path::Path;

use expect_test::expect_file;
use rusqlite::Connection;
use williw_codegen::SpecFiles;
use williw_codegen::migrate::{Answers, Outcome, diff};

const ACTIONS: [&str; 5] = ["CASCADE", "SET NULL", "SET DEFAULT", "RESTRICT", "NO ACTION"];

#[test]
fn who_loses_rows() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/rebuilds");
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap();
    let mut out = String::new();
    for shape in ["drizzle-kit", "prisma", "old-one-renamed-first", "same-name", "ours"] {
        for action in ACTIONS {
            let put = |text: String| text.replace("ACTION", action);
            let setup = put(read("setup.sql"));
            let sql =
                if shape == "ours" { ours(&setup, &put(read("wanted.sql"))) } else { read(&format!("{shape}.sql")) };
            let conn = Connection::open_in_memory().unwrap();
            conn.execute_batch(&setup).unwrap();
            conn.execute_batch("PRAGMA foreign_keys = on; BEGIN").unwrap();
            let run = conn.execute_batch(&sql).and_then(|()| conn.execute_batch("COMMIT"));
            let said = match run {
                Err(_) => "refused".to_owned(),
                Ok(()) => rows(&conn),
            };
            writeln!(out, "{shape}, ON DELETE {action}: {said}").unwrap();
        }
    }
    expect_file![folder.join("expected.txt")].assert_eq(&out);
    let ours = out.lines().filter(|line| line.starts_with("ours"));
    assert!(ours.into_iter().all(|line| line.ends_with("2 parents, 1 2 2, 1 2 3")), "{out}");
}

/// How many parents there are, and to whom children and grandchildren belong.
fn rows(conn: &Connection) -> String {
    let one =
        |sql: &str| conn.query_row(sql, [], |row| row.get::<_, String>(0)).unwrap_or_else(|error| error.to_string());
    let parents = one("SELECT count(*) || ' parents' FROM parents");
    let of = |column: &str, table: &str| {
        one(&format!(
            "SELECT coalesce(group_concat(coalesce({column}, 'NULL'), ' '), 'none') FROM (SELECT * FROM {table} ORDER BY id)"
        ))
    };
    format!("{parents}, {}, {}", of("parent_id", "children"), of("child_id", "grandchildren"))
}

fn ours(setup: &str, wanted: &str) -> String {
    let mut files = SpecFiles::default();
    files.add("migrations/0001_init.sql", setup.to_owned());
    files.add("schema.sql", wanted.to_owned());
    match diff(&files, &Answers::default()).unwrap() {
        Outcome::Migration(migration) => migration.sql,
        other => format!("{other:?}"),
    }
}
