use app::Cx;
use app::api::PayError;
use app::types::Payment;
use williw_workers::http::Anyone;

#[williw_workers::spec("../spec-with-keys")]
pub mod app {}

pub struct Service;

#[app::handlers]
impl app::Api for Service {
    async fn pay(&self, _: &Cx, _: Anyone, body: Payment) -> Result<Payment, PayError> {
        Ok(body)
    }
}

fn main() {}
