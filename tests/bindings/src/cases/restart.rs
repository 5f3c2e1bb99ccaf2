//! The host ends and starts again. These cases run alone.

use williw_workers::KVStorage as _;

use crate::app::db::{JournalInsert, journal};
use crate::case::{Case, Ended, Say as _};

/// What was written is there: KV, D1, an object's keys and rows. Memory is not.
pub(super) async fn data_stays(c: &mut Case) -> Ended {
    let slug = c.slug()?;
    let (vault, ledger) = (c.cx.vault.named(c.name), c.cx.ledger.named(c.name));
    if c.step == 0 {
        c.cx.store.namespace().put("restart/data", "kept", None).await?;
        let row = JournalInsert { id: None, subject: slug, line: "kept".to_owned() };
        c.cx.db.run(journal::insert(row)).await?;
        c.show("calls", vault.calls().await);
        ledger.run(&"fill".parse()?).await?;
        c.ask("restart");
        return Ok(());
    }
    let kv = c.cx.store.namespace().get("restart/data").await?;
    c.say(format_args!("KV: {:?}", kv.map(|bytes| String::from_utf8_lossy(&bytes).into_owned())));
    let rows = c.cx.db.run(journal::by_subject(&slug, 10)).await?;
    c.say(format_args!("D1: {:?}", rows.iter().map(|row| row.line.as_str()).collect::<Vec<_>>()));
    c.show("calls", vault.calls().await);
    let lines = ledger.run(&"counts".parse()?).await?;
    c.all(lines);
    Ok(())
}

/// An alarm rings after it, whether its time has come meanwhile or not.
pub(super) async fn alarms_stay(c: &mut Case) -> Ended {
    let bells = ["soon", "later"].map(|which| c.cx.bell.named(format!("{}-{which}", c.name)));
    match c.step {
        0 => {
            for (bell, ms) in bells.iter().zip([1000, 6000]) {
                bell.set(ms).await?;
            }
            c.ask("restart");
            c.wait(2);
        }
        1 | 2 => {
            for bell in &bells {
                let heard = bell.heard().await?;
                c.all(heard);
            }
            if c.step == 1 {
                c.wait(5);
            }
        }
        _ => {}
    }
    Ok(())
}
