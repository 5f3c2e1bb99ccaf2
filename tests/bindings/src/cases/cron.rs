//! Cron jobs. They write into the journal which one ran, and for when.

use crate::app::db::journal;
use crate::case::{Case, Ended};

/// 2023-11-14T22:20:00Z, a time of `*/5`.
const THEN: i64 = 1_700_000_400_000;

/// The lines of jobs that were to run at this time.
async fn ran(c: &mut Case, at: i64) -> Ended {
    let rows = c.cx.db.run(journal::by_subject(&"cron-jobs".parse()?, 1000)).await?;
    let lines = rows.into_iter().filter_map(|row| {
        let (job, time) = row.line.split_once(' ')?;
        (time == at.to_string()).then(|| format!("ran: {job}"))
    });
    c.all(lines);
    Ok(())
}

/// One after another, in the order of the table; the failure of the first does not stop the second.
pub(super) async fn same_expression(c: &mut Case) -> Ended {
    if c.step == 0 {
        c.ask(format!("cron {THEN} */5 * * * *"));
        return Ok(());
    }
    ran(c, THEN).await
}

/// The same expression in other words is another one.
pub(super) async fn other_expression(c: &mut Case) -> Ended {
    let at = THEN + 1;
    if c.step == 0 {
        c.ask(format!("cron {at} */5  * * * *"));
        c.ask(format!("cron {at} 30 3 * * 1"));
        return Ok(());
    }
    ran(c, at).await
}

/// A job that is well.
pub(super) async fn alone(c: &mut Case) -> Ended {
    let at = THEN + 2;
    if c.step == 0 {
        c.ask(format!("cron {at} 30 3 * * 1"));
        return Ok(());
    }
    ran(c, at).await
}

/// The timer: an hour of `*/5`, and a week of Sundays.
pub(super) async fn timer(c: &mut Case) -> Ended {
    if !c.is_on("embedded") {
        c.only_here("crons do not fire by themselves");
        return Ok(());
    }
    let rows = c.cx.db.run(journal::by_subject(&"cron-jobs".parse()?, 10_000)).await?;
    let mut before = String::new();
    let mut counts = std::collections::BTreeMap::new();
    for row in &rows {
        let job = row.line.split(' ').next().unwrap_or_default();
        // Of one time: the first before the second.
        if job == "second" && before != row.line.replace("second", "first") {
            c.only_here("out of order");
        }
        row.line.clone_into(&mut before);
        *counts.entry(job).or_insert(0) += 1;
    }
    let sunday = rows.iter().find(|row| row.line.starts_with("sunday")).map(|row| row.line.clone());
    c.only_here(format_args!("{counts:?}"));
    match c.step {
        0 => c.ask("embedded: wait 3600"),
        1 => c.ask(format!("embedded: wait {}", 7 * 24 * 3600 - 3600)),
        _ => c.only_here(format_args!("{sunday:?}")),
    }
    Ok(())
}
