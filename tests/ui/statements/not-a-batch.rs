use app::db::nodes;
use app::types::NodeId;

#[williw_workers::spec("../spec")]
pub mod app {}

pub fn wrong(id: &NodeId, db: williw_workers::d1::D1Database) {
    let _ = db.batch((nodes::get(id), id));
}

fn main() {}
