#[williw_workers::spec("../spec", clinet)]
pub mod app {}

fn main() {}
