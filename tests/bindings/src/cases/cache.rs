//! `cached`: read through.

use std::cell::Cell;
use std::time::Duration;

use williw_workers::KVStorage as _;
use williw_workers::kv::Entry;

use crate::app::types::Item;
use crate::case::{Case, Ended, Fault, Say as _};

const HOUR: Duration = Duration::from_secs(3600);

fn entry(c: &Case) -> Result<Entry<Item, williw_workers::kv::AsJson, crate::app::types::Note>, Fault> {
    Ok(c.cx.store.item(&c.slug()?, &"a".parse()?))
}

/// What `make` makes, and how often it was asked.
struct Maker(Cell<u32>);

impl Maker {
    async fn make(&self) -> Result<Item, String> {
        self.0.set(self.0.get() + 1);
        Ok(Item { name: "made".to_owned(), size: self.0.get() })
    }
}

pub(super) async fn hit_and_miss(c: &mut Case) -> Ended {
    let (entry, maker) = (entry(c)?, Maker(Cell::new(0)));
    for _ in 0..3 {
        let item = entry.cached(HOUR, async || maker.make().await).await;
        c.show("cached", item);
    }
    entry.delete().await?;
    let item = entry.cached(HOUR, async || maker.make().await).await;
    c.show("after it was deleted", item);
    c.say(format_args!("made {} times", maker.0.get()));
    Ok(())
}

pub(super) async fn broken_entry(c: &mut Case) -> Ended {
    let (entry, maker) = (entry(c)?, Maker(Cell::new(0)));
    c.cx.store.namespace().put(entry.key(), "not json", None).await?;
    let item = entry.cached(HOUR, async || maker.make().await).await;
    c.show("made anew", item);
    let item = entry.cached(HOUR, async || maker.make().await).await;
    c.show("and kept", item);
    Ok(())
}

pub(super) async fn failing_maker(c: &mut Case) -> Ended {
    let entry = entry(c)?;
    let item = entry.cached(HOUR, async || Err::<Item, _>("no luck")).await;
    c.show("cached", item);
    c.show("nothing is kept", entry.get().await);
    Ok(())
}

pub(super) async fn expired(c: &mut Case) -> Ended {
    let (entry, maker) = (entry(c)?, Maker(Cell::new(c.step * 10)));
    if c.step == 0 {
        c.wait(62);
    }
    let item = entry.cached(Duration::from_secs(60), async || maker.make().await).await;
    c.show("cached", item);
    Ok(())
}

/// What KV will not keep is returned all the same.
pub(super) async fn too_short(c: &mut Case) -> Ended {
    let (entry, maker) = (entry(c)?, Maker(Cell::new(0)));
    for _ in 0..2 {
        let item = entry.cached(Duration::from_secs(59), async || maker.make().await).await;
        c.show("cached", item);
    }
    c.show("get", entry.get().await);
    Ok(())
}
