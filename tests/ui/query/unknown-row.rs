use williw_workers::query;

#[williw_workers::spec("../spec-with-queries")]
pub mod app {}

fn main() {
    let _ = query!(app, many, "-- row: LightNode\nSELECT id, name FROM nodes WHERE weight > 5");
    let _ = query!(app, many, "-- row: LightNodesRow\nSELECT id, name FROM nodes WHERE weight > 5");
}
