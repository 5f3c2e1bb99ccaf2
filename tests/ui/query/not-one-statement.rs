use williw_workers::query;

#[williw_workers::spec("../spec-with-queries")]
pub mod app {}

fn main() {
    let _ = query!(app, exec, "DELETE FROM nodes WHERE id = 'a'; DELETE FROM nodes WHERE id = 'b'");
    let _ = query!(app, exec, "-- nothing");
    let _ = query!(app, exec, "-- name: DeleteA :exec\nDELETE FROM nodes WHERE id = 'a'");
}
