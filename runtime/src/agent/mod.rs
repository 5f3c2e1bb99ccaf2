//! A node's own program: it registers, shows that it is there, takes tasks, works on them, and records what it has done.
//!
//! What is hard is everything that may happen meanwhile: the service is away, or busy, or starts anew; the lease is lost or
//! the task cancelled under the work; the owner wants the device back. So every call is repeated until it is answered
//! ([`Agent::patiently`]), for each may be; work is a future that is raced against the heartbeats which hold its lease, and
//! dropped when they lose; and what the agent holds is written down where the end of it all finds it, to hand it back.
//!
//! It knows no socket and no clock but those of its transport, and never more than one task: that is the service's rule.

mod work;

use std::cell::{Cell, RefCell};
use std::fmt;
use std::pin::pin;
use std::time::Duration;

use williw_workers::Timestamp;
use williw_workers::client::{ClientError, Retry, RouteProblem, Transport};
use williw_workers::http::auth::Signer;

use crate::app::api::{HeartbeatQuery, NextTaskReply, RecordContributionReply, RegisterNodeReply};
use crate::app::client::{Client, HeartbeatProblem};
use crate::app::types::{
    Assignment, Contribution, DeviceCapabilities, Heartbeat, HeartbeatReply, HeartbeatTask, LeaseId, NodeActivity,
    NodeId, NodeInfo, PublicKey, RegisterNode, TaskId, TaskProgress, WalletAddress,
};
use work::Output;

/// The pauses of who is not answered, or has nothing to do: they double from the first to the last.
const FIRST_PAUSE_MS: u64 = 500;
const LAST_PAUSE_MS: u64 = 30_000;
/// Who has nothing to do asks at least as often.
const IDLE_PAUSE_MS: u64 = 4_000;
/// However short a lease is, it is not shown more often that somebody is at it.
const SHORTEST_BEAT_MS: u64 = 500;
/// What is done within this time is finished before the agent goes: a task that is handed back has cost an attempt.
const GRACE_MS: u64 = 5_000;

/// What an agent is: its name, its key, what it offers, and where it is paid.
#[derive(Clone)]
pub struct Identity {
    /// Its name.
    pub node_id: NodeId,
    /// Its ed25519 key: the 32 bytes that RFC 8032 calls the private key.
    pub key: [u8; 32],
    /// What it offers.
    pub capabilities: DeviceCapabilities,
    /// Where it is paid; left out, to the address of its key.
    pub wallet_address: Option<WalletAddress>,
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Never the key.
        f.debug_struct("Identity").field("node_id", &self.node_id).finish_non_exhaustive()
    }
}

/// What an agent tells of itself.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Event<'a> {
    /// The service knows it.
    Registered(&'a NodeInfo),
    /// It has a task, and begins.
    Took(&'a Assignment),
    /// The work is done, and this is how it counts.
    Recorded(&'a Contribution),
    /// The task is not its own any more, and why; nothing is credited.
    Lost(&'a TaskId, &'a str),
    /// It asks again after so many milliseconds, and why.
    Waits(u64, &'a str),
    /// It has said that it goes. The task was handed back, if it held one.
    Left(Option<&'a TaskId>),
}

impl fmt::Display for Event<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Event::Registered(node) => write!(f, "registered, {}; its key is {}", node.status, node.public_key),
            Event::Took(Assignment { task, attempt, .. }) => {
                write!(f, "takes {} ({}, priority {}, attempt {attempt})", task.id, task.task_type, task.priority)
            }
            Event::Recorded(Contribution {
                task_id,
                status,
                duration_seconds,
                samples_processed,
                compute_score,
                ..
            }) => {
                write!(
                    f,
                    "has done {task_id}: {samples_processed} hashes in {duration_seconds} s, {status}, score {compute_score}"
                )
            }
            Event::Lost(task, why) => write!(f, "drops {task}: {why}"),
            Event::Waits(ms, why) => write!(f, "waits {ms} ms: {why}"),
            Event::Left(None) => f.write_str("goes"),
            Event::Left(Some(task)) => write!(f, "goes, and hands {task} back"),
        }
    }
}

/// A refusal that asking again does not change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// The problem's code; empty where the answer was none that was agreed on.
    pub code: String,
    /// In words.
    pub reason: String,
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.reason)
    }
}

impl std::error::Error for Refused {}

/// A node's own program.
pub struct Agent<T> {
    client: Client<T>,
    transport: T,
    registration: RegisterNode,
    /// What it holds.
    held: RefCell<Option<Held>>,
    /// Whether it goes once it holds nothing.
    is_last: Cell<bool>,
    /// When the next heartbeat is due.
    next_beat: Cell<Timestamp>,
    tell: Box<dyn Fn(Event<'_>)>,
}

impl<T> fmt::Debug for Agent<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Agent").field("node_id", &self.registration.node_id).finish_non_exhaustive()
    }
}

/// A task under its lease.
#[derive(Clone, Debug)]
struct Held {
    task_id: TaskId,
    lease_id: LeaseId,
    progress: f64,
}

/// How the work on a task has ended.
enum Ended {
    Done(Output),
    Lost(String),
}

impl<T: Transport + Clone> Agent<T> {
    /// An agent that tells of itself by this function.
    ///
    /// # Errors
    /// An id or a key that nothing can be signed with.
    pub fn new(transport: T, who: Identity, tell: impl Fn(Event<'_>) + 'static) -> Result<Self, String> {
        let Identity { node_id, key, capabilities, wallet_address } = who;
        let signer = Signer::new(node_id.as_str(), &key).map_err(|error| error.to_string())?;
        let public_key = bs58::encode(signer.public_key()).into_string();
        let client = Client::new(transport.clone()).with_retry(Retry { times: 0, longest_pause_ms: 0 });
        Ok(Agent {
            client: client.with_node(&node_id, &key).map_err(|error| error.to_string())?,
            registration: RegisterNode {
                address: node_id.to_string(),
                node_id,
                public_key: PublicKey::parse(public_key).map_err(|error| error.to_string())?,
                capabilities,
                wallet_address,
                registered_at: None,
                last_active_at: None,
                status: None,
            },
            held: RefCell::default(),
            is_last: Cell::new(false),
            next_beat: Cell::new(transport.now()),
            transport,
            tell: Box::new(tell),
        })
    }

    /// Works until `stop` is ready, or, where there is to be only one, a task is done. Then it finishes what is nearly done,
    /// hands back what is not, and says that it goes.
    ///
    /// # Errors
    /// What the service refuses for good: a key that is not the node's, or a ban.
    pub async fn run(&self, only_one: bool, stop: impl Future<Output = ()>) -> Result<(), Refused> {
        self.is_last.set(only_one);
        let mut life = pin!(self.live());
        tokio::select! {
            ended = &mut life => ended?,
            () = stop => {
                self.is_last.set(true);
                if self.held.borrow().is_some() {
                    tokio::select! {
                        ended = &mut life => ended?,
                        () = self.transport.sleep(GRACE_MS) => {}
                    }
                }
            }
        }
        self.leave().await;
        Ok(())
    }

    /// Task after task, to the last one.
    async fn live(&self) -> Result<(), Refused> {
        self.register().await?;
        let mut idle = 0;
        loop {
            match self.patiently(async || self.client.next_task().await).await {
                Ok(NextTaskReply::Ok(assignment)) => {
                    idle = 0;
                    self.work(&assignment).await?;
                    if self.is_last.get() {
                        return Ok(());
                    }
                }
                Ok(NextTaskReply::NoContent) => {
                    idle += 1;
                    self.idle(self.pause(idle, IDLE_PAUSE_MS)).await?;
                }
                // Its owner has paused it, or it was silent for too long; a heartbeat changes the latter.
                Err(refused) if refused.code == "node_not_active" => {
                    idle += 1;
                    self.next_beat.set(self.transport.now());
                    let ms = self.pause(idle, LAST_PAUSE_MS);
                    (self.tell)(Event::Waits(ms, &refused.reason));
                    self.idle(ms).await?;
                }
                Err(refused) => self.come_back(refused).await?,
            }
        }
    }

    async fn register(&self) -> Result<(), Refused> {
        let reply = self.patiently(async || self.client.register_node(&self.registration).await).await?;
        let (RegisterNodeReply::Ok(node) | RegisterNodeReply::Created(node)) = reply;
        (self.tell)(Event::Registered(&node));
        Ok(())
    }

    /// Registers again where the service does not know the node any more.
    async fn come_back(&self, refused: Refused) -> Result<(), Refused> {
        match refused.code.as_str() {
            "node_not_found" | "node_retired" => self.register().await,
            _ => Err(refused),
        }
    }

    /// Waits, with a heartbeat where one is due.
    async fn idle(&self, ms: u64) -> Result<(), Refused> {
        if self.transport.now() >= self.next_beat.get() {
            let beat = Heartbeat::default();
            match self.patiently(async || self.beat(&beat).await).await {
                Ok(reply) => self.note(u64::from(reply.next_heartbeat_ms)),
                Err(refused) => self.come_back(refused).await?,
            }
        }
        self.transport.sleep(ms).await;
        Ok(())
    }

    fn note(&self, next_ms: u64) {
        self.next_beat.set(self.transport.now().saturating_add(Duration::from_millis(next_ms)));
    }

    async fn beat(&self, beat: &Heartbeat) -> Result<HeartbeatReply, ClientError<HeartbeatProblem>> {
        let query = HeartbeatQuery { node_id: Some(self.registration.node_id.clone()) };
        self.client.heartbeat(&query, Some(beat)).await
    }

    /// Works on a task for as long as it is the agent's, and records what was done.
    async fn work(&self, assignment: &Assignment) -> Result<(), Refused> {
        (self.tell)(Event::Took(assignment));
        let Assignment { task, lease_id, .. } = assignment;
        *self.held.borrow_mut() = Some(Held { task_id: task.id.clone(), lease_id: lease_id.clone(), progress: 0.0 });
        let progress = |percent| {
            if let Some(held) = self.held.borrow_mut().as_mut() {
                held.progress = percent;
            }
        };
        // Nobody beats while it is recorded: a heartbeat that comes just after it would find the lease gone.
        let ended = tokio::select! {
            output = work::compute(task, &self.transport, progress) => Ended::Done(output),
            why = self.hold(&task.id) => Ended::Lost(why?),
        };
        let lost = match ended {
            Ended::Done(output) => {
                let body = work::contribution(&self.registration.node_id, assignment, &output)?;
                match self.patiently(async || self.client.record_contribution(&body).await).await {
                    Ok(RecordContributionReply::Ok(recorded) | RecordContributionReply::Created(recorded)) => {
                        self.held.take();
                        (self.tell)(Event::Recorded(&recorded));
                        return Ok(());
                    }
                    Err(refused) if refused.code == "node_banned" => return Err(refused),
                    // Of what is not lost already: work that is refused is no better the next time.
                    Err(refused) => {
                        self.hand_back(None, &refused.reason).await;
                        refused.reason
                    }
                }
            }
            Ended::Lost(why) => why,
        };
        self.held.take();
        (self.tell)(Event::Lost(&task.id, &lost));
        Ok(())
    }

    /// Holds the lease with heartbeats, until it is lost: the reason.
    async fn hold(&self, task: &TaskId) -> Result<String, Refused> {
        loop {
            let tasks = Vec::from_iter(self.named(TaskProgress::Running, None));
            let beat = Heartbeat { tasks, ..Heartbeat::default() };
            let reply = match self.patiently(async || self.beat(&beat).await).await {
                Ok(reply) => reply,
                Err(refused) if refused.code == "node_banned" => return Err(refused),
                Err(refused) => return Ok(refused.reason),
            };
            if reply.cancelled.contains(task) {
                return Ok("the task was cancelled".to_owned());
            }
            let Some(lease) = reply.leases.iter().find(|lease| lease.task_id == *task) else {
                return Ok("the lease is lost".to_owned());
            };
            // Both by the service's clock. Half of a short lease leaves time to ask again.
            let left = lease.lease_expires_at.as_millis() - reply.server_time_ms.as_millis();
            let asked = u64::from(reply.next_heartbeat_ms);
            let ms = asked.min(u64::try_from(left / 2).unwrap_or(0)).max(SHORTEST_BEAT_MS);
            self.note(ms);
            self.transport.sleep(ms).await;
        }
    }

    /// What it holds, as a heartbeat names it.
    fn named(&self, state: TaskProgress, error: Option<&str>) -> Option<HeartbeatTask> {
        let Held { task_id, lease_id, progress } = self.held.borrow().clone()?;
        // The service takes 2,000 characters.
        let error = error.map(|error| error.chars().take(2_000).collect());
        Some(HeartbeatTask { task_id, lease_id, progress, state, error })
    }

    /// Gives up what it holds, with a reason. Where nobody answers, the lease runs out by itself.
    async fn hand_back(&self, status: Option<NodeActivity>, reason: &str) {
        let tasks = Vec::from_iter(self.named(TaskProgress::Failed, Some(reason)));
        let _ = self.beat(&Heartbeat { status, tasks, ..Heartbeat::default() }).await;
    }

    /// Says that it goes. It goes, too, where nobody answers.
    async fn leave(&self) {
        tokio::select! {
            () = self.hand_back(Some(NodeActivity::Offline), "the agent was stopped") => {}
            () = self.transport.sleep(GRACE_MS) => {}
        }
        let held = self.held.take();
        (self.tell)(Event::Left(held.as_ref().map(|held| &held.task_id)));
    }

    /// Makes a call until it is answered for good: the service may be away, overloaded, or out of what it allows.
    async fn patiently<R, P: RouteProblem>(
        &self,
        call: impl AsyncFn() -> Result<R, ClientError<P>>,
    ) -> Result<R, Refused> {
        let mut attempt = 0;
        loop {
            let error = match call().await {
                Ok(reply) => return Ok(reply),
                Err(error) => error,
            };
            let (passes, asked_s) = match &error {
                ClientError::Transport(_) => (true, None),
                ClientError::Unexpected(reply) => (reply.status.is_server_error(), None),
                ClientError::Request(_) => (false, None),
                ClientError::Problem(problem) => {
                    let problem = problem.problem();
                    (problem.status == 429 || problem.status >= 500, problem.retry_after)
                }
            };
            if !passes {
                let code = error.problem().map(|problem| problem.code.clone()).unwrap_or_default();
                return Err(Refused { code, reason: error.to_string() });
            }
            attempt += 1;
            let asked = u64::from(asked_s.unwrap_or(0)) * 1_000;
            let ms = asked + self.pause(attempt, LAST_PAUSE_MS);
            (self.tell)(Event::Waits(ms, &error.to_string()));
            self.transport.sleep(ms).await;
        }
    }

    /// Longer each time from the first on, and never the same for all: from a half to the whole of what doubling gives.
    fn pause(&self, attempt: u32, longest: u64) -> u64 {
        let mut random = [0];
        self.transport.random(&mut random);
        let most = (FIRST_PAUSE_MS << (attempt - 1).min(16)).min(longest);
        most / 2 + most / 2 * u64::from(random[0]) / 255
    }
}
