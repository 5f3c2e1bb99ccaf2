//! Real databases, of `../shared/corpus/d1`: what is generated for them compiles without a warning, and none of its
//! statements reads a whole table.
#![allow(clippy::panic, clippy::indexing_slicing, reason = "a test ends with a panic")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use rusqlite::Connection;
use serde_json::Value;
use williw_codegen::emit::sql::{PageSql, TableSql, table_sql};
use williw_codegen::model::Table;
use williw_codegen::{Compilation, SpecFiles, compile};

/// Those that `tests/corpus` does not compile and run: drizzle's and prisma's SQL, composite and missing keys, quoted names.
const COMPILED: [&str; 11] = [
    "27b-io__nem.api/api/db/schema.sql",
    "G4brym__authentication-using-d1-example/migrations",
    "Garcez7R__medapp/d1/schema.sql",
    "cloudflare__workers-sdk/packages/vite-plugin-cloudflare/playground/prisma/migrations",
    "exectx__t3-cloudflare/web/migrations",
    "harshil1712__remix-d1-auth-template/migrations",
    "hrueger__d1-export-order/migrations",
    "panteLx__aiocatalogs/migrations",
    "powerfulyang__cloudflare-worker/migrations",
    "sora32127__MyToiletBlog/prisma/migrations",
    "yestool__analytics_with_cloudflare/schema.sql",
];

/// Each unit's spec by its name; none where the corpus is not there.
fn units() -> BTreeMap<String, Compilation> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus/d1");
    let Ok(text) = std::fs::read_to_string(folder.join("EXPECTED.jsonl")) else {
        println!("the corpus is not at {}: nothing was tested", folder.display());
        return BTreeMap::new();
    };
    let units = text.lines().map(|line| serde_json::from_str::<Value>(line).expect("a line of EXPECTED.jsonl"));
    units.map(|unit| (unit["unit"].as_str().expect("a name").to_owned(), compile(&spec(&folder, &unit)))).collect()
}

/// The unit's files as migrations, the prelude first.
fn spec(folder: &Path, unit: &Value) -> SpecFiles {
    let list = |key: &str| unit[key].as_array().cloned().unwrap_or_default();
    let mut spec = SpecFiles::default();
    for (index, path) in list("prelude").into_iter().chain(list("files")).enumerate() {
        let path = path.as_str().expect("a path");
        let name = format!("migrations/{index:04}_{}", path.rsplit('/').next().expect("a name"));
        let bytes = std::fs::read(folder.join(path)).expect("a file of the corpus");
        spec.files.push((name, String::from_utf8_lossy(&bytes).into_owned()));
    }
    spec
}

/// The specs of `tests/expand`, by their names.
fn hazards() -> BTreeMap<String, Compilation> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../expand");
    let entries = std::fs::read_dir(folder).expect("tests/expand").map(|entry| entry.expect("an entry").path());
    let compiled = entries.map(|case| {
        let mut files = SpecFiles::default();
        for name in ["schema.sql", "types.toml"] {
            files.files.extend(std::fs::read_to_string(case.join(name)).ok().map(|text| (name.to_owned(), text)));
        }
        (case.display().to_string(), compile(&files))
    });
    compiled.collect()
}

#[test]
fn generated_code_compiles_without_a_warning() {
    let units = units();
    if units.is_empty() {
        return;
    }
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("corpus");
    std::fs::create_dir_all(&folder).expect("a folder to write to");
    let mut main = "#![deny(warnings)]\n".to_owned();
    for (number, unit) in COMPILED.iter().enumerate() {
        let code = units.get(*unit).unwrap_or_else(|| panic!("{unit} is not in the corpus")).expand();
        let file = folder.join(format!("unit_{number}.rs"));
        std::fs::write(&file, format!("//! {unit}\n{code}")).expect("a file to write to");
        writeln!(main, "#[path = {file:?}]\npub mod unit_{number};").expect("text");
    }
    main.push_str("fn main() {}\n");
    let file = folder.join("all.rs");
    std::fs::write(&file, main).expect("a file to write to");
    trybuild::TestCases::new().pass(file);
    println!("{} databases", COMPILED.len());
}

#[test]
fn every_statement_prepares() {
    for (unit, compilation) in units() {
        let refused: Vec<_> = compilation.errors().filter(|error| error.slug == "unusable-table").collect();
        assert!(refused.is_empty(), "{unit}: {refused:#?}");
    }
}

#[test]
fn no_statement_reads_a_whole_table() {
    let (mut problems, mut statements) = (Vec::new(), 0);
    for (unit, compilation) in units().into_iter().chain(hazards()) {
        let database = Connection::open_in_memory().expect("a database");
        // Where SQLite refused one, the unit's tables are those that the others made.
        for statement in &compilation.model.schema.statements {
            let _ = database.execute_batch(statement);
        }
        // Some reference tables that are not there; a plan does not need them.
        database.pragma_update(None, "foreign_keys", false).expect("a PRAGMA");
        for table in &compilation.model.schema.tables {
            let Some(sql) = table_sql(&compilation.model, table) else { continue };
            for (sql, allowed) in plans(&sql) {
                statements += 1;
                let found = explain(&database, &sql);
                if let Err(problem) = judge(table, &found, allowed) {
                    problems.push(format!("{unit}: {problem}\n  {sql}\n  {found:?}"));
                }
            }
        }
    }
    assert!(problems.is_empty(), "{} of {statements}\n{}", problems.len(), problems.join("\n"));
    println!("{statements} statements");
}

/// What a statement may do to the rows that it does not return.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Allowed {
    /// Nothing: it goes to its rows through an index or the primary key.
    Search,
    /// To walk an index, or the table in the order of its rowid, until its LIMIT is reached: the first page of a whole
    /// order. Every row that is read is returned.
    Walk,
}

fn plans(sql: &TableSql) -> Vec<(String, Allowed)> {
    let mut plans = Vec::new();
    if let Some(keyed) = &sql.keyed {
        plans.extend([keyed.get.clone(), keyed.delete.clone()]);
        plans.extend(keyed.update.iter().map(|update| format!("{}{}{}", update.head, update.sets[0].1, update.tail)));
    }
    plans.extend(sql.finders.iter().map(|finder| finder.sql.clone()));
    let mut plans: Vec<_> = plans.into_iter().map(|sql| (sql, Allowed::Search)).collect();
    for page in &sql.pages {
        let PageSql { ascending, ascending_after, descending, descending_after, equal, .. } = page;
        let first = if equal.is_empty() { Allowed::Walk } else { Allowed::Search };
        plans.extend([ascending, descending].map(|sql| (sql.clone(), first)));
        plans.extend([ascending_after, descending_after].map(|sql| (sql.clone(), Allowed::Search)));
    }
    plans
}

fn explain(database: &Connection, sql: &str) -> Vec<String> {
    let mut statement = database.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).expect("a statement");
    // The parameters stay NULL.
    statement.raw_query().mapped(|row| row.get(3)).collect::<Result<_, _>>().expect("a plan")
}

fn judge(table: &Table, plan: &[String], allowed: Allowed) -> Result<(), &'static str> {
    let name = &table.name.source;
    let reads = |verb: &str| plan.iter().any(|line| line.starts_with(&format!("{verb} {name}")));
    if plan.iter().any(|line| line == "USE TEMP B-TREE FOR ORDER BY") {
        return Err("sorts what it has read");
    }
    if reads("SCAN") && allowed != Allowed::Walk {
        return Err("reads the whole table");
    }
    if allowed == Allowed::Search && !plan.iter().any(|line| line.starts_with(&format!("SEARCH {name} USING "))) {
        return Err("goes through no index");
    }
    Ok(())
}
