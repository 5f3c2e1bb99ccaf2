use super::app::{db, queries};
use db::FolderInsert;

fn folder(id: &str) -> FolderInsert {
    FolderInsert {
        id: id.into(), user_id: "u3".into(), name: "ñ".into(), created_at: "".into(), updated_at: "".into()
    }
}

crate::calls! {
    queries::sync("u1"),
    queries::sync("u2"),
    queries::star(true, "2025-03-01", "c2", "u1"),
    queries::star(false, "2025-03-01", "c1", "u1"),
    queries::star(false, "2025-03-01", "c1", "u2"),
    queries::profile("ANN@x"),
    queries::profile("none"),
    queries::counts("u1"),
    queries::counts("none"),
    queries::verify(true, "2025-03-01", "u2"),
    queries::verify(true, "2025-03-01", "u2"),
    queries::r#move(Some("f2"), &["c1", "c2", "none"], "u1"),
    queries::r#move(Some("none"), &["c1"], "u1"),
    queries::r#move(None, &["c1"], "u1"),
    queries::add_folder("f9", "u2", "", "", ""),
    queries::add_folder("f9", "u2", "", "", ""),
    queries::hints(),
    db::folders::insert_many(["x", "y", "z"].map(folder)),
    db::users::delete("u1"),
    queries::counts("u1"),
}
