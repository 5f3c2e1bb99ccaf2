//! Gateways as settlement sees them: which one pays, and what each says.

use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use williw_workers::WorkersClock;

use super::mock::Mock;
use super::*;

/// What a future of the mock comes to: it waits for nothing.
fn now<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("it waits"),
    }
}

fn mock(faults: &str, at_ms: i64) -> Mock {
    let clock = WorkersClock::new();
    clock.set_timestamp(at_ms);
    Mock::new(clock, faults).unwrap()
}

fn transfer(id: &str, attempt: u32) -> Transfer {
    let to = WalletAddress::parse("EgU63XSnnHLgxASSKtVDck7zwQLZR7Qgpzhpv9Dv16oM").unwrap();
    Transfer { payout_id: PayoutId::parse(id).unwrap(), attempt, to, amount: Lamports::new(12_500_000).unwrap() }
}

const START: i64 = 1_767_225_600_000;

fn status(mock: &Mock, prepared: &Prepared) -> ChainStatus {
    now(mock.status(std::slice::from_ref(&prepared.signature), 0)).unwrap().remove(0)
}

#[test]
fn the_mock_says_the_same_each_time_and_lets_transactions_expire() {
    let first = now(mock("", START).prepare(&transfer("p1", 1))).unwrap().unwrap();
    assert_eq!(now(mock("", START).prepare(&transfer("p1", 1))), Ok(Some(first.clone())));
    assert_eq!(first.last_valid_block_height, START / 400 + 150);
    for other in [transfer("p2", 1), transfer("p1", 2)] {
        assert_ne!(now(mock("", START).prepare(&other)).unwrap().unwrap().signature, first.signature);
    }
    let later = mock("", START + 60_000);
    assert_eq!(now(later.block_height()).unwrap().height, first.last_valid_block_height);
    assert_eq!(now(later.submit(&first.raw_transaction)), Ok(()));
    assert!(now(mock("", START + 60_400).submit(&first.raw_transaction)).is_err());
    assert!(now(later.submit(b"{}")).is_err());
    assert_eq!(status(&later, &first), ChainStatus::Finalized);
}

#[test]
fn the_mock_draws_faults_by_payout_and_attempt() {
    let counted = |faults: &str| {
        let mock = mock(faults, START);
        let (mut unanswered, mut lost, mut failed) = (0, 0, 0);
        for n in 0..1000 {
            let prepared = now(mock.prepare(&transfer(&format!("p{n}"), 1))).unwrap().unwrap();
            unanswered += i32::from(now(mock.submit(&prepared.raw_transaction)).is_err());
            match status(&mock, &prepared) {
                ChainStatus::NotFound => lost += 1,
                ChainStatus::Failed(_) => failed += 1,
                _ => {}
            }
        }
        (unanswered, lost, failed)
    };
    assert_eq!(counted(""), (0, 0, 0));
    assert_eq!(counted("unanswered=100,failed=100"), (1000, 0, 1000));
    let some = counted("unanswered=50, never_found=20, failed=10");
    assert_eq!(some, counted("unanswered=50,never_found=20,failed=10"));
    assert_ne!(some, counted("unanswered=50,never_found=20,failed=10,seed=1"));
    assert!((450..550).contains(&some.0) && (150..250).contains(&some.1) && (60..140).contains(&some.2), "{some:?}");
    for wrong in ["failed", "failed=101", "failed=-1", "lost=1", "=5"] {
        assert!(Mock::new(WorkersClock::new(), wrong).is_err(), "{wrong}");
    }
}

#[test]
fn what_is_slow_becomes_final_by_and_by() {
    let prepared = now(mock("slow=100", START).prepare(&transfer("p", 1))).unwrap().unwrap();
    let after = |seconds: i64| status(&mock("slow=100", START + seconds * 1000), &prepared);
    assert_eq!(
        [0, 9, 10, 20, 39, 40].map(after),
        [
            ChainStatus::NotFound,
            ChainStatus::NotFound,
            ChainStatus::Processed,
            ChainStatus::Confirmed,
            ChainStatus::Confirmed,
            ChainStatus::Finalized,
        ]
    );
}

#[test]
fn production_never_pays_by_a_mock() {
    use GatewayChoice as Choice;
    use PayoutGateway::{External, Mock, Rpc};
    for (choice, in_production, has_key, expected) in [
        (Choice::Auto, false, false, Some(Mock)),
        (Choice::Auto, false, true, Some(Mock)),
        (Choice::Auto, true, false, Some(External)),
        (Choice::Auto, true, true, Some(Rpc)),
        (Choice::Mock, false, true, Some(Mock)),
        (Choice::Mock, true, true, None),
        (Choice::External, true, true, Some(External)),
        (Choice::Rpc, false, true, Some(Rpc)),
        (Choice::Rpc, true, false, None),
    ] {
        let chosen = choose(choice, in_production, has_key).ok();
        assert_eq!(chosen, expected, "{choice} {in_production} {has_key}");
    }
}

#[test]
fn the_operator_pays_by_hand() {
    let external = external::External;
    assert_eq!(now(external.prepare(&transfer("p", 1))), Ok(None));
    assert!(now(external.submit(b"x")).is_err() && now(external.block_height()).is_err());
}
