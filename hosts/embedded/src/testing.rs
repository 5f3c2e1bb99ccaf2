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
//! worker.clock().advance(60_000);
//! # }
//! ```
//!
//! These functions panic where a test should fail.
#![allow(clippy::panic, reason = "a test ends with a panic")]

mod server;

use std::fmt;
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::atomic::AtomicU64;

use williw_workers::d1::{Bound, Columns, D1Error, ResultSet, Value};
use williw_workers::driver::{Clock, Host as _, Level, Manifest, Running, Worker};
use williw_workers::http::{Body, Headers, MAX_BODY, Method, Request, Response};
use williw_workers::time;

use crate::clock::{SystemClock, TestClock};
use crate::data::DataFolder;
use crate::host::{Host, Random, Settings};
use crate::log::Log;
use crate::{Error, Limits};

pub use server::Server;

/// What a test's host is made of. [`Host::in_memory`] makes one.
#[derive(Clone, Debug)]
pub struct Setup {
    settings: Settings,
    clock: Option<TestClock>,
    folder: Option<PathBuf>,
    limits: Limits,
}

impl Setup {
    pub(crate) fn new() -> Self {
        // 2026-01-01T00:00:00Z: a test that depends on the day it runs on is a trap.
        let clock = Some(TestClock::at(1_767_225_600_000));
        Setup { settings: Settings::default(), clock, folder: None, limits: Limits::default() }
    }

    /// Sets a variable. The process's environment is never looked at.
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

    fn open(self, manifest: &Manifest) -> Result<Rc<Host>, Error> {
        let clock = self.clock.map_or(Rc::new(SystemClock) as Rc<dyn Clock>, |clock| Rc::new(clock));
        let folder = self.folder.as_deref().map(DataFolder::open).transpose()?;
        let random = Random::Repeatable(AtomicU64::new(0));
        Host::open(manifest, folder, self.settings, clock, random, Log::kept()).map(Rc::new)
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
    let host = setup.open(worker.manifest())?;
    time::install_for_thread(host.clock());
    let running = worker.start(Rc::clone(&host) as _).map_err(|e| Error::new(e.to_string()))?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build();
    let runtime = runtime.map_err(|e| Error::new(e.to_string()))?;
    Ok(TestWorker { running, host, clock, runtime })
}

/// A Worker that a test calls. Databases last as long as it does, unless they are in a folder.
pub struct TestWorker {
    running: Rc<dyn Running>,
    host: Rc<Host>,
    clock: Option<TestClock>,
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

    /// Waits for any future of this Worker, such as several requests at once.
    pub fn block_on<T>(&self, future: impl Future<Output = T>) -> T {
        self.runtime.block_on(future)
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
        let bound =
            Bound { sql: sql.into().into(), params, columns: Columns::Ask, reads_only: false, idempotent: false };
        sqlite.run_now(&[bound]).map(|results| results.into_iter().next().unwrap_or_default())
    }

    /// What was logged so far.
    pub fn logs(&self) -> Vec<(Level, String)> {
        self.host.logger().lines()
    }
}

/// A request as a host hands it over: a body that is too large is not in it.
pub fn request(method: Method, target: &str, headers: &[(&str, &str)], body: Vec<u8>) -> Request {
    let headers: Vec<(String, String)> =
        headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let body = if body.len() > MAX_BODY { Body::TooLarge } else { Body::Read(body) };
    Request { method, target: target.to_owned(), headers: Headers::new(headers), body }
}
