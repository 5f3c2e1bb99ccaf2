//! How SQLite's plans are read. Each file of `tests/plans` is a schema and, behind `-- plan:` lines, statements; the
//! `.txt` beside it is what is understood of each: SQLite's words, what they were read as, and what is scanned.
//!
//! `UPDATE_EXPECT=1 cargo test -p williw-codegen --test plans` writes the goldens.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test ends with a panic")]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use williw_codegen::judge::plan::Plan;
use williw_codegen::judge::{Judge, Verdict};
use williw_codegen::{SpecFiles, compile};

#[test]
fn plans_are_read_as_expected() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/plans");
    let mut cases: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    cases.retain(|path| path.extension().is_some_and(|end| end == "sql"));
    cases.sort();
    for case in cases {
        let text = std::fs::read_to_string(&case).unwrap();
        let (schema, statements) = text.split_once("-- plan:").unwrap();
        let mut judge = judge(schema);
        let mut out = String::new();
        for statement in statements.split("-- plan:") {
            let sql = statement.trim().trim_end_matches(';');
            let plan = judge.plan(sql).unwrap_or_else(|error| panic!("{sql}: {error:?}"));
            writeln!(out, "{sql}").unwrap();
            show(&mut out, &plan, 0, 1);
            for scan in plan.scans() {
                let place = scan.at.clone().map_or("nowhere", |at| &sql[at]);
                let how = match scan {
                    scan if scan.triggered => "in a trigger",
                    scan if scan.by_key => "by a key",
                    scan if scan.bounded => "bounded",
                    _ => "full",
                };
                writeln!(out, "  => {how}: {} as {} at `{place}`", scan.table, scan.alias).unwrap();
                if !scan.bounded {
                    for index in judge.advise_scan(sql, &plan, scan) {
                        writeln!(out, "     helps: {index}").unwrap();
                    }
                }
            }
            if plan.full_scans().next().is_none() && plan.sorts().next().is_some() {
                for index in judge.advise_sort(sql, &plan) {
                    writeln!(out, "     sorts not with: {index}").unwrap();
                }
            }
            writeln!(out).unwrap();
        }
        // Nothing of the advice stays behind.
        assert!(matches!(judge.run("SELECT 1"), Verdict::Applied));
        expect_test::expect_file![case.with_extension("txt")].assert_eq(&out);
    }
}

/// SQLite counts the steps of a scan while it runs: what is not told as a full scan must not grow with the tables.
#[test]
fn what_is_no_full_scan_reads_no_table() {
    const ROWS: i32 = 2_000;
    let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/plans/kinds.sql")).unwrap();
    let (schema, statements) = text.split_once("-- plan:").unwrap();
    let judge = judge(schema);
    let database = rusqlite::Connection::open_in_memory().unwrap();
    database.execute_batch(schema).unwrap();
    // Most tasks are done: the partial index holds few.
    let fill = format!(
        "PRAGMA foreign_keys = ON;
        CREATE TEMP TABLE n AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {ROWS}) SELECT i FROM n;
        INSERT INTO nodes SELECT 'n' || i, CASE WHEN i < 5 THEN 'a' ELSE 'b' END, 'r' || i % 9, i, i FROM n;
        INSERT INTO contributions SELECT i, 'n' || i, i, i, i FROM n;
        INSERT INTO tasks SELECT i, 'k' || i, i > 5, 'e' || i, i FROM n;
        INSERT INTO pairs SELECT 'a' || i, 'b' || i, 'c' || i FROM n;
        INSERT INTO \"odd table\" SELECT i, i FROM n;
        INSERT INTO docs SELECT 'title ' || i, 'body' FROM n;
        INSERT INTO boxes SELECT i, i, i + 1 FROM n;
        INSERT INTO wallets SELECT i, i FROM n;
        INSERT INTO counters SELECT i, i FROM n;
        INSERT INTO log SELECT i, i FROM n;"
    );
    database.execute_batch(&fill).unwrap();
    let (mut checked, mut problems) = (0, Vec::new());
    for sql in statements.split("-- plan:").map(|sql| sql.trim().trim_end_matches(';')) {
        let plan = judge.plan(sql).unwrap();
        // Only this direction: how far a full scan gets depends on the rows. Going through the kept rows of a
        // sub-query counts as a scan too.
        let keeps = plan.steps.iter().any(|step| step.words.starts_with("MATERIALIZE"));
        if keeps || plan.steps.is_empty() || plan.scans().iter().any(|scan| !scan.bounded) {
            continue;
        }
        database.execute_batch("SAVEPOINT one").unwrap();
        let mut statement = database.prepare(sql).unwrap();
        for index in 1..=statement.parameter_count() {
            statement.raw_bind_parameter(index, 3).unwrap();
        }
        let mut rows = statement.raw_query();
        // A constraint may stop it: what it read until then counts.
        while rows.next().is_ok_and(|row| row.is_some()) {}
        drop(rows);
        let status = |kind| statement.get_status(kind);
        let steps = status(rusqlite::StatementStatus::FullscanStep) + status(rusqlite::StatementStatus::AutoIndex);
        if steps > 100 {
            problems.push(format!("{steps} steps: {sql}"));
        }
        checked += 1;
        drop(statement);
        database.execute_batch("ROLLBACK TO one; RELEASE one").unwrap();
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
    assert!(checked >= 40, "only {checked} statements were checked");
}

fn judge(schema: &str) -> Judge {
    let mut judge = Judge::new().unwrap();
    for statement in schema.split(";\n").filter(|statement| !statement.trim().is_empty()) {
        let verdict = judge.run(statement);
        assert!(matches!(verdict, Verdict::Applied), "{statement}: {verdict:?}");
    }
    judge
}

fn show(out: &mut String, plan: &Plan, parent: i64, depth: usize) {
    for step in plan.steps.iter().filter(|step| step.parent == parent) {
        let table = step.table.as_deref().map(|table| format!(" [{table}]")).unwrap_or_default();
        writeln!(out, "{}{}{table}", "  ".repeat(depth), step.words).unwrap();
        show(out, plan, step.id, depth + 1);
    }
}

/// Every statement that is generated for the corpus' databases goes through an index, or reads what it returns.
#[test]
fn generated_statements_never_scan() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpus/d1");
    let Ok(text) = std::fs::read_to_string(folder.join("EXPECTED.jsonl")) else {
        println!("the corpus is not at {}: nothing was planned", folder.display());
        return;
    };
    let (mut statements, mut spent) = (0_u32, std::time::Duration::ZERO);
    let mut problems = Vec::new();
    for unit in text.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap()) {
        let mut spec = SpecFiles::default();
        let files = ["prelude", "files"].into_iter().flat_map(|key| unit[key].as_array().unwrap());
        for (index, path) in files.enumerate() {
            let bytes = std::fs::read(folder.join(path.as_str().unwrap())).unwrap();
            spec.add(&format!("migrations/{index:04}.sql"), String::from_utf8_lossy(&bytes).into_owned());
        }
        let model = compile(&spec).model;
        let mut judge = Judge::new().unwrap();
        for statement in &model.schema.statements {
            judge.run(statement);
        }
        for table in &model.schema.tables {
            let Some(sql) = williw_codegen::emit::sql::table_sql(&model, table) else { continue };
            let mut all: Vec<String> = sql.finders.iter().map(|finder| finder.sql.clone()).collect();
            all.extend(sql.keyed.iter().map(|keyed| keyed.get.clone()));
            for page in &sql.pages {
                all.extend(
                    [&page.ascending, &page.ascending_after, &page.descending, &page.descending_after]
                        .map(String::clone),
                );
            }
            for sql in all {
                #[allow(clippy::disallowed_methods, reason = "the cost of a plan is what is measured")]
                let start = std::time::Instant::now();
                let plan = judge.plan(&sql).unwrap_or_else(|error| panic!("{sql}: {error:?}"));
                spent += start.elapsed();
                statements += 1;
                // A page's order ends with the primary key, which an index of a table with rowids does not hold.
                let in_part = plan.sorts().all(|what| what.starts_with("LAST "));
                if !in_part || (plan.full_scans().next().is_some() && plan.sorts().next().is_none()) {
                    problems.push(format!("{}: {sql}: {:?}", unit["unit"], plan));
                }
            }
        }
    }
    println!("{statements} statements planned, {:?} each", spent / statements.max(1));
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}
