//! WebSockets of objects: without a server, and with one.

use std::net::TcpStream;
use std::time::{Duration, Instant};

use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use tokio_tungstenite::tungstenite::{Error, Message, WebSocket, client, http};
use williw_embedded::testing::{Server, Setup, TestSocket, TestWorker, start};
use williw_embedded::{Host, Limits};
use williw_workers::durable_objects::SocketMessage;

use crate::support::lab::{LAB, Lab, notes, run};
use crate::support::{GET, body};
use crate::wire::{Wire, field, status};

fn lab() -> TestWorker {
    start(Lab(&LAB), Host::in_memory())
}

fn tagged<'a>(worker: &'a TestWorker, script: &str) -> TestSocket<'a> {
    worker.try_websocket("/Lab/a", &[("x-script", script)]).unwrap()
}

#[test]
fn messages_come_and_go_in_order() {
    let worker = lab();
    run(&worker, "a", "put on_message reply <@> | reply again");
    let socket = worker.websocket("/Lab/a");
    assert_eq!(socket.recv(), None);
    socket.send("one");
    socket.send_bytes(&[1, 2, 3]);
    for expected in ["<one>", "again", "<3 bytes>", "again"] {
        assert_eq!(socket.text().as_deref(), Some(expected));
    }
    assert_eq!(socket.recv(), None);
    assert!(socket.is_open());
}

#[test]
fn all_and_those_with_a_tag() {
    let worker = lab();
    let sockets = [tagged(&worker, "tag x"), tagged(&worker, "tag y;tag x;tag x"), tagged(&worker, "")];
    run(&worker, "a", "say all; say_to x some; say_to y one; say_to z none");
    let heard = |socket: &TestSocket<'_>| std::iter::from_fn(|| socket.text()).collect::<Vec<_>>().join(" ");
    assert_eq!(sockets.each_ref().map(heard), ["all some", "all some one", "all"]);
    assert_eq!(run(&worker, "a", "sockets; sockets x; attached"), "3,2,\"new\" \"new\" \"new\"");
}

#[test]
fn who_is_accepted_is_told_what_came_before() {
    let worker = lab();
    let socket = tagged(&worker, "greet one; greet two");
    run(&worker, "a", "say three");
    assert_eq!(std::iter::from_fn(|| socket.text()).collect::<Vec<_>>(), ["one", "two", "three"]);
}

#[test]
fn they_stay_while_their_object_is_gone() {
    let worker = lab();
    run(&worker, "a", "put on_message memory | reply <@>");
    let socket = worker.websocket("/Lab/a");
    run(&worker, "a", "memory; attach \"kept\"");
    worker.advance(3_600_000);
    assert_eq!(run(&worker, "a", "memory; attached; sockets"), "1,\"kept\",1");
    assert!(worker.evict("Lab", "a"));
    socket.send("hello");
    assert_eq!(socket.text().as_deref(), Some("<hello>"));
    // An alarm reaches them, too.
    run(&worker, "a", "put on_alarm say rung; ring 60000");
    worker.advance(60_000);
    assert_eq!(socket.recv(), Some(SocketMessage::Text("rung".into())));
}

#[test]
fn either_side_closes() {
    let worker = lab();
    run(&worker, "a", "put on_close note @ | say bye");
    let (first, second) = (worker.websocket("/Lab/a"), worker.websocket("/Lab/a"));
    first.close(4001, "enough");
    assert_eq!((first.closed(), first.is_open()), (Some((4001, "enough".into())), false));
    assert_eq!(notes(&worker), ["0 4001 enough true"]);
    assert_eq!(second.text().as_deref(), Some("bye"));
    run(&worker, "a", "close 3000 over; sockets; say too late");
    assert_eq!(second.recv(), None);
    assert_eq!(second.closed(), Some((3000, "over".into())));
    assert_eq!(notes(&worker)[1], "1 3000 over true");
    let broken = worker.websocket("/Lab/a");
    drop(broken);
    assert_eq!(notes(&worker)[2], "2 1006 WebSocket disconnected without sending Close frame. false");
    worker.websocket("/Lab/a").close(1005, "");
    assert_eq!(notes(&worker)[3], "3 1005  true");
    assert_eq!(run(&worker, "a", "sockets"), "0");
}

#[test]
fn a_message_waits_for_what_was_written_before_it() {
    let worker = lab();
    run(&worker, "a", "sql CREATE TABLE q (id INTEGER PRIMARY KEY)");
    run(&worker, "a", "sql CREATE TABLE t (p REFERENCES q (id) DEFERRABLE INITIALLY DEFERRED)");
    let socket = worker.websocket("/Lab/a");
    let answer = run(&worker, "a", "sql INSERT INTO t VALUES (7); say told");
    assert!(answer.contains("caused object to be reset"), "{answer}");
    // Not a word, and no connection: a reset breaks all of them.
    assert_eq!(socket.recv(), None);
    assert!(!socket.is_open() && socket.closed().is_none());
    assert_eq!(run(&worker, "a", "sockets; sql SELECT count(*) FROM t"), "0,0");
}

#[test]
fn an_error_of_a_handler_is_logged_and_a_panic_breaks() {
    let worker = lab();
    run(&worker, "a", "put on_message throw no");
    let socket = worker.websocket("/Lab/a");
    socket.send("x");
    assert!(socket.recv().is_none() && socket.is_open());
    assert_eq!(worker.logs()[0].1, "Lab a: an event of a WebSocket failed: no");
    run(&worker, "a", "put on_message panic");
    socket.send("x");
    assert!(socket.recv().is_none() && !socket.is_open());
}

#[test]
fn the_platforms_limits() {
    let worker = lab();
    let refused = |script: &str| {
        let response = worker.try_websocket("/Lab/a", &[("x-script", script)]).unwrap_err();
        (response.status.as_u16(), body(&response).to_owned())
    };
    let eleven = (0..11).map(|n| format!("tag {n}")).collect::<Vec<_>>().join(";");
    assert_eq!(refused(&eleven), (500, "a Hibernatable WebSocket cannot have more than 10 tags".into()));
    let long = "x".repeat(257);
    let text = format!("\"{long}\" is longer than the max tag length (256 characters).");
    assert_eq!(refused(&format!("tag {long}")), (500, text));
    let _socket = worker.websocket("/Lab/a");
    let answer = run(&worker, "a", &format!("attach {}", "x".repeat(16_385)));
    let text = "!A WebSocket 'attachment' cannot be larger than 16384 bytes. 'attachment' was 16385 bytes.";
    assert_eq!(answer, text);
    assert_eq!(run(&worker, "a", "close 1005 x"), "!Invalid WebSocket close code: 1005.");
    assert_eq!(worker.fetch(GET, "/Lab/a", &[], "").status, 200);
}

// With a server.

fn serve(setup: Setup) -> Server {
    Server::start(|| Lab(&LAB), setup)
}

fn connect(server: &Server) -> WebSocket<TcpStream> {
    let stream = TcpStream::connect(server.address()).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    let url = format!("ws://{}/Lab/a", server.address());
    let request = http::Request::builder()
        .uri(url)
        .header("host", "h")
        .header("connection", "keep-alive, Upgrade")
        .header("upgrade", "WebSocket")
        .header("sec-websocket-version", "13")
        .header("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ==")
        .header("x-script", "tag t");
    let (socket, response) = client::client(request.body(()).unwrap(), stream).unwrap();
    assert_eq!(response.headers()["sec-websocket-accept"], "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    socket
}

fn script(server: &Server, script: &str) -> String {
    let length = script.len();
    let post = format!("POST /Lab/a HTTP/1.1\r\nhost: h\r\ncontent-length: {length}\r\n\r\n{script}");
    Wire::to(server).send(post).receive().1
}

/// The next message that is no ping.
fn next(socket: &mut WebSocket<TcpStream>) -> Result<Message, Error> {
    loop {
        match socket.read() {
            Ok(Message::Ping(_) | Message::Pong(_)) => {}
            other => return other,
        }
    }
}

#[test]
fn a_connection_becomes_a_websocket() {
    let server = serve(Host::in_memory());
    script(&server, "put on_message reply <@>; put on_close note @");
    let mut socket = connect(&server);
    let mut other = connect(&server);
    for text in ["one", "two"] {
        socket.send(Message::text(text)).unwrap();
    }
    for text in ["<one>", "<two>"] {
        assert_eq!(next(&mut socket).unwrap(), Message::text(text));
    }
    let long = "x".repeat(3_000_000);
    socket.send(Message::text(long.clone())).unwrap();
    assert_eq!(next(&mut socket).unwrap(), Message::text(format!("<{long}>")));
    socket.send(Message::Ping(vec![1].into())).unwrap();
    script(&server, "say both");
    for socket in [&mut socket, &mut other] {
        assert_eq!(next(socket).unwrap(), Message::text("both"));
    }
    socket.close(Some(CloseFrame { code: CloseCode::Library(4001), reason: "enough".into() })).unwrap();
    let Ok(Message::Close(Some(frame))) = next(&mut socket) else { panic!("no answer to a close") };
    assert_eq!(u16::from(frame.code), 4001);
    assert!(matches!(next(&mut socket), Err(Error::ConnectionClosed)));
    script(&server, "close 3001 over");
    let Ok(Message::Close(Some(frame))) = next(&mut other) else { panic!("no close") };
    assert_eq!((u16::from(frame.code), frame.reason.as_str()), (3001, "over"));
    assert!(next(&mut other).is_err());
    assert_eq!(script(&server, "sockets"), "0");
}

#[test]
fn who_breaks_off_or_sends_nonsense() {
    let server = serve(Host::in_memory());
    script(&server, "put on_close add closed; put on_error add failed");
    drop(connect(&server));
    let mut socket = connect(&server);
    // A frame that no client may send: not masked.
    std::io::Write::write_all(socket.get_mut(), &[0x81, 0x01, b'x']).unwrap();
    let Ok(Message::Close(Some(frame))) = next(&mut socket) else { panic!("no close") };
    assert_eq!(frame.code, CloseCode::Protocol);
    let end = Instant::now() + Duration::from_secs(5);
    while script(&server, "get closed; get failed; sockets") != "1,1,0" {
        assert!(Instant::now() < end, "{}", script(&server, "get closed; get failed; sockets"));
        std::thread::sleep(Duration::from_millis(10));
    }
}

#[test]
fn who_asks_wrongly_gets_an_answer() {
    let server = serve(Host::in_memory());
    // The lab accepts whatever has an `upgrade`.
    for wrong in [
        "upgrade: websocket\r\n",
        "upgrade: h2c\r\nconnection: upgrade\r\n",
        "upgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-version: 12\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n",
        "upgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-version: 13\r\nsec-websocket-key: x\r\n",
    ] {
        let mut wire = Wire::to(&server);
        let (head, _) = wire.send(format!("GET /Lab/a HTTP/1.1\r\nhost: h\r\n{wrong}\r\n")).receive();
        assert_eq!((status(&head), field(&head, "upgrade")), (426, Some("websocket")), "{wrong}");
        // The connection is still HTTP's.
        assert_eq!(status(&wire.send("POST /Lab/a HTTP/1.1\r\nhost: h\r\ncontent-length: 0\r\n\r\n").receive().0), 200);
    }
    assert_eq!(script(&server, "sockets"), "0");
}

#[test]
fn a_server_that_stops_says_so() {
    let limits = Limits { stop: Duration::from_secs(5), ..Limits::default() };
    let server = serve(Host::in_memory().limits(limits));
    let mut socket = connect(&server);
    let stopped = std::thread::spawn(move || {
        let started = Instant::now();
        drop(server);
        started.elapsed()
    });
    let Ok(Message::Close(Some(frame))) = next(&mut socket) else { panic!("no close") };
    assert_eq!(frame.code, CloseCode::Away);
    assert!(next(&mut socket).is_err());
    assert!(stopped.join().unwrap() < Duration::from_secs(4));
}

#[test]
fn alarms_ring_and_events_end_on_a_server() {
    let server = serve(Host::in_memory().real_time());
    script(&server, "put on_alarm say rung; ring 50");
    let mut socket = connect(&server);
    assert_eq!(next(&mut socket).unwrap(), Message::text("rung"));
}
