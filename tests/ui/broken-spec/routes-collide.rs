#[williw_workers::spec("routes-collide")]
pub mod app {}

fn main() {}
