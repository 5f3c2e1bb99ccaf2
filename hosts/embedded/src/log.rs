//! The log: lines on standard error, or kept for a test.

use std::fmt;
use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

use williw_workers::TimestampUtils;
use williw_workers::driver::Level;

use williw_workers::http::exchange::current_request_id;

use crate::clock;

/// How many lines are kept: a bench must not fill the memory with them.
const KEPT: usize = 10_000;

/// Where log lines go. A clone goes to the same place.
#[derive(Clone, Debug)]
pub(crate) enum Log {
    /// To standard error, from this level on.
    Stderr(Level),
    /// Nowhere but here.
    Kept(Arc<Mutex<Vec<(Level, String)>>>),
}

impl Log {
    pub(crate) fn kept() -> Self {
        Log::Kept(Arc::default())
    }

    /// Whether lines of this level are kept.
    pub(crate) fn takes(&self, level: Level) -> bool {
        match self {
            Log::Stderr(least) => level >= *least,
            Log::Kept(_) => true,
        }
    }

    /// Writes a line; one that is written while a request runs says which. Control characters, which may come from a
    /// client, cannot forge another one.
    pub(crate) fn write(&self, level: Level, line: fmt::Arguments<'_>) {
        match current_request_id() {
            _ if !self.takes(level) => {}
            Some(id) => self.put(level, format_args!("request {id}: {line}")),
            None => self.put(level, line),
        }
    }

    fn put(&self, level: Level, line: fmt::Arguments<'_>) {
        match self {
            Log::Stderr(_) => {
                let now = i64::try_from(clock::system_now_ms()).unwrap_or(i64::MAX);
                let line = printable(&line.to_string());
                let name = match level {
                    Level::Debug => "DEBUG",
                    Level::Info => "INFO ",
                    Level::Warn => "WARN ",
                    Level::Error => "ERROR",
                };
                // Where standard error is closed there is nobody to tell.
                let _ = writeln!(io::stderr().lock(), "{} {name} {line}", TimestampUtils::format_iso8601(now));
            }
            Log::Kept(lines) => {
                let mut lines = lines.lock().unwrap_or_else(PoisonError::into_inner);
                if lines.len() < KEPT {
                    lines.push((level, line.to_string()));
                }
            }
        }
    }

    /// The lines that were kept so far.
    pub(crate) fn lines(&self) -> Vec<(Level, String)> {
        match self {
            Log::Stderr(_) => Vec::new(),
            Log::Kept(lines) => lines.lock().unwrap_or_else(PoisonError::into_inner).clone(),
        }
    }
}

/// The level of this name, in any case.
pub(crate) fn level(name: &str) -> Option<Level> {
    match name.trim().to_ascii_lowercase().as_str() {
        "debug" | "trace" => Some(Level::Debug),
        "info" | "" => Some(Level::Info),
        "warn" | "warning" => Some(Level::Warn),
        "error" => Some(Level::Error),
        _ => None,
    }
}

fn printable(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    for c in line.chars() {
        if c.is_control() && c != '\t' {
            out.extend(c.escape_default());
        } else {
            out.push(c);
        }
    }
    out
}
