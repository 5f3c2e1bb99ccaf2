use williw_workers::query;

#[williw_workers::spec("../spec-with-queries")]
pub mod app {}

fn main() {
    let _ = query!(many, "SELECT name FROM nodes WHERE id = 'a'");
    let _ = query!("SELECT name FROM nodes WHERE id = 'a'");
    let _ = query!();
}
