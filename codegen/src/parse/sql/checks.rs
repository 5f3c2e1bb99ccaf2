//! The values that a column's CHECK allows: `CHECK (state IN ('open', 'done'))`.
//!
//! Only conditions that hold for nothing but these texts (and NULL) count: a list with a number, a NULL or an
//! expression in it promises nothing. Conditions joined by AND count each for itself.

use super::lex::{Token, TokenKind, lex};
use super::shape::items;

/// What a CREATE TABLE's text says of its columns beyond `PRAGMA table_xinfo`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TableText {
    /// Column and the texts it may hold, at most one list for a column.
    pub lists: Vec<(String, Vec<String>)>,
    /// Columns that compare other than byte by byte: a list does not bound their texts.
    pub collated: Vec<String>,
}

/// Reads the text of a table as SQLite keeps it in `sqlite_schema`. `is_column` tells a column from a string in
/// double quotes.
pub fn parse_table_text(sql: &str, is_column: impl Fn(&str) -> bool) -> TableText {
    let mut code = lex(sql);
    code.retain(|token| token.kind != TokenKind::Comment);
    let mut found = TableText::default();
    let Some(open) = code.iter().position(|token| token.is(sql, "(")) else { return found };
    for item in items(&code, open, sql).list {
        let mut depth = 0_usize;
        for (index, token) in item.iter().enumerate() {
            match token.word(sql) {
                "(" => depth += 1,
                ")" => depth = depth.saturating_sub(1),
                _ if depth > 0 => {}
                word if word.eq_ignore_ascii_case("check") => {
                    let inner = inside(item.get(index + 1..).unwrap_or_default(), sql);
                    let condition = Condition { sql, is_column: &is_column };
                    for (column, values) in condition.lists(inner) {
                        if !found.lists.iter().any(|(known, _)| known.eq_ignore_ascii_case(&column)) {
                            found.lists.push((column, values));
                        }
                    }
                }
                word if word.eq_ignore_ascii_case("collate") => {
                    let collation = item.get(index + 1).and_then(|token| token.name(sql));
                    if collation.is_some_and(|name| !name.eq_ignore_ascii_case("binary")) {
                        found.collated.extend(item.first().and_then(|first| first.name(sql)));
                    }
                }
                _ => {}
            }
        }
    }
    found
}

/// The tokens between the parenthesis that `tokens` start with and its partner; empty where there is none.
fn inside<'c>(tokens: &'c [Token], sql: &str) -> &'c [Token] {
    let mut depth = 0_usize;
    for (index, token) in tokens.iter().enumerate() {
        match token.word(sql) {
            "(" => depth += 1,
            ")" => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return tokens.get(1..index).unwrap_or_default();
        }
    }
    &[]
}

struct Condition<'c, F> {
    sql: &'c str,
    is_column: &'c F,
}

impl<F: Fn(&str) -> bool> Condition<'_, F> {
    /// The lists that hold whenever the condition does.
    fn lists(&self, tokens: &[Token]) -> Vec<(String, Vec<String>)> {
        let tokens = self.bare(tokens);
        let joined = self.split(tokens, "and");
        if joined.len() > 1 {
            return joined.into_iter().flat_map(|part| self.lists(part)).collect();
        }
        let mut list: Option<(String, Vec<String>)> = None;
        let mut null_of: Option<String> = None;
        for part in self.split(tokens, "or") {
            let part = self.bare(part);
            if let Some(column) = self.is_null(part) {
                null_of = Some(column);
            } else if let Some((column, values)) = self.list(part) {
                match &mut list {
                    None => list = Some((column, values)),
                    Some((same, all)) if same.eq_ignore_ascii_case(&column) => all.extend(values),
                    Some(_) => return Vec::new(),
                }
            } else {
                return Vec::new();
            }
        }
        let Some((column, mut values)) = list else { return Vec::new() };
        if null_of.is_some_and(|null| !null.eq_ignore_ascii_case(&column)) {
            return Vec::new();
        }
        let mut seen = std::collections::BTreeSet::new();
        values.retain(|value| seen.insert(value.clone()));
        vec![(column, values)]
    }

    /// Without parentheses around the whole.
    fn bare<'t>(&self, mut tokens: &'t [Token]) -> &'t [Token] {
        while tokens.first().is_some_and(|token| token.is(self.sql, "(")) {
            let inner = inside(tokens, self.sql);
            if inner.len() + 2 != tokens.len() {
                break;
            }
            tokens = inner;
        }
        tokens
    }

    /// Parts between a keyword outside all parentheses.
    fn split<'t>(&self, tokens: &'t [Token], keyword: &str) -> Vec<&'t [Token]> {
        let mut depth = 0_usize;
        tokens
            .split(|token| {
                match token.word(self.sql) {
                    "(" => depth += 1,
                    ")" => depth = depth.saturating_sub(1),
                    _ => {}
                }
                depth == 0 && token.is(self.sql, keyword)
            })
            .collect()
    }

    fn is_null(&self, tokens: &[Token]) -> Option<String> {
        match tokens {
            [column, is, null] if is.is(self.sql, "is") && null.is(self.sql, "null") => self.column(column),
            [column, isnull] if isnull.is(self.sql, "isnull") => self.column(column),
            _ => None,
        }
    }

    /// `col IN ('a', 'b')`, `col = 'a'` or `col IS 'a'`.
    fn list(&self, tokens: &[Token]) -> Option<(String, Vec<String>)> {
        match tokens {
            [column, keyword, rest @ ..] if keyword.is(self.sql, "in") => {
                let inner = inside(rest, self.sql);
                if inner.is_empty() || inner.len() + 2 != rest.len() {
                    return None;
                }
                let values = inner.split(|token| token.is(self.sql, ",")).map(|item| match item {
                    [value] => self.value(value),
                    _ => None,
                });
                Some((self.column(column)?, values.collect::<Option<_>>()?))
            }
            [column, keyword, value] if keyword.is(self.sql, "=") || keyword.is(self.sql, "is") => {
                Some((self.column(column)?, vec![self.value(value)?]))
            }
            [column, first, second, value] if first.is(self.sql, "=") && second.is(self.sql, "=") => {
                Some((self.column(column)?, vec![self.value(value)?]))
            }
            _ => None,
        }
    }

    fn column(&self, token: &Token) -> Option<String> {
        let name = (token.kind != TokenKind::String).then(|| token.name(self.sql)).flatten()?;
        (self.is_column)(&name).then_some(name)
    }

    fn value(&self, token: &Token) -> Option<String> {
        match token.kind {
            TokenKind::String => token.name(self.sql),
            // SQLite takes a double-quoted name that names nothing for a string.
            TokenKind::Quoted if token.text(self.sql).starts_with('"') => {
                token.name(self.sql).filter(|name| !(self.is_column)(name))
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(body: &str, expected: &[(&str, &str)]) {
        let sql = format!("CREATE TABLE t ({body})");
        let found = parse_table_text(&sql, |name| ["a", "b", "c d"].contains(&name.to_lowercase().as_str())).lists;
        let found: Vec<(String, String)> =
            found.into_iter().map(|(column, values)| (column, values.join("|"))).collect();
        let expected: Vec<(String, String)> =
            expected.iter().map(|&(column, values)| (column.to_owned(), values.to_owned())).collect();
        assert_eq!(found, expected, "{body}");
    }

    #[test]
    fn lists_that_bound_a_column() {
        check("a TEXT CHECK (a IN ('x', 'y''z', 'x'))", &[("a", "x|y'z")]);
        check("a CHECK ((a IS NULL) OR (A in (\"x\")))", &[("A", "x")]);
        check(
            "a, [c d], CONSTRAINT k CHECK(a='x' OR a == 'y') CHECK (\"c d\" IN ('q') AND b > 3)",
            &[("a", "x|y"), ("c d", "q")],
        );
    }

    #[test]
    fn lists_that_do_not() {
        check("a CHECK (a IN ('x', NULL))", &[]);
        check("a CHECK (a IN ('x', 1))", &[]);
        check("a CHECK (a NOT IN ('x'))", &[]);
        check("a CHECK (lower(a) IN ('x'))", &[]);
        check("a CHECK (a IN ('x') OR b = 'y')", &[]);
        check("a CHECK (a IN (SELECT 'x'))", &[]);
        check("a CHECK (a IN ('x') OR length(a) > 3)", &[]);
        check("a CHECK (a COLLATE NOCASE IN ('x'))", &[]);
        check("a DEFAULT ('CHECK (a IN (''x''))')", &[]);
        check("a CHECK (a BETWEEN 'x' AND 'y')", &[]);
    }
}
