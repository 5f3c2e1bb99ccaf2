//! Credentials: what is signed verifies, what was changed does not, and each refusal says why.
//!
//! `cases/` are requests that are refused, or taken, before anybody asks for a key; a new case is a table in a file.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test may panic")]

mod bearer;
mod cases;
mod changed;
mod keys;

use williw_workers::Timestamp;
use williw_workers::http::auth::{AuthError, PublicKeyBytes, SignatureRules, Signed, Signer, Unsigned};
use williw_workers::http::{Body, Headers, Method, Request};
use williw_workers::time::REQUEST_START_TIME;

const RULES: SignatureRules = SignatureRules { time_header: Some(REQUEST_START_TIME), ..SignatureRules::DEFAULT };

/// A request in parts that a test can change.
#[derive(Clone, Debug, Default)]
struct Raw {
    method: String,
    target: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Raw {
    fn new(method: &str, target: &str, body: &[u8]) -> Self {
        Raw { method: method.to_owned(), target: target.to_owned(), headers: Vec::new(), body: body.to_vec() }
    }

    /// Signs it, and covers the fields that it has.
    fn sign(mut self, signer: &Signer, now: Timestamp, nonce: &str) -> Self {
        let method = self.method.parse::<Method>().unwrap();
        let cover: Vec<&str> = self.headers.iter().map(|(name, _)| name.as_str()).collect();
        let fields = signer.sign(&Unsigned {
            headers: &self.headers,
            cover: &cover,
            body: &self.body,
            created: now,
            nonce,
            time_header: Some(REQUEST_START_TIME),
            ..Unsigned::new(&method, &self.target)
        });
        self.headers.extend(fields.unwrap().into_iter().map(|(name, value)| (name.to_owned(), value)));
        self
    }

    fn field(&mut self, name: &str) -> &mut String {
        let field = self.headers.iter_mut().find(|(known, _)| known.eq_ignore_ascii_case(name));
        &mut field.unwrap_or_else(|| panic!("there is no {name}")).1
    }

    /// `None` where no host could hand over such a request.
    fn request(&self) -> Option<Request> {
        let headers = Headers::new(self.headers.clone());
        Some(Request::new(self.method.parse().ok()?, &self.target, headers, Body::Read(self.body.clone())))
    }

    /// The `code` of the problem that it is refused with.
    fn refused(&self, now: Timestamp, key: &PublicKeyBytes) -> Option<String> {
        let error = match Signed::of(&self.request()?, now, &RULES) {
            Ok(Some(signed)) => signed.verify(key).err()?,
            Ok(None) => AuthError::Missing,
            Err(error) => error,
        };
        Some(error.problem().code.into_owned())
    }
}
