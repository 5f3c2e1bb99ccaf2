//! A SQL file as statements: text → tokens → where each statement starts and ends → what it declares.
//!
//! What is hard: a file must fall apart exactly where SQLite would cut it, triggers included, because one
//! statement that is wrong must not hide the others. So the cut is the state machine of
//! `sqlite3_complete` over tokens of our own lexer, which also keeps the comments and every position.
//! What the statements *mean* is SQLite's to say (`judge`); here is only what SQLite does not tell:
//! positions, comments and the words of a CHECK.

pub mod checks;
pub mod docs;
pub mod lex;
pub mod queries;
pub mod shape;

use std::ops::Range;

use crate::source::{FileId, SourceMap, Span};
use lex::{Token, TokenKind};

/// A SQL file, cut into statements.
#[derive(Clone, Debug)]
pub struct Script {
    pub file: FileId,
    /// Everything but white space, comments included.
    pub tokens: Vec<Token>,
    pub statements: Vec<Statement>,
}

/// A statement: positions of its first token and one past its last, the `;` left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    pub tokens: Range<usize>,
    pub span: Span,
}

/// Cuts a file into statements. Never fails: what SQLite would refuse is a statement like any other.
pub fn parse_script(sources: &SourceMap, file: FileId) -> Script {
    let text = sources.text(file);
    let tokens = lex::lex(text);
    let mut statements = Vec::new();
    let mut state = Complete::Start;
    let mut open: Option<Range<usize>> = None;
    for (index, token) in tokens.iter().enumerate() {
        if token.kind == TokenKind::Comment {
            continue;
        }
        state = state.after(token.word(text));
        if state == Complete::Start {
            statements.extend(open.take());
        } else if let Some(open) = &mut open {
            open.end = index + 1;
        } else {
            open = Some(index..index + 1);
        }
    }
    statements.extend(open);
    let statements = statements
        .into_iter()
        .filter_map(|range| {
            let (first, last) = (tokens.get(range.start)?, tokens.get(range.end.checked_sub(1)?)?);
            Some(Statement { span: Span::new(file, first.start..last.end), tokens: range })
        })
        .collect();
    Script { file, tokens, statements }
}

impl Script {
    /// The statement's tokens, comments left out.
    pub fn code<'s>(&'s self, statement: &Statement) -> impl Iterator<Item = &'s Token> + use<'s> {
        let tokens = self.tokens.get(statement.tokens.clone()).unwrap_or_default();
        tokens.iter().filter(|token| token.kind != TokenKind::Comment)
    }
}

/// What `sqlite3_complete` knows of a statement so far (<https://sqlite.org/src/file/src/complete.c>).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Complete {
    /// Between statements.
    Start,
    /// In a statement that ends at the next semicolon.
    Normal,
    /// After EXPLAIN at the start.
    Explain,
    /// After CREATE at the start, or TEMP after that.
    Create,
    /// In a trigger, which ends at `; END ;`.
    Trigger,
    /// After a semicolon in a trigger.
    Semi,
    /// After `; END` in a trigger.
    End,
}

impl Complete {
    fn after(self, word: &str) -> Self {
        let is = |keyword: &str| word.eq_ignore_ascii_case(keyword);
        match self {
            Self::Trigger | Self::Semi | Self::End if is(";") => {
                if self == Self::End {
                    Self::Start
                } else {
                    Self::Semi
                }
            }
            Self::Semi if is("end") => Self::End,
            Self::Trigger | Self::Semi | Self::End => Self::Trigger,
            _ if is(";") => Self::Start,
            Self::Start if is("explain") => Self::Explain,
            Self::Start | Self::Explain if is("create") => Self::Create,
            // EXPLAIN QUERY PLAN CREATE … is not worth a state of its own, neither here nor in SQLite.
            Self::Explain => Self::Normal,
            Self::Create if is("temp") || is("temporary") => Self::Create,
            Self::Create if is("trigger") => Self::Trigger,
            Self::Start | Self::Normal | Self::Create => Self::Normal,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let mut sources = SourceMap::default();
        let file = sources.add("schema.sql", text);
        let script = parse_script(&sources, file);
        let found: Vec<&str> = script.statements.iter().map(|statement| sources.slice(statement.span)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn semicolons_in_strings_names_and_comments() {
        check(
            "SELECT ';' ; -- a;b\n/* ; */ SELECT \";\", [;], `;`, 'it''s;';;\n; SELECT 3 -- the end",
            &["SELECT ';'", "SELECT \";\", [;], `;`, 'it''s;'", "SELECT 3"],
        );
    }

    #[test]
    fn triggers_hold_statements() {
        let trigger =
            "CREATE TEMP TRIGGER t AFTER INSERT ON a BEGIN UPDATE a SET b = CASE WHEN 1 THEN 2 END; DELETE FROM c; END";
        check(&format!("{trigger}; SELECT 1;"), &[trigger, "SELECT 1"]);
        check("CREATE TRIGGER t BEGIN SELECT 1;", &["CREATE TRIGGER t BEGIN SELECT 1;"]);
        check("CREATE TABLE trigger_log (x); SELECT 1", &["CREATE TABLE trigger_log (x)", "SELECT 1"]);
    }

    #[test]
    fn unfinished_things() {
        check("", &[]);
        check("-- only words", &[]);
        check("SELECT 'open; SELECT 2", &["SELECT 'open; SELECT 2"]);
        check("SELECT 1 /* open; SELECT 2", &["SELECT 1"]);
        check("\u{feff}SELECT 1;\r\nSELECT é", &["SELECT 1", "SELECT é"]);
    }
}
