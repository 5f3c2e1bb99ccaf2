//! Readable names for cron jobs, which have none in wrangler's configuration.

/// `0 3 * * *` becomes `daily_at_03_00`; what has no plain name is a `job`.
pub(crate) fn job_name(schedule: &str) -> String {
    let fields: Vec<&str> = schedule.split_whitespace().collect();
    let [minute, hour, day, month, weekday] = fields.as_slice() else { return "job".to_owned() };
    let number = |text: &str| text.parse::<u32>().ok().filter(|_| text.chars().all(|it| it.is_ascii_digit()));
    let step = |text: &str| text.strip_prefix("*/").and_then(number);
    let every = |count: u32, what: &str| match count {
        1 => format!("every_{what}"),
        _ => format!("every_{count}_{what}s"),
    };
    let days = (*day, *month, *weekday);
    let daily = days == ("*", "*", "*");
    match (number(minute), number(hour)) {
        _ if daily && *hour == "*" && *minute == "*" => every(1, "minute"),
        _ if daily && *hour == "*" && step(minute).is_some() => every(step(minute).unwrap_or(1), "minute"),
        (Some(_), None) if daily && *hour == "*" => "hourly".to_owned(),
        (Some(_), None) if daily && step(hour).is_some() => every(step(hour).unwrap_or(1), "hour"),
        (Some(minute), Some(hour)) => {
            let span = match days {
                ("*", "*", "*") => "daily",
                ("*", "*", _) => "weekly",
                (_, "*", "*") => "monthly",
                _ => return "job".to_owned(),
            };
            format!("{span}_at_{hour:02}_{minute:02}")
        }
        _ => "job".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::job_name;

    #[test]
    fn names() {
        let schedules = [
            ("* * * * *", "every_minute"),
            ("*/1 * * * *", "every_minute"),
            ("*/30 * * * *", "every_30_minutes"),
            ("0 * * * *", "hourly"),
            ("15 */6 * * *", "every_6_hours"),
            ("37 20 * * *", "daily_at_20_37"),
            ("0 6 * * MON", "weekly_at_06_00"),
            ("0 0 1 * *", "monthly_at_00_00"),
            ("0 0 1 1 *", "job"),
            ("11,26,41,56 * * * *", "job"),
            ("+5 * * * *", "job"),
            ("nonsense", "job"),
        ];
        for (schedule, name) in schedules {
            assert_eq!(job_name(schedule), name, "{schedule}");
        }
    }
}
