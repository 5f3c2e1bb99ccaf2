use williw_workers::Row;

#[williw_workers::spec("../spec-with-queries")]
pub mod app {}

#[derive(Row)]
#[row(app::queries::name)]
pub struct Brief {
    pub name: String,
}

fn main() {}
