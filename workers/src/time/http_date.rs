//! HTTP-date (RFC 9110, 5.6.7): the form that is written today and the two that recipients must
//! still read.
//!
//! ```text
//! Sun, 06 Nov 1994 08:49:37 GMT       IMF-fixdate
//! Sunday, 06-Nov-94 08:49:37 GMT      RFC 850
//! Sun Nov  6 08:49:37 1994            asctime
//! ```
//!
//! What is hard: the year of two digits. RFC 9110 judges it by the reader's clock, which a parser
//! does not have and which on Workers may not be set yet. The weekday says it as well: the same date
//! a hundred years apart never falls on the same one.

use super::TimeError;
use super::calendar::{LocalTime, day_of, days_in_month, weekday_of};
use super::scan::{Number, Scanner};

const WEEKDAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const SHORT_WEEKDAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// Reads a text as milliseconds since 1970.
pub(super) fn parse(text: &str) -> Result<i64, TimeError> {
    let mut text = Scanner::new(text);
    // The long names begin with the short ones, so they come first.
    if let Some(weekday) = text.eat_one_of(&WEEKDAYS) {
        return rfc850(&mut text, weekday);
    }
    let weekday = text.eat_one_of(&SHORT_WEEKDAYS).ok_or_else(|| text.expected("a weekday"))?;
    if text.eat(",") { imf_fixdate(&mut text, weekday) } else { asctime(&mut text, weekday) }
}

fn imf_fixdate(text: &mut Scanner<'_>, weekday: usize) -> Result<i64, TimeError> {
    text.expect(" ", "a space")?;
    let day = text.number(2, "a day of two digits")?;
    text.expect(" ", "a space")?;
    let month = month(text)?;
    text.expect(" ", "a space")?;
    let year = text.number(4, "a year of four digits")?.value;
    let time = time(text)?;
    gmt(text)?;
    Date { year, month, day }.on(weekday)?.at(time)
}

fn rfc850(text: &mut Scanner<'_>, weekday: usize) -> Result<i64, TimeError> {
    text.expect(", ", "a comma and a space")?;
    let day = text.number(2, "a day of two digits")?;
    text.expect("-", "`-`")?;
    let month = month(text)?;
    text.expect("-", "`-`")?;
    let year = text.number(2, "a year of two digits")?.value;
    let time = time(text)?;
    gmt(text)?;
    let nineteen = Date { year: 1900 + year, month, day }.on(weekday);
    nineteen.or_else(|_| Date { year: 2000 + year, month, day }.on(weekday))?.at(time)
}

fn asctime(text: &mut Scanner<'_>, weekday: usize) -> Result<i64, TimeError> {
    text.expect(" ", "a comma or a space")?;
    let month = month(text)?;
    text.expect(" ", "a space")?;
    let day = if text.eat(" ") { text.number(1, "a digit")? } else { text.number(2, "a day of two digits")? };
    let time = time(text)?;
    text.expect(" ", "a space")?;
    let year = text.number(4, "a year of four digits")?.value;
    text.end()?;
    Date { year, month, day }.on(weekday)?.at(time)
}

fn month(text: &mut Scanner<'_>) -> Result<i64, TimeError> {
    let index = text.eat_one_of(&MONTHS).ok_or_else(|| text.expected("a month such as `Nov`"))?;
    Ok(index as i64 + 1)
}

/// ` hh:mm:ss`.
fn time(text: &mut Scanner<'_>) -> Result<Time, TimeError> {
    text.expect(" ", "a space")?;
    let hour = text.number(2, "an hour of two digits")?.within(0, 23, "hour")?;
    text.expect(":", "`:`")?;
    let minute = text.number(2, "a minute of two digits")?.within(0, 59, "minute")?;
    text.expect(":", "`:`")?;
    let second = text.number(2, "a second of two digits")?;
    second.within(0, 60, "second")?;
    Ok(Time { minute: hour * 60 + minute, second })
}

fn gmt(text: &mut Scanner<'_>) -> Result<(), TimeError> {
    text.expect(" GMT", "a space and `GMT`")?;
    text.end()
}

#[derive(Clone, Copy)]
struct Date {
    year: i64,
    month: i64,
    day: Number,
}

struct Time {
    minute: i64,
    second: Number,
}

/// A date that exists and was that weekday, counted from 1970-01-01.
struct Day(i64);

impl Date {
    fn on(self, weekday: usize) -> Result<Day, TimeError> {
        let day = self.day.within(1, days_in_month(self.year, self.month), "day")?;
        let day = day_of(self.year, self.month, day);
        if weekday_of(day) == weekday as i64 { Ok(Day(day)) } else { Err(TimeError::Weekday) }
    }
}

impl Day {
    fn at(self, time: Time) -> Result<i64, TimeError> {
        let local = LocalTime { day: self.0, minute: time.minute, second: time.second.value, millis: 0, offset: 0 };
        local.instant().ok_or_else(|| time.second.out_of_range("leap second"))
    }
}
