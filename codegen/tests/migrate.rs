//! What `migrate diff` writes, case by case: `cases/NAME/` holds `before.sql`, `after.sql`, perhaps `answers` (renames, `--allow-loss`,
//! `--no-renames`), and `expected.sql`: the migration, or what is said instead. `UPDATE_EXPECT=1` blesses.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test ends with a panic")]

use std::fmt::Write as _;
use std::path::Path;

use expect_test::expect_file;
use williw_codegen::SpecFiles;
use williw_codegen::diag::render;
use williw_codegen::migrate::{Answers, Outcome, Rename, Trouble, diff};

#[test]
fn migrations_are_as_expected() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/migrate");
    let mut cases: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    cases.sort();
    assert!(!cases.is_empty());
    for case in cases {
        expect_file![case.join("expected.sql")].assert_eq(&run(&case));
    }
}

fn run(case: &Path) -> String {
    let read = |name: &str| std::fs::read_to_string(case.join(name)).ok();
    let mut files = SpecFiles::default();
    if let Some(before) = read("before.sql") {
        files.add("migrations/0001_init.sql", before);
    }
    files.add("schema.sql", read("after.sql").unwrap());
    let mut answers = Answers::default();
    for word in read("answers").unwrap_or_default().split_whitespace() {
        match word {
            "--allow-loss" => answers.allow_loss = true,
            "--no-renames" => answers.nothing_renamed = true,
            rename => answers.renames.push(Rename::parse(rename).unwrap()),
        }
    }
    let mut out = String::new();
    match diff(&files, &answers) {
        Ok(Outcome::Nothing) => out.push_str("-- nothing to do\n"),
        Ok(Outcome::Undecided(questions)) => {
            questions.iter().for_each(|question| writeln!(out, "-- undecided: {}", question.words()).unwrap());
        }
        Ok(Outcome::Lossy(losses)) => losses.iter().for_each(|loss| writeln!(out, "-- would lose {loss}").unwrap()),
        Ok(Outcome::Migration(migration)) => out.push_str(&migration.sql),
        Err(Trouble::Rename(reason)) => writeln!(out, "-- refused: {reason}").unwrap(),
        Err(Trouble::NoWay(reason)) => writeln!(out, "-- no way: {reason}").unwrap(),
        Err(Trouble::Spec(sources, told)) => {
            told.iter().for_each(|diagnostic| out.push_str(&render(&sources, diagnostic)));
        }
    }
    out
}
