//! The schema of a database: given to a new one, compared with an old one's.
//!
//! The statements that made a database are kept in it, in a table with a name that is the platform's
//! (`_cf_…`), so that no Worker can touch it, and beside them the Worker's name, for who takes another one's data. Schema and record are written in one transaction: no
//! start leaves half a schema. Another schema is refused: this is for specs without migrations; those with them are brought
//! along by `migrations.rs`.

use rusqlite::{OptionalExtension, params};
use williw_migrations::text::{apart, canonical, excerpt};
use williw_workers::d1::{Bound, Columns, D1Error};
use williw_workers::driver::D1Manifest;

use crate::Error;
use crate::sqlite::{Database, error};

const RECORD: &str = "_cf_williw_schema";
/// Not in databases that were made before it was kept.
const MAKER: &str = "_cf_williw_worker";

/// How data comes along. The first migration must make what the data was made with, the next ones what has changed.
const WAY_OUT: &str = "go back to that schema, write it as the first migration with `cargo williw migrate diff init`, then \
     change the schema and write the change as the next one";

/// Makes sure that the database has the manifest's schema, which is this Worker's.
pub(super) fn ensure(database: &Database, worker: &str, manifest: &D1Manifest) -> Result<(), Error> {
    let binding = manifest.binding;
    let unreadable = |e: D1Error| Error::new(format!("cannot read the schema of D1 database `{binding}`: {e}"));
    if query::<i64>(database, "SELECT count(*) FROM sqlite_schema WHERE name = ?1", RECORD).map_err(unreadable)? == 0 {
        let others = "SELECT count(*) FROM sqlite_schema WHERE name <> ?1 AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'";
        if query::<i64>(database, others, RECORD).map_err(unreadable)? > 0 {
            let [ledger, _] = williw_migrations::LEDGERS;
            if query::<i64>(database, "SELECT count(*) FROM sqlite_schema WHERE name = ?1", ledger)
                .map_err(unreadable)?
                > 0
            {
                return Err(Error::new(format!(
                    "D1 database `{binding}` was made by migrations, and this program has none: bring `migrations/` of \
                     its spec back, or start with another --data folder"
                )));
            }
            return Err(Error::new(format!("the data of D1 database `{binding}` was not made by this program")));
        }
        return apply(database, worker, manifest);
    }
    let recorded = recorded(database).map_err(unreadable)?;
    match first_difference(&recorded, manifest.schema) {
        None => Ok(()),
        Some(difference) => Err(Error::new(match maker(database).map_err(unreadable)? {
            Some(maker) if maker != worker => format!(
                "the data of D1 database `{binding}` is the Worker `{maker}`'s, and this is `{worker}`, with another \
                 schema\n  {difference}\n  start with another --data folder; if this is `{maker}` with a new name, {WAY_OUT}"
            ),
            _ => format!(
                "the schema of D1 database `{binding}` is not the one that its data was made with\n  {difference}\n  \
                 {WAY_OUT}, or start with another --data folder"
            ),
        })),
    }
}

fn apply(database: &Database, worker: &str, manifest: &D1Manifest) -> Result<(), Error> {
    // `Ok(Err(…))` cannot be: a refused statement must undo the transaction, so it is an error of it.
    let mut refused = None;
    let applied = database.atomically(true, || {
        for (number, sql) in (1..).zip(manifest.schema) {
            let statement = Bound {
                sql: (*sql).into(),
                params: Vec::new(),
                columns: Columns::Ask,
                reads_only: false,
                idempotent: false,
            };
            database.execute(&statement).inspect_err(|_| refused = Some((number, *sql)))?;
        }
        record(database, worker, manifest.schema)
    });
    applied.map_err(|e| {
        let place = refused.map(|(number, sql)| format!(", statement {number} (`{}`)", excerpt(sql)));
        let (binding, place) = (manifest.binding, place.unwrap_or_default());
        Error::new(format!("the schema of D1 database `{binding}`{place} is refused: {e}"))
    })
}

/// After migrations: keeps the Worker's name where none is kept, and takes back the record of a schema, which no longer
/// tells the truth. Returns whose data it is.
pub(super) fn settle(database: &Database, worker: &str, migrated: bool) -> Result<Option<String>, D1Error> {
    let maker = maker(database)?;
    if migrated {
        database.atomically(true, || {
            database.command(&format!("DROP TABLE IF EXISTS {RECORD}"))?;
            if maker.is_none() { sign(database, worker) } else { Ok(()) }
        })?;
    }
    Ok(maker)
}

fn sign(database: &Database, worker: &str) -> Result<(), D1Error> {
    database.command(&format!("CREATE TABLE {MAKER} (name TEXT NOT NULL)"))?;
    let insert = format!("INSERT INTO {MAKER} (name) VALUES (?1)");
    let run = || database.connection.execute(&insert, [worker]);
    database.gate.trusting(run).map_err(|e| error::d1(e, &insert)).map(drop)
}

fn record(database: &Database, worker: &str, schema: &[&str]) -> Result<(), D1Error> {
    sign(database, worker)?;
    database.command(&format!("CREATE TABLE {RECORD} (number INTEGER PRIMARY KEY, sql TEXT NOT NULL)"))?;
    let insert = format!("INSERT INTO {RECORD} (number, sql) VALUES (?1, ?2)");
    for (number, sql) in (1i64..).zip(schema) {
        let run = || database.connection.execute(&insert, params![number, sql]);
        database.gate.trusting(run).map_err(|e| error::d1(e, &insert))?;
    }
    Ok(())
}

fn recorded(database: &Database) -> Result<Vec<String>, D1Error> {
    let sql = format!("SELECT sql FROM {RECORD} ORDER BY number");
    let read = || database.connection.prepare(&sql)?.query_map([], |row| row.get(0))?.collect::<Result<_, _>>();
    database.gate.trusting(read).map_err(|e| error::d1(e, &sql))
}

/// The Worker whose data this is, where it is known.
fn maker(database: &Database) -> Result<Option<String>, D1Error> {
    if query::<i64>(database, "SELECT count(*) FROM sqlite_schema WHERE name = ?1", MAKER)? == 0 {
        return Ok(None);
    }
    let sql = format!("SELECT name FROM {MAKER}");
    let read = || database.connection.query_row(&sql, [], |row| row.get(0)).optional();
    database.gate.trusting(read).map_err(|e| error::d1(e, &sql))
}

fn query<T: rusqlite::types::FromSql + Default>(database: &Database, sql: &str, name: &str) -> Result<T, D1Error> {
    let read = || database.connection.query_row(sql, [name], |row| row.get(0)).optional();
    database.gate.trusting(read).map(Option::unwrap_or_default).map_err(|e| error::d1(e, sql))
}

fn first_difference(then: &[String], now: &[&str]) -> Option<String> {
    let mut numbered = (1..).zip(then.iter().map(String::as_str).map(Some).chain(std::iter::repeat(None)));
    let mut now = now.iter().copied().map(Some).chain(std::iter::repeat(None));
    loop {
        let (number, then) = numbered.next()?;
        return Some(match (then, now.next()?) {
            (None, None) => return None,
            (Some(then), Some(now)) if canonical(then) == canonical(now) => continue,
            (Some(then), Some(now)) => {
                let (then, now) = apart(&canonical(then), &canonical(now));
                format!("statement {number} was `{then}`, and is now `{now}`")
            }
            (None, Some(now)) => format!("statement {number} is new: `{}`", excerpt(now)),
            (Some(then), None) => format!("statement {number} is gone: `{}`", excerpt(then)),
        });
    }
}
