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
    /// Makes the unit's database and its calls; `None` where no database is bound under its name. The database must be
    /// empty.
    pub(crate) async fn of(unit: &Unit, host: &Rc<dyn Host>) -> Option<String> {
        let mut transcript = Self { db: D1Database::of(host, unit.name)?, text: String::new() };
        let adapter = D1Adapter::new(unit.name);
        for sql in unit.schema {
            if let Err(error) = adapter.execute(sql, &[]).await {
                transcript.title(sql.lines().next().unwrap_or_default());
                transcript.result(&format!("error: {error:?}"));
            }
        }
        (unit.calls)(&mut transcript).await;
        for (table, sql) in unit.contents {
            match adapter.query(sql, &[]).await {
                Ok(rows) if rows.is_empty() => {}
                Ok(rows) => {
                    transcript.title(table);
                    for row in rows {
                        let cells: Vec<&str> = row.values().filter_map(|cell| cell.as_str()).collect();
                        transcript.result(&cells.join(", "));
                    }
                }
                Err(error) => transcript.result(&format!("error: {error:?}")),
            }
        }
        Some(transcript.text)
    }

    /// Makes one call, and writes down what it gave. A refusal is a result too.
    pub async fn call<B: Batch>(&mut self, call: &str, batch: B)
    where
        B::Output: Debug,
    {
        let words: Vec<&str> = call.split_whitespace().collect();
        self.title(&words.join(" "));
        match self.db.batch(batch).await {
            Ok(result) => self.result(&format!("{result:?}")),
            Err(error) => self.result(&format!("error: {error:?}")),
        }
    }

    fn title(&mut self, line: &str) {
        let _ = writeln!(self.text, "{line}");
    }

    fn result(&mut self, line: &str) {
        let _ = writeln!(self.text, "    {}", without_clock(line));
    }
}

/// The text with times after 2025 replaced: the calls' own are all before, what a default or a trigger took from the
/// clock is not.
fn without_clock(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(|c: char| c.is_ascii_digit()) {
        let (before, digits) = rest.split_at(start);
        out.push_str(before);
        let end = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
        let (number, after) = digits.split_at(end);
        let value: u64 = number.parse().unwrap_or(0);
        let year = (2026..2060).contains(&value) && after.starts_with('-');
        let seconds = 1_767_225_600..2_840_140_800;
        let stamp = seconds.contains(&value) || value > 10_u64.pow(12) && seconds.contains(&(value / 1000));
        rest = after;
        if year {
            // `-11-22 20:31:00.123`, or with `T` and `Z`.
            rest = after.trim_start_matches(|c: char| c.is_ascii_digit() || "-:. TZ".contains(c));
        }
        out.push_str(if year || stamp { "<now>" } else { number });
    }
    out + rest
}
