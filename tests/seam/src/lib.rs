//! A Worker written by hand over the driver traits, to see what the Cloudflare host makes of them on real workerd:
//! `scripts/seam.mjs` serves it and asks. What generated code would do is not the subject.
//!
//! `POST /kv/<operation>` calls KV, `POST /object/<name>/<method>` an object, `GET /connect/<name>` opens a WebSocket;
//! answers are what `{:?}` shows. The object is in `object.rs`.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test ends with a panic, and one case is a panic"
)]
#![allow(missing_debug_implementations, reason = "nobody looks at a test's parts")]

mod object;

use std::rc::Rc;

use serde_json::Value;
use williw_workers::cron::{JobOutcome, Trigger};
use williw_workers::d1::{Bound, Columns};
use williw_workers::driver::{
    Host, KvDriver, LocalFuture, Manifest, ObjectDriver, Running, RunningObject, StartError, Worker,
};
use williw_workers::durable_objects::{ObjectCall, ObjectError};
use williw_workers::http::{Body, Request, Response, StatusCode};
use williw_workers::kv::{Expiry, KvList, KvPut};

/// The Worker.
#[derive(Clone, Copy, Debug)]
pub struct Seam;

impl Worker for Seam {
    fn manifest(&self) -> &'static Manifest {
        &Manifest::EMPTY
    }

    fn start(&self, host: Rc<dyn Host>) -> Result<Rc<dyn Running>, StartError> {
        Ok(Rc::new(Ready { host }))
    }
}

pub(crate) struct Ready {
    pub(crate) host: Rc<dyn Host>,
}

impl Running for Ready {
    fn fetch(&self, request: Request) -> LocalFuture<'_, Response> {
        Box::pin(async move {
            let target = request.target.clone();
            let parts: Vec<&str> = target.trim_start_matches('/').split('/').collect();
            let Body::Read(body) = request.body else { return text("too large") };
            match parts[..] {
                ["kv", operation] => text(&kv(&*self.host.kv("KV").unwrap(), operation, &args(&body)).await),
                ["object", name, method] => match self.call(name, method, body, false).await {
                    Ok(body) => body,
                    Err(error) => text(&format!("{error:?}")),
                },
                ["connect", name, ..] => {
                    let user = parts.get(2).copied().unwrap_or("nobody");
                    let args = format!("{{\"user\":\"{user}\"}}").into_bytes();
                    self.call(name, "connect", args, true).await.unwrap_or_else(|error| text(&format!("{error:?}")))
                }
                // Opens a WebSocket and gives it to nobody.
                ["forgotten", name] => match self.call(name, "connect", b"{\"user\":\"f\"}".to_vec(), true).await {
                    Ok(response) => text(&format!("{}", response.upgrade.is_some())),
                    Err(error) => text(&format!("{error:?}")),
                },
                ["bound"] => text(&format!(
                    "{} {} {} {} {} {}",
                    self.host.kv("KV").is_some(),
                    self.host.kv("Probe").is_some(),
                    self.host.namespace("Probe").is_some(),
                    self.host.namespace("DB").is_some(),
                    self.host.rate_limiter("LIMIT").is_some(),
                    self.host.rate_limiter("KV").is_some(),
                )),
                ["limit", key] => text(&format!("{:?}", self.host.rate_limiter("LIMIT").unwrap().limit(key).await)),
                ["trap"] => panic!("as asked"),
                _ => Response::new(StatusCode::NOT_FOUND),
            }
        })
    }

    fn scheduled<'a>(&'a self, trigger: Trigger<'a>, scheduled_ms: u64) -> LocalFuture<'a, Vec<JobOutcome>> {
        Box::pin(async move {
            let ran = KvPut { value: format!("{trigger:?} {scheduled_ms}").into_bytes(), expiry: None, metadata: None };
            self.host.kv("KV").unwrap().put("ran", ran).await.unwrap();
            let bad = JobOutcome { job: "bad", error: Some("as asked".into()) };
            match trigger {
                Trigger::Schedule("*/5 * * * *") => vec![JobOutcome { job: "good", error: None }],
                Trigger::Schedule("0 0 * * *") => vec![bad, JobOutcome { job: "good", error: None }],
                _ => Vec::new(),
            }
        })
    }

    fn object(&self, class: &str, driver: Rc<dyn ObjectDriver>) -> Option<Result<Rc<dyn RunningObject>, ObjectError>> {
        (class == "Probe").then(|| object::Probe::new(Rc::clone(&self.host), driver).map(|made| Rc::new(made) as Rc<_>))
    }
}

impl Ready {
    async fn call(&self, name: &str, method: &str, args: Vec<u8>, upgrade: bool) -> Result<Response, ObjectError> {
        let call = ObjectCall { method: method.to_owned().into(), args, upgrade };
        let reply = self.host.namespace("Probe").unwrap().call(name, call).await?;
        Ok(match reply.upgrade {
            Some(upgrade) => {
                let said = String::from_utf8(reply.body).unwrap();
                Response::switching_protocols(upgrade).with_header("x-said", said)
            }
            None => Response::new(StatusCode::OK).with_body("text/plain", reply.body),
        })
    }
}

async fn kv(kv: &dyn KvDriver, operation: &str, args: &Value) -> String {
    let key = args["key"].as_str().unwrap_or_default();
    let cache_ttl = args["cache_ttl"].as_u64().map(|n| n as u32);
    match operation {
        "get" => match kv.get(key, cache_ttl).await {
            Ok(found) => {
                let show =
                    |value: Vec<u8>| String::from_utf8(value).unwrap_or_else(|e| format!("{:?}", e.into_bytes()));
                format!("{:?}", found.map(|found| (show(found.value), found.metadata)))
            }
            Err(error) => format!("{error:?}"),
        },
        "bulk" => {
            let keys: Vec<String> =
                args["keys"].as_array().unwrap().iter().map(|k| k.as_str().unwrap().into()).collect();
            let found = kv.get_bulk(&keys, cache_ttl).await;
            format!(
                "{:?}",
                found
                    .map(|f| f.into_iter().map(|v| v.map(|v| String::from_utf8(v.value).unwrap())).collect::<Vec<_>>())
            )
        }
        "put" => {
            let value = match args["bytes"].as_u64() {
                Some(len) => (0..len).map(|i| (i % 251) as u8).collect(),
                None => args["value"].as_str().unwrap_or_default().into(),
            };
            let expiry = args["ttl"].as_u64().map(Expiry::After).or(args["at"].as_u64().map(Expiry::At));
            let metadata = args["metadata"].as_str().map(Into::into);
            format!("{:?}", kv.put(key, KvPut { value, expiry, metadata }).await)
        }
        "check" => {
            let found = kv.get(key, None).await.unwrap().unwrap().value;
            format!("{} {}", found.len(), found.iter().enumerate().all(|(i, byte)| (i % 251) as u8 == *byte))
        }
        "delete" => format!("{:?}", kv.delete(key).await),
        "list" => {
            let text = |name: &str| args[name].as_str().map(str::to_owned);
            let limit = args["limit"].as_u64().map(|n| n as u32);
            let list = KvList { prefix: text("prefix").unwrap_or_default(), limit, cursor: text("cursor") };
            format!("{:?}", kv.list(list).await)
        }
        _ => "no such operation".into(),
    }
}

pub(crate) fn args(body: &[u8]) -> Value {
    serde_json::from_slice(body).unwrap_or_default()
}

pub(crate) fn statement(sql: &'static str, params: Vec<williw_workers::d1::Value>, columns: Columns) -> Bound {
    let reads_only = sql.starts_with("SELECT");
    Bound { sql: sql.into(), params, columns, reads_only, idempotent: false }
}

fn text(text: &str) -> Response {
    Response::new(StatusCode::OK).with_body("text/plain", text.as_bytes().to_vec())
}

#[cfg(target_arch = "wasm32")]
williw_cloudflare::entry!(Seam);
