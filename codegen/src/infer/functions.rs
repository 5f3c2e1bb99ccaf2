//! SQLite's functions: what they return, when that is NULL, and what they want of parameters
//! (<https://sqlite.org/lang_corefunc.html>, `lang_datefunc`, `lang_mathfunc`, `json1`, `lang_aggfunc`).
//!
//! A function that is not known here returns anything.

use sqlparser::ast::{Expr, Function, FunctionArgumentClause, FunctionArguments, Value, WindowType};

use super::expr::truths;
use super::params::{Want, arguments};
use super::scope::{Found, Scope};
use super::value::Val;
use super::{Cx, children, narrow};
use crate::model::{ColumnType, SqlType};

/// A function's name in lower case.
pub(super) fn name(function: &Function) -> String {
    super::from::last(&function.name).to_lowercase()
}

/// Whether any NULL argument makes it NULL.
pub(super) fn is_strict(function: &Function) -> bool {
    const STRICT: [&str; 32] = [
        "abs",
        "lower",
        "upper",
        "length",
        "octet_length",
        "trim",
        "ltrim",
        "rtrim",
        "substr",
        "substring",
        "round",
        "replace",
        "instr",
        "unicode",
        "date",
        "time",
        "datetime",
        "julianday",
        "unixepoch",
        "strftime",
        "sign",
        "ceil",
        "ceiling",
        "floor",
        "trunc",
        "sqrt",
        "pow",
        "power",
        "json",
        "json_array_length",
        "json_type",
        "json_extract",
    ];
    function.over.is_none() && STRICT.contains(&name(function).as_str())
}

/// Whether it is one value for many rows, window functions apart.
pub(super) fn is_aggregate(function: &Function) -> bool {
    function.over.is_none() && aggregates(function)
}

fn aggregates(function: &Function) -> bool {
    match name(function).as_str() {
        "count" | "sum" | "total" | "avg" | "group_concat" | "string_agg" | "json_group_array"
        | "json_group_object" | "jsonb_group_array" | "jsonb_group_object" | "median" | "percentile"
        | "percentile_cont" | "percentile_disc" => true,
        "min" | "max" => arguments(function).len() == 1,
        _ => false,
    }
}

impl Cx<'_> {
    pub(super) fn function(&mut self, function: &Function, scope: &Scope<'_>, want: Option<&Want>) -> Val {
        let name = name(function);
        let args = arguments(function);
        self.clauses(function, scope);
        let val = match name.as_str() {
            "coalesce" | "ifnull" => return self.coalesce(&name, &args, scope, want),
            "iif" | "if" => self.iif(&args, scope, want),
            "nullif" => {
                if let (Some(first), Some(second)) = (args.first(), args.get(1)) {
                    self.compare(first, second, scope, true);
                }
                let first = args.first().map(|first| self.eval(first, scope, want.map(Want::inside).as_ref()));
                first.unwrap_or_else(Val::any).computed().nullable(true)
            }
            "likely" | "unlikely" | "likelihood" => {
                let rest = args.iter().skip(1);
                rest.for_each(|arg| drop(self.eval(arg, scope, None)));
                let first = args.first().map(|first| self.eval(first, scope, want.map(Want::inside).as_ref()));
                first.unwrap_or_else(Val::any).computed()
            }
            "min" | "max" if args.len() > 1 => {
                let branches: Vec<_> = args.iter().map(|arg| (*arg, Vec::new())).collect();
                let want = want.map(|want| want.inside().nullable(false));
                let vals = self.branches(&branches, scope, want.as_ref());
                vals.into_iter().reduce(Val::or).map_or_else(Val::any, truths)
            }
            "lag" | "lead" => self.neighbour(&args, scope),
            _ => {
                let count = args.len();
                let around = want.and_then(|want| want.name.as_ref());
                let wants = |at| {
                    let want = wanted(&name, at, count, &args)?;
                    let named = if at == 0 { want.name.clone().or_else(|| around.cloned()) } else { want.name.clone() };
                    Some(want.named(named))
                };
                let vals: Vec<Val> =
                    args.iter().enumerate().map(|(at, arg)| self.eval(arg, scope, wants(at).as_ref())).collect();
                let label = Val::any().labelled(&vals);
                let mut val = if aggregates(function) {
                    self.aggregate(&name, function, &vals, scope)
                } else if function.over.is_some() {
                    self.window(&name, function, &vals, scope)
                } else {
                    scalar(&name, &args, &vals)
                };
                val.label = label.label;
                val
            }
        };
        val.named(&name)
    }

    /// FILTER, ORDER BY among the arguments, and the window.
    fn clauses(&mut self, function: &Function, scope: &Scope<'_>) {
        if let Some(filter) = &function.filter {
            self.condition(filter, scope);
        }
        if let FunctionArguments::List(list) = &function.args {
            for clause in &list.clauses {
                if let FunctionArgumentClause::OrderBy(order) = clause {
                    order.iter().for_each(|term| drop(self.eval(&term.expr, scope, None)));
                }
            }
        }
        if let Some(WindowType::WindowSpec(window)) = &function.over {
            let order = window.order_by.iter().map(|term| &term.expr);
            window.partition_by.iter().chain(order).for_each(|expr| drop(self.eval(expr, scope, None)));
        }
    }

    fn coalesce(&mut self, name: &str, args: &[&Expr], scope: &Scope<'_>, want: Option<&Want>) -> Val {
        let inside = want.map(|want| want.inside().nullable(true));
        let mut vals = Vec::new();
        let mut open = Vec::new();
        for arg in args {
            let is_open = super::params::is_open(arg);
            open.push(is_open);
            vals.push(if is_open { Val::null() } else { self.eval(arg, scope, inside.as_ref()) });
        }
        let others = vals.iter().zip(&open).filter(|(_, open)| !**open).map(|(val, _)| val.clone()).reduce(Val::or);
        let sibling = others.as_ref().map(|val| Want { steady: false, ..Want::beside(val).nullable(true) });
        let want = inside.filter(|want| want.ty.is_some()).or(sibling).unwrap_or_default().nullable(true);
        for ((val, arg), _) in vals.iter_mut().zip(args).zip(&open).filter(|(_, open)| **open) {
            *val = self.eval(arg, scope, Some(&want));
        }
        let nullable = vals.iter().all(|val| val.nullable);
        let val = vals.into_iter().reduce(Val::or).map_or_else(Val::any, truths);
        let shown = val.label.clone().filter(|_| name == "coalesce").unwrap_or_else(|| name.to_owned());
        val.nullable(nullable).named(&shown)
    }

    fn iif(&mut self, args: &[&Expr], scope: &Scope<'_>, want: Option<&Want>) -> Val {
        let mark = self.facts.len();
        let mut branches = Vec::new();
        let mut rest = args;
        while let [condition, result, others @ ..] = rest {
            self.condition(condition, scope);
            let before = self.facts.len();
            self.facts.extend(narrow::where_true(condition, scope));
            branches.push((*result, self.facts.get(mark..).unwrap_or_default().to_vec()));
            self.facts.truncate(before);
            self.facts.extend(narrow::where_not_true(condition, scope));
            rest = others;
        }
        if let [otherwise] = rest {
            branches.push((*otherwise, self.facts.get(mark..).unwrap_or_default().to_vec()));
        }
        self.facts.truncate(mark);
        let mut vals = self.branches(&branches, scope, want);
        if rest.is_empty() {
            vals.push(Val::null());
        }
        vals.into_iter().reduce(Val::or).map_or_else(Val::any, truths)
    }

    /// `lag` and `lead`: NULL beyond the partition, unless a default is given.
    fn neighbour(&mut self, args: &[&Expr], scope: &Scope<'_>) -> Val {
        let first = args.first().map_or_else(Val::any, |arg| self.eval(arg, scope, None));
        if let Some(offset) = args.get(1) {
            // A NULL or negative offset gives NULL.
            self.eval(offset, scope, Some(&Want::of(SqlType::Integer)));
        }
        let literal = args.get(1).is_none_or(|offset| is_number(offset));
        let default =
            args.get(2).map(|arg| self.eval(arg, scope, Some(&Want { steady: false, ..Want::beside(&first) })));
        let val = first.or(default.unwrap_or_else(Val::null));
        let nullable = val.nullable || !literal;
        truths(val).nullable(nullable)
    }

    fn aggregate(&mut self, name: &str, function: &Function, vals: &[Val], scope: &Scope<'_>) -> Val {
        if function.over.is_none() && speaks_of_outside(function, scope) {
            self.strange = true;
        }
        let first = vals.first();
        // There is a row, it is not filtered, and its argument is not NULL.
        let rows = match &function.over {
            None => scope.groups,
            Some(window) => holds_current_row(window, scope, self.excludes),
        };
        let sure = rows && function.filter.is_none() && first.is_some_and(|val| !val.nullable);
        match name {
            "count" => Val::new(SqlType::Integer, false),
            "total" => Val::new(SqlType::Real, false),
            "avg" => Val::new(SqlType::Real, !sure),
            "sum" => {
                let integer = first.is_some_and(Val::is_integer);
                let null = first.is_some_and(|val| val.sql == SqlType::Null && !val.unknown);
                let sql = if null {
                    SqlType::Null
                } else if integer {
                    SqlType::Integer
                } else {
                    SqlType::Real
                };
                Val::new(sql, !sure)
            }
            "min" | "max" => first.cloned().unwrap_or_else(Val::any).computed().nullable(!sure),
            "group_concat" | "string_agg" => Val::new(SqlType::Text, !sure),
            "json_group_array" | "json_group_object" => Val::new(SqlType::Text, function.over.is_some()),
            "jsonb_group_array" | "jsonb_group_object" => Val::new(SqlType::Blob, true),
            _ => Val::any(),
        }
    }

    fn window(&mut self, name: &str, function: &Function, vals: &[Val], scope: &Scope<'_>) -> Val {
        let sure = function.over.as_ref().is_some_and(|window| holds_current_row(window, scope, self.excludes));
        match name {
            "row_number" | "rank" | "dense_rank" | "ntile" => Val::new(SqlType::Integer, false),
            "percent_rank" | "cume_dist" => Val::new(SqlType::Real, false),
            "first_value" | "last_value" => {
                let first = vals.first().cloned().unwrap_or_else(Val::any).computed();
                let nullable = first.nullable || !sure;
                first.nullable(nullable)
            }
            "nth_value" => vals.first().cloned().unwrap_or_else(Val::any).computed().nullable(true),
            _ => Val::any(),
        }
    }
}

/// Whether an aggregate's arguments speak of columns, and of none of its own SELECT: then SQLite counts it to an
/// outer one.
fn speaks_of_outside(function: &Function, scope: &Scope<'_>) -> bool {
    let mut outside = false;
    let mut todo: Vec<&Expr> = arguments(function);
    todo.extend(function.filter.as_deref());
    while let Some(expr) = todo.pop() {
        let found = match expr {
            Expr::Identifier(column) => scope.find(None, &column.value),
            Expr::CompoundIdentifier(parts) => match parts.as_slice() {
                [.., table, column] => scope.find(Some(&table.value), &column.value),
                _ => Found::Unknown,
            },
            _ => {
                todo.extend(children(expr));
                continue;
            }
        };
        match found {
            Found::Column(_, 0) | Found::Merged(_, 0) => return false,
            Found::Column(..) | Found::Merged(..) => outside = true,
            Found::Alias(_) | Found::Unknown => {}
        }
    }
    outside
}

/// Whether the frame of every row has that row in it.
fn holds_current_row(window: &WindowType, scope: &Scope<'_>, excludes: bool) -> bool {
    use sqlparser::ast::{NamedWindowExpr, WindowFrameBound as Bound};
    let spec = match window {
        WindowType::WindowSpec(spec) => spec,
        WindowType::NamedWindow(name) => {
            let named = scope.windows.iter().find(|window| window.0.value.eq_ignore_ascii_case(&name.value));
            match named.map(|window| &window.1) {
                Some(NamedWindowExpr::WindowSpec(spec)) => spec,
                _ => return false,
            }
        }
    };
    if let Some(base) = &spec.window_name {
        let base = WindowType::NamedWindow(base.clone());
        let plain = scope
            .windows
            .iter()
            .all(|window| !matches!(&window.1, NamedWindowExpr::WindowSpec(spec) if spec.window_name.is_some()));
        if !plain || !holds_current_row(&base, scope, excludes) {
            return false;
        }
    }
    match &spec.window_frame {
        None => true,
        Some(_) if excludes => false,
        Some(frame) => {
            let rows = frame.units == sqlparser::ast::WindowFrameUnits::Rows;
            let literal = |bound: &Expr| rows && is_number(bound);
            let start = match &frame.start_bound {
                Bound::CurrentRow | Bound::Preceding(None) => true,
                Bound::Preceding(Some(offset)) => literal(offset),
                Bound::Following(_) => false,
            };
            let end = match &frame.end_bound {
                None | Some(Bound::CurrentRow | Bound::Following(None)) => true,
                Some(Bound::Following(Some(offset))) => literal(offset),
                Some(Bound::Preceding(_)) => false,
            };
            start && end
        }
    }
}

/// Whether it is a number as written.
fn is_number(expr: &Expr) -> bool {
    matches!(expr, Expr::Value(value) if matches!(value.value, Value::Number(..)))
}

fn string(expr: &Expr) -> Option<&str> {
    match expr {
        Expr::Value(value) => match &value.value {
            Value::SingleQuotedString(text) => Some(text),
            _ => None,
        },
        _ => None,
    }
}

/// What a function of one row returns.
fn scalar(name: &str, args: &[&Expr], vals: &[Val]) -> Val {
    use SqlType::{Any, Blob, Boolean, Integer, Real, Text};
    let any_null = vals.iter().any(|val| val.nullable);
    let first_null = vals.first().is_none_or(|val| val.nullable);
    let first_sql = vals.first().map_or(Any, |val| val.sql);
    match name {
        "lower" | "upper" | "trim" | "ltrim" | "rtrim" => Val::new(Text, any_null),
        "length" | "octet_length" | "instr" => Val::new(Integer, any_null),
        "substr" | "substring" => match first_sql {
            Blob => Val::new(Blob, true),
            Text | Integer | Real | Boolean => Val::new(Text, any_null),
            _ => Val::any(),
        },
        "replace" => {
            // With an empty pattern the first argument comes back as it is.
            let pattern = args.get(1).and_then(|pattern| string(pattern)).is_some_and(|pattern| !pattern.is_empty());
            if pattern || first_sql == Text { Val::new(Text, any_null) } else { Val::any() }
        }
        "hex" | "quote" | "typeof" | "char" | "concat" | "json_quote" | "json_array" | "json_object"
        | "sqlite_version" | "sqlite_source_id" | "current_timestamp" | "current_date" | "current_time" => {
            Val::new(Text, false)
        }
        "concat_ws" => Val::new(Text, first_null),
        "printf" | "format" => {
            let sure = args.first().and_then(|format| string(format)).is_some_and(|format| !format.is_empty());
            Val::new(Text, !sure)
        }
        "soundex" => Val::new(Text, false),
        "unicode" | "sign" | "json_array_length" | "json_error_position" => Val::new(Integer, true),
        "abs" => match first_sql {
            Integer | Boolean => Val::new(Integer, any_null),
            Real => Val::new(Real, any_null),
            Text | Blob => Val::new(Real, any_null),
            _ => Val::any(),
        },
        "ceil" | "ceiling" | "floor" | "trunc" => match first_sql {
            Integer | Boolean => Val::new(Integer, any_null),
            Real => Val::new(Real, any_null),
            _ => Val::any(),
        },
        "round" => Val::new(Real, any_null),
        // Most of its numbers are beyond 2^53: no i64 that D1 returns.
        "random" => Val::new(Any, false),
        "changes" | "total_changes" | "last_insert_rowid" => Val::new(Integer, false),
        "randomblob" | "zeroblob" => Val::new(Blob, false),
        "unhex" | "jsonb" | "jsonb_array" | "jsonb_object" | "jsonb_set" | "jsonb_insert" | "jsonb_replace"
        | "jsonb_patch" | "jsonb_remove" => Val::new(Blob, true),
        "glob" | "like" => Val::new(Boolean, any_null),
        "json_valid" => Val::new(Boolean, any_null),
        "pi" => Val::new(Real, false),
        "acos" | "acosh" | "asin" | "asinh" | "atan" | "atan2" | "atanh" | "cos" | "cosh" | "degrees" | "exp"
        | "ln" | "log" | "log10" | "log2" | "mod" | "pow" | "power" | "radians" | "sin" | "sinh" | "sqrt" | "tan"
        | "tanh" => Val::new(Real, true),
        "date" | "time" | "datetime" => Val::new(Text, !args.is_empty()),
        "julianday" => Val::new(Real, !args.is_empty()),
        "strftime" | "timediff" => Val::new(Text, true),
        "unixepoch" => {
            // With the modifier 'subsec' it has a fraction.
            let whole = |arg: &&Expr| string(arg).is_some_and(|text| !text.to_lowercase().starts_with("subsec"));
            let column = args.first().is_none_or(|first| string(first).is_none() || whole(first));
            let integer = column && args.iter().skip(1).all(whole);
            Val::new(if integer { Integer } else { Real }, !args.is_empty())
        }
        "json" | "json_pretty" => Val::new(Text, first_null),
        "json_insert" | "json_replace" | "json_set" => {
            let paths = args.iter().skip(1).step_by(2).all(|path| string(path).is_some());
            Val::new(Text, first_null || !paths)
        }
        "json_patch" | "json_remove" | "json_type" => Val::new(Text, true),
        "json_extract" if args.len() > 2 => Val::new(Text, true),
        "bm25" => Val::new(Real, false),
        "highlight" | "snippet" => Val::new(Text, true),
        _ => Val::any(),
    }
}

/// What the function wants of a parameter as its argument.
fn wanted(name: &str, at: usize, count: usize, args: &[&Expr]) -> Option<Want> {
    let text = || Some(Want::of(SqlType::Text));
    let integer = || Some(Want::of(SqlType::Integer));
    match (name, at) {
        ("substr" | "substring", 1..) | ("round", 1) | ("char" | "zeroblob" | "randomblob" | "ntile", _) => integer(),
        ("nth_value", 1) => integer(),
        ("snippet", 5) => Some(Want::of(SqlType::Integer).named(Some("snippet".to_owned()))),
        ("snippet" | "highlight", 1) => integer(),
        ("snippet" | "highlight", 2..) => text(),
        (
            "lower" | "upper" | "length" | "trim" | "ltrim" | "rtrim" | "replace" | "instr" | "substr" | "substring"
            | "unicode" | "soundex" | "unhex" | "like" | "glob" | "concat" | "concat_ws",
            _,
        ) => text(),
        ("printf" | "format", 0) | ("group_concat" | "string_agg", 1) => text(),
        ("date" | "time" | "datetime" | "julianday" | "unixepoch" | "strftime" | "timediff", _) => {
            let seconds = args.iter().any(|arg| string(arg).is_some_and(|text| text.eq_ignore_ascii_case("unixepoch")));
            let value = usize::from(name == "strftime");
            if seconds && at == value && at + 1 < count { integer() } else { text() }
        }
        ("json" | "json_valid" | "json_array_length" | "json_type" | "json_patch" | "json_pretty" | "jsonb", _) => {
            text()
        }
        ("json_extract" | "json_remove" | "jsonb_extract" | "jsonb_remove", _) => text(),
        ("json_set" | "json_insert" | "json_replace" | "jsonb_set" | "jsonb_insert" | "jsonb_replace", at) => {
            if at == 0 || at % 2 == 1 { text() } else { None }
        }
        ("json_object" | "json_group_object", at) if at % 2 == 0 => text(),
        ("iif" | "if", 0) => Some(Want::of(SqlType::Boolean)),
        ("sqrt" | "pow" | "power" | "ln" | "log" | "log10" | "log2" | "exp" | "sin" | "cos" | "tan", _) => {
            Some(Want { ty: Some(ColumnType::Real), ..Want::of(SqlType::Real) })
        }
        _ => None,
    }
}
