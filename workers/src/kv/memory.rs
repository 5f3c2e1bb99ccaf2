//! `InMemoryKV`: a bounded store in the Worker's own memory, gone with it.
//!
//! What is hard is to be full: entries that have expired do not count and go first, overwriting always works, and a
//! batch fits as a whole or not at all.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::collections::btree_map::Range;
use std::ops::Bound;

use super::{KVList, KVStorage, KvError};
use crate::WorkersClock;

/// A store for a certain number of entries. Its time is that of [`WorkersClock::new`].
#[derive(Debug)]
pub struct InMemoryKV {
    max_entries: usize,
    clock: WorkersClock,
    entries: RefCell<BTreeMap<String, Stored>>,
}

#[derive(Debug)]
struct Stored {
    value: Vec<u8>,
    /// Milliseconds since 1970.
    expires_at: Option<i64>,
}

impl Stored {
    fn is_gone(&self, now: i64) -> bool {
        self.expires_at.is_some_and(|at| at <= now)
    }
}

/// The most keys of one list.
const MAX_LIST: u32 = 1000;

impl InMemoryKV {
    /// A store for so many entries.
    pub fn new(max_entries: usize) -> Self {
        InMemoryKV { max_entries, clock: WorkersClock::new(), entries: RefCell::default() }
    }

    /// Drops the entries that have expired, and says how many those were.
    pub fn cleanup_expired(&self) -> usize {
        let now = self.clock.timestamp_ms();
        let mut entries = self.entries.borrow_mut();
        let before = entries.len();
        entries.retain(|_, stored| !stored.is_gone(now));
        before - entries.len()
    }

    /// How many entries there are, without those that have expired.
    pub fn len(&self) -> usize {
        let now = self.clock.timestamp_ms();
        self.entries.borrow().values().filter(|stored| !stored.is_gone(now)).count()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Writes all of these or none.
    fn write(&self, new: Vec<(String, Vec<u8>)>, ttl: Option<u64>) -> Result<(), KvError> {
        if let Some((key, _)) = new.iter().find(|(key, _)| key.is_empty()) {
            return Err(KvError::Limit(format!("Key name cannot be empty: `{key}`")));
        }
        let now = self.clock.timestamp_ms();
        let expires_at = match ttl {
            None => None,
            Some(0) => {
                let text = "Invalid expiration_ttl of 0. Please specify integer greater than 0.";
                return Err(KvError::Limit(text.to_owned()));
            }
            Some(seconds) => {
                let millis = i64::try_from(seconds.saturating_mul(1000)).unwrap_or(i64::MAX);
                Some(now.saturating_add(millis))
            }
        };
        // The last value of a key that stands there twice is the one that stays.
        let new: BTreeMap<String, Vec<u8>> = new.into_iter().collect();
        let fits = |entries: &BTreeMap<String, Stored>| {
            let added = new.keys().filter(|key| !entries.contains_key(*key)).count();
            added == 0 || entries.len() + added <= self.max_entries
        };
        if !fits(&self.entries.borrow()) {
            self.cleanup_expired();
        }
        let mut entries = self.entries.borrow_mut();
        if !fits(&entries) {
            let (held, max) = (entries.len(), self.max_entries);
            return Err(KvError::Limit(format!("KV 存储已满: {held} of {max} entries are taken")));
        }
        for (key, value) in new {
            entries.insert(key, Stored { value, expires_at });
        }
        Ok(())
    }

    fn read(&self, key: &str) -> Option<Vec<u8>> {
        let now = self.clock.timestamp_ms();
        let entries = self.entries.borrow();
        entries.get(key).filter(|stored| !stored.is_gone(now)).map(|stored| stored.value.clone())
    }
}

impl KVStorage for InMemoryKV {
    async fn put(&self, key: &str, value: impl Into<Vec<u8>>, ttl: Option<u64>) -> Result<(), KvError> {
        self.write(vec![(key.to_owned(), value.into())], ttl)
    }

    async fn get(&self, key: &str) -> Result<Option<Vec<u8>>, KvError> {
        Ok(self.read(key))
    }

    async fn delete(&self, key: &str) -> Result<(), KvError> {
        self.entries.borrow_mut().remove(key);
        Ok(())
    }

    /// The cursor is the last key of the page.
    async fn list(&self, prefix: &str, limit: Option<u32>, cursor: Option<&str>) -> Result<KVList, KvError> {
        let limit = limit.filter(|limit| *limit > 0).unwrap_or(MAX_LIST).min(MAX_LIST) as usize;
        let now = self.clock.timestamp_ms();
        let entries = self.entries.borrow();
        let start = match cursor {
            Some(cursor) if cursor >= prefix => Bound::Excluded(cursor),
            _ => Bound::Included(prefix),
        };
        let range: Range<'_, String, Stored> = entries.range::<str, _>((start, Bound::Unbounded));
        let mut found = range
            .take_while(|(key, _)| key.starts_with(prefix))
            .filter(|(_, stored)| !stored.is_gone(now))
            .map(|(key, _)| key.clone());
        let keys: Vec<String> = found.by_ref().take(limit).collect();
        let cursor = found.next().and_then(|_| keys.last().cloned());
        Ok(KVList { keys, cursor })
    }

    async fn set_batch<K: AsRef<str>, V: Clone + Into<Vec<u8>>>(
        &self,
        entries: &[(K, V)],
        ttl: Option<u64>,
    ) -> Result<(), KvError> {
        self.write(entries.iter().map(|(key, value)| (key.as_ref().to_owned(), value.clone().into())).collect(), ttl)
    }

    async fn get_batch<K: AsRef<str>>(&self, keys: &[K]) -> Result<Vec<Option<Vec<u8>>>, KvError> {
        Ok(keys.iter().map(|key| self.read(key.as_ref())).collect())
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::pin::pin;
    use std::rc::Rc;
    use std::task::{Context, Poll, Waker};

    use super::*;
    use crate::driver::{Clock, LocalFuture};

    struct Moved(Rc<Cell<u64>>);

    impl Clock for Moved {
        fn now_ms(&self) -> u64 {
            self.0.get()
        }

        fn sleep(&self, _: u64) -> LocalFuture<'static, ()> {
            Box::pin(async {})
        }
    }

    fn store(max: usize) -> (InMemoryKV, Rc<Cell<u64>>) {
        let time = Rc::new(Cell::new(1_000_000));
        let clock = WorkersClock::from_source(Rc::new(Moved(Rc::clone(&time))));
        (InMemoryKV { max_entries: max, clock, entries: RefCell::default() }, time)
    }

    fn now<T>(future: impl Future<Output = T>) -> T {
        match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(value) => value,
            Poll::Pending => panic!("memory does not wait"),
        }
    }

    #[test]
    fn an_entry_is_gone_at_its_time() {
        let (kv, time) = store(10);
        now(kv.put("a", "1", Some(5))).unwrap();
        time.set(1_004_999);
        assert_eq!(now(kv.get("a")), Ok(Some(b"1".to_vec())));
        time.set(1_005_000);
        assert_eq!(now(kv.get("a")), Ok(None));
        assert_eq!(kv.len(), 0);
        assert_eq!(now(kv.list("", None, None)).unwrap(), KVList::default());
        assert_eq!((kv.cleanup_expired(), kv.cleanup_expired()), (1, 0));
    }

    #[test]
    fn a_full_store_takes_what_overwrites_and_evicts_what_expired() {
        let (kv, time) = store(2);
        now(kv.put("a", "1", Some(5))).unwrap();
        now(kv.put("b", "1", None)).unwrap();
        let full = now(kv.put("c", "1", None)).unwrap_err();
        assert!(full.to_string().contains("KV 存储已满"), "{full}");
        now(kv.put("b", "2", None)).unwrap();
        time.set(1_005_000);
        now(kv.put("c", "1", None)).unwrap();
        assert_eq!(now(kv.get_batch(&["a", "b", "c"])).unwrap(), [None, Some(b"2".to_vec()), Some(b"1".to_vec())]);
        // Overwriting what has expired makes one more.
        now(kv.put("b", "3", Some(1))).unwrap();
        assert!(now(kv.set_batch(&[("d", "1"), ("e", "1")], None)).is_err());
        assert_eq!(kv.len(), 2);
        now(kv.set_batch(&[("b", "4"), ("c", "4"), ("c", "5")], None)).unwrap();
        assert_eq!(now(kv.get("c")), Ok(Some(b"5".to_vec())));
        assert!(now(InMemoryKV::new(0).put("a", "", None)).is_err());
    }

    #[test]
    fn lists_are_sorted_and_go_on_after_the_last_key() {
        let (kv, _) = store(100);
        now(kv.set_batch(&["n:b", "n:a", "m", "n:é", "o"].map(|key| (key, key)), None)).unwrap();
        let first = now(kv.list("n:", Some(2), None)).unwrap();
        assert_eq!(first, KVList { keys: vec!["n:a".into(), "n:b".into()], cursor: Some("n:b".into()) });
        let second = now(kv.list("n:", Some(2), first.cursor.as_deref())).unwrap();
        assert_eq!(second, KVList { keys: vec!["n:é".into()], cursor: None });
        assert_eq!(now(kv.list("n:", Some(2), Some("a"))).unwrap(), first);
        assert_eq!(now(kv.list("", Some(0), None)).unwrap().keys.len(), 5);
    }
}
