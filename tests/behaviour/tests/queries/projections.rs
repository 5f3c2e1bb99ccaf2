//! Some columns of a row, whatever statement the row comes from; rows within rows; pages of one's own.

use williw_workers::Row;
use williw_workers::d1::{Executed, Page, PageRequest};

use crate::app::db::users::Key;
use crate::app::db::{User, UserState, users};
use crate::app::queries;
use crate::app::types::UserId;
use crate::{World, user_id};

/// Of a table, in an order of its own.
#[derive(Debug, PartialEq, Row)]
#[row(crate::app::db::users)]
struct Brief {
    nick: Option<String>,
    id: UserId,
}

/// Of a query whose row is a table's: the same.
#[derive(Debug, PartialEq, Row)]
#[row(crate::app::queries::users_by_name)]
struct State {
    state: UserState,
}

/// Of a query with a row of its own.
#[derive(Debug, PartialEq, Row)]
#[row(crate::app::queries::greetings)]
struct Greeting {
    order: Option<String>,
    greeting: String,
}

#[derive(Debug, PartialEq, Row)]
#[row(crate::app::queries::totals)]
struct Sum {
    sum: f64,
}

#[derive(Debug, PartialEq, Row)]
#[row(crate::app::queries::users_with_posts)]
struct Standing {
    standing: UserState,
}

fn brief(id: &str, nick: Option<&str>) -> Brief {
    Brief { nick: nick.map(str::to_owned), id: user_id(id) }
}

#[test]
fn the_order_by_a_position_stays() {
    let world = World::new();
    let briefs = [brief("bob", None), brief("ann", Some("A"))];
    assert_eq!(world.run(queries::users_by_name(&UserState::Active).project::<Brief>()), briefs);
    let states = world.run(queries::users_by_name(&UserState::Active).project::<State>());
    assert_eq!(states, [UserState::Active, UserState::Active].map(|state| State { state }));
}

#[test]
fn what_a_write_returns_is_projected() {
    let world = World::new();
    let query = queries::rename_user("Eve", &user_id("ann")).project::<Brief>();
    assert_eq!(world.run(query), Some(brief("ann", Some("A"))));
    assert_eq!(world.run(queries::rename_user("Eve", &user_id("nobody")).project::<Brief>()), None);

    let patch = crate::app::db::UserPatch::new().name("Ida".to_owned());
    let query = users::update_returning(&user_id("ann"), patch).project::<Brief>();
    assert_eq!(world.run(query), Some(brief("ann", Some("A"))));

    let new = crate::app::db::UserInsert {
        id: user_id("dan"),
        name: "Dan".into(),
        nick: Some("D".into()),
        state: UserState::New,
        joined_at: williw_workers::Timestamp::from_millis(9),
    };
    let query = users::insert_returning(new).project::<Brief>();
    assert_eq!(world.run(query), Executed(brief("dan", Some("D"))));
}

#[test]
fn a_named_querys_own_row_is_projected() {
    let world = World::new();
    let greeting = |order: Option<&str>, name: &str| Greeting {
        order: order.map(str::to_owned),
        greeting: format!("hello {name}"),
    };
    let found = world.run(queries::greetings(&UserState::Active).project::<Greeting>());
    assert_eq!(found, [greeting(Some("A"), "Zoe"), greeting(None, "Abe")]);
    assert_eq!(world.run(queries::totals(&user_id("ann")).project::<Sum>()), Sum { sum: 12.0 });
    let found = world.run(queries::users_with_posts(&UserState::New).project::<Standing>());
    assert_eq!(found, [Standing { standing: UserState::New }]);
}

#[test]
fn in_a_batch_too() {
    let world = World::new();
    let (briefs, sum) = world.batch((
        queries::users_by_name(&UserState::New).project::<Brief>(),
        queries::totals(&user_id("bob")).project::<Sum>(),
    ));
    assert_eq!((briefs, sum), (vec![brief("cid", None)], Sum { sum: 0.0 }));
}

#[test]
fn an_outer_join_finds_a_row_or_none() {
    let world = World::new();
    let rows = world.run(queries::users_with_posts(&UserState::Active));
    let found: Vec<_> = rows
        .iter()
        .map(|row| {
            (row.user.id.as_str(), row.post.as_ref().map(|post| (post.id, post.title.as_str(), post.cover.clone())))
        })
        .collect();
    let expected = [("ann", Some((1, "one", None))), ("ann", Some((2, "two", Some(vec![0, 255])))), ("bob", None)];
    assert_eq!(found, expected);
    assert!(rows.iter().all(|row| row.standing == UserState::Active), "what follows is read from its own cells");
}

#[test]
fn a_page_of_ones_own() {
    let world = World::new();
    let mut request = PageRequest::<Key>::first(2);
    let mut ids = Vec::new();
    loop {
        let after = request.after.as_ref().map_or_else(|| user_id("a"), |key| key.id.clone());
        let rows: Vec<User> = world.run(queries::users_after(&after, request.fetch()));
        let page = Page::<Key>::cut(rows, request.limit);
        ids.push(page.rows.iter().map(|user| user.id.to_string()).collect::<Vec<_>>());
        match page.next {
            Some(key) => request = PageRequest::after(Some(key), 2),
            None => break,
        }
    }
    assert_eq!(ids, [vec!["ann", "bob"], vec!["cid"]]);
}
