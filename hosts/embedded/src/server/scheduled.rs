//! Cron jobs at once, for tests from outside: `williw serve --test-scheduled`.
//!
//! The paths and `?cron=` are those of wrangler and miniflare, so that one test drives both hosts; `?job=` runs one alone. A
//! question that names no job is refused, so that no test waits for what a misspelt one would have done.

use std::fmt::Write;
use std::rc::Rc;

use williw_workers::cron::{JobOutcome, Trigger};
use williw_workers::http::query::{Kind, Query};
use williw_workers::http::{Response, StatusCode, Violations};

use crate::timers::Timers;

/// Where it is asked for.
pub(super) const PATH: &str = "/cdn-cgi/local/scheduled";
/// Where wrangler had it before, and Cloudflare's documents have it still.
pub(super) const OLD_PATH: &str = "/cdn-cgi/handler/scheduled";

/// Runs what the query asks for to its end: 200 with a line for each job, 500 where one failed.
pub(super) async fn run(timers: &Rc<Timers>, now: u64, query: &str) -> Response {
    let mut violations = Violations::default();
    let mut query = Query::parse(query, &mut violations);
    let mut word = |name: &str| {
        let text = query.optional(name, Kind::Text, &mut violations, |text, _, _| text.as_str().map(str::to_owned));
        text.flatten()
    };
    let (cron, job) = (word("cron"), word("job"));
    let trigger = match (&cron, &job) {
        (Some(expression), None) => Trigger::Schedule(expression),
        (None, Some(job)) => Trigger::Job(job),
        _ => return text(StatusCode::BAD_REQUEST, "name either `cron` or `job` in the query\n".to_owned()),
    };
    match timers.run_now(trigger, now).await {
        Ok(outcomes) if outcomes.is_empty() => {
            text(StatusCode::NOT_FOUND, "there is no such cron job; `williw cron` lists them\n".to_owned())
        }
        Ok(outcomes) => {
            let failed = outcomes.iter().any(|outcome| outcome.error.is_some());
            let status = if failed { StatusCode::INTERNAL_SERVER_ERROR } else { StatusCode::OK };
            let mut lines = String::new();
            for JobOutcome { job, error } in outcomes {
                let _ = match error {
                    None => writeln!(lines, "{job}: ok"),
                    Some(error) => writeln!(lines, "{job}: failed: {error}"),
                };
            }
            text(status, lines)
        }
        Err(reason) => text(StatusCode::INTERNAL_SERVER_ERROR, format!("{reason}\n")),
    }
}

fn text(status: StatusCode, body: String) -> Response {
    let response = Response { body: body.into_bytes(), ..Response::new(status) };
    response.with_header("content-type", "text/plain; charset=utf-8").with_header("cache-control", "no-store")
}
