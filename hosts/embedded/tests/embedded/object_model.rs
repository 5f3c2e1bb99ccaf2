//! An object's storage against a map: whatever is written, thrown, torn, evicted and killed, in any order.

use std::collections::BTreeMap;

use proptest::prelude::*;
use tempfile::tempdir;
use williw_embedded::Host;
use williw_embedded::testing::start;

use crate::support::lab::{LAB, Lab, run};

type Map = BTreeMap<u8, u8>;

#[derive(Clone, Debug)]
enum Op {
    Put(u8, u8),
    Delete(u8),
    /// A transaction, and whether it stays.
    Transaction(Vec<(u8, u8)>, bool),
    /// Time for others, and for a commit.
    Sleep,
    Clear,
}

#[derive(Clone, Debug)]
enum Step {
    /// An event, and how it ends.
    Event(Vec<Op>, End),
    Evict,
    Restart,
}

#[derive(Clone, Copy, Debug)]
enum End {
    Well,
    Throws,
    Panics,
}

fn op() -> impl Strategy<Value = Op> {
    prop_oneof![
        6 => (0..6u8, any::<u8>()).prop_map(|(key, value)| Op::Put(key, value)),
        2 => (0..6u8).prop_map(Op::Delete),
        2 => (prop::collection::vec((0..6u8, any::<u8>()), 1..4), any::<bool>()).prop_map(|(puts, stays)| Op::Transaction(puts, stays)),
        2 => Just(Op::Sleep),
        1 => Just(Op::Clear),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    let end = prop_oneof![4 => Just(End::Well), 1 => Just(End::Throws), 1 => Just(End::Panics)];
    prop_oneof![
        6 => (prop::collection::vec(op(), 0..6), end).prop_map(|(ops, end)| Step::Event(ops, end)),
        1 => Just(Step::Evict),
        1 => Just(Step::Restart),
    ]
}

/// What an event does, as a script, and to the map: what is there after it, or after a panic.
fn event(ops: &[Op], end: End, map: &mut Map) -> String {
    let mut script = Vec::new();
    let mut committed = map.clone();
    for op in ops {
        match op {
            Op::Put(key, value) => {
                map.insert(*key, *value);
                script.push(format!("put {key} {value}"));
            }
            Op::Delete(key) => {
                map.remove(key);
                script.push(format!("delete {key}"));
            }
            Op::Transaction(puts, stays) => {
                if *stays {
                    map.extend(puts.iter().copied());
                }
                let puts = puts.iter().map(|(key, value)| format!("put {key} {value}")).collect::<Vec<_>>().join(" & ");
                script.push(format!("{} {puts}", if *stays { "all" } else { "none" }));
            }
            Op::Sleep => {
                committed.clone_from(map);
                script.push("sleep 1".to_owned());
            }
            Op::Clear => {
                map.clear();
                script.push("clear".to_owned());
            }
        }
    }
    match end {
        End::Well => {}
        End::Throws => script.push("throw on purpose".to_owned()),
        End::Panics => {
            *map = committed;
            script.push("panic".to_owned());
        }
    }
    script.join(";")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn storage_is_a_map(steps in prop::collection::vec(step(), 1..12), in_memory in prop::bool::weighted(0.8)) {
        let folder = tempdir().unwrap();
        let setup = if in_memory { Host::in_memory() } else { Host::in_memory().data(folder.path()) };
        let mut worker = start(Lab(&LAB), setup);
        let mut map = Map::new();
        for step in steps {
            match step {
                Step::Event(ops, end) => {
                    let script = event(&ops, end, &mut map);
                    let answer = run(&worker, "a", &script);
                    prop_assert_eq!(answer.starts_with('!'), !matches!(end, End::Well), "{}: {}", script, answer);
                }
                Step::Evict => prop_assert!(worker.evict("Lab", "a")),
                Step::Restart => worker.restart(Lab(&LAB)),
            }
            let expected: Vec<_> = map.keys().map(u8::to_string).collect();
            prop_assert_eq!(run(&worker, "a", "list"), expected.join(" "));
            for (key, value) in &map {
                prop_assert_eq!(run(&worker, "a", &format!("get {key}")), value.to_string());
            }
        }
    }
}
