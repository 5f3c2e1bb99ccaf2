//! Common table expressions: found by name, read when they are first needed, recursive ones until nothing changes.

use std::cell::{Cell, RefCell};

use sqlparser::ast::{Cte, With};

use super::Cx;
use super::scope::Scope;
use super::select::Relation;
use super::value::Val;

/// The tables of a WITH, and those around it.
#[derive(Debug)]
pub(super) struct Env<'p> {
    parent: Option<&'p Env<'p>>,
    /// What the WITH itself sees.
    scope: Option<&'p Scope<'p>>,
    tables: Vec<Table<'p>>,
}

#[derive(Debug)]
struct Table<'p> {
    cte: &'p Cte,
    state: RefCell<State>,
    recursive: Cell<bool>,
}

#[derive(Clone, Debug)]
enum State {
    Unread,
    /// Being read: what is known so far.
    Reading(Option<Relation>),
    Read(Relation),
}

/// How often a recursive table is read before it is given up.
const ROUNDS: usize = 10;

impl<'p> Env<'p> {
    pub(super) fn new(with: &'p With, parent: Option<&'p Env<'p>>, scope: Option<&'p Scope<'p>>) -> Self {
        let table = |cte| Table { cte, state: RefCell::new(State::Unread), recursive: Cell::new(false) };
        Self { parent, scope, tables: with.cte_tables.iter().map(table).collect() }
    }
}

impl Cx<'_> {
    /// The table of this name, if a WITH has one.
    pub(super) fn cte(&mut self, env: Option<&Env<'_>>, name: &str) -> Option<Relation> {
        let mut here = env;
        while let Some(env) = here {
            if let Some(table) = env.tables.iter().find(|table| table.cte.alias.name.value.eq_ignore_ascii_case(name)) {
                return Some(self.read_cte(env, table));
            }
            here = env.parent;
        }
        None
    }

    /// Reads every table of a WITH: their parameters count even where nothing uses them.
    pub(super) fn read_ctes(&mut self, env: &Env<'_>) {
        for table in &env.tables {
            self.read_cte(env, table);
        }
    }

    fn read_cte(&mut self, env: &Env<'_>, table: &Table<'_>) -> Relation {
        let state = table.state.borrow().clone();
        match state {
            State::Read(relation) => return relation,
            State::Reading(known) => {
                table.recursive.set(true);
                return known.unwrap_or_else(Relation::opaque);
            }
            State::Unread => {}
        }
        let renamed = |mut relation: Relation| {
            for (output, column) in relation.columns.iter_mut().zip(&table.cte.alias.columns) {
                output.name.clone_from(&column.name.value);
            }
            relation
        };
        table.state.replace(State::Reading(None));
        let relation = renamed(self.query(&table.cte.query, env.scope, Some(env), &[], false));
        if !table.recursive.get() {
            table.state.replace(State::Read(relation.clone()));
            return relation;
        }
        // The first arm of a recursive table does not speak of the table.
        let mut relation = renamed(self.first_arm(&table.cte.query, env.scope, Some(env)));
        for round in 0.. {
            table.state.replace(State::Reading(Some(relation.clone())));
            let next = renamed(self.query(&table.cte.query, env.scope, Some(env), &[], false));
            if relation.same_types(&next) {
                relation = next;
                break;
            }
            if round == ROUNDS {
                for output in &mut relation.columns {
                    output.val = Val::any();
                }
                break;
            }
            relation = relation.union(next);
        }
        table.state.replace(State::Read(relation.clone()));
        relation
    }
}
