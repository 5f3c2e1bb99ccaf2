use super::app::db::AuthLoginAttemptScope::{Ip, Username};
use super::app::queries;

crate::calls! {
    queries::search("quick", "ws_default", 10),
    queries::search("quick NOT note", "ws_default", 10),
    queries::search("nothing", "ws_default", 10),
    queries::search("\"", "ws_default", 10),
    queries::feed("ws_default", "n2", 10),
    queries::feed("ws_default", "n2", 0),
    queries::path("n3"),
    queries::path("none"),
    queries::add_memo("m9", "n1", None, "[\"a\", \"A\"]", "2025-01-04"),
    queries::add_memo("m8", "n1", None, "not json", "2025-01-04"),
    queries::add_memo("m7", "no such notebook", Some(""), "[]", "2025-01-04"),
    queries::move_notebook(Some("n3"), "2025-01-05", "n1"),
    queries::move_notebook(Some("n1"), "2025-01-05", "n1"),
    queries::move_notebook(Some("n1"), "2025-01-05", "n3"),
    queries::tagged("ws_default", &["work", "a", "ünï"]),
    queries::tagged("ws_default", &[]),
    queries::changes("ws_default", 0),
    queries::fail(&Ip, "::1", "2025-01-02", Some("2025-01-03")),
    queries::fail(&Ip, "::1", "2025-01-02", Some("2025-01-03")),
    queries::fail(&Username, "ann", "2025-01-02", None),
    queries::index("m3", None, "a third text", "quick"),
    queries::search("quick", "ws_default", 10),
}
