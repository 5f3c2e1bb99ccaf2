//! Databases with random rows whose foreign keys hold, and how D1 applies a file to one.

use rusqlite::config::DbConfig;
use rusqlite::types::Value;
use rusqlite::{Connection, backup::Backup, params_from_iter};
use williw_codegen::model::{Affinity, Column, ColumnType, Generated, Schema, Table, TableKind};

/// A small generator of numbers (<https://prng.di.unimi.it/splitmix64.c>): the same everywhere, for ever.
#[derive(Debug)]
pub(crate) struct Random(pub(crate) u64);

impl Random {
    fn next(&mut self) -> u64 {
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

pub(crate) fn quote(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// Nothing is enforced.
pub(crate) fn lenient() -> Connection {
    let conn = Connection::open_in_memory().unwrap();
    for (setting, on) in [
        (DbConfig::SQLITE_DBCONFIG_ENABLE_FKEY, false),
        (DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false),
        (DbConfig::SQLITE_DBCONFIG_DQS_DDL, true),
        (DbConfig::SQLITE_DBCONFIG_DQS_DML, true),
    ] {
        conn.set_db_config(setting, on).unwrap();
    }
    conn
}

/// The schema's database, full.
pub(crate) fn database(schema: &Schema, random: &mut Random) -> Connection {
    let conn = lenient();
    for statement in &schema.statements {
        let _ = conn.execute_batch(statement);
    }
    let tables: Vec<&Table> = schema.tables.iter().filter(|table| table.kind == TableKind::Table).collect();
    for round in 0..3 {
        for table in &tables {
            let many = 2 + random.below(6);
            for _ in 0..many {
                insert(&conn, table, random, round);
            }
        }
    }
    // Ids that were given once, and gaps among rowids.
    for table in &tables {
        let name = quote(&table.name.source);
        let _ = conn.execute(&format!("DELETE FROM {name} WHERE rowid = (SELECT max(rowid) FROM {name})"), []);
    }
    // What refers to nothing goes, and what refers to that.
    loop {
        let sql = "SELECT \"table\", rowid, parent FROM pragma_foreign_key_check";
        let bad: Vec<(String, Option<i64>)> = conn
            .prepare(sql)
            .and_then(|mut it| it.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect())
            .unwrap_or_default();
        if bad.is_empty() {
            break;
        }
        for (table, rowid) in bad {
            let _ = match rowid {
                Some(rowid) => conn.execute(&format!("DELETE FROM {} WHERE rowid = ?1", quote(&table)), [rowid]),
                None => conn.execute(&format!("DELETE FROM {}", quote(&table)), []),
            };
        }
    }
    let broken: i64 =
        conn.query_row("SELECT count(*) FROM pragma_foreign_key_check", [], |row| row.get(0)).unwrap_or(1);
    if broken > 0 {
        for table in &tables {
            let _ = conn.execute(&format!("DELETE FROM {}", quote(&table.name.source)), []);
        }
    }
    conn
}

/// Adds a row; one that does not fit is left out.
fn insert(conn: &Connection, table: &Table, random: &mut Random, round: usize) {
    let name = quote(&table.name.source);
    let given: Vec<&Column> = table.columns.iter().filter(|column| column.generated == Generated::No).collect();
    let mut values: Vec<Value> = given.iter().map(|column| value(column, random)).collect();
    let sql = "SELECT id, seq, \"table\", \"from\", coalesce(\"to\", (SELECT name FROM pragma_table_info(\"table\") WHERE pk = seq + 1)) FROM pragma_foreign_key_list(?1) ORDER BY id, seq";
    let keys: Vec<(i64, i64, String, String, Option<String>)> = conn
        .prepare(sql)
        .unwrap()
        .query_map([&table.name.source], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?)))
        .unwrap()
        .filter_map(Result::ok)
        .collect();
    let mut parent = 0;
    for (_, seq, other, from, to) in keys {
        let Some(at) = given.iter().position(|column| column.name.source.eq_ignore_ascii_case(&from)) else { continue };
        if seq == 0 {
            parent = random.below(1000);
            if round == 0 && random.chance(30) && given[at].nullable {
                values[at] = Value::Null;
                continue;
            }
        }
        let Some(to) = to else { continue };
        let count: usize = conn
            .query_row(&format!("SELECT count(*) FROM {}", quote(&other)), [], |row| row.get::<_, i64>(0))
            .unwrap_or(0) as usize;
        if count == 0 {
            // A row that refers to itself makes a beginning.
            if other.eq_ignore_ascii_case(&table.name.source)
                && let Some(own) = given.iter().position(|column| column.name.source.eq_ignore_ascii_case(&to))
            {
                values[at] = values[own].clone();
            }
            continue;
        }
        let sql = format!("SELECT {} FROM {} LIMIT 1 OFFSET {}", quote(&to), quote(&other), parent % count);
        if let Ok(value) = conn.query_row(&sql, [], |row| row.get::<_, Value>(0)) {
            values[at] = value;
        }
    }
    let names: Vec<String> = given.iter().map(|column| quote(&column.name.source)).collect();
    let places = vec!["?"; names.len()].join(", ");
    let sql = format!("INSERT OR IGNORE INTO {name} ({}) VALUES ({places})", names.join(", "));
    let _ = conn.execute(&sql, params_from_iter(values));
}

fn value(column: &Column, random: &mut Random) -> Value {
    if column.nullable && random.chance(25) {
        return Value::Null;
    }
    let unique = random.below(100_000);
    let integer = |random: &mut Random| match random.below(8) {
        0 => Value::Integer(9_007_199_254_740_993),
        1 => Value::Integer(-3),
        2 => Value::Integer(1),
        _ => Value::Integer(unique as i64),
    };
    let text = |random: &mut Random| match random.below(8) {
        0 => Value::Text("12".to_owned()),
        1 => Value::Text("007".to_owned()),
        2 => Value::Text("it's \"Ä\" -- ; \n".to_owned()),
        3 => Value::Text("{\"a\": [1, null]}".to_owned()),
        _ => Value::Text(format!("text {unique}")),
    };
    let real = |random: &mut Random| Value::Real(*random.pick(&[0.1, 1.5, -2.25, 3.0, 1e300]));
    let blob = |random: &mut Random| Value::Blob(vec![0, 255, unique as u8, random.below(256) as u8]);
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

/// A database with the same in it.
pub(crate) fn copy(from: &Connection) -> Connection {
    let mut to = lenient();
    Backup::new(from, &mut to).unwrap().run_to_completion(1000, std::time::Duration::ZERO, None).unwrap();
    to
}

/// Applies a file as D1 does: in a transaction, with foreign keys on.
pub(crate) fn apply(conn: &Connection, sql: &str) -> Result<(), String> {
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_FKEY, true).unwrap();
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, true).unwrap();
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true).unwrap();
    let run = || {
        conn.execute_batch("BEGIN")?;
        conn.execute_batch(sql)?;
        conn.execute_batch("COMMIT")
    };
    run().map_err(|error: rusqlite::Error| {
        let _ = conn.execute_batch("ROLLBACK");
        error.to_string()
    })
}

/// What made a database, in an order that makes it again.
pub(crate) fn statements(conn: &Connection) -> Vec<String> {
    let sql = "SELECT sql FROM sqlite_schema s WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' \
        AND tbl_name NOT IN (SELECT name FROM pragma_table_list WHERE type = 'shadow') \
        ORDER BY CASE type WHEN 'table' THEN 0 WHEN 'index' THEN 1 WHEN 'view' THEN 2 ELSE 3 END, rowid";
    conn.prepare(sql).unwrap().query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}
