//! How finding out who calls ends without a caller: the credentials are not taken, or something else went wrong.

use std::time::Duration;

use super::{AuthError, Challenge, Signed};
use crate::Timestamp;
use crate::http::{Failure, Request};

/// For how long a nonce is remembered at least. A request is refused for its times after half of it.
const REMEMBER: Duration = Duration::from_secs(600);

/// Why nobody is known to call.
#[derive(Debug)]
pub enum Refusal {
    /// The credentials are not taken.
    Credentials(AuthError),
    /// The caller may be in order and called too often; or nobody could tell.
    Other(Failure),
}

impl Refusal {
    /// Whether it is not known who called, so that only an address can be counted. Whoever repeats a request need not be
    /// who has signed it.
    pub fn is_unknown(&self) -> bool {
        matches!(self, Refusal::Credentials(error) if *error != AuthError::NotAllowed)
    }

    /// The answer, from a route that takes this.
    pub fn into_failure(self, challenge: &Challenge, request: &Request) -> Failure {
        match self {
            Refusal::Credentials(error) => error.into_failure(challenge, request),
            Refusal::Other(failure) => failure,
        }
    }
}

impl From<AuthError> for Refusal {
    fn from(error: AuthError) -> Self {
        Refusal::Credentials(error)
    }
}

impl From<Failure> for Refusal {
    fn from(failure: Failure) -> Self {
        Refusal::Other(failure)
    }
}

impl Signed {
    /// Until when the request's nonce must be remembered.
    pub fn remember_until(&self, now: Timestamp) -> Timestamp {
        self.until.max(now.saturating_add(REMEMBER))
    }
}
