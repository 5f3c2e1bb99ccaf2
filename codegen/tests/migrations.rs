//! Random changes of real schemas, with rows in them: what `migrate diff` writes is applied as D1 applies it, and then
//! the schema must be the one that was wanted, no row and no value may be lost, and nothing more may be to do.
//!
//! What is hard is to say what the rows should be without asking the code that is tested. So an empty database of the
//! wanted schema takes the old rows one by one, column by column, with nothing enforced (`oracle`): the migration must come to the
//! same, or fail where those rows do not fit. `MIGRATIONS_EDITS` sets how many changes each database gets, `MIGRATIONS_SEED` which.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test ends with a panic")]

#[path = "migrations/edits.rs"]
mod edits;
#[path = "migrations/oracle.rs"]
mod oracle;
#[path = "migrations/rows.rs"]
mod rows;
#[path = "migrations/units.rs"]
mod units;

use std::io::Write as _;
use std::sync::atomic::{AtomicUsize, Ordering};

use rusqlite::Connection;
use williw_codegen::diag::Diagnostics;
use williw_codegen::judge::Loaded;
use williw_codegen::migrate::{self, Answers, Outcome, Rename, Trouble};
use williw_codegen::source::SourceMap;
use williw_codegen::{SpecFiles, compile};

use rows::Random;

fn setting(name: &str, default: usize) -> usize {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

#[derive(Debug, Default)]
struct Numbers {
    edits: usize,
    in_place: usize,
    rebuilds: usize,
    refused: usize,
    no_way: usize,
    rows: usize,
}

#[test]
fn no_row_is_lost() {
    let count = setting("MIGRATIONS_EDITS", 4);
    let seed = setting("MIGRATIONS_SEED", 1) as u64;
    let units = units::all();
    let next = AtomicUsize::new(0);
    let work = || {
        let mut numbers = Numbers::default();
        while let Some((at, (name, spec))) =
            Some(next.fetch_add(1, Ordering::Relaxed)).and_then(|at| Some((at, units.get(at)?)))
        {
            let compilation = compile(spec);
            let mut random = Random(seed.wrapping_mul(7919) + at as u64);
            let full = rows::database(&compilation.model.schema, &mut random);
            for number in 0..if name == "own" { count * 10 } else { count } {
                let Some(edit) = edits::random(&full, &mut random) else { continue };
                let place = format!("{name}, change {number} ({})", edit.words.join("; "));
                check(&place, &full, &edit, &mut numbers);
            }
        }
        numbers
    };
    let threads = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
    let numbers = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        workers.into_iter().map(|worker| worker.join().unwrap()).reduce(Numbers::and).unwrap()
    });
    println!("{} databases: {numbers:?}", units.len());
    assert!(numbers.edits > units.len() * count / 2, "{numbers:?}");
    assert!(numbers.rebuilds > numbers.edits / 5 && numbers.in_place > numbers.edits / 10, "{numbers:?}");
}

impl Numbers {
    fn and(self, other: Self) -> Self {
        Self {
            edits: self.edits + other.edits,
            in_place: self.in_place + other.in_place,
            rebuilds: self.rebuilds + other.rebuilds,
            refused: self.refused + other.refused,
            no_way: self.no_way + other.no_way,
            rows: self.rows + other.rows,
        }
    }
}

/// Migrates a copy of a database, and looks at it.
fn check(place: &str, full: &Connection, edit: &edits::Edit, numbers: &mut Numbers) {
    let wanted = load(&edit.target);
    let now = load(&rows::statements(full));
    let answers =
        Answers { renames: edit.renames.clone(), nothing_renamed: true, allow_loss: true, ..Answers::default() };
    let migration = match migrate::between(now.judge, &wanted, &answers) {
        Ok(Outcome::Migration(migration)) => migration,
        Ok(Outcome::Nothing) => return,
        Err(Trouble::NoWay(reason)) if reason.contains("take the foreign key out") => {
            numbers.no_way += 1;
            return;
        }
        // What was renamed went by another change.
        Err(Trouble::Rename(_)) => {
            numbers.no_way += 1;
            return;
        }
        other => panic!("{place}: {other:?}\n{}", edit.target.join(";\n")),
    };
    numbers.edits += 1;
    let copied = migration.sql.contains("RENAME TO \"new_")
        || migration.sql.contains("INTO new_")
        || migration.sql.contains("INTO \"new_");
    if copied {
        numbers.rebuilds += 1
    } else {
        numbers.in_place += 1
    }
    let explain = |what: &str| {
        format!("{place}: {what}\n--- migration\n{}\n--- wanted\n{}", migration.sql, edit.target.join(";\n"))
    };
    let conn = rows::copy(full);
    let before = oracle::dump(&conn);
    let applied = rows::apply(&conn, &migration.sql);
    let expected = oracle::expected(full, edit);
    match (applied, expected) {
        (Ok(()), Ok(expected)) => {
            numbers.rows += expected.values().map(|table| table.rows.len()).sum::<usize>();
            let now = oracle::dump(&conn);
            oracle::compare(&now, &expected).unwrap_or_else(|difference| panic!("{}", explain(&difference)));
            let broken: i64 =
                conn.query_row("SELECT count(*) FROM pragma_foreign_key_check", [], |row| row.get(0)).unwrap();
            assert_eq!(broken, 0, "{}", explain("foreign keys are broken"));
            export(place, full, &migration.sql, &conn);
        }
        (Err(error), Err(_)) => {
            numbers.refused += 1;
            assert_eq!(
                oracle::dump(&conn),
                before,
                "{}",
                explain(&format!("it failed with {error} and left something"))
            );
            return;
        }
        // SQLite does not see that a row refers to itself where the types differ, and so refuses it.
        (Err(error), Ok(_)) if error.contains("FOREIGN KEY") && oracle::refers_to_itself_as_another_type(edit) => {
            numbers.refused += 1;
            assert_eq!(
                oracle::dump(&conn),
                before,
                "{}",
                explain(&format!("it failed with {error} and left something"))
            );
            return;
        }
        (Err(error), Ok(_)) => panic!("{}", explain(&format!("it fails, though the rows fit: {error}"))),
        (Ok(()), Err(error)) => panic!("{}", explain(&format!("it succeeds, though the rows do not fit: {error}"))),
    }
    let again = load(&rows::statements(&conn));
    match migrate::between(again.judge, &wanted, &answers) {
        Ok(Outcome::Nothing) => {}
        other => panic!("{}", explain(&format!("there is more to do: {other:?}"))),
    }
}

/// Writes the case for workerd: `scripts/rebuilds.mjs`. What D1 would not take for its size is left out.
fn export(place: &str, full: &Connection, migration: &str, migrated: &Connection) {
    let Some(path) = std::env::var_os("MIGRATIONS_CASES") else { return };
    let mut sources = SourceMap::default();
    let file = sources.add("migration.sql", migration);
    let script = williw_codegen::parse::sql::parse_script(&sources, file);
    let statements: Vec<String> = script.statements.iter().map(|it| sources.slice(it.span).to_owned()).collect();
    if let Some(case) = oracle::case(place, full, &statements, migrated) {
        let mut file = std::fs::File::options().create(true).append(true).open(path).unwrap();
        file.write_all(format!("{case}\n").as_bytes()).unwrap();
    }
}

/// Loads statements as a schema.
fn load(statements: &[String]) -> Loaded {
    let mut files = SpecFiles::default();
    files.add("schema.sql", format!("{};\n", statements.join(";\n")));
    let mut cx = Diagnostics::default();
    let mut sources = SourceMap::default();
    let read: Vec<(&str, &str)> = files.files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let loaded = migrate::replay(&mut cx, &mut sources, &files, &read).unwrap();
    drop(cx.into_sorted());
    loaded
}

/// Says it so that a failing change can be read.
pub(crate) fn renamed(table: Option<&str>, from: &str, to: &str) -> Rename {
    Rename { table: table.map(str::to_owned), from: from.to_owned(), to: to.to_owned() }
}
