#[williw_workers::spec("unsafe-rebuild")]
pub mod app {}

fn main() {}
