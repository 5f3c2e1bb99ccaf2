//! `[cron.health_check]`: jobs.

use crate::diag::Diagnostics;
use crate::parse::toml::{Reader, table};
use crate::source::Spanned;

/// A job.
#[derive(Clone, Debug)]
pub struct Cron {
    pub name: Spanned<String>,
    pub schedule: Option<Spanned<String>>,
    pub docs: Vec<String>,
}

pub(super) fn parse_crons(cx: &mut Diagnostics, reader: &mut Reader<'_>) -> Vec<Cron> {
    let mut crons = Vec::new();
    for entry in reader.entries(cx, "cron") {
        // A job that is no table is a job all the same: its handler is no mistake.
        let schedule = table(cx, &entry.value, &format!("`cron.{}`", *entry.key)).and_then(|table| {
            let mut reader = Reader::new(table, format!("cron job `{}`", *entry.key));
            let schedule = reader.required_string(cx, "schedule", "\"*/5 * * * *\"");
            reader.finish(cx);
            schedule
        });
        crons.push(Cron { name: entry.key.clone(), schedule, docs: entry.docs.clone() });
    }
    crons
}
