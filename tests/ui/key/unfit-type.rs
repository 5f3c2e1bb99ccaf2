use williw_workers::Key;

#[derive(Key)]
#[key("session:{load}")]
pub struct Session {
    pub load: f64,
}

fn main() {}
