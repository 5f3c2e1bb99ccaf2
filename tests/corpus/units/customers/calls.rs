use super::app::{db, queries};

crate::calls! {
    queries::by_company("Bs Beverages"),
    queries::by_company("Größe"),
    queries::by_company("Odd"),
    queries::by_company("No number"),
    queries::shared(),
    queries::neighbours(2, 0),
    queries::save(Some("New"), 4, None),
    queries::save(None, 5, Some("")),
    queries::values(2, "two"),
    queries::values(-9_007_199_254_740_991, ""),
    queries::values(9_007_199_254_740_992, "too large"),
    queries::rename("  trimmed  ", None, 1),
    queries::rename("", Some("Firm"), 11),
    queries::missing(5),
    queries::missing(-1),
    queries::missing(404),
    db::customers::get(1),
    db::customers::get(9_007_199_254_740_991),
}
