//! SELECT, VALUES and compounds of them: the columns of a query, and whether it always has a row.

use std::collections::BTreeSet;

use sqlparser::ast::{
    Expr, GroupByExpr, LimitClause, NamedWindowExpr, OrderByKind, Query, Select, SelectItem,
    SelectItemQualifiedWildcardKind, SetExpr, SetOperator, Spanned as _, Value, Values,
};

use super::ctes::Env;
use super::params::Want;
use super::scope::{Mode, Output, Scope};
use super::value::Val;
use super::{Cx, Item, children, functions, narrow};
use crate::emit::sql::quote_name;
use crate::model::SqlType;

/// What a query gives.
#[derive(Clone, Debug, Default)]
pub(super) struct Relation {
    pub(super) columns: Vec<Output>,
    /// Always at least one row.
    pub(super) certain: bool,
    /// Some columns are not known.
    pub(super) opaque: bool,
}

impl Relation {
    pub(super) fn opaque() -> Self {
        Self { opaque: true, ..Self::default() }
    }

    pub(super) fn same_types(&self, other: &Self) -> bool {
        let types = |relation: &Self| {
            let vals = relation.columns.iter().map(|output| &output.val);
            vals.map(|val| (val.ty.clone(), val.sql, val.nullable)).collect::<Vec<_>>()
        };
        self.opaque == other.opaque && types(self) == types(other)
    }

    /// Rows of either.
    pub(super) fn union(self, other: Self) -> Self {
        self.joined(other, |left, right| left.or(right))
    }

    fn joined(self, other: Self, join: impl Fn(Val, Val) -> Val) -> Self {
        let opaque = self.opaque || other.opaque || self.columns.len() != other.columns.len();
        let columns = self.columns.into_iter().zip(other.columns);
        let columns = columns.map(|(left, right)| {
            let name = left.val.name.clone();
            Output { name: left.name, val: Val { name, ..join(left.val, right.val) } }
        });
        Self { columns: columns.collect(), certain: self.certain || other.certain, opaque }
    }
}

impl Cx<'_> {
    /// A query; `wants` speak of parameters that are its columns, `top` says that it stands outside of parentheses.
    pub(super) fn query(
        &mut self,
        query: &Query,
        parent: Option<&Scope<'_>>,
        env: Option<&Env<'_>>,
        wants: &[Want],
        top: bool,
    ) -> Relation {
        if self.depth >= QUERY_DEPTH {
            return Relation::opaque();
        }
        self.depth += 4;
        let own = query.with.as_ref().map(|with| Env::new(with, env, parent));
        if let Some(own) = &own {
            self.read_ctes(own);
        }
        let env = own.as_ref().or(env);
        let mut arms = Vec::new();
        flatten(&query.body, None, &mut arms);
        let mut relation: Option<Relation> = None;
        for (op, body) in &arms {
            let arm = self.body(body, (arms.len() == 1).then_some(query), parent, env, wants, top);
            relation = Some(match (relation, op) {
                (Some(left), Some(SetOperator::Except | SetOperator::Minus)) => Relation { certain: false, ..left },
                (Some(left), Some(SetOperator::Intersect)) => {
                    let both = left.joined(arm, |left, right| {
                        let nullable = left.nullable && right.nullable;
                        left.or(right).nullable(nullable)
                    });
                    Relation { certain: false, ..both }
                }
                (Some(left), _) => left.union(arm),
                (None, _) => arm,
            });
        }
        let mut relation = relation.unwrap_or_default();
        relation.certain &= self.limit(query, parent, env);
        self.depth -= 4;
        relation
    }

    /// The first arm of a compound.
    pub(super) fn first_arm(&mut self, query: &Query, parent: Option<&Scope<'_>>, env: Option<&Env<'_>>) -> Relation {
        let mut arms = Vec::new();
        flatten(&query.body, None, &mut arms);
        let first = arms.first().filter(|_| query.with.is_none() && arms.len() > 1);
        first.map_or_else(Relation::opaque, |(_, body)| self.body(body, None, parent, env, &[], false))
    }

    fn body(
        &mut self,
        body: &SetExpr,
        query: Option<&Query>,
        parent: Option<&Scope<'_>>,
        env: Option<&Env<'_>>,
        wants: &[Want],
        top: bool,
    ) -> Relation {
        match body {
            SetExpr::Select(select) => self.select(select, query, parent, env, wants, top),
            SetExpr::Values(values) => self.values(values, parent, env, wants),
            SetExpr::Query(inner) => self.query(inner, parent, env, wants, top),
            SetExpr::Insert(statement) | SetExpr::Update(statement) | SetExpr::Delete(statement) => {
                self.statement(statement, env)
            }
            _ => Relation::opaque(),
        }
    }

    fn values(
        &mut self,
        values: &Values,
        parent: Option<&Scope<'_>>,
        env: Option<&Env<'_>>,
        wants: &[Want],
    ) -> Relation {
        let scope = Scope::new(parent, env);
        let mut relation: Option<Relation> = None;
        for row in &values.rows {
            let columns = row.content.iter().enumerate().map(|(at, expr)| {
                let val = self.store(expr, &scope, wants.get(at));
                Output { name: format!("column{}", at + 1), val: Val { name: None, ..val } }
            });
            let row = Relation { columns: columns.collect(), certain: true, opaque: false };
            relation = Some(match relation {
                Some(before) => before.union(row),
                None => row,
            });
        }
        relation.unwrap_or_default()
    }

    fn select(
        &mut self,
        select: &Select,
        query: Option<&Query>,
        parent: Option<&Scope<'_>>,
        env: Option<&Env<'_>>,
        wants: &[Want],
        top: bool,
    ) -> Relation {
        let mut scope = Scope::new(parent, env);
        self.from(&select.from, &mut scope);
        for item in &select.projection {
            if let SelectItem::ExprWithAlias { expr, alias } = item {
                scope.aliases.push((alias.value.clone(), expr));
            }
        }
        if let Some(condition) = &select.selection {
            self.condition(condition, &scope);
            let facts = narrow::where_true(condition, &scope);
            scope.facts.extend(facts);
        }
        scope.windows = &select.named_window;
        scope.groups = groups(&select.group_by);
        let whole =
            !scope.groups && (aggregates(select) || query.is_some_and(orders_by_aggregate) || select.having.is_some());
        if whole {
            scope.mode = Mode::Whole;
        }
        self.other_clauses(select, query, &mut scope);
        let mut relation = self.projection(&select.projection, select_offset(select), &scope, wants, top);
        relation.certain = if whole {
            select.having.is_none()
        } else {
            select.from.is_empty() && select.selection.is_none() && !scope.groups && select.having.is_none()
        };
        relation
    }

    /// The clauses that have no say in types, for their parameters; HAVING for what it rules out.
    fn other_clauses(&mut self, select: &Select, query: Option<&Query>, scope: &mut Scope<'_>) {
        if let GroupByExpr::Expressions(exprs, _) = &select.group_by {
            exprs.iter().for_each(|expr| drop(self.eval(expr, scope, None)));
        }
        if let Some(having) = &select.having {
            self.condition(having, scope);
            if scope.groups {
                let facts = narrow::where_true(having, scope);
                scope.facts.extend(facts);
            }
        }
        for window in &select.named_window {
            if let NamedWindowExpr::WindowSpec(spec) = &window.1 {
                let order = spec.order_by.iter().map(|term| &term.expr);
                spec.partition_by.iter().chain(order).for_each(|expr| drop(self.eval(expr, scope, None)));
            }
        }
        if let Some(OrderByKind::Expressions(terms)) =
            query.and_then(|query| query.order_by.as_ref()).map(|order| &order.kind)
        {
            terms.iter().for_each(|term| drop(self.eval(&term.expr, scope, None)));
        }
    }

    /// Whether LIMIT and OFFSET leave the first row.
    fn limit(&mut self, query: &Query, parent: Option<&Scope<'_>>, env: Option<&Env<'_>>) -> bool {
        let (limit, offset) = match &query.limit_clause {
            None => return true,
            Some(LimitClause::LimitOffset { limit, offset, .. }) => {
                (limit.as_ref(), offset.as_ref().map(|offset| &offset.value))
            }
            Some(LimitClause::OffsetCommaLimit { offset, limit }) => (Some(limit), Some(offset)),
        };
        let scope = Scope::new(parent, env);
        let mut number = |expr: Option<&Expr>, name: &str| {
            let expr = expr?;
            let want = Want { steady: true, ..Want::of(SqlType::Integer).named(Some(name.to_owned())) };
            self.eval(expr, &scope, Some(&want));
            Some(literal(expr))
        };
        let limit = number(limit, "limit");
        let offset = number(offset, "offset");
        limit.is_none_or(|limit| limit.is_some_and(|limit| limit >= 1)) && offset.is_none_or(|offset| offset == Some(0))
    }

    /// A list of result columns.
    pub(super) fn projection(
        &mut self,
        items: &[SelectItem],
        offset: Option<usize>,
        scope: &Scope<'_>,
        wants: &[Want],
        top: bool,
    ) -> Relation {
        let mut relation = Relation::default();
        let mut list = Vec::new();
        for (at, item) in items.iter().enumerate() {
            let table = match item {
                SelectItem::UnnamedExpr(expr) | SelectItem::ExprWithAlias { expr, .. } => {
                    let want = wants.get(relation.columns.len());
                    let val = self.store(expr, scope, want);
                    let name = match item {
                        SelectItem::ExprWithAlias { alias, .. } => alias.value.clone(),
                        _ => column_name(expr).unwrap_or_else(|| self.item_text(offset, at)),
                    };
                    relation.columns.push(Output { name, val });
                    list.push(Item::Expr);
                    continue;
                }
                SelectItem::Wildcard(_) => None,
                SelectItem::QualifiedWildcard(SelectItemQualifiedWildcardKind::ObjectName(name), _) => {
                    Some(super::from::last(name))
                }
                _ => {
                    relation.opaque = true;
                    continue;
                }
            };
            list.push(Item::Star(self.star(table.as_deref(), scope, &mut relation)));
        }
        unique(&mut relation.columns);
        if top {
            self.lists.push(list);
        }
        relation
    }

    /// Adds the columns of `*` or `t.*`; how each is written.
    fn star(&mut self, table: Option<&str>, scope: &Scope<'_>, relation: &mut Relation) -> Vec<String> {
        let mut refs = Vec::new();
        let mut found = false;
        let hidden_parts: BTreeSet<_> = scope.merged.iter().flat_map(|merged| merged.parts.iter().skip(1)).collect();
        for source in &scope.sources {
            if table.is_some_and(|table| !table.eq_ignore_ascii_case(&source.name)) {
                continue;
            }
            found = true;
            relation.opaque |= source.opaque;
            for (position, output) in source.columns.iter().enumerate() {
                let key = (source.id, position);
                if table.is_none() && hidden_parts.contains(&key) {
                    continue;
                }
                let merged = scope.merged.iter().find(|merged| table.is_none() && merged.parts.first() == Some(&key));
                let val = match merged {
                    Some(merged) if merged.coalesced => self.merged(&merged.parts, scope),
                    _ => scope.val(key, &self.facts).unwrap_or_else(Val::any),
                };
                let name = quote_name(&output.name);
                let bare = merged.is_some() || scope.sources.len() == 1 || source.name.is_empty();
                refs.push(if bare { name } else { format!("{}.{name}", quote_name(&source.name)) });
                relation.columns.push(Output { name: output.name.clone(), val });
            }
            if table.is_some() {
                break;
            }
        }
        relation.opaque |= !found;
        refs
    }

    /// The text of an item of a list that begins at this offset: SQLite names a column so.
    fn item_text(&self, offset: Option<usize>, item: usize) -> String {
        let Some(offset) = offset else { return String::new() };
        super::item_text(self.text, offset, item).unwrap_or_default()
    }
}

/// Deep enough for the expressions of one query to have some depth left.
const QUERY_DEPTH: usize = 96;

/// The arms of a compound in order: SQLite's operators all bind alike, from left to right.
fn flatten<'q>(body: &'q SetExpr, op: Option<SetOperator>, arms: &mut Vec<(Option<SetOperator>, &'q SetExpr)>) {
    match body {
        SetExpr::SetOperation { left, op: own, right, .. } => {
            flatten(left, op, arms);
            flatten(right, Some(*own), arms);
        }
        body => arms.push((op, body)),
    }
}

fn groups(group_by: &GroupByExpr) -> bool {
    match group_by {
        GroupByExpr::All(_) => true,
        GroupByExpr::Expressions(exprs, _) => !exprs.is_empty(),
    }
}

/// Whether a SELECT is over all its rows at once.
fn aggregates(select: &Select) -> bool {
    let items = select.projection.iter().filter_map(|item| match item {
        SelectItem::UnnamedExpr(expr) | SelectItem::ExprWithAlias { expr, .. } => Some(expr),
        _ => None,
    });
    items.chain(&select.having).any(has_aggregate)
}

fn orders_by_aggregate(query: &Query) -> bool {
    match query.order_by.as_ref().map(|order| &order.kind) {
        Some(OrderByKind::Expressions(terms)) => terms.iter().any(|term| has_aggregate(&term.expr)),
        _ => false,
    }
}

fn has_aggregate(expr: &Expr) -> bool {
    let own = matches!(expr, Expr::Function(function) if functions::is_aggregate(function));
    own || children(expr).into_iter().any(has_aggregate)
}

/// The name of a result column that is a column, parentheses or not.
fn column_name(expr: &Expr) -> Option<String> {
    match expr {
        Expr::Nested(inner) | Expr::Collate { expr: inner, .. } => column_name(inner),
        Expr::Identifier(name) => Some(name.value.clone()),
        Expr::CompoundIdentifier(parts) => parts.last().map(|name| name.value.clone()),
        _ => None,
    }
}

/// Where the list begins: after SELECT.
fn select_offset(select: &Select) -> Option<usize> {
    usize::try_from(select.select_token.0.span().start.column).ok()?.checked_sub(1)
}

/// Tells columns of one name apart as SQLite does: `a`, `a:1`.
fn unique(columns: &mut [Output]) {
    let mut taken: BTreeSet<String> = BTreeSet::new();
    for output in columns {
        let base = output.name.clone();
        let mut number = 0;
        while !taken.insert(output.name.to_lowercase()) {
            number += 1;
            output.name = format!("{base}:{number}");
        }
    }
}

/// An integer as written.
fn literal(expr: &Expr) -> Option<i64> {
    match expr {
        Expr::Value(value) => match &value.value {
            Value::Number(number, _) => number.parse().ok(),
            _ => None,
        },
        _ => None,
    }
}
