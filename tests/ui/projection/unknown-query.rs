use williw_workers::Row;

#[williw_workers::spec("../spec-with-queries")]
pub mod app {}

#[derive(Row)]
#[row(app::queries::lightnodes)]
pub struct Brief {
    pub note: Option<String>,
}

fn main() {}
