//! A service of others: what Workers of both hosts send requests to.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::OnceLock;
use std::thread;
use std::time::Duration;

/// Its URL: on the port that the Worker on workerd was told (`WILLIW_BINDINGS_SERVICE`), or on a free one.
pub(crate) fn url() -> &'static str {
    static URL: OnceLock<String> = OnceLock::new();
    URL.get_or_init(|| {
        let port = std::env::var("WILLIW_BINDINGS_SERVICE").map_or(0, |port| port.parse().unwrap());
        let listener = TcpListener::bind(("127.0.0.1", port)).unwrap();
        let address = listener.local_addr().unwrap();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                thread::spawn(move || answer(stream));
            }
        });
        format!("http://{address}")
    })
}

/// Answers one request, and ends the connection. Whoever does not listen any more is no failure.
fn answer(mut stream: TcpStream) -> Option<()> {
    let mut reader = BufReader::new(stream.try_clone().ok()?);
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        match line.trim_end() {
            "" => break,
            line => lines.push(line.to_owned()),
        }
    }
    let field = |name: &str| {
        let fields = lines.iter().filter_map(|line| line.split_once(": "));
        fields.clone().find(|(known, _)| known.eq_ignore_ascii_case(name)).map_or("-", |(_, value)| value)
    };
    let mut body = vec![0; field("content-length").parse().unwrap_or_default()];
    reader.read_exact(&mut body).ok()?;

    let (method, rest) = lines.first()?.split_once(' ')?;
    let target = rest.split(' ').next()?;
    let path = target.split('?').next()?;
    let large = || "x".repeat(1_000_000);
    let sized =
        |body: &str| format!("HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}", body.len());
    let pause = || thread::sleep(Duration::from_millis(1500));
    let reply = match path {
        "/echo" => {
            let (kind, word) = (field("content-type"), field("x-word"));
            sized(&format!("{method} {target} {kind} {word} {:?}", String::from_utf8_lossy(&body)))
        }
        "/nothing" => String::new(),
        "/noise" => "what do you want?\r\n\r\n".to_owned(),
        "/half" => sized("half of it").replace("h: 10", "h: 20"),
        "/slow" => {
            pause();
            sized("late")
        }
        "/slow-body" => {
            stream.write_all(sized("late").strip_suffix("te")?.as_bytes()).ok()?;
            pause();
            "te".to_owned()
        }
        "/large" => sized(&large()),
        "/chunked" => {
            let head = "HTTP/1.1 200 OK\r\nconnection: close\r\ntransfer-encoding: chunked\r\n\r\n";
            format!("{head}{:x}\r\n{}\r\n0\r\n\r\n", large().len(), large())
        }
        path => {
            let status = path.strip_prefix("/status/")?;
            let body = if status == "204" { "" } else { "a body" };
            sized(body).replace("200 OK", &format!("{status} X\r\nlocation: /echo\r\nx-reply: of {status}"))
        }
    };
    stream.write_all(reply.as_bytes()).ok()
}
