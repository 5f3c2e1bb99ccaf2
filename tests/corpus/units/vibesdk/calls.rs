use super::app::{db, queries};

crate::calls! {
    queries::public_apps("completed", 10),
    queries::public_apps("generating", 10),
    queries::toggle_star("s9", "u2", "a1", Some(5)),
    queries::toggle_star("s8", "u2", "a1", None),
    queries::toggle_star("s7", "nobody", "a1", None),
    queries::comments("a1"),
    queries::comments("a2"),
    queries::key_used(Some(9), "h1"),
    queries::key_used(Some(9), "h2"),
    queries::key_used(Some(10), "h2"),
    queries::archive(Some(1), &["a1", "a2", "a3"]),
    queries::archive(None, &[]),
    queries::activity("u1"),
    queries::activity("u2"),
    queries::setting("1", "theme", Some("dark"), Some(1)),
    queries::setting("2", "theme", None, None),
    db::system_settings::by_key("theme"),
    db::app_likes::by_app_id_user_id("a2", "u1"),
    db::apps::delete("a1"),
    queries::activity("u1"),
}
