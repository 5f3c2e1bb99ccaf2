//! What a call to KV may end with.

use thiserror::Error;

/// Why a call to KV failed.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum KvError {
    /// One of the platform's limits. Its own words, such as `KV PUT failed: 414 UTF-8 encoded length of 513 exceeds key
    /// length limit of 512.`
    #[error("{0}")]
    Limit(String),
    /// 429: the key was written less than a second ago. Later is better.
    #[error("{0}")]
    TooManyRequests(String),
    /// For a moment it did not work: 5xx, or the connection was lost. May succeed later.
    #[error("{0}")]
    Transient(String),
    /// What is stored is no value of the declared type.
    #[error("the value of `{key}` is not what the spec says: {reason}")]
    Decode {
        /// The key.
        key: String,
        /// What is wrong.
        reason: String,
    },
    /// Anything else, in the platform's words.
    #[error("{0}")]
    Other(String),
}

impl KvError {
    /// The class of what the platform says, such as `KV PUT failed: 429 Too Many Requests`.
    pub fn from_message(message: &str) -> Self {
        let status = message
            .strip_prefix("KV ")
            .and_then(|rest| rest.split_once(" failed: "))
            .and_then(|(_, rest)| rest.get(..3)?.parse::<u16>().ok());
        let text = message.to_owned();
        match status {
            Some(429) => KvError::TooManyRequests(text),
            Some(400..=499) => KvError::Limit(text),
            Some(500..=599) => KvError::Transient(text),
            _ if message.contains("Network connection lost") => KvError::Transient(text),
            _ => KvError::Other(text),
        }
    }
}
