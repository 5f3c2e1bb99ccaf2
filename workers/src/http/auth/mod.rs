//! Credentials: who sends a request, proved by a signature over it or by a secret that it carries.
//!
//! * HTTP Message Signatures (RFC 9421) with ed25519, the body bound by its digest (RFC 9530): [`Signed`].
//! * A bearer token (RFC 6750) that is a secret of the Worker's: [`bearer`].
//!
//! Nothing here knows a key, a caller or a route: generated code reads the credentials, asks the app for the key, and
//! verifies. What is hard is to mean by a request's parts what the signer meant, on both hosts, and to do little
//! work for whoever sends nonsense: what costs more than reading a few hundred bytes comes after everything that is cheap to refuse.
//!
//! ```
//! use williw_workers::Timestamp;
//! use williw_workers::http::auth::{AuthError, PublicKeyBytes, SignatureRules, Signed};
//! use williw_workers::http::Request;
//!
//! /// The id of who signed the request, if that is the owner of the key.
//! fn caller(request: &Request, now: Timestamp, key: impl Fn(&str) -> Option<PublicKeyBytes>) -> Result<String, AuthError> {
//!     let signed = Signed::of(request, now, &SignatureRules::DEFAULT)?.ok_or(AuthError::Missing)?;
//!     let key = key(&signed.key_id).ok_or(AuthError::unknown_key())?;
//!     signed.verify(&key)?;
//!     Ok(signed.key_id)
//! }
//! ```

mod base;
mod bearer;
mod digest;
mod error;
mod fields;
mod refusal;
mod signature;
#[cfg(feature = "client")]
mod signer;

pub use bearer::bearer;
pub use error::{AuthError, Challenge};
pub use refusal::Refusal;
pub use signature::{PublicKeyBytes, SignatureRules, Signed};
#[cfg(feature = "client")]
pub use signer::{SignError, Signer, Unsigned};
