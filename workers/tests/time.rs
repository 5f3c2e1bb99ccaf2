//! Time: the vectors that others keep, and what must hold for every text and every clock.
// The helpers of tests fail like tests do.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::cell::Cell;
use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::rc::Rc;
use std::time::Duration;

use proptest::prelude::*;
use williw_workers::d1::{Column, Value};
use williw_workers::driver::{Clock, LocalFuture};
use williw_workers::time::{HeaderSource, TimeError, install_for_thread};
use williw_workers::{Timestamp, TimestampUtils, WorkersClock};

const SAFE: i64 = 9_007_199_254_740_991;
/// What a JavaScript `Date` holds, and so what the texts reach.
const DATE: i64 = 8_640_000_000_000_000;

#[test]
fn iso_8601_vectors() {
    check_vectors("iso8601.tsv", TimestampUtils::parse_iso8601);
}

#[test]
fn http_date_vectors() {
    check_vectors("http_date.tsv", TimestampUtils::parse_http_date);
}

/// A row is an input, the milliseconds or why there are none, a source and a note. A text without a
/// zone (`local`) names no instant: an error here.
#[track_caller]
fn check_vectors(file: &str, parse: fn(&str) -> Result<i64, TimeError>) {
    let Some(text) = corpus(file) else { return };
    let mut wrong = Vec::new();
    let mut rows = 0;
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let mut cells = line.split('\t');
        let (input, expected) = (unescape(cells.next().unwrap()), cells.next().unwrap());
        let found = parse(&input);
        let fits = match expected {
            "error" | "local" => found.is_err(),
            ms => found == Ok(ms.parse().unwrap()),
        };
        if !fits {
            wrong.push(format!("{input:?}: expected {expected}, found {found:?}"));
        }
        rows += 1;
    }
    assert!(rows > 0, "no rows in {file}");
    assert!(wrong.is_empty(), "{} of {rows} rows:\n{}", wrong.len(), wrong.join("\n"));
}

fn corpus(file: &str) -> Option<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpus/time").join(file);
    let text = std::fs::read_to_string(&path).ok();
    if text.is_none() {
        println!("skipped: there is no {}", path.display());
    }
    text
}

fn unescape(text: &str) -> String {
    let mut out = String::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        out.push(match c {
            '\\' => match chars.next().unwrap() {
                't' => '\t',
                'n' => '\n',
                'r' => '\r',
                other => other,
            },
            c => c,
        });
    }
    out
}

#[test]
fn iso_8601_forms() {
    for (text, expected) in [
        ("2024-02-29T00:00:00Z", Ok(1_709_164_800_000)),
        ("2024-02-29t00:00:00z", Ok(1_709_164_800_000)),
        ("2024-060T00:00:00Z", Ok(1_709_164_800_000)),
        ("2024060T000000-0000", Ok(1_709_164_800_000)),
        ("2024-02-29T00:00Z", Ok(1_709_164_800_000)),
        ("2024-02-29T00:00:00-23:59", Ok(1_709_251_140_000)),
        ("1969-12-31T23:59:59.999Z", Ok(-1)),
        ("1969-12-31T23:59:59.9999Z", Ok(-1)),
        ("0000-01-01T00:00:00Z", Ok(-62_167_219_200_000)),
        ("2024-01-01T00:30:00.5+00:30", Ok(1_704_067_200_500)),
        // Leap seconds: in the past they are the next second, in the future they stay in their day.
        ("2016-12-31T23:59:60Z", Ok(1_483_228_800_000)),
        ("2017-01-01T08:59:60.5+09:00", Ok(1_483_228_800_500)),
        ("2030-06-30T23:59:60.5Z", Ok(1_909_094_399_999)),
        ("2030-06-29T23:59:60Z", Err("the leap second at byte 17 is out of range")),
        ("", Err("expected a year of four digits at byte 0")),
        ("2024-01-01", Err("expected `T` and a time at byte 10")),
        ("2024-01-01T00:00:00", Err("expected `Z` or an offset such as `+01:00` at byte 19")),
        ("2024-01-01T00:00:00Z ", Err("expected the end at byte 20")),
        ("2024-01-01T00:00:00.Z", Err("expected a digit at byte 20")),
        ("2024-01-01T24:00:00Z", Err("the hour at byte 11 is out of range")),
        ("2024-01-01T0000Z", Err("expected `Z` or an offset such as `+01:00` at byte 13")),
        ("2023-02-29T00:00:00Z", Err("the day at byte 8 is out of range")),
        ("2023-366T00:00:00Z", Err("the day at byte 5 is out of range")),
        ("2024-00-01T00:00:00Z", Err("the month at byte 5 is out of range")),
        ("-000000-01-01T00:00:00Z", Err("the year at byte 1 is out of range")),
        ("+999999-01-01T00:00:00Z", Err("the time at byte 0 is out of range")),
    ] {
        let found = TimestampUtils::parse_iso8601(text).map_err(|error| error.to_string());
        assert_eq!(found, expected.map_err(str::to_owned), "{text}");
    }
}

#[test]
fn http_date_forms() {
    for (text, expected) in [
        ("Sun Nov  6 08:49:37 1994", Ok(784_111_777_000)),
        ("Thu Nov 10 08:49:37 1994", Ok(784_457_377_000)),
        // The weekday says which century.
        ("Tuesday, 29-Feb-00 00:00:00 GMT", Ok(951_782_400_000)),
        ("Saturday, 06-Nov-49 08:49:37 GMT", Ok(2_519_801_377_000)),
        ("Sunday, 06-Nov-49 08:49:37 GMT", Ok(-635_958_623_000)),
        ("Monday, 06-Nov-94 08:49:37 GMT", Err("the weekday at byte 0 is not that of the date")),
        ("Sat, 31 Dec 2016 23:59:60 GMT", Ok(1_483_228_800_000)),
        ("Sat, 31 Dec 2016 22:59:60 GMT", Err("the leap second at byte 23 is out of range")),
        ("Sun, 32 Nov 1994 08:49:37 GMT", Err("the day at byte 5 is out of range")),
        ("Sun, 6 Nov 1994 08:49:37 GMT", Err("expected a day of two digits at byte 6")),
        ("Sun, 06 Nov 1994 08:49:37 UTC", Err("expected a space and `GMT` at byte 25")),
        ("Sun, 06 Nov 1994 08:49:37 GMT+1", Err("expected the end at byte 29")),
        ("Sun Nov 6 08:49:37 1994", Err("expected a day of two digits at byte 9")),
        ("sun, 06 Nov 1994 08:49:37 GMT", Err("expected a weekday at byte 0")),
    ] {
        let found = TimestampUtils::parse_http_date(text).map_err(|error| error.to_string());
        assert_eq!(found, expected.map_err(str::to_owned), "{text}");
    }
}

#[test]
fn iso_8601_output() {
    for (ms, expected) in [
        (0, "1970-01-01T00:00:00Z"),
        (1, "1970-01-01T00:00:00.001Z"),
        (-1, "1969-12-31T23:59:59.999Z"),
        (1_704_067_200_120, "2024-01-01T00:00:00.120Z"),
        (253_402_300_799_999, "9999-12-31T23:59:59.999Z"),
        (253_402_300_800_000, "+010000-01-01T00:00:00Z"),
        (-62_167_219_200_001, "-000001-12-31T23:59:59.999Z"),
        (DATE, "+275760-09-13T00:00:00Z"),
        (SAFE, "+287396-10-12T08:59:00.991Z"),
    ] {
        assert_eq!(TimestampUtils::format_iso8601(ms), expected);
    }
}

#[test]
fn headers_in_any_holder() {
    let pairs = [("x-REQUEST-start-time", " 1704067200000\t"), ("Date", "Sun, 06 Nov 1994 08:49:37 GMT")];
    let owned: Vec<(String, String)> = pairs.iter().map(|(k, v)| (k.to_string(), v.to_string())).collect();
    let mut map = http::HeaderMap::new();
    map.insert("x-request-start-time", "1704067200000".parse().unwrap());

    assert_start(&pairs);
    assert_start(pairs.as_slice());
    assert_start(&pairs.as_slice());
    assert_start(&owned);
    assert_start(&map);
    assert_start(&owned.iter().cloned().collect::<HashMap<String, String>>());
    assert_start(&pairs.into_iter().collect::<BTreeMap<_, _>>());

    #[track_caller]
    fn assert_start<H: HeaderSource + ?Sized>(headers: &H) {
        assert_eq!(TimestampUtils::extract_from_headers(headers), Some(1_704_067_200_000));
    }
}

#[test]
fn header_values() {
    let date = "Sun, 06 Nov 1994 08:49:37 GMT";
    for (start, expected) in [
        ("0", Some(0)),
        ("9007199254740991", Some(SAFE)),
        // Unreadable: `Date` counts.
        ("9007199254740992", Some(784_111_777_000)),
        ("99999999999999999999999999", Some(784_111_777_000)),
        ("", Some(784_111_777_000)),
        ("+5", Some(784_111_777_000)),
        ("-5", Some(784_111_777_000)),
        ("1704067200000.5", Some(784_111_777_000)),
        ("1 704 067 200 000", Some(784_111_777_000)),
        ("١", Some(784_111_777_000)),
    ] {
        let headers = [("X-Request-Start-Time", start), ("Date", date)];
        assert_eq!(TimestampUtils::extract_from_headers(&headers), expected, "{start}");
    }
    let extract = |value: &str| TimestampUtils::extract_from_headers(&[("date", value)]);
    assert_eq!(extract(date), Some(784_111_777_000));
    assert_eq!(extract("yesterday"), None);
    assert_eq!(extract("Mon, 01 Jan 1900 00:00:00 GMT"), None);
    assert_eq!(TimestampUtils::extract_from_headers(&http::HeaderMap::new()), None);
    let mut bytes = http::HeaderMap::new();
    bytes.insert("x-request-start-time", http::HeaderValue::from_bytes(b"\xff").unwrap());
    assert_eq!(TimestampUtils::extract_from_headers(&bytes), None);
}

/// Every holder joins them, so that no host believes a time that another does not.
#[test]
fn a_header_that_comes_twice() {
    let pairs = [("Date", "1"), ("x", "a"), ("DATE", "2")];
    let map: http::HeaderMap = pairs.iter().map(|(k, v)| (k.parse().unwrap(), v.parse().unwrap())).collect();
    assert_eq!(pairs.header("date").unwrap(), "1, 2");
    assert_eq!(map.header("date").unwrap(), "1, 2");
    assert_eq!(pairs.into_iter().collect::<BTreeMap<_, _>>().header("date").unwrap(), "2, 1");
    assert_eq!(pairs.into_iter().collect::<HashMap<_, _>>().header("date").unwrap(), "2, 1");
    let twice = [("X-Request-Start-Time", "5"), ("x-request-start-time", "5")];
    assert_eq!(TimestampUtils::extract_from_headers(&twice), None);
}

#[test]
fn timestamps_are_safe_integers() {
    let read = |json: &str| serde_json::from_str::<Timestamp>(json).map(Timestamp::as_millis);
    assert_eq!(read("0").unwrap(), 0);
    assert_eq!(read("9007199254740991").unwrap(), SAFE);
    for json in ["-1", "9007199254740992", "18446744073709551615", "1e30", "1.0", "1e3", "\"1\"", "null", "true", "[1]"]
    {
        assert!(read(json).unwrap_err().to_string().contains("an integer from 0 to 9007199254740991"), "{json}");
    }
    assert_eq!(serde_json::to_string(&Timestamp::MAX).unwrap(), "9007199254740991");

    assert_eq!(Timestamp::decode(Value::Integer(5)), Ok(Timestamp::from_millis(5)));
    for value in [Value::Integer(-1), Value::Integer(SAFE + 1), Value::Real(1.0), Value::Null, Value::Text("1".into())]
    {
        assert!(Timestamp::decode(value.clone()).is_err(), "{value:?}");
    }
    assert_eq!(Timestamp::from_millis(5).encode(), Value::Integer(5));
    assert_eq!("1969-12-31T23:59:59Z".parse::<Timestamp>(), Err(TimeError::NotATimestamp));
    assert_eq!((Timestamp::from_millis(-1), Timestamp::from_millis(i64::MAX)), (Timestamp::MIN, Timestamp::MAX));
}

#[test]
fn durations_stay_in_range() {
    let (start, second) = (Timestamp::from_millis(1000), Duration::from_secs(1));
    assert_eq!(start.checked_add(second), Some(Timestamp::from_millis(2000)));
    assert_eq!(start.checked_sub(second), Some(Timestamp::MIN));
    assert_eq!(start.checked_sub(second * 2), None);
    assert_eq!(start.saturating_sub(second * 2), Timestamp::MIN);
    for too_long in [Duration::MAX, Duration::from_millis(SAFE as u64), Duration::from_millis(i64::MAX as u64)] {
        assert_eq!(start.checked_add(too_long), None);
        assert_eq!(start.checked_sub(too_long), None);
        assert_eq!(start.saturating_add(too_long), Timestamp::MAX);
        assert_eq!(start.saturating_sub(too_long), Timestamp::MIN);
    }
    assert_eq!(Timestamp::MIN.millis_since(Timestamp::MAX), -SAFE);
    assert_eq!(Timestamp::MIN.saturating_duration_since(start), Duration::ZERO);
    assert_eq!(start.saturating_duration_since(Timestamp::MIN), second);
}

/// A host's clock that goes wherever a test sets it.
#[derive(Default)]
struct Hands(Cell<u64>);

impl Clock for Hands {
    fn now_ms(&self) -> u64 {
        self.0.get()
    }

    fn sleep(&self, ms: u64) -> LocalFuture<'static, ()> {
        self.0.update(|now| now + ms);
        Box::pin(std::future::ready(()))
    }
}

#[test]
fn a_timeout_is_strictly_more() {
    let clock = WorkersClock::new();
    clock.set_timestamp(1_000_000);
    for (start, timeout, expected) in [
        (700_000, 300_000, false),
        (699_999, 300_000, true),
        (1_000_000, 0, false),
        (999_999, 0, true),
        (1_000_001, 0, false),
        (i64::MAX, 0, false),
        (i64::MIN, i64::MAX, false),
        (i64::MIN, i64::MAX - 1, true),
        (1_000_005, -10, false),
    ] {
        assert_eq!(clock.is_timeout(start, timeout), expected, "{start} {timeout}");
    }
}

#[test]
fn evidence_does_not_move_a_host_clock() {
    let hands = Rc::new(Hands::default());
    hands.0.set(1999);
    let clock = WorkersClock::from_source(hands.clone());
    clock.set_timestamp(5000);
    assert_eq!((clock.timestamp_ms(), clock.timestamp_secs()), (1999, 1));
    hands.0.set(u64::MAX);
    assert_eq!(clock.now(), Timestamp::MAX);
}

#[test]
fn a_thread_has_its_own_host() {
    let hands = Rc::new(Hands::default());
    hands.0.set(7000);
    install_for_thread(hands.clone());
    let clock = WorkersClock::new();
    clock.set_timestamp(9000);
    assert_eq!((clock.timestamp_ms(), TimestampUtils::now_millis()), (7000, 7000));
    hands.0.set(6000);
    assert_eq!(WorkersClock::new().timestamp_ms(), 7000);
    std::thread::spawn(|| assert_eq!(TimestampUtils::now_millis(), 0)).join().unwrap();
}

/// Texts that are nearly times: pieces of good ones in any order.
fn nearly_a_time() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[0-9]{1,6}",
        "[-+:., TtZz$_\u{2212}]",
        "(Sun|Sunday|Mon|Nov|Feb|GMT)",
        "[0-9]{4}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-6][0-9]",
        "\\PC",
    ];
    prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

#[derive(Clone, Debug)]
enum Move {
    Told(i64),
    Host(u64),
    Clone,
}

proptest! {
    #[test]
    fn no_text_makes_a_parser_panic(text in prop_oneof![
        any::<String>(),
        nearly_a_time(),
        prop::collection::vec(any::<u8>(), 0..64).prop_map(|bytes| String::from_utf8_lossy(&bytes).into_owned()),
    ]) {
        for ms in [TimestampUtils::parse_iso8601(&text), TimestampUtils::parse_http_date(&text)].into_iter().flatten() {
            prop_assert!((-DATE..=DATE).contains(&ms));
        }
        TimestampUtils::extract_from_headers(&[("X-Request-Start-Time", &text), ("Date", &text)]);
    }

    #[test]
    fn every_instant_survives_its_text(ms in -DATE..=DATE) {
        prop_assert_eq!(TimestampUtils::parse_iso8601(&TimestampUtils::format_iso8601(ms)), Ok(ms));
    }

    #[test]
    fn every_number_has_a_text(ms in any::<i64>()) {
        prop_assert!(TimestampUtils::format_iso8601(ms).ends_with('Z'));
    }

    #[test]
    fn an_offset_shifts(ms in 0i64..253_402_300_800_000, minutes in -1439i64..=1439) {
        let local = TimestampUtils::format_iso8601(ms);
        let sign = if minutes < 0 { '-' } else { '+' };
        let (hour, minute) = (minutes.abs() / 60, minutes.abs() % 60);
        let text = format!("{}{sign}{hour:02}:{minute:02}", local.trim_end_matches('Z'));
        prop_assert_eq!(TimestampUtils::parse_iso8601(&text), Ok(ms - minutes * 60_000));
    }

    /// Two digits of a year mean any day of 1900..=2099.
    #[test]
    fn three_forms_of_http_date_agree(second in -2_208_988_800i64..4_102_444_800) {
        const DAYS: [&str; 7] = ["Thursday", "Friday", "Saturday", "Sunday", "Monday", "Tuesday", "Wednesday"];
        const MONTHS: &str = "JanFebMarAprMayJunJulAugSepOctNovDec";
        let iso = TimestampUtils::format_iso8601(second * 1000);
        let (year, month, day, time) = (&iso[0..4], iso[5..7].parse::<usize>().unwrap(), &iso[8..10], &iso[11..19]);
        let month = &MONTHS[month * 3 - 3..month * 3];
        let long = DAYS[second.div_euclid(86_400).rem_euclid(7) as usize];
        let (short, padded) = (&long[..3], format!("{:>2}", day.trim_start_matches('0')));
        for text in [
            format!("{short}, {day} {month} {year} {time} GMT"),
            format!("{long}, {day}-{month}-{} {time} GMT", &year[2..]),
            format!("{short} {month} {padded} {time} {year}"),
        ] {
            prop_assert_eq!(TimestampUtils::parse_http_date(&text), Ok(second * 1000), "{}", text);
        }
    }

    #[test]
    fn a_clock_never_goes_backwards(
        hosted in any::<bool>(),
        moves in prop::collection::vec(prop_oneof![
            prop_oneof![any::<i64>(), 0..100i64].prop_map(Move::Told),
            prop_oneof![any::<u64>(), 0..100u64].prop_map(Move::Host),
            Just(Move::Clone),
        ], 0..30),
    ) {
        let hands = Rc::new(Hands::default());
        let mut clock = if hosted { WorkersClock::from_source(hands.clone()) } else { WorkersClock::new() };
        let mut latest = 0;
        for step in moves {
            match step {
                Move::Told(ms) => clock.set_timestamp(ms),
                Move::Host(ms) => hands.0.set(ms),
                Move::Clone => clock = clock.clone(),
            }
            let now = clock.timestamp_ms();
            prop_assert!(now >= latest && now <= SAFE);
            // A clock with a host shows nothing that its host has not shown, one without nothing
            // that it was not told.
            match step {
                Move::Told(ms) if !hosted => prop_assert_eq!(now, latest.max(ms.clamp(0, SAFE))),
                Move::Host(ms) if hosted => prop_assert_eq!(now, latest.max(ms.min(SAFE as u64) as i64)),
                _ => prop_assert_eq!(now, latest),
            }
            latest = now;
        }
    }
}
