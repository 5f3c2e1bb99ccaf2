//! What KV refuses, and its words.

use std::time::Duration;

use williw_workers::KVStorage as _;
use williw_workers::kv::{AsJson, AsStored, Entry, Expiry, KvError, KvList, KvNamespace, KvPut, Policy, Put};

use super::kv::noise;
use crate::app::types::{Item, Kind, Note};
use crate::case::{Case, Ended, Say as _};

pub(super) async fn keys(c: &mut Case) -> Ended {
    let namespace = c.cx.store.namespace().clone();
    let longest = format!("keys/{}é", "k".repeat(505));
    c.show("512 bytes", namespace.put(&longest, "1", None).await);
    c.show("and back", namespace.get(&longest).await);
    let list = namespace.list(&longest, None, None).await?;
    c.say(format_args!("listed: {}", list.keys == [longest.clone()]));
    c.show("deleted", namespace.delete(&longest).await);
    for (what, key) in
        [("513 bytes", format!("{longest}x")), ("empty", String::new()), (".", ".".into()), ("..", "..".into())]
    {
        c.show(format_args!("put {what}"), namespace.put(&key, "1", None).await);
        c.show(format_args!("get {what}"), namespace.get(&key).await);
        c.show(format_args!("delete {what}"), namespace.delete(&key).await);
        c.show(format_args!("bulk {what}"), namespace.get_many::<u32, AsJson>(&[key], None).await);
    }
    c.show("a prefix of 513 bytes", namespace.list(&format!("{longest}x"), None, None).await.map(|list| list.keys));
    c.show("...", namespace.put("...", "1", None).await);
    Ok(())
}

pub(super) async fn lifetimes(c: &mut Case) -> Ended {
    let namespace = c.cx.store.namespace().clone();
    for ttl in [0, 1, 59, 60] {
        c.show(format_args!("ttl {ttl}"), namespace.put("lifetimes", "1", Some(ttl)).await);
    }
    let entry = c.cx.store.item(&c.slug()?, &"a".parse()?);
    let item = Item { name: "a".into(), size: 1 };
    for millis in [0, 1, 59_000, 59_001] {
        let put = Put::<Note>::new().ttl(Duration::from_millis(millis));
        c.show(format_args!("ttl of {millis} ms"), entry.put_with(&item, put).await);
    }
    let now = c.cx.clock.now();
    let past = now.saturating_sub(Duration::from_secs(5));
    let told = entry.put_with(&item, Put::new().until(past)).await.map_err(|error| without_time(&error));
    c.show("until 5 s ago", told);
    let until = |seconds| Put::<Note>::new().until(now.saturating_add(Duration::from_secs(seconds)));
    for seconds in [30, 62] {
        let told = entry.put_with(&item, until(seconds)).await.map_err(|error| without_time(&error));
        c.show(format_args!("until {seconds} s from now"), told);
    }
    c.show("until 1970", entry.put_with(&item, Put::new().until(williw_workers::Timestamp::from_millis(0))).await);
    Ok(())
}

/// The words without the number of seconds, which another day is another one.
fn without_time(error: &KvError) -> String {
    error
        .to_string()
        .split(' ')
        .map(|word| if word.len() > 9 && word.starts_with('1') { "N." } else { word })
        .collect::<Vec<_>>()
        .join(" ")
}

pub(super) async fn sizes(c: &mut Case) -> Ended {
    let namespace = c.cx.store.namespace().clone();
    let entry: Entry<Vec<u8>, AsStored, String> = namespace.entry("sizes".to_owned(), Policy::NONE);
    // Two bytes are the quotes.
    for length in [1022, 1023] {
        let put = Put::new().metadata("m".repeat(length));
        c.show(format_args!("metadata of {} bytes", length + 2), entry.put_with(&vec![1], put).await);
    }
    let read = entry.get_with_metadata().await?;
    c.say(format_args!("metadata back: {:?}", read.and_then(|(_, metadata)| metadata).map(|text| text.len())));
    let put = Put::new().metadata("é".repeat(512));
    c.show("metadata of 512 characters and 1026 bytes", entry.put_with(&vec![1], put).await);
    c.show("25 MiB and one", entry.put(&vec![0; 26_214_401]).await);
    Ok(())
}

/// 25 MiB.
pub(super) async fn largest(c: &mut Case) -> Ended {
    let entry = c.cx.store.bytes(&c.slug()?, Kind::Gpu, false);
    let bytes = noise(26_214_400);
    c.show("put", entry.put(&bytes).await);
    let read = entry.get().await?;
    c.say(format_args!("the same: {}", read == Some(bytes)));
    c.show("delete", entry.delete().await);
    Ok(())
}

pub(super) async fn lists(c: &mut Case) -> Ended {
    let shelf = c.cx.shelf.clone();
    let slug = c.slug()?;
    shelf.row(&slug, 1).put(&1).await?;
    for limit in [0, 1, 1000, 1001, u32::MAX] {
        let page = shelf.row_list().prefix(&format!("{slug}/")).limit(limit).page().await;
        c.show(format_args!("limit {limit}"), page.map(|page| page.keys.len()));
    }
    Ok(())
}

pub(super) async fn cache_ttl(c: &mut Case) -> Ended {
    let namespace: KvNamespace = c.cx.store.namespace().clone();
    for cache_ttl in [0, 29, 30, 86_400] {
        let policy = Policy { ttl: None, cache_ttl: Some(cache_ttl) };
        let entry: Entry<u32> = namespace.entry("cache_ttl".to_owned(), policy);
        c.show(format_args!("get with {cache_ttl}"), entry.get().await);
        let many = namespace.get_many::<u32, AsJson>(&["cache_ttl".to_owned()], Some(cache_ttl)).await;
        c.show(format_args!("bulk with {cache_ttl}"), many);
    }
    Ok(())
}

/// Past `workers`, which refuses all of this before it reaches a host: the platform has the same words.
pub(super) async fn platform_words(c: &mut Case) -> Ended {
    if !c.is_on("workerd") {
        c.only_here("nothing of it gets here");
        return Ok(());
    }
    let driver = c.cx.host.kv("STORE").ok_or(std::fmt::Error)?;
    let put = |expiry| KvPut { value: vec![1], expiry: Some(expiry), metadata: None };
    let minute = || put(Expiry::After(60));
    let key = "platform_words";
    c.only_here(words(driver.get(key, Some(29)).await.map(drop)));
    c.only_here(words(driver.get("", None).await.map(drop)));
    c.only_here(words(driver.get(&"k".repeat(513), None).await.map(drop)));
    c.only_here(words(driver.get_bulk(&[key.to_owned()], Some(29)).await.map(drop)));
    c.only_here(words(driver.put(key, put(Expiry::After(59))).await));
    c.only_here(words(driver.put(key, put(Expiry::After(0))).await));
    c.only_here(words(driver.put(key, put(Expiry::At(7))).await));
    c.only_here(words(driver.put(&"k".repeat(513), minute()).await));
    c.only_here(words(driver.put("", minute()).await));
    c.only_here(words(driver.put(".", minute()).await));
    c.only_here(words(
        driver.put(key, KvPut { metadata: Some(format!("\"{}\"", "m".repeat(1023))), ..minute() }).await,
    ));
    c.only_here(words(driver.put(key, KvPut { value: vec![0; 26_214_401], ..minute() }).await));
    c.only_here(words(driver.delete(&"k".repeat(513)).await));
    let list = |limit| KvList { prefix: key.to_owned(), limit: Some(limit), cursor: None };
    c.only_here(words(driver.list(list(1001)).await.map(drop)));
    c.only_here(words(driver.list(list(0)).await.map(drop)));
    Ok(())
}

fn words(result: Result<(), KvError>) -> String {
    result.err().map_or_else(|| "accepted".to_owned(), |error| error.to_string())
}
