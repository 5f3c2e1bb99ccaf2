use super::app::{db, queries};

crate::calls! {
    queries::latest("2025-01-01", 10),
    queries::latest("2025-01-01", 1),
    queries::feeds_of("none"),
    queries::feeds_of("security"),
    queries::add_items(1, "[{\"url\": \"https://n/9\", \"title\": \"Nine\"}, {\"url\": \"https://n/1\", \"title\": \"again\"}, {\"url\": \"https://n/8\", \"title\": \"ü\", \"at\": \"2025-05-05\"}]"),
    queries::add_items(999, "[{\"url\": \"https://n/7\", \"title\": \"x\"}]"),
    queries::touch("2025-01-01", &[1, 2, 999]),
    queries::categories(0),
    queries::add_category("新聞"),
    queries::add_category("新聞"),
    queries::search("100%"),
    queries::search("quoted"),
    queries::search("a pattern of far more than fifty bytes, which D1 would not take"),
    db::item::page(williw_workers::d1::PageRequest::first(2)),
    db::category::by_name("新聞"),
}
