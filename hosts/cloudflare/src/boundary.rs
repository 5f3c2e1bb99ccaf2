//! The wasm module's exports and imports: what `js/host.js` calls, and `Host` over what it offers.
//!
//! Texts and bytes cross through buffers that Rust owns and JavaScript fills or reads; everything
//! else is a number. The exports are plain ones: wasm-bindgen only starts the module and links the
//! imports. What is hard: an import may call an export (to make room for what it brings), so no
//! `RefCell` may be borrowed across a call of an import. What belongs to objects is in `objects.rs`.

use std::borrow::Cow;
use std::cell::{Cell, OnceCell, RefCell};
use std::rc::Rc;

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
// Its start-up, panic hook and re-initialisation are those that worker-build's shim expects.
use williw_workers::HeaderSource;
use williw_workers::cron::{JobOutcome, Trigger};
use williw_workers::driver::{
    Clock, D1Driver, Host, KvDriver, Level, LocalFuture, NamespaceDriver, RateLimitDriver, RequestRecord, Running,
    Worker,
};
use williw_workers::fetch::{FetchError, FetchReply, FetchRequest};
use williw_workers::http::exchange::current_request_id;
use williw_workers::http::{Body, Headers, Method, Peer, Problem, Request, RequestId, Response, StatusCode, Upgrade};
#[cfg(feature = "worker")]
use worker as _;

use crate::catalog::{Heads, Number, head_text, number_of, own_fields};
use crate::d1::Database;
use crate::executor::{Answer, Ending, Executor, Failure, Outcome, Reading, STUCK, Step, Work};
use crate::fetch::fetch;
use crate::kv::Namespace;
use crate::namespace::{ClientEnd, Objects};
use crate::ratelimit::RateLimiter;
use crate::tape::{read_results, read_values};
use crate::timer;

#[wasm_bindgen(module = "/js/host.js")]
extern "C" {
    /// The state that worker-build's shim shares with the module.
    #[cfg(not(feature = "worker"))]
    #[wasm_bindgen(js_name = initState)]
    fn init_state() -> JsValue;
    /// Gives JavaScript the module's exports and memory, each time it is instantiated.
    fn attach(exports: &JsValue, memory: &JsValue);
    fn now() -> f64;
    fn random(into: *mut u8, len: usize);
    fn log(level: u32, text: *const u8, len: usize);
    /// Put the text of a header field, or of a variable or secret, into the input buffer and return
    /// its length, or −1 where there is none. A header field has a number ([`number_of`]), or 0 and its name.
    fn header(number: usize, name: *const u8, len: usize) -> i32;
    fn variable(name: *const u8, len: usize) -> i32;
    /// Whether this is bound under a name; what, as in [`Kind`].
    fn bound(kind: u32, name: *const u8, len: usize) -> bool;
    /// Has the event of a slot polled soon.
    fn wake(slot: u32);
}

#[wasm_bindgen(module = "/js/calls.js")]
extern "C" {
    /// Drops the client's end of a WebSocket.
    fn release(socket: u32);
}

#[wasm_bindgen(start, private)]
fn started() {
    #[cfg(not(feature = "worker"))]
    std::panic::set_hook(Box::new(|info| log_of_request(Level::Error, &info.to_string())));
    attach(&wasm_bindgen::exports(), &wasm_bindgen::memory());
}

/// What worker-build's shim asks for when the crate `worker` is not linked: that crate brings 30 KiB
/// of wasm and 20 KiB of JavaScript, none of which is used here.
#[cfg(not(feature = "worker"))]
#[wasm_bindgen(js_name = __worker_init_state)]
#[allow(unreachable_pub)] // The macro wants it public; the module is not.
pub fn worker_init_state() -> JsValue {
    init_state()
}

thread_local! {
    static EXECUTOR: &'static Executor = Box::leak(Box::new(Executor::new(wake)));
    /// The Worker; empty where it could not start.
    static RUNNING: OnceCell<&'static dyn Running> = const { OnceCell::new() };
    pub(crate) static BUFFERS: Buffers = Buffers::default();
    static HEADS: RefCell<Heads> = RefCell::default();
}

pub(crate) fn executor() -> &'static Executor {
    EXECUTOR.with(|executor| *executor)
}

/// The Worker, where it could start.
pub(crate) fn running() -> Option<&'static dyn Running> {
    RUNNING.with(|running| running.get().copied())
}

/// What crosses.
#[derive(Default)]
pub(crate) struct Buffers {
    /// What JavaScript brings.
    pub(crate) input: RefCell<Vec<u8>>,
    /// Bytes that become somebody's own: a request's body, a value.
    pub(crate) body: RefCell<Vec<u8>>,
    /// What JavaScript takes: a reply's body, or the calls to make. Kept until the next step.
    output: RefCell<Vec<u8>>,
    /// A reply's head, where JavaScript does not know it by its number.
    head: RefCell<String>,
    /// Its header fields that are its own.
    fields: RefCell<String>,
    /// The WebSocket of a reply, until JavaScript has taken it.
    upgrade: RefCell<Option<Upgrade>>,
    /// Where those are: head number, head address and length, output address and length, the number
    /// of the reply's WebSocket or 0; how many bytes of text an import brought; and own fields' address and length.
    frame: Cell<[usize; 9]>,
}

/// An input buffer beyond this is not kept.
const KEPT: usize = 1 << 20;

impl Buffers {
    /// The first `len` bytes of the input as text. JavaScript's encoder writes UTF-8 only.
    pub(crate) fn text(&self, range: std::ops::Range<usize>) -> String {
        let input = self.input.borrow();
        String::from_utf8_lossy(input.get(range).unwrap_or_default()).into_owned()
    }

    fn put(&self, number: u32, head: String, output: Vec<u8>) {
        let (at, len) = (output.as_ptr() as usize, output.len());
        self.frame.set([number as usize, head.as_ptr() as usize, head.len(), at, len, 0, 0, 0, 0]);
        *self.head.borrow_mut() = head;
        *self.output.borrow_mut() = output;
    }

    /// Adds header fields to the reply that was put last.
    fn put_fields(&self, fields: String) {
        let mut frame = self.frame.get();
        [frame[7], frame[8]] = [fields.as_ptr() as usize, fields.len()];
        self.frame.set(frame);
        *self.fields.borrow_mut() = fields;
    }

    /// Adds a WebSocket to the reply that was put last.
    fn put_upgrade(&self, upgrade: Upgrade) {
        if let Some(end) = upgrade.inner::<ClientEnd>() {
            let mut frame = self.frame.get();
            frame[5] = end.number as usize;
            self.frame.set(frame);
        }
        // What stood here is dropped, which calls JavaScript: not while it is borrowed.
        let before = self.upgrade.replace(Some(upgrade));
        drop(before);
    }

    /// How many bytes of text an import brought.
    pub(crate) fn brought(&self) -> usize {
        self.frame.get()[6]
    }
}

/// Where JavaScript reads the frame.
#[unsafe(no_mangle)]
extern "C" fn williw_frame() -> *const [usize; 9] {
    BUFFERS.with(|buffers| buffers.frame.as_ptr().cast_const())
}

/// Makes room for so many bytes of input.
#[unsafe(no_mangle)]
extern "C" fn williw_input(len: usize) -> *mut u8 {
    BUFFERS.with(|buffers| {
        let mut input = buffers.input.borrow_mut();
        if input.len() < len || input.len() > KEPT {
            // Not `resize`: nothing of what was there is wanted.
            *input = vec![0; len.next_power_of_two().max(1024)];
        }
        input.as_mut_ptr()
    })
}

/// Makes room for a body of so many bytes.
#[unsafe(no_mangle)]
extern "C" fn williw_body(len: usize) -> *mut u8 {
    BUFFERS.with(|buffers| {
        let mut body = buffers.body.borrow_mut();
        *body = vec![0; len];
        body.as_mut_ptr()
    })
}

/// A request, in a slot that JavaScript chose: the input holds the method and then the target.
/// `body` is 0 where there is none, 1 where the body buffer holds it, 2 where it is too large.
#[unsafe(no_mangle)]
extern "C" fn williw_fetch(slot: u32, method: usize, target: usize, body: u32) -> u32 {
    let Some(running) = running() else {
        return answer(misconfigured());
    };
    let request = BUFFERS.with(|buffers| {
        let method = buffers.input.borrow().get(..method).and_then(|name| Method::from_bytes(name).ok());
        Request {
            method: method.unwrap_or_default(),
            target: String::new(),
            headers: Headers::new(RequestHeaders { slot }),
            body: match body {
                0 => Body::Read(Vec::new()),
                1 => Body::Read(buffers.body.take()),
                _ => Body::TooLarge,
            },
            peer: Peer::Header("cf-connecting-ip"),
            id: None,
        }
    });
    let request = Request { target: BUFFERS.with(|buffers| buffers.text(method..method + target)), ..request };
    step(executor().begin(slot, || Work::Request(running.fetch(request))))
}

/// The cron jobs of an expression, which stands in the input.
#[unsafe(no_mangle)]
extern "C" fn williw_scheduled(slot: u32, cron: usize, scheduled_ms: f64) -> u32 {
    let cron = BUFFERS.with(|buffers| buffers.text(0..cron));
    let work = async move {
        let running = running().ok_or(MISCONFIGURED)?;
        outcome_of_jobs(&cron, &running.scheduled(Trigger::Schedule(&cron), scheduled_ms as u64).await)
    };
    step(executor().begin(slot, || Work::Event(Box::pin(work))))
}

/// Fails where a job did, or where there is none.
fn outcome_of_jobs(cron: &str, jobs: &[JobOutcome]) -> Outcome {
    if jobs.is_empty() {
        return Err(format!("no cron job has the expression `{cron}`"));
    }
    let failed: Vec<_> =
        jobs.iter().filter_map(|job| job.error.as_ref().map(|error| format!("{}: {error}", job.job))).collect();
    match failed.len() {
        0 => Ok(Ending::default()),
        count => Err(format!("{count} of {} cron jobs failed: {}", jobs.len(), failed.join("; "))),
    }
}

/// The answer of a call: the input holds a tape of so many cells and so many bytes of text, and the
/// body buffer the bytes that belong to it.
#[unsafe(no_mangle)]
extern "C" fn williw_answer(slot: u32, call: u32, cells: usize, text: usize) -> u32 {
    step(executor().deliver(slot, call, |reading| {
        BUFFERS.with(|buffers| match reading {
            Reading::Results(columns) => Answer::Results(read_results(&buffers.input.borrow(), cells, text, columns)),
            Reading::Values => Answer::Values(read_values(&buffers.input.borrow(), cells, text), buffers.body.take()),
        })
    }))
}

/// The failure of a call: the input holds so many bytes of the platform's words.
#[unsafe(no_mangle)]
extern "C" fn williw_fail(slot: u32, call: u32, text: usize, flags: u32) -> u32 {
    step(executor().deliver(slot, call, |_| {
        Answer::Failed(Failure { message: BUFFERS.with(|buffers| buffers.text(0..text)), flags })
    }))
}

/// Runs the event of a slot on: another one woke it.
#[unsafe(no_mangle)]
extern "C" fn williw_resume(slot: u32) -> u32 {
    step(executor().resume(slot))
}

/// Drops the event of a slot: its client is gone.
#[unsafe(no_mangle)]
extern "C" fn williw_drop(slot: u32) {
    executor().abandon(slot);
    // Nobody is answered with its id.
    DROPPED.take();
}

/// Puts the outcome of a step into the frame: 0 for a reply or an event's end, 1 for calls to make, 2 for
/// why an event failed.
pub(crate) fn step(step: Step) -> u32 {
    match step {
        Step::Answered(response) => answer(response),
        Step::Ended(outcome) => end(outcome),
        Step::Waiting(calls) => {
            BUFFERS.with(|buffers| buffers.put(0, String::new(), calls.into_bytes()));
            1
        }
        Step::Stuck => {
            write_log(Level::Error, STUCK);
            answer(broken(Problem::internal()))
        }
        Step::Gone => answer(broken(Problem::internal())),
    }
}

thread_local! {
    /// The request that was dropped last without an answer.
    static DROPPED: Cell<Option<RequestId>> = const { Cell::new(None) };
}

/// The reply to a request that the Worker has none for.
fn broken(problem: Problem) -> Response {
    // The request that JavaScript runs. Its fields are told here, where no event is polled.
    let given = || taken(header(number_of("x-request-id"), std::ptr::null(), 0)).and_then(|id| RequestId::parse(&id));
    let id = DROPPED.take().or_else(given).unwrap_or_else(|| RequestId::new(&Isolate::default()));
    problem.into_response(id.as_str()).with_header("x-request-id", id.as_str().to_owned())
}

fn answer(mut response: Response) -> u32 {
    let number = HEADS.with(|heads| heads.borrow_mut().number(&response));
    let (number, head) = match number {
        Number::Known(number) => (number, String::new()),
        Number::New(number) => (number, head_text(&response)),
        Number::Dynamic => (0, head_text(&response)),
    };
    let (upgrade, fields) = (response.upgrade.take(), own_fields(&response));
    BUFFERS.with(|buffers| {
        buffers.put(number, head, response.body);
        buffers.put_fields(fields);
        if let Some(upgrade) = upgrade {
            buffers.put_upgrade(upgrade);
        }
    });
    0
}

/// Puts what an event came to into the frame.
pub(crate) fn end(outcome: Outcome) -> u32 {
    let (code, head, body) = match outcome {
        Ok(ending) => (0, ending.head, ending.body),
        Err(message) => (2, String::new(), message.into_bytes()),
    };
    BUFFERS.with(|buffers| buffers.put(0, head, body));
    code
}

pub(crate) const MISCONFIGURED: &str = "the Worker is misconfigured";

fn misconfigured() -> Response {
    broken(Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "misconfigured", MISCONFIGURED))
}

/// Starts the Worker: what [`entry!`](crate::entry) calls at the first event. Not `&dyn Worker`: its
/// manifest, with the whole schema as text, would then be part of the module, and nobody reads it here.
pub fn start(worker: &impl Worker) {
    let isolate = Isolate::default();
    isolate.least.set(isolate.var("LOG_LEVEL").as_deref().map_or(Level::Info, level));
    match worker.start(Rc::new(isolate)) {
        // It lives as long as the isolate, and so do the futures that borrow it.
        Ok(running) => RUNNING.with(|slot| {
            let running: &'static Rc<dyn Running> = Box::leak(Box::new(running));
            let _ = slot.set(&**running);
        }),
        Err(error) => write_log(Level::Error, &error.to_string()),
    }
}

/// The least level that is logged, by its name. Another name is no reason not to start: it is that of `info`.
fn level(name: &str) -> Level {
    match name.trim().to_ascii_lowercase().as_str() {
        "debug" | "trace" => Level::Debug,
        "warn" | "warning" => Level::Warn,
        "error" => Level::Error,
        _ => Level::Info,
    }
}

/// The host of this isolate.
struct Isolate {
    databases: RefCell<Vec<Rc<Database>>>,
    clock: Rc<dyn Clock>,
    least: Cell<Level>,
}

impl Default for Isolate {
    fn default() -> Self {
        Isolate { databases: RefCell::default(), clock: Rc::new(IsolateClock), least: Cell::new(Level::Info) }
    }
}

impl Host for Isolate {
    fn clock(&self) -> Rc<dyn Clock> {
        Rc::clone(&self.clock)
    }

    fn d1(&self, binding: &str) -> Option<Rc<dyn D1Driver>> {
        // Statements are numbered for each database.
        if let Some(known) = self.databases.borrow().iter().find(|known| known.is(binding)) {
            return Some(Rc::clone(known) as Rc<dyn D1Driver>);
        }
        is_bound(Kind::D1, binding)?;
        let new = Rc::new(Database::new(executor(), binding));
        self.databases.borrow_mut().push(Rc::clone(&new));
        Some(new)
    }

    fn kv(&self, binding: &str) -> Option<Rc<dyn KvDriver>> {
        is_bound(Kind::Kv, binding)?;
        Some(Rc::new(Namespace::new(executor(), binding)))
    }

    fn namespace(&self, binding: &str) -> Option<Rc<dyn NamespaceDriver>> {
        is_bound(Kind::Objects, binding)?;
        Some(Rc::new(Objects::new(executor(), binding, release)))
    }

    fn rate_limiter(&self, binding: &str) -> Option<Rc<dyn RateLimitDriver>> {
        is_bound(Kind::RateLimiter, binding)?;
        Some(Rc::new(RateLimiter::new(executor(), binding)))
    }

    fn var(&self, name: &str) -> Option<String> {
        taken(variable(name.as_ptr(), name.len()))
    }

    fn secret(&self, name: &str) -> Option<String> {
        taken(variable(name.as_ptr(), name.len()))
    }

    fn fetch(&self, request: FetchRequest) -> LocalFuture<'_, Result<FetchReply, FetchError>> {
        fetch(executor(), request)
    }

    fn random(&self, bytes: &mut [u8]) {
        random(bytes.as_mut_ptr(), bytes.len());
    }

    fn log(&self, level: Level, line: &str) {
        if self.log_enabled(level) {
            log_of_request(level, line);
        }
    }

    fn log_enabled(&self, level: Level) -> bool {
        level >= self.least.get()
    }

    fn observe(&self, record: &RequestRecord<'_>) {
        if record.status.is_none() {
            DROPPED.set(RequestId::parse(record.request_id));
        }
        if self.log_enabled(Level::Info) {
            self.log(Level::Info, &record.to_json());
        }
    }
}

/// What is bound, as `js/host.js` knows it.
#[derive(Clone, Copy)]
enum Kind {
    D1,
    Kv,
    Objects,
    RateLimiter,
}

fn is_bound(kind: Kind, name: &str) -> Option<()> {
    bound(kind as u32, name.as_ptr(), name.len()).then_some(())
}

struct IsolateClock;

impl Clock for IsolateClock {
    fn now_ms(&self) -> u64 {
        now() as u64
    }

    fn sleep(&self, ms: u64) -> LocalFuture<'static, ()> {
        timer::sleep(executor(), ms)
    }
}

/// The header fields of the request in a slot; there are none once it has answered.
struct RequestHeaders {
    slot: u32,
}

impl HeaderSource for RequestHeaders {
    fn header(&self, name: &str) -> Option<Cow<'_, str>> {
        // JavaScript looks at the request that is being polled.
        if executor().current() != Some(self.slot) {
            return None;
        }
        taken(header(number_of(name), name.as_ptr(), name.len())).map(Cow::Owned)
    }
}

/// The text that an import put into the input buffer.
fn taken(len: i32) -> Option<String> {
    let len = usize::try_from(len).ok()?;
    Some(BUFFERS.with(|buffers| buffers.text(0..len)))
}

/// Writes a line, and which request runs where one does.
fn log_of_request(level: Level, line: &str) {
    match current_request_id() {
        Some(id) => write_log(level, &format!("request {id}: {line}")),
        None => write_log(level, line),
    }
}

fn write_log(level: Level, line: &str) {
    log(level as u32, line.as_ptr(), line.len());
}
