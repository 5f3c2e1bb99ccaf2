//! Named queries and SQL in Rust code, on the embedded host, in memory.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test ends with a panic")]
#![deny(warnings)]

mod inline;
mod projections;

use std::rc::Rc;

use app::db::{PostInsert, UserInsert, UserState, posts, users};
use app::types::{Points, UserId};
use williw_embedded::testing::{TestWorker, start};
use williw_workers::Timestamp;
use williw_workers::d1::{Batch, D1Database, Single, Value};
use williw_workers::driver::Host;

#[williw_workers::spec("../../queries")]
pub mod app {}

#[derive(Debug)]
pub struct Service;

impl app::Api for Service {}

/// Ann is active and has two posts; bob is active, cid is new, and neither has one.
#[derive(Debug)]
pub struct World {
    worker: TestWorker,
    db: D1Database,
}

impl World {
    #[allow(clippy::new_without_default, reason = "a world is not a default")]
    pub fn new() -> Self {
        let worker = start(app::worker(Service), williw_embedded::Host::in_memory());
        let host: Rc<dyn Host> = worker.host();
        let db = D1Database::of(&host, "DB").expect("a database");
        let world = World { worker, db };
        let people =
            [("ann", "Zoe", UserState::Active), ("bob", "Abe", UserState::Active), ("cid", "Cid", UserState::New)];
        for (at, (id, name, state)) in (1..).zip(people) {
            let nick = (id == "ann").then(|| "A".to_owned());
            let joined_at = Timestamp::from_millis(at * 1000);
            world.run(users::insert(UserInsert { id: user_id(id), name: name.into(), nick, state, joined_at }));
        }
        for (title, score, cover) in [("one", 5, None), ("two", 7, Some(vec![0, 255]))] {
            let score = Some(Points::new(score).unwrap());
            world.run(posts::insert(PostInsert {
                id: None,
                author: user_id("ann"),
                title: title.into(),
                score,
                cover,
            }));
        }
        world
    }

    #[track_caller]
    pub fn run<Q: Single>(&self, query: Q) -> Q::Output {
        self.worker.block_on(self.db.run(query)).unwrap()
    }

    #[track_caller]
    pub fn batch<B: Batch>(&self, batch: B) -> B::Output {
        self.worker.block_on(self.db.batch(batch)).unwrap()
    }

    /// What a statement that nobody checked returns.
    #[track_caller]
    pub fn sql(&self, sql: &str) -> Vec<Value> {
        self.worker.sql("DB", sql, Vec::new()).unwrap().cells
    }
}

pub fn user_id(text: &str) -> UserId {
    UserId::parse(text).unwrap()
}
