//! How finding out who calls ends without a caller: the credentials are not taken, or something else went wrong.

use std::time::Duration;

use sha2::{Digest, Sha256};

use super::{AuthError, Challenge, PublicKeyBytes, Signed};
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
    /// The request's nonce as it is remembered: 64 hex digits of the nonce and the key that it was verified with. Whoever
    /// signs with a key of his own under somebody else's id uses up none of theirs.
    pub fn nonce_of(&self, key: &PublicKeyBytes) -> String {
        let digest = Sha256::new().chain_update(key).chain_update(&self.nonce).finalize();
        digest.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Until when the request's nonce must be remembered.
    pub fn remember_until(&self, now: Timestamp) -> Timestamp {
        self.until.max(now.saturating_add(REMEMBER))
    }
}
