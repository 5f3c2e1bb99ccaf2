#[williw_workers::spec("../specs")]
pub mod app {}

fn main() {}
