//! What the exchange adds to a request: its id, its record, `Server-Timing`, CORS; and how often that asks for memory.
//! Beside it, the same handler without any of it.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a bench that fails may panic")]

use std::cell::Cell;
use std::pin::pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use divan::{AllocProfiler, Bencher, black_box};
use williw_workers::driver::{Clock, D1Driver, Host, Level, LocalFuture};
use williw_workers::http::cors::{Cors, Origins};
use williw_workers::http::exchange::{answer, note_route};
use williw_workers::http::{Body, Failure, Headers, Method, Request, Response, StatusCode};

#[global_allocator]
static ALLOC: AllocProfiler = AllocProfiler::system();

fn main() {
    divan::main();
}

/// A host whose clock and log cost nothing.
struct Still {
    least: Level,
    clock: Rc<Ticking>,
}

struct Ticking(Cell<u64>);

impl Clock for Ticking {
    fn now_ms(&self) -> u64 {
        self.0.get()
    }

    fn elapsed_us(&self) -> u64 {
        self.0.replace(self.0.get() + 1234)
    }

    fn sleep(&self, _: u64) -> LocalFuture<'static, ()> {
        Box::pin(async {})
    }
}

impl Host for Still {
    fn clock(&self) -> Rc<dyn Clock> {
        Rc::clone(&self.clock) as _
    }

    fn d1(&self, _: &str) -> Option<Rc<dyn D1Driver>> {
        None
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

    fn log(&self, _: Level, line: &str) {
        black_box(line);
    }

    fn log_enabled(&self, level: Level) -> bool {
        level >= self.least
    }
}

fn host(least: Level) -> Rc<dyn Host> {
    Rc::new(Still { least, clock: Rc::new(Ticking(Cell::new(0))) })
}

fn request() -> Request {
    let fields = [("accept", "*/*"), ("origin", "https://app.example"), ("user-agent", "bench")];
    let fields: Vec<(String, String)> =
        fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Request::new(Method::GET, "/health", Headers::new(fields), Body::Read(Vec::new()))
}

async fn handler(request: &Request) -> Result<Response, Failure> {
    note_route("health");
    Ok(Response::new(StatusCode::OK).with_body("application/json", request.target.clone().into_bytes()))
}

fn now<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(done) => done,
        Poll::Pending => panic!("nothing is waited for"),
    }
}

#[divan::bench]
fn without(bencher: Bencher<'_, '_>) {
    bencher.with_inputs(request).bench_local_values(|request| now(handler(&request)).unwrap());
}

#[divan::bench]
fn quiet(bencher: Bencher<'_, '_>) {
    let host = host(Level::Warn);
    bencher.with_inputs(request).bench_local_values(|request| now(answer(&host, None, request, handler)));
}

#[divan::bench]
fn with_a_line(bencher: Bencher<'_, '_>) {
    let host = host(Level::Info);
    bencher.with_inputs(request).bench_local_values(|request| now(answer(&host, None, request, handler)));
}

#[divan::bench]
fn with_a_line_and_cors(bencher: Bencher<'_, '_>) {
    let host = host(Level::Info);
    let cors = Cors::new(Origins::Listed(&["https://other.example", "https://app.example"]), None);
    bencher.with_inputs(request).bench_local_values(|request| now(answer(&host, Some(&cors), request, handler)));
}
