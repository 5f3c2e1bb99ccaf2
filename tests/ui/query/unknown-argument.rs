use williw_workers::query;

#[williw_workers::spec("../spec-with-queries")]
pub mod app {}

fn main() {
    let id = app::types::NodeId::parse("a").unwrap();
    let _ = query!(app, one, "SELECT name, note FROM nodes WHERE id = @id", id = &id, status = 5);
    let _ = query!(app, one, "SELECT name, note FROM nodes WHERE id = @id", idd = &id);
    let _ = query!(app, one, "SELECT name, note FROM nodes WHERE id = 'a'", id = &id);
}
