use williw_workers::Key;

#[derive(Key)]
#[key("session:{id}")]
pub struct Session<T> {
    pub id: T,
}

fn main() {}
