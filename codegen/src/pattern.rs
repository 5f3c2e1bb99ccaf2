//! Regular expressions into automata, so that the Worker carries a table and no regex engine.
//!
//! What is hard: the syntax is Rust's, whose `\d` means every digit of Unicode, while the patterns of JSON
//! Schema and OpenAPI, where the same text is published, mean ASCII. ASCII it is; see [`ascii_classes`].
//! And a short pattern can make a huge automaton, so its size is limited twice: while it is built, in bytes,
//! and when it is done, in states.

use std::collections::BTreeMap;

use regex_automata::dfa::{Automaton, StartKind, dense};
use regex_automata::nfa::thompson;
use regex_automata::util::primitives::StateID;
use regex_automata::{Anchored, Input};

use crate::model::Pattern;

/// More states than any sensible id or name needs; at most a few hundred KiB of table.
const MAX_STATES: usize = 4096;
/// What building may use before it gives up: 4096 states of at most 256 four-byte cells, and some.
const MAX_BYTES: usize = 8 << 20;

/// Compiles a pattern that must match the whole text.
///
/// # Errors
/// What is wrong with the pattern, in the words of the regex crate, or that it is too large.
pub fn compile(source: &str) -> Result<Pattern, String> {
    refuse_unicode_tables(source)?;
    let anchored = format!(r"\A(?:{})\z", ascii_classes(source));
    // Alone first: a stray `)` must not pair with the wrapper's bracket.
    for syntax in [ascii_classes(source), anchored.clone()] {
        thompson::NFA::compiler().configure(nfa_config()).build(&syntax).map_err(|error| describe(&error))?;
    }
    let dfa = dense::Builder::new()
        .configure(
            dense::Config::new()
                .accelerate(false)
                // It would save one state or two and take seconds for a few thousand.
                .minimize(false)
                .start_kind(StartKind::Anchored)
                .dfa_size_limit(Some(MAX_BYTES))
                .determinize_size_limit(Some(4 * MAX_BYTES)),
        )
        .thompson(nfa_config())
        .build(&anchored)
        .map_err(|error| describe(&error))?;
    let table = walk(&dfa).ok_or_else(too_large)?;
    Ok(compact(source, &table))
}

/// Whether the regex crate knows Unicode's tables depends on who else in a build asked it to. One spec must mean
/// the same everywhere, so what needs them is refused.
fn refuse_unicode_tables(source: &str) -> Result<(), String> {
    let mut rest = source;
    while let Some(at) = rest.find(['\\', '(']) {
        let tail = rest.get(at..).unwrap_or_default();
        if tail.starts_with(r"\p") || tail.starts_with(r"\P") {
            return Err("Unicode properties are not supported: list the characters or ranges".to_owned());
        }
        let flags = tail.strip_prefix("(?").map(|flags| flags.split([':', ')']).next().unwrap_or_default());
        if flags.is_some_and(|flags| !flags.starts_with(['P', '<']) && flags.contains('i')) {
            return Err("the flag `i` is not supported: write both cases, as in `[Aa]`".to_owned());
        }
        // An escaped character is passed over with its backslash.
        let step = if tail.starts_with('\\') { tail.chars().take(2).map(char::len_utf8).sum() } else { 1 };
        rest = tail.get(step..).unwrap_or_default();
    }
    Ok(())
}

fn nfa_config() -> thompson::Config {
    thompson::Config::new().nfa_size_limit(Some(MAX_BYTES)).which_captures(thompson::WhichCaptures::None)
}

fn too_large() -> String {
    format!("needs more than {MAX_STATES} states; say less exactly, and give lengths with `min_len` and `max_len`")
}

/// The last line of the regex crate's text is the reason, and the lines above repeat the pattern.
fn describe(error: &(dyn std::error::Error + 'static)) -> String {
    let root = std::iter::successors(Some(error), |error| error.source()).last().unwrap_or(error).to_string();
    if root.contains("exceeded") {
        return too_large();
    }
    let reason = root.lines().last().unwrap_or_default();
    reason.strip_prefix("error: ").unwrap_or(reason).to_owned()
}

/// Replaces `\d`, `\w`, `\s` and their opposites by bracketed classes, which may also stand inside brackets.
pub(crate) fn ascii_classes(source: &str) -> String {
    let mut out = String::with_capacity(source.len());
    let mut chars = source.chars();
    while let Some(char) = chars.next() {
        out.push(char);
        if char != '\\' {
            continue;
        }
        let Some(escaped) = chars.next() else { break };
        let class = match escaped {
            'd' => "[0-9]",
            'D' => "[^0-9]",
            'w' => "[0-9A-Za-z_]",
            'W' => "[^0-9A-Za-z_]",
            's' => r"[\t\n\v\f\r ]",
            'S' => r"[^\t\n\v\f\r ]",
            _ => {
                out.push(escaped);
                continue;
            }
        };
        out.pop();
        out.push_str(class);
    }
    out
}

/// An automaton with a row of 256 successors per state; state 0 is dead, state 1 the start.
struct Table {
    next: Vec<[u16; 256]>,
    accepting: Vec<bool>,
}

/// Visits what the start reaches. `None`: too many states.
///
/// The engine reports a match one byte late, so whether a text may end in a state is what its transition at the end of
/// input says.
fn walk(dfa: &dense::DFA<Vec<u32>>) -> Option<Table> {
    let start = dfa.start_state_forward(&Input::new("").anchored(Anchored::Yes)).ok()?;
    let mut numbers = BTreeMap::from([(start, 1_u16)]);
    let mut queue = vec![start];
    let mut table = Table { next: vec![[0; 256]], accepting: vec![false] };
    let mut position = 0;
    while let Some(&state) = queue.get(position) {
        position += 1;
        let mut row = [0_u16; 256];
        for (byte, cell) in (0_u8..=255).zip(&mut row) {
            let target: StateID = dfa.next_state(state, byte);
            if dfa.is_dead_state(target) || dfa.is_quit_state(target) {
                continue;
            }
            let fresh = u16::try_from(numbers.len() + 1).ok()?;
            *cell = *numbers.entry(target).or_insert_with(|| {
                queue.push(target);
                fresh
            });
        }
        if queue.len() > MAX_STATES {
            return None;
        }
        table.next.push(row);
        table.accepting.push(dfa.is_match_state(dfa.next_eoi_state(state)));
    }
    Some(table)
}

/// Bytes that lead to the same place from everywhere share a column.
fn compact(source: &str, table: &Table) -> Pattern {
    let mut columns = BTreeMap::<Vec<u16>, u8>::new();
    let mut representatives = Vec::new();
    let mut classes = Box::new([0_u8; 256]);
    for (byte, class) in (0_usize..256).zip(classes.iter_mut()) {
        let column: Vec<u16> = table.next.iter().filter_map(|row| row.get(byte)).copied().collect();
        // At most 256 columns are numbered, so the last number is 255.
        let fresh = u8::try_from(columns.len()).unwrap_or(u8::MAX);
        *class = *columns.entry(column).or_insert_with(|| {
            representatives.push(byte);
            fresh
        });
    }
    let cells = table.next.iter().flat_map(|row| representatives.iter().filter_map(|&byte| row.get(byte)).copied());
    Pattern {
        source: source.to_owned(),
        classes,
        class_count: representatives.len(),
        next: cells.collect(),
        accepting: table.accepting.clone(),
    }
}

impl Pattern {
    /// Whether the whole text matches.
    pub fn matches(&self, text: &str) -> bool {
        let step = |state: u16, byte: u8| {
            let class = self.classes.get(usize::from(byte)).copied().unwrap_or_default();
            self.next.get(usize::from(state) * self.class_count + usize::from(class)).copied().unwrap_or_default()
        };
        let end = text.bytes().fold(1, step);
        self.accepting.get(usize::from(end)).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATTERNS: [&str; 14] = [
        "[A-Za-z0-9._:-]{1,64}",
        "",
        "a|b|",
        "(?:ab)*c?",
        ".",
        "[^/]+",
        "é{2}|表.",
        r"\d{4}-\d{2}",
        r"[\w.]+@[\w.]+",
        r"\S+\s\S+",
        r"\\d",
        "[1-9A-HJ-NP-Za-km-z]{32,44}",
        "a{0,3}(b|aa)",
        "[a&&b]",
    ];

    #[test]
    fn agrees_with_the_engine() {
        let atoms =
            ["a", "b", "c", "é", "表", "/", "0", "9", "-", ".", "@", " ", "\\", "d", "\n", "٣", "Z", "\u{10ffff}"];
        for source in PATTERNS {
            let pattern = compile(source).unwrap();
            let engine = dense::DFA::new(&format!(r"\A(?:{})\z", ascii_classes(source))).unwrap();
            let mut seed = 7_u32;
            for length in (0..12).chain(0..12).chain([31, 32, 44, 45, 64, 65]).cycle().take(1000) {
                let text: String = (0..length)
                    .map(|_| {
                        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                        let few = if seed & 1 << 30 == 0 { 3 } else { atoms.len() };
                        atoms[(seed >> 8) as usize % few]
                    })
                    .collect();
                let expected = engine.try_search_fwd(&Input::new(&text)).unwrap().is_some();
                assert_eq!(pattern.matches(&text), expected, "{source} on {text:?}");
            }
        }
    }

    #[test]
    fn tables_are_small() {
        let id = compile("[A-Za-z0-9._:-]{1,64}").unwrap();
        assert_eq!((id.class_count, id.accepting.len(), id.next.len()), (2, 66, 132));
        assert!(compile(".{1,64}").unwrap().next.len() < 8 << 10);
        assert!(id.matches("node-1") && !id.matches("") && !id.matches("a b") && !id.matches(&"a".repeat(65)));
        let nothing = compile("[a&&b]").unwrap();
        assert_eq!(nothing.accepting, [false, false]);
    }

    #[test]
    fn refusals_say_why() {
        for (source, reason) in [
            ("[a", "unclosed character class"),
            ("a)(b", "unopened group"),
            ("a{2,1}", "invalid repetition count range, the start must be <= the end"),
            (
                "[ab]*a[ab]{20}",
                "needs more than 4096 states; say less exactly, and give lengths with `min_len` and `max_len`",
            ),
            (
                "(?:.{1000}){1000}",
                "needs more than 4096 states; say less exactly, and give lengths with `min_len` and `max_len`",
            ),
            (r"\p{Greek}", "Unicode properties are not supported: list the characters or ranges"),
            (r"a\\\PL", "Unicode properties are not supported: list the characters or ranges"),
            ("(?i)a", "the flag `i` is not supported: write both cases, as in `[Aa]`"),
            ("(?s-i:a)", "the flag `i` is not supported: write both cases, as in `[Aa]`"),
        ] {
            assert_eq!(compile(source).unwrap_err(), reason, "{source}");
        }
    }
}
