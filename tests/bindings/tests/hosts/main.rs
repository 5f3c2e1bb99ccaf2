//! All cases on the embedded host with a moved clock, and on workerd where `WILLIW_BINDINGS_URL` names one
//! (`npm run test:bindings`). Both must say what `cases/<subject>/<case>.txt` says.
//!
//! A line that begins with a host's name is that host's alone. `UPDATE_EXPECT=1` writes what a host says into the files,
//! and leaves the other one's lines. Words in `BINDINGS_CASES` choose cases by parts of their names.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test ends with a panic")]

mod embedded;
mod expected;
mod outside;
mod service;
mod workerd;

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use expected::check;
use williw_bindings::cases::ALL;

/// The cases that were asked for: subject and name.
fn chosen() -> Vec<(&'static str, &'static str)> {
    let words = std::env::var("BINDINGS_CASES").unwrap_or_default();
    let words: Vec<&str> = words.split_whitespace().collect();
    let all = ALL.iter().map(|(subject, name, _)| (*subject, *name));
    all.filter(|(subject, name)| {
        let full = format!("{subject}/{name}");
        words.is_empty() || words.iter().any(|word| full.contains(word))
    })
    .collect()
}

#[track_caller]
fn report(host: &str, cases: usize, problems: &[String]) {
    assert!(problems.is_empty(), "{} of {cases} cases on {host}\n\n{}", problems.len(), problems.join("\n\n"));
    println!("{cases} cases on {host}");
}

#[test]
fn embedded_says_what_is_expected() {
    let cases = chosen();
    let said = cases.iter().map(|(subject, name)| (subject, name, embedded::run(subject, name)));
    let problems: Vec<String> =
        said.filter_map(|(subject, name, said)| check("embedded", subject, name, &said).err()).collect();
    report("embedded", cases.len(), &problems);
}

/// All at once, since they wait in real time; those that restart the host, or need its log, alone and at the end.
#[test]
fn workerd_says_what_is_expected() {
    let Some(server) = workerd::Server::from_environment() else {
        println!("no workerd: run `npm run test:bindings`");
        return;
    };
    service::url();
    let is_alone = |&(subject, name): &(&str, &str)| subject == "restart" || workerd::is_about_records(subject, name);
    let (alone, together): (Vec<_>, Vec<_>) = chosen().into_iter().partition(is_alone);
    let problems = Mutex::new(Vec::new());
    let one = |(subject, name): (&str, &str)| {
        let said = server.run(subject, name);
        if let Err(problem) = check("workerd", subject, name, &said) {
            problems.lock().unwrap().push(problem);
        }
    };
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..together.len() {
            scope.spawn(|| {
                if let Some(case) = together.get(next.fetch_add(1, Ordering::SeqCst)) {
                    one(*case);
                }
            });
        }
    });
    alone.iter().for_each(|case| one(*case));
    report("workerd", together.len() + alone.len(), &problems.into_inner().unwrap());
}

#[test]
fn the_table_has_a_row_for_every_case() {
    let readme = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md")).unwrap();
    let row = |line: &str| line.strip_prefix("| `").and_then(|rest| Some(rest.split_once('`')?.0.to_owned()));
    let mut rows: Vec<String> = readme.lines().filter_map(row).collect();
    let mut cases: Vec<String> = ALL.iter().map(|(subject, name, _)| format!("{subject}/{name}")).collect();
    rows.sort();
    cases.sort();
    assert_eq!(rows, cases);
    let differs = |(subject, name): &(&str, &str)| expected::has_lines_of_one_host(subject, name);
    let all: Vec<(&str, &str)> = ALL.iter().map(|(subject, name, _)| (*subject, *name)).collect();
    for (subject, name) in all.iter().filter(|case| differs(case)) {
        let start = format!("| `{subject}/{name}` |");
        let line = readme.lines().find(|line| line.starts_with(&start)).unwrap();
        let why = line.trim_end_matches('|').rsplit('|').next().unwrap_or_default().trim();
        assert!(!why.is_empty(), "{subject}/{name} differs, and the table does not say why");
    }
}
