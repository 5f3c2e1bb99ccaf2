//! The whole service in a plain `cargo test`: in memory and driven by calls, or as a server.
//!
//! ```
//! use williw_embedded::{Host, testing};
//! # use williw_workers::driver::Worker;
//!
//! # fn test(app: impl Worker) {
//! // `app` is what `app::worker(Service)` makes.
//! let worker = testing::start(app, Host::in_memory().var("MAX_NODES", "2"));
//! assert_eq!(worker.get("/api/nodes/list").status, 200);
//! // An hour of alarms and cron jobs, each at its time.
//! worker.advance(3_600_000);
//! assert_eq!(worker.cron("cleanup_expired_nodes"), Ok(()));
//! # }
//! ```
//!
//! These functions panic where a test should fail.
#![allow(clippy::panic, reason = "a test ends with a panic")]

#[cfg(feature = "client")]
mod client;
mod server;
mod socket;

use std::fmt;
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use tokio::task::LocalSet;
use williw_workers::cron::Trigger;
use williw_workers::d1::{Bound, Columns, D1Error, ResultSet, Value};
use williw_workers::driver::{Clock, Host as _, Level, Running, Worker};
use williw_workers::fetch::{FetchError, FetchReply, FetchRequest};
use williw_workers::http::{Body, Headers, MAX_BODY, Method, Request, Response};

use crate::clock::{self, TestClock};
use crate::host::{Host, Random, Settings};
use crate::log::Log;
use crate::network::FakeNetwork;
use crate::timers::Timers;
use crate::{Error, Limits};

pub use crate::outgoing::{Faults, Seam};
#[cfg(feature = "client")]
pub use client::{InProcess, Loopback};
pub use server::Server;
pub use socket::TestSocket;

/// What a test's host is made of. [`Host::in_memory`] makes one.
#[derive(Clone, Debug)]
pub struct Setup {
    settings: Settings,
    clock: Option<TestClock>,
    folder: Option<PathBuf>,
    limits: Limits,
    faults: Faults,
    network: Option<FakeNetwork>,
    client_ip_header: Option<String>,
    metrics: bool,
    test_scheduled: bool,
}

impl Setup {
    pub(crate) fn new() -> Self {
        // 2026-01-01T00:00:00Z: a test that depends on the day it runs on is a trap.
        let clock = Some(TestClock::at(1_767_225_600_000));
        Setup {
            settings: Settings::default(),
            clock,
            folder: None,
            limits: Limits::default(),
            faults: Faults::new(),
            network: None,
            client_ip_header: None,
            metrics: false,
            test_scheduled: false,
        }
    }

    /// Sets a variable; or, under its name, how many calls a rate limiter allows. The process's environment is never
    /// looked at.
    #[must_use]
    pub fn var(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.settings.vars.insert(name.into(), value.into());
        self
    }

    /// Sets a secret.
    #[must_use]
    pub fn secret(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.settings.secrets.insert(name.into(), value.into());
        self
    }

    /// Shows the time of this clock, which may have been set before and be shared.
    #[must_use]
    pub fn clock(mut self, clock: TestClock) -> Self {
        self.clock = Some(clock);
        self
    }

    /// Shows the machine's time.
    #[must_use]
    pub fn real_time(mut self) -> Self {
        self.clock = None;
        self
    }

    /// Keeps the data in this folder instead of in memory.
    #[must_use]
    pub fn data(mut self, folder: impl Into<PathBuf>) -> Self {
        self.folder = Some(folder.into());
        self
    }

    /// Gives a [`Server`] other limits.
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Lets calls fail as this plan says, which the test may change at any time.
    #[must_use]
    pub fn faults(mut self, faults: &Faults) -> Self {
        self.faults = faults.clone();
        self
    }

    /// Puts this function in place of the network: what the Worker fetches, it answers.
    #[must_use]
    pub fn network(
        mut self,
        answer: impl Fn(FetchRequest) -> Result<FetchReply, FetchError> + Send + Sync + 'static,
    ) -> Self {
        self.network = Some(FakeNetwork(Arc::new(answer)));
        self
    }

    /// Lets a [`Server`] take a client's address from this header field, as behind a proxy.
    #[must_use]
    pub fn client_ip_header(mut self, name: impl Into<String>) -> Self {
        self.client_ip_header = Some(name.into());
        self
    }

    /// Lets a [`Server`] tell its metrics, on a port of their own.
    #[must_use]
    pub fn metrics(mut self) -> Self {
        self.metrics = true;
        self
    }

    /// Lets a [`Server`] run cron jobs for whoever asks, at `/cdn-cgi/local/scheduled?cron=` or `?job=`.
    #[must_use]
    pub fn test_scheduled(mut self) -> Self {
        self.test_scheduled = true;
        self
    }

    fn open(self, worker: &dyn Worker) -> Result<Rc<Host>, Error> {
        let clock = self.clock.map_or_else(clock::system, clock::moved);
        let random = Random::Repeatable(AtomicU64::new(0));
        let host = Host::open(worker, self.folder.as_deref(), self.settings, clock, random, Log::kept(), self.faults)?;
        Ok(Rc::new(match self.network {
            Some(fake) => host.with_network(fake),
            None => host,
        }))
    }
}

/// Starts a Worker on a host of its own.
///
/// # Panics
/// Where it does not start, with every reason.
#[track_caller]
pub fn start(worker: impl Worker, setup: Setup) -> TestWorker {
    try_start(worker, setup).unwrap_or_else(|e| panic!("{e}"))
}

/// The same for a test of what does not start.
///
/// # Errors
/// Why it does not.
pub fn try_start(worker: impl Worker, setup: Setup) -> Result<TestWorker, Error> {
    let clock = setup.clock.clone();
    let host = setup.open(&worker)?;
    let (running, timers) = host.start(&worker)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|e| Error::new(e.to_string()))?;
    Ok(TestWorker { running, timers, host, clock, runtime, tasks: LocalSet::new() })
}

/// More than this many events at one time are one that causes itself.
const AT_ONCE: u32 = 100_000;

/// A Worker that a test calls. Databases last as long as it does, unless they are in a folder.
pub struct TestWorker {
    running: Rc<dyn Running>,
    timers: Rc<Timers>,
    host: Rc<Host>,
    clock: Option<TestClock>,
    /// What goes on beside the calls of the test: events of objects.
    tasks: LocalSet,
    runtime: tokio::runtime::Runtime,
}

impl Drop for TestWorker {
    fn drop(&mut self) {
        self.host.close();
    }
}

impl fmt::Debug for TestWorker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TestWorker").field("host", &self.host).finish_non_exhaustive()
    }
}

impl TestWorker {
    /// Sends one request, and waits for its answer.
    pub fn fetch(&self, method: Method, target: &str, headers: &[(&str, &str)], body: impl Into<Vec<u8>>) -> Response {
        self.block_on(self.running.fetch(request(method, target, headers, body.into())))
    }

    /// GET without headers.
    pub fn get(&self, target: &str) -> Response {
        self.fetch(Method::GET, target, &[], "")
    }

    /// A request with this JSON text.
    pub fn json(&self, method: Method, target: &str, body: impl Into<Vec<u8>>) -> Response {
        self.fetch(method, target, &[("content-type", "application/json")], body)
    }

    /// Opens a WebSocket.
    ///
    /// # Panics
    /// Where the answer is another one.
    #[track_caller]
    pub fn websocket(&self, target: &str) -> TestSocket<'_> {
        self.try_websocket(target, &[]).unwrap_or_else(|response| {
            panic!("{target}: {} {}", response.status, String::from_utf8_lossy(&response.body))
        })
    }

    /// The same with header fields, and for a test of what is refused.
    ///
    /// # Errors
    /// The answer, where it is not a WebSocket.
    pub fn try_websocket(&self, target: &str, headers: &[(&str, &str)]) -> Result<TestSocket<'_>, Response> {
        TestSocket::open(self, target, headers)
    }

    /// Waits until no event of an object is under way.
    pub fn settle(&self) {
        self.block_on(async {
            // A connection that is dropped is an event once its object has looked.
            for _ in 0..3 {
                tokio::task::yield_now().await;
                self.host.objects().idle().await;
            }
        });
    }

    /// Waits for any future of this Worker, such as several requests at once.
    pub fn block_on<T>(&self, future: impl Future<Output = T>) -> T {
        self.tasks.block_on(&self.runtime, future)
    }

    /// The Worker, for requests that are made by hand.
    pub fn running(&self) -> Rc<dyn Running> {
        Rc::clone(&self.running)
    }

    /// The host, as the Worker sees it.
    pub fn host(&self) -> Rc<Host> {
        Rc::clone(&self.host)
    }

    /// The clock that this test moves.
    ///
    /// # Panics
    /// Where the test asked for the real time.
    #[track_caller]
    pub fn clock(&self) -> &TestClock {
        self.clock.as_ref().unwrap_or_else(|| panic!("this Worker shows the machine's time"))
    }

    /// Runs one statement on a database, past the Worker.
    ///
    /// # Errors
    /// What the database says.
    ///
    /// # Panics
    /// Where no such database is bound.
    #[track_caller]
    pub fn sql(&self, binding: &str, sql: impl Into<String>, params: Vec<Value>) -> Result<ResultSet, D1Error> {
        let sqlite = self.host.sqlite(binding).unwrap_or_else(|| panic!("no D1 database is bound as `{binding}`"));
        sqlite.run_now(&[statement(sql, params)]).map(|results| results.into_iter().next().unwrap_or_default())
    }

    /// Moves the clock forward, through everything that is due on the way: each alarm and each cron run at its time,
    /// one after another, with the clock showing that time.
    ///
    /// # Panics
    /// Where the test asked for the real time, and where time does not get on because something is due again and again.
    #[track_caller]
    pub fn advance(&self, ms: u64) {
        let clock = self.clock();
        let end = clock.now_ms() + ms;
        self.block_on(async {
            let mut at_once = 0;
            while let Some(due) = self.timers.next().filter(|due| *due <= end) {
                let now = clock.now_ms();
                at_once = if due > now { 0 } else { at_once + 1 };
                assert!(
                    at_once < AT_ONCE,
                    "something is due at {now} again and again: does an alarm set itself to now?"
                );
                clock.set(due.max(now));
                self.timers.keep_house();
                self.timers.run_one().await;
            }
            // Who slept by this clock has moved it, too.
            clock.set(end.max(clock.now_ms()));
            self.timers.keep_house();
        });
    }

    /// Runs a cron job now.
    ///
    /// # Errors
    /// Why it failed.
    ///
    /// # Panics
    /// Where there is no such job.
    #[track_caller]
    pub fn cron(&self, job: &str) -> Result<(), String> {
        let now = self.host.clock().now_ms();
        let outcomes = self.block_on(self.timers.run_now(Trigger::Job(job), now))?;
        assert!(!outcomes.is_empty(), "there is no cron job `{job}`");
        outcomes.into_iter().find_map(|outcome| outcome.error).map_or(Ok(()), Err)
    }

    /// Takes an object out of memory, as it happens to one that has nothing to do; says whether it is out. Its storage
    /// and its WebSockets stay.
    ///
    /// # Panics
    /// Where there is no such class.
    #[track_caller]
    pub fn evict(&self, class: &str, name: &str) -> bool {
        self.block_on(async { self.host.objects().evict(self.class(class), name) })
    }

    /// Runs one statement on an object's database, past the object.
    ///
    /// # Errors
    /// What the database says.
    ///
    /// # Panics
    /// Where there is no such class.
    #[track_caller]
    pub fn object_sql(&self, class: &str, name: &str, sql: impl Into<String>) -> Result<ResultSet, D1Error> {
        let results = self.host.objects().sql(self.class(class), name, &[statement(sql, Vec::new())]);
        results.map(|results| results.into_iter().next().unwrap_or_default())
    }

    #[track_caller]
    fn class(&self, class: &str) -> &'static str {
        self.host.objects().class(class).unwrap_or_else(|| panic!("there is no Durable Object class `{class}`"))
    }

    /// Kills the Worker and starts one on the same data: memory and what was under way are gone, what was written is
    /// there.
    ///
    /// # Panics
    /// Where it does not start, with every reason.
    #[track_caller]
    pub fn restart(&mut self, worker: impl Worker) {
        self.tasks = LocalSet::new();
        self.host.objects().kill();
        let (running, timers) = self.host.start(&worker).unwrap_or_else(|e| panic!("{e}"));
        (self.running, self.timers) = (running, timers);
    }

    /// What was logged so far.
    pub fn logs(&self) -> Vec<(Level, String)> {
        self.host.logger().lines()
    }
}

fn statement(sql: impl Into<String>, params: Vec<Value>) -> Bound {
    Bound { sql: sql.into().into(), params, columns: Columns::Ask, reads_only: false, idempotent: false }
}

/// A request as a host hands it over: a body that is too large is not in it.
pub fn request(method: Method, target: &str, headers: &[(&str, &str)], body: Vec<u8>) -> Request {
    let headers: Vec<(String, String)> =
        headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let body = if body.len() > MAX_BODY { Body::TooLarge } else { Body::Read(body) };
    Request::new(method, target, Headers::new(headers), body)
}
