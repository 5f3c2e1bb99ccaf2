//! The databases: one of our own that has everything that is hard, and those of the corpus.

use std::path::Path;

use serde_json::Value;
use williw_codegen::SpecFiles;

const OWN: &str = "
CREATE TABLE users (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, email TEXT UNIQUE, age INTEGER DEFAULT 7,
    score REAL, note, \"select\" TEXT COLLATE NOCASE, CHECK (length(name) < 100));
CREATE TABLE posts (id TEXT PRIMARY KEY, user_id INTEGER NOT NULL REFERENCES users(id) ON DELETE CASCADE, title TEXT,
    editor_id INTEGER REFERENCES users ON DELETE SET NULL, words INTEGER AS (length(title)) VIRTUAL) WITHOUT ROWID;
CREATE TABLE comments (id INTEGER PRIMARY KEY, post_id TEXT REFERENCES posts(id) ON DELETE RESTRICT,
    parent_id INTEGER REFERENCES comments(id) ON DELETE RESTRICT, body TEXT NOT NULL DEFAULT '');
CREATE TABLE likes (user_id INTEGER NOT NULL, post_id TEXT NOT NULL, at INTEGER, PRIMARY KEY (user_id, post_id),
    FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE NO ACTION, FOREIGN KEY (post_id) REFERENCES posts(id) ON DELETE CASCADE);
CREATE TABLE tags (name TEXT NOT NULL PRIMARY KEY, owner INTEGER NOT NULL DEFAULT 1 REFERENCES users(id) ON DELETE SET DEFAULT) STRICT;
CREATE TABLE hens (id INTEGER PRIMARY KEY, egg_id INTEGER REFERENCES eggs(id) ON DELETE SET NULL, kind TEXT);
CREATE TABLE eggs (id INTEGER PRIMARY KEY, hen_id INTEGER NOT NULL REFERENCES hens(id) ON DELETE RESTRICT, size REAL);
CREATE TABLE tree (node TEXT NOT NULL UNIQUE, up TEXT NOT NULL REFERENCES tree(node) ON DELETE RESTRICT, depth INTEGER);
CREATE TABLE rings (a INTEGER NOT NULL, b INTEGER NOT NULL, na INTEGER NOT NULL, nb INTEGER NOT NULL, PRIMARY KEY (a, b),
    FOREIGN KEY (na, nb) REFERENCES rings (a, b) ON DELETE SET DEFAULT);
CREATE TABLE log (what TEXT, at INTEGER);
CREATE TABLE attachments (post_id TEXT REFERENCES posts ON DELETE CASCADE, comment_id INTEGER REFERENCES comments ON DELETE SET NULL,
    data BLOB, rowid_like ANY) STRICT;
CREATE TABLE orgs (id INTEGER PRIMARY KEY, code TEXT NOT NULL, title TEXT, CHECK (orgs.code <> ''));
CREATE TABLE members (id INTEGER PRIMARY KEY NOT NULL, org_code TEXT REFERENCES orgs (code) ON UPDATE CASCADE ON DELETE CASCADE);
CREATE UNIQUE INDEX orgs_by_code ON orgs (code);
CREATE INDEX posts_by_user ON posts (user_id, title);
CREATE UNIQUE INDEX users_by_name ON users (lower(name)) WHERE age > 3;
CREATE INDEX comments_by_post ON comments (post_id);
CREATE VIEW authors AS SELECT users.id, users.name, count(posts.id) AS posts FROM users LEFT JOIN posts ON posts.user_id = users.id GROUP BY users.id;
CREATE VIEW busy AS SELECT * FROM authors WHERE posts > 1;
CREATE TRIGGER users_log AFTER DELETE ON users BEGIN INSERT INTO log (what, at) VALUES ('user ' || OLD.id, 0); END;
CREATE TRIGGER posts_log AFTER UPDATE OF title ON posts WHEN NEW.title <> OLD.title BEGIN
    INSERT INTO log (what, at) SELECT name, 1 FROM users WHERE id = NEW.user_id; END;
CREATE TRIGGER busy_insert INSTEAD OF INSERT ON busy BEGIN INSERT INTO log (what) VALUES ('busy'); END;
";

/// Name and files.
pub(crate) fn all() -> Vec<(String, SpecFiles)> {
    let mut own = SpecFiles::default();
    own.add("schema.sql", OWN.to_owned());
    let mut units = vec![("own".to_owned(), own)];
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpus/d1");
    let Ok(text) = std::fs::read_to_string(folder.join("EXPECTED.jsonl")) else {
        println!("the corpus is not at {}: only our own schema is used", folder.display());
        return units;
    };
    for line in text.lines() {
        let unit: Value = serde_json::from_str(line).unwrap();
        if unit["applies_cleanly"] == true {
            units.push((unit["unit"].as_str().unwrap().to_owned(), spec(&folder, &unit)));
        }
    }
    units
}

fn spec(folder: &Path, unit: &Value) -> SpecFiles {
    let mut spec = SpecFiles::default();
    let list = |key: &str| unit[key].as_array().unwrap().iter().map(|item| item.as_str().unwrap().to_owned());
    for (index, path) in list("prelude").chain(list("files")).enumerate() {
        let bytes = std::fs::read(folder.join(&path)).unwrap();
        let name = path.rsplit('/').next().unwrap();
        spec.files.push((format!("migrations/{index:04}_{name}"), String::from_utf8_lossy(&bytes).into_owned()));
    }
    spec
}
