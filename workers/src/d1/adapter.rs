//! `D1Adapter`: a database by its binding's name, with SQL and parameters that are known only at
//! run time. For tools and one-off statements; generated queries are typed and cheaper.

use std::rc::Rc;

use serde_json::{Map, Number, Value as JsonValue};

use super::statement::{Bound, Columns, ResultSet};
use super::value::Value;
use super::{D1Error, retry};
use crate::driver::D1Driver;
use crate::http::meter::{Call, Service, count_queries};
use crate::start::installed_host;

/// A D1 database by its binding's name.
///
/// ```ignore
/// let db = D1Adapter::new("DB");
/// let rows = db.query("SELECT * FROM nodes WHERE status = ?", &[json!("active")]).await?;
/// ```
#[derive(Clone, Debug)]
pub struct D1Adapter {
    binding: String,
}

impl D1Adapter {
    /// The database bound as `binding`. Nothing is looked up before the first call.
    pub fn new(binding: impl Into<String>) -> Self {
        D1Adapter { binding: binding.into() }
    }

    /// Runs a statement and returns its rows as objects, a member a column. Of columns that share a
    /// name the last wins, as in D1. A BLOB is an array of bytes.
    ///
    /// # Errors
    /// What the database says; [`D1Error::Other`] where no Worker runs on this thread, where it is
    /// not bound to such a database, or where a parameter is an object or an array of anything but
    /// bytes.
    pub async fn query(&self, sql: &str, params: &[JsonValue]) -> Result<Vec<Map<String, JsonValue>>, D1Error> {
        let result = self.run(vec![bound(sql, params, Columns::Ask)?]).await?.pop().unwrap_or_default();
        Ok(objects(result))
    }

    /// Runs a statement and returns how many rows it changed, those of triggers and cascades
    /// included.
    ///
    /// # Errors
    /// As [`query`](D1Adapter::query).
    pub async fn execute(&self, sql: &str, params: &[JsonValue]) -> Result<u64, D1Error> {
        let results = self.run(vec![bound(sql, params, Columns::Known(&[]))?]).await?;
        Ok(results.iter().map(|result| result.meta.changes).sum())
    }

    /// Runs one statement with each list of parameters, all in one transaction, and returns how
    /// many rows each changed.
    ///
    /// # Errors
    /// As [`query`](D1Adapter::query); nothing is applied then.
    pub async fn execute_batch<P: AsRef<[JsonValue]>>(&self, sql: &str, params: &[P]) -> Result<Vec<u64>, D1Error> {
        let statements = params.iter().map(|params| bound(sql, params.as_ref(), Columns::Known(&[])));
        let results = self.run(statements.collect::<Result<_, _>>()?).await?;
        Ok(results.iter().map(|result| result.meta.changes).collect())
    }

    async fn run(&self, statements: Vec<Bound>) -> Result<Vec<ResultSet>, D1Error> {
        let driver: Option<Rc<dyn D1Driver>> = installed_host().and_then(|host| host.d1(&self.binding));
        let driver = driver.ok_or_else(|| {
            D1Error::Other(format!("no D1 database is bound as `{}` in the Worker of this thread", self.binding))
        })?;
        let call = Call::begin(Service::D1);
        count_queries(statements.len());
        let results = driver.run(&statements).await;
        call.end();
        results.inspect(|results| retry::count(results))
    }
}

fn bound(sql: &str, params: &[JsonValue], columns: Columns) -> Result<Bound, D1Error> {
    let params = params.iter().enumerate().map(|(i, json)| {
        value(json).ok_or(D1Error::Parameter {
            position: i + 1,
            reason: "only null, booleans, numbers, text and arrays of bytes can be bound",
        })
    });
    let params = params.collect::<Result<_, _>>()?;
    Ok(Bound { sql: sql.to_owned().into(), params, columns, reads_only: false, idempotent: false })
}

fn value(json: &JsonValue) -> Option<Value> {
    Some(match json {
        JsonValue::Null => Value::Null,
        JsonValue::Bool(b) => Value::Integer(i64::from(*b)),
        JsonValue::Number(n) => match n.as_i64() {
            Some(n) => Value::Integer(n),
            // Beyond i64 or fractional; the host refuses what is not exact.
            None => Value::Real(n.as_f64()?),
        },
        JsonValue::String(text) => Value::Text(text.clone()),
        JsonValue::Array(bytes) => {
            let byte = |json: &JsonValue| json.as_u64().and_then(|n| u8::try_from(n).ok());
            Value::Blob(bytes.iter().map(byte).collect::<Option<_>>()?)
        }
        JsonValue::Object(_) => return None,
    })
}

fn objects(result: ResultSet) -> Vec<Map<String, JsonValue>> {
    let mut cells = result.cells.into_iter();
    let mut rows = Vec::new();
    while cells.len() >= result.names.len().max(1) {
        rows.push(result.names.iter().cloned().zip(cells.by_ref().map(json)).collect());
    }
    rows
}

fn json(value: Value) -> JsonValue {
    match value {
        Value::Null => JsonValue::Null,
        Value::Integer(n) => n.into(),
        Value::Real(n) => Number::from_f64(n).map_or(JsonValue::Null, JsonValue::Number),
        Value::Text(text) => text.into(),
        Value::Blob(bytes) => bytes.into(),
    }
}
