//! Tasks: work that the operator adds to the queue, takes out of it, and looks at.

use crate::NOT_YET;
use crate::app::Cx;
use crate::app::api::{AddTaskError, AddTaskReply, CancelTaskError, CancelTaskQuery, ListTasksError, ListTasksQuery};
use crate::app::callers::NodeOrAdmin;
use crate::app::types::{AddTask, Task, TaskList};

/// Adds work to the queue.
pub(crate) async fn add(_: &Cx, _: AddTask) -> Result<AddTaskReply, AddTaskError> {
    Err(AddTaskError::NotYet(NOT_YET.into()))
}

/// Takes a task out of the queue, or away from the node that is at it.
pub(crate) async fn cancel(_: &Cx, _: CancelTaskQuery) -> Result<Task, CancelTaskError> {
    Err(CancelTaskError::NotYet(NOT_YET.into()))
}

/// Lists tasks: for a node its own and those that are pending.
pub(crate) async fn list(_: &Cx, _: NodeOrAdmin, _: ListTasksQuery) -> Result<TaskList, ListTasksError> {
    Err(ListTasksError::NotYet(NOT_YET.into()))
}
