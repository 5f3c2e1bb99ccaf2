//! `ClaimTask` by itself, on SQLite: what it picks, compared with the oracle over many random queues; and how much it
//! does for that, which must not grow with the queue.

use rusqlite::types::Value as Cell;
use rusqlite::{Connection, StatementStatus, params, params_from_iter};
use serde_json::{Value as Json, json};
use williw::app::queries::{self, LoseLeasesParams};
use williw::app::types::{LeaseId, NodeId, TaskId};
use williw_workers::Timestamp;
use williw_workers::d1::{Bound, Value};

use crate::oracle::{Machine, Needs, Waiting, pick, urgency};

const NOW: i64 = 1_767_225_600_000;
const MINUTE: i64 = 60_000;

/// The service's database.
fn database() -> Connection {
    let db = Connection::open_in_memory().unwrap();
    db.execute_batch(include_str!("../../../spec/schema.sql")).unwrap();
    db
}

fn put_node(db: &Connection, id: &str, machine: &Machine) {
    db.execute(
        "INSERT INTO nodes VALUES (?1, 'a', 'k', 0, ?2, 'active', ?3, 0, 0, 0, 0, 0)",
        params![id, NOW, machine.json().to_string()],
    )
    .unwrap();
}

fn put_task(db: &Connection, task: &Waiting) {
    let sql = "INSERT INTO tasks (id, task_type, params, target_node, priority, scheduled_at, requirements, failed_nodes, \
               request_sha256, created_at, updated_at) \
               VALUES (?1, 'training', '{}', ?2, ?3, ?4, ?5, ?6, zeroblob(32), ?7, ?7)";
    let row = params![
        task.id,
        task.target,
        task.priority,
        task.scheduled_at,
        task.needs.json().to_string(),
        json!(task.failed).to_string(),
        task.created_at,
    ];
    db.prepare_cached(sql).unwrap().execute(row).unwrap();
}

/// Asks for a task, as the service does; what was given, and how many steps of SQLite's machine that took.
fn claim(db: &Connection, node: &str, now: i64) -> (Option<String>, i32) {
    let node_id = NodeId::parse(node).unwrap();
    // No two are the same, since rows change with each.
    let lease_id = LeaseId::parse(format!("{node}-{}", db.total_changes())).unwrap();
    let (now, heard_since) = (Timestamp::from_millis(now), Timestamp::from_millis(NOW - 5 * MINUTE));
    let query = queries::claim_task(&node_id, &lease_id, now, heard_since);
    let (changed, steps) = run(db, query.bound());
    let held = "SELECT id FROM tasks WHERE node_id = ?1 AND status = 'assigned'";
    let given = (changed > 0).then(|| db.query_row(held, [node], |row| row.get(0)).unwrap());
    (given, steps)
}

/// Runs a statement; how many rows it changed or gave, and how many steps of SQLite's machine that took.
fn run(db: &Connection, bound: &Bound) -> (usize, i32) {
    let mut statement = db.prepare(&bound.sql).unwrap();
    // Numbers arrive as D1 sends them.
    let cells = bound.params.iter().map(|value| match value {
        Value::Integer(n) => Cell::Real(*n as f64),
        Value::Text(text) => Cell::Text(text.clone()),
        Value::Null => Cell::Null,
        other => panic!("{other:?}"),
    });
    let rows = match statement.column_count() {
        0 => statement.execute(params_from_iter(cells)).unwrap(),
        _ => statement.query_map(params_from_iter(cells), |_| Ok(())).unwrap().count(),
    };
    (rows, statement.get_status(StatementStatus::VmStep))
}

/// Numbers that look random and are the same each time: SplitMix64.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % sides
    }

    fn of<T: Clone>(&mut self, some: &[T]) -> T {
        some[self.roll(some.len() as u64) as usize].clone()
    }

    fn maybe<T: Clone>(&mut self, some: &[T]) -> Option<T> {
        (self.roll(3) == 0).then(|| self.of(some))
    }

    fn needs(&mut self) -> Needs {
        if self.roll(2) == 0 {
            return Needs::default();
        }
        Needs {
            cores: self.maybe(&[0, 4, 5]),
            memory: self.maybe(&[0, 1000, 1001]),
            bandwidth: self.maybe(&[0, 100, 101]),
            gpu: self.roll(4) == 0,
            gpu_memory: self.maybe(&[0, 8000, 24_000]),
            capability: self.maybe(&[0.0, 7.5, 8.0, 8.9]),
            networks: self
                .maybe(&[vec!["wifi".to_owned()], vec!["cellular".to_owned(), "wifi".to_owned()]])
                .unwrap_or_default(),
        }
    }

    fn machine(&mut self) -> Machine {
        let capabilities = [json!("7.5"), json!(8), json!("8.9"), json!(8.9), json!("sm"), Json::Null];
        Machine {
            cores: self.of(&[1, 4, 8]),
            memory: self.of(&[999, 1000, 1001]),
            bandwidth: self.of(&[99, 100, 200]),
            network: self.of(&["wifi", "ethernet"]).to_owned(),
            gpus: (0..self.roll(3)).map(|_| (self.of(&[7999, 8000, 24_000]), self.of(&capabilities))).collect(),
        }
    }

    /// Ages that meet: on both sides of a minute, of the cap, and of each other.
    fn task(&mut self, n: u64, nodes: &[&str]) -> Waiting {
        let age = self.of(&[
            0,
            1,
            MINUTE - 1,
            MINUTE,
            MINUTE + 1,
            99 * MINUTE,
            100 * MINUTE,
            150 * MINUTE,
            200 * MINUTE,
            500 * MINUTE,
        ]);
        let created_at = NOW - age - self.of(&[0, 0, 1, MINUTE]);
        let scheduled_at = match self.roll(5) {
            // Now, or as after an attempt that was lost.
            0 | 1 => created_at + self.of(&[0, 0, 5_000, 2 * MINUTE]),
            // Into the past.
            2 | 3 => created_at - self.of(&[1, 2, 2, MINUTE, 1_000_000]),
            // Whenever.
            _ => NOW + self.of(&[-2, -1, 0, 1, 2, MINUTE]),
        };
        Waiting {
            id: format!("t{}", (n * 7919) % 1000),
            target: (self.roll(4) == 0).then(|| self.of(nodes).to_owned()),
            priority: self.of(&[0, 0, 1, 9, 10, 50, 100]),
            created_at,
            scheduled_at,
            needs: self.needs(),
            failed: nodes.iter().filter(|_| self.roll(6) == 0).map(|node| (*node).to_owned()).collect(),
        }
    }
}

#[test]
fn the_statement_picks_what_the_rules_say() {
    let mut dice = Dice(1);
    // Ids of which one begins with another, and that sort on both sides of punctuation.
    let nodes = ["n", "n-1", "n:", "N", "z.z"];
    let (mut given, mut refused, mut past, mut capped) = (0, 0, 0, 0);
    let db = database();
    for round in 0..400 {
        db.execute_batch("DELETE FROM tasks; DELETE FROM nodes").unwrap();
        let machines = nodes.map(|_| dice.machine());
        for (node, machine) in nodes.iter().zip(&machines) {
            put_node(&db, node, machine);
        }
        let mut queue: Vec<Waiting> = (0..1 + dice.roll(60)).map(|n| dice.task(n, &nodes)).collect();
        // Few sizes of queues are of one lane; these are.
        if round % 3 == 0 {
            let (needs, priority) = (queue[0].needs.clone(), queue[0].priority);
            queue.iter_mut().for_each(|task| (task.needs, task.priority) = (needs.clone(), priority));
        }
        queue.iter().for_each(|task| put_task(&db, task));
        for turn in 0..8 {
            let (node, machine) = (nodes[turn % nodes.len()], &machines[turn % nodes.len()]);
            let expected = pick(&queue, node, machine, NOW).cloned();
            let (got, _) = claim(&db, node, NOW);
            assert_eq!(
                got,
                expected.as_ref().map(|task| task.id.clone()),
                "round {round}, {node} {machine:?}: {expected:?}\n{queue:#?}"
            );
            let Some(task) = expected else {
                refused += 1;
                continue;
            };
            given += 1;
            past += usize::from(task.scheduled_at < task.created_at);
            capped += usize::from(urgency(&task, NOW) == 200);
            queue.retain(|other| other.id != task.id);
            // The next asks of another time of its own; for this one it is over.
            db.execute("UPDATE tasks SET status = 'completed' WHERE id = ?1", [&task.id]).unwrap();
        }
    }
    assert!(given > 700 && refused > 100 && past > 150 && capped > 150, "{given} {refused} {past} {capped}");
}

#[test]
fn of_many_that_are_equally_urgent_and_scheduled_into_the_past_the_right_one_goes_first() {
    let mut dice = Dice(2);
    let machine = dice.machine();
    let db = database();
    for round in 0..12 {
        db.execute_batch("DELETE FROM tasks; DELETE FROM nodes").unwrap();
        put_node(&db, "n", &machine);
        // Ready within one minute, or beyond the most that there is; and around the number from which another index is used.
        let (youngest, apart) = [(10 * MINUTE, 50), (200 * MINUTE, MINUTE)][round % 2];
        let mut queue: Vec<Waiting> = (0..[257, 600, 1000][round / 4])
            .map(|n| {
                let created_at = NOW - youngest - n * apart;
                // In the order of age, and against it.
                let past = [1, 2 * (1000 - n) * apart + 1][round / 2 % 2] + dice.roll(5) as i64 * 1000;
                let scheduled_at = created_at - past;
                let failed = if dice.roll(9) == 0 { vec!["n".to_owned()] } else { vec![] };
                let (id, priority) = (format!("t{n}"), dice.of(&[0, 0, 0, 0, 0, 0, 0, 1]));
                Waiting { id, target: None, priority, created_at, scheduled_at, needs: Needs::default(), failed }
            })
            .collect();
        queue.iter().for_each(|task| put_task(&db, task));
        for _ in 0..20 {
            let expected = pick(&queue, "n", &machine, NOW).unwrap().id.clone();
            assert_eq!(claim(&db, "n", NOW).0.as_ref(), Some(&expected), "round {round}");
            queue.retain(|other| other.id != expected);
            db.execute("UPDATE tasks SET status = 'completed' WHERE id = ?1", [&expected]).unwrap();
        }
    }
}

/// A queue of so many tasks in a few dozen lanes, and many nodes.
fn crowd(tasks: u64, nodes: u64) -> Connection {
    let db = database();
    let machine = Machine { cores: 4, memory: 1000, bandwidth: 100, network: "wifi".to_owned(), gpus: vec![] };
    let transaction = db.unchecked_transaction().unwrap();
    for n in 0..nodes {
        put_node(&db, &format!("node-{n}"), &machine);
    }
    (0..tasks).for_each(|n| put_task(&db, &one_of_many(n, nodes, 0)));
    transaction.commit().unwrap();
    db
}

/// A task of a crowd, scheduled so far into the past.
fn one_of_many(n: u64, nodes: u64, past: i64) -> Waiting {
    let created_at = NOW - (n as i64 * 997) % (300 * MINUTE);
    Waiting {
        id: format!("t{}", n.wrapping_mul(2_654_435_761) % 1_000_003),
        target: (n % 10 == 9).then(|| format!("node-{}", n % nodes)),
        priority: (n % 5) as i64,
        created_at,
        scheduled_at: created_at - past,
        needs: Needs { cores: cores(n), ..Needs::default() },
        failed: vec![],
    }
}

/// Not in step with the other remainders.
fn cores(n: u64) -> Option<u64> {
    [None, Some(1), Some(4), Some(5)][(n / 50 % 4) as usize]
}

/// The most steps of SQLite's machine that one of some nodes' tasks takes.
fn most_steps(db: &Connection) -> i32 {
    let steps = (0..20).map(|n| {
        let (given, steps) = claim(db, &format!("node-{n}"), NOW);
        assert!(given.is_some());
        steps
    });
    steps.max().unwrap()
}

#[test]
fn the_work_for_the_next_task_does_not_grow_with_the_queue() {
    let small = most_steps(&crowd(1_000, 100));
    let db = crowd(100_000, 10_000);
    let large = most_steps(&db);
    println!("steps of SQLite's machine for one task: {small} of 1,000, {large} of 100,000 and 10,000 nodes");
    assert!(large < small + small / 10, "{small} {large}");
    // Of each lane of the past, those of a minute are looked at, or fewer.
    (100_000..110_000).for_each(|n| put_task(&db, &one_of_many(n, 10_000, 1)));
    db.execute_batch("UPDATE tasks SET status = 'completed' WHERE status = 'assigned'").unwrap();
    let past = most_steps(&db);
    println!("and {past} where 10,000 more were scheduled into the past");
    assert!(past < 256 * 40 * 40, "{past}");
}

#[test]
fn nor_does_what_is_asked_beside_it() {
    let db = crowd(100_000, 1_000);
    for n in 0..1_000 {
        claim(&db, &format!("node-{n}"), NOW);
    }
    let (node, task) = (NodeId::parse("node-7").unwrap(), TaskId::parse("t0").unwrap());
    let (now, silent) = (Timestamp::from_millis(NOW), Timestamp::from_millis(NOW - 5 * MINUTE));
    let held: (String, String) = db
        .query_row("SELECT id, lease_id FROM tasks WHERE node_id = 'node-7'", [], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap();
    let named = json!([[held.0, held.1], ["t0", "another"]]).to_string();
    let given_up = json!([[held.0, held.1, null]]).to_string();
    let lose = LoseLeasesParams {
        now,
        heard_since: silent,
        given_up: "[]",
        late: 16,
        absent: 0,
        beside: Some(&node),
        node_id: Some(&node),
        task_id: Some(&task),
    };
    let give_back = LoseLeasesParams { given_up: &given_up, task_id: None, ..lose };
    for (name, query, rows) in [
        ("in passing", queries::lose_leases(lose).bound(), 0),
        ("extending", queries::extend_leases(now, &node, &named).bound(), 1),
        ("named leases", queries::named_leases(&node, now, &named).bound(), 1),
        ("revoked leases", queries::revoked_leases(&named, &node).bound(), 0),
        ("revoked tasks", queries::revoked_tasks(&node, now).bound(), 0),
        ("a list", queries::tasks_for_node("t5", None, 11, &node).bound(), 11),
        ("giving back", queries::lose_leases(give_back).bound(), 1),
    ] {
        let (got, steps) = run(&db, query);
        println!("{name}: {steps} steps");
        assert!(got == rows && steps < 1500, "{name}: {got} rows, {steps} steps");
    }
}
