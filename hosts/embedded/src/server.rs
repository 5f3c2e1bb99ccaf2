//! The HTTP server: connections in, requests to the Worker, answers out, and a calm end.
//!
//! hyper speaks HTTP/1.1; what it leaves to its user is here and below: how many connections, how
//! long each step may take, how much is read, and what a client hears when it oversteps.

mod answer;
mod body;
mod exchange;
mod scheduled;
mod socket;
mod websocket;

use std::cell::Cell;
use std::convert::Infallible;
use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::pin;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use http::HeaderName;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::task::LocalSet;
use williw_workers::driver::{Level, Running};

use crate::Error;
use crate::host::Host;
use crate::metrics;
use crate::timers::Timers;
use exchange::Exchange;
use socket::Socket;

/// The longest header section, in bytes. Longer: 431. (Cloudflare takes 128 KB; no caller of ours needs it.)
const MAX_HEADERS: usize = 32 * 1024;
/// What hyper collects before it gives up on a request's head by itself, with a bare 431.
const MAX_HEAD: usize = 256 * 1024;

/// How much, and how long, a server lets its clients have.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// How long a request's head may take, and how long a connection may wait for the next one.
    pub head: Duration,
    /// How long a body may take; and a third of it, how long a client may send nothing.
    pub body: Duration,
    /// How long the Worker may take to answer.
    pub answer: Duration,
    /// How long a client may leave an answer unread.
    pub write: Duration,
    /// How long requests may still take once the server is asked to stop.
    pub stop: Duration,
    /// How many connections are open at once; more wait.
    pub connections: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            head: Duration::from_secs(30),
            body: Duration::from_secs(30),
            answer: Duration::from_secs(30),
            write: Duration::from_secs(30),
            stop: Duration::from_secs(10),
            connections: 512,
        }
    }
}

/// What is served.
pub(crate) struct App {
    pub(crate) running: Rc<dyn Running>,
    pub(crate) timers: Rc<Timers>,
    pub(crate) host: Rc<Host>,
    pub(crate) options: Options,
}

/// What else a server is asked for.
#[derive(Debug, Default)]
pub(crate) struct Options {
    /// The header field in which a proxy that everybody passes tells the client's address.
    pub(crate) client_ip_header: Option<HeaderName>,
    /// Where the metrics are.
    pub(crate) metrics: Option<TcpListener>,
    /// Whether whoever asks runs cron jobs.
    pub(crate) test_scheduled: bool,
}

/// A header field's name, as somebody has written it.
pub(crate) fn header_name(name: &str) -> Result<HeaderName, Error> {
    name.parse().map_err(|_| Error::new(format!("`{name}` cannot be the name of a header field")))
}

/// What every request needs.
struct Context {
    worker: Rc<dyn Running>,
    host: Rc<Host>,
    limits: Limits,
    /// Nobody is waited for any longer than needed.
    stopping: Cell<bool>,
    /// The same, for who waits to hear it.
    stop: watch::Sender<bool>,
    /// One for each connection.
    places: Arc<Semaphore>,
    client_ip_header: Option<HeaderName>,
    /// What runs cron jobs for whoever asks; without it nobody is asked.
    scheduled: Option<Rc<Timers>>,
}

impl Context {
    fn log(&self, level: Level, line: std::fmt::Arguments<'_>) {
        self.host.logger().write(level, line);
    }
}

/// Serves until `stop` is ready; then lets open requests end, and leaves whole database files.
pub(crate) async fn serve(listener: TcpListener, app: App, limits: Limits, stop: impl Future<Output = ()>) {
    let App { running: worker, timers, host, options } = app;
    let Options { client_ip_header, metrics, test_scheduled } = options;
    let places = Arc::new(Semaphore::new(limits.connections));
    let (stopping, stop_sender) = (Cell::new(false), watch::Sender::new(false));
    let scheduled = test_scheduled.then(|| Rc::clone(&timers));
    let context =
        Rc::new(Context { worker, host, limits, stopping, stop: stop_sender, places, client_ip_header, scheduled });
    let connections = LocalSet::new();
    connections
        .run_until(async {
            if let Some(listener) = metrics {
                tokio::task::spawn_local(metrics::serve(listener, Rc::clone(context.host.metrics())));
            }
            tokio::select! {
                () = accept(&listener, &context) => {}
                () = timers.run() => {}
                () = stop => {}
            }
            drop(listener);
            context.stopping.set(true);
            let _ = context.stop.send(true);
            let open = limits.connections.saturating_sub(context.places.available_permits());
            context.log(Level::Info, format_args!("stopping; {open} connections are open"));
            let calm = async {
                let all = u32::try_from(limits.connections).unwrap_or(u32::MAX);
                let _ = context.places.acquire_many(all).await;
                timers.idle().await;
                context.host.objects().idle().await;
            };
            if tokio::time::timeout(limits.stop, calm).await.is_err() {
                context.log(Level::Warn, format_args!("some requests did not end in time"));
            }
        })
        .await;
    // Whoever is still connected is cut off.
    drop(connections);
    context.host.checkpoint();
    context.host.close();
}

async fn accept(listener: &TcpListener, context: &Rc<Context>) {
    // The semaphore is never closed.
    while let Ok(place) = Arc::clone(&context.places).acquire_owned().await {
        match listener.accept().await {
            Ok((stream, peer)) => connect(stream, peer, place, context),
            Err(e) => {
                // A client that was gone already, or no file descriptors left: those come back.
                context.log(Level::Warn, format_args!("cannot accept a connection: {e}"));
                if !is_the_clients(&e) {
                    tokio::time::sleep(Duration::from_millis(100)).await;
                }
            }
        }
    }
}

fn connect(stream: TcpStream, peer: SocketAddr, place: OwnedSemaphorePermit, context: &Rc<Context>) {
    let _ = stream.set_nodelay(true);
    let exchange = Rc::new(Exchange::new(Rc::clone(context), peer.ip()));
    let connected = context.host.metrics().connected();
    let socket = Socket::new(stream, Rc::clone(&exchange));
    let answers = Rc::clone(&exchange);
    let service = service_fn(move |request| {
        let exchange = Rc::clone(&answers);
        async move { Ok::<_, Infallible>(answer::answer(&exchange, request).await) }
    });
    let mut connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(context.limits.head)
        .max_buf_size(MAX_HEAD)
        .serve_connection(TokioIo::new(socket), service);
    let context = Rc::clone(context);
    let mut stop = context.stop.subscribe();
    tokio::task::spawn_local(async move {
        let served = tokio::select! {
            served = &mut connection => served,
            _ = stop.wait_for(|stop| *stop) => {
                // Who is idle is let go, who waits for an answer gets it.
                pin::Pin::new(&mut connection).graceful_shutdown();
                (&mut connection).await
            }
        };
        let upgrade = exchange.upgrade.take();
        match (served, upgrade) {
            (Ok(()), Some(client)) => {
                let parts = connection.into_parts();
                websocket::run(parts.io.into_inner(), parts.read_buf, client, stop).await;
            }
            (Ok(()), None) => {}
            (Err(e), _) => context.log(Level::Debug, format_args!("connection from {peer}: {e}")),
        }
        drop(connected);
        drop(place);
    });
}

fn is_the_clients(e: &io::Error) -> bool {
    use io::ErrorKind as K;
    matches!(e.kind(), K::ConnectionAborted | K::ConnectionReset | K::ConnectionRefused | K::Interrupted)
}
