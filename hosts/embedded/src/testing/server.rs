//! A server on a port of its own, for tests that speak HTTP.

use std::net::{Ipv4Addr, SocketAddr};
use std::rc::Rc;
use std::sync::mpsc;
use std::thread::{self, JoinHandle};

use tokio::net::TcpListener;
use tokio::sync::mpsc as commands;
use williw_workers::driver::Worker;

use super::Setup;
use crate::Error;
use crate::server::{self, App, Options};

/// A Worker that listens on the loopback address, in a thread of its own. It stops, as calmly as a
/// real one, when this is dropped.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    metrics: Option<SocketAddr>,
    /// Without it the server stops.
    commands: Option<commands::UnboundedSender<Evict>>,
    thread: Option<JoinHandle<()>>,
}

/// Takes an object out of memory, and says whether it is out; nothing where there is no such class.
#[derive(Debug)]
struct Evict {
    class: String,
    name: String,
    done: mpsc::Sender<Option<bool>>,
}

impl Server {
    /// Starts the Worker that `make` makes, in the thread that it will run on.
    ///
    /// # Panics
    /// Where it does not start, with every reason.
    #[track_caller]
    pub fn start<W: Worker>(make: impl FnOnce() -> W + Send + 'static, setup: Setup) -> Self {
        Self::try_start(make, setup).unwrap_or_else(|e| panic!("{e}"))
    }

    /// The same for a test of what does not start.
    ///
    /// # Errors
    /// Why it does not.
    pub fn try_start<W: Worker>(make: impl FnOnce() -> W + Send + 'static, setup: Setup) -> Result<Self, Error> {
        let (commands, mut given) = commands::unbounded_channel::<Evict>();
        let (ready, started) = mpsc::channel();
        let thread = thread::spawn(move || {
            let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
                Ok(runtime) => runtime,
                Err(e) => return drop(ready.send(Err(Error::new(e.to_string())))),
            };
            runtime.block_on(async {
                let limits = setup.limits;
                match open(&make(), setup).await {
                    Ok((listener, addresses, app)) => {
                        let _ = ready.send(Ok(addresses));
                        let host = Rc::clone(&app.host);
                        let stop = async {
                            while let Some(Evict { class, name, done }) = given.recv().await {
                                let class = host.objects().class(&class);
                                let _ = done.send(class.map(|class| host.objects().evict(class, &name)));
                            }
                        };
                        server::serve(listener, app, limits, stop).await;
                    }
                    Err(e) => drop(ready.send(Err(e))),
                }
            });
        });
        let (address, metrics) = started.recv().unwrap_or_else(|_| Err(Error::new("the server's thread panicked")))?;
        Ok(Server { address, metrics, commands: Some(commands), thread: Some(thread) })
    }

    /// Such as `http://127.0.0.1:40123`, without a slash at the end.
    pub fn base_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Where its metrics are, where they were asked for.
    pub fn metrics_address(&self) -> Option<SocketAddr> {
        self.metrics
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Takes an object out of memory, as it happens to one that has nothing to do; says whether it is out. Its storage
    /// and its WebSockets stay.
    ///
    /// # Panics
    /// Where there is no such class.
    #[track_caller]
    pub fn evict(&self, class: &str, name: &str) -> bool {
        let (done, out) = mpsc::channel();
        let evict = Evict { class: class.to_owned(), name: name.to_owned(), done };
        let sent = self.commands.as_ref().is_some_and(|commands| commands.send(evict).is_ok());
        match out.recv() {
            Ok(is_out) if sent => is_out.unwrap_or_else(|| panic!("there is no Durable Object class `{class}`")),
            _ => false,
        }
    }

    /// Asks it to stop, without waiting for the end.
    pub fn stop(&mut self) {
        self.commands.take();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// Where it listens, and where its metrics are.
type Addresses = (SocketAddr, Option<SocketAddr>);

async fn open(worker: &impl Worker, setup: Setup) -> Result<(TcpListener, Addresses, App), Error> {
    let (client_ip_header, metrics, test_scheduled) =
        (setup.client_ip_header.clone(), setup.metrics, setup.test_scheduled);
    let client_ip_header = client_ip_header.as_deref().map(server::header_name).transpose()?;
    let host = setup.open(worker)?;
    let (running, timers) = host.start(worker)?;
    let trouble = |e: std::io::Error| Error::new(format!("cannot listen: {e}"));
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.map_err(trouble)?;
    let address = listener.local_addr().map_err(trouble)?;
    let mut addresses = (address, None);
    let mut options = Options { client_ip_header, metrics: None, test_scheduled };
    if metrics {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.map_err(trouble)?;
        addresses.1 = Some(listener.local_addr().map_err(trouble)?);
        options.metrics = Some(listener);
    }
    Ok((listener, addresses, App { running, timers, host, options }))
}
