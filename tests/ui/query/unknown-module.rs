use williw_workers::query;

#[williw_workers::spec("../spec-with-queries")]
pub mod app {}

fn main() {
    let _ = query!(crate::ap, many, "SELECT name FROM nodes WHERE id = 'a'");
}
