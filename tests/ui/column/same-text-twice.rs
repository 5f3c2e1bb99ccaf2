use williw_workers::Column;

#[derive(Column)]
pub enum State {
    Open,
    #[column("open")]
    Opened,
}

fn main() {}
