use williw_workers::query;

#[williw_workers::spec("../spec-with-queries")]
pub mod app {}

fn main() {
    let _ = query!(app, one, "SELECT * FROM node WHERE id = 'a'");
}
