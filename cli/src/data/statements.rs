//! The statements of a text that may be longer than memory, each with its line.
//!
//! What is hard: triggers hold semicolons, and so do texts and comments. Texts and comments are passed over here, and at any other semicolon
//! SQLite is asked whether the statement is complete.

use std::ffi::CString;
use std::io::{self, BufRead, Bytes};
use std::iter::Peekable;

use rusqlite::ffi;

/// One statement, from its first word to its semicolon.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Statement {
    /// Counted from 1.
    pub(crate) line: usize,
    pub(crate) sql: String,
}

/// Why there is no further statement.
#[derive(Debug)]
pub(crate) enum Error {
    Read(io::Error),
    /// The line of the statement that is wrong, and what is wrong.
    Text(usize, &'static str),
}

/// Whether SQLite takes this for a whole statement.
pub(crate) fn is_complete(sql: &str) -> bool {
    // SAFETY: the function reads the text up to its NUL, and keeps nothing.
    CString::new(sql).is_ok_and(|sql| unsafe { ffi::sqlite3_complete(sql.as_ptr()) } == 1)
}

pub(crate) struct Statements<R: BufRead> {
    bytes: Peekable<Bytes<R>>,
    line: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Inside {
    Code,
    /// To this byte; a doubled one is two of these.
    Quotes(u8),
    Line,
    Block,
}

impl<R: BufRead> Statements<R> {
    pub(crate) fn new(read: R) -> Self {
        Statements { bytes: read.bytes().peekable(), line: 1 }
    }

    /// The next statement; `None` at the end.
    ///
    /// # Errors
    /// The text cannot be read, is no text, or ends before the statement does.
    pub(crate) fn next(&mut self) -> Result<Option<Statement>, Error> {
        let (mut sql, mut inside, mut start) = (Vec::new(), Inside::Code, self.line);
        while let Some(byte) = self.bytes.next().transpose().map_err(Error::Read)? {
            self.line += usize::from(byte == b'\n');
            let follows =
                |bytes: &mut Peekable<Bytes<R>>, next: u8| matches!(bytes.peek(), Some(Ok(it)) if *it == next);
            let before = inside;
            // Two bytes that open or close a comment go together: `/*/` is not closed.
            let mut second = None;
            inside = match (inside, byte) {
                (Inside::Code, b'\'' | b'"' | b'`') => Inside::Quotes(byte),
                (Inside::Code, b'[') => Inside::Quotes(b']'),
                (Inside::Code, b'-') if follows(&mut self.bytes, b'-') => Inside::Line,
                (Inside::Code, b'/') if follows(&mut self.bytes, b'*') => {
                    second = self.bytes.next().transpose().map_err(Error::Read)?;
                    Inside::Block
                }
                (Inside::Block, b'*') if follows(&mut self.bytes, b'/') => {
                    second = self.bytes.next().transpose().map_err(Error::Read)?;
                    Inside::Code
                }
                (Inside::Quotes(end), _) if byte == end => Inside::Code,
                (Inside::Line, b'\n') => Inside::Code,
                _ => inside,
            };
            let comment = |inside| matches!(inside, Inside::Line | Inside::Block);
            // A byte order mark is white space to SQLite.
            let blank = byte.is_ascii_whitespace() || matches!(byte, b';' | 0x0b | 0xef | 0xbb | 0xbf);
            if sql.is_empty() && (comment(before) || comment(inside) || (before == Inside::Code && blank)) {
                continue;
            }
            if sql.is_empty() {
                start = self.line;
            }
            sql.push(byte);
            sql.extend(second);
            if byte == b';' && before == Inside::Code {
                let text = text(sql, start)?;
                if is_complete(&text) {
                    return Ok(Some(Statement { line: start, sql: text }));
                }
                sql = text.into_bytes();
            }
        }
        if sql.is_empty() {
            Ok(None)
        } else {
            Err(Error::Text(start, "the statement has no `;` at its end: is the file whole?"))
        }
    }
}

fn text(sql: Vec<u8>, line: usize) -> Result<String, Error> {
    match String::from_utf8(sql) {
        Ok(sql) if sql.contains('\0') => Err(Error::Text(line, "there is a NUL byte: SQL is UTF-8 without such")),
        Ok(sql) => Ok(sql),
        Err(_) => Err(Error::Text(line, "this is not UTF-8")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[(usize, &str)]) {
        let mut statements = Statements::new(text.as_bytes());
        let mut found = Vec::new();
        while let Some(Statement { line, sql }) = statements.next().unwrap() {
            found.push((line, sql));
        }
        let found: Vec<(usize, &str)> = found.iter().map(|(line, sql)| (*line, sql.as_str())).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_statement_ends_where_sqlite_says() {
        check("", &[]);
        check("-- nothing; it's\n/* ; ' */ ;; \n", &[]);
        check("\u{feff}SELECT 1;\r\n-- a;\nSELECT ';''' -- ;'\n;", &[(1, "SELECT 1;"), (3, "SELECT ';''' -- ;'\n;")]);
        check("/*/ ; */ SELECT 1 /*/; */ ;", &[(1, "SELECT 1 /*/; */ ;")]);
        check(
            "SELECT 1 /* ; */; SELECT \"a;\", [b;], `c;`;",
            &[(1, "SELECT 1 /* ; */;"), (1, "SELECT \"a;\", [b;], `c;`;")],
        );
        check("SELECT '\n\n';\nSELECT 5/2-1;", &[(1, "SELECT '\n\n';"), (4, "SELECT 5/2-1;")]);
        let trigger = "create trigger t after insert on a begin select case when 1 then 2 end; delete from b; end;";
        check(&format!("SELECT 1;\n\n{trigger} SELECT 2;"), &[(1, "SELECT 1;"), (3, trigger), (3, "SELECT 2;")]);
    }

    #[test]
    fn what_is_no_statement() {
        let told = |text: &[u8]| {
            let mut statements = Statements::new(text);
            loop {
                match statements.next() {
                    Ok(Some(_)) => {}
                    Ok(None) => return None,
                    Err(Error::Text(line, message)) => return Some((line, message)),
                    Err(Error::Read(_)) => return None,
                }
            }
        };
        assert!(told(b"SELECT 1;\nSELECT 'open;\n").unwrap().1.contains("is the file whole"));
        assert_eq!(told(b"SELECT 1;\nSELECT 2\n").unwrap().0, 2);
        assert!(told(b"SELECT '\0';").unwrap().1.contains("NUL"));
        assert!(told(b"SELECT '\xff';").unwrap().1.contains("UTF-8"));
    }
}
