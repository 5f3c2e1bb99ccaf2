//! A Worker that counts in objects and rings their alarms, to be killed while it does: `scripts/crash.mjs`.
//!
//! What must hold after each kill: a count that was acknowledged is there; D1 was not told of one that is not; and every
//! alarm rings, by itself.

use std::time::Duration;

use williw_workers::durable_objects::{AlarmEvent, ObjectError, ObjectState};
use williw_workers::http::Anyone;

#[williw_workers::spec("../spec")]
pub mod app {}

use app::Cx;
use app::api::{AddError, AddPath, ReadError, ReadPath};
use app::db::{NoteInsert, notes};
use app::objects::CounterClass;
use app::types::{Count, Name};

/// How long after a count the alarm rings.
const ALARM: Duration = Duration::from_millis(100);

#[derive(Clone, Copy, Debug)]
pub struct Service;

#[app::handlers]
impl app::Api for Service {
    async fn add(&self, cx: &Cx, _: Anyone, path: AddPath) -> Result<Count, AddError> {
        Ok(cx.counter.named(path.name.as_str()).add().await?)
    }

    async fn read(&self, cx: &Cx, _: Anyone, path: ReadPath) -> Result<Count, ReadError> {
        Ok(cx.counter.named(path.name.as_str()).read().await?)
    }
}

impl app::Objects for Service {
    type Counter = Counter;
}

/// One object.
#[derive(Debug)]
pub struct Counter {
    state: ObjectState<CounterClass>,
}

#[app::handlers]
impl app::objects::Counter for Counter {
    fn new(_: &Cx, state: ObjectState<CounterClass>) -> Self {
        Counter { state }
    }

    async fn start(&self, _: &Cx) -> Result<(), ObjectError> {
        Ok(self.state.storage().put("lives", &(self.number("lives")? + 1))?)
    }

    async fn add(&self, cx: &Cx) -> Result<Count, ObjectError> {
        let count = self.number("count")? + 1;
        self.state.storage().put("count", &count)?;
        self.state.set_alarm(cx.clock.now().saturating_add(ALARM))?;
        let name = Name::parse(self.state.name()).map_err(|error| ObjectError::thrown(error.to_string()))?;
        cx.db.run(notes::upsert(NoteInsert { name, count: i64::from(count) })).await?;
        self.count(cx).await
    }

    async fn read(&self, cx: &Cx) -> Result<Count, ObjectError> {
        self.count(cx).await
    }

    async fn alarm(&self, _: &Cx, _: AlarmEvent) -> Result<(), ObjectError> {
        Ok(self.state.storage().put("rung", &self.number("count")?)?)
    }
}

impl Counter {
    fn number(&self, key: &str) -> Result<u32, ObjectError> {
        Ok(self.state.storage().get(key)?.unwrap_or(0))
    }

    async fn count(&self, cx: &Cx) -> Result<Count, ObjectError> {
        let name = Name::parse(self.state.name()).map_err(|error| ObjectError::thrown(error.to_string()))?;
        let noted = cx.db.run(notes::get(&name)).await?.map_or(0, |note| note.count);
        let noted = u32::try_from(noted).unwrap_or(u32::MAX);
        Ok(Count { count: self.number("count")?, rung: self.number("rung")?, noted, lives: self.number("lives")? })
    }
}

#[cfg(target_arch = "wasm32")]
williw_cloudflare::entry!(app::worker(Service));
