#[williw_workers::spec("three-mistakes-in-three-files")]
pub mod app {}

fn main() {}
