//! `cargo williw client ts` as it is called: what it prints, writes, and what `--check` says.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test ends with a panic")]

use std::path::Path;
use std::process::{Command, Output};

fn project() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir_all(folder.path().join("spec")).unwrap();
    let routes = "[[route]]\nname = \"ping\"\nmethod = \"GET\"\npath = \"/ping\"\ncaller = [\"anyone\"]\nreplies = { 204 = \"\" }\n";
    std::fs::write(folder.path().join("spec/routes.toml"), routes).unwrap();
    folder
}

fn client(folder: &Path, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-williw"));
    command.args(["williw", "client", "ts"]).args(args).current_dir(folder).output().unwrap()
}

#[track_caller]
fn check(output: &Output, code: i32, expected: &str) {
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{told}");
    assert_eq!(told, expected);
}

#[test]
fn it_prints_or_writes_and_compares() {
    let folder = project();
    let folder = folder.path();
    let printed = client(folder, &[]);
    check(&printed, 0, "");
    let printed = String::from_utf8(printed.stdout).unwrap();
    assert!(printed.starts_with("// Made by `cargo williw client ts`") && printed.contains("  ping("), "{printed}");

    let missing = "error: there is no `api.ts`\nwrite it with `cargo williw client ts --out api.ts`\n";
    check(&client(folder, &["--out", "api.ts", "--check"]), 1, missing);
    check(&client(folder, &["--out", "api.ts"]), 0, "wrote `api.ts`\n");
    assert_eq!(std::fs::read_to_string(folder.join("api.ts")).unwrap(), printed);
    check(&client(folder, &["--out", "api.ts", "--check"]), 0, "`api.ts` is up to date\n");

    let changed = printed.replacen("do not edit", "edit", 1);
    std::fs::write(folder.join("api.ts"), &changed).unwrap();
    let line = |text: &str| text.lines().next().unwrap().to_owned();
    let other = format!(
        "error: `api.ts` is not what the spec makes of it\n  from line 1:\n  - {}\n  + {}\n\
         write it with `cargo williw client ts --out api.ts`\n",
        line(&changed),
        line(&printed),
    );
    check(&client(folder, &["--out", "api.ts", "--check"]), 1, &other);
    assert_eq!(std::fs::read_to_string(folder.join("api.ts")).unwrap(), changed);
    check(&client(folder, &["--out", "api.ts"]), 0, "wrote `api.ts`\n");
}

#[test]
fn a_call_that_means_nothing_is_refused() {
    let folder = project();
    assert_eq!(client(folder.path(), &["--check"]).status.code(), Some(2));
    assert_eq!(client(folder.path(), &["--spec", "nowhere"]).status.code(), Some(2));
    let written = client(folder.path(), &["--out", "no/such/folder/api.ts"]);
    assert_eq!(written.status.code(), Some(2));

    std::fs::write(folder.path().join("spec/routes.toml"), "[[route]]\n").unwrap();
    let wrong = client(folder.path(), &["--out", "api.ts"]);
    assert_eq!(wrong.status.code(), Some(1));
    assert!(!folder.path().join("api.ts").exists(), "nothing is made of a wrong spec");
}
