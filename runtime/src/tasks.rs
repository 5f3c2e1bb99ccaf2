//! Tasks: work that the operator adds to the queue, takes out of it, and looks at.
//!
//! What is hard: adding must be repeatable, and cancelling must win or lose against the node that ends the task at that
//! moment. Each is one statement that carries its conditions; what is read in the same batch says how it went. No
//! statement sets a status that it is given: the arrows of a task's life are the statements of `spec/queries.sql`.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};
use williw_workers::Timestamp;
use williw_workers::d1::{Json, Key, Page, PageRequest};
use williw_workers::http::{Pointer, Violations};

use crate::app::Cx;
use crate::app::api::{AddTaskError, AddTaskReply, CancelTaskError, CancelTaskQuery, ListTasksError, ListTasksQuery};
use crate::app::callers::NodeOrAdmin;
use crate::app::queries::{self, InsertTaskParams, TaskView};
use crate::app::types::{AddTask, Task, TaskId, TaskList, TaskRequirements, TaskStatus};
use crate::nodes::{self, Moment};
use crate::scheduling::lease;

/// What a task is about, for its node to understand.
pub(crate) type Params = Json<Value>;

/// How far ahead a task may be scheduled.
const AHEAD: Duration = Duration::from_secs(30 * 24 * 3600);

/// Adds work to the queue.
pub(crate) async fn add(cx: &Cx, body: AddTask) -> Result<AddTaskReply, AddTaskError> {
    let now = cx.clock.now();
    check_schedule(body.scheduled_at, now).map_err(AddTaskError::Invalid)?;
    let internal = |error: serde_json::Error| AddTaskError::Internal(error.to_string());
    let body = canonical(body);
    let id = match &body.id {
        Some(id) => id.clone(),
        None => new_id(cx, now).map_err(AddTaskError::Internal)?,
    };
    let request = Sha256::digest(serde_json::to_vec(&body).map_err(internal)?);
    let requirements = Json::new(body.requirements.as_ref().unwrap_or(&NOTHING)).map_err(internal)?;
    let insert = queries::insert_task(InsertTaskParams {
        id: &id,
        task_type: &body.task_type,
        params: &body.params,
        target_node: body.target_node.as_ref(),
        priority: &body.priority,
        scheduled_at: body.scheduled_at.unwrap_or(now),
        requirements: &requirements,
        timeout_ms: &body.timeout_ms,
        lease_ms: &body.lease_ms,
        max_attempts: &body.max_attempts,
        request_sha256: &request,
        now,
    });
    let (added, known, task) = cx.db.batch((insert, queries::request_of_task(&id), queries::task(&id))).await?;
    match (task, known) {
        (Some(task), _) if added > 0 => Ok(AddTaskReply::Created(shown(task))),
        (Some(task), Some(known)) if known == request[..] => Ok(AddTaskReply::Ok(shown(task))),
        (Some(_), _) => {
            Err(AddTaskError::TaskConflict(format!("`{id}` was added with another content: choose a new id").into()))
        }
        (None, _) => {
            Err(AddTaskError::UnknownTarget("no node of this name is registered; a retired one must come back".into()))
        }
    }
}

fn check_schedule(scheduled_at: Option<Timestamp>, now: Timestamp) -> Result<(), Violations> {
    let mut violations = Violations::default();
    if scheduled_at.is_some_and(|at| at > now.saturating_add(AHEAD)) {
        let at = Pointer::Key(&Pointer::Body, "scheduled_at");
        violations.push::<()>(&at, "max", "must be at most 30 days from now");
    }
    if violations.is_empty() { Ok(()) } else { Err(violations) }
}

/// What no requirements are.
const NOTHING: TaskRequirements = TaskRequirements {
    min_cpu_cores: None,
    min_memory_mb: None,
    require_gpu: false,
    min_gpu_memory_mb: None,
    min_compute_capability: None,
    min_bandwidth_mbps: None,
    network_types: Vec::new(),
};

/// The same task in one form, however it was written: equal requirements share a lane, and equal requests a digest.
fn canonical(mut body: AddTask) -> AddTask {
    let mut requirements = body.requirements.take().unwrap_or(NOTHING);
    requirements.network_types = lease::once(requirements.network_types);
    AddTask { requirements: Some(requirements), ..body }
}

/// A name that sorts by time, so that lists do.
fn new_id(cx: &Cx, now: Timestamp) -> Result<TaskId, String> {
    let mut bytes = [0; 10];
    cx.host.random(&mut bytes);
    TaskId::parse(format!("tsk_{:012x}{}", now.as_millis(), lease::hex(&bytes))).map_err(|error| error.to_string())
}

/// Takes a task out of the queue, or away from the node that is at it.
pub(crate) async fn cancel(cx: &Cx, query: CancelTaskQuery) -> Result<Task, CancelTaskError> {
    let (at, id) = (Moment::of(cx), &query.task_id);
    let batch = (lease::lose_of_task(id, at), queries::cancel_task(at.now, id), queries::task(id));
    let (_, cancelled, task) = cx.db.batch(batch).await?;
    let Some(task) = task else {
        return Err(CancelTaskError::TaskNotFound(format!("no task is called `{id}`").into()));
    };
    if task.status != TaskStatus::Cancelled {
        return Err(CancelTaskError::TaskFinished(format!("the task is {} already", task.status).into()));
    }
    // What the registry has forgotten it reads again at the node's next heartbeat, with what was taken from the node.
    if let (1.., Some(node)) = (cancelled, &task.node_id) {
        nodes::forget(cx, node).await;
    }
    Ok(shown(task))
}

/// Lists tasks: for a node its own and those that it could be given.
pub(crate) async fn list(cx: &Cx, caller: NodeOrAdmin, query: ListTasksQuery) -> Result<TaskList, ListTasksError> {
    let page =
        PageRequest::<Place>::from_cursor(query.cursor.as_deref(), query.limit).map_err(ListTasksError::Invalid)?;
    let after = page.after.as_ref().map_or("", |Place(id)| id.as_str());
    let at = Moment::of(cx);
    let reap = match &caller {
        NodeOrAdmin::Node(node) => lease::reap_some(&node.id, at),
        NodeOrAdmin::Admin(_) => lease::reap(lease::BEFORE_A_LIST, at),
    };
    let rows = match (&caller, &query.status) {
        (NodeOrAdmin::Node(node), status) => queries::tasks_for_node(after, status.as_ref(), page.fetch(), &node.id),
        (NodeOrAdmin::Admin(_), Some(status)) => queries::tasks_of_status(status, after, page.fetch()),
        (NodeOrAdmin::Admin(_), None) => queries::tasks(after, page.fetch()),
    };
    let (_, rows) = cx.db.batch((reap, rows)).await?;
    let page = Page::<Place>::cut(rows, page.limit);
    // What went wrong at a node is nobody else's, but the operator's.
    let told = |task: Task| {
        let is_theirs = task.node_id.as_ref().is_some_and(|node| caller.is_or_admin(node));
        Task { error: task.error.filter(|_| is_theirs), ..task }
    };
    Ok(TaskList {
        tasks: page.rows.into_iter().map(shown).map(told).collect(),
        next_cursor: page.next.map(|place| place.to_cursor()),
    })
}

/// A task's place in a list: after it, the next page begins.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Place(TaskId);

impl Key for Place {
    type Row = TaskView;

    fn of(row: &TaskView) -> Option<Self> {
        Some(Place(row.id.clone()))
    }
}

/// A task as it is shown.
pub(crate) fn shown(task: TaskView) -> Task {
    let TaskView { id, task_type, params, target_node, priority, scheduled_at, requirements, timeout_ms, .. } = task;
    let TaskView { lease_ms, max_attempts, status, attempt, node_id, lease_expires_at, error, .. } = task;
    let is_held = matches!(status, TaskStatus::Assigned | TaskStatus::Running);
    Task {
        id,
        task_type,
        params,
        target_node,
        priority,
        scheduled_at,
        requirements,
        timeout_ms,
        lease_ms,
        max_attempts,
        status,
        attempt,
        node_id,
        lease_expires_at: lease_expires_at.filter(|_| is_held),
        error,
        created_at: task.created_at,
        updated_at: task.updated_at,
        finished_at: task.finished_at,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::*;

    fn task(json: &str) -> Vec<u8> {
        serde_json::to_vec(&canonical(serde_json::from_str(json).unwrap())).unwrap()
    }

    #[test]
    fn a_request_has_one_form() {
        let rest = r#""task_type": "training", "params": {}, "priority": 0, "timeout_ms": 1, "lease_ms": 1, "max_attempts": 1"#;
        let with = |more: &str| task(&format!("{{{rest}{more}}}"));
        let needs =
            |needs: &str| with(&format!(r#", "requirements": {{"require_gpu": false, "network_types": [{needs}]}}"#));
        assert_eq!(with(""), needs(""));
        assert_eq!(needs(r#""wifi", "ethernet", "wifi""#), needs(r#""ethernet", "wifi""#));
        assert_ne!(needs(r#""wifi""#), needs(""));
        assert_ne!(with(r#", "scheduled_at": 0"#), with(""));
    }

    #[test]
    fn thirty_days_ahead_and_no_further() {
        let now = Timestamp::from_millis(1000);
        let at = |ms: i64| check_schedule(Some(Timestamp::from_millis(1000 + ms)), now).is_ok();
        assert_eq!([at(0), at(2_592_000_000), at(2_592_000_001)], [true, true, false]);
        assert!(check_schedule(None, now).is_ok());
    }
}
