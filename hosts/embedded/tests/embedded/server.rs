//! A server that speaks HTTP as it should, to clients that do so too.

use std::thread;
use std::time::{Duration, Instant};

use tempfile::tempdir;
use williw_embedded::testing::{Server, Setup};
use williw_embedded::{Host, Limits};

use crate::support::{TINY, Tiny};
use crate::wire::{Wire, field, status};

pub(crate) fn serve(setup: Setup) -> Server {
    Server::start(|| Tiny(&TINY), setup)
}

fn get(path: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nhost: h\r\n\r\n")
}

#[test]
fn one_connection_takes_many_requests() {
    let server = serve(Host::in_memory());
    assert!(server.base_url().starts_with("http://127.0.0.1:"));
    let mut wire = Wire::to(&server);
    for _ in 0..3 {
        let (head, body) = wire.send(get("/health")).receive();
        assert_eq!((status(&head), body.as_str()), (200, "well"));
        assert_eq!(field(&head, "content-type"), Some("text/plain"));
        assert!(field(&head, "date").is_some_and(|date| date.ends_with(" GMT")), "{head}");
    }
}

#[test]
fn pipelined_requests_are_answered_in_order() {
    let server = serve(Host::in_memory());
    let mut wire = Wire::to(&server);
    let post = "POST /echo HTTP/1.1\r\nhost: h\r\ncontent-length: 3\r\n\r\nabc";
    wire.send([get("/sleep?50"), get("/health"), post.into(), get("/nowhere")].concat());
    let bodies: Vec<String> = (0..4).map(|_| wire.receive().1).collect();
    assert_eq!(bodies, ["slept", "well", "POST /echo 3", "nothing at /nowhere"]);
}

#[test]
fn requests_are_answered_side_by_side() {
    let server = serve(Host::in_memory());
    let mut slow = Wire::to(&server);
    slow.send(get("/sleep?2000"));
    let started = Instant::now();
    assert_eq!(Wire::to(&server).send(get("/health")).receive().1, "well");
    assert!(started.elapsed() < Duration::from_secs(1));
}

#[test]
fn head_has_the_length_and_no_body() {
    let server = serve(Host::in_memory());
    let mut wire = Wire::to(&server);
    let head = wire.send("HEAD /health HTTP/1.1\r\nhost: h\r\n\r\n").head();
    assert_eq!((status(&head), field(&head, "content-length")), (200, Some("4")));
    // The next byte is the next response's.
    assert_eq!(wire.send(get("/health")).receive().1, "well");
}

#[test]
fn no_content_has_neither() {
    let server = serve(Host::in_memory());
    let mut wire = Wire::to(&server);
    let head = wire.send(get("/none")).head();
    assert_eq!((status(&head), field(&head, "content-length")), (204, None));
    assert_eq!(wire.send(get("/health")).receive().1, "well");
}

#[test]
fn continue_is_said_before_a_body_is_read() {
    let server = serve(Host::in_memory());
    let mut wire = Wire::to(&server);
    wire.send("POST /echo HTTP/1.1\r\nhost: h\r\nexpect: 100-continue\r\ncontent-length: 3\r\n\r\n");
    assert_eq!(status(&wire.head()), 100);
    assert_eq!(wire.send("abc").receive().1, "POST /echo 3");
    // Not for a body that will not be read.
    wire.send("POST /echo HTTP/1.1\r\nhost: h\r\nexpect: 100-continue\r\ncontent-length: 262145\r\n\r\n");
    let (head, _) = wire.receive();
    assert_eq!((status(&head), field(&head, "connection")), (413, Some("close")));
}

#[test]
fn targets_come_as_on_cloudflare() {
    let server = serve(Host::in_memory());
    for (sent, seen) in [
        ("/echo?a=%20&b", "/echo?a=%20&b"),
        ("/echo?é", "/echo?%C3%A9"),
        ("http://h/echo?x", "/echo?x"),
        ("/echo?a=b?c#d", "/echo?a=b?c"),
    ] {
        let (_, body) = Wire::to(&server).send(get(sent)).receive();
        assert_eq!(body, format!("GET {seen} 0"));
    }
    assert_eq!(Wire::to(&server).send("OPTIONS * HTTP/1.1\r\nhost: h\r\n\r\n").receive().1, "nothing at *");
}

#[test]
fn header_fields_of_one_name_are_joined() {
    let server = serve(Host::in_memory());
    let (_, body) = Wire::to(&server).send("GET /header?X-A HTTP/1.1\r\nhost: h\r\nx-a: 1\r\nX-A: 2\r\n\r\n").receive();
    assert_eq!(body, "1, 2");
}

#[test]
fn an_old_client_is_answered() {
    let server = serve(Host::in_memory());
    let mut wire = Wire::to(&server);
    let (head, body) = wire.send("GET /health HTTP/1.0\r\n\r\n").receive();
    assert_eq!((status(&head), body.as_str()), (200, "well"));
    assert!(wire.is_closed());
}

#[test]
fn a_panic_is_one_requests_own() {
    let server = serve(Host::in_memory());
    let mut wire = Wire::to(&server);
    let (head, body) = wire.send(get("/panic")).receive();
    assert_eq!((status(&head), field(&head, "content-type")), (500, Some("application/problem+json")));
    assert!(body.contains("\"code\":\"internal_error\"") && !body.contains("as asked"), "{body}");
    assert_eq!(wire.send(get("/health")).receive().1, "well");
}

#[test]
fn a_header_that_cannot_be_sent_is_left_out() {
    let server = serve(Host::in_memory());
    let (head, body) = Wire::to(&server).send(get("/bad-header")).receive();
    assert_eq!((status(&head), field(&head, "x-bad"), body.as_str()), (200, None, "sent"));
}

#[test]
fn a_large_answer_arrives_whole() {
    let server = serve(Host::in_memory());
    let (_, body) = Wire::to(&server).send(get("/big?5000000")).receive();
    assert_eq!(body.len(), 5_000_000);
}

#[test]
fn stopping_lets_open_requests_end() {
    let mut server = serve(Host::in_memory());
    let address = server.address();
    let (mut idle, mut busy) = (Wire::to(&server), Wire::to(&server));
    assert_eq!(idle.send(get("/health")).receive().1, "well");
    busy.send(get("/sleep?500"));
    thread::sleep(Duration::from_millis(100));
    server.stop();
    assert!(idle.is_closed());
    let (head, body) = busy.receive();
    assert_eq!((body.as_str(), field(&head, "connection")), ("slept", Some("close")));
    drop(server);
    assert!(std::net::TcpStream::connect(address).is_err());
}

#[test]
fn stopping_does_not_wait_for_ever() {
    let limits = Limits { stop: Duration::from_millis(200), ..Limits::default() };
    let server = serve(Host::in_memory().limits(limits));
    let mut wire = Wire::to(&server);
    wire.send(get("/sleep?60000"));
    thread::sleep(Duration::from_millis(100));
    let started = Instant::now();
    drop(server);
    assert!(started.elapsed() < Duration::from_secs(5));
    assert!(wire.is_closed());
}

#[test]
fn a_calm_end_leaves_whole_database_files() {
    let folder = tempdir().unwrap();
    for n in 1..3 {
        let server = serve(Host::in_memory().data(folder.path()).real_time());
        let note = format!("POST /notes HTTP/1.1\r\nhost: h\r\ncontent-length: 1\r\n\r\n{n}");
        assert_eq!(status(&Wire::to(&server).send(note).receive().0), 201);
        drop(server);
        let wal = std::fs::metadata(folder.path().join("d1/DB.sqlite-wal")).map_or(0, |wal| wal.len());
        assert_eq!(wal, 0);
    }
    let server = serve(Host::in_memory().data(folder.path()));
    assert_eq!(Wire::to(&server).send(get("/notes")).receive().1, "2");
}
