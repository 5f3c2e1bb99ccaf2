//! sqlc's own SQLite suite: what the compiler describes must be what sqlc's goldens say.
//!
//! The mapping: `int64` INTEGER, `string` TEXT, `bool` BOOLEAN, `float64` REAL, `[]byte` BLOB; `sql.Null…` and `*…` the
//! same and nullable; `any` says nothing about the type, `json.RawMessage` and `time.Time` stand for declared types that promise nothing to
//! SQLite (`JSON`, `DATETIME`), so ANY. Names are compared without case and `_`: Go has no snake case. Where sqlc is wrong or looser,
//! `tests/sqlc/differences.tsv` says so line by line, each with a query that SQLite answers with 1.
//!
//! Most of these queries read whole tables, which is refused unless they say so: `full-scan` is the one error that
//! is passed over here.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test ends with a panic")]

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;
use williw_codegen::describe::{Description, describe};
use williw_codegen::{SpecFiles, compile};

#[test]
fn sqlc_suite() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpus/sqlc");
    let Ok(entries) = std::fs::read_dir(&folder) else {
        println!("the corpus is not at {}: nothing was compared", folder.display());
        return;
    };
    let mut cases: Vec<_> = entries.flatten().map(|entry| entry.path()).filter(|path| path.is_dir()).collect();
    cases.sort();
    let mut known = differences();
    let (mut problems, mut queries, mut refused) = (Vec::new(), 0, 0);
    for case in &cases {
        let name = case.file_name().and_then(|name| name.to_str()).unwrap();
        let expected: Value = serde_json::from_str(&read(&case.join("expected.json"))).unwrap();
        for package in expected.as_array().unwrap() {
            let description = description(case, package);
            let errors = description.diagnostics.iter().filter(|told| told.severity == "error");
            let errors: Vec<_> = errors.filter(|told| told.slug != "full-scan").collect();
            if case.join("stderr.txt").exists() {
                refused += 1;
                if errors.is_empty() {
                    problems.push(format!("{name}: sqlc refuses it, and nothing was said"));
                }
                continue;
            }
            problems.extend(errors.iter().map(|error| format!("{name}: {error:?}")));
            for query in package["queries"].as_array().unwrap() {
                queries += 1;
                compare(name, query, &description, &mut known, &mut problems);
            }
        }
    }
    problems.extend(known.iter().map(|line| format!("not a difference any more: {line}")));
    assert!(problems.is_empty(), "{} problems\n{}", problems.len(), problems.join("\n"));
    println!("{} cases: {queries} queries agree, {refused} are refused as they must be", cases.len());
}

fn description(case: &Path, package: &Value) -> Description {
    let mut spec = SpecFiles::default();
    for (folder, key) in [("migrations", "schema"), ("queries", "queries_files")] {
        for (index, path) in package[key].as_array().unwrap().iter().enumerate() {
            let text = read(&case.join(path.as_str().unwrap()));
            spec.files.push((format!("{folder}/{index:04}.sql"), text));
        }
    }
    let compilation = compile(&spec);
    describe(&compilation.model, &compilation.sources, &compilation.diagnostics)
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn compare(
    case: &str,
    expected: &Value,
    found: &Description,
    known: &mut BTreeSet<String>,
    problems: &mut Vec<String>,
) {
    let name = expected["name"].as_str().unwrap();
    let Some(query) = found.queries.iter().find(|query| query.name == name) else {
        problems.push(format!("{case}: {name} is not described"));
        return;
    };
    if expected["cmd"] != query.command {
        problems.push(format!("{case}: {name} is :{}", query.command));
    }
    let params = query.params.iter().map(|param| (param.name.as_str(), param.sql_type, param.nullable));
    let columns = query.columns.iter().map(|column| (column.name.as_str(), column.sql_type, column.nullable));
    let lists: [(&str, Vec<_>); 2] = [("params", params.collect()), ("columns", columns.collect())];
    for (kind, found) in lists {
        let expected = expected[kind].as_array().unwrap();
        if expected.len() != found.len() {
            problems.push(format!("{case}: {name} has {} {kind}, not {}: {found:?}", found.len(), expected.len()));
            continue;
        }
        for (index, (expected, (source, sql_type, nullable))) in expected.iter().zip(found).enumerate() {
            let [wanted, go] = [0, 1].map(|at| expected[at].as_str().unwrap());
            let ours = format!("{source} {sql_type}{}", if nullable { "?" } else { "" });
            if plain(wanted) == plain(source) && fits(go, sql_type, nullable) {
                continue;
            }
            let line = format!("{case}\t{name}\t{kind}[{index}]\t{wanted} {go}\t{ours}");
            if !known.remove(&line) {
                problems.push(line);
            }
        }
    }
}

fn plain(name: &str) -> String {
    name.to_lowercase().replace('_', "")
}

fn fits(go: &str, sql_type: &str, nullable: bool) -> bool {
    let (wanted, may_be_null) = match go {
        "int64" => ("INTEGER", Some(false)),
        "string" => ("TEXT", Some(false)),
        "bool" => ("BOOLEAN", Some(false)),
        "float64" => ("REAL", Some(false)),
        "[]byte" => ("BLOB", Some(false)),
        "sql.NullInt64" | "*int64" => ("INTEGER", Some(true)),
        "sql.NullString" | "*string" => ("TEXT", Some(true)),
        "sql.NullBool" | "*bool" => ("BOOLEAN", Some(true)),
        "sql.NullFloat64" | "*float64" => ("REAL", Some(true)),
        "time.Time" => ("ANY", Some(false)),
        "sql.NullTime" => ("ANY", Some(true)),
        "json.RawMessage" => ("ANY", None),
        "any" | "interface{}" => return true,
        other => panic!("`{other}` is not in the mapping"),
    };
    wanted == sql_type && may_be_null.is_none_or(|may| may == nullable)
}

/// The known differences without their proofs, which are run here.
fn differences() -> BTreeSet<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/sqlc/differences.tsv");
    let mut known = BTreeSet::new();
    for line in read(&path).lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let (difference, proof) = line.rsplit_once('\t').unwrap();
        let judge = rusqlite::Connection::open_in_memory().unwrap();
        let (before, proof) = proof.rsplit_once("; ").unwrap_or(("", proof));
        judge.execute_batch(before).unwrap_or_else(|error| panic!("{before}: {error}"));
        let proved: i64 =
            judge.query_row(proof, [], |row| row.get(0)).unwrap_or_else(|error| panic!("{proof}: {error}"));
        assert_eq!(proved, 1, "{proof}");
        known.insert(difference.to_owned());
    }
    known
}
