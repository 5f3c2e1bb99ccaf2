//! What wrangler is told, proved: values in their ranges, routes that Cloudflare takes, and environments that change
//! only what is declared, to values that a default could have.

use std::collections::BTreeSet;

use crate::diag::{Diagnostics, nearest};
use crate::lower::bindings::{Scope, is_worker_name};
use crate::lower::defaults::fit;
use crate::lower::fields::lower_name;
use crate::lower::types::Types;
use crate::model::{
    AssetsDef, Bindings, D1Deploy, EnvironmentDef, KvIds, Observability, RateLimitChange, RateLimitDef, RouteTarget,
    RouteZone, RunWorkerFirst, WorkerDeploy,
};
use crate::parse::bindings as syntax;
use crate::parse::deploy::{self as keys, D1Keys, RateLimitKeys, WorkerKeys};
use crate::parse::toml::{Value, list};
use crate::source::{Span, Spanned};

/// What is deployed where nothing is said: the output of the Cloudflare host's own build.
pub const MAIN: &str = "build/entry.js";
/// The command that makes it.
pub const BUILD: &str = "npm run build";

/// Milliseconds of CPU that a request may be allowed at most.
const MAX_CPU_MS: i128 = 300_000;

/// How paths without a file are answered (<https://developers.cloudflare.com/workers/static-assets/>).
const NOT_FOUND_HANDLING: [&str; 3] = ["single-page-application", "404-page", "none"];
const HTML_HANDLING: [&str; 4] = ["auto-trailing-slash", "force-trailing-slash", "drop-trailing-slash", "none"];

/// Adds to the bindings what stands in tables of wrangler's own. All other bindings must be there.
pub(super) fn lower_deploy<'s>(
    cx: &mut Diagnostics,
    scope: &mut Scope<'s>,
    types: &Types,
    syntax: &'s syntax::Bindings,
    bindings: &mut Bindings,
) {
    bindings.assets = syntax.deploy.assets.as_ref().and_then(|assets| lower_assets(cx, scope, assets));
    for ratelimit in &syntax.deploy.ratelimits {
        bindings.ratelimits.extend(lower_ratelimit(cx, scope, ratelimit));
    }
    if let Some(worker) = &syntax.worker {
        check_former_objects(cx, &worker.deploy, syntax);
    }
    bindings.environments = syntax
        .deploy
        .environments
        .iter()
        .filter_map(|environment| lower_environment(cx, types, syntax, bindings, environment))
        .collect();
}

/// Lowers the keys of `[worker]` that are for wrangler.
pub(super) fn lower_worker_keys(cx: &mut Diagnostics, keys: &WorkerKeys) -> WorkerDeploy {
    let subject = "`[worker]`";
    let flags = &keys.compatibility_flags;
    let rate = |observability: &keys::Observability| Observability {
        enabled: observability.enabled,
        head_sampling_rate: lower_rate(cx, observability.head_sampling_rate.as_ref()),
    };
    let observability = keys.observability.as_ref().map(rate).unwrap_or_default();
    WorkerDeploy {
        main: filled(cx, keys.main.as_ref(), &format!("`main` of {subject}")).unwrap_or_else(|| MAIN.to_owned()),
        build: keys
            .build
            .as_ref()
            .map_or(Some(BUILD), |it| Some(it.as_str()).filter(|it| !it.is_empty()))
            .map(str::to_owned),
        compatibility_flags: flags.iter().map(|flag| flag.value.clone()).collect(),
        workers_dev: keys.workers_dev.as_ref().map(|it| it.value),
        routes: lower_routes(cx, &keys.routes),
        cpu_ms: within(cx, keys.cpu_ms.as_ref(), 1, MAX_CPU_MS, &format!("`cpu_ms` of {subject}")),
        observability,
        account_id: filled(cx, keys.account_id.as_ref(), &format!("`account_id` of {subject}")),
        deleted_objects: keys.deleted_objects.iter().map(|name| name.value.clone()).collect(),
        renamed_objects: keys.renamed_objects.iter().map(|(old, new)| (old.value.clone(), new.value.clone())).collect(),
    }
}

/// Lowers the keys of a `[d1.X]` that are for wrangler.
pub(super) fn lower_d1_keys(cx: &mut Diagnostics, keys: &D1Keys, subject: &str) -> D1Deploy {
    let mut text = |value: &Option<_>, key: &str| filled(cx, value.as_ref(), &format!("`{key}` of {subject}"));
    D1Deploy {
        database_name: text(&keys.database_name, "database_name"),
        database_id: text(&keys.database_id, "database_id"),
        migrations_dir: text(&keys.migrations_dir, "migrations_dir"),
    }
}

// ---- values --------------------------------------------------------------------------------

/// A text that may not be empty.
fn filled(cx: &mut Diagnostics, value: Option<&Spanned<String>>, subject: &str) -> Option<String> {
    let value = value?;
    if value.is_empty() {
        cx.error("bad-value", value.span, format!("{subject} is empty")).help("write a value, or leave the key out");
        return None;
    }
    Some(value.value.clone())
}

fn within(cx: &mut Diagnostics, value: Option<&Spanned<i128>>, min: i128, max: i128, subject: &str) -> Option<u32> {
    let value = value?;
    if !(min..=max).contains(&value.value) {
        cx.error("bad-value", value.span, format!("{subject} must be between {min} and {max}"));
        return None;
    }
    u32::try_from(value.value).ok()
}

fn lower_rate(cx: &mut Diagnostics, rate: Option<&Spanned<Value>>) -> Option<f64> {
    let rate = rate?;
    let number = match rate.value {
        Value::Float(number) => number,
        Value::Integer(number) => number as f64,
        _ => return None,
    };
    if !(0.0..=1.0).contains(&number) {
        cx.error("bad-value", rate.span, "`head_sampling_rate` must be between 0 and 1")
            .help("it is the part of requests that is recorded: 0.1 is every tenth");
        return None;
    }
    Some(number)
}

fn one_of(cx: &mut Diagnostics, value: Option<&Spanned<String>>, legal: &[&str], subject: &str) -> Option<String> {
    let value = value?;
    if !legal.contains(&value.as_str()) {
        let help = match nearest(value, legal.iter().copied()) {
            Some(near) => format!("write `{near}`"),
            None => format!("legal here: {}", list(legal)),
        };
        cx.error("bad-value", value.span, format!("{subject} cannot be `{}`", **value)).help(help);
        return None;
    }
    Some(value.value.clone())
}

// ---- routes --------------------------------------------------------------------------------

fn lower_routes(cx: &mut Diagnostics, routes: &[keys::Route]) -> Vec<RouteTarget> {
    routes.iter().filter_map(|route| lower_route(cx, route)).collect()
}

// Diagnostic: bad-value
//
// `{ pattern = "app.example.com/*", custom_domain = true }`: refused by wrangler when the Worker is deployed.
fn lower_route(cx: &mut Diagnostics, route: &keys::Route) -> Option<RouteTarget> {
    let pattern = &route.pattern;
    let custom = route.custom_domain.as_ref().is_some_and(|it| it.value);
    let zones = [route.zone_name.as_ref().map(|it| it.span), route.zone_id.as_ref().map(|it| it.span)];
    let zones = zones.into_iter().chain([route.custom_domain.as_ref().filter(|_| custom).map(|it| it.span)]);
    let zones: Vec<Span> = zones.flatten().collect();
    if let [_, second, ..] = zones.as_slice() {
        cx.error("bad-value", *second, format!("route `{}` names its zone more than once", **pattern))
            .help("give one of `zone_name`, `zone_id` and `custom_domain`");
        return None;
    }
    if pattern.is_empty() || pattern.contains(char::is_whitespace) {
        cx.error("bad-value", pattern.span, format!("route `{}` is no pattern", **pattern))
            .help("write it as `\"example.com/*\"`");
        return None;
    }
    if custom && pattern.contains(['/', '*']) {
        let host = pattern.split('/').next().unwrap_or_default().trim_start_matches("*.");
        cx.error("bad-value", pattern.span, format!("custom domain `{}` is more than a host", **pattern))
            .help(format!("write `{host}`: a custom domain takes every path, and has no `*`"));
        return None;
    }
    let zone = match (&route.zone_name, &route.zone_id) {
        _ if custom => RouteZone::CustomDomain,
        (Some(name), _) => RouteZone::Name(name.value.clone()),
        (None, Some(id)) => RouteZone::Id(id.value.clone()),
        (None, None) => RouteZone::Implied,
    };
    Some(RouteTarget { pattern: pattern.value.clone(), zone })
}

// ---- tables of their own -------------------------------------------------------------------

fn lower_assets<'s>(cx: &mut Diagnostics, scope: &mut Scope<'s>, assets: &'s keys::Assets) -> Option<AssetsDef> {
    let binding = assets.binding.as_ref().and_then(|name| scope.declare(cx, name));
    let (not_found, html) = (assets.not_found_handling.as_ref(), assets.html_handling.as_ref());
    let not_found_handling = one_of(cx, not_found, &NOT_FOUND_HANDLING, "`not_found_handling` of `[assets]`");
    let html_handling = one_of(cx, html, &HTML_HANDLING, "`html_handling` of `[assets]`");
    let run_worker_first = assets.run_worker_first.as_ref().map(|first| match first {
        keys::RunWorkerFirst::Always(it) => RunWorkerFirst::Always(*it),
        keys::RunWorkerFirst::Paths(paths) => {
            for path in paths.iter().filter(|path| !path.trim_start_matches('!').starts_with('/')) {
                cx.error(
                    "bad-value",
                    path.span,
                    format!("path `{}` of `run_worker_first` must begin with `/`", **path),
                )
                .help("write it as `\"/api/*\"`, or `\"!/api/docs/*\"` for what is an asset after all");
            }
            RunWorkerFirst::Paths(paths.iter().map(|path| path.value.clone()).collect())
        }
    });
    let directory = filled(cx, assets.directory.as_ref(), "`directory` of `[assets]`")?;
    Some(AssetsDef { directory, binding, not_found_handling, html_handling, run_worker_first })
}

fn lower_ratelimit<'s>(
    cx: &mut Diagnostics,
    scope: &mut Scope<'s>,
    ratelimit: &'s keys::RateLimit,
) -> Option<RateLimitDef> {
    let name = scope.declare(cx, &ratelimit.name).filter(|name| Scope::is_free_field(cx, name, "rate limiter"));
    let change = lower_ratelimit_keys(cx, &ratelimit.keys, &format!("rate limiter `{}`", *ratelimit.name));
    let RateLimitChange { limit, period, namespace_id } = change;
    Some(RateLimitDef { name: name?, limit: limit?, period: period?, namespace_id, docs: ratelimit.docs.clone() })
}

fn lower_ratelimit_keys(cx: &mut Diagnostics, keys: &RateLimitKeys, subject: &str) -> RateLimitChange {
    let limit = within(cx, keys.limit.as_ref(), 1, i128::from(u32::MAX), &format!("`limit` of {subject}"));
    let period = keys.period.as_ref().and_then(|period| {
        if ![10, 60].contains(&period.value) {
            cx.error("bad-value", period.span, format!("`period` of {subject} must be 10 or 60"))
                .help("it is in seconds; Cloudflare counts over these two only");
            return None;
        }
        u32::try_from(period.value).ok()
    });
    let namespace_id = keys.namespace_id.as_ref().filter(|id| {
        let legal = id.chars().all(|it| it.is_ascii_digit()) && !id.is_empty() && !id.starts_with('0');
        if !legal {
            cx.error("bad-value", id.span, format!("`namespace_id` of {subject} must be a positive integer as text"))
                .help("write it as `\"1001\"`, or leave it out: one is made from the names of Worker and binding");
        }
        legal
    });
    RateLimitChange { limit, period, namespace_id: namespace_id.map(|id| id.value.clone()) }
}

// Diagnostic: former-object
//
// `deleted_objects = ["Room"]` beside `[object.Room]`: what is declared is live, what was deleted is not.
fn check_former_objects(cx: &mut Diagnostics, keys: &WorkerKeys, syntax: &syntax::Bindings) {
    let declared: Vec<&str> = syntax.objects.iter().map(|object| object.name.as_str()).collect();
    let mut former = BTreeSet::new();
    let old_names = keys.renamed_objects.iter().map(|(old, _)| old);
    for name in keys.deleted_objects.iter().chain(old_names) {
        if syn::parse_str::<syn::Ident>(name).is_err() {
            cx.error("bad-name", name.span, format!("object `{}` cannot be the name of a class", **name));
        } else if declared.contains(&name.as_str()) {
            cx.error("former-object", name.span, format!("object `{}` is declared, so it is not gone", **name))
                .help(format!("drop the name here, or `[object.{}]`", **name));
        } else if !former.insert(name.as_str()) {
            cx.error("former-object", name.span, format!("object `{}` is deleted or renamed twice", **name))
                .help("say once what became of it");
        }
    }
    for (old, new) in &keys.renamed_objects {
        if !declared.contains(&new.as_str()) {
            let help = match nearest(new, declared.iter().copied()) {
                Some(near) => format!("write `{near}`"),
                None => format!("declare `[object.{}]`", **new),
            };
            cx.error(
                "former-object",
                new.span,
                format!("object `{}` was renamed to `{}`, which is not declared", **old, **new),
            )
            .help(help);
        }
    }
}

// ---- environments --------------------------------------------------------------------------

fn lower_environment(
    cx: &mut Diagnostics,
    types: &Types,
    syntax: &syntax::Bindings,
    bindings: &Bindings,
    environment: &keys::Environment,
) -> Option<EnvironmentDef> {
    let name = &environment.name;
    let subject = format!("environment `{}`", **name);
    let worker = lower_environment_name(cx, bindings, environment);
    let names = |names: &mut dyn Iterator<Item = &Spanned<String>>| names.map(|name| name.value.clone()).collect();
    let databases: Vec<String> = names(&mut syntax.d1.iter().map(|d1| &d1.name));
    let namespaces: Vec<String> = names(&mut syntax.kv.iter().map(|kv| &kv.name));
    let ratelimits: Vec<String> = names(&mut syntax.deploy.ratelimits.iter().map(|it| &it.name));
    let known = |cx: &mut Diagnostics, name: &Spanned<String>, kind: &str, key: &str, declared: &[String]| {
        is_declared(cx, name, &format!("the {kind} `{}` of {subject}", **name), key, declared)
    };
    let mut d1 = Vec::new();
    for (name, keys) in &environment.d1 {
        if known(cx, name, "database", "d1", &databases) {
            let subject = format!("database `{}` of {subject}", **name);
            d1.push((name.value.clone(), lower_d1_keys(cx, keys, &subject)));
        }
    }
    let mut kv = Vec::new();
    for (name, keys) in &environment.kv {
        if known(cx, name, "namespace", "kv", &namespaces) {
            let subject = format!("namespace `{}` of {subject}", **name);
            let id = filled(cx, keys.id.as_ref(), &format!("`id` of {subject}"));
            let preview_id = filled(cx, keys.preview_id.as_ref(), &format!("`preview_id` of {subject}"));
            kv.push((name.value.clone(), KvIds { id, preview_id }));
        }
    }
    let mut changes = Vec::new();
    for (name, keys) in &environment.ratelimits {
        if known(cx, name, "rate limiter", "ratelimit", &ratelimits) {
            let subject = format!("rate limiter `{}` of {subject}", **name);
            changes.push((name.value.clone(), lower_ratelimit_keys(cx, keys, &subject)));
        }
    }
    Some(EnvironmentDef {
        account_id: filled(cx, environment.account_id.as_ref(), &format!("`account_id` of {subject}")),
        workers_dev: environment.workers_dev.as_ref().map(|it| it.value),
        routes: lower_routes(cx, &environment.routes),
        vars: lower_environment_vars(cx, types, syntax, environment),
        d1,
        kv,
        ratelimits: changes,
        name: name.value.clone(),
        worker: worker?,
    })
}

/// The Worker's name in an environment, which wrangler would make likewise.
fn lower_environment_name(
    cx: &mut Diagnostics,
    bindings: &Bindings,
    environment: &keys::Environment,
) -> Option<String> {
    let name = &environment.name;
    let plain = |it: char| it.is_ascii_alphanumeric() || it == '-' || it == '_';
    if name.is_empty() || !name.chars().all(plain) {
        cx.error("bad-name", name.span, format!("environment `{}` cannot be named at a command line", **name))
            .help("letters, digits, `-` and `_` may stand there, as in `staging`");
        return None;
    }
    if let Some(worker) = &environment.worker {
        return is_worker_name(cx, worker).then(|| worker.value.clone());
    }
    let base = bindings.worker.as_ref()?;
    let worker = Spanned::new(format!("{}-{}", base.name, name.to_ascii_lowercase()), name.span);
    is_worker_name(cx, &worker).then_some(worker.value)
}

// Diagnostic: unknown-binding
//
// `[env.staging.kv.NODE_STORE]`: the environment would have a binding that nothing reads, and not the one that is meant.
fn is_declared(cx: &mut Diagnostics, name: &Spanned<String>, subject: &str, key: &str, declared: &[String]) -> bool {
    if declared.contains(&name.value) {
        return true;
    }
    let help = match nearest(name, declared.iter().map(String::as_str)) {
        Some(near) => format!("write `{near}`"),
        None => format!("declare it as `[{key}.{}]`: an environment only changes what is there", **name),
    };
    cx.error("unknown-binding", name.span, format!("{subject} is not declared")).help(help);
    false
}

/// Vars of an environment, checked as their defaults are, in the order of the vars.
fn lower_environment_vars(
    cx: &mut Diagnostics,
    types: &Types,
    syntax: &syntax::Bindings,
    environment: &keys::Environment,
) -> Vec<(String, String)> {
    let names: Vec<String> = syntax.vars.iter().map(|var| var.name.value.clone()).collect();
    for (name, _) in &environment.vars {
        let subject = format!("the var `{}` of environment `{}`", **name, *environment.name);
        if syntax.secrets.iter().any(|secret| secret.name == *name) {
            // Not at the var itself: a diagnostic shows the whole line, and logs keep it.
            cx.error("secret-in-vars", environment.name.span, format!("{subject} is a secret"))
                .label("what stands here can be read by everybody who sees the configuration")
                .help(format!("give it with `wrangler secret put {} --env {}`", **name, *environment.name));
        } else {
            is_declared(cx, name, &subject, "var", &names);
        }
    }
    let mut vars = Vec::new();
    for var in &syntax.vars {
        let Some((_, value)) = environment.vars.iter().find(|(name, _)| *name == var.name) else { continue };
        let (written, at) = var.ty.as_ref().map_or(("string", var.name.span), |ty| (ty.value.as_str(), ty.span));
        // What is wrong with the type was told at the var.
        let mut told = Diagnostics::default();
        let ty = lower_name(&mut told, &types.known, written, at, &var.rules, "");
        let Some(ty) = ty.filter(|_| !told.has_errors()) else { continue };
        match fit(types, &ty, value) {
            Ok(serde_json::Value::String(text)) => vars.push((var.name.value.clone(), text)),
            Ok(other) => vars.push((var.name.value.clone(), other.to_string())),
            Err(reason) => {
                let message =
                    format!("var `{}` of environment `{}` does not fit its type", *var.name, *environment.name);
                cx.error("bad-value", value.span, message).label(reason).secondary(var.name.span, "declared here");
            }
        }
    }
    vars
}
