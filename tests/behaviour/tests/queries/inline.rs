//! `query!`: SQL in Rust code, with rows and arguments typed by the spec.

use std::cell::RefCell;

use williw_workers::d1::{Changes, ReadQuery, Value};
use williw_workers::{Timestamp, query};

use crate::app::db::{User, UserState};
use crate::app::queries::UserName;
use crate::app::types::{Points, UserId};
use crate::{World, app, user_id};

#[test]
fn rows_of_many() {
    let world = World::new();
    let rows = world.run(query!(
        crate::app,
        many,
        "SELECT id, nick, joined_at FROM users WHERE state = @state ORDER BY id LIMIT 10",
        state = &UserState::Active
    ));
    let found: Vec<(UserId, Option<String>, Timestamp)> =
        rows.into_iter().map(|row| (row.id, row.nick, row.joined_at)).collect();
    let at = Timestamp::from_millis;
    assert_eq!(found, [(user_id("ann"), Some("A".into()), at(1000)), (user_id("bob"), None, at(2000))]);
}

#[test]
fn one_row_or_none() {
    let world = World::new();
    let id = &user_id("ann");
    let row = world.run(query!(app, one, "SELECT name, nick FROM users WHERE id = @id", id)).unwrap();
    assert_eq!((row.name.as_str(), row.nick.as_deref()), ("Zoe", Some("A")));
    let id = &user_id("nobody");
    assert!(world.run(query!(app, one, "SELECT name, nick FROM users WHERE id = @id", id)).is_none());
}

#[test]
fn one_row_that_there_always_is() {
    let world = World::new();
    let sql = query!(
        app,
        one,
        "SELECT count(*) AS n, max(score) AS best FROM posts WHERE author = ?",
        author = &user_id("ann")
    );
    let row = world.run(sql);
    let (n, best): (i64, Option<Points>) = (row.n, row.best);
    assert_eq!((n, best), (2, Some(Points::new(7).unwrap())));
}

#[test]
fn one_column_is_no_struct() {
    let world = World::new();
    let author = user_id("ann");
    let titles: Vec<String> =
        world.run(query!(app, many, "SELECT title FROM posts WHERE author = @author ORDER BY id", author = &author));
    assert_eq!(titles, ["one", "two"]);
    let covers: Vec<Option<Vec<u8>>> =
        world.run(query!(app, many, "SELECT cover FROM posts WHERE author = @author ORDER BY id", author = &author));
    assert_eq!(covers, [None, Some(vec![0, 255])]);
    let count: i64 = world.run(query!(app, one, "SELECT count(*) FROM posts WHERE author = @author", author = &author));
    assert_eq!(count, 2);
}

#[test]
fn a_whole_row_is_the_tables() {
    let world = World::new();
    let user: Option<User> = world.run(query!(app, one, "SELECT * FROM users WHERE id = @id", id = &user_id("cid")));
    assert_eq!(user.unwrap().state, UserState::New);
}

#[test]
fn a_row_that_the_spec_names_is_shared() {
    let world = World::new();
    let name: Option<UserName> = world.run(query!(
        app,
        one,
        "-- row: UserName
         SELECT id, name FROM users WHERE id = @id",
        id = &user_id("bob")
    ));
    assert_eq!(name.unwrap().name, "Abe");
}

#[test]
fn rows_within_a_row() {
    let world = World::new();
    let rows = world.run(query!(
        app,
        many,
        "SELECT sqlc.embed(u), sqlc.embed(p) FROM users AS u LEFT JOIN posts AS p ON p.author = u.id AND p.score > @least
         WHERE u.state = 'active' ORDER BY u.id",
        least = &Points::new(6).unwrap()
    ));
    let found: Vec<_> = rows.iter().map(|row| (row.u.id.as_str(), row.p.as_ref().map(|post| post.id))).collect();
    assert_eq!(found, [("ann", Some(2)), ("bob", None)]);
}

#[test]
fn what_was_changed() {
    let world = World::new();
    let id = user_id("ann");
    world.run(query!(app, exec, "UPDATE users SET name = 'x' WHERE id = @id", id = &id));
    assert_eq!(world.run(query!(app, one, "SELECT name FROM users WHERE id = @id", id = &id)).as_deref(), Some("x"));

    let changed: u64 = world.run(query!(app, execrows, "UPDATE posts SET score = 0 WHERE author = @id", id = &id));
    assert_eq!(changed, 2);

    let new = |title: &'static str| {
        query!(
            app,
            execlastid,
            "INSERT INTO posts (author, title) VALUES (@author, @title)",
            author = &user_id("bob"),
            title
        )
    };
    assert_eq!(world.run(new("a")), 3);

    let changes: Changes = world.run(query!(
        app,
        execresult,
        "INSERT INTO posts (author, title) VALUES (@author, @title)",
        author = &id,
        title = "b"
    ));
    assert_eq!(changes, Changes { changes: 1, last_row_id: 4 });

    let renamed: Option<String> =
        world.run(query!(app, one, "UPDATE users SET name = 'y' WHERE id = @id RETURNING name", id = &id));
    assert_eq!(renamed.as_deref(), Some("y"));
}

#[test]
fn lists() {
    let world = World::new();
    let names = |ids: &[UserId]| -> Vec<String> {
        world.run(query!(app, many, "SELECT name FROM users WHERE id IN (sqlc.slice(ids)) ORDER BY id", ids))
    };
    assert_eq!(names(&[]), [""; 0]);
    assert_eq!(names(&[user_id("cid"), user_id("ann")]), ["Zoe", "Cid"]);
    let titles = vec!["one", "two", "three"];
    let n: i64 = world.run(query!(
        app,
        one,
        "SELECT count(*) FROM posts WHERE author = @author AND title IN (sqlc.slice('titles'))",
        titles = &titles,
        author = &user_id("ann"),
    ));
    assert_eq!(n, 2);
}

#[test]
fn values_that_may_be_null() {
    let world = World::new();
    let id = user_id("bob");
    let nick = |nick: Option<&str>| {
        world.run(query!(app, exec, "UPDATE users SET nick = @nick WHERE id = @id", nick, id = &id));
        world.sql("SELECT nick FROM users WHERE id = 'bob'").swap_remove(0)
    };
    assert_eq!(nick(Some("B")), Value::from("B"));
    assert_eq!(nick(None), Value::Null);

    let named = |name: Option<&str>| -> Vec<String> {
        world.run(query!(
            app,
            many,
            "SELECT name FROM users WHERE state = 'active' AND (sqlc.narg(name) IS NULL OR name = sqlc.narg(name))
             ORDER BY name",
            name
        ))
    };
    assert_eq!(named(None), ["Abe", "Zoe"]);
    assert_eq!(named(Some("Zoe")), ["Zoe"]);
    let owned = "Zoe".to_owned();
    let coerced: Vec<i64> = world.run(query!(
        app,
        many,
        "SELECT 1 AS one FROM users WHERE state = 'active' AND name = sqlc.narg(name)",
        name = Some(&owned)
    ));
    assert_eq!(coerced, [1]);
}

#[test]
fn annotations_stand_in_comments() {
    let world = World::new();
    world.run(query!(app, exec, "INSERT INTO tags (name, meaning) VALUES ('a', '{\"x\":[]}')"));
    let rows = world.run(query!(
        app,
        many,
        r#"
        -- scan: tags, there are few
        -- column "size": i64!
        SELECT name, length(meaning) AS "size" FROM tags
        "#
    ));
    let (name, size): (&String, i64) = (&rows[0].name, rows[0].size);
    assert_eq!((name.as_str(), size), ("a", 8));

    let query = query!(app, exec, "-- idempotent\nDELETE FROM tags WHERE name = 'a'");
    assert!(query.bound().may_repeat());
    assert!(!query!(app, exec, "DELETE FROM tags WHERE name = 'a'").bound().may_repeat());
    assert!(query!(app, one, "SELECT meaning FROM tags WHERE name = 'a'").bound().reads_only);
}

#[test]
fn arguments_are_evaluated_once_and_as_written() {
    let world = World::new();
    let said = RefCell::new(Vec::new());
    let say = |name: &'static str, n: i64| {
        said.borrow_mut().push(name);
        n
    };
    let ids: Vec<i64> = world.run(query!(
        app,
        many,
        "SELECT id FROM posts WHERE author = 'ann' ORDER BY id LIMIT @limit OFFSET @offset",
        offset = say("offset", 1),
        limit = say("limit", 5),
    ));
    assert_eq!((ids, said.into_inner()), (vec![2], vec!["offset", "limit"]));
}

/// What a query declares stays in its block.
mod hygiene {
    use super::*;

    struct Record(i64);

    fn query() -> i64 {
        1
    }

    #[test]
    fn names_of_the_callers_are_the_callers() {
        let world = World::new();
        let least = Record(6);
        let ids = world.run(query!(
            super::app,
            many,
            "SELECT id FROM posts WHERE author = 'ann' AND id > @id AND id < @other ORDER BY id",
            id = query(),
            other = Record(least.0).0
        ));
        assert_eq!(ids, [2]);
    }
}

#[test]
fn statements_are_values() {
    let world = World::new();
    let of = |id: &'static str| {
        query!(app, many, "SELECT id, title FROM posts WHERE author = @id ORDER BY id", id = &user_id(id))
    };
    let all = world.batch(vec![of("ann"), of("bob")]);
    assert_eq!(all.iter().map(Vec::len).collect::<Vec<_>>(), [2, 0]);
    let same = (of("ann"), of("ann"));
    let address = |sql: &str| sql.as_ptr();
    assert_eq!(address(&same.0.bound().sql), address(&same.1.bound().sql), "a host knows it by its address");

    fn passed_on(author: &UserId) -> ReadQuery<Vec<Points>> {
        query!(app, many, "SELECT score FROM posts WHERE author = @author ORDER BY id", author)
    }
    assert_eq!(world.run(passed_on(&user_id("ann"))).len(), 2);
}

#[test]
fn names_that_are_keywords() {
    let world = World::new();
    let rows = world.run(query!(
        app,
        many,
        "SELECT id AS \"type\", title AS \"self\" FROM posts WHERE author = @type AND title = @MyTitle",
        type = &user_id("ann"),
        my_title = "one",
    ));
    assert_eq!((rows[0].r#type, rows[0].self_.as_str()), (1, "one"));
}
