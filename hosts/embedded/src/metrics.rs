//! Metrics in Prometheus's text format (<https://prometheus.io/docs/instrumenting/exposition_formats/>), on an address
//! of their own: `--metrics 127.0.0.1:9090`.
//!
//! They are made of the records that requests leave behind, so they hold what the log's lines hold: names of the spec
//! and numbers. What is hard is that no client may make up a label: there would be no end of series.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::convert::Infallible;
use std::fmt::Write;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use http::{Method, StatusCode, header};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use williw_workers::driver::RequestRecord;

/// Upper bounds of the durations that are told apart, in microseconds.
const BOUNDS_US: [u64; 14] = [
    500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000, 2_500_000, 5_000_000,
    10_000_000,
];

/// How many may ask at once, and for how long.
const PLACES: usize = 16;
const PATIENCE: Duration = Duration::from_secs(10);

/// Everything that is counted.
#[derive(Default)]
pub(crate) struct Metrics {
    worker: &'static str,
    requests: RefCell<BTreeMap<(&'static str, &'static str, u16), u64>>,
    durations: RefCell<BTreeMap<&'static str, Durations>>,
    totals: Cell<Totals>,
    open_connections: Cell<u64>,
}

#[derive(Default)]
struct Durations {
    /// Those within each bound and above the one before.
    counts: [u64; BOUNDS_US.len()],
    count: u64,
    sum_us: u64,
}

#[derive(Clone, Copy, Default)]
struct Totals {
    d1_calls: u64,
    d1_queries: u64,
    rows_read: u64,
    rows_written: u64,
    kv_calls: u64,
    object_calls: u64,
    fetch_calls: u64,
    limit_refusals: u64,
}

impl Metrics {
    pub(crate) fn new(worker: &'static str) -> Self {
        Metrics { worker, ..Metrics::default() }
    }

    /// Counts a request. One that was never answered has the status 499, as in nginx's log.
    pub(crate) fn count(&self, record: &RequestRecord<'_>) {
        let route = record.route.unwrap_or("none");
        let key = (route, record.method, record.status.unwrap_or(499));
        *self.requests.borrow_mut().entry(key).or_default() += 1;
        let mut durations = self.durations.borrow_mut();
        let Durations { counts, count, sum_us } = durations.entry(route).or_default();
        let bound = BOUNDS_US.iter().position(|bound| record.duration_us <= *bound);
        if let Some(within) = bound.and_then(|at| counts.get_mut(at)) {
            *within += 1;
        }
        *count += 1;
        *sum_us += record.duration_us;
        let (before, usage) = (self.totals.get(), &record.usage);
        self.totals.set(Totals {
            d1_calls: before.d1_calls + u64::from(usage.d1_calls),
            d1_queries: before.d1_queries + u64::from(usage.d1_queries),
            rows_read: before.rows_read + usage.rows_read,
            rows_written: before.rows_written + usage.rows_written,
            kv_calls: before.kv_calls + u64::from(usage.kv_calls),
            object_calls: before.object_calls + u64::from(usage.object_calls),
            fetch_calls: before.fetch_calls + u64::from(usage.fetch_calls),
            limit_refusals: before.limit_refusals + u64::from(usage.limit_refusals),
        });
    }

    /// Counts a connection for as long as what is returned lives.
    pub(crate) fn connected(self: &Rc<Self>) -> Connected {
        self.open_connections.update(|open| open + 1);
        Connected(Rc::clone(self))
    }

    /// All of them as text.
    fn text(&self) -> String {
        let mut out = String::with_capacity(4096);
        let version = env!("CARGO_PKG_VERSION");
        family(&mut out, "williw_build_info", "gauge", "Which Worker this is, on which version of williw.");
        line(&mut out, format_args!("williw_build_info{{worker=\"{}\",version=\"{version}\"}} 1", self.worker));
        family(&mut out, "williw_open_connections", "gauge", "Connections of clients that are open.");
        line(&mut out, format_args!("williw_open_connections {}", self.open_connections.get()));
        family(&mut out, "williw_requests_total", "counter", "Requests, by route, method and status.");
        for ((route, method, status), count) in &*self.requests.borrow() {
            let labels = format_args!("route=\"{route}\",method=\"{method}\",status=\"{status}\"");
            line(&mut out, format_args!("williw_requests_total{{{labels}}} {count}"));
        }
        let name = "williw_request_duration_seconds";
        family(&mut out, name, "histogram", "How long requests took, by route.");
        for (route, Durations { counts, count, sum_us }) in &*self.durations.borrow() {
            let mut within = 0;
            for (bound, more) in BOUNDS_US.iter().zip(counts) {
                within += more;
                line(&mut out, format_args!("{name}_bucket{{route=\"{route}\",le=\"{}\"}} {within}", seconds(*bound)));
            }
            line(&mut out, format_args!("{name}_bucket{{route=\"{route}\",le=\"+Inf\"}} {count}"));
            line(&mut out, format_args!("{name}_sum{{route=\"{route}\"}} {}", seconds(*sum_us)));
            line(&mut out, format_args!("{name}_count{{route=\"{route}\"}} {count}"));
        }
        let totals = self.totals.get();
        for (name, help, total) in [
            ("williw_d1_calls_total", "Round trips of requests to D1.", totals.d1_calls),
            ("williw_d1_queries_total", "Statements that they carried.", totals.d1_queries),
            ("williw_d1_rows_read_total", "Rows that the statements read.", totals.rows_read),
            ("williw_d1_rows_written_total", "Rows that they wrote, those of indexes included.", totals.rows_written),
            ("williw_kv_calls_total", "Calls of requests to KV.", totals.kv_calls),
            ("williw_object_calls_total", "Calls of requests to Durable Objects.", totals.object_calls),
            ("williw_fetch_calls_total", "Requests of requests to services of others.", totals.fetch_calls),
            ("williw_rate_limit_refusals_total", "Requests that a rate limit refused.", totals.limit_refusals),
        ] {
            family(&mut out, name, "counter", help);
            line(&mut out, format_args!("{name} {total}"));
        }
        out
    }
}

/// A connection that is open.
pub(crate) struct Connected(Rc<Metrics>);

impl Drop for Connected {
    fn drop(&mut self) {
        self.0.open_connections.update(|open| open - 1);
    }
}

fn family(out: &mut String, name: &str, kind: &str, help: &str) {
    line(out, format_args!("# HELP {name} {help}"));
    line(out, format_args!("# TYPE {name} {kind}"));
}

fn line(out: &mut String, line: std::fmt::Arguments<'_>) {
    // Writing to a text cannot fail.
    let _ = writeln!(out, "{line}");
}

/// Microseconds as seconds, without an exponent.
fn seconds(us: u64) -> f64 {
    us as f64 / 1e6
}

/// Answers `GET /metrics` until it is dropped. Must run in a `LocalSet`.
pub(crate) async fn serve(listener: TcpListener, metrics: Rc<Metrics>) {
    let places = Arc::new(Semaphore::new(PLACES));
    // The semaphore is never closed.
    while let Ok(place) = Arc::clone(&places).acquire_owned().await {
        let Ok((stream, _)) = listener.accept().await else {
            // No file descriptors left, perhaps: those come back.
            tokio::time::sleep(Duration::from_millis(100)).await;
            continue;
        };
        let metrics = Rc::clone(&metrics);
        tokio::task::spawn_local(async move {
            let service = service_fn(|request| {
                let answer = answer(&metrics, &request);
                async { Ok::<_, Infallible>(answer) }
            });
            let connection = http1::Builder::new()
                .timer(TokioTimer::new())
                .header_read_timeout(PATIENCE)
                .keep_alive(false)
                .serve_connection(TokioIo::new(stream), service);
            let _ = tokio::time::timeout(PATIENCE, connection).await;
            drop(place);
        });
    }
}

fn answer<B>(metrics: &Metrics, request: &hyper::Request<B>) -> hyper::Response<String> {
    let (status, body) = match (request.method(), request.uri().path()) {
        (&Method::GET | &Method::HEAD, "/metrics") => (StatusCode::OK, metrics.text()),
        (_, "/metrics") => (StatusCode::METHOD_NOT_ALLOWED, String::new()),
        _ => (StatusCode::NOT_FOUND, "the metrics are at /metrics\n".to_owned()),
    };
    let mut response = hyper::Response::new(body);
    *response.status_mut() = status;
    let text = header::HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8");
    response.headers_mut().insert(header::CONTENT_TYPE, text);
    if status == StatusCode::METHOD_NOT_ALLOWED {
        response.headers_mut().insert(header::ALLOW, header::HeaderValue::from_static("GET, HEAD"));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;
    use williw_workers::driver::Usage;

    #[test]
    fn requests_are_counted_by_what_the_spec_names() {
        let metrics = Rc::new(Metrics::new("tiny"));
        let usage = Usage { d1_calls: 1, d1_queries: 2, rows_read: 30, limit_refusals: 1, ..Usage::default() };
        let record = RequestRecord {
            request_id: "r",
            route: Some("add"),
            method: "POST",
            caller: None,
            status: Some(201),
            duration_us: 1_000,
            usage,
        };
        metrics.count(&record);
        metrics.count(&RequestRecord { duration_us: 20_000_000, ..record });
        metrics.count(&RequestRecord { route: None, status: None, ..record });
        let open = metrics.connected();
        let text = metrics.text();
        for expected in [
            "williw_open_connections 1",
            "williw_requests_total{route=\"add\",method=\"POST\",status=\"201\"} 2",
            "williw_requests_total{route=\"none\",method=\"POST\",status=\"499\"} 1",
            "williw_request_duration_seconds_bucket{route=\"add\",le=\"0.0005\"} 0",
            "williw_request_duration_seconds_bucket{route=\"add\",le=\"0.001\"} 1",
            "williw_request_duration_seconds_bucket{route=\"add\",le=\"10\"} 1",
            "williw_request_duration_seconds_bucket{route=\"add\",le=\"+Inf\"} 2",
            "williw_request_duration_seconds_sum{route=\"add\"} 20.001",
            "williw_request_duration_seconds_count{route=\"add\"} 2",
            "williw_d1_queries_total 6",
            "williw_d1_rows_read_total 90",
            "williw_rate_limit_refusals_total 3",
        ] {
            assert!(text.lines().any(|line| line == expected), "{expected} in\n{text}");
        }
        drop(open);
        assert!(metrics.text().contains("williw_open_connections 0\n"));
    }
}
