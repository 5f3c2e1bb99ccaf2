//! An object's own schema: made when the object is, compared each time it begins.
//!
//! What is hard: objects of one class are as old as they are, and none of them is there when the class is deployed.
//! So each object checks for itself. Migrations do not exist yet; an object of another schema does not begin.

use super::ObjectError;
use crate::d1::{Bound, Columns, D1Error, Value};
use crate::driver::ObjectDriver;

const TABLE: &str = "CREATE TABLE IF NOT EXISTS _williw_schema (statement INTEGER PRIMARY KEY, sql TEXT NOT NULL)";
const INSERT: &str = "INSERT INTO _williw_schema (sql) VALUES (?1)";
const SELECT: &str = "SELECT sql FROM _williw_schema ORDER BY statement";

/// Makes sure that the object's storage has this schema.
pub(super) fn ensure(driver: &dyn ObjectDriver, class: &str, schema: &[&'static str]) -> Result<(), ObjectError> {
    if schema.is_empty() {
        return Ok(());
    }
    let known = driver.sql(&[statement(TABLE, Vec::new(), &[]), statement(SELECT, Vec::new(), &["sql"])])?;
    let known: Vec<Value> = known.into_iter().flat_map(|result| result.cells).collect();
    if known.is_empty() {
        return make(driver, schema);
    }
    let same = known.len() == schema.len()
        && known.iter().zip(schema).all(|(known, now)| matches!(known, Value::Text(known) if known == now));
    if same {
        return Ok(());
    }
    let id = driver.id();
    let name = id.name.unwrap_or(id.hex);
    Err(ObjectError::thrown(format!(
        "the object `{name}` of class `{class}` was made with another schema, and migrations are not supported yet"
    )))
}

fn make(driver: &dyn ObjectDriver, schema: &[&'static str]) -> Result<(), ObjectError> {
    let made = schema.iter().map(|sql| statement(sql, Vec::new(), &[]));
    let noted = schema.iter().map(|sql| statement(INSERT, vec![Value::Text((*sql).to_owned())], &[]));
    let statements: Vec<Bound> = made.chain(noted).collect();
    let mut result: Result<(), D1Error> = Ok(());
    driver.transaction(&mut || {
        result = driver.sql(&statements).map(drop);
        result.is_ok()
    })?;
    result.map_err(ObjectError::from)
}

fn statement(sql: &'static str, params: Vec<Value>, columns: &'static [&'static str]) -> Bound {
    Bound { sql: sql.into(), params, columns: Columns::Known(columns), reads_only: false, idempotent: false }
}
