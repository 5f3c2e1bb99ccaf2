#[williw_workers::spec("../spec-with-bindings")]
pub mod app {}

pub fn handler(cx: &app::Cx) {
    let _ = cx.nodes_store.node("n1", 1);
}

fn main() {}
