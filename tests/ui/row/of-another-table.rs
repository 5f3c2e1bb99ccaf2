use app::types::NodeId;
use williw_workers::Row;

#[williw_workers::spec("../spec")]
pub mod app {}

#[derive(Row)]
#[row(app::db::nodes)]
pub struct Brief {
    pub id: NodeId,
}

pub fn wallet(id: &app::types::WalletId) {
    let _ = app::db::wallets::get(id).project::<Brief>();
}

fn main() {}
