//! Objects begin, run their events, and leave memory.

use std::future::poll_fn;
use std::pin::Pin;
use std::task::Poll;

use crate::case::{Case, Ended, Say as _};

/// Waits for all of them at once.
pub(super) async fn together<T>(futures: impl IntoIterator<Item = impl Future<Output = T>>) -> Vec<T> {
    let mut futures: Vec<_> = futures.into_iter().map(|future| (Box::pin(future), None)).collect();
    poll_fn(|cx| {
        for (future, done) in &mut futures {
            if done.is_none()
                && let Poll::Ready(value) = Pin::as_mut(future).poll(cx)
            {
                *done = Some(value);
            }
        }
        if futures.iter().all(|(_, done)| done.is_some()) { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
    futures.into_iter().filter_map(|(_, done)| done).collect()
}

pub(super) async fn parallel_increments(c: &mut Case) -> Ended {
    let vault = c.cx.vault.named(c.name);
    let mut results = Vec::new();
    for result in together((0..50).map(|_| vault.add(1, 0))).await {
        results.push(result?);
    }
    results.sort_unstable();
    c.say(format_args!("each saw another count: {}", results == (1..=50).collect::<Vec<_>>()));
    c.show("in the end", vault.add(0, 0).await);
    Ok(())
}

/// What was read before waiting for something else than storage may be old after it.
pub(super) async fn interleaving(c: &mut Case) -> Ended {
    let vault = c.cx.vault.named(c.name);
    for result in together((0..5).map(|_| vault.add(1, 100))).await {
        c.show("waited, then wrote", result);
    }
    c.show("in the end", vault.add(0, 0).await);
    Ok(())
}

/// Objects do not wait for each other.
pub(super) async fn objects_at_once(c: &mut Case) -> Ended {
    let vaults: Vec<_> = (0..10).map(|n| c.cx.vault.named(format!("{}-{n}", c.name))).collect();
    let before = c.cx.clock.now();
    let results = together(vaults.iter().map(|vault| vault.add(1, 1000))).await;
    let took = c.cx.clock.now().saturating_duration_since(before).as_millis();
    c.say(format_args!("{} counted", results.iter().filter(|result| **result == Ok(1)).count()));
    // A clock that is moved goes on by each wait.
    if c.is_on("workerd") {
        c.only_here(format_args!("ten waits of a second took less than six: {}", took < 6000));
    } else {
        c.only_here(format_args!("the clock went on by {took} ms"));
    }
    Ok(())
}

pub(super) async fn start_runs_first(c: &mut Case) -> Ended {
    c.cx.store.numbers(&c.slug()?).put(&vec![100]).await?;
    let riser = c.cx.riser.named(c.name);
    let mut lines = Vec::new();
    for result in together((0..4).map(|_| riser.risen())).await {
        lines.extend(result?);
    }
    lines.sort();
    c.all(lines);
    Ok(())
}

/// Who waits hears of it; the next call tries again. What it wrote stays.
pub(super) async fn start_fails(c: &mut Case) -> Ended {
    let entry = c.cx.store.numbers(&c.slug()?);
    let riser = c.cx.riser.named(c.name);
    entry.put(&vec![100, 1]).await?;
    for result in together((0..2).map(|_| riser.risen())).await {
        c.show("both hear of it", result);
    }
    c.show("the next try", riser.risen().await);
    entry.put(&vec![0]).await?;
    c.show("in the end", riser.risen().await);
    Ok(())
}

pub(super) async fn evicted(c: &mut Case) -> Ended {
    let vault = c.cx.vault.named(c.name);
    c.show("calls in memory, and stored", vault.calls().await);
    c.show("calls in memory, and stored", vault.calls().await);
    if c.step == 0 {
        c.ask(format!("evict Vault {}", c.name));
    }
    Ok(())
}

/// It starts again, too.
pub(super) async fn evicted_start(c: &mut Case) -> Ended {
    let riser = c.cx.riser.named(c.name);
    for _ in 0..2 {
        let lines = riser.risen().await?;
        c.all(lines);
    }
    if c.step < 2 {
        c.ask(format!("evict Riser {}", c.name));
    }
    Ok(())
}

/// Ten seconds without anything to do.
pub(super) async fn idle(c: &mut Case) -> Ended {
    let vault = c.cx.vault.named(c.name);
    let calls = vault.calls().await?;
    if c.step == 0 {
        c.say(format_args!("{calls:?}"));
        c.wait(20);
    } else {
        c.say(format_args!("{calls:?}"));
    }
    Ok(())
}
