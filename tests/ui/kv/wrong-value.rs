use app::types::Note;
use williw_workers::kv::KvError;

#[williw_workers::spec("../spec-with-bindings")]
pub mod app {}

pub async fn handler(cx: &app::Cx, id: &app::types::NodeId) -> Result<(), KvError> {
    cx.nodes_store.node(id, 1).put(&Note { by: "me".into() }).await?;
    let motd: Option<Vec<u8>> = cx.nodes_store.motd().get().await?;
    let _ = motd;
    Ok(())
}

fn main() {}
