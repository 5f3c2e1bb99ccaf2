//! Every database of the corpus: what the compiler describes must be what SQLite holds.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test ends with a panic")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::Value;
use williw_codegen::describe::{Description, TableDescription, describe};
use williw_codegen::{Compilation, SpecFiles, compile};

/// Each unit, or none where the corpus is not there.
fn units() -> Option<(PathBuf, Vec<Value>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpus/d1");
    let Ok(text) = std::fs::read_to_string(folder.join("EXPECTED.jsonl")) else {
        println!("the corpus is not at {}: nothing was compared", folder.display());
        return None;
    };
    let units = text.lines().map(|line| serde_json::from_str(line).expect("a line of EXPECTED.jsonl")).collect();
    Some((folder, units))
}

fn strings<'v>(unit: &'v Value, key: &str) -> Vec<&'v str> {
    unit[key].as_array().expect("a list").iter().map(|item| item.as_str().expect("a text")).collect()
}

/// The unit's files as migrations, the prelude first, and each one's path in the corpus.
fn spec(folder: &Path, unit: &Value) -> (SpecFiles, BTreeMap<String, String>) {
    let mut spec = SpecFiles::default();
    let mut origin = BTreeMap::new();
    for (index, path) in strings(unit, "prelude").into_iter().chain(strings(unit, "files")).enumerate() {
        let name = format!("migrations/{index:04}_{}", path.rsplit('/').next().expect("a name"));
        let bytes = std::fs::read(folder.join(path)).expect("a file of the corpus");
        spec.files.push((name.clone(), String::from_utf8_lossy(&bytes).into_owned()));
        origin.insert(name, path.to_owned());
    }
    (spec, origin)
}

fn describe_all(compilation: &Compilation) -> Description {
    describe(&compilation.model, &compilation.sources, &compilation.diagnostics)
}

#[test]
fn every_unit_is_described_as_sqlite_holds_it() {
    let Some((folder, units)) = units() else { return };
    let mut problems = Vec::new();
    for unit in &units {
        let (spec, origin) = spec(&folder, unit);
        let compilation = compile(&spec);
        let description = describe_all(&compilation);
        let mut unit_problems = if unit["applies_cleanly"] == true {
            let told = description.diagnostics.iter().filter(|diagnostic| diagnostic.severity == "error");
            told.map(|diagnostic| format!("{diagnostic:?}")).collect()
        } else {
            refusals(unit, &spec, &origin, &description)
        };
        unit_problems.extend(differences(unit, &description));
        if description != describe_all(&compile(&spec)) {
            unit_problems.push("compiling again gave something else".to_owned());
        }
        problems.extend(unit_problems.into_iter().map(|problem| format!("{}: {problem}", unit["unit"])));
    }
    assert!(problems.is_empty(), "{} problems\n{}", problems.len(), problems.join("\n"));
    println!("{} databases compared", units.len());
}

/// Migrations that projects have really run on D1, made by Prisma and drizzle-kit, and what they took with them.
#[test]
fn losses_by_cascade_are_seen_in_the_wild() {
    let Some((folder, units)) = units() else { return };
    let mut found = Vec::new();
    for unit in &units {
        let description = describe_all(&compile(&spec(&folder, unit).0));
        for told in description.diagnostics.into_iter().filter(|told| told.slug == "unsafe-rebuild") {
            let file = told.file.rsplit('/').next().unwrap_or_default().get(5..).unwrap_or_default().to_owned();
            found.push(format!("{}/{file}:{} {}", unit["unit"].as_str().unwrap_or_default(), told.line, told.message));
        }
    }
    expect_test::expect_file!["corpus_d1/losses.txt"].assert_eq(&format!("{}\n", found.join("\n")));
}

/// What SQLite refused must be told of, once for each statement, on one of the statement's lines.
fn refusals(unit: &Value, spec: &SpecFiles, origin: &BTreeMap<String, String>, found: &Description) -> Vec<String> {
    let mut problems = Vec::new();
    let told: Vec<_> = found.diagnostics.iter().filter(|diagnostic| diagnostic.slug == "bad-sql").collect();
    for error in unit["errors"].as_array().expect("a list") {
        let [path, message, start] = [&error[0], &error[1], &error[2]].map(|text| text.as_str().expect("a text"));
        let hit = told.iter().any(|diagnostic| {
            let text = &spec.files.iter().find(|(name, _)| *name == diagnostic.file).expect("a file of the spec").1;
            // The quoted text is cut; the statement goes on to its semicolon, and may come more than once.
            let inside = text.match_indices(start).any(|(at, _)| {
                let end = text[at..].find(";\n").map_or(text.len(), |length| at + length);
                let line = |at: usize| text[..at].matches('\n').count() + 1;
                (line(at)..=line(end)).contains(&diagnostic.line)
            });
            origin[&diagnostic.file] == path && diagnostic.message == message && inside
        });
        if !hit {
            problems.push(format!("not told: {message} at {start:?}; told: {told:#?}"));
        }
    }
    problems
}

fn differences(unit: &Value, found: &Description) -> Vec<String> {
    let mut problems = Vec::new();
    let found: BTreeMap<&str, &TableDescription> =
        found.tables.iter().map(|table| (table.name.as_str(), table)).collect();
    let expected: Vec<&Value> = unit["tables"].as_array().map(|tables| tables.iter().collect()).unwrap_or_default();
    let expected: Vec<&Value> = expected
        .into_iter()
        .filter(|table| table["type"] != "shadow" && !table["name"].as_str().expect("a name").starts_with("sqlite_"))
        .collect();
    for table in &expected {
        let name = table["name"].as_str().expect("a name");
        let Some(found) = found.get(name) else {
            problems.push(format!("{name} is missing"));
            continue;
        };
        let facts = [
            table["type"] == found.kind,
            table["strict"] == found.strict,
            table["without_rowid"] == found.without_rowid,
        ];
        if facts != [true; 3] {
            problems.push(format!("{name}: {table} is {found:?}"));
        }
        problems.extend(column_differences(name, &unit["columns"][name], found));
    }
    if expected.len() != found.len() {
        problems.push(format!("{} tables for {}", found.len(), expected.len()));
    }
    problems
}

fn column_differences(name: &str, expected: &Value, found: &TableDescription) -> Vec<String> {
    let expected = expected.as_array().unwrap_or_else(|| panic!("columns of {name}"));
    // `rank` and the column of the table's own name are hidden in an FTS5 table.
    let hidden = |column: &Value| found.kind == "virtual" && (column["name"] == name || column["name"] == "rank");
    let expected: Vec<Value> = expected
        .iter()
        .filter(|column| !hidden(column))
        .map(|column| {
            let key = column["pk"].as_u64().expect("a number");
            let nullable = column["notnull"] == false && key == 0;
            serde_json::json!([column["name"], column["type"], nullable, key, column["default"]])
        })
        .collect();
    let found: Vec<Value> = found
        .columns
        .iter()
        .map(|column| {
            serde_json::json!([column.name, column.declared_type, column.nullable, column.primary_key, column.default])
        })
        .collect();
    if expected == found { Vec::new() } else { vec![format!("{name}: expected {expected:?}, found {found:?}")] }
}
