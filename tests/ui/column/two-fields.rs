use williw_workers::Column;

#[derive(Column)]
pub struct Point(i64, i64);

#[derive(Column)]
pub struct Named {
    pub x: i64,
}

fn main() {}
