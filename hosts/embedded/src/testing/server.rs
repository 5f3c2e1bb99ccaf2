//! A server on a port of its own, for tests that speak HTTP.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::mpsc;
use std::thread::{self, JoinHandle};

use tokio::net::TcpListener;
use tokio::sync::oneshot;
use williw_workers::driver::Worker;

use super::Setup;
use crate::Error;
use crate::server::{self, App};

/// A Worker that listens on the loopback address, in a thread of its own. It stops, as calmly as a
/// real one, when this is dropped.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
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
        let (stop, stopped) = oneshot::channel::<()>();
        let (ready, started) = mpsc::channel();
        let thread = thread::spawn(move || {
            let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
                Ok(runtime) => runtime,
                Err(e) => return drop(ready.send(Err(Error::new(e.to_string())))),
            };
            runtime.block_on(async {
                let limits = setup.limits;
                match open(&make(), setup).await {
                    Ok((listener, address, app)) => {
                        let _ = ready.send(Ok(address));
                        let stop = async { drop(stopped.await) };
                        server::serve(listener, app, limits, stop).await;
                    }
                    Err(e) => drop(ready.send(Err(e))),
                }
            });
        });
        let address = started.recv().unwrap_or_else(|_| Err(Error::new("the server's thread panicked")))?;
        Ok(Server { address, stop: Some(stop), thread: Some(thread) })
    }

    /// Such as `http://127.0.0.1:40123`, without a slash at the end.
    pub fn base_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Asks it to stop, without waiting for the end.
    pub fn stop(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
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

async fn open(worker: &impl Worker, setup: Setup) -> Result<(TcpListener, SocketAddr, App), Error> {
    let host = setup.open(worker.manifest())?;
    let (running, timers) = host.start(worker)?;
    let trouble = |e: std::io::Error| Error::new(format!("cannot listen: {e}"));
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.map_err(trouble)?;
    let address = listener.local_addr().map_err(trouble)?;
    Ok((listener, address, App { running, timers, host }))
}
