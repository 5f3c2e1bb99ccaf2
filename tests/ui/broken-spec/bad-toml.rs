#[williw_workers::spec("bad-toml")]
pub mod app {}

fn main() {}
