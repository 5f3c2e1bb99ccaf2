//! What a Worker needs to start.

use std::rc::Rc;

use williw_embedded::testing::start;
use williw_workers::driver::{
    Clock, D1Driver, Host, Level, LocalFuture, Manifest, ObjectDriver, Running, RunningObject, StartError, Worker,
};
use williw_workers::durable_objects::{Class, ObjectError, ObjectState};
use williw_workers::http::{Request, Response};

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

/// The same Worker with another schema for the objects of one class.
struct WithSchema<C>(C);

impl<C: Class + Copy + 'static> Worker for WithSchema<C> {
    fn manifest(&self) -> &'static Manifest {
        &app::MANIFEST
    }

    fn start(&self, host: Rc<dyn Host>) -> Result<Rc<dyn Running>, StartError> {
        Ok(Rc::new(Started(app::worker(Service).start(host)?, self.0)))
    }
}

struct Started<C>(Rc<dyn Running>, C);

impl<C: Class> Running for Started<C> {
    fn fetch(&self, request: Request) -> LocalFuture<'_, Response> {
        self.0.fetch(request)
    }

    fn object(&self, class: &str, driver: Rc<dyn ObjectDriver>) -> Option<Result<Rc<dyn RunningObject>, ObjectError>> {
        match ObjectState::<C>::open(Rc::clone(&driver)) {
            Ok(_) => self.0.object(class, driver),
            Err(error) => Some(Err(error)),
        }
    }
}

#[derive(Clone, Copy)]
struct Before;

impl Class for Before {
    const NAME: &'static str = "Counter";
    const SCHEMA: &'static [&'static str] = &["CREATE TABLE counts (id INTEGER PRIMARY KEY)"];
}

#[derive(Clone, Copy)]
struct After;

impl Class for After {
    const NAME: &'static str = "Counter";
    const SCHEMA: &'static [&'static str] = &["CREATE TABLE counts (id INTEGER PRIMARY KEY, at INTEGER)"];
}

#[test]
fn an_object_of_another_schema_says_which_it_is() {
    let mut worker = start(WithSchema(Before), williw_embedded::Host::in_memory().var("GREETING", "1"));
    assert_eq!(worker.get("/provoke/object").status, 204);
    worker.restart(WithSchema(Before));
    assert_eq!(worker.get("/provoke/object").status, 204);
    worker.restart(WithSchema(After));
    assert_eq!(worker.get("/provoke/object").status, 500);
    let said = "the object `one` of class `Counter` was made with another schema";
    assert!(worker.logs().iter().any(|(_, line)| line.contains(said)), "{:?}", worker.logs());
}
