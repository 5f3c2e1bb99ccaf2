//! `cargo williw openapi` and `cargo williw assets` as they are called: what they write, what they refuse to overwrite,
//! and what `--check` says.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test ends with a panic")]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

const ROUTES: &str = "[[route]]
name = \"ping\"
method = \"GET\"
path = \"/api/ping\"
caller = [\"anyone\"]
replies = { 204 = \"\" }
";

const BINDINGS: &str = "[worker]
name = \"shop\"
compatibility_date = \"2026-11-01\"
";

/// A project's folder with a spec.
fn project(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir_all(folder.path().join("spec")).unwrap();
    for (name, text) in files {
        fs::write(folder.path().join("spec").join(name), text).unwrap();
    }
    folder
}

fn williw(folder: &Path, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-williw"));
    command.arg("williw").args(args).current_dir(folder).output().unwrap()
}

#[track_caller]
fn said(output: &Output, code: i32) -> String {
    let text = String::from_utf8(output.stderr.clone()).unwrap();
    assert_eq!(output.status.code(), Some(code), "{text}");
    text
}

#[test]
fn a_document_is_written_and_compared() {
    let folder = project(&[("routes.toml", ROUTES), ("bindings.toml", BINDINGS)]);
    let (folder, file) = (folder.path(), folder.path().join("openapi.json"));
    let missing = said(&williw(folder, &["openapi", "--check"]), 1);
    assert!(missing.contains("error: there is no `openapi.json`\nwrite it with `cargo williw openapi`"), "{missing}");
    assert_eq!(said(&williw(folder, &["openapi"]), 0), "wrote `openapi.json`\n");
    assert_eq!(said(&williw(folder, &["openapi"]), 0), "`openapi.json` is up to date\n");
    assert_eq!(said(&williw(folder, &["openapi", "--check"]), 0), "`openapi.json` is up to date\n");
    let text = fs::read_to_string(&file).unwrap();
    assert!(text.starts_with("{\n  \"openapi\": \"3.1.1\",\n  \"info\": {\n    \"title\": \"shop\""), "{text}");

    fs::write(&file, text.replace("\"title\": \"shop\"", "\"title\": \"stop\"")).unwrap();
    let differs = said(&williw(folder, &["openapi", "--check"]), 1);
    let lines = "`openapi.json` is not what the spec makes of it\n  from line 4:\n  -     \"title\": \"stop\",\n  +     \"title\": \"shop\",\n";
    assert!(differs.contains(lines), "{differs}");
}

#[test]
fn printed_it_is_the_same() {
    let folder = project(&[("routes.toml", ROUTES)]);
    let printed = williw(folder.path(), &["openapi", "--out", "-"]);
    said(&printed, 0);
    said(&williw(folder.path(), &["openapi", "--out", "there.json"]), 0);
    assert_eq!(fs::read(folder.path().join("there.json")).unwrap(), printed.stdout);
    assert!(said(&williw(folder.path(), &["openapi", "--out", "-", "--check"]), 2).contains("`--out -` names none"));
}

#[test]
fn what_is_no_document_is_kept() {
    let folder = project(&[("routes.toml", ROUTES)]);
    let file = folder.path().join("openapi.json");
    fs::write(&file, "{ \"mine\": true }").unwrap();
    assert!(said(&williw(folder.path(), &["openapi"]), 2).contains("is no OpenAPI document, and would be lost"));
    assert_eq!(fs::read_to_string(&file).unwrap(), "{ \"mine\": true }");
}

#[test]
fn a_spec_without_routes_has_none() {
    let folder = project(&[("bindings.toml", BINDINGS)]);
    assert!(said(&williw(folder.path(), &["openapi"]), 1).contains("the spec has no routes"));
    assert!(said(&williw(folder.path(), &["assets"]), 0).contains("the spec has no routes"));
    let wrong = project(&[("routes.toml", "[[route]]\n")]);
    assert!(said(&williw(wrong.path(), &["openapi"]), 1).contains("error: [missing-key]"));
    assert!(!wrong.path().join("openapi.json").exists());
}

#[test]
fn assets_go_where_wrangler_looks_for_them() {
    let folder = project(&[("routes.toml", ROUTES), ("bindings.toml", BINDINGS)]);
    let folder = folder.path();
    said(&williw(folder, &["assets"]), 0);
    said(&williw(folder, &["wrangler"]), 0);
    let configuration = fs::read_to_string(folder.join("wrangler.toml")).unwrap();
    assert!(configuration.contains("[assets]\ndirectory = \"build/assets\"\n"), "{configuration}");
    let assets = folder.join("build/assets");
    let document = fs::read(assets.join("api/openapi.json")).unwrap();
    let document: serde_json::Value = serde_json::from_slice(&document).unwrap();
    assert_eq!(document["paths"]["/api/ping"]["get"]["operationId"], "ping");
    let page = fs::read_to_string(assets.join("api/docs.html")).unwrap();
    let needed: Vec<&str> = page.split('"').filter_map(|text| text.strip_prefix("/api/docs/")).collect();
    assert!(needed.len() == 3 && needed.iter().all(|name| assets.join("api/docs").join(name).is_file()), "{page}");
    let headers = fs::read_to_string(assets.join("_headers")).unwrap();
    assert!(headers.contains("\n/api/docs\n  Content-Security-Policy: default-src 'none';"), "{headers}");
}

#[test]
fn a_folder_of_ones_own_keeps_its_headers() {
    let bindings = format!("{BINDINGS}[assets]\ndirectory = \"public\"\nrun_worker_first = [\"/api/*\"]\n");
    let routes = format!("[api]\ndocument = \"/openapi.json\"\ndocs = false\n{ROUTES}");
    let folder = project(&[("routes.toml", &routes), ("bindings.toml", &bindings)]);
    let folder = folder.path();
    fs::create_dir(folder.join("public")).unwrap();
    fs::write(folder.join("public/_headers"), "/mine\n  X-Mine: 1\n").unwrap();
    said(&williw(folder, &["assets"]), 0);
    let once = fs::read_to_string(folder.join("public/_headers")).unwrap();
    assert!(once.starts_with("/mine\n  X-Mine: 1\n\n# Made by `cargo williw assets`.\n/openapi.json\n"), "{once}");
    said(&williw(folder, &["assets"]), 0);
    assert_eq!(fs::read_to_string(folder.join("public/_headers")).unwrap(), once);
    assert!(!folder.join("public/api").exists());
    // What the Worker does not have it is not asked for.
    said(&williw(folder, &["wrangler"]), 0);
    let configuration = fs::read_to_string(folder.join("wrangler.toml")).unwrap();
    assert!(configuration.contains("run_worker_first = [\"/api/*\", \"!/openapi.json\"]"), "{configuration}");
}
