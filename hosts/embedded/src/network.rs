//! The network: requests of a Worker to services of others.
//!
//! hyper speaks HTTP/1.1, rustls TLS, with the machine's roots (`SSL_CERT_FILE`), or Mozilla's where it has none. What is hard:
//! a connection that was kept may be closed by the other side just now. A request of which nothing was written yet is
//! written to a new one; any other is not sent again, since it may have arrived. A test puts a function in its place.

use std::cell::OnceCell;
use std::error::Error;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::{Client, connect::HttpConnector};
use hyper_util::rt::{TokioExecutor, TokioTimer};
use williw_workers::fetch::{FetchError, FetchReply, FetchRequest};

/// How long a connection is kept without use: less than servers do.
const KEPT: Duration = Duration::from_secs(15);

type Https = Client<HttpsConnector<HttpConnector>, Full<Bytes>>;

/// Where requests go.
#[derive(Debug)]
pub(crate) enum Network {
    /// Out, by a client that is made when it is needed.
    Real(OnceCell<Https>),
    /// To a test.
    Fake(FakeNetwork),
}

/// A test's function in place of the network.
#[derive(Clone)]
pub(crate) struct FakeNetwork(pub(crate) Arc<Answer>);

type Answer = dyn Fn(FetchRequest) -> Result<FetchReply, FetchError> + Send + Sync;

impl fmt::Debug for FakeNetwork {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FakeNetwork")
    }
}

impl Network {
    pub(crate) fn new(fake: Option<FakeNetwork>) -> Self {
        fake.map_or_else(|| Network::Real(OnceCell::new()), Network::Fake)
    }

    pub(crate) async fn fetch(&self, request: FetchRequest) -> Result<FetchReply, FetchError> {
        match self {
            Network::Real(client) => {
                let timeout = request.timeout;
                let reply = exchange(client.get_or_init(client_of_host), request);
                tokio::time::timeout(timeout, reply).await.unwrap_or(Err(FetchError::Timeout))
            }
            Network::Fake(FakeNetwork(answer)) => {
                // Others run meanwhile, as they would.
                tokio::task::yield_now().await;
                let max_reply = request.max_reply;
                let reply = answer(request)?;
                tokio::task::yield_now().await;
                if reply.body.len() > max_reply { Err(FetchError::TooLarge) } else { Ok(reply) }
            }
        }
    }
}

fn client_of_host() -> Https {
    let roots = HttpsConnectorBuilder::new().with_native_roots();
    let roots = roots.unwrap_or_else(|_| HttpsConnectorBuilder::new().with_webpki_roots());
    let connector = roots.https_or_http().enable_http1().build();
    Client::builder(TokioExecutor::new()).pool_timer(TokioTimer::new()).pool_idle_timeout(KEPT).build(connector)
}

async fn exchange(client: &Https, request: FetchRequest) -> Result<FetchReply, FetchError> {
    let mut outgoing = http::Request::builder().method(request.method).uri(request.url);
    for (name, value) in request.headers {
        outgoing = outgoing.header(name, value);
    }
    let outgoing = outgoing.body(Full::new(Bytes::from(request.body)));
    let outgoing = outgoing.map_err(|e| FetchError::Invalid(e.to_string()))?;
    let (head, mut body) = client.request(outgoing).await.map_err(unreachable)?.into_parts();
    let mut bytes = Vec::new();
    while let Some(frame) = body.frame().await {
        if let Ok(data) = frame.map_err(unreachable)?.into_data() {
            if bytes.len() + data.len() > request.max_reply {
                return Err(FetchError::TooLarge);
            }
            bytes.extend_from_slice(&data);
        }
    }
    let text = |value: &http::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    let headers = head.headers.iter().map(|(name, value)| (name.as_str().to_owned(), text(value))).collect();
    Ok(FetchReply { status: head.status.as_u16(), headers, body: bytes })
}

/// With its causes: the first words alone are "client error (Connect)".
fn unreachable(error: impl Error) -> FetchError {
    let mut words = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        words = format!("{words}: {cause}");
        source = cause.source();
    }
    FetchError::Unreachable(words)
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::net::TcpListener;

    use super::*;

    /// A server that gives each connection the next of these answers, after a while.
    fn serve(answers: Vec<(u64, String)>) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        std::thread::spawn(move || {
            for (ms, answer) in answers {
                let (mut stream, _) = listener.accept().unwrap();
                let _ = stream.read(&mut [0; 4096]);
                std::thread::sleep(Duration::from_millis(ms));
                let _ = stream.write_all(answer.as_bytes());
            }
        });
        url
    }

    fn reply(head: &str, body: &str) -> String {
        format!("HTTP/1.1 {head}\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}", body.len())
    }

    fn fetch(network: &Network, request: FetchRequest) -> Result<FetchReply, FetchError> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(network.fetch(request))
    }

    #[test]
    fn an_answer_of_any_status_is_an_answer() {
        let redirect = reply("307 Temporary Redirect\r\nlocation: /elsewhere", "");
        let url = serve(vec![(0, reply("200 OK", "fine")), (0, reply("500 Oh", "no")), (0, redirect)]);
        let ask = || fetch(&Network::new(None), FetchRequest::post_json(url.as_str(), "{}"));
        let first = ask().unwrap();
        assert_eq!((first.status, first.body, first.headers.len()), (200, b"fine".to_vec(), 2));
        let second = ask().unwrap();
        assert_eq!((second.status, second.body), (500, b"no".to_vec()));
        let third = ask().unwrap();
        assert_eq!((third.status, third.header("Location")), (307, Some("/elsewhere")));
    }

    #[test]
    fn failures_have_their_kinds() {
        let chunked = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\n12345\r\n5\r\n12345\r\n0\r\n\r\n";
        let url = serve(vec![
            (500, reply("200 OK", "")),
            (0, reply("200 OK", "0123456789")),
            (0, chunked.to_owned()),
            (0, reply("200 OK", "12345")),
            (0, "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n12".to_owned()),
            (0, String::new()),
        ]);
        let network = Network::new(None);
        let small = || FetchRequest::get(url.as_str()).max_reply(5);
        assert_eq!(fetch(&network, small().timeout(Duration::from_millis(50))), Err(FetchError::Timeout));
        let network = Network::new(None);
        assert_eq!(fetch(&network, small()), Err(FetchError::TooLarge));
        assert_eq!(fetch(&network, small()), Err(FetchError::TooLarge));
        assert_eq!(fetch(&network, small()).map(|reply| reply.body), Ok(b"12345".to_vec()));
        for _ in 0..2 {
            let broken = fetch(&network, small());
            assert!(matches!(broken, Err(FetchError::Unreachable(_))), "{broken:?}");
        }
        let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let refused = fetch(&network, FetchRequest::get(format!("http://{closed}/")));
        assert!(matches!(&refused, Err(FetchError::Unreachable(why)) if why.contains("refused")), "{refused:?}");
    }

    #[test]
    fn a_test_answers_in_place_of_the_network() {
        let answer =
            |request: FetchRequest| Ok(FetchReply { status: 200, headers: Vec::new(), body: request.url.into_bytes() });
        let network = Network::new(Some(FakeNetwork(Arc::new(answer))));
        let ask = || FetchRequest::get("https://example.com/");
        assert_eq!(fetch(&network, ask()).map(|reply| reply.body.len()), Ok(20));
        assert_eq!(fetch(&network, ask().max_reply(19)), Err(FetchError::TooLarge));
    }
}
