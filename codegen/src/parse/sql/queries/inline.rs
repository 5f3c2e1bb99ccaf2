//! A query that stands in Rust code: one statement, the annotations above it, and no name of its own.

use super::{Notes, QuerySyntax};
use crate::diag::Diagnostics;
use crate::model::Command;
use crate::parse::sql::Script;
use crate::parse::sql::queries::rewrite::{Rewritten, rewrite};
use crate::source::{SourceMap, Span, Spanned};

/// How diagnostics call such a query.
pub const NAME: &str = "query!";

/// Reads a text that is one query. What is wrong with it is told.
pub fn parse_inline(
    cx: &mut Diagnostics,
    sources: &SourceMap,
    script: &Script,
    command: Command,
) -> Option<QuerySyntax> {
    let file = sources.text(script.file);
    let Some(statement) = script.statements.first() else {
        cx.error("missing-statement", Span::new(script.file, 0..file.len()), "there is no statement")
            .help("write one SQL statement");
        return None;
    };
    let first = |statement| script.code(statement).next().map(|token| Span::new(script.file, token.start..token.end));
    let place = first(statement).unwrap_or(statement.span);
    if let Some(second) = script.statements.get(1) {
        cx.error("missing-name", first(second).unwrap_or(second.span), "there is a second statement")
            .secondary(place, "the first one")
            .help("write each into a `query!` of its own; `batch` runs several as one transaction");
        return None;
    }
    let above = script.tokens.get(..statement.tokens.start).unwrap_or_default();
    let notes = Notes::collect(above, script, file, true);
    if let Some(name) = notes.names.first() {
        cx.error("bad-annotation", name.span, "a query in Rust code has no name")
            .help("leave the line out, or move the query into `queries.sql`");
        return None;
    }
    let mut query = QuerySyntax {
        name: Spanned::new(NAME.to_owned(), place),
        command: Spanned::new(command, place),
        sql: Rewritten::default(),
        span: statement.span,
        scans: Vec::new(),
        idempotent: false,
        row: None,
        columns: Vec::new(),
        params: Vec::new(),
        docs: Vec::new(),
    };
    let mut sound = true;
    for note in notes.notes {
        sound &= query.annotate(cx, note);
    }
    query.sql = rewrite(cx, script, statement, file)?;
    sound.then_some(query)
}
