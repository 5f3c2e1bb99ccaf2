//! Names: which column an identifier means, and whether it can be NULL there.
//!
//! What is hard: NULL comes from three sides. A column may hold it; an outer join may leave its whole row out; an
//! aggregate query without GROUP BY shows columns of no row at all. Against it stand facts: conditions that only
//! hold where a column is not NULL. A fact is either absolute (it holds in every row of the scope) or holds only
//! where the source's row is there (what was true inside of an outer join).

use std::collections::BTreeSet;

use sqlparser::ast::{Expr, NamedWindowDefinition};

use super::ctes::Env;
use super::value::Val;

/// A column of a source: the source's number, unique in the statement, and its position there.
pub(super) type Key = (usize, usize);

/// One table, view, sub-query or function of a FROM.
#[derive(Clone, Debug)]
pub(super) struct Source {
    pub(super) id: usize,
    /// Alias or name.
    pub(super) name: String,
    pub(super) columns: Vec<Output>,
    /// Columns that `*` leaves out: `rowid`, an FTS5 table's own name, `rank`.
    pub(super) hidden: Vec<Output>,
    /// Its columns are not known: any name may be one.
    pub(super) opaque: bool,
    /// An outer join may leave it out.
    pub(super) outer: bool,
}

/// A column that a source or a query has.
#[derive(Clone, Debug)]
pub(super) struct Output {
    pub(super) name: String,
    pub(super) val: Val,
}

/// A column that USING or NATURAL made of several.
#[derive(Clone, Debug)]
pub(super) struct Merged {
    pub(super) name: String,
    /// The left one first.
    pub(super) parts: Vec<Key>,
    /// After a RIGHT or FULL join: the first that is not NULL.
    pub(super) coalesced: bool,
}

/// What rows an expression sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    /// One row, which is there.
    Row,
    /// An aggregate over all rows, of which there may be none.
    Whole,
}

/// The names of one SELECT, UPDATE or DELETE.
#[derive(Debug)]
pub(super) struct Scope<'p> {
    pub(super) parent: Option<&'p Scope<'p>>,
    pub(super) sources: Vec<Source>,
    pub(super) merged: Vec<Merged>,
    /// Names of result columns.
    pub(super) aliases: Vec<(String, &'p Expr)>,
    pub(super) windows: &'p [NamedWindowDefinition],
    pub(super) env: Option<&'p Env<'p>>,
    /// Not NULL in any row.
    pub(super) facts: BTreeSet<Key>,
    /// Not NULL where the source's row is there.
    pub(super) inner_facts: BTreeSet<Key>,
    pub(super) mode: Mode,
    /// It has a GROUP BY: every group has a row.
    pub(super) groups: bool,
}

/// What an identifier means.
#[derive(Clone, Debug)]
pub(super) enum Found<'p> {
    /// A column, and how many scopes further out.
    Column(Key, usize),
    /// A coalesced column.
    Merged(Vec<Key>, usize),
    Alias(&'p Expr),
    Unknown,
}

impl<'p> Scope<'p> {
    pub(super) fn new(parent: Option<&'p Scope<'p>>, env: Option<&'p Env<'p>>) -> Self {
        Self {
            parent,
            sources: Vec::new(),
            merged: Vec::new(),
            aliases: Vec::new(),
            windows: &[],
            env,
            facts: BTreeSet::new(),
            inner_facts: BTreeSet::new(),
            mode: Mode::Row,
            groups: false,
        }
    }

    /// Looks a name up, in this scope first.
    pub(super) fn find(&self, table: Option<&str>, column: &str) -> Found<'p> {
        let mut scope = Some(self);
        let mut depth = 0;
        while let Some(here) = scope {
            if table.is_none()
                && let Some(merged) = here.merged.iter().find(|merged| merged.name.eq_ignore_ascii_case(column))
            {
                return match merged.parts.first() {
                    Some(&first) if !merged.coalesced => Found::Column(first, depth),
                    _ => Found::Merged(merged.parts.clone(), depth),
                };
            }
            for source in &here.sources {
                if table.is_some_and(|table| !source.name.eq_ignore_ascii_case(table)) {
                    continue;
                }
                if let Some(at) = source.position(column) {
                    return Found::Column((source.id, at), depth);
                }
                if source.opaque {
                    return Found::Unknown;
                }
            }
            if table.is_none()
                && let Some((_, expr)) = here.aliases.iter().find(|(alias, _)| alias.eq_ignore_ascii_case(column))
            {
                return Found::Alias(expr);
            }
            scope = here.parent;
            depth += 1;
        }
        Found::Unknown
    }

    /// The value of a column; `known` are further facts, of the place of the expression.
    pub(super) fn val(&self, key: Key, known: &[Key]) -> Option<Val> {
        // A fact of an inner scope speaks of rows of the outer one too, where the inner one has rows.
        let mut facts: Vec<&BTreeSet<Key>> = Vec::new();
        let mut scope = Some(self);
        while let Some(here) = scope {
            if here.mode == Mode::Row {
                facts.push(&here.facts);
            }
            if let Some(source) = here.sources.iter().find(|source| source.id == key.0) {
                let output = source.output(key.1)?;
                let fact = |key: &Key| known.contains(key) || facts.iter().any(|facts| facts.contains(key));
                let of_source = |wanted: &Key| wanted.0 == key.0;
                let there = known.iter().any(of_source) || facts.iter().any(|facts| facts.iter().any(of_source));
                let inner = here.inner_facts.contains(&key);
                let absent = (source.outer || here.mode == Mode::Whole) && !there;
                let nullable = absent || (output.val.nullable && !fact(&key) && !inner);
                let mut val = output.val.clone().nullable(nullable);
                val.label = Some(output.name.clone());
                return Some(val);
            }
            scope = here.parent;
        }
        None
    }

    /// Every fact of these sources holds only inside of an outer join from now on.
    pub(super) fn enclose(&mut self, ids: &BTreeSet<usize>) {
        let (gone, kept) = self.facts.iter().partition(|key| ids.contains(&key.0));
        self.facts = kept;
        self.inner_facts.extend::<BTreeSet<Key>>(gone);
        for source in self.sources.iter_mut().filter(|source| ids.contains(&source.id)) {
            source.outer = true;
        }
    }
}

/// Where hidden columns begin in the numbering of columns.
const HIDDEN: usize = 1 << 20;

impl Source {
    /// A column's position; hidden ones come last.
    pub(super) fn position(&self, name: &str) -> Option<usize> {
        let of = |list: &[Output]| list.iter().position(|output| output.name.eq_ignore_ascii_case(name));
        of(&self.columns).or_else(|| of(&self.hidden).map(|at| at + HIDDEN))
    }

    fn output(&self, at: usize) -> Option<&Output> {
        self.columns.get(at).or_else(|| self.hidden.get(at.checked_sub(HIDDEN)?))
    }
}
