use williw_workers::query;

#[williw_workers::spec("../spec-with-queries")]
pub mod app {}

fn main() {
    let _ = query!(app, mny, "SELECT name FROM nodes WHERE id = 'a'");
    let _ = query!(app, everything, "SELECT name FROM nodes WHERE id = 'a'");
}
