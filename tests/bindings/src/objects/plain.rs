//! Objects that do little by themselves.

use std::cell::Cell;

use williw_workers::durable_objects::{AlarmEvent, ObjectError, ObjectState};

use crate::app::objects::{LedgerClass, MillClass, RiserClass, VaultClass};
use crate::app::types::Slug;
use crate::app::{self, Cx};
use crate::cases::{sql, storage};

/// Keys and values.
pub struct VaultObject {
    pub(crate) state: ObjectState<VaultClass>,
    calls: Cell<u32>,
}

#[app::handlers]
impl app::objects::Vault for VaultObject {
    fn new(_: &Cx, state: ObjectState<VaultClass>) -> Self {
        VaultObject { state, calls: Cell::new(0) }
    }

    async fn run(&self, cx: &Cx, part: Slug) -> Result<Vec<String>, ObjectError> {
        storage::within(self, cx, part.as_str()).await
    }

    async fn add(&self, cx: &Cx, by: i32, wait_ms: u32) -> Result<i64, ObjectError> {
        let storage = self.state.storage();
        let count: i64 = storage.get("count")?.unwrap_or_default();
        if wait_ms > 0 {
            cx.host.clock().sleep(wait_ms.into()).await;
        }
        let count = count + i64::from(by);
        storage.put("count", &count)?;
        Ok(count)
    }

    async fn calls(&self, _: &Cx) -> Result<Vec<u32>, ObjectError> {
        self.calls.set(self.calls.get() + 1);
        let stored = self.state.storage().get("calls")?.unwrap_or(0) + 1;
        self.state.storage().put("calls", &stored)?;
        Ok(vec![self.calls.get(), stored])
    }
}

/// Tables of its own.
pub struct LedgerObject {
    pub(crate) state: ObjectState<LedgerClass>,
}

#[app::handlers]
impl app::objects::Ledger for LedgerObject {
    fn new(_: &Cx, state: ObjectState<LedgerClass>) -> Self {
        LedgerObject { state }
    }

    async fn run(&self, cx: &Cx, part: Slug) -> Result<Vec<String>, ObjectError> {
        sql::within(self, cx, part.as_str()).await
    }

    async fn alarm(&self, _: &Cx, _: AlarmEvent) -> Result<(), ObjectError> {
        Ok(())
    }
}

/// One of 16.
pub struct MillObject {
    state: ObjectState<MillClass>,
}

#[app::handlers]
impl app::objects::Mill for MillObject {
    fn new(_: &Cx, state: ObjectState<MillClass>) -> Self {
        MillObject { state }
    }

    async fn grind(&self, _: &Cx, grain: String) -> Result<String, ObjectError> {
        Ok(format!("{grain} in {}", self.state.name()))
    }
}

/// Begins as KV says: its entry `numbers:<name>` is how long it takes, and whether it fails.
pub struct RiserObject {
    state: ObjectState<RiserClass>,
    risen: Cell<bool>,
    starts: Cell<u32>,
    calls: Cell<u32>,
}

#[app::handlers]
impl app::objects::Riser for RiserObject {
    fn new(_: &Cx, state: ObjectState<RiserClass>) -> Self {
        RiserObject { state, risen: Cell::new(false), starts: Cell::new(0), calls: Cell::new(0) }
    }

    async fn start(&self, cx: &Cx) -> Result<(), ObjectError> {
        self.starts.set(self.starts.get() + 1);
        let tries: u32 = self.state.storage().get("tries")?.unwrap_or(0) + 1;
        self.state.storage().put("tries", &tries)?;
        let name = self.state.name().parse().map_err(|_| ObjectError::thrown("the name is no slug"))?;
        let plan = cx.store.numbers(&name).get().await?.unwrap_or_default();
        if let Some(wait) = plan.first().and_then(|ms| u64::try_from(*ms).ok()) {
            cx.host.clock().sleep(wait).await;
        }
        if plan.get(1) == Some(&1) {
            return Err(ObjectError::thrown(format!("try {tries} failed, as planned")));
        }
        self.risen.set(true);
        Ok(())
    }

    async fn risen(&self, _: &Cx) -> Result<Vec<String>, ObjectError> {
        self.calls.set(self.calls.get() + 1);
        let tries: u32 = self.state.storage().get("tries")?.unwrap_or_default();
        let (risen, starts, calls) = (self.risen.get(), self.starts.get(), self.calls.get());
        Ok(vec![format!("risen: {risen}, starts: {starts}, calls: {calls}, tries: {tries}")])
    }
}
