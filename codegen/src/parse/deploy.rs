//! The part of `bindings.toml` that says how the Worker is deployed, as syntax: the keys of `[worker]` and `[d1.X]`
//! that are for wrangler, `[assets]`, `[ratelimit.X]` and `[env.X]`.

use crate::diag::Diagnostics;
use crate::parse::toml::{Entry, Reader, Table, Value, string, table, wrong_type};
use crate::source::Spanned;

/// What stands in tables of its own.
#[derive(Clone, Debug, Default)]
pub struct Deploy {
    pub assets: Option<Assets>,
    pub ratelimits: Vec<RateLimit>,
    pub environments: Vec<Environment>,
}

/// Keys of `[worker]` beside its name and date.
#[derive(Clone, Debug, Default)]
pub struct WorkerKeys {
    pub main: Option<Spanned<String>>,
    pub build: Option<Spanned<String>>,
    pub compatibility_flags: Vec<Spanned<String>>,
    pub account_id: Option<Spanned<String>>,
    pub workers_dev: Option<Spanned<bool>>,
    pub routes: Vec<Route>,
    pub cpu_ms: Option<Spanned<i128>>,
    pub observability: Option<Observability>,
    pub deleted_objects: Vec<Spanned<String>>,
    /// Former and present name.
    pub renamed_objects: Vec<(Spanned<String>, Spanned<String>)>,
}

#[derive(Clone, Debug)]
pub struct Observability {
    pub enabled: bool,
    pub head_sampling_rate: Option<Spanned<Value>>,
}

/// A pattern alone, or a table with its zone.
#[derive(Clone, Debug)]
pub struct Route {
    pub pattern: Spanned<String>,
    pub zone_name: Option<Spanned<String>>,
    pub zone_id: Option<Spanned<String>>,
    pub custom_domain: Option<Spanned<bool>>,
}

/// What a `[d1.X]` tells wrangler.
#[derive(Clone, Debug, Default)]
pub struct D1Keys {
    pub database_name: Option<Spanned<String>>,
    pub database_id: Option<Spanned<String>>,
    pub migrations_dir: Option<Spanned<String>>,
}

#[derive(Clone, Debug)]
pub struct Assets {
    pub directory: Option<Spanned<String>>,
    pub binding: Option<Spanned<String>>,
    pub not_found_handling: Option<Spanned<String>>,
    pub html_handling: Option<Spanned<String>>,
    pub run_worker_first: Option<RunWorkerFirst>,
}

#[derive(Clone, Debug)]
pub enum RunWorkerFirst {
    Always(bool),
    Paths(Vec<Spanned<String>>),
}

#[derive(Clone, Debug)]
pub struct RateLimit {
    pub name: Spanned<String>,
    pub keys: RateLimitKeys,
    pub docs: Vec<String>,
}

#[derive(Clone, Debug, Default)]
pub struct RateLimitKeys {
    pub limit: Option<Spanned<i128>>,
    pub period: Option<Spanned<i128>>,
    pub namespace_id: Option<Spanned<String>>,
}

#[derive(Clone, Debug)]
pub struct KvKeys {
    pub id: Option<Spanned<String>>,
    pub preview_id: Option<Spanned<String>>,
}

/// `[env.X]`.
#[derive(Clone, Debug)]
pub struct Environment {
    pub name: Spanned<String>,
    pub worker: Option<Spanned<String>>,
    pub account_id: Option<Spanned<String>>,
    pub workers_dev: Option<Spanned<bool>>,
    pub routes: Vec<Route>,
    pub vars: Vec<(Spanned<String>, Spanned<Value>)>,
    pub d1: Vec<(Spanned<String>, D1Keys)>,
    pub kv: Vec<(Spanned<String>, KvKeys)>,
    pub ratelimits: Vec<(Spanned<String>, RateLimitKeys)>,
}

/// Parses the tables that are for wrangler alone.
pub fn parse_deploy(cx: &mut Diagnostics, reader: &mut Reader<'_>) -> Deploy {
    Deploy {
        assets: parse_assets(cx, reader),
        ratelimits: parse_ratelimits(cx, reader),
        environments: parse_environments(cx, reader),
    }
}

/// Takes the keys of `[worker]` that are for wrangler.
pub fn parse_worker_keys(cx: &mut Diagnostics, reader: &mut Reader<'_>) -> WorkerKeys {
    let deleted_objects = reader.strings(cx, "deleted_objects").unwrap_or_default();
    let renamed_objects = reader.entries(cx, "renamed_objects").iter().filter_map(|entry| {
        let subject = format!("the new name of object `{}`", *entry.key);
        Some((entry.key.clone(), string(cx, &entry.value, &subject)?))
    });
    let renamed_objects = renamed_objects.collect();
    WorkerKeys {
        main: reader.string(cx, "main"),
        build: reader.string(cx, "build"),
        compatibility_flags: reader.strings(cx, "compatibility_flags").unwrap_or_default(),
        account_id: reader.string(cx, "account_id"),
        workers_dev: reader.boolean(cx, "workers_dev"),
        routes: parse_routes(cx, reader, "`[worker]`"),
        cpu_ms: reader.integer(cx, "cpu_ms"),
        observability: parse_observability(cx, reader),
        deleted_objects,
        renamed_objects,
    }
}

/// Takes the keys of a `[d1.X]` that are for wrangler.
pub fn parse_d1_keys(cx: &mut Diagnostics, reader: &mut Reader<'_>) -> D1Keys {
    D1Keys { migrations_dir: reader.string(cx, "migrations_dir"), ..parse_d1_identity(cx, reader) }
}

fn parse_d1_identity(cx: &mut Diagnostics, reader: &mut Reader<'_>) -> D1Keys {
    D1Keys {
        database_name: reader.string(cx, "database_name"),
        database_id: reader.string(cx, "database_id"),
        migrations_dir: None,
    }
}

/// `observability = false`, or a table.
fn parse_observability(cx: &mut Diagnostics, reader: &mut Reader<'_>) -> Option<Observability> {
    let value = &reader.entry("observability")?.value;
    match &value.value {
        Value::Boolean(enabled) => Some(Observability { enabled: *enabled, head_sampling_rate: None }),
        Value::Table(table) => {
            let mut reader = Reader::new(table, "`observability`");
            let enabled = reader.boolean(cx, "enabled").is_none_or(|it| it.value);
            let head_sampling_rate = reader.number(cx, "head_sampling_rate");
            reader.finish(cx);
            Some(Observability { enabled, head_sampling_rate })
        }
        _ => wrong_type(cx, value, "`observability` of `[worker]`", "`true`, `false` or a table"),
    }
}

// Diagnostic: bad-value
//
// `route = "a.example/*"` beside `routes = […]`: wrangler would refuse both.
fn parse_routes(cx: &mut Diagnostics, reader: &mut Reader<'_>, subject: &str) -> Vec<Route> {
    let (one, several) = (reader.entry("route"), reader.entry("routes"));
    if let (Some(one), Some(several)) = (one, several) {
        cx.error("bad-value", one.key.span, format!("{subject} has both `route` and `routes`"))
            .secondary(several.key.span, "the other one")
            .help("move all of them into `routes`");
    }
    let mut routes = Vec::new();
    if let Some(one) = one {
        routes.extend(parse_route(cx, &one.value, &format!("`route` of {subject}")));
    }
    match several.map(|entry| &entry.value) {
        None => {}
        Some(Spanned { value: Value::Array(items), .. }) => {
            let subject = format!("an item of `routes` of {subject}");
            routes.extend(items.iter().filter_map(|item| parse_route(cx, item, &subject)));
        }
        Some(value) => {
            wrong_type::<()>(cx, value, &format!("`routes` of {subject}"), "an array of routes");
        }
    }
    routes
}

fn parse_route(cx: &mut Diagnostics, value: &Spanned<Value>, subject: &str) -> Option<Route> {
    let table = match &value.value {
        Value::String(pattern) => {
            let pattern = Spanned::new(pattern.clone(), value.span);
            return Some(Route { pattern, zone_name: None, zone_id: None, custom_domain: None });
        }
        Value::Table(table) => table,
        _ => return wrong_type(cx, value, subject, "a string or a table"),
    };
    let mut reader = Reader::new(table, subject);
    let pattern = reader.required_string(cx, "pattern", "\"example.com/*\"");
    let zone_name = reader.string(cx, "zone_name");
    let zone_id = reader.string(cx, "zone_id");
    let custom_domain = reader.boolean(cx, "custom_domain");
    reader.finish(cx);
    Some(Route { pattern: pattern?, zone_name, zone_id, custom_domain })
}

fn parse_assets(cx: &mut Diagnostics, reader: &mut Reader<'_>) -> Option<Assets> {
    let entry = reader.entry("assets")?;
    let mut reader = Reader::new(table(cx, &entry.value, "`assets`")?, "`[assets]`");
    let assets = Assets {
        directory: reader.required_string(cx, "directory", "\"public\""),
        binding: reader.string(cx, "binding"),
        not_found_handling: reader.string(cx, "not_found_handling"),
        html_handling: reader.string(cx, "html_handling"),
        run_worker_first: parse_run_worker_first(cx, &mut reader),
    };
    reader.finish(cx);
    Some(assets)
}

fn parse_run_worker_first(cx: &mut Diagnostics, reader: &mut Reader<'_>) -> Option<RunWorkerFirst> {
    let value = &reader.entry("run_worker_first")?.value;
    match &value.value {
        Value::Boolean(it) => Some(RunWorkerFirst::Always(*it)),
        Value::Array(items) => {
            let subject = "an item of `run_worker_first` of `[assets]`";
            Some(RunWorkerFirst::Paths(items.iter().filter_map(|item| string(cx, item, subject)).collect()))
        }
        _ => wrong_type(cx, value, "`run_worker_first` of `[assets]`", "`true`, `false` or an array of paths"),
    }
}

fn parse_ratelimits(cx: &mut Diagnostics, reader: &mut Reader<'_>) -> Vec<RateLimit> {
    let mut ratelimits = Vec::new();
    for (entry, table) in reader.tables(cx, "ratelimit") {
        let mut reader = Reader::new(table, format!("rate limiter `{}`", *entry.key));
        let keys = parse_ratelimit_keys(cx, &mut reader);
        if !reader.has("limit") {
            reader.missing(cx, "limit", "100");
        }
        if !reader.has("period") {
            reader.missing(cx, "period", "60");
        }
        reader.finish(cx);
        ratelimits.push(RateLimit { name: entry.key.clone(), keys, docs: entry.docs.clone() });
    }
    ratelimits
}

fn parse_ratelimit_keys(cx: &mut Diagnostics, reader: &mut Reader<'_>) -> RateLimitKeys {
    RateLimitKeys {
        limit: reader.integer(cx, "limit"),
        period: reader.integer(cx, "period"),
        namespace_id: reader.string(cx, "namespace_id"),
    }
}

fn parse_environments(cx: &mut Diagnostics, reader: &mut Reader<'_>) -> Vec<Environment> {
    let mut environments = Vec::new();
    for (entry, table) in reader.tables(cx, "env") {
        let subject = format!("environment `{}`", *entry.key);
        let mut reader = Reader::new(table, subject.clone());
        environments.push(Environment {
            name: entry.key.clone(),
            worker: reader.string(cx, "name"),
            account_id: reader.string(cx, "account_id"),
            workers_dev: reader.boolean(cx, "workers_dev"),
            routes: parse_routes(cx, &mut reader, &subject),
            vars: reader.entries(cx, "var").iter().map(|it| (it.key.clone(), it.value.clone())).collect(),
            d1: parse_changes(cx, &mut reader, "d1", "database", &subject, parse_d1_identity),
            kv: parse_changes(cx, &mut reader, "kv", "namespace", &subject, |cx, reader| KvKeys {
                id: reader.string(cx, "id"),
                preview_id: reader.string(cx, "preview_id"),
            }),
            ratelimits: parse_changes(cx, &mut reader, "ratelimit", "rate limiter", &subject, parse_ratelimit_keys),
        });
        reader.finish(cx);
    }
    environments
}

/// What an environment changes about bindings of one kind.
fn parse_changes<T>(
    cx: &mut Diagnostics,
    reader: &mut Reader<'_>,
    key: &'static str,
    kind: &str,
    environment: &str,
    parse: impl Fn(&mut Diagnostics, &mut Reader<'_>) -> T,
) -> Vec<(Spanned<String>, T)> {
    let parse_one = |cx: &mut Diagnostics, entry: &Entry, table: &Table| {
        let mut reader = Reader::new(table, format!("{kind} `{}` of {environment}", *entry.key));
        let keys = parse(cx, &mut reader);
        reader.finish(cx);
        (entry.key.clone(), keys)
    };
    reader.tables(cx, key).into_iter().map(|(entry, table)| parse_one(cx, entry, table)).collect()
}
