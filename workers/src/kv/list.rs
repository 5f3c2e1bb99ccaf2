//! Listing the keys of one kind, page by page.

use std::fmt;
use std::marker::PhantomData;

use serde::de::DeserializeOwned;

use super::{Key, KvError, KvList, KvNamespace};
use crate::Timestamp;

/// A page of the keys of one kind, before it is asked for. `K` is the kind, `M` the metadata.
///
/// ```ignore
/// let mut next = None;
/// loop {
///     let page = cx.nodes_store.node_list().limit(100).after(next).page().await?;
///     for key in &page.keys { … key.key.node_id … }
///     next = page.next;
///     if next.is_none() { break; }
/// }
/// ```
pub struct Listing<K, M = ()> {
    namespace: KvNamespace,
    list: KvList,
    types: PhantomData<fn() -> (K, M)>,
}

/// A page of keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page<K, M = ()> {
    /// In the order of their UTF-8 bytes. There may be none although more follow.
    pub keys: Vec<ListedKey<K, M>>,
    /// What gives the next page; `None` after the last one.
    pub next: Option<String>,
}

/// A key that was listed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedKey<K, M = ()> {
    /// The key's parameters.
    pub key: K,
    /// When it is gone.
    pub expires_at: Option<Timestamp>,
    /// Its metadata, where it has any.
    pub metadata: Option<M>,
}

impl<K: Key, M> Listing<K, M> {
    /// The keys of this kind, from the first, at most 1000.
    pub fn new(namespace: KvNamespace) -> Self {
        let list = KvList { prefix: K::prefix().to_owned(), ..KvList::default() };
        Listing { namespace, list, types: PhantomData }
    }

    /// Only keys that go on with this after what they all begin with.
    #[must_use]
    pub fn prefix(mut self, prefix: &str) -> Self {
        K::prefix().clone_into(&mut self.list.prefix);
        self.list.prefix.push_str(prefix);
        self
    }

    /// At most so many: 1 to 1000.
    #[must_use]
    pub fn limit(mut self, limit: u32) -> Self {
        self.list.limit = Some(limit);
        self
    }

    /// The page after the one that had this `next`; the first where it is `None`.
    #[must_use]
    pub fn after(mut self, next: Option<String>) -> Self {
        self.list.cursor = next;
        self
    }
}

impl<K: Key, M: DeserializeOwned> Listing<K, M> {
    /// Asks for the page. Keys of another kind that begin in the same way are passed over.
    ///
    /// # Errors
    /// What KV says; [`KvError::Decode`] where a key's metadata is not of the type.
    pub async fn page(self) -> Result<Page<K, M>, KvError> {
        let found = self.namespace.list(self.list).await?;
        let mut keys = Vec::with_capacity(found.keys.len());
        for listed in found.keys {
            let Some(key) = K::from_key(&listed.name) else { continue };
            let metadata = listed.metadata.map(|text| serde_json::from_str(&text)).transpose();
            let metadata = metadata.map_err(|error| KvError::Decode {
                key: listed.name.clone(),
                reason: format!("its metadata: {error}"),
            })?;
            let expires_at = listed
                .expiration
                .map(|seconds| Timestamp::from_millis(i64::try_from(seconds.saturating_mul(1000)).unwrap_or(i64::MAX)));
            keys.push(ListedKey { key, expires_at, metadata });
        }
        Ok(Page { keys, next: found.cursor })
    }
}

impl<K, M> fmt::Debug for Listing<K, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Listing").field("list", &self.list).finish_non_exhaustive()
    }
}
