//! What a Worker needs to start.

use std::rc::Rc;

use williw_workers::driver::{Clock, D1Driver, Host, Level, Worker as _};

use crate::{Service, app};

/// A host that nothing is bound on.
struct Bare(Rc<dyn Clock>);

impl Host for Bare {
    fn clock(&self) -> Rc<dyn Clock> {
        Rc::clone(&self.0)
    }

    fn d1(&self, _: &str) -> Option<Rc<dyn D1Driver>> {
        None
    }

    fn var(&self, _: &str) -> Option<String> {
        None
    }

    fn secret(&self, _: &str) -> Option<String> {
        None
    }

    fn random(&self, _: &mut [u8]) {}

    fn log(&self, _: Level, _: &str) {}
}

#[test]
fn everything_that_is_not_bound_is_told_at_once() {
    let host = Rc::new(Bare(Rc::new(williw_embedded::TestClock::at(0))));
    let error = app::worker(Service).start(host).map(drop).unwrap_err();
    assert_eq!(
        error.problems,
        [
            "no KV namespace is bound as `STORE`",
            "no Durable Object namespace is bound as `Counter`",
            "no Durable Object namespace is bound as `Room`",
            "var `GREETING` is not set, and it has no default: set it in the environment",
        ]
    );
}

#[test]
fn the_manifest_says_what_there_is() {
    let manifest = &app::MANIFEST;
    assert_eq!(manifest.kv, ["STORE"]);
    let objects: Vec<_> =
        manifest.objects.iter().map(|object| (object.class, object.alarm, object.websocket)).collect();
    assert_eq!(objects, [("Counter", false, false), ("Room", false, true)]);
    let crons: Vec<_> = manifest.crons.iter().map(|cron| (cron.job, cron.schedule)).collect();
    assert_eq!(crons, [("tidy", "*/5 * * * *")]);
    assert!(manifest.d1.is_empty());
}
