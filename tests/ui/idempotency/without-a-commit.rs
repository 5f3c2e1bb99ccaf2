use app::ReadCx;
use app::api::PayError;
use app::db::payments;
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
        cx.db.run(payments::get(1)).await?;
        Ok(body)
    }
}

fn main() {}
