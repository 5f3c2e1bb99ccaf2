//! A Worker on a database that lacks migrations: what it answers, and how seldom it asks.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test ends with a panic")]

use std::cell::Cell;
use std::pin::pin;
use std::rc::Rc;
use std::task::{Context, Waker};

use app::Cx;
use app::api::CountError;
use williw_embedded::testing::{TestWorker, request, start};
use williw_workers::cron::{CronError, CronRun};
use williw_workers::d1::{Bound, D1Error, ResultSet, Value};
use williw_workers::driver::{Clock, D1Driver, Host, Level, LocalFuture, Manifest, Running, StartError, Worker};
use williw_workers::http::{Anyone, Method, Response};

#[williw_workers::spec("../../migrations")]
pub mod app {}

#[derive(Clone, Copy, Debug)]
pub struct Service;

#[app::handlers]
impl app::Api for Service {
    async fn count(&self, cx: &Cx, _: Anyone) -> Result<(), CountError> {
        cx.db.run(app::queries::count_notes()).await?;
        Ok(())
    }
}

#[app::handlers]
impl app::Cron for Service {
    async fn tidy(&self, cx: &Cx, _: CronRun) -> Result<(), CronError> {
        Ok(cx.db.run(app::queries::ran()).await?)
    }
}

/// The Worker on a host that migrates nothing, as Cloudflare is.
#[derive(Clone, Default)]
struct Unmigrated {
    /// Calls of D1.
    calls: Rc<Cell<u32>>,
    /// Whether D1 fails.
    silent: Rc<Cell<bool>>,
}

impl Worker for Unmigrated {
    fn manifest(&self) -> &'static Manifest {
        &app::MANIFEST
    }

    fn start(&self, host: Rc<dyn Host>) -> Result<Rc<dyn Running>, StartError> {
        app::worker(Service).start(Rc::new(Around(host, self.clone())))
    }
}

struct Around(Rc<dyn Host>, Unmigrated);

impl Host for Around {
    fn clock(&self) -> Rc<dyn Clock> {
        self.0.clock()
    }

    fn d1(&self, binding: &str) -> Option<Rc<dyn D1Driver>> {
        Some(Rc::new(Way(self.0.d1(binding)?, self.1.clone())))
    }

    fn var(&self, name: &str) -> Option<String> {
        self.0.var(name)
    }

    fn secret(&self, name: &str) -> Option<String> {
        self.0.secret(name)
    }

    fn random(&self, bytes: &mut [u8]) {
        self.0.random(bytes);
    }

    fn log(&self, level: Level, line: &str) {
        self.0.log(level, line);
    }
}

struct Way(Rc<dyn D1Driver>, Unmigrated);

impl D1Driver for Way {
    fn run<'a>(&'a self, statements: &'a [Bound]) -> LocalFuture<'a, Result<Vec<ResultSet>, D1Error>> {
        Box::pin(async {
            self.1.calls.update(|calls| calls + 1);
            // An answer takes time, in which other requests come.
            tokio::task::yield_now().await;
            if self.1.silent.get() {
                return Err(D1Error::Overloaded("D1 DB is overloaded. Too many requests queued.".to_owned()));
            }
            self.0.run(statements).await
        })
    }
}

const NAMES: [&str; 5] =
    ["0001_notes.sql", "0002_author.sql", "0003_made_at.sql", "0004_by_author.sql", "0005_runs.sql"];

struct Lab {
    worker: TestWorker,
    d1: Unmigrated,
}

impl Lab {
    /// With a ledger of these names.
    fn new(names: &[&str]) -> Self {
        let d1 = Unmigrated::default();
        let lab = Lab { worker: start(d1.clone(), williw_embedded::Host::in_memory()), d1 };
        lab.sql("DROP TABLE IF EXISTS d1_migrations", vec![]);
        lab.sql(
            "CREATE TABLE d1_migrations(id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT UNIQUE, \
             applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL)",
            vec![],
        );
        lab.apply(names);
        lab
    }

    fn apply(&self, names: &[&str]) {
        for name in names {
            self.sql("INSERT INTO d1_migrations (name) VALUES (?1)", vec![(*name).into()]);
        }
    }

    fn sql(&self, sql: &str, params: Vec<Value>) -> ResultSet {
        self.worker.sql("DB", sql, params).unwrap()
    }

    /// How many calls of D1 it took to answer with this status.
    #[track_caller]
    fn calls(&self, status: u16) -> u32 {
        let before = self.d1.calls.get();
        assert_eq!(self.worker.get("/notes").status, status);
        self.d1.calls.get() - before
    }

    #[track_caller]
    fn detail(&self) -> String {
        let response = self.worker.get("/notes");
        assert_eq!(response.status, 503);
        problem(&response)["detail"].as_str().unwrap().to_owned()
    }
}

fn problem(response: &Response) -> serde_json::Value {
    serde_json::from_slice(&response.body).unwrap()
}

#[test]
fn a_database_that_is_behind_is_not_worked_on() {
    let lab = Lab::new(&NAMES[..4]);
    for target in ["/notes", "/no/such/path"] {
        let response = lab.worker.get(target);
        let problem = problem(&response);
        assert_eq!((response.status.as_u16(), problem["code"].as_str()), (503, Some("schema_outdated")), "{target}");
        let header = |name: &str| response.headers.iter().find(|(it, _)| *it == name).map(|(_, value)| &**value);
        assert_eq!(header("retry-after"), Some("5"));
        assert_eq!(header("x-request-id"), problem["request_id"].as_str());
    }
    let said = "the database `DB` lacks `0005_runs.sql`: run `wrangler d1 migrations apply DB`, with `--remote` where it \
                is deployed";
    assert_eq!(lab.detail(), said);
    // Once, and not for each request.
    assert_eq!(lab.worker.logs().iter().filter(|(_, line)| line.contains(said)).count(), 1);
    // A browser asks before it sends anything.
    assert_eq!(lab.worker.fetch(Method::OPTIONS, "/notes", &[], "").status, 204);
}

#[test]
fn a_few_are_named_wherever_they_are_missing() {
    let lab = Lab::new(&[]);
    let detail = lab.detail();
    assert!(detail.contains("lacks `0001_notes.sql`, `0002_author.sql`, `0003_made_at.sql` and 2 more: "), "{detail}");
    // The last one alone says nothing of those before it.
    let lab = Lab::new(&[NAMES[0], NAMES[1], NAMES[4]]);
    let detail = lab.detail();
    assert!(detail.contains("lacks `0003_made_at.sql`, `0004_by_author.sql`: "), "{detail}");
    lab.sql("DROP TABLE d1_migrations", vec![]);
    lab.worker.advance(1000);
    assert!(lab.detail().contains("and 2 more"));
}

#[test]
fn a_database_that_is_ahead_is_fine() {
    let lab = Lab::new(&NAMES);
    lab.apply(&["0006_of_tomorrow.sql"]);
    assert_eq!(lab.calls(204), 2);
}

#[test]
fn it_is_asked_once_and_while_it_is_behind_once_a_second() {
    let lab = Lab::new(&NAMES[..3]);
    assert_eq!([lab.calls(503), lab.calls(503), lab.calls(503)], [1, 0, 0]);
    lab.worker.advance(999);
    assert_eq!(lab.calls(503), 0);
    lab.worker.advance(1);
    assert_eq!([lab.calls(503), lab.calls(503)], [1, 0]);
    lab.apply(&NAMES[3..]);
    assert_eq!(lab.calls(503), 0);
    lab.worker.advance(1000);
    // The question, and what the handler asks.
    assert_eq!(lab.calls(204), 2);
    lab.sql("DROP TABLE d1_migrations", vec![]);
    lab.worker.advance(3_600_000);
    assert_eq!(lab.calls(204), 1);
}

#[test]
fn a_job_does_not_run_before_its_time() {
    let lab = Lab::new(&NAMES[..4]);
    let runs = || lab.sql("SELECT count(*) FROM runs", vec![]).cells;
    let error = lab.worker.cron("tidy").unwrap_err();
    assert!(error.contains("lacks `0005_runs.sql`"), "{error}");
    assert_eq!(runs(), [Value::Integer(0)]);
    lab.apply(&NAMES[4..]);
    lab.worker.advance(1000);
    lab.worker.cron("tidy").unwrap();
    assert_eq!(runs(), [Value::Integer(1)]);
}

#[test]
fn a_database_that_does_not_answer_is_left_to_the_handler() {
    let lab = Lab::new(&NAMES);
    lab.d1.silent.set(true);
    // Only the first one asks in vain before the handler does.
    assert_eq!([lab.calls(503), lab.calls(503)], [2, 1]);
    assert_eq!(problem(&lab.worker.get("/notes"))["code"], "unavailable");
    let asked = |(_, line): &&(Level, String)| line.contains("cannot ask D1 database `DB` for its migrations");
    assert_eq!(lab.worker.logs().iter().filter(asked).count(), 1);
    lab.d1.silent.set(false);
    assert_eq!(lab.calls(204), 1);
    lab.worker.advance(1000);
    assert_eq!([lab.calls(204), lab.calls(204)], [2, 1]);
}

#[test]
fn what_was_known_before_it_fell_silent_stays() {
    let lab = Lab::new(&NAMES[..4]);
    assert_eq!(lab.calls(503), 1);
    lab.d1.silent.set(true);
    lab.worker.advance(1000);
    assert!(lab.detail().contains("lacks `0005_runs.sql`"));
}

#[test]
fn nobody_waits_for_another() {
    let lab = Lab::new(&NAMES);
    let running = lab.worker.running();
    let get = || running.fetch(request(Method::GET, "/notes", &[], Vec::new()));
    // One asks, and its client is gone.
    let mut gone = pin!(get());
    let mut cx = Context::from_waker(Waker::noop());
    lab.worker.block_on(async { assert!(gone.as_mut().poll(&mut cx).is_pending()) });
    lab.worker.block_on(async {
        let (first, second) = tokio::join!(get(), get());
        assert_eq!([first.status, second.status].map(|status| status.as_u16()), [204, 204]);
    });
    assert_eq!(lab.calls(204), 1);
}

#[test]
fn one_that_is_gone_does_not_leave_it_behind() {
    let lab = Lab::new(&NAMES[..4]);
    assert_eq!(lab.calls(503), 1);
    lab.apply(&NAMES[4..]);
    lab.worker.advance(1000);
    let running = lab.worker.running();
    {
        let mut gone = pin!(running.fetch(request(Method::GET, "/notes", &[], Vec::new())));
        let mut cx = Context::from_waker(Waker::noop());
        lab.worker.block_on(async { assert!(gone.as_mut().poll(&mut cx).is_pending()) });
    }
    assert_eq!(lab.calls(503), 0);
    lab.worker.advance(1000);
    assert_eq!(lab.calls(204), 2);
}

#[test]
fn a_host_that_migrates_is_not_asked() {
    let worker = start(app::worker(Service), williw_embedded::Host::in_memory());
    assert_eq!(worker.get("/notes").status, 204);
    let timing = worker.get("/notes").headers.iter().find(|(name, _)| *name == "server-timing").unwrap().1.to_string();
    assert!(timing.contains("1 query"), "{timing}");
    assert!(app::MANIFEST.d1[0].migrations.iter().map(|migration| migration.name).eq(NAMES));
}
