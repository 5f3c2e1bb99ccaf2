//! Bearer tokens (RFC 6750): a secret of the Worker's in `Authorization`.

use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use super::AuthError;
use crate::http::Request;
use crate::start::Secret;

/// Whether the request carries this secret as its bearer token; `None` where it has no `Authorization` at all.
///
/// The time that it takes tells nothing of the secret: hashes are compared, so that neither the place where the texts
/// begin to differ nor the secret's length shows.
///
/// # Errors
/// [`AuthError::Invalid`] for another token or another scheme, and for every token where no secret is set.
pub fn bearer(request: &Request, secret: Option<&Secret>) -> Result<Option<()>, AuthError> {
    let Some(authorization) = request.headers.get("authorization") else { return Ok(None) };
    let (scheme, token) = authorization.trim().split_once(' ').ok_or(AuthError::Invalid)?;
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Err(AuthError::Invalid);
    }
    let secret = secret.ok_or(AuthError::Invalid)?;
    let token = Sha256::digest(token.trim_start().as_bytes());
    let secret = Sha256::digest(secret.expose().as_bytes());
    if bool::from(token.ct_eq(&secret)) { Ok(Some(())) } else { Err(AuthError::Invalid) }
}
