//! The network as its HTTP interface shows it, and the sums that must hold once nothing is under way but payouts.

use std::collections::{BTreeMap, BTreeSet};

use williw::app::api::{ContributionStatsQuery, ListNodesQuery, ListPayoutsQuery, ListTasksQuery, RewardBalanceQuery};
use williw::app::types::{NodeId, NodeStatus, Payout, PayoutStatus, Task, TaskStatus, WalletAddress};

use super::operator::{Operator, words};

/// A node and what it has earned.
#[derive(Debug)]
pub(super) struct Account {
    pub(super) id: NodeId,
    pub(super) status: NodeStatus,
    pub(super) contributions: u64,
    pub(super) hashes: u64,
    /// What is in flight included.
    pub(super) pending: i128,
    pub(super) in_flight: i128,
    pub(super) paid: i128,
}

/// How everything is at a moment.
#[derive(Debug)]
pub(super) struct Books {
    pub(super) nodes: Vec<Account>,
    pub(super) tasks: Vec<(TaskStatus, usize)>,
    /// What each node is at.
    pub(super) at_work: BTreeMap<NodeId, Task>,
    pub(super) payouts: Vec<Payout>,
    halted: bool,
}

/// Two sides that must be the same.
#[derive(Debug)]
pub(super) struct Sum {
    pub(super) words: &'static str,
    pub(super) sides: String,
    pub(super) holds: bool,
}

const TASK_STATUSES: [TaskStatus; 6] = [
    TaskStatus::Pending,
    TaskStatus::Assigned,
    TaskStatus::Running,
    TaskStatus::Completed,
    TaskStatus::Failed,
    TaskStatus::Cancelled,
];

impl Operator {
    /// Reads everything, page by page.
    pub(super) async fn books(&self) -> Result<Books, String> {
        let client = &self.client;
        let mut nodes = Vec::new();
        // There are no more than a page.
        let listed = client.list_nodes(&ListNodesQuery::default()).await.map_err(words)?;
        for node in listed.nodes {
            let address = WalletAddress::parse(node.public_key.as_str()).map_err(words)?;
            let balance = client.reward_balance(&RewardBalanceQuery { address }).await.map_err(words)?;
            let query = ContributionStatsQuery { node_id: node.node_id.clone() };
            let stats = client.contribution_stats(&query).await.map_err(words)?;
            nodes.push(Account {
                id: node.node_id,
                status: node.status,
                contributions: stats.contribution_count,
                hashes: stats.total_samples_processed,
                pending: balance.pending_rewards_lamports.get().into(),
                in_flight: balance.in_flight_lamports.get().into(),
                paid: balance.total_rewards_distributed_lamports.get().into(),
            });
        }
        // As people count: node-2 before node-10.
        nodes.sort_by_key(|node| (node.id.as_str().len(), node.id.clone()));
        let mut tasks = Vec::new();
        let mut query = ListTasksQuery::default();
        loop {
            let page = client.list_tasks(&query).await.map_err(words)?;
            tasks.extend(page.tasks);
            query.cursor = page.next_cursor;
            if query.cursor.is_none() {
                break;
            }
        }
        let mut payouts = Vec::new();
        let mut query = ListPayoutsQuery::default();
        loop {
            let page = client.list_payouts(&query).await.map_err(words)?;
            payouts.extend(page.payouts);
            query.cursor = page.next_cursor;
            if query.cursor.is_none() {
                break;
            }
        }
        let of = |status| tasks.iter().filter(|task| task.status == status).count();
        Ok(Books {
            nodes,
            tasks: TASK_STATUSES.into_iter().map(|status| (status, of(status))).collect(),
            at_work: tasks
                .into_iter()
                .filter(|task| matches!(task.status, TaskStatus::Assigned | TaskStatus::Running))
                .filter_map(|task| Some((task.node_id.clone()?, task)))
                .collect(),
            payouts,
            halted: client.health().await.map_err(words)?.settlement_halted,
        })
    }
}

impl Books {
    pub(super) fn tasks_of(&self, status: TaskStatus) -> usize {
        self.tasks.iter().find(|(it, _)| *it == status).map_or(0, |(_, tasks)| *tasks)
    }

    pub(super) fn payouts_of(&self, status: PayoutStatus) -> usize {
        self.payouts.iter().filter(|payout| payout.status == status).count()
    }

    /// Over all nodes.
    pub(super) fn total(&self, of: impl Fn(&Account) -> i128) -> i128 {
        self.nodes.iter().map(of).sum()
    }

    /// What payouts come to that are, or are not, on their way.
    fn of_payouts(&self, of: impl Fn(PayoutStatus) -> bool) -> i128 {
        self.payouts.iter().filter(|it| of(it.status)).map(|it| i128::from(it.amount_lamports.get())).sum()
    }

    /// What must hold, with what was credited to each node and how many contributions the nodes have recorded.
    pub(super) fn sums(&self, credited: &BTreeMap<NodeId, i128>, recorded: u64) -> Vec<Sum> {
        let [pending, in_flight, paid] =
            [self.total(|it| it.pending), self.total(|it| it.in_flight), self.total(|it| it.paid)];
        let listed: u64 = self.nodes.iter().map(|it| it.contributions).sum();
        let done = self.tasks_of(TaskStatus::Completed);
        let rewards: i128 = credited.values().sum();
        let own = |it: &&Account| credited.get(&it.id).copied().unwrap_or(0) == it.pending + it.paid;
        let (balanced, nodes) = (self.nodes.iter().filter(own).count(), self.nodes.len());
        let completed: Vec<&Payout> = self.payouts.iter().filter(|it| it.status == PayoutStatus::Completed).collect();
        let signed: BTreeSet<_> = completed.iter().filter_map(|it| it.transaction_signature.as_ref()).collect();
        let [ended, open] = [
            self.of_payouts(|status| status == PayoutStatus::Completed),
            self.of_payouts(|status| !matches!(status, PayoutStatus::Completed | PayoutStatus::Failed)),
        ];
        let sum = |words, holds, sides| Sum { words, sides, holds };
        vec![
            sum(
                "contributions",
                recorded == listed && done as u64 == listed,
                format!("{recorded} recorded by nodes = {listed} in the books = {done} tasks completed"),
            ),
            sum(
                "rewards",
                rewards == paid + pending,
                format!("{} = {} paid + {} pending", group(rewards), group(paid), group(pending)),
            ),
            sum(
                "of each node",
                balanced == nodes,
                format!("{balanced} of {nodes} nodes: its rewards = its paid + its pending"),
            ),
            sum("payouts", ended == paid, format!("{} completed = {} paid", group(ended), group(paid))),
            sum("under way", open == in_flight, format!("{} open = {} in flight", group(open), group(in_flight))),
            sum(
                "transactions",
                signed.len() == completed.len(),
                format!("{} signatures = {} payouts completed", signed.len(), completed.len()),
            ),
            sum(
                "ledger",
                !self.halted,
                if self.halted { "the service has found a mistake" } else { "checked by the service itself" }
                    .to_owned(),
            ),
        ]
    }
}

/// A number as people read it: 1,234,567.
pub(super) fn group(number: i128) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut out = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    if number < 0 { format!("-{out}") } else { out }
}
