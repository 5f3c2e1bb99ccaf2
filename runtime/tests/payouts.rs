//! The whole service pays on a chain of the test's own, through every fault of chain and database, and is killed
//! meanwhile. Whatever the seed: what is on chain is what the books say, and nothing is there twice.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test may panic")]

mod support;

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use serde_json::json;
use support::books::{Books, books_of};
use support::chain::{TREASURY, answer};
use williw::{Service, app};
use williw_chain::Chain;
use williw_embedded::testing::{Faults, Seam};
use williw_embedded::{Host, TestClock};
use williw_workers::d1::Value;
use williw_workers::driver::Clock as _;

const NODES: u32 = 4;

fn texts(it: &Books, sql: &str) -> BTreeSet<String> {
    let text = |cell| if let Value::Text(text) = cell { text } else { panic!("{cell:?}") };
    it.network.sql(sql).into_iter().map(text).collect()
}

/// Pays what four nodes are owed. Returns how many transactions that took, and how many of them have paid.
fn run(seed: u64, plan: &str) -> (usize, usize) {
    let clock = TestClock::at(1_767_225_600_000);
    let blocks = clock.clone();
    let plan = williw_chain::Faults::parse(seed, plan).unwrap();
    let chain = Arc::new(Mutex::new(Chain::new(plan, move || blocks.now_ms())));
    let behind = Arc::clone(&chain);
    let faults = Faults::new();
    let setup = Host::in_memory().clock(clock).faults(&faults).secret("SOLANA_PRIVATE_KEY", TREASURY);
    let vars = [("MIN_SETTLEMENT_LAMPORTS", "1000000"), ("PAYOUT_GATEWAY", "rpc"), ("LOG_LEVEL", "error")];
    let setup = vars.into_iter().fold(setup, |setup, (name, value)| setup.var(name, value));
    let mut it = books_of(setup.network(move |request| answer(&behind, &request.body)));
    for node in 0..NODES {
        let id = format!("n{node}");
        it.network.register(&id, None);
        it.contribution(&format!("c{node}"), &id, (3600, 770_596));
    }
    it.distribute(json!({}));
    assert_eq!(it.settle(json!({})).0, 202);

    // SplitMix64: what happens when.
    let mut state = seed;
    let mut random = |below: u64| {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        (z ^ (z >> 29)) % below
    };
    let is_open = "SELECT id FROM payouts WHERE status NOT IN ('completed', 'failed', 'review')";
    let mut steps = 0;
    while !texts(&it, is_open).is_empty() {
        steps += 1;
        assert!(steps < 1000, "seed {seed}: payouts do not end");
        // A job that was cut off is left alone for four minutes; at last it shall get through.
        match random(if steps < 300 { 8 } else { 1000 }) {
            0 => faults.lose_answers(Seam::D1, 1 + random(6) as u32),
            1 => faults.refuse(Seam::D1, 1 + random(6) as u32),
            2 => it.network.0.restart(app::worker(Service)),
            3 => drop(it.settle(json!({}))),
            _ => {}
        }
        // It fails where the chain or the database does.
        let _ = it.network.0.cron("update_statistics");
        faults.lose_answers(Seam::D1, 0);
        faults.refuse(Seam::D1, 0);
        it.network.wait(1_000 + random(20_000));
        assert_eq!(chain.lock().unwrap().paid_twice(), Vec::<String>::new(), "seed {seed}");
    }
    // The way to the chain is a part of the service's health.
    chain.lock().unwrap().set_faults(williw_chain::Faults::none());
    it.check();
    let chain = chain.lock().unwrap();
    let on_chain = chain.transfers();
    let memos: BTreeSet<String> = on_chain.iter().map(|transfer| transfer.memo.clone()).collect();
    let completed = texts(&it, "SELECT 'williw:' || id FROM payouts WHERE status = 'completed'");
    assert_eq!((&memos, memos.len()), (&completed, on_chain.len()), "seed {seed}");
    let signatures: BTreeSet<String> = on_chain.iter().map(|transfer| transfer.signature.clone()).collect();
    assert_eq!(signatures, texts(&it, "SELECT transaction_signature FROM payouts WHERE status = 'completed'"));
    assert!(on_chain.iter().all(|transfer| transfer.lamports == 1_859_125 && transfer.is_final), "seed {seed}");
    let Value::Integer(attempts) = it.network.sql("SELECT count(*) FROM payout_attempts")[0] else { panic!() };
    (attempts as usize, on_chain.len())
}

#[test]
fn without_faults_one_transaction_pays_each_node() {
    assert_eq!(run(0, ""), (NODES as usize, NODES as usize));
}

#[test]
fn whatever_fails_what_is_on_chain_is_what_the_books_say() {
    let plan = "limit=5,error=5,unreachable=5,lost=10,late=5,garbage=5,drop=40,delay=30,fork=20,duplicate=20,forget=40";
    let seeds: u64 = std::env::var("PAYOUT_SEEDS").map_or(25, |seeds| seeds.parse().unwrap());
    let (mut attempts, mut paid) = (0, 0);
    for seed in 1..=seeds {
        let (of_seed, on_chain) = run(seed, plan);
        (attempts, paid) = (attempts + of_seed, paid + on_chain);
    }
    let all = seeds as usize * NODES as usize;
    assert!(attempts > all, "no transaction was lost: {attempts}");
    assert!(paid * 10 > all * 9, "few were paid: {paid} of {all}");
}
