//! The world as a client sees it.

use std::error::Error;
use std::fmt;
use std::rc::Rc;
use std::sync::Arc;

use crate::Timestamp;

/// A request on its way. Its URI is path and query alone, as they are sent.
pub type Request = ::http::Request<Vec<u8>>;

/// A reply, read to its end.
pub type Response = ::http::Response<Vec<u8>>;

/// What brings requests to one service, and tells the time meanwhile.
///
/// Whether a client's futures are `Send` is up to its transport: those over `Reqwest` are.
#[allow(async_fn_in_trait)]
pub trait Transport {
    /// Sends one request and reads the whole reply. A redirect is a reply like any other, and nothing is repeated here.
    ///
    /// # Errors
    /// There is no reply; whether the request arrived is not known.
    async fn send(&self, request: Request) -> Result<Response, TransportError>;
    /// Now.
    fn now(&self) -> Timestamp;
    /// Waits for so many milliseconds.
    async fn sleep(&self, ms: u64);
    /// Fills the buffer with random bytes: what makes a signature's nonce one that was never used before.
    fn random(&self, bytes: &mut [u8]);
}

/// Why there is no reply.
#[derive(Debug)]
pub struct TransportError(Box<dyn Error + Send + Sync>);

impl TransportError {
    /// Of what the transport says.
    pub fn new(error: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        TransportError(error.into())
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Error for TransportError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.0.source()
    }
}

macro_rules! through {
    ($($pointer:ty),*) => {$(
        impl<T: Transport> Transport for $pointer {
            async fn send(&self, request: Request) -> Result<Response, TransportError> {
                T::send(self, request).await
            }

            fn now(&self) -> Timestamp {
                T::now(self)
            }

            async fn sleep(&self, ms: u64) {
                T::sleep(self, ms).await;
            }

            fn random(&self, bytes: &mut [u8]) {
                T::random(self, bytes);
            }
        }
    )*};
}

through!(&T, Rc<T>, Arc<T>);
