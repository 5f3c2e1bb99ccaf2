//! What is told of a request once it has been answered: numbers and names of the spec, never a value of the client's.

use std::fmt;
use std::fmt::Write;

use super::Method;

/// One request that was answered, or dropped before it was.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RequestRecord<'a> {
    /// Its id: what the reply's `X-Request-Id` says.
    pub request_id: &'a str,
    /// The route's name in the spec; `None` where the request came to none.
    pub route: Option<&'static str>,
    /// The method as [`method_name`] gives it.
    pub method: &'static str,
    /// The kind of caller that was verified; `None` where none was.
    pub caller: Option<&'static str>,
    /// The reply's status; `None` where nobody waited for one: the client went away, or the host stopped it.
    pub status: Option<u16>,
    /// From the request's begin to its reply, in microseconds of the host's clock.
    pub duration_us: u64,
    /// What it used.
    pub usage: Usage,
}

/// What a request used, attempts that failed included. What objects do on its behalf is theirs, and not in here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// Round trips to D1.
    pub d1_calls: u32,
    /// Statements that they carried.
    pub d1_queries: u32,
    /// How long they took together, in microseconds; those at the same time count twice.
    pub d1_us: u64,
    /// Rows that the statements read, as far as the database tells.
    pub rows_read: u64,
    /// Rows that they wrote, those of indexes included.
    pub rows_written: u64,
    /// Calls to KV.
    pub kv_calls: u32,
    /// How long they took together, in microseconds.
    pub kv_us: u64,
    /// Calls of Durable Objects.
    pub object_calls: u32,
    /// How long they took together, in microseconds.
    pub object_us: u64,
    /// Requests to services of others.
    pub fetch_calls: u32,
    /// How long they took together, in microseconds.
    pub fetch_us: u64,
    /// Calls of rate limiters.
    pub limit_calls: u32,
    /// How many of them were refused.
    pub limit_refusals: u32,
    /// How long they took together, in microseconds.
    pub limit_us: u64,
}

impl RequestRecord<'_> {
    /// One line of JSON.
    pub fn to_json(&self) -> String {
        let mut out = String::with_capacity(256);
        // Ids and names hold nothing that JSON escapes. Writing to a text cannot fail.
        let _ = write!(out, "{{\"request_id\":\"{}\",\"route\":", self.request_id);
        push_name(&mut out, self.route);
        let _ = write!(out, ",\"method\":\"{}\",\"caller\":", self.method);
        push_name(&mut out, self.caller);
        out.push_str(",\"status\":");
        match self.status {
            Some(status) => drop(write!(out, "{status}")),
            None => out.push_str("null"),
        }
        out.push_str(",\"ms\":");
        push_ms(&mut out, self.duration_us);
        let _ = write!(out, ",{}}}", self.usage);
        out
    }
}

/// Its counts as the members of a JSON object.
impl fmt::Display for Usage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Usage { d1_calls, d1_queries, rows_read, rows_written, kv_calls, object_calls, fetch_calls, .. } = self;
        write!(
            f,
            "\"d1_calls\":{d1_calls},\"d1_queries\":{d1_queries},\"rows_read\":{rows_read},\
             \"rows_written\":{rows_written},\"kv_calls\":{kv_calls},\"object_calls\":{object_calls},\
             \"fetch_calls\":{fetch_calls}"
        )
    }
}

fn push_name(out: &mut String, name: Option<&str>) {
    match name {
        Some(name) => drop(write!(out, "\"{name}\"")),
        None => out.push_str("null"),
    }
}

/// Microseconds as milliseconds, with the digits that are not zero: `12.3`.
pub(crate) fn push_ms(out: &mut String, us: u64) {
    let _ = write!(out, "{}", us / 1000);
    let rest = us % 1000;
    if rest > 0 {
        let digits = format!(".{rest:03}");
        out.push_str(digits.trim_end_matches('0'));
    }
}

/// The method's name where HTTP has it, else `other`: a client may make up as many as it likes.
pub fn method_name(method: &Method) -> &'static str {
    const NAMES: [&str; 9] = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "CONNECT", "TRACE"];
    NAMES.into_iter().find(|name| *name == method.as_str()).unwrap_or("other")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_one_line_of_json() {
        let usage =
            Usage { d1_calls: 1, d1_queries: 3, rows_read: 40, rows_written: 2, kv_calls: 5, ..Usage::default() };
        let record = RequestRecord {
            request_id: "abc-1",
            route: Some("get_node"),
            method: "GET",
            caller: Some("node"),
            status: Some(200),
            duration_us: 12_340,
            usage,
        };
        assert_eq!(
            record.to_json(),
            "{\"request_id\":\"abc-1\",\"route\":\"get_node\",\"method\":\"GET\",\"caller\":\"node\",\"status\":200,\
             \"ms\":12.34,\"d1_calls\":1,\"d1_queries\":3,\"rows_read\":40,\"rows_written\":2,\"kv_calls\":5,\
             \"object_calls\":0,\"fetch_calls\":0}"
        );
        let dropped = RequestRecord { route: None, caller: None, status: None, duration_us: 7, ..record };
        let value: serde_json::Value = serde_json::from_str(&dropped.to_json()).unwrap();
        assert_eq!(value["status"], serde_json::Value::Null);
        assert_eq!(value["ms"], 0.007);
    }

    #[test]
    fn methods_that_clients_make_up_have_one_name() {
        assert_eq!(method_name(&Method::PATCH), "PATCH");
        assert_eq!(method_name(&Method::from_bytes(b"BREW").unwrap()), "other");
    }
}
