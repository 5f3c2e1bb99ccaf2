//! The host that a Worker is given: its databases, its clock, its variables and secrets.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use williw_workers::driver::{
    Clock, D1Driver, Host as Driver, KvDriver, Level, LocalFuture, Manifest, NamespaceDriver, RateLimitDriver,
    RateLimitManifest, RequestRecord, Running, Worker,
};
use williw_workers::fetch::{FetchError, FetchReply, FetchRequest};
use williw_workers::time;

use crate::d1::Sqlite;
use crate::data::DataFolder;
use crate::documents::WithDocuments;
use crate::kv::Namespace;
use crate::log::{self, Log};
use crate::metrics::Metrics;
use crate::network::{FakeNetwork, Network};
use crate::objects::Objects;
use crate::outgoing::{Faults, Outgoing, Seam};
use crate::ratelimit::RateLimiter;
use crate::testing::Setup;
use crate::timers::Timers;
use crate::{Error, clock, dotenv};

/// What one running Worker has of the world.
pub struct Host {
    clock: Rc<dyn Clock>,
    tick: Duration,
    d1: BTreeMap<String, Rc<Sqlite>>,
    kv: BTreeMap<String, Rc<Namespace>>,
    limiters: BTreeMap<&'static str, Rc<RateLimiter>>,
    settings: Settings,
    objects: Rc<Objects>,
    network: Rc<Outgoing<Network>>,
    metrics: Rc<Metrics>,
    /// What the client hears of a request that is being stopped.
    stopped: Cell<Option<u16>>,
    /// Whether it has told of itself.
    has_told: Cell<bool>,
    random: Rc<Random>,
    log: Log,
    faults: Faults,
    folder: RefCell<Option<DataFolder>>,
}

/// Where a host's random bytes come from.
#[derive(Debug)]
pub(crate) enum Random {
    /// The operating system.
    System,
    /// A sequence that is the same each time: for tests.
    Repeatable(AtomicU64),
}

/// Variables and secrets.
#[derive(Clone, Debug, Default)]
pub(crate) struct Settings {
    pub(crate) vars: BTreeMap<String, String>,
    pub(crate) secrets: BTreeMap<String, String>,
}

impl Host {
    /// The host of a test: databases in memory, and a clock that the test moves.
    pub fn in_memory() -> Setup {
        Setup::new()
    }

    /// Opens the Worker's databases and namespaces in the folder at this path, or in memory, and gives new ones their
    /// schema. Where the Worker could not start, nothing is made at the path.
    pub(crate) fn open(
        worker: &dyn Worker,
        data: Option<&Path>,
        settings: Settings,
        clock: (Rc<dyn Clock>, Duration),
        random: Random,
        log: Log,
        faults: Faults,
    ) -> Result<Self, Error> {
        let manifest = worker.manifest();
        let Some(data) = data else { return Host::with(manifest, None, settings, clock, random, log, faults) };
        // The same in memory: it has all that a start reads, and a schema that SQLite refuses is found, too.
        let (faultless, silent) = (Faults::new(), Log::kept());
        let trial = Host::with(manifest, None, settings.clone(), clock.clone(), Random::System, silent, faultless)?;
        let trial = Rc::new(trial);
        let started = trial.start(worker).map(drop);
        trial.close();
        started?;
        let folder = DataFolder::open(data)?;
        Host::with(manifest, Some(folder), settings, clock, random, log, faults)
    }

    fn with(
        manifest: &Manifest,
        folder: Option<DataFolder>,
        settings: Settings,
        clock: (Rc<dyn Clock>, Duration),
        random: Random,
        log: Log,
        faults: Faults,
    ) -> Result<Self, Error> {
        let (clock, tick) = clock;
        let mut d1 = BTreeMap::new();
        for database in manifest.d1 {
            let file = folder.as_ref().map(|folder| folder.d1(database));
            d1.insert(
                database.binding.to_owned(),
                Rc::new(Sqlite::open(file.as_deref(), manifest.name, database, &log)?),
            );
        }
        let mut kv = BTreeMap::new();
        for name in manifest.kv {
            let file = folder.as_ref().map(|folder| folder.kv(name));
            kv.insert((*name).to_owned(), Rc::new(Namespace::open(file.as_deref(), name, Rc::clone(&clock))?));
        }
        let mut limiters = BTreeMap::new();
        for it in manifest.ratelimits {
            let limit = settings.limit(it)?;
            let limiter = RateLimiter::new(&RateLimitManifest { limit, ..*it }, Rc::clone(&clock));
            limiters.insert(it.name, Rc::new(limiter));
        }
        let random = Rc::new(random);
        let place = folder.as_ref().map(DataFolder::objects);
        let objects = Objects::open(manifest.objects, place, Rc::clone(&clock), Rc::clone(&random), log.clone())?;
        let network = Outgoing::new(Network::new(None), &faults, Seam::Fetch);
        let metrics = Rc::new(Metrics::new(manifest.name));
        let (folder, stopped, has_told) = (RefCell::new(folder), Cell::new(None), Cell::new(false));
        Ok(Host {
            clock,
            tick,
            d1,
            kv,
            limiters,
            settings,
            objects,
            network,
            metrics,
            stopped,
            has_told,
            random,
            log,
            faults,
            folder,
        })
    }

    /// Puts a test's function in place of the network.
    pub(crate) fn with_network(mut self, fake: FakeNetwork) -> Self {
        self.network = Outgoing::new(Network::new(Some(fake)), &self.faults, Seam::Fetch);
        self
    }

    /// Opens the host of a server: its data in this folder, the machine's clock, variables and
    /// secrets from the environment and `.dev.vars`, the log on standard error.
    pub(crate) fn of_server(worker: &dyn Worker, data: &Path) -> Result<Self, Error> {
        let (settings, least) = Settings::of_process(worker.manifest())?;
        Host::open(worker, Some(data), settings, clock::system(), Random::System, Log::Stderr(least), Faults::new())
    }

    pub(crate) fn folder(&self) -> Option<PathBuf> {
        self.folder.borrow().as_ref().map(|folder| folder.path().to_owned())
    }

    pub(crate) fn sqlite(&self, binding: &str) -> Option<&Rc<Sqlite>> {
        self.d1.get(binding)
    }

    pub(crate) fn objects(&self) -> &Rc<Objects> {
        &self.objects
    }

    /// Starts the Worker on this host: from now on it makes its objects.
    pub(crate) fn start(self: &Rc<Self>, worker: &dyn Worker) -> Result<(Rc<dyn Running>, Rc<Timers>), Error> {
        time::install_for_thread(self.clock());
        let running = worker.start(Rc::clone(self) as _).map_err(|e| Error::new(e.to_string()))?;
        self.objects.begin(Rc::clone(&running));
        let timers = Timers::new(Rc::clone(self), Rc::clone(&running), worker.manifest().crons)?;
        Ok((WithDocuments::around(running, Rc::clone(self) as _, worker.manifest()), timers))
    }

    /// How often the clock is looked at, at least.
    pub(crate) fn tick(&self) -> Duration {
        self.tick
    }

    /// Deletes some of what has expired.
    pub(crate) fn purge(&self) {
        for (name, namespace) in &self.kv {
            if let Err(e) = namespace.purge() {
                self.log.write(Level::Warn, format_args!("KV namespace `{name}` keeps what has expired: {e}"));
            }
        }
    }

    pub(crate) fn logger(&self) -> &Log {
        &self.log
    }

    /// Makes the database files whole without their logs, for who copies them away. What was
    /// acknowledged is durable without it.
    pub(crate) fn checkpoint(&self) {
        for (binding, database) in &self.d1 {
            if let Err(e) = database.checkpoint() {
                self.log.write(Level::Warn, format_args!("D1 database `{binding}` stays with its log: {e}"));
            }
        }
        for (name, namespace) in &self.kv {
            if let Err(e) = namespace.checkpoint() {
                self.log.write(Level::Warn, format_args!("KV namespace `{name}` stays with its log: {e}"));
            }
        }
    }

    /// Closes the databases and frees the folder, though the Worker, or a thread's `D1Adapter`s, may
    /// hold the host for longer.
    pub(crate) fn close(&self) {
        self.objects.close();
        self.d1.values().for_each(|database| database.close());
        self.kv.values().for_each(|namespace| namespace.close());
        self.folder.take();
    }

    pub(crate) fn metrics(&self) -> &Rc<Metrics> {
        &self.metrics
    }

    /// Drops what is left of a request that has panicked or is to be stopped; its client hears this status. Says whether
    /// it has told of itself, as generated code does: when it is dropped, which after a panic it may have been.
    pub(crate) fn stop_request(&self, status: u16, request: impl Sized) -> bool {
        self.stopped.set(Some(status));
        drop(request);
        self.stopped.take();
        self.has_told.take()
    }
}

impl Driver for Host {
    fn clock(&self) -> Rc<dyn Clock> {
        Rc::clone(&self.clock)
    }

    fn d1(&self, binding: &str) -> Option<Rc<dyn D1Driver>> {
        let database = self.d1.get(binding).map(Rc::clone)?;
        Some(Outgoing::new(database, &self.faults, Seam::D1))
    }

    fn kv(&self, binding: &str) -> Option<Rc<dyn KvDriver>> {
        let namespace = self.kv.get(binding).map(Rc::clone)?;
        Some(Outgoing::new(namespace, &self.faults, Seam::Kv))
    }

    fn namespace(&self, binding: &str) -> Option<Rc<dyn NamespaceDriver>> {
        Some(Outgoing::new(self.objects.namespace(binding)?, &self.faults, Seam::Objects))
    }

    fn rate_limiter(&self, binding: &str) -> Option<Rc<dyn RateLimitDriver>> {
        self.limiters.get(binding).map(|limiter| Rc::clone(limiter) as _)
    }

    /// Databases are made or brought up to date when they are opened.
    fn migrated(&self) -> bool {
        true
    }

    fn var(&self, name: &str) -> Option<String> {
        self.settings.vars.get(name).cloned()
    }

    fn secret(&self, name: &str) -> Option<String> {
        self.settings.secrets.get(name).cloned()
    }

    fn fetch(&self, request: FetchRequest) -> LocalFuture<'_, Result<FetchReply, FetchError>> {
        Box::pin(self.network.fetch(request))
    }

    fn random(&self, bytes: &mut [u8]) {
        self.random.fill(bytes);
    }

    fn log(&self, level: Level, line: &str) {
        self.log.write(level, format_args!("{line}"));
    }

    fn log_enabled(&self, level: Level) -> bool {
        self.log.takes(level)
    }

    fn observe(&self, record: &RequestRecord<'_>) {
        let stopped = self.stopped.get();
        if stopped.is_some() || std::thread::panicking() {
            self.has_told.set(true);
        }
        let record = RequestRecord { status: record.status.or(stopped), ..*record };
        self.metrics.count(&record);
        if self.log_enabled(Level::Info) {
            self.log(Level::Info, &record.to_json());
        }
    }
}

impl fmt::Debug for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Never the secrets.
        f.debug_struct("Host").field("folder", &self.folder()).field("d1", &self.d1.keys()).finish_non_exhaustive()
    }
}

impl Random {
    pub(crate) fn fill(&self, bytes: &mut [u8]) {
        match self {
            Random::System => {
                if getrandom::fill(bytes).is_err() {
                    // Going on with bytes that can be guessed would be worse, and no caller could
                    // do better: the kernel has no randomness to give.
                    std::process::abort();
                }
            }
            Random::Repeatable(state) => {
                for chunk in bytes.chunks_mut(8) {
                    // SplitMix64: short, and well spread.
                    let mut z = state.fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::Relaxed);
                    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
                    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
                    for (byte, random) in chunk.iter_mut().zip((z ^ (z >> 31)).to_le_bytes()) {
                        *byte = random;
                    }
                }
            }
        }
    }
}

impl Settings {
    /// A limiter's limit: the spec's, unless a variable of its name says otherwise. (On Cloudflare an environment of
    /// `bindings.toml` does.)
    fn limit(&self, limiter: &RateLimitManifest) -> Result<u32, Error> {
        let name = limiter.name;
        let Some(text) = self.vars.get(name) else { return Ok(limiter.limit) };
        text.parse().ok().filter(|limit| *limit > 0).ok_or_else(|| {
            Error::new(format!("{name} is `{text}`, and must be how many calls the rate limiter allows, at least 1"))
        })
    }

    /// What the manifest names, from the environment or else from `.dev.vars` in the current folder;
    /// and how much is logged, from `LOG_LEVEL`.
    fn of_process(manifest: &Manifest) -> Result<(Self, Level), Error> {
        let file = match std::fs::read_to_string(".dev.vars") {
            Ok(text) => dotenv::parse(&text).map_err(|e| Error::new(format!(".dev.vars: {e}")))?,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => BTreeMap::new(),
            Err(e) => return Err(Error::new(format!("cannot read .dev.vars: {e}"))),
        };
        let find = |name: &str| match std::env::var(name) {
            Ok(value) => Ok(Some(value)),
            Err(std::env::VarError::NotPresent) => Ok(file.get(name).cloned()),
            Err(std::env::VarError::NotUnicode(_)) => {
                Err(Error::new(format!("the environment variable {name} is not UTF-8")))
            }
        };
        let collect = |names: &[&str]| {
            let mut values = BTreeMap::new();
            for name in names {
                if let Some(value) = find(name)? {
                    values.insert((*name).to_owned(), value);
                }
            }
            Ok(values)
        };
        let mut vars = collect(manifest.vars)?;
        let limiters: Vec<&str> = manifest.ratelimits.iter().map(|limiter| limiter.name).collect();
        vars.extend(collect(&limiters)?);
        let settings = Settings { vars, secrets: collect(manifest.secrets)? };
        let name = find("LOG_LEVEL")?.unwrap_or_default();
        let least = log::level(&name)
            .ok_or_else(|| Error::new(format!("LOG_LEVEL is `{name}`, and must be debug, info, warn or error")))?;
        Ok((settings, least))
    }
}
