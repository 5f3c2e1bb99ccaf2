#[williw_workers::spec("../spec")]
pub mod app {}

struct Service;

#[app::handlers]
impl app::Api for Service {
    async fn get_node(&self, cx &app::Cx) {}
}

fn main() {}
