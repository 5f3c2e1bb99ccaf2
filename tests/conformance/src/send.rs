//! Sends a step's request, and reads the reply.
//!
//! Ordinary requests go through reqwest; it would mend the malformed ones, which are written to a
//! socket byte for byte.

use std::fmt;
use std::io::{Read, Write};
use std::net::{IpAddr, Ipv4Addr, TcpStream};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use base64::Engine;
use reqwest::blocking as http;
use serde_json::{Value, json};

use crate::case::{Repeat, Sign, Step};
use crate::sign::{self, Caller};
use crate::words::Words;

const PATIENCE: Duration = Duration::from_secs(60);

/// A request with its words filled in.
#[derive(Clone, Debug)]
pub(crate) enum Request {
    Http(Box<Http>),
    Raw(Vec<u8>),
}

/// One that is signed whenever it is sent: each time has a nonce of its own.
#[derive(Clone, Debug)]
pub(crate) struct Http {
    pub(crate) method: String,
    pub(crate) target: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Option<Vec<u8>>,
    pub(crate) caller: Caller,
    pub(crate) sign: Sign,
    pub(crate) from: Option<u32>,
}

#[derive(Clone, Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    /// Names in lower case.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
    /// The body, where it is JSON; of all pages, the pages.
    pub(crate) json: Option<Value>,
}

pub(crate) fn build(step: &Step, words: &Words) -> Result<Request, String> {
    if let Some(raw) = &step.raw {
        return Ok(Request::Raw(words.fill(raw)?.replace('\n', "\r\n").into_bytes()));
    }
    let request = words.fill(&step.request)?;
    let (method, target) = request.split_once(' ').ok_or("`request` must be a method and a target")?;
    let body = match (&step.body, &step.base64, &step.repeat) {
        (Some(text), None, None) => Some(words.fill(text)?.into_bytes()),
        (None, Some(text), None) => {
            Some(base64::engine::general_purpose::STANDARD.decode(text).map_err(|error| error.to_string())?)
        }
        (None, None, Some(repeat)) => Some(repeated(repeat, words)?),
        (None, None, None) => None,
        _ => return Err("a step has one body".to_owned()),
    };
    let mut headers = Vec::new();
    if body.is_some() && !step.headers.contains_key("content-type") {
        headers.push(("content-type".to_owned(), "application/json".to_owned()));
    }
    for (name, value) in step.headers.iter().filter(|(_, value)| !value.is_empty()) {
        headers.push((name.clone(), words.fill(value)?));
    }
    let caller = match &step.r#as {
        Some(text) => Caller::parse(text, words)?,
        None => Caller::of(method, target, body.as_deref(), words),
    };
    if let Caller::Admin(token) = &caller {
        headers.push(("authorization".to_owned(), format!("Bearer {token}")));
    }
    let mut sign = step.sign.clone();
    for text in [&mut sign.nonce, &mut sign.keyid].into_iter().flatten() {
        *text = words.fill(text)?;
    }
    let (method, target) = (method.to_owned(), target.to_owned());
    Ok(Request::Http(Box::new(Http { method, target, headers, body, caller, sign, from: step.from })))
}

fn repeated(repeat: &Repeat, words: &Words) -> Result<Vec<u8>, String> {
    let mut body = words.fill(&repeat.before)?.into_bytes();
    let after = words.fill(&repeat.after)?;
    let fill = repeat.total.checked_sub(body.len() + after.len()).ok_or("`repeat` has no room for its ends")?;
    body.resize(body.len() + fill, repeat.byte);
    body.extend_from_slice(after.as_bytes());
    Ok(body)
}

/// Speaks to one server.
#[derive(Debug)]
pub(crate) struct Client {
    address: String,
    /// Of the addresses that requests come from: the first three parts.
    network: [u8; 3],
    next: AtomicU32,
}

impl Client {
    pub(crate) fn new(address: &str) -> Self {
        let [.., a, b, c] = sign::now_ms().to_be_bytes();
        // A network address is nobody's.
        Client { address: address.trim_end_matches('/').to_owned(), network: [a | 1, b, c], next: AtomicU32::new(0) }
    }

    /// A client that comes from this address, or from one that nobody has used yet. The whole of 127.0.0.0/8 is this
    /// machine; a server behind a network hears of the address in a header field, if it believes it.
    fn http(&self, from: Option<u32>) -> Result<(http::Client, Ipv4Addr), String> {
        let [a, b, c] = self.network;
        let address = match from {
            Some(number) => Ipv4Addr::new(127, a, b, number.try_into().unwrap_or(u8::MAX)),
            None => {
                let [.., high, low] = self.next.fetch_add(1, Ordering::Relaxed).to_be_bytes();
                Ipv4Addr::new(127, a ^ 0x80, c.wrapping_add(high), low)
            }
        };
        let http = http::Client::builder().timeout(PATIENCE).redirect(reqwest::redirect::Policy::none());
        let local = self.address.contains("//127.0.0.1").then_some(IpAddr::V4(address));
        let http = http.local_address(local).build().map_err(|error| error.to_string())?;
        Ok((http, address))
    }

    /// Sends it as often as the step says, and returns every reply.
    pub(crate) fn send(&self, step: &Step, request: &Request) -> Result<Vec<Reply>, String> {
        match step.parallel {
            None if step.all_pages => Ok(vec![self.all_pages(request)?]),
            None => Ok(vec![self.send_one(request)?]),
            Some(count) => std::thread::scope(|scope| {
                let sent: Vec<_> = (0..count).map(|_| scope.spawn(|| self.send_one(request))).collect();
                sent.into_iter().map(|thread| thread.join().unwrap_or_else(|_| Err("a panic".to_owned()))).collect()
            }),
        }
    }

    fn send_one(&self, request: &Request) -> Result<Reply, String> {
        match request {
            Request::Http(request) => {
                let (http, address) = self.http(request.from)?;
                let url: reqwest::Url =
                    format!("{}{}", self.address, request.target).parse().map_err(|error| format!("{error}"))?;
                let signed = sign::signed(request, &url)?;
                let method = signed.method.parse().map_err(|_| format!("`{}` is no method", signed.method))?;
                let mut building = http.request(method, signed.url).header("cf-connecting-ip", address.to_string());
                for (name, value) in signed.headers {
                    building = building.header(name, value);
                }
                if let Some(body) = signed.body {
                    building = building.body(body);
                }
                let reply = building.send().map_err(|error| format!("no reply: {error:?}"))?;
                let status = reply.status().as_u16();
                let headers = reply.headers().iter().map(|(name, value)| {
                    (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned())
                });
                let headers = headers.collect();
                let body = reply.bytes().map_err(|error| format!("half a reply: {error:?}"))?.to_vec();
                Ok(Reply::new(status, headers, body))
            }
            Request::Raw(bytes) => {
                self.send_raw(bytes).map_err(|error| format!("no reply: {error}"))?.ok_or_else(|| "no reply".to_owned())
            }
        }
    }

    fn send_raw(&self, bytes: &[u8]) -> std::io::Result<Option<Reply>> {
        let mut stream = TcpStream::connect(self.address.trim_start_matches("http://"))?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.write_all(bytes)?;
        // The server closes when it has answered: these requests are malformed, or say `connection: close`.
        let mut reply = Vec::new();
        if let Err(error) = stream.read_to_end(&mut reply)
            && reply.is_empty()
        {
            return Err(error);
        }
        Ok(parse(&reply))
    }

    /// Follows the cursors, at most a thousand.
    fn all_pages(&self, request: &Request) -> Result<Reply, String> {
        let Request::Http(first) = request else {
            return Err("only a list has pages".to_owned());
        };
        let target = &first.target;
        let mut pages = Vec::new();
        let mut next = target.clone();
        for _ in 0..1000 {
            let page = Request::Http(Box::new(Http { target: next, body: None, ..(**first).clone() }));
            let reply = self.send_one(&page)?;
            let Some(json) = reply.json.clone().filter(|_| reply.status == 200) else {
                return Ok(reply);
            };
            let cursor = json.get("next_cursor").and_then(Value::as_str).map(str::to_owned);
            pages.push(json);
            match cursor {
                Some(cursor) => {
                    next = format!("{target}{}cursor={cursor}", if target.contains('?') { '&' } else { '?' })
                }
                None => return Ok(Reply { json: Some(json!({ "pages": pages })), ..reply }),
            }
        }
        Err("a list without end".to_owned())
    }
}

/// An HTTP/1.1 reply on a connection that was closed after it.
fn parse(bytes: &[u8]) -> Option<Reply> {
    let head_len = bytes.windows(4).position(|it| it == b"\r\n\r\n")?;
    let (head, body) = bytes.split_at_checked(head_len + 4)?;
    let head = String::from_utf8_lossy(head);
    let mut lines = head.lines();
    let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
    let headers = lines.filter_map(|line| line.split_once(':'));
    let headers = headers.map(|(name, value)| (name.to_lowercase(), value.trim().to_owned())).collect();
    let mut reply = Reply::new(status, headers, body.to_vec());
    if reply.header("transfer-encoding") == Some("chunked") {
        reply = Reply::new(reply.status, reply.headers, unchunk(body)?);
    }
    Some(reply)
}

fn unchunk(mut bytes: &[u8]) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let end = bytes.windows(2).position(|it| it == b"\r\n")?;
        let size = usize::from_str_radix(std::str::from_utf8(bytes.get(..end)?).ok()?.split(';').next()?, 16).ok()?;
        let chunk = bytes.get(end + 2..end + 2 + size)?;
        if size == 0 {
            return Some(body);
        }
        body.extend_from_slice(chunk);
        bytes = bytes.get(end + 2 + size + 2..)?;
    }
}

impl Reply {
    fn new(status: u16, headers: Vec<(String, String)>, body: Vec<u8>) -> Self {
        let json = serde_json::from_slice(&body).ok();
        Reply { status, headers, body, json }
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// What stands at a JSON Pointer.
    pub(crate) fn at(&self, pointer: &str) -> Option<&Value> {
        self.json.as_ref()?.pointer(pointer)
    }
}

impl fmt::Display for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.status)?;
        for (name, value) in self.headers.iter().filter(|(name, _)| name != "date") {
            write!(f, " · {name}: {value}")?;
        }
        write!(f, "\n      {}", shortened(&self.body))
    }
}

impl fmt::Display for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Request::Raw(bytes) => f.write_str(&shortened(bytes)),
            Request::Http(request) => {
                let Http { method, target, headers, body, caller, .. } = &**request;
                write!(f, "{method} {} as {caller}", shortened(target.as_bytes()))?;
                for (name, value) in headers {
                    write!(f, " · {name}: {value}")?;
                }
                body.as_ref().map_or(Ok(()), |body| write!(f, "\n      {}", shortened(body)))
            }
        }
    }
}

fn shortened(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    match text.char_indices().nth(2000) {
        Some((at, _)) => format!("{}… ({} bytes)", text.get(..at).unwrap_or_default(), bytes.len()),
        None => text.into_owned(),
    }
}
