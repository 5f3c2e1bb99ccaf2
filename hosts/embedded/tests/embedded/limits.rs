//! Clients that send too much, too slowly, or nonsense.

use std::time::{Duration, Instant};

use williw_embedded::{Host, Limits};

use crate::server::serve;
use crate::wire::{Wire, field, status};

fn quick() -> Limits {
    let quick = Duration::from_millis(300);
    Limits { head: quick, body: quick, answer: quick, write: quick, ..Limits::default() }
}

fn chunks(n: usize, length: usize) -> Vec<u8> {
    let mut out = Vec::new();
    for _ in 0..n {
        out.extend(format!("{length:x}\r\n").bytes());
        out.extend(vec![b'x'; length]);
        out.extend(b"\r\n");
    }
    out
}

#[test]
fn the_largest_body_is_read() {
    let server = serve(Host::in_memory());
    let mut wire = Wire::to(&server);
    wire.send("POST /echo HTTP/1.1\r\nhost: h\r\ncontent-length: 262144\r\n\r\n").send(vec![b'x'; 262_144]);
    assert_eq!(wire.receive().1, "POST /echo 262144");
    wire.send("POST /echo HTTP/1.1\r\nhost: h\r\ntransfer-encoding: chunked\r\n\r\n")
        .send(chunks(64, 4096))
        .send("0\r\n\r\n");
    assert_eq!(wire.receive().1, "POST /echo 262144");
}

#[test]
fn a_larger_one_is_not_and_the_client_hears_so() {
    let server = serve(Host::in_memory());
    // All of it is sent before the answer is read: no reset may take the answer away.
    for length in [262_145, 8_000_000] {
        let mut wire = Wire::to(&server);
        wire.send(format!("POST /echo HTTP/1.1\r\nhost: h\r\ncontent-length: {length}\r\n\r\n"));
        wire.try_send(vec![b'x'; length]);
        let (head, _) = wire.receive();
        assert_eq!((status(&head), field(&head, "connection")), (413, Some("close")));
        assert!(wire.is_closed());
    }
    for n in [65, 2000] {
        let mut wire = Wire::to(&server);
        wire.send("POST /echo HTTP/1.1\r\nhost: h\r\ntransfer-encoding: chunked\r\n\r\n");
        wire.try_send(chunks(n, 4096));
        let (head, _) = wire.receive();
        assert_eq!((status(&head), field(&head, "connection")), (413, Some("close")));
        wire.end();
        assert!(wire.is_closed());
    }
}

#[test]
fn a_long_target_is_414() {
    let server = serve(Host::in_memory());
    let ask = |length: usize| {
        let (head, body) =
            Wire::to(&server).send(format!("GET /{} HTTP/1.1\r\nhost: h\r\n\r\n", "a".repeat(length - 1))).receive();
        (status(&head), body)
    };
    assert_eq!(ask(16 * 1024).0, 404);
    let (status, body) = ask(16 * 1024 + 1);
    assert_eq!(status, 414);
    assert!(body.contains("\"code\":\"uri_too_long\"") && body.contains("\"request_id\":\""), "{body}");
    // hyper itself refuses these; to the client it is all the same.
    for length in [60_000, 100_000] {
        let (status, body) = ask(length);
        assert_eq!(status, 414);
        assert!(body.contains("\"code\":\"uri_too_long\""), "{body}");
    }
}

#[test]
fn an_absurd_target_or_too_many_headers_are_refused() {
    let server = serve(Host::in_memory());
    let mut wire = Wire::to(&server);
    wire.try_send(format!("GET /{} HTTP/1.1\r\nhost: h\r\n\r\n", "a".repeat(2_000_000)));
    let (head, body) = wire.receive();
    assert_eq!((status(&head), field(&head, "content-type")), (431, Some("application/problem+json")));
    assert!(body.contains("\"code\":\"headers_too_large\""), "{body}");
    let many = (0..200).map(|i| format!("x-{i}: 1\r\n")).collect::<String>();
    let (head, _) = Wire::to(&server).send(format!("GET /health HTTP/1.1\r\n{many}\r\n")).receive();
    assert_eq!(status(&head), 431);
    let long = format!("GET /health HTTP/1.1\r\nhost: h\r\nx-long: {}\r\n\r\n", "a".repeat(40_000));
    let (head, body) = Wire::to(&server).send(long).receive();
    assert_eq!(status(&head), 431);
    assert!(body.contains("\"code\":\"headers_too_large\""), "{body}");
}

#[test]
fn nonsense_is_400() {
    let server = serve(Host::in_memory());
    for nonsense in [
        &b"GET /\xff\xfe HTTP/1.1\r\nhost: h\r\n\r\n"[..],
        b"hello\r\n\r\n",
        b"GET /health HTTP/1.1\r\nbad header\r\n\r\n",
        b"POST /echo HTTP/1.1\r\nhost: h\r\ncontent-length: x\r\n\r\n",
        b"POST /echo HTTP/1.1\r\nhost: h\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab",
    ] {
        let mut wire = Wire::to(&server);
        // On a connection that was used before, too.
        wire.send("GET /health HTTP/1.1\r\nhost: h\r\n\r\n").receive();
        let (head, body) = wire.send(nonsense).receive();
        assert_eq!(status(&head), 400, "{}", String::from_utf8_lossy(nonsense));
        assert_eq!(field(&head, "content-type"), Some("application/problem+json"), "{head}");
        assert!(body.contains("\"code\":\"bad_request\"") && body.contains("\"request_id\":\""), "{body}");
        assert!(wire.is_closed());
    }
    let (head, body) = Wire::to(&server)
        .send("POST /echo HTTP/1.1\r\nhost: h\r\ntransfer-encoding: chunked\r\n\r\nnot a length\r\n")
        .receive();
    assert_eq!((status(&head), field(&head, "connection")), (400, Some("close")));
    assert!(body.contains("\"code\":\"body_unreadable\""), "{body}");
}

#[test]
fn a_workers_own_text_is_never_taken_for_hypers() {
    let server = serve(Host::in_memory());
    let text = "HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n";
    let mut wire = Wire::to(&server);
    for _ in 0..3 {
        let request = format!("POST /mirror HTTP/1.1\r\nhost: h\r\ncontent-length: {}\r\n\r\n{text}", text.len());
        assert_eq!(wire.send(request).receive().1, text);
        assert_eq!(wire.send("GET /empty-400 HTTP/1.1\r\nhost: h\r\n\r\n").receive().1, "");
    }
}

#[test]
fn a_slow_head_is_cut_off() {
    let server = serve(Host::in_memory().limits(quick()));
    let mut wire = Wire::to(&server);
    let started = Instant::now();
    let mut sent = wire.try_send("GET /health HTTP/1.1\r\n");
    while sent && started.elapsed() < Duration::from_secs(5) {
        std::thread::sleep(Duration::from_millis(50));
        sent = wire.try_send("x-drip: 1\r\n");
    }
    assert!(!sent && wire.is_closed());
}

#[test]
fn an_idle_connection_is_closed() {
    let server = serve(Host::in_memory().limits(quick()));
    let mut wire = Wire::to(&server);
    wire.send("GET /health HTTP/1.1\r\nhost: h\r\n\r\n").receive();
    let started = Instant::now();
    assert!(wire.is_closed());
    assert!(started.elapsed() < Duration::from_secs(5));
}

#[test]
fn a_body_that_stalls_is_408() {
    let server = serve(Host::in_memory().limits(quick()));
    let mut wire = Wire::to(&server);
    let (head, body) = wire.send("POST /echo HTTP/1.1\r\nhost: h\r\ncontent-length: 10\r\n\r\nabc").receive();
    assert_eq!((status(&head), field(&head, "connection")), (408, Some("close")));
    assert!(body.contains("\"code\":\"request_timeout\""), "{body}");
}

#[test]
fn a_worker_that_takes_too_long_is_503() {
    let server = serve(Host::in_memory().limits(quick()));
    let mut wire = Wire::to(&server);
    let (head, _) = wire.send("GET /sleep?60000 HTTP/1.1\r\nhost: h\r\n\r\n").receive();
    assert_eq!((status(&head), field(&head, "retry-after")), (503, Some("1")));
    assert_eq!(wire.send("GET /health HTTP/1.1\r\nhost: h\r\n\r\n").receive().1, "well");
}

#[test]
fn a_client_that_does_not_read_is_given_up() {
    let limits = Limits { connections: 1, ..quick() };
    let server = serve(Host::in_memory().limits(limits));
    let mut deaf = Wire::to(&server);
    deaf.send("GET /big?50000000 HTTP/1.1\r\nhost: h\r\n\r\n");
    // The only place is free again.
    assert_eq!(Wire::to(&server).send("GET /health HTTP/1.1\r\nhost: h\r\n\r\n").receive().1, "well");
}

#[test]
fn a_client_that_goes_away_takes_its_request_with_it() {
    let server = serve(Host::in_memory().limits(Limits { connections: 1, ..Limits::default() }));
    let mut gone = Wire::to(&server);
    gone.send("GET /sleep?60000 HTTP/1.1\r\nhost: h\r\n\r\n");
    std::thread::sleep(Duration::from_millis(100));
    drop(gone);
    assert_eq!(Wire::to(&server).send("GET /health HTTP/1.1\r\nhost: h\r\n\r\n").receive().1, "well");
}
