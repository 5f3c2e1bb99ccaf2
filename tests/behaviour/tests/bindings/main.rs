//! What is generated for KV, objects, WebSockets and cron jobs where things go wrong. What they do where all is well is
//! in `tests/bindings`, on both hosts.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test ends with a panic")]

mod faults;
mod replies;
mod starts;

use app::Cx;
use app::api::{EnterError, EnterPath, ProvokeError, ProvokePath};
use app::objects::{CounterAddError, CounterClass, RoomClass, RoomConnectError};
use williw_embedded::testing::{Faults, TestWorker, start};
use williw_workers::cron::{CronError, CronRun};
use williw_workers::durable_objects::{Accept, ObjectError, ObjectState, SocketMessage, WebSocket};
use williw_workers::http::{Anyone, Upgrade};

#[williw_workers::spec("../../bindings")]
pub mod app {}

#[derive(Debug)]
pub struct Service;

#[app::handlers]
impl app::Api for Service {
    async fn provoke(&self, cx: &Cx, _: Anyone, path: ProvokePath) -> Result<(), ProvokeError> {
        let counter = cx.counter.named("one");
        match path.what.as_str() {
            "kv" => cx.store.note(1).put(&"x".to_owned()).await?,
            "kv-limit" => cx.store.note(1).put(&"x".repeat(26_214_401)).await?,
            "object" => drop(counter.total().await?),
            "thrown" => counter.fail("the secret reason").await?,
            _ => match counter.add(1000).await {
                Err(CounterAddError::TooMuch(detail)) => return Err(ProvokeError::TooMuch(detail)),
                Err(CounterAddError::Object(error)) => return Err(error.into()),
                Ok(_) => {}
            },
        }
        Ok(())
    }

    async fn enter(&self, cx: &Cx, _: Anyone, path: EnterPath) -> Result<Upgrade, EnterError> {
        match cx.room.named("hall").connect(&path.user).await {
            Ok(upgrade) => Ok(upgrade),
            Err(RoomConnectError::Full(detail)) => Err(EnterError::Full(detail)),
            Err(RoomConnectError::Object(error)) => Err(error.into()),
        }
    }
}

#[app::handlers]
impl app::Cron for Service {
    async fn tidy(&self, cx: &Cx, _: CronRun) -> Result<(), CronError> {
        cx.store.note(1).delete().await?;
        cx.counter.named("one").total().await?;
        Err(CronError::new("tidied"))
    }
}

// The attribute has nothing to say of it, and lets it pass.
#[app::handlers]
impl app::Objects for Service {
    type Counter = Counter;
    type Room = Room;
}

#[derive(Debug)]
pub struct Counter(ObjectState<CounterClass>);

#[app::handlers]
impl app::objects::Counter for Counter {
    fn new(_: &Cx, state: ObjectState<CounterClass>) -> Self {
        Counter(state)
    }

    async fn add(&self, cx: &Cx, by: u32) -> Result<u32, CounterAddError> {
        if by > 100 {
            return Err(CounterAddError::TooMuch("at most 100".into()));
        }
        let total = self.total(cx).await? + by;
        self.0.storage().put("total", &total)?;
        Ok(total)
    }

    async fn total(&self, _: &Cx) -> Result<u32, ObjectError> {
        Ok(self.0.storage().get("total")?.unwrap_or_default())
    }

    async fn fail(&self, _: &Cx, words: String) -> Result<(), ObjectError> {
        Err(ObjectError::thrown(words))
    }
}

#[derive(Debug)]
pub struct Room;

#[app::handlers]
impl app::objects::Room for Room {
    fn new(_: &Cx, _: ObjectState<RoomClass>) -> Self {
        Room
    }

    async fn connect(&self, _: &Cx, user: String) -> Result<Accept, RoomConnectError> {
        if user == "late" { Err(RoomConnectError::Full("at eight".into())) } else { Ok(Accept::new()) }
    }

    async fn message(&self, _: &Cx, _: WebSocket, _: SocketMessage) -> Result<(), ObjectError> {
        Ok(())
    }
}

/// A Worker whose calls fail as the plan says, and its counter.
pub fn faulty() -> (TestWorker, Faults) {
    let faults = Faults::new();
    let host = williw_embedded::Host::in_memory().var("GREETING", "1").faults(&faults);
    (start(app::worker(Service), host), faults)
}
