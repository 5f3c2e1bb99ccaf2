//! `cargo williw migrate diff` as a new user meets it: what is written, what is asked for, and with which exit code.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test ends with a panic")]

use std::fs;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

const BINDINGS: &str =
    "[worker]\nname = \"w\"\ncompatibility_date = \"2026-11-01\"\n[d1.DB]\nschema = \"schema.sql\"\n";

/// A project whose schema is that of its migration.
fn project(schema: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir_all(folder.path().join("spec")).unwrap();
    fs::write(folder.path().join("spec/bindings.toml"), BINDINGS).unwrap();
    change(&folder, schema);
    check(&folder, &["init"], 0, "spec/migrations/0001_init.sql\n", "");
    folder
}

fn change(folder: &TempDir, schema: &str) {
    fs::write(folder.path().join("spec/schema.sql"), schema).unwrap();
}

#[track_caller]
fn check(folder: &TempDir, args: &[&str], code: i32, printed: &str, told: &str) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-williw"));
    let output = command.args(["migrate", "diff"]).args(args).current_dir(folder.path()).output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    let found = (text(&output.stdout), text(&output.stderr), output.status.code());
    assert_eq!(found, (printed.to_owned(), told.to_owned(), Some(code)));
}

#[track_caller]
fn files(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder.join("spec/migrations")).unwrap();
    let mut names: Vec<String> = entries.map(|it| it.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn what_is_new_is_written() {
    let folder = project("CREATE TABLE t (id TEXT PRIMARY KEY);\n");
    let nothing = "nothing to do: the migrations make what `schema.sql` says\n";
    check(&folder, &["again"], 0, "", nothing);
    change(&folder, "CREATE TABLE t (id TEXT PRIMARY KEY, a INT);\n");
    let text = "-- Written by `cargo williw migrate diff a`.\nALTER TABLE t ADD COLUMN a INT;\n";
    check(&folder, &["a", "--dry-run"], 0, text, "");
    assert_eq!(files(folder.path()), ["0001_init.sql"]);
    check(&folder, &["a"], 0, "spec/migrations/0002_a.sql\n", "");
    assert_eq!(fs::read_to_string(folder.path().join("spec/migrations/0002_a.sql")).unwrap(), text);
    check(&folder, &["again"], 0, "", nothing);
}

#[test]
fn a_rename_is_never_guessed() {
    let folder = project("CREATE TABLE t (id TEXT PRIMARY KEY, a INT);\n");
    change(&folder, "CREATE TABLE t (id TEXT PRIMARY KEY, b INT);\n");
    let told = "error: it is undecided whether something was renamed\n  column `b` of `t` is new, and `a` is gone: \
        `--rename t.a=b`?\n  or write `-- renamed from: OLD` beside the new name in `schema.sql`; `--no-renames` says \
        that nothing was\n";
    check(&folder, &["b"], 2, "", told);
    assert_eq!(files(folder.path()), ["0001_init.sql"]);
    check(&folder, &["b", "--rename", "t.a=b"], 0, "spec/migrations/0002_b.sql\n", "");
    change(&folder, "CREATE TABLE t (id TEXT PRIMARY KEY,\n    c INT -- renamed from: b\n);\n");
    check(&folder, &["c"], 0, "spec/migrations/0003_c.sql\n", "");
}

#[test]
fn what_is_lost_is_asked_for() {
    let folder = project("CREATE TABLE t (id TEXT PRIMARY KEY, a INT);\n");
    change(&folder, "CREATE TABLE t (id TEXT PRIMARY KEY);\n");
    let loss = "column `a` of `t`, with all its values";
    let told = format!("this migration loses\n  - {loss}\nerror: nothing is written; `--allow-loss` writes it\n");
    check(&folder, &["less"], 2, "", &told);
    assert_eq!(files(folder.path()), ["0001_init.sql"]);
    check(&folder, &["less", "--allow-loss"], 0, "spec/migrations/0002_less.sql\n", &format!("loses {loss}\n"));
}

#[test]
fn wrong_calls() {
    let folder = project("CREATE TABLE t (id TEXT PRIMARY KEY);\n");
    change(&folder, "CREATE TABLE t (id TEXT PRIMARY KEY, a INT);\n");
    let told = "error: a migration's name is what it does, such as `add_users`, without `/` and `\\`\n";
    check(&folder, &["a/b"], 2, "", told);
    fs::remove_file(folder.path().join("spec/schema.sql")).unwrap();
    let told =
        "error: there is no `schema.sql` in `spec`: the migrations are the schema, and nothing says what comes next\n";
    check(&folder, &["a"], 2, "", told);
    change(&folder, "CREATE TABLE t (id TEXT,, a);\n");
    let told = "error: [bad-sql] near \",\": syntax error\n --> spec/schema.sql:1:25\n  |\n1 | CREATE TABLE t (id TEXT,, a);\n  |\
        \u{20}                        ^ SQLite refuses this\n\nerror: the schema or the migrations are wrong, so there is no difference to tell\n";
    check(&folder, &["a"], 1, "", told);
}
