use williw_workers::query;

#[williw_workers::spec("../spec-with-queries")]
pub mod app {}

fn main() {
    let _ = query!(crate::app, many, "SELECT id FRM nodes WHERE id = @id", id = "a");
    let _ = query!(
        crate::app,
        many,
        r#"
        SELECT id, name
        FROM nodes
        WHERE weight >
        "#
    );
}
