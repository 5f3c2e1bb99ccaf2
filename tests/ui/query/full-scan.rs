use williw_workers::query;

#[williw_workers::spec("../spec-with-queries")]
pub mod app {}

fn main() {
    let _ = query!(app, many, "SELECT id, name FROM nodes WHERE note = @note", note = "a");
}
