//! What is around every request: its id, its record, limits, CORS and what else a reply's header fields say.

use crate::app::Cx;
use crate::app::api::UseAllError;
use crate::app::db::{JournalInsert, journal};
use crate::app::types::{CaseReply, Item, Slug};
use crate::case::{Case, Ended, Say as _};

/// What `POST /usage/{case}` does: two round trips to D1 with four statements, two calls to KV, one of an object.
pub(crate) async fn use_all(cx: &Cx, case: &Slug) -> Result<CaseReply, UseAllError> {
    let internal = |error: &dyn std::fmt::Display| UseAllError::Internal(error.to_string());
    let insert = |line: &str| journal::insert(JournalInsert { id: None, subject: case.clone(), line: line.to_owned() });
    let read = journal::by_subject(case, 10);
    cx.db.batch((insert("one"), insert("two"), read)).await?;
    let rows = cx.db.run(journal::by_subject(case, 10)).await?;
    let name = "usage".parse().map_err(|error| internal(&error))?;
    let entry = cx.store.item(case, &name);
    entry.put(&Item { name: "x".to_owned(), size: 1 }).await?;
    entry.get().await?;
    cx.desk.named(case.as_str()).nothing().await?;
    Ok(CaseReply { lines: vec![format!("{} rows", rows.len())], actions: Vec::new() })
}

fn ask(c: &mut Case, actions: &[&str]) -> Ended {
    if c.step == 0 {
        actions.iter().for_each(|action| c.ask(*action));
    }
    Ok(())
}

pub(super) async fn request_id(c: &mut Case) -> Ended {
    ask(
        c,
        &[
            "send POST /usage/request_id x-request-id=01HX-a.b_c:D",
            "send POST /usage/request_id",
            "send POST /usage/request_id x-request-id=two+words",
            "send POST /usage/request_id x-request-id=twice-1 x-request-id=twice-2",
            "send GET /nothing-here x-request-id=not-found-1",
            "send GET /nothing-here",
            "send DELETE /usage/request_id x-request-id=not-allowed-1",
            "send POST /usage/NOT-A-SLUG x-request-id=invalid-1",
            "send GET /rooms/request_id/ann x-request-id=upgrade-1",
        ],
    )
}

pub(super) async fn record(c: &mut Case) -> Ended {
    let told = format!("{}: record record-all", c.cx.vars.host);
    ask(
        c,
        &[
            "send POST /usage/record x-request-id=record-all",
            &told,
            "send POST /usage/NOT-A-SLUG x-request-id=record-invalid",
            "record record-invalid",
            "send GET /nothing-here?secret=1 x-request-id=record-no-route",
            "record record-no-route",
            "send PUT /usage/record x-request-id=record-method",
            "record record-method",
        ],
    )
}

pub(super) async fn timing(c: &mut Case) -> Ended {
    ask(c, &["send POST /usage/timing x-request-id=t", "send GET /nothing-here x-request-id=t"])
}

/// A route's limit is counted by the client's address, also where the request is not valid otherwise.
pub(super) async fn limits(c: &mut Case) -> Ended {
    if c.step > 0 {
        return Ok(());
    }
    // What is left, and for how long, only the embedded host knows.
    let host = c.cx.vars.host.clone();
    for target in ["/knock?level=1", "/knock?level=no", "/knock?level=2", "/knock?level=3", "/knock?level=4"] {
        c.ask(format!("{host}: send POST {target} x-request-id=k"));
    }
    if c.is_on("embedded") {
        // A third of the bucket is there again.
        c.ask("embedded: wait 20");
        c.ask("embedded: send POST /knock?level=5 x-request-id=k");
        c.ask("embedded: send POST /knock?level=6 x-request-id=k");
    }
    Ok(())
}

pub(super) async fn limits_of_business_code(c: &mut Case) -> Ended {
    let limiter = c.cx.steps.clone();
    for key in ["ann", "ann", "ann", "bob"] {
        let outcome = limiter.limit(key).await;
        c.say(format_args!("{key}: allowed {}", outcome.allowed));
        c.only_here(format_args!("remaining {:?}, reset_s {:?}", outcome.remaining, outcome.reset_s));
    }
    Ok(())
}

pub(super) async fn cors(c: &mut Case) -> Ended {
    ask(
        c,
        &[
            "send OPTIONS /usage/cors origin=https://app.example access-control-request-method=POST x-request-id=c",
            "send OPTIONS /usage/cors origin=https://evil.example access-control-request-method=POST x-request-id=c",
            "send OPTIONS /usage/cors x-request-id=c",
            "send POST /usage/NOT-A-SLUG origin=https://app.example x-request-id=c",
            "send POST /usage/NOT-A-SLUG origin=https://evil.example x-request-id=c",
            "send POST /usage/NOT-A-SLUG origin=https://app.example origin=https://evil.example x-request-id=c",
            "send GET /nothing-here origin=https://app.example x-request-id=c",
        ],
    )
}

pub(super) async fn accept(c: &mut Case) -> Ended {
    ask(
        c,
        &[
            "send POST /usage/accept accept=application/json x-request-id=a",
            "send POST /usage/accept accept=text/html,*/*;q=0.1 x-request-id=a",
            "send POST /usage/accept accept=text/html x-request-id=a",
            "send POST /usage/accept accept=*/*,application/json;q=0 x-request-id=a",
            "send GET /nothing-here accept=text/html x-request-id=a",
        ],
    )
}

pub(super) async fn long_targets(c: &mut Case) -> Ended {
    ask(c, &["long 16384", "long 16385"])
}
