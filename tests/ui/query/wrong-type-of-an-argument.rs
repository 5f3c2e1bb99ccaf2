use williw_workers::query;

#[williw_workers::spec("../spec-with-queries")]
pub mod app {}

fn main() {
    let _ = query!(app, one, "SELECT name FROM nodes WHERE id = @id", id = "a");
    let _ = query!(app, many, "SELECT name FROM nodes WHERE weight > @weight LIMIT @limit", limit = 10, weight = Some(3));
}
