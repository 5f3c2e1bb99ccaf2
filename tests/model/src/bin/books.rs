//! `cargo run -p williw-model --bin books -- DB.sqlite [--end-runs]`: what is wrong with the books of a database that no process
//! holds; for `scripts/crash.mjs`. Exits with 1 where something is.
//!
//! `--end-runs` also forgets that cron jobs were running: a run that was killed keeps others away for four minutes, and a
//! test does not wait for it.

use std::process::ExitCode;

use rusqlite::{Connection, OpenFlags};
use williw_model::books::check_invariants;

fn main() -> Result<ExitCode, String> {
    let mut arguments = std::env::args().skip(1);
    let path = arguments.next().ok_or("which database?")?;
    if arguments.next().is_some() {
        let database =
            Connection::open_with_flags(&path, OpenFlags::SQLITE_OPEN_READ_WRITE).map_err(|e| e.to_string())?;
        let ended = database.execute("DELETE FROM stats WHERE name LIKE 'cron:%'", []);
        ended.map_err(|e| e.to_string())?;
    }
    let database = Connection::open_with_flags(&path, OpenFlags::SQLITE_OPEN_READ_ONLY).map_err(|e| e.to_string())?;
    let wrong = check_invariants(&database);
    wrong.iter().for_each(|what| println!("{what}"));
    Ok(if wrong.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
