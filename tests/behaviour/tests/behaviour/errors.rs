//! What goes wrong is an error of its own kind, and never a panic.

use williw_workers::d1::D1Error;

use crate::app::db::{CellInsert, UserInsert, UserPatch, cells, posts, users};
use crate::values::EMPTY;
use crate::{World, post, user, user_id};

#[test]
fn constraints() {
    let world = World::new();
    world.run(users::insert(user("ann")));
    let unique = |columns: &[&str]| D1Error::Unique {
        table: "users".into(),
        columns: columns.iter().map(|column| (*column).into()).collect(),
    };
    let again = world.try_run(users::insert(user("ann"))).unwrap_err();
    assert!(again.is_unique("users", &["id"]) || again.is_unique("users", &["email"]), "{again:?}");
    let taken = UserInsert { email: "ann@example.org".into(), ..user("bob") };
    assert_eq!(world.try_run(users::insert(taken)).unwrap_err(), unique(&["email"]));
    let poor = UserInsert { karma: Some(-1), ..user("bob") };
    assert_eq!(world.try_run(users::insert(poor)).unwrap_err(), D1Error::Check("karma >= 0".into()));
    let patch = UserPatch::new().karma(-1);
    assert_eq!(world.try_run(users::update(&user_id("ann"), patch)).unwrap_err(), D1Error::Check("karma >= 0".into()));
    assert_eq!(world.try_run(posts::insert(post("bob", "a"))).unwrap_err(), D1Error::ForeignKey);
    world.run(posts::insert(post("ann", "a")));
    assert_eq!(world.try_run(users::delete(&user_id("ann"))).unwrap_err(), D1Error::ForeignKey);
    // Typed code cannot give NULL; SQL can.
    let error = world.worker.sql("DB", "UPDATE users SET email = NULL", vec![]).unwrap_err();
    assert_eq!(error, D1Error::NotNull { table: "users".into(), column: "email".into() });
}

/// Stores what typed code would not, and reads it.
#[track_caller]
fn check(update: &str, expected: &str) {
    let world = World::new();
    world.run(cells::insert(CellInsert { id: Some(1), ..EMPTY }));
    world.sql(&format!("UPDATE cells SET {update}"));
    let error = world.try_run(cells::get(1)).unwrap_err();
    assert!(matches!(error, D1Error::Decode(_)), "{error:?}");
    assert_eq!(error.to_string(), format!("unexpected data: {expected}"));
}

#[test]
fn cells_of_another_type() {
    check("whole = 'abc'", "column `whole`: expected INTEGER, found TEXT");
    check("whole = 1.5", "column `whole`: expected INTEGER, found REAL");
    check("whole = x'00'", "column `whole`: expected INTEGER, found BLOB");
    check("whole = 9007199254740993", "column `whole`: expected INTEGER, found REAL");
    check("real = 'abc'", "column `real`: expected REAL, found TEXT");
    check("text = x'00'", "column `text`: expected TEXT, found BLOB");
    check("blob = 'abc'", "column `blob`: expected BLOB, found TEXT");
    check("tone = 'shy'", "column `tone`: expected `calm`, `LOUD`, found another text");
    check("flag = 2", "column `flag`: expected 0 or 1, found INTEGER");
}

#[test]
fn nulls_where_none_should_be() {
    let world = World::new();
    // SQLite lets NULL into a primary key that is not INTEGER.
    world.sql("INSERT INTO users (id, email) VALUES (NULL, 'a')");
    let error = world.try_run(users::by_email("a")).unwrap_err();
    assert_eq!(error.to_string(), "unexpected data: column `id`: expected TEXT, found NULL");
}

#[test]
fn texts_that_are_no_value_of_their_type() {
    let world = World::new();
    world.run(users::insert(user("ann")));
    world.sql("UPDATE users SET profile = '{'");
    let error = world.try_run(users::get(&user_id("ann"))).unwrap_err();
    assert_eq!(error.to_string(), "unexpected data: column `profile`: expected JSON, found other text");
    world.sql("UPDATE users SET profile = '[]'");
    let ann = world.run(users::get(&user_id("ann"))).unwrap();
    assert!(ann.profile.unwrap().parse().is_err(), "a list is no profile");
    world.sql("INSERT INTO balances VALUES (1, 1001)");
    let error = world.try_run(crate::app::db::balances::get(1)).unwrap_err();
    assert_eq!(
        error.to_string(),
        "unexpected data: column `amount`: expected Points, found an integer out of its range"
    );
}
