#[williw_workers::spec("../spec")]
pub mod app {}

struct Service;

#[app::handlers]
impl Service {
    async fn get_node(&self) {}
}

fn main() {}
