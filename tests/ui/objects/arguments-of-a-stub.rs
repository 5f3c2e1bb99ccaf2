#[williw_workers::spec("../spec-with-bindings")]
pub mod app {}

pub async fn handler(cx: &app::Cx, id: &app::types::NodeId) {
    let registry = cx.registry.named("all");
    let _ = registry.beat(id).await;
    let _ = registry.beat(id, 1u32).await;
    let _ = registry.beet(id, 0.5).await;
}

fn main() {}
