#[williw_workers::spec("migration-drift")]
pub mod app {}

fn main() {}
