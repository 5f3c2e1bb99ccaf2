//! Bindings that are more than a value: databases, namespaces, rate limiters, assets; and cron jobs.

use std::fmt::Write as _;

use williw_codegen::cron::parse_schedule;
use williw_codegen::names;
use williw_codegen::wrangler::quoted;

use super::draft::Drafting;
use super::schedule::job_name;
use super::source::{Map, Node};

impl Drafting {
    pub(super) fn draft_databases(&mut self) {
        for mut joined in self.join(None, "d1_databases", "binding") {
            if let Err(reason) = self.claim(&joined.name, true) {
                self.refuse("d1_databases", joined, &reason);
                continue;
            }
            let name = joined.name.clone();
            self.header(&format!("d1.{name}"));
            self.line("schema = \"schema.sql\" # or \"migrations\"");
            self.keys(&mut joined, "d1", &["database_name", "database_id"]);
            if let Some(folder) = joined.items.iter_mut().flatten().find_map(|item| item.take_text("migrations_dir")) {
                self.line(&format!("migrations_dir = {}", quoted(&folder)));
                // The same in every environment.
                for item in joined.items.iter_mut().flatten() {
                    item.take("migrations_dir", |node| node.text().filter(|it| *it == folder));
                }
            }
            self.leave("d1_databases", &name, joined.items);
        }
    }

    pub(super) fn draft_namespaces(&mut self) {
        let mut explain = true;
        for mut joined in self.join(None, "kv_namespaces", "binding") {
            if let Err(reason) = self.claim(&joined.name, true) {
                self.refuse("kv_namespaces", joined, &reason);
                continue;
            }
            let name = joined.name.clone();
            self.header(&format!("kv.{name}"));
            self.keys(&mut joined, "kv", &["id", "preview_id"]);
            if std::mem::take(&mut explain) {
                self.line("# What stands in it: a table for each kind of keys, such as");
                self.line(&format!("# [kv.{name}.session]"));
                self.line("# key = \"session:{user}\"");
                self.line("# params = { user = \"u32\" }");
                self.line("# value = \"text\"");
                self.line("# ttl = \"1h\"");
            }
            self.leave("kv_namespaces", &name, joined.items);
        }
    }

    pub(super) fn draft_crons(&mut self) {
        let mut taken: Vec<String> = Vec::new();
        let mut own: Vec<String> = Vec::new();
        for position in 0..self.scopes.len() {
            let Some(scope) = self.scopes.get_mut(position) else { continue };
            let Some(mut triggers) = scope.map.take_map("triggers") else { continue };
            let crons = triggers.take_texts("crons").unwrap_or_default();
            // Schedules are inherited; others than the Worker's own cannot be said.
            let same = position > 0 && crons.iter().all(|it| own.contains(it)) && crons.len() == own.len();
            let (sound, odd): (Vec<String>, Vec<String>) = crons
                .into_iter()
                .filter(|_| !same)
                .partition(|schedule| position == 0 && parse_schedule(schedule).is_ok());
            triggers.put("crons", Node::List(odd.into_iter().map(Node::Text).collect()));
            scope.map.put("triggers", Node::Map(triggers));
            for schedule in sound {
                if own.contains(&schedule) {
                    continue;
                }
                let mut name = job_name(&schedule);
                if taken.contains(&name) {
                    name = names::numbered(&name, |name| !taken.iter().any(|it| it == name));
                }
                self.header(&format!("cron.{name}"));
                self.line(&format!("schedule = {}", quoted(&schedule)));
                taken.push(name);
                own.push(schedule);
            }
        }
    }

    pub(super) fn draft_ratelimits(&mut self) {
        for mut joined in self.join(None, "ratelimits", "name") {
            let rates: Vec<Option<Rate>> =
                joined.items.iter_mut().map(|item| item.as_mut().and_then(take_rate)).collect();
            let Some(first) = rates.iter().flatten().next().cloned() else {
                self.refuse("ratelimits", joined, "it has no `simple` limit over 10 or 60 seconds");
                continue;
            };
            let name = joined.name.clone();
            if let Err(reason) = self.claim(&name, true) {
                self.refuse("ratelimits", joined, &reason);
                continue;
            }
            let base = rates.first().cloned().flatten().unwrap_or(Rate { namespace_id: None, ..first });
            self.header(&format!("ratelimit.{name}"));
            self.text.push_str(&base.lines(None));
            for (position, rate) in rates.iter().enumerate().skip(1) {
                let environment = self.scopes.get(position).map(|scope| scope.name.clone()).unwrap_or_default();
                if let Some(rate) = rate {
                    self.change(
                        position,
                        &format!("[env.{environment}.ratelimit.{name}]\n{}", rate.lines(Some(&base))),
                    );
                }
            }
            self.leave("ratelimits", &name, joined.items);
        }
    }

    pub(super) fn draft_assets(&mut self) {
        let mut own = self.own();
        if let Some(mut assets) = own.take_map("assets") {
            match assets.take_text("directory") {
                None => self.line("\n# Assets are left out: no `directory` says where they are."),
                Some(directory) => {
                    self.header("assets");
                    self.line(&format!("directory = {}", quoted(&directory)));
                    if let Some(binding) = assets.take_text("binding") {
                        match self.claim(&binding, true) {
                            Ok(()) => self.line(&format!("binding = {}", quoted(&binding))),
                            Err(_) => assets.put("binding", Node::Text(binding)),
                        }
                    }
                    self.draft_asset_rules(&mut assets);
                }
            }
            own.put("assets", Node::Map(assets));
        }
        self.put_back(own);
    }

    fn draft_asset_rules(&mut self, assets: &mut Map) {
        let rules: [(&str, &[&str]); 2] = [
            ("not_found_handling", &["single-page-application", "404-page", "none"]),
            ("html_handling", &["auto-trailing-slash", "force-trailing-slash", "drop-trailing-slash", "none"]),
        ];
        for (key, legal) in rules {
            if let Some(value) = assets.take(key, |node| node.text().filter(|it| legal.contains(&it.as_str()))) {
                self.line(&format!("{key} = {}", quoted(&value)));
            }
        }
        let first = |node: &Node| match node {
            Node::Bool(_) => Some(node.inline()),
            Node::List(items) => {
                let path = |item: &Node| item.text().is_some_and(|it| it.trim_start_matches('!').starts_with('/'));
                items.iter().all(path).then(|| node.inline())
            }
            _ => None,
        };
        if let Some(first) = assets.take("run_worker_first", first) {
            self.line(&format!("run_worker_first = {first}"));
        }
    }
}

/// A rate limiter's keys.
#[derive(Clone)]
struct Rate {
    limit: i64,
    period: i64,
    namespace_id: Option<String>,
}

impl Rate {
    /// Its keys; beside another one's only those that differ.
    fn lines(&self, beside: Option<&Rate>) -> String {
        let mut lines = String::new();
        if beside.is_none_or(|it| it.limit != self.limit) {
            let _ = writeln!(lines, "limit = {}", self.limit);
        }
        if beside.is_none_or(|it| it.period != self.period) {
            let _ = writeln!(lines, "period = {}", self.period);
        }
        if let Some(id) = &self.namespace_id {
            let _ = writeln!(lines, "namespace_id = {}", quoted(id));
        }
        lines
    }
}

fn take_rate(item: &mut Map) -> Option<Rate> {
    let (limit, period) = item.take("simple", |node| {
        let Node::Map(simple) = node else { return None };
        let number = |key: &str| match simple.entries.iter().find(|it| it.key == key).map(|it| &it.value) {
            Some(Node::Integer(number)) => Some(*number),
            _ => None,
        };
        let (limit, period) = (number("limit")?, number("period")?);
        let legal = (1..=i64::from(u32::MAX)).contains(&limit) && [10, 60].contains(&period);
        legal.then_some((limit, period))
    })?;
    let namespace_id = item.take("namespace_id", |node| {
        let digits = |it: &String| it.chars().all(|it| it.is_ascii_digit()) && !it.is_empty() && !it.starts_with('0');
        node.text().filter(digits)
    });
    Some(Rate { limit, period, namespace_id })
}
