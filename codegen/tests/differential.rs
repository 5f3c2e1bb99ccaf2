//! What is inferred of queries against what SQLite returns for them: random rows in the databases of the corpus,
//! random queries, and every cell held against its declared type and nullability.
//!
//! What is hard: a wrong answer must be as likely as possible. So tables are small, often empty and full of NULL,
//! values collide so that joins find partners, and expressions mix types that no author would mix.
//! `DIFFERENTIAL_QUERIES` sets how many queries there are for each database, `DIFFERENTIAL_SEED` which.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test ends with a panic")]

#[path = "differential/queries.rs"]
mod queries;
#[path = "differential/rows.rs"]
mod rows;

use std::collections::BTreeMap;
use std::path::Path;

use rusqlite::Connection;
use rusqlite::types::ValueRef;
use serde_json::Value;
use williw_codegen::infer::{Inference, Typed, infer};
use williw_codegen::model::{Schema, SqlType};
use williw_codegen::{SpecFiles, compile};

/// A small generator of numbers (<https://prng.di.unimi.it/splitmix64.c>): the same everywhere, for ever.
#[derive(Debug)]
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Below `limit`.
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % limit.max(1) as u64).unwrap()
    }

    /// True `percent` times of a hundred.
    pub(crate) fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    pub(crate) fn pick<'l, T>(&mut self, list: &'l [T]) -> &'l T {
        &list[self.below(list.len())]
    }
}

/// A schema that has a column of every kind, so that the test says something without the corpus too.
const OWN: &str = "
CREATE TABLE nodes (id TEXT PRIMARY KEY, name TEXT NOT NULL, note TEXT, kind TEXT NOT NULL CHECK (kind IN ('a', 'b')),
    score REAL NOT NULL, weight REAL, active BOOLEAN NOT NULL, hidden BOOLEAN, age INTEGER, size INTEGER NOT NULL,
    data TEXT, body BLOB, raw BLOB NOT NULL, thing, price NUMERIC);
CREATE TABLE parts (id INTEGER PRIMARY KEY, node_id TEXT NOT NULL REFERENCES nodes(id), age INTEGER NOT NULL, note TEXT,
    made_at INTEGER NOT NULL, seen_at INTEGER, doubled INTEGER AS (age * 2));
CREATE TABLE links (a INTEGER NOT NULL, b INTEGER NOT NULL, age INTEGER, PRIMARY KEY (a, b)) WITHOUT ROWID;
CREATE TABLE bare (x INTEGER, y TEXT, z REAL);
CREATE TABLE void (x INTEGER NOT NULL, y TEXT NOT NULL, id INTEGER);
CREATE VIEW both AS SELECT nodes.id, parts.id AS part, nodes.score FROM nodes LEFT JOIN parts ON node_id = nodes.id;
";

/// The databases: name and files.
fn specs() -> Vec<(String, SpecFiles)> {
    let mut own = SpecFiles::default();
    own.add("schema.sql", OWN.to_owned());
    let mut specs = vec![("own".to_owned(), own)];
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpus/d1");
    let Ok(text) = std::fs::read_to_string(folder.join("EXPECTED.jsonl")) else {
        println!("the corpus is not at {}: only our own schema is used", folder.display());
        return specs;
    };
    for line in text.lines() {
        let unit: Value = serde_json::from_str(line).unwrap();
        if unit["applies_cleanly"] == true {
            specs.push((unit["unit"].to_string(), spec(&folder, &unit)));
        }
    }
    specs
}

fn spec(folder: &Path, unit: &Value) -> SpecFiles {
    let mut spec = SpecFiles::default();
    let list = |key: &str| unit[key].as_array().unwrap().iter().map(|item| item.as_str().unwrap().to_owned());
    for (index, path) in list("prelude").chain(list("files")).enumerate() {
        let bytes = std::fs::read(folder.join(&path)).unwrap();
        let name = path.rsplit('/').next().unwrap();
        spec.files.push((format!("migrations/{index:04}_{name}"), String::from_utf8_lossy(&bytes).into_owned()));
    }
    spec
}

/// How many fillings of its tables each query runs against.
const FILLINGS: usize = 5;

#[derive(Default, Debug)]
struct Numbers {
    queries: usize,
    refused: usize,
    rows: usize,
    cells: usize,
    columns: usize,
    any: usize,
    nullable: usize,
    never_null: usize,
    refusals: BTreeMap<String, usize>,
}

fn setting(name: &str, default: usize) -> usize {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

#[test]
fn every_cell_is_what_was_inferred() {
    let per_database = setting("DIFFERENTIAL_QUERIES", 130);
    let seed = setting("DIFFERENTIAL_SEED", 1) as u64;
    let mut numbers = Numbers::default();
    let mut problems = Vec::new();
    let specs = specs();
    let databases = specs.len();
    for (at, (name, spec)) in specs.iter().enumerate() {
        let compilation = compile(spec);
        if compilation.has_errors() {
            continue;
        }
        let schema = &compilation.model.schema;
        let mut random = Random(seed.wrapping_mul(1000) + at as u64);
        let own = name == "own";
        // Each query runs against several fillings: reading it costs more than running it.
        let conns: Vec<Connection> = (0..FILLINGS).map(|_| rows::database(schema)).collect();
        let count = if own { per_database * 12 } else { per_database };
        for round in 0..count {
            if round % 40 == 0 {
                conns.iter().for_each(|conn| rows::fill(conn, schema, &mut random));
            }
            let query = queries::query(schema, &mut random);
            check(&conns, schema, &query, &mut numbers, &mut problems);
            if problems.len() > 12 {
                break;
            }
        }
        if own {
            for query in queries::OWN {
                for _ in 0..3 {
                    conns.iter().for_each(|conn| rows::fill(conn, schema, &mut random));
                    check(&conns, schema, query, &mut numbers, &mut problems);
                }
            }
        }
    }
    println!(
        "{databases} databases, {} queries and {} that SQLite refused, {} rows, {} cells; of {} columns {} are ANY, \
         {} nullable, {} of these were never NULL",
        numbers.queries,
        numbers.refused,
        numbers.rows,
        numbers.cells,
        numbers.columns,
        numbers.any,
        numbers.nullable,
        numbers.never_null
    );
    if std::env::var_os("DIFFERENTIAL_REFUSALS").is_some() {
        println!("{:#?}", numbers.refusals);
    }
    assert!(problems.is_empty(), "{} problems\n{}", problems.len(), problems.join("\n"));
    assert!(numbers.rows >= 100_000 || databases == 1, "too few rows to say anything");
}

fn check(conns: &[Connection], schema: &Schema, query: &str, numbers: &mut Numbers, problems: &mut Vec<String>) {
    let width = match conns[0].prepare(query) {
        Ok(statement) => statement.column_count(),
        Err(error) => {
            numbers.refused += 1;
            *numbers.refusals.entry(error.to_string()).or_default() += 1;
            return;
        }
    };
    numbers.queries += 1;
    let Inference { columns, certain, .. } = infer(schema, query);
    let Some(columns) = columns else {
        problems.push(format!("not read: {query}"));
        return;
    };
    if columns.len() != width {
        problems.push(format!("{} columns for {width}: {query}", columns.len()));
        return;
    }
    let mut seen_null = vec![false; width];
    let before = numbers.rows;
    for conn in conns {
        if let Err(problem) = run(conn, query, &columns, certain, &mut seen_null, numbers) {
            problems.push(format!("{problem}: {query}"));
            return;
        }
    }
    for (column, seen_null) in columns.iter().zip(seen_null) {
        numbers.columns += 1;
        numbers.any += usize::from(column.sql_type == SqlType::Any);
        numbers.nullable += usize::from(column.nullable);
        numbers.never_null += usize::from(column.nullable && !seen_null && numbers.rows > before);
    }
}

fn run(
    conn: &Connection,
    query: &str,
    columns: &[Typed],
    certain: bool,
    seen_null: &mut [bool],
    numbers: &mut Numbers,
) -> Result<(), String> {
    let mut statement = conn.prepare(query).unwrap();
    let mut rows = statement.query([]).unwrap();
    let mut count = 0;
    loop {
        let row = match rows.next() {
            Ok(Some(row)) if count < 200 => row,
            Ok(None) if certain && count == 0 => return Err("no row, though one was certain".to_owned()),
            Ok(_) => return Ok(()),
            // Too long, bad JSON, a sum that is too large: whatever came before was right.
            Err(_) => return Ok(()),
        };
        count += 1;
        numbers.rows += 1;
        for (at, column) in columns.iter().enumerate() {
            numbers.cells += 1;
            let cell = row.get_ref(at).unwrap();
            seen_null[at] |= cell == ValueRef::Null;
            if !fits(column, cell) {
                return Err(format!("column {at} is {cell:?}, not {column:?}"));
            }
        }
    }
}

fn fits(column: &Typed, cell: ValueRef<'_>) -> bool {
    match (column.sql_type, cell) {
        (_, ValueRef::Null) => column.nullable,
        (SqlType::Any, _) | (SqlType::Integer, ValueRef::Integer(_)) => true,
        (SqlType::Boolean, ValueRef::Integer(value)) => value == 0 || value == 1,
        (SqlType::Real, ValueRef::Integer(_) | ValueRef::Real(_)) => true,
        (SqlType::Text, ValueRef::Text(_)) | (SqlType::Blob, ValueRef::Blob(_)) => true,
        _ => false,
    }
}
