//! `NodeRegistry`: who is there, in the memory of an object, so that most heartbeats cost no write.
//!
//! What is hard: the database is the only source of truth, and this object may vanish at any moment, be bypassed, or
//! know less than the database does. So memory decides nothing but whether a sign of life must be written now. What it
//! keeps to itself is a minute of liveness at most: a node's stamp is written when the last one is a minute old, and
//! an alarm writes the last sign of a node that has fallen silent, long before five minutes of silence could be
//! counted from an older one. A change of status is written at once, and a refusal is never given from memory.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use williw_workers::Timestamp;
use williw_workers::durable_objects::{AlarmEvent, ObjectError, ObjectState};

use crate::app::objects::node_registry::queries as statements;
use crate::app::objects::{
    NodeRegistryClass, NodeRegistryHeartbeatError as HeartbeatError, NodeRegistryRegisterError as RegisterError,
};
use crate::app::queries::{self, NodeView};
use crate::app::types::{Heard, NodeActivity, NodeId, NodeInfo, NodeStatus, PublicKey, RegisterNode};
use crate::app::{self, Cx};
use crate::nodes::{self, HEARTBEAT_APART, Moment, Noted};

/// How old a written stamp is when the next sign of life is written again.
const WRITE_EVERY: Duration = Duration::from_secs(60);
/// For how long a key is believed without asking the database: somebody may have changed it, and not got through to here.
const KEY_KEPT: Duration = Duration::from_secs(60);
/// The most nodes that an object remembers. Who is forgotten is read again.
const MAX_NODES: usize = 50_000;
/// The most nodes of one write.
const MAX_WRITE: usize = 500;

/// The nodes of one shard.
pub struct Registry {
    state: ObjectState<NodeRegistryClass>,
    known: RefCell<BTreeMap<NodeId, Known>>,
    /// When the alarm will ring, as far as this memory knows.
    alarm_at: Cell<Option<Timestamp>>,
    /// How often something was forgotten: what was read from the database before is not learned after.
    forgotten: Cell<u64>,
}

impl fmt::Debug for Registry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Registry").field("known", &self.known.borrow().len()).finish_non_exhaustive()
    }
}

/// What is remembered of a node.
#[derive(Clone, Debug)]
struct Known {
    /// The key that it is registered with, until somebody says that the database has something new.
    key: PublicKey,
    /// When the database was asked for all this.
    read: Timestamp,
    /// As the database has it.
    status: NodeStatus,
    /// As the database has it.
    written: Timestamp,
    /// When it was really last heard of.
    seen: Timestamp,
    /// Whether a heartbeat has asked the database since the node was forgotten: only that tells what was cancelled under it.
    asked: bool,
}

impl Known {
    /// Whether the database knows less.
    fn is_unwritten(&self) -> bool {
        self.seen > self.written
    }
}

#[app::handlers]
impl app::objects::NodeRegistry for Registry {
    fn new(_: &Cx, state: ObjectState<NodeRegistryClass>) -> Self {
        Registry { state, known: RefCell::default(), alarm_at: Cell::new(None), forgotten: Cell::new(0) }
    }

    async fn key(&self, cx: &Cx, node_id: NodeId) -> Result<Option<PublicKey>, ObjectError> {
        let now = cx.clock.now();
        if let Some(known) = self.known.borrow().get(&node_id)
            && known.read > now.saturating_sub(KEY_KEPT)
        {
            return Ok(Some(known.key.clone()));
        }
        let forgotten = self.forgotten.get();
        let Some(node) = cx.db.run(queries::node(&node_id)).await? else { return Ok(None) };
        let key = node.public_key.clone();
        // What was read may be older than what somebody else changed meanwhile: good for this answer, and no longer.
        if forgotten == self.forgotten.get() {
            let seen = self.known.borrow().get(&node_id).map_or(node.last_active_at, |known| known.seen);
            self.learn(node, seen, now, false);
        }
        Ok(Some(key))
    }

    async fn is_new(&self, cx: &Cx, node_id: NodeId, nonce: String, until: Timestamp) -> Result<bool, ObjectError> {
        let now = cx.clock.now();
        if self.alarm_at.get().is_none() {
            // One that was set before the object was made anew must ring: put off each time, it never would, and nothing
            // would ever be forgotten.
            self.alarm_at.set(self.state.alarm().await?);
        }
        let is_new = self.state.storage().run(statements::remember_nonce(&node_id, &nonce, until, now))? > 0;
        // The alarm forgets it.
        self.wake(now)?;
        Ok(is_new)
    }

    async fn heartbeat(
        &self,
        cx: &Cx,
        node_id: NodeId,
        activity: Option<NodeActivity>,
    ) -> Result<Heard, HeartbeatError> {
        let at = Moment::of(cx);
        if activity.is_none() && self.remember(&node_id, at)? {
            return Ok(Heard { at: at.now, revoked: Vec::new() });
        }
        let forgotten = self.forgotten.get();
        match nodes::note(cx, &node_id, activity, at, at.now.saturating_sub(WRITE_EVERY)).await? {
            // What was read may be older than what somebody else changed meanwhile.
            Noted::Here(_, revoked) if forgotten != self.forgotten.get() => Ok(Heard { at: at.now, revoked }),
            Noted::Here(node, revoked) => {
                let known = self.known.borrow().get(&node_id).map_or(node.last_active_at, |known| known.seen);
                let last = known.max(node.last_active_at);
                let seen = if last > at.now.saturating_sub(HEARTBEAT_APART) { last } else { at.now };
                let is_unwritten = seen > node.last_active_at;
                self.learn(node, seen, at.now, true);
                if is_unwritten {
                    self.wake(at.now)?;
                }
                Ok(Heard { at: at.now, revoked })
            }
            refused => {
                self.known.borrow_mut().remove(&node_id);
                Err(match refused {
                    Noted::Banned => HeartbeatError::NodeBanned(nodes::BANNED.into()),
                    Noted::Retired => HeartbeatError::NodeRetired(nodes::RETIRED.into()),
                    Noted::Unknown | Noted::Here(..) => HeartbeatError::NodeNotFound(nodes::no_node(&node_id).into()),
                })
            }
        }
    }

    async fn seen(&self, _: &Cx, node_id: NodeId) -> Result<Option<Timestamp>, ObjectError> {
        Ok(self.known.borrow().get(&node_id).map(|known| known.seen))
    }

    async fn forget(&self, _: &Cx, node_id: NodeId) -> Result<(), ObjectError> {
        self.drop_known(&node_id);
        Ok(())
    }

    async fn register(&self, cx: &Cx, node: RegisterNode) -> Result<NodeInfo, RegisterError> {
        let id = node.node_id.clone();
        let registered = nodes::register(cx, node).await;
        self.drop_known(&id);
        nodes::registered(registered)
    }

    async fn persist(&self, cx: &Cx) -> Result<u32, ObjectError> {
        self.write(cx, |_| true).await
    }

    async fn load(&self, cx: &Cx, node_ids: Vec<NodeId>) -> Result<u32, ObjectError> {
        let forgotten = self.forgotten.get();
        let nodes = cx.db.run(queries::nodes_by_ids(&node_ids)).await?;
        let count = u32::try_from(nodes.len()).unwrap_or(u32::MAX);
        if forgotten == self.forgotten.get() {
            for node in nodes {
                let seen = self.known.borrow().get(&node.id).map_or(node.last_active_at, |known| known.seen);
                self.learn(node, seen, cx.clock.now(), false);
            }
        }
        Ok(count)
    }

    /// Writes the last signs of life of nodes that have not come back since, and forgets old nonces.
    async fn alarm(&self, cx: &Cx, _: AlarmEvent) -> Result<(), ObjectError> {
        let now = cx.clock.now();
        self.alarm_at.set(None);
        self.state.storage().run(statements::forget_nonces(now))?;
        self.write(cx, |known| known.written <= now.saturating_sub(WRITE_EVERY)).await?;
        let unwritten = self.known.borrow().values().any(Known::is_unwritten);
        if unwritten || self.state.storage().run(statements::any_nonce())? {
            self.wake(cx.clock.now())?;
        }
        Ok(())
    }
}

impl Registry {
    /// Forgets a node, because the database has something new of it.
    fn drop_known(&self, id: &NodeId) {
        self.known.borrow_mut().remove(id);
        self.forgotten.set(self.forgotten.get() + 1);
    }

    /// Takes note of a sign of life in memory, and says whether that is enough.
    fn remember(&self, id: &NodeId, at: Moment) -> Result<bool, ObjectError> {
        {
            let mut known = self.known.borrow_mut();
            let Some(node) = known.get_mut(id) else { return Ok(false) };
            let awake = match node.status {
                NodeStatus::Paused => true,
                NodeStatus::Active | NodeStatus::Busy => node.seen >= at.heard_since,
                NodeStatus::Offline | NodeStatus::Banned | NodeStatus::Retired => false,
            };
            if !awake || !node.asked || node.written <= at.now.saturating_sub(WRITE_EVERY) {
                return Ok(false);
            }
            if node.seen > at.now.saturating_sub(HEARTBEAT_APART) {
                return Ok(true);
            }
            node.seen = at.now;
        }
        self.wake(at.now)?;
        Ok(true)
    }

    /// Remembers what the database has just said of a node.
    fn learn(&self, node: NodeView, seen: Timestamp, read: Timestamp, asked: bool) {
        let mut known = self.known.borrow_mut();
        if known.len() >= MAX_NODES && !known.contains_key(&node.id) {
            // The first that has nothing unwritten; else the first, which loses a minute of liveness at most.
            let settled = known.iter().find(|(_, known)| !known.is_unwritten()).or_else(|| known.iter().next());
            if let Some(id) = settled.map(|(id, _)| id.clone()) {
                known.remove(&id);
            }
        }
        let NodeView { id, public_key: key, status, last_active_at: written, .. } = node;
        let asked = asked || known.get(&id).is_some_and(|known| known.asked);
        known.insert(id, Known { key, read, status, written, seen: seen.max(written), asked });
    }

    /// Writes what only memory knows, of the nodes that are chosen.
    async fn write(&self, cx: &Cx, chosen: impl Fn(&Known) -> bool) -> Result<u32, ObjectError> {
        let unwritten: Vec<(NodeId, Timestamp)> = {
            let known = self.known.borrow();
            let unwritten = known.iter().filter(|(_, known)| known.is_unwritten() && chosen(known));
            unwritten.map(|(id, known)| (id.clone(), known.seen)).collect()
        };
        for some in unwritten.chunks(MAX_WRITE) {
            let seen = serde_json::to_string(some).map_err(|error| ObjectError::thrown(error.to_string()))?;
            cx.db.run(queries::touch_nodes(&seen)).await?;
            let mut known = self.known.borrow_mut();
            for (id, seen) in some {
                if let Some(node) = known.get_mut(id) {
                    node.written = node.written.max(*seen);
                }
            }
        }
        Ok(u32::try_from(unwritten.len()).unwrap_or(u32::MAX))
    }

    /// Sets the alarm, unless it is set: each time costs a write, and one a minute is enough. One that should have rung a
    /// while ago is lost.
    fn wake(&self, now: Timestamp) -> Result<(), ObjectError> {
        if self.alarm_at.get().is_none_or(|at| at <= now.saturating_sub(WRITE_EVERY)) {
            let at = now.saturating_add(WRITE_EVERY);
            self.state.set_alarm(at)?;
            self.alarm_at.set(Some(at));
        }
        Ok(())
    }
}
