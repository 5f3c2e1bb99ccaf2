//! Scheduling: which task a node gets, and for how long it is the node's.

use crate::NOT_YET;
use crate::app::Cx;
use crate::app::api::{NextTaskError, NextTaskReply};
use crate::app::callers::Node;

/// Gives the calling node something to do, or again what it holds already.
pub(crate) async fn next(_: &Cx, _: Node) -> Result<NextTaskReply, NextTaskError> {
    Err(NextTaskError::NotYet(NOT_YET.into()))
}
