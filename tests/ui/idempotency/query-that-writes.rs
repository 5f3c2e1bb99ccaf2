use app::ReadCx;
use app::api::PayError;
use app::types::Payment;
use williw_workers::http::{Anyone, Commit, Committed};

#[williw_workers::spec("../spec-with-keys")]
pub mod app {}

pub struct Service;

#[app::handlers]
impl app::Api for Service {
    async fn pay(
        &self,
        cx: &ReadCx,
        _: Anyone,
        body: Payment,
        commit: Commit<Payment>,
    ) -> Result<Committed<Payment>, PayError> {
        cx.db.run(williw_workers::query!(crate::app, exec, "DELETE FROM payments WHERE id = 1")).await?;
        Ok(commit.nothing(body).await?)
    }
}

fn main() {}
