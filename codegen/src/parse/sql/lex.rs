//! SQLite's tokens (<https://sqlite.org/src/file/src/tokenize.c>), comments kept, white space left out.
//!
//! Why not `sqlparser`'s tokenizer: a cut at the wrong place would refuse what SQLite accepts, and that
//! tokenizer fails on an unfinished string where SQLite reports it at its place. Operators are given
//! byte by byte; nothing here needs to know `<=` from `<`.

/// A piece of SQL, as byte offsets into its file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    pub kind: TokenKind,
    pub start: usize,
    pub end: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    /// A keyword or a bare name.
    Word,
    /// A name in `"…"`, `` `…` `` or `[…]`; the first may turn out to be a string.
    Quoted,
    /// `'…'`.
    String,
    /// `x'…'`.
    Blob,
    Number,
    /// `?`, `?1`, `:x`, `@x`, `$x`.
    Variable,
    /// `-- …` or `/* … */`.
    Comment,
    /// Any other byte.
    Mark,
}

impl Token {
    /// The token's text in its file.
    pub fn text<'t>(&self, file: &'t str) -> &'t str {
        file.get(self.start..self.end).unwrap_or("")
    }

    /// The text of a bare word or mark, empty for others: what keywords are compared with.
    pub fn word<'t>(&self, file: &'t str) -> &'t str {
        match self.kind {
            TokenKind::Word | TokenKind::Mark => self.text(file),
            _ => "",
        }
    }

    /// Whether it is this keyword or mark.
    pub fn is(&self, file: &str, keyword: &str) -> bool {
        self.word(file).eq_ignore_ascii_case(keyword)
    }

    /// The name that a word, a quoted name or (SQLite allows it) a string stands for.
    pub fn name(&self, file: &str) -> Option<String> {
        match self.kind {
            TokenKind::Word | TokenKind::Quoted | TokenKind::String => Some(unquote(self.text(file))),
            _ => None,
        }
    }
}

/// A quoted name's or string's content; other text as it is.
pub fn unquote(text: &str) -> String {
    let Some(quote) = text.chars().next().filter(|quote| matches!(quote, '\'' | '"' | '`' | '[')) else {
        return text.to_owned();
    };
    let close = if quote == '[' { ']' } else { quote };
    let inner = text.get(1..).unwrap_or("");
    let inner = inner.strip_suffix(close).unwrap_or(inner);
    if quote == '[' { inner.to_owned() } else { inner.replace(&format!("{quote}{quote}"), &quote.to_string()) }
}

/// All tokens of a text. Unfinished strings and comments reach to the end.
pub fn lex(text: &str) -> Vec<Token> {
    let bytes = text.as_bytes();
    let mut tokens = Vec::with_capacity(text.len() / 6);
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let rest = bytes.get(at..).unwrap_or_default();
        if byte.is_ascii_whitespace() || byte == 0x0b {
            at += 1;
            continue;
        }
        // A byte order mark is white space to SQLite.
        if rest.starts_with(b"\xef\xbb\xbf") {
            at += 3;
            continue;
        }
        let (kind, length) = token(rest);
        tokens.push(Token { kind, start: at, end: at + length });
        at += length;
    }
    tokens
}

/// Kind and length of the token at the start of `rest`, which is not empty.
fn token(rest: &[u8]) -> (TokenKind, usize) {
    let second = rest.get(1).copied().unwrap_or(0);
    match rest.first().copied().unwrap_or(0) {
        b'-' if second == b'-' => (TokenKind::Comment, run(rest, |byte| byte != b'\n')),
        b'/' if second == b'*' && rest.len() > 2 => {
            let close = rest.windows(2).skip(2).position(|pair| pair == b"*/");
            (TokenKind::Comment, close.map_or(rest.len(), |close| close + 4))
        }
        b'\'' => (TokenKind::String, quoted(rest, b'\'')),
        b'"' => (TokenKind::Quoted, quoted(rest, b'"')),
        b'`' => (TokenKind::Quoted, quoted(rest, b'`')),
        b'[' => {
            let close = rest.iter().position(|&byte| byte == b']');
            (TokenKind::Quoted, close.map_or(rest.len(), |close| close + 1))
        }
        b'x' | b'X' if second == b'\'' => (TokenKind::Blob, 1 + quoted(rest.get(1..).unwrap_or_default(), b'\'')),
        b'0'..=b'9' => (TokenKind::Number, number(rest)),
        b'.' if second.is_ascii_digit() => (TokenKind::Number, number(rest)),
        b'?' => (TokenKind::Variable, 1 + run(rest.get(1..).unwrap_or_default(), |byte| byte.is_ascii_digit())),
        b':' | b'@' | b'$' | b'#' if is_name(second) => {
            (TokenKind::Variable, 1 + run(rest.get(1..).unwrap_or_default(), is_name))
        }
        byte if is_name(byte) && byte != b'$' => (TokenKind::Word, run(rest, is_name)),
        _ => (TokenKind::Mark, 1),
    }
}

fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'$' || byte >= 0x80
}

fn run(rest: &[u8], belongs: impl Fn(u8) -> bool) -> usize {
    rest.iter().position(|&byte| !belongs(byte)).unwrap_or(rest.len())
}

/// Length of a quoted token; a doubled quote stands for itself.
fn quoted(rest: &[u8], quote: u8) -> usize {
    let mut at = 1;
    while let Some(&byte) = rest.get(at) {
        at += 1;
        if byte == quote {
            if rest.get(at) != Some(&quote) {
                return at;
            }
            at += 1;
        }
    }
    rest.len()
}

/// Length of a number, letters that do not belong there included.
fn number(rest: &[u8]) -> usize {
    let mut at = run(rest, |byte| is_name(byte) || byte == b'.');
    let exponent = rest.get(at.wrapping_sub(1)).is_some_and(|byte| byte.eq_ignore_ascii_case(&b'e'));
    let hex = rest.get(1).is_some_and(|byte| byte.eq_ignore_ascii_case(&b'x'));
    if exponent && !hex && matches!(rest.get(at), Some(b'+' | b'-')) {
        at += 1 + run(rest.get(at + 1..).unwrap_or_default(), is_name);
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_cover_the_text() {
        let text = "a[b]\"c\"\"d\" 'e''f' x'00' 1.5e-3 .5 ?1 :n $m--z\n<=/*q*/é_1 1e5+2";
        let tokens: Vec<&str> = lex(text).iter().map(|token| token.text(text)).collect();
        assert_eq!(
            tokens,
            [
                "a",
                "[b]",
                "\"c\"\"d\"",
                "'e''f'",
                "x'00'",
                "1.5e-3",
                ".5",
                "?1",
                ":n",
                "$m",
                "--z",
                "<",
                "=",
                "/*q*/",
                "é_1",
                "1e5",
                "+",
                "2"
            ]
        );
        assert_eq!(unquote("\"c\"\"d\""), "c\"d");
        assert_eq!(unquote("[a\"b]"), "a\"b");
        assert_eq!(unquote("'"), "");
    }
}
