use super::app::queries;
use williw_workers::d1::Value;

crate::calls! {
    queries::find_actors("ana", 10),
    queries::find_actors("b*", 10),
    queries::find_actors("name:", 10),
    queries::keys("https://a/1"),
    queries::keys("https://a/2"),
    queries::set_keys(Some(b"\x00\x80"), Some(b""), "https://a/2"),
    queries::set_keys(None, None, "https://a/1"),
    queries::keys("https://a/2"),
    queries::timeline("https://a/2", "https://a/1", &Value::from("2025-12-31"), 10),
    queries::timeline("https://a/2", "https://a/1", &Value::Integer(5), 10),
    queries::notify("mention", "https://a/1", "https://a/2", Some("o2"), &Value::from("2025-01-03")),
    queries::notify("mention", "https://a/1", "none", None, &Value::Null),
    queries::notifications("https://a/1"),
    queries::follow("f1", "https://a/1", "https://a/2", "bob@a", &Value::Real(1735689600.5)),
    queries::follow("f2", "https://a/1", "https://a/2", "böb@a", &Value::from("later")),
    queries::peers(&["a.example", "", "none", "ü.example"]),
    queries::peers(&[]),
    queries::find_actors("ana OR böb", 10),
}
