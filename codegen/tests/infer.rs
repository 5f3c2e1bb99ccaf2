//! What is inferred of the statements under `tests/infer/`, written beside them: columns, parameters, stars.
//!
//! `tests/infer/<subject>.sql` has the statements, `<subject>.txt` what is said of each; `UPDATE_EXPECT=1` writes it.
//! Parameters that a REAL does not do for are marked with `cast`.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test ends with a panic")]

use std::fmt::Write as _;
use std::path::Path;

use expect_test::expect_file;
use williw_codegen::infer::{Inference, Item, infer};
use williw_codegen::model::{ColumnType, Schema};
use williw_codegen::{SpecFiles, compile};

fn folder() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/infer")
}

fn schema() -> Schema {
    let mut spec = SpecFiles::default();
    for name in ["schema.sql", "types.toml"] {
        spec.add(name, std::fs::read_to_string(folder().join("spec").join(name)).unwrap());
    }
    let compilation = compile(&spec);
    assert!(!compilation.has_errors(), "{:#?}", compilation.diagnostics);
    compilation.model.schema
}

#[test]
fn statements_are_read_as_written_down() {
    let schema = schema();
    let conn = rusqlite::Connection::open_in_memory().unwrap();
    schema.statements.iter().for_each(|statement| conn.execute_batch(statement).unwrap());
    for subject in ["columns", "parameters", "stars", "writes", "hard"] {
        let text = std::fs::read_to_string(folder().join(format!("{subject}.sql"))).unwrap();
        let mut shown = String::new();
        for query in text.split(";\n").map(str::trim).filter(|query| !query.is_empty()) {
            let count = conn.prepare(query).unwrap_or_else(|error| panic!("{error}: {query}")).column_count();
            let inference = infer(&schema, query);
            assert_eq!(inference.columns.as_ref().map(Vec::len), Some(count), "{query}");
            writeln!(shown, "{query}").unwrap();
            shown.push_str(&show(&schema, query, &inference));
            shown.push('\n');
        }
        expect_file![folder().join(format!("{subject}.txt"))].assert_eq(&shown);
    }
}

fn show(schema: &Schema, query: &str, inference: &Inference) -> String {
    let mut shown = String::new();
    for column in inference.columns.iter().flatten() {
        let null = if column.nullable { "NULL" } else { "NOT NULL" };
        let name = column.name.as_ref().map(|name| format!(" as {name}")).unwrap_or_default();
        let origin = column.origin.map(|(table, column)| {
            let table = &schema.tables[table];
            format!(" from {}.{}", table.name.source, table.columns[column].name.source)
        });
        let origin = origin.unwrap_or_default();
        writeln!(shown, "  {} {null} {}{name}{origin}", column.sql_type.as_str(), rust(column.ty.as_ref())).unwrap();
    }
    for (at, param) in inference.params.iter().enumerate() {
        let name = param.name.as_deref().unwrap_or("-");
        let sql_type = param.sql_type.map_or("-", |sql_type| sql_type.as_str());
        let null = if param.nullable { " or NULL" } else { "" };
        let number = format!("?{}", at + 1);
        let unsteady = inference.unsteady.iter().filter(|&&offset| {
            let rest = &query[offset..];
            rest.starts_with(&number) && !rest[number.len()..].starts_with(|c: char| c.is_ascii_digit())
        });
        let cast = unsteady.map(|offset| format!(" cast@{offset}")).collect::<String>();
        writeln!(shown, "  {number} {name}: {sql_type} {}{null}{cast}", rust(param.ty.as_ref())).unwrap();
    }
    for list in &inference.lists {
        for item in list {
            if let Item::Star(refs) = item {
                writeln!(shown, "  * = {}", refs.join(", ")).unwrap();
            }
        }
    }
    if inference.certain {
        shown.push_str("  always a row\n");
    }
    shown
}

fn rust(ty: Option<&ColumnType>) -> String {
    match ty {
        None => "?".to_owned(),
        Some(ColumnType::Named(name)) => name.clone(),
        Some(ColumnType::Json(name)) => format!("Json<{name}>"),
        Some(ColumnType::Custom(path)) => path.clone(),
        Some(ColumnType::Check(check)) => check.rust.clone(),
        Some(ty) => format!("{ty:?}"),
    }
}

/// A star written out gives what it stood for.
#[test]
fn stars_written_out_mean_the_same() {
    let schema = schema();
    let conn = rusqlite::Connection::open_in_memory().unwrap();
    schema.statements.iter().for_each(|statement| conn.execute_batch(statement).unwrap());
    let text = std::fs::read_to_string(folder().join("stars.sql")).unwrap();
    for query in text.split(";\n").map(str::trim).filter(|query| query.starts_with("SELECT * FROM")) {
        let inference = infer(&schema, query);
        let list = &inference.lists[0];
        let [Item::Star(refs)] = list.as_slice() else { panic!("one star: {query}") };
        let written = query.replacen('*', &refs.join(", "), 1);
        let names = |query: &str| {
            let statement = conn.prepare(query).unwrap_or_else(|error| panic!("{error}: {query}"));
            statement.column_names().map(|name| name.to_string()).collect::<Vec<_>>()
        };
        let last = |names: Vec<String>| names.iter().map(|name| name.to_lowercase()).collect::<Vec<_>>();
        assert_eq!(last(names(query)), last(names(&written)), "{written}");
    }
}
