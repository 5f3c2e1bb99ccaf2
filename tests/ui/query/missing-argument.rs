use williw_workers::query;

#[williw_workers::spec("../spec-with-queries")]
pub mod app {}

fn main() {
    let least = 3;
    let rows = query!(
        app,
        many,
        "SELECT id, name FROM nodes WHERE weight > @least ORDER BY weight LIMIT @limit",
        least
    );
    let _: &str = rows;
}
