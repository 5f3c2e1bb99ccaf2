//! A case from outside: its steps, and between them what it asks for. What there is to ask for is in [`act`].

/// A host with the Worker in it. A method returns what there is to say of it.
pub(crate) trait Outside {
    /// Sends one request.
    fn get(&mut self, target: &str) -> (u16, String);
    /// Sends so many requests with a key and a body at the same time: the status and body of each reply, and whether it
    /// was kept.
    fn post(&mut self, times: usize, key: Option<&str>, target: &str, body: &str) -> Vec<(u16, String, bool)>;
    /// Sends one request with header fields; status, header fields and body of the answer.
    fn send(&mut self, method: &str, target: &str, headers: &[(&str, &str)]) -> (u16, Vec<(String, String)>, String);
    /// What the request of this id has told of itself: a line of JSON.
    fn record(&mut self, id: &str) -> String;
    /// Time goes by.
    fn wait(&mut self, seconds: u64);
    /// Takes an object out of memory.
    fn evict(&mut self, class: &str, name: &str) -> String;
    /// Runs the jobs of an expression, as at this time.
    fn cron(&mut self, at_ms: u64, expression: &str) -> String;
    /// What happens at a client's end of a WebSocket.
    fn websocket(&mut self, who: &str, verb: &str, rest: &str) -> String;
}

/// A case that is being run.
pub(crate) struct Run<'c> {
    subject: &'c str,
    name: &'c str,
    step: u32,
    pending: Vec<String>,
    pub(crate) lines: Vec<String>,
}

/// Why a run stands still.
#[derive(PartialEq, Eq)]
pub(crate) enum Pause {
    Ended,
    /// The host is to end and to start again.
    Restart,
}

impl<'c> Run<'c> {
    pub(crate) fn new(subject: &'c str, name: &'c str) -> Self {
        Run { subject, name, step: 0, pending: Vec::new(), lines: Vec::new() }
    }

    /// Goes on, with what was said and done as lines.
    pub(crate) fn go(&mut self, outside: &mut impl Outside) -> Pause {
        loop {
            while !self.pending.is_empty() {
                let action = self.pending.remove(0);
                // An action may be of one host.
                let (host, action) = match action.split_once(": ") {
                    Some((host @ ("embedded" | "workerd"), action)) => (format!("{host}: "), action),
                    _ => (String::new(), action.as_str()),
                };
                if action == "restart" {
                    self.lines.push("~ restart".to_owned());
                    return Pause::Restart;
                }
                let outcome = act(outside, action);
                let colon = if outcome.is_empty() { "" } else { ": " };
                self.lines.push(format!("{host}~ {action}{colon}{outcome}"));
            }
            if !self.next_step(outside) {
                return Pause::Ended;
            }
        }
    }

    fn next_step(&mut self, outside: &mut impl Outside) -> bool {
        let (status, body) = outside.get(&format!("/cases/{}/{}?step={}", self.subject, self.name, self.step));
        self.step += 1;
        let reply: serde_json::Value = serde_json::from_str(&body).unwrap_or_default();
        let list = |key: &str| {
            let values = reply.get(key)?.as_array()?;
            Some(values.iter().filter_map(|value| value.as_str().map(str::to_owned)).collect::<Vec<_>>())
        };
        let (Some(lines), Some(actions)) = (list("lines"), list("actions")) else {
            self.lines.push(format!("{status}: {body}"));
            return false;
        };
        self.lines.extend(lines);
        self.pending = actions;
        !self.pending.is_empty()
    }
}

/// Does what was asked for, and says what came of it.
fn act(outside: &mut impl Outside, action: &str) -> String {
    let (verb, rest) = action.split_once(' ').unwrap_or((action, ""));
    let (first, second) = rest.split_once(' ').unwrap_or((rest, ""));
    match verb {
        // `wait <seconds>`
        "wait" => {
            outside.wait(rest.parse().unwrap());
            String::new()
        }
        // `evict <class> <name>`
        "evict" => outside.evict(first, second),
        // `cron <milliseconds> <expression>`
        "cron" => outside.cron(first.parse().unwrap(), second),
        // `send <method> <target> [<name>=<value> …]`: a request with header fields; `+` stands for a space
        "send" => send(outside, first, second),
        // `long <length>`: a request whose target has so many bytes
        "long" => {
            let target = format!("/{}", "a".repeat(rest.parse::<usize>().unwrap() - 1));
            let (status, _, body) = outside.send("GET", &target, &[]);
            status_and_code(status, &body)
        }
        // `record <id>`: what the request of this id has told of itself, without how long it took
        "record" => masked(&outside.record(rest), "\"ms\":"),
        // `get <target>`: without asking for a WebSocket
        "get" => {
            let (status, body) = outside.get(rest);
            status_and_code(status, &body)
        }
        // `post <key> <target> <body>`, `-` for no key; `posts …`: ten at the same time, in the order of what they tell
        "post" | "posts" => {
            let (target, body) = second.split_once(' ').unwrap_or((second, ""));
            let times = if verb == "posts" { 10 } else { 1 };
            let replies = outside.post(times, Some(first).filter(|key| *key != "-"), target, body);
            let mut told: Vec<String> = replies
                .into_iter()
                .map(|(status, body, kept)| {
                    format!("{}{}", status_and_code(status, &body), if kept { " again" } else { "" })
                })
                .collect();
            told.sort();
            told.join(", ")
        }
        // `ws <who> connect <target>`, `send <text>`, `bytes <hex>`, `large <length>`, `hear`, `hear-length`,
        // `close [<code> [<reason>]]`, `drop`
        "ws" => {
            let (verb, rest) = second.split_once(' ').unwrap_or((second, ""));
            outside.websocket(first, verb, rest)
        }
        _ => "nobody knows how".to_owned(),
    }
}

/// The header fields that cases are about.
const SHOWN: [&str; 14] = [
    "x-request-id",
    "server-timing",
    "ratelimit-policy",
    "ratelimit",
    "retry-after",
    "allow",
    "vary",
    "access-control-allow-origin",
    "access-control-allow-methods",
    "access-control-allow-headers",
    "access-control-max-age",
    "access-control-expose-headers",
    "access-control-allow-credentials",
    "www-authenticate",
];

/// The status, and the header fields that cases are about. An id that the host has made is `(new)`.
fn send(outside: &mut impl Outside, method: &str, rest: &str) -> String {
    let mut words = rest.split(' ');
    let target = words.next().unwrap_or_default();
    let headers: Vec<(String, String)> = words
        .filter_map(|word| word.split_once('='))
        .map(|(name, value)| (name.to_owned(), value.replace('+', " ")))
        .collect();
    let headers: Vec<(&str, &str)> = headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let (status, fields, body) = outside.send(method, target, &headers);
    let problem: serde_json::Value = serde_json::from_str(&body).unwrap_or_default();
    let mut said = status.to_string();
    if let Some(code) = problem.get("code").and_then(|code| code.as_str()) {
        said += &format!(" {code}");
    }
    for shown in SHOWN {
        for (_, value) in fields.iter().filter(|(name, _)| name.eq_ignore_ascii_case(shown)) {
            let value = match shown {
                "x-request-id" => {
                    let told = problem.get("request_id").and_then(|id| id.as_str());
                    let given = headers.iter().any(|(name, given)| *name == "x-request-id" && given == value);
                    let id = if given { value } else { "(new)" };
                    if told.is_none_or(|told| told == value) {
                        id.to_owned()
                    } else {
                        format!("{id}, not in the problem")
                    }
                }
                "server-timing" => masked(value, "dur="),
                _ => value.clone(),
            };
            said += &format!("; {shown}: {value}");
        }
    }
    said
}

/// Without the numbers after this.
fn masked(text: &str, before: &str) -> String {
    let mut parts = text.split(before);
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        out += &format!("{before}_{}", part.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.'));
    }
    out
}

/// A reply that is a problem, in short.
pub(crate) fn status_and_code(status: u16, body: &str) -> String {
    let problem: serde_json::Value = serde_json::from_str(body).unwrap_or_default();
    match problem.get("code").and_then(|code| code.as_str()) {
        Some(code) => format!("{status} {code}"),
        None => format!("{status} {body}"),
    }
}

pub(crate) fn from_hex(text: &str) -> Vec<u8> {
    (0..text.len() / 2).map(|at| u8::from_str_radix(&text[at * 2..at * 2 + 2], 16).unwrap()).collect()
}

pub(crate) fn to_hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
