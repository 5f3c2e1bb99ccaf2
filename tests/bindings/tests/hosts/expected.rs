//! `cases/<subject>/<case>.txt`: what both hosts say. A line `embedded: …` or `workerd: …` is of one of them.

use std::fs;
use std::path::PathBuf;
use std::sync::Mutex;

static WRITING: Mutex<()> = Mutex::new(());

const HOSTS: [&str; 2] = ["embedded", "workerd"];

fn file(subject: &str, name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("cases").join(subject).join(format!("{name}.txt"))
}

/// The host that a line is of; `None`: both.
fn host_of(line: &str) -> Option<&'static str> {
    HOSTS.into_iter().find(|host| line.strip_prefix(host).is_some_and(|rest| rest.starts_with(": ")))
}

pub(crate) fn has_lines_of_one_host(subject: &str, name: &str) -> bool {
    let text = fs::read_to_string(file(subject, name)).unwrap_or_default();
    text.lines().any(|line| host_of(line).is_some())
}

/// Compares what a host said, or writes it down.
pub(crate) fn check(host: &str, subject: &str, name: &str, said: &[String]) -> Result<(), String> {
    // Both hosts may write at the same time.
    let _writing = WRITING.lock();
    let file = file(subject, name);
    let text = fs::read_to_string(&file).unwrap_or_default();
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        let lines = merge(host, said, &text.lines().collect::<Vec<_>>());
        fs::write(file, lines.join("\n") + "\n").unwrap();
        return Ok(());
    }
    let expected: Vec<&str> = text.lines().filter(|line| host_of(line).is_none_or(|of| of == host)).collect();
    if expected == *said {
        return Ok(());
    }
    let mut problem = format!("{subject}/{name}");
    for at in 0..expected.len().max(said.len()) {
        let (expected, said) = (expected.get(at).copied(), said.get(at).map(String::as_str));
        if expected != said {
            let show = |line: Option<&str>| line.unwrap_or("(nothing)").to_owned();
            problem +=
                &format!("\n  line {}: expected {}\n  {:>width$}", at + 1, show(expected), show(said), width = 0);
        }
    }
    Err(problem)
}

/// What a host says, with the other host's lines where they stood: after as many lines of both as before.
fn merge(host: &str, said: &[String], before: &[&str]) -> Vec<String> {
    let mut others: Vec<(usize, &str)> = Vec::new();
    let mut shared = 0;
    for line in before {
        match host_of(line) {
            None => shared += 1,
            Some(of) if of != host => others.push((shared, line)),
            Some(_) => {}
        }
    }
    let (mut out, mut shared) = (Vec::new(), 0);
    let mut others = others.into_iter().peekable();
    for line in said {
        if host_of(line).is_none() {
            while let Some((_, other)) = others.next_if(|(at, _)| *at <= shared) {
                out.push(other.to_owned());
            }
            shared += 1;
        }
        out.push(line.clone());
    }
    out.extend(others.map(|(_, other)| other.to_owned()));
    out
}
