//! One step of a case: its transcript, and what it asks of the outside.

use std::fmt::{Debug, Display};

use crate::app::Cx;
use crate::app::types::{CaseReply, Slug};

/// Why a case ended early: any error.
#[derive(Debug)]
pub struct Fault(String);

impl<E: std::error::Error> From<E> for Fault {
    fn from(error: E) -> Self {
        Fault(error.to_string())
    }
}

/// What a step ends with.
pub type Ended = Result<(), Fault>;

/// What lines are written into: a case's transcript, and what an object tells.
pub trait Say {
    /// Adds a line.
    fn line(&mut self, line: String);

    /// Writes a line.
    fn say(&mut self, line: impl Display) {
        // A line is a line.
        self.line(line.to_string().replace('\n', "\\n"));
    }

    /// Writes what something gave: the value as `{:?}` shows it, or the error's words.
    fn show<T: Debug, E: Display>(&mut self, what: impl Display, result: Result<T, E>) {
        match result {
            Ok(value) => self.say(format_args!("{what}: {value:?}")),
            Err(error) => self.say(format_args!("{what}: error: {error}")),
        }
    }
}

impl Say for Vec<String> {
    fn line(&mut self, line: String) {
        self.push(line);
    }
}

impl Say for Case {
    fn line(&mut self, line: String) {
        self.lines.push(line);
    }
}

/// One step of a case.
pub struct Case {
    /// What a handler has.
    pub cx: Cx,
    /// Which step: it begins with 0.
    pub step: u32,
    /// The case's name, which is in all its keys and names of objects.
    pub name: &'static str,
    lines: Vec<String>,
    actions: Vec<String>,
}

impl Case {
    /// A step of the case of this name.
    pub fn new(cx: &Cx, name: &'static str, step: u32) -> Self {
        Case { cx: cx.clone(), step, name, lines: Vec::new(), actions: Vec::new() }
    }

    /// Whether this is the host of this name.
    pub fn is_on(&self, host: &str) -> bool {
        self.cx.vars.host == host
    }

    /// The name as a key's parameter.
    ///
    /// # Errors
    /// Never: the names of cases are slugs.
    pub fn slug(&self) -> Result<Slug, Fault> {
        Ok(self.name.parse()?)
    }

    /// Writes lines that somebody else made.
    pub fn all(&mut self, lines: impl IntoIterator<Item = impl Display>) {
        lines.into_iter().for_each(|line| self.say(format_args!("  {line}")));
    }

    /// Writes a line that only this host has. The table in `README.md` says why.
    pub fn only_here(&mut self, line: impl Display) {
        let host = self.cx.vars.host.clone();
        self.say(format_args!("{host}: {line}"));
    }

    // What is to happen outside before the next step. Where nothing is asked for, there is none.

    /// Goes on by so many seconds.
    pub fn wait(&mut self, seconds: u32) {
        self.ask(format!("wait {seconds}"));
    }

    /// Anything else; `tests/hosts/outside.rs` knows what there is.
    pub fn ask(&mut self, action: impl Into<String>) {
        self.actions.push(action.into());
    }

    /// What the step gave.
    pub(crate) fn finish(mut self, ended: Ended) -> CaseReply {
        if let Err(Fault(reason)) = ended {
            self.say(format_args!("the case ended: {reason}"));
            self.actions.clear();
        }
        CaseReply { lines: self.lines, actions: self.actions }
    }
}
