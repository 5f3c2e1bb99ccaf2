//! What a database holds, as far as it can be written as SQL: tables with parents first, and what belongs to them.

use rusqlite::{Connection, params};
use williw_codegen::parse::sql::lex::{Token, lex, unquote};
use williw_migrations::LEDGERS;

use super::literal::name;

/// The platform's own tables and SQLite's are not in it.
#[derive(Debug)]
pub(crate) struct Catalog {
    /// Before each table those that it refers to, where there is such an order.
    pub(crate) tables: Vec<Table>,
    /// Indexes that foreign keys may need, which is before there are rows.
    pub(crate) unique_indexes: Vec<String>,
    pub(crate) views: Vec<String>,
    pub(crate) indexes: Vec<String>,
    pub(crate) triggers: Vec<String>,
}

#[derive(Debug)]
pub(crate) struct Table {
    pub(crate) name: String,
    pub(crate) create: String,
    pub(crate) rows: Rows,
    /// Those that are written, in order.
    pub(crate) columns: Vec<String>,
    /// What the row's number is called, where it is no column: rows keep it.
    pub(crate) rowid: Option<&'static str>,
    /// What rows are sorted by, as SQL: the row's number, where there is one.
    pub(crate) order: Option<String>,
    pub(crate) autoincrement: bool,
    parents: Vec<String>,
}

/// Where a table's rows are.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Rows {
    Own,
    /// An FTS5 table that keeps the texts themselves.
    Fts5,
    /// An FTS5 table over another table or view, of which it is made again.
    Fts5Over,
    /// An FTS5 table that keeps no texts: they cannot be had back.
    Fts5Without,
    /// It shows what others hold.
    None,
}

struct Object {
    kind: String,
    name: String,
    table: String,
    sql: String,
}

impl Catalog {
    /// Reads what there is, or of it what is named.
    ///
    /// # Errors
    /// The database cannot be read. The inner one names what is not there.
    pub(crate) fn read(connection: &Connection, named: &[String]) -> rusqlite::Result<Result<Self, String>> {
        let objects = objects(connection)?;
        let is_named = |name: &str| named.is_empty() || named.iter().any(|it| it.eq_ignore_ascii_case(name));
        let whole = |object: &&Object| matches!(object.kind.as_str(), "table" | "view");
        for name in named {
            if !objects.iter().filter(whole).any(|object| object.name.eq_ignore_ascii_case(name)) {
                let there: Vec<&str> = objects.iter().filter(whole).map(|object| object.name.as_str()).collect();
                return Ok(Err(format!("there is no table `{name}`; there are {}", there.join(", "))));
            }
        }
        let mut catalog = Catalog {
            tables: Vec::new(),
            unique_indexes: Vec::new(),
            views: Vec::new(),
            indexes: Vec::new(),
            triggers: Vec::new(),
        };
        for object in objects.into_iter().filter(|object| is_named(&object.table)) {
            match object.kind.as_str() {
                "table" => catalog.tables.push(table(connection, object)?),
                "view" => catalog.views.push(object.sql),
                "trigger" => catalog.triggers.push(object.sql),
                _ if is_unique(connection, &object)? => catalog.unique_indexes.push(object.sql),
                _ => catalog.indexes.push(object.sql),
            }
        }
        catalog.tables = parents_first(catalog.tables);
        Ok(Ok(catalog))
    }
}

fn objects(connection: &Connection) -> rusqlite::Result<Vec<Object>> {
    // `table_list` knows which tables an FTS5 or an R-tree table keeps for itself.
    let mut statement = connection.prepare(
        "SELECT type, name, tbl_name, sql FROM sqlite_schema
         WHERE sql IS NOT NULL AND tbl_name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND tbl_name NOT LIKE '\\_cf\\_%' ESCAPE '\\'
             AND tbl_name NOT IN (SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'shadow')
         ORDER BY rowid",
    )?;
    let objects = statement.query_map([], |row| {
        Ok(Object { kind: row.get(0)?, name: row.get(1)?, table: row.get(2)?, sql: row.get(3)? })
    })?;
    objects.collect()
}

fn table(connection: &Connection, object: Object) -> rusqlite::Result<Table> {
    let Object { name: table, sql, .. } = object;
    let kind = "SELECT type, wr FROM pragma_table_list WHERE schema = 'main' AND name = ?1 COLLATE NOCASE";
    let (kind, without_rowid): (String, bool) =
        connection.query_row(kind, [&table], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let mut statement = connection.prepare("SELECT name, hidden, pk FROM pragma_table_xinfo(?1)")?;
    let columns = statement.query_map([&table], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    let columns: Vec<(String, i64, i64)> = columns.collect::<Result<_, _>>()?;
    let tokens = lex(&sql);
    let rows = if kind == "virtual" { virtual_rows(&tokens, &sql) } else { Rows::Own };
    let number = if without_rowid { None } else { number(connection, &table, &columns)? };
    let rowid = match (&rows, &number) {
        (Rows::Own, None) if kind == "table" && !without_rowid => rowid(&columns),
        (Rows::Fts5, _) => Some("rowid"),
        _ => None,
    };
    let mut statement = connection.prepare("SELECT DISTINCT \"table\" FROM pragma_foreign_key_list(?1)")?;
    let parents = statement.query_map([&table], |row| row.get(0))?.collect::<Result<_, _>>()?;
    Ok(Table {
        // Generated columns are computed again, hidden ones are commands to a virtual table.
        columns: columns.into_iter().filter(|(_, hidden, _)| *hidden == 0).map(|(name, ..)| name).collect(),
        autoincrement: tokens.iter().any(|token| token.is(&sql, "AUTOINCREMENT")),
        create: sql,
        name: table,
        rows,
        order: rowid.map(str::to_owned).or(number),
        rowid,
        parents,
    })
}

/// The column that is the row's number, quoted. An `INTEGER PRIMARY KEY DESC` is none, and has an index as other keys have.
fn number(connection: &Connection, table: &str, columns: &[(String, i64, i64)]) -> rusqlite::Result<Option<String>> {
    let indexed = "SELECT EXISTS (SELECT 1 FROM pragma_index_list(?1) WHERE origin = 'pk')";
    let mut keys = columns.iter().filter(|(_, _, key)| *key > 0);
    Ok(match (keys.next(), keys.next()) {
        (Some((key, ..)), None) if !connection.query_row(indexed, [table], |row| row.get::<_, bool>(0))? => {
            Some(name(key))
        }
        _ => None,
    })
}

/// A name of the row's number that no column has taken.
fn rowid(columns: &[(String, i64, i64)]) -> Option<&'static str> {
    let taken = |name: &str| columns.iter().any(|(column, ..)| column.eq_ignore_ascii_case(name));
    ["rowid", "_rowid_", "oid"].into_iter().find(|name| !taken(name))
}

fn is_unique(connection: &Connection, index: &Object) -> rusqlite::Result<bool> {
    let sql = "SELECT EXISTS (SELECT 1 FROM pragma_index_list(?1) WHERE name = ?2 AND \"unique\")";
    connection.query_row(sql, params![index.table, index.name], |row| row.get(0))
}

/// Where the rows of a virtual table are, by its module and FTS5's option `content`.
fn virtual_rows(tokens: &[Token], sql: &str) -> Rows {
    let using = tokens.iter().position(|token| token.is(sql, "USING"));
    let arguments = using.and_then(|at| tokens.get(at + 1..)).unwrap_or_default();
    let module = arguments.first().and_then(|token| token.name(sql)).unwrap_or_default().to_ascii_lowercase();
    if module != "fts5" {
        // An R-tree's rows are as good as any; `fts5vocab` has none.
        return if module.starts_with("rtree") { Rows::Own } else { Rows::None };
    }
    let content = arguments.windows(4).find_map(|window| match window {
        [before, key, equals, value]
            if matches!(before.word(sql), "(" | ",") && key.is(sql, "content") && equals.word(sql) == "=" =>
        {
            Some(unquote(value.text(sql)))
        }
        _ => None,
    });
    match content {
        None => Rows::Fts5,
        Some(content) if content.is_empty() => Rows::Fts5Without,
        Some(_) => Rows::Fts5Over,
    }
}

/// A table after all that it refers to; where they refer to each other, as they were made.
fn parents_first(mut left: Vec<Table>) -> Vec<Table> {
    let mut sorted: Vec<Table> = Vec::with_capacity(left.len());
    while !left.is_empty() {
        let waits_for = |table: &Table, name: &str| {
            table.parents.iter().any(|parent| parent.eq_ignore_ascii_case(name))
                && !table.name.eq_ignore_ascii_case(name)
        };
        let free = left.iter().position(|table| !left.iter().any(|other| waits_for(table, &other.name)));
        sorted.push(left.remove(free.unwrap_or(0)));
    }
    sorted
}

impl Table {
    /// Whether it has rows that can be read.
    pub(crate) fn holds_rows(&self) -> bool {
        matches!(self.rows, Rows::Own | Rows::Fts5)
    }

    /// Whether it says which migrations are applied.
    pub(crate) fn is_ledger(&self) -> bool {
        LEDGERS.contains(&self.name.as_str())
    }
}
