//! What the database holds after the schema ran, asked of SQLite with its PRAGMA functions.

use rusqlite::types::ValueRef;
use rusqlite::{Connection, Row};

use super::{Judge, SqlError};

/// A table, view or virtual table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableFacts {
    pub name: String,
    pub kind: TableTypeFacts,
    pub strict: bool,
    pub without_rowid: bool,
    /// The CREATE statement as SQLite keeps it, changes by ALTER included.
    pub sql: String,
    /// All columns, hidden ones of virtual tables too.
    pub columns: Vec<ColumnFacts>,
    /// By name.
    pub indexes: Vec<IndexFacts>,
    pub foreign_keys: Vec<ForeignKeyFacts>,
    /// Why a view cannot be read.
    pub broken: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TableTypeFacts {
    Table,
    View,
    Virtual,
}

/// A row of `PRAGMA table_xinfo`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnFacts {
    pub name: String,
    pub declared_type: String,
    pub not_null: bool,
    pub default: Option<String>,
    /// Position in the primary key from 1, or 0.
    pub primary_key: u32,
    /// 0 no, 1 a virtual table's hidden column, 2 generated VIRTUAL, 3 generated STORED.
    pub hidden: u8,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndexFacts {
    pub name: String,
    pub unique: bool,
    /// `c` CREATE INDEX, `u` UNIQUE, `pk` PRIMARY KEY.
    pub origin: String,
    pub partial: bool,
    /// Positions in the table's columns; negative: the rowid or an expression.
    pub columns: Vec<i64>,
    /// The collation of each column where it is not the one that comparisons of the column use anyway.
    pub collations: Vec<Option<String>>,
    /// The CREATE INDEX statement, where there was one.
    pub sql: Option<String>,
}

/// Column names here and there; `None` there means the primary key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ForeignKeyFacts {
    pub table: String,
    pub columns: Vec<(String, Option<String>)>,
    /// What becomes of a row whose parent goes: `NO ACTION`, `RESTRICT`, `CASCADE`, `SET NULL` or `SET DEFAULT`.
    pub on_delete: String,
}

const TABLES: &str = "SELECT l.name, l.type, l.strict, l.wr, coalesce(s.sql, '') FROM pragma_table_list l \
    LEFT JOIN sqlite_schema s ON s.name = l.name AND s.type IN ('table', 'view') \
    WHERE l.schema = 'main' AND l.type <> 'shadow' AND l.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY l.name";
const COLUMNS: &str =
    "SELECT name, type, \"notnull\", dflt_value, pk, hidden FROM pragma_table_xinfo(?1, 'main') ORDER BY cid";
const INDEXES: &str = "SELECT l.name, l.\"unique\", l.origin, l.partial, x.cid, x.coll \
    FROM pragma_index_list(?1, 'main') l, pragma_index_xinfo(l.name, 'main') x WHERE x.key = 1 ORDER BY l.name, x.seqno";
const FOREIGN_KEYS: &str =
    "SELECT id, \"table\", \"from\", \"to\", on_delete FROM pragma_foreign_key_list(?1, 'main') ORDER BY id DESC, seq";

impl Judge {
    /// Every table, view and virtual table by name; those that SQLite keeps for itself are left out.
    ///
    /// # Errors
    /// When a PRAGMA function fails, which takes a schema that was broken by hand (`writable_schema`).
    pub fn introspect(&self) -> Result<Vec<TableFacts>, SqlError> {
        // A view or table that D1 would refuse must still be readable here.
        self.limits(false)?;
        let facts = introspect(&self.conn);
        self.limits(true)?;
        Ok(facts?)
    }
}

fn introspect(conn: &Connection) -> rusqlite::Result<Vec<TableFacts>> {
    let index_sql =
        collect(conn, "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL", None, |row| {
            Ok((text(row, 0)?, text(row, 1)?))
        })?;
    let index_sql: std::collections::BTreeMap<String, String> = index_sql.into_iter().collect();
    let tables = collect(conn, TABLES, None, |row| {
        let kind = match text(row, 1)?.as_str() {
            "view" => TableTypeFacts::View,
            "virtual" => TableTypeFacts::Virtual,
            _ => TableTypeFacts::Table,
        };
        Ok(TableFacts {
            name: text(row, 0)?,
            kind,
            strict: row.get(2)?,
            without_rowid: row.get(3)?,
            sql: text(row, 4)?,
            columns: Vec::new(),
            indexes: Vec::new(),
            foreign_keys: Vec::new(),
            broken: None,
        })
    })?;
    tables.into_iter().map(|table| fill(conn, table, &index_sql)).collect()
}

fn fill(
    conn: &Connection,
    mut table: TableFacts,
    index_sql: &std::collections::BTreeMap<String, String>,
) -> rusqlite::Result<TableFacts> {
    let columns = collect(conn, COLUMNS, Some(&table.name), |row| {
        Ok(ColumnFacts {
            name: text(row, 0)?,
            declared_type: text(row, 1)?,
            not_null: row.get(2)?,
            default: match row.get_ref(3)? {
                ValueRef::Null => None,
                _ => Some(text(row, 3)?),
            },
            primary_key: row.get(4)?,
            hidden: row.get(5)?,
        })
    });
    match columns {
        Ok(columns) => table.columns = columns,
        Err(error) if table.kind != TableTypeFacts::Table => table.broken = Some(SqlError::from(error).message),
        Err(error) => return Err(error),
    }
    if table.kind != TableTypeFacts::Table {
        return Ok(table);
    }
    let rows = collect(conn, INDEXES, Some(&table.name), |row| {
        Ok((text(row, 0)?, row.get(1)?, text(row, 2)?, row.get(3)?, row.get::<_, i64>(4)?, text(row, 5)?))
    })?;
    for (name, unique, origin, partial, column, collation) in rows {
        let own = own_collation(conn, &table, column);
        let collation = own.filter(|own| !own.eq_ignore_ascii_case(&collation)).map(|_| collation);
        match table.indexes.last_mut().filter(|index| index.name == name) {
            Some(index) => {
                index.columns.push(column);
                index.collations.push(collation);
            }
            None => {
                let sql = index_sql.get(&name).cloned();
                let (columns, collations) = (vec![column], vec![collation]);
                table.indexes.push(IndexFacts { name, unique, origin, partial, columns, collations, sql });
            }
        }
    }
    let mut last = None;
    let rows = collect(conn, FOREIGN_KEYS, Some(&table.name), |row| {
        let to = if matches!(row.get_ref(3)?, ValueRef::Null) { None } else { Some(text(row, 3)?) };
        Ok((row.get::<_, i64>(0)?, text(row, 1)?, (text(row, 2)?, to), text(row, 4)?))
    })?;
    for (id, target, pair, on_delete) in rows {
        match table.foreign_keys.last_mut().filter(|_| last == Some(id)) {
            Some(key) => key.columns.push(pair),
            None => table.foreign_keys.push(ForeignKeyFacts { table: target, columns: vec![pair], on_delete }),
        }
        last = Some(id);
    }
    Ok(table)
}

/// The collation that comparisons of a column use; `None` for an expression, and where SQLite does not tell.
fn own_collation(conn: &Connection, table: &TableFacts, column: i64) -> Option<String> {
    let column = table.columns.get(usize::try_from(column).ok()?)?;
    let (_, collation, ..) = conn.column_metadata(Some("main"), table.name.as_str(), column.name.as_str()).ok()?;
    Some(collation?.to_string_lossy().into_owned())
}

/// Runs a query, with the table's name as its parameter where there is one.
fn collect<T>(
    conn: &Connection,
    sql: &str,
    table: Option<&str>,
    read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
) -> rusqlite::Result<Vec<T>> {
    let mut statement = conn.prepare_cached(sql)?;
    match table {
        Some(table) => statement.query_map([table], read)?.collect(),
        None => statement.query_map([], read)?.collect(),
    }
}

/// Text, whatever bytes it was made of.
fn text(row: &Row<'_>, column: usize) -> rusqlite::Result<String> {
    Ok(match row.get_ref(column)? {
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => String::from_utf8_lossy(bytes).into_owned(),
        ValueRef::Integer(value) => value.to_string(),
        ValueRef::Real(value) => value.to_string(),
        ValueRef::Null => String::new(),
    })
}
