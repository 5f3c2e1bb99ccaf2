//! A statement as D1 takes it: parameters by number, sqlc's macros resolved, comments gone.
//!
//! What is hard: D1 binds by number only, and every error that SQLite then finds in the new text belongs to a place
//! in the old one. So each piece of the new text remembers where it came from.

use super::super::lex::{Token, TokenKind, unquote};
use super::super::{Script, Statement};
use crate::diag::{Diagnostics, nearest};
use crate::source::{FileId, Span, Spanned};

/// SQL whose pieces know where they were written.
#[derive(Clone, Debug, Default)]
pub struct Rewritten {
    pub text: String,
    /// By parameter number less one; `None` for a number that no parameter has.
    pub params: Vec<Option<ParamSyntax>>,
    /// Byte offsets in `text` of the stars that `sqlc.embed(t)` became, with `t`.
    pub embeds: Vec<(usize, Spanned<String>)>,
    /// Of each piece: its start in `text` and the token it came from.
    pieces: Vec<(usize, Span)>,
}

/// A parameter as it is written.
#[derive(Clone, Debug)]
pub struct ParamSyntax {
    /// `None` for `?` and `?1`.
    pub name: Option<String>,
    /// Its first place.
    pub span: Span,
    /// `sqlc.narg`.
    pub nullable: bool,
    /// `sqlc.slice`.
    pub slice: bool,
}

impl Rewritten {
    /// Where the text at an offset was written.
    pub fn span(&self, offset: usize) -> Option<Span> {
        let at = self.pieces.partition_point(|(start, _)| *start <= offset);
        self.pieces.get(at.checked_sub(1)?).map(|(_, span)| *span)
    }

    fn push(&mut self, text: &str, token: Span, spaced: bool) {
        if spaced && !self.text.is_empty() {
            self.text.push(' ');
        }
        self.pieces.push((self.text.len(), token));
        self.text.push_str(text);
    }
}

/// Rewrites a statement; `None` where a macro or a parameter is wrong, which is told.
pub(super) fn rewrite(cx: &mut Diagnostics, script: &Script, statement: &Statement, file: &str) -> Option<Rewritten> {
    let code: Vec<Token> = script.code(statement).copied().collect();
    let mut writer = Writer { out: Rewritten::default(), file, id: script.file, sound: true, numbered: Vec::new() };
    let mut at = 0;
    let mut end = statement.span.start;
    while let Some(token) = code.get(at) {
        // Comments and line breaks become one space.
        let spaced = end < token.start;
        let used = match token.kind {
            TokenKind::Variable => {
                writer.variable(cx, token, spaced);
                1
            }
            TokenKind::Word if is_macro(code.get(at..).unwrap_or_default(), file) => {
                writer.sqlc(cx, code.get(at..).unwrap_or_default(), spaced)
            }
            _ => {
                writer.out.push(token.text(file), writer.span(token), spaced);
                1
            }
        };
        at += used;
        end = code.get(at.saturating_sub(1)).map_or(end, |token| token.end);
    }
    writer.check_gaps(cx);
    writer.sound.then_some(writer.out)
}

fn is_macro(code: &[Token], file: &str) -> bool {
    matches!(code, [sqlc, dot, ..] if sqlc.is(file, "sqlc") && dot.is(file, "."))
}

struct Writer<'f> {
    out: Rewritten,
    file: &'f str,
    id: FileId,
    sound: bool,
    /// The numbers that were written as such.
    numbered: Vec<usize>,
}

impl Writer<'_> {
    fn span(&self, token: &Token) -> Span {
        Span::new(self.id, token.start..token.end)
    }

    /// `?`, `?1`, `:x`, `@x`, `$x`: numbers as SQLite gives them
    /// (<https://sqlite.org/lang_expr.html#parameters>).
    fn variable(&mut self, cx: &mut Diagnostics, token: &Token, spaced: bool) {
        let (text, span) = (token.text(self.file), self.span(token));
        let number = match text.strip_prefix('?') {
            Some("") => self.number(None, span),
            Some(digits) => match digits.parse::<usize>() {
                Ok(number) if (1..=MAX_NUMBER).contains(&number) => {
                    self.reserve(cx, number, span);
                    number
                }
                _ => {
                    cx.error("parameter-limit", span, format!("`{text}` is beyond D1's parameters"))
                        .label("at most `?100`")
                        .help("number them from `?1`, or give them names");
                    self.sound = false;
                    return;
                }
            },
            None => self.number(Some(text.get(1..).unwrap_or_default()), span),
        };
        self.out.push(&format!("?{number}"), span, spaced);
    }

    /// `sqlc.arg(x)` and the like; returns how many tokens it took.
    fn sqlc(&mut self, cx: &mut Diagnostics, code: &[Token], spaced: bool) -> usize {
        const MACROS: [&str; 4] = ["arg", "narg", "slice", "embed"];
        let word = code.get(2).map(|token| token.word(self.file).to_ascii_lowercase()).unwrap_or_default();
        let span_to = |at: usize| {
            let (first, last) = (code.first(), code.get(at).or(code.last()));
            first.zip(last).map_or(Span::new(self.id, 0..0), |(a, b)| Span::new(self.id, a.start..b.end))
        };
        if !MACROS.contains(&word.as_str()) {
            let told = cx.error("unknown-macro", span_to(2), format!("`sqlc.{word}` is no macro"));
            drop(match nearest(&word, MACROS) {
                Some(near) => told.help(format!("write `sqlc.{near}(…)`")),
                None => told.help("there are `sqlc.arg`, `sqlc.narg`, `sqlc.slice` and `sqlc.embed`"),
            });
            self.sound = false;
            return 3.min(code.len());
        }
        let [_, _, _, open, name, close, ..] = code else {
            return self.bad_macro(cx, span_to(5), &word, code.len());
        };
        let named = name.name(self.file).filter(|_| open.is(self.file, "(") && close.is(self.file, ")"));
        let Some(named) = named else { return self.bad_macro(cx, span_to(5), &word, 3) };
        let span = span_to(5);
        if word == "embed" {
            self.out.push(name.text(self.file).trim_matches('\''), span, spaced);
            self.out.text.push('.');
            self.out.embeds.push((self.out.text.len(), Spanned::new(named, self.span(name))));
            self.out.text.push('*');
            return 6;
        }
        let number = self.number(Some(&named), span);
        if let Some(Some(param)) = self.out.params.get_mut(number.saturating_sub(1)) {
            param.nullable |= word == "narg";
            param.slice |= word == "slice";
        }
        if word == "slice" {
            let text = self.out.text.to_ascii_lowercase();
            let before = text.trim_end().strip_suffix('(').map(str::trim_end).unwrap_or_default();
            let list = before.ends_with(" in") && code.get(6).is_some_and(|token| token.is(self.file, ")"));
            if !list {
                cx.error("bad-macro", span, format!("`sqlc.slice({named})` stands outside of a list"))
                    .help(format!("write `x IN (sqlc.slice({named}))`"));
                self.sound = false;
            }
        }
        self.out.push(&format!("?{number}"), span, spaced);
        6
    }

    fn bad_macro(&mut self, cx: &mut Diagnostics, span: Span, word: &str, used: usize) -> usize {
        let what = if word == "embed" { "table" } else { "name" };
        cx.error("bad-macro", span, format!("`sqlc.{word}` takes one {what}"))
            .help(format!("write `sqlc.{word}({what})`"));
        self.sound = false;
        used.max(1)
    }

    /// The number of a named parameter, or the next one.
    fn number(&mut self, name: Option<&str>, span: Span) -> usize {
        let known = name.and_then(|name| {
            let same =
                |param: &Option<ParamSyntax>| param.as_ref().is_some_and(|param| param.name.as_deref() == Some(name));
            self.out.params.iter().position(same)
        });
        if let Some(at) = known {
            return at + 1;
        }
        let name = name.map(unquote);
        self.out.params.push(Some(ParamSyntax { name, span, nullable: false, slice: false }));
        self.out.params.len()
    }

    // Diagnostic: mixed-parameters
    //
    // `VALUES (?1, @uid, ?2)`
    /// A number as written. SQLite gives numbers to names and `?` too, and one that has become a name's by accident would bind its value.
    fn reserve(&mut self, cx: &mut Diagnostics, number: usize, span: Span) {
        if self.out.params.len() < number {
            self.out.params.resize(number, None);
        }
        match self.out.params.get_mut(number - 1) {
            Some(slot @ None) => {
                *slot = Some(ParamSyntax { name: None, span, nullable: false, slice: false });
                self.numbered.push(number);
            }
            Some(Some(other)) if !self.numbered.contains(&number) => {
                let message = format!("`?{number}` is a parameter that is there already");
                cx.error("mixed-parameters", span, message)
                    .label("SQLite has given it this number")
                    .secondary(other.span, "the same parameter")
                    .help("give all parameters names, or numbers to all of them");
                self.sound = false;
            }
            _ => {}
        }
    }

    // Diagnostic: unbound-parameter
    //
    // `WHERE a = ?1 AND b = ?3`
    /// D1 wants a value for every number up to the highest.
    fn check_gaps(&mut self, cx: &mut Diagnostics) {
        let Some(last) = self.out.params.iter().flatten().next_back().map(|param| param.span) else { return };
        let missing: Vec<String> = (1..)
            .zip(&self.out.params)
            .filter(|(_, param)| param.is_none())
            .map(|(number, _)| format!("`?{number}`"))
            .collect();
        if !missing.is_empty() {
            let message = format!("there is `?{}` and no {}", self.out.params.len(), missing.join(", "));
            cx.error("unbound-parameter", last, message)
                .label("D1 wants a value for every number up to this")
                .help("number the parameters without a gap, or give them names");
            self.sound = false;
        }
    }
}

/// More than D1's 100, so that a parameter too many is told with all the others of its query.
const MAX_NUMBER: usize = 32_766;

#[cfg(test)]
mod tests {
    use super::super::super::parse_script;
    use super::*;
    use crate::source::SourceMap;

    #[track_caller]
    fn check(text: &str, expected: &str, names: &[&str]) {
        let mut sources = SourceMap::default();
        let file = sources.add("queries.sql", text);
        let script = parse_script(&sources, file);
        let mut cx = Diagnostics::default();
        let out = rewrite(&mut cx, &script, &script.statements[0], text).expect("sound");
        assert_eq!(out.text, expected);
        let found: Vec<String> = out
            .params
            .iter()
            .flatten()
            .map(|param| {
                let mark = if param.slice {
                    "[]"
                } else if param.nullable {
                    "?"
                } else {
                    ""
                };
                format!("{}{mark}", param.name.as_deref().unwrap_or("-"))
            })
            .collect();
        assert_eq!(found, names);
    }

    #[test]
    fn parameters_are_numbered() {
        check("SELECT ?,\n  ? -- two\n, ?", "SELECT ?1, ?2 , ?3", &["-", "-", "-"]);
        check("SELECT ?2, ?1, ?, ?1", "SELECT ?2, ?1, ?3, ?1", &["-", "-", "-"]);
    }

    #[test]
    fn names_and_macros() {
        check("SELECT @a, :b, $a /* c */ + sqlc.arg('b')", "SELECT ?1, ?2, ?1 + ?2", &["a", "b"]);
        check(
            "SELECT * FROM t WHERE a IN (sqlc.slice(ids)) AND b = sqlc.narg(b)",
            "SELECT * FROM t WHERE a IN (?1) AND b = ?2",
            &["ids[]", "b?"],
        );
        check("SELECT sqlc.embed(t), u.a FROM t, u", "SELECT t.*, u.a FROM t, u", &[]);
        check(
            "SELECT '?', \"@a\", x ->> '$.b' FROM t WHERE a = ?2 AND b = ?1",
            "SELECT '?', \"@a\", x ->> '$.b' FROM t WHERE a = ?2 AND b = ?1",
            &["-", "-"],
        );
    }
}
