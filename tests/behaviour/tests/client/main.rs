//! What a generated client sends, reads, repeats and says, over a Worker in the same process.
//!
//! That credentials are right is shown by `runtime/tests/client.rs`, which has somebody to check them.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test ends with a panic")]

use std::cell::Cell;
use std::rc::Rc;

use app::Cx;
use app::api::*;
use app::client::{AskProblem, BusyProblem, Client, ClientError, PutThingProblem, Retry, Transport};
use app::objects::RoomClass;
use app::types::{Asked, Cents, Color, Note, Thing, UserId};
use williw_embedded::Host;
use williw_embedded::testing::{InProcess, TestWorker, start};
use williw_workers::Timestamp;
use williw_workers::client::{Request, Response, TransportError};
use williw_workers::d1::Json;
use williw_workers::durable_objects::{Accept, ObjectError, ObjectState, SocketMessage, WebSocket};
use williw_workers::http::{Anyone, Html, Location, Upgrade};

#[williw_workers::spec("../../client", client)]
pub mod app {}

#[derive(Clone, Debug, Default)]
pub struct Service {
    calls: Rc<Cell<u32>>,
}

impl Service {
    /// Whether a call is one of the first.
    fn is_busy(&self, times: u32) -> bool {
        self.calls.set(self.calls.get() + 1);
        self.calls.get() <= times
    }
}

#[app::handlers]
impl app::Api for Service {
    async fn ask(&self, _: &Cx, _: Anyone, path: AskPath, query: AskQuery) -> Result<Asked, AskError> {
        Ok(Asked { what: format!("{path:?} {query:?}") })
    }

    async fn put_thing(&self, _: &Cx, _: Anyone, body: Thing) -> Result<PutThingReply, PutThingError> {
        match body.price.get() {
            200 => Ok(PutThingReply::Ok(body)),
            201 => Ok(PutThingReply::Created(body)),
            204 => Ok(PutThingReply::NoContent),
            409 => Err(PutThingError::Taken("by somebody".into())),
            _ => Err(PutThingError::Other("".into())),
        }
    }

    async fn note(&self, _: &Cx, _: Anyone, body: Option<Note>) -> Result<(), NoteError> {
        self.calls.set(body.map_or(0, |note| note.text.len() as u32));
        Ok(())
    }

    async fn home(&self, _: &Cx, _: Anyone) -> Result<Html, HomeError> {
        Ok(Html("<h1>Grüße</h1>".to_owned()))
    }

    async fn follow(&self, _: &Cx, _: Anyone, path: FollowPath) -> Result<Location, FollowError> {
        Ok(Location(path.to))
    }

    async fn busy(&self, _: &Cx, _: Anyone, path: BusyPath) -> Result<(), BusyError> {
        if self.is_busy(path.times) { Err(BusyError::TooBusy("later".into())) } else { Ok(()) }
    }

    async fn work(&self, _: &Cx, _: Anyone, path: WorkPath) -> Result<(), WorkError> {
        if self.is_busy(path.times) { Err(WorkError::TooBusy("later".into())) } else { Ok(()) }
    }

    async fn enter(&self, cx: &Cx, _: Anyone, path: EnterPath) -> Result<Upgrade, EnterError> {
        Ok(cx.room.named("hall").connect(&path.user).await?)
    }
}

impl app::Objects for Service {
    type Room = Room;
}

#[derive(Debug)]
pub struct Room;

#[app::handlers]
impl app::objects::Room for Room {
    fn new(_: &Cx, _: ObjectState<RoomClass>) -> Self {
        Room
    }

    async fn connect(&self, _: &Cx, user: UserId) -> Result<Accept, ObjectError> {
        Accept::new().send_json(&user).map_err(Into::into)
    }

    async fn message(&self, _: &Cx, _: WebSocket, _: SocketMessage) -> Result<(), ObjectError> {
        Ok(())
    }
}

/// A Worker, and how often it was called.
fn world() -> (TestWorker, Client<InProcess>, Rc<Cell<u32>>) {
    let service = Service::default();
    let calls = Rc::clone(&service.calls);
    let worker = start(app::worker(service), Host::in_memory());
    let client = Client::new(worker.transport());
    (worker, client, calls)
}

fn user(text: &str) -> UserId {
    UserId::parse(text).unwrap()
}

fn thing(price: i64) -> Thing {
    Thing {
        owner: user("ann"),
        price: Cents::new(price).unwrap(),
        color: Color::NotSoRed,
        note: None,
        tags: vec!["a\"b".to_owned()],
        at: Timestamp::from_millis(5),
        anything: Json::new(&serde_json::json!([null, 1.5, "ä"])).unwrap(),
        kept: Json::new(&Note { text: "kept".to_owned() }).unwrap(),
    }
}

#[test]
fn what_is_asked_arrives() {
    let (worker, client, _) = world();
    let path = AskPath { user: user("ä/b c%&?"), at: Timestamp::from_millis(1_500_000_000_123) };
    for query in [
        AskQuery {
            text: Some("1+1=2 & ünï ?#/".to_owned()),
            number: Some(-7),
            ratio: 1e-9,
            flag: true,
            color: Some(Color::NotSoRed),
            since: Some(Timestamp::from_millis(0)),
            cents: Cents::MAX,
            r#type: Some(String::new()),
        },
        AskQuery {
            text: None,
            number: None,
            ratio: 1e21,
            flag: false,
            color: None,
            since: None,
            cents: Cents::MIN,
            r#type: None,
        },
    ] {
        let asked = worker.block_on(client.ask(&path, &query)).unwrap();
        assert_eq!(asked.what, format!("{path:?} {query:?}"));
    }
}

#[test]
fn a_reply_is_what_its_status_carries() {
    let (worker, client, calls) = world();
    let put = |price| worker.block_on(client.put_thing(&thing(price)));
    assert_eq!(put(200).unwrap(), PutThingReply::Ok(thing(200)));
    assert_eq!(put(201).unwrap(), PutThingReply::Created(thing(201)));
    assert_eq!(put(204).unwrap(), PutThingReply::NoContent);

    worker.block_on(client.note(Some(&Note { text: "four".to_owned() }))).unwrap();
    assert_eq!(calls.get(), 4);
    worker.block_on(client.note(None)).unwrap();
    assert_eq!(calls.get(), 0);
    assert_eq!(worker.block_on(client.home()).unwrap().0, "<h1>Grüße</h1>");
    let to = "https://example.com/?a=b#c";
    assert_eq!(worker.block_on(client.follow(&FollowPath { to: to.to_owned() })).unwrap().0, to);
}

#[test]
fn a_problem_is_a_variant() {
    let (worker, client, _) = world();
    let put = |price| worker.block_on(client.put_thing(&thing(price))).unwrap_err();
    match put(409) {
        ClientError::Problem(PutThingProblem::Taken(problem)) => {
            assert_eq!((problem.status, problem.detail.as_str()), (409, "by somebody"));
            assert_eq!(problem.request_id.len(), 32);
        }
        other => panic!("{other:?}"),
    }
    // One that the table calls `other`, and all that it does not name.
    assert!(matches!(put(0), ClientError::Problem(PutThingProblem::Other(problem)) if problem.status == 410));
    let mut large = thing(200);
    large.note = Some("a".repeat(300_000));
    match worker.block_on(client.put_thing(&large)) {
        Err(ClientError::Problem(PutThingProblem::Other2(problem))) => assert_eq!(problem.code, "body_too_large"),
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_no_path_can_hold_is_not_sent() {
    let (worker, client, _) = world();
    for to in ["", ".", ".."] {
        let error = worker.block_on(client.follow(&FollowPath { to: to.to_owned() })).unwrap_err();
        assert!(matches!(error, ClientError::Request(_)), "{error:?}");
    }
}

#[test]
fn only_what_may_happen_twice_is_repeated() {
    let (worker, client, calls) = world();
    let started = worker.transport().now();
    // A service that is too busy asks for a second.
    worker.block_on(client.busy(&BusyPath { times: 2 })).unwrap();
    assert_eq!((calls.get(), worker.transport().now().millis_since(started)), (3, 2000));
    calls.set(0);
    let error = worker.block_on(client.busy(&BusyPath { times: 3 })).unwrap_err();
    assert_eq!(calls.get(), 3);
    assert!(matches!(error, ClientError::Problem(BusyProblem::TooBusy(problem)) if problem.retry_after == Some(1)));
    calls.set(0);
    assert!(worker.block_on(client.work(&WorkPath { times: 1 })).is_err());
    assert_eq!(calls.get(), 1);

    let client = Client::new(worker.transport()).with_retry(Retry { times: 5, longest_pause_ms: 999 });
    calls.set(0);
    assert!(worker.block_on(client.busy(&BusyPath { times: 1 })).is_err());
    assert_eq!(calls.get(), 1, "it asks for a longer pause than is allowed");
}

/// What stands between: it answers by itself.
struct Proxy(InProcess, u16, &'static str);

impl Transport for Proxy {
    async fn send(&self, _: Request) -> Result<Response, TransportError> {
        let mut response = Response::new(self.2.as_bytes().to_vec());
        *response.status_mut() = self.1.try_into().map_err(TransportError::new)?;
        Ok(response)
    }

    fn now(&self) -> Timestamp {
        self.0.now()
    }

    async fn sleep(&self, ms: u64) {
        self.0.sleep(ms).await;
    }

    fn random(&self, bytes: &mut [u8]) {
        self.0.random(bytes);
    }
}

#[test]
fn an_answer_of_somebody_else_is_none() {
    let (worker, _, _) = world();
    let query = AskQuery {
        text: None,
        number: None,
        ratio: 0.5,
        flag: true,
        color: None,
        since: None,
        cents: Cents::MIN,
        r#type: None,
    };
    let path = AskPath { user: user("ann"), at: Timestamp::MIN };
    let ask = |status, body| {
        let client = Client::new(Proxy(worker.transport(), status, body));
        worker.block_on(client.ask(&path, &query)).unwrap_err()
    };
    for (status, body) in [
        (502, "<h1>Bad gateway</h1>"),
        (200, "<h1>Sign in</h1>"),
        (200, r#"{"wat":1}"#),
        (201, r#"{"what":"the route has no 201"}"#),
        (204, ""),
        (302, ""),
        (404, r#"{"code":"no document"}"#),
    ] {
        match ask(status, body) {
            ClientError::Unexpected(reply) => {
                assert_eq!((reply.status.as_u16(), reply.body.as_slice()), (status, body.as_bytes()));
            }
            other => panic!("{status} {body}: {other:?}"),
        }
    }
    // A newer service may have problems that this client does not know.
    let newer = r#"{"type":"/problems/x","title":"X","status":451,"code":"x","request_id":"1","more":true}"#;
    match ask(451, newer) {
        ClientError::Problem(AskProblem::Other(problem)) => {
            assert_eq!((problem.code.as_str(), problem.status), ("x", 451))
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_busy_service_that_names_no_time_is_asked_later_each_time() {
    let (worker, _, _) = world();
    let started = worker.transport().now();
    let client =
        Client::new(Proxy(worker.transport(), 503, "")).with_retry(Retry { times: 3, longest_pause_ms: 10_000 });
    assert!(worker.block_on(client.home()).is_err());
    // From a half of it on: 500, 1000 and 2000 ms.
    let waited = worker.transport().now().millis_since(started);
    assert!((1750..=3500).contains(&waited), "{waited}");
}

#[test]
fn a_websocket_is_opened_by_who_can() {
    let (worker, client, _) = world();
    let request = client.enter(&EnterPath { user: user("ä b") }).unwrap();
    assert_eq!(request.uri(), "/rooms/%C3%A4%20b");
    let socket = worker.websocket(&request.uri().to_string());
    assert_eq!(socket.text().as_deref(), Some("\"ä b\""));
}
