//! The service pays, with the treasury's key, over Solana's JSON-RPC.
//!
//! What is hard is to believe the right amount. An answer that cannot be read is an error, never "not found"; and what
//! failed on chain has failed only once that is final, since until then its block may be dropped and the transaction
//! taken up again. The service is many machines behind one address, and one that stands still says in good faith that it
//! knows nothing: so what is not known must be said by one that is as far as the height that it is compared with. Words of the other side may quote the URL, in which many services want a key: they are cleaned.

#[cfg(test)]
mod tests;

use std::rc::Rc;
use std::time::Duration;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};
use williw_workers::driver::{Host, Level, LocalFuture};
use williw_workers::fetch::FetchRequest;
use williw_workers::http::json::from_bytes;

use super::{ChainStatus, Gateway, GatewayError, Prepared, Tip, Transfer};
use crate::app::types::TransactionSignature;
use crate::keys::unbase58;
use crate::solana::{Keypair, Payment, signature_of};

/// How long a call may take: several of them must fit into one request of ours.
const TIMEOUT: Duration = Duration::from_secs(8);
/// A height beyond this is none: 2^53 − 1, as everywhere.
const MAX_HEIGHT: u64 = (1 << 53) - 1;
/// JSON-RPC's code of a method that there is not.
const NO_METHOD: i64 = -32601;
/// How much of the other side's words is told, in characters.
const TOLD: usize = 300;

pub(super) struct Rpc {
    host: Rc<dyn Host>,
    url: String,
    /// Without one nothing new is made; what was made is sent and looked for all the same.
    key: Option<Keypair>,
}

impl Rpc {
    /// Through this service, with the key that this secret is, where there is one.
    pub(super) fn new(host: Rc<dyn Host>, url: &str, secret: Option<&str>) -> Result<Self, GatewayError> {
        let key = secret.map(Keypair::parse).transpose();
        let key = key.map_err(|why| GatewayError(format!("SOLANA_PRIVATE_KEY {why}")))?;
        Ok(Rpc { host, url: url.to_owned(), key })
    }

    /// Calls a method, once, and returns its result.
    async fn call(&self, method: &str, params: Value) -> Result<Value, GatewayError> {
        self.call_known(method, params)
            .await?
            .ok_or_else(|| GatewayError(format!("{method}: the service has no such method")))
    }

    /// The same; `None` where the service has no such method.
    async fn call_known(&self, method: &str, params: Value) -> Result<Option<Value>, GatewayError> {
        let body = json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": params}).to_string();
        let reply = FetchRequest::post_json(self.url.as_str(), body).timeout(TIMEOUT).send(&*self.host).await;
        let failed = |why: &str| GatewayError(format!("{method}: {}", self.clean(why)));
        let reply = reply.map_err(|error| failed(&error.to_string()))?;
        let answer = from_bytes::<Value>(&reply.body).ok();
        // Some services tell their errors with another status than 200.
        if let Some(error) = answer.as_ref().and_then(|answer| answer.get("error")).filter(|error| !error.is_null()) {
            let code = error.get("code").and_then(Value::as_i64).unwrap_or_default();
            if code == NO_METHOD {
                return Ok(None);
            }
            let message = error.get("message").and_then(Value::as_str).unwrap_or("no words");
            return Err(failed(&format!("the service says {code}: {message}")));
        }
        if reply.status != 200 {
            return Err(failed(&format!("the service answers with status {}", reply.status)));
        }
        let result = answer.and_then(|mut answer| answer.get_mut("result").map(Value::take));
        result.map(Some).ok_or_else(|| failed(UNREADABLE))
    }

    /// The words, short, on one line, and without whatever long parts of the URL's path and query are in them.
    fn clean(&self, words: &str) -> String {
        let words: String = words.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        let after_host = self.url.split('/').skip(3).flat_map(|part| part.split(['?', '&', '=']));
        let words = after_host.filter(|part| part.len() >= 8).fold(words, |words, part| words.replace(part, "…"));
        words.chars().take(TOLD).collect()
    }
}

const UNREADABLE: &str = "the service's answer cannot be read";

fn unreadable(method: &str) -> GatewayError {
    GatewayError(format!("{method}: {UNREADABLE}"))
}

fn height(value: Option<&Value>) -> Option<i64> {
    value?.as_u64().filter(|height| *height <= MAX_HEIGHT).and_then(|height| i64::try_from(height).ok())
}

fn status(entry: &Value) -> Option<ChainStatus> {
    if entry.is_null() {
        return Some(ChainStatus::NotFound);
    }
    let level = match entry.get("confirmationStatus")? {
        // It may be left open: the transaction is there, and nothing follows from it yet.
        Value::Null => ChainStatus::Processed,
        level => match level.as_str()? {
            "processed" => ChainStatus::Processed,
            "confirmed" => ChainStatus::Confirmed,
            "finalized" => ChainStatus::Finalized,
            _ => return None,
        },
    };
    match entry.get("err")? {
        Value::Null => Some(level),
        error if level == ChainStatus::Finalized => {
            Some(ChainStatus::Failed(error.to_string().chars().take(TOLD).collect()))
        }
        _ => Some(ChainStatus::Processed),
    }
}

impl Gateway for Rpc {
    fn prepare<'a>(&'a self, transfer: &'a Transfer) -> LocalFuture<'a, Result<Option<Prepared>, GatewayError>> {
        Box::pin(async move {
            const METHOD: &str = "getLatestBlockhash";
            let key = self.key.as_ref().ok_or_else(|| GatewayError("SOLANA_PRIVATE_KEY is not set".to_owned()))?;
            // Of a final block: another one might be dropped, and the transaction with it.
            let latest = self.call(METHOD, json!([{"commitment": "finalized"}])).await?;
            let latest = latest.get("value").ok_or_else(|| unreadable(METHOD))?;
            let blockhash = latest.get("blockhash").and_then(Value::as_str).ok_or_else(|| unreadable(METHOD))?;
            let last_valid = height(latest.get("lastValidBlockHeight")).ok_or_else(|| unreadable(METHOD))?;
            let wrong = |what: &str| GatewayError(format!("the transaction cannot be made: {what}"));
            let payment = Payment {
                to: unbase58(transfer.to.as_str()).ok_or_else(|| wrong("the address is none"))?,
                lamports: u64::try_from(transfer.amount.get()).map_err(|_| wrong("the amount is negative"))?,
                memo: &format!("williw:{}", transfer.payout_id),
                blockhash: unbase58(blockhash).ok_or_else(|| unreadable(METHOD))?,
            };
            let (raw_transaction, signature) = payment.sign(key).map_err(|_| wrong("it is too long"))?;
            let signature = TransactionSignature::parse(bs58::encode(signature).into_string());
            Ok(Some(Prepared {
                blockhash: blockhash.to_owned(),
                last_valid_block_height: last_valid,
                signature: signature.map_err(|_| wrong("the signature is none"))?,
                raw_transaction,
            }))
        })
    }

    /// The service tries the transaction first (preflight), on a block that most have voted for: what the treasury cannot
    /// pay is then refused in words, instead of failing on chain for a fee. It sends the same bytes again by itself until
    /// they have expired, which is sooner than the next look at the payout.
    fn submit<'a>(&'a self, raw_transaction: &'a [u8]) -> LocalFuture<'a, Result<(), GatewayError>> {
        Box::pin(async move {
            const METHOD: &str = "sendTransaction";
            let wrong = |_| GatewayError("this is no signed transaction".to_owned());
            let signature = bs58::encode(signature_of(raw_transaction).map_err(wrong)?).into_string();
            let options = json!({
                "encoding": "base64", "skipPreflight": false, "preflightCommitment": "confirmed",
            });
            let sent = self.call(METHOD, json!([BASE64_STANDARD.encode(raw_transaction), options])).await?;
            if sent.as_str() == Some(signature.as_str()) { Ok(()) } else { Err(unreadable(METHOD)) }
        })
    }

    fn status<'a>(
        &'a self,
        signatures: &'a [TransactionSignature],
        slot: i64,
    ) -> LocalFuture<'a, Result<Vec<ChainStatus>, GatewayError>> {
        Box::pin(async move {
            const METHOD: &str = "getSignatureStatuses";
            if signatures.is_empty() {
                return Ok(Vec::new());
            }
            let texts: Vec<&str> = signatures.iter().map(TransactionSignature::as_str).collect();
            let found = self.call(METHOD, json!([texts, {"searchTransactionHistory": true}])).await?;
            if slot > 0 {
                let known = height(found.get("context").and_then(|context| context.get("slot")));
                let known = known.ok_or_else(|| unreadable(METHOD))?;
                if known < slot {
                    let behind = format!("{METHOD}: who answers is at slot {known}, and slot {slot} is final");
                    return Err(GatewayError(behind));
                }
            }
            let found = found.get("value").and_then(Value::as_array).filter(|found| found.len() == texts.len());
            let found = found.ok_or_else(|| unreadable(METHOD))?;
            let read = |(entry, text): (&Value, &&str)| {
                status(entry).unwrap_or_else(|| {
                    self.host.log(Level::Warn, &format!("{METHOD}: what is said of `{text}` cannot be read"));
                    // It is there, and nothing follows from that yet.
                    ChainStatus::Processed
                })
            };
            Ok(found.iter().zip(&texts).map(read).collect())
        })
    }

    /// Height and slot come of one answer, so that they belong together. Where the service tells only the height, nobody
    /// can tell whether who is asked for a transaction is that far.
    fn block_height(&self) -> LocalFuture<'_, Result<Tip, GatewayError>> {
        Box::pin(async {
            const METHOD: &str = "getEpochInfo";
            const HEIGHT_ONLY: &str = "getBlockHeight";
            let params = json!([{"commitment": "finalized"}]);
            if let Some(info) = self.call_known(METHOD, params.clone()).await? {
                let (height, slot) = (height(info.get("blockHeight")), height(info.get("absoluteSlot")));
                return height.zip(slot).map(|(height, slot)| Tip { height, slot }).ok_or_else(|| unreadable(METHOD));
            }
            let line = format!(
                "the service of SOLANA_RPC_URL has no {METHOD}: an answer of a machine that is behind is believed"
            );
            self.host.log(Level::Warn, &line);
            let result = self.call(HEIGHT_ONLY, params).await?;
            let height = height(Some(&result)).ok_or_else(|| unreadable(HEIGHT_ONLY))?;
            Ok(Tip { height, slot: 0 })
        })
    }
}
