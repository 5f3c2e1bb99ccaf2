//! Generated code on the embedded host, in memory.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test ends with a panic")]

mod adapter;
mod batches;
mod bulk;
mod errors;
mod pages;
mod requests;
mod rows;
mod values;

use std::rc::Rc;

use app::api::{EchoError, EchoPath, EchoQuery, EchoReply, TroubleError, TroublePath};
use app::types::{Echo, Profile, UserId};
use williw_embedded::testing::{TestWorker, start};
use williw_workers::d1::{Batch, D1Database, D1Error, Single, Value};
use williw_workers::driver::Host;
use williw_workers::http::{Anyone, Pointer, Violations};

#[williw_workers::spec("../../spec")]
pub mod app {}

#[derive(Debug)]
pub struct Service;

#[app::handlers]
impl app::Api for Service {
    async fn echo(
        &self,
        _: &app::Cx,
        _: Anyone,
        path: EchoPath,
        query: EchoQuery,
        body: Option<Profile>,
    ) -> Result<EchoReply, EchoError> {
        if path.number == 418 {
            return Err(EchoError::Teapot("short and stout".into()));
        }
        if path.number == 202 {
            return Ok(EchoReply::Accepted);
        }
        let note = body.map(|body| format!("{} {:?} {:?}", body.bio, body.links, body.age));
        Ok(EchoReply::Ok(Echo { user: path.user, number: path.number, tone: query.tone, limit: query.limit, note }))
    }

    async fn trouble(&self, cx: &app::Cx, _: Anyone, path: TroublePath) -> Result<Profile, TroubleError> {
        match path.kind.as_str() {
            "invalid" => {
                let mut violations = Violations::default();
                let _: Option<()> = violations.push(&Pointer::Body, "odd", "must be even");
                Err(TroubleError::Invalid(violations))
            }
            "internal" => Err(TroubleError::Internal("the secret reason".into())),
            "database" => {
                cx.db.run(app::db::posts::insert(post("nobody", "a"))).await?;
                Err(TroubleError::Internal("an orphan was stored".into()))
            }
            bio => Ok(Profile { bio: bio.to_owned(), links: vec![cx.vars.greeting.clone()], age: Some(cx.vars.max) }),
        }
    }
}

/// A Worker with an empty database.
#[derive(Debug)]
pub struct World {
    pub worker: TestWorker,
    db: D1Database,
}

impl World {
    #[allow(clippy::new_without_default, reason = "an empty world is not a default")]
    pub fn new() -> Self {
        let worker = start(app::worker(Service), williw_embedded::Host::in_memory().var("MAX", "7"));
        let host: Rc<dyn Host> = worker.host();
        let db = D1Database::of(&host, "DB").expect("a database");
        World { worker, db }
    }

    pub fn try_run<Q: Single>(&self, query: Q) -> Result<Q::Output, D1Error> {
        self.worker.block_on(self.db.run(query))
    }

    #[track_caller]
    pub fn run<Q: Single>(&self, query: Q) -> Q::Output {
        self.try_run(query).unwrap()
    }

    pub fn try_batch<B: Batch>(&self, batch: B) -> Result<B::Output, D1Error> {
        self.worker.block_on(self.db.batch(batch))
    }

    /// What a statement that nobody generated returns.
    #[track_caller]
    pub fn sql(&self, sql: &str) -> Vec<Value> {
        self.worker.sql("DB", sql, Vec::new()).unwrap().cells
    }
}

pub fn user_id(text: &str) -> UserId {
    UserId::parse(text).unwrap()
}

pub fn user(id: &str) -> app::db::UserInsert {
    app::db::UserInsert {
        id: user_id(id),
        email: format!("{id}@example.org"),
        nick: None,
        karma: None,
        mood: None,
        state: None,
        joined_at: None,
        profile: None,
    }
}

pub fn post(author: &str, title: &str) -> app::db::PostInsert {
    let author = user_id(author);
    app::db::PostInsert { id: None, author, title: title.into(), score: None, published: None }
}
