#[williw_workers::spec("bad-sql")]
pub mod app {}

fn main() {}
