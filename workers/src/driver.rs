//! The one seam between a Worker and the world: what a host implements.
//!
//! Nothing above these traits knows wasm, `JsValue`, SQLite or tokio. Handles are plain values
//! (`Rc<dyn …>`): a Worker is single-threaded on both hosts, so neither `Send` nor a generic
//! parameter reaches business code. The hard part is to keep the seam wide enough that a host can
//! be fast: statements cross as one list, rows come back flat, a body arrives already read.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

use crate::d1::{Bound, D1Error, ResultSet};
use crate::http::{Request, Response};

/// A future that need not be `Send`.
pub type LocalFuture<'a, T> = Pin<Box<dyn Future<Output = T> + 'a>>;

/// What a host gives to one running Worker.
pub trait Host {
    /// The host's clock.
    fn clock(&self) -> Rc<dyn Clock>;
    /// The D1 database that is bound under this name, or `None` where there is no such binding.
    fn d1(&self, binding: &str) -> Option<Rc<dyn D1Driver>>;
    /// A variable's text, or `None` where it is not set.
    fn var(&self, name: &str) -> Option<String>;
    /// A secret's text, or `None` where it is not set.
    fn secret(&self, name: &str) -> Option<String>;
    /// Fills the buffer with random bytes fit for identifiers and keys.
    fn random(&self, bytes: &mut [u8]);
    /// Writes one line to the host's log.
    fn log(&self, level: Level, line: &str);
}

/// How much a log line matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs)] // The names say it.
pub enum Level {
    Debug,
    Info,
    Warn,
    Error,
}

/// The host's clock.
pub trait Clock {
    /// Milliseconds since 1970-01-01T00:00:00Z.
    fn now_ms(&self) -> u64;
    /// Waits until this clock has gone on by so many milliseconds: what comes between the attempts of
    /// a statement that is repeated. A clock that a test moves does not keep the test waiting; it goes
    /// on by itself.
    fn sleep(&self, ms: u64) -> LocalFuture<'static, ()>;
}

/// One D1 database of a host.
pub trait D1Driver {
    /// Runs the statements in order as one atomic batch and returns a result for each: all of them
    /// are applied, or none is. A list of one is that statement alone; an empty list returns an
    /// empty list without a round trip. Statements that [`Bound::check`] refuses never leave. Nothing
    /// is run a second time: what may be repeated is decided above this seam.
    fn run<'a>(&'a self, statements: &'a [Bound]) -> LocalFuture<'a, Result<Vec<ResultSet>, D1Error>>;
}

/// A Worker before it runs: what `app::worker(service)` makes, and what a host is given.
pub trait Worker {
    /// What the Worker is and what it needs.
    fn manifest(&self) -> &'static Manifest;
    /// Reads variables, secrets and bindings, all of them, and makes the Worker ready.
    ///
    /// # Errors
    /// Every variable, secret and binding that is missing or wrong, in one error.
    fn start(&self, host: Rc<dyn Host>) -> Result<Rc<dyn Running>, StartError>;
}

/// A Worker that is ready for events.
pub trait Running {
    /// Answers one request. Never fails: an error is a problem document.
    fn fetch(&self, request: Request) -> LocalFuture<'_, Response>;
}

/// What a Worker is and needs, known while compiling.
#[derive(Clone, Copy, Debug)]
pub struct Manifest {
    /// `[worker] name`.
    pub name: &'static str,
    /// The D1 databases.
    pub d1: &'static [D1Manifest],
    /// The HTTP routes, in the order of the route table.
    pub routes: &'static [RouteManifest],
    /// The names of the variables.
    pub vars: &'static [&'static str],
    /// The names of the secrets.
    pub secrets: &'static [&'static str],
}

/// A D1 database that the Worker is bound to.
#[derive(Clone, Copy, Debug)]
pub struct D1Manifest {
    /// The binding's name, such as `DB`.
    pub binding: &'static str,
    /// The schema, one statement each, in order.
    pub schema: &'static [&'static str],
}

/// One route, for listings.
#[derive(Clone, Copy, Debug)]
pub struct RouteManifest {
    /// The handler's name.
    pub name: &'static str,
    /// The HTTP method.
    pub method: &'static str,
    /// The path template.
    pub path: &'static str,
    /// Who may call.
    pub caller: &'static [&'static str],
}

/// Why a Worker did not start: every reason, never a secret's value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StartError {
    /// One line each, such as ``var `MAX_NODES`: must be a whole number``.
    pub problems: Vec<String>,
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the Worker cannot start:")?;
        for problem in &self.problems {
            write!(f, "\n  {problem}")?;
        }
        Ok(())
    }
}

impl std::error::Error for StartError {}
