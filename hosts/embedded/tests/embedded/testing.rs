//! What a test of a service has at hand.

use williw_embedded::testing::{start, try_start};
use williw_embedded::{Host, TestClock};
use williw_workers::driver::{Host as _, Level};
use williw_workers::{TimestampUtils, WorkersClock};

use crate::support::{POST, TINY, Tiny, body};

#[test]
fn the_clock_moves_when_told() {
    let worker = start(Tiny(&TINY), Host::in_memory());
    assert_eq!(body(&worker.get("/now")), "1767225600000");
    worker.clock().advance(60_000);
    assert_eq!(body(&worker.get("/now")), "1767225660000");
    assert_eq!(TimestampUtils::now_millis(), 1_767_225_660_000);
    assert_eq!(WorkersClock::new().timestamp_ms(), 1_767_225_660_000);
    let clock = TestClock::at(7);
    let worker = start(Tiny(&TINY), Host::in_memory().clock(clock.clone()));
    clock.set(8);
    assert_eq!(body(&worker.get("/now")), "8");
}

#[test]
fn settings_are_the_tests_alone() {
    let worker = start(Tiny(&TINY), Host::in_memory().var("GREETING", "hello").secret("TOKEN", "t0"));
    assert_eq!(body(&worker.get("/var?GREETING")), "hello");
    assert_eq!(body(&worker.get("/var?PATH")), "");
    assert_eq!(body(&worker.get("/secret?TOKEN")), "t0");
    assert_eq!(body(&worker.get("/secret?GREETING")), "");
}

#[test]
fn workers_do_not_share_their_data() {
    let (a, b) = (start(Tiny(&TINY), Host::in_memory()), start(Tiny(&TINY), Host::in_memory()));
    assert_eq!(a.fetch(POST, "/notes", &[], "only here").status, 201);
    assert_eq!((body(&a.get("/notes")), body(&b.get("/notes"))), ("1", "0"));
}

#[test]
fn a_worker_that_does_not_start_says_all_its_reasons() {
    let error = try_start(Tiny(&TINY), Host::in_memory().var("ODD", "1")).unwrap_err();
    assert_eq!(error.to_string(), "the Worker cannot start:\n  var `ODD`: must not be set\n  and one more");
}

#[test]
fn bodies_headers_and_logs() {
    let worker = start(Tiny(&TINY), Host::in_memory());
    assert_eq!(worker.fetch(POST, "/echo", &[], vec![0; 262_144]).status, 200);
    assert_eq!(worker.fetch(POST, "/echo", &[], vec![0; 262_145]).status, 413);
    let get = williw_workers::http::Method::GET;
    assert_eq!(body(&worker.fetch(get, "/header?x-a", &[("X-A", "1")], "")), "1");
    worker.host().log(Level::Warn, "heard");
    assert_eq!(worker.logs(), [(Level::Warn, "heard".to_owned())]);
}

#[test]
fn random_bytes_are_the_same_in_each_run() {
    let bytes = || {
        let mut bytes = [0; 20];
        start(Tiny(&TINY), Host::in_memory()).host().random(&mut bytes);
        bytes
    };
    assert_eq!(bytes(), bytes());
    assert_ne!(bytes(), [0; 20]);
}
