use williw_workers::query;

#[williw_workers::spec("../spec-with-queries")]
pub mod app {}

fn main() {
    let _ = query!(app, one, "DELETE FROM nodes WHERE id = 'a'");
    let _ = query!(app, execrows, "SELECT name FROM nodes WHERE id = 'a'");
}
