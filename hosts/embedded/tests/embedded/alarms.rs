//! Alarms: when they ring, how often, and what is left of them after a crash.

use std::thread;
use std::time::{Duration, Instant};

use tempfile::tempdir;
use williw_embedded::Host;
use williw_embedded::testing::{Server, TestWorker, start};

use crate::support::lab::{LAB, Lab, notes, run, run_in};
use crate::wire::Wire;

/// What the test's clock shows at first.
const NOW: u64 = 1_767_225_600_000;

fn lab() -> TestWorker {
    start(Lab(&LAB), Host::in_memory())
}

#[test]
fn an_alarm_rings_once_at_its_time() {
    let worker = lab();
    assert_eq!(run(&worker, "a", "alarm; put on_alarm note @; ring 5000; alarm"), format!("none,{}", NOW + 5000));
    worker.advance(4_999);
    assert!(notes(&worker).is_empty());
    worker.advance(1);
    assert_eq!(notes(&worker), [format!("{} 0", NOW + 5000)]);
    assert_eq!(run(&worker, "a", "alarm"), "none");
    worker.advance(3_600_000);
    assert_eq!(notes(&worker).len(), 1);
}

#[test]
fn the_last_one_set_counts() {
    let worker = lab();
    run(&worker, "a", "put on_alarm note @; ring 5000; ring 3000; ring 9000");
    run(&worker, "b", "put on_alarm note b; ring 5000; hush");
    worker.advance(60_000);
    assert_eq!(notes(&worker), [format!("{} 0", NOW + 9000)]);
    // A time that has passed is now.
    assert_eq!(run(&worker, "a", "ring_at 5; alarm"), (NOW + 60_000).to_string());
    worker.advance(0);
    assert_eq!(notes(&worker).len(), 2);
    assert_eq!(run(&worker, "a", "ring_at 0"), "!setAlarm() cannot be called with an alarm time <= 0");
    let refused = "!Your Durable Object class must have an alarm() handler in order to call setAlarm()";
    assert_eq!(run_in(&worker, "Quiet", "a", "ring 5000"), refused);
    assert_eq!(run_in(&worker, "Quiet", "a", "hush; alarm"), "none");
}

#[test]
fn the_handler_sees_no_alarm_and_may_set_the_next() {
    let worker = lab();
    run(&worker, "a", "put on_alarm ring 60000 | add n; ring 60000");
    worker.advance(3_600_000);
    assert_eq!(run(&worker, "a", "get n"), "60");
    let worker = lab();
    run(&worker, "a", "put on_alarm call b add called | note @ | hush; ring 1000");
    worker.advance(1_000);
    assert_eq!(run(&worker, "a", "alarm; call b get called"), "none,1");
}

#[test]
fn alarms_ring_in_their_order_each_at_its_time() {
    let worker = lab();
    for (name, after) in [("c", 3000), ("a", 1000), ("b", 2000)] {
        run(&worker, name, &format!("put on_alarm note {name} @; ring {after}"));
    }
    worker.advance(10_000);
    assert_eq!(
        notes(&worker),
        [format!("a {} 0", NOW + 1000), format!("b {} 0", NOW + 2000), format!("c {} 0", NOW + 3000)]
    );
}

#[test]
fn a_handler_that_fails_is_repeated_six_times() {
    let worker = lab();
    run(&worker, "a", "put on_alarm add n | note @ | throw no; ring 1000");
    worker.advance(1_000);
    // Until the next attempt the alarm is set to its first time.
    assert_eq!(run(&worker, "a", "alarm"), (NOW + 1000).to_string());
    worker.advance(1_999);
    assert_eq!(notes(&worker).len(), 1);
    worker.advance(600);
    assert_eq!(notes(&worker).len(), 2);
    worker.advance(3_600_000);
    let expected: Vec<_> = (0..7).map(|n| format!("{} {n}", NOW + 1000)).collect();
    assert_eq!(notes(&worker), expected);
    // What was written before the error stays; the alarm does not.
    assert_eq!(run(&worker, "a", "alarm; get n"), "none,7");
    assert!(worker.logs().iter().any(|(_, line)| line == "Lab a: the alarm is dropped"));
}

#[test]
fn a_panic_is_a_failure_too() {
    let worker = lab();
    run(&worker, "a", "put on_alarm note @ | panic; ring 1000");
    worker.advance(10_000);
    assert_eq!(notes(&worker).len(), 3);
    run(&worker, "a", "put on_alarm note well");
    worker.advance(10_000);
    assert_eq!(notes(&worker).last().map(String::as_str), Some("well"));
    assert_eq!(run(&worker, "a", "alarm"), "none");
}

#[test]
fn a_new_alarm_takes_the_place_of_the_retries() {
    let worker = lab();
    run(&worker, "a", "put on_alarm note @ | ring 60000 | throw no; ring 1000");
    worker.advance(1_000);
    assert_eq!(run(&worker, "a", "alarm"), (NOW + 61_000).to_string());
    worker.advance(59_000);
    assert_eq!(notes(&worker).len(), 1);
    worker.advance(1_000);
    assert_eq!(notes(&worker)[1], format!("{} 0", NOW + 61_000));
    // One that a transaction took back does not.
    let worker = lab();
    run(&worker, "a", "put on_alarm note @ | none ring 60000 | throw no; ring 1000");
    worker.advance(1_000);
    assert_eq!(run(&worker, "a", "alarm"), (NOW + 1000).to_string());
    worker.advance(5_000);
    assert!(notes(&worker).len() > 1);
}

#[test]
fn an_alarm_wakes_who_is_gone() {
    for in_memory in [true, false] {
        let folder = tempdir().unwrap();
        let setup = if in_memory { Host::in_memory() } else { Host::in_memory().data(folder.path()) };
        let worker = start(Lab(&LAB), setup);
        run(&worker, "a", "memory; put on_alarm memory | note woken; ring 3600000");
        worker.advance(3_599_999);
        assert!(notes(&worker).is_empty());
        worker.advance(1);
        assert_eq!(notes(&worker), ["woken"]);
        assert_eq!(run(&worker, "a", "memory; name"), "2,a");
    }
}

#[test]
fn alarms_outlive_the_process() {
    for in_memory in [true, false] {
        let folder = tempdir().unwrap();
        let setup = || if in_memory { Host::in_memory() } else { Host::in_memory().data(folder.path()) };
        let mut worker = start(Lab(&LAB), setup());
        run(&worker, "a", "put on_alarm note a @; ring 5000");
        run(&worker, "b", "put on_alarm note b @; ring 60000; ring 90000");
        run(&worker, "gone", "put on_alarm note gone; ring 5000; hush");
        run(&worker, "fails", "put on_alarm note fails @ | throw no; ring 1000");
        worker.advance(4_000);
        worker.restart(Lab(&LAB));
        worker.advance(60_000);
        let fails = |n: u32| format!("fails {} {n}", NOW + 1000);
        let a = format!("a {} 0", NOW + 5000);
        // A restart begins to count anew, and at once.
        assert_eq!(notes(&worker)[..5], [fails(0), fails(1), fails(0), a, fails(1)]);
        worker.advance(30_000);
        assert!(notes(&worker).contains(&format!("b {} 0", NOW + 90_000)));
        assert!(!notes(&worker).contains(&"gone".to_owned()));
    }
}

#[test]
fn a_calm_end_keeps_alarms_too() {
    let folder = tempdir().unwrap();
    let setup = || Host::in_memory().data(folder.path());
    let worker = start(Lab(&LAB), setup());
    run(&worker, "a", "put on_alarm note @; ring 5000");
    run(&worker, "b", "ring 5000; hush");
    drop(worker);
    let listed = || {
        let list = rusqlite::Connection::open(folder.path().join("objects.sqlite")).unwrap();
        list.query_row("SELECT count(*) FROM alarms", [], |row| row.get::<_, i64>(0)).unwrap()
    };
    assert_eq!(listed(), 1);
    let worker = start(Lab(&LAB), setup());
    worker.advance(5_000);
    assert_eq!(notes(&worker).len(), 1);
    drop(worker);
    assert_eq!(listed(), 0);
}

#[test]
fn many_ring_at_once_some_at_a_time() {
    let server = Server::start(|| Lab(&LAB), Host::in_memory().real_time());
    let post = |name: &str, script: &str| {
        let length = script.len();
        let post = format!("POST /Lab/{name} HTTP/1.1\r\nhost: h\r\ncontent-length: {length}\r\n\r\n{script}");
        Wire::to(&server).send(post).receive().1
    };
    for n in 0..150 {
        post(&n.to_string(), "put on_alarm real 20 | call all add n; ring 300");
    }
    let end = Instant::now() + Duration::from_secs(10);
    while post("all", "get n") != "150" {
        assert!(Instant::now() < end, "{}", post("all", "get n"));
        thread::sleep(Duration::from_millis(20));
    }
}
