//! Cloudflare's cron expressions: five fields, in UTC.
//!
//! ```text
//! minute         0-59              * , - /
//! hour           0-23              * , - /
//! day of month   1-31              * , - /   or alone: L  L-3  LW  15W
//! month          1-12  JAN-DEC     * , - /
//! day of week    1-7   SUN-SAT     * , - /   or alone: L  6L  6#2     (1 is Sunday)
//! ```
//!
//! What is hard are the days: where both fields of days say something, a day that either of them means will do; and
//! the last Friday, or the weekday next to the 15th, is another day each month.
//! <https://developers.cloudflare.com/workers/configuration/cron-triggers/>

use std::fmt;

use crate::time::calendar::{date_of, day_of, days_in_month, weekday_of};

const DAY_MINUTES: u64 = 1440;
/// The calendar repeats itself after 400 years: what is not found within them is nowhere.
const MONTHS: i64 = 400 * 12;

/// When something runs.
///
/// ```
/// use williw_workers::cron::Schedule;
///
/// let schedule = Schedule::parse("30 2 L * *")?;
/// // From 2024-02-01T00:00:00Z on, it runs on 29 February.
/// assert_eq!(schedule.next_after(1_706_745_600_000), Some(1_709_173_800_000));
/// # Ok::<(), williw_workers::cron::ScheduleError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schedule {
    /// Bit n: at minute n.
    minutes: u64,
    hours: u64,
    days: Days,
    months: u64,
    weekdays: Weekdays,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Days {
    All,
    Of(u64),
    /// So many days before the month's last.
    Last(i64),
    LastWeekday,
    /// The weekday nearest to this day, in its month.
    NearestWeekday(i64),
}

/// 1 is Sunday.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Weekdays {
    All,
    Of(u64),
    /// The last such day of the month.
    Last(i64),
    /// The nth such day of the month.
    Nth(i64, i64),
}

/// Why a text is no cron expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScheduleError(String);

impl fmt::Display for ScheduleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for ScheduleError {}

impl Schedule {
    /// Reads an expression.
    ///
    /// # Errors
    /// Which field is wrong.
    pub fn parse(text: &str) -> Result<Self, ScheduleError> {
        let fields: Vec<&str> = text.split_ascii_whitespace().collect();
        let [minutes, hours, days, months, weekdays] = fields.as_slice() else {
            return Err(ScheduleError(format!("`{text}` must have five fields, and has {}", fields.len())));
        };
        Ok(Schedule {
            minutes: MINUTE.set(minutes)?,
            hours: HOUR.set(hours)?,
            days: parse_days(days)?,
            months: MONTH.set(months)?,
            weekdays: parse_weekdays(weekdays)?,
        })
    }

    /// The first time after this one, both in milliseconds since 1970; `None` where there is none, as for 30 February.
    pub fn next_after(&self, ms: u64) -> Option<u64> {
        let minute = ms / 60_000 + 1;
        let (today, of_day) = (i64::try_from(minute / DAY_MINUTES).ok()?, minute % DAY_MINUTES);
        let (year, month, day) = date_of(today);
        if let Some(at) = self.time_from(of_day).filter(|_| self.has_day(year, month, day)) {
            return self.instant(today, at);
        }
        let (first, at) = (year * 12 + month - 1, self.time_from(0)?);
        (first..=first + MONTHS).find_map(|number| {
            let (year, month) = (number.div_euclid(12), number.rem_euclid(12) + 1);
            let from = if number == first { day + 1 } else { 1 };
            let found = (from..=days_in_month(year, month)).find(|day| self.has_day(year, month, *day))?;
            self.instant(day_of(year, month, found), at)
        })
    }

    fn instant(&self, day: i64, minute: u64) -> Option<u64> {
        (u64::try_from(day).ok()? * DAY_MINUTES + minute).checked_mul(60_000)
    }

    /// The first time of a day from this minute on.
    fn time_from(&self, minute: u64) -> Option<u64> {
        let (hour, within) = (minute / 60, minute % 60);
        let now = bits_from(self.minutes, within).filter(|_| has(self.hours, hour));
        now.map(|minute| hour * 60 + minute)
            .or_else(|| Some(bits_from(self.hours, hour + 1)? * 60 + bits_from(self.minutes, 0)?))
    }

    fn has_day(&self, year: i64, month: i64, day: i64) -> bool {
        if !has(self.months, month.unsigned_abs()) {
            return false;
        }
        let last = days_in_month(year, month);
        // Monday is 0 there, and 2 here.
        let weekday = |day| (weekday_of(day_of(year, month, day)) + 1) % 7 + 1;
        let by_day = match self.days {
            Days::All => true,
            Days::Of(days) => has(days, day.unsigned_abs()),
            Days::Last(before) => day == last - before,
            Days::LastWeekday => day == nearest_weekday(last, last, weekday(last)),
            Days::NearestWeekday(wanted) => wanted <= last && day == nearest_weekday(wanted, last, weekday(wanted)),
        };
        let by_weekday = match self.weekdays {
            Weekdays::All => true,
            Weekdays::Of(weekdays) => has(weekdays, weekday(day).unsigned_abs()),
            Weekdays::Last(wanted) => weekday(day) == wanted && day + 7 > last,
            Weekdays::Nth(wanted, nth) => weekday(day) == wanted && (day + 6) / 7 == nth,
        };
        match (self.days, self.weekdays) {
            (Days::All, _) | (_, Weekdays::All) => by_day && by_weekday,
            _ => by_day || by_weekday,
        }
    }
}

/// The day from Monday to Friday that is nearest to this one, without leaving the month.
fn nearest_weekday(day: i64, last: i64, weekday: i64) -> i64 {
    match weekday {
        1 if day == last => day - 2,
        1 => day + 1,
        7 if day == 1 => day + 2,
        7 => day - 1,
        _ => day,
    }
}

fn has(set: u64, bit: u64) -> bool {
    bit < 64 && set & (1 << bit) != 0
}

/// The first bit that is set, from this one on.
fn bits_from(set: u64, bit: u64) -> Option<u64> {
    (bit..64).find(|bit| has(set, *bit))
}

/// A field that is a list.
struct Field {
    name: &'static str,
    min: u64,
    max: u64,
    /// The names of its values, from `min` on.
    names: &'static [&'static str],
}

const MINUTE: Field = Field { name: "minute", min: 0, max: 59, names: &[] };
const HOUR: Field = Field { name: "hour", min: 0, max: 23, names: &[] };
const DAY: Field = Field { name: "day of month", min: 1, max: 31, names: &[] };
const MONTH: Field = Field {
    name: "month",
    min: 1,
    max: 12,
    names: &["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"],
};
const WEEKDAY: Field =
    Field { name: "day of week", min: 1, max: 7, names: &["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"] };

impl Field {
    fn set(&self, text: &str) -> Result<u64, ScheduleError> {
        text.split(',').try_fold(0, |set, item| Ok(set | self.item(item, text)?))
    }

    /// `*`, `5`, `5-9`, each with `/step`; `5/step` goes on to the end.
    fn item(&self, item: &str, text: &str) -> Result<u64, ScheduleError> {
        let (range, step) = match item.split_once('/') {
            Some((range, step)) => (range, Some(number(step).filter(|step| (1..=self.max).contains(step)))),
            None => (item, None),
        };
        let bounds = match (range, range.split_once('-')) {
            ("*", _) => Some((self.min, self.max)),
            (_, Some((first, last))) => self.value(first).zip(self.value(last)),
            (one, None) => self.value(one).map(|first| (first, if step.is_some() { self.max } else { first })),
        };
        match (bounds.filter(|(first, last)| first <= last), step) {
            (Some((first, last)), None) => Ok(bits(first, last, 1)),
            (Some((first, last)), Some(Some(step))) => Ok(bits(first, last, step)),
            _ => Err(self.error(text)),
        }
    }

    fn value(&self, text: &str) -> Option<u64> {
        let named = (self.min..).zip(self.names).find(|(_, name)| name.eq_ignore_ascii_case(text));
        named.map(|(value, _)| value).or_else(|| number(text)).filter(|value| (self.min..=self.max).contains(value))
    }

    fn error(&self, text: &str) -> ScheduleError {
        let Field { name, min, max, .. } = self;
        ScheduleError(format!("`{text}` is no {name}: it must be made of numbers from {min} to {max}"))
    }
}

/// Every `step`th from the first to the last.
fn bits(first: u64, last: u64, step: u64) -> u64 {
    (first..=last).filter(|value| (value - first).is_multiple_of(step)).fold(0, |set, value| set | (1 << value))
}

/// Digits alone: no sign, no more than fit.
fn number(text: &str) -> Option<u64> {
    let digits = !text.is_empty() && text.len() <= 3 && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| digits)
}

fn parse_days(text: &str) -> Result<Days, ScheduleError> {
    let upper = text.to_ascii_uppercase();
    let day = |text: &str| DAY.value(text).and_then(|day| i64::try_from(day).ok());
    let before = |text: &str| number(text).filter(|before| *before < 31).and_then(|before| i64::try_from(before).ok());
    let special = match upper.as_str() {
        "*" => return Ok(Days::All),
        "L" => Some(Days::Last(0)),
        "LW" => Some(Days::LastWeekday),
        other => match (other.strip_prefix("L-"), other.strip_suffix('W')) {
            (Some(offset), _) => before(offset).map(Days::Last),
            (None, Some(near)) => day(near).map(Days::NearestWeekday),
            (None, None) => return DAY.set(text).map(Days::Of),
        },
    };
    special.ok_or_else(|| DAY.error(text))
}

fn parse_weekdays(text: &str) -> Result<Weekdays, ScheduleError> {
    let upper = text.to_ascii_uppercase();
    let weekday = |text: &str| WEEKDAY.value(text).and_then(|day| i64::try_from(day).ok());
    let special = match (upper.as_str(), upper.split_once('#'), upper.strip_suffix('L')) {
        ("*", ..) => return Ok(Weekdays::All),
        ("L", ..) => return Ok(Weekdays::Of(1 << WEEKDAY.max)),
        (_, Some((day, nth)), _) => {
            let nth = number(nth).filter(|nth| (1..=5).contains(nth)).and_then(|nth| i64::try_from(nth).ok());
            weekday(day).zip(nth).map(|(day, nth)| Weekdays::Nth(day, nth))
        }
        (_, None, Some(day)) => weekday(day).map(Weekdays::Last),
        (_, None, None) => return WEEKDAY.set(text).map(Weekdays::Of),
    };
    special.ok_or_else(|| WEEKDAY.error(text))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::Timestamp;

    /// The next times after one, as ISO 8601 up to the minute.
    #[track_caller]
    fn check(schedule: &str, after: &str, expected: &[&str]) {
        let schedule = Schedule::parse(schedule).unwrap();
        let mut at = u64::try_from(after.parse::<Timestamp>().unwrap().as_millis()).unwrap();
        for expected in expected {
            at = schedule.next_after(at).unwrap();
            let shown = Timestamp::from_millis(at as i64).to_string();
            assert_eq!(shown, format!("{expected}:00Z"));
        }
    }

    #[test]
    fn minutes_and_hours() {
        check("* * * * *", "2026-01-01T00:00:00Z", &["2026-01-01T00:01", "2026-01-01T00:02"]);
        check("* * * * *", "2026-01-01T00:00:59.999Z", &["2026-01-01T00:01"]);
        check("*/20 * * * *", "2026-12-31T23:39:00Z", &["2026-12-31T23:40", "2027-01-01T00:00", "2027-01-01T00:20"]);
        check(
            "50/5,3 22-23 * * *",
            "2026-01-01T22:00:00Z",
            &["2026-01-01T22:03", "2026-01-01T22:50", "2026-01-01T22:55", "2026-01-01T23:03"],
        );
        check("0 0 * * *", "2026-01-01T00:00:00Z", &["2026-01-02T00:00"]);
    }

    #[test]
    fn days_of_the_month() {
        check("0 0 31 * *", "2026-01-31T00:00:00Z", &["2026-03-31T00:00", "2026-05-31T00:00"]);
        check("0 0 29 2 *", "2097-01-01T00:00:00Z", &["2104-02-29T00:00"]);
        check("0 0 L FEB *", "2026-01-01T00:00:00Z", &["2026-02-28T00:00", "2027-02-28T00:00", "2028-02-29T00:00"]);
        check("0 0 L-1 2 *", "2028-01-01T00:00:00Z", &["2028-02-28T00:00"]);
        // 31 May 2026 is a Sunday, 28 February 2026 a Saturday.
        check(
            "0 0 LW * *",
            "2026-02-01T00:00:00Z",
            &["2026-02-27T00:00", "2026-03-31T00:00", "2026-04-30T00:00", "2026-05-29T00:00"],
        );
        // 15 March 2026 is a Sunday, 1 August 2026 a Saturday, 31 January 2026 too.
        check("0 0 15W 3 *", "2026-01-01T00:00:00Z", &["2026-03-16T00:00"]);
        check("0 0 1W 8 *", "2026-01-01T00:00:00Z", &["2026-08-03T00:00"]);
        check("0 0 31W * *", "2026-01-01T00:00:00Z", &["2026-01-30T00:00", "2026-03-31T00:00"]);
    }

    #[test]
    fn days_of_the_week() {
        // 1 January 2026 is a Thursday.
        check("0 0 * * 1", "2026-01-01T00:00:00Z", &["2026-01-04T00:00", "2026-01-11T00:00"]);
        check("0 0 * * mon-Fri", "2026-01-02T00:00:00Z", &["2026-01-05T00:00"]);
        check("0 0 * * 6L", "2026-01-01T00:00:00Z", &["2026-01-30T00:00", "2026-02-27T00:00"]);
        check("0 0 * * THU#5", "2026-01-01T00:00:00Z", &["2026-01-29T00:00", "2026-04-30T00:00"]);
        check("0 0 * * L", "2026-01-01T00:00:00Z", &["2026-01-03T00:00"]);
        // Either will do.
        check(
            "0 0 13 * 6",
            "2026-02-06T00:00:00Z",
            &["2026-02-13T00:00", "2026-02-20T00:00", "2026-02-27T00:00", "2026-03-06T00:00"],
        );
        check("0 0 10 * SUN", "2026-01-05T00:00:00Z", &["2026-01-10T00:00", "2026-01-11T00:00"]);
    }

    #[test]
    fn what_never_comes() {
        assert_eq!(Schedule::parse("0 0 30 2 *").unwrap().next_after(0), None);
        assert_eq!(Schedule::parse("0 0 31W 2,4,6,9,11 *").unwrap().next_after(0), None);
        assert_eq!(Schedule::parse("* * * * *").unwrap().next_after(u64::MAX), None);
    }

    #[test]
    fn nonsense_is_refused() {
        for text in [
            "",
            "* * * *",
            "* * * * * *",
            "60 * * * *",
            "* 24 * * *",
            "* * 0 * *",
            "* * 32 * *",
            "* * * 13 *",
            "* * * 0 *",
            "* * * * 0",
            "* * * * 8",
            "*/0 * * * *",
            "*/60 * * * *",
            "5-3 * * * *",
            "-1 * * * *",
            "+1 * * * *",
            "1, * * * *",
            "1-2-3 * * * *",
            "a * * * *",
            "* * * FOO *",
            "* * * * 6#6",
            "* * * * 6#0",
            "* * * * #1",
            "* * * * 8L",
            "* * W * *",
            "* * 32W * *",
            "* * L-31 * *",
            "* * L,1 * *",
            "@daily",
            "? * * * *",
            "* * ? * *",
            "1/2/3 * * * *",
            "é * * * *",
            "99999999999999999999 * * * *",
        ] {
            assert!(Schedule::parse(text).is_err(), "{text}");
        }
        let error = Schedule::parse("61 * * * *").unwrap_err();
        assert_eq!(error.to_string(), "`61` is no minute: it must be made of numbers from 0 to 59");
    }

    fn field(min: u64, max: u64) -> impl Strategy<Value = String> {
        let item = prop_oneof![
            Just("*".to_owned()),
            (min..=max).prop_map(|n| n.to_string()),
            (min..=max, min..=max).prop_map(|(a, b)| format!("{}-{}", a.min(b), a.max(b))),
            (1..=max).prop_map(|n| format!("*/{n}")),
            (min..=max, 1..=max).prop_map(|(a, n)| format!("{a}/{n}")),
        ];
        prop::collection::vec(item, 1..3).prop_map(|items| items.join(","))
    }

    fn days() -> impl Strategy<Value = String> {
        prop_oneof![
            4 => Just("*".to_owned()),
            4 => field(1, 31),
            1 => Just("L".to_owned()),
            1 => Just("LW".to_owned()),
            1 => (1..=31u32).prop_map(|n| format!("{n}W")),
        ]
    }

    fn weekdays() -> impl Strategy<Value = String> {
        prop_oneof![
            4 => Just("*".to_owned()),
            4 => field(1, 7),
            1 => (1..=7u32).prop_map(|n| format!("{n}L")),
            1 => (1..=7u32, 1..=5u32).prop_map(|(n, k)| format!("{n}#{k}")),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        /// Minute after minute, each asked on its own.
        #[test]
        fn it_is_the_first_minute_that_fits(
            minute in field(0, 59), hour in field(0, 23), day in days(), month in field(1, 12), weekday in weekdays(),
            from in 0..4_000_000_000u64,
        ) {
            let schedule = Schedule::parse(&format!("{minute} {hour} {day} {month} {weekday}")).unwrap();
            let fits = |minute: u64| {
                let (year, month, day) = date_of((minute / 1440) as i64);
                has(schedule.minutes, minute % 60) && has(schedule.hours, minute / 60 % 24) && schedule.has_day(year, month, day)
            };
            let from = from * 1000;
            let minutes = from / 60_000 + 1..from / 60_000 + 1 + 40 * 1440;
            let expected = minutes.clone().find(|minute| fits(*minute)).map(|minute| minute * 60_000);
            let found = schedule.next_after(from).filter(|found| minutes.contains(&(found / 60_000)));
            prop_assert_eq!(found, expected);
        }

        #[test]
        fn no_text_is_too_odd(text in ".{0,40}", fields in prop::collection::vec("[0-9*/,LW#A-Z-]{0,6}", 5)) {
            let _ = Schedule::parse(&text);
            if let Ok(schedule) = Schedule::parse(&fields.join(" ")) {
                schedule.next_after(0);
            }
        }
    }
}
