use williw_workers::Key;

#[derive(Key)]
#[key("session:{id}")]
pub enum Session {
    One { id: u32 },
}

#[derive(Key)]
#[key("session:{id}")]
pub struct Pair(u32);

fn main() {}
