//! What becomes of payouts where the way to the chain fails, with a clock that the test moves.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test may panic")]

mod support;

use serde_json::{Value as Json, json};
use support::books::{Books, books};
use williw_workers::d1::Value;
use williw_workers::http::Method;

const WALLET: &str = "EgU63XSnnHLgxASSKtVDck7zwQLZR7Qgpzhpv9Dv16oM";

/// One node that is owed 1,859,125 lamports, and a payout of them that was requested.
fn requested(faults: &str) -> Books {
    let it = books(&[("MIN_SETTLEMENT_LAMPORTS", "1000000"), ("MOCK_GATEWAY_FAULTS", faults)]);
    it.network.register("n", None);
    it.contribution("c", "n", (3600, 770_596));
    it.distribute(json!({}));
    assert_eq!(it.settle(json!({"node_id": "n"})).0, 202);
    it
}

fn number(it: &Books, sql: &str) -> i64 {
    match it.network.sql(sql).as_slice() {
        [Value::Integer(number)] => *number,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_transaction_that_never_arrives_is_replaced_four_times_and_then_a_human_decides() {
    let it = requested("never_found=100");
    let attempts = |it: &Books| number(it, "SELECT count(*) FROM payout_attempts");
    it.move_payouts();
    assert_eq!((it.statuses("payouts"), attempts(&it)), (vec!["submitted".to_owned()], 1));
    for attempt in 1..=5 {
        // While it may still arrive, nothing but the same bytes is sent.
        it.network.wait(55_000);
        it.move_payouts();
        assert_eq!(attempts(&it), attempt);
        // Past its last height, one look is not enough, nor are two in a moment.
        it.network.wait(10_000);
        it.move_payouts();
        it.network.wait(29_000);
        it.move_payouts();
        assert_eq!((it.statuses("payouts"), attempts(&it)), (vec!["submitted".to_owned()], attempt));
        it.network.wait(1_000);
        it.move_payouts();
        it.check();
    }
    assert_eq!((it.statuses("payouts"), attempts(&it)), (vec!["review".to_owned()], 5));
    assert_eq!(number(&it, "SELECT count(DISTINCT signature) FROM payout_attempts"), 5);
    // Who decides is told what to look for on chain.
    let (_, list) = it.network.call("GET /api/payouts/list?status=review", None);
    for (n, made) in list["transactions"].as_array().unwrap().iter().enumerate() {
        assert_eq!((&made["attempt"], &made["payout_id"]), (&json!(n + 1), &list["payouts"][0]["id"]), "{list}");
        assert!(made["missing_since_at"].is_number() && made["submitted_at"].is_number(), "{list}");
        assert!(made["error"].as_str().unwrap().starts_with("not found at height "), "{list}");
    }
    let of_attempts = "SELECT group_concat(signature) FROM (SELECT signature FROM payout_attempts ORDER BY attempt)";
    let signatures: Vec<&str> =
        list["transactions"].as_array().unwrap().iter().map(|made| made["signature"].as_str().unwrap()).collect();
    assert_eq!(it.network.sql(of_attempts), [Value::Text(signatures.join(","))]);
    // The money is in flight until the human has decided.
    it.network.wait(3_600_000);
    it.move_payouts();
    assert_eq!(it.pending("n"), json!([1_859_125, 1_859_125, 0, false]));
    assert_eq!(it.settle(json!({"node_id": "n"})).1["payouts"][0]["status"], json!("review"));
    let id = it.settle(json!({})).1["payouts"][0]["id"].clone();
    let (status, payout) =
        it.network.call("POST /api/payouts/resolve", Some(json!({"payout_id": id, "outcome": "failed"})));
    assert_eq!((status, &payout["status"]), (200, &json!("failed")), "{payout}");
    it.check();
    assert_eq!(it.pending("n"), json!([1_859_125, 0, 1_859_125, true]));
    assert_eq!(it.settle(json!({"node_id": "n"})).1["payouts"][0]["status"], json!("requested"));
}

#[test]
fn a_slow_transaction_is_submitted_then_confirmed_then_completed() {
    let it = requested("slow=100");
    let mut seen = Vec::new();
    for _ in 0..8 {
        it.move_payouts();
        let now = (it.statuses("payouts").remove(0), it.statuses("rewards").remove(0));
        if seen.last() != Some(&now) {
            seen.push(now);
        }
        it.check();
        it.network.wait(10_000);
    }
    let seen: Vec<_> = seen.iter().map(|(payout, reward)| (payout.as_str(), reward.as_str())).collect();
    assert_eq!(seen, [("submitted", "pending"), ("confirmed", "confirmed"), ("completed", "completed")]);
    assert_eq!(number(&it, "SELECT count(*) FROM payout_attempts"), 1);
    assert_eq!(number(&it, "SELECT count(*) FROM rewards WHERE transaction_signature IS NOT NULL"), 1);
}

#[test]
fn a_transaction_that_fails_on_chain_gives_the_rewards_back() {
    let it = requested("failed=100");
    it.move_payouts();
    assert_eq!(it.statuses("payouts"), ["failed"]);
    assert_eq!(it.statuses("rewards"), ["pending"]);
    assert_eq!(it.pending("n"), json!([1_859_125, 0, 1_859_125, true]));
    it.check();
    let (_, list) = it.network.call("GET /api/payouts/list?status=failed", None);
    assert!(list["payouts"][0]["reason"].as_str().unwrap().contains("InstructionError"), "{list}");
    assert_eq!(it.settle(json!({})).1["payouts"][0]["status"], json!("requested"));
}

#[test]
fn an_answer_that_is_lost_changes_nothing() {
    let it = requested("unanswered=100");
    it.move_payouts();
    assert_eq!(it.statuses("payouts"), ["completed"]);
    it.check();
}

#[test]
fn while_settlement_is_halted_nothing_is_sent_and_what_was_sent_is_followed() {
    let it = requested("slow=100");
    it.move_payouts();
    it.network.register("m", None);
    it.contribution("d", "m", (3600, 770_596));
    it.distribute(json!({}));
    it.settle(json!({"node_id": "m"}));
    it.network.sql("INSERT INTO stats VALUES ('settlement_halted', '{\"halted\": true}', 1)");
    it.network.wait(50_000);
    it.move_payouts();
    let by_node = it.network.sql("SELECT node_id || ' ' || status FROM payouts ORDER BY node_id");
    assert_eq!(by_node, ["m requested", "n completed"].map(Value::from));
    it.network.call("POST /api/payouts/resume", None);
    it.move_payouts();
    assert_eq!(number(&it, "SELECT count(*) FROM payouts WHERE status = 'submitted'"), 1);
    it.check();
}

/// How a payout is ended by the operator; its status, or the problem's code.
fn resolve(it: &Books, id: &Json, outcome: &str, signature: Option<&str>) -> (u16, Json) {
    let body = json!({"payout_id": id, "outcome": outcome, "transaction_signature": signature});
    let (status, reply) = it.network.call("POST /api/payouts/resolve", Some(body));
    (status, reply.get("code").unwrap_or(&reply["status"]).clone())
}

#[test]
fn a_transaction_that_nobody_has_looked_for_in_a_day_is_not_replaced() {
    let it = requested("never_found=100");
    it.move_payouts();
    it.network.wait(25 * 3_600_000);
    it.move_payouts();
    assert_eq!(it.statuses("payouts"), ["review"]);
    assert_eq!(number(&it, "SELECT count(*) FROM payout_attempts"), 1);
    it.check();
}

const SIGNATURE: &str = "5oDxrUSWHZmGN5fdveB7qwLHL1nPbSpWVwgaMYvTtvizcwpDHGwzc7yWmTZw9nLiGWrJ9jcGZbqp5gUBnMZ7wF4C";

#[test]
fn what_was_confirmed_is_never_given_up_and_may_be_completed_by_hand() {
    let it = requested("slow=100");
    it.move_payouts();
    it.network.wait(25_000);
    it.move_payouts();
    assert_eq!(it.statuses("payouts"), ["confirmed"]);
    let id = it.settle(json!({"node_id": "n"})).1["payouts"][0]["id"].clone();
    assert_eq!(resolve(&it, &id, "failed", None).0, 409);
    assert_eq!(resolve(&it, &id, "completed", None), (400, json!("invalid_request")));
    // Its own transaction is on chain, and will be final: no other one completes it, whoever says so.
    assert_eq!(resolve(&it, &id, "completed", Some(SIGNATURE)), (409, json!("payout_conflict")));
    let own = it.network.sql("SELECT signature FROM payout_attempts").remove(0);
    let Value::Text(own) = own else { panic!("{own:?}") };
    for signature in [SIGNATURE, &own] {
        let (status, problem) = it.settle(json!({"payout_id": id, "transaction_signature": signature}));
        assert_eq!((status, &problem["code"]), (409, &json!("payout_conflict")));
    }
    assert_eq!(it.statuses("payouts"), ["confirmed"]);
    assert_eq!(resolve(&it, &id, "completed", Some(&own)), (200, json!("completed")));
    assert_eq!(resolve(&it, &id, "completed", Some(&own)), (200, json!("completed")));
    assert_eq!(resolve(&it, &id, "completed", Some(SIGNATURE)), (409, json!("payout_conflict")));
    it.check();
}

#[test]
fn a_banned_node_does_not_pay_itself() {
    let it = books(&[("MIN_SETTLEMENT_LAMPORTS", "1000000")]);
    for (node, id) in [("good", "c"), ("bad", "d")] {
        it.network.register(node, None);
        it.contribution(id, node, (3600, 770_596));
    }
    it.distribute(json!({}));
    it.network.set("bad", "banned");
    assert_eq!(it.settle_as("bad", json!({"node_id": "bad"})).1["code"], json!("node_banned"));
    assert_eq!(it.settle_as("good", json!({"node_id": "good"})).0, 202);
    let (_, settled) = it.settle(json!({}));
    assert_eq!(settled["payouts"].as_array().unwrap().len(), 1);
    assert_eq!(settled["skipped"], json!([{"node_id": "bad", "code": "node_banned", "available_lamports": 1_859_125}]));
    // The operator may all the same.
    assert_eq!(it.settle(json!({"node_id": "bad"})).0, 202);
    it.check();
}

#[test]
fn who_would_be_refused_cannot_settle() {
    let it = books(&[("MIN_SETTLEMENT_LAMPORTS", "1000000")]);
    it.network.register("n", None);
    it.contribution("c", "n", (3600, 770_596));
    it.distribute(json!({}));
    let as_node = || {
        let reply = it.network.0.fetch(Method::GET, "/api/rewards/pending?node_id=n", &[("x-node-id", "n")], "");
        serde_json::from_slice::<Json>(&reply.body).unwrap()["can_settle"].clone()
    };
    assert_eq!((as_node(), &it.pending("n")[3]), (json!(true), &json!(true)));
    it.network.set("n", "banned");
    assert_eq!((as_node(), &it.pending("n")[3]), (json!(false), &json!(true)));
    it.network.set("n", "active");
    it.network.sql("INSERT INTO stats VALUES ('settlement_halted', '{}', 1)");
    assert_eq!((as_node(), &it.pending("n")[3]), (json!(false), &json!(false)));
}

#[test]
fn while_settlement_is_halted_nothing_is_settled_nor_reported() {
    let it = books(&[("MIN_SETTLEMENT_LAMPORTS", "1000000"), ("PAYOUT_GATEWAY", "external")]);
    for node in ["n", "m"] {
        it.network.register(node, None);
        it.contribution(&format!("c-{node}"), node, (3600, 770_596));
    }
    it.distribute(json!({}));
    let id = it.settle(json!({"node_id": "n"})).1["payouts"][0]["id"].clone();
    let asked = [json!({}), json!({"node_id": "m"}), json!({"payout_id": id, "transaction_signature": SIGNATURE})];
    it.network.sql("INSERT INTO stats VALUES ('settlement_halted', '{\"halted\": true}', 1)");
    for body in &asked {
        let (status, problem) = it.settle(body.clone());
        assert_eq!((status, &problem["code"]), (503, &json!("settlement_halted")), "{body}");
    }
    it.network.call("POST /api/payouts/resume", None);
    for body in asked {
        assert_eq!(it.settle(body.clone()).0, 202, "{body}");
    }
    it.check();
}

#[test]
fn what_the_service_pays_nobody_reports() {
    let it = requested("slow=100");
    let id = it.settle(json!({"node_id": "n"})).1["payouts"][0]["id"].clone();
    for status in ["requested", "submitted"] {
        assert_eq!(it.statuses("payouts"), [status]);
        let body = json!({"payout_id": id, "outcome": "completed", "transaction_signature": SIGNATURE});
        let (code, problem) = it.network.call("POST /api/payouts/resolve", Some(body));
        assert_eq!(code, 409, "{status}");
        assert!(problem["detail"].as_str().unwrap().starts_with("the service pays it by itself"), "{problem}");
        let report = json!({"payout_id": id, "transaction_signature": SIGNATURE});
        assert_eq!(it.settle(report).1["code"], json!("payout_conflict"), "{status}");
        it.move_payouts();
    }
}

#[test]
fn what_the_service_follows_nobody_gives_up() {
    let it = requested("slow=100");
    it.move_payouts();
    let id = it.settle(json!({"node_id": "n"})).1["payouts"][0]["id"].clone();
    // However old its transaction is: nobody has looked since.
    it.network.wait(3_600_000);
    for status in ["submitted", "signed"] {
        it.network.sql(&format!("UPDATE payouts SET status = '{status}'"));
        assert_eq!(resolve(&it, &id, "failed", None), (409, json!("payout_conflict")), "{status}");
    }
    it.move_payouts();
    assert_eq!(it.statuses("payouts"), ["completed"]);
    it.check();
}

#[test]
fn a_node_sees_its_own_payouts_and_no_others() {
    let it = requested("");
    it.network.register("m", None);
    for (node, asked, status) in
        [("n", "?node_id=n", 200), ("n", "?node_id=m", 403), ("m", "?node_id=n", 403), ("n", "", 403)]
    {
        let target = format!("/api/payouts/list{asked}");
        let reply = it.network.0.fetch(Method::GET, &target, &[("x-node-id", node)], "");
        assert_eq!(reply.status.as_u16(), status, "{node} {asked}");
    }
}

#[test]
fn a_transaction_that_was_made_for_somebody_else_is_no_report() {
    let it = requested("slow=100");
    it.move_payouts();
    let mut signature = it.network.sql("SELECT signature FROM payout_attempts");
    let Value::Text(signature) = signature.remove(0) else { panic!() };
    it.network.register("m", None);
    it.contribution("d", "m", (3600, 770_596));
    it.distribute(json!({}));
    let id = it.settle(json!({"node_id": "m"})).1["payouts"][0]["id"].clone();
    it.network.sql("UPDATE payouts SET gateway = 'external' WHERE node_id = 'm'");
    let (status, problem) = it.settle(json!({"payout_id": id, "transaction_signature": signature}));
    assert_eq!((status, &problem["code"]), (409, &json!("payout_conflict")));
    assert_eq!(resolve(&it, &id, "completed", Some(&signature)), (409, json!("payout_conflict")));
}

#[test]
fn lists_end_after_five_hundred_and_say_so() {
    let it = books(&[("MIN_SETTLEMENT_LAMPORTS", "1000000"), ("MAX_NODES", "2000")]);
    let settled = |body: Json| {
        let (status, it) = it.settle(body);
        assert_eq!(status, 202, "{it}");
        let count = |list: &str| it[list].as_array().unwrap().len();
        (count("payouts"), count("skipped"), it["more"] == json!(true), it["cut"] == json!(true))
    };
    let nodes = |prefix: &str, count: u32| {
        it.network.sql(&format!(
            "WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < {count}) \
             INSERT INTO nodes SELECT '{prefix}' || n, 'a', 'k', 0, 0, 'active', '{{}}', 0, 0, 0, 0, 0 FROM s"
        ));
        it.network.sql(&format!(
            "INSERT INTO wallets SELECT id, '{WALLET}', 0, 0, 0, 0 FROM nodes WHERE id LIKE '{prefix}%'"
        ));
    };
    nodes("poor", 500);
    assert_eq!(settled(json!({})), (0, 500, false, false));
    nodes("poorer", 1);
    assert_eq!(settled(json!({})), (0, 500, false, true));
    for poor in ["UPDATE wallets SET pending_rewards_lamports = 1", "UPDATE nodes SET status = 'banned'"] {
        it.network.sql(poor);
        assert_eq!(settled(json!({})), (0, 500, false, true), "{poor}");
    }
    it.network.sql("DELETE FROM wallets");
    it.network.sql("DELETE FROM nodes");
    nodes("rich", 500);
    for n in 1..=500 {
        it.contribution(&format!("c{n}"), &format!("rich{n}"), (3600, 770_596));
    }
    it.distribute(json!({"limit": 500}));
    assert_eq!(settled(json!({})), (500, 0, false, false));
    assert_eq!(settled(json!({})), (500, 0, false, false));
    it.network.sql("UPDATE payouts SET status = 'failed'");
    it.network.sql("UPDATE contribution_meta SET payout_id = NULL");
    nodes("richer", 1);
    it.contribution("c501", "richer1", (3600, 770_596));
    it.distribute(json!({"limit": 500}));
    assert_eq!(settled(json!({})), (500, 0, true, false));
    // The last one, and those that are open.
    assert_eq!(settled(json!({})), (501, 0, false, false));
    assert_eq!(settled(json!({})), (500, 0, false, true));
}

/// Nodes that are owed so many rewards of so many lamports each.
fn owed_many(it: &Books, nodes: &[(&str, u32, u32)]) {
    for (node, rewards, lamports) in nodes {
        it.network.register(node, None);
        let all = format!("WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < {rewards})");
        let id = format!("printf('{node}-%05d', n)");
        for sql in [
            format!(
                "INSERT INTO contributions {all} SELECT {id}, '{node}', 't-' || {id}, 0, 1, 1, NULL, NULL, NULL, 5 FROM s"
            ),
            format!(
                "INSERT INTO contribution_meta (contribution_id, node_id, task_id, lease_id, status, score_micro, \
                 claimed_duration_seconds, request_sha256) {all} SELECT {id}, '{node}', 't-' || {id}, 'l', 'rewarded', 0, \
                 1, zeroblob(32) FROM s"
            ),
            format!("INSERT INTO rewards {all} SELECT 'rwd_' || {id}, '{node}', {lamports}, 'pending', 5, NULL FROM s"),
            format!(
                "INSERT INTO ledger_entries {all} SELECT 'rwd_' || {id}, 'node:{node}', '{node}', {lamports}, 'credit', 5 \
                 FROM s"
            ),
            format!(
                "INSERT INTO ledger_entries {all} SELECT 'rwd_' || {id}, 'treasury', NULL, -{lamports}, 'credit', 5 FROM s"
            ),
            format!("UPDATE wallets SET pending_rewards_lamports = {rewards} * {lamports} WHERE node_id = '{node}'"),
            format!(
                "UPDATE nodes SET contribution_count = {rewards}, total_rewards_lamports = {rewards} * {lamports} \
                 WHERE id = '{node}'"
            ),
        ] {
            it.network.sql(&sql);
        }
    }
}

/// One batch must not grow with what a node has done since it was last paid.
#[test]
fn more_rewards_than_a_batch_can_hold_are_paid_in_parts() {
    let it = books(&[("MIN_SETTLEMENT_LAMPORTS", "1000000")]);
    owed_many(&it, &[("many", 50_007, 1_000), ("some", 49_990, 100), ("few", 11, 200_000), ("two", 2, 1_000_000)]);
    // Of who is paid: node, lamports and rewards.
    let settled = |body: Json| {
        let (status, settled) = it.settle(body);
        assert_eq!(status, 202, "{settled}");
        let open = it.network.sql(
            "SELECT node_id || ' ' || amount_lamports || ' ' || (SELECT count(*) FROM contribution_meta WHERE payout_id = payouts.id) \
             FROM payouts WHERE status = 'requested' ORDER BY amount_lamports DESC",
        );
        let open: Vec<String> =
            open.into_iter().map(|cell| if let Value::Text(text) = cell { text } else { panic!("{cell:?}") }).collect();
        (open, settled["more"].clone())
    };
    let many = || "many 50000000 50000".to_owned();
    assert_eq!(settled(json!({})), (vec![many()], json!(true)));
    it.check();
    let (some, few) = ("some 4999000 49990".to_owned(), "few 2200000 11".to_owned());
    // One more would be too many.
    assert_eq!(settled(json!({})), (vec![many(), some.clone()], json!(true)));
    let two = "two 2000000 2".to_owned();
    assert_eq!(settled(json!({})), (vec![many(), some, few, two], json!(false)));
    it.move_payouts();
    it.check();
    assert_eq!(it.pending("many"), json!([7_000, 0, 7_000, false]));
    assert_eq!(it.settle(json!({"node_id": "many"})).1["code"], json!("below_minimum_settlement"));
}

/// Nor may what is worth nothing keep others waiting.
#[test]
fn a_part_that_is_too_little_is_not_paid() {
    let it = books(&[("MIN_SETTLEMENT_LAMPORTS", "1000000")]);
    owed_many(&it, &[("crumbs", 50_001, 1), ("other", 1, 1_000_000)]);
    it.network.sql("UPDATE rewards SET amount_lamports = 1000001 WHERE id = 'rwd_crumbs-50001'");
    it.network.sql("UPDATE wallets SET pending_rewards_lamports = 1050001 WHERE node_id = 'crumbs'");
    let (_, settled) = it.settle(json!({}));
    assert_eq!(settled["payouts"][0]["node_id"], json!("other"), "{settled}");
    assert_eq!(
        settled["skipped"],
        json!([{"node_id": "crumbs", "code": "below_minimum_settlement", "available_lamports": 1_050_001}])
    );
    let (_, problem) = it.settle(json!({"node_id": "crumbs"}));
    assert_eq!(problem["code"], json!("below_minimum_settlement"));
    assert!(problem["detail"].as_str().unwrap().contains("first 50000 rewards come to 50000 lamports"), "{problem}");
}

#[test]
fn a_wallet_that_does_not_balance_keeps_nobody_else_waiting() {
    let it = books(&[("MIN_SETTLEMENT_LAMPORTS", "1000000")]);
    for (node, id) in [("good", "c"), ("bad", "d")] {
        it.network.register(node, None);
        it.contribution(id, node, (3600, 770_596));
    }
    it.distribute(json!({}));
    it.network.sql("UPDATE wallets SET pending_rewards_lamports = 2000000 WHERE node_id = 'bad'");
    let (status, settled) = it.settle(json!({}));
    assert_eq!(status, 202, "{settled}");
    assert_eq!(settled["payouts"][0]["node_id"], json!("good"));
    assert_eq!(
        settled["skipped"],
        json!([{"node_id": "bad", "code": "books_unbalanced", "available_lamports": 2_000_000}])
    );
    assert_eq!(it.settle(json!({"node_id": "bad"})).1["code"], json!("settlement_halted"));
}

#[test]
fn a_node_without_a_wallet_halts_settlement() {
    let it = books(&[]);
    it.network.register("n", None);
    it.network.sql("DELETE FROM wallets");
    assert!(it.network.0.cron("health_check").unwrap_err().contains("node `n` has no wallet"));
    assert_eq!(it.network.call("GET /health", None).1["settlement_halted"], json!(true));
}
