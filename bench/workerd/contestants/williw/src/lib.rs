//! The service's routes on williw, with the database alone.
//!
//! The service itself asks its registry and its cache too, which the other contestants do not have. Schema, types and
//! queries are the service's own files.
// A contestant has no tests and no other caller.
#![allow(dead_code, reason = "some of the service's key rules are for routes that are not here")]

use std::time::Duration;

use williw_workers::Timestamp;
use williw_workers::d1::Json;
use williw_workers::http::Anyone;

#[path = "../../../../../runtime/src/keys.rs"]
mod keys;

/// What the service's types name of its rules for tasks.
mod tasks {
    pub(crate) type Params = williw_workers::d1::Json<serde_json::Value>;
}

#[williw_workers::spec("../spec")]
pub mod app {}

use app::Cx;
use app::api::{GetNodeError, GetNodeQuery, HealthError, ListNodesError, ListNodesQuery, RegisterNodeError};
use app::db::stats;
use app::queries::{self, NodeView};
use app::types::{Health, HealthStatus, NodeInfo, NodeList, NodeStatus, RegisterNode, WalletAddress};

const SILENCE: Duration = Duration::from_millis(300_000);

#[derive(Clone, Copy, Debug)]
pub struct Bench;

#[app::handlers]
impl app::Api for Bench {
    async fn register_node(&self, cx: &Cx, _: Anyone, body: RegisterNode) -> Result<NodeInfo, RegisterNodeError> {
        let internal = |error: &dyn std::fmt::Display| RegisterNodeError::Internal(error.to_string());
        let capabilities = Json::new(&body.capabilities).map_err(|error| internal(&error))?;
        let (now, max) = (cx.clock.now(), cx.vars.max_nodes);
        let look = (queries::node(&body.node_id), queries::wallet_is_held(&body.node_id, body.wallet_address.as_ref()));
        if let (Some(_), _) = cx.db.batch(look).await? {
            // The bench registers new nodes only.
            return Err(RegisterNodeError::NodeKeyMismatch("it is known".into()));
        }
        let RegisterNode { node_id, address, public_key, wallet_address, .. } = &body;
        let wallet = match wallet_address {
            Some(wallet) => wallet.clone(),
            None => WalletAddress::parse(public_key.as_str()).map_err(|error| internal(&error))?,
        };
        let heard_since = now.saturating_sub(SILENCE);
        let insert =
            queries::insert_node(node_id, address, public_key, now, &capabilities, heard_since, i64::from(max));
        match cx.db.batch((insert, queries::insert_wallet(node_id, &wallet, now))).await? {
            (Some(node), _) => Ok(info(node, now)),
            (None, _) => Err(RegisterNodeError::NodeCapacityReached(format!("{max} nodes are live").into())),
        }
    }

    async fn list_nodes(&self, cx: &Cx, _: Anyone, query: ListNodesQuery) -> Result<NodeList, ListNodesError> {
        let limit = query.limit as usize;
        let mut rows = cx.db.run(queries::current_nodes(&query.cursor, i64::from(query.limit) + 1)).await?;
        let more = rows.len() > limit;
        rows.truncate(limit);
        let now = cx.clock.now();
        let nodes: Vec<NodeInfo> = rows.into_iter().map(|row| info(row, now)).collect();
        let next_cursor = nodes.last().filter(|_| more).map(|node| node.node_id.as_str().to_owned());
        Ok(NodeList { nodes, next_cursor })
    }

    async fn get_node(&self, cx: &Cx, _: Anyone, query: GetNodeQuery) -> Result<NodeInfo, GetNodeError> {
        match cx.db.run(queries::node(&query.node_id)).await? {
            Some(node) => Ok(info(node, cx.clock.now())),
            None => Err(GetNodeError::NodeNotFound("".into())),
        }
    }

    async fn health(&self, cx: &Cx, _: Anyone) -> Result<Health, HealthError> {
        let halt = cx.db.run(stats::get("settlement_halted")).await?;
        let status = HealthStatus::Healthy;
        Ok(Health { status, settlement_halted: halt.is_some(), server_time_ms: cx.clock.now() })
    }
}

fn info(node: NodeView, now: Timestamp) -> NodeInfo {
    let NodeView { id, address, public_key, registered_at, last_active_at, status, capabilities } = node;
    let silent =
        matches!(status, NodeStatus::Active | NodeStatus::Busy) && last_active_at < now.saturating_sub(SILENCE);
    let status = if silent { NodeStatus::Offline } else { status };
    NodeInfo { node_id: id, address, public_key, registered_at, last_active_at, status, capabilities }
}

#[cfg(target_arch = "wasm32")]
williw_cloudflare::entry!(app::worker(Bench));
