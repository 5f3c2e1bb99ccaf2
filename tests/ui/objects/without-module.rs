use app::objects::Bell;

#[williw_workers::spec("../spec-with-bindings")]
pub mod app {}

pub struct Ringer;

#[app::handlers]
impl Bell for Ringer {
    async fn alarm(&self) {}
}

fn main() {}
