//! Scheduling: which task a node gets, and for how long it is the node's.
//!
//! What is hard: any number of nodes ask at once, and each answer must be the best task that is left, given to one of
//! them. So nothing is read first. `ClaimTask` of `spec/queries.sql` is one statement that holds all of the rules: who
//! may ask, what it can do, what it has failed before, and the order. It finds the best of each *lane* (tasks that
//! differ in nothing but their age) and takes the best of those, so that its work does not grow with the queue.
//! What the statement must mean is written down a second time, in `tests/tasks/oracle.rs`, and the two are compared.

pub(crate) mod lease;

use crate::app::api::{NextTaskError, NextTaskReply};
use crate::app::callers::Node;
use crate::app::queries::HeldTaskRow;
use crate::app::types::{Assignment, NodeStatus, Task};
use crate::app::{Cx, queries};
use crate::nodes::{self, Moment};

/// Gives the calling node something to do, or again what it holds already.
pub(crate) async fn next(cx: &Cx, caller: Node) -> Result<NextTaskReply, NextTaskError> {
    let (at, id) = (Moment::of(cx), &caller.id);
    let lease_id = lease::new_id(cx).map_err(NextTaskError::Internal)?;
    let batch = (
        lease::reap_some(id, at),
        queries::claim_task(id, &lease_id, at.now, at.heard_since),
        queries::held_task(id),
        queries::node(id),
    );
    let (_, _, held, node) = cx.db.batch(batch).await?;
    if let Some(held) = held {
        return Ok(NextTaskReply::Ok(assignment(held)));
    }
    let Some(node) = node else { return Err(NextTaskError::NodeNotFound(nodes::no_node(id).into())) };
    match nodes::status(node.status, node.last_active_at, at) {
        NodeStatus::Active => Ok(NextTaskReply::NoContent),
        NodeStatus::Banned => Err(NextTaskError::NodeNotActive(nodes::BANNED.into())),
        NodeStatus::Offline => Err(NextTaskError::NodeNotActive("the node is offline: send a heartbeat first".into())),
        NodeStatus::Retired => Err(NextTaskError::NodeNotActive(nodes::RETIRED.into())),
        NodeStatus::Busy | NodeStatus::Paused => {
            Err(NextTaskError::NodeNotActive("only an active node is given tasks: set its status first".into()))
        }
    }
}

/// A held task as its node is told of it.
fn assignment(held: HeldTaskRow) -> Assignment {
    let HeldTaskRow { lease_id, lease_expires_at, deadline_at, attempt, .. } = held;
    let task = Task {
        id: held.id,
        task_type: held.task_type,
        params: held.params,
        target_node: held.target_node,
        priority: held.priority,
        scheduled_at: held.scheduled_at,
        requirements: held.requirements,
        timeout_ms: held.timeout_ms,
        lease_ms: held.lease_ms,
        max_attempts: held.max_attempts,
        status: held.status,
        attempt,
        node_id: Some(held.node_id),
        lease_expires_at: Some(lease_expires_at),
        error: held.error,
        created_at: held.created_at,
        updated_at: held.updated_at,
        finished_at: held.finished_at,
    };
    Assignment { task, lease_id, lease_expires_at, attempt, deadline: deadline_at }
}
