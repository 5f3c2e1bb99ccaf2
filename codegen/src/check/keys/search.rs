//! Whether two kinds of keys can be one text, and whether one kind can be read in two ways: a search through pairs of
//! states, whose way to its goal is the shortest example.

use std::collections::HashSet;
use std::hash::Hash;

use super::automaton::{Automaton, Edge};

/// All keys of a template: its parts' automata one behind the other.
#[derive(Clone, Debug)]
pub(super) struct Keys {
    states: Vec<KeyState>,
}

#[derive(Clone, Debug)]
struct KeyState {
    /// What the next byte may be, in this part or a later one.
    edges: Vec<Edge>,
    /// Whether the key may end here.
    accepting: bool,
    /// The part that the byte before belongs to.
    part: usize,
}

/// What a search came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Outcome<T> {
    Nothing,
    Found(T),
    /// There was more to look at than is reasonable.
    GaveUp,
}

/// A key, and for each of its bytes the part that it belongs to in one reading and in the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct TwoReadings {
    pub key: Vec<u8>,
    pub parts: Vec<(usize, usize)>,
}

/// Pairs of states to look at: a second or two without optimisation.
pub(super) const BUDGET: usize = 1 << 20;

impl Keys {
    /// Joins parts.
    pub(super) fn new(parts: &[Automaton]) -> Self {
        let offsets: Vec<usize> = parts
            .iter()
            .scan(0, |offset, part| {
                let own = *offset;
                *offset += part.states.len();
                Some(own)
            })
            .collect();
        // From the last part to the first: what follows a part is known before it.
        let mut follow: Vec<Edge> = Vec::new();
        let mut may_end = true;
        let mut reversed: Vec<Vec<KeyState>> = Vec::new();
        for (part, (automaton, offset)) in parts.iter().zip(&offsets).enumerate().rev() {
            let states = automaton.states.iter().map(|state| {
                let own = state.edges.iter().map(|edge| Edge { target: edge.target + offset, ..*edge });
                let mut edges: Vec<Edge> = own.collect();
                if state.accepting {
                    edges.extend(&follow);
                }
                KeyState { edges, accepting: state.accepting && may_end, part }
            });
            let states: Vec<KeyState> = states.collect();
            let start = states.first();
            follow = start.map(|start| start.edges.clone()).unwrap_or_default();
            may_end = start.is_some_and(|start| start.accepting);
            reversed.push(states);
        }
        let mut states: Vec<KeyState> = reversed.into_iter().rev().flatten().collect();
        if states.is_empty() {
            states.push(KeyState { edges: Vec::new(), accepting: true, part: 0 });
        }
        Self { states }
    }

    fn state(&self, at: usize) -> Option<&KeyState> {
        self.states.get(at)
    }

    fn edges(&self, at: usize) -> &[Edge] {
        self.state(at).map(|state| state.edges.as_slice()).unwrap_or_default()
    }

    fn may_end(&self, at: usize) -> bool {
        self.state(at).is_some_and(|state| state.accepting)
    }

    fn part(&self, at: usize) -> usize {
        self.state(at).map_or(0, |state| state.part)
    }

    /// Whether a text is one of these keys.
    pub(super) fn accepts(&self, text: &str) -> bool {
        let step = |states: Vec<usize>, byte: u8| {
            let edges = states.into_iter().flat_map(|at| self.edges(at));
            edges.filter(|edge| (edge.low..=edge.high).contains(&byte)).map(|edge| edge.target).collect()
        };
        text.bytes().fold(vec![0], step).into_iter().any(|at| self.may_end(at))
    }

    /// A shortest text that is a key of both.
    pub(super) fn common(&self, other: &Keys, budget: usize) -> Outcome<Vec<u8>> {
        let next = |(a, b): (usize, usize)| {
            let mut found = Vec::new();
            for one in self.edges(a) {
                for two in other.edges(b) {
                    found.extend(overlap(one, two).map(|byte| (byte, (one.target, two.target))));
                }
            }
            found
        };
        let goal = |(a, b)| self.may_end(a) && other.may_end(b);
        match search((0, 0), next, goal, budget) {
            Outcome::Found(way) => Outcome::Found(way.into_iter().map(|(byte, _)| byte).collect()),
            Outcome::Nothing => Outcome::Nothing,
            Outcome::GaveUp => Outcome::GaveUp,
        }
    }

    /// A shortest key that can be read in two ways.
    ///
    /// Two readings walk side by side. They differ as soon as a byte belongs to different parts, and that stays so.
    pub(super) fn ambiguous(&self, budget: usize) -> Outcome<TwoReadings> {
        let next = |(a, b, differ): (usize, usize, bool)| {
            let mut found = Vec::new();
            for one in self.edges(a) {
                for two in self.edges(b) {
                    let differ = differ || self.part(one.target) != self.part(two.target);
                    found.extend(overlap(one, two).map(|byte| (byte, (one.target, two.target, differ))));
                }
            }
            found
        };
        let goal = |(a, b, differ)| differ && self.may_end(a) && self.may_end(b);
        match search((0, 0, false), next, goal, budget) {
            Outcome::Found(way) => Outcome::Found(TwoReadings {
                key: way.iter().map(|(byte, _)| *byte).collect(),
                parts: way.iter().map(|(_, (a, b, _))| (self.part(*a), self.part(*b))).collect(),
            }),
            Outcome::Nothing => Outcome::Nothing,
            Outcome::GaveUp => Outcome::GaveUp,
        }
    }
}

/// A byte that takes both edges, the most readable there is.
fn overlap(one: &Edge, two: &Edge) -> Option<u8> {
    let (low, high) = (one.low.max(two.low), one.high.min(two.high));
    if low > high {
        return None;
    }
    let pretty = b"a0A1".iter().copied().find(|byte| (low..=high).contains(byte));
    // Behind the space, in ASCII.
    pretty.or_else(|| (high > b' ').then(|| low.max(b'!'))).or(Some(low))
}

/// How unreadable a byte is.
fn ugliness(byte: u8) -> u8 {
    match byte {
        _ if byte.is_ascii_alphanumeric() => 0,
        _ if byte.is_ascii_graphic() => 1,
        _ => 2,
    }
}

/// The shortest way from `start` to a goal: bytes, and where they lead. Breadth first.
fn search<S: Copy + Eq + Hash>(
    start: S,
    next: impl Fn(S) -> Vec<(u8, S)>,
    goal: impl Fn(S) -> bool,
    budget: usize,
) -> Outcome<Vec<(u8, S)>> {
    // Never iterated, so that its order is of no consequence.
    let mut seen = HashSet::from([start]);
    let mut queue: Vec<(S, u8, usize)> = vec![(start, 0, 0)];
    let mut at = 0;
    while let Some(&(state, ..)) = queue.get(at) {
        if goal(state) {
            return Outcome::Found(way_back(&queue, at));
        }
        let mut found = next(state);
        // Of several bytes that lead to one state, an example shows the most readable.
        found.sort_by_key(|&(byte, _)| (ugliness(byte), byte));
        queue.extend(found.into_iter().filter(|&(_, state)| seen.insert(state)).map(|(byte, state)| (state, byte, at)));
        if queue.len() > budget {
            return Outcome::GaveUp;
        }
        at += 1;
    }
    Outcome::Nothing
}

fn way_back<S: Copy>(queue: &[(S, u8, usize)], mut at: usize) -> Vec<(u8, S)> {
    let mut way = Vec::new();
    while let Some(&(state, byte, before)) = queue.get(at).filter(|_| at > 0) {
        way.push((byte, state));
        at = before;
    }
    way.reverse();
    way
}
