//! A statement's tokens as `sqlparser`'s parser wants them, made from our own.
//!
//! What is hard: `sqlparser` speaks many dialects at once. It takes hundreds of words for keywords that are plain
//! names in SQLite (`position`, `interval`, `left(…)`), and refuses much of what SQLite accepts. So every word is a
//! quoted name unless SQLite's grammar has a keyword at its place, and syntax that says nothing about types is
//! left out: index hints, MATERIALIZED, conflict clauses (which are kept apart), EXCLUDE of a frame.

use sqlparser::tokenizer::{Location, Span, Token, TokenWithSpan, Word};

use crate::parse::sql::lex::{self, TokenKind};

/// A statement, ready for the parser.
#[derive(Debug, Default)]
pub(super) struct Tokens {
    pub(super) tokens: Vec<TokenWithSpan>,
    /// The word after `INSERT OR` or `UPDATE OR`, in lower case; `replace` for REPLACE INTO.
    pub(super) or: Option<String>,
    /// The alias of an INSERT's table.
    pub(super) alias: Option<String>,
    pub(super) upserts: Vec<Upsert>,
    /// Some window frame leaves rows out.
    pub(super) excludes: bool,
    /// The `?n`: number and byte offset.
    pub(super) variables: Vec<(usize, usize)>,
}

/// An ON CONFLICT clause.
#[derive(Debug)]
pub(super) enum Upsert {
    Nothing,
    /// DO UPDATE, as an UPDATE statement.
    Update(Vec<TokenWithSpan>),
}

/// Words that SQLite never takes for names, of those that stand in statements about rows.
const RESERVED: &str = "select from where group having order limit union intersect except values as not and or is null \
    isnull notnull in between escape collate case when then else exists join on using insert into \
    default update set delete returning distinct all to check nothing";

/// Words that are keywords only at some places.
const FALLBACK: &str = "by offset with recursive materialized like glob regexp match end cast left right full inner outer \
    cross natural over filter partition rows range groups unbounded preceding following current row \
    nulls first last asc desc current_date current_time current_timestamp true false";

/// Words after which an expression, a name or a list begins.
const BEFORE_OPERAND: &str = "select distinct all where and or not on by set having when then else case between in is like glob \
    match regexp escape returning limit offset values from join into update as using collate exists \
    filter";

/// A token of ours, or one that is put in.
#[derive(Clone, Debug)]
struct Piece<'t> {
    kind: TokenKind,
    text: &'t str,
    start: usize,
}

impl Piece<'_> {
    fn is(&self, word: &str) -> bool {
        matches!(self.kind, TokenKind::Word | TokenKind::Mark) && self.text.eq_ignore_ascii_case(word)
    }

    /// Whether it is one of the words of a list.
    fn among(&self, words: &str) -> bool {
        words.split(' ').any(|word| self.is(word))
    }

    fn any(&self, words: &[&str]) -> bool {
        words.iter().any(|word| self.is(word))
    }
}

/// Reads one statement; `None`: it has a token that the parser has no word for.
pub(super) fn tokens(text: &str) -> Option<Tokens> {
    let mut found = Tokens::default();
    let mut pieces = pieces(text);
    for piece in &pieces {
        if piece.kind == TokenKind::Variable {
            found.variables.push((piece.text.get(1..)?.parse().ok()?, piece.start));
        }
    }
    while pieces.last().is_some_and(|piece| piece.is(";")) {
        pieces.pop();
    }
    strip(&mut pieces, &mut found);
    let clauses = conflict_clauses(&mut pieces);
    let pieces = lists_of_tables(pieces);
    found.tokens = emit(&pieces)?;
    for clause in clauses {
        found.upserts.push(match clause {
            None => Upsert::Nothing,
            Some(clause) => Upsert::Update(emit(&clause)?),
        });
    }
    Some(found)
}

/// The tokens without comments, bytes of one operator together.
fn pieces(text: &str) -> Vec<Piece<'_>> {
    const OPERATORS: [&str; 10] = ["->>", "->", "<=", ">=", "<>", "!=", "==", "||", "<<", ">>"];
    let mut pieces: Vec<Piece<'_>> = Vec::new();
    let mut skip_to = 0;
    for token in lex::lex(text) {
        if token.kind == TokenKind::Comment || token.start < skip_to {
            continue;
        }
        let rest = text.get(token.start..).unwrap_or("");
        let operator = OPERATORS.iter().find(|operator| token.kind == TokenKind::Mark && rest.starts_with(**operator));
        let end = operator.map_or(token.end, |operator| token.start + operator.len());
        skip_to = end;
        let text = text.get(token.start..end).unwrap_or("");
        pieces.push(Piece { kind: token.kind, text, start: token.start });
    }
    pieces
}

/// Leaves out what does not matter for types.
fn strip(pieces: &mut Vec<Piece<'_>>, found: &mut Tokens) {
    let mut kept: Vec<Piece<'_>> = Vec::with_capacity(pieces.len());
    let mut at = 0;
    let is = |at: usize, word: &str| pieces.get(at).is_some_and(|piece| piece.is(word));
    while let Some(piece) = pieces.get(at) {
        let before = kept.last();
        let after = |words: &[&str]| before.is_some_and(|before| before.any(words));
        if piece.is("indexed") && is(at + 1, "by") && !after(&["."]) {
            at += 3;
        } else if piece.is("not") && is(at + 1, "indexed") {
            at += 2;
        } else if piece.is("materialized") && after(&["as"]) && is(at + 1, "(") {
            at += 1;
        } else if piece.is("not") && is(at + 1, "materialized") && after(&["as"]) {
            at += 2;
        } else if piece.is("exclude") && (is(at + 1, "current") || is(at + 1, "no")) {
            found.excludes |= is(at + 1, "current");
            at += 3;
        } else if piece.is("exclude") && (is(at + 1, "group") || is(at + 1, "ties")) {
            found.excludes = true;
            at += 2;
        } else if piece.is("or") && after(&["insert", "update"]) {
            found.or = pieces.get(at + 1).map(|word| word.text.to_lowercase());
            at += 2;
        } else if piece.is("replace") && is(at + 1, "into") {
            found.or = Some("replace".to_owned());
            kept.push(Piece { text: "insert", ..piece.clone() });
            at += 1;
        } else if piece.is("as") && insert_target(&kept) {
            found.alias = pieces.get(at + 1).map(|word| lex::unquote(word.text));
            at += 2;
        } else {
            kept.push(piece.clone());
            at += 1;
        }
    }
    *pieces = kept;
}

/// Whether the pieces end with `INSERT INTO t` or `INSERT INTO main.t`.
fn insert_target(kept: &[Piece<'_>]) -> bool {
    let into =
        |back: usize| kept.len().checked_sub(back).and_then(|at| kept.get(at)).is_some_and(|piece| piece.is("into"));
    into(2) || (into(4) && kept.len().checked_sub(2).and_then(|at| kept.get(at)).is_some_and(|piece| piece.is(".")))
}

/// Takes the ON CONFLICT clauses of an INSERT out; `None` stands for DO NOTHING.
fn conflict_clauses<'t>(pieces: &mut Vec<Piece<'t>>) -> Vec<Option<Vec<Piece<'t>>>> {
    let mut clauses = Vec::new();
    let mut kept = Vec::new();
    let mut depth = 0;
    let mut at = 0;
    let word = |at: usize, word: &str| pieces.get(at).is_some_and(|piece| piece.is(word));
    let insert = pieces.first().is_some_and(|first| first.any(&["insert", "with"]));
    let starts = |at: usize| word(at, "on") && word(at + 1, "conflict") && (word(at + 2, "(") || word(at + 2, "do"));
    while let Some(piece) = pieces.get(at) {
        depth += i32::from(piece.is("(")) - i32::from(piece.is(")"));
        if !insert || depth != 0 || !starts(at) {
            kept.push(piece.clone());
            at += 1;
            continue;
        }
        // What it is about says nothing of types.
        while at < pieces.len() && !(word(at, "do") && (word(at + 1, "nothing") || word(at + 1, "update"))) {
            at += 1;
        }
        if word(at + 1, "nothing") {
            clauses.push(None);
            at += 2;
            continue;
        }
        let mut clause = vec![
            Piece { kind: TokenKind::Word, text: "update", start: 0 },
            Piece { kind: TokenKind::Quoted, text: "\"?\"", start: 0 },
        ];
        at += 2;
        let mut inner = 0;
        while let Some(piece) = pieces.get(at).filter(|piece| inner != 0 || !(piece.is("returning") || starts(at))) {
            inner += i32::from(piece.is("(")) - i32::from(piece.is(")"));
            clause.push(piece.clone());
            at += 1;
        }
        clauses.push(Some(clause));
    }
    *pieces = kept;
    clauses
}

/// `IN t` and `IN f(…)` as `IN (SELECT * FROM t)`.
fn lists_of_tables(pieces: Vec<Piece<'_>>) -> Vec<Piece<'_>> {
    let mut out: Vec<Piece<'_>> = Vec::with_capacity(pieces.len());
    let mut at = 0;
    while let Some(piece) = pieces.get(at) {
        out.push(piece.clone());
        at += 1;
        let is = |at: usize, word: &str| pieces.get(at).is_some_and(|piece| piece.is(word));
        let name = pieces.get(at).filter(|next| matches!(next.kind, TokenKind::Word | TokenKind::Quoted));
        let (true, Some(name)) = (piece.is("in"), name) else { continue };
        let put = |text: &'static str, kind| Piece { kind, text, start: name.start };
        out.extend([put("(", TokenKind::Mark), put("select", TokenKind::Word), put("*", TokenKind::Mark)]);
        out.push(put("from", TokenKind::Word));
        let mut depth = 0;
        while let Some(piece) = pieces.get(at) {
            depth += i32::from(piece.is("(")) - i32::from(piece.is(")"));
            out.push(piece.clone());
            at += 1;
            if depth == 0 && !is(at, ".") && !piece.is(".") && !is(at, "(") {
                break;
            }
        }
        out.push(put(")", TokenKind::Mark));
    }
    out
}

/// Pieces as the parser's tokens.
fn emit(pieces: &[Piece<'_>]) -> Option<Vec<TokenWithSpan>> {
    let mut tokens = Vec::with_capacity(pieces.len());
    for (at, piece) in pieces.iter().enumerate() {
        let mut push = |token| tokens.push(TokenWithSpan { token, span: span(piece) });
        match piece.kind {
            // A NULL where an operator stands: the parser knows no ISNULL.
            TokenKind::Word if piece.is("isnull") => push(Token::make_keyword("NULL")),
            TokenKind::Word if is_keyword(pieces, at) => push(Token::make_keyword(&piece.text.to_uppercase())),
            TokenKind::Word | TokenKind::Quoted => push(Token::Word(Word {
                value: lex::unquote(piece.text),
                quote_style: Some('"'),
                keyword: sqlparser::keywords::Keyword::NoKeyword,
            })),
            TokenKind::String => push(Token::SingleQuotedString(lex::unquote(piece.text))),
            TokenKind::Blob => {
                let digits = piece.text.get(2..piece.text.len().saturating_sub(1)).unwrap_or("");
                push(Token::HexStringLiteral(digits.to_owned()));
            }
            TokenKind::Number => push(Token::Number(piece.text.replace('_', ""), false)),
            TokenKind::Variable => push(Token::Placeholder(piece.text.to_owned())),
            TokenKind::Mark => push(mark(piece.text)?),
            TokenKind::Comment => {}
        }
    }
    Some(tokens)
}

/// The place of a token: its byte offset is the column less one.
fn span(piece: &Piece<'_>) -> Span {
    let place = |offset: usize| Location { line: 1, column: u64::try_from(offset).unwrap_or(0) + 1 };
    Span { start: place(piece.start), end: place(piece.start + piece.text.len()) }
}

fn mark(text: &str) -> Option<Token> {
    Some(match text {
        "->>" => Token::LongArrow,
        "->" => Token::Arrow,
        "<=" => Token::LtEq,
        ">=" => Token::GtEq,
        "<>" | "!=" => Token::Neq,
        "==" | "=" => Token::Eq,
        "||" => Token::StringConcat,
        "<<" => Token::ShiftLeft,
        ">>" => Token::ShiftRight,
        "<" => Token::Lt,
        ">" => Token::Gt,
        "+" => Token::Plus,
        "-" => Token::Minus,
        "*" => Token::Mul,
        "/" => Token::Div,
        "%" => Token::Mod,
        "&" => Token::Ampersand,
        "|" => Token::Pipe,
        "~" => Token::Tilde,
        "(" => Token::LParen,
        ")" => Token::RParen,
        "," => Token::Comma,
        "." => Token::Period,
        _ => return None,
    })
}

/// Whether a word is a keyword at its place.
fn is_keyword(pieces: &[Piece<'_>], at: usize) -> bool {
    let Some(piece) = pieces.get(at) else { return false };
    let before = at.checked_sub(1).and_then(|at| pieces.get(at));
    let next = |by: usize, words: &[&str]| pieces.get(at + by).is_some_and(|piece| piece.any(words));
    let after = |words: &[&str]| before.is_some_and(|before| before.any(words));
    if after(&["."]) || (next(1, &["."]) && !piece.is("as")) {
        return false;
    }
    if piece.among(RESERVED) {
        return true;
    }
    if !piece.among(FALLBACK) {
        return piece.is("window") && next(2, &["as"]) && next(3, &["("]);
    }
    if piece.any(&["current_date", "current_time", "current_timestamp", "true", "false"]) {
        return !after(&["as"]);
    }
    if piece.is("cast") {
        return next(1, &["("]);
    }
    if piece.is("by") {
        return after(&["group", "order", "partition"]);
    }
    if piece.is("partition") {
        return next(1, &["by"]);
    }
    if piece.any(&["rows", "range", "groups"]) {
        let number =
            pieces.get(at + 1).is_some_and(|next| matches!(next.kind, TokenKind::Number | TokenKind::Variable));
        return number || next(1, &["between", "unbounded", "current"]);
    }
    if piece.is("unbounded") {
        return next(1, &["preceding", "following"]);
    }
    if piece.any(&["preceding", "following"]) {
        return before.is_some_and(|before| !before.is(",") && !before.among(BEFORE_OPERAND));
    }
    if piece.is("current") {
        return next(1, &["row"]);
    }
    if piece.is("row") {
        return after(&["current"]);
    }
    if piece.is("nulls") {
        return next(1, &["first", "last"]);
    }
    if piece.any(&["first", "last"]) {
        return after(&["nulls"]);
    }
    if piece.is("with") {
        return at == 0 || after(&["("]) || next(1, &["recursive"]) || (next(2, &["as"]) || next(2, &["("]));
    }
    if piece.is("recursive") {
        return after(&["with"]) && !next(1, &["as", "("]);
    }
    if piece.any(&["left", "right", "full", "inner", "outer", "cross", "natural"]) {
        return next(1, &["join", "left", "right", "full", "inner", "outer", "cross", "natural"]);
    }
    if piece.is("over") {
        return after(&[")"]);
    }
    if piece.is("filter") {
        return after(&[")"]) && next(1, &["("]);
    }
    if piece.is("materialized") {
        return false;
    }
    // Operators, ASC, DESC, END and OFFSET stand after an operand, NOT LIKE too.
    let negated = after(&["not"]) && piece.any(&["like", "glob", "match", "regexp"]);
    at.checked_sub(if negated { 2 } else { 1 }).is_some_and(|before| ends_operand(pieces, before))
}

/// Whether an operand ends here: what follows is no operand.
fn ends_operand(pieces: &[Piece<'_>], at: usize) -> bool {
    pieces.get(at).is_some_and(|piece| match piece.kind {
        TokenKind::Mark => piece.is(")"),
        // The word may be a name all the same.
        TokenKind::Word => !piece.among(BEFORE_OPERAND) || !is_keyword(pieces, at),
        _ => true,
    })
}
