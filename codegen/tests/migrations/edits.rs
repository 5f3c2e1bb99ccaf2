//! Random changes of a schema, as its author would make them: in the text of `schema.sql`.

use rusqlite::Connection;
use williw_codegen::migrate::Rename;
use williw_codegen::migrate::form::code;
use williw_codegen::parse::sql::shape::items;

use crate::renamed;
use crate::rows::{Random, lenient, quote, statements};

/// A schema that is wanted, and what became of names.
#[derive(Debug)]
pub(crate) struct Edit {
    pub(crate) target: Vec<String>,
    pub(crate) renames: Vec<Rename>,
    pub(crate) words: Vec<String>,
}

impl Edit {
    /// What a table was called, in lower case.
    pub(crate) fn old_table(&self, name: &str) -> String {
        let found = self.renames.iter().find(|it| it.table.is_none() && it.to.eq_ignore_ascii_case(name));
        found.map_or(name.to_lowercase(), |it| it.from.to_lowercase())
    }

    /// What a column was called, in lower case.
    pub(crate) fn old_column(&self, table: &str, name: &str) -> String {
        let of = |it: &&Rename| it.table.as_ref().is_some_and(|own| own.eq_ignore_ascii_case(table));
        let found = self.renames.iter().filter(of).find(|it| it.to.eq_ignore_ascii_case(name));
        found.map_or(name.to_lowercase(), |it| it.from.to_lowercase())
    }
}

/// A CREATE TABLE in pieces.
#[derive(Clone, Debug)]
struct Table {
    name: String,
    items: Vec<String>,
    columns: usize,
    tail: String,
}

impl Table {
    fn parse(sql: &str) -> Option<Self> {
        let code = code(sql);
        if !code.get(1)?.is(sql, "table") {
            return None;
        }
        let open = code.iter().position(|token| token.is(sql, "("))?;
        let found = items(&code, open, sql);
        let text =
            |item: &&[williw_codegen::parse::sql::lex::Token]| sql[item[0].start..item[item.len() - 1].end].to_owned();
        let constraint = |item: &&[williw_codegen::parse::sql::lex::Token]| {
            ["constraint", "primary", "unique", "check", "foreign"].iter().any(|word| item[0].is(sql, word))
        };
        let columns = found.list.iter().filter(|item| !constraint(item)).count();
        Some(Self {
            name: code.get(2)?.name(sql)?,
            items: found.list.iter().map(text).collect(),
            columns,
            tail: sql[found.close?.end..].to_owned(),
        })
    }

    fn sql(&self) -> String {
        format!("CREATE TABLE {} (\n    {}\n){}", quote(&self.name), self.items.join(",\n    "), self.tail)
    }

    fn column(&self, at: usize) -> String {
        let text = &self.items[at];
        code(text)[0].name(text).unwrap()
    }
}

/// One to three changes that SQLite accepts.
pub(crate) fn random(full: &Connection, random: &mut Random) -> Option<Edit> {
    for _ in 0..40 {
        let conn = lenient();
        for statement in statements(full) {
            let _ = conn.execute_batch(&statement);
        }
        let mut edit = Edit { target: Vec::new(), renames: Vec::new(), words: Vec::new() };
        if random.chance(25) {
            rename(&conn, &mut edit, random);
        }
        let mut tables: Vec<Table> = Vec::new();
        let mut others: Vec<String> = Vec::new();
        for sql in statements(&conn) {
            match Table::parse(&sql) {
                Some(table) => tables.push(table),
                None => others.push(sql),
            }
        }
        if tables.is_empty() {
            return None;
        }
        for _ in 0..1 + random.below(3) {
            change(&mut tables, &mut others, &mut edit, random);
        }
        edit.target = tables.iter().map(Table::sql).chain(others.iter().cloned()).collect();
        // Virtual tables stand among the tables.
        edit.target.sort_by_key(|sql| match sql.to_ascii_uppercase() {
            sql if sql.starts_with("CREATE TABLE") => 0,
            sql if sql.starts_with("CREATE VIRTUAL") => 1,
            sql if sql.contains("INDEX ") && !sql.starts_with("CREATE VIEW") && !sql.starts_with("CREATE TRIGGER") => 2,
            sql if sql.starts_with("CREATE VIEW") => 3,
            _ => 4,
        });
        if !edit.words.is_empty() && sound(&edit.target, sound(&statements(full), true)) {
            return Some(edit);
        }
    }
    None
}

/// Whether SQLite makes it, rows can be written, and views can be read.
fn sound(target: &[String], strict: bool) -> bool {
    let conn = lenient();
    // A column that is gone must not become a string, but where strings are written so.
    conn.set_db_config(rusqlite::config::DbConfig::SQLITE_DBCONFIG_DQS_DDL, !strict).unwrap();
    if target.iter().any(|sql| conn.execute_batch(sql).is_err()) {
        return false;
    }
    conn.pragma_update(None, "foreign_keys", true).unwrap();
    let names: Vec<(String, String)> = conn
        .prepare("SELECT name, type FROM pragma_table_list WHERE schema = 'main' AND type IN ('table', 'view') AND name NOT LIKE 'sqlite%'")
        .unwrap()
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    conn.execute_batch("BEGIN").unwrap();
    let fine = names.iter().all(|(name, kind)| {
        let name = quote(name);
        conn.prepare(&format!("SELECT * FROM {name}")).is_ok()
            && (kind == "view" || conn.prepare(&format!("DELETE FROM {name}")).is_ok())
    });
    conn.execute_batch("ROLLBACK").unwrap();
    fine
}

/// Renames with SQLite's help, which knows where a name is used.
fn rename(conn: &Connection, edit: &mut Edit, random: &mut Random) {
    conn.pragma_update(None, "foreign_keys", true).unwrap();
    let tables: Vec<Table> = statements(conn).iter().filter_map(|sql| Table::parse(sql)).collect();
    if tables.is_empty() {
        return;
    }
    let table = random.pick(&tables);
    if random.chance(35) {
        let to = format!("{}_renamed", table.name);
        if conn.execute_batch(&format!("ALTER TABLE {} RENAME TO {}", quote(&table.name), quote(&to))).is_ok() {
            edit.words.push(format!("rename {} to {to}", table.name));
            edit.renames.push(renamed(None, &table.name, &to));
        }
    } else {
        let column = table.column(random.below(table.columns));
        let to = format!("{column} new");
        let sql = format!("ALTER TABLE {} RENAME COLUMN {} TO {}", quote(&table.name), quote(&column), quote(&to));
        if conn.execute_batch(&sql).is_ok() {
            edit.words.push(format!("rename {}.{column} to {to}", table.name));
            edit.renames.push(renamed(Some(&table.name), &column, &to));
        }
    }
}

const TYPES: [&str; 8] = ["TEXT", "INTEGER", "REAL", "BLOB", "NUMERIC", "VARCHAR(40)", "", "BOOLEAN"];
const ACTIONS: [&str; 6] = [
    "ON DELETE CASCADE",
    "ON DELETE SET NULL",
    "ON DELETE SET DEFAULT",
    "ON DELETE RESTRICT",
    "ON DELETE NO ACTION",
    "",
];

fn change(tables: &mut Vec<Table>, others: &mut Vec<String>, edit: &mut Edit, random: &mut Random) {
    let at = random.below(tables.len());
    let other = tables[random.below(tables.len())].clone();
    let table = &mut tables[at];
    let name = table.name.clone();
    let column = random.below(table.columns);
    let column_name = table.column(column);
    let (words, new_other, gone) = match random.below(15) {
        0 | 1 => {
            const ADDED: [&str; 8] = [
                "added TEXT",
                "added INTEGER NOT NULL DEFAULT 7",
                "added TEXT DEFAULT 'x' CHECK (added <> 'y')",
                "added TEXT NOT NULL",
                "added INTEGER UNIQUE",
                "added TEXT DEFAULT CURRENT_TIMESTAMP",
                "added REAL AS (1.5) STORED",
                "added INT AS (length('abc')) VIRTUAL",
            ];
            let place = if random.chance(70) { table.columns } else { random.below(table.columns) };
            let item = random.pick(&ADDED).replace("added", &format!("added_{}", random.below(100)));
            table.items.insert(place, item.clone());
            table.columns += 1;
            (format!("add {name}: {item}"), None, false)
        }
        2 => {
            let parent = quote(&other.column(0));
            let item = format!(
                "added_{} REFERENCES {} ({parent}) {}",
                random.below(100),
                quote(&other.name),
                random.pick(&ACTIONS)
            );
            table.items.insert(table.columns, item.clone());
            table.columns += 1;
            (format!("add {name}: {item}"), None, false)
        }
        3 | 4 if table.columns > 1 => {
            table.items.remove(column);
            table.columns -= 1;
            (format!("drop {name}.{column_name}"), None, false)
        }
        5 => {
            let text = table.items[column].clone();
            let tokens = code(&text);
            let ty = random.pick(&TYPES);
            let rest = tokens.iter().skip(1).position(|token| {
                [
                    "primary",
                    "not",
                    "null",
                    "unique",
                    "check",
                    "default",
                    "collate",
                    "references",
                    "generated",
                    "as",
                    "constraint",
                ]
                .iter()
                .any(|word| token.is(&text, word))
            });
            let rest = rest.and_then(|rest| tokens.get(rest + 1)).map_or("", |token| &text[token.start..]);
            table.items[column] = format!("{} {ty} {rest}", quote(&column_name));
            (format!("retype {name}.{column_name} {ty}"), None, false)
        }
        6 if !table.items[column].to_uppercase().contains("DEFAULT") => {
            let default = random.pick(&[
                "DEFAULT 3",
                "DEFAULT 'it''s'",
                "DEFAULT (1 + 2)",
                "DEFAULT NULL",
                "DEFAULT CURRENT_TIMESTAMP",
            ]);
            table.items[column].push_str(&format!(" {default}"));
            (format!("{name}.{column_name} {default}"), None, false)
        }
        7 => {
            let not_null = table.items[column].to_uppercase().contains("NOT NULL");
            let text = table.items[column].replace("NOT NULL", "").replace("not null", "");
            table.items[column] = if not_null { text } else { format!("{text} NOT NULL") };
            (format!("{name}.{column_name} NOT NULL: {}", !not_null), None, false)
        }
        8 => {
            let constraint = match random.below(3) {
                0 => format!("CHECK ({} <> 'never')", quote(&column_name)),
                1 => format!("UNIQUE ({})", quote(&column_name)),
                _ => format!("CONSTRAINT c CHECK (typeof({}) IS NOT NULL)", quote(&column_name)),
            };
            table.items.push(constraint.clone());
            (format!("add {name}: {constraint}"), None, false)
        }
        9 if table.items.len() > table.columns => {
            let at = table.columns + random.below(table.items.len() - table.columns);
            (format!("take out {name}: {}", table.items.remove(at)), None, false)
        }
        10 => {
            let unique = if random.chance(30) { "UNIQUE " } else { "" };
            let second = quote(&table.column(random.below(table.columns)));
            let index = format!(
                "CREATE {unique}INDEX made_{} ON {} ({}, {second})",
                random.below(100),
                quote(&name),
                quote(&column_name)
            );
            (index.clone(), Some(index), false)
        }
        11 if !others.is_empty() => {
            let at = random.below(others.len());
            if others[at].to_uppercase().starts_with("CREATE VIRTUAL") {
                return;
            }
            (format!("take out {}", others.remove(at)), None, false)
        }
        12 => {
            let keyed: Vec<usize> =
                (0..table.items.len()).filter(|&at| table.items[at].to_uppercase().contains("REFERENCES")).collect();
            if keyed.is_empty() {
                return;
            }
            let at = *random.pick(&keyed);
            let action = random.pick(&ACTIONS);
            let mut text = table.items[at].clone();
            for old in [
                "ON DELETE CASCADE",
                "ON DELETE SET NULL",
                "ON DELETE SET DEFAULT",
                "ON DELETE RESTRICT",
                "ON DELETE NO ACTION",
            ] {
                text = text.replace(old, "").replace(&old.to_lowercase(), "");
            }
            // Behind the parent's columns, before what may follow.
            let tokens = code(&text);
            let references = tokens.iter().position(|token| token.is(&text, "references")).unwrap();
            let parenthesis = tokens.get(references + 2).is_some_and(|token| token.is(&text, "("));
            let end = if parenthesis {
                tokens.iter().skip(references + 2).find(|token| token.is(&text, ")")).unwrap().end
            } else {
                tokens[references + 1].end
            };
            text.insert_str(end, &format!(" {action}"));
            table.items[at] = text;
            (format!("{name}: {action}"), None, false)
        }
        13 => {
            if random.chance(50) {
                let text = table.items.remove(column);
                let to = random.below(table.columns);
                table.items.insert(to, text);
                (format!("move {name}.{column_name} to {to}"), None, false)
            } else {
                let tail = if table.tail.trim().is_empty() { *random.pick(&[" WITHOUT ROWID", " STRICT"]) } else { "" };
                table.tail = tail.to_owned();
                (format!("{name} {tail}"), None, false)
            }
        }
        _ => (format!("drop {name}"), None, true),
    };
    if gone {
        // Now and then, and with what speaks of it.
        if tables.len() < 3 || random.chance(50) {
            return;
        }
        tables.remove(at);
        others.retain(|sql| {
            !code(sql).iter().any(|token| token.name(sql).is_some_and(|it| it.eq_ignore_ascii_case(&name)))
        });
    }
    others.extend(new_other);
    edit.words.push(words);
}
