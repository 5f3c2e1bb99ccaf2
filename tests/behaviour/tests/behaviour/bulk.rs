//! Many rows at once: few statements, all of them or none. A user's row has nine parameters, so that
//! eleven rows fit into a statement.

use williw_workers::d1::{Changes, D1Error, PageRequest, Value};

use crate::app::db::{BalanceInsert, CellInsert, UserInsert, VoteInsert, balances, cells, posts, users, votes};
use crate::app::types::Points;
use crate::{World, post, user, user_id};

/// A name in the order of its number.
fn name(n: usize) -> String {
    [n / 676, n / 26 % 26, n % 26].into_iter().map(|digit| char::from(b'a' + digit as u8)).collect()
}

fn people(n: usize) -> impl Iterator<Item = UserInsert> {
    (0..n).map(|n| user(&name(n)))
}

#[test]
fn any_number_of_rows_is_stored_in_few_statements() {
    for (rows, statements) in [(0, 0), (1, 1), (11, 1), (12, 2), (1000, 91)] {
        let world = World::new();
        let insert = users::insert_many(people(rows));
        assert_eq!(insert.bound().len(), statements, "{rows}");
        assert_eq!(world.run(insert).changes, rows as u64);
        let ids = (0..rows).map(|n| Value::from(name(n).as_str())).collect::<Vec<_>>();
        assert_eq!(world.sql("SELECT id FROM users ORDER BY rowid"), ids);
    }
}

#[test]
fn rows_come_back_in_order_as_they_were_stored() {
    for rows in [0, 1, 12, 1000] {
        let world = World::new();
        let stored = world.run(users::insert_many_returning(people(rows)));
        assert_eq!(stored.len(), rows);
        for (n, user) in stored.iter().enumerate() {
            assert_eq!((user.id.as_str(), user.joined_at.as_millis()), (name(n).as_str(), 1000));
        }
    }
    let world = World::new();
    world.run(users::insert_many(people(3)));
    let written = ["B", "a", "C"].map(|title| post(&name(1), title));
    let stored = world.run(posts::insert_many_returning(written));
    assert_eq!(
        stored.iter().map(|post| (post.id, post.slug.as_str())).collect::<Vec<_>>(),
        [(1, "b"), (2, "a"), (3, "c")]
    );
    let written = (0..100).map(|n| post(&name(1), &n.to_string()));
    assert_eq!(world.run(posts::insert_many(written)).last_row_id, 103);
}

#[test]
fn each_row_has_its_own_defaults() {
    let world = World::new();
    let given = |n: usize| match n % 3 {
        0 => UserInsert { karma: Some(n as i64), mood: Some(None), ..user(&name(n)) },
        1 => UserInsert { mood: Some(Some("grim".into())), nick: Some("n".into()), ..user(&name(n)) },
        _ => user(&name(n)),
    };
    let stored = world.run(users::insert_many_returning((0..25).map(given)));
    for (n, user) in stored.iter().enumerate() {
        let expected = match n % 3 {
            0 => (n as i64, None, None),
            1 => (0, Some("grim"), Some("n")),
            _ => (0, Some("fine"), None),
        };
        assert_eq!((user.karma, user.mood.as_deref(), user.nick.as_deref()), expected, "{n}");
    }
}

#[test]
fn a_row_that_fails_undoes_all_of_them() {
    let world = World::new();
    let rows = people(1000).chain([UserInsert { email: "other@example.org".into(), ..user(&name(0)) }]);
    let error = world.try_run(users::insert_many(rows)).unwrap_err();
    assert!(error.is_unique("users", &["id"]), "{error:?}");
    assert_eq!(world.sql("SELECT count(*) FROM users"), [Value::Integer(0)]);
    let unhappy =
        people(20).map(|user| UserInsert { karma: Some(if user.id == user_id(&name(19)) { -1 } else { 1 }), ..user });
    let error = world.try_run(users::insert_many(unhappy)).unwrap_err();
    assert_eq!(error, D1Error::Check("karma >= 0".into()));
    assert_eq!(world.sql("SELECT count(*) FROM users"), [Value::Integer(0)]);
}

#[test]
fn rows_of_other_tables_are_part_of_a_batch() {
    let world = World::new();
    let (people, written, none, votes, page) = world
        .try_batch((
            users::insert_many(people(30)),
            posts::insert_returning(post(&name(29), "a")),
            cells::insert_many([]),
            votes::insert_many_returning((0..40).map(|n| VoteInsert { post: 1, voter: format!("v{n:02}"), value: n })),
            users::page(PageRequest::first(1)),
        ))
        .unwrap();
    assert_eq!((people.changes, written.0.id, none), (30, 1, Changes::default()));
    assert_eq!(votes.iter().map(|vote| vote.value).collect::<Vec<_>>(), (0..40).collect::<Vec<_>>());
    assert_eq!(page.rows.len(), 1);
}

#[test]
fn values_are_bound_as_in_a_single_insert() {
    let world = World::new();
    let cell = |id: i64| CellInsert {
        id: Some(id),
        whole: Some(-id),
        real: Some(0.5),
        text: Some("ü\0".into()),
        blob: Some(vec![0, 255]),
        flag: Some(true),
        any: Some(Value::Integer(7)),
        at: None,
        tone: None,
    };
    world.run(cells::insert(cell(1)));
    world.run(cells::insert_many((2..30).map(cell)));
    let all =
        "typeof(whole), typeof(real), typeof(text), typeof(blob), typeof(flag), typeof(\"any\"), hex(text), hex(blob)";
    let kinds = world.sql(&format!("SELECT DISTINCT {all} FROM cells"));
    assert_eq!(kinds.len(), 8, "{kinds:?}");
    // The cast where no affinity turns the REAL back is there, too.
    let rows = (0..5).map(|n| BalanceInsert { owner: n, amount: Points::new(n).unwrap() });
    world.run(balances::insert_many(rows));
    let kinds = world.sql("SELECT DISTINCT typeof(amount) FROM balances");
    assert_eq!(kinds, [Value::from("integer")]);
}

#[test]
fn a_value_that_cannot_be_bound_is_named_in_its_statement() {
    let world = World::new();
    let cell = |real| CellInsert { real: Some(real), ..EMPTY };
    let error = world.try_run(cells::insert_many([cell(1.0), cell(f64::NAN)])).unwrap_err();
    assert!(matches!(error, D1Error::Parameter { position: 12, .. }), "{error:?}");
    assert_eq!(world.sql("SELECT count(*) FROM cells"), [Value::Integer(0)]);
}

const EMPTY: CellInsert = CellInsert {
    id: None,
    whole: None,
    real: None,
    text: None,
    blob: None,
    flag: None,
    any: None,
    at: None,
    tone: None,
};
