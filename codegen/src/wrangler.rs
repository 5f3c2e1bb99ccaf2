//! `wrangler.toml` from a spec: the whole text, in wrangler's current syntax.
//!
//! What is hard is what wrangler leaves unsaid. Bindings, vars and secrets are not inherited by `[env.X]`, so each
//! environment has all of them again; routes are, so an environment without any must say so, or it would take the
//! requests of the Worker itself. A missing `crons` leaves old schedules running. And where `[secrets]` stands,
//! `wrangler dev` passes on from `.dev.vars` only what is required.

use std::fmt::Write as _;

use crate::model::{
    ApiDef, AssetsDef, Bindings, D1Def, EnvironmentDef, KvDef, KvIds, Model, RateLimitDef, RouteTarget, RouteZone,
    RunWorkerFirst, WorkerDef,
};

/// What a `wrangler.toml` says of the place where it stands.
#[derive(Clone, Debug)]
pub struct Place {
    /// The command that makes the file, called in its folder.
    pub command: String,
    /// The way from there to the spec's folder.
    pub spec: String,
    /// Whether the spec has migrations.
    pub migrations: bool,
}

/// How every generated file begins.
pub const MARK: &str = "# Made by `cargo williw wrangler";

/// The text of `wrangler.toml`; `None` where the spec has no `[worker]`.
pub fn wrangler_toml(model: &Model, place: &Place) -> Option<String> {
    let bindings = &model.bindings;
    let worker = bindings.worker.as_ref()?;
    let mut file = File { text: String::new(), environment: None, model, bindings, worker, place };
    // Writing to a String cannot fail.
    let _ = file.write();
    Some(file.text)
}

struct File<'m> {
    text: String,
    /// What is being written; `None`: the Worker itself.
    environment: Option<&'m EnvironmentDef>,
    model: &'m Model,
    bindings: &'m Bindings,
    worker: &'m WorkerDef,
    place: &'m Place,
}

impl File<'_> {
    fn write(&mut self) -> std::fmt::Result {
        let Place { command, spec, .. } = self.place;
        writeln!(self.text, "# Made by `{command}` from {}; do not edit.", joined(spec, "bindings.toml"))?;
        self.write_worker()?;
        self.write_bindings()?;
        self.write_exports()?;
        self.table("triggers")?;
        let schedules = self.bindings.schedules();
        writeln!(self.text, "crons = {}", array(&schedules))?;
        self.write_assets()?;
        self.write_running()?;
        for environment in &self.bindings.environments {
            self.environment = Some(environment);
            self.write_environment(environment)?;
            self.write_bindings()?;
        }
        Ok(())
    }

    /// A table's header; the name grows in an environment.
    fn table(&mut self, name: &str) -> std::fmt::Result {
        match self.environment {
            None => writeln!(self.text, "\n[{name}]"),
            Some(environment) => writeln!(self.text, "\n[env.{}.{name}]", environment.name),
        }
    }

    /// The header of one more table of a list.
    fn item(&mut self, name: &str) -> std::fmt::Result {
        match self.environment {
            None => writeln!(self.text, "\n[[{name}]]"),
            Some(environment) => writeln!(self.text, "\n[[env.{}.{name}]]", environment.name),
        }
    }

    fn text(&mut self, key: &str, value: &str) -> std::fmt::Result {
        writeln!(self.text, "{key} = {}", quoted(value))
    }

    fn maybe(&mut self, key: &str, value: Option<&String>) -> std::fmt::Result {
        value.map_or(Ok(()), |value| self.text(key, value))
    }

    fn write_worker(&mut self) -> std::fmt::Result {
        let WorkerDef { name, compatibility_date, deploy } = self.worker;
        self.text("name", name)?;
        self.text("main", &deploy.main)?;
        self.text("compatibility_date", compatibility_date)?;
        if !deploy.compatibility_flags.is_empty() {
            writeln!(self.text, "compatibility_flags = {}", array(&deploy.compatibility_flags))?;
        }
        self.maybe("account_id", deploy.account_id.as_ref())?;
        if let Some(workers_dev) = deploy.workers_dev {
            writeln!(self.text, "workers_dev = {workers_dev}")?;
        }
        self.write_routes(&deploy.routes, false)?;
        if let Some(build) = &deploy.build {
            self.table("build")?;
            self.text("command", build)?;
        }
        Ok(())
    }

    fn write_routes(&mut self, routes: &[RouteTarget], even_none: bool) -> std::fmt::Result {
        match routes {
            [] if even_none => writeln!(self.text, "routes = []"),
            [] => Ok(()),
            [one] => writeln!(self.text, "routes = [{}]", route(one)),
            several => {
                let lines: Vec<String> = several.iter().map(|it| format!("  {},\n", route(it))).collect();
                writeln!(self.text, "routes = [\n{}]", lines.concat())
            }
        }
    }

    // ---- what an environment has again -------------------------------------------------------

    fn write_bindings(&mut self) -> std::fmt::Result {
        for (position, d1) in self.bindings.d1.iter().enumerate() {
            self.write_d1(d1, position == 0)?;
        }
        for kv in &self.bindings.kv {
            self.write_kv(kv)?;
        }
        for object in &self.bindings.objects {
            self.item("durable_objects.bindings")?;
            self.text("name", &object.name.source)?;
            self.text("class_name", &object.name.source)?;
        }
        for ratelimit in &self.bindings.ratelimits {
            self.write_ratelimit(ratelimit)?;
        }
        self.write_vars()?;
        self.write_secrets()
    }

    fn write_d1(&mut self, d1: &D1Def, first: bool) -> std::fmt::Result {
        let binding = &d1.name.source;
        let change = self.environment.and_then(|it| it.d1.iter().find(|(name, _)| name == binding)).map(|it| &it.1);
        // A database of one's own in every environment, unless it is said otherwise.
        let name = match (self.environment, &d1.deploy.database_name) {
            (None, Some(name)) => name.clone(),
            (Some(environment), Some(name)) => format!("{name}-{}", environment.name.to_ascii_lowercase()),
            (_, None) if first => self.worker_name().to_owned(),
            (_, None) => format!("{}-{}", self.worker_name(), binding.to_ascii_lowercase().replace('_', "-")),
        };
        let name = change.and_then(|it| it.database_name.clone()).unwrap_or(name);
        let id = match (self.environment, change) {
            (None, _) => d1.deploy.database_id.as_ref(),
            (Some(_), change) => change.and_then(|it| it.database_id.as_ref()),
        };
        self.item("d1_databases")?;
        self.text("binding", binding)?;
        self.text("database_name", &name)?;
        self.maybe("database_id", id)?;
        let migrations = self.place.migrations.then(|| joined(&self.place.spec, "migrations"));
        self.maybe("migrations_dir", d1.deploy.migrations_dir.as_ref().or(migrations.as_ref()))
    }

    fn write_kv(&mut self, kv: &KvDef) -> std::fmt::Result {
        let binding = &kv.name.source;
        let ids = match self.environment {
            None => KvIds { id: kv.id.clone(), preview_id: kv.preview_id.clone() },
            Some(it) => it.kv.iter().find(|(name, _)| name == binding).map(|it| it.1.clone()).unwrap_or_default(),
        };
        self.item("kv_namespaces")?;
        self.text("binding", binding)?;
        self.maybe("id", ids.id.as_ref())?;
        self.maybe("preview_id", ids.preview_id.as_ref())
    }

    fn write_ratelimit(&mut self, ratelimit: &RateLimitDef) -> std::fmt::Result {
        let binding = &ratelimit.name.source;
        let change = self.environment.and_then(|it| it.ratelimits.iter().find(|(name, _)| name == binding));
        let change = change.map(|it| it.1.clone()).unwrap_or_default();
        let own = ratelimit.namespace_id.clone().filter(|_| self.environment.is_none());
        let id = change.namespace_id.or(own).unwrap_or_else(|| namespace_id(self.worker_name(), binding));
        let limit = change.limit.unwrap_or(ratelimit.limit);
        let period = change.period.unwrap_or(ratelimit.period);
        self.item("ratelimits")?;
        self.text("name", binding)?;
        self.text("namespace_id", &id)?;
        writeln!(self.text, "simple = {{ limit = {limit}, period = {period} }}")
    }

    fn write_vars(&mut self) -> std::fmt::Result {
        if self.bindings.vars.is_empty() {
            return Ok(());
        }
        self.table("vars")?;
        for var in &self.bindings.vars {
            let name = &var.name.source;
            let change = self.environment.and_then(|it| it.vars.iter().find(|(var, _)| var == name));
            match change.map(|(_, text)| text).or(var.default.as_ref()) {
                Some(text) => self.text(name, text)?,
                None => writeln!(self.text, "# {name} has no default: give it with `--var {name}:…`")?,
            }
        }
        Ok(())
    }

    fn write_secrets(&mut self) -> std::fmt::Result {
        let names = |optional| {
            let chosen = self.bindings.secrets.iter().filter(move |it| it.optional == optional);
            chosen.map(|secret| secret.name.source.as_str()).collect::<Vec<_>>()
        };
        let (required, optional) = (names(false), names(true));
        if required.is_empty() {
            return Ok(());
        }
        self.table("secrets")?;
        writeln!(self.text, "required = {}", array(&required))?;
        if let [first, ..] = optional.as_slice() {
            writeln!(
                self.text,
                "# Optional: {}. `wrangler dev` does not read them from .dev.vars; give them with `--var {first}:…`.",
                optional.join(", ")
            )?;
        }
        Ok(())
    }

    /// The name of the Worker that is being written.
    fn worker_name(&self) -> &str {
        self.environment.map_or(&self.worker.name, |environment| &environment.worker)
    }

    // ---- what is said once -------------------------------------------------------------------

    fn write_exports(&mut self) -> std::fmt::Result {
        for object in &self.bindings.objects {
            self.write_export(&object.name.source)?;
            writeln!(self.text, "storage = \"sqlite\"")?;
        }
        for name in &self.worker.deploy.deleted_objects {
            self.write_export(name)?;
            writeln!(self.text, "state = \"deleted\"")?;
        }
        for (old, new) in &self.worker.deploy.renamed_objects {
            self.write_export(old)?;
            writeln!(self.text, "state = \"renamed\"")?;
            self.text("renamed_to", new)?;
        }
        Ok(())
    }

    fn write_export(&mut self, class: &str) -> std::fmt::Result {
        self.table(&format!("exports.{class}"))?;
        writeln!(self.text, "type = \"durable-object\"")
    }

    fn write_assets(&mut self) -> std::fmt::Result {
        let Some(directory) = self.model.assets_directory() else { return Ok(()) };
        self.table("assets")?;
        self.text("directory", &directory)?;
        let Some(AssetsDef { directory: _, binding, not_found_handling, html_handling, run_worker_first }) =
            &self.bindings.assets
        else {
            return Ok(());
        };
        self.maybe("binding", binding.as_ref().map(|name| &name.source))?;
        self.maybe("not_found_handling", not_found_handling.as_ref())?;
        self.maybe("html_handling", html_handling.as_ref())?;
        // What the Worker does not have it must not be asked for.
        let api = self.model.api.as_ref();
        let not: Vec<String> = api.into_iter().flat_map(ApiDef::static_paths).map(|path| format!("!{path}")).collect();
        match run_worker_first {
            None => Ok(()),
            Some(RunWorkerFirst::Always(true)) if !not.is_empty() => {
                let paths: Vec<String> = std::iter::once("/*".to_owned()).chain(not).collect();
                writeln!(self.text, "run_worker_first = {}", array(&paths))
            }
            Some(RunWorkerFirst::Always(it)) => writeln!(self.text, "run_worker_first = {it}"),
            Some(RunWorkerFirst::Paths(paths)) => {
                let paths: Vec<&String> = paths.iter().chain(&not).collect();
                writeln!(self.text, "run_worker_first = {}", array(&paths))
            }
        }
    }

    fn write_running(&mut self) -> std::fmt::Result {
        let deploy = &self.worker.deploy;
        self.table("observability")?;
        writeln!(self.text, "enabled = {}", deploy.observability.enabled)?;
        if let Some(rate) = deploy.observability.head_sampling_rate {
            writeln!(self.text, "head_sampling_rate = {rate:?}")?;
        }
        if let Some(cpu_ms) = deploy.cpu_ms {
            self.table("limits")?;
            writeln!(self.text, "cpu_ms = {cpu_ms}")?;
        }
        Ok(())
    }

    fn write_environment(&mut self, environment: &EnvironmentDef) -> std::fmt::Result {
        writeln!(self.text, "\n[env.{}]", environment.name)?;
        self.text("name", &environment.worker)?;
        self.maybe("account_id", environment.account_id.as_ref())?;
        if let Some(workers_dev) = environment.workers_dev {
            writeln!(self.text, "workers_dev = {workers_dev}")?;
        }
        self.write_routes(&environment.routes, !self.worker.deploy.routes.is_empty())
    }
}

fn route(route: &RouteTarget) -> String {
    let pattern = quoted(&route.pattern);
    match &route.zone {
        RouteZone::Implied => pattern,
        RouteZone::Name(zone) => format!("{{ pattern = {pattern}, zone_name = {} }}", quoted(zone)),
        RouteZone::Id(zone) => format!("{{ pattern = {pattern}, zone_id = {} }}", quoted(zone)),
        RouteZone::CustomDomain => format!("{{ pattern = {pattern}, custom_domain = true }}"),
    }
}

/// A rate limiter's number, which must be its own throughout the account: nine digits of an FNV-1a hash.
fn namespace_id(worker: &str, binding: &str) -> String {
    let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    let hash = format!("{worker}/{binding}").bytes().fold(0xcbf2_9ce4_8422_2325, step);
    (100_000_000 + hash % 900_000_000).to_string()
}

/// A file of a folder that may be this one.
fn joined(folder: &str, name: &str) -> String {
    if folder.is_empty() || folder == "." { name.to_owned() } else { format!("{folder}/{name}") }
}

fn array<T: AsRef<str>>(texts: &[T]) -> String {
    let items: Vec<String> = texts.iter().map(|text| quoted(text.as_ref())).collect();
    format!("[{}]", items.join(", "))
}

/// A text as a basic string of TOML.
pub fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for char in text.chars() {
        match char {
            '"' | '\\' => quoted.extend(['\\', char]),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            // TOML takes no control characters as they are.
            _ if char.is_control() => quoted.extend(format!("\\u{:04X}", u32::from(char)).chars()),
            _ => quoted.push(char),
        }
    }
    quoted.push('"');
    quoted
}
