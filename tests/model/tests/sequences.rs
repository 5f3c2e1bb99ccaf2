//! Random sequences against the model: `MODEL_SEQUENCES` of them (500), from `MODEL_SEED` (1) on.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test ends with a panic")]

use std::collections::BTreeMap;
use std::panic::AssertUnwindSafe;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use williw_model::ops::{Random, Step, sequence};
use williw_model::run::{Failure, play};
use williw_model::settings::Settings;

const LENGTH: usize = 60;

fn number(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).map_or(otherwise, |text| text.parse().unwrap())
}

fn made_of(seed: u64) -> (Vec<Step>, Settings) {
    let mut random = Random::new(seed);
    let settings = Settings::random(&mut random);
    (sequence(&mut random, LENGTH), settings)
}

/// A panic of the service's is a failure too, of an unknown step.
fn played(steps: &[Step], settings: &Settings) -> Result<BTreeMap<(&'static str, u16), u64>, Failure> {
    std::panic::catch_unwind(AssertUnwindSafe(|| play(steps, settings)))
        .unwrap_or_else(|_| Err(Failure { at: steps.len(), words: "a panic".to_owned() }))
}

/// The fewest steps that still fail, found by leaving out ever smaller parts.
fn cut_down(mut steps: Vec<Step>, settings: &Settings, mut failure: Failure) -> (Vec<Step>, Failure) {
    steps.truncate(failure.at + 1);
    let mut part = steps.len().div_ceil(2);
    loop {
        let mut at = 0;
        let before = steps.len();
        while at < steps.len() {
            let mut fewer = steps.clone();
            fewer.drain(at..(at + part).min(steps.len()));
            match played(&fewer, settings) {
                Err(other) => {
                    fewer.truncate(other.at + 1);
                    (steps, failure) = (fewer, other);
                }
                Ok(_) => at += part,
            }
        }
        for at in 0..steps.len() {
            let mut calmer = steps.clone();
            if calmer[at].fault.take().is_some()
                && let Err(other) = played(&calmer, settings)
            {
                (steps, failure) = (calmer, other);
            }
        }
        if part == 1 && steps.len() == before {
            return (steps, failure);
        }
        part = (part / 2).max(1);
    }
}

#[test]
fn every_sequence_is_as_the_rules_say() {
    let (count, first) = (number("MODEL_SEQUENCES", 500), number("MODEL_SEED", 1));
    let threads = std::thread::available_parallelism().map_or(2, usize::from);
    let (next, answers, failed) = (AtomicU64::new(first), Mutex::new(BTreeMap::new()), Mutex::new(None));
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while failed.lock().unwrap().is_none() {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= first + count {
                        break;
                    }
                    let (steps, settings) = made_of(seed);
                    match played(&steps, &settings) {
                        Ok(seen) => {
                            let mut answers = answers.lock().unwrap();
                            seen.into_iter().for_each(|(kind, count)| *answers.entry(kind).or_insert(0) += count);
                        }
                        Err(failure) => *failed.lock().unwrap() = Some((seed, failure)),
                    }
                }
            });
        }
    });
    let answers = answers.into_inner().unwrap();
    println!("answers: {answers:?}");
    let Some((seed, failure)) = failed.into_inner().unwrap() else {
        // As many as CI plays reach everything that matters.
        for kind in [("record", 201), ("distribute", 200), ("settle", 202), ("resolve", 200), ("reverse", 200)] {
            let seen = answers.get(&kind).copied().unwrap_or_default();
            assert!(count < 500 || seen >= 3, "{kind:?} was answered {seen} times only");
        }
        return;
    };
    let (steps, settings) = made_of(seed);
    println!("seed {seed} fails at step {}: {}", failure.at, failure.words);
    let (steps, failure) = cut_down(steps, &settings, failure);
    let told: Vec<String> = steps.iter().map(|step| format!("  {step:?}")).collect();
    panic!("MODEL_SEED={seed} MODEL_SEQUENCES=1 fails with {settings:?}:\n{}\n{}", told.join("\n"), failure.words);
}
