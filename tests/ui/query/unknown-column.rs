use williw_workers::query;

#[williw_workers::spec("../spec-with-queries")]
pub mod app {}

fn main() {
    let id = app::types::NodeId::parse("a").unwrap();
    let _ = query!(app, one, "SELECT id, n.nam FROM nodes AS n WHERE id = @id", id = &id);
}
