#[williw_workers::spec("../spec")]
pub mod app {}

#[app::handlers]
struct Service;

fn main() {}
