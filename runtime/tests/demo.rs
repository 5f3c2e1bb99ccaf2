//! `williw demo`, for a few seconds: the network runs, pays, and its sums hold.
#![cfg(feature = "demo")]
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::process::Command;

#[test]
fn a_short_demo_pays_and_adds_up() {
    let mut demo = Command::new(env!("CARGO_BIN_EXE_williw"));
    let out = demo.args(["demo", "--seconds", "9"]).output().unwrap();
    let (out, err) = (String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr));
    let (_, end) = out.split_once("at the end:\n").unwrap_or_else(|| panic!("{out}{err}"));
    assert_eq!((end.lines().count(), end.contains("FAIL")), (7, false), "{out}{err}");
    let none = ["  ok   contributions  0 ", "  ok   rewards        0 ", "  ok   payouts        0 "];
    assert!(none.iter().all(|none| !end.contains(none)), "{out}{err}");
}

#[test]
fn a_wrong_command_line_is_told() {
    for args in [&["--nodes", "0"][..], &["--seconds", "1"], &["--port", "1"], &["x"]] {
        let out = Command::new(env!("CARGO_BIN_EXE_williw")).arg("demo").args(args).output().unwrap();
        assert_eq!(out.status.code(), Some(2), "{args:?}");
    }
}
