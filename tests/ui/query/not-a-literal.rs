use williw_workers::query;

#[williw_workers::spec("../spec-with-queries")]
pub mod app {}

const SQL: &str = "SELECT name FROM nodes WHERE id = 'a'";

fn main() {
    let _ = query!(app, many, SQL);
    let _ = query!(app, many, concat!("SELECT name ", "FROM nodes WHERE id = 'a'"));
}
