//! Writes a database as SQL, row by row.
//!
//! What is hard is that three programs shall read it, and each has limits of its own: D1 takes statements of 100,000 bytes, of 25,000 steps, and
//! no transaction; so rows are grouped, and a value that is too long for a statement is put together in a table of its own first, so that
//! its row is never there in part, which a CHECK would refuse. Foreign keys are checked as rows come: parents are written first, and where there
//! is no such order, D1 is asked to wait to the end.

use std::io::{self, Write};

use rusqlite::limits::Limit;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension};

use super::Counted;
use super::catalog::{Catalog, Rows, Table};
use super::literal::{Literal, name, quoted};
use williw_migrations::statements::is_complete;

/// What of the database is written.
#[derive(Debug)]
pub(crate) struct What<'a> {
    /// With what makes the tables, and the ledger of migrations, which is a part of the schema's history.
    pub(crate) schema: bool,
    /// Only these; all where there are none.
    pub(crate) tables: &'a [String],
}

#[derive(Debug)]
pub(crate) enum Error {
    Read(rusqlite::Error),
    Write(io::Error),
    /// What is asked for is not there.
    Call(String),
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        Error::Read(error)
    }
}

impl From<io::Error> for Error {
    fn from(error: io::Error) -> Self {
        Error::Write(error)
    }
}

/// Bytes of a statement; D1 takes 100,000.
const STATEMENT: usize = 99_000;
/// Values of a statement: SQLite takes some steps for each, and D1 allows 25,000 steps.
const VALUES: usize = 4_000;
const ROWS: usize = 100;
/// Bytes of a piece of a long value; twice as many in hexadecimal, or where all of them are quotes.
const PIECE: usize = 40_000;

/// Writes one moment of the database.
///
/// # Errors
/// It cannot be read, the text cannot be written, or a table is not there.
pub(crate) fn export(
    connection: &Connection,
    binding: &str,
    what: &What<'_>,
    out: &mut impl Write,
) -> Result<Counted, Error> {
    // What another program has written may be longer than D1 would take it.
    connection.set_limit(Limit::SQLITE_LIMIT_LENGTH, i32::MAX)?;
    connection.execute_batch("BEGIN")?;
    let mut catalog = Catalog::read(connection, what.tables)?.map_err(Error::Call)?;
    if !what.schema {
        catalog.tables.retain(|table| !table.is_ledger());
    }
    let Catalog { tables, unique_indexes, views, indexes, triggers } = catalog;
    let schema = |out: &mut _, objects: &[String]| match what.schema {
        true => objects.iter().try_for_each(|sql| write_object(out, sql)),
        false => Ok(()),
    };
    let holding = tables.iter().filter(|table| table.holds_rows()).count();
    let mut counted = Counted { tables: holding, ..Counted::default() };
    write_head(out, binding, what.schema)?;
    let creates: Vec<String> = tables.iter().map(|table| table.create.clone()).collect();
    schema(out, &creates)?;
    schema(out, &unique_indexes)?;
    schema(out, &views)?;
    let mut writer = RowWriter { connection, out, long: long_values(connection)?, long_is_made: false };
    let (own, searched): (Vec<&Table>, Vec<&Table>) = tables.iter().partition(|table| table.rows == Rows::Own);
    for table in own.into_iter().chain(searched) {
        counted.rows += writer.write_table(table, &mut counted.left)?;
    }
    writer.finish()?;
    for table in tables.iter().filter(|table| table.autoincrement) {
        write_sequence(connection, table, out)?;
    }
    schema(out, &indexes)?;
    schema(out, &triggers)?;
    out.flush()?;
    connection.execute_batch("COMMIT")?;
    Ok(counted)
}

// No apostrophe and no semicolon in these comments: not every program reads comments as such.
fn write_head(out: &mut impl Write, binding: &str, schema: bool) -> io::Result<()> {
    writeln!(out, "-- The D1 database {binding}, written by `cargo williw data export`.")?;
    let (what, takes) = match schema {
        true => ("an empty database", ""),
        false => ("a database that has its schema and no rows", " (its triggers fire)"),
    };
    writeln!(out, "-- Into {what} it is put by one of")?;
    writeln!(out, "--   cargo williw data import FILE")?;
    writeln!(out, "--   wrangler d1 execute {binding} --local --file FILE{takes}")?;
    writeln!(out, "--   sqlite3 NEW.sqlite < FILE{takes}")?;
    writeln!(out, "PRAGMA defer_foreign_keys = ON;")
}

fn write_object(out: &mut impl Write, sql: &str) -> io::Result<()> {
    // A comment may stand at its end.
    let end = if is_complete(&format!("{sql};")) { ";" } else { "\n;" };
    writeln!(out, "{sql}{end}")
}

/// A name for the table of long values that nothing has.
fn long_values(connection: &Connection) -> rusqlite::Result<String> {
    let mut name = "williw_long_values".to_owned();
    let taken = "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE name = ?1 COLLATE NOCASE)";
    while connection.query_row(taken, [&name], |row| row.get(0))? {
        name.push('_');
    }
    Ok(name)
}

fn write_sequence(connection: &Connection, table: &Table, out: &mut impl Write) -> Result<(), Error> {
    let sql = "SELECT seq FROM sqlite_sequence WHERE name = ?1";
    let last = connection.query_row(sql, [&table.name], |row| Ok(Literal::of(row.get_ref(0)?).sql())).optional()?;
    let named = quoted(&table.name);
    writeln!(out, "DELETE FROM sqlite_sequence WHERE name = {named};")?;
    if let Some(last) = last {
        writeln!(out, "INSERT INTO sqlite_sequence (name, seq) VALUES ({named}, {last});")?;
    }
    Ok(())
}

struct RowWriter<'a, W> {
    connection: &'a Connection,
    out: &'a mut W,
    /// The table where long values are put together.
    long: String,
    long_is_made: bool,
}

impl<W: Write> RowWriter<'_, W> {
    fn write_table(&mut self, table: &Table, left: &mut Vec<String>) -> Result<u64, Error> {
        let named = name(&table.name);
        match table.rows {
            Rows::None => return Ok(0),
            Rows::Fts5Without => {
                left.push(format!(
                    "the rows of `{}` are left out: an FTS5 table with `content = ''` does not keep its texts",
                    table.name
                ));
                return Ok(0);
            }
            Rows::Fts5Over => {
                // FTS5 lets triggers fill an index with what its table does not have.
                if let Err(error) =
                    self.connection.query_row(&format!("SELECT * FROM {named}"), [], |_| Ok(())).optional()
                {
                    left.push(format!(
                        "the index of `{}` is left empty: it cannot be made of its table ({error})",
                        table.name
                    ));
                    return Ok(0);
                }
                writeln!(self.out, "INSERT INTO {named} ({named}) VALUES ('rebuild');")?;
                self.write_settings(table)?;
                return Ok(0);
            }
            Rows::Fts5 => self.write_settings(table)?,
            Rows::Own => {}
        }
        self.write_rows(table)
    }

    fn write_rows(&mut self, table: &Table) -> Result<u64, Error> {
        let columns = table.columns.iter().map(|column| name(column));
        let columns: Vec<String> = table.rowid.map(str::to_owned).into_iter().chain(columns).collect();
        let columns = columns.join(", ");
        let order = table.order.as_ref().map(|order| format!(" ORDER BY {order}")).unwrap_or_default();
        let named = name(&table.name);
        let mut statement = self.connection.prepare(&format!("SELECT {columns} FROM {named}{order}"))?;
        let width = statement.column_count();
        let mut rows = statement.query([])?;
        let mut group =
            Group { begin: format!("INSERT INTO {named} ({columns}) VALUES\n"), rows: String::new(), count: 0 };
        let (begin, mut count) = (group.begin.len() + 2, 0);
        while let Some(row) = rows.next()? {
            count += 1;
            let values: Vec<Literal<'_>> =
                (0..width).map(|at| row.get_ref(at).map(Literal::of)).collect::<Result<_, _>>()?;
            let mut literals: Vec<String> = values.iter().map(|value| value.sql()).collect();
            let length = |literals: &[String]| begin + literals.iter().map(|literal| literal.len() + 2).sum::<usize>();
            if length(&literals) <= STATEMENT {
                group.add(&literals, self.out)?;
                continue;
            }
            group.write(self.out)?;
            let mut id = 0;
            while length(&literals) > STATEMENT {
                let longest = literals.iter_mut().zip(&values).max_by_key(|(literal, _)| literal.len());
                let Some((literal, value)) = longest.filter(|(literal, _)| literal.len() > 200) else { break };
                id += 1;
                *literal = self.put_together(id, *value)?;
            }
            group.add(&literals, self.out)?;
            group.write(self.out)?;
            writeln!(self.out, "DELETE FROM {};", self.long)?;
        }
        group.write(self.out)?;
        Ok(count)
    }

    /// Writes a long value piece by piece; returns the expression that reads it.
    fn put_together(&mut self, id: usize, value: Literal<'_>) -> io::Result<String> {
        let long = &self.long;
        if !std::mem::replace(&mut self.long_is_made, true) {
            writeln!(self.out, "-- A value that is longer than a statement may be is put together here.")?;
            writeln!(self.out, "CREATE TABLE {long} (id INTEGER PRIMARY KEY, value);")?;
        }
        let (pieces, whole) = value.pieces(PIECE);
        for (at, piece) in pieces.iter().enumerate() {
            match at {
                0 => writeln!(self.out, "INSERT INTO {long} (id, value) VALUES ({id}, {piece});")?,
                _ => writeln!(self.out, "UPDATE {long} SET value = value || {piece} WHERE id = {id};")?,
            }
        }
        Ok(format!("(SELECT {} FROM {long} WHERE id = {id})", whole("value")))
    }

    /// What an FTS5 table was told of how to work.
    fn write_settings(&mut self, table: &Table) -> Result<(), Error> {
        let settings = name(&format!("{}_config", table.name));
        let mut statement = self.connection.prepare(&format!("SELECT k, v FROM {settings} WHERE k <> 'version'"))?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let sql = |value: ValueRef<'_>| Literal::of(value).sql();
            let (key, value) = (sql(row.get_ref(0)?), sql(row.get_ref(1)?));
            let named = name(&table.name);
            writeln!(self.out, "INSERT INTO {named} ({named}, rank) VALUES ({key}, {value});")?;
        }
        Ok(())
    }

    fn finish(self) -> io::Result<()> {
        if self.long_is_made { writeln!(self.out, "DROP TABLE {};", self.long) } else { Ok(()) }
    }
}

/// Rows that one statement inserts.
struct Group {
    begin: String,
    rows: String,
    count: usize,
}

impl Group {
    fn add(&mut self, literals: &[String], out: &mut impl Write) -> io::Result<()> {
        let row = format!("({})", literals.join(", "));
        let full = self.count >= ROWS || (self.count + 1) * literals.len() > VALUES;
        if full || self.begin.len() + self.rows.len() + row.len() + 3 > STATEMENT {
            self.write(out)?;
        }
        if self.count > 0 {
            self.rows.push_str(",\n");
        }
        self.rows.push_str(&row);
        self.count += 1;
        Ok(())
    }

    fn write(&mut self, out: &mut impl Write) -> io::Result<()> {
        if self.count > 0 {
            writeln!(out, "{}{};", self.begin, self.rows)?;
            self.rows.clear();
            self.count = 0;
        }
        Ok(())
    }
}
