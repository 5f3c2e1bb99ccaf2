//! The cron jobs with a moved clock: days pass in milliseconds.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test may panic")]

mod support;

use serde_json::{Value as Json, json};
use support::books::books;
use support::{Network, network_of};
use williw_embedded::Host;
use williw_embedded::testing::{Faults, Seam};
use williw_workers::d1::Value;
use williw_workers::driver::Host as _;
use williw_workers::kv::{KvList, KvPut};

const MINUTE: u64 = 60_000;
const DAY: u64 = 24 * 60 * MINUTE;

fn network() -> Network {
    network_of(Host::in_memory())
}

/// Moves the clock, and runs one job then: days of all of them would take long.
#[track_caller]
fn later(network: &Network, millis: u64, job: &str) {
    network.wait(millis);
    assert_eq!(network.0.cron(job), Ok(()));
}

/// A document of `stats`.
#[track_caller]
fn stat(network: &Network, name: &str) -> Json {
    match network.sql(&format!("SELECT value FROM stats WHERE name = '{name}'")).as_slice() {
        [Value::Text(text)] => serde_json::from_str(text).unwrap(),
        _ => Json::Null,
    }
}

fn status(network: &Network, id: &str) -> String {
    match network.sql(&format!("SELECT status FROM nodes WHERE id = '{id}'")).as_slice() {
        [Value::Text(status)] => status.clone(),
        _ => "gone".to_owned(),
    }
}

#[test]
fn silence_pause_and_absence_run_their_course() {
    let network = network();
    for id in ["active", "busy", "paused", "banned", "history"] {
        network.register(id, None);
    }
    for id in ["busy", "paused", "banned"] {
        network.set(id, id);
    }
    network.sql("INSERT INTO contributions VALUES ('c', 'history', 't', 0.5, 1, 1, NULL, NULL, NULL, 1)");
    let all = |network: &Network| ["active", "busy", "paused", "banned", "history"].map(|id| status(network, id));
    for (waited, statuses) in [
        (5 * MINUTE, ["active", "busy", "paused", "banned", "active"]),
        (1, ["offline", "offline", "paused", "banned", "offline"]),
        (DAY - 5 * MINUTE - 1, ["offline", "offline", "paused", "banned", "offline"]),
        (1, ["offline", "offline", "offline", "banned", "offline"]),
        // Seven days are counted from when it was found to be offline.
        (6 * DAY + 5 * MINUTE, ["offline", "offline", "offline", "banned", "offline"]),
        (1, ["gone", "gone", "offline", "banned", "retired"]),
        (DAY - 5 * MINUTE - 1, ["gone", "gone", "offline", "banned", "retired"]),
        (1, ["gone", "gone", "gone", "banned", "retired"]),
        (30 * DAY, ["gone", "gone", "gone", "banned", "retired"]),
    ] {
        later(&network, waited, "cleanup_expired_nodes");
        assert_eq!(all(&network), statuses, "{waited}");
    }
    assert_eq!(network.sql("SELECT count(*) FROM wallets"), [Value::Integer(2)]);
}

#[test]
fn who_was_banned_or_paused_for_long_is_offline_for_as_long_as_anybody_then() {
    let network = network();
    let ids = ["lifted", "sent-away", "rested"];
    ids.iter().for_each(|id| drop(network.register(id, None)));
    for (id, status) in ids.iter().zip(["banned", "banned", "paused"]) {
        network.set(id, status);
    }
    network.wait(8 * DAY);
    network.set("lifted", "active");
    network.set("sent-away", "offline");
    for waited in [0, 0, 7 * DAY] {
        later(&network, waited, "cleanup_expired_nodes");
        assert_eq!(ids.map(|id| status(&network, id)), ["offline"; 3], "{waited}");
    }
    later(&network, 1, "cleanup_expired_nodes");
    assert_eq!(ids.map(|id| status(&network, id)), ["gone"; 3]);
}

#[test]
fn what_is_credited_to_a_node_that_is_gone_keeps_it_no_longer() {
    let it = books(&[]);
    let network = &it.network;
    network.register("n", None);
    later(network, 5 * MINUTE + 1, "cleanup_expired_nodes");
    assert_eq!(status(network, "n"), "offline");
    for day in 1..=7 {
        network.wait(DAY);
        let id = format!("c{day}");
        it.contribution(&id, "n", (3600, 770_596));
        assert_eq!(it.distribute(json!({})).0, 200);
        let reward = json!({"reward_id": format!("rwd_{id}"), "reason": "a test"});
        assert_eq!(network.call("POST /api/rewards/reverse", Some(reward)).0, 200);
        // Said again, it is since when it was.
        assert_eq!(network.set("n", "offline"), 200);
        later(network, 0, "cleanup_expired_nodes");
        assert_eq!(status(network, "n"), "offline", "{day}");
    }
    later(network, 1, "cleanup_expired_nodes");
    assert_eq!(status(network, "n"), "retired");
}

#[test]
fn the_ledger_and_what_a_payout_covers_are_looked_into() {
    let wrong = [
        ("DELETE FROM ledger_entries WHERE kind = 'payout'", "distributed and 0 by the ledger"),
        (
            "INSERT INTO ledger_entries SELECT 'again', account, node_id, delta_lamports, kind, 1 FROM ledger_entries \
             WHERE kind = 'payout'",
            "distributed and 3718250 by the ledger",
        ),
        ("UPDATE contribution_meta SET payout_id = NULL WHERE contribution_id = 'd'", "in flight, for rewards of 0"),
        (
            "UPDATE payouts SET amount_lamports = amount_lamports - 1 WHERE status = 'requested'",
            "in flight, for rewards of",
        ),
        ("UPDATE rewards SET status = 'confirmed' WHERE id = 'rwd_d'", "rewards that no payout has paid"),
        ("UPDATE contribution_meta SET status = 'verified' WHERE contribution_id = 'c'", "that wait for a reward"),
        // A sum beyond all amounts is no number that could be compared.
        (
            "INSERT INTO ledger_entries SELECT 'big', value, NULL, 9007199254740991, 'credit', 1 \
             FROM json_each('[\"treasury\", \"chain\"]')",
            "cannot be read",
        ),
        (
            "INSERT INTO ledger_entries SELECT 'big' || value, 'node:n', 'n', 9007199254740991, 'credit', 1 \
             FROM json_each('[1, 2]')",
            "cannot be read",
        ),
    ];
    for (sql, what) in wrong {
        let it = books(&[("MIN_SETTLEMENT_LAMPORTS", "1000000")]);
        it.network.register("n", None);
        it.contribution("c", "n", (3600, 770_596));
        it.distribute(json!({}));
        it.settle(json!({}));
        it.move_payouts();
        it.contribution("d", "n", (3600, 770_596));
        it.distribute(json!({}));
        it.settle(json!({}));
        it.check();
        assert_eq!(it.pending("n"), json!([1_859_125, 1_859_125, 0, false]));
        it.network.sql("DROP TRIGGER ledger_entries_never_go");
        it.network.sql(sql);
        let found = it.network.0.cron("health_check").unwrap_err();
        assert!(found.contains(what), "{found}");
        assert_eq!(it.network.call("GET /health", None).1["settlement_halted"], json!(true));
    }
}

#[test]
fn what_a_job_has_used_is_told() {
    let network = network();
    network.register("n", None);
    later(&network, 0, "update_statistics");
    let logs = network.0.logs();
    let lines: Vec<Json> = logs.iter().filter_map(|(_, line)| serde_json::from_str(line).ok()).collect();
    let told = lines.iter().find(|line| line["job"] == json!("update_statistics")).unwrap();
    assert_eq!(told["ok"], json!(true));
    assert!(
        told["d1_calls"].as_u64().unwrap() >= 4 && told["d1_queries"].as_u64() > told["d1_calls"].as_u64(),
        "{told}"
    );
    assert!(told["request_id"].as_str().is_some_and(|id| id.len() == 32) && told["ms"].is_number(), "{told}");
}

#[test]
fn who_comes_back_or_is_banned_meanwhile_stays() {
    let network = network();
    let ids = ["a", "back", "banned", "touched"];
    ids.iter().for_each(|id| drop(network.register(id, None)));
    network.sql("UPDATE nodes SET status = 'offline'");
    network.sql("INSERT INTO contributions VALUES ('c', 'touched', 't', 0.5, 1, 1, NULL, NULL, NULL, 1)");
    // What others do between the job's looking and its deleting.
    network.sql(
        "CREATE TRIGGER meanwhile AFTER DELETE ON nodes WHEN old.id = 'a' BEGIN \
         UPDATE nodes SET status = 'active', last_active_at = 1767225600000 + 7 * 86400000 + 1 WHERE id = 'back'; \
         UPDATE nodes SET status = 'banned' WHERE id = 'banned'; \
         UPDATE nodes SET status = 'active', last_active_at = 1767225600000 + 7 * 86400000 + 1 WHERE id = 'touched'; END",
    );
    later(&network, 7 * DAY + 1, "cleanup_expired_nodes");
    assert_eq!(ids.map(|id| status(&network, id)), ["gone", "active", "banned", "active"]);
    assert_eq!(network.sql("SELECT count(*) FROM wallets"), [Value::Integer(3)]);
    assert_eq!(stat(&network, "cron:cleanup_expired_nodes")["handled"], json!(1));
}

#[test]
fn an_hour_of_jobs_leaves_its_outcomes() {
    let network = network();
    network.register("n", None);
    network.0.advance(60 * MINUTE);
    for job in ["cleanup_expired_nodes", "cleanup_expired_kv_entries", "update_statistics", "health_check"] {
        let outcome = stat(&network, &format!("cron:{job}"));
        assert_eq!(outcome["ok"], json!(true), "{job}: {outcome}");
        assert_eq!(outcome["scheduled_at"], json!(1_767_225_600_000_u64 + 60 * MINUTE), "{job}");
        assert_eq!(outcome.get("running_since"), None, "{job}");
    }
    assert_eq!(stat(&network, "total_nodes"), json!(1));
    assert_eq!(stat(&network, "active_nodes"), json!(0));
    assert_eq!(stat(&network, "health"), json!({"db": null, "kv": null, "objects": null, "gateway": null}));
}

#[test]
fn totals_beyond_the_largest_amount_keep_nobody_from_being_paid() {
    const MAX: i64 = 9_007_199_254_740_991;
    let network = network();
    for id in ["a", "b"] {
        network.register(id, None);
    }
    network.sql(&format!("UPDATE wallets SET pending_rewards_lamports = {MAX}"));
    network.sql(
        "INSERT INTO payouts (id, node_id, wallet_address, amount_lamports, gateway, created_at, updated_at) \
         VALUES ('p', 'a', 'EgU63XSnnHLgxASSKtVDck7zwQLZR7Qgpzhpv9Dv16oM', 1, 'mock', 1, 1)",
    );
    network.0.cron("update_statistics").unwrap();
    assert_eq!(stat(&network, "cron:update_statistics")["ok"], json!(true));
    assert_eq!(stat(&network, "pending_lamports"), json!(MAX));
    assert_eq!(network.sql("SELECT status FROM payouts"), [Value::Text("completed".into())]);
}

#[test]
fn one_jobs_failure_is_its_own() {
    let faults = Faults::new();
    let network = network_of(Host::in_memory().faults(&faults));
    faults.refuse(Seam::Kv, u32::MAX);
    network.0.advance(5 * MINUTE);
    assert_eq!(stat(&network, "cron:cleanup_expired_nodes")["ok"], json!(true));
    assert_eq!(stat(&network, "cron:update_statistics")["ok"], json!(true));
    let proofs = stat(&network, "cron:cleanup_expired_kv_entries");
    assert_eq!((&proofs["ok"], proofs["error"].is_string()), (&json!(false), true));
    let health = stat(&network, "cron:health_check");
    assert!(health["error"].as_str().unwrap().starts_with("kv: "), "{health}");
    faults.refuse(Seam::Kv, 0);
    assert_eq!(network.0.cron("health_check"), Ok(()));
    assert_eq!(stat(&network, "cron:health_check")["ok"], json!(true));
}

#[test]
fn a_job_that_runs_keeps_others_away_until_it_is_given_up() {
    let network = network();
    let running = r#"{"ok": true, "handled": 0, "scheduled_at": 1, "running_since": 1767225720000}"#;
    network.sql(&format!("INSERT INTO stats VALUES ('cron:update_statistics', '{running}', 1)"));
    network.0.advance(5 * MINUTE);
    assert_eq!(stat(&network, "total_nodes"), Json::Null);
    network.0.advance(5 * MINUTE);
    assert_eq!(stat(&network, "total_nodes"), json!(0));
    // One that died at the beginning of its run keeps the next one no longer than until its time.
    let died = running.replace("1767225720000", "1767226200000");
    network.sql(&format!("UPDATE stats SET value = '{died}' WHERE name = 'cron:update_statistics'"));
    network.sql("DELETE FROM stats WHERE name = 'total_nodes'");
    network.0.advance(5 * MINUTE);
    assert_eq!(stat(&network, "total_nodes"), json!(0));
}

#[test]
fn lost_leases_go_back_to_the_queue() {
    let network = network();
    for id in ["late", "absent", "here"] {
        network.register(id, None);
    }
    let task = |id: &str, node: &str, attempt: u32, expires: u64, deadline: u64| {
        let start = 1_767_225_600_000_u64;
        network.sql(&format!(
            "INSERT INTO tasks (id, task_type, params, scheduled_at, status, attempt, node_id, lease_id, assigned_at, \
             lease_expires_at, deadline_at, request_sha256, created_at, updated_at) VALUES ('{id}', 'training', '{{}}', \
             0, 'running', {attempt}, '{node}', 'lease-{id}', {start}, {}, {}, zeroblob(32), 0, 0)",
            start + expires,
            start + deadline
        ));
    };
    task("again", "late", 2, MINUTE, 60 * MINUTE);
    task("never", "gone", 3, MINUTE, 60 * MINUTE);
    task("timed-out", "gone-too", 3, MINUTE, MINUTE);
    task("left", "absent", 1, 59 * MINUTE, 60 * MINUTE);
    task("held", "here", 1, 59 * MINUTE, 60 * MINUTE);
    for _ in 0..10 {
        network.0.advance(MINUTE);
        network.beat("here", None);
    }
    let row = |id: &str| {
        let sql = format!("SELECT status, scheduled_at, failed_nodes, error FROM tasks WHERE id = '{id}'");
        let cells = network.sql(&sql);
        cells
            .into_iter()
            .map(|cell| match cell {
                Value::Text(text) => text,
                Value::Integer(n) => n.to_string(),
                _ => "-".to_owned(),
            })
            .collect::<Vec<_>>()
            .join(" ")
    };
    let at = |ms: u64| (1_767_225_600_000 + ms).to_string();
    assert_eq!(row("again"), format!("pending {} [\"late\"] -", at(5 * MINUTE + 10_000)));
    assert_eq!(row("never"), "failed 0 [\"gone\"] attempts_exhausted");
    assert_eq!(row("timed-out"), "failed 0 [\"gone-too\"] timeout");
    assert_eq!(row("left"), format!("pending {} [\"absent\"] -", at(10 * MINUTE + 5_000)));
    assert_eq!(row("held"), "running 0 [] -");
}

#[test]
fn what_is_kept_for_a_while_goes() {
    let network = network();
    network.sql("INSERT INTO idempotency_keys VALUES ('s', 'old', zeroblob(32), 200, '{}', 1767225600000)");
    network.wait(6 * DAY);
    network.sql("INSERT INTO idempotency_keys VALUES ('s', 'new', zeroblob(32), 200, '{}', 1767744000000)");
    later(&network, DAY, "cleanup_expired_kv_entries");
    assert_eq!(network.sql("SELECT count(*) FROM idempotency_keys"), [Value::Integer(2)]);
    later(&network, 1, "cleanup_expired_kv_entries");
    let kept = network.sql("SELECT idempotency_key FROM idempotency_keys");
    assert_eq!(kept, [Value::Text("new".into())]);
}

#[test]
fn a_thousand_things_go_in_a_run_and_the_next_one_goes_on() {
    let network = network();
    let proofs = network.0.host().kv("PROOFS_STORE").unwrap();
    // Written without a lifetime: some long ago, behind many that were not.
    let put = |id: &str, verified_at: u64| {
        let proof =
            json!({"scheme": "s", "statement": "", "proof": "", "verdict": "valid", "verified_at": verified_at});
        let put = KvPut { value: proof.to_string().into_bytes(), expiry: None, metadata: None };
        network.0.block_on(proofs.put(&format!("proof:{id}"), put)).unwrap();
    };
    let now = 1_767_225_600_000 + 91 * DAY;
    (0..650).for_each(|n| put(&format!("new-{n:03}"), now));
    (0..30).for_each(|n| put(&format!("old-{n}"), 1_767_225_600_000));
    // And one that nobody can read, in front of all of them.
    let unreadable = KvPut { value: b"{}".to_vec(), expiry: None, metadata: None };
    network.0.block_on(proofs.put("proof:a", unreadable)).unwrap();
    network.sql(
        "WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 1980) \
         INSERT INTO idempotency_keys SELECT 's', n, zeroblob(32), 200, '{}', 0 FROM n",
    );
    network.wait(91 * DAY);
    let mut handled = Vec::new();
    for _ in 0..5 {
        later(&network, 5 * MINUTE, "cleanup_expired_kv_entries");
        handled.push(stat(&network, "cron:cleanup_expired_kv_entries")["handled"].as_u64().unwrap());
    }
    // Only keys; the other keys, and a look at 100 proofs; a look at 500; at the rest; and from the start again.
    assert_eq!(handled, [1000, 980, 0, 30, 0]);
    let list = KvList { prefix: "proof:".into(), limit: None, cursor: None };
    assert_eq!(network.0.block_on(proofs.list(list)).unwrap().keys.len(), 651);
}
