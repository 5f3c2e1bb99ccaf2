//! Values cross as they do on D1, where everything is JSON in between.

use williw_embedded::Host;
use williw_embedded::testing::{TestWorker, start};
use williw_workers::d1::{D1Error, MAX_SAFE_INTEGER, Value};

use crate::support::{TINY, Tiny};

fn tiny() -> TestWorker {
    start(Tiny(&TINY), Host::in_memory())
}

#[track_caller]
fn check(sql: &str, params: &[Value], expected: &[Value]) {
    let result = tiny().sql("DB", sql, params.to_vec()).unwrap();
    assert_eq!(result.cells, expected, "{sql}");
}

fn t(text: &str) -> Value {
    Value::Text(text.into())
}
use Value::{Blob, Integer as I, Null, Real as R};

#[test]
fn every_bound_number_is_a_real() {
    check("SELECT typeof(?), typeof(?), typeof(?)", &[I(5), R(5.5), R(-0.0)], &[t("real"), t("real"), t("real")]);
    check("SELECT ?/2, json_array(?)", &[I(5), I(5)], &[R(2.5), t("[5.0]")]);
    check("SELECT '5' = ?", &[I(5)], &[I(0)]);
    check("SELECT typeof(CAST(? AS INTEGER))", &[I(5)], &[t("integer")]);
    check("SELECT value FROM json_each('[1,2,3]') LIMIT ?", &[I(1)], &[I(1)]);
}

#[test]
fn a_columns_affinity_turns_a_number_back() {
    let worker = tiny();
    let sql = |sql: &str, params: Vec<Value>| worker.sql("DB", sql, params).unwrap().cells;
    sql("CREATE TABLE a (i INTEGER, n NUMERIC, t TEXT, r REAL, b BLOB, x ANY)", vec![]);
    sql("INSERT INTO a VALUES (?1, ?1, ?1, ?1, ?1, ?1)", vec![I(5)]);
    let types = sql("SELECT typeof(i), typeof(n), typeof(t), typeof(r), typeof(b), typeof(x) FROM a", vec![]);
    assert_eq!(types, ["integer", "integer", "text", "real", "real", "integer"].map(t));
    assert_eq!(sql("SELECT i, t, r FROM a", vec![]), [I(5), t("5.0"), I(5)]);
}

#[test]
fn strict_tables_take_whole_reals_as_integers() {
    let worker = tiny();
    worker.sql("DB", "CREATE TABLE s (i INTEGER, t TEXT) STRICT", vec![]).unwrap();
    worker.sql("DB", "INSERT INTO s VALUES (?, ?)", vec![I(5), I(12)]).unwrap();
    assert_eq!(
        worker.sql("DB", "SELECT i, typeof(i), t FROM s", vec![]).unwrap().cells,
        [I(5), t("integer"), t("12.0")]
    );
    let error = worker.sql("DB", "INSERT INTO s (i) VALUES (?)", vec![R(5.5)]).unwrap_err();
    let text =
        "cannot store REAL value in INTEGER column s.i: SQLITE_CONSTRAINT (extended: SQLITE_CONSTRAINT_DATATYPE)";
    assert_eq!(error, D1Error::DataType(text.into()));
}

#[test]
fn results_are_json_numbers() {
    check("SELECT 5.0, -0.0, 1e15, 5.25", &[], &[I(5), I(0), I(1_000_000_000_000_000), R(5.25)]);
    check("SELECT 9007199254740991, -9007199254740991", &[], &[I(MAX_SAFE_INTEGER), I(-MAX_SAFE_INTEGER)]);
    check("SELECT 9007199254740993", &[], &[R(9_007_199_254_740_992.0)]);
    check("SELECT -9223372036854775808, 1e300", &[], &[R(-9_223_372_036_854_775_808.0), R(1e300)]);
    check("SELECT 9e999, -9e999, NULL", &[], &[Null, Null, Null]);
}

#[test]
fn the_widest_integer_makes_the_round_trip() {
    for n in [MAX_SAFE_INTEGER, -MAX_SAFE_INTEGER, 0, -1] {
        check("SELECT CAST(? AS INTEGER), ?", &[I(n), I(n)], &[I(n), I(n)]);
    }
}

#[test]
fn what_json_cannot_carry_is_refused() {
    for value in
        [I(MAX_SAFE_INTEGER + 1), I(-MAX_SAFE_INTEGER - 1), I(i64::MIN), I(i64::MAX), R(f64::NAN), R(f64::INFINITY)]
    {
        let error = tiny().sql("DB", "SELECT ?, ?", vec![Null, value.clone()]).unwrap_err();
        assert!(matches!(error, D1Error::Parameter { position: 2, .. }), "{value:?}: {error:?}");
    }
}

#[test]
fn texts_and_blobs_are_as_they_are() {
    check("SELECT ?, length(?)", &[t("a\0b"), t("a\0b")], &[t("a\0b"), I(1)]);
    check("SELECT ?, typeof(?)", &[Blob(vec![0, 255]), Blob(vec![])], &[Blob(vec![0, 255]), t("blob")]);
    check("SELECT ?, ?", &[t(""), t("héllo 🦀")], &[t(""), t("héllo 🦀")]);
    check("SELECT CAST(x'61ff62' AS TEXT)", &[], &[t("a\u{fffd}b")]);
}

#[test]
fn names_are_given_when_asked_for() {
    let result = tiny().sql("DB", "SELECT 1 AS a, 2 AS a, 3 AS \"b c\"", vec![]).unwrap();
    assert_eq!((result.names, result.width), (vec!["a".into(), "a".into(), "b c".into()], 3));
}

#[test]
fn a_misspelt_name_in_double_quotes_is_a_text() {
    check("SELECT \"nosuch\"", &[], &[t("nosuch")]);
}

#[test]
fn mathematical_functions_are_there() {
    check(
        "SELECT sqrt(9), ln(-1), ceil(2), ceil(2.5), mod(7, 0), log(2, 8), typeof(floor(3))",
        &[],
        &[I(3), Null, I(2), I(3), Null, I(3), t("integer")],
    );
}
