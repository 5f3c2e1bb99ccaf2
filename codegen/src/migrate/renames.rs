//! Renames: asked, or written beside the new name, and never guessed.

use std::fmt::Write as _;

use super::catalog::{Catalog, Kind, quoted};
use super::changes::{Step, in_the_way};
use super::{Answers, Trouble};
use crate::judge::{Judge, Verdict};
use crate::parse::sql::shape::Shape;

/// A table, or a column of one, that has a new name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rename {
    /// The column's table under its new name; `None`: a table is renamed.
    pub table: Option<String>,
    pub from: String,
    pub to: String,
}

/// A name that is new where others are gone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// The column's table; `None`: a table is new.
    pub table: Option<String>,
    pub new: String,
    /// What it may have been.
    pub gone: Vec<String>,
}

impl Rename {
    /// Reads `old=new`, or `table.old=new`, with the table's new name.
    pub fn parse(text: &str) -> Option<Self> {
        let (from, to) = text.split_once('=')?;
        let (table, from) = match from.split_once('.') {
            Some((table, column)) => (Some(table.to_owned()), column),
            None => (None, from),
        };
        let whole = !from.is_empty() && !to.is_empty() && table.as_deref() != Some("");
        whole.then(|| Self { table, from: from.to_owned(), to: to.to_owned() })
    }

    fn of(&self, table: Option<&str>) -> bool {
        match (&self.table, table) {
            (None, None) => true,
            (Some(own), Some(table)) => own.eq_ignore_ascii_case(table),
            _ => false,
        }
    }
}

impl Question {
    /// The question in words.
    pub fn words(&self) -> String {
        let gone: Vec<_> = self.gone.iter().map(|name| format!("`{name}`")).collect();
        let mut words = match &self.table {
            Some(table) => format!("column `{}` of `{table}` is new", self.new),
            None => format!("table `{}` is new", self.new),
        };
        let _ = write!(words, ", and {} {} gone", gone.join(", "), if gone.len() == 1 { "is" } else { "are" });
        words
    }
}

/// The renames that comments tell: `-- renamed from: old_name`.
pub(super) fn written(shapes: &[Shape]) -> Vec<Rename> {
    let from = |docs: &[String]| {
        docs.iter().find_map(|line| {
            let (word, old) = line.split_at_checked("renamed from:".len())?;
            let old = old.trim().trim_end_matches('.').trim_matches(['`', '"']);
            word.eq_ignore_ascii_case("renamed from:").then(|| old.to_owned())
        })
    };
    let mut found = Vec::new();
    for shape in shapes {
        match shape {
            Shape::Create(table) => {
                let own = from(&table.docs).map(|old| Rename { table: None, from: old, to: table.name.value.clone() });
                found.extend(own);
                for column in &table.columns {
                    let table = Some(table.name.value.clone());
                    found.extend(from(&column.docs).map(|old| Rename {
                        table,
                        from: old,
                        to: column.name.value.clone(),
                    }));
                }
            }
            Shape::AddColumn { table, column } => {
                let table = Some(table.clone());
                found.extend(from(&column.docs).map(|old| Rename { table, from: old, to: column.name.value.clone() }));
            }
            _ => {}
        }
    }
    found
}

/// Renames that make sense: the old name is there, the new one is not yet, and is wanted.
fn sound<'a>(
    renames: &'a [Rename],
    table: Option<&'a str>,
    now: &'a [String],
    target: &'a [String],
) -> impl Iterator<Item = &'a Rename> {
    let has = |names: &[String], name: &str| names.iter().any(|known| known.eq_ignore_ascii_case(name));
    renames.iter().filter(move |rename| {
        rename.of(table)
            && has(now, &rename.from)
            && !has(now, &rename.to)
            && has(target, &rename.to)
            && !has(target, &rename.from)
    })
}

/// Refuses renames that would be passed over in silence. A comment stays in the schema for ever, and is stale once its new
/// name is there; what is given for this once must fit.
pub(super) fn check(now: &Catalog, target: &Catalog, renames: &[Rename], given: bool) -> Result<(), Trouble> {
    let has = |names: &[String], name: &str| names.iter().any(|known| known.eq_ignore_ascii_case(name));
    for (at, rename) in renames.iter().enumerate() {
        let (before, after) = match &rename.table {
            None => (tables(now), tables(target)),
            Some(table) => {
                let key = table.to_ascii_lowercase();
                let of_table = renames.iter().find(|it| it.table.is_none() && it.to.eq_ignore_ascii_case(table));
                let old = of_table.map_or(key.clone(), |it| it.from.to_ascii_lowercase());
                let old = now.tables.get(&old).or_else(|| now.tables.get(&key));
                (old.map(columns).unwrap_or_default(), target.tables.get(&key).map(columns).unwrap_or_default())
            }
        };
        let Rename { from, to, .. } = rename;
        let twice = renames.iter().take(at).any(|it| it.table == rename.table && it.from.eq_ignore_ascii_case(from));
        let reason = if has(&before, to) {
            given
                .then(|| format!("`{to}` is there already: a name that is taken is free after the next migration only"))
        } else if !has(&after, to) {
            given.then(|| format!("`schema.sql` has no `{to}`"))
        } else if !has(&before, from) {
            given.then(|| format!("there is no `{from}`"))
        } else if has(&after, from) {
            Some(format!("`schema.sql` has `{from}` still: rename in one migration, and take the old name in the next"))
        } else {
            twice.then(|| format!("`{from}` has another new name already"))
        };
        if let Some(reason) = reason {
            let place = rename.table.as_ref().map(|table| format!("{table}.")).unwrap_or_default();
            return Err(Trouble::Rename(format!("`{place}{from}` cannot become `{to}`: {reason}")));
        }
    }
    Ok(())
}

/// What must be asked before anything is planned: of tables first, and of columns once the tables are known.
pub(super) fn questions(now: &Catalog, target: &Catalog, answers: &Answers) -> Vec<Question> {
    if answers.nothing_renamed {
        return Vec::new();
    }
    let of_tables = ask(&tables(now), &tables(target), None, answers);
    if !of_tables.is_empty() {
        return of_tables;
    }
    let mut found = Vec::new();
    for wanted in target.tables.values() {
        let (before, after) = (tables(now), tables(target));
        let old =
            sound(&answers.renames, None, &before, &after).find(|rename| rename.to.eq_ignore_ascii_case(&wanted.name));
        let old = old.map_or(wanted.name.to_ascii_lowercase(), |rename| rename.from.to_ascii_lowercase());
        if let Some(table) = now.tables.get(&old) {
            found.extend(ask(&columns(table), &columns(wanted), Some(&wanted.name), answers));
        }
    }
    found
}

fn tables(catalog: &Catalog) -> Vec<String> {
    catalog.tables.values().map(|table| table.name.clone()).collect()
}

fn columns(table: &super::catalog::Table) -> Vec<String> {
    table.facts.columns.iter().map(|column| column.name.clone()).collect()
}

fn ask(now: &[String], target: &[String], table: Option<&str>, answers: &Answers) -> Vec<Question> {
    let known: Vec<&Rename> = sound(&answers.renames, table, now, target).collect();
    let has = |names: &[String], name: &str| names.iter().any(|known| known.eq_ignore_ascii_case(name));
    let answered = |name: &str| {
        answers.new.iter().any(|(of, new)| of.as_deref() == table && new.eq_ignore_ascii_case(name))
            || known.iter().any(|rename| rename.to.eq_ignore_ascii_case(name))
    };
    let taken = |name: &str| known.iter().any(|rename| rename.from.eq_ignore_ascii_case(name));
    let gone: Vec<String> = now.iter().filter(|name| !has(target, name) && !taken(name)).cloned().collect();
    let new = target.iter().filter(|name| !has(now, name) && !answered(name));
    let table = table.map(str::to_owned);
    new.filter(|_| !gone.is_empty())
        .map(|new| Question { table: table.clone(), new: new.clone(), gone: gone.clone() })
        .collect()
}

/// Renames what is renamed, on the judge; returns the statements, and leaves the catalog as it is then.
pub(super) fn apply(
    now: &mut Judge,
    catalog: &mut Catalog,
    target: &Catalog,
    answers: &Answers,
) -> Result<Vec<Step>, Trouble> {
    let mut steps = Vec::new();
    let (before, after) = (tables(catalog), tables(target));
    for rename in sound(&answers.renames, None, &before, &after) {
        let sql = format!("ALTER TABLE {} RENAME TO {}", quoted(&rename.from), quoted(&rename.to));
        run(now, &mut steps, sql)?;
    }
    *catalog = Catalog::read(now)?;
    for wanted in target.tables.values() {
        let Some(table) = catalog.tables.get(&wanted.name.to_ascii_lowercase()) else { continue };
        for rename in sound(&answers.renames, Some(&wanted.name), &columns(table), &columns(wanted)) {
            let (table, from, to) = (quoted(&wanted.name), quoted(&rename.from), quoted(&rename.to));
            run(now, &mut steps, format!("ALTER TABLE {table} RENAME COLUMN {from} TO {to}"))?;
        }
    }
    *catalog = Catalog::read(now)?;
    Ok(steps)
}

/// Runs a rename; a view or trigger that SQLite cannot carry along goes first, and is made anew later.
fn run(now: &mut Judge, steps: &mut Vec<Step>, sql: String) -> Result<(), Trouble> {
    loop {
        let Verdict::Refused(error) = now.run(&sql) else {
            steps.push(Step::new(sql));
            return Ok(());
        };
        let Some((kind, name)) =
            in_the_way(&error.message).filter(|(kind, _)| matches!(kind, Kind::View | Kind::Trigger))
        else {
            return Err(error.into());
        };
        let drop = format!("DROP {} {}", kind.word().to_uppercase(), quoted(&name));
        if let Verdict::Refused(_) = now.run(&drop) {
            return Err(error.into());
        }
        steps.push(Step::new(drop));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_they_are_written() {
        let column = Rename { table: Some("nodes".into()), from: "a".into(), to: "b".into() };
        assert_eq!(Rename::parse("nodes.a=b"), Some(column));
        assert_eq!(Rename::parse("a=b").and_then(|rename| rename.table), None);
        assert!(["a", "=b", "a=", ".a=b"].iter().all(|text| Rename::parse(text).is_none()));
    }
}
