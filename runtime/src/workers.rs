//! The names that clients of the service and its first description use.
//!
//! ```
//! use williw::workers::{D1Adapter, DeviceCapabilities, NodeInfo, NodeStatus, TimestampUtils, WorkersClock};
//!
//! let clock = WorkersClock::new();
//! clock.set_timestamp(TimestampUtils::parse_iso8601("2024-01-01T00:00:00Z")?);
//! assert_eq!(clock.timestamp_secs(), 1704067200);
//! assert_eq!("active".parse(), Ok(NodeStatus::Active));
//! # let _ = (D1Adapter::new("DB"), None::<(NodeInfo, DeviceCapabilities)>);
//! # Ok::<(), williw::workers::time::TimeError>(())
//! ```

use std::fmt;

use williw_workers::d1::{D1Error, Json};
use williw_workers::durable_objects::{MethodError, ObjectError};
use williw_workers::start::installed_host;

pub use williw_workers::*;

pub use crate::app::types::{DeviceCapabilities, GpuInfo, NodeStatus};

use crate::app::objects::{NodeRegistryNamespace, TaskSchedulerNamespace};
use crate::app::queries;
use crate::app::types::{self, NodeId, PublicKey, RegisterNode};
use crate::nodes::SILENCE;

/// A node, with plain fields.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs)] // As in `app::types::NodeInfo`.
pub struct NodeInfo {
    pub node_id: String,
    pub address: String,
    pub public_key: String,
    pub registered_at: i64,
    pub last_active_at: i64,
    pub status: NodeStatus,
    pub capabilities: DeviceCapabilities,
}

/// The registry of nodes, for code that has no context: it works in the Worker that this thread has started.
///
/// ```no_run
/// use williw::workers::{NodeInfo, NodeRegistry};
///
/// # async fn example(node: NodeInfo) -> Result<(), williw::workers::RegistryError> {
/// let registry = NodeRegistry::new("node-registry".to_string());
/// registry.register_node(node).await?;
/// registry.update_heartbeat("node-123").await?;
/// let active_nodes = registry.list_active_nodes().await?;
/// registry.persist().await?;
/// registry.load().await?;
/// # let _ = active_nodes;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct NodeRegistry {
    name: String,
}

/// Why the registry refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegistryError {
    /// `node_not_found`, `node_banned`, `node_key_mismatch`, …; `invalid_node` where a field is no such thing, and
    /// `unavailable` for everything else.
    pub code: &'static str,
    /// In words.
    pub detail: String,
}

impl NodeRegistry {
    /// The registry. Its name is for people: nodes are spread over objects by their ids.
    pub fn new(name: impl Into<String>) -> Self {
        NodeRegistry { name: name.into() }
    }

    /// What it is called.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Registers a node, or refreshes it. When it registered, when it was heard of and its status are the server's to
    /// decide, whatever is in the fields.
    ///
    /// # Errors
    /// The rules of `POST /api/nodes/register`.
    pub async fn register_node(&self, node: NodeInfo) -> Result<(), RegistryError> {
        let invalid = |what: &str, error: &dyn fmt::Display| RegistryError {
            code: "invalid_node",
            detail: format!("`{what}`: {error}"),
        };
        let node = RegisterNode {
            node_id: NodeId::parse(node.node_id).map_err(|error| invalid("node_id", &error))?,
            address: node.address,
            public_key: PublicKey::parse(node.public_key).map_err(|error| invalid("public_key", &error))?,
            capabilities: node.capabilities,
            wallet_address: None,
            registered_at: None,
            last_active_at: None,
            status: None,
        };
        let stub = registry()?.of(&node.node_id);
        stub.register(&node).await.map(drop).map_err(refusal)
    }

    /// Notes that a node is there.
    ///
    /// # Errors
    /// The rules of `POST /api/nodes/heartbeat`.
    pub async fn update_heartbeat(&self, node_id: &str) -> Result<(), RegistryError> {
        let id = NodeId::parse(node_id)
            .map_err(|error| RegistryError { code: "invalid_node", detail: format!("`node_id`: {error}") })?;
        registry()?.of(&id).heartbeat(&id, None).await.map(drop).map_err(refusal)
    }

    /// The nodes that are active or busy and not silent, in the order of their ids.
    ///
    /// # Errors
    /// What the database says.
    pub async fn list_active_nodes(&self) -> Result<Vec<NodeInfo>, RegistryError> {
        let host = installed_host().ok_or_else(no_worker)?;
        let db = d1::D1Database::of(&host, "DB").ok_or_else(no_worker)?;
        let heard_since = WorkersClock::from_source(host.clock()).now().saturating_sub(SILENCE);
        let mut nodes: Vec<NodeInfo> = Vec::new();
        loop {
            let after = nodes.last().map_or("", |node| node.node_id.as_str()).to_owned();
            let page = db.run(queries::live_nodes(heard_since, &after, 500)).await?;
            let last = page.len() < 500;
            for node in page {
                nodes.push(plain(node)?);
            }
            if last {
                return Ok(nodes);
            }
        }
    }

    /// Writes what only the registry's memory knows to the database.
    ///
    /// # Errors
    /// What the database says.
    pub async fn persist(&self) -> Result<(), RegistryError> {
        for shard in registry()?.shards() {
            shard.persist().await.map_err(unavailable)?;
        }
        Ok(())
    }

    /// Reads the nodes that are there from the database into the registry's memory. Nothing needs it: who is not
    /// remembered is read when heard of.
    ///
    /// # Errors
    /// What the database says.
    pub async fn load(&self) -> Result<(), RegistryError> {
        let registry = registry()?;
        let nodes = self.list_active_nodes().await?;
        let mut ids: Vec<(String, NodeId)> = Vec::with_capacity(nodes.len());
        for node in nodes {
            if let Ok(id) = NodeId::parse(node.node_id) {
                ids.push((registry.of(&id).name().to_owned(), id));
            }
        }
        ids.sort();
        for shard in ids.chunk_by(|(a, _), (b, _)| a == b) {
            for some in shard.chunks(100) {
                let some: Vec<NodeId> = some.iter().map(|(_, id)| id.clone()).collect();
                let Some(first) = some.first() else { continue };
                registry.of(first).load(&some).await.map_err(unavailable)?;
            }
        }
        Ok(())
    }
}

/// The scheduler of tasks, for code that has no context.
#[derive(Clone, Debug)]
pub struct TaskScheduler {
    name: String,
}

impl TaskScheduler {
    /// The scheduler of this name.
    pub fn new(name: impl Into<String>) -> Self {
        TaskScheduler { name: name.into() }
    }

    /// Takes back leases that were lost, at most 1000, and says how many those were.
    ///
    /// # Errors
    /// What the database says.
    pub async fn reap(&self) -> Result<u32, RegistryError> {
        let namespace = installed_host().and_then(|host| TaskSchedulerNamespace::of_host(&host));
        namespace.ok_or_else(no_worker)?.named(&self.name).reap(1000).await.map_err(unavailable)
    }
}

fn registry() -> Result<NodeRegistryNamespace, RegistryError> {
    installed_host().and_then(|host| NodeRegistryNamespace::of_host(&host)).ok_or_else(no_worker)
}

fn plain(node: queries::NodeView) -> Result<NodeInfo, RegistryError> {
    let capabilities: Json<types::DeviceCapabilities> = node.capabilities;
    let capabilities =
        capabilities.parse().map_err(|error| RegistryError { code: "unavailable", detail: error.to_string() })?;
    Ok(NodeInfo {
        node_id: node.id.into_string(),
        address: node.address,
        public_key: node.public_key.into_string(),
        registered_at: node.registered_at.as_millis(),
        last_active_at: node.last_active_at.as_millis(),
        status: node.status,
        capabilities,
    })
}

fn no_worker() -> RegistryError {
    RegistryError { code: "unavailable", detail: "no Worker of this service runs on this thread".to_owned() }
}

fn unavailable(error: ObjectError) -> RegistryError {
    RegistryError { code: "unavailable", detail: error.to_string() }
}

fn refusal(error: impl MethodError) -> RegistryError {
    match error.into_parts() {
        Ok((code, detail)) => RegistryError { code, detail },
        Err(error) => unavailable(error),
    }
}

impl From<D1Error> for RegistryError {
    fn from(error: D1Error) -> Self {
        RegistryError { code: "unavailable", detail: error.to_string() }
    }
}

impl fmt::Display for RegistryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code, self.detail)
    }
}

impl std::error::Error for RegistryError {}
