//! What the names in a statement mean, read off its tokens: which table an alias stands for, and where it is written.

use std::collections::BTreeMap;
use std::ops::Range;

use rusqlite::Connection;

use crate::parse::sql::lex::{Token, TokenKind, lex};

/// What the database holds.
#[derive(Debug, Default)]
pub(in crate::judge) struct Catalog {
    /// Of tables and indexes, by the page at which they start.
    pub(super) roots: BTreeMap<i64, Root>,
    /// Real names by their lower-case form.
    tables: BTreeMap<String, Object>,
}

/// What starts at a page.
#[derive(Clone, Debug)]
pub(super) struct Root {
    pub(super) table: String,
    /// An index with a WHERE: all of it is what its condition picks.
    pub(super) partial: bool,
}

#[derive(Clone, Debug)]
struct Object {
    name: String,
    view: Option<String>,
    /// The module of a virtual table.
    module: Option<String>,
}

impl Catalog {
    pub(super) fn read(conn: &Connection) -> rusqlite::Result<Self> {
        let mut catalog = Self::default();
        let mut statement =
            conn.prepare_cached("SELECT type, name, tbl_name, rootpage, sql FROM main.sqlite_schema ORDER BY rowid")?;
        let mut rows = statement.raw_query();
        while let Some(row) = rows.next()? {
            let kind: String = row.get(0)?;
            let name: String = row.get(1)?;
            let table: String = row.get(2)?;
            let root: i64 = row.get::<_, Option<i64>>(3)?.unwrap_or(0);
            let sql: String = row.get::<_, Option<String>>(4)?.unwrap_or_default();
            match kind.as_str() {
                "table" | "view" => {
                    let module = (kind == "table" && root == 0).then(|| module(&sql));
                    let view = (kind == "view").then_some(sql);
                    catalog.tables.insert(name.to_lowercase(), Object { name, view, module });
                }
                "index" => {
                    let partial = lex(&sql).iter().any(|token| token.is(&sql, "where"));
                    catalog.roots.insert(root, Root { table, partial });
                    continue;
                }
                _ => continue,
            }
            if root != 0 {
                catalog.roots.insert(root, Root { table, partial: false });
            }
        }
        Ok(catalog)
    }

    /// A table's name as it was declared; `None` for what is no table, and for SQLite's own.
    pub(super) fn real_name(&self, name: &str) -> Option<String> {
        let object = self.tables.get(&name.to_lowercase())?;
        Some(object.name.clone()).filter(|name| !is_internal(name))
    }

    /// The module of a virtual table, in lower case.
    pub(super) fn module(&self, table: &str) -> Option<&str> {
        self.tables.get(&table.to_lowercase())?.module.as_deref()
    }

    fn view(&self, name: &str) -> Option<&str> {
        self.tables.get(&name.to_lowercase())?.view.as_deref()
    }
}

/// Whether the table is one of SQLite's own, whose few rows nobody chose to read.
pub(super) fn is_internal(table: &str) -> bool {
    table.get(..7).is_some_and(|head| head.eq_ignore_ascii_case("sqlite_"))
}

fn module(sql: &str) -> String {
    let tokens = code(sql);
    let name = tokens.windows(2).find_map(|pair| match pair {
        [using, name] if using.is(sql, "using") => name.name(sql),
        _ => None,
    });
    name.unwrap_or_default().to_lowercase()
}

/// A text's tokens without comments.
pub(super) fn code(sql: &str) -> Vec<Token> {
    lex(sql).into_iter().filter(|token| token.kind != TokenKind::Comment).collect()
}

/// The statement's first keyword, in lower case.
pub(crate) fn first_word(sql: &str) -> String {
    code(sql).first().map(|token| token.word(sql).to_ascii_lowercase()).unwrap_or_default()
}

/// The tables that a statement names.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// In the order of the text, the statement's own first, then those within its views.
    mentions: Vec<Mention>,
}

/// A table behind FROM, JOIN, a comma, UPDATE or INTO.
#[derive(Clone, Debug)]
struct Mention {
    table: String,
    alias: String,
    /// In the statement: where the table is named, or the view that leads to it.
    at: Range<usize>,
}

impl Names {
    /// What a statement names, and what is named within the views that it reads.
    pub(super) fn with_views(sql: &str, catalog: &Catalog) -> Self {
        let mut mentions = mentions(sql);
        let mut at = 0;
        let mut seen = Vec::new();
        while let Some(mention) = mentions.get(at).cloned() {
            at += 1;
            let key = mention.table.to_lowercase();
            let Some(view) = catalog.view(&mention.table) else { continue };
            if !seen.contains(&key) {
                seen.push(key);
                let inner = self::mentions(view).into_iter().skip(1);
                mentions.extend(inner.map(|inner| Mention { at: mention.at.clone(), ..inner }));
            }
        }
        Self { mentions }
    }

    /// The table that an alias stands for.
    pub(super) fn table(&self, alias: &str) -> Option<&str> {
        let found = self.mentions.iter().find(|mention| mention.alias.eq_ignore_ascii_case(alias));
        found.map(|mention| mention.table.as_str())
    }

    /// The first table that the statement names.
    pub(super) fn first(&self) -> Option<Range<usize>> {
        self.mentions.first().map(|mention| mention.at.clone())
    }

    /// Whether the statement calls the table so.
    pub(super) fn fits(&self, alias: &str, table: &str) -> bool {
        self.mentions
            .iter()
            .any(|mention| mention.table.eq_ignore_ascii_case(table) && mention.alias.eq_ignore_ascii_case(alias))
    }

    /// Whether the statement calls a view so in which the table is named.
    pub(super) fn leads_to(&self, alias: &str, table: &str) -> bool {
        let outer = self.mentions.iter().filter(|mention| mention.alias.eq_ignore_ascii_case(alias));
        outer.into_iter().any(|outer| {
            self.mentions.iter().any(|inner| inner.at == outer.at && inner.table.eq_ignore_ascii_case(table))
        })
    }

    /// The texts of all views that are named.
    pub(super) fn views<'c>(&self, catalog: &'c Catalog) -> Vec<&'c str> {
        let mut views: Vec<&str> = self.mentions.iter().filter_map(|mention| catalog.view(&mention.table)).collect();
        views.dedup();
        views
    }

    /// Where the statement names a table by this alias, else by any.
    pub(super) fn place(&self, table: &str, alias: &str) -> Option<Range<usize>> {
        let named = || self.mentions.iter().filter(|mention| mention.table.eq_ignore_ascii_case(table));
        let exact = named().find(|mention| mention.alias.eq_ignore_ascii_case(alias));
        exact.or_else(|| named().next()).map(|mention| mention.at.clone())
    }
}

fn mentions(sql: &str) -> Vec<Mention> {
    let tokens = code(sql);
    let is = |at: usize, word: &str| tokens.get(at).is_some_and(|token| token.is(sql, word));
    let any = |token: &Token, words: &[&str]| words.iter().any(|word| token.is(sql, word));
    let mut found = Vec::new();
    // Of each open parenthesis, whether a comma in it leads to another table.
    let mut in_from = vec![false];
    for (at, token) in tokens.iter().enumerate() {
        let from = in_from.last().copied().unwrap_or(false);
        let behind =
            |words: &[&str]| at.checked_sub(1).and_then(|at| tokens.get(at)).is_some_and(|last| any(last, words));
        let opens = if token.is(sql, "(") {
            // `FROM (a JOIN b)`, but not `FROM json_each(a, b)`.
            let nested = from && behind(&["from", "join", ",", "("]);
            in_from.push(nested);
            nested
        } else if token.is(sql, ")") {
            in_from.pop();
            false
        } else {
            if let Some(from) = in_from.last_mut() {
                let enters = any(token, &["from", "join"]);
                *from = enters || (*from && !any(token, LEAVES_FROM));
            }
            let or_action = behind(&["or"]) && at.checked_sub(2).is_some_and(|at| is(at, "update"));
            any(token, &["from", "join", "update", "into", "view"]) || (from && token.is(sql, ",")) || or_action
        };
        let name_at = if is(at + 2, ".") { at + 3 } else { at + 1 };
        let Some(name_token) = tokens.get(name_at).filter(|_| opens) else { continue };
        if any(name_token, &["select", "with", "values", "or", "if"]) {
            continue;
        }
        let Some(table) = name_token.name(sql) else { continue };
        let said = is(name_at + 1, "as");
        let alias = tokens.get(name_at + 1 + usize::from(said));
        let alias = alias.filter(|token| said || !any(token, NO_ALIAS)).and_then(|token| token.name(sql));
        found.push(Mention {
            alias: alias.unwrap_or_else(|| table.clone()),
            table,
            at: name_token.start..name_token.end,
        });
    }
    found
}

const LEAVES_FROM: &[&str] = &[
    "where",
    "group",
    "having",
    "order",
    "limit",
    "select",
    "values",
    "set",
    "returning",
    "union",
    "except",
    "intersect",
    "window",
];

/// Words behind a table's name that are no alias of it.
const NO_ALIAS: &[&str] = &[
    "where",
    "group",
    "having",
    "order",
    "limit",
    "select",
    "values",
    "set",
    "returning",
    "union",
    "except",
    "intersect",
    "window",
    "on",
    "using",
    "join",
    "left",
    "right",
    "full",
    "inner",
    "cross",
    "natural",
    "outer",
    "indexed",
    "not",
    "default",
    "with",
    "from",
];
