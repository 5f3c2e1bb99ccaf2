//! Runs a schema's statements in order and says what came of each.
//!
//! What is hard: SQLite names one cause, and a file may suffer from it in ten places. A statement that only fails
//! because an earlier one was refused is passed over in silence.

use std::collections::BTreeSet;

use super::{Condition, Judge, SqlError, Verdict, d1};
use crate::diag::{Diagnostic, Diagnostics, nearest};
use crate::parse::sql::lex::Token;
use crate::parse::sql::shape::{Shape, parse_shape};
use crate::parse::sql::{Script, Statement};
use crate::source::{SourceMap, Span};

/// The database after all statements that could run.
#[derive(Debug)]
pub struct Loaded {
    pub judge: Judge,
    /// What the applied statements declared, in order.
    pub shapes: Vec<Shape>,
    /// The applied statements' texts, in order.
    pub statements: Vec<String>,
    /// Lower-case names of tables that were refused: what is said about them elsewhere is not worth a word.
    pub refused: BTreeSet<String>,
    /// Where the schema starts: the place of what has no other.
    pub start: Span,
}

/// Runs all scripts on an empty database; nothing comes of it where there is no script, or where SQLite cannot be
/// opened, which is told of.
pub fn load(cx: &mut Diagnostics, sources: &SourceMap, scripts: &[Script]) -> Option<Loaded> {
    let start = Span::new(scripts.first()?.file, 0..0);
    let judge = match Judge::new() {
        Ok(judge) => judge,
        Err(error) => {
            cx.push(bad_sql(start, &error.message));
            return None;
        }
    };
    let mut loaded = Loaded { judge, shapes: Vec::new(), statements: Vec::new(), refused: BTreeSet::new(), start };
    for script in scripts {
        let file = sources.text(script.file);
        for statement in &script.statements {
            loaded.step(cx, script, statement, file);
        }
    }
    Some(loaded)
}

impl Loaded {
    fn step(&mut self, cx: &mut Diagnostics, script: &Script, statement: &Statement, file: &str) {
        let sql = file.get(statement.span.start..statement.span.end).unwrap_or("");
        d1::check_statement(cx, script, statement, file);
        let shape = parse_shape(script, statement, file);
        let verdict = match stand_in(script, statement, file) {
            StandIn::None => self.judge.run(sql),
            StandIn::Nothing => return,
            StandIn::Lifted(sql) => {
                // Even an empty database may not be attached under D1's limits.
                let verdict = self.judge.run(&sql);
                if let Verdict::Refused(error) = verdict {
                    Verdict::Refused(SqlError { offset: None, ..error })
                } else {
                    Verdict::Applied
                }
            }
        };
        match verdict {
            Verdict::Applied => {}
            Verdict::Tolerated(condition, error) => tell_tolerated(cx, condition, &error, script, statement, file),
            Verdict::Refused(error) => {
                self.refuse(cx, &error, &shape, script, statement, file);
                return;
            }
        }
        self.statements.push(sql.to_owned());
        self.shapes.push(shape);
    }

    fn refuse(
        &mut self,
        cx: &mut Diagnostics,
        error: &SqlError,
        shape: &Shape,
        script: &Script,
        statement: &Statement,
        file: &str,
    ) {
        let cause = subject(&error.message).map(|name| name.to_lowercase());
        let follows = cause.as_ref().is_some_and(|cause| {
            // `no such column: t.c` and `no such column: c` name the same.
            self.refused.contains(cause)
                || cause.rsplit_once('.').is_some_and(|(_, column)| self.refused.contains(&format!(".{column}")))
                || self.refused.contains(&format!(".{cause}"))
        });
        match shape {
            Shape::Create(declaration) if !error.message.ends_with("already exists") => {
                self.refused.insert(declaration.name.to_lowercase());
            }
            Shape::AddColumn { column, .. } if !error.message.starts_with("duplicate column") => {
                self.refused.insert(format!(".{}", column.name.to_lowercase()));
            }
            _ => {}
        }
        let missing = error.message.contains("no such") || error.message.contains("has no column named");
        if follows && missing {
            return;
        }
        let mut diagnostic = bad_sql(locate(error, script, statement, file), &error.message);
        if let Some(table) = error.message.strip_prefix("no such table: ") {
            let table = table.strip_prefix("main.").unwrap_or(table);
            let known: BTreeSet<String> = self
                .shapes
                .iter()
                .filter_map(|shape| match shape {
                    Shape::Create(declaration) => Some(declaration.name.value.clone()),
                    _ => None,
                })
                .collect();
            if let Some(near) = nearest(table, known.iter().map(String::as_str)) {
                diagnostic = diagnostic.help(format!("there is a table `{near}`"));
            }
        }
        cx.push(diagnostic);
    }
}

/// What runs instead of a statement that would reach outside memory.
enum StandIn {
    None,
    Nothing,
    Lifted(String),
}

fn stand_in(script: &Script, statement: &Statement, file: &str) -> StandIn {
    let code: Vec<&Token> = script.code(statement).collect();
    let has = |word: &str| code.iter().any(|token| token.is(file, word));
    match code.first().map(|token| token.word(file).to_ascii_lowercase()).as_deref() {
        // Another database's file is not opened, an empty one stands in for it.
        Some("attach") => match code.last().and_then(|token| token.name(file)) {
            Some(name) => StandIn::Lifted(format!("ATTACH ':memory:' AS \"{}\"", name.replace('"', "\"\""))),
            None => StandIn::None,
        },
        Some("vacuum") if has("into") => StandIn::Nothing,
        // It attaches a database of its own, which D1's limits would refuse: what D1 says of it was told already.
        Some("vacuum") => StandIn::Lifted("VACUUM".to_owned()),
        // These change the whole process, not this database.
        Some("pragma")
            if [
                "temp_store_directory",
                "data_store_directory",
                "hard_heap_limit",
                "soft_heap_limit",
                "shrink_memory",
            ]
            .iter()
            .any(|name| has(name)) =>
        {
            StandIn::Nothing
        }
        _ => StandIn::None,
    }
}

fn tell_tolerated(
    cx: &mut Diagnostics,
    condition: Condition,
    error: &SqlError,
    script: &Script,
    statement: &Statement,
    file: &str,
) {
    let span = locate(error, script, statement, file);
    match condition {
        Condition::QuotedNames => {
            let written = file.get(span.start..span.end).unwrap_or("");
            // The cause may stand in another statement, which was told of then.
            if written.starts_with('"') {
                cx.push(d1::double_quoted_string(span, written));
            }
        }
        Condition::Limits => {
            // A statement that is too long was told of by its length.
            if statement.span.end - statement.span.start <= d1::MAX_SQL_LENGTH {
                cx.push(over_limit(span, &error.message));
            }
        }
        Condition::ForeignKeys => cx.push(foreign_key(span, &error.message)),
    }
}

// Diagnostic: bad-sql. `CREATE TABLE t (a TEXT b TEXT,);`
fn bad_sql(span: Span, message: &str) -> Diagnostic {
    // SQLite's words for a statement that did not end within the judge's budget say nothing.
    let message = if message == "interrupted" { "the statement does not end in reasonable time" } else { message };
    // A string that is never closed is quoted to the end of the file.
    let short: String = message.lines().next().unwrap_or("").chars().take(200).collect();
    let message = if short.len() < message.len() { format!("{short}…") } else { short };
    Diagnostic::error("bad-sql", span, message).label("SQLite refuses this")
}

// Diagnostic: column-limit and others. A table of 101 columns.
fn over_limit(span: Span, message: &str) -> Diagnostic {
    let (slug, limit) = d1::limit_of(message);
    Diagnostic::warning(slug, span, format!("{message} under D1's limits")).label(limit)
}

// Diagnostic: foreign-key. A seed row whose parent is missing.
fn foreign_key(span: Span, message: &str) -> Diagnostic {
    Diagnostic::warning("foreign-key", span, format!("{message} under D1, which always enforces foreign keys"))
        .label("SQLite accepts it with foreign keys off")
        .help("put the referenced rows first, or `PRAGMA defer_foreign_keys = on` in front")
}

/// The place that an error is about: where SQLite says, else the last mention of what it names, else the start.
fn locate(error: &SqlError, script: &Script, statement: &Statement, file: &str) -> Span {
    let code: Vec<&Token> = script.code(statement).collect();
    let at = error.offset.map(|offset| statement.span.start + offset);
    let told = at.and_then(|at| code.iter().find(|token| token.start <= at && at < token.end));
    let named = || {
        let name = subject(&error.message)?;
        // `t.a`: the column where it is mentioned, else the table.
        name.rsplit('.').find_map(|part| {
            code.iter().rev().find(|token| token.name(file).is_some_and(|found| found.eq_ignore_ascii_case(part)))
        })
    };
    let ended = || if error.message == "incomplete input" { code.last() } else { None };
    match told.or_else(ended).or_else(named).or(code.first()) {
        Some(token) => Span::new(script.file, token.start..token.end),
        None => statement.span.at_start(),
    }
}

/// What an error message names.
pub(crate) fn subject(message: &str) -> Option<&str> {
    const BEFORE: [&str; 11] = [
        "too many columns on ",
        "no such table: ",
        "no such column: ",
        "no such index: ",
        "no such view: ",
        "no such trigger: ",
        "no such function: ",
        "duplicate column name: ",
        "constraint failed: ",
        "has no column named ",
        "unknown column ",
    ];
    let named = BEFORE.iter().find_map(|words| message.split_once(words)).map(|(_, name)| name);
    let named = named.or_else(|| {
        message.strip_suffix(" already exists").and_then(|head| head.rsplit_once(' ')).map(|(_, name)| name)
    });
    let named = named?.split([',', ' ']).next()?;
    let named = named.strip_prefix("main.").unwrap_or(named);
    Some(named.trim_matches('"')).filter(|name| !name.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::sql::parse_script;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let mut sources = SourceMap::default();
        let file = sources.add("schema.sql", text);
        let script = parse_script(&sources, file);
        let mut cx = Diagnostics::default();
        load(&mut cx, &sources, &[script]).expect("SQLite");
        let found: Vec<String> = cx
            .into_sorted()
            .iter()
            .map(|diagnostic| {
                let place = sources.line_col(file, diagnostic.primary.span.start);
                format!(
                    "{}:{} {} `{}` {}",
                    place.line,
                    place.column,
                    diagnostic.slug,
                    sources.slice(diagnostic.primary.span),
                    diagnostic.message
                )
            })
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn refusals_have_places() {
        check("CREATE TABLE t (a,\n b TEXT,,);\nSELECT a FROM t;", &["2:9 bad-sql `,` near \",\": syntax error"]);
        check("CREATE TABLE t (a);\nCREATE INDEX i ON t (b);", &["2:22 bad-sql `b` no such column: b"]);
        check("CREATE TABLE t (a);\nCREATE TABLE t (a);", &["2:14 bad-sql `t` table t already exists"]);
        check("CREATE TABLE t (a);\nALTER TABLE t ADD COLUMN a;", &["2:26 bad-sql `a` duplicate column name: a"]);
        check("CREATE TABLE t (a, A);", &["1:20 bad-sql `A` duplicate column name: A"]);
        check("CREATE TABLE t (a", &["1:17 bad-sql `a` incomplete input"]);
        check("SELECT 'open", &["1:8 bad-sql `'open` unrecognized token: \"'open\""]);
        check(
            "CREATE TABLE t (a NOT NULL);\nINSERT INTO t VALUES (NULL);",
            &["2:13 bad-sql `t` NOT NULL constraint failed: t.a"],
        );
        check(
            "CREATE TABLE t (a, FOREIGN KEY (b) REFERENCES u (c));",
            &["1:33 bad-sql `b` unknown column \"b\" in foreign key definition"],
        );
    }

    #[test]
    fn follow_ups_are_silent() {
        check(
            "CREATE TABLE t (a b c d,,);\nCREATE INDEX i ON t (a);\nINSERT INTO t VALUES (1);\nSELECT a FROM u;",
            &["1:25 bad-sql `,` near \",\": syntax error", "4:15 bad-sql `u` no such table: u"],
        );
    }

    #[test]
    fn what_d1_refuses() {
        check(
            "BEGIN TRANSACTION;\nCREATE TABLE t (a DEFAULT \"x\", b CHECK (b IN (\"y\")));\nCOMMIT;\nPRAGMA user_version = 3;\nPRAGMA foreign_keys = ON;",
            &[
                "1:1 forbidden-statement `BEGIN` `BEGIN` is refused by D1",
                "2:27 double-quoted-string `\"x\"` `\"x\"` is read as a string",
                "2:47 double-quoted-string `\"y\"` `\"y\"` is read as a string",
                "3:1 forbidden-statement `COMMIT` `COMMIT` is refused by D1",
                "4:8 forbidden-pragma `user_version` `PRAGMA user_version` is refused by D1",
            ],
        );
        let long = format!("SELECT '{}'", "x".repeat(100_000));
        check(&long, &["1:1 sql-too-long `SELECT` a statement of 100009 bytes is refused by D1"]);
        check(
            "ATTACH 'other.db' AS o;\nCREATE TABLE o.t (a);\nVACUUM INTO 'file.db';\nCREATE TEMP TABLE _CF_x AS SELECT sqlite_version() AS v;\nCREATE VIRTUAL TABLE f USING fts4(a);",
            &[
                "1:1 forbidden-statement `ATTACH` `ATTACH` is refused by D1",
                "3:1 forbidden-statement `VACUUM` `VACUUM` is refused by D1",
                "4:8 forbidden-statement `TEMP` a temporary object is refused by D1",
                "4:19 forbidden-name `_CF_x` `_CF_x` is refused by D1",
                "4:35 forbidden-function `sqlite_version` the function `sqlite_version` is refused by D1",
                "5:30 forbidden-module `fts4` virtual tables over `fts4` are refused by D1",
            ],
        );
    }
}
