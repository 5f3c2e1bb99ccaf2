//! Durable Objects: what is kept, what is not, and what a caller hears.

use tempfile::tempdir;
use williw_embedded::Host;
use williw_embedded::testing::{Faults, Seam, TestWorker, start};
use williw_workers::driver::Host as _;
use williw_workers::durable_objects::ObjectCall;

use crate::support::lab::{LAB, Lab, notes, run, run_in};

fn lab() -> TestWorker {
    start(Lab(&LAB), Host::in_memory())
}

/// Scripts in turn, with their answers.
#[track_caller]
fn check(worker: &TestWorker, steps: &[(&str, &str, &str)]) {
    for (name, script, expected) in steps {
        assert_eq!(run(worker, name, script), *expected, "{name}: {script}");
    }
}

#[test]
fn a_name_is_an_object() {
    let worker = lab();
    check(
        &worker,
        &[
            ("a", "put k 1; memory; name", "1,a"),
            ("a", "get k; memory", "1,2"),
            ("b", "get k; memory", "none,1"),
            ("é/☃", "memory; name", "1,é/☃"),
        ],
    );
    let id = run(&worker, "a", "id");
    assert!(id.len() == 64 && id.bytes().all(|byte| byte.is_ascii_hexdigit()), "{id}");
    assert_eq!(id, run(&lab(), "a", "id"));
    assert_ne!(id, run(&worker, "b", "id"));
    assert_ne!(id, run_in(&worker, "Quiet", "a", "id"));
    assert!(worker.host().namespace("Nosuch").is_none());
}

#[test]
fn keys_and_values() {
    let worker = lab();
    check(
        &worker,
        &[
            ("a", "list", ""),
            ("a", "delete k; put k 1; delete k; delete k; get k", "false,true,false,none"),
            (
                "a",
                "put b 1; put a\u{1F600} 2; put a\u{FFFD} 3; put a 4; put B 5; put aé 6; list",
                "B a aé a\u{FFFD} a\u{1F600} b",
            ),
            ("a", "list a; list a aé; list a b; list c", "a aé a\u{FFFD} a\u{1F600},aé a\u{FFFD} a\u{1F600},,"),
            ("a", "big k 1999999; list k", "k"),
            ("a", "big k 2000000", "!string or blob too big: SQLITE_TOOBIG"),
            ("a", "clear; list; get k", ",none"),
        ],
    );
}

#[test]
fn what_was_written_before_an_error_stays() {
    let worker = lab();
    check(
        &worker,
        &[
            ("a", "put k 1; throw no", "!no"),
            ("a", "get k; fail busy", "!busy"),
            ("a", "get k", "1"),
            // Not what a panic tears.
            ("a", "put k 2; memory; panic", "!The Durable Object was reset because its code panicked."),
            ("a", "get k; memory", "1,1"),
            ("a", "put k 3; sleep 1; put k 4; panic", "!The Durable Object was reset because its code panicked."),
            ("a", "get k", "3"),
        ],
    );
    assert!(worker.logs().iter().any(|(_, line)| line == "Lab a: the object panicked, and is reset"));
}

#[test]
fn transactions_nest() {
    let worker = lab();
    check(
        &worker,
        &[
            ("a", "put k 1; all put k 2 & put l 2; get k; get l", "2,2"),
            ("a", "none put k 3 & get k & delete l; get k; get l", "3+true,2,2"),
            (
                "a",
                "sql CREATE TABLE t (a); none sql INSERT INTO t VALUES (1) & sql SELECT count(*) FROM t; sql SELECT count(*) FROM t",
                "1,0",
            ),
            ("a", "ring 5000; none hush & ring 9000; alarm", "1767225605000"),
        ],
    );
    // Inner ones too, by hand.
    let worker = lab();
    check(&worker, &[("a", "all put k 1", ""), ("a", "none put k 2; throw x", "!x"), ("a", "get k", "1")]);
}

#[test]
fn sql_is_d1s() {
    let worker = lab();
    check(
        &worker,
        &[
            ("a", "sql CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER, x TEXT UNIQUE)", ""),
            ("a", "sql INSERT INTO t (n, x) VALUES (5.0, 'a') RETURNING id, n", "1 5"),
            ("a", "sql INSERT INTO t (n, x) VALUES (1, 'a')", "!a row with the same x exists in `t`"),
            ("a", "sql SELECT * FROM _cf_KV", "!access to _cf_KV.key is prohibited: SQLITE_AUTH"),
            ("a", "sql SELECT * FROM _cf_williw_object", "!access to _cf_williw_object.one is prohibited: SQLITE_AUTH"),
            ("a", "sql DROP TABLE _cf_KV", "!not authorized: SQLITE_AUTH"),
            ("a", "sql PRAGMA foreign_keys = OFF; sql PRAGMA foreign_keys", "1"),
            ("a", "sql SELECT count(*) FROM t; clear", "1"),
            ("a", "sql SELECT count(*) FROM t", "!no such table: t: SQLITE_ERROR"),
        ],
    );
    let refused = run(&worker, "a", "sql BEGIN");
    assert!(refused.starts_with("!To execute a transaction, please use the state.storage.transaction()"), "{refused}");
}

#[test]
fn deleting_all_is_whatever_refers_to_what() {
    let worker = lab();
    check(
        &worker,
        &[
            ("a", "sql CREATE TABLE p (id INTEGER PRIMARY KEY); sql CREATE TABLE c (p REFERENCES p (id))", ""),
            ("a", "sql CREATE VIRTUAL TABLE f USING fts5 (x); sql CREATE VIEW v AS SELECT * FROM c", ""),
            ("a", "sql INSERT INTO p VALUES (1); sql INSERT INTO c VALUES (1); put k 1; ring 5000", ""),
            ("a", "none clear; sql SELECT * FROM v; get k; alarm", "1,1,1767225605000"),
            (
                "a",
                "clear; alarm; list; sql SELECT count(*) FROM sqlite_schema WHERE name NOT LIKE '\\_cf\\_%' ESCAPE '\\'; name",
                "none,,0,a",
            ),
        ],
    );
}

#[test]
fn a_statement_that_ends_the_run_resets_the_object() {
    let worker = lab();
    let reset = "!Internal error in Durable Object storage caused object to be reset.";
    check(
        &worker,
        &[
            (
                "a",
                "sql CREATE TABLE t (a UNIQUE, p REFERENCES q (id) DEFERRABLE INITIALLY DEFERRED); sql CREATE TABLE q (id INTEGER PRIMARY KEY)",
                "",
            ),
            ("a", "memory; put k 1; sql INSERT INTO t (a) VALUES (1)", "1"),
        ],
    );
    for script in ["put k 2; sql INSERT OR ROLLBACK INTO t (a) VALUES (1)", "put k 3; sql INSERT INTO t VALUES (2, 7)"]
    {
        let answer = run(&worker, "a", script);
        assert!(answer.ends_with(&reset[1..]), "{answer}");
        check(&worker, &[("a", "get k; memory; sql SELECT count(*) FROM t", "1,1,1")]);
    }
}

#[test]
fn nothing_leaves_before_it_is_written() {
    let worker = lab();
    // A commit that fails stops the call that would have told of it.
    check(
        &worker,
        &[(
            "a",
            "sql CREATE TABLE q (id INTEGER PRIMARY KEY); sql CREATE TABLE t (p REFERENCES q (id) DEFERRABLE INITIALLY DEFERRED)",
            "",
        )],
    );
    let bad = "put k 1; sql INSERT INTO t VALUES (7)";
    for leaves in ["note told", "kv told", "call b add told", "sleep 1; note told", "real 1; note told"] {
        let answer = run(&worker, "a", &format!("{bad}; {leaves}"));
        assert!(answer.contains("caused object to be reset"), "{leaves}: {answer}");
    }
    check(&worker, &[("a", "get k", "none"), ("b", "get told", "none")]);
    assert!(notes(&worker).is_empty());
    let told = worker.host().kv("STORE").unwrap();
    assert_eq!(worker.block_on(told.get("lab", None)).unwrap(), None);
}

#[test]
fn events_interleave_where_they_wait_for_others() {
    let worker = lab();
    let namespace = worker.host().namespace("Lab").unwrap();
    let call = |script: &str| ObjectCall { method: "run".into(), args: script.into(), upgrade: false };
    worker.block_on(async {
        let (slow, quick) = (call("add n; real 20; add n"), call("add n"));
        let (slow, quick) = tokio::join!(namespace.call("a", slow), namespace.call("a", quick));
        assert_eq!((slow.unwrap().body, quick.unwrap().body), (b"1,3".to_vec(), b"2".to_vec()));
    });
    check(&worker, &[("a", "call a add n; get n", "4,4")]);
}

#[test]
fn a_caller_that_goes_away_tears_nothing() {
    let worker = lab();
    let namespace = worker.host().namespace("Lab").unwrap();
    worker.block_on(async {
        let call = ObjectCall { method: "run".into(), args: b"put k 1; real 20; put l 1".to_vec(), upgrade: false };
        let gone = tokio::time::timeout(std::time::Duration::from_millis(5), namespace.call("a", call)).await;
        assert!(gone.is_err());
        tokio::time::sleep(std::time::Duration::from_millis(40)).await;
    });
    check(&worker, &[("a", "get k; get l", "1,1")]);
}

#[test]
fn a_panic_is_one_objects_own() {
    let worker = lab();
    let namespace = worker.host().namespace("Lab").unwrap();
    let call = |script: &str| ObjectCall { method: "run".into(), args: script.into(), upgrade: false };
    worker.block_on(async {
        let (bystander, other) = (call("put k 1; real 1000"), call("real 10; memory"));
        let (bystander, panics, other) = tokio::join!(
            namespace.call("a", bystander),
            namespace.call("a", call("real 5; panic")),
            namespace.call("b", other)
        );
        let reset = "The Durable Object was reset because its code panicked.";
        assert_eq!(panics, Err(williw_workers::durable_objects::ObjectError::Thrown(reset.into())));
        assert_eq!(bystander, Err(williw_workers::durable_objects::ObjectError::Transient(reset.into())));
        assert_eq!(other.unwrap().body, b"1");
    });
    check(&worker, &[("a", "get k", "1")]);
}

#[test]
fn start_goes_first_and_alone() {
    let worker = lab();
    check(&worker, &[("a", "put on_start real 20 | add started", "")]);
    assert!(worker.evict("Lab", "a"));
    let namespace = worker.host().namespace("Lab").unwrap();
    let call = |script: &str| ObjectCall { method: "run".into(), args: script.into(), upgrade: false };
    worker.block_on(async {
        let calls = ["get started; add n", "add n", "add n"].map(|script| namespace.call("a", call(script)));
        let [a, b, c] = calls;
        let (a, b, c) = tokio::join!(a, b, c);
        assert_eq!([a, b, c].map(|reply| String::from_utf8(reply.unwrap().body).unwrap()), ["1,1", "2", "3"]);
    });
    // A start that fails is heard by all who wait, and tried anew.
    check(&worker, &[("a", "put on_start add started | throw not yet", "")]);
    assert!(worker.evict("Lab", "a"));
    check(&worker, &[("a", "get n", "!not yet"), ("a", "get n", "!not yet")]);
    worker.object_sql("Lab", "a", "SELECT 1").unwrap();
}

#[test]
fn memory_goes_and_storage_stays() {
    let worker = lab();
    check(&worker, &[("a", "memory; put k 1", "1"), ("a", "memory", "2")]);
    assert!(worker.evict("Lab", "a"));
    check(&worker, &[("a", "memory; get k", "1,1")]);
    worker.advance(9_999);
    check(&worker, &[("a", "memory", "2")]);
    worker.advance(10_000);
    check(&worker, &[("a", "memory; get k", "1,1")]);
    worker.advance(3_600_000);
    check(&worker, &[("a", "memory; get k", "1,1")]);
}

#[test]
fn files_outlive_the_process_and_its_objects() {
    let folder = tempdir().unwrap();
    let setup = || Host::in_memory().data(folder.path());
    let worker = start(Lab(&LAB), setup());
    check(
        &worker,
        &[
            ("a", "put k 1; sql CREATE TABLE t (a); sql INSERT INTO t VALUES (7)", ""),
            ("empty", "get k; list; alarm", "none,,none"),
        ],
    );
    let files = || std::fs::read_dir(folder.path().join("objects/Lab")).unwrap().count();
    worker.advance(120_000);
    // Who wrote nothing has no file; a file that is closed is alone.
    assert_eq!(files(), 1);
    check(&worker, &[("a", "memory; get k; sql SELECT a FROM t; name", "1,1,7,a")]);
    drop(worker);
    let worker = start(Lab(&LAB), setup());
    check(&worker, &[("a", "get k; sql SELECT a FROM t", "1,7")]);
}

#[test]
fn many_objects_take_turns_in_memory() {
    let folder = tempdir().unwrap();
    let worker = start(Lab(&LAB), Host::in_memory().data(folder.path()));
    for n in 0..135 {
        worker.clock().advance(1);
        check(&worker, &[(&n.to_string(), "add n; memory", "1,1")]);
    }
    check(&worker, &[("0", "add n; memory", "2,1"), ("134", "add n; memory", "2,2")]);
}

#[test]
fn calls_fail_as_a_test_wants() {
    let faults = Faults::new();
    let worker = start(Lab(&LAB), Host::in_memory().faults(&faults));
    let lost = "!the object was briefly unavailable: Network connection lost.";
    faults.refuse(Seam::Objects, 2);
    check(&worker, &[("a", "add n", lost), ("a", "add n", lost), ("a", "add n", "1")]);
    faults.lose_answers(Seam::Objects, 1);
    check(&worker, &[("a", "add n", lost), ("a", "add n", "3")]);
    faults.refuse(Seam::Kv, 1);
    check(&worker, &[("a", "kv x", "!Network connection lost."), ("a", "kv x", "")]);
}
