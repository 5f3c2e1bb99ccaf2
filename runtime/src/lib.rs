//! The williw service: nodes lend idle compute, take tasks, and are paid in lamports for their work.
//!
//! Everything that is not a business rule is made from `spec/`: rows and statements, request and reply
//! types with their checks, the router, the bindings. What stands here runs unchanged on SQLite and on
//! Cloudflare. What is hard is that any request may be repeated, come at the same time as another, or
//! be cut off anywhere: a rule holds because one statement or one batch enforces it, never because of
//! what was read before.

mod callers;
mod health;
mod jobs;
mod keys;
mod nodes;
pub mod proofs;
mod registry;
mod scheduler;
pub mod workers;

#[cfg_attr(feature = "client", williw_workers::spec("../spec", client))]
#[cfg_attr(not(feature = "client"), williw_workers::spec("../spec"))]
pub mod app {}

use app::api::*;
use app::callers::{Admin, Anyone, Node, NodeOrAdmin};
use app::types::{
    AddTask, Balance, ContributionList, ContributionStats, DistributeRewards, Distribution, Health, Heartbeat,
    HeartbeatReply, NodeInfo, NodeList, NodeRemoval, PendingRewards, RecordContribution, RegisterNode, SetNodeStatus,
    SettleRewards, Settlement, Task, TaskList,
};
use app::{Cx, ReadCx};
use williw_workers::http::{Commit, Committed};

/// The service. It keeps nothing between requests: the database is the only source of truth.
#[derive(Clone, Copy, Debug)]
pub struct Service;

/// What is answered where the rules are not written yet.
const NOT_YET: &str = "its rules come with a later version";

#[app::handlers]
impl app::Api for Service {
    // ---- nodes -----------------------------------------------------------------------------

    async fn register_node(
        &self,
        cx: &Cx,
        caller: NodeOrAdmin,
        body: RegisterNode,
    ) -> Result<RegisterNodeReply, RegisterNodeError> {
        nodes::register_past_registry(cx, caller, body).await
    }

    async fn heartbeat(
        &self,
        cx: &Cx,
        caller: Node,
        query: HeartbeatQuery,
        body: Option<Heartbeat>,
    ) -> Result<HeartbeatReply, HeartbeatError> {
        nodes::heartbeat(cx, caller, query, body).await
    }

    async fn list_nodes(&self, cx: &Cx, _: NodeOrAdmin, query: ListNodesQuery) -> Result<NodeList, ListNodesError> {
        nodes::list(cx, query).await
    }

    async fn get_node(&self, cx: &Cx, _: NodeOrAdmin, query: GetNodeQuery) -> Result<NodeInfo, GetNodeError> {
        nodes::get(cx, query).await
    }

    async fn set_node_status(
        &self,
        cx: &Cx,
        caller: NodeOrAdmin,
        body: SetNodeStatus,
    ) -> Result<NodeInfo, SetNodeStatusError> {
        nodes::set_status(cx, caller, body).await
    }

    async fn delete_node(
        &self,
        cx: &Cx,
        caller: NodeOrAdmin,
        query: DeleteNodeQuery,
    ) -> Result<NodeRemoval, DeleteNodeError> {
        nodes::delete(cx, caller, query).await
    }

    // ---- contributions ---------------------------------------------------------------------

    async fn record_contribution(
        &self,
        _: &Cx,
        caller: Node,
        body: RecordContribution,
    ) -> Result<RecordContributionReply, RecordContributionError> {
        if body.node_id != caller.id {
            return Err(RecordContributionError::NotYours(callers::NOT_YOURS.into()));
        }
        Err(RecordContributionError::NotYet(NOT_YET.into()))
    }

    async fn contribution_stats(
        &self,
        _: &Cx,
        caller: NodeOrAdmin,
        query: ContributionStatsQuery,
    ) -> Result<ContributionStats, ContributionStatsError> {
        if !caller.is_or_admin(&query.node_id) {
            return Err(ContributionStatsError::NotYours(callers::NOT_YOURS.into()));
        }
        Err(ContributionStatsError::NotYet(NOT_YET.into()))
    }

    async fn list_contributions(
        &self,
        _: &Cx,
        caller: NodeOrAdmin,
        query: ListContributionsQuery,
    ) -> Result<ContributionList, ListContributionsError> {
        if !caller.is_or_admin(&query.node_id) {
            return Err(ListContributionsError::NotYours(callers::NOT_YOURS.into()));
        }
        Err(ListContributionsError::NotYet(NOT_YET.into()))
    }

    // ---- rewards ---------------------------------------------------------------------------

    async fn distribute_rewards(
        &self,
        _: &ReadCx,
        _: Admin,
        _: DistributeRewards,
        _: Commit<Distribution>,
    ) -> Result<Committed<Distribution>, DistributeRewardsError> {
        Err(DistributeRewardsError::NotYet(NOT_YET.into()))
    }

    async fn reward_balance(
        &self,
        _: &Cx,
        _: NodeOrAdmin,
        _: RewardBalanceQuery,
    ) -> Result<Balance, RewardBalanceError> {
        Err(RewardBalanceError::NotYet(NOT_YET.into()))
    }

    async fn pending_rewards(
        &self,
        _: &Cx,
        caller: NodeOrAdmin,
        query: PendingRewardsQuery,
    ) -> Result<PendingRewards, PendingRewardsError> {
        if !caller.is_or_admin(&query.node_id) {
            return Err(PendingRewardsError::NotYours(callers::NOT_YOURS.into()));
        }
        Err(PendingRewardsError::NotYet(NOT_YET.into()))
    }

    async fn settle_rewards(
        &self,
        _: &ReadCx,
        caller: NodeOrAdmin,
        body: SettleRewards,
        _: Commit<Settlement>,
    ) -> Result<Committed<Settlement>, SettleRewardsError> {
        if !body.node_id.as_ref().map_or(caller.is_admin(), |id| caller.is_or_admin(id)) {
            return Err(SettleRewardsError::NotYours(callers::NOT_YOURS.into()));
        }
        Err(SettleRewardsError::NotYet(NOT_YET.into()))
    }

    // ---- tasks -----------------------------------------------------------------------------

    async fn add_task(&self, _: &Cx, _: Admin, _: AddTask) -> Result<AddTaskReply, AddTaskError> {
        Err(AddTaskError::NotYet(NOT_YET.into()))
    }

    async fn next_task(&self, _: &Cx, _: Node) -> Result<NextTaskReply, NextTaskError> {
        Err(NextTaskError::NotYet(NOT_YET.into()))
    }

    async fn cancel_task(&self, _: &Cx, _: Admin, _: CancelTaskQuery) -> Result<Task, CancelTaskError> {
        Err(CancelTaskError::NotYet(NOT_YET.into()))
    }

    async fn list_tasks(&self, _: &Cx, _: NodeOrAdmin, _: ListTasksQuery) -> Result<TaskList, ListTasksError> {
        Err(ListTasksError::NotYet(NOT_YET.into()))
    }

    // ---- the service itself ----------------------------------------------------------------

    async fn health(&self, cx: &Cx, _: Anyone) -> Result<Health, HealthError> {
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
