#[williw_workers::spec("../spec-with-queries")]
pub mod app {}

pub struct Brief {
    pub name: String,
}

fn main() {
    let _ = app::queries::heavy_nodes(5).project::<Brief>();
}
