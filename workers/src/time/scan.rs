//! Reads a text from left to right, a byte at a time: what both parsers share. Bytes are only ever
//! taken where they exist, so no input can make it panic.

use super::TimeError;

/// A text and how far it has been read.
#[derive(Clone, Copy)]
pub(super) struct Scanner<'a> {
    bytes: &'a [u8],
    at: usize,
}

/// A number that was read, and where it began.
#[derive(Clone, Copy)]
pub(super) struct Number {
    pub(super) value: i64,
    pub(super) at: usize,
}

impl<'a> Scanner<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Scanner { bytes: text.as_bytes(), at: 0 }
    }

    fn rest(&self) -> &'a [u8] {
        self.bytes.get(self.at..).unwrap_or_default()
    }

    /// Takes these bytes if they are next.
    pub(super) fn eat(&mut self, bytes: &str) -> bool {
        let found = self.rest().starts_with(bytes.as_bytes());
        if found {
            self.at += bytes.len();
        }
        found
    }

    /// Takes the first of these that is next, and says which.
    pub(super) fn eat_one_of(&mut self, choices: &[&str]) -> Option<usize> {
        choices.iter().position(|choice| self.eat(choice))
    }

    /// Takes these bytes.
    pub(super) fn expect(&mut self, bytes: &'static str, what: &'static str) -> Result<(), TimeError> {
        if self.eat(bytes) { Ok(()) } else { Err(self.expected(what)) }
    }

    /// Takes the next byte if it is a digit.
    pub(super) fn digit(&mut self) -> Option<i64> {
        let digit = self.rest().first().filter(|byte| byte.is_ascii_digit())?;
        self.at += 1;
        Some(i64::from(digit - b'0'))
    }

    /// Takes exactly so many digits (few enough for an `i64`); there may be more after them.
    pub(super) fn number(&mut self, digits: usize, what: &'static str) -> Result<Number, TimeError> {
        let at = self.at;
        let mut value = 0;
        for _ in 0..digits {
            value = value * 10 + self.digit().ok_or_else(|| self.expected(what))?;
        }
        Ok(Number { value, at })
    }

    /// How many digits are next.
    pub(super) fn digits_ahead(&self) -> usize {
        self.rest().iter().take_while(|byte| byte.is_ascii_digit()).count()
    }

    /// Refuses whatever is left.
    pub(super) fn end(&self) -> Result<(), TimeError> {
        if self.rest().is_empty() { Ok(()) } else { Err(self.expected("the end")) }
    }

    /// The error of this place.
    pub(super) fn expected(&self, what: &'static str) -> TimeError {
        TimeError::Expected { what, at: self.at }
    }
}

impl Number {
    /// The value, if it is within these bounds.
    pub(super) fn within(self, low: i64, high: i64, what: &'static str) -> Result<i64, TimeError> {
        if (low..=high).contains(&self.value) { Ok(self.value) } else { Err(self.out_of_range(what)) }
    }

    /// The error of this number.
    pub(super) fn out_of_range(self, what: &'static str) -> TimeError {
        TimeError::OutOfRange { what, at: self.at }
    }
}
