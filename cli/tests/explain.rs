//! `cargo williw explain` as it is called.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test ends with a panic")]

use std::process::{Command, Output};

use serde_json::Value;

const SCHEMA: &str = "CREATE TABLE nodes (id TEXT PRIMARY KEY, status TEXT NOT NULL, region TEXT);
CREATE INDEX idx_nodes_status ON nodes (status);";

const QUERIES: &str = "-- name: ActiveNodes :many
SELECT id FROM nodes WHERE status = @status;
-- name: Regions :many
-- scan: nodes, asked once a day
SELECT DISTINCT region FROM nodes;
-- name: NodesOf :many
-- scan: nodes, for now
SELECT id FROM nodes AS n WHERE n.region = @region;
";

fn explain(queries: &str, arguments: &[&str]) -> Output {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("schema.sql"), SCHEMA).unwrap();
    std::fs::write(folder.path().join("queries.sql"), queries).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-williw"));
    command.args(["williw", "explain", "--spec"]).arg(folder.path()).args(arguments).output().unwrap()
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

#[test]
fn queries_are_told_in_plain_words() {
    let output = explain(QUERIES, &[]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let expected = "ActiveNodes :many
  finds nodes by index idx_nodes_status (status = ?)

Regions :many
  reads every row of nodes
  tells rows apart in memory for DISTINCT
  allowed: nodes in full, asked once a day

NodesOf :many
  reads every row of nodes (n)
  allowed: nodes in full, for now
  would help: CREATE INDEX idx_nodes_region ON nodes (region);
";
    assert_eq!(text(&output.stdout), expected);
}

#[test]
fn json_holds_the_same() {
    let output = explain(QUERIES, &["--format", "json", "activenodes"]);
    let json: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(json["queries"].as_array().unwrap().len(), 1);
    let query = &json["queries"][0];
    assert_eq!(query["name"], "ActiveNodes");
    assert_eq!(query["command"], "many");
    assert_eq!(query["indexes"], serde_json::json!(["idx_nodes_status"]));
    assert_eq!(query["steps"][0]["plan"], "SEARCH nodes USING INDEX idx_nodes_status (status=?)");
    assert_eq!(query["scans"], serde_json::json!([]));
}

#[test]
fn an_unknown_query_is_a_wrong_call() {
    let output = explain(QUERIES, &["ActivNodes"]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(text(&output.stderr), "error: there is no query `ActivNodes`; there is `ActiveNodes`\n");
}

#[test]
fn a_wrong_spec_is_explained_as_far_as_it_goes() {
    let queries =
        format!("{QUERIES}-- name: Broken :many\nSELECT nope FROM nodes;\n-- name: All :many\nSELECT * FROM nodes;\n");
    let output = explain(&queries, &["Broken", "All"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("no such column: nope"), "{}", text(&output.stderr));
    assert!(text(&output.stdout).contains("D1 bills every row of nodes"), "{}", text(&output.stdout));
}
