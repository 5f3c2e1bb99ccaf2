use williw_workers::Row;

#[williw_workers::spec("../spec-with-queries")]
pub mod app {}

#[derive(Row)]
#[row(app::queries::light_nodes)]
pub struct Brief {
    pub id: String,
}

fn main() {}
