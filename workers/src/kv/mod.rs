//! KV: keys from templates, typed values, one place for the platform's limits.
//!
//! ```ignore
//! let known: Option<NodeInfo> = cx.nodes_store.node(&id).get().await?;
//! cx.nodes_store.node(&id).put(&node).await?;
//! let node = cx.nodes_store.node(&id).cached(Duration::from_secs(300), async || load(cx, &id).await).await?;
//! ```
//!
//! What is hard: KV is eventually consistent and speaks of its limits in sentences. What it would refuse is refused
//! here, in its own words, before anything leaves; so both hosts refuse the same. A call that fails for a moment is
//! repeated: the last write wins, so that a write may run twice.

mod driver;
mod entry;
mod error;
mod key;
mod limits;
mod list;
mod memory;
mod namespace;
mod storage;
mod value;

pub use driver::{Expiry, KvKey, KvKeys, KvList, KvPut, KvValue};
pub use entry::{Entry, Policy, Put};
pub use error::KvError;
pub use key::{Key, KeyParam, read_key, write_key};
pub use list::{ListedKey, Listing, Page};
pub use memory::InMemoryKV;
pub use namespace::KvNamespace;
pub use storage::{KVList, KVStorage};
pub use value::{AsJson, AsStored, Format};
