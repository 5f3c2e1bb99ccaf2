//! The Durable Object namespace driver: what calls an object.
//!
//! A call is a fetch of a stub of its own. What is hard: whether a failure is the object's own, or one
//! of its place, stands in properties of JavaScript's error, which come as flags.

use std::rc::Rc;

use williw_workers::driver::{LocalFuture, NamespaceDriver};
use williw_workers::durable_objects::{ObjectCall, ObjectError, ObjectReply};
use williw_workers::http::Upgrade;

use crate::exchange::exchange;
use crate::executor::{Executor, Failure};
use crate::wire::Arg;

/// One Durable Object binding.
pub(crate) struct Objects {
    executor: &'static Executor,
    binding: String,
    /// Drops a WebSocket that nobody took.
    release: fn(u32),
}

impl Objects {
    pub(crate) fn new(executor: &'static Executor, binding: &str, release: fn(u32)) -> Self {
        Objects { executor, binding: binding.to_owned(), release }
    }
}

/// The client's end of a WebSocket, by the number that JavaScript gave it.
#[derive(Debug)]
pub(crate) struct ClientEnd {
    pub(crate) number: u32,
    release: fn(u32),
}

impl Drop for ClientEnd {
    fn drop(&mut self) {
        (self.release)(self.number);
    }
}

impl NamespaceDriver for Objects {
    fn call<'a>(&'a self, name: &'a str, call: ObjectCall) -> LocalFuture<'a, Result<ObjectReply, ObjectError>> {
        Box::pin(async move {
            let operation = if call.upgrade { "connect" } else { "call" };
            let args = vec![
                Arg::Text(&self.binding),
                Arg::Text(operation),
                Arg::Text(name),
                Arg::Text(&call.method),
                Arg::Bytes(call.args),
            ];
            let mut values = exchange(self.executor, args).await.map_err(class)?;
            // Made at once: it must not be lost.
            let upgrade = values.number().and_then(|number| u32::try_from(number).ok()).map(|number| {
                let end: Rc<ClientEnd> = Rc::new(ClientEnd { number, release: self.release });
                Upgrade::new(end)
            });
            Ok(ObjectReply { body: values.body, upgrade })
        })
    }
}

// The flags of a failure, as in `js/calls.js`.
const RETRYABLE: u32 = 1;
const OVERLOADED: u32 = 2;
const RESET: u32 = 4;

fn class(Failure { message, flags }: Failure) -> ObjectError {
    if flags & OVERLOADED != 0 {
        ObjectError::Overloaded(message)
    } else if flags & (RETRYABLE | RESET) != 0 {
        ObjectError::Transient(message)
    } else {
        ObjectError::Thrown(message)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_must_not_be_repeated_goes_first() {
        let class = |flags| class(Failure { message: "m".into(), flags });
        assert_eq!(class(0), ObjectError::Thrown("m".into()));
        assert_eq!(class(8), ObjectError::Thrown("m".into()));
        assert_eq!(class(RETRYABLE), ObjectError::Transient("m".into()));
        assert_eq!(class(RESET | 8), ObjectError::Transient("m".into()));
        assert_eq!(class(OVERLOADED | RETRYABLE), ObjectError::Overloaded("m".into()));
    }
}
