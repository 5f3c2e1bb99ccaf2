#[williw_workers::spec("../spec")]
pub mod app;

fn main() {}
