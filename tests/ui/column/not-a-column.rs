use williw_workers::Column;

#[derive(Column)]
pub struct Words(std::collections::BTreeSet<String>);

fn main() {}
