use super::app::queries;
use williw_workers::d1::Value;

crate::calls! {
    queries::groups(),
    queries::add_site(1, "New", "https://new", None, &Value::from("2025-01-01 00:00:00")),
    queries::add_site(3, "", "", Some(""), &Value::Integer(1_735_689_600)),
    queries::add_site(99, "", "", None, &Value::Null),
    queries::created(&[1, 2, 3, 4, 5]),
    queries::created(&[]),
    queries::reorder("[3, 1, 2]"),
    queries::reorder("[]"),
    queries::config("k", "v", &Value::Real(1.5)),
    queries::config("k", "ü", &Value::Null),
    queries::both(1),
    queries::drop_group(1),
    queries::groups(),
}
