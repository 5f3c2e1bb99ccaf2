//! JSON-RPC 2.0, as a Solana node speaks it.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};

use crate::faults::Fault;
use crate::ledger::{Chain, FINAL, Status, VALID_BLOCKS};
use crate::transaction::Transaction;

/// What becomes of a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// A status and a body.
    Reply(u16, String),
    /// The connection ends without an answer.
    Lost,
    /// The answer comes too late.
    Late,
}

/// Why a method fails: a code and words.
type Failure = (i64, &'static str);

const INVALID_PARAMS: Failure = (-32602, "Invalid params");

impl Chain {
    /// Answers the body of a POST request, or lets what the plan says go wrong.
    pub fn answer(&mut self, body: &[u8]) -> Answer {
        self.calls += 1;
        let number = self.calls.to_string();
        let faults = self.faults.clone();
        let happens = |fault| faults.happens(fault, &number);
        if happens(Fault::Limit) {
            return Answer::Reply(
                429,
                error(&Value::Null, (429, "Too many requests for a specific RPC call")).to_string(),
            );
        }
        if happens(Fault::Error) {
            return Answer::Reply(500, "internal error".to_owned());
        }
        if happens(Fault::Unreachable) {
            return Answer::Lost;
        }
        let reply = match serde_json::from_slice(body) {
            Ok(request) => self.call(&request),
            Err(_) => error(&Value::Null, (-32700, "Parse error")),
        };
        if happens(Fault::Lost) {
            return Answer::Lost;
        }
        if happens(Fault::Late) {
            return Answer::Late;
        }
        let mut text = reply.to_string();
        if happens(Fault::Garbage) {
            text.truncate(text.len() / 2);
        }
        Answer::Reply(200, text)
    }

    /// Answers a call as it should be.
    pub fn call(&mut self, request: &Value) -> Value {
        let id = request.get("id").cloned().unwrap_or_default();
        let method = request.get("method").and_then(Value::as_str).unwrap_or_default();
        let params = request.get("params").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        let result = match method {
            "getLatestBlockhash" => self.latest_blockhash(params),
            "getEpochInfo" => Ok(self.epoch_info(params)),
            "getBlockHeight" => Ok(json!(self.height_at(params.first()))),
            "sendTransaction" => self.send(params),
            "getSignatureStatuses" => self.statuses(params),
            _ => Err((-32601, "Method not found")),
        };
        match result {
            Ok(result) => json!({"jsonrpc": "2.0", "result": result, "id": id}),
            Err(failure) => error(&id, failure),
        }
    }

    fn height_at(&self, options: Option<&Value>) -> u64 {
        let behind = match options.and_then(|options| options.get("commitment")).and_then(Value::as_str) {
            Some("processed") => 0,
            Some("confirmed") => 2,
            _ => FINAL,
        };
        self.height().saturating_sub(behind)
    }

    fn epoch_info(&self, params: &[Value]) -> Value {
        let height = self.height_at(params.first());
        json!({
            "absoluteSlot": slot(height), "blockHeight": height, "epoch": slot(height) / 432_000,
            "slotIndex": slot(height) % 432_000, "slotsInEpoch": 432_000, "transactionCount": null,
        })
    }

    fn context(&self, height: u64, value: Value) -> Value {
        json!({"context": {"apiVersion": "3.0.0", "slot": slot(height)}, "value": value})
    }

    fn latest_blockhash(&self, params: &[Value]) -> Result<Value, Failure> {
        let height = self.height_at(params.first());
        let blockhash = bs58::encode(self.blockhash(height)).into_string();
        Ok(self.context(self.height(), json!({"blockhash": blockhash, "lastValidBlockHeight": height + VALID_BLOCKS})))
    }

    fn send(&mut self, params: &[Value]) -> Result<Value, Failure> {
        let [text, options] = params else { return Err(INVALID_PARAMS) };
        let text = text.as_str().ok_or(INVALID_PARAMS)?;
        // Without a word it would be base58.
        if options.get("encoding").and_then(Value::as_str) != Some("base64") {
            return Err((-32602, "this chain takes base64 only"));
        }
        let bytes = BASE64_STANDARD.decode(text).map_err(|_| INVALID_PARAMS)?;
        if bytes.len() > 1232 {
            return Err((-32602, "base64 encoded transaction too large"));
        }
        let transaction = Transaction::read(&bytes).map_err(|why| (-32003, why))?;
        self.accept(transaction).map(Value::from).map_err(|why| (-32002, why))
    }

    fn statuses(&self, params: &[Value]) -> Result<Value, Failure> {
        let signatures = params.first().and_then(Value::as_array).ok_or(INVALID_PARAMS)?;
        if signatures.len() > 256 {
            return Err((-32602, "Too many inputs provided; max 256"));
        }
        let history = params.get(1).and_then(|it| it.get("searchTransactionHistory")).and_then(Value::as_bool);
        let reach = self.reach(signatures.iter().filter_map(Value::as_str));
        let mut found = Vec::new();
        for signature in signatures {
            let signature = signature.as_str().ok_or(INVALID_PARAMS)?;
            found.push(match self.status(signature, reach, history.unwrap_or_default()) {
                None => Value::Null,
                Some(Status { height, level, failed }) => {
                    let err = if failed { json!({"InstructionError": [0, {"Custom": 1}]}) } else { Value::Null };
                    let confirmations = (level != "finalized").then(|| reach - height);
                    json!({"slot": slot(height), "confirmations": confirmations, "err": err, "confirmationStatus": level})
                }
            });
        }
        Ok(self.context(reach, found.into()))
    }
}

/// The slot of a block: some had none.
fn slot(height: u64) -> u64 {
    height + height / 20
}

fn error(id: &Value, (code, message): Failure) -> Value {
    json!({"jsonrpc": "2.0", "error": {"code": code, "message": message}, "id": id})
}
