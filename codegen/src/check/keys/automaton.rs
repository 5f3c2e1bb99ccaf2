//! The texts that one part of a key can be, as an automaton over bytes.
//!
//! It may have several edges for one byte: a number's range is a handful of chains, and nobody needs them joined.

use crate::model::{Pattern, TextRules};

/// State 0 is the start. Trimmed: every state but perhaps the start is on a way to an accepting one.
#[derive(Clone, Debug)]
pub(super) struct Automaton {
    pub states: Vec<State>,
}

#[derive(Clone, Debug, Default)]
pub(super) struct State {
    pub edges: Vec<Edge>,
    pub accepting: bool,
}

/// All bytes from `low` to `high` lead there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Edge {
    pub low: u8,
    pub high: u8,
    pub target: usize,
}

/// Characters beyond which there is no counting: a longer text does not fit a key.
const MAX_COUNT: u32 = 512;

/// States beyond which a text's length is not counted. What its pattern allows is then more than it can be, so that
/// keys may be refused that could never meet, but none that do are let pass.
const MAX_STATES: usize = 100_000;

/// UTF-8, as edges of `low`, `high` and target from each state; all that begins in state 0 and returns there.
/// <https://www.unicode.org/versions/latest/core-spec/chapter-3/#G27506>
const UTF8: [&[(u8, u8, usize)]; 8] = [
    &[
        (0x00, 0x7f, 0),
        (0xc2, 0xdf, 1),
        (0xe0, 0xe0, 3),
        (0xe1, 0xec, 2),
        (0xed, 0xed, 4),
        (0xee, 0xef, 2),
        (0xf0, 0xf0, 5),
        (0xf1, 0xf3, 6),
        (0xf4, 0xf4, 7),
    ],
    &[(0x80, 0xbf, 0)],
    &[(0x80, 0xbf, 1)],
    // Overlong forms, surrogates and what is beyond Unicode are left out.
    &[(0xa0, 0xbf, 1)],
    &[(0x80, 0x9f, 1)],
    &[(0x90, 0xbf, 2)],
    &[(0x80, 0xbf, 2)],
    &[(0x80, 0x8f, 2)],
];

impl Automaton {
    /// Nothing.
    fn none() -> Self {
        Self { states: vec![State::default()] }
    }

    /// A few texts.
    pub(super) fn texts<'t>(texts: impl IntoIterator<Item = &'t str>) -> Self {
        let mut automaton = Self::none();
        for text in texts {
            let bytes: Vec<(u8, u8)> = text.bytes().map(|byte| (byte, byte)).collect();
            automaton.chain(0, &bytes);
        }
        automaton
    }

    /// The integers from `min` to `max` as they are written: no `+`, no zeros before them, no `-0`.
    pub(super) fn integers(min: i128, max: i128) -> Self {
        let number = |number: i128| u64::try_from(number.unsigned_abs()).unwrap_or(u64::MAX);
        let mut automaton = Self::none();
        if max >= 0 {
            automaton.numbers(0, number(min.max(0)), number(max));
        }
        if min < 0 {
            let minus = automaton.edge(0, (b'-', b'-'));
            automaton.numbers(minus, number(max.min(-1)), number(min));
        }
        automaton.trimmed()
    }

    /// Texts that keep the rules. Without a pattern or `max_len` they have no end, and neither has the automaton.
    pub(super) fn text(rules: &TextRules) -> Self {
        let base = rules.pattern.as_ref().map_or_else(Self::utf8, Self::pattern);
        base.counted(rules.min_len.unwrap_or(0), rules.max_len.filter(|&max| max <= MAX_COUNT)).trimmed()
    }

    fn utf8() -> Self {
        let edges =
            |edges: &&[(u8, u8, usize)]| edges.iter().map(|&(low, high, target)| Edge { low, high, target }).collect();
        let states = UTF8.iter().enumerate().map(|(at, from)| State { edges: edges(from), accepting: at == 0 });
        Self { states: states.collect() }
    }

    fn pattern(pattern: &Pattern) -> Self {
        // State 0 of the table is dead, and state 1 the start.
        let states = pattern.next.chunks(pattern.class_count.max(1)).zip(&pattern.accepting).skip(1);
        let states = states.map(|(row, &accepting)| {
            let mut edges: Vec<Edge> = Vec::new();
            for (byte, &class) in (0_u8..=255).zip(pattern.classes.iter()) {
                let Some(target) = row.get(usize::from(class)).and_then(|&target| usize::from(target).checked_sub(1))
                else {
                    continue;
                };
                match edges.last_mut().filter(|last| last.target == target && last.high.checked_add(1) == Some(byte)) {
                    Some(last) => last.high = byte,
                    None => edges.push(Edge { low: byte, high: byte, target }),
                }
            }
            State { edges, accepting }
        });
        Self { states: states.collect() }
    }

    /// Those of its texts with so many characters.
    fn counted(self, min: u32, max: Option<u32>) -> Self {
        if min == 0 && max.is_none() {
            return self;
        }
        let mut numbers = std::collections::BTreeMap::from([((0, 0), 0)]);
        let mut queue = vec![(0, 0)];
        let mut counted = Self { states: Vec::new() };
        while let Some(&(state, count)) = queue.get(counted.states.len()) {
            let Some(from) = self.states.get(state) else { break };
            let mut edges = Vec::new();
            for edge in &from.edges {
                // The bytes within a character after its first count for nothing.
                for (low, high, step) in [(0, 0x7f, 1), (0x80, 0xbf, 0), (0xc0, 0xff, 1)] {
                    let (low, high) = (edge.low.max(low), edge.high.min(high));
                    // Without an upper limit it is enough to know that there are sufficiently many.
                    let count = if max.is_none() { min.min(count + step) } else { count + step };
                    if low > high || max.is_some_and(|max| count > max) {
                        continue;
                    }
                    let fresh = numbers.len();
                    let target = *numbers.entry((edge.target, count)).or_insert_with(|| {
                        queue.push((edge.target, count));
                        fresh
                    });
                    edges.push(Edge { low, high, target });
                }
            }
            if queue.len() > MAX_STATES {
                return self;
            }
            counted.states.push(State { edges, accepting: from.accepting && count >= min });
        }
        counted
    }

    // ---- building --------------------------------------------------------------------------

    /// A new state behind an edge.
    fn edge(&mut self, from: usize, (low, high): (u8, u8)) -> usize {
        let target = self.states.len();
        self.states.push(State::default());
        if let Some(from) = self.states.get_mut(from) {
            from.edges.push(Edge { low, high, target });
        }
        target
    }

    /// An accepting state at the end of new ones.
    fn chain(&mut self, from: usize, ranges: &[(u8, u8)]) {
        let end = ranges.iter().fold(from, |at, &range| self.edge(at, range));
        if let Some(end) = self.states.get_mut(end) {
            end.accepting = true;
        }
    }

    /// Decimal numbers from `low` to `high`.
    fn numbers(&mut self, from: usize, low: u64, high: u64) {
        let mut least = 0_u64;
        for digits in 1_u32..=20 {
            let most = 10_u64.checked_pow(digits).map_or(u64::MAX, |next| next - 1);
            let (low, high) = (low.max(least), high.min(most));
            if low <= high {
                for chain in digit_ranges(low.to_string().as_bytes(), high.to_string().as_bytes()) {
                    self.chain(from, &chain);
                }
            }
            match most.checked_add(1) {
                Some(next) => least = next,
                None => break,
            }
        }
    }

    /// Without states that lead nowhere.
    fn trimmed(self) -> Self {
        let mut before = vec![Vec::new(); self.states.len()];
        for (at, state) in self.states.iter().enumerate() {
            for edge in &state.edges {
                if let Some(before) = before.get_mut(edge.target) {
                    before.push(at);
                }
            }
        }
        let accepting = self.states.iter().enumerate().filter(|(_, state)| state.accepting).map(|(at, _)| at);
        let useful = reach(accepting.collect(), self.states.len(), |at| before.get(at).cloned().unwrap_or_default());
        let targets = |at: usize| -> Vec<usize> {
            let edges = self.states.get(at).map(|state| state.edges.as_slice()).unwrap_or_default();
            edges.iter().map(|edge| edge.target).collect()
        };
        let reachable = reach(vec![0], self.states.len(), targets);
        let kept = |at: usize| at == 0 || useful.get(at) == Some(&true) && reachable.get(at) == Some(&true);
        let mut fresh = 0_usize..;
        let numbers: Vec<Option<usize>> =
            (0..self.states.len()).map(|at| if kept(at) { fresh.next() } else { None }).collect();
        let number = |at: usize| numbers.get(at).copied().flatten();
        let states = self.states.into_iter().enumerate().filter(|(at, _)| number(*at).is_some());
        let states = states.map(|(_, state)| {
            let edges = state.edges.into_iter();
            let edges = edges.filter_map(|edge| number(edge.target).map(|target| Edge { target, ..edge }));
            State { edges: edges.collect(), accepting: state.accepting }
        });
        Self { states: states.collect() }
    }

    // ---- asking ----------------------------------------------------------------------------

    /// The length of the longest text in bytes; `None`: there is no longest.
    pub(super) fn longest(&self) -> Option<usize> {
        let mut open = vec![0_usize; self.states.len()];
        for edge in self.states.iter().flat_map(|state| &state.edges) {
            if let Some(open) = open.get_mut(edge.target) {
                *open += 1;
            }
        }
        // A state is done when all ways to it are: with a circle, some never are.
        let mut lengths = vec![0_usize; self.states.len()];
        let mut ready: Vec<usize> = (0..self.states.len()).filter(|&at| open.get(at) == Some(&0)).collect();
        let mut done = 0;
        while let Some(at) = ready.pop() {
            done += 1;
            let length = lengths.get(at).copied().unwrap_or_default() + 1;
            for edge in self.states.get(at).map(|state| state.edges.as_slice()).unwrap_or_default() {
                if let (Some(open), Some(longest)) = (open.get_mut(edge.target), lengths.get_mut(edge.target)) {
                    *longest = length.max(*longest);
                    *open -= 1;
                    if *open == 0 {
                        ready.push(edge.target);
                    }
                }
            }
        }
        (done == self.states.len()).then(|| lengths.into_iter().max().unwrap_or_default())
    }
}

/// Which states can be come to from these.
fn reach(mut queue: Vec<usize>, count: usize, next: impl Fn(usize) -> Vec<usize>) -> Vec<bool> {
    let mut seen = vec![false; count];
    while let Some(at) = queue.pop() {
        if let Some(seen) = seen.get_mut(at).filter(|seen| !**seen) {
            *seen = true;
            queue.extend(next(at));
        }
    }
    seen
}

/// The numbers between two of the same number of digits, as chains of ranges: `28` to `41` is `2[8-9]`, `3[0-9]`, `4[0-1]`.
fn digit_ranges(low: &[u8], high: &[u8]) -> Vec<Vec<(u8, u8)>> {
    let (Some((&first, low)), Some((&last, high))) = (low.split_first(), high.split_first()) else {
        return vec![Vec::new()];
    };
    let within = |digits: (u8, u8), rest: Vec<Vec<(u8, u8)>>| {
        rest.into_iter().map(move |rest| std::iter::once(digits).chain(rest).collect::<Vec<_>>())
    };
    if first == last {
        return within((first, first), digit_ranges(low, high)).collect();
    }
    let (zeros, nines) = (vec![b'0'; low.len()], vec![b'9'; low.len()]);
    // Whole tens join the middle.
    let from = if low == zeros { first } else { first + 1 };
    let to = if high == nines { last } else { last - 1 };
    let mut chains = Vec::new();
    if from != first {
        chains.extend(within((first, first), digit_ranges(low, &nines)));
    }
    if from <= to {
        chains.extend(within((from, to), vec![vec![(b'0', b'9'); low.len()]]));
    }
    if to != last {
        chains.extend(within((last, last), digit_ranges(&zeros, high)));
    }
    chains
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pattern;

    fn accepts(automaton: &Automaton, text: &str) -> bool {
        let step = |states: Vec<usize>, byte: u8| {
            let edges = states.into_iter().flat_map(|at| &automaton.states[at].edges);
            edges.filter(|edge| (edge.low..=edge.high).contains(&byte)).map(|edge| edge.target).collect()
        };
        text.bytes().fold(vec![0], step).into_iter().any(|at| automaton.states[at].accepting)
    }

    fn rules(pattern: Option<&str>, min_len: Option<u32>, max_len: Option<u32>) -> TextRules {
        let pattern = pattern.map(|source| pattern::compile(source).unwrap());
        TextRules { min_len, max_len, pattern, ..TextRules::default() }
    }

    #[test]
    fn integers_within_their_bounds() {
        for (min, max) in [(0, 0), (0, 255), (7, 7), (28, 41), (-3, 12), (-120, -9), (99, 1001), (-1, 0)] {
            let automaton = Automaton::integers(min, max);
            for number in -1200_i128..=1200 {
                assert_eq!(
                    accepts(&automaton, &number.to_string()),
                    (min..=max).contains(&number),
                    "{number} {min} {max}"
                );
            }
            for text in ["", "-", "-0", "00", "+1", "01", "1 ", "-01"] {
                assert!(!accepts(&automaton, text), "{text} {min} {max}");
            }
        }
        let safe = 9_007_199_254_740_991;
        let all = Automaton::integers(-safe, safe);
        assert!(accepts(&all, "-9007199254740991") && !accepts(&all, "9007199254740992"));
        assert!(all.states.len() < 700, "{}", all.states.len());
        assert_eq!(all.longest(), Some(17));
        assert_eq!(Automaton::integers(i64::MIN.into(), i64::MAX.into()).longest(), Some(20));
        let unsigned = Automaton::integers(0, u64::MAX.into());
        assert!(accepts(&unsigned, "18446744073709551615") && !accepts(&unsigned, "18446744073709551616"));
        assert_eq!(Automaton::integers(3, 2).longest(), Some(0));
    }

    #[test]
    fn texts_within_their_rules() {
        for rules in [
            rules(Some("[a-c]*é?"), Some(2), Some(4)),
            rules(Some("(?:ab)+"), None, Some(5)),
            rules(None, Some(1), Some(3)),
            rules(Some(".{2}"), None, None),
            rules(Some("a*"), Some(2), None),
            rules(Some("[^a]|aa"), None, Some(600)),
        ] {
            let automaton = Automaton::text(&rules);
            for text in [
                "",
                "a",
                "ab",
                "abab",
                "ababab",
                "abc",
                "é",
                "aé",
                "aaaaé",
                "aaaé",
                "表表",
                "表表表表",
                "\u{10ffff}",
                "aa\n",
            ] {
                let count = u32::try_from(text.chars().count()).unwrap();
                let fits = rules.pattern.as_ref().is_none_or(|pattern| pattern.matches(text))
                    && rules.min_len.is_none_or(|min| min <= count)
                    && rules.max_len.is_none_or(|max| count <= max);
                assert_eq!(accepts(&automaton, text), fits, "{text:?} {rules:?}");
            }
        }
    }

    #[test]
    fn the_longest_text() {
        let longest = |pattern, min, max| Automaton::text(&rules(pattern, min, max)).longest();
        assert_eq!(longest(None, None, None), None);
        assert_eq!(longest(None, None, Some(10)), Some(40));
        assert_eq!(longest(Some("[A-Za-z0-9._:-]{1,64}"), None, None), Some(64));
        assert_eq!(longest(Some("[a-z]+"), None, None), None);
        assert_eq!(longest(Some("[a-z]+"), None, Some(12)), Some(12));
        assert_eq!(longest(Some("[a-zé]+"), None, Some(12)), Some(24));
        assert_eq!(longest(Some("[a-z]{3}"), None, Some(1000)), Some(3));
        assert_eq!(longest(Some("[a-z]*"), Some(3), None), None);
        // A circle that nothing gets out of is none.
        assert_eq!(longest(Some("a(?:b+[x&&y])?"), None, None), Some(1));
        assert_eq!(longest(Some("[x&&y]"), None, None), Some(0));
        assert_eq!(Automaton::texts(["true", "false"]).longest(), Some(5));
    }
}
