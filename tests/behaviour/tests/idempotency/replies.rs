//! What one client sees that asks twice.

use serde_json::Value as Json;
use williw_workers::d1::Value;
use williw_workers::http::{Method, Response};

use crate::{DAY, Pay, Reply, bank, state};

#[test]
fn the_same_again_is_answered_the_same() {
    let worker = bank();
    let pay = Pay::new("k", 30);
    assert_eq!(pay.send(&worker), Reply::new(201, "70", false));
    for _ in 0..3 {
        assert_eq!(pay.send(&worker), Reply::new(201, "70", true));
    }
    assert_eq!(Pay::new("all", 70).send(&worker), Reply::new(200, "0", false));
    assert_eq!(Pay::new("all", 70).send(&worker), Reply::new(200, "0", true));
    assert_eq!(state(&worker), (2, 0, 2));
}

#[test]
fn another_request_needs_another_key() {
    let worker = bank();
    assert_eq!(Pay::new("k", 30).send(&worker).status, 201);
    assert_eq!(Pay::new("k", 31).send(&worker), Reply::new(422, "idempotency_mismatch", false));
    let elsewhere = Pay { account: "bob", ..Pay::new("k", 30) };
    assert_eq!(elsewhere.send(&worker), Reply::new(422, "idempotency_mismatch", false));
    assert_eq!(Pay::new("K", 30).send(&worker), Reply::new(201, "40", false));
    assert_eq!(state(&worker), (2, 40, 2));
}

#[test]
fn callers_have_their_own_keys() {
    let worker = bank();
    assert_eq!(Pay::new("k", 30).send(&worker), Reply::new(201, "70", false));
    let clerk = Pay { token: "c", ..Pay::new("k", 30) };
    assert_eq!(clerk.send(&worker), Reply::new(201, "40", false));
    assert_eq!(clerk.send(&worker), Reply::new(201, "40", true));
    let scopes = worker.sql("DB", "SELECT scope FROM idempotency_keys ORDER BY scope", vec![]).unwrap().cells;
    assert_eq!(scopes, ["admin pay", "clerk pay"].map(Value::from));
    // A key is no ticket.
    let stranger = Pay { token: "x", ..Pay::new("k", 30) };
    assert_eq!(stranger.send(&worker), Reply::new(401, "credentials_invalid", false));
}

#[test]
fn an_error_is_not_kept() {
    let worker = bank();
    let dear = Pay::new("dear", 300);
    assert_eq!(dear.send(&worker), Reply::new(409, "too_poor", false));
    let nobody = Pay { account: "bob", ..Pay::new("bob", 1) };
    assert_eq!(nobody.send(&worker), Reply::new(404, "no_account", false));
    assert_eq!(state(&worker), (0, 100, 0));
    worker.sql("DB", "UPDATE accounts SET balance = 300", vec![]).unwrap();
    assert_eq!(dear.send(&worker), Reply::new(200, "0", false));

    let worker = bank();
    let first = Pay { note: Some("rent"), ..Pay::new("first", 10) };
    let second = Pay { note: Some("rent"), ..Pay::new("second", 10) };
    assert_eq!(first.send(&worker).status, 201);
    assert_eq!(second.send(&worker), Reply::new(409, "note_taken", false));
    assert_eq!(first.send(&worker), Reply::new(201, "90", true));
    assert_eq!(state(&worker), (1, 90, 1));
}

#[test]
fn a_key_is_forgotten_after_its_time() {
    let worker = bank();
    let pay = Pay::new("k", 30);
    assert_eq!(pay.send(&worker), Reply::new(201, "70", false));
    worker.advance(DAY - 1);
    assert_eq!(pay.send(&worker), Reply::new(201, "70", true));
    worker.advance(1);
    assert_eq!(Pay::new("k", 20).send(&worker), Reply::new(201, "50", false));
    assert_eq!(pay.send(&worker), Reply::new(422, "idempotency_mismatch", false));
    assert_eq!(state(&worker), (2, 50, 1));
    worker.advance(DAY);
    assert_eq!(pay.send(&worker), Reply::new(201, "20", false));
    assert_eq!(state(&worker), (3, 20, 1));
}

fn refresh(keys: &[&str]) -> Response {
    let fields: Vec<_> = keys.iter().map(|key| ("idempotency-key", *key)).collect();
    bank().fetch(Method::POST, "/refresh", &fields, "")
}

#[test]
fn a_reply_without_a_body_is_kept_as_one() {
    let worker = bank();
    let send = || worker.fetch(Method::POST, "/refresh", &[("idempotency-key", "k")], "");
    for replayed in [false, true] {
        let response = send();
        assert_eq!(Reply::of(&response), Reply::new(204, "", replayed));
        assert!(response.body.is_empty() && response.headers.iter().all(|(name, _)| *name != "content-type"));
    }
    assert_eq!(state(&worker), (0, 100, 1));
}

/// The rules that a request breaks, and where.
fn violations(response: &Response) -> Vec<(String, String)> {
    let problem: Json = serde_json::from_slice(&response.body).unwrap();
    assert_eq!((response.status.as_u16(), problem["code"].as_str()), (400, Some("invalid_request")), "{problem}");
    let errors = problem["errors"].as_array().unwrap().iter();
    let text = |text: &Json| text.as_str().unwrap().to_owned();
    errors.map(|error| (text(&error["pointer"]), text(&error["code"]))).collect()
}

#[test]
fn a_key_must_be_given_and_be_one() {
    let told = |code: &str| vec![("Idempotency-Key".to_owned(), code.to_owned())];
    let longest = "k".repeat(128);
    for good in [longest.as_str(), "a b", "a,b"] {
        assert_eq!(refresh(&[good]).status, 204, "{good}");
    }
    assert_eq!(violations(&refresh(&[])), told("required"));
    for bad in [&["a", "a"][..], &[""], &["a, b"], &[&format!("{longest}k")], &["\u{e9}"]] {
        assert_eq!(violations(&refresh(bad)), told("format"), "{bad:?}");
    }
}

#[test]
fn a_missing_key_is_told_with_the_rest() {
    let fields = [("content-type", "application/json"), ("authorization", "Bearer a")];
    let response = bank().fetch(Method::POST, "/accounts/ann/pay?a=b", &fields, r#"{"amount": 0}"#);
    let expected = [("?a", "unknown"), ("/amount", "min"), ("Idempotency-Key", "required")];
    assert_eq!(violations(&response), expected.map(|(at, code)| (at.to_owned(), code.to_owned())));
}

#[test]
fn what_is_still_running_is_told_so() {
    let worker = bank();
    assert_eq!(Pay::new("k", 30).send(&worker).status, 201);
    worker.sql("DB", "UPDATE idempotency_keys SET status = NULL, reply = NULL", vec![]).unwrap();
    assert_eq!(Pay::new("k", 30).send(&worker), Reply::new(409, "idempotency_in_progress", false));
    assert_eq!(Pay::new("k", 31).send(&worker), Reply::new(422, "idempotency_mismatch", false));
    assert_eq!(state(&worker), (1, 70, 1));
}
