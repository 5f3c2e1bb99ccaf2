//! One key and its typed value.

use std::fmt;
use std::marker::PhantomData;
use std::time::Duration;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{AsJson, Expiry, Format, KvError, KvNamespace, KvPut, KvValue};
use crate::Timestamp;

/// One key of a namespace: `V` is its value, `F` how that is stored, `M` its metadata.
pub struct Entry<V, F = AsJson, M = ()> {
    namespace: KvNamespace,
    key: String,
    policy: Policy,
    types: PhantomData<fn(F) -> (V, M)>,
}

/// What a template says of its entries' lifetime.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
    /// After so many seconds a written value is gone.
    pub ttl: Option<u64>,
    /// For so many seconds a location may keep what it has read.
    pub cache_ttl: Option<u32>,
}

impl Policy {
    /// For ever, and read with the platform's default.
    pub const NONE: Self = Policy { ttl: None, cache_ttl: None };
}

/// How a value is written, where the template's way will not do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Put<M = ()> {
    expiry: Lifetime,
    metadata: Option<M>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Lifetime {
    Template,
    Forever,
    Until(Expiry),
}

impl<M> Put<M> {
    /// As the template says, without metadata.
    pub fn new() -> Self {
        Put { expiry: Lifetime::Template, metadata: None }
    }

    /// For so long, in whole seconds rounded up; 60 s at least.
    #[must_use]
    pub fn ttl(self, ttl: Duration) -> Self {
        Put { expiry: Lifetime::Until(Expiry::After(whole_seconds(ttl))), ..self }
    }

    /// Until then, rounded up to a whole second.
    #[must_use]
    pub fn until(self, at: Timestamp) -> Self {
        let seconds = u64::try_from(at.as_millis()).unwrap_or_default().div_ceil(1000);
        Put { expiry: Lifetime::Until(Expiry::At(seconds)), ..self }
    }

    /// Until it is deleted, whatever the template says.
    #[must_use]
    pub fn forever(self) -> Self {
        Put { expiry: Lifetime::Forever, ..self }
    }

    /// With this metadata: up to 1024 bytes of JSON.
    #[must_use]
    pub fn metadata(self, metadata: M) -> Self {
        Put { metadata: Some(metadata), ..self }
    }
}

impl<M> Default for Put<M> {
    fn default() -> Self {
        Self::new()
    }
}

impl<V, F, M> Entry<V, F, M> {
    pub(super) fn new(namespace: KvNamespace, key: String, policy: Policy) -> Self {
        Entry { namespace, key, policy, types: PhantomData }
    }

    /// The key.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// Deletes it; one that is not there is deleted already.
    ///
    /// # Errors
    /// What KV says.
    pub async fn delete(&self) -> Result<(), KvError> {
        self.namespace.delete(&self.key).await
    }
}

impl<V, F: Format<V>, M> Entry<V, F, M> {
    /// The value; `None` where there is none.
    ///
    /// # Errors
    /// What KV says; [`KvError::Decode`] where what is stored is no such value.
    pub async fn get(&self) -> Result<Option<V>, KvError> {
        let stored = self.namespace.get(&self.key, self.policy.cache_ttl).await?;
        stored.map(|stored| F::read(stored.value).map_err(|reason| self.broken(reason))).transpose()
    }

    /// The value where it is in the cache, or else what `make` makes, which is then kept for so long: 60 s at least.
    ///
    /// The cache never fails who asks: when KV does not answer, or holds something else, the value is made; when it
    /// cannot be kept, it is returned all the same. Both are logged.
    ///
    /// # Errors
    /// What `make` says.
    pub async fn cached<E>(&self, ttl: Duration, make: impl AsyncFnOnce() -> Result<V, E>) -> Result<V, E> {
        match self.get().await {
            Ok(Some(value)) => return Ok(value),
            Ok(None) => {}
            Err(error) => self.namespace.warn(&format!("the cache entry `{}` cannot be read: {error}", self.key)),
        }
        let value = make().await?;
        let put = Put::<()>::new().ttl(ttl);
        if let Err(error) = self.write(&value, put.expiry, None).await {
            self.namespace.warn(&format!("the cache entry `{}` cannot be written: {error}", self.key));
        }
        Ok(value)
    }

    /// Writes the value for as long as the template says. Metadata that was there is gone.
    ///
    /// # Errors
    /// What KV says.
    pub async fn put(&self, value: &V) -> Result<(), KvError> {
        self.write(value, Lifetime::Template, None).await
    }

    async fn write(&self, value: &V, lifetime: Lifetime, metadata: Option<String>) -> Result<(), KvError> {
        let value = F::write(value).map_err(|reason| self.broken(reason))?;
        let expiry = match lifetime {
            Lifetime::Template => self.policy.ttl.map(Expiry::After),
            Lifetime::Forever => None,
            Lifetime::Until(expiry) => Some(expiry),
        };
        self.namespace.put(&self.key, KvPut { value, expiry, metadata }).await
    }

    fn broken(&self, reason: String) -> KvError {
        KvError::Decode { key: self.key.clone(), reason }
    }
}

impl<V, F: Format<V>, M: Serialize + DeserializeOwned> Entry<V, F, M> {
    /// The value with its metadata, where it has any.
    ///
    /// # Errors
    /// As [`get`](Entry::get).
    pub async fn get_with_metadata(&self) -> Result<Option<(V, Option<M>)>, KvError> {
        let Some(KvValue { value, metadata }) = self.namespace.get(&self.key, self.policy.cache_ttl).await? else {
            return Ok(None);
        };
        let metadata = metadata.map(|text| serde_json::from_str(&text)).transpose();
        let metadata = metadata.map_err(|error| self.broken(format!("its metadata: {error}")))?;
        Ok(Some((F::read(value).map_err(|reason| self.broken(reason))?, metadata)))
    }

    /// Writes the value in another way than the template's.
    ///
    /// # Errors
    /// What KV says, such as that a TTL is below 60 s.
    pub async fn put_with(&self, value: &V, put: Put<M>) -> Result<(), KvError> {
        let metadata = put.metadata.map(|metadata| serde_json::to_string(&metadata)).transpose();
        let metadata = metadata.map_err(|error| self.broken(format!("its metadata: {error}")))?;
        self.write(value, put.expiry, metadata).await
    }
}

impl<V, F, M> fmt::Debug for Entry<V, F, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Entry").field("key", &self.key).field("policy", &self.policy).finish_non_exhaustive()
    }
}

fn whole_seconds(duration: Duration) -> u64 {
    duration.as_secs() + u64::from(duration.subsec_nanos() > 0)
}
