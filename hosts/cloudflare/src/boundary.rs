//! The wasm module's exports and imports: what `js/host.js` calls, and `Host` over what it offers.
//!
//! Texts and bytes cross through buffers that Rust owns and JavaScript fills or reads; everything
//! else is a number. The exports are plain ones: wasm-bindgen only starts the module and links the
//! imports. What is hard: an import may call an export (to make room for what it brings), so no
//! `RefCell` may be borrowed across a call of an import.

use std::borrow::Cow;
use std::cell::{Cell, OnceCell, RefCell};
use std::rc::Rc;

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
// Its start-up, panic hook and re-initialisation are those that worker-build's shim expects.
use williw_workers::HeaderSource;
use williw_workers::d1::D1Error;
use williw_workers::driver::{Clock, D1Driver, Host, Level, LocalFuture, Running, Worker};
use williw_workers::http::{Body, Headers, Method, Problem, Request, Response, StatusCode};
#[cfg(feature = "worker")]
use worker as _;

use crate::catalog::{Heads, Number, head_text};
use crate::d1::Database;
use crate::executor::{Executor, Step};
use crate::tape::read_results;
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
    /// its length, or −1 where there is none.
    fn header(name: *const u8, len: usize) -> i32;
    fn variable(name: *const u8, len: usize) -> i32;
    /// Whether a D1 database is bound under this name.
    fn database(name: *const u8, len: usize) -> bool;
}

#[wasm_bindgen(start, private)]
fn started() {
    #[cfg(not(feature = "worker"))]
    std::panic::set_hook(Box::new(|info| write_log(Level::Error, &info.to_string())));
    attach(&wasm_bindgen::exports(), &wasm_bindgen::memory());
}

/// What worker-build's shim asks for when the crate `worker` is not linked: that crate brings 30 KiB
/// of wasm and 20 KiB of JavaScript, none of which a Worker without objects uses.
#[cfg(not(feature = "worker"))]
#[wasm_bindgen(js_name = __worker_init_state)]
#[allow(unreachable_pub)] // The macro wants it public; the module is not.
pub fn worker_init_state() -> JsValue {
    init_state()
}

thread_local! {
    static EXECUTOR: &'static Executor = Box::leak(Box::default());
    /// The Worker; empty where it could not start.
    static RUNNING: OnceCell<&'static dyn Running> = const { OnceCell::new() };
    static BUFFERS: Buffers = Buffers::default();
    static HEADS: RefCell<Heads> = RefCell::default();
}

fn executor() -> &'static Executor {
    EXECUTOR.with(|executor| *executor)
}

/// What crosses.
#[derive(Default)]
struct Buffers {
    /// What JavaScript brings.
    input: RefCell<Vec<u8>>,
    /// A request's body, which becomes the request's own.
    body: RefCell<Vec<u8>>,
    /// What JavaScript takes: a reply's body, or the calls to make. Kept until the next step.
    output: RefCell<Vec<u8>>,
    /// A reply's head, where JavaScript does not know it by its number.
    head: RefCell<String>,
    /// Where those are: head number, head address and length, output address and length.
    frame: Cell<[usize; 5]>,
}

/// An input buffer beyond this is not kept.
const KEPT: usize = 1 << 20;

impl Buffers {
    /// The first `len` bytes of the input as text. JavaScript's encoder writes UTF-8 only.
    fn text(&self, range: std::ops::Range<usize>) -> String {
        let input = self.input.borrow();
        String::from_utf8_lossy(input.get(range).unwrap_or_default()).into_owned()
    }

    fn put(&self, number: u32, head: String, output: Vec<u8>) {
        self.frame.set([number as usize, head.as_ptr() as usize, head.len(), output.as_ptr() as usize, output.len()]);
        *self.head.borrow_mut() = head;
        *self.output.borrow_mut() = output;
    }
}

/// Where JavaScript reads the frame.
#[unsafe(no_mangle)]
extern "C" fn williw_frame() -> *const [usize; 5] {
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
    let Some(running) = RUNNING.with(|running| running.get().copied()) else {
        return answer(&misconfigured());
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
        }
    });
    let request = Request { target: BUFFERS.with(|buffers| buffers.text(method..method + target)), ..request };
    step(executor().begin(slot, || running.fetch(request)))
}

/// The results of a call: the input holds a tape of so many cells and so many bytes of text.
#[unsafe(no_mangle)]
extern "C" fn williw_answer(slot: u32, call: u32, cells: usize, text: usize) -> u32 {
    step(executor().deliver(slot, call, |columns| {
        BUFFERS.with(|buffers| read_results(&buffers.input.borrow(), cells, text, columns))
    }))
}

/// The failure of a call: the input holds so many bytes of D1's words.
#[unsafe(no_mangle)]
extern "C" fn williw_fail(slot: u32, call: u32, text: usize) -> u32 {
    step(executor().deliver(slot, call, |_| Err(D1Error::from_message(&BUFFERS.with(|buffers| buffers.text(0..text))))))
}

/// Drops the request of a slot: its client is gone.
#[unsafe(no_mangle)]
extern "C" fn williw_drop(slot: u32) {
    executor().abandon(slot);
}

/// Puts the outcome of a step into the frame: 0 for a reply, 1 for calls to make.
fn step(step: Step) -> u32 {
    match step {
        Step::Answered(response) => answer_owned(response),
        Step::Waiting(calls) => {
            BUFFERS.with(|buffers| buffers.put(0, String::new(), calls.into_bytes()));
            1
        }
        Step::Stuck => {
            write_log(Level::Error, "a handler waits for something that never happens; the request was dropped");
            answer_owned(Problem::internal().into_response(""))
        }
        Step::Gone => answer_owned(Problem::internal().into_response("")),
    }
}

fn answer(response: &Response) -> u32 {
    answer_owned(response.clone())
}

fn answer_owned(response: Response) -> u32 {
    let number = HEADS.with(|heads| heads.borrow_mut().number(&response));
    let (number, head) = match number {
        Number::Known(number) => (number, String::new()),
        Number::New(number) => (number, head_text(&response)),
        Number::Dynamic => (0, head_text(&response)),
    };
    BUFFERS.with(|buffers| buffers.put(number, head, response.body));
    0
}

fn misconfigured() -> Response {
    Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "misconfigured", "the Worker is misconfigured").into_response("")
}

/// Starts the Worker: what [`entry!`](crate::entry) calls at the first request. Not `&dyn Worker`: its
/// manifest, with the whole schema as text, would then be part of the module, and nobody reads it here.
pub fn start(worker: &impl Worker) {
    match worker.start(Rc::new(Isolate::default())) {
        // It lives as long as the isolate, and so do the futures that borrow it.
        Ok(running) => RUNNING.with(|slot| {
            let running: &'static Rc<dyn Running> = Box::leak(Box::new(running));
            let _ = slot.set(&**running);
        }),
        Err(error) => write_log(Level::Error, &error.to_string()),
    }
}

/// The host of this isolate.
#[derive(Default)]
struct Isolate {
    databases: RefCell<Vec<Rc<Database>>>,
}

impl Host for Isolate {
    fn clock(&self) -> Rc<dyn Clock> {
        Rc::new(IsolateClock)
    }

    fn d1(&self, binding: &str) -> Option<Rc<dyn D1Driver>> {
        if let Some(known) = self.databases.borrow().iter().find(|known| known.is(binding)) {
            return Some(Rc::clone(known) as Rc<dyn D1Driver>);
        }
        if !database(binding.as_ptr(), binding.len()) {
            return None;
        }
        let new = Rc::new(Database::new(executor(), binding));
        self.databases.borrow_mut().push(Rc::clone(&new));
        Some(new)
    }

    fn var(&self, name: &str) -> Option<String> {
        taken(variable(name.as_ptr(), name.len()))
    }

    fn secret(&self, name: &str) -> Option<String> {
        taken(variable(name.as_ptr(), name.len()))
    }

    fn random(&self, bytes: &mut [u8]) {
        random(bytes.as_mut_ptr(), bytes.len());
    }

    fn log(&self, level: Level, line: &str) {
        write_log(level, line);
    }
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
        taken(header(name.as_ptr(), name.len())).map(Cow::Owned)
    }
}

/// The text that an import put into the input buffer.
fn taken(len: i32) -> Option<String> {
    let len = usize::try_from(len).ok()?;
    Some(BUFFERS.with(|buffers| buffers.text(0..len)))
}

fn write_log(level: Level, line: &str) {
    log(level as u32, line.as_ptr(), line.len());
}
