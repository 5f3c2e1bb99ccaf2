//! A chain of the test's own, as a network that the service calls.

use std::sync::{Arc, Mutex};

use williw_chain::{Answer, Chain};
use williw_workers::fetch::{FetchError, FetchReply};

/// Base58 of an ed25519 key pair whose seed is 32 times 42.
pub(crate) const TREASURY: &str =
    "qtstFmGTeYMvMzbdkCymFj2xvXsZV7jqa6guP2sgP9E5TrUVQpJAf5DRdD84mBwWAqYhKAvcaw6gTfCgXsyDVDS";

/// What the chain says to the body of a request.
pub(crate) fn answer(chain: &Arc<Mutex<Chain>>, body: &[u8]) -> Result<FetchReply, FetchError> {
    match chain.lock().unwrap().answer(body) {
        Answer::Reply(status, body) => Ok(FetchReply { status, headers: Vec::new(), body: body.into_bytes() }),
        Answer::Lost => Err(FetchError::Unreachable("connection reset".to_owned())),
        Answer::Late => Err(FetchError::Timeout),
    }
}
