#[williw_workers::spec("../spec-with-bindings")]
pub mod app {}

pub struct Registry;

#[app::handlers]
impl app::objects::Register for Registry {
    async fn beat(&self) {}
}

fn main() {}
