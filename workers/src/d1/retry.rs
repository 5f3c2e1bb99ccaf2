//! Repeating statements that failed for a moment.
//!
//! After such an error nobody knows whether the statements were applied, so only those are repeated that may be: all
//! of a call, or nothing of it. D1 itself repeats reads up to two times before it reports an error; these attempts
//! come on top, and span longer.

use super::D1Error;
use super::statement::{Bound, ResultSet};
use crate::driver::{D1Driver, Host};
use crate::http::meter::{Service, count_queries, count_rows};
use crate::retry;

/// Runs the statements, and again where that is safe and may help.
pub(super) async fn run(
    driver: &dyn D1Driver,
    host: &dyn Host,
    statements: &[Bound],
) -> Result<Vec<ResultSet>, D1Error> {
    let again = |error: &D1Error| matches!(error, D1Error::Transient(_)) && statements.iter().all(Bound::may_repeat);
    let run = || {
        count_queries(statements.len());
        driver.run(statements)
    };
    let results = retry::repeat(host, Service::D1, again, run).await?;
    count(&results);
    Ok(results)
}

/// Counts what the database tells of the rows.
pub(super) fn count(results: &[ResultSet]) {
    let (read, written) = results
        .iter()
        .fold((0, 0), |(read, written), result| (read + result.meta.rows_read, written + result.meta.rows_written));
    count_rows(read, written);
}

#[cfg(test)]
mod tests {
    use std::cell::{Cell, RefCell};
    use std::collections::VecDeque;
    use std::pin::pin;
    use std::rc::Rc;
    use std::task::{Context, Poll, Waker};

    use super::super::{D1Database, Query, Read, Statement, Write};
    use super::*;
    use crate::driver::{Clock, Level, LocalFuture};
    use crate::retry::{MAX_WAIT, wait};

    const RESET: &str = "D1_ERROR: Internal error in D1 DB storage caused object to be reset.";
    const READ: Statement<Read> = Statement { sql: "SELECT 1", columns: &[], access: Read, idempotent: false };
    const WRITE: Statement = Statement { sql: "DELETE FROM t", columns: &[], access: Write, idempotent: false };
    const REPEATABLE: Statement = Statement { idempotent: true, ..WRITE };

    /// A database that fails with these words, one call after the other, and then works; the host
    /// around it, with a clock that goes on while somebody sleeps.
    #[derive(Default)]
    struct World {
        words: RefCell<VecDeque<&'static str>>,
        calls: Cell<usize>,
        waits: Rc<RefCell<Vec<u64>>>,
        random: Cell<u8>,
        log: RefCell<Vec<(Level, String)>>,
    }

    struct Shared(Rc<World>);

    impl D1Driver for Shared {
        fn run<'a>(&'a self, statements: &'a [Bound]) -> LocalFuture<'a, Result<Vec<ResultSet>, D1Error>> {
            Box::pin(async {
                self.0.calls.update(|calls| calls + 1);
                match self.0.words.borrow_mut().pop_front() {
                    Some(words) => Err(D1Error::from_message(words)),
                    None => Ok(vec![ResultSet::default(); statements.len()]),
                }
            })
        }
    }

    struct Sleeper(Rc<RefCell<Vec<u64>>>);

    impl Clock for Sleeper {
        fn now_ms(&self) -> u64 {
            self.0.borrow().iter().sum()
        }

        fn sleep(&self, ms: u64) -> LocalFuture<'static, ()> {
            let waits = Rc::clone(&self.0);
            Box::pin(async move { waits.borrow_mut().push(ms) })
        }
    }

    impl Host for Shared {
        fn clock(&self) -> Rc<dyn Clock> {
            Rc::new(Sleeper(Rc::clone(&self.0.waits)))
        }

        fn d1(&self, _: &str) -> Option<Rc<dyn D1Driver>> {
            Some(Rc::new(Shared(Rc::clone(&self.0))))
        }

        fn var(&self, _: &str) -> Option<String> {
            None
        }

        fn secret(&self, _: &str) -> Option<String> {
            None
        }

        fn random(&self, bytes: &mut [u8]) {
            bytes.fill(self.0.random.get());
        }

        fn log(&self, level: Level, line: &str) {
            self.0.log.borrow_mut().push((level, line.to_owned()));
        }
    }

    impl World {
        fn failing(words: &[&'static str]) -> Rc<Self> {
            Rc::new(World { words: RefCell::new(words.iter().copied().collect()), ..World::default() })
        }

        fn database(self: &Rc<Self>) -> D1Database {
            let host: Rc<dyn Host> = Rc::new(Shared(Rc::clone(self)));
            D1Database::of(&host, "DB").unwrap()
        }
    }

    fn block_on<T>(future: impl Future<Output = T>) -> T {
        match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(value) => value,
            Poll::Pending => panic!("nothing here waits"),
        }
    }

    /// How often a query is run where the database fails with these words.
    #[track_caller]
    fn check<A>(words: &[&'static str], query: Query<(), A>, calls: usize, succeeds: bool) {
        let world = World::failing(words);
        let result = block_on(world.database().run(query));
        assert_eq!((world.calls.get(), result.is_ok()), (calls, succeeds), "{words:?} {result:?}");
    }

    #[test]
    fn a_read_is_repeated_while_the_database_is_briefly_away() {
        for words in [
            "D1_ERROR: D1 DB reset because its code was updated.",
            "D1_ERROR: Internal error while starting up D1 DB storage caused object to be reset.",
            "D1_ERROR: Network connection lost.",
            RESET,
            "D1_ERROR: Cannot resolve D1 DB due to transient issue on remote node.",
            "D1_ERROR: Can't read from request stream because client disconnected.",
            "internal error; reference = v6aol0cvtsj4ejk5cgd0lhtd",
        ] {
            check(&[words], READ.exec(vec![]), 2, true);
        }
        check(&[RESET; 4], READ.exec(vec![]), 5, true);
        check(&[RESET; 5], READ.exec(vec![]), 5, false);
        check(&[RESET; 2], REPEATABLE.exec(vec![]), 3, true);
    }

    #[test]
    fn nothing_else_is_repeated() {
        for words in [
            "D1_ERROR: D1 DB is overloaded. Requests queued for too long.",
            "D1_ERROR: D1 DB is overloaded. Too many requests queued.",
            "D1_ERROR: D1 DB storage operation exceeded timeout which caused object to be reset.",
            "D1_ERROR: D1 DB's isolate exceeded its memory limit and was reset.",
            "D1_ERROR: D1 DB exceeded its CPU time limit and was reset.",
            "D1_ERROR: no such table: t: SQLITE_ERROR",
            "D1_ERROR: UNIQUE constraint failed: t.a: SQLITE_CONSTRAINT",
            "D1_TYPE_ERROR: Type 'bigint' not supported for value '5'",
        ] {
            check(&[words], READ.exec(vec![]), 1, false);
            check(&[RESET, words], READ.exec(vec![]), 2, false);
        }
    }

    #[test]
    fn a_write_runs_once() {
        check(&[RESET], WRITE.exec(vec![]), 1, false);
    }

    #[test]
    fn a_batch_is_repeated_where_all_of_it_may_be() {
        // In a list with others.
        let read = || Query::from(READ.exec(vec![]));
        for (batch, calls) in [
            (vec![read(), REPEATABLE.exec(vec![]), read()], 2),
            (vec![read(), WRITE.exec(vec![])], 1),
            (vec![WRITE.exec(vec![]), read()], 1),
            (vec![REPEATABLE.exec(vec![]), WRITE.exec(vec![]), REPEATABLE.exec(vec![])], 1),
        ] {
            let world = World::failing(&[RESET]);
            let result = block_on(world.database().batch(batch));
            assert_eq!((world.calls.get(), result.is_ok()), (calls, calls > 1));
        }
    }

    #[test]
    fn waits_double_with_jitter_and_have_an_end() {
        for (random, expected) in [(0, [50, 100, 200, 400]), (255, [35, 100, 113, 391])] {
            let world = World::failing(&[RESET; 9]);
            world.random.set(random);
            let result = block_on(world.database().run(READ.exec(vec![])));
            assert_eq!(result, Err(D1Error::from_message(RESET)));
            assert_eq!(*world.waits.borrow(), expected);
            for (wait, longest) in expected.iter().zip([50, 100, 200, 400]) {
                assert!((longest / 2..=longest).contains(wait));
            }
        }
        let host = Shared(World::failing(&[]));
        assert_eq!(wait(&host, 20), MAX_WAIT);
    }

    #[test]
    fn a_repetition_is_logged_without_a_value() {
        let world = World::failing(&["Network connection lost."]);
        let secret = vec!["a secret".into()];
        block_on(world.database().run(READ.exec(secret))).unwrap();
        let expected = "D1 was briefly unavailable: attempt 2 of 5 follows in 50 ms".to_owned();
        assert_eq!(*world.log.borrow(), [(Level::Warn, expected)]);
    }

    #[test]
    fn an_empty_batch_is_empty() {
        assert_eq!(block_on(World::failing(&[]).database().batch(Vec::<Query<()>>::new())), Ok(vec![]));
    }
}
