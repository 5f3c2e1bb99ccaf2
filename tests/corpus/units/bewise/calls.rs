use super::app::{db, queries};

crate::calls! {
    queries::feed("u1", "c1", "en", None, 10),
    queries::feed("u1", "c1", "en", Some("2025-01-02"), 10),
    queries::feed("", "c1", "xx", None, 1),
    queries::vote("q2", "u1", "2025-01-03"),
    queries::vote("q2", "u1", "2025-01-03"),
    queries::vote("none", "u1", "2025-01-03"),
    (queries::count_votes("q2"), queries::feed("u1", "c1", "en", None, 1)),
    queries::names(),
    queries::top_tags("c1"),
    queries::quotes_by_ids(&["q3", "q1", "none", "q1"]),
    queries::quotes_by_ids(&[]),
    queries::touch("u1", Some("c1"), "de", None, "2025-01-01"),
    queries::touch("u1", None, "fr", Some("ios"), "2025-01-02"),
    db::quotes::by_category_id_lang_date("c1", "de", "2025-01-02"),
    queries::drop_category("c1"),
    queries::drop_category("c1"),
}
