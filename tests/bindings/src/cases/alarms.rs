//! Alarms. What a bell does when it rings is told to it before; what it heard is asked for after.

use std::time::Duration;

use williw_workers::Timestamp;
use williw_workers::durable_objects::{ObjectError, StorageError};

use crate::app::objects::BellStub;
use crate::app::{self, Cx};
use crate::case::{Case, Ended, Say};
use crate::objects::BellObject;

fn bell(c: &Case) -> BellStub {
    c.cx.bell.named(c.name)
}

async fn tell(c: &Case, deeds: &[&str]) -> Result<(), ObjectError> {
    bell(c).on_alarm(&deeds.iter().map(|deed| (*deed).to_owned()).collect()).await
}

async fn heard(c: &mut Case) -> Ended {
    let heard = bell(c).heard().await?;
    c.say(format_args!("heard {}", heard.len()));
    c.all(heard);
    c.show("due in", bell(c).due().await);
    Ok(())
}

pub(super) async fn rings(c: &mut Case) -> Ended {
    if c.step == 0 {
        c.show("due in", bell(c).due().await);
        c.show("set", bell(c).set(3000).await);
        c.show("due in", bell(c).due().await);
        c.wait(5);
        return Ok(());
    }
    heard(c).await
}

pub(super) async fn last_set_wins(c: &mut Case) -> Ended {
    match c.step {
        0 => {
            bell(c).set(600_000).await?;
            bell(c).set(2000).await?;
            c.show("due in", bell(c).due().await);
            c.wait(4);
        }
        1 => {
            heard(c).await?;
            bell(c).set(2000).await?;
            bell(c).set(600_000).await?;
            c.wait(4);
        }
        _ => heard(c).await?,
    }
    Ok(())
}

pub(super) async fn set_get_delete(c: &mut Case) -> Ended {
    if c.step == 0 {
        let lines = bell(c).run(&"set-get-delete".parse()?).await?;
        c.all(lines);
        c.show("due in", bell(c).due().await);
        c.wait(3);
        return Ok(());
    }
    heard(c).await
}

pub(super) async fn times(c: &mut Case) -> Ended {
    if c.step == 0 {
        let lines = bell(c).run(&"times".parse()?).await?;
        c.all(lines);
        c.wait(1);
        return Ok(());
    }
    heard(c).await
}

pub(super) async fn rolled_back(c: &mut Case) -> Ended {
    if c.step == 0 {
        let lines = bell(c).run(&"rolled-back".parse()?).await?;
        c.all(lines);
        c.wait(3);
        return Ok(());
    }
    heard(c).await
}

pub(super) async fn deleted_with_all(c: &mut Case) -> Ended {
    if c.step == 0 {
        let lines = bell(c).run(&"deleted-with-all".parse()?).await?;
        c.all(lines);
        c.wait(3);
        return Ok(());
    }
    heard(c).await
}

/// Each object has its own; they ring in the order of their times.
pub(super) async fn several(c: &mut Case) -> Ended {
    let (bells, name) = (c.cx.bell.clone(), c.name);
    let named = |n: u32| bells.named(format!("{name}-{n}"));
    if c.step == 0 {
        for (n, ms) in [(1, 3000), (2, 1000), (3, 2000)] {
            named(n).on_alarm(&vec![format!("journal {}", c.name)]).await?;
            named(n).set(ms).await?;
        }
        c.wait(5);
        return Ok(());
    }
    let rows = c.cx.db.run(app::db::journal::by_subject(&c.slug()?, 9)).await?;
    c.all(rows.into_iter().map(|row| row.line));
    for n in 1..=3 {
        let heard = named(n).heard().await?;
        c.all(heard);
    }
    Ok(())
}

/// Two tries fail: two seconds and four seconds later, and up to a quarter more.
pub(super) async fn retries(c: &mut Case) -> Ended {
    match c.step {
        0 => {
            tell(c, &["throw", "throw", "alarm"]).await?;
            bell(c).set(0).await?;
            c.wait(1);
        }
        1 => {
            let heard = bell(c).heard().await?;
            c.all(heard);
            // While the next try waits, the alarm is still the one that was set.
            c.show("due in the past", bell(c).due().await.map(|due| due.map(|due| due <= 0)));
            c.wait(9);
        }
        _ => heard(c).await?,
    }
    Ok(())
}

/// Six retries take two minutes and more.
pub(super) async fn given_up(c: &mut Case) -> Ended {
    if c.step == 0 {
        tell(c, &["throw"; 9]).await?;
        bell(c).set(0).await?;
        c.wait(1);
        return Ok(());
    }
    if c.step == 1 {
        // Where everything runs at once it may ring a little later; the next time is two seconds away.
        for _ in 0..100 {
            if !bell(c).heard().await?.is_empty() {
                break;
            }
            c.cx.host.clock().sleep(50).await;
        }
        c.show("heard", bell(c).heard().await.map(|heard| heard.len()));
        if c.is_on("embedded") {
            c.ask("embedded: wait 200");
        } else {
            c.only_here("the rest takes more than two minutes");
        }
        return Ok(());
    }
    for line in bell(c).heard().await? {
        c.only_here(line);
    }
    let due = bell(c).due().await?;
    c.only_here(format_args!("due: {due:?}"));
    Ok(())
}

/// A new time during the wait takes the place of the retries.
pub(super) async fn set_while_a_retry_waits(c: &mut Case) -> Ended {
    match c.step {
        0 => {
            tell(c, &["throw", "ok"]).await?;
            bell(c).set(0).await?;
            c.wait(1);
        }
        1 => {
            bell(c).set(3000).await?;
            c.show("due in", bell(c).due().await);
            c.wait(5);
        }
        _ => heard(c).await?,
    }
    Ok(())
}

pub(super) async fn set_in_the_handler(c: &mut Case) -> Ended {
    if c.step == 0 {
        tell(c, &["set 1000", "set 1000", "alarm"]).await?;
        bell(c).set(500).await?;
        c.wait(5);
        return Ok(());
    }
    heard(c).await
}

/// What the handler set before it failed is what counts.
pub(super) async fn set_in_the_handler_that_fails(c: &mut Case) -> Ended {
    if c.step == 0 {
        tell(c, &["set 1000 throw", "ok"]).await?;
        bell(c).set(0).await?;
        c.wait(6);
        return Ok(());
    }
    heard(c).await
}

pub(super) async fn deleted_in_the_handler(c: &mut Case) -> Ended {
    if c.step == 0 {
        tell(c, &["delete", "ok"]).await?;
        bell(c).set(0).await?;
        c.wait(3);
        return Ok(());
    }
    heard(c).await
}

/// The alarm wakes it, and it knows its name.
pub(super) async fn out_of_memory(c: &mut Case) -> Ended {
    if c.step == 0 {
        bell(c).set(4000).await?;
        c.ask(format!("evict Bell {}", c.name));
        c.wait(6);
        return Ok(());
    }
    heard(c).await
}

/// A part of a case.
pub(crate) async fn within(bell: &BellObject, cx: &Cx, part: &str) -> Result<Vec<String>, ObjectError> {
    let state = &bell.state;
    let mut out = Vec::new();
    let now = cx.clock.now();
    let after = |seconds| now.saturating_add(Duration::from_secs(seconds));
    let about = |at: Option<Timestamp>| at.map(|at| (at.as_millis() - now.as_millis() + 500).div_euclid(1000));
    match part {
        "set-get-delete" => {
            out.show("none", state.alarm().await);
            state.set_alarm(after(60))?;
            out.show("set", state.alarm().await.map(|at| at == Some(after(60))));
            state.set_alarm(after(1))?;
            out.show("set anew", state.alarm().await.map(about));
            out.show("deleted", state.delete_alarm());
            out.show("none", state.alarm().await);
            out.show("deleted again", state.delete_alarm());
        }
        "times" => {
            out.show("0", state.set_alarm(Timestamp::from_millis(0)));
            out.show("−1", state.set_alarm(Timestamp::from_millis(-1)));
            out.show("nothing is set", state.alarm().await);
            out.show("1970", state.set_alarm(Timestamp::from_millis(1)));
            // The past is now.
            out.show("due in", state.alarm().await.map(about));
        }
        "rolled-back" => {
            let result = state.storage().transaction(|| {
                state.set_alarm(after(1))?;
                Err::<(), _>(StorageError("taken back".to_owned()))
            });
            out.show("the transaction", result);
            out.show("the alarm", state.alarm().await.map(about));
            state.set_alarm(after(600))?;
            let result = state.storage().transaction(|| {
                state.delete_alarm()?;
                Err::<(), _>(StorageError("taken back".to_owned()))
            });
            out.show("the transaction", result);
            out.show("the alarm", state.alarm().await.map(about));
            let result = state.storage().transaction(|| state.set_alarm(after(1)));
            out.show("a good one", result);
            out.show("the alarm", state.alarm().await.map(about));
        }
        "deleted-with-all" => {
            state.set_alarm(after(1))?;
            out.show("delete_all", state.storage().delete_all());
            out.show("the alarm", state.alarm().await);
        }
        _ => return Err(ObjectError::thrown(format!("there is no part `{part}`"))),
    }
    Ok(out)
}
