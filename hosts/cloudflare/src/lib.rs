//! The Cloudflare host: a Worker on workerd behind a thin boundary.
//!
//! The language is not what costs on Workers, the boundary is: a wrapped object, a closure or a
//! promise for every header, parameter, cell and `await`. Here a request crosses a handful of times
//! and as bytes. JavaScript hands over method, target and body in one buffer (`js/host.js`); the
//! Rust future runs until it answers or needs something; what it needs goes out as one text, in
//! which a statement is a number after its first use (`js/calls.js`); the answer comes back as one
//! tape of cells; the future resumes. No promise exists on the Rust side. Events of objects, their
//! alarms and WebSockets, and cron jobs, are futures like requests (`js/objects.js`); an object's
//! storage answers at once, through plain imports.
//!
//! | module | job |
//! | --- | --- |
//! | `executor` | the events in flight, each a future; polls without a promise |
//! | `catalog` | numbers for statements and reply heads that are known while compiling |
//! | `wire` | statements and other calls on their way out |
//! | `tape` | rows and values on their way in |
//! | `d1` | the D1 driver: a future that waits for one text |
//! | `exchange` | a call of anything else |
//! | `kv`, `namespace`, `ratelimit` | the drivers of KV, of whom objects are called by, and of rate limiters |
//! | `fetch` | requests to services of others |
//! | `timer` | a future that waits for a while |
//! | `boundary` | the exports and imports of the wasm module, and `Host` over them |
//! | `objects` | those of Durable Objects, and `ObjectDriver` over them |
//!
//! A crate says what its Worker is, once, with [`entry!`]. `worker-build` builds it; the start-up, the
//! panic hook and the re-initialisation that its shim expects are in `boundary`. Classes of objects are
//! exported by the main module (`js/entry.js`), to which the build adds a line for each.
#![deny(missing_docs)]
// Natively there is no boundary: what it uses is compiled for its tests only.
#![cfg_attr(not(target_arch = "wasm32"), allow(dead_code))]

mod catalog;
mod d1;
mod exchange;
mod executor;
mod fetch;
mod kv;
mod namespace;
mod ratelimit;
mod tape;
mod timer;
mod wire;

#[cfg(target_arch = "wasm32")]
mod boundary;
#[cfg(target_arch = "wasm32")]
mod objects;

/// Makes the crate a Worker on workerd. Takes an expression of a type that implements
/// [`williw_workers::driver::Worker`]; it is evaluated once in each isolate, when the first event
/// comes.
///
/// ```ignore
/// #[cfg(target_arch = "wasm32")]
/// williw_cloudflare::entry!(app::worker(Service));
/// ```
#[macro_export]
macro_rules! entry {
    ($worker:expr) => {
        const _: () = {
            #[unsafe(no_mangle)]
            extern "C" fn williw_start() {
                $crate::__private::start(&$worker);
            }
        };
    };
}

#[doc(hidden)]
pub mod __private {
    #[cfg(target_arch = "wasm32")]
    pub use crate::boundary::start;

    /// Natively a Worker does not start: `williw_embedded` serves it.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn start(_worker: &impl williw_workers::driver::Worker) {}
}
