//! `cargo williw wrangler` as it is called: what it writes, what it refuses to overwrite, and what `--check` says.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test ends with a panic")]

use std::path::Path;
use std::process::{Command, Output};

const BINDINGS: &str = "[worker]
name = \"shop\"
compatibility_date = \"2026-11-01\"
[d1.DB]
schema = \"schema.sql\"
[var.MAX_ORDERS]
type = \"u32\"
default = 10
[var.REGION]
[secret.PAYMENT_KEY]
";

/// What is made of it.
const EXPECTED: &str = "# Made by `cargo williw wrangler` from spec/bindings.toml; do not edit.
name = \"shop\"
main = \"build/entry.js\"
compatibility_date = \"2026-11-01\"

[build]
command = \"npm run build\"

[[d1_databases]]
binding = \"DB\"
database_name = \"shop\"

[vars]
MAX_ORDERS = \"10\"
# REGION has no default: give it with `--var REGION:…`

[secrets]
required = [\"PAYMENT_KEY\"]

[triggers]
crons = []

[observability]
enabled = true
";

/// A project's folder with a spec.
fn project(bindings: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir_all(folder.path().join("spec")).unwrap();
    std::fs::write(folder.path().join("spec/bindings.toml"), bindings).unwrap();
    std::fs::write(folder.path().join("spec/schema.sql"), "CREATE TABLE orders (id TEXT PRIMARY KEY);").unwrap();
    folder
}

fn wrangler(folder: &Path, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-williw"));
    command.args(["williw", "wrangler"]).args(args).current_dir(folder).output().unwrap()
}

#[track_caller]
fn check(output: &Output, code: i32, expected: &str) {
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{told}");
    assert_eq!(told, expected);
    assert!(output.stdout.is_empty());
}

#[test]
fn it_writes_what_the_spec_says() {
    let folder = project(BINDINGS);
    check(&wrangler(folder.path(), &[]), 0, "wrote `wrangler.toml`\n");
    assert_eq!(std::fs::read_to_string(folder.path().join("wrangler.toml")).unwrap(), EXPECTED);
    check(&wrangler(folder.path(), &[]), 0, "`wrangler.toml` is up to date\n");
    check(&wrangler(folder.path(), &["--check"]), 0, "`wrangler.toml` is up to date\n");
}

#[test]
fn the_same_from_everywhere() {
    let folder = project(BINDINGS);
    let name = folder.path().file_name().unwrap().to_str().unwrap();
    let above = folder.path().parent().unwrap();
    let output = wrangler(above, &["--spec", &format!("{name}/spec")]);
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(std::fs::read_to_string(folder.path().join("wrangler.toml")).unwrap(), EXPECTED);
    check(
        &wrangler(&folder.path().join("spec"), &["--spec", ".", "--check"]),
        0,
        "`./../wrangler.toml` is up to date\n",
    );
    // Another place has another way to the spec.
    std::fs::create_dir(folder.path().join("deploy")).unwrap();
    std::fs::create_dir(folder.path().join("spec/migrations")).unwrap();
    std::fs::rename(folder.path().join("spec/schema.sql"), folder.path().join("spec/migrations/0001_orders.sql"))
        .unwrap();
    std::fs::write(folder.path().join("spec/bindings.toml"), BINDINGS.replace("schema.sql", "migrations")).unwrap();
    let output = wrangler(folder.path(), &["--out", "deploy/live.toml"]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let written = std::fs::read_to_string(folder.path().join("deploy/live.toml")).unwrap();
    let first =
        "# Made by `cargo williw wrangler --spec ../spec --out live.toml` from ../spec/bindings.toml; do not edit.";
    assert_eq!(written.lines().next(), Some(first));
    assert!(written.contains("migrations_dir = \"../spec/migrations\"\n"), "{written}");
}

#[test]
fn a_difference_is_shown_with_the_command_that_ends_it() {
    let folder = project(BINDINGS);
    let missing = "error: there is no `wrangler.toml`\nwrite it with `cargo williw wrangler`\n";
    check(&wrangler(folder.path(), &["--check"]), 1, missing);
    assert!(!folder.path().join("wrangler.toml").exists());
    assert_eq!(wrangler(folder.path(), &[]).status.code(), Some(0));
    std::fs::write(folder.path().join("spec/bindings.toml"), BINDINGS.replace("= 10", "= 20")).unwrap();
    let stale = "error: `wrangler.toml` is not what the spec makes of it
  from line 14:
  - MAX_ORDERS = \"10\"
  + MAX_ORDERS = \"20\"
write it with `cargo williw wrangler`
";
    check(&wrangler(folder.path(), &["--check"]), 1, stale);
    check(&wrangler(folder.path(), &[]), 0, "wrote `wrangler.toml`\n");
}

#[test]
fn what_a_person_wrote_is_kept() {
    let folder = project(BINDINGS);
    std::fs::write(folder.path().join("wrangler.toml"), "name = \"mine\"\n").unwrap();
    let output = wrangler(folder.path(), &[]);
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2));
    assert!(told.contains("`wrangler.toml` was written by hand") && told.contains("cargo williw import"), "{told}");
    assert_eq!(std::fs::read_to_string(folder.path().join("wrangler.toml")).unwrap(), "name = \"mine\"\n");
    // wrangler would read the other one.
    std::fs::remove_file(folder.path().join("wrangler.toml")).unwrap();
    std::fs::write(folder.path().join("wrangler.jsonc"), "{}").unwrap();
    let told = "warning: wrangler reads `wrangler.jsonc` instead of `wrangler.toml`\nwrote `wrangler.toml`\n";
    check(&wrangler(folder.path(), &[]), 0, told);
}

#[test]
fn a_wrong_spec_writes_nothing() {
    let folder = project(&BINDINGS.replace("default = 10", "default = -10"));
    let output = wrangler(folder.path(), &[]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("[bad-default]"));
    assert!(!folder.path().join("wrangler.toml").exists());
    let folder = project("[var.X]\n");
    let told = "error: the spec has no `[worker]` in `bindings.toml`, which names what is deployed\n";
    check(&wrangler(folder.path(), &[]), 1, told);
    let told = "error: cannot open `no/such`: ";
    let output = wrangler(folder.path(), &["--out", "no/such/wrangler.toml"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).starts_with(told));
}

/// The generated files of the repository; `npm run test:wrangler` shows them to wrangler as well.
#[test]
fn generated_files_are_up_to_date() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    for args in [
        ["--spec", "spec", "--out", "wrangler.toml", "--check"],
        ["--spec", "tests/wrangler/everything", "--out", "tests/wrangler/everything/wrangler.toml", "--check"],
    ] {
        let output = wrangler(&root, &args);
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    }
}
