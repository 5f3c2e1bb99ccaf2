//! What must be done to make one catalog another: in place where SQLite can, else by a rebuild.
//!
//! The order is what is hard: what refers to something must go before it and come after it. So triggers, views and
//! indexes that are changed, or that stand in the way, go first and come last.

use std::collections::{BTreeMap, BTreeSet};

use super::catalog::{Catalog, Kind, Object, Table, quoted, same_table};
use super::form::{ColumnForm, TableForm, code};
use super::rebuild::{self, Rebuild};
use super::{Trouble, virtual_tables};
use crate::judge::SqlError;
use crate::model::Affinity;
use crate::parse::sql::lex::unquote;

/// One statement of a migration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Step {
    /// Without the semicolon.
    pub sql: String,
    /// What it is for, where that does not show.
    pub why: Option<String>,
    /// The table that it changes in place, in lower case.
    pub alters: Option<String>,
}

/// The statements, and what a human should know of them.
#[derive(Clone, Debug, Default)]
pub(super) struct Plan {
    pub steps: Vec<Step>,
    pub losses: Vec<String>,
    pub notes: Vec<String>,
}

/// What earlier plans have shown to be necessary.
#[derive(Clone, Debug, Default)]
pub(super) struct Forced {
    /// Tables, in lower case, that cannot be changed in place, and SQLite's reason.
    pub rebuild: BTreeMap<String, String>,
    /// Objects that must go, and come back.
    pub aside: BTreeSet<(Kind, String)>,
}

impl Step {
    pub(super) fn new(sql: String) -> Self {
        Self { sql, why: None, alters: None }
    }

    pub(super) fn because(sql: String, why: impl Into<String>) -> Self {
        Self { why: Some(why.into()), ..Self::new(sql) }
    }
}

impl Forced {
    /// Takes SQLite's reason against a step into account; gives it back where nothing can be done about it.
    pub(super) fn learn(&mut self, step: &Step, error: &SqlError) -> Result<(), String> {
        let learned = match in_the_way(&error.message) {
            Some((kind, name)) => self.aside.insert((kind, name.to_ascii_lowercase())),
            None => false,
        };
        let reason = || error.message.clone();
        let learned =
            learned || step.alters.as_ref().is_some_and(|table| self.rebuild.insert(table.clone(), reason()).is_none());
        let sql = step.sql.lines().next().unwrap_or_default();
        if learned { Ok(()) } else { Err(format!("SQLite refuses `{sql}`: {}", error.message)) }
    }
}

/// The view, trigger or index that SQLite names as the reason against a change.
pub(super) fn in_the_way(message: &str) -> Option<(Kind, String)> {
    let (kind, rest) = message.strip_prefix("error in ")?.split_once(' ')?;
    let kind = match kind {
        "view" => Kind::View,
        "trigger" => Kind::Trigger,
        "index" => Kind::Index,
        _ => return None,
    };
    // `… v after rename: no such column`, `… v: no such table`.
    let name = rest.split([':']).next()?;
    let name = [" after rename", " after drop column"].iter().find_map(|end| name.strip_suffix(end)).unwrap_or(name);
    Some((kind, name.to_owned()))
}

/// Plans the way from `now`, where renames have happened already, to `target`.
///
/// # Errors
/// Where there is no way that keeps the rows.
pub(super) fn plan(now: &Catalog, target: &Catalog, forced: &Forced) -> Result<Plan, Trouble> {
    let mut plan = Plan::default();
    let mut in_place: BTreeMap<String, Vec<Step>> = BTreeMap::new();
    let mut rebuild = Rebuild::default();
    for (key, table) in &now.tables {
        match target.tables.get(key) {
            None => {
                plan.losses.push(format!("table `{}`, with all its rows", table.name));
                rebuild.gone.insert(key.clone());
            }
            Some(wanted) => {
                losses_of(table, wanted, &mut plan.losses);
                if same_table(table, wanted) && !forced.rebuild.contains_key(key) {
                    continue;
                }
                let steps = match forced.rebuild.get(key) {
                    Some(reason) => Err(reason.clone()),
                    None => alter(table, wanted),
                };
                match steps {
                    Ok(steps) => drop(in_place.insert(key.clone(), steps)),
                    Err(reason) => drop(rebuild.changed.insert(key.clone(), reason)),
                }
            }
        }
    }
    rebuild.close(now, target)?;
    in_place.retain(|key, _| !rebuild.takes(key));
    plan.notes.extend(rebuild.notes(target));

    let aside = aside(now, target, &rebuild, forced);
    let dropped = |key: &(Kind, String)| aside.contains(key);
    // Triggers first: nothing that follows may fire one.
    for kind in [Kind::Trigger, Kind::View, Kind::Index] {
        for (_, object) in now.others.iter().filter(|(key, _)| key.0 == kind && dropped(key)) {
            // An index goes with its table.
            if kind != Kind::Index || !rebuild.takes(&object.table) {
                plan.steps.push(Step::new(format!("DROP {} {}", kind.word().to_uppercase(), quoted(&object.name))));
            }
        }
    }
    let kept = virtual_tables::virtual_tables(now, target, &rebuild, &mut plan);
    let mut new: Vec<&Table> =
        target.tables.iter().filter(|(key, _)| !now.tables.contains_key(*key)).map(|(_, table)| table).collect();
    new.sort_by_key(|table| table.order);
    // A name that a table leaves and another kind of thing had is free by now.
    plan.steps.extend(new.iter().map(|table| Step::new(table.sql.clone())));
    plan.steps.extend(in_place.into_values().flatten());
    let mut made: Vec<(&(Kind, String), &Object)> = target
        .others
        .iter()
        .filter(|(key, _)| key.0 != Kind::Virtual && (!now.others.contains_key(*key) || dropped(key)))
        .collect();
    made.sort_by_key(|(key, object)| (key.0, object.order));
    let steps = |wanted: &dyn Fn(&(Kind, String), &Object) -> bool| -> Vec<Step> {
        made.iter().filter(|(key, it)| wanted(key, it)).map(|(_, it)| Step::new(it.sql.clone())).collect()
    };
    // An index may be what a foreign key of a copied table refers to.
    plan.steps.extend(steps(&|key, it| key.0 == Kind::Index && !rebuild.takes(&it.table)));
    plan.steps.extend(rebuild::steps(&rebuild, now, target));
    plan.steps.extend(steps(&|key, it| key.0 == Kind::Index && rebuild.takes(&it.table)));
    plan.steps.extend(steps(&|key, _| key.0 == Kind::View));
    plan.steps.extend(kept);
    plan.steps.extend(steps(&|key, _| key.0 == Kind::Trigger));
    Ok(plan)
}

/// What goes before everything else: objects that are gone or changed, belong to a table that is copied, or speak of one.
fn aside(now: &Catalog, target: &Catalog, rebuild: &Rebuild, forced: &Forced) -> BTreeSet<(Kind, String)> {
    let mut names: BTreeSet<String> = rebuild.all().cloned().collect();
    let mut found: BTreeSet<(Kind, String)> = BTreeSet::new();
    loop {
        let before = found.len();
        for (key, object) in now.others.iter().filter(|(key, _)| key.0 != Kind::Virtual) {
            let changed = target.others.get(key).is_none_or(|wanted| wanted.form != object.form);
            let speaks = matches!(key.0, Kind::View | Kind::Trigger)
                && code(&object.sql)
                    .iter()
                    .any(|token| names.contains(&unquote(token.text(&object.sql)).to_ascii_lowercase()));
            let lost_its_table = names.contains(&object.table);
            if (changed || speaks || lost_its_table || forced.aside.contains(key)) && found.insert(key.clone()) {
                // What reads a view that goes must go as well; so must a trigger on it.
                if key.0 == Kind::View {
                    names.insert(key.1.clone());
                }
            }
        }
        if found.len() == before {
            return found;
        }
    }
}

/// Changes a table in place: columns that go, and columns behind the last one. `Err` tells why it cannot be.
fn alter(now: &Table, wanted: &Table) -> Result<Vec<Step>, String> {
    let (a, b) = (&now.form, &wanted.form);
    if (a.strict, a.without_rowid) != (b.strict, b.without_rowid) {
        return Err("STRICT or WITHOUT ROWID is another".to_owned());
    }
    let stays = |column: &&ColumnForm| b.column(&column.name).is_some();
    let kept: Vec<&ColumnForm> = a.columns.iter().filter(stays).collect();
    let (first, added) = b.columns.split_at_checked(kept.len()).ok_or("it has other columns")?;
    for (old, new) in kept.iter().zip(first) {
        if old.name != new.name {
            return Err(match a.column(&new.name) {
                None => format!("column `{}` is not the last one, which could be added in place", new.name),
                Some(_) => format!("column `{}` stands elsewhere", new.name),
            });
        }
        if !old.same(new) {
            return Err(format!("column `{}` is another", new.name));
        }
    }
    let mut constraints: BTreeSet<&String> = a.constraints.iter().collect();
    let gone: Vec<&ColumnForm> = a.columns.iter().filter(|column| !stays(column)).collect();
    constraints.retain(|constraint| !gone.iter().any(|column| column.beside.contains(*constraint)));
    constraints.extend(added.iter().flat_map(|column| &column.beside));
    if !constraints.iter().copied().eq(b.constraints.iter()) {
        return Err("its keys or CHECKs are others".to_owned());
    }
    if let Some(column) = added.iter().find(|column| !may_be_added(column)) {
        return Err(format!("column `{}` cannot be added to rows that are there", column.name));
    }
    let table = quoted(&wanted.name);
    let step = |sql: String| Step { alters: Some(wanted.name.to_ascii_lowercase()), ..Step::new(sql) };
    let original = |name: &str| {
        let facts = now.facts.columns.iter().find(|column| column.name.eq_ignore_ascii_case(name));
        quoted(facts.map_or(name, |column| &column.name))
    };
    let gone = gone.iter().map(|column| step(format!("ALTER TABLE {table} DROP COLUMN {}", original(&column.name))));
    let added = added.iter().map(|column| step(format!("ALTER TABLE {table} ADD COLUMN {}", column.text)));
    Ok(gone.chain(added).collect())
}

/// Whether SQLite adds such a column to a table that has rows (<https://sqlite.org/lang_altertable.html#altertabaddcol>).
fn may_be_added(column: &ColumnForm) -> bool {
    let default = column.default.as_deref().unwrap_or("null");
    let constant = !default.starts_with('(') && !default.starts_with("current_");
    let stored = column.generated.as_ref().is_some_and(|generated| generated.ends_with(" stored"));
    let beside = |words: &str| column.beside.iter().any(|constraint| constraint.starts_with(words));
    let null = default == "null";
    // SQLite would give each row that is there a NULL that it must not be, or a parent that it may not have.
    let unfit = match null {
        true => column.not_null && column.generated.is_none(),
        false => beside("foreign key"),
    };
    constant && !stored && !unfit && !beside("primary key") && !beside("unique")
}

/// What a table's rows lose.
fn losses_of(now: &Table, wanted: &Table, losses: &mut Vec<String>) {
    let table = &wanted.name;
    for column in &now.facts.columns {
        let Some(form) = now.form.column(&column.name) else { continue };
        let Some(new) = wanted.form.column(&column.name) else {
            if form.generated.is_none() {
                losses.push(format!("column `{}` of `{table}`, with all its values", column.name));
            }
            continue;
        };
        if new.generated.is_some() && form.generated.is_none() {
            losses.push(format!("the values of `{table}.{}`, which is generated from now on", column.name));
        } else if narrows(&now.form, form, &wanted.form, new) {
            losses.push(format!(
                "values of `{table}.{}` that `{}` does not hold as `{}` does",
                column.name, new.declared_type, form.declared_type
            ));
        }
        if new.not_null && !form.not_null && new.default.is_none() && !is_rowid(wanted, &column.name) {
            losses.push(format!("nothing, but it fails where `{table}.{}` is NULL: it has no default", column.name));
        }
    }
    for column in &wanted.facts.columns {
        if let Some(form) = wanted.form.column(&column.name)
            && now.form.column(&column.name).is_none()
            && needs_value(wanted, form)
        {
            losses.push(format!(
                "nothing, but `{table}.{}` must not be NULL and has no default: each row gets {}, and where that does not fit it fails",
                column.name,
                filler(form)
            ));
        }
    }
}

/// Whether rows that are there need a value that nobody gives.
pub(super) fn needs_value(table: &Table, column: &ColumnForm) -> bool {
    let none = column.default.as_deref().is_none_or(|default| default == "null");
    let keyed = table.form.without_rowid
        && table
            .facts
            .columns
            .iter()
            .any(|facts| facts.primary_key > 0 && facts.name.eq_ignore_ascii_case(&column.name));
    (column.not_null || keyed) && none && column.generated.is_none() && !is_rowid(table, &column.name)
}

/// A value for a column that must have one.
pub(super) fn filler(column: &ColumnForm) -> &'static str {
    match affinity(&column.declared_type) {
        Affinity::Text => "''",
        Affinity::Blob => "x''",
        _ => "0",
    }
}

/// Whether a column is the rowid, which SQLite gives.
pub(super) fn is_rowid(table: &Table, column: &str) -> bool {
    let facts = &table.facts;
    let mut keys = facts.columns.iter().filter(|column| column.primary_key > 0);
    let only = keys.next().filter(|_| keys.next().is_none());
    !facts.without_rowid
        && !facts.indexes.iter().any(|index| index.origin == "pk")
        && only.is_some_and(|key| {
            key.declared_type.eq_ignore_ascii_case("integer") && key.name.eq_ignore_ascii_case(column)
        })
}

fn affinity(declared: &str) -> Affinity {
    Affinity::of(declared, false)
}

/// Whether a value may be another one after it was stored under the new type.
fn narrows(a: &TableForm, from: &ColumnForm, b: &TableForm, to: &ColumnForm) -> bool {
    use Affinity::{Blob, Integer, Numeric, Text};
    let (from, to) = (Affinity::of(&from.declared_type, a.strict), Affinity::of(&to.declared_type, b.strict));
    // What has no affinity keeps a value as it is; integers become text that says the same; INTEGER and NUMERIC store alike.
    !(from == to || matches!((from, to), (_, Blob) | (Integer, Text | Numeric) | (Numeric, Integer)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_in_the_way() {
        let found = in_the_way("error in view v after rename: no such column: a");
        assert_eq!(found, Some((Kind::View, "v".to_owned())));
        assert_eq!(in_the_way("error in trigger t: no such table: main.x"), Some((Kind::Trigger, "t".to_owned())));
        assert_eq!(in_the_way("no such table: x"), None);
    }
}
