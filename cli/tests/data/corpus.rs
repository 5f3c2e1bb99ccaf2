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
        spoil(&db, &mut random);
        adopt(&db).unwrap();
        remove_orphans(&db);
        // As one file, with the name of a schema: what is imported is then held against it.
        let statements = schema.statements.iter().filter(|sql| !is_refused(sql));
        let project = Project::new(&statements.map(|sql| format!("{sql}\n;\n")).collect::<String>());
        let file = project.path(".williw/d1/DB.sqlite");
        drop(project.database());
        std::fs::remove_file(&file).unwrap();
        db.execute("VACUUM INTO ?1", [file.to_str().unwrap()]).unwrap();
        let text = project.round_trip();
        databases += 1;
        written += text.lines().filter(|line| line.starts_with('(')).count();
    }
    println!("{databases} databases, {written} rows");
    assert!(databases > 30 && written > 500);
}

/// What D1 does not run.
fn is_refused(sql: &str) -> bool {
    let word = sql.split_whitespace().next().unwrap_or_default().to_ascii_uppercase();
    ["PRAGMA", "VACUUM", "BEGIN", "COMMIT"].iter().any(|refused| word.starts_with(refused))
}

/// Values that need care, wherever no constraint is against them.
fn spoil(db: &Connection, random: &mut Random) {
    const VALUES: [&str; 8] = [
        "x'00ff'",
        "'a' || char(0) || 'b'",
        "CAST(x'ff' AS TEXT)",
        "9e999",
        "9007199254740993",
        "char(13, 10)",
        "'it''s;'",
        "0.1 + 0.2",
    ];
    let columns = "SELECT t.name, c.name FROM pragma_table_list AS t, pragma_table_xinfo(t.name) AS c
        WHERE t.schema = 'main' AND t.type = 'table' AND t.name NOT LIKE 'sqlite_%'";
    let mut statement = db.prepare(columns).unwrap();
    let columns = statement.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)));
    for (table, column) in columns.unwrap().map(Result::unwrap) {
        let (table, column, value) = (rows::quote(&table), rows::quote(&column), random.pick(&VALUES));
        // A constraint, a generated column, a table without numbers of rows.
        let _ = db.execute(&format!("UPDATE OR IGNORE {table} SET {column} = {value} WHERE rowid % 4 = 1"), []);
    }
}

/// Gives rows a parent, where there is one.
fn adopt(db: &Connection) -> rusqlite::Result<()> {
    let keys = "SELECT t.name, k.\"from\", k.\"table\", coalesce(k.\"to\", 'rowid')
        FROM pragma_table_list AS t, pragma_foreign_key_list(t.name) AS k WHERE t.schema = 'main'";
    let mut statement = db.prepare(keys)?;
    let keys = statement.query_map([], |row| {
        let name = |at| row.get::<_, String>(at).map(|name| rows::quote(&name));
        Ok((name(0)?, name(1)?, name(2)?, name(3)?))
    })?;
    for (child, from, parent, to) in keys.map(Result::unwrap) {
        let _ = db.execute(
            &format!(
                "UPDATE OR IGNORE {child} SET {from} = (SELECT p.{to} FROM {parent} AS p
                 LIMIT 1 OFFSET ({child}.rowid % max(1, (SELECT count(*) FROM {parent}))))"
            ),
            [],
        );
    }
    Ok(())
}

/// Random rows seldom refer to each other: those that refer to nothing go, until there is none.
fn remove_orphans(db: &Connection) {
    let tables = "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'";
    let tables: Vec<String> =
        db.prepare(tables).unwrap().query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap();
    let mut found = true;
    while std::mem::take(&mut found) {
        for table in &tables {
            let mut statement = db.prepare("SELECT rowid FROM pragma_foreign_key_check(?1)").unwrap();
            let orphans = statement.query_map([table], |row| row.get(0)).unwrap();
            let orphans: Result<Vec<Option<i64>>, _> = orphans.collect();
            let table = rows::quote(table);
            // Where a key refers to no key, no row could have come in.
            for orphan in orphans.unwrap_or_else(|_| vec![None]) {
                found |= match orphan {
                    Some(rowid) => db.execute(&format!("DELETE FROM {table} WHERE rowid = ?1"), [rowid]),
                    None => db.execute(&format!("DELETE FROM {table}"), []),
                }
                .unwrap()
                    > 0;
            }
        }
    }
}
