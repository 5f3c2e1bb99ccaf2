//! A database that fails in the midst of it.

use crate::{Pay, Reply, Service, app, bank, state};

/// Pays once while D1 fails so, and again when it works: the reply each time, and how often it was paid in between.
#[track_caller]
fn check(note: &'static str, first: Reply, paid: i64, second: Reply) {
    let mut worker = bank();
    let pay = Pay { note: Some(note), ..Pay::new("k", 30) };
    assert_eq!(pay.send(&worker), first, "{note}");
    assert_eq!(state(&worker), (paid, 100 - 30 * paid, paid), "{note}");
    // As after a crash.
    worker.restart(app::worker(Service::default()));
    assert_eq!(pay.send(&worker), second, "{note}");
    assert_eq!(state(&worker), (1, 70, 1), "{note}");
}

#[test]
fn a_commit_that_did_not_arrive_is_repeated() {
    for note in ["refuse:1", "refuse:4"] {
        check(note, Reply::new(201, "70", false), 1, Reply::new(201, "70", true));
    }
    // Nothing was paid, and the client may ask again.
    check("refuse:5", Reply::new(503, "unavailable", false), 0, Reply::new(201, "70", false));
}

#[test]
fn a_commit_whose_answer_was_lost_is_found() {
    for note in ["lose:1", "lose:2", "lose:4", "lose:5"] {
        check(note, Reply::new(201, "70", true), 1, Reply::new(201, "70", true));
    }
    // It was paid, and nobody knew.
    check("lose:10", Reply::new(503, "unavailable", false), 1, Reply::new(201, "70", true));
}
