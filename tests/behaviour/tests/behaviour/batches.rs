//! Several statements at once: typed, and all of them or none.

use williw_workers::d1::{D1Error, Executed, PageRequest, Query, Value};

use crate::app::db::{UserPatch, posts, users};
use crate::{World, post, user, user_id};

#[test]
fn a_tuple_returns_each_ones_result() {
    let world = World::new();
    let ann = user_id("ann");
    let (changes, Executed(post), found, none, page) = world
        .try_batch((
            users::insert(user("ann")),
            posts::insert_returning(post("ann", "a")),
            users::by_email("ann@example.org"),
            users::get(&user_id("bob")),
            posts::page(PageRequest::first(5)),
        ))
        .unwrap();
    assert_eq!(changes.changes, 1);
    assert_eq!(found.unwrap().id, ann);
    assert_eq!(none, None);
    assert_eq!(page.rows, [post]);
}

#[test]
fn a_vec_returns_a_vec() {
    let world = World::new();
    let inserts = ["ann", "bob"].map(|id| users::insert(user(id)));
    assert_eq!(world.try_batch(Vec::from(inserts)).unwrap().len(), 2);
    let nothing: Vec<Query<Option<crate::app::db::User>>> = Vec::new();
    assert_eq!(world.try_batch(nothing).unwrap(), []);
}

#[test]
fn a_batch_may_hold_batches() {
    let world = World::new();
    let people = Vec::from(["ann", "bob"].map(|id| users::insert_returning(user(id))));
    let written = vec![(posts::insert(post("ann", "a")), users::get(&user_id("bob")))];
    let (people, written, nothing, last) =
        world.try_batch((people, written, Vec::<Query<Vec<_>>>::new(), posts::by_author(&user_id("ann"), 5))).unwrap();
    assert_eq!(people.into_iter().map(|Executed(user)| user.id).collect::<Vec<_>>(), ["ann", "bob"].map(user_id));
    assert_eq!(written.into_iter().map(|(_, bob)| bob.unwrap().id).collect::<Vec<_>>(), [user_id("bob")]);
    assert_eq!((nothing, last.len()), (Vec::<Vec<crate::app::db::User>>::new(), 1));
}

#[test]
fn what_fails_undoes_what_came_before() {
    let world = World::new();
    world.run(users::insert(user("ann")));
    let patch = UserPatch::new().karma(9);
    let failed = world.try_batch((
        users::update(&user_id("ann"), patch),
        users::insert(user("bob")),
        posts::insert(post("nobody", "a")),
        users::insert(user("cyd")),
    ));
    assert_eq!(failed.unwrap_err(), D1Error::ForeignKey);
    assert_eq!(world.sql("SELECT id, karma FROM users"), [Value::from("ann"), Value::Integer(0)]);
}
