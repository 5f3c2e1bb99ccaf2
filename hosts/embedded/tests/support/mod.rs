//! A Worker written by hand, small enough to be read: what generated code would do is not the
//! subject of these tests.
#![allow(dead_code, reason = "each test binary uses a part")]

pub(crate) mod lab;

use std::rc::Rc;
use std::time::Duration;

use williw_workers::d1::{Bound, Columns, D1Error, ResultSet, Value};
use williw_workers::driver::{
    D1Driver, D1Manifest, Host, Level, LocalFuture, Manifest, RouteManifest, Running, StartError, Worker,
};
use williw_workers::http::{Body, Method, Request, Response, StatusCode};

pub(crate) const SCHEMA: &[&str] = &[
    "CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE, weight REAL, made_at INTEGER)",
    "CREATE TABLE tags (note_id INTEGER NOT NULL REFERENCES notes (id) ON DELETE CASCADE, tag TEXT NOT NULL)",
];

pub(crate) const TINY_MANIFEST: Manifest = Manifest {
    name: "tiny",
    d1: &[D1Manifest { binding: "DB", schema: SCHEMA, migrations: &[] }],
    routes: &[
        RouteManifest { name: "add_note", method: "POST", path: "/notes", caller: &["node", "admin"] },
        RouteManifest { name: "health", method: "GET", path: "/health", caller: &["anyone"] },
    ],
    vars: &["GREETING", "ODD"],
    secrets: &["TOKEN"],
    ..Manifest::EMPTY
};

pub(crate) static TINY: Manifest = TINY_MANIFEST;

/// The Worker, over any manifest that has a database `DB`.
pub(crate) struct Tiny(pub(crate) &'static Manifest);

impl Worker for Tiny {
    fn manifest(&self) -> &'static Manifest {
        self.0
    }

    fn start(&self, host: Rc<dyn Host>) -> Result<Rc<dyn Running>, StartError> {
        match host.var("ODD") {
            Some(_) => Err(StartError { problems: vec!["var `ODD`: must not be set".into(), "and one more".into()] }),
            None => Ok(Rc::new(TinyRunning { host })),
        }
    }
}

struct TinyRunning {
    host: Rc<dyn Host>,
}

impl Running for TinyRunning {
    fn fetch(&self, request: Request) -> LocalFuture<'_, Response> {
        Box::pin(async move {
            let (path, query) = request.path_and_query();
            match (request.method.as_str(), path) {
                ("GET" | "HEAD", "/health") => text(200, "well"),
                ("POST", "/notes") => self.add(request).await,
                ("GET", "/notes") => self.count().await,
                ("GET", "/now") => text(200, self.host.clock().now_ms().to_string()),
                ("GET", "/var") => text(200, self.host.var(query).unwrap_or_default()),
                ("GET", "/secret") => text(200, self.host.secret(query).unwrap_or_default()),
                ("GET", "/header") => text(200, request.headers.get(query).unwrap_or_default()),
                ("GET", "/sleep") => {
                    tokio::time::sleep(Duration::from_millis(query.parse().unwrap())).await;
                    text(200, "slept")
                }
                ("GET", "/panic") => panic!("as asked"),
                ("GET", "/big") => text(200, "x".repeat(query.parse().unwrap())),
                ("GET", "/none") => Response { status: StatusCode::NO_CONTENT, ..text(200, "never sent") },
                ("POST", "/mirror") => match request.body {
                    Body::Read(body) => Response::new(StatusCode::OK).with_body("text/plain", body),
                    Body::TooLarge => text(413, "too large"),
                },
                ("GET", "/empty-400") => Response::new(StatusCode::BAD_REQUEST),
                ("GET", "/bad-header") => text(200, "sent").with_header("x-bad", "a\nb"),
                (_, "/echo") => match &request.body {
                    Body::Read(body) => text(200, format!("{} {} {}", request.method, request.target, body.len())),
                    Body::TooLarge => text(413, "too large"),
                },
                _ => text(404, format!("nothing at {}", request.target)),
            }
        })
    }
}

impl TinyRunning {
    async fn add(&self, request: Request) -> Response {
        let Body::Read(body) = request.body else { return text(413, "too large") };
        let note = Value::Text(String::from_utf8(body).unwrap());
        let now = Value::Integer(self.host.clock().now_ms() as i64);
        let insert = write("INSERT INTO notes (text, made_at) VALUES (?1, ?2)", vec![note, now]);
        match self.db().run(&[insert]).await {
            Ok(results) => text(201, results[0].meta.last_row_id.to_string()),
            Err(D1Error::Unique { .. }) => text(409, "there already"),
            Err(e) => {
                self.host.log(Level::Error, &e.to_string());
                text(500, "")
            }
        }
    }

    async fn count(&self) -> Response {
        let results = self.db().run(&[read("SELECT count(*) FROM notes", vec![])]).await.unwrap();
        let Value::Integer(count) = results[0].cells[0] else { panic!("not a number") };
        text(200, count.to_string())
    }

    fn db(&self) -> Rc<dyn D1Driver> {
        self.host.d1("DB").unwrap()
    }
}

pub(crate) fn write(sql: &'static str, params: Vec<Value>) -> Bound {
    Bound { sql: sql.into(), params, columns: Columns::Ask, reads_only: false, idempotent: false }
}

pub(crate) fn read(sql: &'static str, params: Vec<Value>) -> Bound {
    Bound { reads_only: true, ..write(sql, params) }
}

pub(crate) fn text(status: u16, body: impl Into<String>) -> Response {
    Response::new(StatusCode::from_u16(status).unwrap()).with_body("text/plain", body.into().into_bytes())
}

pub(crate) fn body(response: &Response) -> &str {
    std::str::from_utf8(&response.body).unwrap()
}

/// One result's cells.
pub(crate) fn cells(result: ResultSet) -> Vec<Value> {
    result.cells
}

pub(crate) const GET: Method = Method::GET;
pub(crate) const POST: Method = Method::POST;
