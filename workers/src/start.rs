//! Starting a Worker: variables, secrets and bindings are read once, and everything that is missing
//! or wrong is reported together. A secret's value never reaches a message.

use std::cell::RefCell;
use std::fmt;
use std::rc::Rc;

use crate::d1::D1Database;
use crate::driver::{Host, StartError};
use crate::durable_objects::ObjectNamespace;
use crate::kv::KvNamespace;
use crate::rate_limit::{RateLimiter, Rule};

thread_local! {
    static HOST: RefCell<Option<Rc<dyn Host>>> = const { RefCell::new(None) };
}

/// Tells this thread which host its Worker is in. A generated Worker calls it when it starts.
pub fn install_host(host: Rc<dyn Host>) {
    HOST.with(|slot| *slot.borrow_mut() = Some(host));
}

/// The host of the Worker that this thread has started last: for what is not given a context, such as
/// [`D1Adapter`](crate::D1Adapter).
pub fn installed_host() -> Option<Rc<dyn Host>> {
    HOST.with(|slot| slot.borrow().clone())
}

/// A secret's text. It shows in no `Debug` output.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// The text. Compare it in constant time.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// Reads what a Worker needs from its host, and collects what is wrong.
#[derive(Debug)]
pub struct Starter<'a> {
    host: HostRef<'a>,
    problems: Vec<String>,
}

struct HostRef<'a>(&'a Rc<dyn Host>);

impl fmt::Debug for HostRef<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Host")
    }
}

impl<'a> Starter<'a> {
    /// A starter on this host.
    pub fn new(host: &'a Rc<dyn Host>) -> Self {
        Starter { host: HostRef(host), problems: Vec::new() }
    }

    /// A variable.
    pub fn var<T, E: fmt::Display>(
        &mut self,
        name: &str,
        default: Option<&str>,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<T> {
        let given = self.host.0.var(name);
        let Some(text) = given.as_deref().or(default) else {
            return self.problem(format!("var `{name}` is not set, and it has no default: set it in the environment"));
        };
        match parse(text) {
            Ok(value) => Some(value),
            Err(error) => self.problem(format!("var `{name}` is `{text}`, and {error}")),
        }
    }

    /// A secret that must be set.
    pub fn secret(&mut self, name: &str) -> Option<Secret> {
        match self.optional_secret(name) {
            Some(secret) => Some(secret),
            None => self.problem(format!(
                "secret `{name}` is not set: put it into the environment, `.dev.vars` or the Worker's secrets"
            )),
        }
    }

    /// A secret that may be missing.
    pub fn optional_secret(&mut self, name: &str) -> Option<Secret> {
        self.host.0.secret(name).filter(|text| !text.is_empty()).map(Secret)
    }

    /// A D1 database.
    pub fn d1(&mut self, binding: &str) -> Option<D1Database> {
        match D1Database::of(self.host.0, binding) {
            Some(database) => Some(database),
            None => self.problem(format!("no D1 database is bound as `{binding}`")),
        }
    }

    /// A KV namespace.
    pub fn kv(&mut self, binding: &str) -> Option<KvNamespace> {
        match KvNamespace::of(self.host.0, binding) {
            Some(namespace) => Some(namespace),
            None => self.problem(format!("no KV namespace is bound as `{binding}`")),
        }
    }

    /// The namespace of a class of Durable Objects.
    pub fn namespace(&mut self, class: &str) -> Option<ObjectNamespace> {
        match ObjectNamespace::of(self.host.0, class) {
            Some(namespace) => Some(namespace),
            None => self.problem(format!("no Durable Object namespace is bound as `{class}`")),
        }
    }

    /// A rate limiter. One that is not bound lets everything through.
    pub fn rate_limiter(&mut self, rule: Rule) -> Option<RateLimiter> {
        Some(RateLimiter::of(self.host.0, rule))
    }

    /// What was made, if nothing was wrong.
    ///
    /// # Errors
    /// Everything that was wrong.
    pub fn finish<T>(self, made: Option<T>) -> Result<T, StartError> {
        made.filter(|_| self.problems.is_empty()).ok_or(StartError { problems: self.problems })
    }

    fn problem<T>(&mut self, problem: String) -> Option<T> {
        self.problems.push(problem);
        None
    }
}

/// `true`, `false`, `1` or `0`.
///
/// # Errors
/// Any other text.
pub fn parse_bool(text: &str) -> Result<bool, &'static str> {
    match text {
        "true" | "1" => Ok(true),
        "false" | "0" => Ok(false),
        _ => Err("it must be true or false"),
    }
}

/// A whole number within bounds.
///
/// # Errors
/// Any other text.
pub fn parse_integer<T: TryFrom<i64>>(text: &str, min: i64, max: i64) -> Result<T, String> {
    let value = text.trim().parse::<i64>().ok().filter(|n| (min..=max).contains(n));
    value.and_then(|n| T::try_from(n).ok()).ok_or_else(|| format!("it must be a whole number from {min} to {max}"))
}
