use williw_workers::query;

#[williw_workers::spec("../spec-with-queries")]
pub mod app {}

fn main() {
    let _ = query!(app, many, "SELECT name FROM nodes WHERE weight > ?", 5);
    let _ = query!(app, many, "SELECT name FROM nodes WHERE weight > ?", 5 + 6);
    let _ = query!(app, many, "SELECT name FROM nodes WHERE weight > ?", weight.min(6));
}
