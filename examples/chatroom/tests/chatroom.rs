//! The rooms over HTTP and WebSockets, on the embedded host or, where `WILLIW_CHATROOM_URL` names one, on any other; and
//! what only a clock that is moved can show.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test ends with a panic")]

use std::net::TcpStream;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use chatroom::{Service, app};
use serde_json::Value;
use tungstenite::{Error, HandshakeError, Message, WebSocket, client};
use williw_embedded::Host;
use williw_embedded::testing::{self, Server, TestSocket};

/// The server that all tests share.
static HERE: LazyLock<Option<Server>> = LazyLock::new(|| {
    let elsewhere = std::env::var_os("WILLIW_CHATROOM_URL").is_some();
    (!elsewhere).then(|| Server::start(|| app::worker(Service), Host::in_memory().real_time()))
});

fn url() -> String {
    HERE.as_ref().map_or_else(|| std::env::var("WILLIW_CHATROOM_URL").unwrap(), Server::base_url)
}

/// Takes a room out of memory.
fn evict(room: &str) {
    match &*HERE {
        // Not before its last event has ended.
        Some(server) => while !server.evict("ChatRoom", room) {},
        None => {
            let url = std::env::var("WILLIW_EVICT_URL").unwrap();
            assert_eq!(reqwest::blocking::get(format!("{url}/ChatRoom/{room}")).unwrap().status(), 200);
        }
    }
}

/// A room that no other test has.
fn room() -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    format!("room-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed))
}

/// Somebody in a room.
struct Person(WebSocket<TcpStream>);

fn try_enter(room: &str, user: &str) -> Result<Person, Error> {
    let url = url();
    let stream = TcpStream::connect(url.strip_prefix("http://").unwrap()).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let target = format!("{}/rooms/{room}?user={user}", url.replace("http", "ws"));
    match client(target, stream) {
        Ok((socket, _)) => Ok(Person(socket)),
        Err(HandshakeError::Failure(error)) => Err(error),
        Err(HandshakeError::Interrupted(_)) => panic!("no answer"),
    }
}

fn enter(room: &str, user: &str) -> Person {
    try_enter(room, user).unwrap()
}

impl Person {
    fn say(&mut self, text: &str) {
        self.0.send(Message::text(text)).unwrap();
    }

    /// What comes next, as `kind user text`.
    #[track_caller]
    fn hears(&mut self) -> String {
        loop {
            match self.0.read().unwrap() {
                Message::Text(text) => return line(&text),
                Message::Ping(_) | Message::Pong(_) => {}
                other => panic!("{other:?}"),
            }
        }
    }

    fn leave(mut self) {
        self.0.close(None).unwrap();
        while self.0.read().is_ok() {}
    }
}

fn line(event: &str) -> String {
    let event: Value = serde_json::from_str(event).unwrap();
    let text = |key: &str| event[key].as_str().unwrap_or_default().to_owned();
    assert!(event["at"].as_i64() > Some(1_700_000_000_000), "{event}");
    format!("{} {} {}", text("kind"), text("user"), text("text")).trim_end().to_owned()
}

#[test]
fn everybody_in_the_room_hears_what_happens() {
    let (room, other) = (room(), room());
    let mut ann = enter(&room, "ann");
    assert_eq!(ann.hears(), "joined ann");
    let mut elsewhere = enter(&other, "eve");
    let mut bob = enter(&room, "b%C3%B6b");
    assert_eq!((ann.hears(), bob.hears()), ("joined böb".to_owned(), "joined böb".to_owned()));
    bob.say("hello €");
    assert_eq!((ann.hears(), bob.hears()), ("said böb hello €".to_owned(), "said böb hello €".to_owned()));
    bob.leave();
    assert_eq!(ann.hears(), "left böb");
    elsewhere.say("alone");
    assert_eq!([elsewhere.hears(), elsewhere.hears()], ["joined eve", "said eve alone"]);
}

#[test]
fn who_comes_late_is_shown_the_last_fifty_messages() {
    let room = room();
    let mut ann = enter(&room, "ann");
    ann.hears();
    for number in 0..55 {
        ann.say(&number.to_string());
        assert_eq!(ann.hears(), format!("said ann {number}"));
    }
    let mut bob = enter(&room, "bob");
    for number in 5..55 {
        assert_eq!(bob.hears(), format!("said ann {number}"));
    }
    assert_eq!(bob.hears(), "joined bob");
}

#[test]
fn names_outlive_the_rooms_memory() {
    let room = room();
    let (mut ann, mut bob) = (enter(&room, "ann"), enter(&room, "bob"));
    assert_eq!([ann.hears(), ann.hears(), bob.hears()], ["joined ann", "joined bob", "joined bob"]);
    evict(&room);
    bob.say("still here");
    assert_eq!([ann.hears(), bob.hears()], ["said bob still here", "said bob still here"]);
    evict(&room);
    ann.leave();
    assert_eq!(bob.hears(), "left ann");
}

#[test]
fn a_message_that_is_too_long_reaches_nobody() {
    let room = room();
    let (mut ann, mut bob) = (enter(&room, "ann"), enter(&room, "bob"));
    assert_eq!([ann.hears(), ann.hears(), bob.hears()], ["joined ann", "joined bob", "joined bob"]);
    ann.say(&"x".repeat(1001));
    assert_eq!(ann.hears(), "refused ann must have at most 1000 characters");
    ann.0.send(Message::binary(vec![1])).unwrap();
    assert_eq!(ann.hears(), "refused ann must be text");
    ann.say(&"x".repeat(1000));
    assert!(bob.hears().starts_with("said ann xxx"));
}

#[test]
fn a_full_room_is_closed_until_somebody_leaves() {
    let room = room();
    let mut people: Vec<Person> = (0..20).map(|number| enter(&room, &format!("p{number}"))).collect();
    let refused = try_enter(&room, "late").err().unwrap();
    let Error::Http(reply) = refused else { panic!("{refused}") };
    assert_eq!(reply.status(), 409);
    let first = &mut people[0];
    for number in 0..20 {
        assert_eq!(first.hears(), format!("joined p{number}"));
    }
    people.pop().unwrap().leave();
    assert_eq!(people[0].hears(), "left p19");
    let mut late = enter(&room, "late");
    assert_eq!(late.hears(), "joined late");
}

#[test]
fn other_requests_are_refused() {
    let get = |path: &str| reqwest::blocking::get(format!("{}{path}", url())).unwrap();
    let plain = get("/rooms/a?user=ann");
    assert_eq!((plain.status().as_u16(), &plain.headers()["upgrade"]), (426, &"websocket".parse().unwrap()));
    assert_eq!(plain.json::<Value>().unwrap()["code"], "upgrade_required");
    let status = |room, user| match try_enter(room, user).err().unwrap() {
        Error::Http(reply) => reply.status().as_u16(),
        other => panic!("{other}"),
    };
    assert_eq!((status("Room", "ann"), status("room", "")), (400, 400));
    let page = get("/");
    assert_eq!(
        (page.status().as_u16(), &page.headers()["content-type"]),
        (200, &"text/html; charset=utf-8".parse().unwrap())
    );
    assert!(page.text().unwrap().contains("new WebSocket"));
}

#[test]
fn messages_are_forgotten_after_a_day() {
    let worker = testing::start(app::worker(Service), Host::in_memory());
    let heard =
        |socket: &TestSocket<'_>| std::iter::from_fn(|| socket.text().map(|text| line(&text))).collect::<Vec<_>>();
    let ann = worker.websocket("/rooms/a?user=ann");
    ann.send("first");
    worker.advance(3_600_000);
    ann.send("second");
    assert!(worker.evict("ChatRoom", "a"));
    let bob = worker.websocket("/rooms/a?user=bob");
    assert_eq!(heard(&bob), ["said ann first", "said ann second", "joined bob"]);
    worker.advance(23 * 3_600_000);
    let eve = worker.websocket("/rooms/a?user=eve");
    assert_eq!(heard(&eve), ["said ann second", "joined eve"]);
    worker.advance(3_600_000);
    let zoe = worker.websocket("/rooms/a?user=zoe");
    assert_eq!(heard(&zoe), ["joined zoe"]);
    assert_eq!(heard(&ann).last().unwrap(), "joined zoe");
}
