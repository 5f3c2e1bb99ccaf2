#[williw_workers::spec("../spec")]
pub mod app {}

struct Service;

fn main() {
    let _ = app::worker(Service);
}
