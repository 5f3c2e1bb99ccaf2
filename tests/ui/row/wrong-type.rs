use app::types::NodeId;
use williw_workers::Row;

#[williw_workers::spec("../spec")]
pub mod app {}

#[derive(Row)]
#[row(app::db::nodes)]
pub struct Brief {
    pub id: NodeId,
    pub name: i64,
}

fn main() {}
