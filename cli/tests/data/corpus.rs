//! The databases of the corpus, filled with random rows, out and in again.

use std::path::Path;

use rusqlite::Connection;
use serde_json::Value;
use williw_codegen::{SpecFiles, compile};

use crate::{Project, Random, rows};

/// Without the corpus there is nothing to see here; `a_hostile_database…` has every kind of object.
#[test]
fn every_database_of_the_corpus_comes_back() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpus/d1");
    let Ok(text) = std::fs::read_to_string(folder.join("EXPECTED.jsonl")) else {
        println!("the corpus is not at {}", folder.display());
        return;
    };
    let (mut databases, mut written) = (0, 0);
    for (seed, line) in (1..).zip(text.lines()) {
        let unit: Value = serde_json::from_str(line).unwrap();
        if unit["applies_cleanly"] != true {
            continue;
        }
        let mut spec = SpecFiles::default();
        let list = |key: &str| unit[key].as_array().unwrap().iter().map(|item| item.as_str().unwrap().to_owned());
        for (index, path) in list("prelude").chain(list("files")).enumerate() {
            let bytes = std::fs::read(folder.join(&path)).unwrap();
            let name = path.rsplit('/').next().unwrap();
            spec.files.push((format!("migrations/{index:04}_{name}"), String::from_utf8_lossy(&bytes).into_owned()));
        }
        let schema = compile(&spec).model.schema;
        let db = rows::database(&schema);
        db.pragma_update(None, "ignore_check_constraints", false).unwrap();
        let mut random = Random(seed);
        rows::fill(&db, &schema, &mut random);
        remove_orphans(&db);
        // As one file, with the name of a schema: what is imported is then held against it.
        let statements = schema.statements.iter().filter(|sql| !is_refused(sql));
        let project = Project::new(&statements.map(|sql| format!("{sql}\n;\n")).collect::<String>());
        let file = project.path(".williw/d1/DB.sqlite");
        drop(project.database());
        std::fs::remove_file(&file).unwrap();
        db.execute("VACUUM INTO ?1", [file.to_str().unwrap()]).unwrap();
        println!("{}", unit["unit"]);
        let text = project.round_trip();
        databases += 1;
        written += text.lines().filter(|line| line.starts_with('(')).count();
    }
    println!("{databases} databases, {written} rows");
    assert!(databases > 30 && written > 1000);
}

/// What D1 does not run.
fn is_refused(sql: &str) -> bool {
    sql.trim_start().get(..6).is_some_and(|word| word.eq_ignore_ascii_case("PRAGMA"))
}

/// Random rows seldom refer to each other: those that refer to nothing go, until there is none.
fn remove_orphans(db: &Connection) {
    loop {
        let mut statement = db.prepare("SELECT DISTINCT \"table\", rowid FROM pragma_foreign_key_check").unwrap();
        let found = statement.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, Option<i64>>(1)?)));
        let found: Vec<(String, Option<i64>)> = found.unwrap().collect::<Result<_, _>>().unwrap();
        if found.is_empty() {
            return;
        }
        for (table, rowid) in found {
            let table = rows::quote(&table);
            match rowid {
                Some(rowid) => db.execute(&format!("DELETE FROM {table} WHERE rowid = ?1"), [rowid]),
                None => db.execute(&format!("DELETE FROM {table}"), []),
            }
            .unwrap();
        }
    }
}
