//! Statements on their way out, as one text.
//!
//! What is new, and what is to run (a call is one batch):
//! `[[[number, sql, columns, reads], …], [[call, "DB", [[number, [param, …]], …]], …]]`. A statement known
//! only at run time has the number 0 and brings its text: `[0, [param, …], sql, columns, reads]`.
//! `columns` is `null` where the other side must tell them, and `reads` is 1 where nothing is written. A call without a binding, `[call, null, ms]`, is
//! answered with nothing after so many milliseconds. Any other call names what is to be done:
//! `[call, "NAMESPACE", "get", …]`. Bytes stand beside the text: `[address, length]`.
//! What is hard: a statement's text, told once, must not get lost with the call that brought it; and
//! bytes must stay where they are until JavaScript has copied them, whatever becomes of the future.

use williw_workers::d1::{Bound, Columns, Value};

use crate::catalog::Number;

/// What waits to be sent.
#[derive(Debug, Default)]
pub(crate) struct Outbox {
    /// Statements that the other side does not know yet. They outlive the call that brought them:
    /// its request may answer without waiting for it.
    definitions: String,
    /// Calls of the event that is being polled.
    calls: String,
    /// Bytes that belong to the calls.
    bytes: Vec<Vec<u8>>,
    /// Those of the calls that were taken last.
    sent: Vec<Vec<u8>>,
}

/// What a call brings.
#[derive(Debug)]
pub(crate) enum Arg<'a> {
    Null,
    Number(u64),
    Text(&'a str),
    Texts(&'a [String]),
    Bytes(Vec<u8>),
}

impl<'a> Arg<'a> {
    pub(crate) fn text(text: Option<&'a str>) -> Self {
        text.map_or(Arg::Null, Arg::Text)
    }

    pub(crate) fn number(number: Option<impl Into<u64>>) -> Self {
        number.map_or(Arg::Null, |number| Arg::Number(number.into()))
    }
}

impl Outbox {
    /// Adds a call. `number` tells a statement's number.
    pub(crate) fn push(
        &mut self,
        call: u32,
        binding: &str,
        statements: &[Bound],
        mut number: impl FnMut(&Bound) -> Number,
    ) {
        let out = &mut self.calls;
        open(out);
        out.push_str(&call.to_string());
        out.push(',');
        write_text(out, binding);
        out.push_str(",[");
        for statement in statements {
            let number = number(statement);
            if let Number::New(id) = number {
                open(&mut self.definitions);
                self.definitions.push_str(&id.to_string());
                write_definition(&mut self.definitions, statement);
                self.definitions.push(']');
            }
            let id = match number {
                Number::Known(id) | Number::New(id) => id,
                Number::Dynamic => 0,
            };
            open(out);
            out.push_str(&id.to_string());
            out.push(',');
            write_params(out, &statement.params);
            if number == Number::Dynamic {
                write_definition(out, statement);
            }
            out.push(']');
        }
        out.push_str("]]");
    }

    /// Adds a wait.
    pub(crate) fn push_sleep(&mut self, call: u32, ms: u64) {
        let out = &mut self.calls;
        open(out);
        out.push_str(&format!("{call},null,{ms}]"));
    }

    /// Adds a call of something else than a database: what, the operation, and what it takes.
    pub(crate) fn push_call(&mut self, call: u32, args: Vec<Arg<'_>>) {
        open(&mut self.calls);
        self.calls.push_str(&call.to_string());
        for arg in args {
            self.calls.push(',');
            self.write_arg(arg);
        }
        self.calls.push(']');
    }

    fn write_arg(&mut self, arg: Arg<'_>) {
        let out = &mut self.calls;
        match arg {
            Arg::Null => out.push_str("null"),
            Arg::Number(number) => out.push_str(&number.to_string()),
            Arg::Text(text) => write_text(out, text),
            Arg::Texts(texts) => write_list(out, texts, |out, text| write_text(out, text)),
            Arg::Bytes(bytes) => {
                out.push_str(&format!("[{},{}]", bytes.as_ptr() as usize, bytes.len()));
                self.bytes.push(bytes);
            }
        }
    }

    /// Drops the calls: their event ended without them.
    pub(crate) fn clear_calls(&mut self) {
        self.calls.clear();
        self.bytes.clear();
    }

    /// Drops the bytes of the calls that were taken last: JavaScript has copied them.
    pub(crate) fn forget_sent(&mut self) {
        self.sent.clear();
    }

    /// Everything that waits, as text; empty where no call does.
    pub(crate) fn take(&mut self) -> String {
        if self.calls.is_empty() {
            return String::new();
        }
        let text = format!("[[{}],[{}]]", self.definitions, self.calls);
        self.definitions.clear();
        self.calls.clear();
        self.sent = std::mem::take(&mut self.bytes);
        text
    }
}

/// Opens one more list in a list of lists.
fn open(out: &mut String) {
    if out.ends_with(']') {
        out.push(',');
    }
    out.push('[');
}

/// `,sql,columns,reads`
fn write_definition(out: &mut String, statement: &Bound) {
    out.push(',');
    write_text(out, &statement.sql);
    out.push(',');
    match statement.columns {
        Columns::Known(names) => write_list(out, names, |out, name| write_text(out, name)),
        Columns::Ask => out.push_str("null"),
    }
    out.push_str(if statement.reads_only { ",1" } else { ",0" });
}

fn write_params(out: &mut String, params: &[Value]) {
    write_list(out, params, |out, param| match param {
        Value::Null => out.push_str("null"),
        Value::Integer(n) => out.push_str(&n.to_string()),
        // Finite, as was checked: writing it cannot fail.
        Value::Real(n) => out.push_str(&serde_json::to_string(n).unwrap_or_default()),
        Value::Text(text) => write_text(out, text),
        Value::Blob(bytes) => write_list(out, bytes, |out, byte| out.push_str(&byte.to_string())),
    });
}

fn write_list<T>(out: &mut String, items: &[T], write: impl Fn(&mut String, &T)) {
    out.push('[');
    for (i, item) in items.iter().enumerate() {
        if i > 0 {
            out.push(',');
        }
        write(out, item);
    }
    out.push(']');
}

pub(crate) fn write_text(out: &mut String, text: &str) {
    // Writing a text cannot fail.
    out.push_str(&serde_json::to_string(text).unwrap_or_default());
}

#[cfg(test)]
mod tests {
    use williw_workers::d1::MAX_SAFE_INTEGER;

    use super::*;

    fn bound(params: Vec<Value>, columns: Columns) -> Bound {
        Bound { sql: "SELECT \"x\"".into(), params, columns, reads_only: true, idempotent: false }
    }

    #[test]
    fn statements_are_written_as_numbers_and_parameters() {
        let params = vec![
            Value::Null,
            Value::Integer(-MAX_SAFE_INTEGER),
            Value::Real(0.5),
            Value::Text("a\0\"ü".into()),
            Value::Blob(vec![0, 255]),
        ];
        let statements =
            [bound(params, Columns::Known(&["x"])), bound(vec![], Columns::Ask), bound(vec![], Columns::Ask)];
        let mut numbers = [Number::Known(3), Number::New(4), Number::Dynamic].into_iter();
        let mut outbox = Outbox::default();
        outbox.push(9, "DB", &statements, |_| numbers.next().unwrap());
        outbox.push(10, "DB", &statements[1..2], |_| Number::New(5));
        assert_eq!(
            outbox.take(),
            "[[[4,\"SELECT \\\"x\\\"\",null,1],[5,\"SELECT \\\"x\\\"\",null,1]],\
             [[9,\"DB\",[[3,[null,-9007199254740991,0.5,\"a\\u0000\\\"ü\",[0,255]]],\
             [4,[]],[0,[],\"SELECT \\\"x\\\"\",null,1]]],[10,\"DB\",[[5,[]]]]]]"
        );
        assert_eq!(outbox.take(), "");
    }

    #[test]
    fn a_wait_is_a_call_without_a_binding() {
        let mut outbox = Outbox::default();
        outbox.push_sleep(1, 50);
        outbox.push(2, "DB", &[], |_| unreachable!());
        outbox.push_sleep(3, 0);
        assert_eq!(outbox.take(), "[[],[[1,null,50],[2,\"DB\",[]],[3,null,0]]]");
    }

    #[test]
    fn a_definition_outlives_its_call() {
        let mut outbox = Outbox::default();
        outbox.push(1, "DB", &[bound(vec![], Columns::Known(&[]))], |_| Number::New(1));
        outbox.clear_calls();
        assert_eq!(outbox.take(), "");
        outbox.push(2, "DB", &[bound(vec![], Columns::Known(&[]))], |_| Number::Known(1));
        assert_eq!(outbox.take(), "[[[1,\"SELECT \\\"x\\\"\",[],1]],[[2,\"DB\",[[1,[]]]]]]");
    }

    #[test]
    fn bytes_of_a_call_stay_until_they_are_copied() {
        let mut outbox = Outbox::default();
        let bytes = vec![1, 2, 3];
        let at = bytes.as_ptr() as usize;
        let keys = ["a".to_owned(), "\"".to_owned()];
        let args =
            vec![Arg::Text("KV"), Arg::Text("put"), Arg::Texts(&keys), Arg::Bytes(bytes), Arg::number(Some(7_u32))];
        outbox.push_call(4, args);
        outbox.push_call(5, vec![Arg::Number(2), Arg::text(None)]);
        assert_eq!(outbox.take(), format!("[[],[[4,\"KV\",\"put\",[\"a\",\"\\\"\"],[{at},3],7],[5,2,null]]]"));
        assert_eq!(outbox.sent, [[1, 2, 3]]);
        outbox.forget_sent();
        outbox.push_call(6, vec![Arg::Bytes(vec![4])]);
        outbox.clear_calls();
        assert!(outbox.sent.is_empty() && outbox.bytes.is_empty());
    }
}
