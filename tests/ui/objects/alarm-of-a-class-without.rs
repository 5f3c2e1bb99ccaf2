use williw_workers::Timestamp;
use app::objects::RegistryClass;
use williw_workers::durable_objects::ObjectState;

#[williw_workers::spec("../spec-with-bindings")]
pub mod app {}

pub fn inside(state: &ObjectState<RegistryClass>, at: Timestamp) {
    let _ = state.set_alarm(at);
    let _ = state.delete_alarm();
}

fn main() {}
