use app::ReadCx;
use app::api::PayError;
use app::db::{PaymentInsert, payments};
use app::queries;
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
        let payment = PaymentInsert { id: None, amount: 1 };
        cx.db.run(payments::insert(payment.clone())).await?;
        cx.db.run(queries::forget(1)).await?;
        // One of them writes.
        cx.db.batch((queries::total(), payments::get(1), payments::delete(1))).await?;
        Ok(commit.batch(payments::insert(payment), body).await?)
    }
}

fn main() {}
