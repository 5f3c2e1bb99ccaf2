//! `cargo williw import` as it is called, on small configurations and on real ones.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test ends with a panic")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;
use williw_codegen::diag::render_all;
use williw_codegen::{SpecFiles, compile};

fn import(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_cargo-williw")).arg("import").args(args).output().unwrap()
}

/// What a configuration becomes, and what is told of it.
#[track_caller]
fn imported(name: &str, text: &str) -> (String, String) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, text).unwrap();
    let output = import(&[path.to_str().unwrap()]);
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(0), "{told}");
    (String::from_utf8(output.stdout).unwrap(), told)
}

/// What the compiler has against a draft.
fn complaints(bindings: &str, schema: &[(String, String)]) -> String {
    let mut files = SpecFiles { files: schema.to_vec(), folder: String::new() };
    files.add("bindings.toml", bindings.to_owned());
    let compilation = compile(&files);
    let errors: Vec<_> = compilation.errors().cloned().collect();
    render_all(&compilation.sources, &errors)
}

#[test]
fn every_kind_of_binding() {
    let config = r#"
name = "chat"
main = "src/index.ts"
compatibility_date = "2026-01-01"
compatibility_flags = ["nodejs_compat"]
route = { pattern = "chat.example", custom_domain = true }

[[d1_databases]]
binding = "DB"
database_name = "chat"
preview_database_id = "0001"

[[kv_namespaces]]
binding = "CACHE"
id = "0002"

[[durable_objects.bindings]]
name = "ROOMS"
class_name = "Room"
[[durable_objects.bindings]]
name = "ELSEWHERE"
class_name = "Far"
script_name = "other"

[[migrations]]
tag = "v1"
new_classes = ["Lobby", "Gone"]
[[migrations]]
tag = "v2"
new_sqlite_classes = ["Room"]
deleted_classes = ["Gone"]
renamed_classes = [{ from = "Lobby", to = "Hall" }]

[triggers]
crons = ["*/5 * * * *", "0 3 * * *", "1 2 3 4 *", "2 2 3 4 *"]

[vars]
# How many rooms there may be.
MAX_ROOMS = "20"
OPEN = true
ZIP = "007"
API_KEY = "hunter2"
LIMITS = { a = 1, password = "hunter2" }
max_rooms = 1

[secrets]
required = ["TOKEN"]

[[ratelimits]]
name = "LOGIN"
namespace_id = "1001"
simple = { limit = 5, period = 60 }

[[r2_buckets]]
binding = "FILES"
bucket_name = "files"

[env.staging]
vars = { MAX_ROOMS = "many" }
[[env.staging.kv_namespaces]]
binding = "CACHE"
id = "0003"
"#;
    let expected = r#"# What the Worker is bound to. Begun from wrangler.toml by `cargo williw import`; go on from here.

[worker]
name = "chat"
compatibility_date = "2026-01-01"
# It was made from "src/index.ts"; now it is `main = "build/entry.js"`.
compatibility_flags = ["nodejs_compat"]
route = { pattern = "chat.example", custom_domain = true }

[d1.DB]
schema = "schema.sql" # or "migrations"
database_name = "chat"

[kv.CACHE]
id = "0002"
# What stands in it: a table for each kind of keys, such as
# [kv.CACHE.session]
# key = "session:{user}"
# params = { user = "u32" }
# value = "text"
# ttl = "1h"

# durable_objects.bindings `Far` is left out: its class is another Worker's.

[object.Room]
# It was bound as `ROOMS`; here a binding has its class's name.
alarm = true # something must reach it; not needed beside a method or a websocket, such as
# [object.Room.method.add]
# args = { amount = "i64" }
# returns = "i64"

[object.Hall]
# Its storage is of the older kind (`new_classes`), which cannot become SQLite. Where it is deployed
# already, give the class another name, and copy what it holds.
alarm = true

[cron.every_5_minutes]
schedule = "*/5 * * * *"

[cron.daily_at_03_00]
schedule = "0 3 * * *"

[cron.job]
schedule = "1 2 3 4 *"

[cron.job_2]
schedule = "2 2 3 4 *"

# How many rooms there may be.
[var.MAX_ROOMS]
default = "20"

[var.OPEN]
type = "bool"
default = true

[var.ZIP]
default = "007"

[secret.API_KEY]
# It looks like a secret and stood among the vars, where everybody can read it. Make a new one,
# and give it with `wrangler secret put API_KEY`. If it is none, give it another name.

# Var `LIMITS` is left out: it is no single value; its parts can be vars of their own.

# Var `max_rooms` is left out: its name in Rust is that of `MAX_ROOMS`.

[secret.TOKEN]

[ratelimit.LOGIN]
limit = 5
period = 60
namespace_id = "1001"

[env.staging]
[env.staging.kv.CACHE]
id = "0003"
[env.staging.var]
MAX_ROOMS = "many"

# Not imported, because it has no place here: r2_buckets, d1_databases.DB.preview_database_id, durable_objects.bindings.Far.name, durable_objects.bindings.Far.script_name, durable_objects.bindings.Far.class_name, vars.LIMITS, vars.max_rooms.
# In wrangler.toml there was:
#   r2_buckets = [{ binding = "FILES", bucket_name = "files" }]
#   d1_databases.DB.preview_database_id = "0001"
#   durable_objects.bindings.Far.name = "ELSEWHERE"
#   durable_objects.bindings.Far.script_name = "other"
#   durable_objects.bindings.Far.class_name = "Far"
#   vars.LIMITS.a = 1
#   vars.LIMITS.password = "…"
#   vars.max_rooms = 1
"#;
    let (text, told) = imported("wrangler.toml", config);
    assert_eq!(text, expected);
    assert!(!told.contains("error"), "{told}");
    assert!(told.starts_with("not imported: r2_buckets, d1_databases.DB.preview_database_id, "), "{told}");
    assert_eq!(complaints(&text, &[]), "");
}

#[test]
fn json_with_comments_is_the_same() {
    let toml = "name = \"a\"\ncompatibility_date = \"2026-01-01\"\n[vars]\nX = 5\nY = \"//\"\n[observability]\nenabled = false\n";
    let json = "/* of\n mine */ {\n  \"$schema\": \"x.json\", // beside\n  \"name\": \"a\",\n  \"compatibility_date\": \"2026-01-01\",\n  \"vars\": { \"X\": 5, \"Y\": \"//\", },\n  \"observability\": { \"enabled\": false },\n}\n";
    let (from_toml, _) = imported("wrangler.toml", toml);
    for name in ["wrangler.json", "wrangler.jsonc", "wrangler.jsonc.example"] {
        assert_eq!(imported(name, json).0, from_toml.replace("wrangler.toml", name));
    }
}

#[test]
fn what_wrangler_is_told_comes_back() {
    let everything = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/wrangler/everything");
    let written = std::fs::read_to_string(everything.join("wrangler.toml")).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let spec = folder.path().join("spec");
    std::fs::create_dir(&spec).unwrap();
    let bindings = spec.join("bindings.toml");
    let output = import(&[everything.join("wrangler.toml").to_str().unwrap(), "--out", bindings.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(0));
    let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-williw"));
    let output = command.args(["wrangler", "--spec"]).arg(&spec).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let again = std::fs::read_to_string(folder.path().join("wrangler.toml")).unwrap();
    // What makes the Worker is another matter, and optional secrets are not in it.
    let kept = |text: &str| {
        let own = |line: &&str| !["#", "main =", "command ="].iter().any(|start| line.starts_with(start));
        text.lines().filter(own).map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(kept(&again), kept(&written));
}

#[test]
fn what_is_no_configuration() {
    let folder = tempfile::tempdir().unwrap();
    let cases = [
        ("wrangler.toml", "name = \n", "[bad-toml]"),
        ("wrangler.jsonc", "{ \"name\": __NAME__ }", "[bad-json] unexpected word"),
        ("wrangler.jsonc", "{ \"name\": \"a\" \"main\": \"b\" }", "[bad-json] expected comma"),
        ("wrangler.json", "[]", "[bad-json] a configuration of wrangler's is an object"),
        ("wrangler.json", "", "[bad-json] a configuration of wrangler's is an object"),
    ];
    for (name, text, expected) in cases {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        let output = import(&[path.to_str().unwrap()]);
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(1), "{told}");
        assert!(told.contains(expected) && told.contains(&format!("{name}:1:")), "{told}");
        assert!(output.stdout.is_empty());
    }
}

#[test]
fn a_wrong_call_is_2() {
    let output = import(&["no/such/wrangler.toml"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).starts_with("error: cannot read `no/such/wrangler.toml`: "));
    assert_eq!(import(&[]).status.code(), Some(2));
    let folder = tempfile::tempdir().unwrap();
    let (config, out) = (folder.path().join("wrangler.toml"), folder.path().join("bindings.toml"));
    std::fs::write(&config, "name = \"a\"\n").unwrap();
    std::fs::write(&out, "mine").unwrap();
    let output = import(&[config.to_str().unwrap(), "--out", out.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("is there already"));
    assert_eq!(std::fs::read_to_string(&out).unwrap(), "mine");
}

// ---- real ones -----------------------------------------------------------------------------

/// Templates that a script fills in before they are JSON.
const NO_JSON: [&str; 1] = ["microfeed__microfeed/wrangler.template.jsonc"];

#[test]
fn real_configurations_begin_a_spec() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpus/d1");
    let Ok(units) = std::fs::read_to_string(corpus.join("EXPECTED.jsonl")) else {
        println!("the corpus is not at {}: nothing was imported", corpus.display());
        return;
    };
    let units: Vec<Value> = units.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let mut paths = Vec::new();
    configurations(&corpus, &mut paths);
    assert!(paths.len() > 30, "only {} configurations", paths.len());
    let (mut alone, mut with_schema) = (0, 0);
    for path in &paths {
        let name = path.strip_prefix(&corpus).unwrap().to_str().unwrap();
        let output = import(&[path.to_str().unwrap()]);
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        if NO_JSON.contains(&name) {
            assert_eq!(output.status.code(), Some(1), "{name}: {told}");
            continue;
        }
        assert_eq!(output.status.code(), Some(0), "{name}: {told}");
        let text = String::from_utf8(output.stdout).unwrap();
        assert_eq!(complaints(&text, &[]), "", "{name}:\n{text}");
        alone += 1;
        let project = name.split('/').next().unwrap();
        let is_ours = |unit: &&Value| {
            unit["applies_cleanly"] == true && unit["files"][0].as_str().is_some_and(|file| file.starts_with(project))
        };
        if let Some(unit) = units.iter().find(is_ours) {
            let text = text.replace("schema = \"schema.sql\"", "schema = \"migrations\"");
            assert_eq!(complaints(&text, &schema(&corpus, unit)), "", "{name} with its schema");
            with_schema += 1;
        }
    }
    println!("{alone} configurations imported, {with_schema} of them with their schema");
}

fn configurations(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            configurations(&path, found);
        } else if path.file_name().unwrap().to_str().unwrap().starts_with("wrangler") {
            found.push(path);
        }
    }
}

/// A unit's files as migrations.
fn schema(corpus: &Path, unit: &Value) -> Vec<(String, String)> {
    let list = |key: &str| unit[key].as_array().cloned().unwrap_or_default();
    let files = list("prelude").into_iter().chain(list("files")).enumerate();
    let read = |(at, file): (usize, Value)| {
        let bytes = std::fs::read(corpus.join(file.as_str().unwrap())).unwrap();
        (format!("migrations/{at:04}_file.sql"), String::from_utf8_lossy(&bytes).into_owned())
    };
    files.map(read).collect()
}
