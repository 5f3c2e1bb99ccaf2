//! ISO 8601 texts: RFC 3339, and what else of ISO 8601 means one instant.
//!
//! ```text
//! text     = date ("T" | "t" | " " | "$") time zone
//! date     = year "-" MM "-" DD | year "-" DDD | year MM DD | year DDD
//! year     = YYYY | ("+" | "-") YYYYYY
//! time     = hh [":" mm [":" ss]] ["." digits]      the colons as the dashes: all or none
//! zone     = "Z" | "z" | ("+" | "-" | U+2212) hh ":" mm
//! ```
//!
//! The basic form (no dashes, no colons) may leave out the colon of the zone too. RFC 3339 lets
//! applications put "(say) a space" for the `T`; `$` is met as well, `_` is refused by all readers.

use std::fmt;

use super::TimeError;
use super::calendar::{DAY_MS, LocalTime, date_of, day_of, days_in_month, days_in_year};
use super::scan::{Number, Scanner};

/// What a JavaScript `Date` holds: 10^8 days to either side of 1970.
const LIMIT: i64 = 100_000_000 * DAY_MS;

/// Reads a text as milliseconds since 1970.
pub(super) fn parse(text: &str) -> Result<i64, TimeError> {
    let mut text = Scanner::new(text);
    let (day, form) = date(&mut text)?;
    text.eat_one_of(&["T", "t", " ", "$"]).ok_or_else(|| text.expected("`T` and a time"))?;
    let (clock, second) = time(&mut text, form)?;
    let offset = zone(&mut text, form)?;
    text.end()?;
    let local = LocalTime { day, offset, ..clock };
    let instant = local.instant().ok_or_else(|| second.out_of_range("leap second"))?;
    Number { value: instant, at: 0 }.within(-LIMIT, LIMIT, "time")
}

/// Whether dashes and colons are written.
#[derive(Clone, Copy, PartialEq)]
enum Form {
    Extended,
    Basic,
}

fn date(text: &mut Scanner<'_>) -> Result<(i64, Form), TimeError> {
    let year = year(text)?;
    let form = if text.eat("-") { Form::Extended } else { Form::Basic };
    if text.digits_ahead() == 3 {
        let day = text.number(3, "a day")?.within(1, days_in_year(year), "day")?;
        return Ok((day_of(year, 1, 1) + day - 1, form));
    }
    let month = text.number(2, "a month of two digits")?.within(1, 12, "month")?;
    if form == Form::Extended {
        text.expect("-", "`-` and a day")?;
    }
    let day = text.number(2, "a day of two digits")?.within(1, days_in_month(year, month), "day")?;
    Ok((day_of(year, month, day), form))
}

fn year(text: &mut Scanner<'_>) -> Result<i64, TimeError> {
    match text.eat_one_of(&["+", "-"]) {
        None => Ok(text.number(4, "a year of four digits")?.value),
        Some(0) => Ok(text.number(6, "a year of six digits")?.value),
        // ISO 8601 has no negative zero.
        Some(_) => Ok(-text.number(6, "a year of six digits")?.within(1, 999_999, "year")?),
    }
}

/// The time of day, and its second for messages.
fn time(text: &mut Scanner<'_>, form: Form) -> Result<(LocalTime, Number), TimeError> {
    let another = |text: &mut Scanner<'_>| match form {
        Form::Extended => text.eat(":"),
        Form::Basic => text.digits_ahead() > 0,
    };
    let mut second = text.number(2, "an hour of two digits")?;
    let mut minute = 60 * second.within(0, 23, "hour")?;
    second.value = 0;
    let mut unit = 3_600_000;
    if another(text) {
        minute += text.number(2, "a minute of two digits")?.within(0, 59, "minute")?;
        unit = 60_000;
        if another(text) {
            second = text.number(2, "a second of two digits")?;
            second.within(0, 60, "second")?;
            unit = 1000;
        }
    }
    let millis = if text.eat(".") { fraction(text)? * unit / 1_000_000_000 } else { 0 };
    Ok((LocalTime { day: 0, minute, second: second.value, millis, offset: 0 }, second))
}

/// At least one digit, as billionths; what follows the ninth is cut off.
fn fraction(text: &mut Scanner<'_>) -> Result<i64, TimeError> {
    let mut billionths = 0;
    let mut worth = 1_000_000_000;
    let missing = text.expected("a digit");
    while let Some(digit) = text.digit() {
        worth /= 10;
        billionths += digit * worth;
    }
    if worth == 1_000_000_000 { Err(missing) } else { Ok(billionths) }
}

/// The offset in minutes. A text without one names no instant.
fn zone(text: &mut Scanner<'_>, form: Form) -> Result<i64, TimeError> {
    let sign = match text.eat_one_of(&["Z", "z", "+", "-", "\u{2212}"]) {
        Some(0 | 1) => return Ok(0),
        Some(2) => 1,
        Some(_) => -1,
        None => return Err(text.expected("`Z` or an offset such as `+01:00`")),
    };
    let hour = text.number(2, "an offset hour of two digits")?.within(0, 23, "offset hour")?;
    if !text.eat(":") && form == Form::Extended {
        return Err(text.expected("`:` and offset minutes"));
    }
    let minute = text.number(2, "an offset minute of two digits")?.within(0, 59, "offset minute")?;
    Ok(sign * (hour * 60 + minute))
}

/// Writes milliseconds since 1970 as an RFC 3339 text in UTC.
pub(super) struct Iso8601(pub(super) i64);

impl fmt::Display for Iso8601 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = date_of(self.0.div_euclid(DAY_MS));
        let ms = self.0.rem_euclid(DAY_MS);
        if (0..=9999).contains(&year) {
            write!(f, "{year:04}")?;
        } else {
            write!(f, "{year:+07}")?;
        }
        let (hour, minute, second) = (ms / 3_600_000, ms / 60_000 % 60, ms / 1000 % 60);
        write!(f, "-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}")?;
        match ms % 1000 {
            0 => f.write_str("Z"),
            fraction => write!(f, ".{fraction:03}Z"),
        }
    }
}
