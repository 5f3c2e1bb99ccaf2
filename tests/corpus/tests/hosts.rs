//! All units on the embedded host, and on the server at `WILLIW_CORPUS_URL` where one is named.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test ends with a panic")]

use std::path::Path;

use expect_test::expect_file;
use williw_corpus::{Corpus, UNITS};
use williw_embedded::{Host, testing};

#[test]
fn every_unit_answers_as_expected() {
    let worker = testing::start(Corpus, Host::in_memory());
    let elsewhere = std::env::var("WILLIW_CORPUS_URL").ok();
    let (mut calls, mut problems) = (0, Vec::new());
    for unit in UNITS {
        let name = unit.name;
        let reply = worker.get(&format!("/{name}"));
        let here = String::from_utf8(reply.body).unwrap();
        assert_eq!(reply.status, 200, "{name}: {here}");
        calls += here.lines().filter(|line| line.starts_with("    ")).count();
        match &elsewhere {
            None => expect_file![Path::new(env!("CARGO_MANIFEST_DIR")).join("units").join(name).join("expected.txt")]
                .assert_eq(&here),
            Some(url) => problems.extend(differences(name, &here, &fetch(&format!("{url}/{name}")))),
        }
    }
    assert!(problems.is_empty(), "{} differences\n{}", problems.len(), problems.join("\n"));
    let folders = std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("units")).unwrap().count();
    if UNITS.len() < folders {
        println!("the corpus is not there: {} units were left out", folders - UNITS.len());
    }
    let hosts = if elsewhere.is_some() { "both hosts" } else { "the embedded host" };
    println!("{} databases, {calls} results on {hosts}", UNITS.len());
}

fn fetch(url: &str) -> String {
    reqwest::blocking::get(url).unwrap().text().unwrap()
}

/// The lines that differ, each with the call or table that it is of.
fn differences(unit: &str, here: &str, there: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut about = "";
    let mut there = there.lines();
    for here in here.lines() {
        if !here.starts_with(' ') {
            about = here;
        }
        let there = there.next().unwrap_or("nothing");
        if here != there {
            found.push(format!("{unit}: {about}\n  here  {}\n  there {}", here.trim(), there.trim()));
        }
    }
    found.extend(there.map(|line| format!("{unit}: {about}\n  here  nothing\n  there {line}")));
    found
}
