//! Where text came from: files, byte spans, and lines and columns on demand.
//!
//! Everything inside the compiler speaks in byte offsets; lines and columns are worked out only when
//! somebody reads them, because a spec without errors never needs one.

use std::hash::{Hash, Hasher};
use std::ops::{Deref, Range};

/// The spec's files, in the order in which they were added.
#[derive(Clone, Debug, Default)]
pub struct SourceMap {
    files: Vec<SourceFile>,
}

#[derive(Clone, Debug)]
struct SourceFile {
    path: String,
    text: String,
    /// Byte offset of each line's first character; the first is 0.
    line_starts: Vec<usize>,
}

/// A file of a [`SourceMap`]; ids order as the files were added.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FileId(u32);

/// A piece of a file, as byte offsets; `end` is exclusive. An empty span marks a point.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    pub file: FileId,
    pub start: usize,
    pub end: usize,
}

/// A place as people count: both from 1, the column in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LineCol {
    pub line: usize,
    pub column: usize,
}

impl SourceMap {
    /// Takes a file over; `path` is relative, with `/` between folders.
    pub fn add(&mut self, path: impl Into<String>, text: impl Into<String>) -> FileId {
        let id = FileId(u32::try_from(self.files.len()).unwrap_or(u32::MAX));
        let text = text.into();
        let line_starts = std::iter::once(0)
            .chain(text.bytes().enumerate().filter(|&(_, byte)| byte == b'\n').map(|(at, _)| at + 1))
            .collect();
        self.files.push(SourceFile { path: path.into(), text, line_starts });
        id
    }

    /// Ids of all files, in order.
    pub fn ids(&self) -> impl Iterator<Item = FileId> + '_ {
        (0..self.files.len()).map(|index| FileId(u32::try_from(index).unwrap_or(u32::MAX)))
    }

    /// The path as it was added.
    pub fn path(&self, file: FileId) -> &str {
        self.file(file).map_or("", |file| &file.path)
    }

    /// The whole text.
    pub fn text(&self, file: FileId) -> &str {
        self.file(file).map_or("", |file| &file.text)
    }

    /// The text of a span; empty where the span does not fit the file.
    pub fn slice(&self, span: Span) -> &str {
        self.text(span.file).get(span.start..span.end).unwrap_or("")
    }

    /// Line and column of a byte offset. An offset past the end stands at the end, one inside a
    /// character at that character.
    pub fn line_col(&self, file: FileId, offset: usize) -> LineCol {
        let Some(file) = self.file(file) else { return LineCol { line: 1, column: 1 } };
        let offset = offset.min(file.text.len());
        let line = file.line_starts.partition_point(|&start| start <= offset);
        let start = file.line_starts.get(line.saturating_sub(1)).copied().unwrap_or(0);
        let column = file
            .text
            .get(start..)
            .map_or(0, |rest| rest.char_indices().take_while(|&(at, c)| start + at + c.len_utf8() <= offset).count());
        LineCol { line, column: column + 1 }
    }

    /// The bytes of a line (counted from 1), without its line break.
    pub fn line_range(&self, file: FileId, line: usize) -> Range<usize> {
        let Some(file) = self.file(file) else { return 0..0 };
        let start = file.line_starts.get(line.saturating_sub(1)).copied().unwrap_or(file.text.len());
        let end = file.line_starts.get(line).map_or(file.text.len(), |&next| next - 1);
        let text = file.text.get(start..end).unwrap_or("");
        start..start + text.strip_suffix('\r').unwrap_or(text).len()
    }

    fn file(&self, id: FileId) -> Option<&SourceFile> {
        self.files.get(usize::try_from(id.0).unwrap_or(usize::MAX))
    }
}

impl Span {
    /// A span of a byte range, such as `toml`'s.
    pub fn new(file: FileId, range: Range<usize>) -> Self {
        Self { file, start: range.start, end: range.end.max(range.start) }
    }

    /// The point at which the span starts.
    pub fn at_start(self) -> Self {
        Self { end: self.start, ..self }
    }

    /// A part of this span, `range` counted from its start.
    pub fn part(self, range: Range<usize>) -> Self {
        Self::new(self.file, self.start + range.start..self.start + range.end)
    }
}

/// A value and the place it was written at; compares and hashes by value only.
#[derive(Clone, Copy, Debug)]
pub struct Spanned<T> {
    pub value: T,
    pub span: Span,
}

impl<T> Spanned<T> {
    pub fn new(value: T, span: Span) -> Self {
        Self { value, span }
    }

    /// Another value at the same place.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Spanned<U> {
        Spanned { value: change(self.value), span: self.span }
    }

    /// The same place, the value borrowed.
    pub fn as_ref(&self) -> Spanned<&T> {
        Spanned { value: &self.value, span: self.span }
    }
}

impl<T> Deref for Spanned<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T: PartialEq> PartialEq for Spanned<T> {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl<T: Eq> Eq for Spanned<T> {}

impl<T: Hash> Hash for Spanned<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.value.hash(state);
    }
}

impl<T: PartialOrd> PartialOrd for Spanned<T> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        self.value.partial_cmp(&other.value)
    }
}

impl<T: Ord> Ord for Spanned<T> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.value.cmp(&other.value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters() {
        let mut sources = SourceMap::default();
        let file = sources.add("schema.sql", "a\r\né表x\n");
        let at = |offset| {
            let place = sources.line_col(file, offset);
            (place.line, place.column)
        };
        assert_eq!(at(0), (1, 1));
        assert_eq!(at(3), (2, 1));
        assert_eq!(at(5), (2, 2));
        assert_eq!(at(6), (2, 2), "inside the wide character");
        assert_eq!(at(8), (2, 3));
        assert_eq!(at(10), (3, 1));
        assert_eq!(at(99), (3, 1));
        assert_eq!(sources.line_range(file, 1), 0..1);
        assert_eq!(sources.line_range(file, 3), 10..10);
    }
}
