//! `[worker]`: the Worker itself, its routes and how it is watched.

use williw_codegen::lower::bindings::is_date;
use williw_codegen::lower::deploy::{BUILD, MAIN};
use williw_codegen::wrangler::quoted;

use super::draft::Drafting;
use super::source::{Map, Node};

impl Drafting {
    pub(super) fn draft_worker(&mut self, former: &[String]) {
        let mut own = self.own();
        self.header("worker");
        let written = own.take_text("name");
        let name = worker_name(written.as_deref().unwrap_or("my-worker"));
        match &written {
            None => self.line("# The configuration has no name; this one is made up."),
            Some(written) if *written != name => {
                self.line(&format!("# It was called {}, which cannot be part of a host name.", quoted(written)));
            }
            Some(_) => {}
        }
        self.line(&format!("name = {}", quoted(&name)));
        match own.take("compatibility_date", |node| node.text().filter(|text| is_date(text))) {
            Some(date) => self.line(&format!("compatibility_date = {}", quoted(&date))),
            None => self.line("compatibility_date = \"2026-11-01\" # the configuration has none"),
        }
        if let Some(main) = own.take_text("main").filter(|main| main != MAIN) {
            self.line(&format!("# It was made from {}; now it is `main = {}`.", quoted(&main), quoted(MAIN)));
        }
        if let Some(mut build) = own.take_map("build") {
            if let Some(command) = build.take_text("command").filter(|command| command != BUILD) {
                self.line(&format!("# It was built by {}; now by `build = {}`.", quoted(&command), quoted(BUILD)));
            }
            own.put("build", Node::Map(build));
        }
        if let Some(flags) = own.take_texts("compatibility_flags").filter(|flags| !flags.is_empty()) {
            let flags: Vec<String> = flags.iter().map(|flag| quoted(flag)).collect();
            self.line(&format!("compatibility_flags = [{}]", flags.join(", ")));
        }
        if let Some(account) = own.take_text("account_id") {
            self.line(&format!("account_id = {}", quoted(&account)));
        }
        if let Some(workers_dev) = own.take_bool("workers_dev") {
            self.line(&format!("workers_dev = {workers_dev}"));
        }
        for line in take_routes(&mut own) {
            self.line(&line);
        }
        if let Some(mut limits) = own.take_map("limits") {
            let cpu_ms = |node: &Node| match node {
                Node::Integer(it) if (1..=300_000).contains(it) => Some(*it),
                _ => None,
            };
            if let Some(cpu_ms) = limits.take("cpu_ms", cpu_ms) {
                self.line(&format!("cpu_ms = {cpu_ms}"));
            }
            own.put("limits", Node::Map(limits));
        }
        self.draft_observability(&mut own);
        for line in former {
            self.line(line);
        }
        self.put_back(own);
    }

    fn draft_observability(&mut self, own: &mut Map) {
        let Some(mut observability) = own.take_map("observability") else { return };
        let enabled = observability.take_bool("enabled").unwrap_or(true);
        let rate = |node: &Node| match node {
            Node::Integer(it) if (0..=1).contains(it) => Some(it.to_string()),
            Node::Number(it) if it.parse().is_ok_and(|it: f64| (0.0..=1.0).contains(&it)) => Some(it.clone()),
            _ => None,
        };
        match observability.take("head_sampling_rate", rate) {
            Some(rate) => {
                self.line(&format!("observability = {{ enabled = {enabled}, head_sampling_rate = {rate} }}"));
            }
            None if !enabled => self.line("observability = false"),
            None => {}
        }
        own.put("observability", Node::Map(observability));
    }
}

/// Takes `route` and `routes`; what cannot be said here stays.
pub(super) fn take_routes(map: &mut Map) -> Vec<String> {
    let mut items = map.take_list("routes");
    items.extend(map.take("route", |node| Some(node.clone())));
    let (mut routes, mut odd) = (Vec::new(), Vec::new());
    for item in items {
        match route(&item) {
            Some(route) => routes.push(route),
            None => odd.push(item),
        }
    }
    map.put("routes", Node::List(odd));
    match routes.as_slice() {
        [] => Vec::new(),
        [one] => vec![format!("route = {one}")],
        several => {
            let mut lines = vec!["routes = [".to_owned()];
            lines.extend(several.iter().map(|route| format!("  {route},")));
            lines.push("]".to_owned());
            lines
        }
    }
}

fn route(item: &Node) -> Option<String> {
    let pattern = |text: &String| !text.is_empty() && !text.contains(char::is_whitespace);
    let Node::Map(map) = item else {
        return item.text().filter(pattern).map(|text| quoted(&text));
    };
    let mut map = map.clone();
    let pattern = map.take_text("pattern").filter(pattern)?;
    let custom = map.take_bool("custom_domain").unwrap_or(false);
    let zones = [("zone_name", map.take_text("zone_name")), ("zone_id", map.take_text("zone_id"))];
    let zones: Vec<String> =
        zones.into_iter().filter_map(|(key, zone)| Some(format!("{key} = {}", quoted(&zone?)))).collect();
    let pattern_text = quoted(&pattern);
    match (custom, zones.as_slice()) {
        _ if !map.entries.is_empty() => None,
        (true, []) if !pattern.contains(['/', '*']) => {
            Some(format!("{{ pattern = {pattern_text}, custom_domain = true }}"))
        }
        (false, []) => Some(pattern_text),
        (false, [zone]) => Some(format!("{{ pattern = {pattern_text}, {zone} }}")),
        _ => None,
    }
}

/// The name, or the nearest one that a Worker can have.
pub(super) fn worker_name(written: &str) -> String {
    let plain =
        |it: char| if it.is_ascii_alphanumeric() || it == '-' || it == '_' { it.to_ascii_lowercase() } else { '-' };
    let name: String = written.chars().map(plain).take(63).collect();
    let name = name.trim_matches('-');
    if name.is_empty() { "my-worker".to_owned() } else { name.to_owned() }
}
