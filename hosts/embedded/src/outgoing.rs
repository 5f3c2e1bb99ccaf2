//! The way out of a Worker: every call to D1, to KV, to an object and to the network passes here.
//!
//! An object's call leaves once what the object wrote before it is durable ([`gate`]). And a test can let calls fail
//! as they do on the platform, before they arrive or on their way back.

use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use williw_workers::d1::{Bound, D1Error, ResultSet};
use williw_workers::driver::{D1Driver, KvDriver, LocalFuture, NamespaceDriver};
use williw_workers::durable_objects::{ObjectCall, ObjectError, ObjectReply};
use williw_workers::fetch::{FetchError, FetchReply, FetchRequest};
use williw_workers::kv::{KvError, KvKeys, KvList, KvPut, KvValue};

use crate::d1::Sqlite;
use crate::kv;
use crate::network::Network;
use crate::objects::{self, gate};

/// What a lost connection is called.
const LOST: &str = "Network connection lost.";

/// Where calls go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)] // The names say it.
pub enum Seam {
    D1,
    Kv,
    Objects,
    Fetch,
}

/// Calls that are to fail with a transient error: a test's. Clones are of one plan.
#[derive(Clone, Debug, Default)]
pub struct Faults(Arc<[Plan; 4]>);

#[derive(Debug, Default)]
struct Plan {
    waits: AtomicBool,
    passing: AtomicU32,
    refused: AtomicU32,
    unanswered: AtomicU32,
}

impl Faults {
    /// A plan without faults.
    pub fn new() -> Self {
        Faults::default()
    }

    /// Lets each call wait for a turn before it leaves and before its answer is seen, so that what goes on at the same time comes
    /// between, as on the platform. Without it a call to D1 takes no time.
    pub fn wait(&self, seam: Seam, waits: bool) {
        self.plan(seam).waits.store(waits, Ordering::SeqCst);
    }

    /// Lets so many calls pass before any fails.
    pub fn after(&self, seam: Seam, calls: u32) {
        self.plan(seam).passing.store(calls, Ordering::SeqCst);
    }

    /// The next so many calls never arrive.
    pub fn refuse(&self, seam: Seam, calls: u32) {
        self.plan(seam).refused.store(calls, Ordering::SeqCst);
    }

    /// The next so many calls take effect, and their answer is lost.
    pub fn lose_answers(&self, seam: Seam, calls: u32) {
        self.plan(seam).unanswered.store(calls, Ordering::SeqCst);
    }

    fn plan(&self, seam: Seam) -> &Plan {
        let [d1, kv, objects, fetch] = &*self.0;
        match seam {
            Seam::D1 => d1,
            Seam::Kv => kv,
            Seam::Objects => objects,
            Seam::Fetch => fetch,
        }
    }
}

fn take(counter: &AtomicU32) -> bool {
    counter.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)).is_ok()
}

/// A driver with the way to it.
pub(crate) struct Outgoing<D> {
    driver: D,
    faults: Faults,
    seam: Seam,
}

impl<D> Outgoing<D> {
    pub(crate) fn new(driver: D, faults: &Faults, seam: Seam) -> Rc<Self> {
        Rc::new(Outgoing { driver, faults: faults.clone(), seam })
    }

    async fn pass<T, E>(&self, lost: fn(String) -> E, call: impl Future<Output = Result<T, E>>) -> Result<T, E> {
        gate::settle().map_err(lost)?;
        let plan = self.faults.plan(self.seam);
        if !plan.waits.load(Ordering::SeqCst) {
            return plan.follow(lost, call).await;
        }
        tokio::task::yield_now().await;
        let result = plan.follow(lost, call).await;
        tokio::task::yield_now().await;
        result
    }
}

impl Plan {
    async fn follow<T, E>(&self, lost: fn(String) -> E, call: impl Future<Output = Result<T, E>>) -> Result<T, E> {
        if take(&self.passing) {
            return call.await;
        }
        if take(&self.refused) {
            return Err(lost(LOST.to_owned()));
        }
        let result = call.await;
        if take(&self.unanswered) { Err(lost(LOST.to_owned())) } else { result }
    }
}

impl Outgoing<Network> {
    pub(crate) async fn fetch(&self, request: FetchRequest) -> Result<FetchReply, FetchError> {
        self.pass(FetchError::Unreachable, self.driver.fetch(request)).await
    }
}

impl D1Driver for Outgoing<Rc<Sqlite>> {
    fn run<'a>(&'a self, statements: &'a [Bound]) -> LocalFuture<'a, Result<Vec<ResultSet>, D1Error>> {
        Box::pin(self.pass(D1Error::Transient, self.driver.run(statements)))
    }
}

impl KvDriver for Outgoing<Rc<kv::Namespace>> {
    fn get<'a>(&'a self, key: &'a str, ttl: Option<u32>) -> LocalFuture<'a, Result<Option<KvValue>, KvError>> {
        Box::pin(self.pass(KvError::Transient, self.driver.get(key, ttl)))
    }

    fn get_bulk<'a>(
        &'a self,
        keys: &'a [String],
        ttl: Option<u32>,
    ) -> LocalFuture<'a, Result<Vec<Option<KvValue>>, KvError>> {
        Box::pin(self.pass(KvError::Transient, self.driver.get_bulk(keys, ttl)))
    }

    fn put<'a>(&'a self, key: &'a str, put: KvPut) -> LocalFuture<'a, Result<(), KvError>> {
        Box::pin(self.pass(KvError::Transient, self.driver.put(key, put)))
    }

    fn delete<'a>(&'a self, key: &'a str) -> LocalFuture<'a, Result<(), KvError>> {
        Box::pin(self.pass(KvError::Transient, self.driver.delete(key)))
    }

    fn list<'a>(&'a self, list: KvList) -> LocalFuture<'a, Result<KvKeys, KvError>> {
        Box::pin(self.pass(KvError::Transient, self.driver.list(list)))
    }
}

impl NamespaceDriver for Outgoing<objects::Namespace> {
    fn call<'a>(&'a self, name: &'a str, call: ObjectCall) -> LocalFuture<'a, Result<ObjectReply, ObjectError>> {
        Box::pin(self.pass(ObjectError::Transient, self.driver.call(name, call)))
    }
}
