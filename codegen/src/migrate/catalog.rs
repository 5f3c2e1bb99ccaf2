//! What a database holds, object by object, and how two of them differ.

use std::collections::{BTreeMap, BTreeSet};

use super::form::{TableForm, spelling};
use crate::judge::{Judge, SqlError, TableFacts, TableTypeFacts};

/// The objects of a schema, but not what SQLite or D1 keep for themselves, nor the tables of migrations.
#[derive(Clone, Debug, Default)]
pub struct Catalog {
    /// Ordinary tables, by name in lower case.
    pub tables: BTreeMap<String, Table>,
    /// Everything else, by kind and name in lower case.
    pub others: BTreeMap<(Kind, String), Object>,
}

#[derive(Clone, Debug)]
pub struct Table {
    pub name: String,
    /// As SQLite keeps it.
    pub sql: String,
    pub form: TableForm,
    pub facts: TableFacts,
    /// Counts the objects in the order in which they were made.
    pub order: usize,
}

#[derive(Clone, Debug)]
pub struct Object {
    pub name: String,
    /// The table that an index or a trigger belongs to, in lower case; else its own name.
    pub table: String,
    pub sql: String,
    pub form: String,
    pub order: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Table,
    Virtual,
    Index,
    View,
    Trigger,
}

/// An object that is not the same in both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    pub kind: Kind,
    pub name: String,
    pub what: What,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// Only the second has it.
    New,
    /// Only the first has it.
    Gone,
    Changed,
}

/// Tables that keep the books of migrations: wrangler's, and ours.
pub const LEDGER: [&str; 2] = ["d1_migrations", "williw_migrations"];

const OBJECTS: &str = "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY rowid";

impl Kind {
    /// As SQL calls it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Table | Self::Virtual => "table",
            Self::Index => "index",
            Self::View => "view",
            Self::Trigger => "trigger",
        }
    }
}

impl Catalog {
    /// Reads what a judge holds.
    ///
    /// # Errors
    /// What SQLite says of a schema that was broken by hand.
    pub fn read(judge: &Judge) -> Result<Self, SqlError> {
        let mut facts: BTreeMap<String, TableFacts> =
            judge.introspect()?.into_iter().map(|table| (table.name.to_ascii_lowercase(), table)).collect();
        let mut statement = judge.connection().prepare(OBJECTS)?;
        let rows = statement.query_map([], |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?, row.get::<_, String>(2)?, row.get::<_, String>(3)?))
        })?;
        let mut catalog = Self::default();
        for (order, row) in rows.enumerate() {
            let (kind, name, table, sql) = row?;
            let (key, table) = (name.to_ascii_lowercase(), table.to_ascii_lowercase());
            let reserved =
                |name: &str| name.starts_with("sqlite_") || name.starts_with("_cf_") || LEDGER.contains(&name);
            if reserved(&key) || reserved(&table) {
                continue;
            }
            let kind = match (kind.as_str(), facts.get(&key).map(|facts| facts.kind)) {
                ("index", _) => Kind::Index,
                ("trigger", _) => Kind::Trigger,
                ("view", _) => Kind::View,
                (_, Some(TableTypeFacts::Virtual)) => Kind::Virtual,
                (_, Some(_)) => Kind::Table,
                // A virtual table's own.
                (_, None) => continue,
            };
            match (kind, facts.remove(&key)) {
                (Kind::Table, Some(facts)) => {
                    let form = TableForm::parse(&sql);
                    catalog.tables.insert(key, Table { name, sql, form, facts, order });
                }
                _ => {
                    let form = spelling(&sql);
                    catalog.others.insert((kind, key), Object { name, table, sql, form, order });
                }
            }
        }
        // Indexes and triggers of shadow tables are nobody's.
        let stands = |(kind, name): &(Kind, String)| matches!(kind, Kind::View | Kind::Virtual).then(|| name.clone());
        let mut owners: BTreeSet<String> = catalog.others.keys().filter_map(stands).collect();
        owners.extend(catalog.tables.keys().cloned());
        catalog.others.retain(|_, object| owners.contains(&object.table));
        Ok(catalog)
    }

    /// How another one differs: tables first, then by kind and name.
    pub fn differences(&self, other: &Self) -> Vec<Difference> {
        let mut found = Vec::new();
        let mut tell = |kind, name: &str, what| found.push(Difference { kind, name: name.to_owned(), what });
        for (key, table) in &self.tables {
            match other.tables.get(key) {
                None => tell(Kind::Table, &table.name, What::Gone),
                Some(now) if !same_table(table, now) => tell(Kind::Table, &now.name, What::Changed),
                Some(_) => {}
            }
        }
        for (key, table) in &other.tables {
            if !self.tables.contains_key(key) {
                tell(Kind::Table, &table.name, What::New);
            }
        }
        for (key, object) in &self.others {
            match other.others.get(key) {
                None => tell(key.0, &object.name, What::Gone),
                Some(now) if now.form != object.form => tell(key.0, &now.name, What::Changed),
                Some(_) => {}
            }
        }
        for (key, object) in &other.others {
            if !self.others.contains_key(key) {
                tell(key.0, &object.name, What::New);
            }
        }
        found
    }

    /// All names in use, in lower case.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.tables.keys().map(String::as_str).chain(self.others.keys().map(|(_, name)| name.as_str()))
    }
}

/// Whether two tables mean the same.
pub fn same_table(a: &Table, b: &Table) -> bool {
    let columns = |table: &Table| table.form.columns.len();
    (&a.form.constraints, a.form.strict, a.form.without_rowid, columns(a))
        == (&b.form.constraints, b.form.strict, b.form.without_rowid, columns(b))
        && a.form.columns.iter().zip(&b.form.columns).all(|(a, b)| a.same(b))
}

/// A name as it is written in SQL: in quotes where it needs them.
pub fn quoted(name: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let bare = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.chars().all(plain)
        && !crate::judge::is_keyword(name);
    if bare { name.to_owned() } else { format!("\"{}\"", name.replace('"', "\"\"")) }
}
