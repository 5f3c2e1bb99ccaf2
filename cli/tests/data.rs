//! `cargo williw data` as it is called: what goes out comes in again, to the last bit; what it refuses, and what is left then.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test ends with a panic")]

#[path = "data/corpus.rs"]
mod corpus;
#[path = "../../codegen/tests/differential/rows.rs"]
mod rows;
#[path = "data/same.rs"]
mod same;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use rusqlite::Connection;
use same::{assert_same, dump};

/// A small generator of numbers (<https://prng.di.unimi.it/splitmix64.c>): the same everywhere, for ever.
pub(crate) struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub(crate) fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % limit.max(1) as u64).unwrap()
    }

    pub(crate) fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    pub(crate) fn pick<'l, T>(&mut self, list: &'l [T]) -> &'l T {
        &list[self.below(list.len())]
    }
}

const BINDINGS: &str =
    "[worker]\nname = \"shop\"\ncompatibility_date = \"2026-11-01\"\n[d1.DB]\nschema = \"schema.sql\"\n";

/// A project with a spec, in a folder of its own.
struct Project(tempfile::TempDir);

impl Project {
    fn new(schema: &str) -> Self {
        Self::with(BINDINGS, schema)
    }

    fn with(bindings: &str, schema: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(folder.path().join("spec")).unwrap();
        std::fs::write(folder.path().join("spec/bindings.toml"), bindings).unwrap();
        std::fs::write(folder.path().join("spec/schema.sql"), schema).unwrap();
        Project(folder)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// A database in the default data folder.
    fn database(&self) -> Connection {
        std::fs::create_dir_all(self.path(".williw/d1")).unwrap();
        Connection::open(self.path(".williw/d1/DB.sqlite")).unwrap()
    }

    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.path(name), text).unwrap();
    }

    fn data(&self, args: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-williw"));
        command.args(["williw", "data"]).args(args).current_dir(self.0.path()).output().unwrap()
    }

    /// Calls it; returns what it told.
    #[track_caller]
    fn told(&self, args: &[&str], code: i32) -> String {
        let output = self.data(args);
        let told = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(code), "{told}");
        told
    }

    #[track_caller]
    fn check(&self, args: &[&str], code: i32, expected: &[&str]) {
        let told = self.told(args, code);
        for words in expected {
            assert!(told.contains(words), "{words} is not in:\n{told}");
        }
    }

    /// Out of the default folder, into `other`, and out again: both the same, and both texts too.
    #[track_caller]
    fn round_trip(&self) -> String {
        self.told(&["export", "--out", "one.sql"], 0);
        self.told(&["import", "one.sql", "--data", "other"], 0);
        assert_same(&self.path(".williw/d1/DB.sqlite"), &self.path("other/d1/DB.sqlite"));
        self.told(&["export", "--data", "other", "--out", "two.sql"], 0);
        let text = |name| std::fs::read_to_string(self.path(name)).unwrap();
        assert!(text("one.sql") == text("two.sql"), "the second export is another");
        for statement in text("one.sql").split(";\n") {
            assert!(statement.len() < 100_000, "{} bytes: {}", statement.len(), &statement[..200]);
        }
        text("one.sql")
    }
}

/// A database of whatever needs care.
const HOSTILE: &str = include_str!("data/hostile.sql");

/// What makes its objects.
fn hostile_schema() -> &'static str {
    HOSTILE.split_once("-- The rows.").unwrap().0
}

/// A project whose data folder has that database.
fn hostile() -> Project {
    let project = Project::new(hostile_schema());
    project.write("hostile.sql", HOSTILE);
    project.told(&["import", "hostile.sql"], 0);
    project
}

#[test]
fn a_hostile_database_comes_back_to_the_last_bit() {
    let project = hostile();
    let lines = dump(&project.path(".williw/d1/DB.sqlite"));
    assert!(lines.iter().any(|line| line.contains("9007199254740993")) && lines.len() > 1000);
    project.round_trip();
    // What is searched for is found, in an index that was made again, and in one that was filled again.
    let other = Connection::open(project.path("other/d1/DB.sqlite")).unwrap();
    let found = |sql: &str| other.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
    assert_eq!(found("SELECT rowid FROM search WHERE search MATCH 'crab'"), 5);
    assert_eq!(found("SELECT rowid FROM notes WHERE notes MATCH 'brulee'"), 10);
    assert_eq!(found("SELECT count(*) FROM boxes WHERE x1 > 100"), 1);
    assert_eq!(found("SELECT v FROM notes_config WHERE k = 'pgsz'"), 1000);
    other.execute_batch("INSERT INTO notes (notes) VALUES ('integrity-check')").unwrap();
    other.execute_batch("INSERT INTO search (search) VALUES ('integrity-check')").unwrap();
    // No number is given twice.
    other.execute("INSERT INTO numbered (name) VALUES ('new')", []).unwrap();
    assert_eq!(other.last_insert_rowid(), 41);
}

#[test]
fn rows_alone_go_into_a_schema_and_wake_no_trigger() {
    let project = hostile();
    std::fs::create_dir_all(project.path("other/d1")).unwrap();
    Connection::open(project.path("other/d1/DB.sqlite")).unwrap().execute_batch(hostile_schema()).unwrap();
    project.told(&["export", "--out", "rows.sql", "--no-schema"], 0);
    project.check(&["import", "rows.sql", "--data", "other"], 0, &["rows into `DB`"]);
    assert_same(&project.path(".williw/d1/DB.sqlite"), &project.path("other/d1/DB.sqlite"));
    project.check(&["import", "rows.sql", "--data", "other"], 1, &["the database is not empty", "`numbered`"]);
}

#[test]
fn an_index_of_texts_that_are_nowhere_is_left_empty_and_named() {
    let schema = "CREATE VIRTUAL TABLE bare USING fts5(a, content='');
        CREATE TABLE docs (id INTEGER PRIMARY KEY, json TEXT);
        CREATE VIRTUAL TABLE derived USING fts5(word, content = \"docs\", content_rowid = 'id');";
    let project = Project::new(schema);
    let db = project.database();
    db.execute_batch(schema).unwrap();
    db.execute_batch("INSERT INTO bare (rowid, a) VALUES (1, 'gone')").unwrap();
    db.execute_batch("INSERT INTO docs VALUES (1, '{}'); INSERT INTO derived (rowid, word) VALUES (1, 'gone')")
        .unwrap();
    let left = ["warning: the rows of `bare` are left out", "content = ''", "the index of `derived` is left empty"];
    project.check(&["export", "--out", "one.sql"], 0, &left);
    project.told(&["import", "one.sql", "--data", "other"], 0);
}

#[test]
fn the_host_knows_what_was_imported() {
    let schema = "CREATE TABLE t (id TEXT PRIMARY KEY); -- a comment\nCREATE INDEX i ON t (id);";
    let project = Project::new(schema);
    project.write(
        "one.sql",
        "CREATE TABLE t (id TEXT   PRIMARY KEY);\nINSERT INTO t VALUES ('a');\nCREATE INDEX i ON t (id);\n",
    );
    project.check(&["import", "one.sql"], 0, &["1 table and 1 row", "DB.sqlite"]);
    assert!(project.path(".williw/.gitignore").exists());
    let db = project.database();
    let texts = |sql: &str| -> Vec<String> {
        db.prepare(sql).unwrap().query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
    };
    assert_eq!(texts("SELECT sql FROM _cf_williw_schema ORDER BY number").len(), 2);
    assert_eq!(texts("SELECT name FROM _cf_williw_worker"), ["shop"]);
    // It is not exported, and another schema is none of this Worker's.
    assert!(!project.round_trip().contains("_cf_"));
    project.write("two.sql", "CREATE TABLE t (id TEXT PRIMARY KEY, more);\nCREATE INDEX i ON t (id);");
    project.check(
        &["import", "two.sql", "--data", "third"],
        1,
        &["the file's schema is not the spec's", "more", "nothing was imported"],
    );
}

#[test]
fn the_ledger_of_migrations_comes_along() {
    let project = Project::new("CREATE TABLE t (id INTEGER PRIMARY KEY);");
    std::fs::create_dir_all(project.path("spec/migrations")).unwrap();
    project.write(
        "spec/migrations/0001_init.sql",
        "CREATE TABLE t (id INTEGER PRIMARY KEY);\nINSERT INTO t VALUES (7);\n",
    );
    let migrate = |args: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-williw"));
        command.arg("migrate").args(args).current_dir(project.0.path()).output().unwrap().status.code()
    };
    assert_eq!(migrate(&["apply"]), Some(0));
    let text = project.round_trip();
    assert!(
        text.contains("CREATE TABLE \"d1_migrations\"") && text.contains("CREATE TABLE williw_migrations"),
        "{text}"
    );
    assert_eq!(migrate(&["check", "--data", "other"]), Some(0));
    // Rows of a schema from the future are not for this one; rows of an older one are.
    project.write("spec/migrations/0001_init.sql", "CREATE TABLE t (id INTEGER PRIMARY KEY); -- edited\n");
    project.check(&["import", "one.sql", "--data", "third"], 1, &["do not go together", "`0001_init.sql` was edited"]);
    std::fs::rename(project.path("spec/migrations/0001_init.sql"), project.path("spec/migrations/0000_other.sql"))
        .unwrap();
    project.check(
        &["import", "one.sql", "--data", "third"],
        1,
        &["`0001_init.sql` is applied", "nothing was imported"],
    );
}

#[test]
fn a_text_that_fails_leaves_nothing() {
    let project = Project::new("CREATE TABLE t (id INTEGER PRIMARY KEY, up INTEGER REFERENCES t(id));");
    let create = "CREATE TABLE t (id INTEGER PRIMARY KEY, up INTEGER REFERENCES t(id));\n";
    let cases = [
        (
            "INSERT INTO t VALUES (1, NULL);\n\n-- twice\nINSERT INTO t\nVALUES (1, NULL);",
            "bad.sql:5: UNIQUE constraint failed: t.id",
        ),
        ("INSERT INTO t VALUES (1, NULL), (2, 9);", "row 2 of `t` refers to a row of `t` that is not there"),
        ("INSERT INTO nowhere VALUES (1);", "bad.sql:2: no such table: nowhere"),
        ("INSERT INTO t VALUES (1, 'open", "bad.sql:2: the statement has no `;` at its end"),
        ("SAVEPOINT x;", "a file is one transaction by itself"),
        ("ROLLBACK;", "a file is one transaction by itself"),
        ("ATTACH 'other.sqlite' AS other;", "D1 refuses ATTACH and DETACH"),
        ("CREATE TABLE _cf_mine (a);", "are the platform's"),
        ("PRAGMA user_version = 5;", "D1 refuses `PRAGMA user_version`"),
        ("UPDATE sqlite_schema SET sql = '';", "may not be modified"),
        (create, "already exists"),
    ];
    for (text, expected) in cases {
        project.write("bad.sql", &format!("{create}{text}\n"));
        project.check(&["import", "bad.sql", "--data", "fresh"], 1, &[expected, "nothing was imported"]);
        assert!(!project.path("fresh/d1/DB.sqlite").exists(), "{text}");
    }
    // Neither in a database that was there.
    project.write("good.sql", create);
    project.told(&["import", "good.sql"], 0);
    let before = dump(&project.path(".williw/d1/DB.sqlite"));
    project.write("bad.sql", "INSERT INTO t VALUES (1, NULL);\nINSERT INTO t VALUES (1, NULL);");
    project.check(&["import", "bad.sql"], 1, &["bad.sql:2: UNIQUE"]);
    assert_eq!(dump(&project.path(".williw/d1/DB.sqlite")), before);
}

#[test]
fn a_dump_of_sqlite3_is_taken() {
    let project = Project::new("CREATE TABLE t (a);");
    project.write(
        "dump.sql",
        "PRAGMA foreign_keys=OFF;\nBEGIN TRANSACTION;\nCREATE TABLE t (a);\nINSERT INTO t VALUES(1);\nCOMMIT;\n",
    );
    project.check(&["import", "dump.sql"], 0, &["1 table and 1 row"]);
}

#[test]
fn one_table_of_several() {
    let project = hostile();
    let output = project.data(&["export", "--table", "NUMBERED", "--table", "shown"]);
    let text = String::from_utf8(output.stdout).unwrap();
    for words in
        ["CREATE TABLE numbered", "CREATE INDEX partial", "CREATE TRIGGER logged", "CREATE VIEW shown", "(2, 'b')"]
    {
        assert!(text.contains(words), "{words} is not in:\n{text}");
    }
    assert!(!text.contains("CREATE TABLE log") && !text.contains("articles"));
    project.check(&["export", "--table", "nothing"], 2, &["there is no table `nothing`; there are ", "numbered"]);
}

#[test]
fn wrong_calls_are_2() {
    let project = Project::new("CREATE TABLE t (a);");
    project.check(&["export"], 2, &["there is no database `DB` yet", "DB.sqlite"]);
    project.check(
        &["export", "--local"],
        2,
        &["e7352547963de7050bd7d94658afc4fe78b61811b7815da12d90be8e863abf4d.sqlite"],
    );
    project.check(&["import", "nothing.sql"], 2, &["cannot read `nothing.sql`"]);
    project.check(&["export", "--local", "--data", "x"], 2, &["cannot be used with"]);
    project.check(&["export", "--persist-to", "x"], 2, &["--local"]);
    project.check(&["export", "--database", "OTHER"], 2, &["the spec has no D1 database `OTHER`; it has `DB`"]);
    project.check(&[], 2, &["export", "import"]);
    assert!(!project.path(".williw").exists());
    let none = Project::with("[worker]\nname = \"a\"\ncompatibility_date = \"2026-11-01\"\n", "");
    none.check(&["export"], 2, &["no `[d1.…]` in `bindings.toml`"]);
    let two = Project::with(&format!("{BINDINGS}[d1.OTHER]\nschema = \"schema.sql\"\n"), "CREATE TABLE t (a);");
    two.check(&["export"], 2, &["`DB`, `OTHER`: choose one with `--database BINDING`"]);
    two.write("one.sql", "CREATE TABLE t (a);");
    two.check(&["import", "one.sql", "--database", "OTHER"], 0, &["OTHER.sqlite"]);
}

#[test]
fn a_folder_in_use_is_left_alone() {
    let project = Project::new("CREATE TABLE t (a);");
    project.database().execute_batch("CREATE TABLE t (a)").unwrap();
    let lock = std::fs::File::create(project.path(".williw/lock")).unwrap();
    lock.lock().unwrap();
    project.check(&["export"], 2, &["another process is using the data folder `.williw`"]);
}

#[test]
fn wranglers_file_is_found_by_its_configuration() {
    let project = Project::new("CREATE TABLE t (a);");
    project.write("one.sql", "CREATE TABLE t (a);\nINSERT INTO t VALUES (1);\n");
    project.told(&["import", "one.sql", "--local"], 0);
    let folder = Path::new(".wrangler/state/v3/d1/miniflare-D1DatabaseObject");
    let by_binding = folder.join("e7352547963de7050bd7d94658afc4fe78b61811b7815da12d90be8e863abf4d.sqlite");
    assert!(project.path(by_binding.to_str().unwrap()).exists());
    let id = "11111111-2222-3333-4444-555555555555";
    project.write("wrangler.toml", &format!("[[d1_databases]]\nbinding = \"DB\"\ndatabase_id = \"{id}\"\n"));
    project.told(&["import", "one.sql", "--local", "--persist-to", "state"], 0);
    let by_id = "state/v3/d1/miniflare-D1DatabaseObject/f023adf8de81e80d62670e09f086149af129cccda34c51f26517069258c53e8c.sqlite";
    assert!(project.path(by_id).exists());
    // wrangler's database has nothing of the embedded host's.
    assert_eq!(dump(&project.path(by_id)).len(), 2);
    let db = Connection::open(project.path(by_id)).unwrap();
    let own = "SELECT count(*) FROM sqlite_schema WHERE name LIKE '\\_cf\\_%' ESCAPE '\\'";
    assert_eq!(db.query_row(own, [], |row| row.get::<_, i64>(0)).unwrap(), 0);
}
