//! What was read before a write may be old by the time of the write. So each batch of money begins with a gate, which is
//! tried here with what is old in each of its ways: it must fail, and with it its batch; or change nothing.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test may panic")]

mod support;

use serde_json::json;
use support::books::{Books, books};
use williw::app::queries;
use williw::app::types::{PayoutGateway, PayoutId, PayoutStatus, RewardId, TransactionSignature};
use williw_workers::Timestamp;
use williw_workers::d1::{Bound, D1Error, Value};

const NOW: Timestamp = Timestamp::from_millis(1_767_225_600_000);
/// What two contributions of an hour earn.
const OWED: i64 = 2 * 1_859_125;

/// A node that is owed the rewards of `a` and `b`.
fn owed() -> Books {
    let it = books(&[("MIN_SETTLEMENT_LAMPORTS", "1000000")]);
    it.network.register("n", None);
    for id in ["a", "b"] {
        it.contribution(id, "n", (3600, 770_596));
    }
    assert_eq!(it.distribute(json!({})).0, 200);
    it
}

/// The same with a payout of them that was requested.
fn asked() -> (Books, PayoutId) {
    let it = owed();
    let (_, settled) = it.settle(json!({"node_id": "n"}));
    let id = PayoutId::parse(settled["payouts"][0]["id"].as_str().unwrap()).unwrap();
    (it, id)
}

/// Runs a statement by itself; how many rows it changed.
fn run(it: &Books, bound: &Bound) -> Result<i64, D1Error> {
    it.network.0.sql("DB", bound.sql.to_string(), bound.params.clone()).map(|result| result.meta.changes as i64)
}

#[track_caller]
fn refused(it: &Books, bound: &Bound, why: &str) {
    match run(it, bound) {
        Err(D1Error::NotNull { .. } | D1Error::Unique { .. }) => {}
        other => panic!("{why}: {other:?}"),
    }
}

fn wallet(it: &Books) -> String {
    match it.network.sql("SELECT wallet_address FROM wallets").remove(0) {
        Value::Text(text) => text,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_payout_is_made_of_what_is_owed_at_that_moment() {
    let plan = |wallet: &str, lamports: i64| {
        let plan = json!([["pay_00000000000000000000000000000001", "n", wallet, lamports]]).to_string();
        (queries::insert_payouts(100, &PayoutGateway::Mock, NOW, &plan), queries::claim_rewards(&plan, 100))
    };
    let meanwhile = [
        ("another wallet", "UPDATE wallets SET wallet_address = 'TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA'"),
        ("less in the wallet", "UPDATE wallets SET pending_rewards_lamports = pending_rewards_lamports - 1"),
        ("more in the wallet", "UPDATE wallets SET pending_rewards_lamports = pending_rewards_lamports + 1"),
        ("no wallet", "DELETE FROM wallets"),
        ("a reward taken back", "UPDATE rewards SET status = 'failed' WHERE id = 'rwd_a'"),
        (
            "a contribution rejected",
            "UPDATE contribution_meta SET status = 'rejected', rejection = '' WHERE contribution_id = 'a'",
        ),
        ("a halt", "INSERT INTO stats VALUES ('settlement_halted', '{}', 1)"),
    ];
    for (why, sql) in meanwhile {
        let it = owed();
        let (insert, _) = plan(&wallet(&it), OWED);
        it.network.sql(sql);
        refused(&it, insert.bound(), why);
        assert_eq!(it.network.sql("SELECT count(*) FROM payouts"), [Value::Integer(0)], "{why}");
    }
    let (it, _) = asked();
    let (insert, _) = plan(&wallet(&it), OWED);
    refused(&it, insert.bound(), "a payout is open");
    let it = owed();
    refused(&it, plan(&wallet(&it), OWED + 1).0.bound(), "more than is owed");
    let (insert, claim) = plan(&wallet(&it), OWED);
    assert_eq!(run(&it, insert.bound()), Ok(1));
    // Neither what another payout covers nor what earns nothing.
    it.network.sql(
        "INSERT INTO payouts (id, node_id, wallet_address, amount_lamports, status, gateway, created_at, updated_at) \
         VALUES ('other', 'n', 'w', 1, 'failed', 'mock', 1, 1)",
    );
    for (sql, claimed) in [
        ("UPDATE contribution_meta SET payout_id = 'other' WHERE contribution_id = 'a'", 1),
        ("UPDATE contribution_meta SET payout_id = NULL", 2),
        (
            "UPDATE contribution_meta SET payout_id = NULL, status = 'rejected', rejection = '' WHERE contribution_id = 'a'",
            0,
        ),
    ] {
        it.network.sql(sql);
        assert_eq!(run(&it, claim.bound()), Ok(claimed), "{sql}");
    }
}

#[test]
fn a_part_of_what_is_owed_is_what_the_first_rewards_come_to() {
    let part = OWED / 2;
    for (why, lamports, is_part, pending, fits) in [
        ("the first", part, true, OWED, true),
        ("it says that it is all", part, false, OWED, false),
        ("more than the first come to", part + 1, true, OWED, false),
        ("less than the first come to", part - 1, true, OWED, false),
        ("the wallet has less", part, true, part - 1, false),
        ("the wallet has just that", part, true, part, true),
    ] {
        let it = owed();
        it.network.sql(&format!("UPDATE wallets SET pending_rewards_lamports = {pending}"));
        let plan = json!([["pay_00000000000000000000000000000001", "n", wallet(&it), lamports, is_part]]).to_string();
        let insert = queries::insert_payouts(1, &PayoutGateway::Mock, NOW, &plan);
        if !fits {
            refused(&it, insert.bound(), why);
            continue;
        }
        assert_eq!(run(&it, insert.bound()), Ok(1), "{why}");
        assert_eq!(run(&it, queries::claim_rewards(&plan, 1).bound()), Ok(1));
        let claimed = it.network.sql("SELECT contribution_id FROM contribution_meta WHERE payout_id IS NOT NULL");
        assert_eq!(claimed, [Value::Text("a".into())], "{why}");
    }
}

#[test]
fn a_credit_is_given_for_what_waits_for_it() {
    for (status, refuses) in [("verified", false), ("recorded", true), ("rejected", true), ("rewarded", true)] {
        let it = books(&[]);
        it.network.register("n", None);
        it.contribution("a", "n", (3600, 770_596));
        it.network.sql(&format!("UPDATE contribution_meta SET status = '{status}', rejection = ''"));
        let plan = json!([["a", "n", 7]]).to_string();
        let insert = queries::insert_rewards(NOW, &plan);
        if refuses {
            refused(&it, insert.bound(), status);
        } else {
            assert_eq!(run(&it, insert.bound()), Ok(1));
            refused(&it, insert.bound(), "it is there");
        }
        let gone = json!([["gone", "n", 7]]).to_string();
        refused(&it, queries::insert_rewards(NOW, &gone).bound(), "no contribution");
    }
}

#[test]
fn a_payout_moves_from_where_it_is() {
    use PayoutStatus::{Completed, Confirmed, Requested, Review, Signed, Submitted};
    let signature = "5oDxrUSWHZmGN5fdveB7qwLHL1nPbSpWVwgaMYvTtvizcwpDHGwzc7yWmTZw9nLiGWrJ9jcGZbqp5gUBnMZ7wF4C";
    let signature = TransactionSignature::parse(signature).unwrap();
    let (it, id) = asked();
    let steps = [
        ("from elsewhere", queries::move_payout(&Submitted, 0, &Confirmed, None, NOW, &id)),
        ("of another attempt", queries::move_payout(&Requested, 1, &Signed, None, NOW, &id)),
        ("started elsewhere", queries::start_attempt(&Submitted, 1, &Submitted, NOW, &id)),
        ("started twice", queries::start_attempt(&Requested, 2, &Signed, NOW, &id)),
        ("started again", queries::start_attempt(&Requested, 0, &Signed, NOW, &id)),
        ("completed elsewhere", queries::complete_payout(&Confirmed, &signature, NOW, None, &id)),
        ("completed by a human elsewhere", queries::complete_payout(&Review, &signature, NOW, None, &id)),
    ];
    for (why, step) in &steps {
        refused(&it, step.bound(), why);
    }
    it.network.sql("INSERT INTO stats VALUES ('settlement_halted', '{}', 1)");
    let start = queries::start_attempt(&Requested, 1, &Signed, NOW, &id);
    refused(&it, start.bound(), "while settlement is halted nothing is signed");
    it.network.sql("DELETE FROM stats WHERE name = 'settlement_halted'");
    assert_eq!(run(&it, start.bound()), Ok(1));
    refused(&it, start.bound(), "it was started");
    refused(&it, queries::send_payout(0, NOW, &id).bound(), "sent in another attempt");
    let send = queries::send_payout(1, NOW, &id);
    it.network.sql("INSERT INTO stats VALUES ('settlement_halted', '{}', 1)");
    refused(&it, send.bound(), "while settlement is halted nothing is sent");
    it.network.sql("DELETE FROM stats WHERE name = 'settlement_halted'");
    assert_eq!(run(&it, send.bound()), Ok(1));
    refused(&it, send.bound(), "it was sent");
    assert_eq!(run(&it, queries::move_payout(&Submitted, 1, &Confirmed, None, NOW, &id).bound()), Ok(1));
    let complete = queries::complete_payout(&Confirmed, &signature, NOW, None, &id);
    assert_eq!(run(&it, complete.bound()), Ok(1));
    refused(&it, complete.bound(), "it is paid");
    refused(&it, queries::move_payout(&Completed, 0, &Requested, None, NOW, &id).bound(), "another attempt");
}

#[test]
fn rewards_follow_their_payout_and_what_was_taken_back_stays_so() {
    let signature = "5oDxrUSWHZmGN5fdveB7qwLHL1nPbSpWVwgaMYvTtvizcwpDHGwzc7yWmTZw9nLiGWrJ9jcGZbqp5gUBnMZ7wF4C";
    let signature = TransactionSignature::parse(signature).unwrap();
    let (it, id) = asked();
    let (confirm, complete) = (queries::confirm_rewards(&id), queries::complete_rewards(&signature, &id));
    let statuses = || it.statuses("rewards");
    for (before, confirmed, completed) in [
        ("pending", "confirmed", "completed"),
        ("confirmed", "confirmed", "completed"),
        ("completed", "completed", "completed"),
        ("failed", "failed", "failed"),
    ] {
        let start = format!("UPDATE rewards SET status = '{before}', transaction_signature = 's' WHERE id = 'rwd_a'");
        it.network.sql(&start.replace("WHERE id = 'rwd_a'", ""));
        run(&it, confirm.bound()).unwrap();
        assert_eq!(statuses(), [confirmed, confirmed], "{before}");
        it.network.sql(&start);
        run(&it, complete.bound()).unwrap();
        assert_eq!(statuses()[0], completed, "{before}");
    }
}

#[test]
fn a_credit_is_taken_back_where_nothing_covers_it() {
    let reward = RewardId::parse("rwd_a").unwrap();
    let fail = queries::fail_reward(&reward);
    let it = owed();
    for status in ["confirmed", "completed", "failed"] {
        it.network
            .sql(&format!("UPDATE rewards SET status = '{status}', transaction_signature = 's' WHERE id = 'rwd_a'"));
        refused(&it, fail.bound(), status);
    }
    let (covered, _) = asked();
    refused(&covered, fail.bound(), "a payout covers it");
    let it = owed();
    it.network.sql("UPDATE contribution_meta SET status = 'rejected', rejection = ''");
    refused(&it, fail.bound(), "its contribution earns nothing");
    let it = owed();
    assert_eq!(run(&it, fail.bound()), Ok(1));
    refused(&it, fail.bound(), "it was taken back");
    // And only what has earned is rejected.
    let reject = queries::reject_rewarded("no", &reward);
    assert_eq!(run(&it, reject.bound()), Ok(1));
    it.network.sql("UPDATE contribution_meta SET status = 'verified', rejection = NULL");
    assert_eq!(run(&it, reject.bound()), Ok(0));
}
