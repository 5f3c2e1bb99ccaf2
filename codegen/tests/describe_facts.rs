//! What sqlx's tests of its own `describe` say of SQLite's statements must be what we say.
//!
//! Where we know more than the file, [`SHARPER`] says so, each time with a query that SQLite runs here.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test ends with a panic")]

use std::path::Path;

use serde_json::Value;
use williw_codegen::infer::{Typed, infer};
use williw_codegen::model::Schema;
use williw_codegen::{SpecFiles, compile};

/// The tables that the file's statements are about.
const TABLES: &str = "
CREATE TABLE tweet (id BIGINT NOT NULL PRIMARY KEY, text TEXT NOT NULL, is_sent BOOLEAN NOT NULL DEFAULT TRUE,
    owner_id BIGINT);
CREATE TABLE tweet_reply (id BIGINT NOT NULL PRIMARY KEY, tweet_id BIGINT NOT NULL, text TEXT NOT NULL,
    owner_id BIGINT);
CREATE TABLE accounts (id INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL, is_active BOOLEAN);
CREATE VIEW accounts_view AS SELECT * FROM accounts;
";

/// Query, column, what the file says of its nullability, what we say, and a query that proves it: it returns 1
/// where we are right.
const SHARPER: [(&str, usize, bool, bool, &str); 1] = [(
    "select first_value(id) over () from accounts",
    0,
    true,
    false,
    "SELECT count(*) = 0 FROM (SELECT first_value(id) OVER () AS first FROM accounts) WHERE first IS NULL",
)];

fn schema(setup: &[String]) -> Schema {
    let mut spec = SpecFiles::default();
    let setup: String = setup.iter().map(|line| line.replace("TEMP TABLE", "TABLE") + ";\n").collect();
    spec.add("schema.sql", format!("{TABLES}{setup}"));
    let compilation = compile(&spec);
    assert!(!compilation.has_errors(), "{:?}", compilation.diagnostics);
    compilation.model.schema
}

#[test]
fn every_fact_of_the_file_is_ours() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpus/describe.json");
    let Ok(text) = std::fs::read_to_string(&path) else {
        println!("the corpus is not at {}: nothing was compared", path.display());
        return;
    };
    let cases: Vec<Value> = serde_json::from_str(&text).unwrap();
    let (mut compared, mut sharper, mut problems) = (0, 0, Vec::new());
    for case in cases.iter().filter(|case| case["error"].is_null()) {
        let setup: Vec<String> = serde_json::from_value(case["setup"].clone()).unwrap();
        let query = case["query"].as_str().unwrap().replace("$1", "?1").replace("$2", "?2").replace(":datebind", "?1");
        let Some(columns) = infer(&schema(&setup), &query).columns else {
            problems.push(format!("not read: {query}"));
            continue;
        };
        if let Some(count) = case["column_count"].as_u64()
            && columns.len() as u64 != count
        {
            problems.push(format!("{} columns, not {count}: {query}", columns.len()));
        }
        for fact in case["columns"].as_array().unwrap() {
            let at = usize::try_from(fact["i"].as_u64().unwrap()).unwrap();
            let Some(found) = columns.get(at) else {
                problems.push(format!("no column {at}: {query}"));
                continue;
            };
            compared += 1;
            match difference(fact, found) {
                Some(_)
                    if SHARPER.iter().any(|known| known.0 == query && known.1 == at && known.3 == found.nullable) =>
                {
                    sharper += 1;
                }
                Some(difference) => problems.push(format!("column {at}: {difference}: {query}")),
                None => {}
            }
        }
    }
    println!("{compared} columns compared, {sharper} of them said better than the file does");
    assert!(problems.is_empty(), "{} problems\n{}", problems.len(), problems.join("\n"));
    assert_eq!(sharper, SHARPER.len());
}

fn difference(fact: &Value, found: &Typed) -> Option<String> {
    let ty = fact["type"].as_str().is_none_or(|ty| ty == found.sql_type.as_str());
    let nullable = fact["nullable"].as_bool().is_none_or(|nullable| nullable == found.nullable);
    (!ty || !nullable).then(|| format!("{fact}, not {} {}", found.sql_type.as_str(), found.nullable))
}

#[test]
fn what_we_say_better_is_true() {
    let conn = rusqlite::Connection::open_in_memory().unwrap();
    conn.execute_batch(TABLES).unwrap();
    conn.execute_batch("INSERT INTO accounts VALUES (1, 'a', NULL), (2, 'b', 1)").unwrap();
    for (query, _, _, _, proof) in SHARPER {
        let right: bool = conn.query_row(proof, [], |row| row.get(0)).unwrap();
        assert!(right, "{query}");
    }
}
