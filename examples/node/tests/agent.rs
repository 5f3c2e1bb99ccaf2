//! The agent against a server of its own, over a socket: it earns, it drops what it has lost, and it outlives its server.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::sync::Notify;
use williw::agent::{Agent, Event, Identity};
use williw::app::api::{CancelTaskQuery, ContributionStatsQuery, GetNodeQuery, ListTasksQuery};
use williw::app::client::Client;
use williw::app::types::{AddTask, DeviceCapabilities, NodeId, NodeStatus, Task, TaskId, TaskStatus, TaskType};
use williw::{Service, app};
use williw_embedded::Host;
use williw_embedded::testing::{Server, Setup};
use williw_workers::Timestamp;
use williw_workers::client::{Request, Reqwest, Response, Transport, TransportError};
use williw_workers::d1::Json;

const TOKEN: &str = "the operator's secret";

fn setup() -> Setup {
    Host::in_memory().secret("ADMIN_TOKEN", TOKEN).real_time()
}

/// A way to whichever server is there now.
#[derive(Clone)]
struct Way(Arc<Mutex<Reqwest>>);

impl Way {
    fn to(server: &Server) -> Self {
        Way(Arc::new(Mutex::new(Reqwest::new(&server.base_url()).unwrap())))
    }

    fn now_to(&self, server: &Server) {
        *self.0.lock().unwrap() = Reqwest::new(&server.base_url()).unwrap();
    }

    fn get(&self) -> Reqwest {
        self.0.lock().unwrap().clone()
    }
}

impl Transport for Way {
    async fn send(&self, request: Request) -> Result<Response, TransportError> {
        self.get().send(request).await
    }

    fn now(&self) -> Timestamp {
        self.get().now()
    }

    async fn sleep(&self, ms: u64) {
        self.get().sleep(ms).await;
    }

    fn random(&self, bytes: &mut [u8]) {
        self.get().random(bytes);
    }
}

/// What an agent has told, and when it tells something.
#[derive(Clone, Default)]
struct Story(Rc<RefCell<Vec<String>>>, Rc<Notify>);

impl Story {
    fn tell(&self, event: &Event<'_>) {
        self.0.borrow_mut().push(event.to_string());
        self.1.notify_waiters();
    }

    /// Waits until something is told that begins with these words.
    async fn until(&self, words: &str) -> String {
        let told = async {
            loop {
                let next = self.1.notified();
                let found = self.0.borrow().iter().find(|line| line.starts_with(words)).cloned();
                match found {
                    Some(line) => return line,
                    None => next.await,
                }
            }
        };
        let found = tokio::time::timeout(Duration::from_secs(30), told).await;
        found.unwrap_or_else(|_| panic!("`{words}` was not told: {:?}", self.0.borrow()))
    }
}

fn agent(way: &Way) -> (Agent<Way>, Story) {
    let capabilities = DeviceCapabilities {
        cpu_cores: 1,
        memory_mb: 1024,
        gpu_info: Vec::new(),
        network_type: "ethernet".to_owned(),
        max_bandwidth_mbps: 100,
    };
    let who = Identity { node_id: node(), key: [7; 32], capabilities, wallet_address: None };
    let story = Story::default();
    let told = story.clone();
    (Agent::new(way.clone(), who, move |event| told.tell(&event)).unwrap(), story)
}

fn node() -> NodeId {
    NodeId::parse("node-1").unwrap()
}

fn operator(way: &Way) -> Client<Way> {
    Client::new(way.clone()).with_admin(TOKEN)
}

async fn add(operator: &Client<Way>, id: &str, seconds: f64, lease_ms: u64) {
    let task = AddTask {
        id: Some(TaskId::parse(id).unwrap()),
        task_type: TaskType::Training,
        params: Json::new(&serde_json::json!({"seconds": seconds})).unwrap(),
        target_node: None,
        priority: 0,
        scheduled_at: None,
        requirements: None,
        timeout_ms: 3_600_000,
        lease_ms,
        max_attempts: 3,
    };
    operator.add_task(&task).await.unwrap();
}

async fn task(operator: &Client<Way>, id: &str) -> Task {
    let query = ListTasksQuery { status: None, limit: 100, cursor: None };
    let tasks = operator.list_tasks(&query).await.unwrap().tasks;
    tasks.into_iter().find(|task| task.id.as_str() == id).unwrap()
}

/// Waits for both, on one thread as the agent's own program does.
fn together<A>(test: impl Future<Output = A>) -> A {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(test)
}

#[test]
fn an_agent_earns_a_verified_contribution_and_goes() {
    let server = Server::start(|| app::worker(Service), setup());
    let way = Way::to(&server);
    let ((agent, story), operator) = (agent(&way), operator(&way));
    together(async {
        add(&operator, "t1", 1.1, 300_000).await;
        add(&operator, "t2", 1.1, 300_000).await;
        agent.run(true, std::future::pending()).await.unwrap();
        assert!(story.until("has done t1: ").await.contains(" 1 s, verified, score "));
        let stats = operator.contribution_stats(&ContributionStatsQuery { node_id: node() }).await.unwrap();
        assert_eq!((stats.contribution_count, stats.total_duration_seconds), (1, 1));
        assert!(stats.total_samples_processed > 100);
        assert_eq!(task(&operator, "t1").await.status, TaskStatus::Completed);
        assert_eq!(task(&operator, "t2").await.status, TaskStatus::Pending);
        let node = operator.get_node(&GetNodeQuery { node_id: node() }).await.unwrap();
        assert_eq!(node.status, NodeStatus::Offline);
    });
}

#[test]
fn an_agent_drops_what_was_taken_from_it_and_hands_back_what_it_does_not_finish() {
    let server = Server::start(|| app::worker(Service), setup());
    let way = Way::to(&server);
    let ((agent, story), operator) = (agent(&way), operator(&way));
    together(async {
        add(&operator, "cancelled", 600.0, 2_000).await;
        let stop = Notify::new();
        let works = agent.run(false, stop.notified());
        let test = async {
            story.until("takes cancelled ").await;
            operator.cancel_task(&CancelTaskQuery { task_id: TaskId::parse("cancelled").unwrap() }).await.unwrap();
            assert_eq!(story.until("drops cancelled").await, "drops cancelled: the task was cancelled");
            // It goes on with the next one; its owner wants the device back.
            add(&operator, "long", 600.0, 2_000).await;
            story.until("takes long ").await;
            stop.notify_one();
        };
        let (ended, ()) = tokio::join!(works, test);
        ended.unwrap();
        assert_eq!(story.until("goes").await, "goes, and hands long back");
        let left = task(&operator, "long").await;
        assert_eq!((left.status, left.attempt), (TaskStatus::Pending, 1));
    });
}

#[test]
fn an_agent_outlives_its_server() {
    let data = tempfile::tempdir().unwrap();
    let start = || Server::start(|| app::worker(Service), setup().data(data.path()));
    let server = start();
    let way = Way::to(&server);
    let ((agent, story), operator) = (agent(&way), operator(&way));
    together(async {
        add(&operator, "t1", 2.0, 300_000).await;
        let test = async {
            story.until("takes t1 ").await;
            // Away when the work is done.
            tokio::task::spawn_blocking(|| drop(server)).await.unwrap();
            story.until("waits ").await;
            let server = start();
            way.now_to(&server);
            assert!(story.until("has done t1: ").await.contains(", verified, "));
            server
        };
        let (ended, server) = tokio::join!(agent.run(true, std::future::pending()), test);
        ended.unwrap();
        let stats = operator.contribution_stats(&ContributionStatsQuery { node_id: node() }).await.unwrap();
        assert_eq!(stats.contribution_count, 1);
        drop(server);
    });
}
