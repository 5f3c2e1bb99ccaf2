//! The service between two others' steps: each call of D1 lets others go first, and some are lost on either way.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

use williw::{Service, app};
use williw_workers::d1::{Bound, D1Error, ResultSet};
use williw_workers::driver::{
    Clock, D1Driver, Host, KvDriver, Level, LocalFuture, Manifest, NamespaceDriver, RateLimitDriver, Running,
    StartError, Worker,
};

/// What becomes of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    Arrives,
    /// It never arrives.
    Lost,
    /// It takes effect, and nobody hears of it.
    Unanswered,
}

/// The fates of the next calls of D1, first to last; those after them arrive.
#[derive(Clone, Debug, Default)]
pub(crate) struct Calls(Rc<RefCell<VecDeque<Fate>>>);

impl Calls {
    pub(crate) fn plan(&self, fates: impl IntoIterator<Item = Fate>) {
        *self.0.borrow_mut() = fates.into_iter().collect();
    }

    /// The service, with these fates.
    pub(crate) fn service(&self) -> impl Worker + use<> {
        Interposed(app::worker(Service), self.clone())
    }
}

struct Interposed<W>(W, Calls);

impl<W: Worker> Worker for Interposed<W> {
    fn manifest(&self) -> &'static Manifest {
        self.0.manifest()
    }

    fn start(&self, host: Rc<dyn Host>) -> Result<Rc<dyn Running>, StartError> {
        self.0.start(Rc::new(Between(host, self.1.clone())))
    }
}

struct Between(Rc<dyn Host>, Calls);

impl Host for Between {
    fn clock(&self) -> Rc<dyn Clock> {
        self.0.clock()
    }

    fn d1(&self, binding: &str) -> Option<Rc<dyn D1Driver>> {
        Some(Rc::new(Way(self.0.d1(binding)?, self.1.clone())))
    }

    fn kv(&self, binding: &str) -> Option<Rc<dyn KvDriver>> {
        self.0.kv(binding)
    }

    fn namespace(&self, binding: &str) -> Option<Rc<dyn NamespaceDriver>> {
        self.0.namespace(binding)
    }

    fn rate_limiter(&self, binding: &str) -> Option<Rc<dyn RateLimitDriver>> {
        self.0.rate_limiter(binding)
    }

    fn migrated(&self) -> bool {
        self.0.migrated()
    }

    fn var(&self, name: &str) -> Option<String> {
        self.0.var(name)
    }

    fn secret(&self, name: &str) -> Option<String> {
        self.0.secret(name)
    }

    fn random(&self, bytes: &mut [u8]) {
        self.0.random(bytes);
    }

    fn log(&self, level: Level, line: &str) {
        self.0.log(level, line);
    }
}

struct Way(Rc<dyn D1Driver>, Calls);

impl D1Driver for Way {
    fn run<'a>(&'a self, statements: &'a [Bound]) -> LocalFuture<'a, Result<Vec<ResultSet>, D1Error>> {
        Box::pin(async move {
            tokio::task::yield_now().await;
            let lost = || Err(D1Error::Transient("Network connection lost.".to_owned()));
            let fate = self.1.0.borrow_mut().pop_front().unwrap_or(Fate::Arrives);
            if fate == Fate::Lost {
                return lost();
            }
            let result = self.0.run(statements).await;
            if fate == Fate::Unanswered { lost() } else { result }
        })
    }
}
