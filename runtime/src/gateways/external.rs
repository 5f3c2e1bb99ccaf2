//! The operator pays by hand, and says so: the service has no key and sees no chain.

use williw_workers::driver::LocalFuture;

use super::{ChainStatus, Gateway, GatewayError, Prepared, Tip, Transfer};
use crate::app::types::TransactionSignature;

pub(super) struct External;

impl Gateway for External {
    fn prepare<'a>(&'a self, _: &'a Transfer) -> LocalFuture<'a, Result<Option<Prepared>, GatewayError>> {
        Box::pin(async { Ok(None) })
    }

    fn submit<'a>(&'a self, _: &'a [u8]) -> LocalFuture<'a, Result<(), GatewayError>> {
        Box::pin(async { unknown() })
    }

    fn status<'a>(
        &'a self,
        _: &'a [TransactionSignature],
        _: i64,
    ) -> LocalFuture<'a, Result<Vec<ChainStatus>, GatewayError>> {
        Box::pin(async { unknown() })
    }

    fn block_height(&self) -> LocalFuture<'_, Result<Tip, GatewayError>> {
        Box::pin(async { unknown() })
    }
}

fn unknown<T>() -> Result<T, GatewayError> {
    Err(GatewayError("the operator pays by hand: the service sees nothing of the chain".to_owned()))
}
