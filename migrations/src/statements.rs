//! A file's statements, cut where SQLite says that one is complete (`sqlite3_complete`), as wrangler cuts them.
//!
//! What is hard: triggers hold semicolons, and so do texts and comments. SQLite knows; it is asked at each semicolon.

use std::ffi::CString;

use rusqlite::ffi;

/// Bytes of one statement that D1 takes.
const MAX_LENGTH: usize = 100_000;

/// One statement of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Statement<'a> {
    /// From its first word to its semicolon.
    pub(crate) sql: &'a str,
    /// Where it starts, in bytes.
    pub(crate) start: usize,
}

/// A place of a file and what is wrong there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Uncut {
    pub(crate) start: usize,
    pub(crate) message: &'static str,
}

/// Cuts a file into its statements.
pub(crate) fn statements(text: &str) -> Result<Vec<Statement<'_>>, Uncut> {
    let mut found = Vec::new();
    let mut at = 0;
    loop {
        let uncut = |start, message| Uncut { start, message };
        let rest = text.get(at..).unwrap_or_default();
        let blank = blank(rest).ok_or_else(|| uncut(at, "a comment is never closed"))?;
        let (start, rest) = (at + blank, rest.get(blank..).unwrap_or_default());
        if rest.is_empty() {
            return Ok(found);
        }
        let length = length(rest).map_err(|message| uncut(start, message))?;
        let sql = rest.get(..length).unwrap_or_default();
        if sql != ";" {
            found.push(Statement { sql, start });
        }
        at = start + length;
    }
}

/// The line, counted from 1, of a byte.
pub(crate) fn line(text: &str, at: usize) -> usize {
    1 + text.bytes().take(at).filter(|byte| *byte == b'\n').count()
}

/// The length of the first statement.
fn length(rest: &str) -> Result<usize, &'static str> {
    for (semicolon, _) in rest.match_indices(';') {
        let sql = rest.get(..=semicolon).unwrap_or_default();
        if is_complete(sql)? {
            return if sql.len() > MAX_LENGTH { Err(TOO_LONG) } else { Ok(sql.len()) };
        }
        if semicolon > MAX_LENGTH {
            return Err(TOO_LONG);
        }
    }
    Err("the statement has no `;` at its end, and wrangler writes one of its own behind the file")
}

const TOO_LONG: &str = "the statement is longer than the 100,000 bytes that D1 takes";

fn is_complete(sql: &str) -> Result<bool, &'static str> {
    let sql = CString::new(sql).map_err(|_| "there is a NUL character")?;
    // SAFETY: the function reads the text up to its NUL, and keeps nothing.
    Ok(unsafe { ffi::sqlite3_complete(sql.as_ptr()) } == 1)
}

/// The length of the white space and comments at the beginning; nothing where a comment is never closed.
fn blank(text: &str) -> Option<usize> {
    let mut rest = text;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
        if rest.starts_with("--") {
            rest = rest.find('\n').and_then(|end| rest.get(end..)).unwrap_or_default();
        } else if let Some(comment) = rest.strip_prefix("/*") {
            rest = comment.split_once("*/")?.1;
        } else {
            return Some(text.len() - rest.len());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[(usize, &str)]) {
        let found = statements(text).unwrap();
        let found: Vec<_> = found.iter().map(|statement| (line(text, statement.start), statement.sql)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_statement_ends_where_sqlite_says() {
        check("", &[]);
        check("-- nothing;\n/* ; */ ;; \n", &[]);
        check("\u{feff}SELECT 1;\r\n-- a;\nSELECT ';' -- ;\n;", &[(1, "SELECT 1;"), (3, "SELECT ';' -- ;\n;")]);
        let trigger = "create trigger t after insert on a begin select case when 1 then 2 end; delete from b; end;";
        check(&format!("SELECT 1;\n\n{trigger} SELECT 2;"), &[(1, "SELECT 1;"), (3, trigger), (3, "SELECT 2;")]);
    }

    #[test]
    fn what_cannot_be_cut() {
        let told = |text: &str| statements(text).map(|_| ()).map_err(|uncut| (line(text, uncut.start), uncut.message));
        assert_eq!(told("SELECT 1;\nSELECT 2\n").unwrap_err().0, 2);
        assert_eq!(told("SELECT 1;\n/* open").unwrap_err(), (1, "a comment is never closed"));
        assert_eq!(told("SELECT '\0';").unwrap_err().1, "there is a NUL character");
        assert_eq!(told(&format!("SELECT '{}';", "x".repeat(100_000))).unwrap_err().1, TOO_LONG);
    }
}
