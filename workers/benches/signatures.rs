//! What the credentials of a request cost.

use std::borrow::Cow;

use divan::{Bencher, black_box};
use williw_workers::http::auth::{SignatureRules, Signed, Signer, Unsigned};
use williw_workers::http::{Body, Headers, Method, Request};
use williw_workers::time::REQUEST_START_TIME;
use williw_workers::{HeaderSource, Timestamp};

const RULES: SignatureRules = SignatureRules { time_header: Some(REQUEST_START_TIME), ..SignatureRules::DEFAULT };

fn main() {
    divan::main();
}

fn now() -> Timestamp {
    Timestamp::from_millis(1_700_000_000_000)
}

fn signer() -> Signer {
    Signer::new("node-1", &[7; 32]).expect("the id is ASCII")
}

fn unsigned<'a>(method: &'a Method, body: &'a [u8]) -> Unsigned<'a> {
    Unsigned {
        body,
        created: now(),
        nonce: "0123456789abcdef0123456789abcdef",
        time_header: Some(REQUEST_START_TIME),
        ..Unsigned::new(method, "/api/nodes/heartbeat?node_id=node-1")
    }
}

/// A POST with a body of 300 bytes.
fn request() -> Request {
    let body = vec![b'x'; 300];
    let fields = signer().sign(&unsigned(&Method::POST, &body)).expect("the request is in order");
    let target = unsigned(&Method::POST, &body).target.to_owned();
    Request::new(Method::POST, target, Headers::new(Fields(fields)), Body::Read(body))
}

fn signed(request: &Request) -> Signed {
    let signed = Signed::of(request, now(), &RULES).expect("the request is in order");
    signed.expect("the request is signed")
}

struct Fields(Vec<(&'static str, String)>);

impl HeaderSource for Fields {
    fn header(&self, name: &str) -> Option<Cow<'_, str>> {
        self.0.header(name)
    }
}

/// Reading, the times and the digest.
#[divan::bench]
fn read(bencher: Bencher<'_, '_>) {
    let request = request();
    bencher.bench_local(|| Signed::of(black_box(&request), now(), &RULES));
}

/// The signature.
#[divan::bench]
fn verify(bencher: Bencher<'_, '_>) {
    let signed = signed(&request());
    let key = signer().public_key();
    bencher.bench(|| signed.verify(black_box(&key)));
}

/// All of it.
#[divan::bench]
fn read_and_verify(bencher: Bencher<'_, '_>) {
    let request = request();
    let key = signer().public_key();
    bencher.bench_local(|| signed(black_box(&request)).verify(black_box(&key)));
}

/// What the client does.
#[divan::bench]
fn sign(bencher: Bencher<'_, '_>) {
    let (signer, body) = (signer(), vec![b'x'; 300]);
    bencher.bench(|| signer.sign(black_box(&unsigned(&Method::POST, &body))));
}
