//! Requests with one key at the same time.

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;

use williw_embedded::testing::TestWorker;

use crate::{DAY, Pay, Reply, bank, state};

/// Sends both at once: each has looked for its key before the other one pays.
fn both(worker: &TestWorker, first: &Pay, second: &Pay) -> (Reply, Reply) {
    worker.block_on(async {
        let (mut first, mut second) = (pin!(first.answer(worker)), pin!(second.answer(worker)));
        let (mut one, mut two) = (None, None);
        poll_fn(|cx| {
            if one.is_none()
                && let Poll::Ready(reply) = first.as_mut().poll(cx)
            {
                one = Some(reply);
            }
            if two.is_none()
                && let Poll::Ready(reply) = second.as_mut().poll(cx)
            {
                two = Some(reply);
            }
            if one.is_some() && two.is_some() { Poll::Ready(()) } else { Poll::Pending }
        })
        .await;
        (one.unwrap(), two.unwrap())
    })
}

#[test]
fn two_at_once_pay_once() {
    let worker = bank();
    let pay = Pay::new("k", 30);
    let expected = (Reply::new(201, "70", false), Reply::new(201, "70", true));
    assert_eq!(both(&worker, &pay, &pay), expected);
    assert_eq!(state(&worker), (1, 70, 1));
}

#[test]
fn two_that_differ_do_not_both_pay() {
    let worker = bank();
    let (first, second) = (Pay::new("k", 30), Pay::new("k", 40));
    let expected = (Reply::new(201, "70", false), Reply::new(422, "idempotency_mismatch", false));
    assert_eq!(both(&worker, &first, &second), expected);
    assert_eq!(state(&worker), (1, 70, 1));
}

#[test]
fn two_keys_at_once_pay_twice() {
    let worker = bank();
    // Both have seen 100; what they tell is theirs to know.
    let (first, second) = (Pay::new("k", 30), Pay { token: "c", ..Pay::new("k", 30) });
    assert_eq!(both(&worker, &first, &second), (Reply::new(201, "70", false), Reply::new(201, "70", false)));
    assert_eq!(state(&worker), (2, 40, 2));
}

#[test]
fn two_at_once_pay_once_where_the_key_was_forgotten() {
    let worker = bank();
    let pay = Pay::new("k", 30);
    assert_eq!(pay.send(&worker).status, 201);
    worker.advance(DAY);
    let expected = (Reply::new(201, "40", false), Reply::new(201, "40", true));
    assert_eq!(both(&worker, &pay, &pay), expected);
    assert_eq!(state(&worker), (2, 40, 1));
}
