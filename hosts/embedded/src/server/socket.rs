//! A client's socket, with what hyper leaves out: a client that does not read its answer is given
//! up, hyper's own refusals become problem documents ([`Exchange`]), and a socket is closed so that
//! the client can still read its answer.
//!
//! The last is the hard one. When a server closes a socket while bytes that it did not read are
//! still coming (the rest of a body that is too large), the kernel resets the connection, and the
//! client may lose the answer that says so. So the end is announced first, and what still comes is
//! thrown away for a while. (nginx calls it a lingering close.)

use std::future::Future;
use std::io;
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Sleep, sleep};

use super::exchange::Exchange;

/// How long, and how much, a closing socket throws away.
const LINGER: Duration = Duration::from_secs(2);
const LINGER_BYTES: usize = 16 * 1024 * 1024;

pub(super) struct Socket {
    stream: TcpStream,
    exchange: Rc<Exchange>,
    /// What goes out in place of what hyper wrote.
    replacement: Vec<u8>,
    /// Since when the client has not taken what is written.
    stalled: Option<Pin<Box<Sleep>>>,
    closing: Option<Closing>,
}

struct Closing {
    until: Pin<Box<Sleep>>,
    thrown_away: usize,
}

impl Socket {
    pub(super) fn new(stream: TcpStream, exchange: Rc<Exchange>) -> Self {
        Socket { stream, exchange, replacement: Vec::new(), stalled: None, closing: None }
    }

    fn watch<T>(&mut self, cx: &mut Context<'_>, written: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if written.is_ready() {
            self.stalled = None;
            return written;
        }
        let limit = self.exchange.context.limits.write;
        let stalled = self.stalled.get_or_insert_with(|| Box::pin(sleep(limit)));
        ready!(stalled.as_mut().poll(cx));
        Poll::Ready(Err(io::Error::new(io::ErrorKind::TimedOut, "the client does not read")))
    }

    fn poll_replacement(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        while !self.replacement.is_empty() {
            let written = pin!(&mut self.stream).poll_write(cx, &self.replacement);
            let written = ready!(self.watch(cx, written))?;
            self.replacement.drain(..written);
        }
        Poll::Ready(Ok(()))
    }
}

impl AsyncRead for Socket {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        pin!(&mut self.stream).poll_read(cx, buf)
    }
}

impl AsyncWrite for Socket {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        if let Some(replacement) = self.exchange.replacement(bytes) {
            self.replacement = replacement;
            return Poll::Ready(Ok(bytes.len()));
        }
        let written = pin!(&mut self.stream).poll_write(cx, bytes);
        self.watch(cx, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        if let [all] = bytes
            && let Some(replacement) = self.exchange.replacement(all)
        {
            self.replacement = replacement;
            return Poll::Ready(Ok(all.len()));
        }
        let written = pin!(&mut self.stream).poll_write_vectored(cx, bytes);
        self.watch(cx, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.poll_replacement(cx))?;
        self.exchange.flushed();
        pin!(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.poll_replacement(cx))?;
        let Socket { stream, closing, exchange, .. } = &mut *self;
        let mut stream = pin!(stream);
        let closing = match closing {
            Some(closing) => closing,
            None => {
                ready!(stream.as_mut().poll_shutdown(cx))?;
                if exchange.context.stopping.get() {
                    return Poll::Ready(Ok(()));
                }
                closing.insert(Closing { until: Box::pin(sleep(LINGER)), thrown_away: 0 })
            }
        };
        let mut bytes = [0; 4096];
        while closing.thrown_away < LINGER_BYTES && closing.until.as_mut().poll(cx).is_pending() {
            let mut buf = ReadBuf::new(&mut bytes);
            // An error means that the client is gone: all is done, too.
            let more = ready!(stream.as_mut().poll_read(cx, &mut buf)).is_ok() && !buf.filled().is_empty();
            if !more {
                break;
            }
            closing.thrown_away += buf.filled().len();
        }
        Poll::Ready(Ok(()))
    }
}
