use super::app::db::WebhookEventOrigin::{Api, System};
use super::app::{db, queries};
use williw_workers::d1::Value;

fn day() -> Value {
    Value::from("2025-03-01 00:00:00")
}

crate::calls! {
    queries::published(1, &Value::from("2025-12-31"), 10),
    queries::published(1, &Value::Null, 10),
    queries::find("words", "%World%"),
    queries::find("uber", "%"),
    queries::find("AND", "%"),
    queries::put_item("i1", Some(1), Some("{\"title\": \"Changed\"}"), &day(), "other words"),
    queries::put_item("i9", None, None, &day(), ""),
    queries::put_item("i8", Some(2), Some("{\"title\": 5, \"image\": null}"), &Value::Integer(1), "numbers"),
    queries::find("words OR numbers", "%chang%"),
    queries::navigation(true),
    queries::navigation(false),
    queries::page_at("OLD-ABOUT"),
    queries::page_at("about"),
    queries::event("e1", "item.created", "i1", 2, &Api, "2025-03-01", &day()),
    queries::event("e2", "item.created", "i1", 5_000, &System, "2025-03-01", &day()),
    queries::event("e3", "item.created", "i1", 0, &System, "2025-03-02", &day()),
    queries::deliver("d1", true, &day(), "e1", "w1"),
    queries::deliver("d2", false, &day(), "e1", "w2"),
    queries::budget("2025-03-01"),
    queries::budget("2025-03-02"),
    queries::channels(),
    db::page_paths::by_page_id("p1", 10),
    db::items::delete("i8"),
}
