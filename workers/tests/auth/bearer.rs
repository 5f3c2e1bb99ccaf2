//! Bearer tokens, and what a 401 says of what would be taken.

use std::rc::Rc;

use williw_workers::driver::{Clock, D1Driver, Host, Level};
use williw_workers::http::auth::{AuthError, Challenge, bearer};
use williw_workers::http::exchange::request_id;
use williw_workers::http::{Request, Response};
use williw_workers::start::{Secret, Starter};

use super::{RULES, Raw};

/// A host with one secret.
struct OneSecret;

impl Host for OneSecret {
    fn clock(&self) -> Rc<dyn Clock> {
        unreachable!("nobody asks for the time")
    }

    fn d1(&self, _: &str) -> Option<Rc<dyn D1Driver>> {
        None
    }

    fn var(&self, _: &str) -> Option<String> {
        None
    }

    fn secret(&self, _: &str) -> Option<String> {
        Some("open sesame".to_owned())
    }

    fn random(&self, bytes: &mut [u8]) {
        bytes.fill(1);
    }

    fn log(&self, _: Level, line: &str) {
        panic!("nothing of this is for the log: {line}");
    }
}

fn secret() -> Secret {
    let host: Rc<dyn Host> = Rc::new(OneSecret);
    Starter::new(&host).secret("ADMIN_TOKEN").unwrap()
}

fn request(authorization: Option<&str>) -> Request {
    let mut raw = Raw::new("POST", "/", b"{}");
    raw.headers.extend(authorization.map(|value| ("Authorization".to_owned(), value.to_owned())));
    raw.request().unwrap()
}

#[test]
fn tokens() {
    let secret = secret();
    let invalid = Err(AuthError::Invalid);
    for (authorization, expected) in [
        (None, Ok(None)),
        (Some("Bearer open sesame"), Ok(Some(()))),
        (Some("bearer open sesame"), Ok(Some(()))),
        (Some(" BEARER  open sesame "), Ok(Some(()))),
        (Some("Bearer open sesam"), invalid.clone()),
        (Some("Bearer open sesame!"), invalid.clone()),
        (Some("Bearer Open sesame"), invalid.clone()),
        (Some("Bearer open sesame, Bearer open sesame"), invalid.clone()),
        (Some("Bearer"), invalid.clone()),
        (Some("Bearer "), invalid.clone()),
        (Some(""), invalid.clone()),
        (Some("open sesame"), invalid.clone()),
        (Some("Basic open sesame"), invalid.clone()),
    ] {
        assert_eq!(bearer(&request(authorization), Some(&secret)), expected, "{authorization:?}");
    }
}

#[test]
fn nothing_is_the_token_where_no_secret_is_set() {
    assert_eq!(bearer(&request(None), None), Ok(None));
    for token in ["Bearer", "Bearer ", "Bearer open sesame"] {
        assert_eq!(bearer(&request(Some(token)), None), Err(AuthError::Invalid));
    }
}

fn answer(error: AuthError, challenge: &Challenge, request: &Request) -> Response {
    error.into_failure(challenge, request).into_response(&OneSecret, &request_id(&request.headers, &OneSecret))
}

fn header<'r>(response: &'r Response, name: &str) -> Option<&'r str> {
    response.headers.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_ref())
}

#[test]
fn a_401_says_what_would_be_taken() {
    let both = Challenge { realm: "williw", signature: Some(&RULES), bearer: true };
    let signature = Challenge { bearer: false, ..both };
    let token = Challenge { signature: None, ..both };
    let request = request(None);
    for (error, challenge, www_authenticate) in [
        (AuthError::Missing, &both, "Signature realm=\"williw\", Bearer realm=\"williw\""),
        (AuthError::Missing, &signature, "Signature realm=\"williw\""),
        (AuthError::Missing, &token, "Bearer realm=\"williw\""),
        (AuthError::Invalid, &token, "Bearer realm=\"williw\", error=\"invalid_token\""),
        (AuthError::Replayed, &signature, "Signature realm=\"williw\""),
    ] {
        let response = answer(error, challenge, &request);
        assert_eq!(response.status.as_u16(), 401);
        assert_eq!(header(&response, "www-authenticate"), Some(www_authenticate));
        assert_eq!(header(&response, "accept-signature").is_some(), challenge.signature.is_some());
    }
}

#[test]
fn what_to_sign_depends_on_the_request() {
    let challenge = Challenge { realm: "williw", signature: Some(&RULES), bearer: false };
    let accept = |raw: &Raw| {
        let response = answer(AuthError::Missing, &challenge, &raw.request().unwrap());
        header(&response, "accept-signature").unwrap().to_owned()
    };
    let mut raw = Raw::new("POST", "/", b"");
    assert_eq!(accept(&raw), r#"sig=("@method" "@path" "@query");created;alg="ed25519""#);
    raw.body = b"{}".to_vec();
    raw.headers.push(("x-request-start-time".to_owned(), "1".to_owned()));
    assert_eq!(
        accept(&raw),
        r#"sig=("@method" "@path" "@query" "content-digest" "x-request-start-time");created;alg="ed25519""#
    );
}

#[test]
fn a_403_asks_for_nothing() {
    let challenge = Challenge { realm: "williw", signature: Some(&RULES), bearer: true };
    let response = answer(AuthError::NotAllowed, &challenge, &request(None));
    assert_eq!(response.status.as_u16(), 403);
    assert_eq!(header(&response, "www-authenticate"), None);
    assert!(String::from_utf8_lossy(&response.body).contains("\"caller_not_allowed\""));
}
