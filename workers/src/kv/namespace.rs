//! The handle to one KV namespace. Generated handles are this one with a method for each template.

use std::fmt;
use std::rc::Rc;

use super::limits::{self, MAX_BULK};
use super::{Entry, Format, Key, KvError, KvKeys, KvList, KvPut, KvValue, Listing, Policy};
use crate::driver::{Host, KvDriver, Level};
use crate::http::meter::Service;
use crate::retry;

/// One KV namespace: a cheap handle, cloned at will.
#[derive(Clone)]
pub struct KvNamespace {
    driver: Rc<dyn KvDriver>,
    host: Rc<dyn Host>,
}

impl KvNamespace {
    /// The namespace of this host that is bound under this name; `None` where there is none.
    pub fn of(host: &Rc<dyn Host>, binding: &str) -> Option<Self> {
        Some(KvNamespace { driver: host.kv(binding)?, host: Rc::clone(host) })
    }

    /// The entry of a key of one's own ([`Key`]), with values that are stored as JSON text.
    pub fn at<V>(&self, key: &impl Key) -> Entry<V> {
        self.entry(key.to_key(), Policy::NONE)
    }

    /// The keys of one kind.
    pub fn keys<K: Key>(&self) -> Listing<K> {
        Listing::new(self.clone())
    }

    /// The entry of a key.
    pub fn entry<V, F, M>(&self, key: String, policy: Policy) -> Entry<V, F, M> {
        Entry::new(self.clone(), key, policy)
    }

    /// The values of many keys, in their order, in as few calls as 100 keys each allow. They must be text.
    ///
    /// # Errors
    /// What KV says; [`KvError::Decode`] where a value is none of the type.
    pub async fn get_many<V, F: Format<V>>(
        &self,
        keys: &[String],
        cache_ttl: Option<u32>,
    ) -> Result<Vec<Option<V>>, KvError> {
        for key in keys {
            limits::check_key("GET_BULK", key)?;
        }
        limits::check_cache_ttl("GET_BULK", cache_ttl)?;
        let mut values = Vec::with_capacity(keys.len());
        for keys in keys.chunks(MAX_BULK) {
            let found = self.repeat(|| self.driver.get_bulk(keys, cache_ttl)).await?;
            for (key, value) in keys.iter().zip(found) {
                let read = |stored: KvValue| {
                    F::read(stored.value).map_err(|reason| KvError::Decode { key: key.clone(), reason })
                };
                values.push(value.map(read).transpose()?);
            }
        }
        Ok(values)
    }

    pub(super) async fn get(&self, key: &str, cache_ttl: Option<u32>) -> Result<Option<KvValue>, KvError> {
        limits::check_key("GET", key)?;
        limits::check_cache_ttl("GET", cache_ttl)?;
        self.repeat(|| self.driver.get(key, cache_ttl)).await
    }

    pub(super) async fn put(&self, key: &str, put: KvPut) -> Result<(), KvError> {
        limits::check_put(key, &put, self.host.clock().now_ms())?;
        self.repeat(|| self.driver.put(key, put.clone())).await
    }

    pub(super) async fn delete(&self, key: &str) -> Result<(), KvError> {
        limits::check_key("DELETE", key)?;
        self.repeat(|| self.driver.delete(key)).await
    }

    pub(super) async fn list(&self, list: KvList) -> Result<KvKeys, KvError> {
        limits::check_list(&list)?;
        self.repeat(|| self.driver.list(list.clone())).await
    }

    pub(super) fn warn(&self, line: &str) {
        self.host.log(Level::Warn, line);
    }

    /// Every call may run twice: the last write wins, whoever made it.
    async fn repeat<T, F: Future<Output = Result<T, KvError>>>(&self, call: impl FnMut() -> F) -> Result<T, KvError> {
        retry::repeat(&*self.host, Service::Kv, |error| matches!(error, KvError::Transient(_)), call).await
    }
}

impl fmt::Debug for KvNamespace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KvNamespace")
    }
}
