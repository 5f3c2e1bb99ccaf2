//! Values and their lifetimes.

use std::time::Duration;

use williw_workers::kv::{Entry, KVStorage as _, Put};
use williw_workers::{InMemoryKV, Key};

use crate::app::types::{Item, Kind, Note, Slug};
use crate::case::{Case, Ended, Say as _};

fn item(name: &str, size: u32) -> Item {
    Item { name: name.to_owned(), size }
}

pub(super) async fn values(c: &mut Case) -> Ended {
    let (slug, store) = (c.slug()?, c.cx.store.clone());
    let at = williw_workers::Timestamp::from_millis(1_700_000_000_123);
    let entry = store.text(&slug, at);
    c.say(entry.key());
    c.show("missing", entry.get().await);
    for text in ["plain", "", "é€\u{1f600}\0 \"quoted\"\n{json?}"] {
        entry.put(&text.to_owned()).await?;
        c.show("text", entry.get().await);
    }
    let entry = store.item(&slug, &"a b:c".parse()?);
    c.say(entry.key());
    entry.put(&item("é", u32::MAX)).await?;
    c.show("json", entry.get().await);
    let numbers = store.numbers(&slug);
    numbers.put(&vec![0, -9_007_199_254_740_991, 9_007_199_254_740_991]).await?;
    c.show("numbers", numbers.get().await);
    c.show("as stored", store.namespace().get(numbers.key()).await.map(as_text));
    Ok(())
}

fn as_text(bytes: Option<Vec<u8>>) -> Option<String> {
    bytes.map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
}

pub(super) async fn bytes(c: &mut Case) -> Ended {
    let entry = c.cx.store.bytes(&c.slug()?, Kind::Gpu, true);
    c.say(entry.key());
    let all: Vec<u8> = (0..=255).collect();
    for bytes in [vec![], vec![0], vec![0xff, 0xfe, 0, 0x80], all.clone()] {
        entry.put(&bytes).await?;
        let read = entry.get().await?;
        c.say(format_args!("{} bytes, the same: {}", bytes.len(), read == Some(bytes)));
    }
    Ok(())
}

pub(super) async fn large(c: &mut Case) -> Ended {
    let entry = c.cx.store.bytes(&c.slug()?, Kind::Cpu, false);
    let bytes = noise(1 << 20);
    entry.put(&bytes).await?;
    let read = entry.get().await?;
    c.say(format_args!("1 MiB, the same: {}", read == Some(bytes)));
    Ok(())
}

/// Bytes that nothing can make shorter, always the same.
pub(super) fn noise(length: usize) -> Vec<u8> {
    let mut state = 0x2545_f491_u32;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        state.to_le_bytes()[1]
    };
    (0..length).map(|_| next()).collect()
}

pub(super) async fn metadata(c: &mut Case) -> Ended {
    let entry = c.cx.store.item(&c.slug()?, &"a".parse()?);
    c.show("missing", entry.get_with_metadata().await);
    let note = Note { by: "é €".to_owned() };
    entry.put_with(&item("one", 1), Put::new().metadata(note)).await?;
    c.show("with", entry.get_with_metadata().await);
    entry.put(&item("two", 2)).await?;
    c.show("overwritten", entry.get_with_metadata().await);
    // Another version of the Worker has another type for it.
    let other: Entry<Item, williw_workers::kv::AsJson, u32> =
        c.cx.store.namespace().entry(entry.key().to_owned(), williw_workers::kv::Policy::NONE);
    other.put_with(&item("three", 3), Put::new().metadata(7)).await?;
    c.show("of another type", entry.get_with_metadata().await);
    c.show("the value alone", entry.get().await);
    Ok(())
}

/// What lists say of when a key is gone, in seconds from now.
pub(super) async fn expiry(c: &mut Case) -> Ended {
    let (slug, store) = (c.slug()?, c.cx.store.clone());
    let name = |name: &str| name.parse::<crate::app::types::Word>();
    let put = |ttl: Duration| Put::<Note>::new().ttl(ttl);
    store.item(&slug, &name("a")?).put(&item("for ever", 0)).await?;
    store.item(&slug, &name("b")?).put_with(&item("an hour", 1), put(Duration::from_secs(3600))).await?;
    store.item(&slug, &name("c")?).put_with(&item("rounded up", 2), put(Duration::from_millis(60_001))).await?;
    let until = c.cx.clock.now().saturating_add(Duration::from_secs(600));
    store.item(&slug, &name("d")?).put_with(&item("until", 3), Put::<Note>::new().until(until)).await?;
    let page = store.item_list().prefix(&format!("{slug}:")).page().await?;
    let now = c.cx.clock.now().as_millis();
    for key in page.keys {
        let left = key.expires_at.map(|at| at.as_millis() - now);
        // Within two seconds of what was asked for; KV knows whole seconds only.
        let about = left.map(|ms| [60_000, 600_000, 3_600_000].into_iter().find(|about| (about - ms).abs() <= 2_500));
        c.say(format_args!("{}: {about:?}", key.key.name.as_str()));
    }
    Ok(())
}

/// A minute is the shortest life.
pub(super) async fn time_to_live(c: &mut Case) -> Ended {
    let (slug, store) = (c.slug()?, c.cx.store.clone());
    let template = store.brief(&slug, "1".parse()?);
    let forever = store.brief(&slug, "2".parse()?);
    match c.step {
        0 => {
            template.put(&1).await?;
            forever.put_with(&2, Put::new().forever()).await?;
            c.wait(40);
        }
        1 => {
            c.wait(22);
        }
        _ => {}
    }
    c.show("of the template", template.get().await);
    c.show("for ever", forever.get().await);
    let listed = store.brief_list().prefix(&format!("{slug}:")).page().await?;
    c.say(format_args!("listed: {:?}", listed.keys.iter().map(|key| key.key.level.get()).collect::<Vec<_>>()));
    c.show("in bulk", store.brief_many(&listed.keys.into_iter().map(|key| key.key).collect::<Vec<_>>()).await);
    Ok(())
}

pub(super) async fn until(c: &mut Case) -> Ended {
    let entry = c.cx.store.item(&c.slug()?, &"a".parse()?);
    if c.step == 0 {
        let at = c.cx.clock.now().saturating_add(Duration::from_millis(61_500));
        entry.put_with(&item("brief", 1), Put::new().until(at)).await?;
        c.wait(63);
    }
    c.show("get", entry.get().await);
    Ok(())
}

/// Writing again makes a new life, for good or for bad.
pub(super) async fn overwritten(c: &mut Case) -> Ended {
    let (slug, store) = (c.slug()?, c.cx.store.clone());
    let longer = store.item(&slug, &"longer".parse()?);
    let shorter = store.item(&slug, &"shorter".parse()?);
    let minute = || Put::<Note>::new().ttl(Duration::from_secs(60));
    if c.step == 0 {
        longer.put_with(&item("first", 1), minute()).await?;
        longer.put(&item("second", 2)).await?;
        shorter.put(&item("first", 1)).await?;
        shorter.put_with(&item("second", 2), minute()).await?;
        c.wait(62);
    }
    c.show("longer", longer.get().await);
    c.show("shorter", shorter.get().await);
    Ok(())
}

pub(super) async fn deleted(c: &mut Case) -> Ended {
    let entry = c.cx.store.numbers(&c.slug()?);
    c.show("what is not there", entry.delete().await);
    entry.put(&vec![1]).await?;
    c.show("what is there", entry.delete().await);
    c.show("get", entry.get().await);
    Ok(())
}

pub(super) async fn another_type(c: &mut Case) -> Ended {
    let (slug, store) = (c.slug()?, c.cx.store.clone());
    let entry = store.numbers(&slug);
    for text in ["{\"name\":\"a\"}", "[1,\"2\"]", "[1", ""] {
        store.namespace().put(entry.key(), text, None).await?;
        c.show(format_args!("`{text}`"), entry.get().await);
    }
    let text = store.text(&slug, williw_workers::Timestamp::from_millis(0));
    store.namespace().put(text.key(), vec![0xc3, 0x28], None).await?;
    c.show("not UTF-8", text.get().await);
    c.show(
        "in bulk",
        store.namespace().get_many::<u32, williw_workers::kv::AsJson>(&[entry.key().to_owned()], None).await,
    );
    Ok(())
}

/// A key of one's own.
#[derive(Debug, Key)]
#[key("own:{case}:{number}.")]
struct OwnKey {
    case: Slug,
    number: u32,
}

pub(super) async fn own_keys(c: &mut Case) -> Ended {
    let (slug, namespace) = (c.slug()?, c.cx.store.namespace().clone());
    let key = |number| OwnKey { case: slug.clone(), number };
    for number in [7, 10, 0] {
        namespace.at::<Item>(&key(number)).put(&item("own", number)).await?;
    }
    c.show("get", namespace.at::<Item>(&key(10)).get().await);
    // Neither is such a key.
    for other in ["own:own_keys:7", "own:own_keys:07."] {
        namespace.put(other, "null", None).await?;
    }
    let page = namespace.keys::<OwnKey>().prefix(&format!("{slug}:")).page().await?;
    for listed in page.keys {
        c.say(format_args!("{:?}", listed.key));
    }
    Ok(())
}

/// `KVStorage`: the namespace, and memory, do the same.
pub(super) async fn untyped(c: &mut Case) -> Ended {
    let namespace = c.cx.store.namespace().clone();
    c.say("the namespace");
    storage(c, &namespace).await?;
    c.say("memory");
    storage(c, &InMemoryKV::new(10)).await
}

async fn storage(c: &mut Case, kv: &impl williw_workers::KVStorage) -> Ended {
    c.show("put", kv.put("untyped:b", "1", Some(300)).await);
    c.show("set_batch", kv.set_batch(&[("untyped:a", "2"), ("untyped:é", "3")], None).await);
    c.show("get", kv.get("untyped:b").await.map(as_text));
    let batch = kv.get_batch(&["untyped:a", "untyped:none", "untyped:b"]).await;
    c.show("get_batch", batch.map(|found| found.into_iter().map(as_text).collect::<Vec<_>>()));
    let first = kv.list("untyped:", Some(2), None).await?;
    c.say(format_args!("list: {:?}, more: {}", first.keys, first.cursor.is_some()));
    let second = kv.list("untyped:", Some(2), first.cursor.as_deref()).await?;
    c.say(format_args!("list: {:?}, more: {}", second.keys, second.cursor.is_some()));
    c.show("delete", kv.delete("untyped:b").await);
    c.show("get", kv.get("untyped:b").await.map(as_text));
    c.show(
        "empty key",
        kv.put("", "1", None).await.map_err(|error| error.to_string().contains("Key name cannot be empty")),
    );
    Ok(())
}
