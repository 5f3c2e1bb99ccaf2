//! How polite an agent is: a service that is away, overloaded, or has had enough is asked again, and not too soon.
#![cfg(feature = "agent")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;

use serde_json::json;
use williw::agent::{Agent, Identity, Refused};
use williw::app::types::{DeviceCapabilities, NodeId};
use williw_workers::Timestamp;
use williw_workers::client::{Request, Response, Transport, TransportError};

/// Status, code, and what `Retry-After` says; none where nobody answers.
type Answer = Option<(u16, &'static str, Option<&'static str>)>;

/// A service that answers what it was told to, and a clock that goes on by what is slept.
#[derive(Default)]
struct Script {
    answers: RefCell<VecDeque<Answer>>,
    asked: RefCell<Vec<String>>,
    slept: RefCell<Vec<u64>>,
    now: Cell<i64>,
}

impl Transport for Script {
    async fn send(&self, request: Request) -> Result<Response, TransportError> {
        self.asked.borrow_mut().push(request.uri().path().to_owned());
        let Some(Some((status, code, retry_after))) = self.answers.borrow_mut().pop_front() else {
            return Err(TransportError::new("nobody is there"));
        };
        let body = match code {
            // What registers.
            "" => json!({
                "node_id": "n", "address": "a", "public_key": "FVen3X669xLzsi6N2V91DoiyzHzg1uAgqiT8jZ9nS96Z", "status": "active",
                "registered_at": 0, "last_active_at": 0,
                "capabilities": {"cpu_cores": 1, "memory_mb": 1, "network_type": "wifi", "max_bandwidth_mbps": 1},
            }),
            code => json!({"status": status, "code": code, "title": code}),
        };
        let mut response = Response::new(serde_json::to_vec(&body).unwrap());
        *response.status_mut() = status.try_into().unwrap();
        if let Some(seconds) = retry_after {
            response.headers_mut().insert("retry-after", seconds.parse().unwrap());
        }
        Ok(response)
    }

    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.now.get())
    }

    async fn sleep(&self, ms: u64) {
        self.slept.borrow_mut().push(ms);
        self.now.set(self.now.get() + i64::try_from(ms).unwrap());
        tokio::task::yield_now().await;
    }

    fn random(&self, bytes: &mut [u8]) {
        bytes.fill(255);
    }
}

/// What an agent does before a service with these answers, to the end.
fn run(answers: &[Answer]) -> (Result<(), Refused>, Rc<Script>) {
    let script = Rc::new(Script { answers: RefCell::new(answers.iter().copied().collect()), ..Script::default() });
    let capabilities = DeviceCapabilities {
        cpu_cores: 1,
        memory_mb: 1,
        gpu_info: Vec::new(),
        network_type: "wifi".to_owned(),
        max_bandwidth_mbps: 1,
    };
    let who = Identity { node_id: NodeId::parse("n").unwrap(), key: [7; 32], capabilities, wallet_address: None };
    let agent = Agent::new(Rc::clone(&script), who, |_| {}).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    (runtime.block_on(agent.run(false, std::future::pending())), script)
}

#[test]
fn who_is_away_or_busy_is_asked_again_after_longer_and_longer_pauses() {
    let banned = Some((403, "node_banned", None));
    let (ended, script) =
        run(&[None, Some((503, "unavailable", None)), Some((429, "too_many_requests", Some("7"))), None, banned]);
    assert_eq!(ended.unwrap_err().code, "node_banned");
    assert_eq!(*script.slept.borrow(), [500, 1_000, 7_000 + 2_000, 4_000]);
    assert!(script.asked.borrow().iter().all(|path| path == "/api/nodes/register"));
    let away = [None; 20].into_iter().chain([banned]).collect::<Vec<_>>();
    assert_eq!(run(&away).1.slept.borrow().last(), Some(&30_000));
}

#[test]
fn a_node_that_is_not_known_any_more_registers_again_and_one_that_is_paused_waits() {
    let paused = Some((409, "node_not_active", None));
    let (ended, script) = run(&[
        Some((201, "", None)),
        Some((404, "node_not_found", None)),
        Some((200, "", None)),
        // It shows that it is there, which the service does not know either.
        paused,
        Some((409, "node_retired", None)),
        Some((200, "", None)),
        Some((403, "node_banned", None)),
    ]);
    assert_eq!(ended.unwrap_err().code, "node_banned");
    assert_eq!(*script.slept.borrow(), [500]);
    let paths = [
        "nodes/register",
        "tasks/next",
        "nodes/register",
        "tasks/next",
        "nodes/heartbeat",
        "nodes/register",
        "tasks/next",
    ];
    assert_eq!(*script.asked.borrow(), paths.map(|path| format!("/api/{path}")));
}
