#[williw_workers::spec("../spec-with-bindings")]
pub mod app {}

pub fn handler(cx: &app::Cx, id: &app::types::NodeId) {
    let _ = cx.nodes_store.nod(id, 1);
}

fn main() {}
