//! What the compiler tells its user: diagnostics, and the sink in which a stage collects them.
//!
//! Errors accumulate within a stage and a gate stands between stages, so a stage takes a sink, says all
//! that it has to say, and its caller asks [`Diagnostics::has_errors`]. A part whose failure must only
//! suppress its own output gets a child sink that is absorbed afterwards.

mod render;

use crate::source::Span;

pub use render::{render, render_all};

/// One thing that is wrong or doubtful.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "push it into a `Diagnostics`"]
pub struct Diagnostic {
    /// A stable name such as `unknown-table`.
    pub slug: &'static str,
    pub severity: Severity,
    /// Subject in backticks, then the rule: lower case, no full stop.
    pub message: String,
    pub primary: Label,
    pub secondary: Vec<Label>,
    /// What to write instead.
    pub help: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The spec is wrong: nothing is generated from the part.
    Error,
    /// The spec works here; something elsewhere may not.
    Warning,
}

/// A marked piece of source; the text may be empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    pub span: Span,
    pub text: String,
}

impl Severity {
    /// `error` or `warning`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

impl Diagnostic {
    pub fn new(severity: Severity, slug: &'static str, span: Span, message: impl Into<String>) -> Self {
        let primary = Label { span, text: String::new() };
        Self { slug, severity, message: message.into(), primary, secondary: Vec::new(), help: None }
    }

    pub fn error(slug: &'static str, span: Span, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, slug, span, message)
    }

    pub fn warning(slug: &'static str, span: Span, message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, slug, span, message)
    }

    /// The text beside the carets.
    pub fn label(mut self, text: impl Into<String>) -> Self {
        self.primary.text = text.into();
        self
    }

    /// A second place that explains the first.
    pub fn secondary(mut self, span: Span, text: impl Into<String>) -> Self {
        self.secondary.push(Label { span, text: text.into() });
        self
    }

    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help = Some(text.into());
        self
    }
}

/// A sink. It must be consumed, by `absorb`ing it into another or with [`Diagnostics::into_sorted`].
#[derive(Clone, Debug, Default)]
#[must_use = "an unread sink loses errors"]
pub struct Diagnostics {
    list: Vec<Diagnostic>,
}

impl Diagnostics {
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.list.push(diagnostic);
    }

    /// Adds an error; the handle that comes back takes labels and help.
    pub fn error(&mut self, slug: &'static str, span: Span, message: impl Into<String>) -> Building<'_> {
        self.building(Diagnostic::error(slug, span, message))
    }

    /// Adds a warning; the handle that comes back takes labels and help.
    pub fn warning(&mut self, slug: &'static str, span: Span, message: impl Into<String>) -> Building<'_> {
        self.building(Diagnostic::warning(slug, span, message))
    }

    pub fn has_errors(&self) -> bool {
        self.list.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
    }

    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Takes over all that a child sink holds.
    pub fn absorb(&mut self, child: Diagnostics) {
        self.list.extend(child.list);
    }

    /// Everything, by file and position; what was said twice is told once.
    pub fn into_sorted(self) -> Vec<Diagnostic> {
        let mut list = self.list;
        list.sort_by(|a, b| {
            let key = |d: &Diagnostic| (d.primary.span.file, d.primary.span.start, d.severity, d.slug);
            key(a).cmp(&key(b)).then_with(|| a.message.cmp(&b.message))
        });
        list.dedup();
        list
    }

    fn building(&mut self, diagnostic: Diagnostic) -> Building<'_> {
        Building { sink: self, diagnostic: Some(diagnostic) }
    }
}

/// A diagnostic on its way into the sink: it arrives when the handle is dropped.
#[derive(Debug)]
pub struct Building<'sink> {
    sink: &'sink mut Diagnostics,
    diagnostic: Option<Diagnostic>,
}

impl Building<'_> {
    /// The text beside the carets.
    pub fn label(self, text: impl Into<String>) -> Self {
        self.change(|diagnostic| diagnostic.label(text))
    }

    /// A second place that explains the first.
    pub fn secondary(self, span: Span, text: impl Into<String>) -> Self {
        self.change(|diagnostic| diagnostic.secondary(span, text))
    }

    pub fn help(self, text: impl Into<String>) -> Self {
        self.change(|diagnostic| diagnostic.help(text))
    }

    fn change(mut self, change: impl FnOnce(Diagnostic) -> Diagnostic) -> Self {
        self.diagnostic = self.diagnostic.take().map(change);
        self
    }
}

impl Drop for Building<'_> {
    fn drop(&mut self) {
        self.sink.list.extend(self.diagnostic.take());
    }
}

/// The candidate nearest to a misspelt name, for `help: write …`; `None` where none is near.
pub fn nearest<'c>(wrong: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let wrong = wrong.to_lowercase();
    candidates
        .into_iter()
        .map(|candidate| (strsim::osa_distance(&wrong, &candidate.to_lowercase()), candidate))
        .filter(|&(distance, candidate)| distance <= (candidate.chars().count().max(wrong.chars().count()) / 3).max(1))
        .min_by_key(|&(distance, _)| distance)
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name() {
        assert_eq!(nearest("user", ["nodes", "users", "wallets"]), Some("users"));
        assert_eq!(nearest("gpu", ["nodes"]), None);
        // Two letters that changed places are one mistake.
        assert_eq!(nearest("nmae", ["id", "name"]), Some("name"));
    }
}
