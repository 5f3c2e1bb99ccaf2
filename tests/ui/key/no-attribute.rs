use williw_workers::Key;

#[derive(Key)]
pub struct Session {
    pub id: u32,
}

fn main() {}
