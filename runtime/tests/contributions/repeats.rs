//! Requests that are sent again, lost on the way, or sent at the same time.

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;

use serde_json::{Value as Json, json};
use williw_embedded::Host;
use williw_embedded::testing;
use williw_workers::http::Method;

use crate::support::Network;
use crate::support::calls::{Calls, Fate};
use crate::{
    PROOF, STATEMENT, archived, assert_recorded_once, claim_with, everything, lease, network, proved, record, register,
    send, with,
};

#[test]
fn the_same_request_again_is_answered_the_same_and_another_one_is_a_conflict() {
    let network = network();
    lease(&network, "a", "n", "training");
    network.wait(30_000);
    let first = claim_with("a", json!({"gpu_usage_percent": 50, "compute_score": 1}));
    let (status, contribution) = record(&network, &first);
    assert_eq!(status, 201);
    let before = everything(&network);
    network.wait(86_400_000);
    // Written otherwise, and long after the lease: it is the same all the same.
    let again = claim_with("a", json!({"gpu_usage_percent": 50.0, "memory_used_mb": null, "timestamp": [1, {}]}));
    assert_eq!(record(&network, &again), (200, contribution.clone()));
    let others = [
        json!({"samples_processed": 401}),
        json!({"duration_seconds": 21}),
        json!({"gpu_usage_percent": 50.001}),
        json!({"network_upload_mb": 0}),
        json!({"output_hash": "h"}),
        json!({"lease_id": "other"}),
        json!({"task_id": "other"}),
        json!({"proof": {"scheme": "sha256-preimage", "statement": STATEMENT, "proof": PROOF}}),
    ];
    for other in others {
        let mut changed = first.clone();
        changed.as_object_mut().unwrap().extend(other.as_object().unwrap().clone());
        let (status, problem) = record(&network, &changed);
        assert_eq!((status, &problem["code"]), (409, &json!("contribution_conflict")), "{other}");
    }
    // Nor may another node use the id.
    register(&network, "m", &json!([]));
    let (status, problem) = send(&network, "m", &claim_with("a", json!({"node_id": "m", "gpu_usage_percent": 50})));
    assert_eq!((status, &problem["code"]), (409, &json!("contribution_conflict")));
    network.sql("DELETE FROM wallets WHERE node_id = 'm'");
    network.sql("DELETE FROM nodes WHERE id = 'm'");
    assert_eq!(everything(&network), before);
    // Once it is rewarded, that is told.
    network.sql("UPDATE contribution_meta SET status = 'rewarded'");
    assert_eq!(record(&network, &first).1["status"], "rewarded");
}

/// A request that a test polls by itself.
async fn sent(network: &Network, claim: &Json) -> (u16, Json) {
    let headers = [("x-node-id", "n"), ("content-type", "application/json")];
    let request = testing::request(Method::POST, "/api/contributions/record", &headers, claim.to_string().into_bytes());
    let reply = network.0.running().fetch(request).await;
    (reply.status.as_u16(), serde_json::from_slice(&reply.body).unwrap())
}

/// A network whose calls of D1 have fates.
fn fateful(calls: &Calls) -> Network {
    let setup = Host::in_memory().var("AUTH_MODE", "off");
    with(Network(testing::start(calls.service(), setup)))
}

#[test]
fn calls_that_are_lost_anywhere_record_once() {
    use Fate::{Arrives, Lost, Unanswered};
    // The service repeats a call four times.
    let plans: [(Vec<Fate>, u16); 9] = [
        (vec![], 201),
        (vec![Lost], 201),
        (vec![Unanswered], 201),
        (vec![Arrives, Lost], 201),
        // Written, and found to be.
        (vec![Arrives, Unanswered], 200),
        (vec![Arrives, Lost, Unanswered, Lost], 200),
        (vec![Lost; 5], 503),
        (vec![Arrives, Lost, Lost, Lost, Lost, Lost], 503),
        (vec![Arrives, Unanswered, Lost, Lost, Lost, Lost], 503),
    ];
    for (plan, answered) in plans {
        let calls = Calls::default();
        let network = fateful(&calls);
        lease(&network, "a", "n", "training");
        network.wait(1000);
        let claim = proved("a");
        calls.plan(plan.clone());
        let (status, reply) = record(&network, &claim);
        assert_eq!(status, answered, "{plan:?}");
        calls.plan([]);
        let (status, again) = record(&network, &claim);
        assert!(status == 200 && again == reply || answered == 503, "{plan:?}");
        assert_recorded_once(&network, &format!("{plan:?}"));
        // Whatever kept the first from it.
        let proof = archived(&network, "a");
        assert_eq!((&proof["verdict"], &proof["verified_at"]), (&json!("valid"), &again["timestamp"]), "{plan:?}");
    }
}

#[test]
fn two_at_once_record_once() {
    let network = fateful(&Calls::default());
    lease(&network, "a", "n", "training");
    network.wait(1000);
    let other = claim_with("b", json!({"task_id": "a", "lease_id": "lse-a", "proof": proved("b")["proof"]}));
    for (second, answered) in [(proved("a"), (200, Json::Null)), (other, (409, json!("lease_lost")))] {
        network.sql("DELETE FROM contribution_meta");
        network.sql("DELETE FROM contributions");
        network.sql("DELETE FROM contribution_totals");
        network.sql("UPDATE nodes SET contribution_count = 0");
        network.sql("UPDATE tasks SET status = 'running'");
        let claim = proved("a");
        let ((first, _), (status, reply)) = network.0.block_on(async {
            let (mut one, mut two) = (pin!(sent(&network, &claim)), pin!(sent(&network, &second)));
            let (mut first, mut answer) = (None, None);
            // By turns: both have looked before either writes.
            poll_fn(|cx| {
                if first.is_none()
                    && let Poll::Ready(reply) = one.as_mut().poll(cx)
                {
                    first = Some(reply);
                }
                if answer.is_none()
                    && let Poll::Ready(reply) = two.as_mut().poll(cx)
                {
                    answer = Some(reply);
                }
                if first.is_some() && answer.is_some() { Poll::Ready(()) } else { Poll::Pending }
            })
            .await;
            (first.unwrap(), answer.unwrap())
        });
        assert_eq!((first, (status, reply["code"].clone())), (201, answered));
        assert_recorded_once(&network, "two");
    }
}
