//! Cron jobs: when they run, and what becomes of those that fail.

use std::time::Duration;

use williw_embedded::testing::{Server, TestWorker, start, try_start};
use williw_embedded::{Host, TestClock};
use williw_workers::driver::{CronManifest, Level, Manifest};

use crate::support::TINY_MANIFEST;
use crate::support::lab::{CRON_LAB, LAB, Lab, notes, run};

/// What the test's clock shows at first.
const NOW: u64 = 1_767_225_600_000;

fn lab(greeting: &str) -> TestWorker {
    start(Lab(&CRON_LAB), Host::in_memory().var("GREETING", greeting))
}

#[test]
fn jobs_run_at_their_minutes() {
    let worker = lab("");
    worker.advance(3_600_000);
    let notes = notes(&worker);
    assert_eq!(notes.len(), 2 * 12 + 1);
    assert_eq!(
        notes[..3],
        [
            format!("often {}", NOW + 300_000),
            format!("also_often {}", NOW + 300_000),
            format!("often {}", NOW + 600_000)
        ]
    );
    assert!(notes.contains(&format!("hourly {}", NOW + 30 * 60_000)));
}

#[test]
fn one_that_fails_does_not_stop_the_rest() {
    let worker = lab("fail");
    worker.advance(600_000);
    assert_eq!(notes(&worker).len(), 4);
    let failed = (Level::Error, "cron job `often` failed: as told".to_owned());
    assert_eq!(worker.logs(), [failed.clone(), failed]);
    assert_eq!(worker.cron("often"), Err("as told".into()));
    assert_eq!(worker.cron("hourly"), Ok(()));
    assert_eq!(notes(&worker).last().unwrap(), &format!("hourly {}", NOW + 600_000));
}

#[test]
fn a_panic_is_one_runs_own() {
    let worker = lab("panic");
    worker.advance(600_000);
    let line = (Level::Error, "cron `*/5 * * * *`: the Worker panicked".to_owned());
    assert_eq!(worker.logs(), [line.clone(), line]);
    assert_eq!(worker.cron("often"), Err("cron job `often`: the Worker panicked".into()));
}

#[test]
fn crons_and_alarms_come_in_the_order_of_time() {
    let worker = lab("");
    run(&worker, "a", "put on_alarm note alarm | ring 200000; ring 200000");
    worker.advance(600_000);
    let kinds: Vec<_> = notes(&worker).iter().map(|note| note.split(' ').next().unwrap().to_owned()).collect();
    assert_eq!(kinds, ["alarm", "often", "also_often", "alarm", "alarm", "often", "also_often"]);
}

#[test]
fn a_run_that_takes_long_delays_the_next() {
    // 400 s each, by the test's clock: the runs that would begin meanwhile are not made up for.
    let worker = lab("slow");
    worker.advance(1_200_000);
    let often: Vec<_> = notes(&worker).into_iter().filter(|note| note.starts_with("often")).collect();
    assert_eq!(often, [format!("often {}", NOW + 300_000), format!("often {}", NOW + 1_200_000)]);
}

#[test]
#[should_panic = "there is no cron job `nosuch`"]
fn a_job_that_is_not_there() {
    let _ = lab("").cron("nosuch");
}

#[test]
fn a_schedule_that_is_none() {
    static ODD: Manifest = Manifest { crons: &[CronManifest { job: "odd", schedule: "* * * * 0" }], ..TINY_MANIFEST };
    let error = try_start(Lab(&ODD), Host::in_memory()).unwrap_err();
    let text = "cron job `odd`: `0` is no day of week: it must be made of numbers from 1 to 7";
    assert_eq!(error.to_string(), text);
}

#[test]
fn a_server_runs_them_as_its_clock_goes() {
    let clock = TestClock::at(NOW);
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(|| Lab(&CRON_LAB), Host::in_memory().clock(clock.clone()).data(folder.path()));
    for minutes in [4, 5, 6, 30] {
        clock.set(NOW + minutes * 60_000);
        std::thread::sleep(Duration::from_millis(100));
    }
    drop(server);
    let worker = start(Lab(&LAB), Host::in_memory().data(folder.path()));
    let expected = [(5, "often"), (5, "also_often"), (30, "often"), (30, "also_often"), (30, "hourly")];
    let expected = expected.map(|(minutes, job)| format!("{job} {}", NOW + minutes * 60_000));
    assert_eq!(notes(&worker), expected);
}
