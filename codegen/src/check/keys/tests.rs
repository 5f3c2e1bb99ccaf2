//! Searches through automata against brute force over short texts.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::automaton::Automaton;
use super::search::{BUDGET, Keys, Outcome};
use crate::model::TextRules;
use crate::pattern;

/// A part of a key, of few and short texts.
#[derive(Clone, Debug)]
enum Part {
    Literal(String),
    Pattern(&'static str),
    Text { min: u32, max: u32 },
    Integer(i64, i64),
    Enum(Vec<String>),
}

/// Patterns over `a`, `b`, `:` and `1`, of at most three characters.
const PATTERNS: [&str; 9] =
    ["a{0,3}", "[ab]{1,2}", "[ab:]{1,3}", "a:b|ab", "(?:ab?){1,2}", "[:1]?", "1?a*b?", "[^a]?", "é?a"];

/// All characters that the texts of a part are made of here.
const ALPHABET: [&str; 6] = ["a", "b", ":", "1", "-", "é"];

fn part() -> impl Strategy<Value = Part> {
    prop_oneof![
        "[ab:1-]{1,2}".prop_map(Part::Literal),
        proptest::sample::select(PATTERNS.as_slice()).prop_map(Part::Pattern),
        (0_u32..2, 0_u32..3).prop_map(|(min, max)| Part::Text { min, max }),
        (-12_i64..2, 0_i64..14).prop_map(|(min, length)| Part::Integer(min, min + length)),
        proptest::collection::vec("[ab:1]{0,2}", 1..3).prop_map(Part::Enum),
    ]
}

impl Part {
    fn rules(&self) -> Option<TextRules> {
        match self {
            // Some have no end of their own.
            Part::Pattern(source) => {
                Some(TextRules { pattern: pattern::compile(source).ok(), max_len: Some(3), ..TextRules::default() })
            }
            Part::Text { min, max } => {
                Some(TextRules { min_len: Some(*min), max_len: Some(*max), ..TextRules::default() })
            }
            _ => None,
        }
    }

    fn automaton(&self) -> Automaton {
        match self {
            Part::Literal(text) => Automaton::texts([text.as_str()]),
            Part::Integer(min, max) => Automaton::integers((*min).into(), (*max).into()),
            Part::Enum(values) => Automaton::texts(values.iter().map(String::as_str)),
            Part::Pattern(_) | Part::Text { .. } => Automaton::text(&self.rules().unwrap()),
        }
    }

    /// All texts over the alphabet.
    fn texts(&self) -> Vec<String> {
        match self {
            Part::Literal(text) => vec![text.clone()],
            Part::Integer(min, max) => (*min..=*max).map(|number| number.to_string()).collect(),
            Part::Enum(values) => values.clone(),
            Part::Pattern(_) | Part::Text { .. } => {
                let rules = self.rules().unwrap();
                let mut texts = vec![String::new()];
                let mut longest = texts.clone();
                for _ in 0..3 {
                    longest = longest.iter().flat_map(|text| ALPHABET.map(|char| format!("{text}{char}"))).collect();
                    texts.extend(longest.iter().cloned());
                }
                let fits = |text: &String| {
                    let count = u32::try_from(text.chars().count()).unwrap();
                    rules.pattern.as_ref().is_none_or(|pattern| pattern.matches(text))
                        && (rules.min_len.unwrap_or(0)..=rules.max_len.unwrap_or(9)).contains(&count)
                };
                texts.into_iter().filter(fits).collect()
            }
        }
    }
}

/// Every key, with in how many ways it is made.
fn keys(parts: &[Part]) -> BTreeMap<String, usize> {
    let mut keys = BTreeMap::from([(String::new(), 1)]);
    for part in parts {
        // A value that is listed twice is one.
        let mut texts = part.texts();
        texts.sort();
        texts.dedup();
        let mut longer = BTreeMap::new();
        for (key, ways) in &keys {
            for text in &texts {
                *longer.entry(format!("{key}{text}")).or_insert(0) += ways;
            }
        }
        keys = longer;
    }
    keys
}

fn joined(parts: &[Part]) -> Keys {
    Keys::new(&parts.iter().map(Part::automaton).collect::<Vec<_>>())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn two_kinds_of_keys_meet_where_brute_force_finds_it(
        one in proptest::collection::vec(part(), 0..4),
        two in proptest::collection::vec(part(), 0..4),
    ) {
        let (first, second) = (keys(&one), keys(&two));
        let shared = first.keys().find(|key| second.contains_key(*key));
        match joined(&one).common(&joined(&two), BUDGET) {
            Outcome::Found(key) => {
                let key = String::from_utf8(key).unwrap();
                prop_assert!(joined(&one).accepts(&key) && joined(&two).accepts(&key));
                // Texts hold more characters than the alphabet: what is found need not be what brute force would.
                let known = key.chars().all(|char| ALPHABET.contains(&char.to_string().as_str()));
                prop_assert!(!known || first.contains_key(&key) && second.contains_key(&key), "{}", key);
                if let Some(shared) = first.keys().filter(|key| second.contains_key(*key)).map(String::len).min() {
                    prop_assert!(key.len() <= shared);
                }
            }
            found => prop_assert!(found == Outcome::Nothing && shared.is_none(), "{:?} {:?}", found, shared),
        }
    }

    #[test]
    fn a_key_has_two_readings_where_brute_force_finds_them(parts in proptest::collection::vec(part(), 0..5)) {
        let all = keys(&parts);
        let twice = all.iter().filter(|(_, ways)| **ways > 1).map(|(key, _)| key.len()).min();
        match joined(&parts).ambiguous(BUDGET) {
            Outcome::Found(found) => {
                let key = String::from_utf8(found.key).unwrap();
                let known = key.chars().all(|char| ALPHABET.contains(&char.to_string().as_str()));
                prop_assert!(!known || all.get(&key).is_some_and(|ways| *ways > 1), "{}", key);
                prop_assert!(twice.is_none_or(|twice| key.len() <= twice));
                // Either reading is one: each part's bytes are a text of its.
                for reading in [0, 1] {
                    for (at, part) in parts.iter().enumerate() {
                        let bytes = key.bytes().zip(&found.parts);
                        let own = bytes.filter(|(_, belongs)| [belongs.0, belongs.1][reading] == at);
                        let text = String::from_utf8(own.map(|(byte, _)| byte).collect()).unwrap();
                        prop_assert!(Keys::new(&[part.automaton()]).accepts(&text), "{:?} {}", part, text);
                    }
                }
                prop_assert!(found.parts.iter().any(|(one, two)| one != two));
            }
            found => prop_assert!(found == Outcome::Nothing && twice.is_none(), "{:?} {:?}", found, twice),
        }
    }

    #[test]
    fn the_longest_text_is_as_long_as_brute_force_finds(part in part()) {
        let longest = part.automaton().longest().unwrap();
        let found = part.texts().iter().map(String::len).max().unwrap_or(0);
        match part {
            // The alphabet has no character of four bytes.
            Part::Text { max, .. } => prop_assert_eq!(longest, max as usize * 4),
            Part::Pattern("[^a]?") => prop_assert_eq!(longest, 4),
            _ => prop_assert_eq!(longest, found),
        }
    }
}

#[test]
fn examples_are_readable_and_shortest() {
    let text = |max: u32| Part::Text { min: 1, max }.automaton();
    let literal = |text: &str| Automaton::texts([text]);
    let one = Keys::new(&[literal("node:"), text(64)]);
    let two = Keys::new(&[text(64), literal(":"), text(64)]);
    assert_eq!(one.common(&two, BUDGET), Outcome::Found(b"node:a".to_vec()));
    let Outcome::Found(found) = two.ambiguous(BUDGET) else { panic!("`a::a` has two readings") };
    assert_eq!(String::from_utf8_lossy(&found.key), "a::a");
    assert_eq!(two.ambiguous(10), Outcome::GaveUp);
    assert_eq!(one.common(&two, 2), Outcome::GaveUp);
}

#[test]
fn long_texts_are_searched_in_time() {
    let text =
        |pattern: &str| Automaton::text(&TextRules { pattern: pattern::compile(pattern).ok(), ..TextRules::default() });
    let literal = |text: &str| Automaton::texts([text]);
    let word = "[a-z]{1,120}";
    let one = Keys::new(&[text(word), literal(":"), text(word), literal(":"), text(word), literal("!")]);
    let two = Keys::new(&[text(word), text("[:a-z]{1,120}"), literal("?")]);
    assert_eq!(one.ambiguous(BUDGET), Outcome::Nothing);
    assert_eq!(one.common(&two, BUDGET), Outcome::Nothing);
}
