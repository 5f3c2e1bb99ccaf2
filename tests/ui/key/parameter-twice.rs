use williw_workers::Key;

#[derive(Key)]
#[key("session:{id}:{id}")]
pub struct Session {
    pub id: u32,
}

fn main() {}
