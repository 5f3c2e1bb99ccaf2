use app::db::{nodes, wallets};
use app::types::NodeId;

#[williw_workers::spec("../spec")]
pub mod app {}

pub fn wrong(id: &NodeId) {
    let _ = nodes::get(id);
    let _ = wallets::get(id);
}

fn main() {}
