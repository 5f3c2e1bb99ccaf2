use app::Api;

#[williw_workers::spec("../spec")]
pub mod app {}

struct Service;

#[app::handlers]
impl Api for Service {}

fn main() {}
