//! What D1 refuses about a query: its limits, and what of SQLite it has not.
//!
//! What is hard: SQLite stops at the first thing that it does not like, and some it only finds while the statement
//! runs, when it is too late. So what words alone show is told from the tokens, all of it at once, and what is left
//! is SQLite's own verdict under D1's limits.

use super::QueryToCheck;
use crate::diag::{Diagnostic, Diagnostics, Severity, nearest};
use crate::judge::{Judge, Prepared, SqlError, d1};
use crate::parse::sql::lex::{Token, TokenKind, lex, unquote};
use crate::source::Span;

const MAX_PARAMETERS: usize = 100;
const MAX_COLUMNS: usize = 100;
/// Bytes.
const MAX_PATTERN: usize = 50;
/// What D1 promises; its engine takes 127.
const MAX_ARGUMENTS: usize = 32;
/// 2^53 − 1: what a JavaScript number holds exactly.
const MAX_INTEGER: u128 = 9_007_199_254_740_991;

/// Says what D1 would refuse. Called with the statement before anything is written out.
pub fn check_query_limits(cx: &mut Diagnostics, judge: &Judge, query: &QueryToCheck<'_>) {
    let code: Vec<Token> = lex(query.sql).into_iter().filter(|token| token.kind != TokenKind::Comment).collect();
    let words = Words { query, code: &code };
    let mut told = Diagnostics::default();
    words.check_d1(&mut told);
    words.check_kind(&mut told);
    for at in 0..code.len() {
        words.check_conflict(&mut told, at);
        words.check_pattern(&mut told, at);
        words.check_integer(&mut told, at);
        words.check_arguments(&mut told, judge, at);
    }
    let refused = told.has_errors();
    cx.absorb(told);
    match judge.prepare(query.sql) {
        Ok(prepared) => check_prepared(cx, &words, &prepared),
        Err(error) if !refused => check_refused(cx, judge, &words, &error),
        Err(_) => {}
    }
}

struct Words<'w> {
    query: &'w QueryToCheck<'w>,
    code: &'w [Token],
}

impl Words<'_> {
    fn token(&self, at: usize) -> Option<&Token> {
        self.code.get(at)
    }

    fn is(&self, at: usize, word: &str) -> bool {
        self.token(at).is_some_and(|token| token.is(self.query.sql, word))
    }

    fn text(&self, at: usize) -> &str {
        self.token(at).map_or("", |token| token.text(self.query.sql))
    }

    /// Where a token was written.
    fn span(&self, at: usize) -> Span {
        self.token(at).map_or(self.query.name.span, |token| (self.query.at)(token.start))
    }

    /// Where the token at a byte offset was written, and its text.
    fn at_offset(&self, offset: Option<usize>) -> (Span, &str) {
        let found = offset.and_then(|offset| self.code.iter().position(|token| token.end > offset));
        found.map_or((self.query.name.span, ""), |at| (self.span(at), self.text(at)))
    }

    /// What a schema is warned of is wrong in a query.
    fn check_d1(&self, cx: &mut Diagnostics) {
        let mut sink = Diagnostics::default();
        d1::check_code(&mut sink, self.query.name.span.file, self.query.sql, self.code);
        for mut diagnostic in sink.into_sorted() {
            diagnostic.severity = Severity::Error;
            diagnostic.primary.span = (self.query.at)(diagnostic.primary.span.start);
            if diagnostic.slug == "forbidden-statement" && diagnostic.help.is_some() {
                diagnostic.help = Some("run the statements as one `db.batch((…))`: it is a transaction".to_owned());
            }
            cx.push(diagnostic);
        }
    }

    /// A query must not change the schema.
    fn check_kind(&self, cx: &mut Diagnostics) {
        let changes = ["create", "drop", "alter"].iter().any(|word| self.is(0, word));
        if changes {
            cx.push(schema_change(self.span(0), &self.text(0).to_ascii_uppercase()));
        }
    }

    /// `OR ROLLBACK` must not be written.
    fn check_conflict(&self, cx: &mut Diagnostics, at: usize) {
        let writes = at.checked_sub(1).is_some_and(|before| self.is(before, "insert") || self.is(before, "update"));
        if writes && self.is(at, "or") && self.is(at + 1, "rollback") {
            cx.push(or_rollback(self.span(at + 1)));
        }
    }

    /// A LIKE or GLOB pattern must not be longer than 50 bytes, which SQLite finds only when it runs.
    fn check_pattern(&self, cx: &mut Diagnostics, at: usize) {
        let Some(token) = self.token(at + 1).filter(|token| token.kind == TokenKind::String) else { return };
        if self.is(at, "like") || self.is(at, "glob") {
            let length = unquote(token.text(self.query.sql)).len();
            if length > MAX_PATTERN {
                cx.push(like_pattern_limit(self.span(at + 1), &self.text(at).to_ascii_uppercase(), length));
            }
        }
    }

    /// An integer must be one that a JavaScript number holds exactly.
    fn check_integer(&self, cx: &mut Diagnostics, at: usize) {
        let Some(token) = self.token(at).filter(|token| token.kind == TokenKind::Number) else { return };
        let digits = token.text(self.query.sql).replace('_', "");
        let value = match digits.strip_prefix("0x").or_else(|| digits.strip_prefix("0X")) {
            Some(hex) => u128::from_str_radix(hex, 16),
            None => digits.parse(),
        };
        // What does not fit is too large, what is no integer has another problem, or none.
        let integer = digits.bytes().all(|byte| byte.is_ascii_digit());
        if value.as_ref().map_or(integer, |value| *value > MAX_INTEGER) {
            cx.push(unsafe_integer(self.span(at), self.text(at)));
        }
    }

    /// A function should not be given more than 32 arguments.
    fn check_arguments(&self, cx: &mut Diagnostics, judge: &Judge, at: usize) {
        let Some(token) = self.token(at).filter(|token| token.kind == TokenKind::Word) else { return };
        let name = token.text(self.query.sql);
        let columns = at.checked_sub(1).is_some_and(|before| self.is(before, "into"));
        if !self.is(at + 1, "(") || columns {
            return;
        }
        let (mut depth, mut commas) = (0_usize, 0_usize);
        for inner in at + 1..self.code.len() {
            match self.text(inner) {
                "(" => depth += 1,
                ")" if depth <= 1 => break,
                ")" => depth -= 1,
                "," if depth == 1 => commas += 1,
                _ => {}
            }
        }
        // A list behind IN, or of columns, is no function's.
        if commas + 1 > MAX_ARGUMENTS && judge.functions().iter().any(|known| known.eq_ignore_ascii_case(name)) {
            cx.push(function_argument_limit(self.span(at), name, commas + 1));
        }
    }
}

/// What SQLite accepts once D1's limits are lifted.
fn check_prepared(cx: &mut Diagnostics, words: &Words<'_>, prepared: &Prepared) {
    let start = words.span(0);
    let mut told = words.query.sql.len() > d1::MAX_SQL_LENGTH;
    if prepared.parameters > MAX_PARAMETERS {
        cx.push(parameter_limit(start, &words.query.name.value, prepared.parameters));
        told = true;
    }
    if prepared.columns.len() > MAX_COLUMNS {
        cx.push(column_limit(start, &words.query.name.value, prepared.columns.len()));
        told = true;
    }
    // A foreign key to a table that is missing was told of where it is declared.
    let limit = prepared.beyond_d1.as_ref().filter(|error| !error.message.contains("no such table"));
    if let Some(error) = limit.filter(|_| !told) {
        let (place, _) = words.at_offset(error.offset.or(Some(0)));
        cx.push(over_limit(place, &error.message));
    }
}

/// What SQLite refuses in any case, where there is more to say than it does.
fn check_refused(cx: &mut Diagnostics, judge: &Judge, words: &Words<'_>, error: &SqlError) {
    let (place, written) = words.at_offset(error.offset);
    if let Some(name) = error.message.strip_prefix("no such function: ") {
        let known = judge.functions();
        let here = |name: &&str| !d1::FUNCTIONS.contains(name) && name.starts_with(|c: char| c.is_ascii_alphabetic());
        let near = nearest(name, known.iter().map(String::as_str).filter(here));
        // SQLite knows no place for it.
        let at = words
            .code
            .iter()
            .position(|token| token.kind == TokenKind::Word && token.text(words.query.sql).eq_ignore_ascii_case(name));
        cx.push(unknown_function(at.map_or(place, |at| words.span(at)), name, near));
    } else if error.message.starts_with("no such column: \"") && written.starts_with('"') {
        let mut told = d1::double_quoted_string(place, written);
        told.severity = Severity::Error;
        told.message = format!("`{written}` names no column");
        cx.push(told);
    }
}

// Diagnostic: forbidden-statement
//
// ```sql
// -- name: Prepare :exec
// CREATE TABLE IF NOT EXISTS nodes (id TEXT PRIMARY KEY);
// ```
fn schema_change(span: Span, keyword: &str) -> Diagnostic {
    Diagnostic::error("forbidden-statement", span, format!("`{keyword}` is no query"))
        .label("it changes the schema")
        .help("put it into schema.sql or a migration")
}

// Diagnostic: forbidden-statement. `INSERT OR ROLLBACK INTO nodes (id) VALUES (?)`
fn or_rollback(span: Span) -> Diagnostic {
    Diagnostic::error("forbidden-statement", span, "`OR ROLLBACK` is refused by D1")
        .label("it resets the whole database object")
        .help("write `OR ABORT`, which is what happens without it: the batch is rolled back")
}

// Diagnostic: like-pattern-limit. `SELECT id FROM nodes WHERE name LIKE '…51 bytes…'`
fn like_pattern_limit(span: Span, operator: &str, length: usize) -> Diagnostic {
    Diagnostic::error("like-pattern-limit", span, format!("a {operator} pattern of {length} bytes is refused by D1"))
        .label(format!("at most {MAX_PATTERN} bytes"))
        .help("compare with `instr(column, 'text') > 0`, or `substr(column, 1, n) = 'text'` for a beginning")
}

// Diagnostic: unsafe-integer. `SELECT 9007199254740993`
fn unsafe_integer(span: Span, written: &str) -> Diagnostic {
    Diagnostic::error("unsafe-integer", span, format!("`{written}` is beyond ±(2^53 - 1)"))
        .label("no JavaScript number is this one")
        .help(format!("JSON and D1 hold no larger integer exactly; the limit is {MAX_INTEGER}"))
}

// Diagnostic: function-argument-limit. `SELECT max(?, ?, …33 of them…)`
fn function_argument_limit(span: Span, name: &str, count: usize) -> Diagnostic {
    Diagnostic::warning("function-argument-limit", span, format!("`{name}` is given {count} arguments"))
        .label(format!("D1 promises {MAX_ARGUMENTS}"))
        .help("nest two calls")
}

// Diagnostic: parameter-limit. An INSERT with 101 `?`.
fn parameter_limit(span: Span, query: &str, count: usize) -> Diagnostic {
    Diagnostic::error("parameter-limit", span, format!("query `{query}` has {count} parameters"))
        .label(format!("D1 takes at most {MAX_PARAMETERS}"))
        .help("give a list as one parameter: `IN (sqlc.slice(ids))`, or rows as JSON: `SELECT … FROM json_each(?)`")
}

// Diagnostic: column-limit. A SELECT of 101 columns.
fn column_limit(span: Span, query: &str, count: usize) -> Diagnostic {
    Diagnostic::error("column-limit", span, format!("query `{query}` returns {count} columns"))
        .label(format!("D1 takes at most {MAX_COLUMNS}"))
        .help("name the columns that are needed, or make two queries and run them as a batch")
}

// Diagnostic: compound-select-limit and others. Six SELECTs with UNION between them.
fn over_limit(span: Span, message: &str) -> Diagnostic {
    if message.contains("foreign key mismatch") {
        // What is wrong stands in the schema, and is told there too.
        return Diagnostic::error(
            "foreign-key",
            span,
            format!("{message} under D1, which always enforces foreign keys"),
        )
        .label("SQLite accepts it with foreign keys off")
        .help("let the key reference a PRIMARY KEY, or columns with a UNIQUE index");
    }
    let (slug, limit) = d1::limit_of(message);
    let told = Diagnostic::error(slug, span, format!("{message} under D1's limits")).label(limit);
    match slug {
        "compound-select-limit" => told.help("use `IN (…)` or `VALUES (…), (…)`, which have no such limit"),
        "expression-depth-limit" => told.help("use `IN (…)` for a chain of OR, or put parentheses around halves of it"),
        _ => told,
    }
}

// Diagnostic: forbidden-function. `SELECT regexp_like(name, ?) FROM nodes`
fn unknown_function(span: Span, name: &str, near: Option<&str>) -> Diagnostic {
    /// What other databases call otherwise.
    const ELSEWHERE: [(&str, &str); 13] = [
        ("any", "x IN (sqlc.slice(list))"),
        ("array_agg", "json_group_array(x)"),
        ("date_trunc", "strftime(format, x)"),
        ("getdate", "unixepoch()"),
        ("greatest", "max(x, y)"),
        ("isnull", "ifnull(x, y)"),
        ("least", "min(x, y)"),
        ("left", "substr(x, 1, n)"),
        ("len", "length(x)"),
        ("now", "unixepoch()"),
        ("nvl", "ifnull(x, y)"),
        ("right", "substr(x, -n)"),
        ("to_char", "strftime(format, x)"),
    ];
    let told = Diagnostic::error("forbidden-function", span, format!("D1 has no function `{name}`"));
    let elsewhere = ELSEWHERE.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, here)| *here);
    match elsewhere.or(near) {
        Some(near) => told.label("nor has SQLite").help(format!("write `{near}`")),
        None => told.label("nor has SQLite"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{SourceMap, Spanned};

    #[track_caller]
    fn check(sql: &str, expected: &[&str]) {
        let mut sources = SourceMap::default();
        let file = sources.add("queries.sql", sql);
        let name = Spanned::new("Q".to_owned(), Span::new(file, 0..0));
        let statement = Span::new(file, 0..sql.len());
        let at = |offset: usize| Span::new(file, offset..offset + 1);
        let mut judge = Judge::new().expect("SQLite");
        judge.run("CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT)");
        let mut cx = Diagnostics::default();
        check_query_limits(&mut cx, &judge, &QueryToCheck { sql, name: &name, statement, at: &at });
        let told = cx.into_sorted();
        let slugs: Vec<String> = told
            .iter()
            .map(|told| format!("{} {} at {}", told.severity.as_str(), told.slug, told.primary.span.start))
            .collect();
        assert_eq!(slugs, expected, "{told:?}");
    }

    #[test]
    fn long_statements() {
        check(&format!("SELECT '{}'", "x".repeat(99_991)), &[]);
        check(&format!("SELECT '{}'", "x".repeat(99_992)), &["error sql-too-long at 0"]);
    }

    #[test]
    fn what_is_no_mistake() {
        check("EXPLAIN QUERY PLAN SELECT * FROM t", &[]);
        check("PRAGMA foreign_key_list(t)", &[]);
        check("INSERT OR REPLACE INTO t (a) VALUES (?1) RETURNING a", &[]);
        check("SELECT a FROM t WHERE b LIKE ?1 ESCAPE '\\' AND a < 9_007_199_254_740_991 AND a > -1e300", &[]);
        check(&format!("INSERT INTO t (a) VALUES {}", vec!["(1)"; 600].join(", ")), &[]);
        check(&format!("SELECT a FROM t WHERE a IN ({})", vec!["1"; 600].join(", ")), &[]);
        check(&format!("SELECT a FROM t WHERE b GLOB '{}'", "x".repeat(50)), &[]);
    }

    #[test]
    fn all_at_once() {
        check(
            "SELECT sqlite_version(), 9007199254740992 FROM _cf_x WHERE a LIKE '123456789012345678901234567890123456789012345678901'",
            &[
                "error forbidden-function at 7",
                "error unsafe-integer at 25",
                "error forbidden-name at 47",
                "error like-pattern-limit at 66",
            ],
        );
        check("SELECT b FROM t WHERE a = ?101", &["error parameter-limit at 0"]);
        check("UPDATE OR ROLLBACK t SET b = 'x' WHERE a = 1", &["error forbidden-statement at 10"]);
        check("DROP TABLE t", &["error forbidden-statement at 0"]);
        check("SELECT a FROM t WHERE b = \"x\"", &["error double-quoted-string at 26"]);
    }
}
