//! Nodes: how they register, show that they are there, are listed, and go.
//!
//! What is hard is that two requests may speak of one node at once. Every write carries its own
//! conditions (`spec/queries.sql`); here it is decided what to write, and, where nothing was written, why.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use williw_workers::Timestamp;
use williw_workers::d1::{D1Error, Json, Key, Page, PageRequest};
use williw_workers::driver::Level;
use williw_workers::durable_objects::ObjectError;
use williw_workers::http::{Pointer, Violations};

use crate::app::Cx;
use crate::app::api::{
    DeleteNodeError, DeleteNodeQuery, GetNodeError, GetNodeQuery, HeartbeatError, HeartbeatQuery, ListNodesError,
    ListNodesQuery, RegisterNodeError, RegisterNodeReply, SetNodeStatusError,
};
use crate::app::callers::{self, NodeOrAdmin};
use crate::app::objects::{
    NodeRegistryHeartbeatError as RegistryError, NodeRegistryRegisterError as RegistryRegisterError,
};
use crate::app::queries::{self, NodeView};
use crate::app::types::{
    DeviceCapabilities, Heard, Heartbeat, HeartbeatReply, NodeActivity, NodeId, NodeInfo, NodeList, NodeRemoval,
    NodeStatus, RegisterNode, RemovalMode, SetNodeStatus, TaskId, WalletAddress,
};
use crate::callers::NOT_YOURS;
use crate::scheduling::lease;

/// An active or busy node that is silent for longer than this is offline, whatever its row says.
pub(crate) const SILENCE: Duration = Duration::from_millis(300_000);
/// How often a node is asked to send a heartbeat.
const HEARTBEAT_MS: u32 = 30_000;
/// A heartbeat sooner than this after the last sign of life is not worth a write.
pub(crate) const HEARTBEAT_APART: Duration = Duration::from_millis(5_000);
/// How often a registration looks again when another request came in between. Each time one of the
/// requests has got through, so that more than a few rounds mean something else.
const ROUNDS: u32 = 8;

/// The moment that a request is about, and the limit that it makes for silence.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Moment {
    pub(crate) now: Timestamp,
    /// Active and busy nodes last heard of before this are offline.
    pub(crate) heard_since: Timestamp,
}

impl Moment {
    pub(crate) fn of(cx: &Cx) -> Self {
        let now = cx.clock.now();
        Moment { now, heard_since: now.saturating_sub(SILENCE) }
    }
}

/// Registers a node, or refreshes it, past the registry; which then knows that its memory is old.
pub(crate) async fn register_past_registry(
    cx: &Cx,
    caller: NodeOrAdmin,
    body: RegisterNode,
) -> Result<RegisterNodeReply, RegisterNodeError> {
    let id = body.node_id.clone();
    if !caller.is_or_admin(&id) {
        return Err(RegisterNodeError::NotYours(NOT_YOURS.into()));
    }
    let reply = register(cx, body).await?;
    changed(cx, &id).await;
    Ok(reply)
}

/// A registration as the registry answers it.
pub(crate) fn registered(
    result: Result<RegisterNodeReply, RegisterNodeError>,
) -> Result<NodeInfo, RegistryRegisterError> {
    match result {
        Ok(RegisterNodeReply::Ok(node) | RegisterNodeReply::Created(node)) => Ok(node),
        // Nobody called: the registry itself did.
        Err(RegisterNodeError::NotYours(detail)) => Err(ObjectError::thrown(detail).into()),
        Err(RegisterNodeError::NodeKeyMismatch(detail)) => Err(RegistryRegisterError::NodeKeyMismatch(detail)),
        Err(RegisterNodeError::NodeCapacityReached(detail)) => Err(RegistryRegisterError::NodeCapacityReached(detail)),
        Err(RegisterNodeError::PayoutOpen(detail)) => Err(RegistryRegisterError::PayoutOpen(detail)),
        Err(RegisterNodeError::NodeBanned(detail)) => Err(RegistryRegisterError::NodeBanned(detail)),
        Err(RegisterNodeError::Invalid(violations)) => {
            Err(RegistryRegisterError::InvalidNode(violations.to_string().into()))
        }
        Err(RegisterNodeError::Database(error)) => Err(error.into()),
        Err(RegisterNodeError::Kv(error)) => Err(error.into()),
        Err(RegisterNodeError::Object(error)) => Err(error.into()),
        Err(RegisterNodeError::Internal(reason)) => Err(ObjectError::thrown(reason).into()),
    }
}

/// Registers a node, or refreshes it.
pub(crate) async fn register(cx: &Cx, body: RegisterNode) -> Result<RegisterNodeReply, RegisterNodeError> {
    check_capabilities(&body.capabilities).map_err(RegisterNodeError::Invalid)?;
    let capabilities = Json::new(&body.capabilities).map_err(|error| RegisterNodeError::Internal(error.to_string()))?;
    let max = cx.vars.max_nodes;
    let mut refused = false;
    for _ in 0..ROUNDS {
        let at = Moment::of(cx);
        let id = &body.node_id;
        let address = body.wallet_address.as_ref();
        let look = (queries::node(id), queries::wallet_is_held(id, address));
        let (known, held) = cx.db.batch(look).await?;
        let Some(known) = known else {
            if refused {
                return Err(full(max));
            }
            let wallet = match &body.wallet_address {
                Some(address) => address.clone(),
                None => own_address(&body)?,
            };
            let RegisterNode { address, public_key, .. } = &body;
            let insert =
                queries::insert_node(id, address, public_key, at.now, &capabilities, at.heard_since, i64::from(max));
            match cx.db.batch((insert, queries::insert_wallet(id, &wallet, at.now))).await {
                Ok((Some(new), _)) => {
                    return Ok(RegisterNodeReply::Created(info(new, at)));
                }
                // No room; unless somebody else has just registered it, and taken the last place.
                Ok((None, _)) => refused = true,
                // Somebody else has just registered it.
                Err(error) if error.is_unique("nodes", &["id"]) => {}
                Err(error) => return Err(error.into()),
            }
            continue;
        };
        if known.public_key != body.public_key {
            return Err(RegisterNodeError::NodeKeyMismatch(
                "a node keeps the key that it first registered with".into(),
            ));
        }
        if held && known.status == NodeStatus::Banned {
            let detail = "the wallet address of a banned node stays as it is";
            return Err(RegisterNodeError::NodeBanned(detail.into()));
        }
        if held {
            let detail = "the wallet address cannot change while a payout to it is under way";
            return Err(RegisterNodeError::PayoutOpen(detail.into()));
        }
        let refresh = queries::refresh_node(queries::RefreshNodeParams {
            address: &body.address,
            capabilities: &capabilities,
            now: at.now,
            heard_since: at.heard_since,
            id,
            public_key: &body.public_key,
            max_nodes: i64::from(max),
            wallet_address: address,
        });
        let wallet = queries::move_wallet(address, at.now, id, &body.public_key, at.heard_since);
        if let (_, Some(refreshed), _) = cx.db.batch((lease::lose_of_node(id, at), refresh, wallet)).await? {
            return Ok(RegisterNodeReply::Ok(info(refreshed, at)));
        }
        let sleeps =
            matches!(status(known.status, known.last_active_at, at), NodeStatus::Offline | NodeStatus::Retired);
        if sleeps && cx.db.run(queries::network_is_full(at.heard_since, i64::from(max))).await? {
            return Err(full(max));
        }
    }
    Err(RegisterNodeError::Internal(format!("node `{}` was changed by others {ROUNDS} times", body.node_id)))
}

fn full(max: u32) -> RegisterNodeError {
    RegisterNodeError::NodeCapacityReached(format!("{max} nodes are live; try again later").into())
}

/// A public key is an address too.
fn own_address(body: &RegisterNode) -> Result<WalletAddress, RegisterNodeError> {
    WalletAddress::parse(body.public_key.as_str()).map_err(|error| RegisterNodeError::Internal(error.to_string()))
}

/// `compute_capability` is a text or a number: the one rule that the spec cannot say.
fn check_capabilities(capabilities: &DeviceCapabilities) -> Result<(), Violations> {
    let mut violations = Violations::default();
    let at_capabilities = Pointer::Key(&Pointer::Body, "capabilities");
    let at_list = Pointer::Key(&at_capabilities, "gpu_info");
    for (i, gpu) in capabilities.gpu_info.iter().enumerate() {
        let value = gpu.compute_capability.as_ref().map(Json::parse);
        if !matches!(value, None | Some(Ok(Value::String(_) | Value::Number(_)))) {
            let at_gpu = Pointer::Index(&at_list, i);
            violations.push::<()>(&Pointer::Key(&at_gpu, "compute_capability"), "type", "must be text or a number");
        }
    }
    if violations.is_empty() { Ok(()) } else { Err(violations) }
}

/// Answers a heartbeat: through the registry, or past it where that does not answer.
pub(crate) async fn heartbeat(
    cx: &Cx,
    caller: callers::Node,
    query: HeartbeatQuery,
    body: Option<Heartbeat>,
) -> Result<HeartbeatReply, HeartbeatError> {
    let (in_body, activity, tasks) =
        body.map_or((None, None, Vec::new()), |body| (body.node_id, body.status, body.tasks));
    let id = agreed(query.node_id, in_body).map_err(HeartbeatError::Invalid)?;
    if id != caller.id {
        return Err(HeartbeatError::NotYours(NOT_YOURS.into()));
    }
    // First, so that who goes loses only what it does not give back.
    let answer = lease::report(cx, &id, &tasks).await?;
    let heard = match cx.node_registry.of(&id).heartbeat(&id, activity).await {
        Ok(heard) => heard,
        Err(RegistryError::NodeNotFound(detail)) => return Err(HeartbeatError::NodeNotFound(detail)),
        Err(RegistryError::NodeBanned(detail)) => return Err(HeartbeatError::NodeBanned(detail)),
        Err(RegistryError::NodeRetired(detail)) => return Err(HeartbeatError::NodeRetired(detail)),
        Err(RegistryError::Object(error)) => {
            cx.host.log(Level::Warn, &format!("the registry does not answer, the database will do: {error}"));
            let at = Moment::of(cx);
            match note(cx, &id, activity, at, at.now.saturating_sub(HEARTBEAT_APART)).await? {
                Noted::Here(_, revoked) => Heard { at: at.now, revoked },
                Noted::Unknown => return Err(HeartbeatError::NodeNotFound(no_node(&id).into())),
                Noted::Banned => return Err(HeartbeatError::NodeBanned(BANNED.into())),
                Noted::Retired => return Err(HeartbeatError::NodeRetired(RETIRED.into())),
            }
        }
    };
    let answer = answer.after(activity == Some(NodeActivity::Offline), heard.revoked);
    Ok(HeartbeatReply {
        server_time_ms: heard.at,
        next_heartbeat_ms: HEARTBEAT_MS,
        leases: answer.leases,
        lost: answer.lost,
        cancelled: answer.cancelled,
    })
}

pub(crate) const BANNED: &str = "only the operator lifts a ban";
pub(crate) const RETIRED: &str = "register again to come back";

/// What the database says to a sign of life.
#[derive(Clone, Debug)]
pub(crate) enum Noted {
    /// The node is there; this is its row now, and these are the tasks that were cancelled under it.
    Here(NodeView, Vec<TaskId>),
    Unknown,
    Banned,
    Retired,
}

/// Notes a sign of life in the database, unless there is one from after `since` and no change in this one.
pub(crate) async fn note(
    cx: &Cx,
    id: &NodeId,
    activity: Option<NodeActivity>,
    at: Moment,
    since: Timestamp,
) -> Result<Noted, D1Error> {
    let status = activity.map(NodeStatus::from);
    // What a silent node held it has lost, before its sign of life hides that; and what it held until it went, after.
    // A plain sign of life writes the row and no index; anything else takes the longer statement, which then finds
    // that there is nothing left to do, or does it. All of them and the reading are one round trip.
    let goes = (activity == Some(NodeActivity::Offline)).then(|| lease::lose_of_node(id, at));
    let (_, _, noted, _, revoked, node) = cx
        .db
        .batch((
            lease::lose_of_node(id, at),
            queries::touch_node(at.now, id, at.heard_since, since),
            queries::heartbeat(at.now, status.as_ref(), at.heard_since, id, since),
            Vec::from_iter(goes),
            queries::revoked_tasks(id, at.heard_since),
            queries::node(id),
        ))
        .await?;
    let Some(node) = node else { return Ok(Noted::Unknown) };
    if noted > 0 {
        uncache(cx, id).await;
    }
    Ok(match node.status {
        NodeStatus::Banned => Noted::Banned,
        NodeStatus::Retired => Noted::Retired,
        _ => Noted::Here(node, revoked),
    })
}

/// The node that a heartbeat is from: named in the query, in the body, or in both alike.
fn agreed(in_query: Option<NodeId>, in_body: Option<NodeId>) -> Result<NodeId, Violations> {
    let mut violations = Violations::default();
    match (in_query, in_body) {
        (Some(id), None) | (None, Some(id)) => return Ok(id),
        (Some(id), Some(other)) if id == other => return Ok(id),
        (Some(_), Some(_)) => {
            let at = Pointer::Key(&Pointer::Body, "node_id");
            violations.push::<()>(&at, "mismatch", "must be the same as in the query");
        }
        (None, None) => {
            let detail = "must be given, here or as `node_id` in the body";
            violations.push::<()>(&Pointer::Query("node_id"), "required", detail);
        }
    }
    Err(violations)
}

/// Lists nodes, page by page.
pub(crate) async fn list(cx: &Cx, query: ListNodesQuery) -> Result<NodeList, ListNodesError> {
    let after = query.cursor.as_deref().map(|cursor| {
        Place::from_cursor(cursor).ok_or_else(|| {
            let mut violations = Violations::default();
            violations.push::<()>(&Pointer::Query("cursor"), "format", "must be a cursor of this list");
            ListNodesError::Invalid(violations)
        })
    });
    let page = PageRequest::after(after.transpose()?, query.limit);
    let listed = match (query.status, query.active == Some(true)) {
        (None, false) => Listed::Current,
        (None, true) => Listed::Live,
        (Some(status), false) => Listed::Of(status),
        (Some(status @ (NodeStatus::Active | NodeStatus::Busy)), true) => Listed::Of(status),
        // No node is both.
        (Some(_), true) => return Ok(NodeList { nodes: Vec::new(), next_cursor: None }),
    };
    let at = Moment::of(cx);
    let page = listed.page(cx, at, page).await?;
    let nodes = page.rows.into_iter().map(|node| info(node, at)).collect();
    Ok(NodeList { nodes, next_cursor: page.next.map(|place| place.to_cursor()) })
}

/// Which nodes a list shows. Silence counts: a silent active node is listed under `offline`.
#[derive(Clone, Copy, Debug)]
enum Listed {
    /// All but the retired.
    Current,
    /// Active or busy.
    Live,
    /// Of this status.
    Of(NodeStatus),
}

impl Listed {
    async fn page(self, cx: &Cx, at: Moment, page: PageRequest<Place>) -> Result<Page<Place>, D1Error> {
        let after = page.after.as_ref().map_or("", |Place(id)| id.as_str());
        let (fetch, since) = (page.fetch(), at.heard_since);
        let rows = match self {
            Listed::Current => queries::current_nodes(after, fetch),
            Listed::Live => queries::live_nodes(since, after, fetch),
            Listed::Of(status @ (NodeStatus::Active | NodeStatus::Busy)) => {
                queries::heard_nodes(&status, since, after, fetch)
            }
            Listed::Of(NodeStatus::Offline) => queries::offline_nodes(after, since, fetch),
            Listed::Of(status) => queries::nodes_of_status(&status, after, fetch),
        };
        Ok(Page::cut(cx.db.run(rows).await?, page.limit))
    }
}

/// A node's place in a list: after it, the next page begins.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Place(NodeId);

impl Key for Place {
    type Row = NodeView;

    fn of(row: &NodeView) -> Option<Self> {
        Some(Place(row.id.clone()))
    }
}

/// Shows one node.
pub(crate) async fn get(cx: &Cx, query: GetNodeQuery) -> Result<NodeInfo, GetNodeError> {
    let (at, id) = (Moment::of(cx), &query.node_id);
    // The registry knows of heartbeats that the database has not been told of.
    let seen = cx.node_registry.of(id).seen(id).await.unwrap_or_else(|error| {
        cx.host.log(Level::Warn, &format!("the registry does not answer, the database will do: {error}"));
        None
    });
    let entry = cx.nodes_store.node(id);
    let copy = entry.get().await.unwrap_or_else(|error| {
        cx.host.log(Level::Warn, &format!("the cache of nodes does not answer: {error}"));
        None
    });
    if let Some(copy) = copy {
        let last_active_at = copy.last_active_at.max(seen.unwrap_or(copy.last_active_at));
        // One that is old enough for silence may be wrong about that.
        if last_active_at >= at.heard_since {
            return Ok(NodeInfo { last_active_at, ..copy });
        }
    }
    let Some(node) = cx.db.run(queries::node(id)).await? else {
        return Err(GetNodeError::NodeNotFound(no_node(id).into()));
    };
    // With the status that is stored: whether it is silent is another question each time.
    let stored = node.status;
    let copy = NodeInfo { status: stored, ..info(node, at) };
    if let Err(error) = entry.put(&copy).await {
        cx.host.log(Level::Warn, &format!("the cache of nodes takes nothing: {error}"));
    }
    let last_active_at = copy.last_active_at.max(seen.unwrap_or(copy.last_active_at));
    Ok(NodeInfo { last_active_at, status: status(stored, last_active_at, at), ..copy })
}

/// Tells the registry and the cache that the database has something new of a node. Where they do not answer, they are
/// behind for a minute, or five.
async fn changed(cx: &Cx, id: &NodeId) {
    forget(cx, id).await;
    uncache(cx, id).await;
}

/// Makes the registry ask the database at the node's next sign of life.
pub(crate) async fn forget(cx: &Cx, id: &NodeId) {
    if let Err(error) = cx.node_registry.of(id).forget(id).await {
        cx.host.log(Level::Warn, &format!("the registry was not told of a change: {error}"));
    }
}

async fn uncache(cx: &Cx, id: &NodeId) {
    if let Err(error) = cx.nodes_store.node(id).delete().await {
        cx.host.log(Level::Warn, &format!("the cache of nodes was not told of a change: {error}"));
    }
}

/// Sets a node's status. Only the operator bans, and lifts a ban.
pub(crate) async fn set_status(
    cx: &Cx,
    caller: NodeOrAdmin,
    body: SetNodeStatus,
) -> Result<NodeInfo, SetNodeStatusError> {
    let SetNodeStatus { node_id: id, status } = body;
    if !caller.is_or_admin(&id) {
        return Err(SetNodeStatusError::NotYours(NOT_YOURS.into()));
    }
    if status == NodeStatus::Banned && !caller.is_admin() {
        return Err(SetNodeStatusError::NotYours("only the operator bans a node".into()));
    }
    let at = Moment::of(cx);
    let set = match status {
        NodeStatus::Retired => None,
        _ => {
            // What the operator says of a node is no sign of its life, unless he wakes it.
            let is_sign = !caller.is_admin() || matches!(status, NodeStatus::Active | NodeStatus::Busy);
            let set = queries::set_node_status(&status, at.now, is_sign, &id, caller.is_admin());
            // As with a heartbeat: what it has lost by silence, and what it loses by this.
            cx.db.batch((lease::lose_of_node(&id, at), set, lease::lose_of_node(&id, at))).await?.1
        }
    };
    if let Some(node) = set {
        changed(cx, &id).await;
        return Ok(info(node, at));
    }
    match cx.db.run(queries::node(&id)).await? {
        None => Err(SetNodeStatusError::NodeNotFound(no_node(&id).into())),
        Some(node) if node.status == NodeStatus::Retired => {
            Err(SetNodeStatusError::InvalidStatusChange("a retired node comes back by registering again".into()))
        }
        Some(node) if node.status == NodeStatus::Banned && !caller.is_admin() => {
            Err(SetNodeStatusError::NodeBanned(BANNED.into()))
        }
        Some(_) => Err(SetNodeStatusError::InvalidStatusChange("a node is retired by deleting it".into())),
    }
}

/// Deletes a node that the books do not speak of, and retires any other.
pub(crate) async fn delete(
    cx: &Cx,
    caller: NodeOrAdmin,
    query: DeleteNodeQuery,
) -> Result<NodeRemoval, DeleteNodeError> {
    let id = &query.node_id;
    if !caller.is_or_admin(id) {
        return Err(DeleteNodeError::NotYours(NOT_YOURS.into()));
    }
    if let Some(mode) = remove(cx, id, caller.is_admin(), None).await? {
        return Ok(NodeRemoval { mode });
    }
    // A banned node that could go would come back without its ban.
    match cx.db.run(queries::node(id)).await? {
        Some(_) => Err(DeleteNodeError::NodeBanned(BANNED.into())),
        None => Err(DeleteNodeError::NodeNotFound(no_node(id).into())),
    }
}

/// What has become of a node; `None` where there is none, or none that may go. With `offline_since`, only one that is
/// offline since before then may.
pub(crate) async fn remove(
    cx: &Cx,
    id: &NodeId,
    may_lift: bool,
    offline_since: Option<Timestamp>,
) -> Result<Option<RemovalMode>, D1Error> {
    let at = Moment::of(cx);
    let removal = (
        queries::delete_empty_wallet(id, may_lift, offline_since),
        queries::delete_node_without_history(id, may_lift, offline_since),
        queries::retire_node(at.now, id, may_lift, offline_since),
        lease::lose_of_node(id, at),
    );
    let ((), deleted, retired, _) = cx.db.batch(removal).await?;
    let mode = match (deleted, retired) {
        (0, 0) => return Ok(None),
        (0, _) => RemovalMode::Retired,
        _ => RemovalMode::Deleted,
    };
    changed(cx, id).await;
    Ok(Some(mode))
}

pub(crate) fn no_node(id: &NodeId) -> String {
    format!("no node is called `{id}`")
}

/// A node as it is shown.
fn info(node: NodeView, at: Moment) -> NodeInfo {
    let status = status(node.status, node.last_active_at, at);
    let NodeView { id, address, public_key, registered_at, last_active_at, capabilities, .. } = node;
    NodeInfo { node_id: id, address, public_key, registered_at, last_active_at, status, capabilities }
}

/// The status that counts: silence is decided here and not only when a cron job comes by.
pub(crate) fn status(stored: NodeStatus, last_active_at: Timestamp, at: Moment) -> NodeStatus {
    match stored {
        NodeStatus::Active | NodeStatus::Busy if last_active_at < at.heard_since => NodeStatus::Offline,
        status => status,
    }
}

impl From<NodeActivity> for NodeStatus {
    fn from(activity: NodeActivity) -> Self {
        match activity {
            NodeActivity::Active => NodeStatus::Active,
            NodeActivity::Busy => NodeStatus::Busy,
            NodeActivity::Paused => NodeStatus::Paused,
            NodeActivity::Offline => NodeStatus::Offline,
        }
    }
}
