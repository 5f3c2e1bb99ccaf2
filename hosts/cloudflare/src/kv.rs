//! The KV driver.

use williw_workers::driver::{KvDriver, LocalFuture};
use williw_workers::kv::{Expiry, KvError, KvKey, KvKeys, KvList, KvPut, KvValue};

use crate::exchange::{Values, exchange};
use crate::executor::Executor;
use crate::wire::Arg;

/// One KV binding.
pub(crate) struct Namespace {
    executor: &'static Executor,
    binding: String,
}

impl Namespace {
    pub(crate) fn new(executor: &'static Executor, binding: &str) -> Self {
        Namespace { executor, binding: binding.to_owned() }
    }

    async fn call<'a>(
        &'a self,
        operation: &'a str,
        args: impl IntoIterator<Item = Arg<'a>>,
    ) -> Result<Values, KvError> {
        let all = [Arg::Text(&self.binding), Arg::Text(operation)].into_iter().chain(args).collect();
        exchange(self.executor, all).await.map_err(|failure| KvError::from_message(&failure.message))
    }
}

impl KvDriver for Namespace {
    fn get<'a>(&'a self, key: &'a str, cache_ttl: Option<u32>) -> LocalFuture<'a, Result<Option<KvValue>, KvError>> {
        Box::pin(async move {
            let mut values = self.call("get", [Arg::Text(key), Arg::number(cache_ttl)]).await?;
            let found = values.number() == Some(1);
            Ok(found.then(|| KvValue { metadata: values.text(), value: values.body }))
        })
    }

    fn get_bulk<'a>(
        &'a self,
        keys: &'a [String],
        cache_ttl: Option<u32>,
    ) -> LocalFuture<'a, Result<Vec<Option<KvValue>>, KvError>> {
        Box::pin(async move {
            let mut values = self.call("getBulk", [Arg::Texts(keys), Arg::number(cache_ttl)]).await?;
            // A value and its metadata for each key.
            let mut next = || {
                let (value, metadata) = (values.text(), values.text());
                value.map(|value| KvValue { value: value.into_bytes(), metadata })
            };
            Ok(keys.iter().map(|_| next()).collect())
        })
    }

    fn put<'a>(&'a self, key: &'a str, put: KvPut) -> LocalFuture<'a, Result<(), KvError>> {
        Box::pin(async move {
            let (after, at) = match put.expiry {
                None => (None, None),
                Some(Expiry::After(seconds)) => (Some(seconds), None),
                Some(Expiry::At(time)) => (None, Some(time)),
            };
            let metadata = Arg::text(put.metadata.as_deref());
            let args = [Arg::Text(key), Arg::Bytes(put.value), Arg::number(after), Arg::number(at), metadata];
            self.call("put", args).await.map(drop)
        })
    }

    fn delete<'a>(&'a self, key: &'a str) -> LocalFuture<'a, Result<(), KvError>> {
        Box::pin(async move { self.call("delete", [Arg::Text(key)]).await.map(drop) })
    }

    fn list<'a>(&'a self, list: KvList) -> LocalFuture<'a, Result<KvKeys, KvError>> {
        Box::pin(async move {
            let args = [Arg::Text(&list.prefix), Arg::number(list.limit), Arg::text(list.cursor.as_deref())];
            let mut values = self.call("list", args).await?;
            let cursor = values.text();
            let mut keys = Vec::new();
            // A name, a time and metadata for each key.
            while !values.is_empty() {
                let name = values.text().unwrap_or_default();
                keys.push(KvKey { name, expiration: values.number(), metadata: values.text() });
            }
            Ok(KvKeys { keys, cursor })
        })
    }
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use williw_workers::d1::Value;
    use williw_workers::http::{Response, StatusCode};

    use super::*;
    use crate::executor::{Answer, Failure, Step, Work};

    /// Runs one call whose answer is given, and returns what was sent.
    fn run<T: 'static>(call: impl AsyncFnOnce(Namespace) -> T + 'static, answer: Answer) -> (String, T) {
        let executor: &'static Executor = Box::leak(Box::default());
        let result = Rc::new(std::cell::Cell::new(None));
        let slot = Rc::clone(&result);
        let step = executor.begin(0, || {
            Work::Request(Box::pin(async move {
                slot.set(Some(call(Namespace::new(executor, "NS")).await));
                Response::new(StatusCode::OK)
            }))
        });
        let Step::Waiting(sent) = step else { panic!("{step:?}") };
        executor.deliver(0, 1, |_| answer);
        (sent, result.take().unwrap())
    }

    fn text(text: &str) -> Value {
        Value::Text(text.into())
    }

    #[test]
    fn a_value_comes_as_bytes_with_its_metadata() {
        let answer = Answer::Values(Some(vec![Value::Integer(1), text("{}")]), vec![0, 255]);
        let (sent, got) = run(async |ns| ns.get("k", Some(60)).await, answer);
        assert_eq!(sent, r#"[[],[[1,"NS","get","k",60]]]"#);
        assert_eq!(got, Ok(Some(KvValue { value: vec![0, 255], metadata: Some("{}".into()) })));
        let answer = Answer::Values(Some(vec![Value::Integer(0), Value::Null]), vec![]);
        assert_eq!(run(async |ns| ns.get("k", None).await, answer).1, Ok(None));
    }

    #[test]
    fn several_values_come_in_the_order_of_their_keys() {
        let cells = vec![text("x"), Value::Null, Value::Null, Value::Null, text(""), text("1")];
        let keys = ["a", "b", "c"].map(str::to_owned);
        let (sent, got) = run(async move |ns| ns.get_bulk(&keys, None).await, Answer::Values(Some(cells), vec![]));
        assert_eq!(sent, r#"[[],[[1,"NS","getBulk",["a","b","c"],null]]]"#);
        let value = |text: &str, metadata: Option<&str>| {
            Some(KvValue { value: text.into(), metadata: metadata.map(Into::into) })
        };
        assert_eq!(got, Ok(vec![value("x", None), None, value("", Some("1"))]));
    }

    #[test]
    fn a_page_of_keys_is_read() {
        let cells = vec![text("c"), text("a"), Value::Integer(9), Value::Null, text("b"), Value::Null, text("{}")];
        let list = KvList { prefix: "p".into(), limit: Some(2), cursor: None };
        let (sent, got) = run(async |ns| ns.list(list).await, Answer::Values(Some(cells), vec![]));
        assert_eq!(sent, r#"[[],[[1,"NS","list","p",2,null]]]"#);
        let first = KvKey { name: "a".into(), expiration: Some(9), metadata: None };
        let second = KvKey { name: "b".into(), expiration: None, metadata: Some("{}".into()) };
        assert_eq!(got, Ok(KvKeys { keys: vec![first, second], cursor: Some("c".into()) }));
    }

    #[test]
    fn a_failure_has_the_class_of_its_words() {
        let message = "KV PUT failed: 429 Too Many Requests";
        let answer = Answer::Failed(Failure { message: message.into(), flags: 0 });
        let put = KvPut { value: vec![], expiry: Some(Expiry::After(60)), metadata: None };
        let (sent, got) = run(async |ns| ns.put("k", put).await, answer);
        assert!(sent.ends_with(",0],60,null,null]]]"), "{sent}");
        assert_eq!(got, Err(KvError::TooManyRequests(message.into())));
    }
}
