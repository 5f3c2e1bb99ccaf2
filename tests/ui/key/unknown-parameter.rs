use williw_workers::Key;

#[derive(Key)]
#[key("session:{idd}")]
pub struct Session {
    pub id: u32,
}

fn main() {}
