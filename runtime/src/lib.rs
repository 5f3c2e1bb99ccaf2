//! The williw service: nodes lend idle compute, take tasks, and are paid in lamports for their work.
//!
//! Everything that is not a business rule is made from `spec/`: rows and statements, request and reply
//! types with their checks, the router, the bindings. What stands here runs unchanged on SQLite and on
//! Cloudflare. What is hard is that any request may be repeated, come at the same time as another, or
//! be cut off anywhere: a rule holds because one statement or one batch enforces it, never because of
//! what was read before.

mod health;
mod jobs;
mod keys;
mod nodes;
pub mod proofs;
mod registry;
mod scheduler;
pub mod workers;

#[williw_workers::spec("../spec")]
pub mod app {}

use app::Cx;
use app::api::{
    DeleteNodeError, DeleteNodeQuery, GetNodeError, GetNodeQuery, HealthError, HeartbeatError, HeartbeatQuery,
    ListNodesError, ListNodesQuery, RegisterNodeError, RegisterNodeReply, SetNodeStatusError,
};
use app::types::{Health, Heartbeat, HeartbeatReply, NodeInfo, NodeList, NodeRemoval, RegisterNode, SetNodeStatus};
use williw_workers::http::Caller;

/// The service. It keeps nothing between requests: the database is the only source of truth.
#[derive(Clone, Copy, Debug)]
pub struct Service;

#[app::handlers]
impl app::Api for Service {
    async fn register_node(
        &self,
        cx: &Cx,
        _caller: Caller,
        body: RegisterNode,
    ) -> Result<RegisterNodeReply, RegisterNodeError> {
        nodes::register_past_registry(cx, body).await
    }

    async fn heartbeat(
        &self,
        cx: &Cx,
        _caller: Caller,
        query: HeartbeatQuery,
        body: Option<Heartbeat>,
    ) -> Result<HeartbeatReply, HeartbeatError> {
        nodes::heartbeat(cx, query, body).await
    }

    async fn list_nodes(&self, cx: &Cx, _caller: Caller, query: ListNodesQuery) -> Result<NodeList, ListNodesError> {
        nodes::list(cx, query).await
    }

    async fn get_node(&self, cx: &Cx, _caller: Caller, query: GetNodeQuery) -> Result<NodeInfo, GetNodeError> {
        nodes::get(cx, query).await
    }

    async fn set_node_status(
        &self,
        cx: &Cx,
        _caller: Caller,
        body: SetNodeStatus,
    ) -> Result<NodeInfo, SetNodeStatusError> {
        nodes::set_status(cx, body).await
    }

    async fn delete_node(
        &self,
        cx: &Cx,
        _caller: Caller,
        query: DeleteNodeQuery,
    ) -> Result<NodeRemoval, DeleteNodeError> {
        nodes::delete(cx, query).await
    }

    async fn health(&self, cx: &Cx, _caller: Caller) -> Result<Health, HealthError> {
        health::check(cx).await
    }
}

impl app::Objects for Service {
    type NodeRegistry = registry::Registry;
    type TaskScheduler = scheduler::Scheduler;
}

// The entry point of the Worker on Cloudflare.
#[cfg(target_arch = "wasm32")]
williw_cloudflare::entry!(app::worker(Service));
