use app::objects::RegistryClass;
use williw_workers::durable_objects::ObjectState;

#[williw_workers::spec("../spec-with-bindings")]
pub mod app {}

pub fn inside(state: &ObjectState<RegistryClass>) {
    let _ = state.sockets();
    let _ = state.sockets_with_tag("all");
}

fn main() {}
