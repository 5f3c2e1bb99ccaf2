//! Calls that never arrive, and calls whose answer is lost: what is repeated, and what is not.

use std::rc::Rc;
use std::time::Duration;

use williw_embedded::testing::{Seam, TestWorker};
use williw_workers::driver::{Host, Level};
use williw_workers::durable_objects::ObjectError;
use williw_workers::kv::KvError;

use crate::app::kv::Store;
use crate::app::objects::{CounterAddError, CounterNamespace, CounterStub};
use crate::faulty;

fn store(worker: &TestWorker) -> Store {
    let host: Rc<dyn Host> = worker.host();
    Store::of_host(&host).unwrap()
}

fn counter(worker: &TestWorker) -> CounterStub {
    let host: Rc<dyn Host> = worker.host();
    CounterNamespace::of_host(&host).unwrap().named("one")
}

fn lost() -> ObjectError {
    ObjectError::Transient("Network connection lost.".to_owned())
}

fn warnings(worker: &TestWorker) -> usize {
    worker.logs().iter().filter(|(level, line)| *level == Level::Warn && line.contains("briefly unavailable")).count()
}

#[test]
fn idempotent_methods_are_repeated_four_times() {
    let (worker, faults) = faulty();
    let counter = counter(&worker);
    worker.block_on(counter.add(3)).unwrap();
    for (refused, expected) in [(1, Ok(3)), (4, Ok(3)), (5, Err(lost()))] {
        faults.refuse(Seam::Objects, refused);
        assert_eq!(worker.block_on(counter.total()), expected, "{refused}");
    }
    assert_eq!(warnings(&worker), 1 + 4 + 4);
    faults.lose_answers(Seam::Objects, 1);
    assert_eq!(worker.block_on(counter.total()), Ok(3));
}

#[test]
fn other_methods_are_called_once() {
    let (worker, faults) = faulty();
    let counter = counter(&worker);
    faults.refuse(Seam::Objects, 1);
    assert_eq!(worker.block_on(counter.add(1)), Err(CounterAddError::Object(lost())));
    // Nobody can tell from the error that this one took effect.
    faults.lose_answers(Seam::Objects, 1);
    assert_eq!(worker.block_on(counter.add(10)), Err(CounterAddError::Object(lost())));
    assert_eq!(worker.block_on(counter.total()), Ok(10));
    assert_eq!(warnings(&worker), 0);
    faults.lose_answers(Seam::Objects, 1);
    assert_eq!(worker.try_websocket("/rooms/ann", &[]).unwrap_err().status, 503);
}

#[test]
fn what_an_object_says_is_not_repeated() {
    let (worker, _) = faulty();
    let counter = counter(&worker);
    assert_eq!(worker.block_on(counter.add(101)), Err(CounterAddError::TooMuch("at most 100".into())));
    assert_eq!(worker.block_on(counter.fail("no")), Err(ObjectError::Thrown("no".to_owned())));
    assert_eq!(warnings(&worker), 0);
}

#[test]
fn every_call_to_kv_is_repeated() {
    let (worker, faults) = faulty();
    let store = store(&worker);
    let (value, lost) = ("x".to_owned(), KvError::Transient("Network connection lost.".to_owned()));
    faults.lose_answers(Seam::Kv, 1);
    assert_eq!(worker.block_on(store.note(1).put(&value)), Ok(()));
    faults.refuse(Seam::Kv, 4);
    assert_eq!(worker.block_on(store.note(1).get()), Ok(Some(value.clone())));
    faults.refuse(Seam::Kv, 5);
    assert_eq!(worker.block_on(store.note(1).get()), Err(lost));
    assert_eq!(warnings(&worker), 1 + 4 + 4);
}

#[test]
fn a_cache_that_is_down_keeps_nobody_from_working() {
    let (worker, faults) = faulty();
    let store = store(&worker);
    faults.refuse(Seam::Kv, u32::MAX);
    let make = async || Ok::<_, ()>("made".to_owned());
    let entry = store.note(1);
    let made = worker.block_on(entry.cached(Duration::from_secs(60), make));
    assert_eq!(made, Ok("made".to_owned()));
    let lines: Vec<String> = worker.logs().into_iter().map(|(_, line)| line).collect();
    for verb in ["read", "written"] {
        let line = format!("the cache entry `note:1` cannot be {verb}: Network connection lost.");
        assert!(lines.contains(&line), "{lines:?}");
    }
}
