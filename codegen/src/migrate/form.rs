//! What a CREATE TABLE means, so that two that mean the same are equal.
//!
//! What is hard: SQLite's PRAGMAs tell neither CHECKs nor collations, and the texts that it keeps differ in
//! nothing but spelling: case, quotes, comments, a key beside its column or at the end. So constraints are cut
//! out of the text, what is a default anyway is left out, and what may stand in two places is put in one.

use std::collections::BTreeSet;

use crate::parse::sql::lex::{Token, TokenKind, lex, unquote};
use crate::parse::sql::shape::items;

/// A table as far as its meaning goes. Names are in lower case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TableForm {
    /// In order: it shows in `SELECT *` and in an INSERT that names no columns.
    pub columns: Vec<ColumnForm>,
    /// Keys, foreign keys and CHECKs, those that stand beside a column included.
    pub constraints: BTreeSet<String>,
    pub strict: bool,
    pub without_rowid: bool,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ColumnForm {
    pub name: String,
    pub declared_type: String,
    pub not_null: bool,
    pub default: Option<String>,
    pub collation: Option<String>,
    /// `as (…)`, and `stored` where it is.
    pub generated: Option<String>,
    /// Constraints of the table that stand beside this column.
    pub beside: BTreeSet<String>,
    /// As it is written, its name first.
    pub text: String,
}

impl TableForm {
    /// Reads a statement as SQLite keeps it.
    pub fn parse(sql: &str) -> Self {
        let code = code(sql);
        let Some(open) = code.iter().position(|token| token.is(sql, "(")) else { return Self::default() };
        let items = items(&code, open, sql);
        // A CHECK may name the table itself.
        let own = code.get(2).and_then(|name| name.name(sql)).map(|name| name.to_ascii_lowercase());
        let names: BTreeSet<String> = items
            .list
            .iter()
            .filter_map(|item| Some(item.first()?.name(sql)?.to_ascii_lowercase()))
            .chain(own)
            .collect();
        let mut form = Self::default();
        for item in &items.list {
            let text = Text { sql, names: &names };
            if item.first().is_some_and(|first| starts_constraint(first, sql)) {
                form.constraints.extend(text.constraints(item, None));
            } else {
                form.columns.push(text.column(item));
            }
        }
        for column in &mut form.columns {
            // The rowid is never NULL.
            let key = format!("primary key ( {} )", column.name);
            let is_key = |it: &String| *it == key || *it == format!("{key} autoincrement");
            column.not_null &= !(column.declared_type == "integer" && column.beside.iter().any(is_key));
            form.constraints.extend(column.beside.iter().cloned());
        }
        let behind = code.iter().filter(|token| items.close.is_some_and(|close| token.start > close.start));
        for token in behind {
            form.strict |= token.is(sql, "strict");
            form.without_rowid |= token.is(sql, "rowid");
        }
        form
    }

    pub fn column(&self, name: &str) -> Option<&ColumnForm> {
        self.columns.iter().find(|column| column.name.eq_ignore_ascii_case(name))
    }

    /// Whether a value that SQLite gives to a new row never is an earlier one's.
    pub fn autoincrement(&self) -> bool {
        self.constraints.iter().any(|constraint| constraint.ends_with(" autoincrement"))
    }
}

impl ColumnForm {
    /// Whether both hold the same in the same way; what stands beside is the table's.
    pub fn same(&self, other: &Self) -> bool {
        let (a, b) = (self, other);
        (&a.name, &a.declared_type, a.not_null, &a.default, &a.collation, &a.generated)
            == (&b.name, &b.declared_type, b.not_null, &b.default, &b.collation, &b.generated)
    }
}

/// A statement in one spelling: of an index, a view, a trigger.
pub fn spelling(sql: &str) -> String {
    join(sql, &code(sql), None, true)
}

/// Tokens without comments.
pub fn code(sql: &str) -> Vec<Token> {
    lex(sql).into_iter().filter(|token| token.kind != TokenKind::Comment).collect()
}

fn starts_constraint(token: &Token, sql: &str) -> bool {
    ["constraint", "primary", "unique", "check", "foreign"].iter().any(|word| token.is(sql, word))
}

/// The tokens in one spelling. With the names of a table's columns a `"…"` that is none of them is a string.
fn join(sql: &str, tokens: &[Token], names: Option<&BTreeSet<String>>, keep_case: bool) -> String {
    let mut words: Vec<String> = Vec::new();
    let string = |text: &str| format!("'{}'", unquote(text).replace('\'', "''"));
    for token in tokens {
        let text = token.text(sql);
        let name = unquote(text).to_ascii_lowercase();
        let after_default = words.last().is_some_and(|word| word == "default");
        let value = || name.starts_with("current_") || matches!(name.as_str(), "true" | "false" | "null");
        words.push(match token.kind {
            // A name is a text there, however it is written.
            TokenKind::Quoted if after_default => string(text),
            TokenKind::Word if after_default && !value() => string(text),
            TokenKind::Quoted
                if text.starts_with('"') && names.is_some_and(|names| !names.contains(&name) && tokens.len() > 1) =>
            {
                string(text)
            }
            // It may be a string, elsewhere than in a table; then its case counts.
            TokenKind::Quoted if text.starts_with('"') && names.is_none() && keep_case => unquote(text),
            TokenKind::Quoted => name,
            TokenKind::String => text.to_owned(),
            _ => text.to_ascii_lowercase(),
        });
    }
    words.join(" ")
}

struct Text<'t> {
    sql: &'t str,
    names: &'t BTreeSet<String>,
}

impl Text<'_> {
    fn column(&self, item: &[Token]) -> ColumnForm {
        let (first, last) = (item.first(), item.last());
        let name = first.and_then(|first| first.name(self.sql)).unwrap_or_default();
        let rest = item.get(1..).unwrap_or_default();
        let typed = rest.iter().position(|token| self.begins(token)).unwrap_or(rest.len());
        let (ty, constraints) = rest.split_at(typed);
        let text = first.zip(last).and_then(|(first, last)| self.sql.get(first.start..last.end)).unwrap_or_default();
        let mut column = ColumnForm {
            name: name.to_ascii_lowercase(),
            declared_type: join(self.sql, ty, None, false),
            text: text.to_owned(),
            ..ColumnForm::default()
        };
        for constraint in self.constraints(constraints, Some(&column.name)) {
            match constraint.split_once(' ') {
                Some(("not", rest)) => {
                    column.not_null = true;
                    // `not null on conflict …`
                    if rest != "null" {
                        column.beside.insert(format!("{} {constraint}", column.name));
                    }
                }
                Some(("default", value)) => column.default = Some(value.to_owned()),
                Some(("collate", name)) => column.collation = Some(name.to_owned()).filter(|name| name != "binary"),
                Some(("as", _)) => column.generated = Some(constraint),
                _ => {
                    column.beside.insert(constraint);
                }
            }
        }
        column
    }

    /// Whether a constraint of a column begins.
    fn begins(&self, token: &Token) -> bool {
        const WORDS: [&str; 11] = [
            "constraint",
            "primary",
            "not",
            "null",
            "unique",
            "check",
            "default",
            "collate",
            "references",
            "generated",
            "as",
        ];
        WORDS.iter().any(|word| token.is(self.sql, word))
    }

    /// The constraints among these tokens, of this column or of the table, each as the table's own.
    fn constraints(&self, tokens: &[Token], column: Option<&str>) -> Vec<String> {
        let mut found = Vec::new();
        let mut named = None;
        for part in self.cut(tokens) {
            // Only an expression may have strings; elsewhere names of other tables are in quotes too.
            let expression = ["check", "default", "generated", "as"]
                .iter()
                .any(|word| part.first().is_some_and(|it| it.is(self.sql, word)));
            let words = join(self.sql, part, expression.then_some(self.names), false);
            if let Some(name) = words.strip_prefix("constraint ") {
                named = Some(name.to_owned());
                continue;
            }
            let name = named.take();
            let words = if expression { words } else { without_defaults(&words) };
            let here = column.unwrap_or_default();
            found.push(match words.split(' ').next() {
                Some("null") => continue,
                Some("generated" | "as") => {
                    let words = words.trim_start_matches("generated always ");
                    words.strip_suffix(" virtual").unwrap_or(words).to_owned()
                }
                Some("default") => without_parentheses(&words),
                // Only the name of a CHECK is seen, in the error.
                Some("check") => name.map_or(words.clone(), |name| format!("{words} named {name}")),
                Some("references") if column.is_some() => format!("foreign key ( {here} ) {words}"),
                Some("unique") if column.is_some() => words.replacen("unique", &format!("unique ( {here} )"), 1),
                Some("primary") if column.is_some() => {
                    let keyed = words.replacen("primary key", &format!("primary key ( {here} )"), 1);
                    keyed.replacen(") desc", "desc beside )", 1)
                }
                _ => words,
            });
        }
        found
    }

    /// Where one constraint ends and the next begins.
    fn cut<'k>(&self, tokens: &'k [Token]) -> Vec<&'k [Token]> {
        let is = |index: usize, word: &str| tokens.get(index).is_some_and(|token| token.is(self.sql, word));
        let mut starts = Vec::new();
        let mut depth = 0_usize;
        for (index, token) in tokens.iter().enumerate() {
            match token.word(self.sql) {
                "(" => depth += 1,
                ")" => depth = depth.saturating_sub(1),
                _ if depth > 0 => {}
                _ => {
                    let last = index.checked_sub(1);
                    let after = |word: &str| last.is_some_and(|last| is(last, word));
                    // `ON DELETE SET NULL`, `NOT DEFERRABLE`, `DEFAULT NULL`, `GENERATED ALWAYS AS`, `FOREIGN KEY … REFERENCES`.
                    let within = after("set")
                        || after("default")
                        || after("constraint")
                        || is(index, "not") && is(index + 1, "deferrable")
                        || is(index, "null") && after("not")
                        || is(index, "as") && after("always")
                        || is(index, "references") && starts.last().is_some_and(|&start| is(start, "foreign"));
                    if !within && (self.begins(token) || is(index, "foreign")) {
                        starts.push(index);
                    }
                }
            }
        }
        let ends = starts.iter().skip(1).copied().chain([tokens.len()]);
        starts.iter().zip(ends).filter_map(|(&start, end)| tokens.get(start..end)).collect()
    }
}

/// A default that is one constant means the same without parentheses around it.
fn without_parentheses(words: &str) -> String {
    let inner = words.strip_prefix("default ( ").and_then(|rest| rest.strip_suffix(" )"));
    match inner.filter(|inner| code(inner).len() == 1) {
        Some(inner) => format!("default {inner}"),
        None => words.to_owned(),
    }
}

/// Without what holds anyway. There are no strings in such words.
fn without_defaults(words: &str) -> String {
    const DEFAULTS: [&str; 9] = [
        " on conflict abort",
        " on delete no action",
        " on update no action",
        " match simple",
        " match full",
        " match partial",
        " not deferrable initially immediate",
        " deferrable initially immediate",
        " virtual",
    ];
    let mut words = format!("{words} ");
    for default in DEFAULTS {
        words = words.replace(&format!("{default} "), " ");
    }
    for (long, short) in [
        (" not deferrable initially deferred ", " "),
        (" not deferrable ", " "),
        (" deferrable ", if words.contains(" initially deferred ") { " deferrable " } else { " " }),
        ("primary key asc ", "primary key "),
    ] {
        words = words.replace(long, short);
    }
    let words = words.trim_end();
    // In one order.
    match (words.find(" on update "), words.find(" on delete ")) {
        (Some(update), Some(delete)) if update < delete => {
            let (before, rest) = words.split_at(update);
            let (update, rest) = rest.split_at(delete - update);
            let end = [" deferrable", " match "].iter().filter_map(|word| rest.find(word)).min().unwrap_or(rest.len());
            let (delete, rest) = rest.split_at(end);
            format!("{before}{delete}{update}{rest}")
        }
        _ => words.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn same(a: &str, b: &str) {
        let (mut a, mut b) = (TableForm::parse(a), TableForm::parse(b));
        for column in a.columns.iter_mut().chain(&mut b.columns) {
            column.text.clear();
            column.beside.clear();
        }
        assert_eq!(a, b);
    }

    #[test]
    fn one_meaning_in_two_spellings() {
        same(
            "CREATE TABLE t (id TEXT PRIMARY KEY, -- c\n \"a\" VARCHAR(10) NOT NULL DEFAULT 'X', b INT REFERENCES u(id) ON DELETE SET NULL ON UPDATE NO ACTION, CHECK(a<>'Q'))",
            "CREATE TABLE \"t\" ([ID] text CONSTRAINT pk PRIMARY KEY ASC, a varchar ( 10 ) default 'X' not null check (a <> 'Q'), b int null, FOREIGN KEY (b) REFERENCES \"u\" (\"id\") ON DELETE SET NULL NOT DEFERRABLE)",
        );
        same("CREATE TABLE t (a UNIQUE ON CONFLICT ABORT) STRICT", "CREATE TABLE t (a, UNIQUE (a)) strict");
        same("CREATE TABLE t (a, b GENERATED ALWAYS AS (a+1) VIRTUAL)", "CREATE TABLE t (a, b as ( a + 1 ))");
        same(
            "CREATE TABLE t (a DEFAULT \"x\", CHECK (a IN (\"Y\")))",
            "CREATE TABLE t (a DEFAULT 'x' CHECK (a IN ('Y')))",
        );
        same("CREATE TABLE t (a INTEGER PRIMARY KEY NOT NULL)", "CREATE TABLE t (a INTEGER PRIMARY KEY)");
        same("CREATE TABLE t (a DEFAULT (1), b DEFAULT x)", "CREATE TABLE t (a DEFAULT 1, b DEFAULT 'x')");
        same(
            "CREATE TABLE t (a REFERENCES u ON UPDATE CASCADE ON DELETE SET NULL)",
            "CREATE TABLE t (a REFERENCES u ON DELETE SET NULL ON UPDATE CASCADE)",
        );
        same("CREATE TABLE t (a COLLATE BINARY DEFAULT NULL)", "CREATE TABLE t (a DEFAULT NULL)");
    }

    #[track_caller]
    fn differ(a: &str, b: &str) {
        assert_ne!(TableForm::parse(a).constraints, TableForm::parse(b).constraints);
    }

    #[test]
    fn what_differs() {
        differ("CREATE TABLE t (a CHECK (a = 'x'))", "CREATE TABLE t (a CHECK (a = 'X'))");
        differ("CREATE TABLE t (a REFERENCES u)", "CREATE TABLE t (a REFERENCES u DEFERRABLE INITIALLY DEFERRED)");
        differ("CREATE TABLE t (a INTEGER PRIMARY KEY DESC)", "CREATE TABLE t (a INTEGER, PRIMARY KEY (a DESC))");
        differ("CREATE TABLE t (a INTEGER PRIMARY KEY)", "CREATE TABLE t (a INTEGER PRIMARY KEY AUTOINCREMENT)");
        differ("CREATE TABLE t (a NOT NULL)", "CREATE TABLE t (a NOT NULL ON CONFLICT REPLACE)");
        differ("CREATE TABLE t (a CHECK (a <> 'x on delete no action y'))", "CREATE TABLE t (a CHECK (a <> 'x y'))");
        differ("CREATE TABLE t (a, UNIQUE (a))", "CREATE TABLE t (a)");
    }

    #[test]
    fn the_parts_of_a_column() {
        let form = TableForm::parse(
            "CREATE TABLE t (n INTEGER DEFAULT (1 + 2) NOT NULL COLLATE NOCASE UNIQUE /* x */) WITHOUT ROWID, STRICT",
        );
        let column = form.column("N").expect("a column");
        assert_eq!(column.default.as_deref(), Some("( 1 + 2 )"));
        assert_eq!(column.collation.as_deref(), Some("nocase"));
        assert_eq!(column.text, "n INTEGER DEFAULT (1 + 2) NOT NULL COLLATE NOCASE UNIQUE");
        assert!(column.not_null && form.without_rowid && form.strict);
        assert_eq!(column.beside.iter().collect::<Vec<_>>(), ["unique ( n )"]);
    }
}
