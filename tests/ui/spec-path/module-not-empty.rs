#[williw_workers::spec("../spec")]
pub mod app {
    pub struct Mine;
}

fn main() {}
