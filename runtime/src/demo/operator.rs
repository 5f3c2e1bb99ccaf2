//! The operator of the demo: feeds the queue, credits what was done, pays it out, and drives the cron jobs, which would
//! come by themselves every five minutes.

use std::collections::BTreeMap;
use std::fmt::Display;

use serde_json::json;
use williw::app::api::CancelTaskQuery;
use williw::app::client::Client;
use williw::app::types::{
    AddTask, DistributeRewards, NodeId, SettleRewards, TaskId, TaskRequirements, TaskStatus, TaskType,
};
use williw_embedded::testing::Loopback;
use williw_workers::client::{Request, Transport};
use williw_workers::d1::Json;

use super::books::Books;

/// What the operator shows. Who wants to look into a running demo may use it, too.
pub(super) const TOKEN: &str = "demo";

/// A task's lease: short, so that nodes hear soon of what was taken from them.
const LEASE_MS: u64 = 3_000;

pub(super) struct Operator {
    pub(super) client: Client<Loopback>,
    transport: Loopback,
    /// What was credited to each node, as `distribute` has answered.
    pub(super) credited: BTreeMap<NodeId, i128>,
    rounds: u32,
    tasks: u32,
    payments: u32,
}

impl Operator {
    pub(super) fn new(transport: Loopback) -> Self {
        let client = Client::new(transport.clone()).with_admin(TOKEN);
        Operator { client, transport, credited: BTreeMap::new(), rounds: 0, tasks: 0, payments: 0 }
    }

    /// What an operator does about once a second.
    pub(super) async fn work(&mut self, books: &Books) -> Result<(), String> {
        self.rounds += 1;
        // Enough to choose from, and no more than can be done.
        for _ in books.tasks_of(TaskStatus::Pending)..books.nodes.len().max(2) {
            self.add_task().await?;
        }
        // Now and then there is a change of mind.
        let revoked = books.at_work.values().next().filter(|_| self.rounds.is_multiple_of(12));
        if let Some(task) = revoked {
            // It may have ended meanwhile.
            let _ = self.client.cancel_task(&CancelTaskQuery { task_id: task.id.clone() }).await;
        }
        if self.rounds.is_multiple_of(4) {
            self.pay().await?;
        }
        if self.rounds.is_multiple_of(10) {
            return self.run_all_jobs().await;
        }
        self.schedule("job=update_statistics").await
    }

    /// Credits all that is verified, and has what is owed paid.
    pub(super) async fn pay(&mut self) -> Result<(), String> {
        self.payments += 1;
        let number = self.payments;
        let all = DistributeRewards::default();
        let credited = self.client.distribute_rewards(&all, &format!("distribute-{number}")).await.map_err(words)?;
        for credit in credited.rewards {
            *self.credited.entry(credit.node_id).or_default() += i128::from(credit.amount_lamports.get());
        }
        let all = SettleRewards::default();
        self.client.settle_rewards(&all, &format!("settle-{number}")).await.map_err(words)?;
        self.schedule("job=update_statistics").await
    }

    /// All cron jobs: lost leases go back to the queue, payouts are moved on, and the books are checked.
    pub(super) async fn run_all_jobs(&self) -> Result<(), String> {
        self.schedule("cron=*/5+*+*+*+*").await
    }

    async fn schedule(&self, which: &str) -> Result<(), String> {
        let mut request = Request::new(Vec::new());
        *request.uri_mut() = format!("/cdn-cgi/local/scheduled?{which}").parse().map_err(words)?;
        let reply = self.transport.send(request).await.map_err(words)?;
        if reply.status().is_success() { Ok(()) } else { Err(String::from_utf8_lossy(reply.body()).into_owned()) }
    }

    async fn add_task(&mut self) -> Result<(), String> {
        self.tasks += 1;
        let number = self.tasks;
        // Of everything some, in an order that does not repeat soon.
        let task_type = match number % 5 {
            0 | 1 => TaskType::Training,
            2 => TaskType::Inference,
            3 => TaskType::DataUpload,
            _ => TaskType::ModelSync,
        };
        // Training wants a GPU, or at least memory.
        let requirements = (task_type == TaskType::Training).then(|| TaskRequirements {
            min_cpu_cores: None,
            min_memory_mb: Some(8_192),
            require_gpu: number.is_multiple_of(2),
            min_gpu_memory_mb: None,
            min_compute_capability: None,
            min_bandwidth_mbps: None,
            network_types: Vec::new(),
        });
        let seconds = f64::from(12 + number * 7 % 23) / 10.0;
        let params = Json::new(&json!({"model": "mnist", "seed": number, "seconds": seconds}));
        let task = AddTask {
            id: Some(TaskId::parse(format!("task-{number}")).map_err(words)?),
            task_type,
            params: params.map_err(words)?,
            target_node: None,
            priority: number * 30 % 110,
            scheduled_at: None,
            requirements,
            timeout_ms: 60_000,
            lease_ms: LEASE_MS,
            max_attempts: 3,
        };
        self.client.add_task(&task).await.map_err(words)?;
        Ok(())
    }
}

pub(super) fn words(error: impl Display) -> String {
    error.to_string()
}
