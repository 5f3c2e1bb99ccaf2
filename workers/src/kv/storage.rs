//! `KVStorage`: what a namespace and an [`InMemoryKV`](super::InMemoryKV) have in common, with keys and values that are
//! known only at run time.

use super::driver::{Expiry, KvList, KvPut};
use super::{KvError, KvNamespace};

/// A store of keys and values.
///
/// ```
/// use williw_workers::{InMemoryKV, KVStorage};
///
/// # async fn example() -> Result<(), williw_workers::kv::KvError> {
/// let kv = InMemoryKV::new(1000);
/// kv.put("node:123", "data", Some(300)).await?; // 300 s
/// assert_eq!(kv.get("node:123").await?, Some(b"data".to_vec()));
/// for key in kv.list("node:", Some(100), None).await?.keys {
///     println!("{key}");
/// }
/// kv.delete("node:123").await?;
/// kv.set_batch(&[("key1", "a"), ("key2", "b")], None).await?;
/// assert_eq!(kv.get_batch(&["key1", "key3"]).await?, [Some(b"a".to_vec()), None]);
/// # Ok(())
/// # }
/// ```
#[allow(async_fn_in_trait, reason = "a Worker is single-threaded: no future need be `Send`")]
pub trait KVStorage {
    /// Writes a value for so many seconds, or for ever. What the key held before is gone.
    ///
    /// # Errors
    /// Where it is refused, or there is no room.
    async fn put(&self, key: &str, value: impl Into<Vec<u8>>, ttl: Option<u64>) -> Result<(), KvError>;
    /// A key's value.
    ///
    /// # Errors
    /// Where it cannot be read.
    async fn get(&self, key: &str) -> Result<Option<Vec<u8>>, KvError>;
    /// Deletes a key, if it is there.
    ///
    /// # Errors
    /// Where it cannot be deleted.
    async fn delete(&self, key: &str) -> Result<(), KvError>;
    /// Keys with this prefix in the order of their bytes: at most `limit` (1 to 1000, else 1000), after this cursor.
    ///
    /// # Errors
    /// Where they cannot be read.
    async fn list(&self, prefix: &str, limit: Option<u32>, cursor: Option<&str>) -> Result<KVList, KvError>;
    /// Writes several values. In memory all of them or none; a namespace has no such promise to give.
    ///
    /// # Errors
    /// As [`put`](KVStorage::put).
    async fn set_batch<K: AsRef<str>, V: Clone + Into<Vec<u8>>>(
        &self,
        entries: &[(K, V)],
        ttl: Option<u64>,
    ) -> Result<(), KvError>;
    /// The values of several keys, in their order.
    ///
    /// # Errors
    /// As [`get`](KVStorage::get).
    async fn get_batch<K: AsRef<str>>(&self, keys: &[K]) -> Result<Vec<Option<Vec<u8>>>, KvError>;
}

/// A page of keys.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KVList {
    /// In the order of their bytes.
    pub keys: Vec<String>,
    /// What gives the next page; `None` after the last one.
    pub cursor: Option<String>,
}

impl KVStorage for KvNamespace {
    async fn put(&self, key: &str, value: impl Into<Vec<u8>>, ttl: Option<u64>) -> Result<(), KvError> {
        let put = KvPut { value: value.into(), expiry: ttl.map(Expiry::After), metadata: None };
        KvNamespace::put(self, key, put).await
    }

    async fn get(&self, key: &str) -> Result<Option<Vec<u8>>, KvError> {
        Ok(KvNamespace::get(self, key, None).await?.map(|stored| stored.value))
    }

    async fn delete(&self, key: &str) -> Result<(), KvError> {
        KvNamespace::delete(self, key).await
    }

    async fn list(&self, prefix: &str, limit: Option<u32>, cursor: Option<&str>) -> Result<KVList, KvError> {
        let list = KvList { prefix: prefix.to_owned(), limit, cursor: cursor.map(str::to_owned) };
        let found = KvNamespace::list(self, list).await?;
        Ok(KVList { keys: found.keys.into_iter().map(|key| key.name).collect(), cursor: found.cursor })
    }

    async fn set_batch<K: AsRef<str>, V: Clone + Into<Vec<u8>>>(
        &self,
        entries: &[(K, V)],
        ttl: Option<u64>,
    ) -> Result<(), KvError> {
        for (key, value) in entries {
            KVStorage::put(self, key.as_ref(), value.clone(), ttl).await?;
        }
        Ok(())
    }

    async fn get_batch<K: AsRef<str>>(&self, keys: &[K]) -> Result<Vec<Option<Vec<u8>>>, KvError> {
        // Not a bulk read: that takes text only.
        let mut values = Vec::with_capacity(keys.len());
        for key in keys {
            values.push(KVStorage::get(self, key.as_ref()).await?);
        }
        Ok(values)
    }
}
