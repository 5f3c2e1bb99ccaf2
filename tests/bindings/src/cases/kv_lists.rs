//! Lists and bulk reads.

use williw_workers::KVStorage as _;
use williw_workers::kv::{Listing, Put};

use crate::app::kv::RowKey;
use crate::app::types::{Item, Note, Word};
use crate::case::{Case, Ended, Say as _};

/// By the bytes of UTF-8, which is neither JavaScript's order nor that of people.
pub(super) async fn order(c: &mut Case) -> Ended {
    let namespace = c.cx.shelf.namespace().clone();
    // U+FF5E comes before U+1F600 in UTF-8, and after it in UTF-16.
    for name in ["b", "a", "B", "é", "e\u{301}", "\u{1f600}", "\u{ff5e}", "~", " ", "10", "9", "a\0"] {
        namespace.put(&format!("order/{name}"), "1", None).await?;
    }
    let list = namespace.list("order/", None, None).await?;
    for key in list.keys {
        c.say(format_args!("{key:?}"));
    }
    Ok(())
}

pub(super) async fn prefix(c: &mut Case) -> Ended {
    let namespace = c.cx.shelf.namespace().clone();
    for name in ["a", "ab", "abc", "b", "a\u{10ffff}", "a%", "a_"] {
        namespace.put(&format!("prefix/{name}"), "1", None).await?;
    }
    for prefix in ["prefix/a", "prefix/ab", "prefix/a%", "prefix/a_", "prefix/c", "prefix/a\u{10ffff}"] {
        c.show(format_args!("{prefix:?}"), namespace.list(prefix, None, None).await.map(|list| list.keys));
    }
    Ok(())
}

pub(super) async fn pages(c: &mut Case) -> Ended {
    let (slug, shelf) = (c.slug()?, c.cx.shelf.clone());
    for row in 0..7 {
        shelf.row(&slug, row).put(&row).await?;
    }
    let mut next = None;
    loop {
        let page = shelf.row_list().prefix(&format!("{slug}/")).limit(3).after(next).page().await?;
        let rows: Vec<u32> = page.keys.iter().map(|key| key.key.row).collect();
        c.say(format_args!("{rows:?}, more: {}", page.next.is_some()));
        next = page.next;
        if next.is_none() {
            break;
        }
    }
    // Exactly as many as there are: the page is the last one.
    let page = shelf.row_list().prefix(&format!("{slug}/")).limit(7).page().await?;
    c.say(format_args!("7 of 7: {}, more: {}", page.keys.len(), page.next.is_some()));
    let page = shelf.row_list().prefix(&format!("{slug}/none")).page().await?;
    c.say(format_args!("none: {}, more: {}", page.keys.len(), page.next.is_some()));
    Ok(())
}

/// What a page's end means when keys come and go.
pub(super) async fn cursors(c: &mut Case) -> Ended {
    let namespace = c.cx.shelf.namespace().clone();
    for name in ["a", "c", "e"] {
        namespace.put(&format!("cursors/{name}"), "1", None).await?;
    }
    let list = async |limit, cursor: Option<&str>| namespace.list("cursors/", Some(limit), cursor).await;
    let first = list(2, None).await?;
    namespace.delete("cursors/c").await?;
    namespace.put("cursors/b", "1", None).await?;
    namespace.put("cursors/d", "1", None).await?;
    c.show("after `c`, which is gone", list(9, first.cursor.as_deref()).await.map(|list| list.keys));
    c.show("once more", list(9, first.cursor.as_deref()).await.map(|list| list.keys));
    c.show("from the start", list(9, None).await.map(|list| list.keys));
    Ok(())
}

pub(super) async fn metadata_in_lists(c: &mut Case) -> Ended {
    let (slug, store) = (c.slug()?, c.cx.store.clone());
    let item = Item { name: "x".to_owned(), size: 1 };
    let note = Note { by: "é".to_owned() };
    store.item(&slug, &"a".parse()?).put_with(&item, Put::new().metadata(note)).await?;
    store.item(&slug, &"b".parse()?).put(&item).await?;
    let page = store.item_list().prefix(&format!("{slug}:")).page().await?;
    for key in page.keys {
        c.say(format_args!("{}: {:?}", key.key.name.as_str(), key.metadata));
    }
    let other: Listing<crate::app::kv::ItemKey, u32> = Listing::new(store.namespace().clone());
    c.show("of another type", other.prefix(&format!("{slug}:")).page().await.map(|page| page.keys.len()));
    Ok(())
}

/// A listing passes over keys that only begin like its own.
pub(super) async fn other_kinds(c: &mut Case) -> Ended {
    let (slug, shelf) = (c.slug()?, c.cx.shelf.clone());
    for text in ["1", "01", "x", "4294967296", "2/3", ""] {
        shelf.namespace().put(&format!("{slug}/{text}"), "1", None).await?;
    }
    let page = shelf.row_list().prefix(&format!("{slug}/")).page().await?;
    c.say(format_args!("{:?}", page.keys.iter().map(|key| &key.key).collect::<Vec<_>>()));
    Ok(())
}

pub(super) async fn bulk(c: &mut Case) -> Ended {
    let (slug, shelf) = (c.slug()?, c.cx.shelf.clone());
    for row in [3, 1, 2] {
        shelf.row(&slug, row).put(&(row * 10)).await?;
    }
    let key = |row| RowKey { case: slug.clone(), row };
    c.show("in their order", shelf.row_many(&[2, 9, 1, 2].map(key)).await);
    c.show("none", shelf.row_many(&[]).await);
    c.show("only missing", shelf.row_many(&[8, 9].map(key)).await);
    // A bulk read is of texts: bytes that are none cannot come back.
    shelf.namespace().put(&format!("{slug}/4"), vec![0x37, 0xff], None).await?;
    c.show("not text", shelf.row_many(&[key(4)]).await);
    Ok(())
}

/// More than one call takes.
pub(super) async fn bulk_of_many(c: &mut Case) -> Ended {
    let (slug, shelf) = (c.slug()?, c.cx.shelf.clone());
    for row in (0..250).step_by(5) {
        shelf.row(&slug, row).put(&row).await?;
    }
    let keys: Vec<RowKey> = (0..250).rev().map(|row| RowKey { case: slug.clone(), row }).collect();
    let values = shelf.row_many(&keys).await?;
    let right = keys.iter().zip(&values).all(|(key, value)| *value == (key.row % 5 == 0).then_some(key.row));
    c.say(format_args!("{} values, {} there, right: {right}", values.len(), values.iter().flatten().count()));
    let word: Word = "x".parse()?;
    let too_long = format!("{}{}", "k".repeat(513), word.as_str());
    let keys: Vec<String> = (0..101).map(|n| if n == 100 { too_long.clone() } else { n.to_string() }).collect();
    let found = shelf.namespace().get_many::<u32, williw_workers::kv::AsJson>(&keys, None).await;
    c.show("with one key that is too long", found);
    Ok(())
}
