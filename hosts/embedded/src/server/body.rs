//! Reading a request's body: all of it, or no more than a Worker takes.

use std::future::poll_fn;
use std::pin::Pin;
use std::time::Duration;

use hyper::body::{Body as _, Incoming};
use tokio::time::timeout;
use williw_workers::http::{Body, MAX_BODY};

/// Why a body could not be read.
#[derive(Debug)]
pub(super) enum BodyError {
    /// The client took too long.
    Slow,
    /// The client went away, or what it sends is not a chunked body.
    Broken(hyper::Error),
}

/// Reads the body. One whose length is announced as too large is not read at all, so that a client
/// that waits for `100 Continue` never sends it.
pub(super) async fn read(mut incoming: Incoming, limit: Duration) -> Result<Body, BodyError> {
    let announced = incoming.size_hint().lower();
    if announced > MAX_BODY as u64 {
        return Ok(Body::TooLarge);
    }
    timeout(limit, collect(&mut incoming, announced, limit / 3)).await.unwrap_or(Err(BodyError::Slow))
}

/// Reads the frames, none of which may be longer in coming than `stall`.
async fn collect(incoming: &mut Incoming, announced: u64, stall: Duration) -> Result<Body, BodyError> {
    let mut body = Vec::with_capacity(usize::try_from(announced).unwrap_or_default());
    while !incoming.is_end_stream() {
        let frame = match timeout(stall, poll_fn(|cx| Pin::new(&mut *incoming).poll_frame(cx))).await {
            Ok(Some(frame)) => frame.map_err(BodyError::Broken)?,
            Ok(None) => break,
            Err(_) => return Err(BodyError::Slow),
        };
        // Trailers mean nothing to a Worker.
        let Some(data) = frame.data_ref() else { continue };
        if body.len() + data.len() > MAX_BODY {
            return Ok(Body::TooLarge);
        }
        body.extend_from_slice(data);
    }
    Ok(Body::Read(body))
}
