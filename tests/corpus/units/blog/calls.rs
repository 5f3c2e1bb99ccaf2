use super::app::queries;

crate::calls! {
    queries::post_by_slug("first"),
    queries::post_by_slug("zweiter"),
    queries::post_by_slug("none"),
    queries::posts_with_tag("rust", 1),
    queries::views("2025-01-01", "2025-01-31"),
    queries::views("2026", "2025"),
    queries::save_draft("d1", "p1", "u1", "Täg", "content 😀", "2025-01-01"),
    queries::save_draft("d2", "p1", "u1", "Again", "", "2025-01-02"),
    queries::tag("p2", &["sql", "none", "unknown", "rust"]),
    queries::tag("no such post", &["sql"]),
    queries::timeline("p1", "u2"),
    queries::fail(Some("it broke"), "2025-01-09", "p1"),
    queries::timeline("p1", "nobody"),
    queries::delete_user("u2", "no session"),
    queries::timeline("p1", "u2"),
}
