//! The service as a Rust program sees it: the generated client, in process and over a socket, signed and as the operator.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test may panic")]

use std::time::Duration;

use williw::app::api::{DeleteNodeQuery, GetNodeQuery, HeartbeatQuery, ListNodesQuery, RegisterNodeReply};
use williw::app::client::{
    Client, ClientError, DistributeRewardsProblem, GetNodeProblem, HeartbeatProblem, RegisterNodeProblem, Retry,
};
use williw::app::types::{
    DeviceCapabilities, DistributeRewards, Heartbeat, Lamports, NodeActivity, NodeId, NodeStatus, PublicKey,
    RegisterNode, RemovalMode, SetNodeStatus, SettleRewards,
};
use williw::{Service, app};
use williw_embedded::testing::{InProcess, Server, Setup, TestWorker};
use williw_embedded::{Host, testing::start};
use williw_workers::Timestamp;
use williw_workers::client::{Request, Reqwest, Response, Transport, TransportError};
use williw_workers::d1::Value;
use williw_workers::http::auth::Signer;

const TOKEN: &str = "the operator's secret";

fn setup() -> Setup {
    Host::in_memory().secret("ADMIN_TOKEN", TOKEN)
}

/// A node: its id, its secret key, and a client that signs as it.
struct Device<T> {
    id: NodeId,
    client: Client<T>,
    registration: RegisterNode,
}

impl<T: Transport> Device<T> {
    fn new(transport: T, name: &str, key: [u8; 32]) -> Self {
        let id = NodeId::parse(name).unwrap();
        let public: String = Signer::new(name, &key).unwrap().public_key().iter().map(|b| format!("{b:02x}")).collect();
        let registration = RegisterNode {
            node_id: id.clone(),
            address: "here".to_owned(),
            public_key: PublicKey::parse(public).unwrap(),
            capabilities: DeviceCapabilities {
                cpu_cores: 4,
                memory_mb: 8192,
                gpu_info: vec![],
                network_type: "wifi".to_owned(),
                max_bandwidth_mbps: 100,
            },
            wallet_address: None,
            registered_at: None,
            last_active_at: None,
            status: None,
        };
        let client = Client::new(transport).with_node(&id, &key).unwrap();
        Device { id, client, registration }
    }
}

fn device(worker: &TestWorker, name: &str, key: u8) -> Device<InProcess> {
    Device::new(worker.transport(), name, [key; 32])
}

/// An object that is asked every twenty seconds is made anew each time: that must not put off what forgets for it.
#[test]
fn nonces_of_a_quiet_shard_are_forgotten() {
    let worker = start(app::worker(Service), setup());
    let node = device(&worker, "n", 1);
    worker.block_on(node.client.register_node(&node.registration)).unwrap();
    for _ in 0..60 {
        worker.advance(20_000);
        worker.block_on(node.client.heartbeat(&HeartbeatQuery { node_id: Some(node.id.clone()) }, None)).unwrap();
    }
    let kept: i64 = (0..16)
        .map(|shard| {
            // A shard that nobody has asked has no table.
            let found = worker.object_sql("NodeRegistry", &shard.to_string(), "SELECT count(*) FROM nonces");
            found.map_or(
                0,
                |found| if let [Value::Integer(count)] = found.cells[..] { count } else { panic!("{found:?}") },
            )
        })
        .sum();
    // Those of ten minutes, and of the minute until the next alarm.
    assert!((30..=34).contains(&kept), "{kept}");
}

/// The whole life of a node.
async fn life<T: Transport>(device: &Device<T>, operator: &Client<T>) {
    let Device { id, client, registration } = device;
    assert!(
        matches!(client.register_node(registration).await, Ok(RegisterNodeReply::Created(node)) if node.node_id == *id)
    );
    assert!(matches!(client.register_node(registration).await, Ok(RegisterNodeReply::Ok(_))));

    // Each heartbeat has a nonce of its own.
    for status in [NodeActivity::Busy, NodeActivity::Active, NodeActivity::Busy] {
        let beat = Heartbeat { status: Some(status), ..Heartbeat::default() };
        let reply = client.heartbeat(&HeartbeatQuery { node_id: Some(id.clone()) }, Some(&beat)).await.unwrap();
        assert_eq!(reply.next_heartbeat_ms, 30_000);
    }
    client.heartbeat(&HeartbeatQuery { node_id: Some(id.clone()) }, None).await.unwrap();

    let node = client.get_node(&GetNodeQuery { node_id: id.clone() }).await.unwrap();
    assert_eq!((node.status, node.capabilities.parse().unwrap().memory_mb), (NodeStatus::Busy, 8192));
    let query = ListNodesQuery { status: Some(NodeStatus::Busy), active: Some(true), limit: 1, cursor: None };
    assert_eq!(operator.list_nodes(&query).await.unwrap().nodes, [node]);

    let paused = SetNodeStatus { node_id: id.clone(), status: NodeStatus::Paused };
    assert_eq!(client.set_node_status(&paused).await.unwrap().status, NodeStatus::Paused);
    let banned = SetNodeStatus { node_id: id.clone(), status: NodeStatus::Banned };
    operator.set_node_status(&banned).await.unwrap();
    match client.heartbeat(&HeartbeatQuery { node_id: Some(id.clone()) }, None).await {
        Err(ClientError::Problem(HeartbeatProblem::NodeBanned(problem))) => {
            assert!(problem.status == 403 && !problem.request_id.is_empty());
        }
        other => panic!("{other:?}"),
    }
    let removed = operator.delete_node(&DeleteNodeQuery { node_id: id.clone() }).await.unwrap();
    assert_eq!(removed.mode, RemovalMode::Deleted);
    assert!(operator.health().await.is_ok());
}

#[test]
fn a_node_lives_in_process() {
    let worker = start(app::worker(Service), setup());
    let operator = Client::new(worker.transport()).with_admin(TOKEN);
    worker.block_on(life(&device(&worker, "node-1", 1), &operator));
}

#[test]
fn a_node_lives_over_a_socket() {
    let server = Server::start(|| app::worker(Service), setup().real_time());
    let transport = Reqwest::new(&server.base_url()).unwrap();
    let operator = Client::new(transport.clone()).with_admin(TOKEN);
    let device = Device::new(transport, "node-1", [1; 32]);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    // Over a socket a client's work may go to any thread.
    fn is_send<F: Future + Send>(future: F) -> F {
        future
    }
    runtime.block_on(is_send(life(&device, &operator)));
}

#[test]
fn problems_are_the_routes_own_or_common() {
    let worker = start(app::worker(Service), setup());
    let (one, two) = (device(&worker, "node-1", 1), device(&worker, "node-2", 2));
    let operator = Client::new(worker.transport()).with_admin(TOKEN);
    worker.block_on(async {
        let other = |error: ClientError<GetNodeProblem>| match error {
            ClientError::Problem(GetNodeProblem::Other(problem)) => (problem.status, problem.code.clone()),
            other => panic!("{other:?}"),
        };
        let query = GetNodeQuery { node_id: one.id.clone() };
        let ask = async |client: &Client<InProcess>| other(client.get_node(&query).await.unwrap_err());

        // Nobody, somebody else, and a node that nobody knows.
        assert_eq!(ask(&Client::new(worker.transport())).await, (401, "credentials_missing".to_owned()));
        assert_eq!(
            ask(&Client::new(worker.transport()).with_admin("guess")).await,
            (401, "credentials_invalid".to_owned())
        );
        assert_eq!(ask(&one.client).await, (401, "signature_invalid".to_owned()));

        // What the route declares is a variant of its own.
        match operator.get_node(&query).await {
            Err(ClientError::Problem(GetNodeProblem::NodeNotFound(problem))) => assert_eq!(problem.status, 404),
            other => panic!("{other:?}"),
        }
        one.client.register_node(&one.registration).await.unwrap();
        let stolen = RegisterNode { node_id: one.id.clone(), ..two.registration.clone() };
        match two.client.register_node(&stolen).await {
            Err(ClientError::Problem(RegisterNodeProblem::NotYours(_))) => {}
            other => panic!("{other:?}"),
        }
        let rekeyed = RegisterNode { public_key: two.registration.public_key.clone(), ..one.registration.clone() };
        let same_name = Client::new(worker.transport()).with_node(&one.id, &[2; 32]).unwrap();
        match same_name.register_node(&rekeyed).await {
            Err(ClientError::Problem(RegisterNodeProblem::NodeKeyMismatch(problem))) => assert_eq!(problem.status, 409),
            other => panic!("{other:?}"),
        }

        // Every violation of a bad request.
        let query = ListNodesQuery { limit: 0, cursor: Some("no cursor".to_owned()), ..ListNodesQuery::default() };
        let error = operator.list_nodes(&query).await.unwrap_err();
        let problem = error.problem().unwrap();
        let errors: Vec<_> = problem.errors.iter().map(|it| (it.pointer.as_str(), it.code.as_str())).collect();
        assert_eq!((problem.code.as_str(), errors), ("invalid_request", vec![("?limit", "min")]));
        assert!(error.to_string().starts_with("400 invalid_request: "), "{error}");

        // An idempotency key is an argument that cannot be forgotten.
        let all = DistributeRewards::default();
        assert_eq!(all.limit, 500);
        assert_eq!(operator.distribute_rewards(&all, "key-1").await.unwrap().rewards, []);
        let all = DistributeRewards { pool_lamports: Lamports::new(5), ..all };
        match operator.distribute_rewards(&all, "key-2").await {
            Err(ClientError::Problem(DistributeRewardsProblem::NothingToDistribute(problem))) => {
                assert_eq!(problem.status, 422);
            }
            other => panic!("{other:?}"),
        }
    });
}

#[test]
fn who_calls_too_often_waits_as_long_as_is_asked() {
    let worker = start(app::worker(Service), setup());
    let impatient = Retry { times: 2, longest_pause_ms: 500 };
    let patient = Client::new(worker.transport()).with_retry(Retry { longest_pause_ms: 60_000, ..impatient });
    let hasty = Client::new(worker.transport()).with_retry(impatient);
    worker.block_on(async {
        let started = worker.transport().now();
        let mut refused = None;
        for _ in 0..121 {
            refused = hasty.health().await.err();
        }
        // It was not asked again before the time, and so not at all.
        let problem = refused.as_ref().and_then(ClientError::problem).unwrap();
        assert_eq!((problem.code.as_str(), worker.transport().now()), ("too_many_requests", started));
        let pause = i64::from(problem.retry_after.unwrap()) * 1000;
        assert!(pause > 500, "{pause}");
        patient.health().await.unwrap();
        assert!(worker.transport().now().millis_since(started) >= pause);
    });
}

/// A proxy that gives a request another key, so that what happens once would happen twice.
struct Meddling(InProcess);

impl Transport for Meddling {
    async fn send(&self, mut request: Request) -> Result<Response, TransportError> {
        if let Some(key) = request.headers_mut().get_mut("idempotency-key") {
            *key = "another".parse().unwrap();
        }
        self.0.send(request).await
    }

    fn now(&self) -> Timestamp {
        self.0.now()
    }

    async fn sleep(&self, ms: u64) {
        self.0.sleep(ms).await;
    }

    fn random(&self, bytes: &mut [u8]) {
        self.0.random(bytes);
    }
}

#[test]
fn a_key_is_signed_with_its_request() {
    let worker = start(app::worker(Service), setup());
    let honest = device(&worker, "one", 1);
    let meddled = Device::new(Meddling(worker.transport()), "one", [1; 32]);
    let own = SettleRewards { node_id: Some(honest.id.clone()), ..SettleRewards::default() };
    worker.block_on(async {
        honest.client.register_node(&honest.registration).await.unwrap();
        let code = |error: ClientError<_>| error.problem().unwrap().code.clone();
        assert_eq!(code(honest.client.settle_rewards(&own, "key").await.unwrap_err()), "below_minimum_settlement");
        assert_eq!(code(meddled.client.settle_rewards(&own, "key").await.unwrap_err()), "signature_invalid");
    });
}

/// A device whose clock is an hour late.
struct Late(Reqwest);

impl Transport for Late {
    async fn send(&self, request: Request) -> Result<Response, TransportError> {
        self.0.send(request).await
    }

    fn now(&self) -> Timestamp {
        self.0.now().saturating_sub(Duration::from_secs(3600))
    }

    async fn sleep(&self, ms: u64) {
        self.0.sleep(ms).await;
    }

    fn random(&self, bytes: &mut [u8]) {
        self.0.random(bytes);
    }
}

#[test]
fn a_device_whose_clock_is_wrong_learns_the_time() {
    let server = Server::start(|| app::worker(Service), setup().real_time());
    let late = Device::new(Late(Reqwest::new(&server.base_url()).unwrap()), "late", [3; 32]);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    // Even what must not happen twice is sent again: it was refused before anything was done.
    let registered = runtime.block_on(late.client.register_node(&late.registration));
    assert!(matches!(registered, Ok(RegisterNodeReply::Created(_))), "{registered:?}");
}

#[test]
fn a_service_that_is_gone_is_no_problem_of_it() {
    let server = Server::start(|| app::worker(Service), setup());
    let transport = Reqwest::new(&server.base_url()).unwrap();
    drop(server);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let error = runtime.block_on(Client::new(transport).health()).unwrap_err();
    assert!(matches!(error, ClientError::Transport(_)) && error.problem().is_none(), "{error:?}");
    for no_origin in ["", "/", "http://127.0.0.1/api", "http://127.0.0.1/?a=b", "ftp://127.0.0.1", "127.0.0.1:80"] {
        assert!(Reqwest::new(no_origin).is_err(), "{no_origin}");
    }
}
