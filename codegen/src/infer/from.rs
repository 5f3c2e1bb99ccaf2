//! FROM: the sources of a SELECT, and what joins do to them (<https://sqlite.org/lang_select.html#fromclause>).

use std::collections::BTreeSet;

use sqlparser::ast::{
    FunctionArg, FunctionArgExpr, JoinConstraint, JoinOperator, ObjectName, TableAlias, TableFactor, TableFunctionArgs,
    TableWithJoins,
};

use super::Cx;
use super::narrow;
use super::params::Want;
use super::scope::{Key, Merged, Output, Scope, Source};
use super::value::Val;
use crate::model::{Affinity, ColumnType, SqlType, Table, TableKind};

/// Which side of a join may be left out.
#[derive(Clone, Copy)]
struct Outer {
    left: bool,
    right: bool,
}

impl Cx<'_> {
    /// Adds the sources of a FROM to a scope, whose ON conditions are read on the way. SQLite joins from left to
    /// right, a comma being a join like others.
    pub(super) fn from<'q>(&mut self, list: &'q [TableWithJoins], scope: &mut Scope<'q>) {
        let start = scope.sources.len();
        for item in list {
            self.joins(item, start, scope);
        }
    }

    fn joins<'q>(&mut self, item: &'q TableWithJoins, start: usize, scope: &mut Scope<'q>) {
        self.factor(&item.relation, scope);
        for join in &item.joins {
            let middle = scope.sources.len();
            self.factor(&join.relation, scope);
            let (constraint, outer) = match &join.join_operator {
                JoinOperator::Left(on) | JoinOperator::LeftOuter(on) => (on, Outer { left: false, right: true }),
                JoinOperator::Right(on) | JoinOperator::RightOuter(on) => (on, Outer { left: true, right: false }),
                JoinOperator::FullOuter(on) => (on, Outer { left: true, right: true }),
                JoinOperator::Join(on) | JoinOperator::Inner(on) | JoinOperator::CrossJoin(on) => {
                    (on, Outer { left: false, right: false })
                }
                // No other is SQLite's.
                _ => (&JoinConstraint::None, Outer { left: true, right: true }),
            };
            self.join(constraint, outer, start, middle, scope);
        }
    }

    fn join(&mut self, constraint: &JoinConstraint, outer: Outer, start: usize, middle: usize, scope: &mut Scope<'_>) {
        let ids = |list: &[Source]| list.iter().map(|source| source.id).collect::<BTreeSet<usize>>();
        let left = ids(scope.sources.get(start..middle).unwrap_or_default());
        let right = ids(scope.sources.get(middle..).unwrap_or_default());
        let facts = match constraint {
            JoinConstraint::On(condition) => {
                self.condition(condition, scope);
                narrow::where_true(condition, scope)
            }
            JoinConstraint::Using(names) => {
                let names: Vec<String> = names.iter().map(last).collect();
                merge(&names, outer, &left, &right, scope)
            }
            JoinConstraint::Natural => {
                let of = |ids: &BTreeSet<usize>| {
                    let sources = scope.sources.iter().filter(|source| ids.contains(&source.id));
                    sources.flat_map(|source| source.columns.iter().map(|column| column.name.clone())).collect()
                };
                let (mine, mut theirs): (Vec<String>, Vec<String>) = (of(&left), of(&right));
                theirs.retain(|name| mine.iter().any(|mine| mine.eq_ignore_ascii_case(name)));
                merge(&theirs, outer, &left, &right, scope)
            }
            JoinConstraint::None => BTreeSet::new(),
        };
        let of = |ids: &BTreeSet<usize>| facts.iter().filter(|key| ids.contains(&key.0)).copied().collect::<Vec<Key>>();
        match (outer.left, outer.right) {
            (false, false) => scope.facts.extend(&facts),
            // The right side's row is there only where the condition holds.
            (false, true) => {
                scope.enclose(&right);
                scope.inner_facts.extend(of(&right));
            }
            (true, false) => {
                scope.enclose(&left);
                scope.inner_facts.extend(of(&left));
            }
            (true, true) => {
                scope.enclose(&left);
                scope.enclose(&right);
            }
        }
    }

    fn factor<'q>(&mut self, factor: &'q TableFactor, scope: &mut Scope<'q>) {
        match factor {
            TableFactor::Table { name, alias, args, .. } => {
                let source = self.table(name, alias.as_ref(), args.as_ref(), scope);
                scope.sources.push(source);
            }
            TableFactor::Derived { subquery, alias, .. } => {
                let relation = self.query(subquery, scope.parent, scope.env, &[], false);
                let name = alias.as_ref().map(|alias| alias.name.value.clone()).unwrap_or_default();
                let source = self.source(name, relation.columns, Vec::new(), relation.opaque);
                scope.sources.push(source);
            }
            TableFactor::NestedJoin { table_with_joins, .. } => {
                let start = scope.sources.len();
                self.joins(table_with_joins, start, scope);
            }
            _ => {
                let source = self.source(String::new(), Vec::new(), Vec::new(), true);
                scope.sources.push(source);
            }
        }
    }

    pub(super) fn source(&mut self, name: String, columns: Vec<Output>, hidden: Vec<Output>, opaque: bool) -> Source {
        self.sources += 1;
        Source { id: self.sources, name, columns, hidden, opaque, outer: false }
    }

    fn table(
        &mut self,
        name: &ObjectName,
        alias: Option<&TableAlias>,
        args: Option<&TableFunctionArgs>,
        scope: &Scope<'_>,
    ) -> Source {
        let table = last(name);
        let shown = alias.map_or_else(|| table.clone(), |alias| alias.name.value.clone());
        if name.0.len() == 1
            && args.is_none()
            && let Some(relation) = self.cte(scope.env, &table)
        {
            return self.source(shown, relation.columns, Vec::new(), relation.opaque);
        }
        if let Some(source) = self.stored(&table, &shown) {
            for arg in args.map_or(&[][..], |args| &args.args) {
                self.argument(arg, scope);
            }
            return source;
        }
        let columns = known_columns(&table.to_lowercase());
        let args = args.map_or(&[][..], |args| &args.args);
        for arg in args {
            self.argument(arg, scope);
        }
        let opaque = columns.is_empty();
        self.source(shown, columns, Vec::new(), opaque)
    }

    /// An argument of a table-valued function: JSON, or a path in it.
    fn argument(&mut self, arg: &FunctionArg, scope: &Scope<'_>) {
        if let FunctionArg::Unnamed(FunctionArgExpr::Expr(expr)) = arg {
            self.eval(expr, scope, Some(&Want::of(SqlType::Text)));
        }
    }

    /// A table of the schema as a source.
    pub(super) fn stored(&mut self, name: &str, shown: &str) -> Option<Source> {
        let schema = self.schema;
        let at = schema.tables.iter().position(|table| table.name.source.eq_ignore_ascii_case(name))?;
        let table = schema.tables.get(at)?;
        let columns = table.columns.iter().enumerate().map(|(position, column)| Output {
            name: column.name.source.clone(),
            val: Val::column(column, (at, position)),
        });
        let columns = columns.collect();
        Some(self.source(shown.to_owned(), columns, hidden(table, at), false))
    }
}

/// The last part of a name.
pub(super) fn last(name: &ObjectName) -> String {
    name.0.last().and_then(|part| part.as_ident()).map(|ident| ident.value.clone()).unwrap_or_default()
}

/// Makes one column of each of these names; where both sides are there, neither is NULL.
fn merge(
    names: &[String],
    outer: Outer,
    left: &BTreeSet<usize>,
    right: &BTreeSet<usize>,
    scope: &mut Scope<'_>,
) -> BTreeSet<Key> {
    let mut facts = BTreeSet::new();
    for name in names {
        let find = |ids: &BTreeSet<usize>| {
            let mut sources = scope.sources.iter().filter(|source| ids.contains(&source.id));
            sources.find_map(|source| Some((source.id, source.position(name)?)))
        };
        let (Some(mine), Some(theirs)) = (find(left), find(right)) else { continue };
        let known = |merged: &&mut Merged| {
            merged.name.eq_ignore_ascii_case(name) && merged.parts.first().is_some_and(|part| left.contains(&part.0))
        };
        match scope.merged.iter_mut().find(known) {
            Some(merged) => {
                if !merged.coalesced {
                    facts.insert(mine);
                }
                merged.parts.push(theirs);
                merged.coalesced |= outer.left;
            }
            None => {
                facts.insert(mine);
                let parts = vec![mine, theirs];
                scope.merged.push(Merged { name: name.clone(), parts, coalesced: outer.left });
            }
        }
        facts.insert(theirs);
    }
    facts
}

/// Columns that a table has beside those declared.
fn hidden(table: &Table, at: usize) -> Vec<Output> {
    let output = |name: &str, val: Val| Output { name: name.to_owned(), val };
    let mut hidden = Vec::new();
    if table.kind == TableKind::Virtual {
        hidden.push(output(&table.name.source, Val::any()));
        hidden.push(output("rank", Val::new(SqlType::Real, true)));
    }
    if table.kind != TableKind::View && !table.without_rowid {
        let alias = table.columns.iter().position(|column| column.rowid_alias);
        let column = alias.and_then(|position| Some((table.columns.get(position)?, position)));
        let val = match column {
            Some((column, position)) => Val::column(column, (at, position)),
            None => Val { affinity: Some(Affinity::Integer), ..Val::new(SqlType::Integer, false) },
        };
        hidden.extend(["rowid", "oid", "_rowid_"].map(|name| output(name, val.clone())));
    }
    hidden
}

/// Columns of tables and functions that SQLite itself has.
fn known_columns(name: &str) -> Vec<Output> {
    let columns: &[(&str, SqlType, bool)] = match name {
        "json_each" | "json_tree" | "jsonb_each" | "jsonb_tree" => &[
            ("key", SqlType::Any, true),
            ("value", SqlType::Any, true),
            ("type", SqlType::Text, true),
            ("atom", SqlType::Any, true),
            ("id", SqlType::Integer, true),
            ("parent", SqlType::Integer, true),
            ("fullkey", SqlType::Text, true),
            ("path", SqlType::Text, true),
        ],
        "sqlite_master" | "sqlite_schema" => &[
            ("type", SqlType::Text, true),
            ("name", SqlType::Text, true),
            ("tbl_name", SqlType::Text, true),
            ("rootpage", SqlType::Integer, true),
            ("sql", SqlType::Text, true),
        ],
        "sqlite_sequence" => &[("name", SqlType::Any, true), ("seq", SqlType::Any, true)],
        _ => &[],
    };
    let output = |&(name, sql, nullable): &(&str, SqlType, bool)| {
        let sure = matches!(name, "type" | "id" | "fullkey" | "path") && sql != SqlType::Any && columns.len() == 8;
        let ty = if sql == SqlType::Any { Some(ColumnType::Any) } else { super::value::plain(sql) };
        Output { name: name.to_owned(), val: Val { ty, ..Val::new(sql, nullable && !sure) } }
    };
    columns.iter().map(output).collect()
}
