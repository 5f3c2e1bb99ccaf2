use app::types::NodeId;
use williw_workers::Row;

#[williw_workers::spec("../spec")]
pub mod app {}

#[derive(Row)]
pub struct Brief {
    pub id: NodeId,
}

fn main() {}
