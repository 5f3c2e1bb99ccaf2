//! Time: instants as whole milliseconds since 1970 UTC, and the clock that tells them.
//!
//! ```
//! use williw_workers::{TimestampUtils, WorkersClock};
//!
//! let headers = [("X-Request-Start-Time", "1704067200000")];
//! let clock = WorkersClock::new();
//! if let Some(ts) = TimestampUtils::extract_from_headers(&headers) {
//!     clock.set_timestamp(ts);
//! }
//! assert_eq!(clock.timestamp_ms(), 1_704_067_200_000);
//! assert_eq!(clock.timestamp_secs(), 1_704_067_200);
//! ```
//!
//! What is hard: Workers have no system time, so nothing here asks the operating system; a request's
//! own claim about the time is evidence and never overrules a host's clock ([`WorkersClock`]). Every
//! number of milliseconds is an `i64`, as D1's integers are: the texts that the parsers must read
//! reach back before 1970.

pub(crate) mod calendar;
mod clock;
mod headers;
mod http_date;
mod iso8601;
mod scan;
mod timestamp;

use std::fmt;

pub use clock::{WorkersClock, install, install_for_thread};
pub use headers::HeaderSource;
pub(crate) use headers::decimal_millis;
pub use timestamp::Timestamp;

/// The header in which a client says when it sent its request, in milliseconds since 1970.
pub const REQUEST_START_TIME: &str = "X-Request-Start-Time";

/// Between instants and their texts. All numbers are milliseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, Default)]
pub struct TimestampUtils;

impl TimestampUtils {
    /// The time that a request gives for itself: `X-Request-Start-Time` (decimal milliseconds), and
    /// where that is missing or unreadable, `Date`.
    ///
    /// What the client says is evidence: compare it with the clock, do not store it.
    ///
    /// ```
    /// use williw_workers::TimestampUtils;
    ///
    /// let headers = [("x-request-start-time", "soon"), ("date", "Sun, 06 Nov 1994 08:49:37 GMT")];
    /// assert_eq!(TimestampUtils::extract_from_headers(&headers), Some(784_111_777_000));
    /// ```
    pub fn extract_from_headers<H: HeaderSource + ?Sized>(headers: &H) -> Option<i64> {
        let start = headers.header(REQUEST_START_TIME).and_then(|value| headers::decimal_millis(&value));
        start.or_else(|| {
            let date = http_date::parse(headers::trim(&headers.header("Date")?)).ok()?;
            Timestamp::try_from(date).ok().map(Timestamp::as_millis)
        })
    }

    /// `YYYY-MM-DDTHH:MM:SS.mmmZ`, without the fraction where it is zero; a year outside of 0..=9999
    /// has a sign and at least six digits, as in JavaScript.
    ///
    /// ```
    /// use williw_workers::TimestampUtils;
    ///
    /// assert_eq!(TimestampUtils::format_iso8601(1704067200000), "2024-01-01T00:00:00Z");
    /// assert_eq!(TimestampUtils::format_iso8601(1704067200007), "2024-01-01T00:00:00.007Z");
    /// ```
    pub fn format_iso8601(ms: i64) -> String {
        iso8601::Iso8601(ms).to_string()
    }

    /// The instant of an RFC 3339 text with any offset, or of one of the wider ISO 8601 forms: basic
    /// (`20240101T0000Z`), ordinal (`2024-001T00:00:00Z`), less precise (`2024-01-01T00:00Z`) and
    /// with a signed six-digit year. What is finer than a millisecond is cut off.
    ///
    /// ```
    /// use williw_workers::TimestampUtils;
    ///
    /// let ts = TimestampUtils::parse_iso8601("2024-01-01T00:00:00Z")?;
    /// assert_eq!(ts, 1_704_067_200_000);
    /// assert_eq!(TimestampUtils::parse_iso8601("2024-01-01T08:00:00.000+08:00")?, ts);
    /// # Ok::<(), williw_workers::time::TimeError>(())
    /// ```
    ///
    /// # Errors
    /// [`TimeError::Expected`] for a text of another form; without an offset it names no instant, so
    /// that is an error too. [`TimeError::OutOfRange`] for a day, hour or offset that does not exist,
    /// a second 60 where there can be no leap second, and an instant beyond ±8.64 · 10^15 ms, the
    /// range of a JavaScript `Date`.
    pub fn parse_iso8601(text: &str) -> Result<i64, TimeError> {
        iso8601::parse(text)
    }

    /// The instant of an HTTP-date (RFC 9110, 5.6.7): IMF-fixdate, RFC 850, or asctime.
    ///
    /// ```
    /// use williw_workers::TimestampUtils;
    ///
    /// let ts = TimestampUtils::parse_http_date("Wed, 21 Oct 2015 07:28:00 GMT")?;
    /// assert_eq!(ts, 1_445_412_480_000);
    /// # Ok::<(), williw_workers::time::TimeError>(())
    /// ```
    ///
    /// # Errors
    /// [`TimeError::Expected`] for a text outside the grammar, which knows upper and lower case;
    /// [`TimeError::OutOfRange`] for a day or hour that does not exist; [`TimeError::Weekday`] where
    /// the date is another day of the week.
    pub fn parse_http_date(text: &str) -> Result<i64, TimeError> {
        http_date::parse(text)
    }

    /// The time of the clock that a host has installed for this thread or process, or 0 where none
    /// has. Code that was given a [`WorkersClock`] asks that.
    pub fn now_millis() -> i64 {
        WorkersClock::new().timestamp_ms()
    }
}

/// Why a text or number is not a time. Positions are byte offsets into the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TimeError {
    /// Something else stands there, or the text ends.
    Expected {
        /// What belongs there.
        what: &'static str,
        /// Where.
        at: usize,
    },
    /// A part that is well formed but does not exist, such as February 30.
    OutOfRange {
        /// Which part.
        what: &'static str,
        /// Where it begins.
        at: usize,
    },
    /// The date is another day of the week than the text says.
    Weekday,
    /// A number that a [`Timestamp`] does not hold.
    NotATimestamp,
}

impl fmt::Display for TimeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            TimeError::Expected { what, at } => write!(f, "expected {what} at byte {at}"),
            TimeError::OutOfRange { what, at } => write!(f, "the {what} at byte {at} is out of range"),
            TimeError::Weekday => f.write_str("the weekday at byte 0 is not that of the date"),
            TimeError::NotATimestamp => write!(f, "a timestamp must be from 0 to {} ms", Timestamp::MAX.as_millis()),
        }
    }
}

impl std::error::Error for TimeError {}
