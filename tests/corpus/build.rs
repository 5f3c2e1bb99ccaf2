//! Puts the specs of `units/` together and writes `units.rs`: a module for each unit, and the list of them.
//!
//! A unit's schema is not in this repository. It is read from `../shared/corpus/d1`, or from the unit's own
//! `schema.sql`; where neither is there, there is no such unit. Its `rows.sql` becomes the last migration, so that the
//! compiler runs it too.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a build script ends with a panic")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use williw_codegen::model::{Model, Table, TableKind};
use williw_codegen::{SpecFiles, compile};

fn main() {
    let here = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR").unwrap());
    let out = PathBuf::from(std::env::var("OUT_DIR").unwrap());
    let corpus = here.join("../../../shared/corpus/d1");
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=units");
    let expected = corpus.join("EXPECTED.jsonl");
    // A file that is not there would rerun this script every time.
    if expected.exists() {
        println!("cargo::rerun-if-changed={}", expected.display());
    }
    let expected = fs::read_to_string(expected).unwrap_or_default();
    let expected = expected.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let databases: BTreeMap<String, Value> =
        expected.map(|unit| (unit["unit"].as_str().unwrap().to_owned(), unit)).collect();

    let (mut modules, mut list, mut bindings) = (String::new(), String::new(), String::new());
    let mut names: Vec<String> = fs::read_dir(here.join("units"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    for name in names {
        let folder = here.join("units").join(&name);
        let Some(schema) = schema(&corpus, &databases, &folder) else { continue };
        let spec = out.join(&name);
        let _ = fs::remove_dir_all(&spec);
        fs::create_dir_all(spec.join("migrations")).unwrap();
        let mut files = SpecFiles::in_folder(&name);
        for file in schema.into_iter().chain([folder.join("rows.sql")]) {
            // What a project's migrations have lost is its own history.
            let text = format!("-- allow-loss: history\n{}", String::from_utf8_lossy(&fs::read(&file).unwrap()));
            let file = file.file_name().unwrap().to_str().unwrap();
            let path = format!("migrations/{:04}_{file}", files.files.len());
            put(&spec, &mut files, path, text);
        }
        for file in ["queries.sql", "types.toml"] {
            if let Ok(text) = fs::read_to_string(folder.join(file)) {
                put(&spec, &mut files, file.to_owned(), text);
            }
        }
        // What is wrong with a spec is told where its module is compiled.
        let model = compile(&files).model;
        let calls = folder.join("calls.rs");
        writeln!(
            modules,
            "pub mod {name} {{\n    #[williw_workers::spec({spec:?})]\n    pub mod app {{}}\n    \
             #[path = {calls:?}]\n    pub mod calls;\n}}"
        )
        .unwrap();
        writeln!(
            list,
            "    Unit {{ name: {name:?}, schema: &{:?}, contents: &{:?}, \
             calls: |run| Box::pin({name}::calls::calls(run)) }},",
            model.schema.statements,
            contents(&model),
        )
        .unwrap();
        writeln!(bindings, "    D1Manifest {{ binding: {name:?}, schema: &[], migrations: &[] }},").unwrap();
    }
    let lists = format!("pub const UNITS: &[Unit] = &[\n{list}];\nconst D1: &[D1Manifest] = &[\n{bindings}];\n");
    fs::write(out.join("units.rs"), format!("{modules}\n{lists}")).unwrap();
}

/// The files of a unit's schema in order. The first line of its `queries.sql` names the database: `-- of: <unit of
/// EXPECTED.jsonl>`.
fn schema(corpus: &Path, databases: &BTreeMap<String, Value>, folder: &Path) -> Option<Vec<PathBuf>> {
    let own = folder.join("schema.sql");
    if own.exists() {
        return Some(vec![own]);
    }
    let queries = fs::read_to_string(folder.join("queries.sql")).unwrap();
    let name = queries.lines().next().and_then(|line| line.strip_prefix("-- of: "));
    let name = name.unwrap_or_else(|| panic!("{}: the first line names no database", folder.display()));
    if databases.is_empty() {
        return None;
    }
    let unit = databases.get(name).unwrap_or_else(|| panic!("there is no `{name}` in the corpus"));
    let list = |key: &str| unit[key].as_array().cloned().unwrap_or_default();
    let files = list("prelude").into_iter().chain(list("files"));
    Some(files.map(|path| corpus.join(path.as_str().unwrap())).collect())
}

fn put(spec: &Path, files: &mut SpecFiles, path: String, text: String) {
    fs::write(spec.join(&path), &text).unwrap();
    files.add(&path, text);
}

/// For each table its name and a statement that reads all of it, each cell as `quote` writes it, so that 1 and 1.0
/// differ.
fn contents(model: &Model) -> Vec<(String, String)> {
    let quoted = |name: &str| format!("\"{}\"", name.replace('"', "\"\""));
    let stored = |table: &&Table| table.kind == TableKind::Table;
    let select = |table: &Table| {
        let columns = table.columns.iter().enumerate();
        // The adapter gives a row's members in the order of their names.
        let cells: Vec<String> =
            columns.map(|(at, column)| format!("quote({}) AS c{at:03}", quoted(&column.name.source))).collect();
        let order: Vec<String> = (1..=cells.len()).map(|column| column.to_string()).collect();
        let name = &table.name.source;
        let sql = format!("SELECT {} FROM {} ORDER BY {}", cells.join(", "), quoted(name), order.join(", "));
        (name.clone(), sql)
    };
    model.schema.tables.iter().filter(stored).map(select).collect()
}
