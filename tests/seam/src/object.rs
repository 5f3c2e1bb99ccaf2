//! The object: a method for each thing that a host must do. What a method returns is the answer's body.

use std::cell::{Cell, RefCell};
use std::future::poll_fn;
use std::rc::Rc;
use std::task::{Poll, Waker};

use williw_workers::d1::{Columns, Value as Sql};
use williw_workers::driver::{Host, LocalFuture, ObjectDriver, RunningObject};
use williw_workers::durable_objects::{
    Accept, AlarmEvent, ObjectAnswer, ObjectCall, ObjectError, SocketEvent, SocketId, SocketMessage, StorageList,
};

use crate::{args, statement};

pub(crate) struct Probe {
    host: Rc<dyn Host>,
    storage: Rc<dyn ObjectDriver>,
    /// How often it was called since it is in memory.
    calls: Cell<u32>,
    started: Cell<bool>,
    waiting: RefCell<Vec<Waker>>,
    opened: Cell<bool>,
}

impl Probe {
    pub(crate) fn new(host: Rc<dyn Host>, storage: Rc<dyn ObjectDriver>) -> Result<Self, ObjectError> {
        if storage.id().name.as_deref() == Some("unmade") {
            return Err(ObjectError::thrown("not made"));
        }
        let made = "CREATE TABLE IF NOT EXISTS notes (id INTEGER PRIMARY KEY, text TEXT UNIQUE, data BLOB)";
        storage.sql(&[statement(made, vec![], Columns::Known(&[]))])?;
        let (calls, started, waiting, opened) = Default::default();
        Ok(Probe { host, storage, calls, started, waiting, opened })
    }

    async fn answer(&self, method: &str, body: &[u8]) -> Result<String, ObjectError> {
        let args = args(body);
        let key = args["key"].as_str().unwrap_or_default();
        let value = args["value"].as_str().unwrap_or_default();
        let storage = &*self.storage;
        self.calls.set(self.calls.get() + 1);
        Ok(match method {
            "calls" => format!("{} {}", self.calls.get(), self.started.get()),
            "id" => format!("{:?}", storage.id()),
            "get" => format!("{:?}", storage.get(key)?),
            "put" => format!("{:?}", storage.put(key, value)),
            "delete" => format!("{:?}", storage.delete(key)),
            "list" => {
                let text = |name: &str| args[name].as_str().map(str::to_owned);
                let list = StorageList {
                    prefix: text("prefix"),
                    start: text("start"),
                    start_after: text("start_after"),
                    end: text("end"),
                    reverse: args["reverse"] == true,
                    limit: args["limit"].as_u64().map(|n| n as u32),
                };
                format!("{:?}", storage.list(&list))
            }
            "clear" => {
                storage.put("gone", "1")?;
                storage.delete_all()?;
                storage.put("after", "1")?;
                format!("{:?} {:?}", storage.get("gone")?, storage.list(&StorageList::default())?)
            }
            "sql" => {
                let insert = "INSERT INTO notes (text, data) VALUES (?1, ?2)";
                let (text, blob) = (Sql::Text(value.into()), Sql::Blob(vec![0, 127, 255]));
                let many = "INSERT INTO notes (text) VALUES (?1 || 'a'), (?1 || 'b')";
                format!(
                    "{:?}",
                    storage.sql(&[
                        statement(insert, vec![text.clone(), blob], Columns::Known(&[])),
                        statement(many, vec![text], Columns::Known(&[])),
                        statement("SELECT id, text, data, 0.5 FROM notes", vec![], Columns::Ask),
                        statement(
                            "SELECT text FROM notes WHERE id = ?",
                            vec![Sql::Integer(2)],
                            Columns::Known(&["text"])
                        ),
                    ])
                )
            }
            "big_blob" => {
                let blob: Vec<u8> = (0..1_900_000_u32).map(|i| i as u8).collect();
                let insert = "INSERT INTO notes (data) VALUES (?1) RETURNING data";
                let results =
                    storage.sql(&[statement(insert, vec![Sql::Blob(blob.clone())], Columns::Known(&["data"]))])?;
                format!("{}", results[0].cells == [Sql::Blob(blob)])
            }
            "rollback" => {
                let outer = storage.transaction(&mut || {
                    storage.put("outer", "1").unwrap();
                    let inner = storage.transaction(&mut || {
                        storage.put("inner", "1").unwrap();
                        let insert = "INSERT INTO notes (text) VALUES ('inner')";
                        storage.sql(&[statement(insert, vec![], Columns::Known(&[]))]).unwrap();
                        false
                    });
                    inner.is_ok()
                });
                let rows = storage.sql(&[statement("SELECT count(*) FROM notes", vec![], Columns::Known(&["n"]))])?;
                format!("{outer:?} {:?} {:?} {:?}", storage.get("outer")?, storage.get("inner")?, rows[0].cells)
            }
            "throw" => {
                storage.put(key, value)?;
                return Err(ObjectError::thrown("as asked: \u{e9}\u{20ac}"));
            }
            "set_alarm" => {
                let at = args["in"].as_i64().map(|ms| (self.host.clock().now_ms() as i64 + ms).max(0) as u64);
                storage.put("fails", &args["fails"].as_u64().unwrap_or(0).to_string())?;
                storage.set_alarm(at)?;
                format!("{}", storage.alarm().await? == at)
            }
            "alarm" => format!("{:?}", storage.alarm().await?),
            // Another object, KV and D1 from within an object, and time.
            "outward" => {
                let other = ObjectCall { method: "id".into(), args: b"{}".to_vec(), upgrade: false };
                let other = self.host.namespace("Probe").unwrap().call("other", other).await?;
                let kv = self.host.kv("KV").unwrap().get("none", None).await?;
                let one = statement("SELECT 1", vec![], Columns::Known(&["1"]));
                let one = self.host.d1("DB").unwrap().run(&[one]).await?;
                self.host.clock().sleep(5).await;
                storage.put("after", "1")?;
                format!("{} {kv:?} {:?}", String::from_utf8(other.body).unwrap(), one[0].cells)
            }
            "itself" => {
                let call = ObjectCall { method: "calls".into(), args: b"{}".to_vec(), upgrade: false };
                let name = storage.id().name.unwrap();
                String::from_utf8(self.host.namespace("Probe").unwrap().call(&name, call).await?.body).unwrap()
            }
            // Waits for another event of the object.
            "wait" => {
                poll_fn(|cx| {
                    if self.opened.get() {
                        return Poll::Ready(());
                    }
                    self.waiting.borrow_mut().push(cx.waker().clone());
                    Poll::Pending
                })
                .await;
                format!("woken {:?}", storage.get("woken_by")?)
            }
            "open" => {
                storage.put("woken_by", "\"open\"")?;
                self.opened.set(true);
                self.waiting.take().into_iter().for_each(Waker::wake);
                "opened".into()
            }
            "slow" => {
                self.host.clock().sleep(args["ms"].as_u64().unwrap_or(50)).await;
                "slow".into()
            }
            "panic" => {
                storage.put("panicked", "1")?;
                panic!("as asked")
            }
            "panic_in_transaction" => {
                storage.transaction(&mut || {
                    storage.put("in_transaction", "1").unwrap();
                    panic!("as asked")
                })?;
                String::new()
            }
            "sockets" => {
                let all = storage.sockets(None);
                let show = |socket: &SocketId| (storage.socket_tags(*socket), storage.socket_attachment(*socket));
                let tagged = args["tag"].as_str().map(|tag| storage.sockets(Some(tag)).len());
                format!("{:?} {tagged:?}", all.iter().map(show).collect::<Vec<_>>())
            }
            "broadcast" => {
                for socket in storage.sockets(None) {
                    storage.socket_send(socket, &SocketMessage::Text(value.into()))?;
                }
                "sent".into()
            }
            "shut" => {
                for socket in storage.sockets(args["tag"].as_str()) {
                    storage.socket_close(socket, 4001, "shut")?;
                }
                format!("{:?}", storage.socket_send(SocketId(999), &SocketMessage::Text(String::new())))
            }
            _ => return Err(ObjectError::thrown(format!("no such method: {method}"))),
        })
    }
}

impl RunningObject for Probe {
    fn start(&self) -> LocalFuture<'_, Result<(), ObjectError>> {
        Box::pin(async move {
            match self.storage.id().name.as_deref() {
                Some("slow_start") => self.host.clock().sleep(30).await,
                Some("bad_start") => return Err(ObjectError::thrown("not started")),
                Some("slow_bad_start") => {
                    self.host.clock().sleep(30).await;
                    return Err(ObjectError::thrown("not started later"));
                }
                _ => {}
            }
            self.started.set(true);
            Ok(())
        })
    }

    fn call(&self, call: ObjectCall) -> LocalFuture<'_, Result<ObjectAnswer, ObjectError>> {
        Box::pin(async move {
            if !call.upgrade {
                let body = self.answer(&call.method, &call.args).await?.into_bytes();
                return Ok(ObjectAnswer { body, accept: None });
            }
            let user = args(&call.args)["user"].as_str().unwrap_or_default().to_owned();
            if user == "full" {
                return Ok(ObjectAnswer { body: b"room full".to_vec(), accept: None });
            }
            let tags = match user.as_str() {
                "tagged" => (0..11).map(|i| i.to_string()).collect(),
                _ => vec!["all".into(), user.clone()],
            };
            let messages = if user == "greeted" { vec!["welcome \u{20ac}".into(), "\"\\".into()] } else { Vec::new() };
            let accept = Accept { tags, attachment: Some(format!("{{\"user\":\"{user} \u{20ac}\"}}")), messages };
            Ok(ObjectAnswer { body: format!("hello {user}").into_bytes(), accept: Some(accept) })
        })
    }

    fn alarm(&self, event: AlarmEvent) -> LocalFuture<'_, Result<(), ObjectError>> {
        Box::pin(async move {
            let rang = self.storage.get("rang")?.unwrap_or_default();
            let pending = self.storage.alarm().await?;
            let on_time = self.host.clock().now_ms().abs_diff(event.scheduled_ms) < 10_000;
            self.storage.put("rang", &format!("{rang}[{} {pending:?} {}]", event.retry_count, on_time))?;
            let fails: u32 = self.storage.get("fails")?.and_then(|n| n.parse().ok()).unwrap_or(0);
            match event.retry_count < fails {
                true => Err(ObjectError::thrown("alarm fails")),
                false => Ok(()),
            }
        })
    }

    fn socket(&self, event: SocketEvent) -> LocalFuture<'_, Result<(), ObjectError>> {
        Box::pin(async move {
            match event {
                SocketEvent::Message { socket, message: SocketMessage::Text(text) } => {
                    self.calls.set(self.calls.get() + 1);
                    if text == "throw" {
                        return Err(ObjectError::thrown("as asked"));
                    }
                    if let Some(note) = text.strip_prefix("note ") {
                        self.storage.set_socket_attachment(socket, note)?;
                    }
                    let kept = self.storage.socket_attachment(socket).unwrap_or_default();
                    let echo = format!("{text} {} {kept}", self.calls.get());
                    self.storage.socket_send(socket, &SocketMessage::Text(echo))?;
                }
                SocketEvent::Message { socket, message: SocketMessage::Binary(mut bytes) } => {
                    bytes.reverse();
                    self.storage.socket_send(socket, &SocketMessage::Binary(bytes))?;
                }
                SocketEvent::Close { socket, code, reason, was_clean } => {
                    let open = self.storage.sockets(None).len();
                    let kept = self.storage.socket_attachment(socket);
                    self.storage.put("closed", &format!("{code} {reason} {was_clean} {open} {kept:?}"))?;
                }
                SocketEvent::Error { error, .. } => self.storage.put("broken", &error)?,
            }
            Ok(())
        })
    }
}
