//! Keyset pages: a list in the order of an index, cut by the last row's key instead of an OFFSET.
//!
//! A page asks for one row more than it returns: whether there is a next page is then known without
//! a second query, and no row is read twice.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::D1Error;
use super::column::FromRow;
use super::statement::{FromResult, ResultSet};
use crate::http::json::from_bytes;
use crate::http::{Pointer, Violations};

/// The position of a row in an index: what the next page starts after.
pub trait Key: Serialize + DeserializeOwned + Clone {
    /// The row that the key is read from.
    type Row: FromRow;
    /// The row's key; `None` where the row has no place in the index's order.
    fn of(row: &Self::Row) -> Option<Self>;

    /// The key as text for a client: opaque, fit for a URL without escaping.
    fn to_cursor(&self) -> String {
        // Keys are numbers, texts and booleans in a tuple: writing them as JSON cannot fail.
        let json = serde_json::to_vec(self).unwrap_or_default();
        let digits = json.iter().flat_map(|byte| [byte >> 4, byte & 15]);
        digits.filter_map(|digit| char::from_digit(u32::from(digit), 16)).collect()
    }

    /// The key of a cursor that [`to_cursor`](Key::to_cursor) made; `None` for any other text.
    fn from_cursor(cursor: &str) -> Option<Self> {
        let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|d| u8::try_from(d).ok());
        let (pairs, rest) = cursor.as_bytes().as_chunks::<2>();
        let bytes: Option<Vec<u8>> = pairs.iter().map(|[high, low]| Some(digit(*high)? << 4 | digit(*low)?)).collect();
        from_bytes(&bytes.filter(|_| rest.is_empty())?).ok()
    }
}

/// Which way along the index.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Direction {
    /// From the smallest key.
    #[default]
    Ascending,
    /// From the greatest key.
    Descending,
}

/// Which page.
#[derive(Clone, Debug)]
pub struct PageRequest<K> {
    /// The last key of the page before; `None` for the first page.
    pub after: Option<K>,
    /// The most rows to return; at least 1 is used.
    pub limit: u32,
    /// Which way along the index.
    pub direction: Direction,
}

impl<K> PageRequest<K> {
    /// The first page, ascending.
    pub fn first(limit: u32) -> Self {
        Self::after(None, limit)
    }

    /// The page after this key, ascending.
    pub fn after(after: Option<K>, limit: u32) -> Self {
        PageRequest { after, limit, direction: Direction::Ascending }
    }

    /// The page after this cursor, the first where there is none; ascending.
    ///
    /// # Errors
    /// Where the cursor is none of this list's, in the words of an answer about the query parameter `cursor`.
    pub fn from_cursor(cursor: Option<&str>, limit: u32) -> Result<Self, Violations>
    where
        K: Key,
    {
        let Some(text) = cursor else { return Ok(Self::first(limit)) };
        let after = K::from_cursor(text).map(Some);
        after.map(|after| Self::after(after, limit)).ok_or_else(|| {
            let mut violations = Violations::default();
            violations.push::<()>(&Pointer::Query("cursor"), "format", "must be what this list gave for its next page");
            violations
        })
    }

    /// The same page, the other way along the index.
    #[must_use]
    pub fn descending(mut self) -> Self {
        self.direction = Direction::Descending;
        self
    }

    /// How many rows the statement asks for: one more than the page holds.
    pub fn fetch(&self) -> i64 {
        i64::from(self.limit.max(1)) + 1
    }
}

/// The statements of a keyset page, as the compiler wrote them: parameters are the values that all
/// rows share, then the key where the page is not the first, then the limit.
#[derive(Clone, Copy, Debug)]
pub struct Keyset {
    /// From the smallest key.
    pub ascending: &'static str,
    /// From a key on upwards, without it.
    pub ascending_after: &'static str,
    /// From the greatest key.
    pub descending: &'static str,
    /// From a key on downwards, without it.
    pub descending_after: &'static str,
}

impl Keyset {
    /// The statement of a page.
    pub(super) fn statement<K>(&self, page: &PageRequest<K>) -> &'static str {
        match (page.direction, page.after.is_some()) {
            (Direction::Ascending, false) => self.ascending,
            (Direction::Ascending, true) => self.ascending_after,
            (Direction::Descending, false) => self.descending,
            (Direction::Descending, true) => self.descending_after,
        }
    }
}

/// One page of rows.
#[derive(Clone, Debug, PartialEq)]
pub struct Page<K: Key> {
    /// At most as many as were asked for.
    pub rows: Vec<K::Row>,
    /// What the next page starts after; `None` on the last page.
    pub next: Option<K>,
}

impl<K: Key> Page<K> {
    /// The page of a query of one's own, from the rows that it returned: in the order of the key, and one more than
    /// `limit` where there are as many ([`PageRequest::fetch`]).
    ///
    /// ```ignore
    /// let rows = cx.db.run(queries::busy_nodes(page.after.as_ref().map(|key| &key.id), page.fetch())).await?;
    /// let page = Page::<ByIdKey>::cut(rows, page.limit);
    /// ```
    pub fn cut(mut rows: Vec<K::Row>, limit: u32) -> Self {
        let limit = usize::try_from(limit.max(1)).unwrap_or(usize::MAX);
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next = rows.last().filter(|_| more).and_then(K::of);
        Page { rows, next }
    }

    pub(super) fn from_result(result: ResultSet, limit: u32) -> Result<Self, D1Error> {
        Ok(Self::cut(Vec::from_result(result)?, limit))
    }
}
