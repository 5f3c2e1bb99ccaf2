//! What a unit's calls gave, as text.

use std::fmt::{Debug, Write as _};
use std::rc::Rc;

use williw_workers::d1::{Batch, D1Adapter, D1Database};
use williw_workers::driver::Host;

use crate::Unit;

/// A unit's calls and their results.
#[derive(Debug)]
pub struct Transcript {
    db: D1Database,
    text: String,
}

impl Transcript {
    /// Makes the unit's database and its calls. The database must be empty.
    ///
    /// # Errors
    /// The first statement of the schema that was refused, and why.
    pub(crate) async fn of(unit: &Unit, host: &Rc<dyn Host>) -> Result<String, String> {
        let db = D1Database::of(host, unit.name).ok_or_else(|| format!("no database is bound as `{}`", unit.name))?;
        let adapter = D1Adapter::new(unit.name);
        for sql in unit.schema {
            adapter.execute(sql, &[]).await.map_err(|error| format!("{error:?}\n{sql}"))?;
        }
        let mut transcript = Self { db, text: String::new() };
        (unit.calls)(&mut transcript).await;
        for (table, sql) in unit.contents {
            transcript.line(table);
            match adapter.query(sql, &[]).await {
                Ok(rows) => rows.iter().for_each(|row| transcript.row(row.get("row"))),
                Err(error) => transcript.line(&format!("    {error:?}")),
            }
        }
        Ok(transcript.text)
    }

    /// Makes one call, and writes down what it gave. A refusal is a result too.
    pub async fn call<B: Batch>(&mut self, call: &str, batch: B)
    where
        B::Output: Debug,
    {
        let call: Vec<&str> = call.split_whitespace().collect();
        self.line(&call.join(" "));
        match self.db.batch(batch).await {
            Ok(result) => self.line(&format!("    {result:?}")),
            Err(error) => self.line(&format!("    error: {error:?}")),
        }
    }

    fn row(&mut self, row: Option<&impl Debug>) {
        self.line(&format!("    {row:?}"));
    }

    fn line(&mut self, line: &str) {
        let _ = writeln!(self.text, "{line}");
    }
}
