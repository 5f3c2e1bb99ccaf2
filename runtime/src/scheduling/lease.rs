//! Leases: what keeps a task a node's, and how it is lost.
//!
//! What is hard: a lease is over at a moment at which nobody does anything. It counts as lost from then on, whether
//! somebody has taken it back or not, so whoever asks about leases takes back first what is over, in the same batch. All
//! of that is one statement, `LoseLeases`; here are the ways to ask for it.

use williw_workers::d1::{D1Error, Query};

use crate::app::Cx;
use crate::app::queries::{self, LoseLeasesParams, LoseLeasesRow, NamedLeasesRow};
use crate::app::types::{HeartbeatTask, LeaseId, LeaseInfo, NodeId, TaskId, TaskProgress};
use crate::nodes::Moment;

/// Leases that have run out are also taken back in passing: so many where somebody asks for a task.
const IN_PASSING: i64 = 16;
/// So many where the operator lists tasks, so that what is shown is how it is.
pub(crate) const BEFORE_A_LIST: i64 = 100;

type Lose = Query<Vec<LoseLeasesRow>>;

/// A new fencing token: 128 random bits in hex.
pub(crate) fn new_id(cx: &Cx) -> Result<LeaseId, String> {
    let mut bytes = [0; 16];
    cx.host.random(&mut bytes);
    LeaseId::parse(hex(&bytes)).map_err(|error| error.to_string())
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Takes back nothing, yet.
fn nothing(at: Moment) -> LoseLeasesParams<'static> {
    let Moment { now, heard_since } = at;
    LoseLeasesParams {
        now,
        heard_since,
        given_up: "[]",
        late: 0,
        absent: 0,
        beside: None,
        node_id: None,
        task_id: None,
    }
}

/// Takes back what has run out or whose node is not there: at most `limit` of each.
pub(crate) fn reap(limit: i64, at: Moment) -> Lose {
    queries::lose_leases(LoseLeasesParams { late: limit, absent: limit, ..nothing(at) })
}

/// Takes back what the node holds, where that is lost; a few others that have run out; and what nodes beside it hold that
/// have fallen silent. All that are held would be too many to look at each time; but those who ask look after each other.
pub(crate) fn reap_some(node: &NodeId, at: Moment) -> Lose {
    queries::lose_leases(LoseLeasesParams { late: IN_PASSING, beside: Some(node), node_id: Some(node), ..nothing(at) })
}

/// Takes back what the node holds, where that has run out or the node is not there. It stands before what shows that the
/// node is there again, and after what says that it is not.
pub(crate) fn lose_of_node(node: &NodeId, at: Moment) -> Lose {
    queries::lose_leases(LoseLeasesParams { node_id: Some(node), ..nothing(at) })
}

/// Takes back the lease of a task, where that is lost.
pub(crate) fn lose_of_task(task: &TaskId, at: Moment) -> Lose {
    queries::lose_leases(LoseLeasesParams { task_id: Some(task), ..nothing(at) })
}

/// What a heartbeat is answered about the tasks that it names.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Answer {
    pub(crate) leases: Vec<LeaseInfo>,
    pub(crate) lost: Vec<TaskId>,
    pub(crate) cancelled: Vec<TaskId>,
}

/// Each of them once, in order. They are few.
pub(crate) fn once<T: Ord>(items: Vec<T>) -> Vec<T> {
    let mut each = Vec::with_capacity(items.len());
    for item in items {
        if let Err(place) = each.binary_search(&item) {
            each.insert(place, item);
        }
    }
    each
}

impl Answer {
    /// The same once more is known: whether the node has gone, so that it holds nothing, and what was cancelled under it.
    pub(crate) fn after(mut self, gone: bool, revoked: Vec<TaskId>) -> Self {
        if gone {
            self.lost.extend(std::mem::take(&mut self.leases).into_iter().map(|lease| lease.task_id));
        }
        self.cancelled.extend(revoked);
        let cancelled = once(self.cancelled);
        self.lost.retain(|id| !cancelled.contains(id));
        Answer { lost: once(self.lost), cancelled, ..self }
    }
}

/// Extends the lease that a node names, or takes it where the node has failed.
pub(crate) async fn report(cx: &Cx, node: &NodeId, named: &[HeartbeatTask]) -> Result<Answer, D1Error> {
    let named_by_id = json(&named.iter().map(|task| (&task.task_id, &task.lease_id)).collect::<Vec<_>>())?;
    let given_up = json(&given_up(named))?;
    let (mut given_back, mut held, mut cancelled) = (Vec::new(), Vec::new(), Vec::new());
    if !named.is_empty() {
        let at = Moment::of(cx);
        let batch = (
            queries::lose_leases(LoseLeasesParams { given_up: &given_up, node_id: Some(node), ..nothing(at) }),
            queries::extend_leases(at.now, node, &named_by_id),
            queries::named_leases(node, at.now, &named_by_id),
            queries::revoked_leases(&named_by_id, node),
        );
        let (lost, (), live, taken) = cx.db.batch(batch).await?;
        given_back = lost.into_iter().filter(|row| row.lease_expires_at.is_some_and(|end| end >= at.now)).collect();
        held = live;
        cancelled = taken;
    }
    Ok(answer(named, &given_back, held, cancelled))
}

/// What has failed: the task, its lease, and the node's own words.
fn given_up(named: &[HeartbeatTask]) -> Vec<(&TaskId, &LeaseId, Option<&str>)> {
    let failed = named.iter().filter(|task| task.state == TaskProgress::Failed);
    failed
        .map(|task| (&task.task_id, &task.lease_id, task.error.as_deref().filter(|error| !error.is_empty())))
        .collect()
}

/// Each task that was named is in one list, or in none where the node itself has just given it back.
fn answer(
    named: &[HeartbeatTask],
    given_back: &[LoseLeasesRow],
    held: Vec<NamedLeasesRow>,
    cancelled: Vec<TaskId>,
) -> Answer {
    let is_failed = |id: &TaskId| named.iter().any(|task| task.task_id == *id && task.state == TaskProgress::Failed);
    let leases: Vec<LeaseInfo> =
        held.into_iter().map(|row| LeaseInfo { task_id: row.id, lease_expires_at: row.lease_expires_at }).collect();
    let lost = named
        .iter()
        .map(|task| task.task_id.clone())
        .filter(|id| !leases.iter().any(|lease| lease.task_id == *id))
        .filter(|id| !(is_failed(id) && given_back.iter().any(|row| row.id == *id)))
        .collect();
    Answer { leases, lost, cancelled }
}

fn json(value: &impl serde::Serialize) -> Result<String, D1Error> {
    serde_json::to_string(value).map_err(|error| D1Error::Other(error.to_string()))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use williw_workers::Timestamp;

    use super::*;

    fn id(text: &str) -> TaskId {
        TaskId::parse(text).unwrap()
    }

    fn named(task: &str, state: TaskProgress, error: Option<&str>) -> HeartbeatTask {
        let lease_id = LeaseId::parse(format!("lease-{task}")).unwrap();
        HeartbeatTask { task_id: id(task), lease_id, progress: 0.0, state, error: error.map(str::to_owned) }
    }

    fn given_back(task: &str) -> LoseLeasesRow {
        LoseLeasesRow { id: id(task), lease_expires_at: Some(Timestamp::from_millis(1)) }
    }

    #[test]
    fn each_task_is_in_one_list_or_was_given_back() {
        let running = TaskProgress::Running;
        let tasks = [
            named("z", running, None),
            named("held", running, None),
            named("cancelled", running, None),
            named("failed", TaskProgress::Failed, None),
            named("too-late", TaskProgress::Failed, None),
            named("a", running, None),
            named("a", running, None),
            named("silent", running, None),
        ];
        let held = vec![NamedLeasesRow { id: id("held"), lease_expires_at: Timestamp::from_millis(7) }];
        // Whoever is silent loses a lease that has time left, and has not given it back.
        let back = [given_back("failed"), given_back("silent")];
        let answer = answer(&tasks, &back, held, vec![id("cancelled")]);
        let answer = answer.after(false, vec![id("unnamed"), id("cancelled")]);
        assert_eq!(
            answer,
            Answer {
                leases: vec![LeaseInfo { task_id: id("held"), lease_expires_at: Timestamp::from_millis(7) }],
                lost: ["a", "silent", "too-late", "z"].map(id).to_vec(),
                cancelled: vec![id("cancelled"), id("unnamed")],
            }
        );
        // Who has gone holds nothing.
        let lost = ["a", "held", "silent", "too-late", "z"].map(id).to_vec();
        assert_eq!(
            answer.after(true, Vec::new()),
            Answer { lost, leases: Vec::new(), cancelled: ["cancelled", "unnamed"].map(id).to_vec() }
        );
    }

    #[test]
    fn what_has_failed_is_told_with_its_words() {
        let failed = TaskProgress::Failed;
        let tasks = [
            named("a", failed, Some("no \"memory\"")),
            named("b", failed, Some("")),
            named("c", failed, None),
            named("d", TaskProgress::Running, Some("all is well")),
        ];
        let words = r#"[["a","lease-a","no \"memory\""],["b","lease-b",null],["c","lease-c",null]]"#;
        assert_eq!(json(&given_up(&tasks)).unwrap(), words);
    }

    #[test]
    fn bytes_are_two_digits_each() {
        assert_eq!(hex(&[0, 10, 255]), "000aff");
    }
}
