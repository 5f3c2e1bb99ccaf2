//! Files meet databases: what is applied, what is refused and in which words, and that nothing is left half done.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test ends with a panic")]

use rusqlite::Connection;
use williw_migrations::{Backup, Baseline, Error, Event, Migration, Options, State, migrate, rules, status};

const INIT: Migration<'_> = Migration {
    name: "0001_init.sql",
    sql: "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT);\n\
          CREATE TABLE posts (id INTEGER PRIMARY KEY, user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE);\n",
};
const INDEX: Migration<'_> = Migration { name: "0002_index.sql", sql: "CREATE INDEX by_user ON posts (user_id);" };

fn file<'a>(name: &'a str, sql: &'a str) -> Migration<'a> {
    Migration { name, sql }
}

fn memory() -> Connection {
    let connection = Connection::open_in_memory().unwrap();
    rules::impose(&connection).unwrap();
    connection
}

/// Runs the files and returns what was told, and how it ended.
fn run(connection: &mut Connection, files: &[Migration<'_>], options: Options<'_>) -> (Vec<String>, Result<(), Error>) {
    let mut told = Vec::new();
    let result = migrate(connection, files, &options, &mut |event| {
        told.push(match event {
            Event::Odd(problem) => format!("odd: {problem}"),
            Event::Taken(name) => format!("taken {name}"),
            Event::Sealed(name) => format!("sealed {name}"),
            Event::Copied(path) => format!("copied {}", path.file_name().unwrap().display()),
            Event::Applied { name, late_after: Some(after), .. } => format!("applied {name} after {after}"),
            Event::Applied { name, statements, .. } => format!("applied {name} ({statements})"),
        });
    });
    (told, result)
}

#[track_caller]
fn fine(connection: &mut Connection, files: &[Migration<'_>], expected: &[&str]) {
    let (told, result) = run(connection, files, Options::default());
    result.unwrap();
    assert_eq!(told, expected);
}

#[track_caller]
fn refused(connection: &mut Connection, files: &[Migration<'_>], expected: &str) {
    let before = dump(connection);
    let error = run(connection, files, Options::default()).1.unwrap_err().to_string();
    assert_eq!(error, expected);
    assert_eq!(dump(connection), before, "something was left");
}

/// All that a database holds, as far as these tests go.
fn dump(connection: &Connection) -> String {
    let texts = |sql: &str| -> Vec<String> {
        let Ok(mut statement) = connection.prepare(sql) else { return Vec::new() };
        statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    };
    [
        texts("SELECT type || ' ' || name || ' ' || coalesce(sql, '') FROM sqlite_schema ORDER BY rowid"),
        texts("SELECT name FROM d1_migrations ORDER BY id"),
        texts("SELECT name || sha256 FROM williw_migrations ORDER BY name"),
        texts("SELECT id || coalesce(name, '') FROM users"),
        texts("SELECT id || '-' || user_id FROM posts"),
    ]
    .concat()
    .join("\n")
}

#[test]
fn each_file_is_applied_once_in_order() {
    let mut connection = memory();
    let all = [file("10_seed.sql", "INSERT INTO users VALUES (1, 'a');"), INDEX, INIT];
    fine(&mut connection, &all[1..], &["applied 0001_init.sql (2)", "applied 0002_index.sql (1)"]);
    fine(&mut connection, &all, &["applied 10_seed.sql (1)"]);
    fine(&mut connection, &all, &[]);
    assert!(dump(&connection).contains("1a"));
}

#[test]
fn to_a_file_and_no_further() {
    let mut connection = memory();
    let to = |name| Options { to: Some(name), ..Options::default() };
    assert_eq!(run(&mut connection, &[INIT, INDEX], to(INIT.name)).0, ["applied 0001_init.sql (2)"]);
    assert!(matches!(run(&mut connection, &[INIT, INDEX], to("x.sql")).1, Err(Error::NoSuchFile(_))));
}

#[test]
fn a_failing_file_leaves_nothing_and_is_named() {
    let nothing = "\n  nothing of this file was applied";
    let long =
        format!("CREATE TABLE a (x);\n\n-- why\nINSERT INTO nowhere\n  VALUES (1);\n{}", "SELECT 1;\n".repeat(9));
    for (sql, expected) in [
        (long.as_str(), "0003_x.sql:4: no such table: nowhere\n  in `INSERT INTO nowhere VALUES (1)`"),
        (
            "CREATE TABLE a (x);\nINSERT INTO a\n  VALUES (1),\n  (y);",
            "0003_x.sql:4: no such column: y\n  in `INSERT INTO a VALUES (1), (y)`",
        ),
        (
            "INSERT INTO users VALUES (7, 'a');\nINSERT INTO users VALUES (7, 'b');",
            "0003_x.sql:2: UNIQUE constraint failed: users.id\n  in `INSERT INTO users VALUES (7, 'b')`",
        ),
        (
            "CREATE TABLE a (x);\nSELECT 1",
            "0003_x.sql:2: the statement has no `;` at its end, and wrangler writes one of its own behind the file",
        ),
        (
            "BEGIN;\nCREATE TABLE a (x);\nCOMMIT;",
            "0003_x.sql:1: a file is one transaction by itself: take BEGIN, COMMIT, ROLLBACK and SAVEPOINT out\n  in `BEGIN`",
        ),
        (
            "CREATE TABLE a (x);COMMIT;",
            "0003_x.sql:1: a file is one transaction by itself: take BEGIN, COMMIT, ROLLBACK and SAVEPOINT out\n  in `COMMIT`",
        ),
        ("PRAGMA user_version = 3;", "0003_x.sql:1: D1 refuses `PRAGMA user_version`\n  in `PRAGMA user_version = 3`"),
        (
            "SELECT sqlite_version();",
            "0003_x.sql:1: D1 has no function `sqlite_version`\n  in `SELECT sqlite_version()`",
        ),
        ("CREATE TEMP TABLE a (x);", "0003_x.sql:1: D1 refuses temporary objects\n  in `CREATE TEMP TABLE a (x)`"),
        ("VACUUM;", "0003_x.sql:1: cannot VACUUM from within a transaction\n  in `VACUUM`"),
        (
            "DELETE FROM users WHERE id = ?;",
            "0003_x.sql:1: a file's statements have no parameters\n  in `DELETE FROM users WHERE id = ?`",
        ),
        (
            "INSERT INTO posts VALUES (1, 99);",
            "0003_x.sql:1: FOREIGN KEY constraint failed\n  in `INSERT INTO posts VALUES (1, 99)`",
        ),
        (
            "PRAGMA defer_foreign_keys = on;\nINSERT INTO posts VALUES (1, 99), (2, 98);",
            "0003_x.sql: FOREIGN KEY constraint failed\n  2 rows of `posts` would refer to rows of `users` that are not there",
        ),
    ] {
        let mut connection = memory();
        fine(&mut connection, &[INIT], &["applied 0001_init.sql (2)"]);
        refused(&mut connection, &[INIT, file("0003_x.sql", sql)], &format!("{expected}{nothing}"));
        // And what comes after it in the ledger is not confused.
        fine(&mut connection, &[INIT, INDEX], &["applied 0002_index.sql (1)"]);
    }
}

#[test]
fn the_first_file_may_fail_too() {
    let mut connection = memory();
    refused(
        &mut connection,
        &[file("0001_a.sql", "CREATE TABLE a (x); oops;")],
        "0001_a.sql:1: near \"oops\": syntax error\n  in `oops`\n  nothing of this file was applied",
    );
    assert_eq!(dump(&connection), "");
}

#[test]
fn what_pragmas_set_ends_with_the_file() {
    let mut connection = memory();
    let pragmas = "PRAGMA foreign_keys = off; PRAGMA defer_foreign_keys = on; PRAGMA legacy_alter_table = on; \
                   PRAGMA ignore_check_constraints = on; PRAGMA recursive_triggers = on; PRAGMA case_sensitive_like = on;";
    fine(
        &mut connection,
        &[INIT, file("0002_p.sql", pragmas)],
        &["applied 0001_init.sql (2)", "applied 0002_p.sql (6)"],
    );
    for (pragma, expected) in [
        ("foreign_keys", 1),
        ("defer_foreign_keys", 0),
        ("legacy_alter_table", 0),
        ("ignore_check_constraints", 0),
        ("recursive_triggers", 0),
    ] {
        assert_eq!(
            connection.pragma_query_value(None, pragma, |row| row.get::<_, i64>(0)).unwrap(),
            expected,
            "{pragma}"
        );
    }
    assert_eq!(connection.query_row("SELECT 'a' LIKE 'A'", [], |row| row.get::<_, i64>(0)).unwrap(), 1);
    refused(
        &mut connection,
        &[INIT, file("0002_p.sql", pragmas), file("0003_x.sql", "INSERT INTO posts VALUES (1, 99);")],
        "0003_x.sql:1: FOREIGN KEY constraint failed\n  in `INSERT INTO posts VALUES (1, 99)`\n  nothing of this file was applied",
    );
}

#[test]
fn an_index_over_like_is_made_after_other_files() {
    let like = file("0002_like.sql", "CREATE INDEX named ON users (name) WHERE name LIKE 'a%';");
    fine(&mut memory(), &[INIT, like], &["applied 0001_init.sql (2)", "applied 0002_like.sql (1)"]);
}

#[test]
fn an_edited_file_stops_all() {
    let mut connection = memory();
    fine(&mut connection, &[INIT], &["applied 0001_init.sql (2)"]);
    let edited = format!("{}SELECT 'a word more';", INIT.sql);
    let edited = file(INIT.name, &edited);
    assert_eq!(status(&connection, &[edited]).unwrap().files[0].state, State::Edited);
    refused(
        &mut connection,
        &[edited, INDEX],
        "`0001_init.sql` was edited after it was applied: give it back the text that it had, and make the change in a new migration",
    );
    // Other line ends are no edit.
    let crlf = INIT.sql.replace('\n', "\r\n");
    fine(&mut connection, &[file(INIT.name, &crlf)], &[]);
}

#[test]
fn what_is_applied_and_unknown_stops_all() {
    let mut connection = memory();
    fine(&mut connection, &[INIT, INDEX], &["applied 0001_init.sql (2)", "applied 0002_index.sql (1)"]);
    refused(
        &mut connection,
        &[INIT],
        "the database is from the future: `0002_index.sql` is applied to it, and there is no such migration here; get the newer migrations, or go back to a copy of the database from before",
    );
    refused(
        &mut connection,
        &[INIT, file("0003_index.sql", INDEX.sql)],
        "`0002_index.sql` is applied, and is called `0003_index.sql` now: give it back the name that it was applied under",
    );
    refused(
        &mut connection,
        &[INDEX],
        "`0001_init.sql` is applied, and is no migration here: bring the file back, or go back to a copy of the database from before",
    );
}

#[test]
fn what_wrangler_applied_is_sealed() {
    let mut connection = memory();
    connection.execute_batch("CREATE TABLE d1_migrations(id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT UNIQUE, applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL); INSERT INTO d1_migrations (name) VALUES ('0001_init.sql');").unwrap();
    connection.execute_batch(INIT.sql).unwrap();
    assert_eq!(status(&connection, &[INIT]).unwrap().files[0].state, State::AppliedByWrangler);
    fine(&mut connection, &[INIT, INDEX], &["sealed 0001_init.sql", "applied 0002_index.sql (1)"]);
    fine(&mut connection, &[INIT, INDEX], &[]);
    assert_eq!(status(&connection, &[INIT]).unwrap().files[0].state, State::Applied);
}

#[test]
fn two_files_of_one_number() {
    let mut connection = memory();
    let (ours, theirs) = (file("0002_a.sql", "CREATE TABLE a (x);"), file("2_b.sql", "CREATE TABLE b (x);"));
    let told = "odd: `0002_a.sql` and `2_b.sql` have the same number: rename `2_b.sql` to `0003_b.sql`";
    let applied = ["applied 0001_init.sql (2)", "applied 0002_a.sql (1)", "applied 2_b.sql (1)"];
    fine(&mut connection, &[INIT, theirs, ours], &[&[told], &applied[..]].concat());
    fine(&mut connection, &[INIT, theirs, ours], &[]);
    // The one that is applied keeps its name.
    let mut connection = memory();
    fine(&mut connection, &[INIT, theirs], &["applied 0001_init.sql (2)", "applied 2_b.sql (1)"]);
    let told = "odd: `2_b.sql` and `0002_a.sql` have the same number: rename `0002_a.sql` to `0003_a.sql`";
    fine(&mut connection, &[INIT, theirs, ours], &[told, "applied 0002_a.sql after 2_b.sql"]);
}

#[test]
fn a_lower_number_than_the_last_is_applied_and_told() {
    let mut connection = memory();
    fine(
        &mut connection,
        &[INIT, file("0003_c.sql", "SELECT 1;")],
        &["applied 0001_init.sql (2)", "applied 0003_c.sql (1)"],
    );
    fine(
        &mut connection,
        &[INIT, INDEX, file("0003_c.sql", "SELECT 1;")],
        &["applied 0002_index.sql after 0003_c.sql"],
    );
}

#[test]
fn a_database_without_ledger_is_recognised() {
    let more = file("0003_more.sql", "ALTER TABLE users ADD COLUMN age INTEGER;");
    let all = [INIT, INDEX, more];
    let of = |files: &[Migration<'_>]| {
        let connection = memory();
        files.iter().for_each(|file| connection.execute_batch(file.sql).unwrap());
        connection
    };
    fine(&mut of(&[INIT]), &all, &["taken 0001_init.sql", "applied 0002_index.sql (1)", "applied 0003_more.sql (1)"]);
    fine(&mut of(&all), &all, &["taken 0003_more.sql"]);
    // Comments and white space do not count.
    let same = INIT.sql.replace("CREATE TABLE users (", "CREATE TABLE users ( -- who\n  ");
    fine(&mut of(&[file("", &same)]), &[INIT], &["taken 0001_init.sql"]);

    let error = run(&mut of(&[file("", "CREATE TABLE users (id INTEGER)")]), &all, Options::default()).1.unwrap_err();
    assert!(error.to_string().contains("those to `0001_init.sql` come nearest, but the table `users` is `CREATE TABLE users (id INTEGER)`, and they make `CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT)`"), "{error}");
    // A file that changes rows only: nobody knows.
    let seeded = [INIT, file("0002_seed.sql", "INSERT INTO users VALUES (1, 'a');")];
    let error = run(&mut of(&[INIT]), &seeded, Options::default()).1.unwrap_err().to_string();
    assert!(
        error.contains("what those to `0001_init.sql` make, and what those to `0002_seed.sql` make, too"),
        "{error}"
    );
    let chosen = |baseline| Options { baseline, ..Options::default() };
    let (told, _) = run(&mut of(&[INIT]), &seeded, chosen(Baseline::To("0001_init.sql")));
    assert_eq!(told, ["taken 0001_init.sql", "applied 0002_seed.sql (1)"]);
    let (told, _) = run(&mut of(&[INIT]), &seeded, chosen(Baseline::To("0002_seed.sql")));
    assert_eq!(told, ["taken 0002_seed.sql"]);
    let (told, _) = run(&mut of(&[file("", "CREATE TABLE other (x)")]), &[INIT], chosen(Baseline::Nothing));
    assert_eq!(told, ["applied 0001_init.sql (2)"]);
}

#[test]
fn a_copy_is_made_once_and_a_dry_run_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let mut connection = williw_migrations::open(&folder.path().join("DB.sqlite")).unwrap();
    let backup = Backup { folder: folder.path(), name: "DB" };
    let options = Options { backup: Some(backup), ..Options::default() };
    // Nothing is in it that could be lost.
    assert_eq!(run(&mut connection, &[INIT], options).0, ["applied 0001_init.sql (2)"]);
    connection.execute_batch("INSERT INTO users VALUES (1, 'kept')").unwrap();
    let all = [INIT, INDEX, file("0003_x.sql", "DELETE FROM users;"), file("0004_y.sql", "oops;")];
    let before = dump(&connection);
    let (told, result) = run(&mut connection, &all, Options { dry_run: true, ..options });
    assert_eq!(told, ["applied 0002_index.sql (1)", "applied 0003_x.sql (1)"]);
    assert!(result.unwrap_err().to_string().starts_with("0004_y.sql:1: "));
    assert_eq!(dump(&connection), before);

    let (told, _) = run(&mut connection, &all, options);
    assert_eq!(told, ["copied DB.before-0002_index.sqlite", "applied 0002_index.sql (1)", "applied 0003_x.sql (1)"]);
    let copy = Connection::open(folder.path().join("DB.before-0002_index.sqlite")).unwrap();
    assert_eq!(dump(&copy), before);
}
