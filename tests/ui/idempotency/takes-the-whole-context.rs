use app::Cx;
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
        cx: &Cx,
        _: Anyone,
        body: Payment,
        commit: Commit<Payment>,
    ) -> Result<Committed<Payment>, PayError> {
        cx.db.run(app::db::payments::delete(1)).await?;
        Ok(commit.nothing(body).await?)
    }
}

fn main() {}
