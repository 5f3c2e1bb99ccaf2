use williw_workers::Column;

#[derive(Column)]
pub enum Shape {
    Point,
    Circle(f64),
}

fn main() {}
