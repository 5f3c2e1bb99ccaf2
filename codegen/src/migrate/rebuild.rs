//! A table that SQLite cannot change in place: a new one is made, takes the rows, and takes the name.
//!
//! What is hard: D1 enforces foreign keys always, and DROP TABLE deletes every row first, with all that hangs on it:
//! CASCADE takes the children's rows, SET NULL and SET DEFAULT their values; `defer_foreign_keys` defers the checks alone. So every table that refers to a copied one, directly or not, is copied as well, before anything is dropped; and
//! what refers to a table is dropped before it. Then no row that is to stay ever hangs on one that goes.
//!
//! Tables that refer to themselves or to each other have no such order. Where SET NULL or SET DEFAULT would give
//! a column what it must not hold, their references are cut first, in the old tables, whose rows are copied by then. And since a row
//! without its parent makes SQLite look for the children of each row that comes or goes, such foreign keys get an index meanwhile.

use std::collections::{BTreeMap, BTreeSet};

use super::Trouble;
use super::catalog::{Catalog, Table, quoted};
use super::changes::{Step, filler, is_rowid, needs_value};
use super::form::code;
use crate::judge::ForeignKeyFacts;
use crate::model::Affinity;

/// Which tables are copied or dropped; names in lower case.
#[derive(Clone, Debug, Default)]
pub(super) struct Rebuild {
    /// Those that change, and why not in place.
    pub changed: BTreeMap<String, String>,
    /// Those that go.
    pub gone: BTreeSet<String>,
    /// Those that are copied because they refer to one of the others, which is named.
    along: BTreeMap<String, String>,
}

impl Rebuild {
    /// All of them.
    pub(super) fn all(&self) -> impl Iterator<Item = &String> {
        self.copied().chain(&self.gone)
    }

    fn copied(&self) -> impl Iterator<Item = &String> {
        self.changed.keys().chain(self.along.keys())
    }

    /// Whether the table is copied or goes.
    pub(super) fn takes(&self, table: &str) -> bool {
        self.changed.contains_key(table) || self.gone.contains(table) || self.along.contains_key(table)
    }

    /// Adds what refers to the tables, until nothing more does.
    ///
    /// # Errors
    /// Where a table that stays would refer to one that goes: its rows would have no parents.
    pub(super) fn close(&mut self, now: &Catalog, target: &Catalog) -> Result<(), Trouble> {
        while let Some((table, parent)) = now.tables.iter().find_map(|(key, table)| {
            let taken = |key: &ForeignKeyFacts| self.takes(&key.table.to_ascii_lowercase());
            let parent = table.facts.foreign_keys.iter().find(|key| taken(key))?;
            (!self.takes(key)).then(|| (key.clone(), parent.table.to_ascii_lowercase()))
        }) {
            self.along.insert(table, parent);
        }
        for key in self.copied() {
            let Some(table) = target.tables.get(key) else { continue };
            let gone = |key: &&ForeignKeyFacts| self.gone.contains(&key.table.to_ascii_lowercase());
            if let Some(dangling) = table.facts.foreign_keys.iter().find(gone) {
                let (table, gone) = (&table.name, &dangling.table);
                return Err(Trouble::NoWay(format!(
                    "`{table}` still refers to `{gone}`, which is dropped: take the foreign key out of `{table}` too"
                )));
            }
        }
        Ok(())
    }

    /// What is copied, and why.
    pub(super) fn notes(&self, target: &Catalog) -> Vec<String> {
        let name = |key: &String| target.tables.get(key).map_or(key.clone(), |table| table.name.clone());
        let changed = self.changed.iter().map(|(key, reason)| format!("`{}` is copied: {reason}", name(key)));
        let along = self.along.iter().map(|(key, parent)| {
            let how = if self.gone.contains(parent) { "goes" } else { "is copied" };
            format!("`{}` is copied along: it refers to `{}`, which {how}", name(key), name(parent))
        });
        changed.chain(along).collect()
    }
}

/// A name that neither schema uses.
pub(super) fn free_name(wish: &str, now: &Catalog, target: &Catalog) -> String {
    let mut name = wish.to_owned();
    while now.names().chain(target.names()).any(|taken| taken.eq_ignore_ascii_case(&name)) {
        name.insert(0, '_');
    }
    name
}

/// The statements, from the first new table to the last old name.
pub(super) fn steps(rebuild: &Rebuild, now: &Catalog, target: &Catalog) -> Vec<Step> {
    let copied: BTreeMap<&str, &Table> =
        rebuild.copied().filter_map(|key| Some((key.as_str(), target.tables.get(key)?))).collect();
    let old: BTreeMap<&str, &Table> =
        rebuild.all().filter_map(|key| Some((key.as_str(), now.tables.get(key)?))).collect();
    let work = Work {
        now,
        target,
        names: copied.keys().map(|key| ((*key).to_owned(), free_name(&format!("new_{key}"), now, target))).collect(),
    };
    // Children first; the other way round, parents first.
    let (leaving, hanging) = order(&old);
    let (mut coming, early) = order(&copied);
    coming.reverse();

    let mut steps = Vec::new();
    if old.values().chain(copied.values()).any(|table| !table.facts.foreign_keys.is_empty()) {
        steps.push(Step::new("PRAGMA defer_foreign_keys = on".to_owned()));
    }
    steps.extend(coming.iter().filter_map(|key| work.create(key, copied.get(key)?)));
    let early: Vec<(String, &Edge<'_>)> =
        (1..).zip(&early).map(|(number, edge)| (work.index_name(number), edge)).collect();
    steps.extend(early.iter().map(|(name, edge)| {
        let table = work.names.get(edge.child).map_or(edge.child, String::as_str);
        Step::because(index(name, table, edge), "until all rows are here")
    }));
    // What is referred to may be unique by an index alone, which is made when its name is free.
    let keys: Vec<(String, String)> = (1..)
        .zip(copied.iter().flat_map(|(key, table)| parent_keys(key, table, target)))
        .map(|(number, (table, columns))| {
            let name = free_name(&format!("new_key_{number}"), now, target);
            let table = work.names.get(&table).map_or(table.as_str(), String::as_str);
            let sql = format!("CREATE UNIQUE INDEX {} ON {} ({columns})", quoted(&name), quoted(table));
            (name, sql)
        })
        .collect();
    steps
        .extend(keys.iter().map(|(_, sql)| Step::because(sql.clone(), "what is referred to, until all rows are here")));
    steps.extend(coming.iter().filter_map(|key| work.copy(key, now.tables.get(*key)?, copied.get(key)?)));
    steps.extend(coming.iter().filter_map(|key| work.sequence(key, now.tables.get(*key)?, copied.get(key)?)).flatten());
    steps.extend(early.iter().map(|(name, _)| Step::new(format!("DROP INDEX {}", quoted(name)))));
    steps.extend(keys.iter().map(|(name, _)| Step::new(format!("DROP INDEX {}", quoted(name)))));
    steps.extend(work.cut(&hanging, &old));
    steps.extend(
        leaving.iter().filter_map(|key| Some(Step::new(format!("DROP TABLE {}", quoted(&old.get(key)?.name))))),
    );
    steps.extend(coming.iter().filter_map(|key| {
        let (from, to) = (work.names.get(*key)?, &copied.get(key)?.name);
        Some(Step::new(format!("ALTER TABLE {} RENAME TO {}", quoted(from), quoted(to))))
    }));
    steps
}

/// The unique indexes of a table that foreign keys refer to, as lists of columns.
fn parent_keys(key: &str, table: &Table, target: &Catalog) -> Vec<(String, String)> {
    let references: Vec<BTreeSet<String>> = target
        .tables
        .values()
        .flat_map(|child| &child.facts.foreign_keys)
        .filter(|reference| reference.table.eq_ignore_ascii_case(key))
        .map(|reference| {
            reference.columns.iter().filter_map(|(_, to)| Some(to.as_ref()?.to_ascii_lowercase())).collect()
        })
        .collect();
    let columns = |index: &crate::judge::IndexFacts| -> Option<Vec<String>> {
        let column = |at: &i64| Some(table.facts.columns.get(usize::try_from(*at).ok()?)?.name.clone());
        index.columns.iter().map(column).collect()
    };
    let unique = table.facts.indexes.iter().filter(|index| index.unique && index.origin == "c" && !index.partial);
    let lists = unique.filter_map(columns).filter(|columns| {
        let set: BTreeSet<String> = columns.iter().map(|column| column.to_ascii_lowercase()).collect();
        references.contains(&set)
    });
    let lists = lists.map(|columns| columns.iter().map(|column| quoted(column)).collect::<Vec<_>>().join(", "));
    lists.map(|columns| (key.to_owned(), columns)).collect()
}

/// A foreign key whose parent is dropped before the child, or is the child itself.
#[derive(Clone, Copy, Debug)]
struct Edge<'t> {
    child: &'t str,
    key: &'t ForeignKeyFacts,
}

/// The tables, those first that no other one of them refers to, and the foreign keys for which there is no order.
fn order<'t>(tables: &BTreeMap<&'t str, &'t Table>) -> (Vec<&'t str>, Vec<Edge<'t>>) {
    let mut left = tables.clone();
    let (mut order, mut edges) = (Vec::new(), Vec::new());
    while !left.is_empty() {
        let referrers = |parent: &str| {
            let keys =
                left.iter().flat_map(|(child, table)| table.facts.foreign_keys.iter().map(|key| Edge { child, key }));
            keys.filter(|edge| edge.key.table.eq_ignore_ascii_case(parent)).collect::<Vec<_>>()
        };
        let others = |parent: &str| referrers(parent).iter().filter(|edge| edge.child != parent).count();
        let Some(next) = left.keys().copied().min_by_key(|parent| others(parent)) else { break };
        edges.extend(referrers(next));
        order.push(next);
        left.remove(next);
    }
    (order, edges)
}

struct Work<'c> {
    now: &'c Catalog,
    target: &'c Catalog,
    /// What each copied table is called until it has its name.
    names: BTreeMap<String, String>,
}

impl Work<'_> {
    fn index_name(&self, number: usize) -> String {
        free_name(&format!("new_index_{number}"), self.now, self.target)
    }

    /// The table under its name of now, its foreign keys to other new tables under theirs.
    fn create(&self, key: &str, table: &Table) -> Option<Step> {
        let sql = &table.sql;
        let code = code(sql);
        let name = code.get(2)?;
        let mut edits = vec![(name.start..name.end, quoted(self.names.get(key)?))];
        for pair in code.windows(2) {
            let [keyword, parent] = pair else { continue };
            if !keyword.is(sql, "references") {
                continue;
            }
            let renamed = parent.name(sql).and_then(|name| self.names.get(&name.to_ascii_lowercase()));
            edits.extend(renamed.map(|name| (parent.start..parent.end, quoted(name))));
        }
        // A CHECK may name its table.
        for triple in code.windows(3) {
            let [before, owner, dot] = triple else { continue };
            let own = owner.name(sql).is_some_and(|name| name.eq_ignore_ascii_case(&table.name));
            if own && dot.is(sql, ".") && !before.is(sql, "references") {
                edits.push((owner.start..owner.end, quoted(self.names.get(key)?)));
            }
        }
        edits.sort_by_key(|(range, _)| range.start);
        let mut text = sql.clone();
        for (range, name) in edits.into_iter().rev() {
            text.replace_range(range, &name);
        }
        Some(Step::new(text))
    }

    /// All rows, with their rowids where those are not a column.
    fn copy(&self, key: &str, old: &Table, new: &Table) -> Option<Step> {
        let (mut into, mut from) = (Vec::new(), Vec::new());
        if let Some(rowid) = shared_rowid(old, new) {
            into.push(rowid.to_owned());
            from.push(rowid.to_owned());
        }
        for facts in &new.facts.columns {
            let Some(form) = new.form.column(&facts.name).filter(|form| form.generated.is_none()) else { continue };
            let name = quoted(&facts.name);
            let value = match (old.form.column(&facts.name), &form.default) {
                (Some(was), Some(default)) if form.not_null && !was.not_null && default != "null" => {
                    format!("COALESCE({name}, {default})")
                }
                (Some(_), _) => name.clone(),
                (None, _) if needs_value(new, form) => filler(form).to_owned(),
                // Its default.
                (None, _) => continue,
            };
            into.push(name);
            from.push(value);
        }
        // `ON CONFLICT IGNORE` of a new constraint must not lose rows in silence.
        let or = if new.sql.to_ascii_lowercase().contains("conflict") { " OR ABORT" } else { "" };
        let (name, old) = (quoted(self.names.get(key)?), quoted(&old.name));
        let sql = match into.is_empty() {
            true => return None,
            false => format!("INSERT{or} INTO {name} ({})\nSELECT {}\nFROM {old}", into.join(", "), from.join(", ")),
        };
        Some(Step::new(sql))
    }

    /// AUTOINCREMENT goes on where it was: ids of rows that were deleted are not given again.
    fn sequence(&self, key: &str, old: &Table, new: &Table) -> Option<[Step; 2]> {
        if !old.form.autoincrement() || !new.form.autoincrement() {
            return None;
        }
        let text = |name: &str| format!("'{}'", name.replace('\'', "''"));
        let (name, old) = (text(self.names.get(key)?), text(&old.name));
        Some([
            Step::because(format!("DELETE FROM sqlite_sequence WHERE name = {name}"), "no id is given twice"),
            Step::new(format!(
                "INSERT INTO sqlite_sequence (name, seq)\nSELECT {name}, seq FROM sqlite_sequence WHERE name = {old}"
            )),
        ])
    }

    /// Makes old tables fit to be dropped that refer to each other or to themselves.
    fn cut(&self, hanging: &[Edge<'_>], old: &BTreeMap<&str, &Table>) -> Vec<Step> {
        let mut steps = Vec::new();
        let (mut updates, mut indexes) = (Vec::new(), 0);
        for edge in hanging {
            let Some(table) = old.get(edge.child) else { continue };
            if !is_indexed(table, edge.key) {
                indexes += 1;
                // Apart from those of the new tables.
                let name = free_name(&format!("old_index_{indexes}"), self.now, self.target);
                steps.push(Step::because(index(&name, &table.name, edge), "so that dropping is quick"));
            }
            // Deferred, RESTRICT refuses nothing.
            if matches!(edge.key.on_delete.as_str(), "SET NULL" | "SET DEFAULT") {
                updates.extend(unhook(table, edge.key));
            }
        }
        if !updates.is_empty() {
            steps.push(Step::because(
                "PRAGMA ignore_check_constraints = on".to_owned(),
                "the old rows are copied; they let go of each other, so that they can be dropped",
            ));
            steps.extend(updates);
            steps.push(Step::new("PRAGMA ignore_check_constraints = off".to_owned()));
        }
        steps
    }
}

fn index(name: &str, table: &str, edge: &Edge<'_>) -> String {
    let columns: Vec<String> = edge.key.columns.iter().map(|(column, _)| quoted(column)).collect();
    format!("CREATE INDEX {} ON {} ({})", quoted(name), quoted(table), columns.join(", "))
}

/// Whether an index begins with a foreign key's columns.
fn is_indexed(table: &Table, key: &ForeignKeyFacts) -> bool {
    let position = |name: &str| {
        let found = table.facts.columns.iter().position(|column| column.name.eq_ignore_ascii_case(name));
        found.and_then(|at| i64::try_from(at).ok())
    };
    let wanted: BTreeSet<Option<i64>> = key.columns.iter().map(|(name, _)| position(name)).collect();
    table.facts.indexes.iter().filter(|index| !index.partial).any(|index| {
        let first: BTreeSet<Option<i64>> = index.columns.iter().take(wanted.len()).map(|at| Some(*at)).collect();
        first == wanted
    })
}

/// Sets references to NULL, or else to what nothing has.
fn unhook(table: &Table, key: &ForeignKeyFacts) -> Option<Step> {
    let columns = || {
        let named = |name: &str| table.facts.columns.iter().find(|column| column.name.eq_ignore_ascii_case(name));
        key.columns.iter().filter_map(move |(name, _)| named(name)).filter(|column| column.hidden == 0)
    };
    let may_be_null = |name: &str| !(is_rowid(table, name) || table.form.without_rowid || table.form.strict);
    let name = quoted(&table.name);
    if let Some(column) =
        columns().find(|column| !column.not_null && (column.primary_key == 0 || may_be_null(&column.name)))
    {
        let column = quoted(&column.name);
        return Some(Step::new(format!("UPDATE {name} SET {column} = NULL WHERE {column} IS NOT NULL")));
    }
    let column = columns().next()?;
    let nothing = match Affinity::of(&column.declared_type, table.form.strict) {
        Affinity::Text => "hex(randomblob(16))",
        Affinity::Blob => "randomblob(16)",
        _ => "random()",
    };
    Some(Step::new(format!("UPDATE {name} SET {} = {nothing}", quoted(&column.name))))
}

/// A name for the rowid, where both tables have one that is no column, and neither has a column of that name.
fn shared_rowid(old: &Table, new: &Table) -> Option<&'static str> {
    let alias = new.facts.columns.iter().any(|column| is_rowid(new, &column.name));
    if alias || old.form.without_rowid || new.form.without_rowid {
        return None;
    }
    let free = |name: &&str| [old, new].iter().all(|table| table.form.column(name).is_none());
    ["rowid", "_rowid_", "oid"].into_iter().find(free)
}
