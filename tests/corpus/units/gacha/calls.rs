use super::app::{db, queries};
use db::UserCollectionInsert;
use williw_workers::d1::Value;

fn collected(beatmap_id: i64, copies: Option<Option<i64>>) -> UserCollectionInsert {
    UserCollectionInsert { osu_id: 2, beatmap_id, copies, first_pulled_at: 1, last_pulled_at: -1, is_favorite: None }
}

crate::calls! {
    queries::player(1),
    queries::player(2),
    queries::player(-3),
    queries::player(0),
    (queries::pull(1, 100, 30), queries::log_pull("h9", 1, 100, "SR", 30), queries::count_pull(false, 1)),
    (queries::pull(1, 7, 40), queries::log_pull("h9", 1, 7, "SR", 40), queries::count_pull(true, 1)),
    queries::count_pull(true, 1),
    queries::count_pull(true, 2),
    queries::count_pull(false, 99),
    queries::history(1, 10, 0),
    queries::history(1, 1, 2),
    queries::history(-3, 1, 0),
    queries::favourites(1, 1),
    queries::live_session("live", &Value::from("2025-01-01")),
    queries::live_session("old", &Value::Integer(0)),
    queries::live_session("old", &Value::from("2025-01-01")),
    queries::ranks(),
    db::user_collection::insert_many_returning([collected(1, None), collected(2, Some(None)), collected(3, Some(Some(5)))]),
    db::users::delete(1),
    queries::history(1, 10, 0),
}
