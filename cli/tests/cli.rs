//! The program as it is called: exit codes, both forms of a folder, the stable form of `describe`.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test ends with a panic")]

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

fn williw(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_cargo-williw")).args(args).output().unwrap()
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

/// A spec's folder with these files.
fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    folder
}

#[track_caller]
fn check(folder: &Path, code: i32, expected: &[&str]) {
    let output = williw(&["check", "--spec", folder.to_str().unwrap()]);
    let told = text(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{told}");
    for words in expected {
        assert!(told.contains(words), "{words} is not in:\n{told}");
    }
}

#[test]
fn a_sound_spec_is_fine() {
    let spec = folder(&[("schema.sql", "CREATE TABLE t (id TEXT PRIMARY KEY);")]);
    check(spec.path(), 0, &["1 table, 0 queries, 0 types, 0 routes: 0 errors, 0 warnings"]);
}

#[test]
fn what_only_d1_refuses_is_a_warning() {
    let spec = folder(&[("schema.sql", "PRAGMA journal_mode = WAL;\nCREATE TABLE t (id TEXT PRIMARY KEY);")]);
    check(spec.path(), 0, &["warning: [forbidden-pragma]", "schema.sql:1:"]);
}

#[test]
fn mistakes_in_three_files_are_told_in_one_run() {
    let spec = folder(&[
        ("schema.sql", "CREATE TABLE t (id TEXT PRIMARY KEY,, n INTEGER);"),
        ("types.toml", "[id.Name]\npatern = \"x\"\n"),
        (
            "routes.toml",
            "[[route]]\nname = \"r\"\nmethod = \"GET\"\npath = \"/r\"\ncaller = [\"anyone\"]\nreplies = { 200 = \"Nothing\" }\n",
        ),
    ]);
    check(
        spec.path(),
        1,
        &["schema.sql:1:37", "types.toml:2:1", "write `pattern`", "routes.toml:6:", "[unknown-type]", "3 errors"],
    );
}

#[test]
fn a_wrong_call_is_2() {
    assert_eq!(williw(&["chekc"]).status.code(), Some(2));
    assert_eq!(williw(&[]).status.code(), Some(2));
    let output = williw(&["check", "--spec", "no/such/folder"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("there is no folder `no/such/folder`"));
    let empty = folder(&[("notes.txt", "")]);
    let output = williw(&["check", "--spec", empty.path().to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("holds no `schema.sql`"));
}

#[test]
fn cargo_calls_it_with_its_own_name_first() {
    assert_eq!(williw(&["williw", "--version"]).status.code(), Some(0));
}

#[test]
fn migrations_stand_in_for_a_schema() {
    let spec = folder(&[
        ("migrations/0002_more.sql", "ALTER TABLE t ADD COLUMN n INTEGER NOT NULL DEFAULT 5;"),
        ("migrations/0001_first.sql", "CREATE TABLE t (id TEXT PRIMARY KEY);\nCREATE INDEX i ON t(id) WHERE id > 'a';"),
    ]);
    let output = williw(&["describe", "--format", "json", "--spec", spec.path().to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let described: Value = serde_json::from_slice(&output.stdout).unwrap();
    let expected = serde_json::json!({
        "tables": [{
            "name": "t", "kind": "table", "strict": false, "without_rowid": false,
            "columns": [
                {
                    "name": "id", "declared_type": "TEXT", "nullable": false, "primary_key": 1,
                    "default": null, "generated": false, "rust_type": "String",
                },
                {
                    "name": "n", "declared_type": "INTEGER", "nullable": false, "primary_key": 0,
                    "default": "5", "generated": false, "rust_type": "i64",
                },
            ],
            "indexes": [{ "name": "i", "columns": ["id"], "unique": false, "partial": true }],
        }],
        "queries": [],
        "routes": [],
        "kv": [],
        "objects": [],
        "crons": [],
        "diagnostics": [],
    });
    assert_eq!(described, expected);
}

#[test]
fn a_spec_needs_no_database() {
    let spec = folder(&[
        (
            "bindings.toml",
            "[object.Chat]\nschema = \"objects/chat.sql\"\nalarm = true\n[cron.tidy]\nschedule = \"0 9 * * 0\"\n",
        ),
        ("objects/chat.sql", "CREATE TABLE lines (id INTEGER PRIMARY KEY);"),
    ]);
    check(spec.path(), 1, &["bindings.toml:5:21", "Sunday is 1 or SUN", "1 error"]);
}

#[test]
fn expand_shows_rust() {
    let spec = folder(&[("schema.sql", "CREATE TABLE t (id TEXT PRIMARY KEY);")]);
    let output = williw(&["expand", "--spec", spec.path().to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(0));
    assert!(text(&output.stdout).contains("pub struct T {"));
}

#[test]
fn a_query_that_costs_too_much_is_described_all_the_same() {
    let spec = folder(&[
        ("schema.sql", "CREATE TABLE t (a INTEGER NOT NULL);"),
        ("queries/a.sql", "-- name: All :many\nSELECT a FROM t;"),
    ]);
    check(spec.path(), 1, &["full-scan", "queries/a.sql:2:"]);
    let output = williw(&["describe", "--spec", spec.path().to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(0));
    let described: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(described["queries"][0]["scans"], serde_json::json!(["t"]));
    assert_eq!(described["diagnostics"][0]["slug"], "full-scan");
}
