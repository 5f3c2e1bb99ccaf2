//! What a text must be: its length, its pattern, and a canonical form.

use std::borrow::Cow;

/// The rules of a text; generated code keeps one `const` for each.
#[derive(Clone, Copy, Debug)]
pub struct TextRules {
    /// The fewest characters.
    pub min_len: u32,
    /// The most characters.
    pub max_len: u32,
    /// The whole text must match.
    pub pattern: Option<&'static Pattern>,
    /// The canonical form, or why there is none.
    pub parse_with: Option<ParseWith>,
}

/// A function that gives a text's canonical form, or says why it has none.
pub type ParseWith = fn(&str) -> Result<String, &'static str>;

/// A text without rules.
pub const ANY: TextRules = TextRules { min_len: 0, max_len: u32::MAX, pattern: None, parse_with: None };

/// A regular expression as a table: a step costs two look-ups, and nothing is compiled at run time.
#[derive(Clone, Copy, Debug)]
pub struct Pattern {
    /// As written in the spec.
    pub source: &'static str,
    /// The class of each byte.
    pub classes: &'static [u8; 256],
    /// How many classes there are.
    pub class_count: usize,
    /// The state after `state * class_count + class`; 0 is dead, 1 the start.
    pub next: &'static [u16],
    /// Whether the text may end in this state.
    pub accepting: &'static [bool],
}

impl Pattern {
    /// Whether the whole text matches.
    pub fn matches(&self, text: &str) -> bool {
        let mut state = 1usize;
        for byte in text.bytes() {
            let class = self.classes.get(usize::from(byte)).copied().unwrap_or_default();
            let next = self.next.get(state * self.class_count + usize::from(class));
            state = next.copied().map_or(0, usize::from);
            if state == 0 {
                return false;
            }
        }
        self.accepting.get(state).copied().unwrap_or(false)
    }
}

/// The rule that a text broke, and the rule in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextError {
    /// `min_length`, `max_length`, `pattern` or `format`.
    pub code: &'static str,
    /// The rule in words.
    pub detail: Cow<'static, str>,
}

impl std::fmt::Display for TextError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.detail)
    }
}

impl std::error::Error for TextError {}

fn characters(count: u32) -> String {
    format!("{count} character{}", if count == 1 { "" } else { "s" })
}

impl TextRules {
    /// The text in its canonical form, which keeps the rules as the text does: so no value of the type breaks them.
    ///
    /// # Errors
    /// The first rule that the text, or its canonical form, breaks.
    pub fn apply(&self, text: String) -> Result<String, TextError> {
        self.check(&text)?;
        let Some(parse) = self.parse_with else { return Ok(text) };
        let canonical = parse(&text).map_err(|detail| TextError { code: "format", detail: detail.into() })?;
        if canonical != text {
            self.check(&canonical)?;
        }
        Ok(canonical)
    }

    fn check(&self, text: &str) -> Result<(), TextError> {
        let error = |code, detail: Cow<'static, str>| Err(TextError { code, detail });
        // A character has at least one byte, and at most four: counting is rarely needed.
        let bytes = text.len();
        let (min, max) = (self.min_len as usize, self.max_len as usize);
        if bytes < min || (min > 0 && bytes < min.saturating_mul(4) && text.chars().count() < min) {
            return error("min_length", format!("must have at least {}", characters(self.min_len)).into());
        }
        if bytes > max && text.chars().count() > max {
            return error("max_length", format!("must have at most {}", characters(self.max_len)).into());
        }
        match self.pattern {
            Some(pattern) if !pattern.matches(text) => {
                error("pattern", format!("must match {}", pattern.source).into())
            }
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_canonical_form_keeps_the_rules_too() {
        fn twice(text: &str) -> Result<String, &'static str> {
            Ok(text.repeat(2))
        }
        let rules = TextRules { min_len: 1, max_len: 4, pattern: None, parse_with: Some(twice) };
        assert_eq!(rules.apply("ab".into()), Ok("abab".into()));
        assert_eq!(rules.apply("abc".into()).unwrap_err().code, "max_length");
    }
}
