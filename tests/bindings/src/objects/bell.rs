//! An object with an alarm. What it does when it rings is written down before, in its storage: one deed for each time,
//! `ok`, `throw`, `set <ms>`, `set <ms> throw`, `delete`, `alarm`, `journal <subject>`.

use std::cell::Cell;
use std::time::Duration;

use williw_workers::durable_objects::{AlarmEvent, ObjectError, ObjectState};

use crate::app::db::JournalInsert;
use crate::app::objects::BellClass;
use crate::app::types::Slug;
use crate::app::{self, Cx};
use crate::cases::alarms;

/// Rings.
pub struct BellObject {
    pub(crate) state: ObjectState<BellClass>,
    rang: Cell<u32>,
}

#[app::handlers]
impl app::objects::Bell for BellObject {
    fn new(_: &Cx, state: ObjectState<BellClass>) -> Self {
        BellObject { state, rang: Cell::new(0) }
    }

    async fn on_alarm(&self, _: &Cx, deeds: Vec<String>) -> Result<(), ObjectError> {
        Ok(self.state.storage().put("deeds", &deeds)?)
    }

    async fn run(&self, cx: &Cx, part: Slug) -> Result<Vec<String>, ObjectError> {
        alarms::within(self, cx, part.as_str()).await
    }

    async fn set(&self, cx: &Cx, in_ms: i64) -> Result<(), ObjectError> {
        let at = cx.clock.now().as_millis().saturating_add(in_ms);
        Ok(self.state.set_alarm(williw_workers::Timestamp::from_millis(at))?)
    }

    async fn due(&self, cx: &Cx) -> Result<Option<i64>, ObjectError> {
        let now = cx.clock.now().as_millis();
        Ok(self.state.alarm().await?.map(|at| (at.as_millis() - now + 500).div_euclid(1000)))
    }

    async fn heard(&self, _: &Cx) -> Result<Vec<String>, ObjectError> {
        Ok(self.state.storage().get("heard")?.unwrap_or_default())
    }

    async fn alarm(&self, cx: &Cx, event: AlarmEvent) -> Result<(), ObjectError> {
        self.rang.set(self.rang.get() + 1);
        let storage = self.state.storage();
        let mut heard: Vec<String> = storage.get("heard")?.unwrap_or_default();
        let mut deeds: Vec<String> = storage.get("deeds")?.unwrap_or_default();
        let deed = if deeds.is_empty() { "ok".to_owned() } else { deeds.remove(0) };
        let now = cx.clock.now().as_millis();
        let early = u64::try_from(now).is_ok_and(|now| now < event.scheduled_ms);
        let mut line = format!("{}: retry {}, {} in memory", self.state.name(), event.retry_count, self.rang.get());
        if early {
            line += ", early";
        }
        if deed == "alarm" {
            line += &format!(", alarm: {:?}", self.state.alarm().await?);
        }
        heard.push(format!("{line}, {deed}"));
        storage.put("heard", &heard)?;
        storage.put("deeds", &deeds)?;
        let mut words = deed.split(' ');
        let mut verb = words.next();
        if verb == Some("set") {
            let ms = words.next().and_then(|ms| ms.parse().ok()).unwrap_or_default();
            self.state.set_alarm(cx.clock.now().saturating_add(Duration::from_millis(ms)))?;
            verb = words.next();
        }
        match verb {
            Some("throw") => Err(ObjectError::thrown("as told")),
            Some("delete") => Ok(self.state.delete_alarm()?),
            Some("journal") => {
                let subject = words.next().unwrap_or_default().parse().map_err(|_| ObjectError::thrown("no slug"))?;
                let row = JournalInsert { id: None, subject, line: self.state.name() };
                cx.db.run(app::db::journal::insert(row)).await?;
                Ok(())
            }
            _ => Ok(()),
        }
    }
}
