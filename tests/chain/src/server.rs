//! The chain over HTTP: `POST /` is JSON-RPC, all else is for who looks on.
//!
//! `GET /transfers` lists what was transferred, `GET /twice` the memos that were paid twice, `POST /advance?ms` moves the
//! clock, `POST /faults` changes the plan to the body's.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use http_body_util::{BodyExt, Limited};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response};
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;

use crate::{Answer, Chain, Faults};

/// How long an answer takes that comes too late.
const LATE: Duration = Duration::from_secs(20);
const MAX_BODY: usize = 1 << 20;

/// A chain that listens on the loopback address for as long as the process lives, in a thread of its own.
#[derive(Clone, Debug)]
pub struct Server {
    address: SocketAddr,
    shared: Shared,
}

#[derive(Clone, Debug)]
struct Shared {
    chain: Arc<Mutex<Chain>>,
    seed: u64,
    /// What was added to the clock.
    advanced_ms: Arc<AtomicU64>,
}

impl Server {
    /// Starts one on this port, or on a free one where it is 0. Blocks come by the clock, which `POST /advance` moves on.
    ///
    /// # Errors
    /// Why it cannot listen.
    pub fn start(port: u16, seed: u64, faults: Faults, now_ms: impl Fn() -> u64 + Send + 'static) -> io::Result<Self> {
        let advanced_ms = Arc::new(AtomicU64::new(0));
        let added = Arc::clone(&advanced_ms);
        let chain = Chain::new(faults, move || now_ms() + added.load(Ordering::SeqCst));
        let shared = Shared { chain: Arc::new(Mutex::new(chain)), seed, advanced_ms };
        let listener = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, port))?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let server = Server { address, shared: shared.clone() };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        thread::spawn(move || runtime.block_on(serve(listener, shared)));
        Ok(server)
    }

    /// Such as `http://127.0.0.1:40123/`.
    pub fn url(&self) -> String {
        format!("http://{}/", self.address)
    }

    /// The chain, to look at or to change.
    pub fn chain(&self) -> MutexGuard<'_, Chain> {
        self.shared.lock()
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Chain> {
        self.chain.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn answer(&self, request: Request<Incoming>) -> io::Result<Response<String>> {
        let (head, body) = request.into_parts();
        let body = Limited::new(body, MAX_BODY).collect().await.map_err(io::Error::other)?.to_bytes();
        let path = head.uri.path();
        let (status, text) = match (head.method, path) {
            (Method::POST, "/") => {
                // Not held while it waits.
                let answer = self.lock().answer(&body);
                match answer {
                    Answer::Reply(status, text) => (status, text),
                    Answer::Lost => return Err(io::ErrorKind::ConnectionReset.into()),
                    Answer::Late => {
                        tokio::time::sleep(LATE).await;
                        return Err(io::ErrorKind::ConnectionReset.into());
                    }
                }
            }
            (Method::GET, "/transfers") => (200, serde_json::to_string(&self.lock().transfers())?),
            (Method::GET, "/twice") => (200, serde_json::to_string(&self.lock().paid_twice())?),
            (Method::GET, "/height") => (200, self.lock().height().to_string()),
            (Method::POST, "/advance") => match head.uri.query().unwrap_or_default().parse() {
                Ok(ms) => {
                    self.advanced_ms.fetch_add(ms, Ordering::SeqCst);
                    (200, self.lock().height().to_string())
                }
                Err(_) => (400, "how many milliseconds? `POST /advance?1000`".to_owned()),
            },
            (Method::POST, "/faults") => match Faults::parse(self.seed, &String::from_utf8_lossy(&body)) {
                Ok(faults) => {
                    self.lock().set_faults(faults);
                    (200, String::new())
                }
                Err(part) => (400, format!("`{part}` is no fault such as `drop=10`")),
            },
            _ => (404, String::new()),
        };
        let reply = Response::builder().status(status).header("content-type", "application/json").body(text);
        reply.map_err(io::Error::other)
    }
}

async fn serve(listener: std::net::TcpListener, shared: Shared) {
    let Ok(listener) = TcpListener::from_std(listener) else { return };
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        let shared = shared.clone();
        tokio::spawn(async move {
            let service = service_fn(|request| shared.answer(request));
            let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
        });
    }
}
