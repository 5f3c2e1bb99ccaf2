//! [`Timestamp`]: the instant that columns, messages and rules hold.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use serde::de::{self, Deserialize, Deserializer, Visitor};
use serde::{Serialize, Serializer};

use super::{TimeError, TimestampUtils, iso8601};
use crate::d1::{Column, DecodeError, MAX_SAFE_INTEGER, Value};

/// An instant in whole milliseconds since 1970-01-01T00:00:00Z, from 0 to 2^53 − 1: what JSON and D1
/// carry exactly. In JSON and in D1 it is an integer; as text it is ISO 8601.
///
/// ```
/// use std::time::Duration;
/// use williw_workers::Timestamp;
///
/// let start = Timestamp::from_millis(1704067200000);
/// let later = start.saturating_add(Duration::from_millis(1500));
/// assert_eq!(later.to_string(), "2024-01-01T00:00:01.500Z");
/// assert_eq!(later.millis_since(start), 1500);
/// assert_eq!("2024-01-01T08:00:00+08:00".parse(), Ok(start));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

impl Timestamp {
    /// 1970-01-01T00:00:00Z.
    pub const MIN: Timestamp = Timestamp(0);
    /// 2^53 − 1 ms, in the year 287396.
    pub const MAX: Timestamp = Timestamp(MAX_SAFE_INTEGER);

    /// The instant, or the nearest that there is: [`MIN`](Self::MIN) or [`MAX`](Self::MAX). For a
    /// number from outside, `Timestamp::try_from` refuses instead.
    pub const fn from_millis(ms: i64) -> Self {
        if ms < Self::MIN.0 {
            Self::MIN
        } else if ms > Self::MAX.0 {
            Self::MAX
        } else {
            Timestamp(ms)
        }
    }

    /// Milliseconds since 1970.
    pub const fn as_millis(self) -> i64 {
        self.0
    }

    /// Whole seconds since 1970.
    pub const fn as_secs(self) -> i64 {
        self.0 / 1000
    }

    /// Milliseconds from `earlier` to this instant; negative if it is in fact later.
    pub const fn millis_since(self, earlier: Timestamp) -> i64 {
        // Cannot overflow: both are within 0..=2^53 - 1.
        self.0 - earlier.0
    }

    /// This instant and so much later, or `None` past [`MAX`](Self::MAX). What is finer than a
    /// millisecond is cut off.
    pub fn checked_add(self, duration: Duration) -> Option<Self> {
        let ms = i64::try_from(duration.as_millis()).ok()?;
        Self::try_from(self.0.checked_add(ms)?).ok()
    }

    /// This instant and so much earlier, or `None` before 1970. What is finer than a millisecond is
    /// cut off.
    pub fn checked_sub(self, duration: Duration) -> Option<Self> {
        let ms = i64::try_from(duration.as_millis()).ok()?;
        Self::try_from(self.0.checked_sub(ms)?).ok()
    }

    /// This instant and so much later, at most [`MAX`](Self::MAX).
    pub fn saturating_add(self, duration: Duration) -> Self {
        self.checked_add(duration).unwrap_or(Self::MAX)
    }

    /// This instant and so much earlier, at least [`MIN`](Self::MIN).
    pub fn saturating_sub(self, duration: Duration) -> Self {
        self.checked_sub(duration).unwrap_or(Self::MIN)
    }

    /// The time from `earlier` to this instant; nothing if it is in fact later.
    pub fn saturating_duration_since(self, earlier: Timestamp) -> Duration {
        Duration::from_millis(u64::try_from(self.millis_since(earlier)).unwrap_or(0))
    }
}

impl TryFrom<i64> for Timestamp {
    type Error = TimeError;

    fn try_from(ms: i64) -> Result<Self, TimeError> {
        if (Self::MIN.0..=Self::MAX.0).contains(&ms) { Ok(Timestamp(ms)) } else { Err(TimeError::NotATimestamp) }
    }
}

impl From<Timestamp> for i64 {
    fn from(timestamp: Timestamp) -> i64 {
        timestamp.0
    }
}

/// As [`TimestampUtils::format_iso8601`].
impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        iso8601::Iso8601(self.0).fmt(f)
    }
}

/// As [`TimestampUtils::parse_iso8601`], but nothing before 1970.
impl FromStr for Timestamp {
    type Err = TimeError;

    fn from_str(text: &str) -> Result<Self, TimeError> {
        TimestampUtils::parse_iso8601(text)?.try_into()
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i64(self.0)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_i64(Millis)
    }
}

/// Takes an integer only: a format's own idea of reading `1.0` or `"1"` as one is not asked for.
struct Millis;

impl Visitor<'_> for Millis {
    type Value = Timestamp;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "milliseconds since 1970, an integer from 0 to {MAX_SAFE_INTEGER}")
    }

    fn visit_i64<E: de::Error>(self, ms: i64) -> Result<Timestamp, E> {
        Timestamp::try_from(ms).map_err(|_| E::invalid_value(de::Unexpected::Signed(ms), &self))
    }

    fn visit_u64<E: de::Error>(self, ms: u64) -> Result<Timestamp, E> {
        let timestamp = i64::try_from(ms).ok().and_then(|ms| Timestamp::try_from(ms).ok());
        timestamp.ok_or_else(|| E::invalid_value(de::Unexpected::Unsigned(ms), &self))
    }
}

impl Column for Timestamp {
    fn decode(value: Value) -> Result<Self, DecodeError> {
        let out_of_range = |_| DecodeError::new("milliseconds since 1970", "an integer out of range");
        Timestamp::try_from(i64::decode(value)?).map_err(out_of_range)
    }

    fn encode(&self) -> Value {
        Value::Integer(self.0)
    }
}
