//! The Worker on workerd, which `scripts/bindings.mjs` has started, in real time. What only miniflare can do is asked of
//! the script, at `WILLIW_BINDINGS_CONTROL`.

use std::collections::BTreeMap;
use std::net::TcpStream;
use std::time::Duration;

use reqwest::blocking::Client;
use tungstenite::protocol::CloseFrame;
use tungstenite::{Message, WebSocket};

use crate::outside::{Outside, Pause, Run, from_hex, status_and_code, to_hex};

/// How long a client waits for what it is to hear: no case expects silence, and all run at once.
const PATIENCE: Duration = Duration::from_secs(30);

#[derive(Clone)]
pub(crate) struct Server {
    url: String,
    control: String,
    client: Client,
}

impl Server {
    pub(crate) fn from_environment() -> Option<Self> {
        let url = std::env::var("WILLIW_BINDINGS_URL").ok()?;
        let control = std::env::var("WILLIW_BINDINGS_CONTROL").ok()?;
        let client = Client::builder().timeout(Duration::from_secs(120)).build().unwrap();
        Some(Server { url, control, client })
    }

    /// Runs a case.
    pub(crate) fn run(&self, subject: &str, name: &str) -> Vec<String> {
        if is_about_records(subject, name) {
            self.ask("tell", &[]);
        }
        if (subject, name) == ("exchange", "limits") {
            early_in_a_minute();
        }
        let mut run = Run::new(subject, name);
        while run.go(&mut Workerd { server: self, sockets: BTreeMap::new() }) == Pause::Restart {
            self.ask("restart", &[]);
        }
        run.lines
    }

    fn ask(&self, what: &str, query: &[(&str, &str)]) -> String {
        let mut url = reqwest::Url::parse(&self.control).unwrap().join(what).unwrap();
        url.query_pairs_mut().extend_pairs(query);
        let reply = self.client.post(url).send().unwrap();
        let status = reply.status();
        let text = reply.text().unwrap();
        assert!(status.is_success(), "{what} {query:?}: {text}");
        text
    }
}

/// workerd counts by the minute of the clock, and begins anew with each.
#[expect(clippy::disallowed_methods, reason = "it is workerd's clock that matters, which is this machine's")]
fn early_in_a_minute() {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    let second = now.as_secs() % 60;
    if second > 30 {
        std::thread::sleep(Duration::from_secs(61 - second));
    }
}

/// Whether a case asks for what requests tell of themselves, which is a line of the log for each.
pub(crate) fn is_about_records(subject: &str, name: &str) -> bool {
    (subject, name) == ("exchange", "record")
}

struct Workerd<'s> {
    server: &'s Server,
    sockets: BTreeMap<String, WebSocket<TcpStream>>,
}

impl Workerd<'_> {
    fn fetch(&self, target: &str, headers: &[(&str, &str)]) -> (u16, String) {
        let mut request = self.server.client.get(format!("{}{target}", self.server.url));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        match request.send() {
            Ok(reply) => (reply.status().as_u16(), reply.text().unwrap_or_default()),
            Err(error) => (0, error.to_string()),
        }
    }

    fn connect(&mut self, who: &str, target: &str) -> String {
        let address = self.server.url.trim_start_matches("http://");
        let stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        match tungstenite::client(format!("ws://{address}{target}"), stream) {
            Ok((socket, reply)) => {
                self.sockets.insert(who.to_owned(), socket);
                reply.status().as_u16().to_string()
            }
            // Once more for the body, which a handshake does not read to its end.
            Err(_) => {
                let (status, body) = self.fetch(
                    target,
                    &[
                        ("connection", "Upgrade"),
                        ("upgrade", "websocket"),
                        ("sec-websocket-version", "13"),
                        ("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ=="),
                    ],
                );
                status_and_code(status, &body)
            }
        }
    }
}

impl Outside for Workerd<'_> {
    fn get(&mut self, target: &str) -> (u16, String) {
        self.fetch(target, &[])
    }

    fn post(&mut self, times: usize, key: Option<&str>, target: &str, body: &str) -> Vec<(u16, String, bool)> {
        let send = || {
            let url = format!("{}{target}", self.server.url);
            let request = self.server.client.post(url).header("content-type", "application/json").body(body.to_owned());
            let request = match key {
                Some(key) => request.header("idempotency-key", key),
                None => request,
            };
            match request.send() {
                Ok(reply) => {
                    let kept = reply.headers().get("idempotent-replayed").is_some_and(|value| value == "true");
                    (reply.status().as_u16(), reply.text().unwrap_or_default(), kept)
                }
                Err(error) => (0, error.to_string(), false),
            }
        };
        std::thread::scope(|scope| {
            let requests: Vec<_> = (0..times).map(|_| scope.spawn(send)).collect();
            requests.into_iter().map(|request| request.join().unwrap()).collect()
        })
    }

    fn send(&mut self, method: &str, target: &str, headers: &[(&str, &str)]) -> (u16, Vec<(String, String)>, String) {
        let method = method.parse().unwrap();
        let mut request = self.server.client.request(method, format!("{}{target}", self.server.url));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let reply = request.send().unwrap();
        let fields = reply.headers().iter();
        let fields = fields.map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned())).collect();
        (reply.status().as_u16(), fields, reply.text().unwrap_or_default())
    }

    fn record(&mut self, id: &str) -> String {
        self.server.ask("record", &[("id", id)])
    }

    fn wait(&mut self, seconds: u64) {
        std::thread::sleep(Duration::from_secs(seconds));
    }

    fn evict(&mut self, class: &str, name: &str) -> String {
        self.server.ask("evict", &[("class", class), ("name", name)])
    }

    fn cron(&mut self, at_ms: u64, expression: &str) -> String {
        self.server.ask("cron", &[("time", &at_ms.to_string()), ("cron", expression)])
    }

    fn websocket(&mut self, who: &str, verb: &str, rest: &str) -> String {
        if verb == "connect" {
            return self.connect(who, rest);
        }
        let Some(socket) = self.sockets.get_mut(who) else { return "there is no such client".to_owned() };
        let sent = match verb {
            "send" => socket.send(Message::text(rest)),
            "bytes" => socket.send(Message::binary(from_hex(rest))),
            "large" => socket.send(Message::text("x".repeat(rest.parse().unwrap()))),
            "close" => {
                let (code, reason) = rest.split_once(' ').unwrap_or((rest, ""));
                let frame =
                    code.parse::<u16>().ok().map(|code| CloseFrame { code: code.into(), reason: reason.into() });
                socket.close(frame).and_then(|()| socket.flush())
            }
            "drop" => {
                self.sockets.remove(who);
                Ok(())
            }
            "hear" | "hear-length" => return hear(socket, verb == "hear-length"),
            _ => return "nobody knows how".to_owned(),
        };
        sent.err().map(|error| error.to_string()).unwrap_or_default()
    }
}

fn hear(socket: &mut WebSocket<TcpStream>, length: bool) -> String {
    loop {
        return match socket.read() {
            Ok(Message::Text(text)) if length => format!("{} characters", text.len()),
            Ok(Message::Text(text)) => format!("text {}", text.as_str()),
            Ok(Message::Binary(bytes)) => format!("bytes {}", to_hex(&bytes)),
            Ok(Message::Close(frame)) => {
                // Answers.
                let _ = socket.flush();
                let (code, reason) = frame.map_or((1005, String::new()), |f| (f.code.into(), f.reason.to_string()));
                format!("closed {code} {reason:?}")
            }
            Ok(_) => continue,
            Err(tungstenite::Error::Io(error)) if error.kind() == std::io::ErrorKind::WouldBlock => {
                "nothing".to_owned()
            }
            Err(_) => "lost".to_owned(),
        };
    }
}
