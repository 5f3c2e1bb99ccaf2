//! Which object is running right now, so that what leaves it can wait for what it wrote.
//!
//! Storage is synchronous and everything runs on one thread, so "what was written before" is one open transaction of
//! the object whose future is being polled. Whoever is about to leave the object asks here first.

use std::cell::RefCell;
use std::rc::Rc;

use super::incarnation::{Incarnation, words};

thread_local! {
    static CURRENT: RefCell<Option<Rc<Incarnation>>> = const { RefCell::new(None) };
}

/// Makes what the running object wrote durable, if there is one: to be called before anything leaves it.
///
/// # Errors
/// Why that is not possible. The object is reset then.
pub(crate) fn settle() -> Result<(), String> {
    let current = CURRENT.with(|current| current.borrow().clone());
    current.map_or(Ok(()), |incarnation| incarnation.settle().map_err(words))
}

/// Runs work as this object.
pub(super) fn within<T>(incarnation: &Rc<Incarnation>, work: impl FnOnce() -> T) -> T {
    struct Restore(Option<Rc<Incarnation>>);
    impl Drop for Restore {
        fn drop(&mut self) {
            CURRENT.with(|current| *current.borrow_mut() = self.0.take());
        }
    }
    let _restore = Restore(CURRENT.with(|current| current.borrow_mut().replace(Rc::clone(incarnation))));
    work()
}

/// Whether this object is the one that is running.
pub(super) fn is_within(incarnation: &Incarnation) -> bool {
    CURRENT.with(|current| current.borrow().as_ref().is_some_and(|running| std::ptr::eq(&**running, incarnation)))
}
