use app::types::NodeId;
use williw_workers::Row;

#[williw_workers::spec("../spec")]
pub mod app {}

#[derive(Row)]
#[row(app::db::nodes)]
pub enum Brief {
    Id(NodeId),
}

fn main() {}
