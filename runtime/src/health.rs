//! Whether the service can do its work.

use serde::Serialize;
use williw_workers::driver::Level;

use crate::app::Cx;
use crate::app::api::HealthError;
use crate::app::types::{Health, HealthStatus, NodeId, PayoutGateway};
use crate::{books, gateways};

/// Reads one row, so that the answer is the database's and not only the process's.
pub(crate) async fn check(cx: &Cx) -> Result<Health, HealthError> {
    match cx.db.run(books::halt()).await {
        Ok(halt) => Ok(Health {
            status: HealthStatus::Healthy,
            settlement_halted: halt.is_some(),
            server_time_ms: cx.clock.now(),
        }),
        Err(error) => {
            cx.host.log(Level::Error, &format!("health: the database does not answer: {error}"));
            Err(HealthError::Degraded("the database does not answer".into()))
        }
    }
}

/// What was found of everything that the service needs: `null` where it answers, else what it says.
#[derive(Debug, Serialize)]
pub(crate) struct Report {
    db: Option<String>,
    kv: Option<String>,
    objects: Option<String>,
    gateway: Option<String>,
}

impl Report {
    fn all(&self) -> [(&str, &Option<String>); 4] {
        [("db", &self.db), ("kv", &self.kv), ("objects", &self.objects), ("gateway", &self.gateway)]
    }

    /// How many things were asked.
    pub(crate) fn len(&self) -> u64 {
        self.all().len() as u64
    }

    /// All that is wrong.
    pub(crate) fn trouble(&self) -> Option<String> {
        let trouble: Vec<_> =
            self.all().iter().filter_map(|(what, found)| Some(format!("{what}: {}", found.as_ref()?))).collect();
        (!trouble.is_empty()).then(|| trouble.join("; "))
    }
}

/// Asks everything that the service needs.
pub(crate) async fn probe(cx: &Cx) -> Report {
    let db = cx.db.run(books::halt()).await.err().map(|error| error.to_string());
    let objects = cx.task_scheduler.named("task-scheduler").reap(1).await.err().map(|error| error.to_string());
    let kv = match NodeId::parse("health-check") {
        Ok(id) => cx.nodes_store.node(&id).get().await.err().map(|error| error.to_string()),
        Err(error) => Some(error.to_string()),
    };
    let gateway = match gateways::of(cx) {
        // Nobody to ask.
        Ok((PayoutGateway::External, _)) => None,
        Ok((_, gateway)) => gateway.block_height().await.err().map(|error| error.to_string()),
        Err(error) => Some(error.to_string()),
    };
    Report { db, kv, objects, gateway }
}
