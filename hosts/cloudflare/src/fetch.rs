//! Requests to services of others: the platform's `fetch`, once.

use williw_workers::driver::LocalFuture;
use williw_workers::fetch::{FetchError, FetchReply, FetchRequest};

use crate::exchange::Exchange;
use crate::executor::{Executor, Failure};
use crate::wire::Arg;

// The flags of a failure, as in `js/calls.js`.
const TIMEOUT: u32 = 1;
const TOO_LARGE: u32 = 2;

/// Sends a request within the event that is being polled.
pub(crate) fn fetch(
    executor: &'static Executor,
    request: FetchRequest,
) -> LocalFuture<'static, Result<FetchReply, FetchError>> {
    let FetchRequest { method, url, headers, body, timeout, max_reply } = request;
    let headers: Vec<String> = headers.into_iter().flat_map(|(name, value)| [name, value]).collect();
    let args = vec![
        // No binding: the network.
        Arg::Text(""),
        Arg::Text("fetch"),
        Arg::Text(method.as_str()),
        Arg::Text(&url),
        Arg::Texts(&headers),
        if body.is_empty() { Arg::Null } else { Arg::Bytes(body) },
        Arg::Number(u64::try_from(timeout.as_millis()).unwrap_or(u64::MAX)),
        Arg::Number(max_reply as u64),
    ];
    Exchange::new(executor, args).then(|answer| {
        let mut values = answer.map_err(class)?;
        let status = values.number().and_then(|status| u16::try_from(status).ok());
        let status = status.ok_or_else(|| FetchError::Unreachable("its status cannot be read".to_owned()))?;
        let mut headers = Vec::new();
        while let Some(name) = values.text() {
            headers.push((name, values.text().unwrap_or_default()));
        }
        Ok(FetchReply { status, headers, body: values.body })
    })
}

fn class(Failure { message, flags }: Failure) -> FetchError {
    match flags {
        TIMEOUT => FetchError::Timeout,
        TOO_LARGE => FetchError::TooLarge,
        _ => FetchError::Unreachable(message),
    }
}
