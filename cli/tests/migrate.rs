//! `cargo williw migrate` as a new user meets it: what is printed, what is refused, and with which exit code.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test ends with a panic")]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use rusqlite::Connection;
use serde_json::Value;
use tempfile::TempDir;

const BINDINGS: &str =
    "[worker]\nname = \"w\"\ncompatibility_date = \"2026-11-01\"\n[d1.DB]\nschema = \"schema.sql\"\n";
const SCHEMA: &str = "CREATE TABLE t (id TEXT PRIMARY KEY NOT NULL);";
const INIT: (&str, &str) = ("spec/migrations/0001_init.sql", SCHEMA);

/// A project with a spec and these files.
fn project(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &[("spec/bindings.toml", BINDINGS), ("spec/schema.sql", SCHEMA)]);
    write(folder.path(), files);
    folder
}

fn write(folder: &Path, files: &[(&str, &str)]) {
    for (path, text) in files {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
}

fn migrate(folder: &Path, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-williw"));
    command.arg("migrate").args(args).current_dir(folder).output().unwrap()
}

/// Runs it; what was printed and what was told, without the times.
#[track_caller]
fn run(folder: &Path, args: &[&str], code: i32) -> (String, String) {
    let output = migrate(folder, args);
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    let (printed, told) = (text(&output.stdout), text(&output.stderr));
    assert_eq!(output.status.code(), Some(code), "{printed}{told}");
    (without_times(&printed), told)
}

#[track_caller]
fn printed(folder: &Path, args: &[&str], expected: &str) {
    assert_eq!(run(folder, args, 0).0, expected);
}

#[track_caller]
fn told(folder: &Path, args: &[&str], code: i32, expected: &str) {
    assert_eq!(run(folder, args, code).1, expected);
}

fn without_times(text: &str) -> String {
    let is_time =
        |word: &str| matches!(word.as_bytes(), [b'2', b'0', _, _, b'-', ..] | [_, _, b':', _, _, b':', _, _, ..]);
    let words = text.split(' ').map(|word| if is_time(word) { word.trim_matches(|c: char| c != '\n') } else { word });
    let words: Vec<&str> = words.collect();
    words.join(" ")
}

#[test]
fn from_the_first_file_to_the_second() {
    let project = project(&[INIT]);
    let folder = project.path();
    printed(folder, &["status"], "DB: .williw/d1/DB.sqlite, not made yet\n  0001_init.sql  pending\n");
    told(folder, &["check"], 1, "error: DB: `0001_init.sql` is not applied\n");
    assert!(!folder.join(".williw").exists(), "looking makes nothing");
    printed(folder, &["apply", "--dry-run"], "DB: .williw/d1/DB.sqlite\n  would apply 0001_init.sql (1 statement)\n");
    assert!(!folder.join(".williw").exists(), "trying makes nothing");
    printed(folder, &["apply"], "DB: .williw/d1/DB.sqlite\n  applied 0001_init.sql (1 statement)\n");
    printed(folder, &["status"], "DB: .williw/d1/DB.sqlite\n  0001_init.sql  applied  \n");
    told(folder, &["check"], 0, "DB: 1 migration applied\n");
    printed(folder, &["apply"], "DB: .williw/d1/DB.sqlite\n  nothing to apply\n");

    printed(folder, &["new", "add users"], "spec/migrations/0002_add_users.sql\n");
    let path = folder.join("spec/migrations/0002_add_users.sql");
    let begun = fs::read_to_string(&path).unwrap();
    // So that nobody has it applied before it is written.
    let empty = "error: spec/migrations/0002_add_users.sql: there is no statement in it yet: write what it is for, or take the file away\n  nothing of this file was applied\n";
    told(folder, &["apply"], 1, empty);
    fs::write(&path, format!("{begun}CREATE TABLE users (id INTEGER PRIMARY KEY);\n")).unwrap();
    printed(
        folder,
        &["apply"],
        "DB: .williw/d1/DB.sqlite\n  copied to .williw/d1/DB.before-0002_add_users.sqlite\n  applied 0002_add_users.sql (1 statement)\n",
    );
    printed(folder, &["new", "x.sql"], "spec/migrations/0003_x.sql\n");
}

#[test]
fn a_failing_file_is_named_with_its_line() {
    let project =
        project(&[INIT, ("spec/migrations/0002_x.sql", "CREATE TABLE u (a);\n\nINSERT INTO v VALUES (1);\n")]);
    let folder = project.path();
    let failure = "error: spec/migrations/0002_x.sql:3: no such table: v\n  in `INSERT INTO v VALUES (1)`\n  nothing of this file was applied\n";
    let (printed, told) = run(folder, &["apply"], 1);
    assert_eq!(told, failure);
    assert!(printed.contains("  applied 0001_init.sql"), "{printed}");
    let tables: i64 = Connection::open(folder.join(".williw/d1/DB.sqlite"))
        .unwrap()
        .query_row("SELECT count(*) FROM sqlite_schema WHERE name = 'u'", [], |row| row.get(0))
        .unwrap();
    assert_eq!(tables, 0);
    assert_eq!(run(folder, &["apply", "--dry-run"], 1).1, failure);
}

#[test]
fn up_to_a_file() {
    let two = ("spec/migrations/0002_b.sql", "CREATE TABLE b (x);");
    let three = ("spec/migrations/0003_c.sql", "CREATE TABLE c (x);");
    for to in ["2", "0002", "0002_b", "0002_b.sql"] {
        let project = project(&[INIT, two, three]);
        let expected =
            "DB: .williw/d1/DB.sqlite\n  applied 0001_init.sql (1 statement)\n  applied 0002_b.sql (1 statement)\n";
        printed(project.path(), &["apply", "--to", to], expected);
        told(project.path(), &["check"], 1, "error: DB: `0003_c.sql` is not applied\n");
        told(project.path(), &["apply", "--to", "7"], 2, "error: there is no migration `7`\n");
    }
}

#[test]
fn files_that_do_not_go_together_with_the_database() {
    let project = project(&[INIT, ("spec/migrations/0002_b.sql", "CREATE TABLE b (x);")]);
    let folder = project.path();
    run(folder, &["apply"], 0);
    write(folder, &[("spec/migrations/0001_init.sql", "CREATE TABLE other (id TEXT);")]);
    fs::remove_file(folder.join("spec/migrations/0002_b.sql")).unwrap();
    let future = "the database is from the future: `0002_b.sql` is applied to it, and there is no such migration here; get the newer migrations, or go back to a copy of the database from before";
    let edited = "`0001_init.sql` was edited after it was applied: give it back the text that it had, and make the change in a new migration";
    told(folder, &["check"], 1, &format!("error: DB: {future}\nerror: DB: {edited}\n"));
    told(folder, &["apply"], 1, &format!("error: {future}\nerror: {edited}\n"));
    let expected = format!(
        "DB: .williw/d1/DB.sqlite\n  0001_init.sql  applied   and edited since\n  0002_b.sql     applied   and no file here\nerror: {future}\nerror: {edited}\n"
    );
    printed(folder, &["status"], &expected);
    let json = migrate(folder, &["status", "--format", "json"]);
    let json: Value = serde_json::from_slice(&json.stdout).unwrap();
    let states: Vec<_> =
        json["databases"][0]["migrations"].as_array().unwrap().iter().map(|file| &file["state"]).collect();
    assert_eq!(states, ["edited", "unknown"]);
    assert_eq!(json["databases"][0]["problems"][1], edited);
}

#[test]
fn two_branches_made_one_number() {
    let project = project(&[INIT, ("spec/migrations/0002_theirs.sql", "CREATE TABLE b (x);")]);
    let folder = project.path();
    run(folder, &["apply"], 0);
    write(folder, &[("spec/migrations/0002_ours.sql", "CREATE TABLE c (x);")]);
    let way_out =
        "`0002_theirs.sql` and `0002_ours.sql` have the same number: rename `0002_ours.sql` to `0003_ours.sql`";
    told(folder, &["check"], 1, &format!("error: DB: {way_out}\nerror: DB: `0002_ours.sql` is not applied\n"));
    let late = "`0002_ours.sql` comes before `0002_theirs.sql`, which was applied already; it is applied after it, as wrangler does";
    told(folder, &["apply"], 0, &format!("warning: {way_out}\nwarning: {late}\n"));
    told(folder, &["check"], 0, "DB: 3 migrations applied\n");
}

#[test]
fn a_database_from_before_there_were_migrations() {
    let project = project(&[INIT, ("spec/migrations/0002_b.sql", "CREATE TABLE b (x);")]);
    let folder = project.path();
    fs::create_dir_all(folder.join(".williw/d1")).unwrap();
    let open = || Connection::open(folder.join(".williw/d1/DB.sqlite")).unwrap();
    open().execute_batch(SCHEMA).unwrap();
    let (status, _) = run(folder, &["status"], 0);
    assert!(status.contains("note: it has tables, and no record of migrations"), "{status}");
    let (applied, _) = run(folder, &["apply", "--no-backup"], 0);
    let expected = "  taken as applied: all to 0001_init.sql, which make what the database holds\n  applied 0002_b.sql (1 statement)\n";
    assert!(applied.ends_with(expected), "{applied}");

    fs::remove_dir_all(folder.join(".williw/d1")).unwrap();
    fs::create_dir_all(folder.join(".williw/d1")).unwrap();
    open().execute_batch("CREATE TABLE other (x)").unwrap();
    let (_, error) = run(folder, &["apply"], 1);
    assert!(error.contains("no number of the migrations makes its schema"), "{error}");
    assert!(error.contains("--baseline NAME"), "{error}");
    let (applied, _) = run(folder, &["apply", "--no-backup", "--baseline", "none", "--dry-run"], 0);
    assert!(applied.contains("would apply 0001_init.sql"), "{applied}");
    let (applied, _) = run(folder, &["apply", "--no-backup", "--baseline", "1"], 0);
    assert!(applied.contains("applied 0002_b.sql"), "{applied}");
}

#[test]
fn wranglers_database() {
    let project = project(&[INIT]);
    let (applied, _) = run(project.path(), &["apply", "--local"], 0);
    assert!(applied.starts_with("DB: ") && applied.contains(".wrangler/state/v3/d1/"), "{applied}");
    told(project.path(), &["check", "--local"], 0, "DB: 1 migration applied\n");
    write(project.path(), &[("spec/migrations/0002_b.sql", "CREATE TABLE b (x);")]);
    run(project.path(), &["apply", "--local"], 0);
    assert!(project.path().join(".wrangler/state/v3/d1/DB.before-0002_b.sqlite").exists());
}

#[test]
fn a_wrong_call_is_2() {
    let project = project(&[INIT]);
    let folder = project.path();
    told(folder, &["apply", "--database", "X"], 2, "error: the spec has no D1 database `X`; it has `DB`\n");
    told(
        folder,
        &["new", "a/b"],
        2,
        "error: a migration's name is what it does, such as `add_users`, without `/` and `\\`\n",
    );
    let nowhere = "error: there is no folder `nowhere`; name the spec's folder with `--spec DIR`\n";
    told(folder, &["new", "x", "--spec", "nowhere"], 2, nowhere);
    told(folder, &["status", "--spec", "nowhere"], 2, nowhere);
    assert_eq!(migrate(folder, &[]).status.code(), Some(2));
    assert_eq!(migrate(folder, &["aply"]).status.code(), Some(2));
    let help = migrate(folder, &["--help"]);
    let help = String::from_utf8(help.stdout).unwrap();
    for command in ["status", "apply", "check", "new"] {
        assert!(help.contains(command), "{help}");
    }
}

#[test]
fn without_migrations() {
    let project = project(&[]);
    let none = "there are no migrations in `spec/migrations`; `cargo williw migrate diff init` writes the first one";
    told(project.path(), &["apply"], 1, &format!("error: {none}\n"));
    let (status, _) = run(project.path(), &["status"], 0);
    assert!(
        status.contains("there are no migrations; `cargo williw migrate diff init` writes the first one"),
        "{status}"
    );
}

#[test]
fn a_server_has_the_folder_for_itself() {
    let project = project(&[INIT]);
    let folder = project.path();
    run(folder, &["apply"], 0);
    let lock = fs::File::options().write(true).open(folder.join(".williw/lock")).unwrap();
    lock.try_lock().unwrap();
    let (_, error) = run(folder, &["status"], 2);
    assert!(error.contains("another process is using the data folder `.williw`: stop the server"), "{error}");
}
