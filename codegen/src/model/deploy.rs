//! How a Worker is deployed: what `wrangler.toml` says beside the bindings themselves.
//!
//! Nothing of it reaches generated Rust. Values are as written; defaults that depend on the place of `wrangler.toml`
//! are filled in when that file is written.

use super::{Bindings, Name};

/// Keys of `[worker]` beside name and date.
#[derive(Clone, Debug)]
pub struct WorkerDeploy {
    /// The main module.
    pub main: String,
    /// The command that makes it; `None`: it is there.
    pub build: Option<String>,
    pub compatibility_flags: Vec<String>,
    /// `None`: as wrangler thinks best, which is yes where there is no route.
    pub workers_dev: Option<bool>,
    pub routes: Vec<RouteTarget>,
    /// Milliseconds, 1 to 300,000.
    pub cpu_ms: Option<u32>,
    pub observability: Observability,
    pub account_id: Option<String>,
    /// Classes of objects that were deployed once and whose data may go.
    pub deleted_objects: Vec<String>,
    /// Former and present name of classes.
    pub renamed_objects: Vec<(String, String)>,
}

/// Keys of a `[d1.X]` that wrangler is told.
#[derive(Clone, Debug, Default)]
pub struct D1Deploy {
    pub database_name: Option<String>,
    pub database_id: Option<String>,
    /// Relative to `wrangler.toml`.
    pub migrations_dir: Option<String>,
}

/// Where requests come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RouteTarget {
    pub pattern: String,
    pub zone: RouteZone,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RouteZone {
    /// Told by the pattern's host.
    Implied,
    Name(String),
    Id(String),
    /// The pattern is a host of its own, with a DNS record and a certificate that are made for it.
    CustomDomain,
}

#[derive(Clone, Debug)]
pub struct Observability {
    pub enabled: bool,
    /// The part of requests that is recorded, 0 to 1.
    pub head_sampling_rate: Option<f64>,
}

impl Default for Observability {
    fn default() -> Self {
        Self { enabled: true, head_sampling_rate: None }
    }
}

/// Static files: `[assets]`.
#[derive(Clone, Debug)]
pub struct AssetsDef {
    /// Relative to `wrangler.toml`.
    pub directory: String,
    pub binding: Option<Name>,
    pub not_found_handling: Option<String>,
    pub html_handling: Option<String>,
    pub run_worker_first: Option<RunWorkerFirst>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RunWorkerFirst {
    Always(bool),
    /// Paths such as `/api/*`, and `!/…` for those that are not.
    Paths(Vec<String>),
}

/// A rate limiter: `[ratelimit.LOGIN]`.
#[derive(Clone, Debug)]
pub struct RateLimitDef {
    pub name: Name,
    /// Calls in a period, for each key.
    pub limit: u32,
    /// Seconds, 10 or 60.
    pub period: u32,
    /// An integer as text, which counts throughout the account; `None`: made from the names of Worker and binding.
    pub namespace_id: Option<String>,
    pub docs: Vec<String>,
}

/// Another deployment of the same Worker: `[env.staging]`. What it does not say is as without it, but for ids and
/// names of databases and namespaces, which are never shared unsaid.
#[derive(Clone, Debug)]
pub struct EnvironmentDef {
    pub name: String,
    /// The Worker's name there.
    pub worker: String,
    pub account_id: Option<String>,
    pub workers_dev: Option<bool>,
    pub routes: Vec<RouteTarget>,
    /// Var and text, in the order of the vars; checked as defaults are.
    pub vars: Vec<(String, String)>,
    /// By binding; `migrations_dir` is never set.
    pub d1: Vec<(String, D1Deploy)>,
    pub kv: Vec<(String, KvIds)>,
    pub ratelimits: Vec<(String, RateLimitChange)>,
}

/// A namespace's ids.
#[derive(Clone, Debug, Default)]
pub struct KvIds {
    pub id: Option<String>,
    pub preview_id: Option<String>,
}

/// What is different about a rate limiter in an environment.
#[derive(Clone, Debug, Default)]
pub struct RateLimitChange {
    pub limit: Option<u32>,
    pub period: Option<u32>,
    pub namespace_id: Option<String>,
}

impl Bindings {
    /// Every distinct schedule, in file order.
    pub fn schedules(&self) -> Vec<&str> {
        let mut schedules = Vec::new();
        for cron in &self.crons {
            if !schedules.contains(&cron.schedule.as_str()) {
                schedules.push(cron.schedule.as_str());
            }
        }
        schedules
    }
}
