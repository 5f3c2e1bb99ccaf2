//! Parameters: what the place of each `?n` says of its type, its name and whether NULL makes sense there.

use sqlparser::ast::{Expr, FunctionArg, FunctionArgExpr, FunctionArguments, UnaryOperator, Value};

use super::value::{Val, plain};
use super::{Cx, ParamUse};
use crate::model::{Affinity, Column, ColumnType, SqlType};

/// What a place wants of a parameter that stands there.
#[derive(Clone, Debug, Default)]
pub(super) struct Want {
    pub(super) ty: Option<ColumnType>,
    pub(super) sql: Option<SqlType>,
    pub(super) nullable: bool,
    pub(super) name: Option<String>,
    /// A REAL is as good as an integer there.
    pub(super) steady: bool,
    /// The table's column that it is stored in, as positions in the schema.
    pub(super) into: Option<(usize, usize)>,
}

impl Want {
    /// A value of this type.
    pub(super) fn of(sql: SqlType) -> Self {
        Self { ty: plain(sql), sql: Some(sql), ..Self::default() }
    }

    /// What is compared with this value.
    pub(super) fn beside(val: &Val) -> Self {
        let sql = match val.sql {
            SqlType::Any | SqlType::Null => None,
            _ if val.truth => Some(SqlType::Boolean),
            sql => Some(sql),
        };
        let ty = match sql {
            _ if val.ty.is_some() && !val.truth => val.ty.clone(),
            sql => sql.and_then(plain),
        };
        Self {
            ty,
            sql,
            nullable: false,
            name: val.label.clone(),
            steady: val.affinity.is_some_and(converts),
            into: None,
        }
    }

    /// What is stored in this column.
    pub(super) fn stored(column: &Column) -> Self {
        let sql = super::value::sql_type(&column.ty, column.affinity);
        Self {
            ty: Some(column.ty.clone()),
            sql: Some(sql),
            nullable: column.nullable,
            name: Some(column.name.source.clone()),
            steady: converts(column.affinity),
            into: None,
        }
    }

    pub(super) fn nullable(self, nullable: bool) -> Self {
        Self { nullable, ..self }
    }

    /// The same of an expression's part.
    pub(super) fn inside(&self) -> Self {
        Self { steady: false, ..self.clone() }
    }

    pub(super) fn named(self, name: Option<String>) -> Self {
        Self { name, ..self }
    }

    /// A type that says more than another counts for more.
    fn rank(&self) -> u8 {
        match &self.ty {
            None => 0,
            Some(ColumnType::Any) => 1,
            Some(ColumnType::Integer | ColumnType::Real | ColumnType::Text | ColumnType::Blob) => 2,
            Some(ColumnType::Boolean) if self.name.is_none() => 2,
            Some(_) => 3,
        }
    }
}

/// Whether a column of this affinity turns a REAL back, or is compared with it as a number.
fn converts(affinity: Affinity) -> bool {
    matches!(affinity, Affinity::Integer | Affinity::Real | Affinity::Numeric)
}

/// The uses of one parameter so far.
#[derive(Clone, Debug, Default)]
pub(super) struct Uses {
    rank: u8,
    pub(super) found: ParamUse,
}

impl Cx<'_> {
    /// A parameter at its place.
    pub(super) fn param(&mut self, text: &str, offset: usize, want: Option<&Want>) -> Val {
        let Some(at) = text.get(1..).and_then(|number| number.parse::<usize>().ok()?.checked_sub(1)) else {
            return Val::any();
        };
        if at >= MAX_PARAMETERS {
            return Val::any();
        }
        if self.uses.len() <= at {
            self.uses.resize_with(at + 1, Uses::default);
        }
        if let (Some(want), Some(uses)) = (want, self.uses.get_mut(at)) {
            if want.steady {
                self.steady.insert(offset);
            }
            uses.add(want);
        }
        match self.known.get(at).and_then(|known| known.sql_type.map(|sql| (known, sql))) {
            Some((known, sql)) => Val { ty: known.ty.clone(), ..Val::new(sql, known.nullable) },
            None => Val { unknown: true, ..Val::null() },
        }
    }
}

/// More than SQLite takes.
pub(super) const MAX_PARAMETERS: usize = 32_766;

impl Uses {
    fn add(&mut self, want: &Want) {
        let rank = want.rank();
        if self.found.conflict.is_none() && self.rank > 0 && rank > 0 && self.conflicts(want, rank) {
            self.found.conflict = self.found.ty.clone().zip(want.ty.clone());
        }
        if rank > self.rank {
            (self.rank, self.found.ty, self.found.sql_type) = (rank, want.ty.clone(), want.sql);
            if want.name.is_some() {
                self.found.name.clone_from(&want.name);
            }
        }
        if self.found.name.is_none() {
            self.found.name.clone_from(&want.name);
        }
        self.found.nullable |= want.nullable;
    }
}

impl Uses {
    /// Whether no value makes sense at both places: text and a number, or two types that are told apart by name.
    fn conflicts(&self, want: &Want, rank: u8) -> bool {
        const NAMED: u8 = 3;
        let class = |sql: Option<SqlType>| match sql? {
            SqlType::Integer | SqlType::Boolean | SqlType::Real => Some(1),
            SqlType::Text => Some(2),
            SqlType::Blob => Some(3),
            SqlType::Null | SqlType::Any => None,
        };
        let classes = class(self.found.sql_type).zip(class(want.sql));
        let named = self.rank == NAMED && rank == NAMED && self.found.ty != want.ty;
        named || classes.is_some_and(|(here, there)| here != there)
    }
}

/// Whether an expression's type is that of a parameter: then what stands beside it is read first.
pub(super) fn is_open(expr: &Expr) -> bool {
    match expr {
        Expr::Value(value) => matches!(value.value, Value::Placeholder(_)),
        Expr::Nested(inner) | Expr::Collate { expr: inner, .. } => is_open(inner),
        Expr::UnaryOp { op: UnaryOperator::Minus | UnaryOperator::Plus, expr } => is_open(expr),
        Expr::Function(function) => {
            let name = super::functions::name(function);
            let passes = matches!(name.as_str(), "coalesce" | "ifnull" | "nullif");
            passes && arguments(function).first().is_some_and(|first| is_open(first))
        }
        _ => false,
    }
}

/// A function's arguments; `*` is none.
pub(super) fn arguments(function: &sqlparser::ast::Function) -> Vec<&Expr> {
    let FunctionArguments::List(list) = &function.args else { return Vec::new() };
    list.args
        .iter()
        .filter_map(|arg| match arg {
            FunctionArg::Unnamed(FunctionArgExpr::Expr(expr)) => Some(expr),
            _ => None,
        })
        .collect()
}
