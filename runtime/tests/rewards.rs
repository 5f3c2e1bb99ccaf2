//! Rewards and payouts by the service's own rules, with a clock that the test moves.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test may panic")]

mod support;

use serde_json::{Value as Json, json};
use support::books::books;
use williw_workers::d1::Value;

const WALLET: &str = "EgU63XSnnHLgxASSKtVDck7zwQLZR7Qgpzhpv9Dv16oM";
const SIGNATURE: &str = "5oDxrUSWHZmGN5fdveB7qwLHL1nPbSpWVwgaMYvTtvizcwpDHGwzc7yWmTZw9nLiGWrJ9jcGZbqp5gUBnMZ7wF4C";

fn amounts(distribution: &Json) -> Vec<u64> {
    let rewards = distribution["rewards"].as_array().unwrap();
    rewards.iter().map(|it| it["amount_lamports"].as_u64().unwrap()).collect()
}

#[test]
fn formula_amounts_are_credited_in_id_order_and_once() {
    let it = books(&[]);
    it.network.register("n", Some(WALLET));
    it.network.register("m", None);
    it.contribution("c3", "n", (60, 505_897));
    it.contribution("c1", "n", (3600, 770_596));
    it.contribution("c2", "m", (1, 20_794));
    let (status, distribution) = it.keyed("POST /api/rewards/distribute", "key-a", json!({}));
    assert_eq!(status, 200, "{distribution}");
    assert_eq!(amounts(&distribution), [1_859_125, 1_020_808, 1_507_151]);
    assert_eq!(distribution["total_lamports"], json!(4_387_084));
    assert_eq!(distribution["rewards"][0]["reward_id"], json!("rwd_c1"));
    assert_eq!(it.pending("n"), json!([3_366_276, 0, 3_366_276, false]));
    let (_, balance) = it.network.call(&format!("GET /api/rewards/balance?address={WALLET}"), None);
    assert_eq!(balance["pending_rewards_lamports"], json!(3_366_276));
    assert_eq!(balance["nodes"], json!(["n"]));
    // The same key again is the same reply; another key finds nothing more.
    assert_eq!(it.keyed("POST /api/rewards/distribute", "key-a", json!({})), (200, distribution));
    assert_eq!(it.distribute(json!({})), (200, json!({"rewards": [], "total_lamports": 0})));
    assert_eq!(it.distribute(json!({"pool_lamports": 5})).1["code"], json!("nothing_to_distribute"));
    assert_eq!(it.distribute(json!({"node_id": "nobody"})).0, 404);
    it.check();
}

#[test]
fn a_pool_is_shared_to_the_last_lamport() {
    let it = books(&[]);
    it.network.register("n", None);
    for (id, work) in [("a", (3600, 770_596)), ("b", (1, 20_794)), ("c", (60, 505_897)), ("d", (0, 0))] {
        it.contribution(id, "n", work);
    }
    let (status, distribution) = it.distribute(json!({"pool_lamports": 1_000_000_007, "limit": 3}));
    assert_eq!((status, amounts(&distribution)), (200, vec![423_772_376, 232_684_856, 343_542_775]));
    // A share of nothing is a reward of nothing, and balances.
    assert_eq!(amounts(&it.distribute(json!({"pool_lamports": 0})).1), [0]);
    it.check();
}

#[test]
fn an_amount_that_cannot_be_kept_exactly_credits_nobody() {
    let it = books(&[("BASE_REWARD_LAMPORTS", "9007199254740991")]);
    it.network.register("n", None);
    it.contribution("a", "n", (0, 0));
    assert_eq!(it.distribute(json!({})).0, 200);
    it.contribution("b", "n", (0, 0));
    let (status, problem) = it.distribute(json!({}));
    assert_eq!((status, &problem["code"]), (422, &json!("amount_out_of_range")));
    it.contribution("c", "n", (1, 0));
    assert_eq!(it.distribute(json!({"pool_lamports": 1})).1["code"], json!("amount_out_of_range"));
    assert_eq!(it.network.sql("SELECT count(*) FROM rewards"), [Value::Integer(1)]);
    it.check();
}

#[test]
fn a_payout_is_requested_sent_and_completed_by_the_mock() {
    let it = books(&[("MIN_SETTLEMENT_LAMPORTS", "1000000")]);
    it.network.register("n", Some(WALLET));
    it.network.register("poor", None);
    it.contribution("c1", "n", (3600, 770_596));
    it.contribution("c2", "n", (60, 505_897));
    it.distribute(json!({}));
    assert_eq!(it.pending("n"), json!([3_366_276, 0, 3_366_276, true]));
    let (status, settled) = it.settle(json!({}));
    assert_eq!(status, 202, "{settled}");
    let payout = &settled["payouts"][0];
    assert_eq!((&payout["amount_lamports"], &payout["status"]), (&json!(3_366_276), &json!("requested")));
    assert_eq!(
        settled["skipped"],
        json!([{"node_id": "poor", "code": "below_minimum_settlement", "available_lamports": 0}])
    );
    assert_eq!(it.pending("n"), json!([3_366_276, 3_366_276, 0, false]));
    // A payout is under way: it is what another request gets, and the wallet stays where it is.
    assert_eq!(it.settle(json!({"node_id": "n"})).1["payouts"], json!([payout]));
    assert_eq!(it.settle(json!({"node_id": "poor"})).1["code"], json!("below_minimum_settlement"));
    assert_eq!(it.network.register("n", Some(SYSTEM_NEIGHBOUR)).0, 409);
    it.check();
    it.move_payouts();
    assert_eq!(it.statuses("payouts"), ["completed"]);
    assert_eq!(it.statuses("rewards"), ["completed", "completed"]);
    assert_eq!(it.pending("n"), json!([0, 0, 0, false]));
    let (_, balance) = it.network.call(&format!("GET /api/rewards/balance?address={WALLET}"), None);
    assert_eq!(balance["total_rewards_distributed_lamports"], json!(3_366_276));
    it.check();
    let (_, list) = it.network.call("GET /api/payouts/list?node_id=n", None);
    assert_eq!(list["payouts"][0]["status"], json!("completed"));
    assert!(list["payouts"][0]["transaction_signature"].is_string());
    // What is earned later is another payout.
    it.contribution("c3", "n", (3600, 770_596));
    it.distribute(json!({}));
    let (_, settled) = it.settle(json!({"node_id": "n"}));
    assert_eq!(settled["payouts"][0]["amount_lamports"], json!(1_859_125));
    it.move_payouts();
    it.check();
}

const SYSTEM_NEIGHBOUR: &str = "TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA";

#[test]
fn the_operator_pays_by_hand_and_says_so() {
    let it = books(&[("MIN_SETTLEMENT_LAMPORTS", "1000000"), ("PAYOUT_GATEWAY", "external")]);
    for (node, id) in [("n", "c1"), ("m", "c2")] {
        it.network.register(node, None);
        it.contribution(id, node, (3600, 770_596));
    }
    it.distribute(json!({}));
    let (_, settled) = it.settle(json!({}));
    let [first, second] = [0, 1].map(|i| settled["payouts"][i]["id"].clone());
    it.move_payouts();
    assert_eq!(it.statuses("payouts"), ["requested", "requested"]);
    let report = json!({"payout_id": first, "transaction_signature": SIGNATURE});
    let (status, paid) = it.settle(report.clone());
    assert_eq!((status, &paid["payouts"][0]["status"]), (202, &json!("completed")), "{paid}");
    // Told again it is the same; of another payout, or with another transaction, it is not.
    assert_eq!(it.settle(report).0, 202);
    let (status, problem) = it.settle(json!({"payout_id": second, "transaction_signature": SIGNATURE}));
    assert_eq!((status, &problem["code"]), (409, &json!("payout_conflict")));
    let other = bs58_of([7; 64]);
    assert_eq!(it.settle(json!({"payout_id": first, "transaction_signature": other})).0, 409);
    assert_eq!(it.settle(json!({"payout_id": "pay_0", "transaction_signature": other})).0, 404);
    assert_eq!(it.settle(json!({"payout_id": first})).0, 400);
    let of_another = json!({"node_id": "m", "payout_id": second, "transaction_signature": other});
    assert_eq!(it.settle(of_another).1["code"], json!("payout_conflict"));
    it.check();
    // What he will not pay is given back.
    let failed = json!({"payout_id": second, "outcome": "failed", "reason": "a wrong address"});
    let (status, payout) = it.network.call("POST /api/payouts/resolve", Some(failed));
    assert_eq!((status, &payout["status"]), (200, &json!("failed")), "{payout}");
    assert_eq!(it.network.sql("SELECT count(*) FROM contribution_meta WHERE payout_id IS NULL"), [Value::Integer(1)]);
    it.check();
    assert_eq!(it.settle(json!({})).1["payouts"].as_array().unwrap().len(), 1);
}

fn bs58_of(bytes: [u8; 64]) -> String {
    bs58::encode(bytes).into_string()
}

#[test]
fn a_distribution_ends_before_a_time() {
    for node in [None, Some("n")] {
        let it = books(&[]);
        it.network.register("n", None);
        for (id, at) in [("a", 9), ("b", 10), ("c", 11)] {
            it.contribution(id, "n", (60, 505_897));
            it.network.sql(&format!("UPDATE contributions SET timestamp = {at} WHERE id = '{id}'"));
        }
        let mut credited = |before: u64| {
            let (_, distribution) = it.distribute(json!({"node_id": node, "before": before}));
            let ids = distribution["rewards"].as_array().unwrap().iter().map(|it| it["contribution_id"].clone());
            ids.collect::<Vec<_>>()
        };
        assert_eq!([9, 10, 11, 12].map(&mut credited), [vec![], vec![json!("a")], vec![json!("b")], vec![json!("c")]]);
    }
}

#[test]
fn a_credit_of_nothing_is_taken_back_too() {
    let it = books(&[]);
    it.network.register("n", None);
    it.contribution("a", "n", (60, 505_897));
    assert_eq!(amounts(&it.distribute(json!({"pool_lamports": 0})).1), [0]);
    let reversed = it.network.call("POST /api/rewards/reverse", Some(json!({"reward_id": "rwd_a", "reason": "r"})));
    assert_eq!((reversed.0, &reversed.1["status"]), (200, &json!("failed")));
    assert_eq!(it.network.sql("SELECT count(*) FROM ledger_entries"), [Value::Integer(0)]);
    it.check();
}

#[test]
fn a_credit_is_taken_back_while_nothing_covers_it() {
    let it = books(&[("MIN_SETTLEMENT_LAMPORTS", "1000000")]);
    it.network.register("n", None);
    it.contribution("c1", "n", (3600, 770_596));
    it.contribution("c2", "n", (60, 505_897));
    it.distribute(json!({}));
    let reverse = |id: &str| {
        it.network.call("POST /api/rewards/reverse", Some(json!({"reward_id": id, "reason": "the output was wrong"})))
    };
    let (status, reward) = reverse("rwd_c1");
    assert_eq!((status, &reward["status"]), (200, &json!("failed")), "{reward}");
    assert_eq!(reverse("rwd_c1"), (200, reward));
    assert_eq!(reverse("rwd_c9").0, 404);
    assert_eq!(it.pending("n"), json!([1_507_151, 0, 1_507_151, true]));
    it.check();
    it.settle(json!({"node_id": "n"}));
    assert_eq!(reverse("rwd_c2").1["code"], json!("reward_not_pending"));
    it.move_payouts();
    assert_eq!(reverse("rwd_c2").1["code"], json!("reward_not_pending"));
    assert_eq!(it.statuses("rewards"), ["failed", "completed"]);
    it.check();
}

#[test]
fn books_that_do_not_balance_halt_settlement_until_it_is_resumed() {
    let it = books(&[("MIN_SETTLEMENT_LAMPORTS", "1000000")]);
    it.network.register("n", None);
    it.contribution("c1", "n", (3600, 770_596));
    it.distribute(json!({}));
    // Somebody has been at the database.
    it.network.sql("UPDATE wallets SET pending_rewards_lamports = 99000000");
    let (status, problem) = it.settle(json!({"node_id": "n"}));
    assert_eq!((status, &problem["code"]), (503, &json!("settlement_halted")));
    let trouble = it.network.0.cron("health_check").unwrap_err();
    assert!(trouble.contains("node `n` has 1859125 in total, 99000000 pending and 0 distributed"), "{trouble}");
    it.network.sql("UPDATE wallets SET pending_rewards_lamports = 1859125");
    it.check();
    assert_eq!(it.network.call("GET /health", None).1["settlement_halted"], json!(true));
    assert_eq!(it.settle(json!({})).1["code"], json!("settlement_halted"));
    assert_eq!(it.network.call("POST /api/payouts/resume", None), (200, json!({"halted": false})));
    assert_eq!(it.settle(json!({})).0, 202);
    it.check();
}
