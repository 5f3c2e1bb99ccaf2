//! Which columns are not NULL where a condition holds.
//!
//! What is hard: SQL's third truth value. `x > 5` being true or false says that `x` is not NULL, being NULL says
//! nothing; `NOT` turns true into false; OR only says what both sides say; `x NOT IN (SELECT …)` is true for a
//! NULL `x` where the sub-query has no row.

use std::collections::BTreeSet;

use sqlparser::ast::{BinaryOperator, Expr, UnaryOperator, Value};

use super::functions;
use super::params::arguments;
use super::scope::{Found, Key, Scope};

type Facts = BTreeSet<Key>;

/// Deeper than any expression that D1 takes.
const DEPTH: usize = 128;

/// Where the condition is true.
pub(super) fn where_true(expr: &Expr, scope: &Scope<'_>) -> Facts {
    truth(expr, true, scope, DEPTH)
}

/// Where the condition is not true: false or NULL.
pub(super) fn where_not_true(expr: &Expr, scope: &Scope<'_>) -> Facts {
    match expr {
        Expr::Nested(inner) => where_not_true(inner, scope),
        // These are never NULL.
        Expr::IsNull(inner) => where_not_null(inner, scope, DEPTH),
        Expr::UnaryOp { op: UnaryOperator::Not, expr } => match expr.as_ref() {
            Expr::IsNotNull(inner) => where_not_null(inner, scope, DEPTH),
            _ => Facts::new(),
        },
        _ => Facts::new(),
    }
}

/// Where the condition has this truth value.
fn truth(expr: &Expr, wanted: bool, scope: &Scope<'_>, depth: usize) -> Facts {
    let Some(depth) = depth.checked_sub(1) else { return Facts::new() };
    let not_null = |expr: &Expr| where_not_null(expr, scope, depth);
    let both = |left: &Expr, right: &Expr| {
        let (left, right) = (truth(left, wanted, scope, depth), truth(right, wanted, scope, depth));
        (left, right)
    };
    match expr {
        Expr::Nested(inner) => truth(inner, wanted, scope, depth),
        Expr::UnaryOp { op: UnaryOperator::Not, expr } => truth(expr, !wanted, scope, depth),
        Expr::BinaryOp { left, op: BinaryOperator::And, right } => {
            let (left, right) = both(left, right);
            if wanted { &left | &right } else { &left & &right }
        }
        Expr::BinaryOp { left, op: BinaryOperator::Or, right } => {
            let (left, right) = both(left, right);
            if wanted { &left & &right } else { &left | &right }
        }
        Expr::IsNull(inner) if !wanted => not_null(inner),
        Expr::IsNotNull(inner) if wanted => not_null(inner),
        Expr::IsTrue(inner) if wanted => truth(inner, true, scope, depth),
        Expr::IsFalse(inner) if wanted => truth(inner, false, scope, depth),
        Expr::IsNotTrue(inner) if !wanted => truth(inner, true, scope, depth),
        Expr::IsNotFalse(inner) if !wanted => truth(inner, false, scope, depth),
        Expr::IsNotDistinctFrom(left, right) if wanted => same(left, right, &not_null),
        Expr::IsDistinctFrom(left, right) if !wanted => same(left, right, &not_null),
        Expr::InSubquery { expr, negated, .. } if *negated != wanted => not_null(expr),
        Expr::InList { expr, list, negated } if *negated != wanted || !list.is_empty() => not_null(expr),
        Expr::Between { expr, negated, low, high } if *negated != wanted => {
            &(&not_null(expr) | &not_null(low)) | &not_null(high)
        }
        // Row values: equal ones have no NULL; of compared ones only the first are sure.
        Expr::BinaryOp { left, op, right } if tuple(left).is_some() || tuple(right).is_some() => {
            let equal = *op == BinaryOperator::Eq && wanted || *op == BinaryOperator::NotEq && !wanted;
            let ordered =
                matches!(op, BinaryOperator::Lt | BinaryOperator::LtEq | BinaryOperator::Gt | BinaryOperator::GtEq);
            let take = if equal { usize::MAX } else { usize::from(ordered) };
            let sides = [left, right].into_iter().filter_map(|side| tuple(side));
            sides.flat_map(|side| side.iter().take(take)).flat_map(not_null).collect()
        }
        expr => not_null(expr),
    }
}

/// Where `left IS right`.
fn same(left: &Expr, right: &Expr, not_null: &dyn Fn(&Expr) -> Facts) -> Facts {
    match (is_literal(left), is_literal(right)) {
        (false, true) => not_null(left),
        (true, false) => not_null(right),
        _ => Facts::new(),
    }
}

fn is_literal(expr: &Expr) -> bool {
    match expr {
        Expr::Nested(inner) => is_literal(inner),
        Expr::UnaryOp { op: UnaryOperator::Minus, expr } => is_literal(expr),
        Expr::Value(value) => !matches!(value.value, Value::Null | Value::Placeholder(_)),
        _ => false,
    }
}

fn tuple(expr: &Expr) -> Option<&[Expr]> {
    match expr {
        Expr::Nested(inner) => tuple(inner),
        Expr::Tuple(items) => Some(items),
        _ => None,
    }
}

/// Where the expression is not NULL.
fn where_not_null(expr: &Expr, scope: &Scope<'_>, depth: usize) -> Facts {
    let Some(depth) = depth.checked_sub(1) else { return Facts::new() };
    let not_null = |expr: &Expr| where_not_null(expr, scope, depth);
    match expr {
        Expr::Identifier(column) => column_fact(scope.find(None, &column.value)),
        Expr::CompoundIdentifier(parts) => match parts.as_slice() {
            [.., table, column] => column_fact(scope.find(Some(&table.value), &column.value)),
            _ => Facts::new(),
        },
        Expr::Nested(inner) | Expr::Cast { expr: inner, .. } | Expr::Collate { expr: inner, .. } => not_null(inner),
        Expr::UnaryOp { expr, .. } => not_null(expr),
        // False AND NULL is false.
        Expr::BinaryOp { op: BinaryOperator::And | BinaryOperator::Or, .. } => {
            &truth(expr, true, scope, depth) & &truth(expr, false, scope, depth)
        }
        Expr::BinaryOp { op: BinaryOperator::Match, .. } => Facts::new(),
        Expr::BinaryOp { left, right, .. } if tuple(left).is_some() || tuple(right).is_some() => Facts::new(),
        Expr::BinaryOp { left, right, .. } => &not_null(left) | &not_null(right),
        Expr::Like { expr, pattern, .. } => &not_null(expr) | &not_null(pattern),
        // Both bounds compare with it.
        Expr::Between { expr, .. } => not_null(expr),
        Expr::InList { expr, list, .. } if !list.is_empty() => not_null(expr),
        Expr::Function(function) if functions::is_strict(function) => {
            arguments(function).into_iter().flat_map(not_null).collect()
        }
        _ => Facts::new(),
    }
}

fn column_fact(found: Found<'_>) -> Facts {
    match found {
        Found::Column(key, _) => Facts::from([key]),
        _ => Facts::new(),
    }
}
