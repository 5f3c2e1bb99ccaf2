use super::app::db::SubscriptionType::{Rule, Source};
use super::app::queries;

crate::calls! {
    queries::sources_of_subscription(1),
    queries::sources_of_subscription(2),
    queries::subscriptions_with_rules(&Rule),
    queries::subscriptions_with_rules(&Source),
    queries::counts_by_type(),
    queries::save_source(1, "u1", "Renamed", Some("g"), "{\"n\": 9007199254740993}", "2025-02-01"),
    queries::save_source(2, "u9", "", None, "", "2025-02-01"),
    queries::save_source(99, "u9", "", None, "", ""),
    queries::disable(&[10, 11, 404]),
    queries::disable(&[]),
    queries::add_subscription("ü", "", &Source, "2025-01-01"),
    queries::source_field("n", 1),
    queries::source_field("f", 1),
    queries::source_field("o", 1),
}
