//! The runner notices: each expectation is tried on a reply that meets it, and on one that does not.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::TcpListener;

use williw_conformance::{Servers, run};

const PROBLEM: &str = r#"{"type": "/problems/x", "title": "X", "status": 400, "code": "x", "detail": "why", "request_id": "1", "errors": [{"pointer": "/a", "code": "type", "detail": "must be text"}]}"#;

/// A server that says the same to everybody.
struct Parrot(String);

impl Parrot {
    fn new(status: u16, media_type: &str, body: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let reply = format!(
            "HTTP/1.1 {status} X\r\nconnection: close\r\ncontent-type: {media_type}\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        );
        // It ends with the process.
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let _ = stream.read(&mut [0; 65536]);
                let _ = stream.write_all(reply.as_bytes());
            }
        });
        Parrot(address)
    }
}

impl Servers for Parrot {
    fn address(&mut self, vars: &BTreeMap<String, String>) -> Option<String> {
        vars.is_empty().then(|| self.0.clone())
    }

    fn admin_token(&self) -> String {
        "token".to_owned()
    }
}

#[track_caller]
fn check(server: &mut Parrot, step: &str, holds: bool) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("one")).unwrap();
    let case = format!("about = \"a test\"\n[[step]]\nrequest = \"GET /\"\n{step}\n");
    std::fs::write(folder.path().join("one/case.toml"), case).unwrap();
    let report = run(folder.path(), "", server);
    assert_eq!((report.passed, report.failed), if holds { (1, 0) } else { (0, 1) }, "{step}");
}

#[test]
fn replies() {
    let mut server = Parrot::new(200, "application/json", r#"{"a": 1, "b": [{"c": "x", "d": null}, {"c": "y"}]}"#);
    for (step, holds) in [
        ("status = 200", true),
        ("status = 201", false),
        ("", false),
        ("statuses = { 200 = 2 }\nparallel = 2", true),
        ("statuses = { 200 = 1, 201 = 1 }\nparallel = 2", false),
        ("status = 200\nreply = '{\"a\": 1}'", true),
        ("status = 200\nreply = '{\"a\": 2}'", false),
        ("status = 200\nreply = '{\"a\": 1.0}'", false),
        ("status = 200\nreply = '{\"z\": null}'", false),
        ("status = 200\nreply = '{\"a\": \"<number>\"}'", true),
        ("status = 200\nreply = '{\"a\": \"<text>\"}'", false),
        ("status = 200\nreply = '{\"a\": \"<now>\"}'", false),
        ("status = 200\nreply = '{\"a\": \"<mistyped>\"}'", false),
        ("status = 200\nreply = '{\"b\": [{\"c\": \"x\"}, {}]}'", true),
        ("status = 200\nreply = '{\"b\": [{\"c\": \"x\"}]}'", false),
        ("status = 200\nreply_exactly = '{\"a\": 1}'", false),
        ("status = 200\nreply_exactly = '{\"a\": 1, \"b\": [{\"c\": \"x\", \"d\": null}, {\"c\": \"y\"}]}'", true),
        ("status = 200\nabsent = [\"/z\", \"/b/2\"]", true),
        ("status = 200\nabsent = [\"/b/0/d\"]", false),
        ("status = 200\ncontains = { \"/b\" = '{\"c\": \"y\"}' }", true),
        ("status = 200\ncontains = { \"/b\" = '{\"c\": \"z\"}' }", false),
        ("status = 200\nlacks = { \"/b\" = '{\"c\": \"z\"}' }", true),
        ("status = 200\nlacks = { \"/b\" = '{\"c\": \"y\"}' }", false),
        ("status = 200\nlacks = { \"/z\" = '{\"c\": \"y\"}' }", false),
        ("status = 200\ncount = { \"/b\" = 2 }", true),
        ("status = 200\ncount = { \"/b\" = 1 }", false),
        ("status = 200\nno_body = true", false),
        ("status = 200\nreply_headers = { content-type = \"application/json\", allow = \"\" }", true),
        ("status = 200\nreply_headers = { content-type = \"*\" }", true),
        ("status = 200\nreply_headers = { content-type = \"\" }", false),
        ("status = 200\nreply_headers = { allow = \"*\" }", false),
        ("status = 200\nproblem = \"x\"", false),
        ("status = 200\nerrors = [\"/a type\"]", false),
        ("status = 200\ncapture = { a = \"/z\" }", false),
        ("status = 200\nheaders = { x = \"{{nowhere}}\" }", false),
        ("all_pages = true\nstatus = 200\nascending = { items = \"b\", by = \"c\" }", true),
        ("all_pages = true\nstatus = 200\ncontains = { \"/pages/*/b\" = '{\"c\": \"y\"}' }", true),
        ("all_pages = true\nstatus = 200\nlacks = { \"/pages/*/b\" = '{\"c\": \"y\"}' }", false),
        ("all_pages = true\nstatus = 200\nlacks = { \"/pages/*/z\" = '{\"c\": \"y\"}' }", false),
        ("as = \"nobody\"\nstatus = 200", true),
        ("as = \"node:2 key:1\"\nsign = { created = -1, flip = \"signature\" }\nstatus = 200", true),
        ("as = \"somebody\"\nstatus = 200", false),
        ("as = \"node\"\nsign = { flip = \"body\" }\nstatus = 200", false),
        ("mistyped = 1\nstatus = 200", false),
    ] {
        check(&mut server, step, holds);
    }
}

#[test]
fn order() {
    let mut server = Parrot::new(200, "application/json", r#"{"b": [{"c": "y"}, {"c": "x"}]}"#);
    check(&mut server, "all_pages = true\nstatus = 200\nascending = { items = \"b\", by = \"c\" }", false);
    let mut server = Parrot::new(200, "application/json", r#"{"b": [{"c": "x"}, {"c": "x"}]}"#);
    check(&mut server, "all_pages = true\nstatus = 200\nascending = { items = \"b\", by = \"c\" }", false);
}

#[test]
fn problems() {
    let problem = "status = 400\nproblem = \"x\"";
    let mut server = Parrot::new(400, "application/problem+json", PROBLEM);
    check(&mut server, problem, true);
    check(&mut server, "status = 400\nproblem = \"y\"", false);
    check(&mut server, "status = 400\nerrors = [\"/a type\"]", true);
    check(&mut server, "status = 400\nerrors = []", false);
    check(&mut server, "status = 400\nerrors = [\"/a type\", \"/b type\"]", false);
    for (status, media_type, body) in [
        (400, "application/json", PROBLEM.to_owned()),
        (404, "application/problem+json", PROBLEM.to_owned()),
        (400, "application/problem+json", PROBLEM.replace("\"request_id\": \"1\", ", "")),
        (400, "application/problem+json", PROBLEM.replace("\"detail\": \"why\", ", "")),
        (400, "application/problem+json", PROBLEM.replace("must be text", "SELECT 1")),
    ] {
        let step = format!("status = {status}\nproblem = \"x\"");
        check(&mut Parrot::new(status, media_type, &body), &step, false);
    }
}
