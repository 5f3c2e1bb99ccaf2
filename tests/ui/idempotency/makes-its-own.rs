use app::ReadCx;
use app::api::PayError;
use app::types::Payment;
use std::marker::PhantomData;
use williw_workers::http::{Anyone, Commit, Committed, Response, StatusCode};

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
        let response = Response::json(StatusCode::OK, &body);
        Ok(Committed { outcome: Ok(response), reply: PhantomData })
    }
}

fn main() {}
