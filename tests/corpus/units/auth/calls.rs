use super::app::{db, queries};

crate::calls! {
    queries::session_user("t1", 9_007_199_254_740_990),
    queries::session_user("t1", 9_007_199_254_740_991),
    queries::session_user("none", 0),
    queries::providers("u1"),
    queries::link("a2", "2", "google", "u1", Some(""), Some(-1), 1_735_689_600_000),
    queries::link("a3", "3", "google", "nobody", None, None, 0),
    queries::providers("u1"),
    queries::files("u1", 1, None),
    queries::files("u1", 0, Some("doc")),
    queries::r#where(&["u1", "u2", "u3"]),
    queries::r#where(&[]),
    queries::verified(1, ""),
    queries::verified(1, "nobody"),
    queries::expire("u1", 5),
    db::sessions::by_token("t3"),
    db::users::delete("u1"),
    (queries::providers("u1"), queries::r#where(&["u1", "u2"])),
}
