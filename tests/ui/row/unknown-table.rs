use app::types::NodeId;
use williw_workers::Row;

#[williw_workers::spec("../spec")]
pub mod app {}

#[derive(Row)]
#[row(app::db::node)]
pub struct Brief {
    pub id: NodeId,
}

fn main() {}
