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

use crate::cron::{JobOutcome, Trigger};
use crate::d1::{Bound, D1Error, ResultSet};
use crate::durable_objects::{
    AlarmEvent, ObjectAnswer, ObjectCall, ObjectError, ObjectId, ObjectReply, SocketEvent, SocketId, SocketMessage,
    StorageError, StorageList,
};
use crate::fetch::{FetchError, FetchReply, FetchRequest};
use crate::http::{Request, Response};
use crate::kv::{KvError, KvKeys, KvList, KvPut, KvValue};

pub use crate::http::record::{RequestRecord, Usage, method_name};

/// A future that need not be `Send`.
pub type LocalFuture<'a, T> = Pin<Box<dyn Future<Output = T> + 'a>>;

/// What a host gives to one running Worker.
pub trait Host {
    /// The host's clock.
    fn clock(&self) -> Rc<dyn Clock>;
    /// The D1 database that is bound under this name, or `None` where there is no such binding.
    fn d1(&self, binding: &str) -> Option<Rc<dyn D1Driver>>;
    /// The KV namespace that is bound under this name, or `None` where there is no such binding.
    fn kv(&self, binding: &str) -> Option<Rc<dyn KvDriver>> {
        let _ = binding;
        None
    }
    /// The Durable Object namespace that is bound under this name, or `None` where there is no such binding.
    fn namespace(&self, binding: &str) -> Option<Rc<dyn NamespaceDriver>> {
        let _ = binding;
        None
    }
    /// The rate limiter that is bound under this name, or `None` where there is no such binding.
    fn rate_limiter(&self, binding: &str) -> Option<Rc<dyn RateLimitDriver>> {
        let _ = binding;
        None
    }
    /// Whether the host has applied the Worker's migrations before it started it: then no database is asked for them.
    fn migrated(&self) -> bool {
        false
    }
    /// A variable's text, or `None` where it is not set.
    fn var(&self, name: &str) -> Option<String>;
    /// A secret's text, or `None` where it is not set.
    fn secret(&self, name: &str) -> Option<String>;
    /// Sends a request to a service of others, which [`FetchRequest::send`] has looked at, and reads the whole reply within
    /// the time and the size that the request allows. Nothing is repeated, no redirect is followed.
    fn fetch(&self, request: FetchRequest) -> LocalFuture<'_, Result<FetchReply, FetchError>> {
        let _ = request;
        Box::pin(async { Err(FetchError::Unreachable("this host has no network".to_owned())) })
    }
    /// Fills the buffer with random bytes fit for identifiers and keys.
    fn random(&self, bytes: &mut [u8]);
    /// Writes one line to the host's log. A line that is written while a request runs is told with the request's id
    /// ([`current_request_id`](crate::http::exchange::current_request_id)).
    fn log(&self, level: Level, line: &str);
    /// Whether lines of this level are kept: who would make one for nothing asks first.
    fn log_enabled(&self, level: Level) -> bool {
        let _ = level;
        true
    }
    /// Takes what is known of a request that has been answered, or dropped. The log gets a line of JSON, at
    /// [`Level::Info`].
    fn observe(&self, record: &RequestRecord<'_>) {
        if self.log_enabled(Level::Info) {
            self.log(Level::Info, &record.to_json());
        }
    }
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
    /// Microseconds since some time in the past, for durations: where the host can tell, this never goes back and is
    /// finer than milliseconds. On Cloudflare time stands still while code runs; it moves when something is awaited.
    fn elapsed_us(&self) -> u64 {
        self.now_ms().saturating_mul(1000)
    }
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

/// One KV namespace of a host. What the platform would refuse (an empty or long key, a TTL below 60 s, a value that is
/// too large, …) is refused above this seam, in [`kv`](crate::kv), so that no host needs to.
pub trait KvDriver {
    /// A key's value; `None` where there is none, or where it has expired. `cache_ttl`, in seconds, is how long a
    /// location may keep what it has read.
    fn get<'a>(&'a self, key: &'a str, cache_ttl: Option<u32>) -> LocalFuture<'a, Result<Option<KvValue>, KvError>>;
    /// The values of 1 to 100 keys, in their order. All values must be text.
    fn get_bulk<'a>(
        &'a self,
        keys: &'a [String],
        cache_ttl: Option<u32>,
    ) -> LocalFuture<'a, Result<Vec<Option<KvValue>>, KvError>>;
    /// Writes a value; what the key held before, its expiry and metadata included, is gone.
    fn put<'a>(&'a self, key: &'a str, put: KvPut) -> LocalFuture<'a, Result<(), KvError>>;
    /// Deletes a key, if it is there.
    fn delete<'a>(&'a self, key: &'a str) -> LocalFuture<'a, Result<(), KvError>>;
    /// A page of keys, in the order of their UTF-8 bytes.
    fn list<'a>(&'a self, list: KvList) -> LocalFuture<'a, Result<KvKeys, KvError>>;
}

/// One Durable Object namespace, as who calls its objects sees it.
pub trait NamespaceDriver {
    /// Calls the object of this name once, on a stub of its own: after a reset a stub repeats its error for ever.
    /// Nothing is repeated here.
    fn call<'a>(&'a self, name: &'a str, call: ObjectCall) -> LocalFuture<'a, Result<ObjectReply, ObjectError>>;
}

/// One rate limiter of a host: so many calls in a period for each key, as its binding says.
pub trait RateLimitDriver {
    /// Counts one call of this key, and says whether it is within the limit. An `Err` is that the limiter does not
    /// work, in the host's words.
    fn limit<'a>(&'a self, key: &'a str) -> LocalFuture<'a, Result<RateLimitOutcome, String>>;
    /// How many calls it lets through in a period, where that may be other than the spec says.
    fn limit_in_force(&self) -> Option<u32> {
        None
    }
}

/// What a rate limiter says of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RateLimitOutcome {
    /// Whether the call is within the limit.
    pub allowed: bool,
    /// How many more calls of the key are within it now; `None` where the host does not know (Cloudflare).
    pub remaining: Option<u32>,
    /// In how many seconds there is room for one more; `None` where the host does not know.
    pub reset_s: Option<u32>,
}

impl RateLimitOutcome {
    /// Of a limiter that does not work: let through.
    pub const ALLOWED: Self = RateLimitOutcome { allowed: true, remaining: None, reset_s: None };
}

/// One Durable Object's own place in its host: its storage, alarm and WebSockets.
///
/// Storage answers at once: on both hosts it is SQLite beside the object. Writes between two awaits are one atomic
/// transaction, which is not tied to the event: what was written before an error stays. Whatever leaves the object
/// (a reply, a call, a WebSocket message) waits until what was written before it is durable.
pub trait ObjectDriver {
    /// Which object it is.
    fn id(&self) -> ObjectId;
    /// A key's value, JSON text.
    fn get(&self, key: &str) -> Result<Option<String>, StorageError>;
    /// Writes a key's value, JSON text.
    fn put(&self, key: &str, value: &str) -> Result<(), StorageError>;
    /// Deletes a key, and says whether it was there.
    fn delete(&self, key: &str) -> Result<bool, StorageError>;
    /// Keys and values, in the order of the keys' UTF-8 bytes.
    fn list(&self, list: &StorageList) -> Result<Vec<(String, String)>, StorageError>;
    /// Deletes everything: keys, SQL tables and the alarm.
    fn delete_all(&self) -> Result<(), StorageError>;
    /// Runs SQL statements in order. Those that [`Bound::check`] refuses never run. After an error, what the earlier
    /// ones wrote stays, unless a transaction takes it back.
    fn sql(&self, statements: &[Bound]) -> Result<Vec<ResultSet>, D1Error>;
    /// Runs the work in a transaction: what it wrote (keys, rows) stays where it returns `true`, else none of it.
    /// Nests.
    fn transaction(&self, work: &mut dyn FnMut() -> bool) -> Result<(), StorageError>;
    /// When the alarm is set to ring, in milliseconds since 1970; `None` where it is not, and in its handler.
    fn alarm(&self) -> LocalFuture<'_, Result<Option<u64>, StorageError>>;
    /// Sets the alarm, to now where the time has passed; or takes it back.
    fn set_alarm(&self, at_ms: Option<u64>) -> Result<(), StorageError>;
    /// The open WebSockets, all or those with a tag, oldest first.
    fn sockets(&self, tag: Option<&str>) -> Vec<SocketId>;
    /// Sends a message.
    fn socket_send(&self, socket: SocketId, message: &SocketMessage) -> Result<(), StorageError>;
    /// Closes a WebSocket.
    fn socket_close(&self, socket: SocketId, code: u16, reason: &str) -> Result<(), StorageError>;
    /// The tags that it was accepted with.
    fn socket_tags(&self, socket: SocketId) -> Vec<String>;
    /// What was attached to it, JSON text. It outlives the object's memory.
    fn socket_attachment(&self, socket: SocketId) -> Option<String>;
    /// Attaches something: JSON text of up to 16,384 bytes.
    fn set_socket_attachment(&self, socket: SocketId, attachment: &str) -> Result<(), StorageError>;
}

/// A Worker before it runs: what `app::worker(service)` makes, and what a host is given.
pub trait Worker {
    /// What the Worker is and what it needs.
    fn manifest(&self) -> &'static Manifest;
    /// Reads variables, secrets and bindings, all of them, and makes the Worker ready. It runs nothing on them: a host
    /// may try it on data that is thrown away, before it makes any.
    ///
    /// # Errors
    /// Every variable, secret and binding that is missing or wrong, in one error.
    fn start(&self, host: Rc<dyn Host>) -> Result<Rc<dyn Running>, StartError>;
}

/// A Worker that is ready for events.
pub trait Running {
    /// Answers one request. Never fails: an error is a problem document.
    fn fetch(&self, request: Request) -> LocalFuture<'_, Response>;
    /// Runs cron jobs: those of an expression, one after another in the order of the table, or one by its name. One's
    /// failure does not stop the rest.
    fn scheduled<'a>(&'a self, trigger: Trigger<'a>, scheduled_ms: u64) -> LocalFuture<'a, Vec<JobOutcome>> {
        let _ = (trigger, scheduled_ms);
        Box::pin(async { Vec::new() })
    }
    /// Makes an object of this class around its place in the host: what its constructor does. `None` where the Worker
    /// has no such class.
    ///
    /// # Errors
    /// Why it cannot be, such as a schema that its storage does not fit.
    fn object(&self, class: &str, driver: Rc<dyn ObjectDriver>) -> Option<Result<Rc<dyn RunningObject>, ObjectError>> {
        let _ = (class, driver);
        None
    }
}

/// A Durable Object in memory. Its events interleave only where they await something else than storage. An `Err` of
/// the future is what the object threw; it goes to who caused the event.
pub trait RunningObject {
    /// Runs before every other event, with all of them waiting: `blockConcurrencyWhile`. After an error the object is
    /// reset, and who waits hears of it.
    fn start(&self) -> LocalFuture<'_, Result<(), ObjectError>>;
    /// Answers a call.
    fn call(&self, call: ObjectCall) -> LocalFuture<'_, Result<ObjectAnswer, ObjectError>>;
    /// The alarm rings.
    fn alarm(&self, event: AlarmEvent) -> LocalFuture<'_, Result<(), ObjectError>> {
        let _ = event;
        Box::pin(async { Err(ObjectError::thrown("the class has no alarm")) })
    }
    /// Something happens on a WebSocket.
    fn socket(&self, event: SocketEvent) -> LocalFuture<'_, Result<(), ObjectError>> {
        let _ = event;
        Box::pin(async { Err(ObjectError::thrown("the class takes no WebSockets")) })
    }
}

/// What a Worker is and needs, known while compiling.
#[derive(Clone, Copy, Debug)]
pub struct Manifest {
    /// `[worker] name`.
    pub name: &'static str,
    /// The D1 databases.
    pub d1: &'static [D1Manifest],
    /// The names of the KV namespaces.
    pub kv: &'static [&'static str],
    /// The Durable Object classes.
    pub objects: &'static [ObjectManifest],
    /// The cron jobs, in the order of the table.
    pub crons: &'static [CronManifest],
    /// The HTTP routes, in the order of the route table.
    pub routes: &'static [RouteManifest],
    /// The rate limiters.
    pub ratelimits: &'static [RateLimitManifest],
    /// The names of the variables.
    pub vars: &'static [&'static str],
    /// The names of the secrets.
    pub secrets: &'static [&'static str],
    /// The OpenAPI document of the interface, JSON text; empty where it is not served, and on wasm32, where the platform
    /// serves it as a file.
    pub openapi: &'static str,
    /// The document's path.
    pub openapi_path: &'static str,
    /// The path of the page that shows it; empty: there is none.
    pub docs_path: &'static str,
}

impl Manifest {
    /// Of a Worker that is bound to nothing.
    pub const EMPTY: Self = Manifest {
        name: "worker",
        d1: &[],
        kv: &[],
        objects: &[],
        crons: &[],
        routes: &[],
        ratelimits: &[],
        vars: &[],
        secrets: &[],
        openapi: "",
        openapi_path: "",
        docs_path: "",
    };
}

/// A D1 database that the Worker is bound to.
#[derive(Clone, Copy, Debug)]
pub struct D1Manifest {
    /// The binding's name, such as `DB`.
    pub binding: &'static str,
    /// The schema, one statement each, in order.
    pub schema: &'static [&'static str],
    /// The migrations that lead to it, in order; empty: the spec has none.
    pub migrations: &'static [Migration],
}

/// A file of `migrations/`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Migration {
    /// The file's name, such as `0001_init.sql`.
    pub name: &'static str,
    /// The file's text.
    pub sql: &'static str,
}

/// A class of Durable Objects. Its binding has the class's name.
#[derive(Clone, Copy, Debug)]
pub struct ObjectManifest {
    /// The class, such as `NodeRegistry`.
    pub class: &'static str,
    /// Whether it has an alarm.
    pub alarm: bool,
    /// Whether it takes WebSockets.
    pub websocket: bool,
}

/// A cron job.
#[derive(Clone, Copy, Debug)]
pub struct CronManifest {
    /// The job's name, which is its handler's.
    pub job: &'static str,
    /// When it runs, in Cloudflare's cron syntax.
    pub schedule: &'static str,
}

/// A rate limiter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RateLimitManifest {
    /// The binding's name, such as `LOGIN`.
    pub name: &'static str,
    /// Calls in a period, for each key.
    pub limit: u32,
    /// The period in seconds: 10 or 60.
    pub period_s: u32,
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
