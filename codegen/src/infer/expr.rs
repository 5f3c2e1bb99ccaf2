//! The type of an expression, operator by operator (<https://sqlite.org/lang_expr.html>).

use sqlparser::ast::{BinaryOperator, CaseWhen, DataType, Expr, Ident, Query, UnaryOperator, Value, ValueWithSpan};

use super::params::{Want, is_open};
use super::scope::{Found, Key, Scope};
use super::value::Val;
use super::{Cx, narrow};
use crate::model::{Affinity, ColumnType, SqlType};

/// Deeper than any expression that D1 takes.
const DEPTH: usize = 128;

/// What a condition wants of a parameter that is one.
fn condition() -> Want {
    Want::of(SqlType::Boolean)
}

impl Cx<'_> {
    /// The value of an expression; `want` speaks of a parameter at its place.
    pub(super) fn eval(&mut self, expr: &Expr, scope: &Scope<'_>, want: Option<&Want>) -> Val {
        if self.depth >= DEPTH {
            return Val::any();
        }
        self.depth += 1;
        let val = self.eval_inner(expr, scope, want);
        self.depth -= 1;
        val
    }

    fn eval_inner(&mut self, expr: &Expr, scope: &Scope<'_>, want: Option<&Want>) -> Val {
        match expr {
            Expr::Value(value) => self.literal(value, want),
            Expr::Identifier(column) => self.identifier(None, column, scope),
            Expr::CompoundIdentifier(parts) => match parts.as_slice() {
                [.., table, column] => self.identifier(Some(&table.value), column, scope),
                _ => Val::any(),
            },
            Expr::Nested(inner) => self.eval(inner, scope, want),
            Expr::Collate { expr, .. } => Val { affinity: None, ..self.eval(expr, scope, want) },
            Expr::UnaryOp { op, expr } => self.unary(*op, expr, scope, want),
            Expr::BinaryOp { left, op, right } => self.binary(left, op, right, scope, want),
            Expr::IsNull(inner) | Expr::IsNotNull(inner) => {
                self.eval(inner, scope, Some(&Want::default().nullable(true)));
                Val::new(SqlType::Boolean, false)
            }
            Expr::IsTrue(inner) | Expr::IsNotTrue(inner) | Expr::IsFalse(inner) | Expr::IsNotFalse(inner) => {
                self.eval(inner, scope, Some(&condition().nullable(true)));
                Val::new(SqlType::Boolean, false)
            }
            Expr::IsDistinctFrom(left, right) | Expr::IsNotDistinctFrom(left, right) => {
                self.compare(left, right, scope, true);
                Val::new(SqlType::Boolean, false)
            }
            Expr::Between { expr, low, high, .. } => self.between(expr, low, high, scope),
            Expr::Like { expr, pattern, escape_char, .. } => {
                if let Some(escape) = escape_char {
                    self.eval(escape, scope, Some(&Want::of(SqlType::Text)));
                }
                self.like(expr, pattern, scope)
            }
            Expr::InList { expr, list, .. } => self.in_list(expr, list, scope),
            Expr::InSubquery { expr, subquery, .. } => self.in_query(expr, subquery, scope),
            Expr::Exists { subquery, negated } => {
                self.query(subquery, Some(scope), scope.env, &[], false);
                Val::new(SqlType::Boolean, false).named(if *negated { "not_exists" } else { "exists" })
            }
            Expr::Subquery(query) => {
                let wants: Vec<Want> = want.map(Want::inside).into_iter().collect();
                self.scalar(query, scope, &wants)
            }
            Expr::Case { operand, conditions, else_result, .. } => {
                self.case(operand.as_deref(), conditions, else_result.as_deref(), scope, want)
            }
            Expr::Cast { expr, data_type, .. } => self.cast(expr, data_type, scope, want),
            Expr::Function(function) => self.function(function, scope, want),
            Expr::Tuple(items) => {
                for item in items {
                    self.eval(item, scope, None);
                }
                Val::any()
            }
            _ => Val::any(),
        }
    }

    /// A condition, whose truth matters and not its value.
    pub(super) fn condition(&mut self, expr: &Expr, scope: &Scope<'_>) -> Val {
        self.eval(expr, scope, Some(&condition()))
    }

    fn literal(&mut self, value: &ValueWithSpan, want: Option<&Want>) -> Val {
        match &value.value {
            Value::Number(number, _) => {
                let hex = number.starts_with("0x") || number.starts_with("0X");
                let integer = hex || number.parse::<i64>().is_ok();
                Val::new(if integer { SqlType::Integer } else { SqlType::Real }, false)
            }
            Value::SingleQuotedString(text) => Val { text: Some(text.clone()), ..Val::new(SqlType::Text, false) },
            Value::HexStringLiteral(_) => Val::new(SqlType::Blob, false),
            Value::Boolean(_) => Val { truth: true, ..Val::new(SqlType::Integer, false) },
            Value::Null => Val::null(),
            Value::Placeholder(text) => {
                let offset = usize::try_from(value.span.start.column).unwrap_or(0).saturating_sub(1);
                self.param(text, offset, want)
            }
            _ => Val::any(),
        }
    }

    fn identifier(&mut self, table: Option<&str>, column: &Ident, scope: &Scope<'_>) -> Val {
        match scope.find(table, &column.value) {
            Found::Column(key, _) => scope.val(key, &self.facts).unwrap_or_else(Val::any),
            Found::Merged(keys, _) => self.merged(&keys, scope),
            // Only conditions and orders see aliases; what they are is told elsewhere.
            Found::Alias(expr) => Val { origin: None, ..self.eval(expr, scope, None) },
            Found::Unknown => Val::any(),
        }
    }

    /// The first of these columns that is not NULL.
    pub(super) fn merged(&self, keys: &[Key], scope: &Scope<'_>) -> Val {
        let vals: Vec<Val> = keys.iter().filter_map(|&key| scope.val(key, &self.facts)).collect();
        let nullable = vals.iter().all(|val| val.nullable);
        let label = vals.first().and_then(|val| val.label.clone());
        let val = vals.into_iter().reduce(Val::or).unwrap_or_else(Val::any);
        Val { nullable, label, origin: None, ..val }
    }

    fn unary(&mut self, op: UnaryOperator, expr: &Expr, scope: &Scope<'_>, want: Option<&Want>) -> Val {
        match op {
            UnaryOperator::Not => {
                let val = self.condition(expr, scope);
                Val::new(SqlType::Boolean, val.nullable).labelled([&val])
            }
            UnaryOperator::Plus => self.eval(expr, scope, want.map(Want::inside).as_ref()).computed(),
            UnaryOperator::Minus => {
                let val = self.eval(expr, scope, want.map(Want::inside).as_ref());
                let sql = match val.sql {
                    SqlType::Boolean => SqlType::Integer,
                    SqlType::Text | SqlType::Blob => SqlType::Any,
                    sql => sql,
                };
                Val { unknown: val.unknown, ..Val::new(sql, val.nullable).labelled([&val]) }
            }
            _ => {
                let val = self.eval(expr, scope, Some(&Want::of(SqlType::Integer)));
                Val::new(SqlType::Integer, val.nullable).labelled([&val])
            }
        }
    }

    fn binary(
        &mut self,
        left: &Expr,
        op: &BinaryOperator,
        right: &Expr,
        scope: &Scope<'_>,
        want: Option<&Want>,
    ) -> Val {
        use BinaryOperator as Op;
        match op {
            Op::And | Op::Or => {
                let (a, b) = (self.condition(left, scope), self.condition(right, scope));
                Val::new(SqlType::Boolean, a.nullable || b.nullable).labelled([&a, &b])
            }
            Op::Eq | Op::NotEq | Op::Lt | Op::LtEq | Op::Gt | Op::GtEq => {
                let nullable = self.compare(left, right, scope, false);
                Val::new(SqlType::Boolean, nullable)
            }
            Op::Glob | Op::Regexp => self.like(left, right, scope),
            Op::Match => Val::new(SqlType::Boolean, true).labelled([&self.like(left, right, scope)]),
            Op::StringConcat => {
                let text = Want::of(SqlType::Text).named(want.and_then(|want| want.name.clone()));
                let (a, b) = (self.eval(left, scope, Some(&text)), self.eval(right, scope, Some(&text)));
                Val::new(SqlType::Text, a.nullable || b.nullable).labelled([&a, &b])
            }
            Op::Arrow | Op::LongArrow => {
                let text = Want::of(SqlType::Text);
                let a = self.eval(left, scope, Some(&text));
                self.eval(right, scope, Some(&text));
                let sql = if *op == Op::Arrow { SqlType::Text } else { SqlType::Any };
                Val::new(sql, true).labelled([&a])
            }
            _ => self.arithmetic(left, op, right, scope, want),
        }
    }

    fn arithmetic(
        &mut self,
        left: &Expr,
        op: &BinaryOperator,
        right: &Expr,
        scope: &Scope<'_>,
        want: Option<&Want>,
    ) -> Val {
        use BinaryOperator as Op;
        let bits = matches!(op, Op::BitwiseAnd | Op::BitwiseOr | Op::PGBitwiseShiftLeft | Op::PGBitwiseShiftRight);
        let beside = |val: Option<&Val>| {
            let other = val.map(|val| val.sql).filter(|sql| matches!(sql, SqlType::Integer | SqlType::Real));
            let around = want.and_then(|want| want.sql).filter(|sql| matches!(sql, SqlType::Integer | SqlType::Real));
            let sql = match (bits, other, around) {
                (true, ..) => Some(SqlType::Integer),
                (_, Some(SqlType::Integer), Some(SqlType::Real)) => Some(SqlType::Real),
                (_, other, around) => other.or(around),
            };
            let name = val.and_then(|val| val.label.clone()).or_else(|| want.and_then(|want| want.name.clone()));
            sql.map(Want::of).unwrap_or_default().named(name)
        };
        let (a, b) = if is_open(left) && !is_open(right) {
            let b = self.eval(right, scope, Some(&beside(None)));
            (self.eval(left, scope, Some(&beside(Some(&b)))), b)
        } else {
            let a = self.eval(left, scope, Some(&beside(None)));
            let b = self.eval(right, scope, Some(&beside(Some(&a))));
            (a, b)
        };
        // Division by zero is NULL.
        let divides = matches!(op, Op::Divide | Op::Modulo) && !is_nonzero(right);
        let nullable = a.nullable || b.nullable || divides;
        let known_null = |val: &Val| val.sql == SqlType::Null && !val.unknown;
        let sql = if known_null(&a) || known_null(&b) {
            SqlType::Null
        } else if bits || (a.is_integer() && b.is_integer()) {
            SqlType::Integer
        } else if a.is_number() && b.is_number() {
            SqlType::Real
        } else {
            SqlType::Any
        };
        // What is no number for sure may be infinite: infinity times zero is NULL.
        let nullable = nullable || sql == SqlType::Any;
        Val::new(sql, nullable).labelled([&a, &b])
    }

    /// Both sides of a comparison, each telling the other's parameters; whether the result may be NULL.
    pub(super) fn compare(&mut self, left: &Expr, right: &Expr, scope: &Scope<'_>, is: bool) -> bool {
        match (items(left), items(right)) {
            (Some(left), Some(right)) => {
                left.iter().zip(right).fold(false, |null, (left, right)| self.compare(left, right, scope, is) || null)
            }
            (Some(list), None) | (None, Some(list)) => {
                let wants: Vec<Want> =
                    list.iter().map(|item| Want::beside(&self.eval(item, scope, None)).nullable(is)).collect();
                let other = if items(left).is_some() { right } else { left };
                if let Some(query) = subquery(other) {
                    self.query(query, Some(scope), scope.env, &wants, false);
                }
                true
            }
            (None, None) => {
                let (a, b) = if is_open(left) && !is_open(right) {
                    let b = self.eval(right, scope, None);
                    (self.eval(left, scope, Some(&Want::beside(&b).nullable(is))), b)
                } else {
                    let a = self.eval(left, scope, None);
                    let b = self.eval(right, scope, Some(&Want::beside(&a).nullable(is)));
                    (a, b)
                };
                a.nullable || b.nullable
            }
        }
    }

    fn like(&mut self, left: &Expr, pattern: &Expr, scope: &Scope<'_>) -> Val {
        let text = |val: &Val| Want::of(SqlType::Text).named(val.label.clone());
        let a = self.eval(left, scope, None);
        let b = self.eval(pattern, scope, Some(&text(&a)));
        if is_open(left) {
            self.eval(left, scope, Some(&text(&b)));
        }
        Val::new(SqlType::Boolean, a.nullable || b.nullable).labelled([&a, &b])
    }

    fn between(&mut self, expr: &Expr, low: &Expr, high: &Expr, scope: &Scope<'_>) -> Val {
        let val = self.eval(expr, scope, None);
        let bound = |prefix: &str| {
            let want = Want::beside(&val);
            let name = want.name.as_ref().map(|name| format!("{prefix}_{name}"));
            want.named(name)
        };
        let a = self.eval(low, scope, Some(&bound("from")));
        let b = self.eval(high, scope, Some(&bound("to")));
        if is_open(expr) {
            let want = if is_open(low) { Want::beside(&b) } else { Want::beside(&a) };
            self.eval(expr, scope, Some(&want));
        }
        Val::new(SqlType::Boolean, val.nullable || a.nullable || b.nullable).labelled([&val])
    }

    fn in_list(&mut self, expr: &Expr, list: &[Expr], scope: &Scope<'_>) -> Val {
        let first = list.iter().find(|item| !is_open(item)).filter(|_| is_open(expr));
        let want = first.map(|first| Want::beside(&self.eval(first, scope, None)));
        let val = self.eval(expr, scope, want.as_ref());
        let mut nullable = val.nullable && !list.is_empty();
        let item = want.unwrap_or_else(|| Want::beside(&val));
        for expr in list {
            nullable |= self.eval(expr, scope, Some(&item)).nullable;
        }
        Val::new(SqlType::Boolean, nullable).labelled([&val])
    }

    fn in_query(&mut self, expr: &Expr, query: &Query, scope: &Scope<'_>) -> Val {
        let left: Vec<&Expr> = items(expr).map_or_else(|| vec![expr], |items| items.iter().collect());
        let vals: Vec<Val> = left.iter().map(|item| self.eval(item, scope, None)).collect();
        let wants: Vec<Want> = vals.iter().map(Want::beside).collect();
        let relation = self.query(query, Some(scope), scope.env, &wants, false);
        for (item, output) in left.iter().zip(&relation.columns) {
            if is_open(item) {
                self.eval(item, scope, Some(&Want::beside(&output.val)));
            }
        }
        let nullable = relation.opaque
            || vals.iter().any(|val| val.nullable)
            || relation.columns.iter().any(|output| output.val.nullable);
        Val::new(SqlType::Boolean, nullable)
    }

    /// A sub-query as a value: its first row's first column, or NULL.
    fn scalar(&mut self, query: &Query, scope: &Scope<'_>, wants: &[Want]) -> Val {
        let relation = self.query(query, Some(scope), scope.env, wants, false);
        let certain = relation.certain;
        match relation.columns.into_iter().next() {
            Some(output) if !relation.opaque => {
                let nullable = output.val.nullable || !certain;
                output.val.computed().nullable(nullable)
            }
            _ => Val::any(),
        }
    }

    fn case(
        &mut self,
        operand: Option<&Expr>,
        conditions: &[CaseWhen],
        otherwise: Option<&Expr>,
        scope: &Scope<'_>,
        want: Option<&Want>,
    ) -> Val {
        let mark = self.facts.len();
        let mut branches: Vec<(&Expr, Vec<Key>)> = Vec::new();
        for CaseWhen { condition, result } in conditions {
            let before = self.facts.len();
            match operand {
                Some(operand) => {
                    self.compare(operand, condition, scope, false);
                }
                None => {
                    self.condition(condition, scope);
                    self.facts.extend(narrow::where_true(condition, scope));
                }
            }
            branches.push((result, self.facts.get(mark..).unwrap_or_default().to_vec()));
            self.facts.truncate(before);
            if operand.is_none() {
                self.facts.extend(narrow::where_not_true(condition, scope));
            }
        }
        if let Some(otherwise) = otherwise {
            branches.push((otherwise, self.facts.get(mark..).unwrap_or_default().to_vec()));
        }
        self.facts.truncate(mark);
        let mut vals = self.branches(&branches, scope, want);
        if otherwise.is_none() {
            vals.push(Val::null());
        }
        vals.into_iter().reduce(Val::or).map_or_else(Val::any, truths)
    }

    /// Expressions one of which is the result, each under its own facts: they tell each other's parameters.
    pub(super) fn branches(
        &mut self,
        branches: &[(&Expr, Vec<Key>)],
        scope: &Scope<'_>,
        want: Option<&Want>,
    ) -> Vec<Val> {
        let inside = want.map(Want::inside);
        let mut vals: Vec<Option<Val>> = Vec::new();
        for (expr, facts) in branches {
            let mark = self.facts.len();
            self.facts.extend(facts);
            vals.push((!is_open(expr)).then(|| self.eval(expr, scope, inside.as_ref())));
            self.facts.truncate(mark);
        }
        let others = vals.iter().flatten().cloned().reduce(Val::or);
        let sibling = others.as_ref().map(|val| Want { steady: false, ..Want::beside(val) });
        let want = inside.filter(|want| want.ty.is_some()).or(sibling);
        let known = vals.into_iter().zip(branches);
        known.map(|(val, (expr, _))| val.unwrap_or_else(|| self.eval(expr, scope, want.as_ref()))).collect()
    }

    fn cast(&mut self, expr: &Expr, data_type: &DataType, scope: &Scope<'_>, want: Option<&Want>) -> Val {
        let declared = match data_type {
            DataType::Custom(name, _) => name.0.first().and_then(|part| part.as_ident()).map(|name| name.value.clone()),
            _ => None,
        };
        let declared = declared.unwrap_or_default();
        let boolean = declared.eq_ignore_ascii_case("bool") || declared.eq_ignore_ascii_case("boolean");
        let affinity = Affinity::of(&declared, false);
        let target = match affinity {
            Affinity::Integer => Some(SqlType::Integer),
            Affinity::Text => Some(SqlType::Text),
            Affinity::Real => Some(SqlType::Real),
            Affinity::Blob => Some(SqlType::Blob),
            Affinity::Numeric => boolean.then_some(SqlType::Boolean),
        };
        let inner = Want {
            nullable: want.is_some_and(|want| want.nullable),
            name: want.and_then(|want| want.name.clone()),
            steady: true,
            ..target.map(Want::of).unwrap_or_default()
        };
        let val = self.eval(expr, scope, Some(&inner));
        let sql = match (affinity, val.sql) {
            (_, SqlType::Null) if !val.unknown => SqlType::Null,
            (Affinity::Numeric, SqlType::Boolean) if boolean => SqlType::Boolean,
            (Affinity::Numeric, SqlType::Integer | SqlType::Boolean) => SqlType::Integer,
            (Affinity::Numeric, SqlType::Real) => SqlType::Real,
            (Affinity::Numeric, _) => SqlType::Any,
            _ => target.unwrap_or(SqlType::Any),
        };
        let name = val.affinity.and(val.label.clone());
        Val { name, ..Val::new(sql, val.nullable).labelled([&val]) }
    }
}

/// TRUE and FALSE as the values of a CASE are booleans.
pub(super) fn truths(val: Val) -> Val {
    let (ty, sql) = match val.truth {
        true => (Some(ColumnType::Boolean), SqlType::Boolean),
        false => (val.ty.clone(), val.sql),
    };
    Val { ty, sql, ..val.computed() }
}

/// The items of a row value.
fn items(expr: &Expr) -> Option<&[Expr]> {
    match expr {
        Expr::Nested(inner) => items(inner),
        Expr::Tuple(items) => Some(items),
        _ => None,
    }
}

fn subquery(expr: &Expr) -> Option<&Query> {
    match expr {
        Expr::Nested(inner) => subquery(inner),
        Expr::Subquery(query) => Some(query),
        _ => None,
    }
}

/// A number that is not zero, to divide by.
fn is_nonzero(expr: &Expr) -> bool {
    match expr {
        Expr::Nested(inner) => is_nonzero(inner),
        Expr::UnaryOp { op: UnaryOperator::Minus | UnaryOperator::Plus, expr } => is_nonzero(expr),
        Expr::Value(value) => match &value.value {
            // SQLite's `%` makes integers of both first.
            Value::Number(number, _) => number.parse::<f64>().is_ok_and(|number| number.abs() >= 1.0),
            _ => false,
        },
        _ => false,
    }
}
