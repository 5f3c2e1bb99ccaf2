use williw_workers::query;

#[williw_workers::spec("../spec-with-queries")]
pub mod app {}

fn main() {
    let _ = query!(app, "SELECT name FROM nodes WHERE id = 'a'");
}
