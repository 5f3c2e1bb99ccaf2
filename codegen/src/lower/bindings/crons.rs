//! Cron jobs proved: schedules that Cloudflare can read, handlers with names of their own.

use std::collections::BTreeMap;

use crate::cron::parse_schedule;
use crate::diag::Diagnostics;
use crate::lower::routes::is_snake_case;
use crate::model::{CronDef, Name};
use crate::names;
use crate::parse::bindings as syntax;
use crate::parse::bindings::literal;
use crate::source::Spanned;

/// Lowers all jobs; what is wrong is reported and left out.
pub(super) fn lower_crons(cx: &mut Diagnostics, syntax: &[syntax::Cron]) -> Vec<CronDef> {
    let mut taken = BTreeMap::<String, &Spanned<String>>::new();
    let mut crons = Vec::new();
    for cron in syntax {
        let named = is_snake_case(cx, &cron.name, "cron job");
        let schedule = cron.schedule.as_ref().filter(|schedule| is_schedule(cx, &cron.name, schedule));
        let rust = names::field(&cron.name);
        if let Some(first) = taken.insert(rust.clone(), &cron.name) {
            let message = format!("cron job `{}` has the same handler as cron job `{}`", *cron.name, **first);
            cx.error("name-collision", cron.name.span, message)
                .label("again here")
                .secondary(first.span, "first here")
                .help("give one of them another name");
            continue;
        }
        if let (true, Some(schedule)) = (named, schedule) {
            let name = Name { source: cron.name.value.clone(), rust, span: cron.name.span };
            crons.push(CronDef { name, schedule: schedule.value.clone(), docs: cron.docs.clone() });
        }
    }
    crons
}

// Diagnostic: cron-syntax
//
// `schedule = "0 9 * * 0"`: Cloudflare counts weekdays from 1, which is Sunday.
fn is_schedule(cx: &mut Diagnostics, name: &str, schedule: &Spanned<String>) -> bool {
    match parse_schedule(schedule) {
        Err(error) => {
            let message = format!("the schedule of cron job `{name}` cannot be read: {}", error.reason);
            let building = cx.error("cron-syntax", literal(schedule, error.at), message);
            if let Some(help) = error.help {
                let _ = building.help(help);
            }
            false
        }
        Ok(found) => {
            if !found.occurs() {
                cx.warning("cron-never", schedule.span, format!("cron job `{name}` never runs"))
                    .label("no month has such a day");
            }
            true
        }
    }
}
