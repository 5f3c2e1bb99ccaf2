//! What the server adds around the exchange of generated code: ids on replies that the Worker never made, records of
//! requests that it never ended, clients' addresses, metrics.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::rc::Rc;
use std::time::Duration;

use williw_embedded::testing::{Server, Setup};
use williw_embedded::{Host, Limits};
use williw_workers::driver::{Host as Driver, LocalFuture, Manifest, RateLimitManifest, Running, StartError, Worker};
use williw_workers::http::{Failure, Problem, Request, Response, StatusCode, exchange, limits};
use williw_workers::rate_limit::{RateLimiter, Rule};

use crate::wire::{Wire, field, status};

static MANIFEST: Manifest = Manifest {
    name: "told",
    ratelimits: &[RateLimitManifest { name: "LIMIT", limit: 2, period_s: 60 }],
    ..Manifest::EMPTY
};

const RULE: Rule = Rule { binding: "LIMIT", name: "limit", limit: 2, period_s: 60 };

/// A Worker that does what generated code does around its handlers.
struct Told;

impl Worker for Told {
    fn manifest(&self) -> &'static Manifest {
        &MANIFEST
    }

    fn start(&self, host: Rc<dyn Driver>) -> Result<Rc<dyn Running>, StartError> {
        Ok(Rc::new(ToldRunning { limiter: RateLimiter::of(&host, RULE), host }))
    }
}

struct ToldRunning {
    host: Rc<dyn Driver>,
    limiter: RateLimiter,
}

impl Running for ToldRunning {
    fn fetch(&self, request: Request) -> LocalFuture<'_, Response> {
        Box::pin(exchange::answer(&self.host, None, request, async |request| self.dispatch(request).await))
    }
}

impl ToldRunning {
    async fn dispatch(&self, request: &Request) -> Result<Response, Failure> {
        let text = |text: String| Ok(Response::new(StatusCode::OK).with_body("text/plain", text.into_bytes()));
        match request.path_and_query() {
            ("/ok", _) => {
                exchange::note_route("ok");
                text("ok".to_owned())
            }
            ("/ip", _) => text(request.client_ip().map_or_else(|| "nobody".to_owned(), |ip| ip.to_string())),
            ("/limited", _) => {
                exchange::note_route("limited");
                limits::check_ip(&self.limiter, request).await?;
                text("ok".to_owned())
            }
            ("/panic", _) => {
                exchange::note_route("panics");
                panic!("as asked")
            }
            ("/sleep", ms) => {
                exchange::note_route("sleeps");
                tokio::time::sleep(Duration::from_millis(ms.parse().unwrap())).await;
                text("slept".to_owned())
            }
            _ => Err(Problem::not_found().into()),
        }
    }
}

fn serve(setup: Setup) -> Server {
    let quick = Duration::from_millis(300);
    let limits = Limits { answer: quick, body: quick, ..Limits::default() };
    Server::start(|| Told, setup.limits(limits))
}

/// The metrics' lines.
fn metrics(server: &Server) -> Vec<String> {
    let mut stream = TcpStream::connect(server.metrics_address().unwrap()).unwrap();
    write!(stream, "GET /metrics HTTP/1.1\r\nhost: h\r\n\r\n").unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).unwrap();
    assert!(text.starts_with("HTTP/1.1 200 OK\r\n") && text.contains("content-type: text/plain; version=0.0.4"));
    text.lines().map(str::to_owned).collect()
}

fn requests(server: &Server) -> Vec<String> {
    let start = "williw_requests_total";
    metrics(server).into_iter().filter_map(|line| line.strip_prefix(start).map(str::to_owned)).collect()
}

#[test]
fn whatever_is_answered_has_an_id_and_is_counted_once() {
    let server = serve(Host::in_memory().metrics());
    let given = "host: h\r\nx-request-id: mine\r\n";
    let long_target = format!("GET /{} HTTP/1.1\r\n{given}\r\n", "a".repeat(16 * 1024));
    let long_field = format!("GET /ok HTTP/1.1\r\n{given}x-long: {}\r\n\r\n", "a".repeat(40_000));
    let cases: [(&str, u16, bool, &str); 9] = [
        (&format!("GET /ok HTTP/1.1\r\n{given}\r\n"), 200, true, "route=\"ok\",method=\"GET\""),
        (&format!("BREW /pot HTTP/1.1\r\n{given}\r\n"), 404, true, "route=\"none\",method=\"other\""),
        (&format!("GET /panic HTTP/1.1\r\n{given}\r\n"), 500, true, "route=\"panics\",method=\"GET\""),
        (&format!("GET /sleep?60000 HTTP/1.1\r\n{given}\r\n"), 503, true, "route=\"sleeps\",method=\"GET\""),
        (&long_target, 414, true, "route=\"none\",method=\"GET\""),
        (&long_field, 431, true, "route=\"none\",method=\"GET\""),
        // The body does not come.
        (
            &format!("POST /ok HTTP/1.1\r\n{given}content-length: 5\r\n\r\n"),
            408,
            true,
            "route=\"none\",method=\"POST\"",
        ),
        // It cannot be parsed, so nobody knows its fields.
        ("hello\r\n\r\n", 400, false, "route=\"none\",method=\"other\""),
        (
            &format!("POST /ok HTTP/1.1\r\n{given}transfer-encoding: chunked\r\n\r\nx\r\n"),
            400,
            true,
            "route=\"none\",method=\"POST\"",
        ),
    ];
    for (sent, expected, is_given, _) in &cases {
        let (head, body) = Wire::to(&server).send(sent).receive();
        let id = field(&head, "x-request-id").unwrap_or_else(|| panic!("{head}"));
        assert_eq!((status(&head), id == "mine"), (*expected, *is_given), "{head}");
        if *expected >= 400 {
            let body: serde_json::Value = serde_json::from_str(&body).unwrap();
            assert_eq!(body["request_id"], id, "{head}{body}");
        }
        assert_eq!(head.matches("x-request-id").count(), 1, "{head}");
    }
    let mut counted: Vec<_> =
        cases.iter().map(|(_, status, _, labels)| format!("{{{labels},status=\"{status}\"}} 1")).collect();
    counted.sort();
    let mut told = requests(&server);
    told.sort();
    assert_eq!(told, counted);
}

#[test]
fn a_client_that_goes_away_is_counted() {
    let server = serve(Host::in_memory().metrics());
    Wire::to(&server).send("GET /sleep?200 HTTP/1.1\r\nhost: h\r\n\r\n");
    let gone = "{route=\"sleeps\",method=\"GET\",status=\"499\"} 1";
    for _ in 0..100 {
        if requests(&server) == [gone] {
            return;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    panic!("{:?}", requests(&server));
}

#[test]
fn connections_and_refusals_are_counted() {
    let server = serve(Host::in_memory().metrics());
    let mut wire = Wire::to(&server);
    for expected in [200, 200, 429, 429] {
        let (head, _) = wire.send("GET /limited HTTP/1.1\r\nhost: h\r\n\r\n").receive();
        assert_eq!(status(&head), expected);
        assert_eq!(field(&head, "ratelimit-policy"), Some("\"limit\";q=2;w=60"));
    }
    let lines = metrics(&server);
    for line in [
        "williw_open_connections 1",
        "williw_rate_limit_refusals_total 2",
        "williw_requests_total{route=\"limited\",method=\"GET\",status=\"200\"} 2",
        "williw_requests_total{route=\"limited\",method=\"GET\",status=\"429\"} 2",
        "williw_request_duration_seconds_count{route=\"limited\"} 4",
    ] {
        assert!(lines.iter().any(|it| it == line), "{line} in {lines:#?}");
    }
}

#[test]
fn a_client_is_who_the_proxy_says() {
    for (header, fields, expected) in [
        // Without a proxy nobody is believed.
        (None, "x-forwarded-for: 192.0.2.1\r\n", "127.0.0.1"),
        (Some("X-Forwarded-For"), "x-forwarded-for: 192.0.2.1\r\n", "192.0.2.1"),
        (Some("x-forwarded-for"), "x-forwarded-for: 198.51.100.9, 192.0.2.1\r\n", "192.0.2.1"),
        (
            Some("x-forwarded-for"),
            "x-forwarded-for: 198.51.100.9\r\nx-forwarded-for: 2001:db8:0:1:2::3\r\n",
            "2001:db8:0:1::",
        ),
        (Some("x-forwarded-for"), "x-forwarded-for: nonsense\r\n", "127.0.0.1"),
        (Some("x-forwarded-for"), "cf-connecting-ip: 192.0.2.1\r\n", "127.0.0.1"),
    ] {
        let setup = header.into_iter().fold(Host::in_memory(), Setup::client_ip_header);
        let server = serve(setup);
        let (_, body) = Wire::to(&server).send(format!("GET /ip HTTP/1.1\r\nhost: h\r\n{fields}\r\n")).receive();
        assert_eq!(body, expected, "{header:?}, {fields}");
    }
}

#[test]
fn clients_are_limited_by_their_addresses() {
    let server = serve(Host::in_memory().client_ip_header("x-client"));
    let mut wire = Wire::to(&server);
    for (client, expected) in [
        ("192.0.2.1", 200),
        ("192.0.2.1", 200),
        ("192.0.2.1", 429),
        ("192.0.2.2", 200),
        // One network.
        ("2001:db8::1", 200),
        ("2001:db8::2", 200),
        ("2001:db8::3:4", 429),
        ("2001:db8:0:1::1", 200),
    ] {
        let (head, _) = wire.send(format!("GET /limited HTTP/1.1\r\nhost: h\r\nx-client: {client}\r\n\r\n")).receive();
        assert_eq!(status(&head), expected, "{client}");
    }
}
