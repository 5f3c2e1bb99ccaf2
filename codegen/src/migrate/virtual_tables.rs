//! Virtual tables that change: SQLite has no ALTER TABLE for them, so each is made anew.
//!
//! What is hard is where their rows are. A text search may hold its own, read another table's, or keep none; and one over a
//! table that is copied has to read it again, since no trigger told it what the copy has changed.

use std::collections::BTreeSet;

use super::catalog::{Catalog, Kind, Object, Table, quoted};
use super::changes::{Plan, Step};
use super::form::code;
use super::rebuild::{Rebuild, free_name};
use crate::parse::sql::shape::items;

/// Virtual tables that are gone, new or changed: the first list of steps goes into the plan, the second comes back.
pub(super) fn virtual_tables(now: &Catalog, target: &Catalog, rebuild: &Rebuild, plan: &mut Plan) -> Vec<Step> {
    let mut back = Vec::new();
    let all: BTreeSet<&(Kind, String)> =
        now.others.keys().chain(target.others.keys()).filter(|key| key.0 == Kind::Virtual).collect();
    for key in all {
        match (now.others.get(key), target.others.get(key)) {
            (Some(old), None) => {
                let own = VirtualTable::parse(&old.sql).content.is_none_or(|content| content.is_empty());
                plan.losses.extend(own.then(|| format!("virtual table `{}`, with all its rows", old.name)));
                plan.steps.push(Step::new(format!("DROP TABLE {}", quoted(&old.name))));
            }
            (None, Some(new)) => {
                back.push(Step::new(new.sql.clone()));
                back.extend(VirtualTable::parse(&new.sql).filled_from_content(&new.name, target));
            }
            (Some(old), Some(new)) if old.form != new.form => change_virtual(old, new, now, target, plan, &mut back),
            // A copy may have changed values or rowids, and no trigger told it.
            (Some(_), Some(same)) => {
                let table = VirtualTable::parse(&same.sql);
                let stale = |content: &String| rebuild.changed.contains_key(&content.to_ascii_lowercase());
                if table.content.as_ref().is_some_and(stale) {
                    back.extend(table.filled_from_content(&same.name, target));
                }
            }
            (None, None) => {}
        }
    }
    back
}

/// A virtual table is made anew; its rows wait in a table meanwhile.
fn change_virtual(old: &Object, new: &Object, now: &Catalog, target: &Catalog, plan: &mut Plan, back: &mut Vec<Step>) {
    let (before, after) = (VirtualTable::parse(&old.sql), VirtualTable::parse(&new.sql));
    let table = quoted(&new.name);
    let drop = Step::new(format!("DROP TABLE {table}"));
    let create = Step::new(new.sql.clone());
    if after.content.as_deref().is_some_and(|content| !content.is_empty()) || before.module == "fts5vocab" {
        if before.module == "fts5" && before.content.as_deref().is_none_or(str::is_empty) {
            plan.losses.push(format!("what `{}` holds itself: it reads another table from now on", new.name));
        }
        plan.steps.push(drop);
        back.push(create);
        back.extend(after.filled_from_content(&new.name, target));
        return;
    }
    if before.content.as_deref() == Some("") {
        plan.losses.push(format!("what `{}` has indexed: it keeps no text to index again", new.name));
        plan.steps.push(drop);
        back.push(create);
        return;
    }
    let shared: Vec<&String> = before.columns.iter().filter(|column| after.columns.contains(*column)).collect();
    for column in before.columns.iter().filter(|column| !after.columns.contains(*column)) {
        plan.losses.push(format!("column `{column}` of `{}`, with all its values", new.name));
    }
    let waiting = free_name(&format!("old_{}", new.name), now, target);
    let fts = after.module == "fts5";
    let list = |columns: Vec<String>| columns.join(", ");
    let rowid = fts.then(|| "rowid".to_owned());
    let names = || shared.iter().map(|column| quoted(column));
    let read = list(rowid.iter().map(|rowid| format!("{rowid} AS \"rowid\"")).chain(names()).collect());
    let write = list(rowid.iter().cloned().chain(names()).collect());
    let from = list(rowid.iter().map(|_| "\"rowid\"".to_owned()).chain(names()).collect());
    plan.steps.push(Step::new(format!("CREATE TABLE {} AS SELECT {read} FROM {table}", quoted(&waiting))));
    plan.steps.push(drop);
    back.push(create);
    back.push(Step::new(format!("INSERT INTO {table} ({write}) SELECT {from} FROM {}", quoted(&waiting))));
    back.push(Step::new(format!("DROP TABLE {}", quoted(&waiting))));
}

/// The arguments of CREATE VIRTUAL TABLE.
#[derive(Debug, Default)]
struct VirtualTable {
    module: String,
    /// Of fts5: the table that the text stands in; empty: it stands nowhere.
    content: Option<String>,
    columns: Vec<String>,
}

impl VirtualTable {
    fn parse(sql: &str) -> Self {
        let code = code(sql);
        let using = code.iter().position(|token| token.is(sql, "using")).unwrap_or(code.len());
        let module = code.get(using + 1).and_then(|token| token.name(sql)).unwrap_or_default().to_ascii_lowercase();
        let mut found = Self { module, ..Self::default() };
        let Some(open) = code.iter().skip(using).position(|token| token.is(sql, "(")) else { return found };
        for item in items(&code, using + open, sql).list {
            // `+label` is an auxiliary column of an R-tree.
            let item = item.split_first().filter(|(first, _)| first.is(sql, "+")).map_or(item, |(_, rest)| rest);
            let Some(first) = item.first().and_then(|first| first.name(sql)) else { continue };
            if item.get(1).is_some_and(|token| token.is(sql, "=")) {
                if first.eq_ignore_ascii_case("content") {
                    found.content = item.get(2).and_then(|value| value.name(sql));
                }
            } else {
                found.columns.push(first);
            }
        }
        found
    }

    /// An index over another table's text reads it all.
    fn filled_from_content(&self, name: &str, target: &Catalog) -> Option<Step> {
        let content = self.content.as_ref().filter(|content| !content.is_empty())?;
        // Some keep other texts in the index than the table has, by triggers that know how; nobody else can read those again.
        let has = |table: &Table| self.columns.iter().all(|column| table.form.column(column).is_some());
        target.tables.get(&content.to_ascii_lowercase()).is_none_or(has).then_some(())?;
        let table = quoted(name);
        Some(Step::new(format!("INSERT INTO {table} ({table}) VALUES ('rebuild')")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn virtual_tables_are_read() {
        let table = VirtualTable::parse(
            "CREATE VIRTUAL TABLE f USING fts5(title, body UNINDEXED, content='notes', tokenize = 'x')",
        );
        assert_eq!((table.module.as_str(), table.content.as_deref()), ("fts5", Some("notes")));
        assert_eq!(table.columns, ["title", "body"]);
    }
}
