//! Keys: a template's parameters to text, and a listed key back to its parameters.
//!
//! What is hard is the way back: a parameter may hold what also stands between parameters. The compiler refuses
//! templates whose keys can be read in two ways, so the first reading that fits is the only one.

use crate::Timestamp;

/// A kind of keys: what a template's parameters make. Generated for each template; `#[derive(Key)]` makes one by hand.
pub trait Key: Sized {
    /// The template, such as `node:{node_id}`.
    const TEMPLATE: &'static str;
    /// What stands before the first parameter, between two, and after the last: one text more than there are parameters.
    const LITERALS: &'static [&'static str];

    /// Writes a parameter by its position.
    fn write_param(&self, position: usize, out: &mut String);
    /// The key of these texts of the parameters, if they fit.
    fn from_params(texts: &[&str]) -> Option<Self>;
    /// Whether a text may be the parameter at this position.
    fn is_param(position: usize, text: &str) -> bool;

    /// The key.
    fn to_key(&self) -> String {
        write_key(Self::LITERALS, |position, out| self.write_param(position, out))
    }

    /// The parameters of a key; `None` where it is of another kind.
    fn from_key(key: &str) -> Option<Self> {
        let texts = read_key(Self::LITERALS, key, Self::is_param)?;
        Self::from_params(&texts).filter(|parsed| parsed.to_key() == key)
    }

    /// What all keys of this kind begin with.
    fn prefix() -> &'static str {
        Self::LITERALS.first().copied().unwrap_or_default()
    }
}

/// What can be a parameter of a key. Written and read, it is the same again.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a parameter of a key",
    note = "a key is text: use a string, an integer, a bool, a Timestamp, or an id, an int or an enum of the spec"
)]
pub trait KeyParam: Sized {
    /// Writes it.
    fn write(&self, out: &mut String);
    /// Reads it.
    fn read(text: &str) -> Option<Self>;
}

/// A key of literals with parameters between them.
pub fn write_key(literals: &[&str], write: impl Fn(usize, &mut String)) -> String {
    let mut out = String::new();
    for (position, literal) in literals.iter().enumerate() {
        if let Some(before) = position.checked_sub(1) {
            write(before, &mut out);
        }
        out.push_str(literal);
    }
    out
}

/// The texts of a key's parameters: those between the literals that `fits` takes.
pub fn read_key<'k>(literals: &[&str], key: &'k str, fits: fn(usize, &str) -> bool) -> Option<Vec<&'k str>> {
    let (first, rest) = literals.split_first()?;
    let mut texts = Vec::with_capacity(rest.len());
    read_params(rest, key.strip_prefix(first)?, fits, &mut texts).then_some(texts)
}

fn read_params<'k>(literals: &[&str], text: &'k str, fits: fn(usize, &str) -> bool, texts: &mut Vec<&'k str>) -> bool {
    let Some((literal, rest)) = literals.split_first() else {
        return text.is_empty();
    };
    let position = texts.len();
    let ends = text.char_indices().map(|(at, _)| at).chain([text.len()]);
    for end in ends {
        let Some((param, after)) = text.split_at_checked(end) else { continue };
        let Some(after) = after.strip_prefix(literal) else { continue };
        // The last parameter ends where the last literal begins.
        if (rest.is_empty() && !after.is_empty()) || !fits(position, param) {
            continue;
        }
        texts.push(param);
        if read_params(rest, after, fits, texts) {
            return true;
        }
        texts.truncate(position);
    }
    false
}

macro_rules! printed {
    ($($ty:ty),*) => {$(
        impl KeyParam for $ty {
            fn write(&self, out: &mut String) {
                out.push_str(&self.to_string());
            }

            fn read(text: &str) -> Option<Self> {
                text.parse().ok().filter(|value: &$ty| value.to_string() == text)
            }
        }
    )*};
}
printed!(bool, u8, u16, u32, u64, i32, i64);

impl KeyParam for String {
    fn write(&self, out: &mut String) {
        out.push_str(self);
    }

    fn read(text: &str) -> Option<Self> {
        Some(text.to_owned())
    }
}

/// As milliseconds since 1970.
impl KeyParam for Timestamp {
    fn write(&self, out: &mut String) {
        self.as_millis().write(out);
    }

    fn read(text: &str) -> Option<Self> {
        let millis = <i64 as KeyParam>::read(text)?;
        Some(Timestamp::from_millis(millis)).filter(|at| at.as_millis() == millis)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn digits(_: usize, text: &str) -> bool {
        !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
    }

    #[test]
    fn a_key_is_read_as_it_was_written() {
        let literals = ["a:", ":", ""];
        let key = write_key(&literals, |position, out| out.push_str(["12", "3"][position]));
        assert_eq!(key, "a:12:3");
        assert_eq!(read_key(&literals, &key, digits), Some(vec!["12", "3"]));
        for other in ["a:12", "a:12:", "a::3", "b:1:2", "a:1:2:3", "", "a:1:2x"] {
            assert_eq!(read_key(&literals, other, digits), None, "{other}");
        }
        assert_eq!(read_key(&["all"], "all", digits), Some(vec![]));
        assert_eq!(read_key(&["", "é"], "7é", digits), Some(vec!["7"]));
    }

    #[test]
    fn a_parameter_has_one_form() {
        assert_eq!(<u32 as KeyParam>::read("007"), None);
        assert_eq!(<u32 as KeyParam>::read("7"), Some(7));
        assert_eq!(<i64 as KeyParam>::read("+7"), None);
        assert_eq!(<bool as KeyParam>::read("1"), None);
        let mut out = String::new();
        Timestamp::from_millis(1500).write(&mut out);
        assert_eq!((out.as_str(), Timestamp::read("1500")), ("1500", Some(Timestamp::from_millis(1500))));
    }
}
