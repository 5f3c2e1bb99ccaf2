//! What a configuration becomes: tables of `bindings.toml`, and comments for what has no place there.
//!
//! In wrangler's file every environment names all of its bindings; here they are declared once and an environment only
//! changes them. So the bindings of all environments are joined, and what an environment says of one is a change.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use williw_codegen::lower::bindings::CX_FIELDS;
use williw_codegen::names;
use williw_codegen::wrangler::quoted;

use super::source::{Map, Node};
use super::worker::{take_routes, worker_name};

/// A `bindings.toml`.
#[derive(Debug)]
pub(super) struct Draft {
    pub(super) text: String,
    /// Names of what has no place in it.
    pub(super) left: Vec<String>,
}

/// Drafts a `bindings.toml`; `file` is how the configuration is called.
pub(super) fn draft(mut config: Map, file: &str) -> Draft {
    config.take_text("$schema");
    let mut scopes = vec![Scope { name: String::new(), map: Map::default() }];
    for entry in config.take_map("env").unwrap_or_default().entries {
        let plain = |it: char| it.is_ascii_alphanumeric() || it == '-' || it == '_';
        match entry.value {
            Node::Map(map) if !entry.key.is_empty() && entry.key.chars().all(plain) => {
                scopes.push(Scope { name: entry.key, map })
            }
            other => config.put(&format!("env.{}", entry.key), other),
        }
    }
    if let Some(own) = scopes.first_mut() {
        own.map = config;
    }
    let mut drafting = Drafting {
        text: String::new(),
        changes: vec![String::new(); scopes.len()],
        scopes,
        taken: BTreeMap::new(),
        refused: Vec::new(),
    };
    drafting
        .line(&format!("# What the Worker is bound to. Begun from {file} by `cargo williw import`; go on from here."));
    let classes = drafting.read_classes();
    drafting.draft_worker(&classes.former);
    drafting.draft_databases();
    drafting.draft_namespaces();
    drafting.draft_objects(classes);
    drafting.draft_crons();
    drafting.draft_vars();
    drafting.draft_secrets();
    drafting.draft_ratelimits();
    drafting.draft_assets();
    drafting.draft_environments();
    let left = drafting.draft_rest(file);
    Draft { text: drafting.text, left }
}

/// The Worker itself, whose name here is empty, or an environment.
pub(super) struct Scope {
    pub(super) name: String,
    pub(super) map: Map,
}

/// A binding with what each scope says of it.
pub(super) struct Joined {
    pub(super) name: String,
    /// What held the name.
    pub(super) key: &'static str,
    pub(super) items: Vec<Option<Map>>,
}

pub(super) struct Drafting {
    pub(super) text: String,
    /// The Worker's own first.
    pub(super) scopes: Vec<Scope>,
    /// For each scope the tables below `[env.X]`.
    changes: Vec<String>,
    /// Rust name and name of each binding.
    pub(super) taken: BTreeMap<String, String>,
    /// What is to be refused where its place comes, and why.
    pub(super) refused: Vec<(Joined, &'static str)>,
}

impl Drafting {
    pub(super) fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    pub(super) fn header(&mut self, header: &str) {
        let _ = writeln!(self.text, "\n[{header}]");
    }

    pub(super) fn own(&mut self) -> Map {
        self.scopes.first_mut().map(|scope| std::mem::take(&mut scope.map)).unwrap_or_default()
    }

    pub(super) fn put_back(&mut self, own: Map) {
        if let Some(scope) = self.scopes.first_mut() {
            scope.map = own;
        }
    }

    /// Takes a binding's name, or says why it cannot have it.
    pub(super) fn claim(&mut self, name: &str, is_field: bool) -> Result<(), String> {
        let identifier = name.starts_with(|it: char| it.is_ascii_alphabetic() || it == '_')
            && name.chars().all(|it| it.is_ascii_alphanumeric() || it == '_');
        let rust = names::field(name);
        if !identifier {
            return Err("its name is no identifier".to_owned());
        }
        if is_field && CX_FIELDS.contains(&rust.as_str()) {
            return Err(format!("`cx.{rust}` is something else"));
        }
        if let Some(other) = self.taken.get(&rust) {
            return Err(format!("its name in Rust is that of `{other}`"));
        }
        self.taken.insert(rust, name.to_owned());
        Ok(())
    }

    /// The tables of a list, of all scopes, joined by the key that names them. `inside` is the list's table, if any.
    pub(super) fn join(&mut self, inside: Option<&str>, list: &str, key: &'static str) -> Vec<Joined> {
        let mut joined: Vec<Joined> = Vec::new();
        let count = self.scopes.len();
        for (position, scope) in self.scopes.iter_mut().enumerate() {
            let mut holder = match inside {
                Some(inside) => scope.map.take_map(inside).unwrap_or_default(),
                None => std::mem::take(&mut scope.map),
            };
            let mut odd = Vec::new();
            for item in holder.take_list(list) {
                let Node::Map(mut item) = item else {
                    odd.push(item);
                    continue;
                };
                let Some(name) = item.take_text(key) else {
                    odd.push(Node::Map(item));
                    continue;
                };
                let at = joined.iter().position(|it| it.name == name).unwrap_or(joined.len());
                if at == joined.len() {
                    joined.push(Joined { name, key, items: vec![None; count] });
                }
                let slot = joined.get_mut(at).and_then(|it| it.items.get_mut(position));
                match slot {
                    Some(slot) if slot.is_none() => *slot = Some(item),
                    // Bound twice, which wrangler refuses too.
                    _ => {
                        if let Some(joined) = joined.get(at) {
                            item.put(key, Node::Text(joined.name.clone()));
                        }
                        odd.push(Node::Map(item));
                    }
                }
            }
            holder.put(list, Node::List(odd));
            match inside {
                Some(inside) => scope.map.put(inside, Node::Map(holder)),
                None => scope.map = holder,
            }
        }
        joined
    }

    /// Leaves what is left of a binding to the end of the file.
    pub(super) fn leave(&mut self, list: &str, name: &str, items: Vec<Option<Map>>) {
        for (scope, item) in self.scopes.iter_mut().zip(items) {
            if let Some(item) = item {
                scope.map.put(&format!("{list}.{name}"), Node::Map(item));
            }
        }
    }

    /// Leaves a whole binding, and says why.
    pub(super) fn refuse(&mut self, list: &str, joined: Joined, reason: &str) {
        let Joined { name, key, items } = joined;
        let _ = writeln!(self.text, "\n# {list} `{}` is left out: {reason}.", one_line(&name));
        let items = items.into_iter().map(|item| {
            item.map(|mut item| {
                item.put(key, Node::Text(name.clone()));
                item
            })
        });
        self.leave(list, &name, items.collect());
    }

    /// Writes texts that may differ between environments: the Worker's own here, the others as changes.
    pub(super) fn keys(&mut self, joined: &mut Joined, table: &str, keys: &[&str]) {
        let positions = self.scopes.iter().map(|scope| scope.name.clone()).enumerate().collect::<Vec<_>>();
        for (position, environment) in positions {
            let Some(Some(item)) = joined.items.get_mut(position) else { continue };
            let mut lines = String::new();
            for key in keys {
                if let Some(value) = item.take_text(key) {
                    let _ = writeln!(lines, "{key} = {}", quoted(&value));
                }
            }
            if position == 0 {
                self.text.push_str(&lines);
            } else if !lines.is_empty() {
                self.change(position, &format!("[env.{environment}.{table}.{}]\n{lines}", joined.name));
            }
        }
    }

    pub(super) fn change(&mut self, position: usize, text: &str) {
        if let Some(changes) = self.changes.get_mut(position) {
            changes.push_str(text);
        }
    }

    // ---- the end -------------------------------------------------------------------------------

    fn draft_environments(&mut self) {
        for position in 1..self.scopes.len() {
            let changes = self.changes.get(position).cloned().unwrap_or_default();
            let Some(scope) = self.scopes.get_mut(position) else { continue };
            let mut lines = format!("\n[env.{}]\n", scope.name);
            if let Some(name) = scope.map.take("name", |node| node.text().filter(|it| worker_name(it) == *it)) {
                let _ = writeln!(lines, "name = {}", quoted(&name));
            }
            if let Some(account) = scope.map.take_text("account_id") {
                let _ = writeln!(lines, "account_id = {}", quoted(&account));
            }
            if let Some(workers_dev) = scope.map.take_bool("workers_dev") {
                let _ = writeln!(lines, "workers_dev = {workers_dev}");
            }
            for line in take_routes(&mut scope.map) {
                let _ = writeln!(lines, "{line}");
            }
            self.text.push_str(&lines);
            self.text.push_str(&changes);
        }
    }

    /// What nobody took, as comments.
    fn draft_rest(&mut self, file: &str) -> Vec<String> {
        let (mut lines, mut left) = (Vec::new(), Vec::new());
        for scope in &self.scopes {
            for entry in &scope.map.entries {
                let way = match scope.name.as_str() {
                    "" => entry.key.clone(),
                    environment => format!("env.{environment}.{}", entry.key),
                };
                let from = lines.len();
                entry.value.lines(&way, &mut lines);
                for name in names_of_rest(&entry.key, lines.get(from..).unwrap_or_default(), &way) {
                    if !left.contains(&name) {
                        left.push(name);
                    }
                }
            }
        }
        if !lines.is_empty() {
            let _ = writeln!(self.text, "\n# Not imported, because it has no place here: {}.", left.join(", "));
            let _ = writeln!(self.text, "# In {file} there was:");
        }
        for line in lines {
            self.line(&format!("#   {}", one_line(&line)));
        }
        left
    }
}

/// How the rest of a key is called: by the key, or where the most of it was taken, by what is left.
fn names_of_rest(key: &str, lines: &[String], way: &str) -> Vec<String> {
    const PARTLY: [&str; 13] = [
        "d1_databases",
        "kv_namespaces",
        "durable_objects",
        "ratelimits",
        "observability",
        "assets",
        "build",
        "limits",
        "triggers",
        "secrets",
        "vars",
        "exports",
        "migrations",
    ];
    let kind = key.split('.').next().unwrap_or_default();
    if !PARTLY.contains(&kind) {
        return vec![kind.to_owned()];
    }
    let depth = way.split('.').count() + 1;
    let name = |line: &String| {
        let name = line.split(" = ").next().unwrap_or_default();
        name.split('.').take(depth).collect::<Vec<_>>().join(".")
    };
    lines.iter().map(name).collect()
}

/// A text in a comment may not end it.
pub(super) fn one_line(text: &str) -> String {
    text.chars().map(|it| if it.is_control() { ' ' } else { it }).collect()
}
