//! Problem details (RFC 9457): every error of a Worker, with every violation of a bad request.
//! Never a stack trace, never SQL text, never the offending value.

use std::borrow::Cow;
use std::fmt;

use serde::Serialize;

use super::{Pointer, Response, StatusCode};

/// An error reply, sent as `application/problem+json`.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    /// The HTTP status.
    pub status: StatusCode,
    /// What kind of problem this is; stable, for programs.
    pub code: Cow<'static, str>,
    /// The kind in words; the same for every problem of the kind.
    pub title: Cow<'static, str>,
    /// This occurrence in words; where it is empty, the reply says the title again.
    pub detail: Cow<'static, str>,
    /// Every violation of a bad request.
    pub errors: Vec<Violation>,
    /// Seconds to wait before the request is repeated.
    pub retry_after: Option<u32>,
}

/// One thing that is wrong with a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Violation {
    /// Where: a JSON Pointer into the body, `?name` for a query parameter, `{name}` for a path
    /// parameter.
    pub pointer: String,
    /// The rule: `required`, `type`, `min`, `max`, `min_length`, `max_length`, `pattern`, `format`,
    /// `enum`, `min_items`, `max_items`, `unknown`, `repeated`, `encoding`; or one of a handler's own.
    pub code: &'static str,
    /// The rule in words.
    pub detail: Cow<'static, str>,
}

/// The violations found so far.
#[derive(Debug, Default)]
pub struct Violations {
    found: Vec<Violation>,
}

/// The places and what is wrong there; never a value.
impl fmt::Display for Violations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, Violation { pointer, detail, .. }) in self.found.iter().enumerate() {
            write!(f, "{}`{pointer}` {detail}", if i > 0 { ", " } else { "" })?;
        }
        Ok(())
    }
}

/// A request of many violations is answered with the first this many.
const MAX_VIOLATIONS: usize = 100;

impl Violations {
    /// Adds one. Returns `None`, so that a reader can end with it.
    pub fn push<T>(&mut self, at: &Pointer<'_>, code: &'static str, detail: impl Into<Cow<'static, str>>) -> Option<T> {
        if self.found.len() < MAX_VIOLATIONS {
            // A key comes from the client and may be long.
            let pointer = at.to_string().chars().take(256).collect();
            self.found.push(Violation { pointer, code, detail: detail.into() });
        }
        None
    }

    /// Adds that these names are not among those that are known. There may be thousands: what is the same for all is
    /// made once, and nothing for those beyond the last that is told.
    pub(super) fn push_unknown<'n>(
        &mut self,
        names: impl Iterator<Item = &'n str>,
        known: &[&str],
        place: impl Fn(&'n str) -> Pointer<'n>,
    ) {
        let mut names = names.take(MAX_VIOLATIONS.saturating_sub(self.found.len())).peekable();
        if names.peek().is_none() {
            return;
        }
        let detail = match known {
            [] => "is not known here; nothing is".to_owned(),
            known => format!("is not known here; known are {}", known.join(", ")),
        };
        for name in names {
            self.push::<()>(&place(name), "unknown", detail.clone());
        }
    }

    /// Whether nothing was found.
    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// The problem that lists them: 400 `invalid_request`.
    pub fn into_problem(self) -> Problem {
        let detail = match self.found.len() {
            MAX_VIOLATIONS => {
                format!("{MAX_VIOLATIONS} things or more are wrong with the request; `errors` has the first").into()
            }
            1 => "one thing is wrong with the request; see `errors`".into(),
            n => format!("{n} things are wrong with the request; see `errors`").into(),
        };
        Problem {
            detail,
            errors: self.found,
            ..Problem::new(StatusCode::BAD_REQUEST, "invalid_request", "The request is not valid")
        }
    }
}

impl Problem {
    /// A problem without detail.
    pub fn new(status: StatusCode, code: impl Into<Cow<'static, str>>, title: impl Into<Cow<'static, str>>) -> Self {
        let (code, title) = (code.into(), title.into());
        Problem { status, code, title, detail: Cow::Borrowed(""), errors: Vec::new(), retry_after: None }
    }

    /// The same with a detail.
    #[must_use]
    pub fn with_detail(mut self, detail: impl Into<Cow<'static, str>>) -> Self {
        self.detail = detail.into();
        self
    }

    /// 404: no route has this path.
    pub fn not_found() -> Self {
        Problem::new(StatusCode::NOT_FOUND, "not_found", "There is nothing at this path")
            .with_detail("no route has this path: its spelling and case count, and a `/` at its end")
    }

    /// 405: the path exists, but not with this method. The reply must carry `Allow`.
    pub fn method_not_allowed() -> Self {
        Problem::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", "The path does not take this method")
            .with_detail("`Allow` says which methods it takes")
    }

    /// 426: the path is for WebSockets only. The reply must carry `Upgrade`.
    pub fn upgrade_required() -> Self {
        Problem::new(StatusCode::UPGRADE_REQUIRED, "upgrade_required", "This is for WebSockets only")
            .with_detail("ask for it with `Upgrade: websocket`")
    }

    /// 500. The reason belongs into the log, not into the reply.
    pub fn internal() -> Self {
        Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "internal_error", "Something went wrong on our side")
            .with_detail("the log says why, under the request's id")
    }

    /// 503: the same request may succeed later.
    pub fn unavailable() -> Self {
        Problem {
            retry_after: Some(1),
            detail: Cow::Borrowed("the same request may succeed in a moment"),
            ..Problem::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", "The service is briefly unavailable")
        }
    }

    /// The reply.
    pub fn into_response(self, request_id: &str) -> Response {
        #[derive(Serialize)]
        struct Document<'a> {
            r#type: String,
            title: &'a str,
            status: u16,
            detail: &'a str,
            code: &'a str,
            request_id: &'a str,
            #[serde(skip_serializing_if = "<[_]>::is_empty")]
            errors: &'a [Violation],
        }
        let document = Document {
            // A relative reference: what a code means is documented by the service itself.
            r#type: format!("/problems/{}", self.code),
            title: &self.title,
            status: self.status.as_u16(),
            detail: if self.detail.is_empty() { &self.title } else { &self.detail },
            code: &self.code,
            request_id,
            errors: &self.errors,
        };
        // Only texts and numbers: writing them cannot fail.
        let body = serde_json::to_vec(&document).unwrap_or_default();
        let mut response = Response::new(self.status).with_body("application/problem+json", body);
        if let Some(seconds) = self.retry_after {
            response = response.with_header("retry-after", seconds.to_string());
        }
        response
    }
}
