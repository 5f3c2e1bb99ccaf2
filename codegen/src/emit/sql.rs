//! The SQL text of every generated statement.
//!
//! Written apart from the Rust around it, so that the check stage can let SQLite prepare each one:
//! a statement that is emitted is a statement that SQLite accepted. Columns are always named, in the
//! table's order; numbers that no column affinity would turn back from REAL are cast (D1 binds every
//! number as REAL).

use std::collections::BTreeSet;

use crate::model::{Affinity, Column, ColumnType, Generated, Index, Model, Table, TableKind, TypeKind};

/// The statements of one table.
#[derive(Clone, Debug)]
pub struct TableSql {
    /// `SELECT a, b`: what every reading statement begins with.
    pub select: String,
    pub insert: Insert,
    /// The statements that need a primary key.
    pub keyed: Option<Keyed>,
    pub finders: Vec<Finder>,
    pub pages: Vec<PageSql>,
}

/// INSERT, and what each column is given.
#[derive(Clone, Debug)]
pub struct Insert {
    pub sql: String,
    /// Positions in the table's columns, with how each is given, in parameter order.
    pub columns: Vec<(usize, Given)>,
    /// Absent where a row has no parameters.
    pub bulk: Option<Bulk>,
}

/// INSERT of several rows, composed of as many as there are.
#[derive(Clone, Debug)]
pub struct Bulk {
    /// `INSERT INTO t (a, b) VALUES `.
    pub head: String,
    /// `(?, ?)`.
    pub row: String,
    /// How many rows fit into one statement, with a RETURNING behind them.
    pub rows: usize,
}

impl Bulk {
    /// The statement with as many rows as fit.
    fn full(&self) -> String {
        format!("{}{}", self.head, vec![self.row.as_str(); self.rows].join(", "))
    }
}

/// The most parameters of a statement on D1.
const MAX_PARAMS: usize = 100;
/// The most bytes of a statement on D1.
const MAX_SQL: usize = 100_000;

/// How an INSERT is given a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Given {
    /// A value.
    Value,
    /// A value or NULL.
    OrNull,
    /// A value, or nothing: then the default, or a rowid.
    OrDefault,
    /// A value, NULL, or nothing: two parameters, the first says whether it is given.
    OrNullOrDefault,
}

#[derive(Clone, Debug)]
pub struct Keyed {
    pub get: String,
    /// Absent where a table has nothing but its key.
    pub update: Option<Update>,
    pub upsert: String,
    pub delete: String,
}

/// UPDATE, composed at run time of the columns that a patch sets.
#[derive(Clone, Debug)]
pub struct Update {
    /// `UPDATE t SET `.
    pub head: String,
    /// ` WHERE id = ?`.
    pub tail: String,
    /// Positions in the table's columns, with `a = ?`.
    pub sets: Vec<(usize, String)>,
}

/// A look-up by an index: equality on all its columns.
#[derive(Clone, Debug)]
pub struct Finder {
    pub name: String,
    pub index: String,
    pub columns: Vec<usize>,
    pub unique: bool,
    /// The last parameter is a LIMIT where the index is not unique.
    pub sql: String,
}

/// A keyset page: equality on `equal`, then the rows after a key, in the key's order.
#[derive(Clone, Debug)]
pub struct PageSql {
    pub name: String,
    /// The key struct's name.
    pub key_type: String,
    /// The index, or `None` for the primary key.
    pub index: Option<String>,
    pub equal: Vec<usize>,
    pub key: Vec<usize>,
    pub ascending: String,
    pub ascending_after: String,
    pub descending: String,
    pub descending_after: String,
}

impl TableSql {
    /// Every whole statement, for SQLite to judge.
    pub fn all(&self) -> Vec<String> {
        let mut all = vec![self.insert.sql.clone()];
        if let Some(keyed) = &self.keyed {
            all.extend([keyed.get.clone(), keyed.upsert.clone(), keyed.delete.clone()]);
            let sets = keyed
                .update
                .iter()
                .flat_map(|update| update.sets.iter().map(|(_, set)| format!("{}{set}{}", update.head, update.tail)));
            all.extend(sets);
        }
        all.extend(self.finders.iter().map(|finder| finder.sql.clone()));
        for page in &self.pages {
            let variants = [&page.ascending, &page.ascending_after, &page.descending, &page.descending_after];
            all.extend(variants.into_iter().cloned());
        }
        // Last: what is told about the long text is better told about a short one.
        all.extend(self.insert.bulk.iter().map(Bulk::full));
        all
    }
}

/// The statements of a table; `None` for a view or a virtual table, which get a row struct only.
pub fn table_sql(model: &Model, table: &Table) -> Option<TableSql> {
    if table.kind != TableKind::Table {
        return None;
    }
    let cx = Writer { model, table, from: quote_name(&table.name.source) };
    let indexes = usable_indexes(table);
    Some(TableSql {
        select: select(table),
        insert: cx.insert(),
        keyed: (!table.primary_key.is_empty()).then(|| cx.keyed()),
        finders: cx.finders(&indexes),
        pages: cx.pages(&indexes),
    })
}

/// The statements over the table of `[idempotency]`.
#[derive(Clone, Debug)]
pub struct KeySql {
    /// The row with the scope `?1` and the key `?2`.
    pub find: String,
    /// Scope, key, body's hash, status, reply and time.
    pub insert: String,
    /// Deletes the row with the scope `?1` and the key `?2`, if it was made at `?3` or before.
    pub forget: String,
}

impl KeySql {
    /// Every statement, for SQLite to judge.
    pub fn all(&self) -> [&str; 3] {
        [&self.find, &self.insert, &self.forget]
    }
}

/// The columns of the table of `[idempotency]`.
pub const KEY_COLUMNS: [&str; 6] = ["scope", "idempotency_key", "body_sha256", "status", "reply", "created_at"];

/// The statements over a table of this name, whose columns are checked elsewhere (`check::idempotency`).
pub fn key_sql(table: &str) -> KeySql {
    let table = quote_name(table);
    let key = "scope = ?1 AND idempotency_key = ?2";
    KeySql {
        // Named, since a result's column is called as the table's is declared.
        find: format!(
            "SELECT body_sha256 AS body_sha256, status AS status, reply AS reply, created_at AS created_at \
             FROM {table} WHERE {key}"
        ),
        insert: format!("INSERT INTO {table} ({}) VALUES (?1, ?2, ?3, ?4, ?5, ?6)", KEY_COLUMNS.join(", ")),
        forget: format!("DELETE FROM {table} WHERE {key} AND created_at <= ?3"),
    }
}

/// `SELECT a, b`.
pub fn select(table: &Table) -> String {
    let names: Vec<_> = table.columns.iter().map(|column| quote_name(&column.name.source)).collect();
    format!("SELECT {}", names.join(", "))
}

/// ` RETURNING a, b`: what makes of a writing statement one that returns the whole row.
pub fn returning(table: &Table) -> String {
    let names: Vec<_> = table.columns.iter().map(|column| quote_name(&column.name.source)).collect();
    format!(" RETURNING {}", names.join(", "))
}

/// `?3`; `?` for 0.
fn place(number: usize) -> String {
    if number == 0 { "?".to_owned() } else { format!("?{number}") }
}

struct Writer<'m> {
    model: &'m Model,
    table: &'m Table,
    /// The table's name, quoted where needed.
    from: String,
}

impl Writer<'_> {
    fn column(&self, at: usize) -> Option<&Column> {
        self.table.columns.get(at)
    }

    fn name(&self, at: usize) -> String {
        self.column(at).map(|column| quote_name(&column.name.source)).unwrap_or_default()
    }

    fn names(&self, columns: &[usize]) -> Vec<String> {
        columns.iter().map(|&at| self.name(at)).collect()
    }

    /// `?3`, or a cast where the column would keep the REAL that D1 binds. For stores only: a comparison takes
    /// 5.0 for 5, and cannot use an index through a cast.
    fn stored(&self, at: usize, number: usize) -> String {
        let place = place(number);
        match self.column(at) {
            Some(column) if self.needs_cast(column) => format!("CAST({place} AS INTEGER)"),
            _ => place,
        }
    }

    fn needs_cast(&self, column: &Column) -> bool {
        let whole = match &column.ty {
            ColumnType::Integer | ColumnType::Boolean | ColumnType::Timestamp => true,
            ColumnType::Named(name) => {
                let def = self.model.types.iter().find(|def| def.name.rust == *name);
                def.is_some_and(|def| matches!(def.kind, TypeKind::Int { .. }))
            }
            _ => false,
        };
        whole && column.affinity == Affinity::Blob
    }

    /// `a = ?1 AND b = ?2`, of the primary key.
    fn equal_key(&self, numbered: bool) -> String {
        let terms = self.table.primary_key.iter().enumerate().map(|(i, &at)| {
            if numbered { format!("{} = ?{}", self.name(at), i + 1) } else { format!("{} = ?", self.name(at)) }
        });
        terms.collect::<Vec<_>>().join(" AND ")
    }

    /// `a = ?1 AND b COLLATE NOCASE = ?2`, as the index compares.
    fn equal(&self, index: Option<&Index>, columns: &[usize]) -> String {
        let terms = columns.iter().enumerate().map(|(i, &at)| format!("{} = ?{}", self.collated(index, at), i + 1));
        terms.collect::<Vec<_>>().join(" AND ")
    }

    /// A column, with the index's collation where its own is another: without it the index would not serve.
    fn collated(&self, index: Option<&Index>, at: usize) -> String {
        let place = |index: &Index| index.columns.iter().position(|column| *column == Some(at));
        let collation = index.and_then(|index| index.collations.get(place(index)?)?.as_deref());
        match collation {
            Some(collation) => format!("{} COLLATE {}", self.name(at), quote_name(collation)),
            None => self.name(at),
        }
    }

    fn insert(&self) -> Insert {
        let columns: Vec<(usize, Given)> = self.table.columns.iter().enumerate().filter_map(given).collect();
        // D1 binds at most 100 parameters: a very wide table gives up telling NULL from nothing.
        let doubled = columns.iter().filter(|(_, given)| *given == Given::OrNullOrDefault).count();
        let narrow = columns.len() + doubled <= MAX_PARAMS;
        let columns: Vec<(usize, Given)> = columns
            .into_iter()
            .map(|(at, given)| match given {
                Given::OrNullOrDefault if !narrow => (at, Given::OrDefault),
                given => (at, given),
            })
            .collect();
        let names = self.names(&columns.iter().map(|&(at, _)| at).collect::<Vec<_>>());
        if names.is_empty() {
            return Insert { sql: format!("INSERT INTO {} DEFAULT VALUES", self.from), columns, bulk: None };
        }
        let head = format!("INSERT INTO {} ({}) VALUES ", self.from, names.join(", "));
        let mut number = 0;
        let numbered = self.insert_row(&columns, || {
            number += 1;
            number
        });
        let sql = format!("{head}{numbered}");
        // The same order without numbers: what they are depends on the row's place.
        let row = self.insert_row(&columns, || 0);
        // Of both limits, the text's counts only where defaults are very long.
        let room = MAX_SQL.saturating_sub(head.len() + returning(self.table).len());
        let rows = (MAX_PARAMS / number.max(1)).min(room / (row.len() + ", ".len()));
        let bulk = (rows > 0).then_some(Bulk { head, row, rows });
        Insert { sql, columns, bulk }
    }

    /// `(?1, COALESCE(?2, 5))`; `next` gives a parameter's number, or 0 for one without.
    fn insert_row(&self, columns: &[(usize, Given)], mut next: impl FnMut() -> usize) -> String {
        let values = columns.iter().map(|&(at, given)| {
            let default = self.column(at).and_then(|column| column.default.as_deref()).map(default_expr);
            match (given, default) {
                (Given::OrDefault, Some(default)) => format!("COALESCE({}, {default})", self.stored(at, next())),
                (Given::OrNullOrDefault, Some(default)) => {
                    let given = place(next());
                    format!("CASE WHEN {given} THEN {} ELSE {default} END", self.stored(at, next()))
                }
                _ => self.stored(at, next()),
            }
        });
        format!("({})", values.collect::<Vec<_>>().join(", "))
    }

    fn keyed(&self) -> Keyed {
        let table = self.table;
        let key = &table.primary_key;
        let insert = self.insert();
        let rest: Vec<usize> = insert.columns.iter().map(|&(at, _)| at).filter(|at| !key.contains(at)).collect();
        let conflict = format!("{} ON CONFLICT ({})", insert.sql, self.names(key).join(", "));
        let upsert = match rest.as_slice() {
            [] => format!("{conflict} DO NOTHING"),
            rest => {
                let sets: Vec<_> =
                    self.names(rest).into_iter().map(|name| format!("{name} = excluded.{name}")).collect();
                format!("{conflict} DO UPDATE SET {}", sets.join(", "))
            }
        };
        Keyed {
            get: format!("{} FROM {} WHERE {}", select(table), self.from, self.equal_key(true)),
            update: (!rest.is_empty()).then(|| Update {
                head: format!("UPDATE {} SET ", self.from),
                tail: format!(" WHERE {}", self.equal_key(false)),
                sets: rest.iter().map(|&at| (at, format!("{} = {}", self.name(at), self.stored(at, 0)))).collect(),
            }),
            upsert,
            delete: format!("DELETE FROM {} WHERE {}", self.from, self.equal_key(true)),
        }
    }

    fn finders(&self, indexes: &[(&Index, Vec<usize>)]) -> Vec<Finder> {
        let mut taken = BTreeSet::new();
        let mut finders = Vec::new();
        for (index, columns) in indexes {
            let name = self.unique_name("by", index, columns, &mut taken);
            let mut sql =
                format!("{} FROM {} WHERE {}", select(self.table), self.from, self.equal(Some(index), columns));
            sql.push_str(&partial(index));
            if !index.unique {
                sql.push_str(&format!(" LIMIT ?{}", columns.len() + 1));
            }
            let (columns, unique) = (columns.clone(), index.unique);
            finders.push(Finder { name, index: index.name.clone(), columns, unique, sql });
        }
        finders
    }

    fn pages(&self, indexes: &[(&Index, Vec<usize>)]) -> Vec<PageSql> {
        let primary = &self.table.primary_key;
        let mut pages = Vec::new();
        if primary.is_empty() || !primary.iter().all(|&at| self.orders(at)) {
            return pages;
        }
        pages.push(self.page("page".to_owned(), "Key".to_owned(), None, &[], primary));
        let mut taken = BTreeSet::new();
        for (index, columns) in indexes {
            let Some((&last, equal)) = columns.split_last() else { continue };
            if !self.orders(last) {
                continue;
            }
            let name = self.unique_name("page_by", index, columns, &mut taken);
            let key_type = heck::ToPascalCase::to_pascal_case(name.trim_start_matches("page_")) + "Key";
            let tie = primary.iter().copied().filter(|at| !columns.contains(at));
            let key: Vec<usize> = std::iter::once(last).chain(tie).collect();
            pages.push(self.page(name, key_type, Some(index), equal, &key));
        }
        pages
    }

    fn page(&self, name: String, key_type: String, index: Option<&Index>, equal: &[usize], key: &[usize]) -> PageSql {
        let mut fixed = vec![];
        if !equal.is_empty() {
            fixed.push(self.equal(index, equal));
        }
        // A NULL is neither before nor after anything: rows without the key's first column have no
        // place in its order.
        if let Some(first) = key.first().filter(|&&at| self.column(at).is_some_and(|column| column.nullable)) {
            fixed.push(format!("{} IS NOT NULL", self.name(*first)));
        }
        if let Some(predicate) = index.and_then(|index| index.partial.as_deref()) {
            fixed.push(format!("({predicate})"));
        }
        let names: Vec<_> = key.iter().map(|&at| self.collated(index, at)).collect();
        let places: Vec<_> = (1..=key.len()).map(|i| format!("?{}", equal.len() + i)).collect();
        let plain = key.first().is_none_or(|&first| self.collated(index, first) == self.name(first));
        let compare = |operator: &str| match (names.as_slice(), places.as_slice()) {
            ([name], [place]) => format!("{name} {operator} {place}"),
            ([first, ..], [place, ..]) => {
                let whole = format!("({}) {operator} ({})", names.join(", "), places.join(", "));
                // SQLite takes no bound for its index from a row value with a COLLATE in it.
                if plain { whole } else { format!("{first} {operator}= {place} AND {whole}") }
            }
            _ => String::new(),
        };
        let statement = |after: Option<&str>, descending: bool| {
            let terms: Vec<String> = fixed.iter().cloned().chain(after.map(compare)).collect();
            let filter = if terms.is_empty() { String::new() } else { format!(" WHERE {}", terms.join(" AND ")) };
            let order: Vec<String> =
                names.iter().map(|name| if descending { format!("{name} DESC") } else { name.clone() }).collect();
            let limit = equal.len() + if after.is_some() { key.len() } else { 0 } + 1;
            let select = select(self.table);
            format!("{select} FROM {}{filter} ORDER BY {} LIMIT ?{limit}", self.from, order.join(", "))
        };
        PageSql {
            name,
            key_type,
            index: index.map(|index| index.name.clone()),
            equal: equal.to_vec(),
            key: key.to_vec(),
            ascending: statement(None, false),
            ascending_after: statement(Some(">"), false),
            descending: statement(None, true),
            descending_after: statement(Some("<"), true),
        }
    }

    /// Whether a column's values can be a page's key: written as JSON and read back unchanged.
    fn orders(&self, at: usize) -> bool {
        let unordered = |ty: &ColumnType| {
            use ColumnType::{Any, Blob, Custom, Json, Real};
            matches!(ty, Any | Blob | Custom(_) | Json(_) | Real)
        };
        self.column(at).is_some_and(|column| !unordered(&column.ty))
    }

    /// `by_a_b`; the second index over the same columns is told apart by its own name.
    fn unique_name(&self, prefix: &str, index: &Index, columns: &[usize], taken: &mut BTreeSet<String>) -> String {
        let names = columns.iter().filter_map(|&at| self.column(at));
        let names: Vec<&str> =
            names.map(|column| column.name.rust.trim_start_matches("r#").trim_matches('_')).collect();
        let plain = format!("{prefix}_{}", names.join("_"));
        if taken.insert(plain.clone()) {
            return plain;
        }
        let base = format!("{plain}_in_{}", heck::ToSnakeCase::to_snake_case(index.name.as_str()));
        let name = (1..).map(|n| if n == 1 { base.clone() } else { format!("{base}_{n}") });
        name.into_iter().find(|name| taken.insert(name.clone())).unwrap_or(base)
    }
}

/// The indexes that statements are made for: over plain columns, their predicate known. Whole and
/// unique ones first, so that they get the plain names.
fn usable_indexes(table: &Table) -> Vec<(&Index, Vec<usize>)> {
    let mut usable: Vec<(&Index, Vec<usize>)> = table
        .indexes
        .iter()
        .filter(|index| index.partial.as_deref() != Some(""))
        .filter_map(|index| Some((index, distinct(index)?)))
        .filter(|(_, columns)| !columns.is_empty() && *columns != table.primary_key)
        .collect();
    usable.sort_by_key(|(index, _)| (index.partial.is_some(), !index.unique, !index.declared));
    usable
}

/// The index's columns, each once (SQLite takes `(a, a)`); `None` where one is an expression.
fn distinct(index: &Index) -> Option<Vec<usize>> {
    let mut columns = Vec::new();
    for column in &index.columns {
        let column = (*column)?;
        if !columns.contains(&column) {
            columns.push(column);
        }
    }
    Some(columns)
}

fn partial(index: &Index) -> String {
    index.partial.as_deref().map(|predicate| format!(" AND ({predicate})")).unwrap_or_default()
}

fn given((at, column): (usize, &Column)) -> Option<(usize, Given)> {
    if column.generated != Generated::No {
        return None;
    }
    let default = column.default.as_deref().is_some_and(|text| !text.trim().eq_ignore_ascii_case("null"));
    Some((
        at,
        match (column.nullable, default) {
            _ if column.rowid_alias => Given::OrDefault,
            (true, true) => Given::OrNullOrDefault,
            (true, false) => Given::OrNull,
            (false, true) => Given::OrDefault,
            (false, false) => Given::Value,
        },
    ))
}

/// A default's text as an expression: a double-quoted string (which SQLite takes for one in a
/// DEFAULT) as the string it means, a bare word likewise.
fn default_expr(text: &str) -> String {
    let text = text.trim();
    if let Some(inner) = text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
        return format!("'{}'", inner.replace("\"\"", "\"").replace('\'', "''"));
    }
    let word = text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        && text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    let known = ["current_timestamp", "current_date", "current_time", "true", "false", "null"];
    if word && !known.iter().any(|known| text.eq_ignore_ascii_case(known)) {
        return format!("'{text}'");
    }
    text.to_owned()
}

/// A name, in double quotes where SQLite would not take it bare.
pub fn quote_name(name: &str) -> String {
    let plain = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    if plain && !crate::judge::is_keyword(name) {
        name.to_owned()
    } else {
        format!("\"{}\"", name.replace('"', "\"\""))
    }
}
