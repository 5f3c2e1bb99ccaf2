use super::app::queries;

crate::calls! {
    queries::ranking("2025-01-01", 10),
    queries::ranking("2025-01-02", 10),
    queries::ranking("never", 10),
    queries::asked(1, Some("single"), 1),
    queries::asked(77, None, 0),
    queries::hardest(10),
    queries::day_stats("2025-01-01"),
    queries::day_stats("2025-01-02"),
    queries::day_stats("never"),
    queries::wrong_of("1"),
    queries::better("r3"),
    queries::better("none"),
}
