//! `tests/ui`: what rustc prints where the macros are used wrongly, and programs that must compile and run.
//!
//! `TRYBUILD=overwrite` writes the `.stderr` files anew. They are those of the toolchain that the workspace names.

#[test]
fn ui() {
    let cases = trybuild::TestCases::new();
    cases.pass("../ui/pass/*.rs");
    for topic in [
        "broken-spec",
        "callers",
        "client",
        "column",
        "cron",
        "handlers",
        "idempotency",
        "key",
        "kv",
        "objects",
        "projection",
        "query",
        "row",
        "spec-path",
        "statements",
    ] {
        cases.compile_fail(format!("../ui/{topic}/*.rs"));
    }
}
