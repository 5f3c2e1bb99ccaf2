use super::app::{db, queries};

crate::calls! {
    queries::squadre("C1"),
    queries::squadre("C2"),
    queries::save_doc("{\"teams\": [5, \"x\"]}", "2025-02-01", "C1", 1),
    queries::save_doc("{}", "2025-02-01", "C1", 1),
    queries::save_doc("{}", "", "C2", 9_007_199_254_740_990),
    queries::save_doc("{}", "", "C2", 9_007_199_254_740_991),
    queries::of_societa("s1"),
    queries::of_societa("s2"),
    queries::of_societa("none"),
    queries::utente("a@x.it"),
    queries::utente("b@x.it"),
    queries::utente("c@x.it"),
    queries::iscrivi("u9", "UPPER@X.IT", "h", "", 1, Some(""), "2025-01-01"),
    queries::iscrivi("u8", "a@x.it", "h", "", 1, None, "2025-01-01"),
    queries::abilita("giudice", Some("s2"), "u9"),
    queries::utente("upper@x.it"),
    db::utenti::by_email("none"),
}
