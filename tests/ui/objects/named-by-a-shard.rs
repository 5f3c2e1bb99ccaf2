#[williw_workers::spec("../spec-with-bindings")]
pub mod app {}

pub async fn handler(cx: &app::Cx) {
    let _ = cx.registry.of("key");
}

fn main() {}
