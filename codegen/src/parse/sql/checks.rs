//! The values that a column's CHECK allows: `CHECK (state IN ('open', 'done'))`.
//!
//! Only conditions that hold for nothing but these texts (and NULL) count: a list with a number, a NULL or an
//! expression in it promises nothing. Conditions joined by AND count each for itself.

use std::collections::BTreeSet;

use sqlparser::ast::{BinaryOperator, Expr, Value};
use sqlparser::dialect::SQLiteDialect;
use sqlparser::parser::Parser;

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
                    let range = inner.first().zip(inner.last()).map(|(first, last)| first.start..last.end);
                    let text = range.and_then(|range| sql.get(range)).unwrap_or_default();
                    for (column, values) in (Condition { is_column: &is_column }).lists(text) {
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

/// Conditions as `sqlparser` reads them. What it cannot read promises nothing.
struct Condition<'c, F> {
    is_column: &'c F,
}

impl<F: Fn(&str) -> bool> Condition<'_, F> {
    /// The lists that hold whenever the condition does.
    fn lists(&self, condition: &str) -> Vec<(String, Vec<String>)> {
        let parser = Parser::new(&SQLiteDialect {}).try_with_sql(condition);
        let Ok(expr) = parser.and_then(|mut parser| parser.parse_expr()) else { return Vec::new() };
        let mut found = Vec::new();
        self.walk(&expr, &mut found);
        found
    }

    fn walk(&self, expr: &Expr, found: &mut Vec<(String, Vec<String>)>) {
        match expr {
            Expr::Nested(inner) => self.walk(inner, found),
            Expr::BinaryOp { left, op: BinaryOperator::And, right } => {
                self.walk(left, found);
                self.walk(right, found);
            }
            _ => {
                // `None` for the values stands for NULL, which any column may hold.
                let Some((column, values)) = self.allowed(expr) else { return };
                let mut seen = BTreeSet::new();
                let values: Vec<String> = values.into_iter().filter(|value| seen.insert(value.clone())).collect();
                if !values.is_empty() {
                    found.push((column, values));
                }
            }
        }
    }

    /// The column that the condition is about, and the only texts that it may be beside NULL.
    fn allowed(&self, expr: &Expr) -> Option<(String, Vec<String>)> {
        match expr {
            Expr::Nested(inner) => self.allowed(inner),
            Expr::BinaryOp { left, op: BinaryOperator::Or, right } => {
                let (column, mut values) = self.allowed(left)?;
                let (same, more) = self.allowed(right)?;
                values.extend(more);
                same.eq_ignore_ascii_case(&column).then_some((column, values))
            }
            Expr::IsNull(column) => Some((self.column(column)?, Vec::new())),
            Expr::BinaryOp { left, op: BinaryOperator::Eq, right } => {
                Some((self.column(left)?, vec![self.value(right)?]))
            }
            Expr::InList { expr, list, negated: false } if !list.is_empty() => {
                let values = list.iter().map(|item| self.value(item));
                Some((self.column(expr)?, values.collect::<Option<_>>()?))
            }
            _ => None,
        }
    }

    fn column(&self, expr: &Expr) -> Option<String> {
        match expr {
            Expr::Identifier(name) => (self.is_column)(&name.value).then(|| name.value.clone()),
            Expr::Nested(inner) => self.column(inner),
            _ => None,
        }
    }

    fn value(&self, expr: &Expr) -> Option<String> {
        match expr {
            Expr::Value(value) => match &value.value {
                Value::SingleQuotedString(text) => Some(text.clone()),
                _ => None,
            },
            // SQLite takes a double-quoted name that names nothing for a string.
            Expr::Identifier(name) if name.quote_style == Some('"') => {
                (!(self.is_column)(&name.value)).then(|| name.value.clone())
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
        check("a CHECK ((a IS NULL) OR (A in (\"x\")))", &[("a", "x")]);
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
