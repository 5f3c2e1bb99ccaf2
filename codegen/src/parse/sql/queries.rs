//! `queries.sql`: named statements, in the annotations that sqlc's users know
//! (<https://docs.sqlc.dev/en/stable/reference/query-annotations.html>).
//!
//! ```sql
//! -- name: StaleNodes :many
//! -- Nodes that were heard of before @cutoff.
//! SELECT id FROM nodes WHERE last_active_at < @cutoff;
//! ```
//! What is hard: an annotation is a comment, so a misspelt one would be silently a remark. What stands where only
//! an annotation makes sense must be one.

pub mod inline;
pub mod rewrite;

use super::docs::lines;
use super::lex::{Token, TokenKind};
use super::{Script, Statement};
use crate::diag::{Diagnostics, nearest};
use crate::model::Command;
use crate::source::{SourceMap, Span, Spanned};
use rewrite::{Rewritten, rewrite};

/// A named query as it is written.
#[derive(Clone, Debug)]
pub struct QuerySyntax {
    pub name: Spanned<String>,
    pub command: Spanned<Command>,
    /// The statement, its parameters numbered.
    pub sql: Rewritten,
    /// The whole statement.
    pub span: Span,
    /// `-- scan: table, reason`.
    pub scans: Vec<(Spanned<String>, String)>,
    /// `-- idempotent`.
    pub idempotent: bool,
    /// `-- row: Struct`: queries that name the same struct share it.
    pub row: Option<Spanned<String>>,
    /// `-- column x: Type!`.
    pub columns: Vec<Override>,
    /// `-- param x: Type`.
    pub params: Vec<Override>,
    pub docs: Vec<String>,
}

/// What an annotation says of a column or parameter.
#[derive(Clone, Debug)]
pub struct Override {
    pub name: Spanned<String>,
    /// Empty: only the nullability is said.
    pub ty: Spanned<String>,
    /// `Some(false)` for `!`, `Some(true)` for `?`.
    pub nullable: Option<bool>,
}

/// Reads a query file. What is wrong with a query is told, and the query left out.
pub fn parse_queries(cx: &mut Diagnostics, sources: &SourceMap, script: &Script) -> Vec<QuerySyntax> {
    let file = sources.text(script.file);
    let mut queries = Vec::new();
    let mut from = 0;
    for statement in &script.statements {
        let above = script.tokens.get(from..statement.tokens.start).unwrap_or_default();
        from = statement.tokens.end;
        let notes = Notes::collect(above, script, file, false);
        let inside = script.tokens.get(statement.tokens.clone()).unwrap_or_default();
        if let Some(name) = Notes::collect(inside, script, file, false).names.first() {
            missing_semicolon(cx, name, notes.names.last());
        } else if let Some(query) = query(cx, notes, script, statement, file) {
            queries.push(query);
        }
    }
    let rest = script.tokens.get(from..).unwrap_or_default();
    if let Some(name) = Notes::collect(rest, script, file, false).names.first() {
        cx.error("missing-statement", name.span, format!("the query `{}` has no statement", word(&name.value)))
            .help("write its SQL below the annotations");
    }
    queries
}

// Diagnostic: missing-semicolon
//
// ```sql
// SELECT 1
// -- name: Next :one
// ```
fn missing_semicolon(cx: &mut Diagnostics, name: &Spanned<String>, before: Option<&Spanned<String>>) {
    let before =
        before.map_or_else(|| "the statement before".to_owned(), |name| format!("query `{}`", word(&name.value)));
    cx.error("missing-semicolon", name.span, format!("`{}` begins within {before}", word(&name.value)))
        .help(format!("write `;` behind the statement of {before}"));
}

fn query(
    cx: &mut Diagnostics,
    notes: Notes,
    script: &Script,
    statement: &Statement,
    file: &str,
) -> Option<QuerySyntax> {
    let mut sound = true;
    let Some((last, earlier)) = notes.names.split_last() else {
        let span = script.code(statement).next().map_or(statement.span, |token| notes.span(token.start..token.end));
        cx.error("missing-name", span, "a statement has no name")
            .label("no `-- name:` above it")
            .help("write `-- name: ListThings :many` above it; each query is one statement");
        return None;
    };
    for name in earlier {
        cx.error("missing-statement", name.span, format!("the query `{}` has no statement", word(&name.value)))
            .help("write its SQL below the annotations");
    }
    let (name, command) = name_and_command(cx, last)?;
    let mut query = QuerySyntax {
        name,
        command,
        sql: Rewritten::default(),
        span: statement.span,
        scans: Vec::new(),
        idempotent: false,
        row: None,
        columns: Vec::new(),
        params: Vec::new(),
        docs: Vec::new(),
    };
    for note in notes.notes {
        sound &= query.annotate(cx, note);
    }
    while query.docs.last().is_some_and(String::is_empty) {
        query.docs.pop();
    }
    query.sql = rewrite(cx, script, statement, file)?;
    sound.then_some(query)
}

/// `StaleNodes :many`.
fn name_and_command(cx: &mut Diagnostics, text: &Spanned<String>) -> Option<(Spanned<String>, Spanned<Command>)> {
    const FORMS: &str = "`:one`, `:many`, `:exec`, `:execrows`, `:execresult` or `:execlastid`";
    let mut words = words(text);
    let Some(name) = words.next().filter(|name| !name.value.starts_with(':')) else {
        cx.error("missing-name", text.span, "a query has no name").help("write `-- name: ListThings :many`");
        return None;
    };
    let plain = name.value.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.value.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    if !plain {
        cx.error("bad-name", name.span, format!("`{}` is no name for a query", name.value))
            .help("use letters, digits and `_`, a letter first");
        return None;
    }
    let Some(written) = words.next() else {
        cx.error("unknown-command", name.span, format!("the query `{}` does not say what it returns", name.value))
            .help(format!("write one of {FORMS} behind the name"));
        return None;
    };
    let bare = written.value.strip_prefix(':').unwrap_or(&written.value);
    let known = Command::ALL.iter().find(|(known, _)| *known == bare).filter(|_| written.value.starts_with(':'));
    let Some(&(_, command)) = known else {
        let near = nearest(bare, Command::ALL.map(|(name, _)| name));
        let told = cx.error("unknown-command", written.span, format!("`{}` is no command", written.value));
        drop(match near {
            Some(near) => told.help(format!("write `:{near}`")),
            None => told.help(format!("write one of {FORMS}")),
        });
        return None;
    };
    if let Some(more) = words.next() {
        cx.error("unknown-command", more.span, format!("`{}` behind the command means nothing", more.value));
        return None;
    }
    Some((name, Spanned::new(command, written.span)))
}

impl QuerySyntax {
    /// Takes a comment line below the name in; false where it is an annotation that is wrong.
    fn annotate(&mut self, cx: &mut Diagnostics, note: Spanned<String>) -> bool {
        let text = note.value.trim();
        let (key, rest) = text.split_once(':').unwrap_or((text, ""));
        let rest = part(&note, rest);
        let mut key_words = key.split_whitespace();
        match (key_words.next().unwrap_or(""), key_words.next(), key_words.next()) {
            ("idempotent", None, _) if rest.value.is_empty() => self.idempotent = true,
            ("scan", None, _) => {
                let (table, reason) = rest.value.split_once(',').unwrap_or((&rest.value, ""));
                let reason = reason.trim().to_owned();
                self.scans.push((part(&rest, table.trim()).map(|name| super::lex::unquote(&name)), reason));
            }
            ("row", None, _) => {
                let plain = rest.value.starts_with(|c: char| c.is_ascii_uppercase())
                    && rest.value.chars().all(|c| c.is_ascii_alphanumeric());
                if !plain {
                    cx.error("bad-annotation", note.span, format!("`{}` is no name for a struct", rest.value))
                        .help("write it as `-- row: NodeView`");
                    return false;
                }
                self.row = Some(rest);
            }
            (kind @ ("column" | "param"), Some(name), None) if text.contains(':') => {
                let name = part(&note, name).map(|name| super::lex::unquote(name.trim_start_matches(['@', ':', '$'])));
                let written = rest.value.trim();
                let ty = part(&rest, written.trim_end_matches(['!', '?']).trim());
                let nullable = match written.chars().next_back() {
                    Some('!') => Some(false),
                    Some('?') => Some(true),
                    _ => None,
                };
                if ty.value.is_empty() && nullable.is_none() {
                    cx.error("bad-annotation", note.span, format!("the annotation of `{}` names no type", name.value))
                        .help(format!("write `-- {kind} {}: Type`, with `!` behind it for never NULL", name.value));
                    return false;
                }
                let list = if kind == "column" { &mut self.columns } else { &mut self.params };
                list.push(Override { name, ty, nullable });
            }
            _ => self.docs.push(text.to_owned()),
        }
        true
    }
}

/// The comment lines above a statement: the `name:` lines, and what stands below the last of them.
struct Notes {
    file: crate::source::FileId,
    names: Vec<Spanned<String>>,
    notes: Vec<Spanned<String>>,
}

impl Notes {
    /// `nameless`: the notes need no name above them.
    fn collect(tokens: &[Token], script: &Script, file: &str, nameless: bool) -> Self {
        let mut notes = Self { file: script.file, names: Vec::new(), notes: Vec::new() };
        for token in tokens.iter().filter(|token| token.kind == TokenKind::Comment) {
            let text = token.text(file);
            let mut searched = token.start;
            for line in lines(text) {
                // Each line's text stands in the comment as it is; only marks around it went.
                let start = file.get(searched..token.end).and_then(|rest| rest.find(&line)).map(|at| searched + at);
                let start = start.unwrap_or(token.start);
                searched = start + line.len();
                let span = Span::new(script.file, start..searched);
                match line.strip_prefix("name:") {
                    Some(rest) => {
                        notes.names.push(part(&Spanned::new(line.clone(), span), rest.trim()));
                        notes.notes.clear();
                    }
                    None if nameless || !notes.names.is_empty() => notes.notes.push(Spanned::new(line, span)),
                    None => {}
                }
            }
        }
        notes
    }

    fn span(&self, range: std::ops::Range<usize>) -> Span {
        Span::new(self.file, range)
    }
}

/// A piece of a text, `inner` being a slice of it or equal to one.
fn part(whole: &Spanned<String>, inner: &str) -> Spanned<String> {
    let inner = inner.trim();
    let at = whole.value.rfind(inner).unwrap_or(0);
    Spanned::new(inner.to_owned(), whole.span.part(at..at + inner.len()))
}

fn words(text: &Spanned<String>) -> impl Iterator<Item = Spanned<String>> + '_ {
    let mut at = 0;
    text.value.split_whitespace().map(move |word| {
        let start = text.value.get(at..).and_then(|rest| rest.find(word)).map_or(at, |found| at + found);
        at = start + word.len();
        Spanned::new(word.to_owned(), text.span.part(start..at))
    })
}

fn word(text: &str) -> &str {
    text.split_whitespace().next().unwrap_or(text)
}
