use super::app::queries;

crate::calls! {
    queries::progress("d1"),
    queries::progress("none"),
    queries::drills(),
    queries::verdicts(&["a1", "a2", "a3", "a4"]),
    queries::verdicts(&[]),
    queries::record("a5", "d2", "2025-02-01", Some(-0.5), None, Some(1e300), Some("[{\"score\": \"ü\"}]")),
    queries::record("a6", "no such drill", "2025-02-01", None, None, None, None),
    queries::above("d1", 0.0),
    queries::above("d1", 100.5),
    queries::rhotic(),
    queries::forget("2025-01-01"),
    (queries::rhotic(), queries::drills()),
}
