use app::Cx;
use app::objects::BellClass;
use williw_workers::durable_objects::ObjectState;

#[williw_workers::spec("../spec-with-bindings")]
pub mod app {}

pub struct Bell;

#[app::handlers]
impl app::objects::Bell for Bell {
    fn new(_: &Cx, _: ObjectState<BellClass>) -> Self {
        Bell
    }
}

fn main() {}
