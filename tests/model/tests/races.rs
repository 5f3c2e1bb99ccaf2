//! Requests that come at the same time, over HTTP: two, then sixteen, have one effect.
//!
//! What the cases in `tests/conformance/cases/races` cannot say: requests that differ, each with a key or a node of its own.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test ends with a panic")]

use std::collections::BTreeSet;
use std::sync::Barrier;

use reqwest::Method;
use reqwest::blocking::Client;
use rusqlite::{Connection, OpenFlags};
use serde_json::{Value as Json, json};
use tempfile::TempDir;
use williw::{Service, app};
use williw_embedded::Host;
use williw_embedded::testing::{Faults, Seam, Server};
use williw_model::books::check_invariants;

const KEY: &str = "5866666666666666666666666666666666666666666666666666666666666666";
const POOL: u64 = 50_000_001;

/// A service with its data in a folder, in which calls to the database wait for a turn.
struct Rig {
    server: Server,
    folder: TempDir,
    client: Client,
}

/// A request: method and path, who asks, an idempotency key, and a body.
type Request = (&'static str, Option<String>, Option<String>, Json);

impl Rig {
    fn start(nodes: usize) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let faults = Faults::new();
        [Seam::D1, Seam::Kv, Seam::Objects].iter().for_each(|seam| faults.wait(*seam, true));
        let limits = ["NODE_LIMIT", "ADMIN_LIMIT", "IP_LIMIT", "REGISTER_LIMIT"].map(|name| (name, "1000000"));
        let vars = limits.into_iter().chain([("AUTH_MODE", "off"), ("ZK_PROOF_ENABLED", "false")]);
        let setup = Host::in_memory().data(folder.path().join("data")).faults(&faults);
        let setup = vars.fold(setup, |setup, (name, value)| setup.var(name, value));
        let server = Server::start(|| app::worker(Service), setup);
        let rig = Rig { server, folder, client: Client::new() };
        for node in 0..nodes {
            let capabilities = json!({"cpu_cores": 1, "memory_mb": 1, "network_type": "wifi", "max_bandwidth_mbps": 1});
            let body =
                json!({"node_id": format!("n{node}"), "address": "a", "public_key": KEY, "capabilities": capabilities});
            assert_eq!(rig.send(&("POST /api/nodes/register", None, None, body)).0, 201);
        }
        rig
    }

    fn send(&self, (request, node, key, body): &Request) -> (u16, Json) {
        let (method, path) = request.split_once(' ').unwrap();
        let url = format!("{}{path}", self.server.base_url());
        let mut request = self.client.request(method.parse::<Method>().unwrap(), url);
        if !body.is_null() {
            request = request.json(body);
        }
        for (name, value) in [("x-node-id", node), ("idempotency-key", key)] {
            if let Some(value) = value {
                request = request.header(name, value);
            }
        }
        let reply = request.send().unwrap();
        (reply.status().as_u16(), reply.json().unwrap_or_default())
    }

    /// Sends as many at once; their replies in the order of the requests.
    fn at_once(&self, many: usize, request: impl Fn(usize) -> Request + Sync) -> Vec<(u16, Json)> {
        let barrier = Barrier::new(many);
        std::thread::scope(|scope| {
            let (barrier, request) = (&barrier, &request);
            let threads: Vec<_> = (0..many)
                .map(|at| {
                    scope.spawn(move || {
                        barrier.wait();
                        self.send(&request(at))
                    })
                })
                .collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        })
    }

    fn add_task(&self, id: &str) {
        let body = json!({"id": id, "task_type": "health_check", "params": {}});
        assert_eq!(self.send(&("POST /api/tasks/add", None, None, body)).0, 201);
    }

    /// Gives a node work that is verified.
    fn work(&self, node: &str, id: &str) {
        self.add_task(id);
        let (status, held) = self.send(&("GET /api/tasks/next", Some(node.to_owned()), None, Json::Null));
        assert_eq!((status, &held["task"]["id"]), (200, &json!(id)));
        let (status, _) = self.send(&contribution(node, id, id, &held));
        assert_eq!(status, 201);
    }

    /// Stops it, and looks at what it leaves.
    fn end(self) {
        let Rig { server, folder, .. } = self;
        drop(server);
        let file = folder.path().join("data/d1/DB.sqlite");
        let database = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
        assert_eq!(check_invariants(&database), Vec::<String>::new());
    }
}

fn contribution(node: &str, id: &str, task: &str, held: &Json) -> Request {
    let body = json!({
        "id": id, "node_id": node, "task_id": task, "lease_id": held["lease_id"], "duration_seconds": 0, "samples_processed": 1,
    });
    ("POST /api/contributions/record", Some(node.to_owned()), None, body)
}

fn statuses(replies: &[(u16, Json)]) -> Vec<u16> {
    let mut statuses: Vec<u16> = replies.iter().map(|(status, _)| *status).collect();
    statuses.sort_unstable();
    statuses
}

/// One of these, and the rest of those.
fn one(first: u16, rest: u16, many: usize) -> Vec<u16> {
    let mut statuses = vec![rest; many - 1];
    statuses.push(first);
    statuses.sort_unstable();
    statuses
}

#[test]
fn one_of_many_nodes_gets_the_one_task() {
    for many in [2, 16] {
        let rig = Rig::start(many);
        rig.add_task("t");
        let replies = rig.at_once(many, |at| ("GET /api/tasks/next", Some(format!("n{at}")), None, Json::Null));
        assert_eq!(statuses(&replies), one(200, 204, many));
        rig.end();
    }
}

#[test]
fn one_node_gets_one_task_of_many() {
    for many in [2, 16] {
        let rig = Rig::start(1);
        (0..many).for_each(|at| rig.add_task(&format!("t{at}")));
        let replies = rig.at_once(many, |_| ("GET /api/tasks/next", Some("n0".to_owned()), None, Json::Null));
        let leases: BTreeSet<String> = replies.iter().map(|(_, held)| held["lease_id"].to_string()).collect();
        assert_eq!((statuses(&replies), leases.len()), (vec![200; many], 1));
        rig.end();
    }
}

#[test]
fn one_task_is_completed_by_one_of_many_contributions() {
    for many in [2, 16] {
        let rig = Rig::start(1);
        rig.add_task("t");
        let (_, held) = rig.send(&("GET /api/tasks/next", Some("n0".to_owned()), None, Json::Null));
        let replies = rig.at_once(many, |at| contribution("n0", &format!("c{at}"), "t", &held));
        assert_eq!(statuses(&replies), one(201, 409, many));
        let (_, winner) = replies.iter().find(|(status, _)| *status == 201).unwrap();
        let again = rig.at_once(many, |_| contribution("n0", winner["id"].as_str().unwrap(), "t", &held));
        assert_eq!(statuses(&again), vec![200; many]);
        rig.end();
    }
}

#[test]
fn one_of_many_distributions_credits() {
    for many in [2, 16] {
        let rig = Rig::start(2);
        ["a", "b", "c"].iter().for_each(|id| rig.work("n0", id));
        ["d", "e"].iter().for_each(|id| rig.work("n1", id));
        let body = json!({"pool_lamports": POOL});
        let replies =
            rig.at_once(many, |at| ("POST /api/rewards/distribute", None, Some(format!("k{at}")), body.clone()));
        assert_eq!(statuses(&replies), one(200, 422, many));
        let pending = |request| rig.send(&(request, None, None, Json::Null)).1["pending_rewards_lamports"].as_u64();
        let credited = ["GET /api/rewards/pending?node_id=n0", "GET /api/rewards/pending?node_id=n1"].map(pending);
        assert_eq!(credited.iter().flatten().sum::<u64>(), POOL);
        rig.end();
    }
}

#[test]
fn many_settlements_make_one_payout_for_each_node() {
    for many in [2, 16] {
        let rig = Rig::start(2);
        rig.work("n0", "a");
        rig.work("n1", "b");
        let body = json!({"pool_lamports": POOL});
        assert_eq!(rig.send(&("POST /api/rewards/distribute", None, Some("k".to_owned()), body)).0, 200);
        // The operator for all, the operator for one, and nodes for themselves.
        let replies = rig.at_once(many, |at| {
            let node = format!("n{}", at % 2);
            let (caller, body) = match at % 3 {
                0 => (None, json!({})),
                1 => (None, json!({"node_id": node})),
                _ => (Some(node.clone()), json!({"node_id": node})),
            };
            ("POST /api/rewards/settle", caller, Some(format!("k{at}")), body)
        });
        assert_eq!(statuses(&replies), vec![202; many]);
        let payouts = replies.iter().flat_map(|(_, reply)| reply["payouts"].as_array().unwrap());
        let ids: BTreeSet<String> = payouts.map(|payout| payout["id"].to_string()).collect();
        assert_eq!(ids.len(), 2, "{ids:?}");
        let (_, list) = rig.send(&("GET /api/payouts/list", None, None, Json::Null));
        let amounts: u64 =
            list["payouts"].as_array().unwrap().iter().map(|it| it["amount_lamports"].as_u64().unwrap()).sum();
        assert_eq!((list["payouts"].as_array().unwrap().len(), amounts), (2, POOL));
        rig.end();
    }
}
