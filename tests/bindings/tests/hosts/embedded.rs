//! The Worker in this process, in memory, with a clock that is moved.

use std::collections::BTreeMap;
use std::future::poll_fn;
use std::task::Poll;

use williw_embedded::testing::{TestSocket, TestWorker};
use williw_embedded::{Host, testing};
use williw_workers::cron::Trigger;
use williw_workers::durable_objects::SocketMessage;
use williw_workers::http::{Method, Response};

use crate::outside::{Outside, Pause, Run, from_hex, status_and_code, to_hex};

/// Runs a case on a host of its own.
pub(crate) fn run(subject: &str, name: &str) -> Vec<String> {
    let setup = Host::in_memory().var("HOST", "embedded").var("SERVICE_URL", crate::service::url());
    let mut worker = testing::start(williw_bindings::worker(), setup);
    let mut run = Run::new(subject, name);
    while run.go(&mut Embedded { worker: &worker, sockets: BTreeMap::new() }) == Pause::Restart {
        worker.restart(williw_bindings::worker());
    }
    run.lines
}

struct Embedded<'w> {
    worker: &'w TestWorker,
    sockets: BTreeMap<String, TestSocket<'w>>,
}

impl Outside for Embedded<'_> {
    fn get(&mut self, target: &str) -> (u16, String) {
        let reply = self.worker.get(target);
        (reply.status.as_u16(), String::from_utf8(reply.body).unwrap())
    }

    fn post(&mut self, times: usize, key: Option<&str>, target: &str, body: &str) -> Vec<(u16, String, bool)> {
        let mut fields = vec![("content-type", "application/json")];
        fields.extend(key.map(|key| ("idempotency-key", key)));
        let running = self.worker.running();
        let send = || running.fetch(testing::request(Method::POST, target, &fields, body.as_bytes().to_vec()));
        let mut requests: Vec<_> = (0..times).map(|_| (send(), None)).collect();
        self.worker.block_on(poll_fn(|cx| {
            for (request, reply) in &mut requests {
                if reply.is_none()
                    && let Poll::Ready(response) = request.as_mut().poll(cx)
                {
                    *reply = Some(response);
                }
            }
            if requests.iter().all(|(_, reply)| reply.is_some()) { Poll::Ready(()) } else { Poll::Pending }
        }));
        let told = |reply: Response| {
            let kept = reply.headers.iter().any(|(name, value)| *name == "idempotent-replayed" && value == "true");
            (reply.status.as_u16(), String::from_utf8(reply.body).unwrap(), kept)
        };
        requests.into_iter().filter_map(|(_, reply)| reply).map(told).collect()
    }

    fn send(&mut self, method: &str, target: &str, headers: &[(&str, &str)]) -> (u16, Vec<(String, String)>, String) {
        let reply = self.worker.fetch(method.parse().unwrap(), target, headers, "");
        let fields = reply.headers.into_iter().map(|(name, value)| (name.to_owned(), value.into_owned())).collect();
        (reply.status.as_u16(), fields, String::from_utf8(reply.body).unwrap())
    }

    fn record(&mut self, id: &str) -> String {
        let start = format!("{{\"request_id\":\"{id}\"");
        let line = self.worker.logs().into_iter().map(|(_, line)| line).find(|line| line.starts_with(&start));
        line.unwrap_or_else(|| "nothing".to_owned())
    }

    fn wait(&mut self, seconds: u64) {
        self.worker.advance(seconds * 1000);
    }

    fn evict(&mut self, class: &str, name: &str) -> String {
        if self.worker.evict(class, name) { String::new() } else { "it is busy".to_owned() }
    }

    fn cron(&mut self, at_ms: u64, expression: &str) -> String {
        let running = self.worker.running();
        let outcomes = self.worker.block_on(running.scheduled(Trigger::Schedule(expression), at_ms));
        let well = !outcomes.is_empty() && outcomes.iter().all(|outcome| outcome.error.is_none());
        if well { "ok" } else { "failed" }.to_owned()
    }

    fn websocket(&mut self, who: &str, verb: &str, rest: &str) -> String {
        if verb == "connect" {
            return match self.worker.try_websocket(rest, &[]) {
                Ok(socket) => {
                    self.sockets.insert(who.to_owned(), socket);
                    "101".to_owned()
                }
                Err(reply) => status_and_code(reply.status.as_u16(), &String::from_utf8_lossy(&reply.body)),
            };
        }
        let Some(socket) = self.sockets.get(who) else { return "there is no such client".to_owned() };
        match verb {
            "send" => socket.send(rest),
            "bytes" => socket.send_bytes(&from_hex(rest)),
            "large" => socket.send(&"x".repeat(rest.parse().unwrap())),
            "close" => {
                let (code, reason) = rest.split_once(' ').unwrap_or((rest, ""));
                socket.close(if code.is_empty() { 1005 } else { code.parse().unwrap() }, reason);
            }
            "drop" => {
                self.sockets.remove(who);
            }
            "hear" | "hear-length" => {
                return match socket.recv() {
                    Some(SocketMessage::Text(text)) if verb == "hear-length" => format!("{} characters", text.len()),
                    Some(SocketMessage::Text(text)) => format!("text {text}"),
                    Some(SocketMessage::Binary(bytes)) => format!("bytes {}", to_hex(&bytes)),
                    None => match socket.closed() {
                        Some((code, reason)) => format!("closed {code} {reason:?}"),
                        None if socket.is_open() => "nothing".to_owned(),
                        None => "lost".to_owned(),
                    },
                };
            }
            _ => return "nobody knows how".to_owned(),
        }
        String::new()
    }
}
