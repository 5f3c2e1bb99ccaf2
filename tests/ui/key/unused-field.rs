use williw_workers::Key;

#[derive(Key)]
#[key("session:{id}")]
pub struct Session {
    pub id: u32,
    pub user: u32,
}

fn main() {}
