//! Why a request's credentials are not taken, and what a client is told of it.
//!
//! A detail says which rule was broken. It never holds a token, a signature, a digest or a nonce.

use std::borrow::Cow;

use super::SignatureRules;
use crate::http::{Body, Failure, Problem, Request, StatusCode};

/// Why a request's credentials are not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AuthError {
    /// There are none: 401 `credentials_missing`.
    Missing,
    /// `Authorization` does not hold the bearer token: 401 `credentials_invalid`.
    Invalid,
    /// The signature is malformed, does not cover what it must, or is not of this key and request: 401
    /// `signature_invalid`, with the broken rule.
    Signature(Cow<'static, str>),
    /// The body is not what `Content-Digest` says: 401 `digest_mismatch`, with the broken rule.
    Digest(&'static str),
    /// The request is of another time than the server's: 401 `clock_skew`, with the time that is.
    Skew(Cow<'static, str>),
    /// The signer has sent this nonce before: 401 `replayed_request`.
    Replayed,
    /// It is known who calls, but the route is for others: 403 `caller_not_allowed`.
    NotAllowed,
}

/// What a route takes, for the `WWW-Authenticate` of a 401.
#[derive(Clone, Copy, Debug)]
pub struct Challenge {
    /// The realm, such as the Worker's name; no `"` and no `\` in it.
    pub realm: &'static str,
    /// The rules of signatures, where the route takes them.
    pub signature: Option<&'static SignatureRules>,
    /// Whether it takes a bearer token.
    pub bearer: bool,
}

impl AuthError {
    /// The signature names a key that is not known. It reads the same as a wrong signature, so that nobody learns which
    /// ids there are.
    pub fn unknown_key() -> Self {
        AuthError::Signature(Cow::Borrowed("the signature is not that of the named key over this request"))
    }

    /// The problem, without header fields.
    pub fn problem(&self) -> Problem {
        let (code, title, detail) = match self {
            AuthError::Missing => {
                let detail = "`WWW-Authenticate` says what credentials are taken";
                ("credentials_missing", "The request does not say who sends it", Cow::Borrowed(detail))
            }
            AuthError::Invalid => {
                let detail = "`Authorization` must be `Bearer` and the secret of this service";
                ("credentials_invalid", "The credentials are wrong", Cow::Borrowed(detail))
            }
            AuthError::Signature(detail) => {
                ("signature_invalid", "The request's signature is not accepted", detail.clone())
            }
            AuthError::Digest(detail) => {
                ("digest_mismatch", "The body is not what its digest says", Cow::Borrowed(*detail))
            }
            AuthError::Skew(detail) => ("clock_skew", "The request is of another time", detail.clone()),
            AuthError::Replayed => {
                ("replayed_request", "The request was sent before", Cow::Borrowed("sign each request with a new nonce"))
            }
            AuthError::NotAllowed => {
                let problem = Problem::new(StatusCode::FORBIDDEN, "caller_not_allowed", "The caller may not do this");
                return problem.with_detail("the credentials are in order, but this is for other kinds of callers");
            }
        };
        Problem::new(StatusCode::UNAUTHORIZED, code, title).with_detail(detail)
    }

    /// The answer to a request of a route that takes this: 401 with `WWW-Authenticate` and, for who may sign,
    /// `Accept-Signature`; or 403.
    pub fn into_failure(self, challenge: &Challenge, request: &Request) -> Failure {
        let failure = Failure::from(self.problem());
        if self == AuthError::NotAllowed {
            return failure;
        }
        let failure = failure.with_header("www-authenticate", challenge.www_authenticate(&self));
        match challenge.signature {
            Some(rules) => failure.with_header("accept-signature", accept_signature(rules, request)),
            None => failure,
        }
    }
}

impl From<&AuthError> for Problem {
    fn from(error: &AuthError) -> Problem {
        error.problem()
    }
}

impl Challenge {
    /// RFC 9110, 11.6.1: a challenge for each scheme. RFC 9421 has none of its own, so `Signature` is the name that its
    /// predecessors used; what exactly to sign is in `Accept-Signature`.
    fn www_authenticate(&self, error: &AuthError) -> String {
        let realm = self.realm;
        let mut out = String::new();
        if self.signature.is_some() {
            out.push_str(&format!("Signature realm=\"{realm}\""));
        }
        if self.bearer {
            let separator = if out.is_empty() { "" } else { ", " };
            // RFC 6750, 3: no error code where the request had no token.
            let why = if *error == AuthError::Invalid { ", error=\"invalid_token\"" } else { "" };
            out.push_str(&format!("{separator}Bearer realm=\"{realm}\"{why}"));
        }
        out
    }
}

/// RFC 9421, 5.1: what a signature over this request must have. (Who must choose a nonce cannot be said there.)
fn accept_signature(rules: &SignatureRules, request: &Request) -> String {
    let mut components = "\"@method\" \"@path\" \"@query\"".to_owned();
    if !matches!(&request.body, Body::Read(body) if body.is_empty()) {
        components.push_str(" \"content-digest\"");
    }
    if let Some(name) = rules.time_header.filter(|name| request.headers.get(name).is_some()) {
        components.push_str(&format!(" \"{}\"", name.to_ascii_lowercase()));
    }
    format!("sig=({components});created;alg=\"ed25519\"")
}
