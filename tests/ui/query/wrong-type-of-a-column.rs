use williw_workers::query;

#[williw_workers::spec("../spec-with-queries")]
pub mod app {}

fn read<T>(_: williw_workers::d1::ReadQuery<Vec<T>>) -> Vec<T> {
    Vec::new()
}

fn main() {
    let query = query!(app, many, "SELECT name, note FROM nodes WHERE weight > @weight", weight = 5);
    for row in read(query) {
        let _: String = row.note;
        let _ = row.nmae;
    }
}
