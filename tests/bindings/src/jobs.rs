//! The cron jobs. Each writes a line that a case finds.

use williw_workers::cron::{CronError, CronRun};
use williw_workers::fetch::FetchRequest;

use crate::Service;
use crate::app::db::JournalInsert;
use crate::app::{self, Cx};

#[app::handlers]
impl app::Cron for Service {
    async fn first(&self, cx: &Cx, run: CronRun) -> Result<(), CronError> {
        note(cx, "first", run).await?;
        Err(CronError::new("the first one always fails"))
    }

    async fn second(&self, cx: &Cx, run: CronRun) -> Result<(), CronError> {
        note(cx, "second", run).await
    }

    async fn sunday(&self, cx: &Cx, run: CronRun) -> Result<(), CronError> {
        // Fails where a job reaches no service of others.
        let url = format!("{}/status/200", cx.vars.service_url);
        FetchRequest::get(url).send(&*cx.host).await.map_err(|error| CronError::new(error.to_string()))?;
        note(cx, "sunday", run).await
    }
}

async fn note(cx: &Cx, job: &str, run: CronRun) -> Result<(), CronError> {
    let subject = "cron-jobs".parse().map_err(|_| CronError::new("no slug"))?;
    let line = format!("{job} {}", run.scheduled_at.as_millis());
    cx.db.run(app::db::journal::insert(JournalInsert { id: None, subject, line })).await?;
    Ok(())
}
