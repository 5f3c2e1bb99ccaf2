//! Changes of a statement's text, and where SQLite's complaints about it belong.

use super::QueryContext;
use crate::diag::{Diagnostic, nearest};
use crate::judge::SqlError;
use crate::judge::load::subject;
use crate::parse::sql::lex::lex;
use crate::parse::sql::queries::QuerySyntax;
use crate::source::Span;

/// Replacements of pieces of a text, by byte offsets of the text before.
#[derive(Debug, Default)]
pub(super) struct Edits {
    list: Vec<Edit>,
}

#[derive(Debug)]
struct Edit {
    start: usize,
    end: usize,
    text: String,
    /// Whether the statement would bind wrongly without it.
    of_parameter: bool,
}

impl Edits {
    pub(super) fn replace(&mut self, range: std::ops::Range<usize>, text: String) {
        self.list.push(Edit { start: range.start, end: range.end, text, of_parameter: false });
    }

    pub(super) fn replace_parameter(&mut self, range: std::ops::Range<usize>, text: String) {
        self.list.push(Edit { start: range.start, end: range.end, text, of_parameter: true });
    }

    /// Drops what only makes names nicer.
    pub(super) fn keep_parameters(&mut self) {
        self.list.retain(|edit| edit.of_parameter);
    }

    pub(super) fn apply(&mut self, before: &str) -> String {
        self.list.sort_by_key(|edit| (edit.start, edit.end));
        let mut text = String::with_capacity(before.len() + 64);
        let mut at = 0;
        for edit in &self.list {
            text.push_str(before.get(at..edit.start).unwrap_or_default());
            text.push_str(&edit.text);
            at = edit.end.max(at);
        }
        text.push_str(before.get(at..).unwrap_or_default());
        text
    }

    /// The offset in the text before of an offset in the text after.
    pub(super) fn before(&self, after: usize) -> usize {
        let mut shift = 0_usize;
        let mut at = 0;
        for edit in &self.list {
            let start = edit.start.saturating_sub(at) + shift;
            if after < start {
                break;
            }
            if after < start + edit.text.len() {
                return edit.start;
            }
            shift = start + edit.text.len();
            at = edit.end;
        }
        at + after.saturating_sub(shift)
    }
}

// Diagnostic: bad-sql, unknown-table, unknown-column
//
// `SELECT idd FROM nodes`
/// What SQLite says against a query, at its place.
pub(super) fn bad_sql(context: &QueryContext<'_>, syntax: &QuerySyntax, error: &SqlError) -> Diagnostic {
    let span = locate(context, syntax, error);
    let written = context.sources.slice(span);
    const UNKNOWN: &str = " has no column named ";
    let name =
        error.message.split_once(": ").or_else(|| error.message.split_once(UNKNOWN)).map_or("", |(_, name)| name);
    let name = name.split(" - ").next().unwrap_or(name).trim_matches('"');
    let bare = name.rsplit('.').next().unwrap_or(name);
    let tables = || context.schema.tables.iter();
    if error.message.starts_with("no such table: ") {
        let told = Diagnostic::error("unknown-table", span, &error.message).label("no such table in the schema");
        return match nearest(bare, tables().map(|table| table.name.source.as_str())) {
            Some(near) => told.help(format!("write `{near}`")),
            None => told,
        };
    }
    let no_column = error.message.starts_with("no such column: ") && !written.starts_with('"');
    if no_column || error.message.contains(UNKNOWN) {
        let mentioned = |name: &str| {
            let sql = &syntax.sql.text;
            lex(sql).iter().any(|token| token.name(sql).is_some_and(|found| found.eq_ignore_ascii_case(name)))
        };
        let columns: Vec<&str> = tables()
            .filter(|table| mentioned(&table.name.source))
            .flat_map(|table| table.columns.iter().map(|column| column.name.source.as_str()))
            .collect();
        let told = Diagnostic::error("unknown-column", span, &error.message);
        return match nearest(bare, columns.iter().copied()) {
            Some(near) => told.label("no such column").help(format!("write `{near}`")),
            None if columns.is_empty() => told.label("no such column"),
            None => told.label("no such column").help(format!("there are {}", listed(&columns))),
        };
    }
    Diagnostic::error("bad-sql", span, &error.message).label("SQLite refuses this")
}

/// Whether a query only fails for want of a table or column that was refused.
pub(super) fn follows(context: &QueryContext<'_>, error: &SqlError) -> bool {
    let missing = error.message.starts_with("no such table: ") || error.message.starts_with("no such column: ");
    let name = subject(&error.message).unwrap_or_default().to_lowercase();
    let bare = name.rsplit('.').next().unwrap_or(&name);
    // A refused table may have had any column.
    let tables = context.refused.iter().any(|name| !name.starts_with('.'));
    missing
        && (context.refused.contains(&name)
            || context.refused.contains(&format!(".{bare}"))
            || tables && error.message.starts_with("no such column: "))
}

/// Where SQLite says, else where the thing stands that it names, else at the statement's start.
fn locate(context: &QueryContext<'_>, syntax: &QuerySyntax, error: &SqlError) -> Span {
    let sql = &syntax.sql.text;
    let named = || {
        let name = subject(&error.message)?;
        let tokens = lex(sql);
        let same = |part: &str| {
            let found =
                tokens.iter().rev().find(|token| token.name(sql).is_some_and(|found| found.eq_ignore_ascii_case(part)));
            found.map(|token| token.start)
        };
        name.rsplit('.').find_map(same)
    };
    let last = || if error.message == "incomplete input" { sql.len().checked_sub(1) } else { None };
    let offset = error.offset.or_else(last).or_else(named).unwrap_or(0);
    let span = syntax.sql.span(offset).unwrap_or(syntax.span.at_start());
    // `n.idd`: SQLite points at the table, the mistake is in the column.
    let dotted = |end: usize| {
        let rest = context.sources.text(span.file).get(end..)?.strip_prefix('.')?;
        let length = lex(rest).first().filter(|token| token.start == 0)?.end;
        Some(Span::new(span.file, end + 1..end + 1 + length))
    };
    if error.message.starts_with("no such column: ") { dotted(span.end).unwrap_or(span) } else { span }
}

/// `` `a`, `b` and `c` ``, cut after some.
pub(super) fn listed(names: &[&str]) -> String {
    const SHOWN: usize = 12;
    let mut all: Vec<String> = names.iter().take(SHOWN).map(|name| format!("`{name}`")).collect();
    if names.len() > SHOWN {
        all.push("…".to_owned());
    }
    all.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_go_back_through_edits() {
        let mut edits = Edits::default();
        edits.replace(7..8, "a, b".to_owned());
        edits.replace_parameter(28..30, "CAST(?1 AS INTEGER)".to_owned());
        let before = "SELECT * FROM t WHERE lower(?1) = c";
        let after = edits.apply(before);
        assert_eq!(after, "SELECT a, b FROM t WHERE lower(CAST(?1 AS INTEGER)) = c");
        let back = |word: &str| edits.before(after.find(word).unwrap_or_default());
        assert_eq!(back("FROM"), before.find("FROM").unwrap_or_default());
        assert_eq!(back("b FROM"), 7);
        assert_eq!(back("?1"), 28);
        assert_eq!(back("= c"), before.find("= c").unwrap_or_default());
        assert_eq!(back("SELECT"), 0);
    }
}
