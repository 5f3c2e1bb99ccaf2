//! KV: expiry by the host's clock, order, pages, and what is on disk.

use std::rc::Rc;

use tempfile::tempdir;
use williw_embedded::Host;
use williw_embedded::testing::{Setup, TestWorker, start};
use williw_workers::driver::{Host as _, KvDriver, Manifest};
use williw_workers::kv::{Expiry, KvError, KvKeys, KvList, KvPut, KvValue};

use crate::support::{TINY_MANIFEST, Tiny};

static STORES: Manifest = Manifest { kv: &["STORE", "OTHER"], ..TINY_MANIFEST };
/// What the test's clock shows at first.
const NOW: u64 = 1_767_225_600;

struct Store {
    worker: TestWorker,
    driver: Rc<dyn KvDriver>,
}

impl Store {
    fn open(setup: Setup) -> Self {
        let worker = start(Tiny(&STORES), setup);
        let driver = worker.host().kv("STORE").unwrap();
        Store { worker, driver }
    }

    fn put(&self, key: &str, value: &str) {
        self.put_all(key, value, None, None);
    }

    fn put_all(&self, key: &str, value: &str, expiry: Option<Expiry>, metadata: Option<&str>) {
        let put = KvPut { value: value.into(), expiry, metadata: metadata.map(str::to_owned) };
        self.worker.block_on(self.driver.put(key, put)).unwrap();
    }

    fn get(&self, key: &str) -> Option<String> {
        self.value(key).map(|value| String::from_utf8(value.value).unwrap())
    }

    fn value(&self, key: &str) -> Option<KvValue> {
        self.worker.block_on(self.driver.get(key, None)).unwrap()
    }

    fn list(&self, prefix: &str, limit: Option<u32>, cursor: Option<String>) -> KvKeys {
        self.worker.block_on(self.driver.list(KvList { prefix: prefix.into(), limit, cursor })).unwrap()
    }

    fn names(&self, prefix: &str) -> Vec<String> {
        self.list(prefix, None, None).keys.into_iter().map(|key| key.name).collect()
    }
}

#[test]
fn a_value_is_what_was_put_last() {
    let store = Store::open(Host::in_memory());
    assert_eq!(store.get("a"), None);
    store.put_all("a", "1", Some(Expiry::After(60)), Some("{\"n\":1}"));
    assert_eq!(store.value("a").unwrap().metadata.as_deref(), Some("{\"n\":1}"));
    // Expiry and metadata go with the value.
    store.put("a", "2");
    store.worker.clock().advance(3_600_000);
    assert_eq!(store.value("a"), Some(KvValue { value: b"2".to_vec(), metadata: None }));
    store.worker.block_on(store.driver.delete("a")).unwrap();
    store.worker.block_on(store.driver.delete("a")).unwrap();
    assert_eq!(store.get("a"), None);
    assert!(store.worker.host().kv("NOSUCH").is_none());
}

#[test]
fn a_value_is_gone_at_its_second() {
    let store = Store::open(Host::in_memory());
    store.put_all("after", "x", Some(Expiry::After(60)), None);
    store.put_all("at", "x", Some(Expiry::At(NOW + 60)), None);
    assert_eq!(
        store.list("", None, None).keys.iter().map(|key| key.expiration).collect::<Vec<_>>(),
        [Some(NOW + 60), Some(NOW + 60)]
    );
    store.worker.clock().advance(59_999);
    assert!(store.get("after").is_some() && store.get("at").is_some());
    store.worker.clock().advance(1);
    assert_eq!((store.get("after"), store.get("at"), store.names("")), (None, None, vec![]));
}

#[test]
fn keys_stand_in_the_order_of_their_bytes() {
    let store = Store::open(Host::in_memory());
    for key in ["b", "a\u{1F600}", "a\u{FFFD}", "a", "B", "aé", "a\0b", "a%", "a_"] {
        store.put(key, "");
    }
    assert_eq!(store.names(""), ["B", "a", "a\0b", "a%", "a_", "aé", "a\u{FFFD}", "a\u{1F600}", "b"]);
    assert_eq!(store.names("a_"), ["a_"]);
    assert_eq!(store.names("a\u{1F600}"), ["a\u{1F600}"]);
    assert!(store.names("c").is_empty());
}

#[test]
fn pages_follow_each_other() {
    let store = Store::open(Host::in_memory());
    for n in 0..5 {
        store.put(&format!("k:{n}"), "");
    }
    store.put("l", "");
    let mut seen = Vec::new();
    let mut cursor = None;
    loop {
        let page = store.list("k:", Some(2), cursor);
        seen.push(page.keys.len());
        cursor = page.cursor;
        if cursor.is_none() {
            break;
        }
    }
    assert_eq!(seen, [2, 2, 1]);
    // A cursor that is none begins at the start; a full last page has no cursor.
    assert_eq!(store.list("k:", Some(5), Some("?".into())).keys.len(), 5);
    assert_eq!(store.list("k:", Some(5), None).cursor, None);
    assert_eq!(store.list("k:", Some(2), None).cursor.as_deref(), Some("azox"));
}

#[test]
fn a_page_has_a_thousand_keys_at_most() {
    let store = Store::open(Host::in_memory());
    for n in 0..1001 {
        store.put(&format!("{n:04}"), "");
    }
    let page = store.list("", None, None);
    assert_eq!((page.keys.len(), page.cursor.as_deref()), (1000, Some("MDk5OQ==")));
    assert_eq!(store.list("", Some(0), None).keys.len(), 1000);
}

#[test]
fn many_values_at_once() {
    let store = Store::open(Host::in_memory());
    store.put("a", "1");
    store.put_all("c", "3", None, Some("{}"));
    let keys = ["c", "b", "a", "c"].map(str::to_owned);
    let values = store.worker.block_on(store.driver.get_bulk(&keys, None)).unwrap();
    let values: Vec<_> = values.into_iter().map(|value| value.map(|value| value.value)).collect();
    assert_eq!(values, [Some(b"3".to_vec()), None, Some(b"1".to_vec()), Some(b"3".to_vec())]);
}

#[test]
fn the_largest_value() {
    let store = Store::open(Host::in_memory());
    let put = |length| {
        let put = KvPut { value: vec![7; length], expiry: None, metadata: None };
        store.worker.block_on(store.driver.put("big", put))
    };
    put(26_214_400).unwrap();
    assert_eq!(store.value("big").unwrap().value.len(), 26_214_400);
    let text = "KV PUT failed: 413 Value length of 26214401 exceeds limit of 26214400.";
    assert_eq!(put(26_214_401), Err(KvError::Limit(text.into())));
}

#[test]
fn values_outlive_the_process() {
    let folder = tempdir().unwrap();
    Store::open(Host::in_memory().data(folder.path())).put("a", "1");
    let store = Store::open(Host::in_memory().data(folder.path()));
    assert_eq!(store.get("a").as_deref(), Some("1"));
    let other = store.worker.host().kv("OTHER").unwrap();
    assert_eq!(store.worker.block_on(other.get("a", None)).unwrap(), None);
}

#[test]
fn expired_rows_leave_with_later_writes() {
    let folder = tempdir().unwrap();
    let store = Store::open(Host::in_memory().data(folder.path()));
    for n in 0..10 {
        store.put_all(&n.to_string(), "", Some(Expiry::After(60)), None);
    }
    store.worker.clock().advance(60_000);
    store.put("new", "");
    store.put("newer", "");
    drop(store);
    let rows = rusqlite::Connection::open(folder.path().join("kv/STORE.sqlite")).unwrap();
    let count: i64 = rows.query_row("SELECT count(*) FROM entries", [], |row| row.get(0)).unwrap();
    assert_eq!(count, 2);
}
