use williw_workers::query;

#[williw_workers::spec("spec-has-errors")]
pub mod app {}

fn main() {
    let _ = query!(app, one, "SELECT id FROM nodes WHERE id = 'a'");
    let _ = query!(app, one, "SELECT id FROM wallets WHERE id = 'a'");
}
