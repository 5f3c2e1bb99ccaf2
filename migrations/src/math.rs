//! SQLite's mathematical functions (<https://sqlite.org/lang_mathfunc.html>), which D1 has and the
//! bundled build leaves out. Where there is no real result, it is NULL.

use rusqlite::Connection;
use rusqlite::functions::{Context, FunctionFlags};
use rusqlite::types::{Value, ValueRef};

pub(crate) fn install(connection: &Connection) -> rusqlite::Result<()> {
    let flags = FunctionFlags::SQLITE_DETERMINISTIC | FunctionFlags::SQLITE_INNOCUOUS | FunctionFlags::SQLITE_UTF8;
    for (name, function) in ONE {
        connection.create_scalar_function(name, 1, flags, move |cx| Ok(number(cx, 0).map(function)))?;
    }
    for (name, function) in TWO {
        connection.create_scalar_function(name, 2, flags, move |cx| {
            Ok(number(cx, 0).zip(number(cx, 1)).map(|(x, y)| function(x, y)))
        })?;
    }
    for (name, function) in ROUND {
        connection.create_scalar_function(name, 1, flags, move |cx| match cx.get_raw(0) {
            // A whole number stays one.
            ValueRef::Integer(n) => Ok(Value::Integer(n)),
            _ => Ok(number(cx, 0).map_or(Value::Null, |x| Value::Real(function(x)))),
        })?;
    }
    connection.create_scalar_function("pi", 0, flags, |_| Ok(std::f64::consts::PI))
}

type One = fn(f64) -> f64;
const ONE: [(&str, One); 19] = [
    ("acos", f64::acos),
    ("acosh", f64::acosh),
    ("asin", f64::asin),
    ("asinh", f64::asinh),
    ("atan", f64::atan),
    ("atanh", f64::atanh),
    ("cos", f64::cos),
    ("cosh", f64::cosh),
    ("degrees", f64::to_degrees),
    ("exp", f64::exp),
    ("ln", |x| positive(x).ln()),
    ("log", |x| positive(x).log10()),
    ("log2", |x| positive(x).log2()),
    ("radians", f64::to_radians),
    ("sin", f64::sin),
    ("sinh", f64::sinh),
    ("sqrt", f64::sqrt),
    ("tan", f64::tan),
    ("tanh", f64::tanh),
];

type Two = fn(f64, f64) -> f64;
const TWO: [(&str, Two); 4] = [
    ("atan2", f64::atan2),
    ("log", |base, x| positive(x).ln() / positive(base).ln()),
    ("mod", |x, y| x % y),
    ("pow", f64::powf),
];

const ROUND: [(&str, One); 3] = [("ceil", f64::ceil), ("floor", f64::floor), ("trunc", f64::trunc)];

/// SQLite turns NaN into NULL by itself.
fn positive(x: f64) -> f64 {
    if x > 0.0 { x } else { f64::NAN }
}

/// An argument as a number; NULL where it is none.
fn number(cx: &Context<'_>, index: usize) -> Option<f64> {
    match cx.get_raw(index) {
        ValueRef::Integer(n) => Some(n as f64),
        ValueRef::Real(n) => Some(n),
        ValueRef::Text(text) => std::str::from_utf8(text).ok()?.trim().parse().ok(),
        ValueRef::Null | ValueRef::Blob(_) => None,
    }
}
