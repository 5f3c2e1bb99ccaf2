//! What is known of one value, and how two of them meet.
//!
//! Soundness comes first: `SqlType::Integer` means that no other storage class is possible, `Real` that the value
//! is a number (an integer reads as `f64` too), `Boolean` that it is 0 or 1.

use super::Typed;
use crate::model::{Affinity, Column, ColumnType, SqlType};

/// An expression's value.
#[derive(Clone, Debug)]
pub(super) struct Val {
    pub(super) ty: Option<ColumnType>,
    pub(super) sql: SqlType,
    pub(super) nullable: bool,
    pub(super) origin: Option<(usize, usize)>,
    /// Of a plain column: comparisons and writes convert by it.
    pub(super) affinity: Option<Affinity>,
    /// The name for a result column that has none.
    pub(super) name: Option<String>,
    /// The first column in it: parameters beside it are called so.
    pub(super) label: Option<String>,
    /// TRUE or FALSE, which are integers alone and booleans among booleans.
    pub(super) truth: bool,
    /// A string literal's text.
    pub(super) text: Option<String>,
    /// A parameter of which nothing is known.
    pub(super) unknown: bool,
}

impl Val {
    /// An expression of this type.
    pub(super) fn new(sql: SqlType, nullable: bool) -> Self {
        Self {
            ty: plain(sql),
            sql,
            nullable,
            origin: None,
            affinity: None,
            name: None,
            label: None,
            truth: false,
            text: None,
            unknown: false,
        }
    }

    pub(super) fn any() -> Self {
        Self::new(SqlType::Any, true)
    }

    pub(super) fn null() -> Self {
        Self::new(SqlType::Null, true)
    }

    /// A table's column.
    pub(super) fn column(column: &Column, origin: (usize, usize)) -> Self {
        Self {
            ty: Some(column.ty.clone()),
            origin: Some(origin),
            affinity: Some(column.affinity),
            ..Self::new(sql_type(&column.ty, column.affinity), column.nullable)
        }
    }

    /// The value after an operation that keeps what it is, though it is no column any more.
    pub(super) fn computed(self) -> Self {
        Self { origin: None, affinity: None, name: None, truth: false, text: None, ..self }
    }

    pub(super) fn nullable(self, nullable: bool) -> Self {
        Self { nullable, ..self }
    }

    pub(super) fn named(self, name: &str) -> Self {
        Self { name: Some(name.to_owned()), ..self }
    }

    /// Keeps the first of these values' labels.
    pub(super) fn labelled<'v>(mut self, from: impl IntoIterator<Item = &'v Val>) -> Self {
        if let Some(labelled) = from.into_iter().find(|val| val.label.is_some()) {
            self.label.clone_from(&labelled.label);
        }
        self
    }

    /// Whether it is a number for certain.
    pub(super) fn is_number(&self) -> bool {
        matches!(self.sql, SqlType::Integer | SqlType::Real | SqlType::Boolean)
    }

    /// Whether it is an integer for certain.
    pub(super) fn is_integer(&self) -> bool {
        matches!(self.sql, SqlType::Integer | SqlType::Boolean)
    }

    /// Either of the two, as CASE, COALESCE or UNION give one.
    pub(super) fn or(self, other: Self) -> Self {
        let nullable = self.nullable || other.nullable;
        let label = Self::new(SqlType::Any, nullable).labelled([&self, &other]);
        let origin = if self.origin == other.origin { self.origin } else { None };
        let affinity = if self.affinity == other.affinity { self.affinity } else { None };
        let mut met = meet(self, other);
        (met.nullable, met.origin, met.affinity) = (nullable, origin, affinity);
        Self { label: label.label, name: None, ..met }
    }

    /// As the lead of the compiler wants it.
    pub(super) fn typed(self) -> Typed {
        let nullable = self.nullable || matches!(self.sql, SqlType::Null);
        Typed { ty: self.ty, sql_type: self.sql, nullable, origin: self.origin, name: self.name }
    }
}

/// The types of two values put together; the rest is of no use.
fn meet(a: Val, b: Val) -> Val {
    match (a.sql, b.sql) {
        (SqlType::Null, _) if !a.unknown => return b,
        (_, SqlType::Null) if !b.unknown => return a,
        _ => {}
    }
    if a.unknown || b.unknown {
        return Val { unknown: a.unknown && b.unknown, ..Val::any() };
    }
    if a.truth && b.truth {
        return Val { truth: true, ..Val::new(SqlType::Integer, false) };
    }
    if (a.truth && b.sql == SqlType::Boolean) || (b.truth && a.sql == SqlType::Boolean) {
        return if a.truth { b } else { a };
    }
    // A literal that is one of an enum's values is one of that enum's.
    for (one, other) in [(&a, &b), (&b, &a)] {
        if let (Some(ColumnType::Check(check)), Some(text)) = (&one.ty, &other.text)
            && check.values.iter().any(|(value, _)| value == text)
        {
            return one.clone();
        }
    }
    if a.ty.is_some() && a.ty == b.ty && a.sql == b.sql {
        return Val { truth: false, text: None, ..a };
    }
    Val::new(wider(a.sql, b.sql), false)
}

/// The narrowest type that holds both.
fn wider(a: SqlType, b: SqlType) -> SqlType {
    use SqlType::{Any, Boolean, Integer, Real};
    match (a, b) {
        _ if a == b => a,
        (Boolean | Integer, Boolean | Integer) => Integer,
        (Boolean | Integer | Real, Boolean | Integer | Real) => Real,
        _ => Any,
    }
}

/// The Rust type that a SQL type has where nothing more is known.
pub(super) fn plain(sql: SqlType) -> Option<ColumnType> {
    match sql {
        SqlType::Integer => Some(ColumnType::Integer),
        SqlType::Real => Some(ColumnType::Real),
        SqlType::Text => Some(ColumnType::Text),
        SqlType::Blob => Some(ColumnType::Blob),
        SqlType::Boolean => Some(ColumnType::Boolean),
        SqlType::Null | SqlType::Any => None,
    }
}

/// What a column of this type and affinity holds.
pub(super) fn sql_type(ty: &ColumnType, affinity: Affinity) -> SqlType {
    match ty {
        ColumnType::Integer | ColumnType::Timestamp => SqlType::Integer,
        ColumnType::Real => SqlType::Real,
        ColumnType::Text | ColumnType::Json(_) | ColumnType::Check(_) => SqlType::Text,
        ColumnType::Blob => SqlType::Blob,
        ColumnType::Boolean => SqlType::Boolean,
        ColumnType::Any => SqlType::Any,
        ColumnType::Named(_) | ColumnType::Custom(_) => match affinity {
            Affinity::Integer => SqlType::Integer,
            Affinity::Text => SqlType::Text,
            Affinity::Real => SqlType::Real,
            Affinity::Blob | Affinity::Numeric => SqlType::Any,
        },
    }
}
