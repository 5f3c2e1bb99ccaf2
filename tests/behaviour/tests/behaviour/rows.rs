//! One row at a time: insert, get, update, upsert, delete, finders, projections.

use williw_workers::d1::{Changes, Column as _, Executed, Json, Value};
use williw_workers::{Column, Row, Timestamp};

use crate::app::db::{
    BalanceInsert, BalancePatch, Post, PostPatch, User, UserInsert, UserPatch, UserState, VoteInsert, VotePatch,
};
use crate::app::db::{balances, posts, users, votes};
use crate::app::types::{Points, Profile, UserId};
use crate::{World, post, user, user_id};

#[test]
fn what_is_left_out_is_the_default() {
    let world = World::new();
    let Executed(stored) = world.run(users::insert_returning(user("ann")));
    let expected = User {
        id: user_id("ann"),
        email: "ann@example.org".into(),
        nick: None,
        karma: 0,
        mood: Some("fine".into()),
        state: UserState::New,
        joined_at: Timestamp::from_millis(1000),
        profile: None,
    };
    assert_eq!(stored, expected);
    assert_eq!(world.run(users::get(&user_id("ann"))), Some(expected));
    assert_eq!(world.run(users::get(&user_id("bob"))), None);
}

#[test]
fn an_explicit_null_is_no_default() {
    let world = World::new();
    let given = UserInsert { mood: Some(None), ..user("ann") };
    assert_eq!(world.run(users::insert_returning(given)).0.mood, None);
    let given = UserInsert { mood: Some(Some("grim".into())), ..user("bob") };
    assert_eq!(world.run(users::insert_returning(given)).0.mood.as_deref(), Some("grim"));
}

#[test]
fn the_database_gives_rowids_and_generated_columns() {
    let world = World::new();
    world.run(users::insert(user("ann")));
    let Executed(first) = world.run(posts::insert_returning(post("ann", "First POST")));
    assert_eq!((first.id, first.slug.as_str()), (1, "first post"));
    let Changes { changes, last_row_id } = world.run(posts::insert(post("ann", "b")));
    assert_eq!((changes, last_row_id), (1, 2));
    let given = crate::app::db::PostInsert { id: Some(40), ..post("ann", "c") };
    assert_eq!(world.run(posts::insert(given)).last_row_id, 40);
}

#[test]
fn an_update_sets_what_the_patch_says() {
    let world = World::new();
    world.run(users::insert(user("ann")));
    let patch = UserPatch::new().karma(1).nick(Some("a".into())).karma(2).state(UserState::Active);
    assert_eq!(world.run(users::update(&user_id("ann"), patch.clone())).changes, 1);
    let ann = world.run(users::get(&user_id("ann"))).unwrap();
    assert_eq!((ann.karma, ann.nick.as_deref(), ann.state), (2, Some("a"), UserState::Active), "the last set counts");
    assert_eq!(world.run(users::update(&user_id("bob"), patch)).changes, 0);

    let patch = UserPatch::new().nick(None).mood(None);
    let ann = world.run(users::update_returning(&user_id("ann"), patch.clone())).unwrap();
    assert_eq!((ann.nick, ann.mood, ann.karma), (None, None, 2));
    assert_eq!(world.run(users::update_returning(&user_id("bob"), patch)), None);
}

#[test]
fn an_upsert_overwrites() {
    let world = World::new();
    world.run(users::upsert(UserInsert { karma: Some(5), nick: Some("a".into()), ..user("ann") }));
    world.run(users::upsert(UserInsert { karma: Some(6), ..user("ann") }));
    let ann = world.run(users::get(&user_id("ann"))).unwrap();
    assert_eq!((ann.karma, ann.nick), (6, None));
    assert_eq!(world.sql("SELECT count(*) FROM users"), [Value::Integer(1)]);
}

#[test]
fn a_composite_key_is_an_argument_for_each_column() {
    let world = World::new();
    world.run(users::insert(user("ann")));
    let id = world.run(posts::insert(post("ann", "a"))).last_row_id;
    let vote = |voter: &str, value| VoteInsert { post: id, voter: voter.into(), value };
    world.run(votes::insert(vote("x", 1)));
    world.run(votes::insert(vote("y", 2)));
    assert_eq!(world.run(votes::update(id, "x", VotePatch::new().value(-1))).changes, 1);
    assert_eq!(world.run(votes::get(id, "x")).unwrap().value, -1);
    assert_eq!(world.run(votes::get(id, "y")).unwrap().value, 2);
    assert_eq!(world.run(votes::delete(id, "x")).changes, 1);
    assert_eq!(world.run(votes::get(id, "x")), None);
    // D1 counts what a cascade deletes.
    assert_eq!(world.run(posts::delete(id)).changes, 2);
    assert_eq!(world.run(votes::get(id, "y")), None);
}

#[test]
fn finders_find_by_index() {
    let world = World::new();
    world.run(users::insert(user("ann")));
    world.run(users::insert(user("bob")));
    assert_eq!(world.run(users::by_email("bob@example.org")).unwrap().id, user_id("bob"));
    assert_eq!(world.run(users::by_email("BOB@example.org")), None);
    for title in ["a", "b", "c"] {
        world.run(posts::insert(post("ann", title)));
    }
    let titles = |posts: Vec<Post>| posts.into_iter().map(|post| post.title).collect::<Vec<_>>();
    assert_eq!(titles(world.run(posts::by_author(&user_id("ann"), 10))), ["a", "b", "c"]);
    assert_eq!(titles(world.run(posts::by_author(&user_id("ann"), 2))).len(), 2);
    assert_eq!(titles(world.run(posts::by_author(&user_id("ann"), 0))).len(), 0);
    assert_eq!(titles(world.run(posts::by_author(&user_id("bob"), 10))).len(), 0);
    // Of a partial index only what is in it.
    assert_eq!(world.run(posts::by_score(0, 10)), []);
    world.run(posts::update(2, PostPatch::new().published(true)));
    assert_eq!(titles(world.run(posts::by_score(0, 10))), ["b"]);
}

/// In an order of its own.
#[derive(Debug, PartialEq, Row)]
#[row(crate::app::db::users)]
struct Brief {
    state: UserState,
    id: UserId,
    nick: Option<String>,
}

#[test]
fn a_projection_reads_its_columns_only() {
    let world = World::new();
    world.run(users::insert(UserInsert { nick: Some("a".into()), ..user("ann") }));
    let query = users::get(&user_id("ann")).project::<Brief>();
    assert_eq!(query.bound().sql, "SELECT state, id, nick FROM users WHERE id = ?1");
    let brief = Brief { state: UserState::New, id: user_id("ann"), nick: Some("a".into()) };
    assert_eq!(world.run(query), Some(brief));
    assert_eq!(world.run(users::get(&user_id("bob")).project::<Brief>()), None);
}

#[derive(Clone, Copy, Debug, PartialEq, Column)]
enum Level {
    VeryLow,
    #[column("HIGH!")]
    High,
}

#[derive(Clone, Copy, Debug, PartialEq, Column)]
struct Wrapped(Level);

#[test]
fn a_derived_column_comes_back() {
    for (level, text) in [(Level::VeryLow, "very_low"), (Level::High, "HIGH!")] {
        assert_eq!(Wrapped(level).encode(), Value::Text(text.into()));
        assert_eq!(Wrapped::decode(Value::Text(text.into())), Ok(Wrapped(level)));
    }
    let error = Wrapped::decode(Value::Text("high!".into())).unwrap_err().to_string();
    assert_eq!(error, "expected `very_low`, `HIGH!`, found another text");
    assert_eq!(Wrapped::decode(Value::Null).unwrap_err().to_string(), "expected TEXT, found NULL");
}

#[test]
fn json_is_kept_as_text() {
    let world = World::new();
    let profile = Profile { bio: "\"quoted\"\u{0}\n😀".into(), links: vec![], age: None };
    let given = UserInsert { profile: Some(Json::new(&profile).unwrap()), ..user("ann") };
    let stored = world.run(users::insert_returning(given)).0.profile.unwrap();
    assert_eq!(stored.as_str(), r#"{"bio":"\"quoted\"\u0000\n😀","links":[]}"#);
    assert_eq!(stored.parse().unwrap(), profile);
}

#[test]
fn integers_stay_integers_in_a_column_without_affinity() {
    let world = World::new();
    world.run(balances::insert(BalanceInsert { owner: 7, amount: Points::new(5).unwrap() }));
    world.run(balances::update(7, BalancePatch::new().amount(Points::new(6).unwrap())));
    assert_eq!(
        world.sql("SELECT typeof(owner), typeof(amount) FROM balances"),
        ["integer", "integer"].map(Value::from)
    );
    assert_eq!(world.run(balances::get(7)).unwrap().amount.get(), 6);
    world.run(balances::upsert(BalanceInsert { owner: 7, amount: Points::MAX }));
    assert_eq!(world.run(balances::delete(7)).changes, 1);
}
