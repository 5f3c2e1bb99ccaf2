use app::db::nodes;
use app::types::NodeId;

#[williw_workers::spec("../spec")]
pub mod app {}

pub fn wrong(id: &NodeId) {
    let key = nodes::ByNameKey { name: "a".into(), id: id.clone() };
    let _ = nodes::page(williw_workers::d1::PageRequest::after(Some(key), 10));
}

fn main() {}
