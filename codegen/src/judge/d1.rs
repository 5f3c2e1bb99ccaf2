//! What SQLite accepts and D1 refuses, as far as a statement's words show it: all warnings, because the spec
//! still means something, and because old migrations are full of them. In queries they are errors
//! (`check/queries.rs`): what D1 refuses cannot run.

use crate::diag::{Diagnostic, Diagnostics};
use crate::parse::sql::lex::{Token, TokenKind};
use crate::parse::sql::shape::Reader;
use crate::parse::sql::{Script, Statement};
use crate::source::{FileId, Span};

/// Bytes of a statement.
pub const MAX_SQL_LENGTH: usize = 100_000;

/// PRAGMAs that D1 lets pass, from workerd's `util/sqlite.c++`.
const PRAGMAS: [&str; 19] = [
    "case_sensitive_like",
    "data_version",
    "defer_foreign_keys",
    "foreign_key_check",
    "foreign_key_list",
    "foreign_keys",
    "ignore_check_constraints",
    "index_info",
    "index_list",
    "index_xinfo",
    "legacy_alter_table",
    "optimize",
    "page_size",
    "quick_check",
    "recursive_triggers",
    "reverse_unordered_selects",
    "table_info",
    "table_list",
    "table_xinfo",
];

const MODULES: [&str; 4] = ["fts5", "fts5vocab", "rtree", "rtree_i32"];

/// Functions that the bundled SQLite has and D1 has not. What neither has is SQLite's to refuse.
pub const FUNCTIONS: [&str; 13] = [
    "ceiling",
    "fts3_tokenizer",
    "log10",
    "matchinfo",
    "offsets",
    "power",
    "sqlite_compileoption_get",
    "sqlite_compileoption_used",
    "sqlite_log",
    "sqlite_offset",
    "sqlite_source_id",
    "sqlite_version",
    "subtype",
];

/// The limit that SQLite speaks of when it refuses a statement: its slug and what D1 allows.
pub fn limit_of(message: &str) -> (&'static str, &'static str) {
    const LIMITS: [(&str, &str, &str); 7] = [
        ("too many columns", "column-limit", "at most 100 columns"),
        ("too many terms in compound SELECT", "compound-select-limit", "at most 5 terms"),
        ("Expression tree is too large", "expression-depth-limit", "at most 100 levels"),
        ("pattern too complex", "like-pattern-limit", "at most 50 bytes of pattern"),
        ("too many SQL variables", "parameter-limit", "at most 100 parameters"),
        ("variable number must be", "parameter-limit", "at most 100 parameters"),
        ("too many arguments", "argument-limit", "at most 127 arguments"),
    ];
    let known = LIMITS.iter().find(|(words, ..)| message.contains(words));
    known.map_or(("sql-limit", "the statement is too large"), |&(_, slug, limit)| (slug, limit))
}

/// Says what D1 would refuse about a statement.
pub fn check_statement(cx: &mut Diagnostics, script: &Script, statement: &Statement, file: &str) {
    let code: Vec<Token> = script.code(statement).copied().collect();
    check_code(cx, script.file, file, &code);
}

/// The same for tokens without comments. The diagnostics' spans are the tokens' own, whatever text they are of.
pub fn check_code(cx: &mut Diagnostics, id: FileId, file: &str, code: &[Token]) {
    let span = |token: &Token| Span::new(id, token.start..token.end);
    let (Some(first), Some(last)) = (code.first(), code.last()) else { return };
    let keyword = first.word(file).to_ascii_uppercase();
    let mut reader = Reader { file, id, code, at: 1 };
    match keyword.as_str() {
        "BEGIN" | "COMMIT" | "END" | "ROLLBACK" | "SAVEPOINT" | "RELEASE" => cx.push(
            forbidden_statement(span(first), &format!("`{keyword}`"))
                .help("leave it out: D1 runs each migration and each batch in a transaction of its own"),
        ),
        "ATTACH" | "DETACH" | "VACUUM" => cx.push(forbidden_statement(span(first), &format!("`{keyword}`"))),
        "PRAGMA" => check_pragma(cx, &mut reader),
        "CREATE" => check_create(cx, &mut reader),
        _ => {}
    }
    for window in code.windows(2) {
        let [token, next] = window else { continue };
        check_pair(cx, token, next, file, &span);
    }
    let length = last.end - first.start;
    if length > MAX_SQL_LENGTH {
        cx.push(sql_too_long(span(first), length));
    }
}

fn check_pragma(cx: &mut Diagnostics, reader: &mut Reader<'_>) {
    let Some(name) = reader.qualified_name() else { return };
    if !PRAGMAS.contains(&name.value.to_ascii_lowercase().as_str()) {
        cx.push(forbidden_pragma(name.span, &name.value));
    }
}

fn check_create(cx: &mut Diagnostics, reader: &mut Reader<'_>) {
    if let Some(token) = reader.peek()
        && (reader.eat("temp") || reader.eat("temporary"))
    {
        let place = Span::new(reader.id, token.start..token.end);
        cx.push(forbidden_statement(place, "a temporary object"));
    }
    if reader.eat("virtual") && reader.eat("table") {
        let _ = reader.eat("if") && reader.eat("not") && reader.eat("exists");
        let module = reader.qualified_name().and_then(|_| reader.eat("using").then(|| reader.name()).flatten());
        if let Some(module) = module.filter(|module| !MODULES.contains(&module.to_ascii_lowercase().as_str())) {
            cx.push(forbidden_module(module.span, &module.value));
        }
    }
}

/// Names, functions and strings show in two tokens next to each other.
fn check_pair(cx: &mut Diagnostics, token: &Token, next: &Token, file: &str, span: &impl Fn(&Token) -> Span) {
    let follows = |words: &[&str]| words.iter().any(|word| token.is(file, word));
    let object = [
        "table",
        "exists",
        "view",
        "index",
        "trigger",
        "into",
        "from",
        "join",
        "update",
        "references",
        "on",
        "to",
        ".",
    ];
    if next.kind != TokenKind::Mark && follows(&object) {
        let name = next.name(file).filter(|name| name.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("_cf_")));
        if let Some(name) = name {
            cx.push(forbidden_name(span(next), &name));
        }
    }
    if token.kind == TokenKind::Word && next.is(file, "(") {
        let name = token.text(file).to_ascii_lowercase();
        if FUNCTIONS.contains(&name.as_str()) {
            cx.push(forbidden_function(span(token), &name));
        }
    }
    // SQLite itself takes this one for a string whatever it is told about double quotes.
    if token.is(file, "default") && next.text(file).starts_with('"') {
        cx.push(double_quoted_string(span(next), next.text(file)));
    }
}

// Diagnostic: forbidden-statement. `BEGIN; …; COMMIT;` in a migration.
fn forbidden_statement(span: Span, what: &str) -> Diagnostic {
    Diagnostic::warning("forbidden-statement", span, format!("{what} is refused by D1")).label("SQLite accepts it")
}

// Diagnostic: forbidden-pragma. `PRAGMA user_version = 3;`
fn forbidden_pragma(span: Span, name: &str) -> Diagnostic {
    Diagnostic::warning("forbidden-pragma", span, format!("`PRAGMA {name}` is refused by D1")).label("not on its list")
}

// Diagnostic: forbidden-module. `CREATE VIRTUAL TABLE t USING fts4(a);`
fn forbidden_module(span: Span, name: &str) -> Diagnostic {
    Diagnostic::warning("forbidden-module", span, format!("virtual tables over `{name}` are refused by D1"))
        .label("unknown to D1")
        .help(format!("D1 knows {}", MODULES.map(|module| format!("`{module}`")).join(", ")))
}

// Diagnostic: forbidden-name. `CREATE TABLE _cf_state (a);`
fn forbidden_name(span: Span, name: &str) -> Diagnostic {
    Diagnostic::warning("forbidden-name", span, format!("`{name}` is refused by D1"))
        .label("names from `_cf_` on are Cloudflare's own")
}

// Diagnostic: forbidden-function. `SELECT sqlite_version();`
fn forbidden_function(span: Span, name: &str) -> Diagnostic {
    Diagnostic::warning("forbidden-function", span, format!("the function `{name}` is refused by D1"))
        .label("SQLite has it, D1 does not")
}

// Diagnostic: sql-too-long. A seed INSERT of 150,000 bytes.
fn sql_too_long(span: Span, length: usize) -> Diagnostic {
    Diagnostic::warning("sql-too-long", span, format!("a statement of {length} bytes is refused by D1"))
        .label(format!("more than {MAX_SQL_LENGTH} bytes"))
        .help("split it into several statements")
}

// Diagnostic: double-quoted-string. `status TEXT DEFAULT "open"`
pub fn double_quoted_string(span: Span, written: &str) -> Diagnostic {
    let content = crate::parse::sql::lex::unquote(written).replace('\'', "''");
    Diagnostic::warning("double-quoted-string", span, format!("`{written}` is read as a string"))
        .label("double quotes are for names")
        .help(format!("write `'{content}'`"))
}
