//! Payouts over Solana's JSON-RPC where something is not as it was: another gateway is set, the chain is slow or has let go of
//! what it had, a human errs.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test may panic")]

mod support;

use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};

use serde_json::{Value as Json, json};
use support::books::{Books, books_of};
use support::chain::{TREASURY, answer};
use williw_chain::{Chain, Faults};
use williw_embedded::{Host, TestClock};
use williw_workers::d1::Value;
use williw_workers::driver::{Clock as _, Level};
use williw_workers::fetch::{FetchError, FetchReply};

struct Rig {
    clock: TestClock,
    chain: Arc<Mutex<Chain>>,
    data: tempfile::TempDir,
}

fn rig(faults: &str) -> Rig {
    let clock = TestClock::at(1_767_225_600_000);
    let blocks = clock.clone();
    let chain = Chain::new(Faults::parse(7, faults).unwrap(), move || blocks.now_ms());
    Rig { clock, chain: Arc::new(Mutex::new(chain)), data: tempfile::tempdir().unwrap() }
}

impl Rig {
    /// The service with this gateway, on the data that are there.
    fn start(&self, gateway: &str) -> Books {
        let behind = Arc::clone(&self.chain);
        self.start_over(gateway, self.data.path(), move |body| answer(&behind, body))
    }

    /// The same, with another gateway and the treasury's key taken away.
    fn start_without_key(&self) -> Books {
        let behind = Arc::clone(&self.chain);
        let setup = Host::in_memory().clock(self.clock.clone()).data(self.data.path());
        books_of(setup.var("PAYOUT_GATEWAY", "external").network(move |request| answer(&behind, &request.body)))
    }

    fn start_over(
        &self,
        gateway: &str,
        data: &Path,
        network: impl Fn(&[u8]) -> Result<FetchReply, FetchError> + Send + Sync + 'static,
    ) -> Books {
        let setup = Host::in_memory().clock(self.clock.clone()).data(data).secret("SOLANA_PRIVATE_KEY", TREASURY);
        let vars =
            [("MIN_SETTLEMENT_LAMPORTS", "1000000"), ("PAYOUT_GATEWAY", gateway), ("MOCK_GATEWAY_FAULTS", "slow=100")];
        let setup = vars.into_iter().fold(setup, |setup, (name, value)| setup.var(name, value));
        books_of(setup.network(move |request| network(&request.body)))
    }

    fn transfers(&self) -> usize {
        self.chain.lock().unwrap().transfers().len()
    }
}

/// Nodes that are owed, and payouts of that which were requested. The first one's id.
fn requested(it: &Books, nodes: u32) -> Json {
    for n in 0..nodes {
        let id = format!("n{n}");
        it.network.register(&id, None);
        it.contribution(&format!("c{n}"), &id, (3600, 770_596));
    }
    it.distribute(json!({"limit": 500}));
    let (status, settled) = it.settle(json!({}));
    assert_eq!((status, settled["payouts"].as_array().unwrap().len()), (202, nodes as usize));
    settled["payouts"][0]["id"].clone()
}

/// One payout that was sent over a chain with these faults, and its id.
fn sent(faults: &str) -> (Rig, Books, Json) {
    let rig = rig(faults);
    let it = rig.start("rpc");
    let id = requested(&it, 1);
    moved(&it).unwrap();
    (rig, it, id)
}

fn resolve(it: &Books, id: &Json, outcome: &str, signature: Option<&Json>) -> (u16, Json) {
    let body = json!({"payout_id": id, "outcome": outcome, "transaction_signature": signature});
    it.network.call("POST /api/payouts/resolve", Some(body))
}

/// Lets the job run, whatever it says.
fn moved(it: &Books) -> Result<(), String> {
    it.network.0.cron("update_statistics")
}

fn made(it: &Books) -> Json {
    it.network.call("GET /api/payouts/list", None).1["transactions"].clone()
}

const SIGNATURE: &str = "5oDxrUSWHZmGN5fdveB7qwLHL1nPbSpWVwgaMYvTtvizcwpDHGwzc7yWmTZw9nLiGWrJ9jcGZbqp5gUBnMZ7wF4C";

#[test]
fn what_was_only_requested_is_not_signed_for_a_gateway_that_is_not_set_any_more() {
    let rig = rig("");
    let id = requested(&rig.start("rpc"), 1);
    let it = rig.start("external");
    for _ in 0..3 {
        moved(&it).unwrap();
        it.network.wait(300_000);
    }
    assert_eq!((it.statuses("payouts"), made(&it)), (vec!["requested".to_owned()], json!([])));
    // The operator sees that it is not his to pay; what he pays all the same is not taken for it.
    let (_, settled) = it.settle(json!({"node_id": "n0"}));
    assert_eq!(settled["payouts"][0]["gateway"], json!("rpc"));
    let (status, problem) = resolve(&it, &id, "completed", Some(&json!(SIGNATURE)));
    assert_eq!(status, 409);
    assert!(problem["detail"].as_str().unwrap().contains("end it as failed"), "{problem}");
    assert_eq!(resolve(&it, &id, "failed", None).0, 200);
    let (_, settled) = it.settle(json!({"node_id": "n0"}));
    assert_eq!(
        (&settled["payouts"][0]["gateway"], &settled["payouts"][0]["status"]),
        (&json!("external"), &json!("requested"))
    );
    it.check();
    assert_eq!(rig.transfers(), 0);
}

#[test]
fn what_was_sent_is_followed_whatever_is_set_since() {
    for (status, without_key) in [("submitted", false), ("submitted", true), ("signed", true)] {
        let (rig, it, id) = sent("");
        it.network.sql(&format!("UPDATE payouts SET status = '{status}'"));
        drop(it);
        let it = if without_key { rig.start_without_key() } else { rig.start("external") };
        assert_eq!(resolve(&it, &id, "failed", None).0, 409);
        moved(&it).unwrap();
        it.network.wait(60_000);
        moved(&it).unwrap();
        assert_eq!((it.statuses("payouts"), rig.transfers()), (vec!["completed".to_owned()], 1));
        it.check();
    }
}

/// The mock is no chain: where it is not set any more, nobody knows anything of what it paid.
#[test]
fn what_no_gateway_moves_on_any_more_is_ended_by_the_operator() {
    for status in ["signed", "submitted", "review"] {
        for ended in ["failed", "completed", "reported"] {
            let rig = rig("");
            let it = rig.start("mock");
            let id = requested(&it, 1);
            moved(&it).unwrap();
            it.network.sql(&format!("UPDATE payouts SET status = '{status}'"));
            drop(it);
            let it = rig.start("external");
            moved(&it).unwrap();
            assert_eq!(it.statuses("payouts"), [status]);
            let (code, reply) = match ended {
                "failed" => resolve(&it, &id, "failed", None),
                "completed" => resolve(&it, &id, "completed", Some(&json!(SIGNATURE))),
                _ => it.settle(json!({"payout_id": id, "transaction_signature": SIGNATURE})),
            };
            assert!(code < 300, "{status} {ended}: {reply}");
            assert_eq!(it.statuses("payouts"), [ended.replace("reported", "completed")], "{status}");
            it.check();
        }
    }
}

#[test]
fn what_can_no_longer_come_is_not_made_anew_for_a_gateway_that_is_not_set() {
    let (rig, it, _) = sent("drop=100");
    drop(it);
    let it = rig.start("external");
    for _ in 0..2 {
        it.network.wait(120_000);
        moved(&it).unwrap();
    }
    assert_eq!(it.statuses("payouts"), ["review"]);
    assert_eq!(made(&it).as_array().unwrap().len(), 1);
    it.check();
}

#[test]
fn a_human_who_errs_pays_nobody_twice() {
    let (rig, it, id) = sent("");
    it.network.sql("UPDATE payouts SET status = 'review'");
    it.network.wait(60_000);
    // The way to the chain is down.
    rig.chain.lock().unwrap().set_faults(Faults::parse(1, "unreachable=100").unwrap());
    assert_eq!(resolve(&it, &id, "failed", None).0, 409);
    rig.chain.lock().unwrap().set_faults(Faults::none());
    drop(it);
    // Nor without the key, which it takes to pay, and not to look.
    let it = rig.start_without_key();
    let signature = made(&it)[0]["signature"].clone();
    for (outcome, said) in [("failed", None), ("completed", Some(json!(SIGNATURE)))] {
        let (status, problem) = resolve(&it, &id, outcome, said.as_ref());
        assert_eq!(status, 409);
        assert!(problem["detail"].as_str().unwrap().contains(signature.as_str().unwrap()), "{problem}");
    }
    assert_eq!(resolve(&it, &id, "completed", Some(&signature)).0, 200);
    it.check();
    assert_eq!(rig.transfers(), 1);
}

#[test]
fn what_was_given_up_too_early_is_what_the_next_payout_was_paid_by() {
    let (rig, it, id) = sent("");
    // Before there was a check, or without a way to the chain.
    it.network.sql("UPDATE payouts SET status = 'failed'");
    it.network.sql("UPDATE contribution_meta SET payout_id = NULL");
    let signature = made(&it)[0]["signature"].clone();
    drop(it);
    let it = rig.start("external");
    let (_, settled) = it.settle(json!({"node_id": "n0"}));
    let next = settled["payouts"][0]["id"].clone();
    assert_ne!(next, id);
    // Of another node it is no payment.
    it.network.register("n9", None);
    it.contribution("c9", "n9", (3600, 770_596));
    it.distribute(json!({}));
    let (_, settled) = it.settle(json!({"node_id": "n9"}));
    for _ in 0..2 {
        assert_eq!(resolve(&it, &settled["payouts"][0]["id"], "completed", Some(&signature)).0, 409);
        assert_eq!(resolve(&it, &next, "completed", Some(&signature)).0, 200);
    }
    it.check();
}

#[test]
fn what_was_confirmed_and_is_gone_is_sent_again_while_it_may_come() {
    // What is dropped three times gets through.
    let (rig, it, _) = sent("drop=100");
    it.network.sql("UPDATE payouts SET status = 'confirmed'");
    for _ in 0..4 {
        moved(&it).unwrap();
    }
    it.network.wait(60_000);
    moved(&it).unwrap();
    assert_eq!((it.statuses("payouts"), rig.transfers()), (vec!["completed".to_owned()], 1));
    it.check();
}

/// In an explorer he sees what a service that stands still does not tell.
#[test]
fn whoever_pays_by_hand_is_believed_where_the_chain_knows_nothing_or_does_not_answer() {
    for (status, faults) in [("confirmed", "drop=100"), ("review", "drop=100"), ("review", "unreachable=100")] {
        let (rig, it, id) = sent("drop=100");
        it.network.sql(&format!("UPDATE payouts SET status = '{status}'"));
        rig.chain.lock().unwrap().set_faults(Faults::parse(1, faults).unwrap());
        assert_eq!(resolve(&it, &id, "completed", Some(&json!(SIGNATURE))).0, 200, "{status} {faults}");
        rig.chain.lock().unwrap().set_faults(Faults::none());
        it.check();
    }
}

#[test]
fn what_is_not_taken_is_sent_once_more_in_the_same_run() {
    let rig = rig("");
    let it = rig.start("rpc");
    requested(&it, 1);
    drop(it);
    let (behind, sends) = (Arc::clone(&rig.chain), AtomicU32::new(0));
    let it = rig.start_over("rpc", rig.data.path(), move |body| {
        if String::from_utf8_lossy(body).contains("sendTransaction") && sends.fetch_add(1, Ordering::Relaxed) == 0 {
            return Ok(FetchReply { status: 429, headers: Vec::new(), body: Vec::new() });
        }
        answer(&behind, body)
    });
    moved(&it).unwrap();
    it.network.wait(60_000);
    assert_eq!(rig.transfers(), 1);
}

#[test]
fn while_settlement_is_halted_what_is_signed_stays() {
    let (rig, it, _) = sent("");
    it.network.sql("UPDATE payouts SET status = 'signed'");
    rig.chain.lock().unwrap().set_faults(Faults::none());
    let sent = rig.chain.lock().unwrap().calls();
    it.network.sql("INSERT INTO stats VALUES ('settlement_halted', '{}', 1)");
    moved(&it).unwrap();
    assert_eq!((it.statuses("payouts"), rig.chain.lock().unwrap().calls()), (vec!["signed".to_owned()], sent));
}

/// Between two looks that miss it there must be none that sees it, or finds that it may still come.
#[test]
fn what_was_missed_once_and_is_there_again_must_be_missed_twice_again() {
    for (faults, waited) in [("", 400), ("drop=100", 0)] {
        let (_rig, it, _) = sent(faults);
        it.network.sql("UPDATE payout_attempts SET missing_since_at = 1");
        it.network.wait(waited);
        moved(&it).unwrap();
        assert_eq!(it.network.sql("SELECT missing_since_at FROM payout_attempts"), [Value::Null], "{faults}");
        assert_eq!((it.statuses("payouts"), made(&it).as_array().unwrap().len()), (vec!["submitted".to_owned()], 1));
    }
}

/// What must never be, and is made here of two payouts: one of them has both transactions.
#[test]
fn what_was_paid_twice_halts_settlement_and_waits_for_a_human() {
    for confirmed in [false, true] {
        let rig = rig("");
        let it = rig.start("rpc");
        requested(&it, 2);
        moved(&it).unwrap();
        let [one, other] = ["n0", "n1"].map(|node| format!("(SELECT id FROM payouts WHERE node_id = '{node}')"));
        it.network.sql(&format!("UPDATE payout_attempts SET payout_id = {one}, attempt = 2 WHERE payout_id = {other}"));
        it.network.sql(&format!("UPDATE payouts SET attempt = 2 WHERE id = {one}"));
        it.network.sql("UPDATE payouts SET status = 'requested', attempt = 0 WHERE node_id = 'n1'");
        if confirmed {
            it.network.sql("UPDATE payouts SET status = 'confirmed' WHERE node_id = 'n0'");
        }
        // Another one waits to be sent, and must wait from then on.
        it.network.wait(60_000);
        it.network.sql("UPDATE payouts SET gateway = 'external' WHERE node_id = 'n1'");
        moved(&it).unwrap();
        let told = it.network.sql("SELECT status || ': ' || reason FROM payouts WHERE node_id = 'n0'");
        let Value::Text(told) = &told[0] else { panic!() };
        let ended = if confirmed { "completed: " } else { "review: " };
        assert!(told.starts_with(ended) && told.ends_with("was paid by two transactions"), "{told}");
        assert_eq!(it.network.call("GET /health", None).1["settlement_halted"], json!(true));
        it.network.sql("UPDATE payouts SET gateway = 'rpc' WHERE node_id = 'n1'");
        moved(&it).unwrap();
        assert_eq!(
            it.network.sql("SELECT status FROM payouts WHERE node_id = 'n1'"),
            [Value::Text("requested".into())]
        );
    }
}

#[test]
fn while_settlement_is_halted_what_was_lost_is_not_sent_again() {
    let (rig, it, _) = sent("drop=100");
    let asked = |it: &Books| {
        let before = rig.chain.lock().unwrap().calls();
        moved(it).unwrap();
        rig.chain.lock().unwrap().calls() - before
    };
    // How far the chain is, what it knows of the transaction, and the transaction once more.
    assert_eq!(asked(&it), 3);
    it.network.sql("INSERT INTO stats VALUES ('settlement_halted', '{}', 1)");
    assert_eq!(asked(&it), 2);
}

#[test]
fn a_transaction_that_cannot_be_made_anew_is_told_of() {
    let (rig, it, _) = sent("drop=100");
    it.network.wait(120_000);
    moved(&it).unwrap();
    drop(it);
    let behind = Arc::clone(&rig.chain);
    let it = rig.start_over("rpc", rig.data.path(), move |body| {
        if String::from_utf8_lossy(body).contains("getLatestBlockhash") {
            return Err(FetchError::Timeout);
        }
        answer(&behind, body)
    });
    it.network.wait(120_000);
    let error = moved(&it).unwrap_err();
    assert!(error.contains("getLatestBlockhash"), "{error}");
    assert_eq!(made(&it).as_array().unwrap().len(), 1);
}

/// A service that accepts calls and says nothing takes eight seconds for each.
#[test]
fn a_service_that_says_nothing_keeps_the_job_no_longer_than_its_time() {
    let rig = rig("");
    requested(&rig.start("rpc"), 50);
    let clock = rig.clock.clone();
    let it = rig.start_over("rpc", rig.data.path(), move |_| {
        clock.advance(8_000);
        Err(FetchError::Timeout)
    });
    let mut touched = Vec::new();
    for _ in 0..4 {
        let began = rig.clock.now_ms();
        assert!(moved(&it).is_err());
        let took = rig.clock.now_ms() - began;
        assert!((120_000..200_000).contains(&took), "{took}");
        it.network.wait(300_000 - took);
        touched.push(it.network.sql("SELECT count(*) FROM payouts WHERE updated_at > created_at").remove(0));
    }
    // Each run goes on with those that the last one had no time for.
    assert_eq!(touched, [16, 32, 48, 50].map(Value::Integer));
    assert_eq!(
        it.network.sql("SELECT json_extract(value, '$.ok') FROM stats WHERE name = 'cron:update_statistics'"),
        [Value::Integer(0)]
    );
}

#[test]
fn a_mock_beside_a_key_is_told_of() {
    let rig = rig("");
    let it = rig.start("mock");
    requested(&it, 1);
    moved(&it).unwrap();
    let is_told =
        |(level, line): &(Level, String)| *level == Level::Warn && line.contains("payouts are paid by nobody");
    assert!(it.network.0.logs().iter().any(is_told));
}
