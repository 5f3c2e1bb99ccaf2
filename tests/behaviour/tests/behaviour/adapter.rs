//! `D1Adapter`: a database by its binding's name, with SQL and JSON that only run time knows.

use serde_json::{Map, Value, json};
use williw_workers::D1Adapter;
use williw_workers::d1::D1Error;

use crate::app::db::users;
use crate::{World, user};

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(object) => object,
        other => panic!("{other} is no object"),
    }
}

#[test]
fn rows_are_objects() {
    let world = World::new();
    let db = D1Adapter::new("DB");
    let query = |sql: &'static str, params: Vec<Value>| {
        let db = db.clone();
        world.worker.block_on(async move { db.query(sql, &params).await })
    };
    let rows =
        query("SELECT ?1 AS a, ?2 AS b, ?3 AS c, ?4 AS d", vec![json!(1), json!("x\0"), json!(null), json!(true)]);
    assert_eq!(rows.unwrap(), [object(json!({"a": 1, "b": "x\0", "c": null, "d": 1}))]);
    assert_eq!(query("SELECT ?1 AS a", vec![json!([0, 255])]).unwrap(), [object(json!({"a": [0, 255]}))]);
    assert_eq!(query("SELECT 1 AS a, 2 AS a", vec![]).unwrap(), [object(json!({"a": 2}))], "the last of a name wins");
    assert_eq!(query("SELECT id FROM users", vec![]).unwrap(), []);
    let refused = query("SELECT ?1", vec![json!({"a": 1})]).unwrap_err();
    assert!(matches!(refused, D1Error::Parameter { position: 1, .. }), "{refused:?}");
    let refused = query("SELECT ?1", vec![json!(9_007_199_254_740_992_u64)]).unwrap_err();
    assert!(matches!(refused, D1Error::Parameter { position: 1, .. }), "{refused:?}");
    assert!(query("SELEC 1", vec![]).is_err());
}

#[test]
fn statements_tell_how_many_rows_they_changed() {
    let world = World::new();
    world.run(users::insert(user("ann")));
    let db = D1Adapter::new("DB");
    let changed = world.worker.block_on(db.execute("UPDATE users SET karma = ?", &[json!(3)])).unwrap();
    assert_eq!(changed, 1);
    let insert = "INSERT INTO users (id, email) VALUES (?1, ?2)";
    let rows = [[json!("bob"), json!("b")], [json!("cyd"), json!("c")]];
    assert_eq!(world.worker.block_on(db.execute_batch(insert, &rows)).unwrap(), [1, 1]);
    let rows = [[json!("dan"), json!("d")], [json!("eve"), json!("b")]];
    let failed = world.worker.block_on(db.execute_batch(insert, &rows)).unwrap_err();
    assert!(failed.is_unique("users", &["email"]), "{failed:?}");
    assert_eq!(world.sql("SELECT count(*) FROM users"), [williw_workers::d1::Value::Integer(3)]);
}

#[test]
fn an_unknown_binding_is_an_error() {
    let world = World::new();
    let failed = world.worker.block_on(async { D1Adapter::new("OTHER").query("SELECT 1", &[]).await }).unwrap_err();
    assert_eq!(failed.to_string(), "no D1 database is bound as `OTHER` in the Worker of this thread");
}
