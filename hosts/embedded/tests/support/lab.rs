//! A Worker whose objects do what they are told: a call's arguments are a script, commands with `;` between them, and
//! its answer is what they say, with `,` between. So a test of the host reads as what happens in an object.
//!
//! The handlers run scripts too: those in the keys `on_start`, `on_alarm`, `on_message` and `on_close`, where `|`
//! stands for `;`.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use williw_embedded::testing::TestWorker;
use williw_workers::cron::{JobOutcome, Trigger};
use williw_workers::d1::{D1Error, Value};
use williw_workers::driver::{
    CronManifest, D1Manifest, Host, LocalFuture, Manifest, ObjectDriver, ObjectManifest, RouteManifest, Running,
    RunningObject, StartError, Worker,
};
use williw_workers::durable_objects::{
    Accept, AlarmEvent, ObjectAnswer, ObjectCall, ObjectError, ObjectReply, SocketEvent, SocketId, SocketMessage,
    StorageList,
};
use williw_workers::http::{Body, Request, Response};
use williw_workers::kv::KvPut;

use super::{body, text, write};

const MANIFEST: Manifest = Manifest {
    name: "lab",
    d1: &[D1Manifest {
        binding: "DB",
        schema: &["CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT NOT NULL)"],
        migrations: &[],
    }],
    kv: &["STORE"],
    objects: &[
        ObjectManifest { class: "Lab", alarm: true, websocket: true },
        ObjectManifest { class: "Quiet", alarm: false, websocket: false },
    ],
    vars: &["GREETING"],
    ..Manifest::EMPTY
};

pub(crate) static LAB: Manifest = MANIFEST;

pub(crate) static CRON_LAB: Manifest = Manifest {
    crons: &[
        CronManifest { job: "often", schedule: "*/5 * * * *" },
        CronManifest { job: "also_often", schedule: "*/5 * * * *" },
        CronManifest { job: "hourly", schedule: "30 * * * *" },
    ],
    // Whose greeting a test waits for.
    routes: &[RouteManifest { name: "run", method: "POST", path: "/{class}/{name}", caller: &["anyone"] }],
    ..MANIFEST
};

pub(crate) struct Lab(pub(crate) &'static Manifest);

impl Worker for Lab {
    fn manifest(&self) -> &'static Manifest {
        self.0
    }

    fn start(&self, host: Rc<dyn Host>) -> Result<Rc<dyn Running>, StartError> {
        Ok(Rc::new(LabRunning { host, crons: self.0.crons }))
    }
}

struct LabRunning {
    host: Rc<dyn Host>,
    crons: &'static [CronManifest],
}

impl Running for LabRunning {
    fn fetch(&self, request: Request) -> LocalFuture<'_, Response> {
        Box::pin(async move {
            let (path, _) = request.path_and_query();
            let Some((class, name)) = path.trim_start_matches('/').split_once('/') else { return text(404, "") };
            let Some(namespace) = self.host.namespace(class) else { return text(404, "no such class") };
            let upgrade = request.headers.get("upgrade").is_some();
            let Body::Read(script) = &request.body else { return text(413, "") };
            let script = if upgrade {
                request.headers.get("x-script").unwrap_or_default().into_owned().into_bytes()
            } else {
                script.clone()
            };
            match namespace.call(name, ObjectCall { method: "run".into(), args: script, upgrade }).await {
                Ok(ObjectReply { upgrade: Some(upgrade), .. }) => Response::switching_protocols(upgrade),
                Ok(reply) => text(200, String::from_utf8(reply.body).unwrap()),
                Err(e) => text(500, e.to_string()),
            }
        })
    }

    fn scheduled<'a>(&'a self, trigger: Trigger<'a>, scheduled_ms: u64) -> LocalFuture<'a, Vec<JobOutcome>> {
        Box::pin(async move {
            let mut outcomes = Vec::new();
            let runs = |cron: &&CronManifest| match trigger {
                Trigger::Schedule(schedule) => cron.schedule == schedule,
                Trigger::Job(job) => cron.job == job,
            };
            for cron in self.crons.iter().filter(runs) {
                let line = format!("{} {scheduled_ms}", cron.job);
                note(&*self.host, &line).await.unwrap();
                let mut error = None;
                match self.host.var("GREETING").as_deref() {
                    Some("fail") if cron.job == "often" => error = Some("as told".to_owned()),
                    Some("slow") => self.host.clock().sleep(400_000).await,
                    Some("panic") => panic!("as told"),
                    _ => {}
                }
                outcomes.push(JobOutcome { job: cron.job, error });
            }
            outcomes
        })
    }

    fn object(&self, class: &str, driver: Rc<dyn ObjectDriver>) -> Option<Result<Rc<dyn RunningObject>, ObjectError>> {
        let object = LabObject { host: Rc::clone(&self.host), driver, count: Cell::new(0) };
        match class {
            "Lab" | "Quiet" => Some(Ok(Rc::new(object))),
            _ => None,
        }
    }
}

/// Appends to the notes of the database.
async fn note(host: &dyn Host, line: &str) -> Result<(), D1Error> {
    let insert = write("INSERT INTO notes (text) VALUES (?1)", vec![Value::Text(line.to_owned())]);
    host.d1("DB").unwrap().run(&[insert]).await.map(drop)
}

struct LabObject {
    host: Rc<dyn Host>,
    driver: Rc<dyn ObjectDriver>,
    count: Cell<u32>,
}

impl RunningObject for LabObject {
    fn start(&self) -> LocalFuture<'_, Result<(), ObjectError>> {
        Box::pin(async move { self.handle("on_start", "").await })
    }

    fn call(&self, call: ObjectCall) -> LocalFuture<'_, Result<ObjectAnswer, ObjectError>> {
        Box::pin(async move {
            let script = String::from_utf8(call.args).unwrap();
            let body = self.script(&script, ';', "").await?.into_bytes();
            let accept = call.upgrade.then(|| Accept {
                tags: script
                    .split(';')
                    .filter_map(|command| command.trim().strip_prefix("tag "))
                    .map(str::to_owned)
                    .collect(),
                attachment: Some("\"new\"".to_owned()),
                messages: script
                    .split(';')
                    .filter_map(|command| command.trim().strip_prefix("greet "))
                    .map(str::to_owned)
                    .collect(),
            });
            Ok(ObjectAnswer { body, accept })
        })
    }

    fn alarm(&self, event: AlarmEvent) -> LocalFuture<'_, Result<(), ObjectError>> {
        Box::pin(async move { self.handle("on_alarm", &format!("{} {}", event.scheduled_ms, event.retry_count)).await })
    }

    fn socket(&self, event: SocketEvent) -> LocalFuture<'_, Result<(), ObjectError>> {
        Box::pin(async move {
            match event {
                SocketEvent::Message { socket, message } => {
                    let message = match message {
                        SocketMessage::Text(text) => text,
                        SocketMessage::Binary(bytes) => format!("{} bytes", bytes.len()),
                    };
                    self.handle("on_message", &format!("{} {message}", socket.0)).await
                }
                SocketEvent::Close { socket, code, reason, was_clean } => {
                    self.handle("on_close", &format!("{} {code} {reason} {was_clean}", socket.0)).await
                }
                SocketEvent::Error { socket, error } => self.handle("on_error", &format!("{} {error}", socket.0)).await,
            }
        })
    }
}

impl LabObject {
    async fn handle(&self, key: &str, event: &str) -> Result<(), ObjectError> {
        match self.driver.get(key)? {
            Some(script) => self.script(&script, '|', event).await.map(drop),
            None => Ok(()),
        }
    }

    async fn script(&self, script: &str, separator: char, event: &str) -> Result<String, ObjectError> {
        let mut answers = Vec::new();
        for command in script.split(separator).map(str::trim).filter(|command| !command.is_empty()) {
            answers.extend(self.command(command, event).await?);
        }
        Ok(answers.join(","))
    }

    async fn command(&self, command: &str, event: &str) -> Result<Option<String>, ObjectError> {
        let (word, rest) = command.split_once(' ').unwrap_or((command, ""));
        let driver = &self.driver;
        match word {
            "sleep" => self.host.clock().sleep(rest.parse().unwrap()).await,
            "real" => tokio::time::sleep(std::time::Duration::from_millis(rest.parse().unwrap())).await,
            "note" => note(&*self.host, &rest.replace('@', event)).await?,
            "kv" => {
                let put = KvPut { value: rest.into(), expiry: None, metadata: None };
                self.host.kv("STORE").unwrap().put("lab", put).await?;
            }
            "call" => {
                let (name, script) = rest.split_once(' ').unwrap();
                let call = ObjectCall { method: "run".into(), args: script.replace('|', ";").into(), upgrade: false };
                let reply = self.host.namespace("Lab").unwrap().call(name, call).await?;
                return Ok(Some(String::from_utf8(reply.body).unwrap()));
            }
            "alarm" => return Ok(Some(driver.alarm().await?.map_or("none".into(), |at| at.to_string()))),
            "all" | "none" => {
                // What stands in it is one transaction.
                let answers = RefCell::new(Vec::new());
                driver.transaction(&mut || {
                    for command in rest.split('&').map(str::trim) {
                        answers.borrow_mut().extend(self.now(command, event).unwrap());
                    }
                    word == "all"
                })?;
                return Ok(Some(answers.take().join("+")).filter(|answer| !answer.is_empty()));
            }
            _ => return self.now(command, event),
        }
        Ok(None)
    }

    /// The commands that wait for nothing.
    fn now(&self, command: &str, event: &str) -> Result<Option<String>, ObjectError> {
        let (word, rest) = command.split_once(' ').unwrap_or((command, ""));
        let (key, value) = rest.split_once(' ').unwrap_or((rest, ""));
        let driver = &self.driver;
        match word {
            "put" => driver.put(key, value)?,
            "get" => return Ok(Some(driver.get(key)?.unwrap_or_else(|| "none".into()))),
            "delete" => return Ok(Some(driver.delete(key)?.to_string())),
            "big" => driver.put(key, &"x".repeat(value.parse().unwrap()))?,
            "list" => {
                let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
                let list = StorageList { prefix: some(key), start: some(value), ..StorageList::default() };
                let listed = driver.list(&list)?;
                return Ok(Some(listed.into_iter().map(|(key, _)| key).collect::<Vec<_>>().join(" ")));
            }
            "add" => {
                let count = driver.get(key)?.map_or(0, |count| count.parse::<u32>().unwrap()) + 1;
                driver.put(key, &count.to_string())?;
                return Ok(Some(count.to_string()));
            }
            "memory" => {
                self.count.set(self.count.get() + 1);
                return Ok(Some(self.count.get().to_string()));
            }
            "throw" => return Err(ObjectError::thrown(rest)),
            "fail" => return Err(ObjectError::Overloaded(rest.to_owned())),
            "panic" => panic!("as told"),
            "clear" => driver.delete_all()?,
            "id" => return Ok(Some(driver.id().hex)),
            "name" => return Ok(driver.id().name),
            "ring" => driver.set_alarm(Some(self.host.clock().now_ms() + rest.parse::<u64>().unwrap()))?,
            "ring_at" => driver.set_alarm(Some(rest.parse().unwrap()))?,
            "hush" => driver.set_alarm(None)?,
            "sql" => {
                let result = driver.sql(&[write(Box::leak(rest.to_owned().into_boxed_str()), vec![])])?;
                let cells = result.iter().flat_map(|result| &result.cells).map(|cell| match cell {
                    Value::Null => "NULL".to_owned(),
                    Value::Integer(n) => n.to_string(),
                    Value::Real(n) => n.to_string(),
                    Value::Text(text) => text.clone(),
                    Value::Blob(bytes) => format!("{bytes:?}"),
                });
                return Ok(Some(cells.collect::<Vec<_>>().join(" ")).filter(|answer| !answer.is_empty()));
            }
            "say" => {
                for socket in driver.sockets(None) {
                    driver.socket_send(socket, &SocketMessage::Text(rest.replace('@', event)))?;
                }
            }
            "say_to" => {
                for socket in driver.sockets(Some(key)) {
                    driver.socket_send(socket, &SocketMessage::Text(value.to_owned()))?;
                }
            }
            "reply" => {
                let (socket, message) = event.split_once(' ').unwrap();
                let message = SocketMessage::Text(rest.replace('@', message));
                driver.socket_send(SocketId(socket.parse().unwrap()), &message)?;
            }
            "sockets" => return Ok(Some(driver.sockets(Some(rest).filter(|tag| !tag.is_empty())).len().to_string())),
            "attach" => {
                for socket in driver.sockets(None) {
                    driver.set_socket_attachment(socket, rest)?;
                }
            }
            "attached" => {
                let attached = driver.sockets(None).into_iter().filter_map(|socket| driver.socket_attachment(socket));
                return Ok(Some(attached.collect::<Vec<_>>().join(" ")));
            }
            "close" => {
                for socket in driver.sockets(None) {
                    driver.socket_close(socket, key.parse().unwrap(), value)?;
                }
            }
            "tag" | "greet" => {}
            _ => panic!("no command `{command}`"),
        }
        Ok(None)
    }
}

/// Runs a script in an object; an error is its text behind `!`.
#[track_caller]
pub(crate) fn run(worker: &TestWorker, name: &str, script: &str) -> String {
    run_in(worker, "Lab", name, script)
}

#[track_caller]
pub(crate) fn run_in(worker: &TestWorker, class: &str, name: &str, script: &str) -> String {
    let response = worker.fetch(super::POST, &format!("/{class}/{name}"), &[], script);
    match response.status.as_u16() {
        200 => body(&response).to_owned(),
        _ => format!("!{}", body(&response)),
    }
}

/// The notes so far, oldest first.
pub(crate) fn notes(worker: &TestWorker) -> Vec<String> {
    let result = worker.sql("DB", "SELECT text FROM notes ORDER BY id", vec![]).unwrap();
    result.cells.into_iter().map(|cell| if let Value::Text(text) = cell { text } else { String::new() }).collect()
}
