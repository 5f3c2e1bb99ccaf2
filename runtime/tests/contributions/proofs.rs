//! What a proof decides, and where it is kept.

use serde_json::{Value as Json, json};
use williw_embedded::Host;
use williw_embedded::testing::{Faults, Seam};
use williw_workers::d1::Value;

use crate::support::network_of;
use crate::{
    NO_PROOF, PROOF, STATEMENT, archived, assert_recorded_once, claim_with, lease, network, now, one, proved, record,
    refusal, text, with,
};

#[test]
fn a_proof_decides_where_it_must_or_is_sent() {
    let proof =
        |scheme: &str, bytes: &str| json!({"proof": {"scheme": scheme, "statement": STATEMENT, "proof": bytes}});
    for (must, unproved) in [("true", "recorded"), ("false", "verified")] {
        let network = with(network_of(Host::in_memory().var("ZK_PROOF_ENABLED", must)));
        let cases = [
            ("none", json!({}), unproved, Value::Null),
            ("good", proof("sha256-preimage", PROOF), "verified", text("valid")),
            ("bad", proof("sha256-preimage", NO_PROOF), "rejected", text("invalid")),
        ];
        for (id, other, status, verdict) in cases {
            lease(&network, id, "n", "training");
            network.wait(1000);
            let claim = claim_with(id, other);
            let (created, contribution) = record(&network, &claim);
            assert_eq!((created, &contribution["status"]), (201, &json!(status)), "{must} {id}");
            assert_eq!(contribution["rejection"].is_string(), status == "rejected");
            let sql = |column: &str| {
                one(&network, &format!("SELECT {column} FROM contribution_meta WHERE contribution_id = '{id}'"))
            };
            assert_eq!(sql("proof_verdict"), verdict);
            assert_eq!(sql("proof_scheme IS NULL"), Value::Integer((id == "none").into()));
            assert_eq!(sql("verified_at IS NULL"), Value::Integer((status != "verified").into()));
            let archived = archived(&network, id);
            assert_eq!(archived.is_null(), id == "none");
            if id != "none" {
                let text = verdict_text(&verdict);
                let expected = json!({
                    "scheme": "sha256-preimage", "statement": STATEMENT, "proof": claim["proof"]["proof"],
                    "verdict": text, "verified_at": now(&network),
                });
                assert_eq!(archived, expected);
            }
            assert_eq!(record(&network, &claim), (200, contribution));
        }
        lease(&network, "unknown", "n", "training");
        network.wait(1000);
        let refused = refusal(&network, &claim_with("unknown", proof("groth16", PROOF)));
        assert_eq!(refused, (422, "unknown_proof_scheme".to_owned()));
        assert_eq!(archived(&network, "unknown"), Json::Null);
        // No work is no work, proved or not.
        let nothing = json!({"samples_processed": 0, "proof": proof("sha256-preimage", PROOF)["proof"]});
        assert_eq!(record(&network, &claim_with("unknown", nothing)).1["status"], "rejected");
    }
}

fn verdict_text(verdict: &Value) -> &str {
    let Value::Text(text) = verdict else { panic!() };
    text
}

#[test]
fn a_proof_is_64_kib_at_most() {
    let network = network();
    lease(&network, "a", "n", "training");
    network.wait(1000);
    let send = |proof: &str| {
        let proof = json!({"scheme": "sha256-preimage", "statement": STATEMENT, "proof": proof});
        record(&network, &claim_with("a", json!({"proof": proof})))
    };
    for (proof, code) in
        [("A".repeat(87_384), "max_length"), ("YR==".to_owned(), "format"), ("YWJ".to_owned(), "pattern")]
    {
        let (status, problem) = send(&proof);
        let violation = json!({"pointer": "/proof/proof", "code": code, "detail": problem["errors"][0]["detail"]});
        assert_eq!((status, &problem["errors"]), (400, &json!([violation])));
    }
    assert_eq!(send(&format!("{}AAA=", "A".repeat(87_376))).0, 201);
}

#[test]
fn an_archive_that_does_not_answer_is_no_trouble() {
    let faults = Faults::new();
    let network = with(network_of(Host::in_memory().faults(&faults)));
    lease(&network, "a", "n", "training");
    network.wait(1000);
    faults.refuse(Seam::Kv, 100);
    assert_eq!(record(&network, &proved("a")).0, 201);
    faults.refuse(Seam::Kv, 0);
    assert_eq!(archived(&network, "a"), Json::Null);
    assert_recorded_once(&network, "without an archive");
}
