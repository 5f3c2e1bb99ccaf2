//! The service's promises as requests and replies, checked over HTTP against a running server.
//!
//! A case is a file (`case.rs` says what may stand in it) and a new case is a new file. Nothing here
//! knows which host answers: `tests/conformance.rs` finds or starts one. What is hard is that cases
//! share a server, whose data outlives them, so each run of a case has names of its own (`words.rs`)
//! and says what it expects as a part of the reply (`expect.rs`).

mod case;
mod expect;
mod send;
mod sign;
mod words;

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use case::{Case, Step};
use send::{Client, Reply};
use words::Words;

/// Where the servers are that cases run against.
pub trait Servers {
    /// The address, such as `http://127.0.0.1:8787`, of a server with these variables set and no data
    /// but the run's own; without variables, of the one that cases share. `None` where there is none.
    fn address(&mut self, vars: &BTreeMap<String, String>) -> Option<String>;

    /// The token of the servers' operator: the secret `ADMIN_TOKEN`.
    fn admin_token(&self) -> String;
}

/// What became of the cases.
#[derive(Clone, Copy, Debug, Default)]
pub struct Report {
    /// Held.
    pub passed: usize,
    /// Did not.
    pub failed: usize,
    /// Could not be tried on this server.
    pub skipped: usize,
}

/// Runs the cases in the folder whose name (`nodes/list-pages`) contains `filter`, in the order of
/// their names, and prints a line for each.
pub fn run(folder: &Path, filter: &str, servers: &mut dyn Servers) -> Report {
    let mut report = Report::default();
    for (name, path) in cases(folder).into_iter().filter(|(name, _)| name.contains(filter)) {
        match run_file(&name, &path, servers) {
            Outcome::Passed => {
                report.passed += 1;
                println!("ok      {name}");
            }
            Outcome::Skipped => {
                report.skipped += 1;
                println!("skipped {name} (it needs a server of its own)");
            }
            Outcome::Failed(why) => {
                report.failed += 1;
                println!("FAILED  {name}\n{why}");
            }
        }
    }
    report
}

enum Outcome {
    Passed,
    Skipped,
    Failed(String),
}

fn cases(folder: &Path) -> BTreeMap<String, PathBuf> {
    let mut found = BTreeMap::new();
    let subjects = fs::read_dir(folder).into_iter().flatten().flatten();
    for file in subjects.flat_map(|subject| fs::read_dir(subject.path())).flatten().flatten() {
        let path = file.path();
        if let (Ok(relative), Some("toml")) = (path.strip_prefix(folder), path.extension().and_then(|it| it.to_str())) {
            found.insert(relative.with_extension("").to_string_lossy().replace('\\', "/"), path);
        }
    }
    found
}

fn run_file(name: &str, path: &Path, servers: &mut dyn Servers) -> Outcome {
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) => return Outcome::Failed(format!("{}: {error}", path.display())),
    };
    let case: Case = match toml::from_str(&text) {
        Ok(case) => case,
        Err(error) => return Outcome::Failed(format!("{}: {error}", path.display())),
    };
    let Some(address) = servers.address(&case.vars) else {
        return Outcome::Skipped;
    };
    let client = Client::new(&address);
    let mut words = Words::new(name, &servers.admin_token(), &case.words);
    for (i, step) in case.steps.iter().enumerate() {
        if let Err(why) = run_step(&client, step, &mut words) {
            let does = if step.does.is_empty() { "" } else { &format!(": {}", step.does) };
            return Outcome::Failed(format!("  {}\n  step {}{does}\n{why}", case.about, i + 1));
        }
    }
    Outcome::Passed
}

/// What was sent, what was expected and what came, where the two differ.
fn run_step(client: &Client, step: &Step, words: &mut Words) -> Result<(), String> {
    std::thread::sleep(std::time::Duration::from_millis(step.wait_ms));
    let request = send::build(step, words).map_err(|why| format!("    the case is wrong: {why}"))?;
    let replies = client.send(step, &request).map_err(|why| format!("    sent: {request}\n    got: {why}"))?;
    let expected = expect::build(step, words).map_err(|why| format!("    the case is wrong: {why}"))?;
    let mut why = String::new();
    for complaint in expected.complaints(&replies) {
        let _ = writeln!(why, "    expected: {complaint}");
    }
    if !why.is_empty() {
        let got: Vec<String> = replies.iter().take(2).map(Reply::to_string).collect();
        return Err(format!("    sent: {request}\n{why}    got: {}", got.join("\n    and: ")));
    }
    if let Some(reply) = replies.first() {
        for (name, pointer) in &step.capture {
            words.capture(
                name,
                reply.at(pointer).ok_or_else(|| format!("    expected: something at {pointer}\n    got: {reply}"))?,
            );
        }
    }
    Ok(())
}
