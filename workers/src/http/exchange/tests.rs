//! Requests that are polled by hand, one beside another.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use super::*;
use crate::d1::{Bound, D1Database, D1Error, Meta, Query, ResultSet, Statement};
use crate::driver::{
    Clock, D1Driver, KvDriver, Level, LocalFuture, RateLimitDriver, RateLimitOutcome, RequestRecord as Record,
};
use crate::http::cors::Origins;
use crate::http::limits::check;
use crate::http::{Body, Headers, Method, StatusCode};
use crate::rate_limit::{RateLimiter, Rule};

/// A host whose clock goes on by a millisecond each time somebody waits for it.
#[derive(Default)]
struct World {
    us: Cell<u64>,
    log: RefCell<Vec<String>>,
    records: RefCell<Vec<String>>,
    quiet: Cell<bool>,
    /// What the limiter says, one call after another.
    limits: RefCell<VecDeque<Result<RateLimitOutcome, String>>>,
}

struct Shared(Rc<World>);

impl Clock for Shared {
    fn now_ms(&self) -> u64 {
        self.0.us.get() / 1000
    }

    fn elapsed_us(&self) -> u64 {
        self.0.us.get()
    }

    fn sleep(&self, ms: u64) -> LocalFuture<'static, ()> {
        let world = Rc::clone(&self.0);
        Box::pin(async move { world.us.update(|us| us + 1000 * ms) })
    }
}

/// Ready when it is polled for the second time, a millisecond later.
async fn wait(world: &World) {
    let mut waited = false;
    poll_fn(|_| {
        if std::mem::replace(&mut waited, true) {
            return Poll::Ready(());
        }
        world.us.update(|us| us + 1000);
        Poll::Pending
    })
    .await;
}

impl D1Driver for Shared {
    fn run<'a>(&'a self, statements: &'a [Bound]) -> LocalFuture<'a, Result<Vec<ResultSet>, D1Error>> {
        Box::pin(async move {
            wait(&self.0).await;
            let meta = Meta { rows_read: 10, rows_written: 1, ..Meta::default() };
            Ok(vec![ResultSet { meta, ..ResultSet::default() }; statements.len()])
        })
    }
}

impl RateLimitDriver for Shared {
    fn limit<'a>(&'a self, _: &'a str) -> LocalFuture<'a, Result<RateLimitOutcome, String>> {
        Box::pin(async { self.0.limits.borrow_mut().pop_front().unwrap_or(Ok(RateLimitOutcome::ALLOWED)) })
    }
}

impl Host for Shared {
    fn clock(&self) -> Rc<dyn Clock> {
        Rc::new(Shared(Rc::clone(&self.0)))
    }

    fn d1(&self, _: &str) -> Option<Rc<dyn D1Driver>> {
        Some(Rc::new(Shared(Rc::clone(&self.0))))
    }

    fn kv(&self, _: &str) -> Option<Rc<dyn KvDriver>> {
        None
    }

    fn rate_limiter(&self, binding: &str) -> Option<Rc<dyn RateLimitDriver>> {
        (binding == "BOUND").then(|| Rc::new(Shared(Rc::clone(&self.0))) as _)
    }

    fn var(&self, _: &str) -> Option<String> {
        None
    }

    fn secret(&self, _: &str) -> Option<String> {
        None
    }

    fn random(&self, bytes: &mut [u8]) {
        bytes.fill(7);
    }

    fn log(&self, level: Level, line: &str) {
        let id = current_request_id().map_or_else(|| "-".to_owned(), |id| id.to_string());
        self.0.log.borrow_mut().push(format!("{level:?} {id} {line}"));
    }

    fn log_enabled(&self, level: Level) -> bool {
        !self.0.quiet.get() || level > Level::Info
    }

    fn observe(&self, record: &Record<'_>) {
        self.0.records.borrow_mut().push(record.to_json());
    }
}

fn world() -> (Rc<World>, Rc<dyn Host>) {
    let world = Rc::<World>::default();
    (Rc::clone(&world), Rc::new(Shared(world)))
}

fn request(method: Method, id: &str) -> Request {
    let headers = vec![("X-Request-Id".to_owned(), id.to_owned())];
    Request::new(method, "/secret/path?token=1", Headers::new(headers), Body::Read(Vec::new()))
}

type Answer<'a> = Pin<Box<dyn Future<Output = Response> + 'a>>;

fn poll(answer: &mut Answer<'_>) -> Poll<Response> {
    answer.as_mut().poll(&mut Context::from_waker(Waker::noop()))
}

fn finish(mut answer: Answer<'_>) -> Response {
    for _ in 0..100 {
        if let Poll::Ready(response) = poll(&mut answer) {
            return response;
        }
    }
    panic!("it does not end");
}

fn header<'r>(response: &'r Response, name: &str) -> Option<&'r str> {
    response.headers.iter().find(|(it, _)| *it == name).map(|(_, value)| &**value)
}

const READ: Statement<crate::d1::Read> =
    Statement { sql: "SELECT 1", columns: &[], access: crate::d1::Read, idempotent: false };

fn query() -> Query<(), crate::d1::Read> {
    READ.exec(Vec::new())
}

#[test]
fn requests_that_interleave_are_told_apart() {
    let (world, host) = world();
    let db = D1Database::of(&host, "DB").unwrap();
    let work = async |name: &'static str, queries: usize| {
        note_route(name);
        let batch: Vec<_> = (0..queries).map(|_| query()).collect();
        db.batch(batch).await.unwrap();
        db.run(query()).await.unwrap();
        host.log(Level::Warn, name);
        note_caller("node");
        Ok(Response::new(StatusCode::OK))
    };
    let mut first: Answer<'_> =
        Box::pin(answer(&host, None, request(Method::GET, "first"), async |_| work("a", 3).await));
    let mut second: Answer<'_> =
        Box::pin(answer(&host, None, request(Method::POST, "second"), async |_| work("b", 1).await));
    // Two waits each: the second one begins after the first, and ends before it.
    assert!(poll(&mut first).is_pending() && poll(&mut second).is_pending());
    assert!(poll(&mut second).is_pending());
    assert_eq!(current_request_id(), None);
    let Poll::Ready(second) = poll(&mut second) else { panic!("it waits for nothing") };
    let first = finish(first);
    assert_eq!(*world.log.borrow(), ["Warn second b", "Warn first a"]);
    let record = |id: &str, route, method, ms, queries, rows| {
        format!(
            "{{\"request_id\":\"{id}\",\"route\":\"{route}\",\"method\":\"{method}\",\"caller\":\"node\",\"status\":200,\
             \"ms\":{ms},\"d1_calls\":2,\"d1_queries\":{queries},\"rows_read\":{rows}0,\"rows_written\":{rows},\
             \"kv_calls\":0,\"object_calls\":0,\"fetch_calls\":0}}"
        )
    };
    assert_eq!(*world.records.borrow(), [record("second", "b", "POST", 2, 2, 2), record("first", "a", "GET", 4, 4, 4)]);
    assert_eq!((header(&first, "x-request-id"), header(&second, "x-request-id")), (Some("first"), Some("second")));
    assert_eq!(header(&second, "server-timing"), Some("total;dur=2, d1;dur=2;desc=\"2 queries\""));
}

#[test]
fn a_failure_is_told_with_the_id_and_what_is_in_the_log() {
    let (world, host) = world();
    let fail = async |_: &Request| Err(Failure::internal("the reason".to_owned()));
    let response = finish(Box::pin(answer(&host, None, request(Method::GET, "x"), fail)));
    let body: serde_json::Value = serde_json::from_slice(&response.body).unwrap();
    assert_eq!((body["request_id"].as_str(), header(&response, "x-request-id")), (Some("x"), Some("x")));
    assert_eq!(*world.log.borrow(), ["Error x the reason"]);
    assert!(world.records.borrow()[0].contains("\"route\":null,\"method\":\"GET\",\"caller\":null,\"status\":500"));
}

#[test]
fn a_request_that_nobody_waits_for_is_told_too() {
    let (world, host) = world();
    let db = D1Database::of(&host, "DB").unwrap();
    let mut work: Answer<'_> = Box::pin(answer(&host, None, request(Method::GET, "x"), async |_| {
        note_route("slow");
        db.run(query()).await?;
        Ok(Response::new(StatusCode::OK))
    }));
    assert!(poll(&mut work).is_pending());
    drop(work);
    let records = world.records.borrow();
    assert_eq!(records.len(), 1);
    assert!(
        records[0].contains("\"route\":\"slow\"") && records[0].contains("\"status\":null,\"ms\":1,"),
        "{records:?}"
    );
}

#[test]
fn a_panic_leaves_nothing_behind() {
    let (_, host) = world();
    let panics = async |_: &Request| panic!("as asked");
    let mut work: Answer<'_> = Box::pin(answer(&host, None, request(Method::GET, "x"), panics));
    let poll = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| poll(&mut work)));
    assert!(poll.is_err());
    assert_eq!(current_request_id(), None);
}

#[test]
fn an_id_is_taken_or_made() {
    let (_, host) = world();
    let ok = async |_: &Request| Ok(Response::new(StatusCode::OK));
    let id_of = |given: &str| {
        let response = finish(Box::pin(answer(&host, None, request(Method::GET, given), ok)));
        header(&response, "x-request-id").unwrap().to_owned()
    };
    let longest = "a".repeat(64);
    for taken in ["1", "01HX-a.b_c:D", &longest] {
        assert_eq!(id_of(taken), taken);
    }
    let longer = "a".repeat(65);
    let mut seen = std::collections::BTreeSet::new();
    for refused in ["", " a", "a b", "a, b", "é", "a\"b", "a/b", "a\0", &longer] {
        let id = id_of(refused);
        assert!(id.len() == 32 && id.bytes().all(|b| b.is_ascii_hexdigit()), "{refused:?}: {id}");
        assert!(seen.insert(id), "{refused:?}");
    }
    assert_eq!(RequestId::parse("a b"), None);
}

#[test]
fn a_target_has_a_limit() {
    let (_, host) = world();
    for (len, status) in [(MAX_TARGET, 200), (MAX_TARGET + 1, 414)] {
        let target = format!("/{}", "a".repeat(len - 1));
        let request = Request { target, ..request(Method::GET, "x") };
        let ok = async |_: &Request| Ok(Response::new(StatusCode::OK));
        assert_eq!(finish(Box::pin(answer(&host, None, request, ok))).status, status);
    }
}

#[test]
fn errors_have_the_fields_of_cors_too() {
    let (_, host) = world();
    let cors = Cors::new(Origins::Any, None);
    let headers = Headers::new(vec![("origin".to_owned(), "https://a.example".to_owned())]);
    let request = Request::new(Method::GET, "/", headers, Body::Read(Vec::new()));
    let fail = async |_: &Request| Err(Failure::method_not_allowed("POST"));
    let response = finish(Box::pin(answer(&host, Some(&cors), request, fail)));
    assert_eq!((response.status.as_u16(), header(&response, "access-control-allow-origin")), (405, Some("*")));
}

const RULE: Rule = Rule { binding: "BOUND", name: "login", limit: 5, period_s: 60 };
const ADMIN: Rule = Rule { name: "admin", limit: 9, period_s: 10, ..RULE };

fn outcome(allowed: bool, remaining: Option<u32>, reset_s: Option<u32>) -> Result<RateLimitOutcome, String> {
    Ok(RateLimitOutcome { allowed, remaining, reset_s })
}

#[test]
fn replies_say_what_limits_have_said() {
    let both = Some("\"login\";q=5;w=60, \"admin\";q=9;w=10");
    let login = Some("\"login\";q=5;w=60");
    for (said, status, policy, left, retry_after) in [
        // The embedded host.
        (
            [outcome(true, Some(4), Some(12)), outcome(true, Some(8), Some(2))],
            200,
            both,
            Some("\"login\";r=4;t=12, \"admin\";r=8;t=2"),
            None,
        ),
        (
            [outcome(false, Some(0), Some(7)), outcome(true, None, None)],
            429,
            login,
            Some("\"login\";r=0;t=7"),
            Some("7"),
        ),
        // Cloudflare.
        ([outcome(true, None, None), outcome(true, None, None)], 200, both, None, None),
        ([outcome(true, None, None), outcome(false, None, None)], 429, both, Some("\"admin\";r=0"), Some("10")),
        ([outcome(false, None, None), outcome(true, None, None)], 429, login, Some("\"login\";r=0"), Some("60")),
        // A limiter that does not work.
        ([Err("gone".to_owned()), outcome(true, Some(8), Some(2))], 200, both, Some("\"admin\";r=8;t=2"), None),
    ] {
        let (world, host) = world();
        world.limits.replace(said.clone().into());
        let (login, admin) = (RateLimiter::of(&host, RULE), RateLimiter::of(&host, ADMIN));
        let work = async |_: &Request| {
            check(&login, "somebody").await?;
            check(&admin, "somebody").await?;
            Ok(Response::new(StatusCode::OK))
        };
        let response = finish(Box::pin(answer(&host, None, request(Method::GET, "x"), work)));
        let told =
            (header(&response, "ratelimit-policy"), header(&response, "ratelimit"), header(&response, "retry-after"));
        assert_eq!((response.status.as_u16(), told), (status, (policy, left, retry_after)), "{said:?}");
        if status == 429 {
            let body: serde_json::Value = serde_json::from_slice(&response.body).unwrap();
            assert_eq!(body["code"], "too_many_requests");
        }
    }
}

#[test]
fn a_limiter_that_does_not_work_is_told_of_once_a_minute() {
    let (world, host) = world();
    for binding in ["BOUND", "MISSING"] {
        let limiter = RateLimiter::of(&host, Rule { binding, ..RULE });
        for _ in 0..4 {
            world.limits.borrow_mut().push_back(Err("no answer".to_owned()));
            let mut limit = pin!(limiter.limit("key"));
            let polled = limit.as_mut().poll(&mut Context::from_waker(Waker::noop()));
            assert_eq!(polled, Poll::Ready(RateLimitOutcome::ALLOWED));
            world.us.update(|us| us + 30_000_000);
        }
    }
    let line = |binding, reason| format!("Warn - rate limiter `{binding}` lets everything through: {reason}");
    let (failed, missing) = (line("BOUND", "no answer"), line("MISSING", "it is not bound"));
    assert_eq!(*world.log.borrow(), [failed.clone(), failed, missing.clone(), missing]);
}

#[test]
fn a_quiet_host_gets_no_line() {
    struct Quiet(Shared);
    impl Host for Quiet {
        fn clock(&self) -> Rc<dyn Clock> {
            self.0.clock()
        }
        fn d1(&self, binding: &str) -> Option<Rc<dyn D1Driver>> {
            self.0.d1(binding)
        }
        fn var(&self, _: &str) -> Option<String> {
            None
        }
        fn secret(&self, _: &str) -> Option<String> {
            None
        }
        fn random(&self, bytes: &mut [u8]) {
            self.0.random(bytes);
        }
        fn log(&self, level: Level, line: &str) {
            self.0.log(level, line);
        }
        fn log_enabled(&self, level: Level) -> bool {
            self.0.log_enabled(level)
        }
    }
    for quiet in [true, false] {
        let world = Rc::<World>::default();
        world.quiet.set(quiet);
        let host: Rc<dyn Host> = Rc::new(Quiet(Shared(Rc::clone(&world))));
        let ok = async |_: &Request| Ok(Response::new(StatusCode::OK));
        finish(Box::pin(answer(&host, None, request(Method::GET, "x"), ok)));
        let log = world.log.borrow();
        assert_eq!(log.len(), usize::from(!quiet));
        assert!(log.iter().all(|line| line.starts_with("Info - {\"request_id\":\"x\"") && !line.contains("secret")));
    }
}
