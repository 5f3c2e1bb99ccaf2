//! The statements of a text that may be longer than memory, each with its line, cut where wrangler cuts them: where SQLite
//! says that one is complete (`sqlite3_complete`).
//!
//! What is hard: triggers hold semicolons, and so do texts and comments. Texts and comments are passed over here, and at any
//! other semicolon SQLite is asked.

use std::ffi::CString;
use std::io::{self, BufRead, Bytes};
use std::iter::Peekable;

use rusqlite::ffi;

/// One statement, from its first word to its semicolon.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// The line of its first word, counted from 1.
    pub line: usize,
    /// Its text.
    pub sql: String,
}

/// Why there is no further statement.
#[derive(Debug)]
pub enum Uncut {
    /// The text cannot be read.
    Read(io::Error),
    /// The statement of this line has no semicolon at its end.
    Unfinished(usize),
    /// The line of the statement that is wrong, and what is wrong.
    Text(usize, &'static str),
}

/// Whether SQLite takes this for a whole statement.
pub fn is_complete(sql: &str) -> bool {
    // SAFETY: the function reads the text up to its NUL, and keeps nothing.
    CString::new(sql).is_ok_and(|sql| unsafe { ffi::sqlite3_complete(sql.as_ptr()) } == 1)
}

/// Cuts a text.
#[derive(Debug)]
pub struct Statements<R: BufRead> {
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
    /// From the text's beginning.
    pub fn new(read: R) -> Self {
        Statements { bytes: read.bytes().peekable(), line: 1 }
    }

    fn statement(&mut self) -> Result<Option<Statement>, Uncut> {
        let (mut sql, mut inside, mut start) = (Vec::new(), Inside::Code, self.line);
        while let Some(byte) = self.bytes.next().transpose().map_err(Uncut::Read)? {
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
                    second = self.bytes.next().transpose().map_err(Uncut::Read)?;
                    Inside::Block
                }
                (Inside::Block, b'*') if follows(&mut self.bytes, b'/') => {
                    second = self.bytes.next().transpose().map_err(Uncut::Read)?;
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
        match (sql.is_empty(), inside) {
            (true, Inside::Block) => Err(Uncut::Text(self.line, "a comment is never closed")),
            (true, _) => Ok(None),
            (false, _) => Err(Uncut::Unfinished(start)),
        }
    }
}

/// Each fails where the text cannot be read, is no text, or ends before the statement does.
impl<R: BufRead> Iterator for Statements<R> {
    type Item = Result<Statement, Uncut>;

    fn next(&mut self) -> Option<Self::Item> {
        self.statement().transpose()
    }
}

fn text(sql: Vec<u8>, line: usize) -> Result<String, Uncut> {
    match String::from_utf8(sql) {
        Ok(sql) if sql.contains('\0') => Err(Uncut::Text(line, "there is a NUL byte: SQL is UTF-8 without such")),
        Ok(sql) => Ok(sql),
        Err(_) => Err(Uncut::Text(line, "this is not UTF-8")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[(usize, &str)]) {
        let found = Statements::new(text.as_bytes()).map(Result::unwrap).map(|it| (it.line, it.sql));
        let found: Vec<(usize, String)> = found.collect();
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
        let told = |text: &[u8]| match Statements::new(text).find_map(Result::err)? {
            Uncut::Text(line, message) => Some((line, message)),
            Uncut::Unfinished(line) => Some((line, "unfinished")),
            Uncut::Read(_) => None,
        };
        assert_eq!(told(b"SELECT 1;\nSELECT 'open;\n"), Some((2, "unfinished")));
        assert_eq!(told(b"SELECT 1;\nSELECT 2\n"), Some((2, "unfinished")));
        assert_eq!(told(b"SELECT 1;\n/* open"), Some((2, "a comment is never closed")));
        assert!(told(b"SELECT '\0';").unwrap().1.contains("NUL"));
        assert!(told(b"SELECT '\xff';").unwrap().1.contains("UTF-8"));
    }
}
