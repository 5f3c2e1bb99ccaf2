//! A crate follows its spec: an edited file rebuilds it, a renamed column fails at each use and names it, and the old
//! name brings it back.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test ends with a panic")]

use std::path::{Path, PathBuf};
use std::process::Command;

const SCHEMA: &str = "CREATE TABLE nodes (\n    id TEXT PRIMARY KEY,\n    note TEXT NOT NULL\n);\n";

const CODE: &str = r#"
#![deny(warnings)]
#[williw_workers::spec("../spec")]
pub mod app {}

pub fn note(node: &app::db::Node) -> &str {
    &node.note
}

pub fn set(id: &str) -> williw_workers::d1::Query<williw_workers::d1::Changes> {
    app::db::nodes::update(id, app::db::NodePatch::new().note("new".to_owned()))
}

#[derive(williw_workers::Row)]
#[row(app::db::nodes)]
pub struct Brief {
    pub note: String,
}
"#;

/// A crate of its own, built in this test's target folder so that it finds its dependencies there.
struct Crate {
    folder: PathBuf,
}

impl Crate {
    fn new() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap();
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("edit");
        let made = Crate { folder };
        let manifest = format!(
            "[package]\nname = \"williw-edit\"\nversion = \"0.0.0\"\nedition = \"2024\"\n[workspace]\n[dependencies]\n\
             williw-workers = {{ path = {:?} }}\n[profile.dev.package.libsqlite3-sys]\nopt-level = 2\ndebug = false\n",
            root.join("workers")
        );
        made.write("Cargo.toml", &manifest);
        made.write("Cargo.lock", &std::fs::read_to_string(root.join("Cargo.lock")).unwrap());
        made.write("src/lib.rs", CODE);
        made.write("spec/schema.sql", SCHEMA);
        made
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.folder.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    /// Whether it compiles, and what the compiler says.
    fn check(&self) -> (bool, String) {
        let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
        let output = Command::new(env!("CARGO"))
            .args(["check", "--quiet", "--offline", "--color=never"])
            .current_dir(&self.folder)
            .env("CARGO_TARGET_DIR", target)
            .output()
            .unwrap();
        (output.status.success(), String::from_utf8_lossy(&output.stderr).into_owned())
    }
}

#[test]
fn a_renamed_column_fails_at_each_use() {
    let krate = Crate::new();
    assert_eq!(krate.check(), (true, String::new()));

    krate.write("spec/schema.sql", &SCHEMA.replace("note", "remark"));
    let (sound, told) = krate.check();
    assert!(!sound);
    for expected in [
        "no field `note` on type `&Node`",
        "src/lib.rs:7:11",
        "no method named `note`",
        "src/lib.rs:11:58",
        "cannot find type `note` in module `columns_of_nodes`",
        "src/lib.rs:17:9",
    ] {
        assert!(told.contains(expected), "{expected} is not in:\n{told}");
    }

    krate.write("spec/schema.sql", SCHEMA);
    assert_eq!(krate.check(), (true, String::new()));

    // A file that is broken is told at its place, and the rest of the spec still stands. (A file that is new is seen
    // when another one changes: rustc cannot be told to watch what is not there.)
    krate.write("spec/types.toml", "[id.Name\n");
    krate.write("spec/schema.sql", &format!("{SCHEMA}\n"));
    let (sound, told) = krate.check();
    assert!(!sound && told.contains("spec/types.toml:1:") && !told.contains("cannot find"), "{told}");
    std::fs::remove_file(krate.folder.join("spec/types.toml")).unwrap();
}
