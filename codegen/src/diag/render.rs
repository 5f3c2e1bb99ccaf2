//! Diagnostics as text, the way rustc prints them; the same text in the macros and the CLI.
//!
//! What is hard: carets must stand under the right characters although tabs, wide and invisible characters
//! and very long lines are in the way. A line is therefore first turned into *cells*, the text and width that
//! each character is shown with, and everything else counts in those.

use std::fmt::Write as _;

use unicode_width::UnicodeWidthChar as _;

use super::{Diagnostic, Label};
use crate::source::{FileId, SourceMap};

/// Columns of source shown at most; a seed INSERT can be thousands long.
const MAX_WIDTH: usize = 140;
/// Columns shown before a label on a line that is cut.
const LEAD: usize = 40;

/// One diagnostic; ends with a line break.
pub fn render(sources: &SourceMap, diagnostic: &Diagnostic) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "{}: [{}] {}", diagnostic.severity.as_str(), diagnostic.slug, diagnostic.message);
    let snippets = snippets(sources, diagnostic);
    let gutter = snippets.iter().map(|snippet| snippet.line.to_string().len()).max().unwrap_or(1);
    for (index, snippet) in snippets.iter().enumerate() {
        if index > 0 {
            let _ = writeln!(out, "{:gutter$} |", "");
        }
        render_snippet(&mut out, sources, snippet, gutter, if index == 0 { "-->" } else { ":::" });
    }
    if let Some(help) = &diagnostic.help {
        let mut lines = help.lines();
        let _ = writeln!(out, "{:gutter$} = help: {}", "", lines.next().unwrap_or(""));
        for line in lines {
            let _ = writeln!(out, "{:gutter$}         {line}", "");
        }
    }
    out
}

/// All diagnostics, an empty line between them.
pub fn render_all(sources: &SourceMap, diagnostics: &[Diagnostic]) -> String {
    let texts: Vec<String> = diagnostics.iter().map(|diagnostic| render(sources, diagnostic)).collect();
    texts.join("\n")
}

/// A source line and what is marked in it.
struct Snippet {
    file: FileId,
    line: usize,
    /// Column of the first label, the one in the header.
    column: usize,
    marks: Vec<Mark>,
}

/// A label as columns of one line, from 0.
struct Mark {
    start: usize,
    end: usize,
    sign: char,
    text: String,
}

/// A snippet per marked line; labels on a line that already has a snippet join it.
fn snippets(sources: &SourceMap, diagnostic: &Diagnostic) -> Vec<Snippet> {
    let mut snippets: Vec<Snippet> = Vec::new();
    let labels =
        std::iter::once((&diagnostic.primary, '^')).chain(diagnostic.secondary.iter().map(|label| (label, '-')));
    for (label, sign) in labels {
        let (line, mark) = locate(sources, label, sign);
        match snippets.iter_mut().find(|snippet| snippet.file == label.span.file && snippet.line == line) {
            Some(snippet) => snippet.marks.push(mark),
            None => {
                let column = mark.start + 1;
                snippets.push(Snippet { file: label.span.file, line, column, marks: vec![mark] });
            }
        }
    }
    snippets
}

/// The label's line and its columns there; one over several lines is marked to the end of its first.
fn locate(sources: &SourceMap, label: &Label, sign: char) -> (usize, Mark) {
    let span = label.span;
    let place = sources.line_col(span.file, span.start);
    let range = sources.line_range(span.file, place.line);
    let text = sources.text(span.file).get(range.clone()).unwrap_or("");
    let end = span.end.clamp(range.start, range.end);
    let start = place.column - 1;
    let end = text.char_indices().take_while(|&(at, _)| range.start + at < end).count();
    (place.line, Mark { start, end: end.max(start), sign, text: label.text.clone() })
}

fn render_snippet(out: &mut String, sources: &SourceMap, snippet: &Snippet, gutter: usize, arrow: &str) {
    let range = sources.line_range(snippet.file, snippet.line);
    let text = sources.text(snippet.file).get(range).unwrap_or("");
    let first = snippet.marks.iter().map(|mark| mark.start).min().unwrap_or(0);
    let shown = Shown::new(text, first);
    let _ = writeln!(out, "{:gutter$}{arrow} {}:{}:{}", "", sources.path(snippet.file), snippet.line, snippet.column);
    let _ = writeln!(out, "{:gutter$} |", "");
    let line = format!("{:>gutter$} | {}", snippet.line, shown.text);
    let _ = writeln!(out, "{}", line.trim_end());
    for mark in &snippet.marks {
        let start = shown.offset(mark.start);
        let width = shown.offset(mark.end).saturating_sub(start).max(1);
        let signs: String = std::iter::repeat_n(mark.sign, width).collect();
        let space = if mark.text.is_empty() { "" } else { " " };
        let _ = writeln!(out, "{:gutter$} | {:start$}{signs}{space}{}", "", "", mark.text);
    }
}

/// A line as it is shown.
struct Shown {
    text: String,
    /// Where each character stands in the shown text, in columns; one more for the end.
    offsets: Vec<usize>,
}

impl Shown {
    /// `first` is the character from which something is marked; a long line is cut around it.
    fn new(line: &str, first: usize) -> Self {
        let cells: Vec<(String, usize)> = line.chars().map(cell).collect();
        let total: usize = cells.iter().map(|(_, width)| width).sum();
        let before: usize = cells.iter().take(first).map(|(_, width)| width).sum();
        let cut = if total > MAX_WIDTH && before > MAX_WIDTH - LEAD { before - LEAD } else { 0 };
        let mut shown = Self { text: String::new(), offsets: Vec::with_capacity(cells.len() + 1) };
        let (mut passed, mut width) = (0, 0);
        if cut > 0 {
            shown.text.push('…');
            width = 1;
        }
        for (text, cell_width) in &cells {
            shown.offsets.push(width);
            passed += cell_width;
            if passed > cut && width + cell_width <= MAX_WIDTH {
                shown.text.push_str(text);
                width += cell_width;
            }
        }
        shown.offsets.push(width);
        if passed > cut + MAX_WIDTH {
            shown.text.push('…');
        }
        shown
    }

    fn offset(&self, column: usize) -> usize {
        self.offsets.get(column).or(self.offsets.last()).copied().unwrap_or(0)
    }
}

/// What is shown for a character, and how wide that is.
fn cell(c: char) -> (String, usize) {
    match c {
        '\t' => ("    ".to_owned(), 4),
        _ => match c.width() {
            Some(width) => (c.to_string(), width),
            // A control character would move the cursor.
            None => ("\u{fffd}".to_owned(), 1),
        },
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;
    use crate::source::Span;

    #[track_caller]
    fn check(files: &[(&str, &str)], build: impl FnOnce(&dyn Fn(usize, &str) -> Span) -> Diagnostic, expected: Expect) {
        let mut sources = SourceMap::default();
        let ids: Vec<FileId> = files.iter().map(|(path, text)| sources.add(*path, *text)).collect();
        let find = |file: usize, needle: &str| {
            let start = files[file].1.find(needle).expect("the test's needle");
            Span::new(ids[file], start..start + needle.len())
        };
        expected.assert_eq(&render(&sources, &build(&find)));
    }

    #[test]
    fn two_places_and_help() {
        let text = "CREATE TABLE users (\n    id INTEGER PRIMARY KEY\n);\n\n\nCREATE TABLE files (\n    owner INTEGER NOT NULL REFERENCES user(id)\n);\n";
        check(
            &[("spec/schema.sql", text)],
            |find| {
                Diagnostic::error("unknown-table", find(0, "user("), "column `owner` references unknown table `user`")
                    .label("no such table")
                    .secondary(find(0, "users"), "a table with a similar name")
                    .help("write `users`")
            },
            expect![[r#"
                error: [unknown-table] column `owner` references unknown table `user`
                 --> spec/schema.sql:7:39
                  |
                7 |     owner INTEGER NOT NULL REFERENCES user(id)
                  |                                       ^^^^^ no such table
                  |
                 ::: spec/schema.sql:1:14
                  |
                1 | CREATE TABLE users (
                  |              ----- a table with a similar name
                  = help: write `users`
            "#]],
        );
    }

    #[test]
    fn tabs_wide_and_control_characters() {
        check(
            &[("schema.sql", "\t\"名前\" \u{7}TEXT, -- é\n")],
            |find| {
                Diagnostic::warning("double-quoted-string", find(0, "\"名前\""), "`名前` is wide")
                    .label("here")
                    .secondary(find(0, "TEXT"), "and there")
            },
            expect![[r#"
                warning: [double-quoted-string] `名前` is wide
                 --> schema.sql:1:2
                  |
                1 |     "名前" �TEXT, -- é
                  |     ^^^^^^ here
                  |             ---- and there
            "#]],
        );
    }

    #[test]
    fn points_ends_and_several_lines() {
        check(
            &[("a.sql", "CREATE TABLE t (\r\n  a)\r\n"), ("b.sql", "")],
            |find| {
                Diagnostic::error("bad-sql", Span::new(find(1, "").file, 0..0), "incomplete input")
                    .secondary(find(0, "t (\r\n  a"), "over two lines")
            },
            expect![[r#"
                error: [bad-sql] incomplete input
                 --> b.sql:1:1
                  |
                1 |
                  | ^
                  |
                 ::: a.sql:1:14
                  |
                1 | CREATE TABLE t (
                  |              --- over two lines
            "#]],
        );
    }

    #[test]
    fn a_long_line_is_cut_around_the_label() {
        let text = format!("INSERT INTO t VALUES ({}nosuch, {})", "'x', ".repeat(60), "'y', ".repeat(60));
        check(
            &[("seed.sql", &text)],
            |find| Diagnostic::error("bad-sql", find(0, "nosuch"), "no such column: nosuch"),
            expect![[r#"
                error: [bad-sql] no such column: nosuch
                 --> seed.sql:1:323
                  |
                1 | …'x', 'x', 'x', 'x', 'x', 'x', 'x', 'x', nosuch, 'y', 'y', 'y', 'y', 'y', 'y', 'y', 'y', 'y', 'y', 'y', 'y', 'y', 'y', 'y', 'y', 'y', 'y', '…
                  |                                          ^^^^^^
            "#]],
        );
    }
}
