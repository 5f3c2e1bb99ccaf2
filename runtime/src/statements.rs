//! The statements that are more than one row by its key: guarded writes, filtered pages.
//!
//! They are written by hand until named queries are compiled from the spec; then this file goes away.
//! What is hard: nothing that was read before a write may be trusted, so each guard stands in the
//! statement itself. One that changes nothing has been refused, and its caller reads to say why.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use williw_workers::Timestamp;
use williw_workers::d1::{Changes, Column, DecodeError, FromRow, Json, Key, Page, PageRequest, Query, Row};

use crate::app::types::{DeviceCapabilities, NodeId, NodeStatus, PublicKey, RegisterNode, WalletAddress};

/// An active or busy node that is silent for longer than this is offline, whatever its row says.
const SILENCE: Duration = Duration::from_millis(300_000);

/// The moment that a statement speaks of, and the limit that it makes for silence.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Moment {
    pub(crate) now: Timestamp,
    /// Active and busy nodes last heard of before this are offline.
    pub(crate) heard_since: Timestamp,
}

impl Moment {
    pub(crate) fn new(now: Timestamp) -> Self {
        Moment { now, heard_since: now.saturating_sub(SILENCE) }
    }
}

/// What is shown of a node.
#[derive(Clone, Debug)]
pub(crate) struct Shown {
    pub(crate) id: NodeId,
    pub(crate) address: String,
    pub(crate) public_key: PublicKey,
    pub(crate) registered_at: Timestamp,
    pub(crate) last_active_at: Timestamp,
    pub(crate) status: NodeStatus,
    pub(crate) capabilities: Json<DeviceCapabilities>,
}

const SHOWN: &[&str] = &["id", "address", "public_key", "registered_at", "last_active_at", "status", "capabilities"];

macro_rules! shown {
    () => {
        " id, address, public_key, registered_at, last_active_at, status, capabilities "
    };
}

impl FromRow for Shown {
    fn from_row(row: &mut Row<'_>) -> Result<Self, DecodeError> {
        Ok(Shown {
            id: row.next("id")?,
            address: row.next("address")?,
            public_key: row.next("public_key")?,
            registered_at: row.next("registered_at")?,
            last_active_at: row.next("last_active_at")?,
            status: row.next("status")?,
            capabilities: row.next("capabilities")?,
        })
    }
}

/// That a row was found; what is in it does not matter.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Found;

impl FromRow for Found {
    fn from_row(row: &mut Row<'_>) -> Result<Self, DecodeError> {
        row.next::<i64>("found").map(|_| Found)
    }
}

macro_rules! params {
    ($($value:expr),* $(,)?) => { vec![$(Column::encode($value)),*] };
}

/// The states of a payout in which money may be on its way, of the node `?1`.
macro_rules! open_payout {
    () => {
        "EXISTS (SELECT 1 FROM payouts WHERE node_id = ?1 \
         AND status IN ('requested', 'signed', 'submitted', 'confirmed', 'review'))"
    };
}

/// Whether fewer than so many nodes are live: active, busy or paused, and not silent. Counts no further.
macro_rules! fewer_live_than {
    ($max:literal, $heard_since:literal) => {
        concat!(
            "(SELECT count(*) FROM (SELECT 1 FROM nodes WHERE status IN ('active', 'busy', 'paused') ",
            "AND (status = 'paused' OR last_active_at >= ",
            $heard_since,
            ") LIMIT ",
            $max,
            ")) < ",
            $max
        )
    };
}

/// One node.
pub(crate) fn node(id: &NodeId) -> Query<Option<Shown>> {
    Query::read(concat!("SELECT", shown!(), "FROM nodes WHERE id = ?1"), params![id], SHOWN)
}

/// Adds a node where fewer than `max` are live. Fails where the id is taken.
pub(crate) fn insert_node(
    new: &RegisterNode,
    capabilities: &Json<DeviceCapabilities>,
    at: Moment,
    max: u32,
) -> Query<Option<Shown>> {
    const SQL: &str = concat!(
        "INSERT INTO nodes (id, address, public_key, registered_at, last_active_at, status, capabilities, ",
        "total_compute_score, total_rewards_lamports, contribution_count, created_at, updated_at) ",
        "SELECT ?1, ?2, ?3, ?5, ?5, 'active', ?4, 0, 0, 0, ?5, ?5 WHERE ",
        fewer_live_than!("?7", "?6"),
        " RETURNING",
        shown!()
    );
    let RegisterNode { node_id, address, public_key, .. } = new;
    Query::write(SQL, params![node_id, address, public_key, capabilities, &at.now, &at.heard_since, &max], SHOWN)
}

/// Adds the wallet of a node that [`insert_node`] has added just before, or else nothing.
pub(crate) fn insert_wallet(id: &NodeId, address: &WalletAddress, now: Timestamp) -> Query<Changes> {
    const SQL: &str = "INSERT INTO wallets (node_id, wallet_address, sol_balance_lamports, pending_rewards_lamports, \
        total_rewards_distributed_lamports, last_updated_at) \
        SELECT ?1, ?2, 0, 0, 0, ?3 WHERE EXISTS (SELECT 1 FROM nodes WHERE id = ?1)";
    Query::write(SQL, params![id, address, &now], &[])
}

/// Whether this wallet address is another than the node's, and a payout to that one is under way.
pub(crate) fn wallet_is_held(id: &NodeId, address: &Option<WalletAddress>) -> Query<Option<Found>> {
    const SQL: &str =
        concat!("SELECT 1 AS found FROM wallets WHERE node_id = ?1 AND wallet_address <> ?2 AND ", open_payout!());
    Query::read(SQL, params![id, address], &["found"])
}

/// Whether no fewer than `max` nodes are live.
pub(crate) fn network_is_full(at: Moment, max: u32) -> Query<Option<Found>> {
    const SQL: &str = concat!("SELECT 1 AS found WHERE NOT ", fewer_live_than!("?2", "?1"));
    Query::read(SQL, params![&at.heard_since, &max], &["found"])
}

/// Refreshes a node that registers again with the same key. Does nothing where that would bring one
/// more to life than `max`, or would move a wallet that is held.
pub(crate) fn refresh_node(
    new: &RegisterNode,
    capabilities: &Json<DeviceCapabilities>,
    at: Moment,
    max: u32,
) -> Query<Option<Shown>> {
    const SQL: &str = concat!(
        "UPDATE nodes SET address = ?2, capabilities = ?4, ",
        "last_active_at = max(last_active_at, ?5), updated_at = max(updated_at, ?5), ",
        "status = CASE WHEN status IN ('offline', 'retired') OR (status = 'busy' AND last_active_at < ?6) ",
        "THEN 'active' ELSE status END ",
        "WHERE id = ?1 AND public_key = ?3 AND (status IN ('paused', 'banned') ",
        "OR (status IN ('active', 'busy') AND last_active_at >= ?6) OR ",
        fewer_live_than!("?7", "?6"),
        ") AND (?8 IS NULL OR NOT ",
        open_payout!(),
        " OR EXISTS (SELECT 1 FROM wallets WHERE node_id = ?1 AND wallet_address = ?8)) RETURNING",
        shown!()
    );
    let RegisterNode { node_id, address, public_key, wallet_address, .. } = new;
    let params = params![node_id, address, public_key, capabilities, &at.now, &at.heard_since, &max, wallet_address];
    Query::write(SQL, params, SHOWN)
}

/// Moves the wallet of a node whose key this is, unless it is held. Without an address: nothing.
pub(crate) fn move_wallet(
    id: &NodeId,
    key: &PublicKey,
    address: &Option<WalletAddress>,
    now: Timestamp,
) -> Query<Changes> {
    const SQL: &str = concat!(
        "UPDATE wallets SET wallet_address = ?2, last_updated_at = max(last_updated_at, ?3) ",
        "WHERE node_id = ?1 AND wallet_address <> ?2 ",
        "AND EXISTS (SELECT 1 FROM nodes WHERE id = ?1 AND public_key = ?4) AND NOT ",
        open_payout!()
    );
    Query::write(SQL, params![id, address, &now, key], &[])
}

/// Notes a sign of life. Does nothing to a node that is banned or retired, and nothing when the last
/// sign came after `since` and there is no change in this one.
pub(crate) fn heartbeat(id: &NodeId, at: Moment, since: Timestamp, status: Option<NodeStatus>) -> Query<Changes> {
    const SQL: &str = "UPDATE nodes SET last_active_at = max(last_active_at, ?2), updated_at = max(updated_at, ?2), \
        status = CASE WHEN ?5 IS NOT NULL THEN ?5 \
            WHEN status = 'offline' OR (status = 'busy' AND last_active_at < ?3) THEN 'active' ELSE status END \
        WHERE id = ?1 AND status NOT IN ('banned', 'retired') \
            AND (last_active_at <= ?4 OR (?5 IS NULL AND status = 'offline') OR (?5 IS NOT NULL AND status <> ?5))";
    Query::write(SQL, params![id, &at.now, &at.heard_since, &since, &status], &[])
}

/// Sets the status of a node that is not retired. To set what only a node says of itself is a sign of
/// life; to set or lift a ban is not.
pub(crate) fn set_status(id: &NodeId, status: NodeStatus, now: Timestamp) -> Query<Option<Shown>> {
    const SQL: &str = concat!(
        "UPDATE nodes SET status = ?2, updated_at = max(updated_at, ?3), last_active_at = ",
        "CASE WHEN 'banned' IN (status, ?2) THEN last_active_at ELSE max(last_active_at, ?3) END ",
        "WHERE id = ?1 AND status <> 'retired' RETURNING",
        shown!()
    );
    Query::write(SQL, params![id, &status, &now], SHOWN)
}

/// Whether the node `?1` has neither history nor money: nothing that the books speak of.
macro_rules! without_history {
    () => {
        "NOT EXISTS (SELECT 1 FROM contributions WHERE node_id = ?1) \
         AND NOT EXISTS (SELECT 1 FROM rewards WHERE node_id = ?1) \
         AND NOT EXISTS (SELECT 1 FROM payouts WHERE node_id = ?1) \
         AND NOT EXISTS (SELECT 1 FROM ledger_entries WHERE node_id = ?1)"
    };
}

/// Three statements for one batch: delete the wallet, then the node, where the node has no ledger
/// history and the wallet is empty; retire the node that is still there.
pub(crate) fn remove_node(id: &NodeId, now: Timestamp) -> (Query<Changes>, Query<Changes>, Query<Changes>) {
    const WALLET: &str = concat!(
        "DELETE FROM wallets WHERE node_id = ?1 AND sol_balance_lamports = 0 AND pending_rewards_lamports = 0 ",
        "AND total_rewards_distributed_lamports = 0 AND ",
        without_history!()
    );
    const NODE: &str = concat!(
        "DELETE FROM nodes WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM wallets WHERE node_id = ?1) AND ",
        without_history!()
    );
    const RETIRE: &str = "UPDATE nodes SET status = 'retired', updated_at = max(updated_at, ?2) WHERE id = ?1";
    (
        Query::write(WALLET, params![id], &[]),
        Query::write(NODE, params![id], &[]),
        Query::write(RETIRE, params![id, &now], &[]),
    )
}

/// A node's place in a list: after it, the next page begins.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Place(NodeId);

impl Key for Place {
    type Row = Shown;

    fn of(row: &Shown) -> Option<Self> {
        Some(Place(row.id.clone()))
    }
}

/// Which nodes a list shows. Silence counts: a silent active node is listed under `offline`.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Listed {
    /// All but the retired.
    Current,
    /// Active or busy.
    Live,
    /// Of this status.
    Of(NodeStatus),
}

/// A page of nodes, in the order of their ids. Each list is a range of one index, so that a page reads
/// little more than it shows; the planner would sort, hence its orders.
pub(crate) fn list(listed: Listed, at: Moment, page: PageRequest<Place>) -> Query<Page<Place>> {
    const CURRENT: &str = concat!(
        "SELECT",
        shown!(),
        "FROM nodes INDEXED BY idx_nodes_current WHERE status <> 'retired' AND id > ?1 ORDER BY id LIMIT ?2"
    );
    const LIVE: &str = concat!(
        "SELECT",
        shown!(),
        "FROM nodes INDEXED BY idx_nodes_live WHERE status IN ('active', 'busy') ",
        "AND last_active_at >= ?2 AND id > ?1 ORDER BY id LIMIT ?3"
    );
    const HEARD: &str = concat!(
        "SELECT",
        shown!(),
        "FROM nodes WHERE status = ?3 AND last_active_at >= ?2 AND id > ?1 ORDER BY id LIMIT ?4"
    );
    const OFFLINE: &str = concat!(
        "SELECT",
        shown!(),
        "FROM nodes INDEXED BY idx_nodes_current WHERE status <> 'retired' AND id > ?1 AND (status = 'offline' ",
        "OR (status IN ('active', 'busy') AND last_active_at < ?2)) ORDER BY id LIMIT ?3"
    );
    const STORED: &str = concat!("SELECT", shown!(), "FROM nodes WHERE status = ?2 AND id > ?1 ORDER BY id LIMIT ?3");
    let after = page.after.as_ref().map_or(String::new(), |Place(id)| id.as_str().to_owned());
    let (fetch, since) = (page.fetch(), &at.heard_since);
    let (sql, params) = match listed {
        Listed::Current => (CURRENT, params![&after, &fetch]),
        Listed::Live => (LIVE, params![&after, since, &fetch]),
        Listed::Of(status @ (NodeStatus::Active | NodeStatus::Busy)) => {
            (HEARD, params![&after, since, &status, &fetch])
        }
        Listed::Of(NodeStatus::Offline) => (OFFLINE, params![&after, since, &fetch]),
        Listed::Of(status) => (STORED, params![&after, &status, &fetch]),
    };
    Query::page(sql, params, SHOWN, page.limit)
}

#[cfg(test)]
mod tests {
    use williw_embedded::Host;
    use williw_embedded::testing::{TestWorker, start};
    use williw_workers::d1::{Bound, Value};

    use super::*;

    /// How SQLite goes about it, a line a step.
    #[track_caller]
    fn plan(worker: &TestWorker, bound: &Bound) -> Vec<String> {
        let rows = worker.sql("DB", format!("EXPLAIN QUERY PLAN {}", bound.sql), bound.params.clone()).unwrap();
        rows.cells.into_iter().filter_map(|cell| if let Value::Text(text) = cell { Some(text) } else { None }).collect()
    }

    #[test]
    fn no_statement_reads_more_than_it_must() {
        let worker = start(crate::app::worker(crate::Service), Host::in_memory());
        let at = Moment::new(Timestamp::from_millis(1_000_000));
        let id = NodeId::parse("n").unwrap();
        let key = PublicKey::parse("5866666666666666666666666666666666666666666666666666666666666666").unwrap();
        let wallet = Some(WalletAddress::parse(key.as_str()).unwrap());
        let capabilities = Json::new(&DeviceCapabilities {
            cpu_cores: 1,
            memory_mb: 1,
            gpu_info: Vec::new(),
            network_type: "wifi".to_owned(),
            max_bandwidth_mbps: 1,
        });
        let capabilities = capabilities.unwrap();
        let new = RegisterNode {
            node_id: id.clone(),
            address: "a".to_owned(),
            public_key: key.clone(),
            capabilities: capabilities.parse().unwrap(),
            wallet_address: wallet.clone(),
            registered_at: None,
            last_active_at: None,
            status: None,
        };
        let (remove_wallet, remove, retire) = remove_node(&id, at.now);
        let mut statements = vec![
            node(&id).bound().clone(),
            insert_node(&new, &capabilities, at, 10).bound().clone(),
            insert_wallet(&id, wallet.as_ref().unwrap(), at.now).bound().clone(),
            wallet_is_held(&id, &wallet).bound().clone(),
            network_is_full(at, 10).bound().clone(),
            refresh_node(&new, &capabilities, at, 10).bound().clone(),
            move_wallet(&id, &key, &wallet, at.now).bound().clone(),
            heartbeat(&id, at, at.now, Some(NodeStatus::Busy)).bound().clone(),
            set_status(&id, NodeStatus::Busy, at.now).bound().clone(),
            remove_wallet.bound().clone(),
            remove.bound().clone(),
            retire.bound().clone(),
        ];
        let lists = [Listed::Current, Listed::Live].into_iter();
        for listed in lists.chain(NodeStatus::ALL.iter().map(|status| Listed::Of(*status))) {
            statements.push(list(listed, at, PageRequest::first(10)).bound().clone());
        }
        for bound in statements {
            for step in plan(&worker, &bound) {
                // A constant row and a subquery of bounded size are scanned, tables are searched.
                let fine = !step.contains("TEMP B-TREE")
                    && (!step.starts_with("SCAN")
                        || ["SCAN CONSTANT ROW", "SCAN (subquery-1)"].contains(&step.as_str()));
                assert!(fine, "{step}\n{}", bound.sql);
            }
        }
    }
}
