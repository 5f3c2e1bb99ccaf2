//! The Gregorian calendar, and what a second 60 means. Days are counted from 1970-01-01.
//!
//! Hard is only the leap second, which a count of milliseconds has no number for; see
//! [`LocalTime::instant`].

pub(super) const DAY_MS: i64 = 86_400_000;
const DAY_MINUTES: i64 = 1440;

/// 2017-01-01: the second before it was the last leap second that there has been.
const LAST_LEAP_SECOND: i64 = 17_167;

/// What a clock on the wall shows.
#[derive(Clone, Copy)]
pub(super) struct LocalTime {
    pub(super) day: i64,
    /// Within the day, 0..=1439.
    pub(super) minute: i64,
    /// 0..=60.
    pub(super) second: i64,
    /// What comes on top: the fraction of a second, or of a minute or hour where those are the last
    /// that is given.
    pub(super) millis: i64,
    /// How far the wall is ahead of UTC, in minutes.
    pub(super) offset: i64,
}

impl LocalTime {
    /// The instant in milliseconds, or `None` for a second 60 where there can be no leap second.
    ///
    /// Readers disagree on second 60, so this takes what the strict and the lenient ones share:
    ///
    /// * Up to the last leap second of 2016 it is the second that follows, as in POSIX, if it ends
    ///   a day, be it in UTC or on the wall: such texts were written by clocks that did that.
    /// * After it no leap second has been announced. One is believed only where it would have to
    ///   be, at the end of a month written in UTC, and then it stays in its day: its last
    ///   millisecond.
    pub(super) fn instant(self) -> Option<i64> {
        let wall = self.day * DAY_MINUTES + self.minute;
        let utc = wall - self.offset;
        if self.second < 60 {
            return Some(utc * 60_000 + self.second * 1000 + self.millis);
        }
        let ends_day = |minute: i64| minute.rem_euclid(DAY_MINUTES) == DAY_MINUTES - 1;
        if utc < LAST_LEAP_SECOND * DAY_MINUTES {
            (ends_day(utc) || ends_day(wall)).then_some(utc * 60_000 + 60_000 + self.millis)
        } else {
            let ends_month = date_of(self.day + 1).2 == 1;
            (self.offset == 0 && ends_day(utc) && ends_month).then_some(utc * 60_000 + 59_999)
        }
    }
}

/// The day of a date; month and day are within their bounds.
///
/// Years begin in March here, so that the leap day is the last of its year, and are counted in eras
/// of 400: <https://howardhinnant.github.io/date_algorithms.html>.
pub(crate) fn day_of(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let (era, year) = (year.div_euclid(400), year.rem_euclid(400));
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + year * 365 + year / 4 - year / 100 + day_of_year - 719_468
}

/// Year, month and day of a day: the inverse of [`day_of`].
pub(crate) fn date_of(day: i64) -> (i64, i64, i64) {
    let day = day + 719_468;
    let (era, day) = (day.div_euclid(146_097), day.rem_euclid(146_097));
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let day_of_year = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (era * 400 + year + i64::from(month <= 2), month, day)
}

/// How many days a month has.
pub(crate) fn days_in_month(year: i64, month: i64) -> i64 {
    match month {
        2 => days_in_year(year) - 337,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// How many days a year has.
pub(super) fn days_in_year(year: i64) -> i64 {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    365 + i64::from(leap)
}

/// The day of the week, 0 for Monday.
pub(crate) fn weekday_of(day: i64) -> i64 {
    // 1970-01-01 was a Thursday.
    (day + 3).rem_euclid(7)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_dates_are_inverse_and_in_order() {
        let mut expected = day_of(-400, 1, 1);
        for year in -400..=2800 {
            assert_eq!(day_of(year, 12, 31) - day_of(year, 1, 1) + 1, days_in_year(year));
            for month in 1..=12 {
                for day in 1..=days_in_month(year, month) {
                    assert_eq!(day_of(year, month, day), expected);
                    assert_eq!(date_of(expected), (year, month, day));
                    expected += 1;
                }
            }
        }
        assert_eq!((day_of(1970, 1, 1), weekday_of(0)), (0, 3));
        assert_eq!(day_of(2017, 1, 1), LAST_LEAP_SECOND);
    }
}
