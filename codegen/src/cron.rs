//! Schedules in Cloudflare's syntax: whether a text is one, and if not, what is wrong with which part of it.
//!
//! Only judged here; when a schedule is due is for hosts to know. What is hard is that this cron is not Unix's, and that the
//! platform tells of a mistake only when the Worker is deployed, and then without a place
//! (<https://developers.cloudflare.com/workers/configuration/cron-triggers/#supported-cron-expressions>):
//!
//! | field | values | names | alone |
//! |---|---|---|---|
//! | minute | 0-59 | | |
//! | hour | 0-23 | | |
//! | day of the month | 1-31 | | `L` the last, `L-3` the third before it, `15W` `LW` `L-3W` the weekday next to it |
//! | month | 1-12 | JAN-DEC | |
//! | weekday | 1-7, 1 is Sunday | SUN-SAT | `L` Saturday, `5L` the month's last Thursday, `2#1` its first Monday |
//!
//! Each field is `*`, or a list of `3`, `1-5`, `1-5/2`, `3/15` (from 3 on) and `*/15`.

use std::ops::Range;

use crate::diag::nearest;

/// A schedule that can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Schedule {
    days: Days,
    /// Bit 1 is January.
    months: u64,
    /// Whether the weekday is `*`. If both are given, a day need fit only one of the two.
    any_weekday: bool,
}

/// Days of the month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Days {
    Any,
    /// Bit 1 is the first.
    Set(u64),
    /// So many days before the last.
    FromLast(u8),
}

/// Why a text is no schedule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScheduleError {
    /// The part that is wrong; of the whole text where it is not one part.
    pub at: Range<usize>,
    /// Follows "cannot be read: ".
    pub reason: String,
    /// What to write instead.
    pub help: Option<String>,
}

/// What a field holds.
struct Kind {
    /// With its article left out.
    name: &'static str,
    plural: &'static str,
    low: u8,
    high: u8,
    /// The first is `low`.
    names: &'static [&'static str],
}

const FIELDS: [Kind; 5] = [
    Kind { name: "minute", plural: "minutes", low: 0, high: 59, names: &[] },
    Kind { name: "hour", plural: "hours", low: 0, high: 23, names: &[] },
    Kind { name: "day of the month", plural: "days of the month", low: 1, high: 31, names: &[] },
    Kind {
        name: "month",
        plural: "months",
        low: 1,
        high: 12,
        names: &["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"],
    },
    Kind {
        name: "weekday",
        plural: "weekdays",
        low: 1,
        high: 7,
        names: &["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"],
    },
];

/// The longest that each month gets.
const LENGTHS: [u8; 12] = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/// Reads a schedule.
///
/// # Errors
/// The first part that is wrong.
pub fn parse_schedule(text: &str) -> Result<Schedule, ScheduleError> {
    let fields = split(text)?;
    let [minute, hour, day, month, weekday] = fields.as_slice() else {
        return Err(wrong_count(text, fields.len()));
    };
    let [minutes, hours, days, months, weekdays] = &FIELDS;
    parse_set(minute, minutes)?;
    parse_set(hour, hours)?;
    let days = parse_days(day, days)?;
    let months = parse_set(month, months)?;
    parse_weekdays(weekday, weekdays)?;
    Ok(Schedule { days, months, any_weekday: weekday.text == "*" })
}

impl Schedule {
    /// Whether there is any day on which it runs: `0 0 31 2 *` has none.
    pub fn occurs(&self) -> bool {
        let lengths = (1_u32..).zip(LENGTHS).filter(|(month, _)| self.months & 1 << month != 0);
        let longest = lengths.map(|(_, length)| length).max().unwrap_or_default();
        match self.days {
            _ if !self.any_weekday => true,
            Days::Any => true,
            Days::Set(days) => days.trailing_zeros() <= u32::from(longest),
            Days::FromLast(before) => before < longest,
        }
    }
}

/// A piece of the text and where it begins.
#[derive(Clone, Copy)]
struct Part<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Part<'t> {
    fn range(self) -> Range<usize> {
        self.at..self.at + self.text.len()
    }

    fn wrong<T>(self, reason: String, help: Option<String>) -> Result<T, ScheduleError> {
        Err(ScheduleError { at: self.range(), reason, help })
    }

    /// What stands before and behind the first of a character.
    fn split(self, mark: char) -> Option<(Part<'t>, Part<'t>)> {
        let (before, after) = self.text.split_once(mark)?;
        Some((Part { text: before, at: self.at }, Part { text: after, at: self.at + before.len() + mark.len_utf8() }))
    }

    fn strip_suffix(self, mark: char) -> Option<Part<'t>> {
        Some(Part { text: self.text.strip_suffix(mark)?, at: self.at })
    }
}

/// The fields: what stands between spaces. The platform takes none around them.
fn split(text: &str) -> Result<Vec<Part<'_>>, ScheduleError> {
    let mut fields = Vec::new();
    let mut start = None;
    for (at, char) in text.char_indices().chain([(text.len(), ' ')]) {
        match (start, char) {
            (None, ' ' | '\t') => {}
            (None, _) => start = Some(at),
            (Some(from), ' ' | '\t') => {
                fields.extend(text.get(from..at).map(|text| Part { text, at: from }));
                start = None;
            }
            (Some(_), _) => {}
        }
    }
    if text.trim().len() < text.len() && fields.len() == FIELDS.len() {
        let whole = Part { text, at: 0 };
        return whole.wrong("it has spaces around it".to_owned(), Some(format!("write `{}`", text.trim())));
    }
    Ok(fields)
}

fn wrong_count(text: &str, count: usize) -> ScheduleError {
    const SHORT: [(&str, &str); 6] = [
        ("@yearly", "0 0 1 1 *"),
        ("@monthly", "0 0 1 * *"),
        ("@weekly", "0 0 * * 1"),
        ("@daily", "0 0 * * *"),
        ("@midnight", "0 0 * * *"),
        ("@hourly", "0 * * * *"),
    ];
    let short = SHORT.iter().find(|(name, _)| text.trim() == *name);
    let help = match (short, count) {
        (Some((_, long)), _) => format!("write `{long}`"),
        (None, 6) => "leave the seconds out: minute, hour, day of the month, month and weekday are all".to_owned(),
        (None, _) => "write minute, hour, day of the month, month and weekday, as in `*/5 * * * *`".to_owned(),
    };
    let reason = match count {
        1 => "it has one field, not five".to_owned(),
        _ => format!("it has {count} fields, not five"),
    };
    ScheduleError { at: 0..text.len(), reason, help: Some(help) }
}

// ---- fields --------------------------------------------------------------------------------

/// A field that is `*` or a list, as a set of bits.
fn parse_set(field: &Part<'_>, kind: &Kind) -> Result<u64, ScheduleError> {
    if field.text == "*" {
        return Ok(bits(kind.low, kind.high, 1));
    }
    let mut set = 0;
    let mut rest = Some(*field);
    while let Some(part) = rest {
        let (item, next) = part.split(',').map_or((part, None), |(item, next)| (item, Some(next)));
        rest = next;
        if item.text.is_empty() {
            let reason = format!("the {} has an empty item in its list", kind.name);
            return field.wrong(reason, Some("leave the comma out".to_owned()));
        }
        set |= parse_item(item, kind)?;
    }
    Ok(set)
}

/// `3`, `1-5`, `1-5/2`, `3/15` or `*/15`.
fn parse_item(item: Part<'_>, kind: &Kind) -> Result<u64, ScheduleError> {
    let (range, step) = match item.split('/') {
        None => (item, None),
        Some((range, step)) => (range, Some(parse_step(item, step, kind)?)),
    };
    let (low, high) = match range.split('-') {
        _ if range.text == "*" && step.is_some() => (kind.low, kind.high),
        _ if range.text == "*" => {
            return item.wrong(
                format!("`*` stands in a list of {}", kind.plural),
                Some(format!("write `*` alone: it is all {}", kind.plural)),
            );
        }
        None => {
            let value = parse_value(range, kind)?;
            // From there on.
            (value, if step.is_some() { kind.high } else { value })
        }
        Some((low, high)) => (parse_value(low, kind)?, parse_value(high, kind)?),
    };
    if low > high {
        let help = match (low == kind.high, high == kind.low) {
            (true, true) => format!("write `{high},{low}`"),
            (true, false) => format!("write `{low},{}-{high}`", kind.low),
            (false, true) => format!("write `{low}-{},{high}`", kind.high),
            (false, false) => format!("write `{low}-{},{}-{high}`", kind.high, kind.low),
        };
        return range.wrong(format!("the range of {} `{}` runs backwards", kind.plural, range.text), Some(help));
    }
    Ok(bits(low, high, step.unwrap_or(1)))
}

fn parse_step(item: Part<'_>, step: Part<'_>, kind: &Kind) -> Result<u8, ScheduleError> {
    let most = kind.high - kind.low;
    let found = number(step.text).filter(|step| (1..=most).contains(step));
    found.map_or_else(
        || {
            let place = if step.text.is_empty() { item } else { step };
            let help = format!("a step of {} is a number from 1 to {most}", kind.plural);
            place.wrong(format!("`/{}` is no step", step.text), Some(help))
        },
        Ok,
    )
}

/// A number, or a name in any case.
fn parse_value(part: Part<'_>, kind: &Kind) -> Result<u8, ScheduleError> {
    let (low, high) = (kind.low, kind.high);
    let named = (low..).zip(kind.names).find(|(_, name)| name.eq_ignore_ascii_case(part.text));
    let value = named.map(|(value, _)| value).or_else(|| number(part.text).filter(|it| (low..=high).contains(it)));
    if let Some(value) = value {
        return Ok(value);
    }
    let reason = match part.text {
        "" => format!("the {} lacks a number", kind.name),
        text => format!("`{text}` is no {}", kind.name),
    };
    let near = nearest(part.text, kind.names.iter().copied()).filter(|_| number(part.text).is_none());
    let help = match part.text {
        "0" if kind.name == "weekday" => "Sunday is 1 or SUN".to_owned(),
        "?" => "write `*`".to_owned(),
        text if kind.name == "weekday" && number(text).is_some() => {
            "weekdays go from 1, which is Sunday, to 7; write SUN to SAT to be sure".to_owned()
        }
        text if text.contains(['L', 'W', '#']) => match kind.name {
            "day of the month" | "weekday" => "`L`, `W` and `#` stand alone, not in a list or range".to_owned(),
            _ => format!("{} go from {low} to {high}", kind.plural),
        },
        _ => near.map_or_else(|| format!("{} go from {low} to {high}", kind.plural), |near| format!("write `{near}`")),
    };
    part.wrong(reason, Some(help))
}

/// A list, or what only days of the month can be.
fn parse_days(field: &Part<'_>, kind: &Kind) -> Result<Days, ScheduleError> {
    if field.text == "*" {
        return Ok(Days::Any);
    }
    let (day, weekday) = field.strip_suffix('W').map_or((*field, false), |day| (day, true));
    if let Some(before) = day.text.strip_prefix('L') {
        let from_last = match before.strip_prefix('-').map(number) {
            None if before.is_empty() => Some(0),
            Some(Some(before)) if (1..=30).contains(&before) => Some(before),
            _ => None,
        };
        return match from_last {
            Some(before) => Ok(Days::FromLast(before)),
            None => field.wrong(
                format!("`{}` is no {}", field.text, kind.name),
                Some("`L` is the last, `L-3` the third before it, `LW` the last weekday".to_owned()),
            ),
        };
    }
    if weekday && number(day.text).is_some() {
        let day = parse_value(day, kind)?;
        return Ok(Days::Set(bits(day, day, 1)));
    }
    parse_set(field, kind).map(Days::Set)
}

/// A list, or what only weekdays can be.
fn parse_weekdays(field: &Part<'_>, kind: &Kind) -> Result<(), ScheduleError> {
    if field.text == "L" {
        return Ok(());
    }
    if let Some(day) = field.strip_suffix('L').filter(|day| !day.text.contains([',', '-', '/'])) {
        return parse_value(day, kind).map(|_| ());
    }
    if let Some((day, nth)) = field.split('#').filter(|_| !field.text.contains(',')) {
        parse_value(day, kind)?;
        return match number(nth.text) {
            Some(1..=5) => Ok(()),
            _ => field.wrong(
                format!("`#{}` is none of a month's weekdays", nth.text),
                Some("`2#1` is the first Monday; there are at most five".to_owned()),
            ),
        };
    }
    parse_set(field, kind).map(|_| ())
}

fn number(text: &str) -> Option<u8> {
    // Not `+5`.
    text.bytes().all(|it| it.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

fn bits(low: u8, high: u8, step: u8) -> u64 {
    (low..=high).step_by(usize::from(step.max(1))).fold(0, |set, value| set | 1 << value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_be_read() {
        for text in [
            "* * * * *",
            "*/5 * * * *",
            "0,30 9-17 * * MON-FRI",
            "5/15 0 1,15 jan-Mar 2-6/2",
            "00 05 L * *",
            "0 0 LW * *",
            "0 0 L-3 * *",
            "0 0 L-3W * *",
            "0 0 15W 12 *",
            "0 0 * * L",
            "0 0 * * 5L",
            "0 0 * * FRIL",
            "0 0 * * MON#1",
            "59 23 31 DEC 7",
            "*/59 */23 */30 */11 */6",
            "*/20,7 * * * *",
            "0\t0  1 1 1",
        ] {
            assert!(parse_schedule(text).is_ok_and(|found| found.occurs()), "{text}: {:?}", parse_schedule(text));
        }
    }

    #[test]
    fn what_is_wrong_and_where() {
        #[track_caller]
        fn check(text: &str, part: &str, reason: &str, help: &str) {
            let error = parse_schedule(text).unwrap_err();
            assert_eq!(
                (&text[error.at.clone()], error.reason.as_str(), error.help.as_deref()),
                (part, reason, Some(help)),
                "{text}"
            );
        }
        check("60 * * * *", "60", "`60` is no minute", "minutes go from 0 to 59");
        check("* 24 * * *", "24", "`24` is no hour", "hours go from 0 to 23");
        check("0 0 0 * *", "0", "`0` is no day of the month", "days of the month go from 1 to 31");
        check("0 0 1 13 *", "13", "`13` is no month", "months go from 1 to 12");
        check("0 0 * * 0", "0", "`0` is no weekday", "Sunday is 1 or SUN");
        check(
            "0 0 * * 1-8",
            "8",
            "`8` is no weekday",
            "weekdays go from 1, which is Sunday, to 7; write SUN to SAT to be sure",
        );
        check("0 0 * JUM *", "JUM", "`JUM` is no month", "write `JUN`");
        check("0 0 ? * 2", "?", "`?` is no day of the month", "write `*`");
        check("*/0 * * * *", "0", "`/0` is no step", "a step of minutes is a number from 1 to 59");
        check("*/ * * * *", "*/", "`/` is no step", "a step of minutes is a number from 1 to 59");
        check("* */24 * * *", "24", "`/24` is no step", "a step of hours is a number from 1 to 23");
        check("0 22-2 * * *", "22-2", "the range of hours `22-2` runs backwards", "write `22-23,0-2`");
        check("0 0 * * SAT-SUN", "SAT-SUN", "the range of weekdays `SAT-SUN` runs backwards", "write `1,7`");
        check("3,* * * * *", "*", "`*` stands in a list of minutes", "write `*` alone: it is all minutes");
        check("3,,4 * * * *", "3,,4", "the minute has an empty item in its list", "leave the comma out");
        check("3- * * * *", "", "the minute lacks a number", "minutes go from 0 to 59");
        check("+3 * * * *", "+3", "`+3` is no minute", "minutes go from 0 to 59");
        check("0 0 1,L * *", "L", "`L` is no day of the month", "`L`, `W` and `#` stand alone, not in a list or range");
        check(
            "0 0 L-31 * *",
            "L-31",
            "`L-31` is no day of the month",
            "`L` is the last, `L-3` the third before it, `LW` the last weekday",
        );
        check(
            "0 0 * * 2#6",
            "2#6",
            "`#6` is none of a month's weekdays",
            "`2#1` is the first Monday; there are at most five",
        );
        check("L * * * *", "L", "`L` is no minute", "minutes go from 0 to 59");
        check(
            "* * * *",
            "* * * *",
            "it has 4 fields, not five",
            "write minute, hour, day of the month, month and weekday, as in `*/5 * * * *`",
        );
        check(
            "0 * * * * *",
            "0 * * * * *",
            "it has 6 fields, not five",
            "leave the seconds out: minute, hour, day of the month, month and weekday are all",
        );
        check("@daily", "@daily", "it has one field, not five", "write `0 0 * * *`");
        check(" * * * * *", " * * * * *", "it has spaces around it", "write `* * * * *`");
        check("é * * * *", "é", "`é` is no minute", "minutes go from 0 to 59");
        assert!(parse_schedule("").is_err());
    }

    #[test]
    fn what_never_occurs() {
        let occurs = |text: &str| parse_schedule(text).is_ok_and(|found| found.occurs());
        for text in ["0 0 31 2 *", "0 0 30,31 FEB *", "0 0 31 4,6,9,11 *", "0 0 L-29 2 *", "0 0 31W 2 *"] {
            assert!(!occurs(text), "{text}");
        }
        // The last of them runs on Mondays, since a day need fit only one of the two.
        for text in ["0 0 29 2 *", "0 0 28,31 2 *", "0 0 31 */2 *", "0 0 L-28 2 *", "0 0 31 2 MON"] {
            assert!(occurs(text), "{text}");
        }
    }
}
