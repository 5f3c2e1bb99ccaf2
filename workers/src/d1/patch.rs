//! What an UPDATE sets. An empty one is another type than one that sets something, so an update of
//! nothing does not compile.

use std::marker::PhantomData;

use super::column::Column;
use super::value::Value;

/// Nothing is set yet.
#[derive(Clone, Copy, Debug)]
pub enum Empty {}

/// At least one column is set.
#[derive(Clone, Copy, Debug)]
pub enum NonEmpty {}

/// Columns and their new values.
#[derive(Clone, Debug)]
pub struct Sets<State = NonEmpty> {
    /// `a = ?`, as the compiler wrote it.
    columns: Vec<&'static str>,
    values: Vec<Value>,
    state: PhantomData<State>,
}

impl Sets<Empty> {
    /// Nothing.
    #[allow(clippy::new_without_default)] // A default that nothing accepts would mislead.
    pub fn new() -> Self {
        Sets { columns: Vec::new(), values: Vec::new(), state: PhantomData }
    }
}

impl<State> Sets<State> {
    /// Sets one more column. The last of several values for the same column counts.
    #[must_use]
    pub fn set(mut self, column: &'static str, value: &impl Column) -> Sets {
        let value = value.encode();
        match self.columns.iter().position(|set| *set == column).and_then(|at| self.values.get_mut(at)) {
            Some(slot) => *slot = value,
            None => {
                self.columns.push(column);
                self.values.push(value);
            }
        }
        Sets { columns: self.columns, values: self.values, state: PhantomData }
    }
}

impl Sets {
    /// The UPDATE's text and parameters: `head`, what is set, `tail` with the key's parameters.
    pub fn update<const N: usize>(self, head: &str, tail: &str, key: [Value; N]) -> (String, Vec<Value>) {
        let mut values = self.values;
        values.extend(key);
        (format!("{head}{}{tail}", self.columns.join(", ")), values)
    }
}
