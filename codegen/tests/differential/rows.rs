//! Random rows that fit what the schema says of its columns.

use rusqlite::Connection;
use rusqlite::config::DbConfig;
use rusqlite::types::Value;
use williw_codegen::model::{Affinity, Column, ColumnType, Generated, Schema, TableKind};

use crate::Random;

/// The schema's database, with what it was seeded with.
pub(crate) fn database(schema: &Schema) -> Connection {
    let mut conn = Connection::open_in_memory().unwrap();
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_FKEY, false).unwrap();
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false).unwrap();
    for statement in &schema.statements {
        // What the judge tolerated may fail here; then the table's queries fail too.
        let _ = conn.execute_batch(statement);
    }
    // A query that works for long is given up.
    conn.progress_handler(40_000, Some(|| true)).unwrap();
    conn.pragma_update(None, "foreign_keys", false).unwrap();
    conn.pragma_update(None, "ignore_check_constraints", true).unwrap();
    conn
}

/// Fills every table, some with nothing.
pub(crate) fn fill(conn: &Connection, schema: &Schema, random: &mut Random) {
    conn.execute_batch("BEGIN").unwrap();
    for table in schema.tables.iter().filter(|table| table.kind == TableKind::Table) {
        let name = quote(&table.name.source);
        let _ = conn.execute(&format!("DELETE FROM {name}"), []);
        if random.chance(15) || table.name.source == "void" {
            continue;
        }
        let given: Vec<&Column> = table.columns.iter().filter(|column| column.generated == Generated::No).collect();
        let names: Vec<String> = given.iter().map(|column| quote(&column.name.source)).collect();
        let places = vec!["?"; names.len()].join(", ");
        let sql = format!("INSERT OR IGNORE INTO {name} ({}) VALUES ({places})", names.join(", "));
        let Ok(mut statement) = conn.prepare(&sql) else { continue };
        for _ in 0..1 + random.below(14) {
            let values: Vec<Value> = given.iter().map(|column| value(column, random)).collect();
            let _ = statement.execute(rusqlite::params_from_iter(values));
        }
    }
    conn.execute_batch("COMMIT").unwrap();
}

pub(crate) fn quote(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

fn value(column: &Column, random: &mut Random) -> Value {
    if column.nullable && random.chance(35) {
        return Value::Null;
    }
    let integer = |random: &mut Random| match random.below(12) {
        0 => Value::Integer(1_000),
        1 => Value::Integer(-3),
        2 => Value::Integer(12),
        _ => Value::Integer(random.below(6) as i64),
    };
    let text = |random: &mut Random| {
        const TEXTS: [&str; 14] = [
            "",
            "a",
            "b",
            "ab",
            "12",
            "1.5",
            "null",
            "{\"a\": 1, \"b\": null}",
            "[1, \"x\", null]",
            "2024-02-29",
            "now",
            "Ä",
            "%",
            "0",
        ];
        Value::Text((*random.pick(&TEXTS)).to_owned())
    };
    let real = |random: &mut Random| Value::Real(*random.pick(&[0.0, 1.5, -2.25, 3.0, 1e10]));
    let blob = |random: &mut Random| Value::Blob(random.pick(&[vec![], vec![0], b"ab".to_vec()]).clone());
    match &column.ty {
        ColumnType::Integer | ColumnType::Timestamp => integer(random),
        ColumnType::Boolean => Value::Integer(random.below(2) as i64),
        ColumnType::Real => real(random),
        ColumnType::Blob => blob(random),
        ColumnType::Check(check) => Value::Text(random.pick(&check.values).0.clone()),
        ColumnType::Text | ColumnType::Json(_) => text(random),
        ColumnType::Named(_) | ColumnType::Custom(_) => match column.affinity {
            Affinity::Integer => integer(random),
            Affinity::Real => real(random),
            _ => text(random),
        },
        ColumnType::Any => match random.below(4) {
            0 => integer(random),
            1 => real(random),
            2 => blob(random),
            _ => text(random),
        },
    }
}
