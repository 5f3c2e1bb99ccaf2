//! The williw service: nodes lend idle compute, take tasks, and are paid in lamports for their work.
//!
//! Everything that is not a business rule is made from `spec/`: rows and statements, request and reply
//! types with their checks, the router, the bindings. What stands here runs unchanged on SQLite and on
//! Cloudflare. What is hard is that any request may be repeated, come at the same time as another, or
//! be cut off anywhere: a rule holds because one statement or one batch enforces it, never because of
//! what was read before.

#[cfg(all(feature = "agent", not(target_arch = "wasm32")))]
pub mod agent;
mod books;
mod callers;
mod contributions;
mod gateways;
mod health;
mod jobs;
mod keys;
mod nodes;
pub mod proofs;
mod registry;
mod rewards;
mod scheduler;
mod scheduling;
pub mod settlement;
mod solana;
mod tasks;
pub mod workers;

// A client of itself is of no use to the Worker on Cloudflare.
#[cfg_attr(all(feature = "client", not(target_arch = "wasm32")), williw_workers::spec("../spec", client))]
#[cfg_attr(not(all(feature = "client", not(target_arch = "wasm32"))), williw_workers::spec("../spec"))]
pub mod app {}

use app::api::*;
use app::callers::{Admin, Anyone, Node, NodeOrAdmin};
use app::types::{
    AddTask, Balance, ContributionList, ContributionStats, DistributeRewards, Distribution, Health, Heartbeat,
    HeartbeatReply, NodeInfo, NodeList, NodeRemoval, Payout, PayoutList, PendingRewards, RecordContribution,
    RegisterNode, ResolvePayout, ReverseReward, Reward, SetNodeStatus, SettleRewards, Settlement, SettlementState,
    Task, TaskList,
};
use app::{Cx, ReadCx};
use williw_workers::http::{Commit, Committed};

/// The service. It keeps nothing between requests: the database is the only source of truth.
#[derive(Clone, Copy, Debug)]
pub struct Service;

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
        cx: &Cx,
        caller: Node,
        body: RecordContribution,
    ) -> Result<RecordContributionReply, RecordContributionError> {
        contributions::record(cx, caller, body).await
    }

    async fn contribution_stats(
        &self,
        cx: &Cx,
        caller: NodeOrAdmin,
        query: ContributionStatsQuery,
    ) -> Result<ContributionStats, ContributionStatsError> {
        contributions::stats(cx, caller, query).await
    }

    async fn list_contributions(
        &self,
        cx: &Cx,
        caller: NodeOrAdmin,
        query: ListContributionsQuery,
    ) -> Result<ContributionList, ListContributionsError> {
        contributions::list(cx, caller, query).await
    }

    // ---- rewards ---------------------------------------------------------------------------

    async fn distribute_rewards(
        &self,
        cx: &ReadCx,
        _: Admin,
        body: DistributeRewards,
        commit: Commit<Distribution>,
    ) -> Result<Committed<Distribution>, DistributeRewardsError> {
        rewards::distribute(cx, body, commit).await
    }

    async fn reward_balance(
        &self,
        cx: &Cx,
        caller: NodeOrAdmin,
        query: RewardBalanceQuery,
    ) -> Result<Balance, RewardBalanceError> {
        rewards::balance(cx, caller, query).await
    }

    async fn pending_rewards(
        &self,
        cx: &Cx,
        caller: NodeOrAdmin,
        query: PendingRewardsQuery,
    ) -> Result<PendingRewards, PendingRewardsError> {
        rewards::pending(cx, caller, query).await
    }

    async fn settle_rewards(
        &self,
        cx: &ReadCx,
        caller: NodeOrAdmin,
        body: SettleRewards,
        commit: Commit<Settlement>,
    ) -> Result<Committed<Settlement>, SettleRewardsError> {
        settlement::settle(cx, caller, body, commit).await
    }

    async fn reverse_reward(&self, cx: &Cx, _: Admin, body: ReverseReward) -> Result<Reward, ReverseRewardError> {
        rewards::reverse(cx, body).await
    }

    // ---- payouts ---------------------------------------------------------------------------

    async fn list_payouts(
        &self,
        cx: &Cx,
        caller: NodeOrAdmin,
        query: ListPayoutsQuery,
    ) -> Result<PayoutList, ListPayoutsError> {
        settlement::list(cx, caller, query).await
    }

    async fn resolve_payout(&self, cx: &Cx, _: Admin, body: ResolvePayout) -> Result<Payout, ResolvePayoutError> {
        settlement::resolve(cx, body).await
    }

    async fn resume_settlement(&self, cx: &Cx, _: Admin) -> Result<SettlementState, ResumeSettlementError> {
        books::resume(cx).await
    }

    // ---- tasks -----------------------------------------------------------------------------

    async fn add_task(&self, cx: &Cx, _: Admin, body: AddTask) -> Result<AddTaskReply, AddTaskError> {
        tasks::add(cx, body).await
    }

    async fn next_task(&self, cx: &Cx, caller: Node) -> Result<NextTaskReply, NextTaskError> {
        scheduling::next(cx, caller).await
    }

    async fn cancel_task(&self, cx: &Cx, _: Admin, query: CancelTaskQuery) -> Result<Task, CancelTaskError> {
        tasks::cancel(cx, query).await
    }

    async fn list_tasks(
        &self,
        cx: &Cx,
        caller: NodeOrAdmin,
        query: ListTasksQuery,
    ) -> Result<TaskList, ListTasksError> {
        tasks::list(cx, caller, query).await
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
