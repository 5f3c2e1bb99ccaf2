use super::app::{db, queries};
use db::RowInsert;

fn row(n: i64) -> RowInsert {
    RowInsert { coll: "many".into(), id: n.to_string(), data: "é".repeat(n as usize), updated_at: n }
}

crate::calls! {
    queries::changed_since(0),
    queries::changed_since(20),
    queries::put_row("a", "1", "{}", 5),
    queries::put_row("a", "3", "", -1),
    queries::hit("ip:1", 200, 50),
    queries::hit("ip:1", 200, 100),
    queries::hit("ip:2", 200, 0),
    queries::hit("ip:2", 200, 0),
    queries::hit("ip:3", 1, 0),
    queries::audit(4, "anna", "edit", "", "{}"),
    queries::latest_audit(0, 10),
    queries::login_of("t1", 9_007_199_254_740_990),
    queries::login_of("t2", 0),
    db::rows::insert_many((0..30).map(row)),
    queries::collection_size("many"),
    queries::collection_size("none"),
    queries::drop_rows("many", &["1", "2", "x"]),
    queries::drop_rows("a", &[]),
    (queries::put_row("b", "9", "", 1), db::rows::get("b", "9"), queries::collection_size("b")),
    (db::rows::insert(row(100)), db::rows::insert(row(100))),
    db::rows::get("many", "100"),
}
