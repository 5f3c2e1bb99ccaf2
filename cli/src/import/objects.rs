//! Classes of Durable Objects, which a configuration knows by bindings, by `exports` and by migrations.

use std::fmt::Write as _;

use williw_codegen::wrangler::quoted;

use super::draft::{Drafting, one_line};
use super::source::{Map, Node, key};

/// A live class, and what must be said of it.
pub(super) struct Class {
    name: String,
    notes: Vec<String>,
}

/// Live classes, and the lines of `[worker]` for those that are gone.
#[derive(Default)]
pub(super) struct Classes {
    live: Vec<Class>,
    pub(super) former: Vec<String>,
}

impl Drafting {
    /// Takes all classes out of all scopes.
    pub(super) fn read_classes(&mut self) -> Classes {
        let mut classes = Classes::default();
        for mut joined in self.join(Some("durable_objects"), "bindings", "class_name") {
            let is_foreign = |item: &Map| item.entries.iter().any(|it| it.key == "script_name");
            if joined.items.iter().flatten().any(is_foreign) {
                self.refused.push((joined, "its class is another Worker's"));
                continue;
            }
            let mut notes = Vec::new();
            for item in joined.items.iter_mut().flatten() {
                let Some(binding) = item.take_text("name").filter(|binding| *binding != joined.name) else { continue };
                let note = format!("It was bound as `{}`; here a binding has its class's name.", one_line(&binding));
                if !notes.contains(&note) {
                    notes.push(note);
                }
            }
            classes.declare(&joined.name, notes);
            self.leave("durable_objects.bindings", &joined.name, joined.items);
        }
        let mut own = self.own();
        classes.read_exports(&mut own);
        classes.read_migrations(&mut own);
        self.put_back(own);
        classes
    }

    pub(super) fn draft_objects(&mut self, classes: Classes) {
        for (joined, reason) in std::mem::take(&mut self.refused) {
            self.refuse("durable_objects.bindings", joined, reason);
        }
        let mut explain = true;
        for Class { name, notes } in classes.live {
            let is_pascal = name.starts_with(|it: char| it.is_ascii_uppercase())
                && name != "Self"
                && name.chars().all(|it| it.is_ascii_alphanumeric());
            let claimed = if is_pascal { self.claim(&name, true) } else { Err("it is not in PascalCase".to_owned()) };
            if let Err(reason) = claimed {
                let _ = writeln!(self.text, "\n# Object `{}` is left out: {reason}.", one_line(&name));
                continue;
            }
            self.header(&format!("object.{name}"));
            for note in notes {
                self.line(&format!("# {note}"));
            }
            if !std::mem::take(&mut explain) {
                self.line("alarm = true");
                continue;
            }
            self.line("alarm = true # something must reach it; not needed beside a method or a websocket, such as");
            self.line(&format!("# [object.{name}.method.add]"));
            self.line("# args = { amount = \"i64\" }");
            self.line("# returns = \"i64\"");
        }
    }
}

impl Classes {
    /// The class of that name is there from now on, and this must be said of it.
    fn declare(&mut self, name: &str, notes: Vec<String>) {
        match self.live.iter_mut().find(|class| class.name == name) {
            Some(class) => class.notes.extend(notes),
            None => self.live.push(Class { name: name.to_owned(), notes }),
        }
    }

    /// Takes what `exports` says of objects.
    fn read_exports(&mut self, own: &mut Map) {
        let Some(exports) = own.take_map("exports") else { return };
        let mut rest = Map::default();
        let (mut deleted, mut renamed) = (Vec::new(), Vec::new());
        for entry in exports.entries {
            let text = |key: &str| match &entry.value {
                Node::Map(map) => map.entries.iter().find(|it| it.key == key).and_then(|it| it.value.text()),
                _ => None,
            };
            let is_object = text("type").as_deref() == Some("durable-object");
            let (state, storage, renamed_to) = (text("state"), text("storage"), text("renamed_to"));
            match (is_object, state.as_deref(), storage.as_deref(), renamed_to) {
                (true, None | Some("created"), Some("sqlite"), _) => self.declare(&entry.key, Vec::new()),
                (true, Some("deleted"), ..) => deleted.push(quoted(&entry.key)),
                (true, Some("renamed"), _, Some(to)) => renamed.push(format!("{} = {}", key(&entry.key), quoted(&to))),
                _ => rest.put(&entry.key, entry.value),
            }
        }
        if !deleted.is_empty() {
            self.former.push(format!("deleted_objects = [{}]", deleted.join(", ")));
        }
        if !renamed.is_empty() {
            self.former.push(format!("renamed_objects = {{ {} }}", renamed.join(", ")));
        }
        own.put("exports", Node::Map(rest));
    }

    /// Takes `migrations`: the classes that live after all of them. From now on `exports` tells wrangler of them.
    fn read_migrations(&mut self, own: &mut Map) {
        let mut live: Vec<(String, bool)> = Vec::new();
        let mut odd = Vec::new();
        for migration in own.take_list("migrations") {
            let Node::Map(mut migration) = migration else {
                odd.push(migration);
                continue;
            };
            for (key, sqlite) in [("new_sqlite_classes", true), ("new_classes", false)] {
                live.extend(migration.take_texts(key).unwrap_or_default().into_iter().map(|class| (class, sqlite)));
            }
            let deleted = migration.take_texts("deleted_classes").unwrap_or_default();
            live.retain(|(class, _)| !deleted.contains(class));
            let mut unread = Vec::new();
            for renamed in migration.take_list("renamed_classes") {
                match renames(&renamed) {
                    Some((from, to)) => {
                        live.iter_mut().filter(|(class, _)| *class == from).for_each(|(class, _)| class.clone_from(&to))
                    }
                    None => unread.push(renamed),
                }
            }
            migration.put("renamed_classes", Node::List(unread));
            // A tag alone says nothing.
            if migration.entries.iter().any(|entry| entry.key != "tag") {
                odd.push(Node::Map(migration));
            }
        }
        for (name, sqlite) in live {
            let mut notes = Vec::new();
            if !sqlite {
                notes.push("Its storage is of the older kind (`new_classes`), which cannot become SQLite. Where it is deployed".to_owned());
                notes.push("already, give the class another name, and copy what it holds.".to_owned());
            }
            self.declare(&name, notes);
        }
        own.put("migrations", Node::List(odd));
    }
}

/// `{ from = "A", to = "B" }`.
fn renames(node: &Node) -> Option<(String, String)> {
    let Node::Map(map) = node else { return None };
    let mut map = map.clone();
    Some((map.take_text("from")?, map.take_text("to")?)).filter(|_| map.entries.is_empty())
}
