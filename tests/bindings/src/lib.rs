//! What KV, Durable Objects, cron and WebSockets promise, as one Worker that runs on either host.
//!
//! A case is a function below [`cases`] that writes lines into a transcript; `cases/<subject>/<case>.txt` is what it must
//! say on both hosts. `GET /cases/<subject>/<case>?step=0` runs its first step and answers with the lines, and with what
//! must happen outside before the next one: time, an object that leaves memory, a client of a WebSocket. What is hard:
//! on workerd all cases run at once and in real time, so each has keys and objects of its own, and no line may depend on
//! the time of day.
#![deny(warnings)]
#![allow(missing_debug_implementations, reason = "nobody looks at a test's parts")]

pub mod case;
pub mod cases;
mod jobs;
pub mod objects;

use app::ReadCx;
use app::api::{
    EnterRoomError, EnterRoomPath, KnockError, KnockQuery, RunCaseError, RunCasePath, RunCaseQuery, UseAllError,
    UseAllPath, WriteOnceError, WriteOncePath, WriteOnceReply,
};
use app::db::{JournalInsert, journal};
use app::objects::RoomConnectError;
use app::types::{CaseReply, OnceLine, OnceReply};
use app::{App, Cx};
use case::Case;
use williw_workers::http::{Anyone, Commit, Committed, Upgrade};

#[williw_workers::spec("../spec")]
pub mod app {}

/// The Worker's handlers.
#[derive(Clone, Copy, Debug)]
pub struct Service;

/// The Worker.
pub fn worker() -> App<Service> {
    app::worker(Service)
}

#[app::handlers]
impl app::Api for Service {
    async fn run_case(
        &self,
        cx: &Cx,
        _caller: Anyone,
        path: RunCasePath,
        query: RunCaseQuery,
    ) -> Result<CaseReply, RunCaseError> {
        let (subject, name) = (path.subject.as_str(), path.name.as_str());
        let run = cases::ALL.iter().find(|(s, n, _)| (*s, *n) == (subject, name));
        let (_, name, run) = run.ok_or_else(|| RunCaseError::NoSuchCase(format!("{subject}/{name}").into()))?;
        let mut case = Case::new(cx, name, query.step);
        let ended = run(&mut case).await;
        Ok(case.finish(ended))
    }

    async fn use_all(&self, cx: &Cx, _caller: Anyone, path: UseAllPath) -> Result<CaseReply, UseAllError> {
        cases::exchange::use_all(cx, &path.case).await
    }

    async fn knock(&self, _cx: &Cx, _caller: Anyone, _query: KnockQuery) -> Result<CaseReply, KnockError> {
        Ok(CaseReply { lines: Vec::new(), actions: Vec::new() })
    }

    async fn enter_room(&self, cx: &Cx, _caller: Anyone, path: EnterRoomPath) -> Result<Upgrade, EnterRoomError> {
        match cx.room.named(path.room.as_str()).connect(&path.user).await {
            Ok(upgrade) => Ok(upgrade),
            Err(RoomConnectError::RoomFull(detail)) => Err(EnterRoomError::RoomFull(detail)),
            Err(RoomConnectError::Object(error)) => Err(error.into()),
        }
    }

    async fn write_once(
        &self,
        cx: &ReadCx,
        _caller: Anyone,
        path: WriteOncePath,
        body: OnceLine,
        commit: Commit<WriteOnceReply>,
    ) -> Result<Committed<WriteOnceReply>, WriteOnceError> {
        let before = cx.db.run(journal::by_subject(&path.case, 100)).await?.len();
        let reply = OnceReply { before: u32::try_from(before).unwrap_or(u32::MAX) };
        let reply = if before == 0 { WriteOnceReply::Created(reply) } else { WriteOnceReply::Ok(reply) };
        let line = JournalInsert { id: body.id.map(i64::from), subject: path.case, line: body.line };
        commit.batch(journal::insert(line), reply).await.map_err(|error| {
            if error.is_unique("journal", &["id"]) { WriteOnceError::IdTaken("".into()) } else { error.into() }
        })
    }
}

#[cfg(target_arch = "wasm32")]
williw_cloudflare::entry!(worker());
