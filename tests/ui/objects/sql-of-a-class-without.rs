use app::objects::RegistryClass;
use williw_workers::d1::Query;
use williw_workers::durable_objects::ObjectState;

#[williw_workers::spec("../spec-with-bindings")]
pub mod app {}

pub fn inside(state: &ObjectState<RegistryClass>, query: Query<Vec<i64>>) {
    let _ = state.storage().run(query);
}

fn main() {}
