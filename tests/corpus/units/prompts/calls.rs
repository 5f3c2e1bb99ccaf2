use super::app::{db, queries};
use db::FolderInsert;
use queries::PushParams;

const PUSHED: PushParams<'_> = PushParams {
    user_id: "u",
    id: "a",
    title: Some("Ω"),
    text: None,
    description: Some(""),
    tags: None,
    folder: Some("f2"),
    sort_index: 2.0,
    rev: 5,
    updated_at: 50,
};

fn folder(name: &str, sort_index: Option<i64>) -> FolderInsert {
    FolderInsert { user_id: "v".into(), name: name.into(), sort_index, rev: 1, deleted_at: None }
}

crate::calls! {
    queries::pull("u", 0, 10),
    queries::pull("u", 2, 1),
    queries::pull("none", 0, 10),
    queries::push(PUSHED),
    queries::push(PUSHED),
    queries::push(PushParams { id: "new", sort_index: -0.0, rev: 9_007_199_254_740_991, ..PUSHED }),
    queries::folders("u"),
    queries::tags("u"),
    queries::next_rev("none"),
    queries::next_rev("u"),
    queries::running("2025-04-01"),
    queries::running("2026-04-01"),
    queries::between("u", -10.0, 10.0),
    queries::between("u", 10.0, 1e301),
    db::folders::insert_many_returning([folder("", None), folder("名", Some(-5))]),
    db::folders::upsert(folder("", Some(8))),
    db::prompts::get("u", "b"),
    db::prompts::page(williw_workers::d1::PageRequest::first(2)),
}
