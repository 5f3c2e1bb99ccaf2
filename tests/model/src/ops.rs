//! What can happen, and how sequences of it are made up from a seed.
//!
//! A step names nodes, tasks, contributions and keys by small numbers, so that steps collide, and stands for itself: what it
//! means depends on what is there when it comes. So any part of a sequence is a sequence, and one that fails can be cut down.

use williw_embedded::testing::Seam;

/// Something that happens.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs)] // The names say it.
pub enum Op {
    Register {
        node: u8,
        kind: u8,
        wallet: u8,
    },
    Heartbeat {
        node: u8,
        status: Option<&'static str>,
        tasks: Vec<(Held, bool)>,
    },
    SetStatus {
        node: u8,
        status: &'static str,
        by_admin: bool,
    },
    Delete {
        node: u8,
        by_admin: bool,
    },
    Add {
        task: u8,
        kind: u8,
    },
    Next {
        node: u8,
    },
    Cancel {
        task: u8,
    },
    Record {
        node: u8,
        contribution: u8,
        held: Held,
        work: u8,
    },
    Distribute {
        key: u8,
        node: Option<u8>,
        before: Option<u64>,
        limit: Option<u64>,
        pool: Option<u64>,
    },
    Settle {
        key: u8,
        node: Option<u8>,
        by_admin: bool,
    },
    Reverse {
        contribution: u8,
    },
    Report {
        node: u8,
        key: u8,
        signature: u8,
    },
    Resolve {
        node: u8,
        signature: Option<u8>,
    },
    /// What the books say to who asks.
    Ask {
        node: u8,
    },
    Cron {
        job: &'static str,
    },
    /// The clock moves, and nothing else happens.
    Wait {
        ms: u64,
    },
    /// The clock moves, and alarms ring and jobs run on the way.
    Advance {
        ms: u64,
    },
    /// The last request that may have changed something once more, as a client that has heard nothing sends it.
    Again,
    /// At the same time; each but the first begins when the one before has waited so many times.
    Together {
        ops: Vec<Op>,
        apart: u8,
    },
    Restart,
    Evict {
        node: u8,
    },
}

/// Which lease a node names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Held {
    /// The last one that it was given.
    Last,
    /// The one before.
    Before,
    /// The last one of the next node.
    Others,
    /// One that nobody was given.
    None,
}

/// Calls that fail while a step's request is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Where.
    pub seam: Seam,
    /// How many calls pass before.
    pub after: u32,
    /// How many fail.
    pub calls: u32,
    /// Whether they take effect all the same.
    pub has_effect: bool,
}

/// Something that happens, perhaps with trouble on the way.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs)]
pub struct Step {
    pub op: Op,
    pub fault: Option<Fault>,
}

/// How many nodes there may be.
pub const NODES: u8 = 4;
const TASKS: u64 = 20;
const CONTRIBUTIONS: u64 = 20;
const KEYS: u64 = 12;

/// Numbers that follow from a seed (SplitMix64).
#[derive(Clone, Debug)]
pub struct Random(u64);

impl Random {
    /// Those of this seed.
    pub fn new(seed: u64) -> Self {
        Random(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Below `limit`.
    pub fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit
    }

    fn small(&mut self, limit: u64) -> u8 {
        u8::try_from(self.below(limit)).unwrap()
    }

    fn one_in(&mut self, n: u64) -> bool {
        self.below(n) == 0
    }

    fn of<T: Copy>(&mut self, options: &[T]) -> T {
        options[usize::try_from(self.below(options.len() as u64)).unwrap()]
    }
}

/// A sequence of steps.
pub fn sequence(random: &mut Random, length: usize) -> Vec<Step> {
    let mut steps = Vec::new();
    // Most sequences have somebody in them from the start.
    for node in 0..NODES - random.of(&[0, 0, 1, 2, 4]) {
        steps.push(Step { op: Op::Register { node, kind: random.small(4), wallet: random.small(3) }, fault: None });
    }
    while steps.len() < length {
        let fault = random.one_in(8).then(|| fault(random));
        match op(random) {
            // What a node does all day: takes a task, works, tells.
            None => {
                let (node, task) = (random.small(u64::from(NODES)), random.small(TASKS));
                let contribution = random.small(CONTRIBUTIONS);
                let ms = random.of(&[0, 1_000, 10_000, 61_000, 61_000, 290_000]);
                let record = Op::Record { node, contribution, held: Held::Last, work: random.small(12) };
                let add = Op::Add { task, kind: random.small(8) };
                let comes = match random.below(4) {
                    0 => Op::SetStatus { node, status: "active", by_admin: true },
                    1 => Op::Heartbeat { node, status: Some("active"), tasks: Vec::new() },
                    _ => Op::Register { node, kind: random.small(3), wallet: 0 },
                };
                let ops = [comes, add, Op::Next { node }, Op::Wait { ms }, record];
                let left_out = usize::from(random.one_in(2));
                steps.extend(ops.into_iter().skip(left_out).map(|op| Step { op, fault: None }));
                if let (Some(last), Some(_)) = (steps.last_mut(), fault) {
                    last.fault = fault;
                }
                // What others may do just then.
                match random.below(6) {
                    0 | 1 => {
                        let record = steps.pop().map(|step| step.op);
                        let (contribution, work) = (random.small(CONTRIBUTIONS), random.small(12));
                        let other = match random.below(4) {
                            0 => Op::Cancel { task },
                            1 => Op::Cron { job: "cleanup_expired_nodes" },
                            _ => Op::Record { node, contribution, held: Held::Last, work },
                        };
                        let ops = record.into_iter().chain([other]).collect();
                        steps.push(Step { op: Op::Together { ops, apart: random.small(3) }, fault: None });
                    }
                    2 => steps.push(Step { op: together(random, node), fault: None }),
                    // Something to be paid, something more to be credited, and both at once.
                    3 => {
                        let mut distribute = || {
                            let (key, pool) = (random.small(KEYS), Some(50_000_000));
                            Op::Distribute { key, node: None, before: None, limit: None, pool }
                        };
                        let (first, second) = (distribute(), distribute());
                        let (add, contribution) =
                            (Op::Add { task: random.small(TASKS), kind: 0 }, random.small(CONTRIBUTIONS));
                        let record = Op::Record { node, contribution, held: Held::Last, work: 7 };
                        let settle = Op::Settle {
                            key: random.small(KEYS),
                            node: random.one_in(2).then_some(node),
                            by_admin: true,
                        };
                        let other = match random.below(4) {
                            0 => Op::Reverse { contribution: random.small(CONTRIBUTIONS) },
                            1 => Op::Register { node, kind: 0, wallet: random.small(3) },
                            _ => second,
                        };
                        // Whoever begins has the first word to the database each time.
                        let mut ops = vec![settle, other];
                        if random.one_in(2) {
                            ops.reverse();
                        }
                        let both = Op::Together { ops, apart: random.small(3) };
                        let ops = [first, add, Op::Next { node }, Op::Wait { ms: 1_000 }, record, both];
                        steps.extend(ops.map(|op| Step { op, fault: None }));
                    }
                    _ => {}
                }
            }
            Some(op) => steps.push(Step { op, fault }),
        }
    }
    steps
}

fn fault(random: &mut Random) -> Fault {
    let seam = random.of(&[Seam::D1, Seam::D1, Seam::D1, Seam::Kv, Seam::Objects, Seam::Fetch]);
    let (after, calls) = (u32::from(random.small(5)), random.of(&[1, 1, 2, 5, 50]));
    Fault { seam, after, calls, has_effect: random.one_in(2) }
}

fn held(random: &mut Random) -> Held {
    random.of(&[Held::Last, Held::Last, Held::Last, Held::Last, Held::Before, Held::Others, Held::None])
}

fn op(random: &mut Random) -> Option<Op> {
    let node = random.small(u64::from(NODES));
    Some(match random.below(42) {
        38.. => together(random, node),
        34.. => return None,
        0..8 => return None,
        8 | 9 => Op::Register { node, kind: random.small(4), wallet: random.small(3) },
        10..13 => {
            let status = random.of(&[None, None, None, Some("active"), Some("busy"), Some("paused"), Some("offline")]);
            let tasks = (0..random.of(&[0, 1, 1, 2])).map(|_| (held(random), random.one_in(4))).collect();
            Op::Heartbeat { node, status, tasks }
        }
        13 => {
            let status = random.of(&["active", "busy", "paused", "offline", "banned", "retired"]);
            Op::SetStatus { node, status, by_admin: random.one_in(2) }
        }
        14 => match random.below(3) {
            0 => Op::Delete { node, by_admin: random.one_in(2) },
            _ => Op::SetStatus { node, status: "active", by_admin: true },
        },
        15 => Op::Add { task: random.small(TASKS), kind: random.small(8) },
        16 | 17 => Op::Next { node },
        18 => Op::Cancel { task: random.small(TASKS) },
        19 => {
            let (contribution, work) = (random.small(CONTRIBUTIONS), random.small(12));
            Op::Record { node, contribution, held: held(random), work }
        }
        20..23 => Op::Distribute {
            key: random.small(KEYS),
            node: random.one_in(4).then_some(node),
            before: random.one_in(6).then(|| random.of(&[0, 60_000, 3_600_000])),
            limit: random.one_in(4).then(|| random.of(&[1, 2, 3, 500])),
            pool: if random.one_in(2) {
                Some(random.of(&[0, 1, 7, 100, 30_000_000, 1_000_000_007, 50_000_000_000, (1 << 53) - 1]))
            } else {
                None
            },
        },
        23..26 => {
            let by_admin = random.one_in(2);
            Op::Settle { key: random.small(KEYS), node: (!by_admin || random.one_in(2)).then_some(node), by_admin }
        }
        26 => match random.below(5) {
            0 => Op::Ask { node },
            1 => Op::Reverse { contribution: random.small(CONTRIBUTIONS) },
            2 | 3 => Op::Report { node, key: random.small(KEYS), signature: random.small(8) },
            _ => Op::Resolve { node, signature: random.one_in(2).then(|| random.small(8)) },
        },
        27..29 => Op::Cron {
            job: random.of(&[
                "update_statistics",
                "update_statistics",
                "update_statistics",
                "cleanup_expired_nodes",
                "cleanup_expired_kv_entries",
                "health_check",
            ]),
        },
        29 => {
            let ms = random.of(&[1, 999, 4_999, 5_000, 29_000, 30_000, 60_000, 61_000, 290_000, 300_000, 300_001]);
            Op::Wait { ms }
        }
        30 => match random.below(8) {
            0 => Op::Wait { ms: random.of(&[3_600_000, 86_400_001, 7 * 86_400_000, 8 * 86_400_000]) },
            1 => Op::Advance { ms: random.of(&[3_600_000, 6 * 3_600_000]) },
            2..5 => Op::Advance { ms: random.of(&[30_000, 300_000, 900_000]) },
            _ => Op::Cron { job: "update_statistics" },
        },
        31 => Op::Again,
        32 => {
            if random.one_in(2) {
                Op::Restart
            } else {
                Op::Evict { node }
            }
        }
        _ => match random.below(4) {
            0 => Op::Reverse { contribution: random.small(CONTRIBUTIONS) },
            1 => Op::Resolve { node, signature: random.one_in(2).then(|| random.small(8)) },
            _ => Op::Again,
        },
    })
}

/// What may get in each other's way.
fn together(random: &mut Random, node: u8) -> Op {
    const MOVE: Op = Op::Cron { job: "update_statistics" };
    let other = if random.one_in(2) { node } else { random.small(u64::from(NODES)) };
    let distribute = |random: &mut Random| Op::Distribute {
        key: random.small(KEYS),
        node: random.one_in(2).then_some(node),
        before: None,
        limit: random.one_in(3).then_some(1),
        pool: random.one_in(2).then_some(50_000_000),
    };
    let settle = |random: &mut Random| {
        let by_admin = random.one_in(2);
        Op::Settle { key: random.small(KEYS), node: (!by_admin || random.one_in(2)).then_some(node), by_admin }
    };
    let record = |random: &mut Random| {
        let (contribution, work) = (random.small(CONTRIBUTIONS), random.small(12));
        Op::Record { node, contribution, held: Held::Last, work }
    };
    let mut ops = match random.below(13) {
        0 | 1 => vec![record(random), record(random)],
        2 => vec![record(random), Op::Cancel { task: random.small(TASKS) }],
        3 => vec![distribute(random), distribute(random)],
        4 => vec![settle(random), settle(random)],
        5 => vec![settle(random), MOVE],
        6 | 7 => vec![MOVE, MOVE],
        8 => vec![distribute(random), settle(random)],
        9 => vec![Op::Next { node }, Op::Next { node: other }],
        10 => vec![Op::Reverse { contribution: random.small(CONTRIBUTIONS) }, settle(random)],
        11 => vec![Op::Register { node, kind: 0, wallet: random.small(3) }, settle(random)],
        _ => vec![Op::Resolve { node, signature: random.one_in(2).then(|| random.small(8)) }, MOVE],
    };
    if random.one_in(3) {
        let more = if random.one_in(2) { distribute(random) } else { settle(random) };
        ops.push(more);
    }
    if random.one_in(2) {
        ops.reverse();
    }
    Op::Together { ops, apart: random.of(&[0, 0, 0, 1, 1, 2, 3, 5]) }
}
