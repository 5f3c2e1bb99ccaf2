use super::app::{db, queries};
use db::VisitorInsert;

crate::calls! {
    queries::visit("2025-01-04", "z", Some("FR")),
    queries::visit("2025-01-04", "z", None),
    queries::visit("2025-01-04", "", None),
    queries::bump("new", 3),
    queries::bump("new", -5),
    queries::days("2025-01-01", "2025-12-31"),
    queries::calendar("2025-01-01", "2025-01-04"),
    queries::calendar("not a day", "2025-01-04"),
    queries::start_run("2025-02-01", "sim", "j3"),
    queries::finish_run("done", Some("2025-02-02"), Some(0.1), Some("{\"counts\": {\"1\": 1}}"), None, 3),
    queries::finish_run("lost", None, None, None, Some("gone"), 99),
    queries::factors(1),
    queries::factors(2),
    queries::factors(3),
    queries::state(),
    db::shor_state::update(1, db::ShorStatePatch::new().run_id(Some(1)).state("busy".to_owned())),
    queries::state(),
    db::visitors::insert_many_returning([VisitorInsert { day: "d".into(), visitor: "v".into(), country: None }]),
    db::counters::delete("new"),
}
