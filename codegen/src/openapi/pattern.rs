//! A spec's pattern as JSON Schema writes it, and a text that it accepts.
//!
//! What is hard is that the two languages look alike: `.`, `\s`, a bracket within brackets or `(?s)` mean something
//! else, or nothing, to ECMAScript (ECMA-262 with the flag `u`, which JSON Schema names), and `\d` something else to
//! the many tools that use their own language's engine. A pattern of what is common to all stays as its author wrote
//! it; any other is written anew from what the regex crate understood.

use std::collections::{BTreeMap, VecDeque};

use regex_syntax::hir::{Class, Hir, HirKind, Look};

use crate::model::Pattern;

/// The pattern, anchored at both ends.
pub(super) fn ecma(pattern: &Pattern) -> String {
    if is_common(&pattern.source) {
        return anchored(&pattern.source, pattern.source.contains('|'));
    }
    let hir = regex_syntax::Parser::new().parse(&crate::pattern::ascii_classes(&pattern.source));
    match hir {
        Ok(hir) => {
            let mut text = String::new();
            write(&mut text, &hir);
            anchored(&text, matches!(hir.kind(), HirKind::Alternation(_)))
        }
        // It was compiled when the spec was read.
        Err(_) => anchored(&pattern.source, true),
    }
}

fn anchored(text: &str, alternatives: bool) -> String {
    if alternatives { format!("^(?:{text})$") } else { format!("^{text}$") }
}

/// Whether a pattern means the same everywhere: literals, brackets without brackets or sets in them, groups without
/// flags, repetitions, and escaped punctuation.
fn is_common(source: &str) -> bool {
    let mut chars = source.chars().peekable();
    let mut in_class = false;
    while let Some(char) = chars.next() {
        match char {
            // An escaped letter is a class, an assertion or a code.
            '\\' => match chars.next() {
                Some(escaped) if r"^$\.*+?()[]{}|/".contains(escaped) => {}
                Some('-') if in_class => {}
                _ => return false,
            },
            '[' if in_class => return false,
            '[' => {
                in_class = true;
                chars.next_if_eq(&'^');
                // First in brackets, `]` is itself to one engine and the end to another.
                if chars.peek() == Some(&']') {
                    return false;
                }
            }
            ']' if in_class => in_class = false,
            '&' | '~' | '-' if in_class && chars.peek() == Some(&char) => return false,
            _ if in_class => {}
            '(' if chars.peek() == Some(&'?') => {
                chars.next();
                if chars.next() != Some(':') {
                    return false;
                }
            }
            '.' | '^' | '$' | ']' | '}' => return false,
            // A repetition; a brace of another kind is not common.
            '{' => {
                let inside: String =
                    std::iter::from_fn(|| chars.next_if(|it| it.is_ascii_digit() || *it == ',')).collect();
                if chars.next() != Some('}') || !inside.starts_with(|it: char| it.is_ascii_digit()) {
                    return false;
                }
            }
            _ => {}
        }
    }
    true
}

/// Writes what the regex crate understood.
fn write(out: &mut String, hir: &Hir) {
    match hir.kind() {
        HirKind::Empty => {}
        HirKind::Literal(literal) => {
            String::from_utf8_lossy(&literal.0).chars().for_each(|it| write_char(out, it, false))
        }
        HirKind::Class(class) => write_class(out, class),
        // Lines are no matter: the compiler refuses the flag that would make them one.
        HirKind::Look(look) => out.push_str(match look {
            Look::Start | Look::StartLF | Look::StartCRLF => "^",
            Look::WordAsciiNegate | Look::WordUnicodeNegate => r"\B",
            Look::End | Look::EndLF | Look::EndCRLF => "$",
            _ => r"\b",
        }),
        HirKind::Repetition(repetition) => {
            let single = match repetition.sub.kind() {
                HirKind::Class(_) => true,
                HirKind::Literal(literal) => String::from_utf8_lossy(&literal.0).chars().count() == 1,
                _ => false,
            };
            write_group(out, &repetition.sub, !single);
            out.push_str(&match (repetition.min, repetition.max) {
                (0, None) => "*".to_owned(),
                (1, None) => "+".to_owned(),
                (0, Some(1)) => "?".to_owned(),
                (min, Some(max)) if min == max => format!("{{{min}}}"),
                (min, None) => format!("{{{min},}}"),
                (min, Some(max)) => format!("{{{min},{max}}}"),
            });
        }
        HirKind::Capture(capture) => write_group(out, &capture.sub, true),
        HirKind::Concat(parts) => {
            for part in parts {
                write_group(out, part, matches!(part.kind(), HirKind::Alternation(_)));
            }
        }
        HirKind::Alternation(ways) => {
            for (position, way) in ways.iter().enumerate() {
                if position > 0 {
                    out.push('|');
                }
                write(out, way);
            }
        }
    }
}

fn write_group(out: &mut String, hir: &Hir, group: bool) {
    if group {
        out.push_str("(?:");
    }
    write(out, hir);
    if group {
        out.push(')');
    }
}

fn write_class(out: &mut String, class: &Class) {
    let ranges: Vec<(char, char)> = match class {
        Class::Unicode(class) => class.ranges().iter().map(|range| (range.start(), range.end())).collect(),
        Class::Bytes(class) => class.ranges().iter().map(|range| (range.start().into(), range.end().into())).collect(),
    };
    if ranges == [('\0', char::MAX)] {
        // Every engine has a way of its own to say this, and this one in common.
        return out.push_str(r"[\s\S]");
    }
    // From a few characters up to the last one there is: shorter when it says what is left out.
    let inverse = match ranges.as_slice() {
        [.., (_, char::MAX)] => gaps(&ranges),
        _ => None,
    };
    let (mark, ranges) = inverse.map_or(("", ranges), |gaps| ("^", gaps));
    out.push('[');
    out.push_str(mark);
    for (start, end) in ranges {
        write_char(out, start, true);
        if end > start {
            if u32::from(end) > u32::from(start) + 1 {
                out.push('-');
            }
            write_char(out, end, true);
        }
    }
    out.push(']');
}

/// The characters between ranges, which are sorted and do not touch.
fn gaps(ranges: &[(char, char)]) -> Option<Vec<(char, char)>> {
    let mut gaps = Vec::new();
    let mut next = Some('\0');
    for &(start, end) in ranges {
        let from = next?;
        if from < start {
            gaps.push((from, before(start)?));
        }
        next = after(end);
    }
    (!gaps.is_empty()).then_some(gaps)
}

fn before(char: char) -> Option<char> {
    // There are no characters between these two.
    if char == '\u{e000}' { Some('\u{d7ff}') } else { char::from_u32(u32::from(char).checked_sub(1)?) }
}

fn after(char: char) -> Option<char> {
    if char == '\u{d7ff}' { Some('\u{e000}') } else { char::from_u32(u32::from(char) + 1) }
}

fn write_char(out: &mut String, char: char, in_class: bool) {
    let special = if in_class { r"\]^-[" } else { r"^$\.*+?()[]{}|/" };
    match char {
        '\t' => out.push_str(r"\t"),
        '\n' => out.push_str(r"\n"),
        '\r' => out.push_str(r"\r"),
        '\u{b}' => out.push_str(r"\v"),
        '\u{c}' => out.push_str(r"\f"),
        _ if special.contains(char) => out.extend(['\\', char]),
        _ if char.is_control() => out.push_str(&format!(r"\x{:02X}", u32::from(char))),
        _ => out.push(char),
    }
}

/// A short text that the pattern accepts, of so many characters; `None` where none was found.
pub(super) fn shortest(pattern: &Pattern, min_len: u32, max_len: u32) -> Option<String> {
    /// Longer ones show nothing.
    const MOST: u32 = 256;
    if min_len > MOST {
        return None;
    }
    let bytes = representatives(pattern);
    // A place is a state and how many characters led there, as far as that matters; each knows where it came from.
    let start = (1_u16, 0_u32);
    let mut from = BTreeMap::from([(start, None)]);
    let mut queue = VecDeque::from([(start, 0_u32)]);
    while let Some((place, length)) = queue.pop_front() {
        let (state, _) = place;
        let ends = pattern.accepting.get(usize::from(state)).copied().unwrap_or_default();
        if ends && (min_len..=max_len).contains(&length) {
            return text(&from, place);
        }
        for (class, byte) in &bytes {
            let next = pattern.next.get(usize::from(state) * pattern.class_count + class).copied().unwrap_or_default();
            // What continues a character of UTF-8 is none of its own.
            let length = length + u32::from(byte & 0xc0 != 0x80);
            let to = (next, length.min(min_len));
            if next != 0 && length <= max_len.min(MOST) && !from.contains_key(&to) {
                from.insert(to, Some((place, *byte)));
                queue.push_back((to, length));
            }
        }
    }
    None
}

type Place = (u16, u32);

fn text(from: &BTreeMap<Place, Option<(Place, u8)>>, end: Place) -> Option<String> {
    let mut bytes = Vec::new();
    let mut place = end;
    while let Some((before, byte)) = from.get(&place).copied().flatten() {
        bytes.push(byte);
        place = before;
    }
    bytes.reverse();
    String::from_utf8(bytes).ok()
}

/// A byte of each class, the ones that read best first.
fn representatives(pattern: &Pattern) -> Vec<(usize, u8)> {
    let readable = (b'a'..=b'z').chain(b'0'..=b'9').chain(b'A'..=b'Z').chain(b'!'..=b'~').chain(0..=255);
    let mut found = Vec::<(usize, u8)>::new();
    for byte in readable {
        let class = usize::from(pattern.classes.get(usize::from(byte)).copied().unwrap_or_default());
        if found.iter().all(|(known, _)| *known != class) {
            found.push((class, byte));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pattern::compile;

    #[test]
    fn what_is_common_stays_and_the_rest_is_written_anew() {
        for (source, expected) in [
            ("[A-Za-z0-9._:-]{1,64}", "^[A-Za-z0-9._:-]{1,64}$"),
            ("rwd_[a-z]+", "^rwd_[a-z]+$"),
            ("a|b", "^(?:a|b)$"),
            ("", "^$"),
            (r"\d{4}-\d{2}", "^[0-9]{4}-[0-9]{2}$"),
            (r"[\w.]+", "^[.0-9A-Z_a-z]+$"),
            (".", r"^[^\n]$"),
            ("(?s).", r"^[\s\S]$"),
            ("[^/]+", "^[^/]+$"),
            ("[a&&[ab]]x", "^ax$"),
            ("(?P<year>a+)b", "^(?:a+)b$"),
            (r"a\.b", r"^a\.b$"),
            ("(?:ab)*c?", "^(?:ab)*c?$"),
            ("a(?:b|c)d.", r"^a[bc]d[^\n]$"),
            ("x{2,}.", r"^x{2,}[^\n]$"),
        ] {
            assert_eq!(ecma(&compile(source).unwrap()), expected, "{source}");
        }
    }

    #[test]
    fn a_shortest_text_keeps_pattern_and_lengths() {
        for (source, lengths, expected) in [
            ("[A-Za-z0-9._:-]{1,64}", (0, u32::MAX), Some("a")),
            ("[A-Za-z0-9._:-]{1,64}", (3, 5), Some("aaa")),
            ("rwd_[a-z]+", (0, u32::MAX), Some("rwd_a")),
            ("(?:ab)*", (3, 4), Some("abab")),
            ("(?:ab)*", (3, 3), None),
            ("é{2}|xyz", (0, 2), Some("éé")),
            ("[a&&b]", (0, 9), None),
        ] {
            let found = shortest(&compile(source).unwrap(), lengths.0, lengths.1);
            assert_eq!(found.as_deref(), expected, "{source}");
        }
    }
}
