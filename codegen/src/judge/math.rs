//! SQLite's mathematical functions, which D1 has and the bundled build leaves out
//! (<https://sqlite.org/lang_mathfunc.html>).

use rusqlite::Connection;
use rusqlite::functions::{Context, FunctionFlags};
use rusqlite::types::{Type, Value};

type One = fn(f64) -> f64;
type Two = fn(f64, f64) -> f64;

/// Adds all of them.
pub(super) fn add_functions(conn: &mut Connection) -> rusqlite::Result<()> {
    let one: [(&str, One); 22] = [
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
        ("ln", f64::ln),
        ("log", f64::log10),
        ("log10", f64::log10),
        ("log2", f64::log2),
        ("radians", f64::to_radians),
        ("sin", f64::sin),
        ("sinh", f64::sinh),
        ("sqrt", f64::sqrt),
        ("tan", f64::tan),
        ("tanh", f64::tanh),
        ("ceil", f64::ceil),
        ("floor", f64::floor),
    ];
    for (name, function) in one {
        scalar(conn, name, 1, move |cx| Ok(number(cx, 0)?.map_or(Value::Null, |x| real(function(x)))))?;
    }
    for (name, function) in [("ceiling", f64::ceil as One), ("trunc", f64::trunc)] {
        scalar(conn, name, 1, move |cx| Ok(number(cx, 0)?.map_or(Value::Null, |x| real(function(x)))))?;
    }
    let two: [(&str, Two); 5] = [
        ("atan2", f64::atan2),
        ("log", |base, x| x.log10() / base.log10()),
        ("mod", |x, y| x % y),
        ("pow", f64::powf),
        ("power", f64::powf),
    ];
    for (name, function) in two {
        scalar(conn, name, 2, move |cx| match (number(cx, 0)?, number(cx, 1)?) {
            (Some(x), Some(y)) => Ok(real(function(x, y))),
            _ => Ok(Value::Null),
        })?;
    }
    scalar(conn, "pi", 0, |_| Ok(Value::Real(std::f64::consts::PI)))
}

fn scalar(
    conn: &mut Connection,
    name: &str,
    arguments: i32,
    function: impl Fn(&Context<'_>) -> rusqlite::Result<Value> + Send + Sync + 'static,
) -> rusqlite::Result<()> {
    let flags = FunctionFlags::SQLITE_DETERMINISTIC | FunctionFlags::SQLITE_INNOCUOUS | FunctionFlags::SQLITE_UTF8;
    conn.create_scalar_function(name, arguments, flags, move |cx| function(cx))
}

/// An argument as SQLite's own functions take it; NULL where it is no number.
fn number(cx: &Context<'_>, index: usize) -> rusqlite::Result<Option<f64>> {
    let raw = cx.get_raw(index);
    Ok(match raw.data_type() {
        // Integers beyond 2^53 lose digits in SQLite's functions as well.
        #[allow(clippy::cast_precision_loss)]
        Type::Integer => raw.as_i64().ok().map(|value| value as f64),
        Type::Real => raw.as_f64().ok(),
        Type::Text => raw.as_str().ok().and_then(|text| text.trim().parse().ok()),
        Type::Null | Type::Blob => None,
    })
}

/// Not a number is NULL in SQLite.
fn real(value: f64) -> Value {
    if value.is_nan() { Value::Null } else { Value::Real(value) }
}
