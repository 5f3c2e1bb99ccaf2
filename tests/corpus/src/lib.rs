//! Real databases, each with rows and named queries of our own (`units/`), as one Worker that runs on either host.
//!
//! `GET /<unit>` makes the unit's database, makes all calls of its `calls.rs` in order and answers with a transcript:
//! each call, its result as `{:?}` shows it or its error, and at the end what every table holds. What is hard: a
//! transcript must be the same on two engines and on every day, so what a schema's defaults take from the clock is
//! replaced.
//!
//! Everything generated for these databases is compiled here too, with warnings denied.
#![deny(warnings)]
#![allow(clippy::unwrap_used, reason = "the calls are a test, and a test ends with a panic")]
#![allow(missing_debug_implementations, reason = "nobody looks at a test's parts")]

mod transcript;

use std::rc::Rc;

pub use transcript::Transcript;
use williw_workers::driver::{D1Manifest, Host, LocalFuture, Manifest, Running, StartError, Worker};
use williw_workers::http::{Request, Response, StatusCode};
use williw_workers::start::install_host;

include!(concat!(env!("OUT_DIR"), "/units.rs"));

/// A database with its calls.
pub struct Unit {
    /// The folder's name; the database is bound under it.
    pub name: &'static str,
    schema: &'static [&'static str],
    /// Tables, and a statement for each that reads all of it.
    contents: &'static [(&'static str, &'static str)],
    calls: for<'t> fn(&'t mut Transcript) -> LocalFuture<'t, ()>,
}

/// Makes calls: queries, or tuples of queries that are one batch.
#[macro_export]
macro_rules! calls {
    ($($call:expr),* $(,)?) => {
        pub async fn calls(transcript: &mut $crate::Transcript) {
            $(transcript.call(stringify!($call), $call).await;)*
        }
    };
}

/// The Worker.
#[derive(Clone, Copy, Debug)]
pub struct Corpus;

impl Worker for Corpus {
    fn manifest(&self) -> &'static Manifest {
        const { &Manifest { name: "corpus", d1: D1, ..Manifest::EMPTY } }
    }

    fn start(&self, host: Rc<dyn Host>) -> Result<Rc<dyn Running>, StartError> {
        install_host(Rc::clone(&host));
        Ok(Rc::new(Ready { host }))
    }
}

struct Ready {
    host: Rc<dyn Host>,
}

impl Running for Ready {
    fn fetch(&self, request: Request) -> LocalFuture<'_, Response> {
        Box::pin(async move {
            let Some(unit) = UNITS.iter().find(|unit| request.target.strip_prefix('/') == Some(unit.name)) else {
                return Response::new(StatusCode::NOT_FOUND);
            };
            let Some(text) = Transcript::of(unit, &self.host).await else {
                return Response::new(StatusCode::SERVICE_UNAVAILABLE);
            };
            Response::new(StatusCode::OK).with_body("text/plain; charset=utf-8", text.into_bytes())
        })
    }
}

#[cfg(target_arch = "wasm32")]
williw_cloudflare::entry!(Corpus);
