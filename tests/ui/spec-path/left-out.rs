#[williw_workers::spec]
pub mod app {}

fn main() {}
