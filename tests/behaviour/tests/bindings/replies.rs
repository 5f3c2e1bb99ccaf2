//! Errors of KV and objects as replies: 503 where a later try may succeed, else 500; never with their words.

use williw_embedded::testing::{Seam, TestWorker};
use williw_workers::driver::Level;

use crate::faulty;

/// A reply's status and code, and whether it says when to come back.
#[track_caller]
fn check(worker: &TestWorker, target: &str, expected: (u16, &str, bool)) {
    let reply = worker.get(target);
    let body: serde_json::Value = serde_json::from_slice(&reply.body).unwrap_or_default();
    let again = reply.headers.iter().any(|(name, _)| *name == "retry-after");
    let code = body["code"].as_str().unwrap_or_default();
    assert_eq!((reply.status.as_u16(), code, again), expected, "{body}");
    assert!(!body.to_string().contains("reason"), "{body}");
}

#[test]
fn what_may_pass_is_503_and_the_rest_500() {
    let (worker, faults) = faulty();
    check(&worker, "/provoke/kv", (204, "", false));
    check(&worker, "/provoke/kv-limit", (500, "internal_error", false));
    check(&worker, "/provoke/thrown", (500, "internal_error", false));
    check(&worker, "/provoke/too-much", (422, "too_much", false));
    faults.refuse(Seam::Kv, 5);
    check(&worker, "/provoke/kv", (503, "unavailable", true));
    faults.refuse(Seam::Objects, 5);
    check(&worker, "/provoke/object", (503, "unavailable", true));
    let errors: Vec<String> =
        worker.logs().into_iter().filter(|(level, _)| *level == Level::Error).map(|(_, line)| line).collect();
    for reason in ["Value length of 26214401", "the secret reason", "Network connection lost."] {
        assert!(errors.iter().any(|line| line.contains(reason)), "{reason}: {errors:?}");
    }
}

#[test]
fn a_route_for_websockets_takes_nothing_else() {
    let (worker, _) = faulty();
    check(&worker, "/rooms/ann", (426, "upgrade_required", false));
    let upgrade = worker.get("/rooms/ann").headers.into_iter().find(|(name, _)| *name == "upgrade");
    assert_eq!(upgrade.map(|(_, value)| value.into_owned()).as_deref(), Some("websocket"));
    assert_eq!(worker.try_websocket("/rooms/late", &[]).unwrap_err().status, 409);
    assert!(worker.try_websocket("/rooms/ann", &[]).is_ok());
}

#[test]
fn a_job_that_fails_says_why() {
    let (worker, faults) = faulty();
    assert_eq!(worker.cron("tidy"), Err("tidied".to_owned()));
    faults.refuse(Seam::Objects, 5);
    let error = "the object was briefly unavailable: Network connection lost.".to_owned();
    assert_eq!(worker.cron("tidy"), Err(error.clone()));
    let line = (Level::Error, format!("cron job `tidy` failed: {error}"));
    assert!(worker.logs().contains(&line));
}
