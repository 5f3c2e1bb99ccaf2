//! A result's columns: which they are, how they are called, and the text that makes them so.
//!
//! What is hard: D1 returns the rows of a batch as objects, where columns of one name become one, and a `*` would
//! change its meaning when the database moves on before the Worker does. So stars are written out, and each column
//! gets a name of its own, as an edit of the text between two commas.

use std::ops::Range;

use super::QueryContext;
use super::place::Edits;
use crate::emit::sql::quote_name;
use crate::infer::{Inference, Item, Typed};
use crate::judge::Prepared;
use crate::model::{ColumnType, Name, ResultColumn, SqlType};
use crate::names;
use crate::parse::sql::lex::{Token, TokenKind, lex, unquote};
use crate::parse::sql::queries::rewrite::Rewritten;

/// What came of a result's columns.
pub(super) struct ListedColumns {
    pub columns: Vec<ResultColumn>,
    /// The items of the first list; empty where our reading does not agree with SQLite's.
    pub items: Vec<Listed>,
}

/// An item of a list of result columns.
pub(super) struct Listed {
    /// Byte offsets in the statement.
    pub text: Range<usize>,
    /// The columns that it stands for.
    pub columns: Range<usize>,
}

/// Names and types the result's columns.
pub(super) fn list_columns(
    context: &QueryContext<'_>,
    written: &Rewritten,
    prepared: &Prepared,
    inference: &Inference,
    edits: &mut Edits,
) -> ListedColumns {
    let sql = written.text.as_str();
    let tokens = lex(sql);
    let count = prepared.columns.len();
    let typed = inference.columns.as_deref().filter(|typed| typed.len() == count);
    let lists = if typed.is_some() { agreed(&tokens, sql, &inference.lists, count) } else { Vec::new() };

    // Names: SQLite's for what has one, then a function's, then the position.
    let mut ideal: Vec<String> = Vec::with_capacity(count);
    let mut items = Vec::new();
    for (at, name) in prepared.columns.iter().enumerate() {
        let known = typed.and_then(|typed| typed.get(at)).and_then(|typed| typed.name.clone());
        let item = lists.first().and_then(|list| list.iter().find(|(_, columns, _)| columns.contains(&at)));
        let named = match item {
            Some((range, _, Item::Expr)) => is_named(tokens.get(range.clone()).unwrap_or_default(), sql, name),
            Some((_, _, Item::Star(_))) => true,
            None => plain(name),
        };
        let number = format!("column_{}", at + 1);
        ideal.push(match known.filter(|_| !named) {
            _ if named => name.clone(),
            Some(known) => known,
            _ => number,
        });
    }
    let mut sources: Vec<String> = names::distinct(&ideal).into_iter().map(|(name, _)| name).collect();
    for (at, source) in sources.iter_mut().enumerate() {
        // ORDER BY would find the new alias before the column that is meant.
        if prepared.columns.get(at) != Some(source) && is_ordered_by(&tokens, sql, source) {
            *source = format!("column_{}", at + 1);
        }
    }
    let fields: Vec<String> = sources.iter().map(|name| names::field(name)).collect();
    let fields = names::distinct_from(&sources, &fields);

    for (index, list) in lists.iter().enumerate() {
        for (range, columns, item) in list {
            let text = text_of(tokens.get(range.clone()).unwrap_or_default());
            let wanted = sources.get(columns.clone()).unwrap_or_default();
            let found = prepared.columns.get(columns.clone()).unwrap_or_default();
            match item {
                Item::Star(shown) => {
                    let column = |((sql, found), wanted): ((&String, &String), &String)| match found == wanted {
                        _ if index > 0 => sql.clone(),
                        true => sql.clone(),
                        false => format!("{sql} AS {}", quote_name(wanted)),
                    };
                    let list: Vec<String> = shown.iter().zip(found).zip(wanted).map(column).collect();
                    edits.replace(text.clone(), list.join(", "));
                }
                Item::Expr if index == 0 && found != wanted => {
                    let item = tokens.get(range.clone()).unwrap_or_default();
                    let name = wanted.first().map(|name| quote_name(name)).unwrap_or_default();
                    match item.split_last() {
                        Some((last, rest)) if has_alias(item, sql, found.first()) && !rest.is_empty() => {
                            edits.replace(last.start..last.end, name);
                        }
                        _ => edits.replace(text.end..text.end, format!(" AS {name}")),
                    }
                }
                Item::Expr => {}
            }
            if index == 0 {
                items.push(Listed { text, columns: columns.clone() });
            }
        }
    }

    let start = written.span(0).unwrap_or_else(|| crate::source::Span::new(first_file(context), 0..0));
    let columns = sources.into_iter().zip(fields).enumerate().map(|(at, (source, (rust, _)))| {
        let place = items.iter().find(|item| item.columns.contains(&at)).and_then(|item| written.span(item.text.start));
        let name = Name { source, rust, span: place.unwrap_or(start) };
        let found = typed.and_then(|typed| typed.get(at));
        let unknown = Typed { ty: None, sql_type: SqlType::Any, nullable: true, origin: None, name: None };
        let found = found.unwrap_or(&unknown);
        ResultColumn {
            name,
            ty: found.ty.clone().unwrap_or(ColumnType::Any),
            sql_type: found.sql_type,
            nullable: found.nullable,
            origin: found.origin,
        }
    });
    ListedColumns { columns: columns.collect(), items }
}

fn first_file(context: &QueryContext<'_>) -> crate::source::FileId {
    context.sources.ids().next().unwrap_or_else(|| crate::source::SourceMap::default().add("", ""))
}

/// An item's tokens, the columns that it stands for, and what it is.
type AgreedItem<'i> = (Range<usize>, Range<usize>, &'i Item);

/// The lists as tokens, where they have the items that inference saw; else none.
fn agreed<'i>(tokens: &[Token], sql: &str, inferred: &'i [Vec<Item>], count: usize) -> Vec<Vec<AgreedItem<'i>>> {
    let found = lists(tokens, sql);
    let same = found.len() == inferred.len() && found.iter().zip(inferred).all(|(a, b)| a.len() == b.len());
    if !same {
        return Vec::new();
    }
    let mut agreed = Vec::new();
    for (ranges, items) in found.into_iter().zip(inferred) {
        let mut at = 0;
        let list: Vec<AgreedItem<'i>> = ranges
            .into_iter()
            .zip(items)
            .map(|(range, item)| {
                let width = match item {
                    Item::Expr => 1,
                    Item::Star(columns) => columns.len(),
                };
                at += width;
                (range, at - width..at, item)
            })
            .collect();
        if at != count {
            return Vec::new();
        }
        agreed.push(list);
    }
    agreed
}

/// The lists of result columns outside of parentheses, as positions of tokens: of each SELECT, or of RETURNING.
fn lists(tokens: &[Token], sql: &str) -> Vec<Vec<Range<usize>>> {
    const END: [&str; 11] =
        ["from", "where", "group", "having", "window", "order", "limit", "union", "intersect", "except", "returning"];
    let word = |at: usize| tokens.get(at).map(|token| token.word(sql).to_ascii_lowercase()).unwrap_or_default();
    let mut depth = 0_usize;
    let mut writes = false;
    let mut lists: Vec<Vec<Range<usize>>> = Vec::new();
    // The list and the item that are open.
    let mut open: Option<(Vec<Range<usize>>, usize)> = None;
    let mut at = 0;
    while at < tokens.len() {
        let here = word(at);
        match here.as_str() {
            "(" => depth += 1,
            ")" => depth = depth.saturating_sub(1),
            _ if depth > 0 => {}
            "insert" | "replace" | "update" | "delete" if open.is_none() => writes = true,
            "," => {
                if let Some((list, start)) = &mut open {
                    list.push(*start..at);
                    *start = at + 1;
                }
            }
            // `a IS DISTINCT FROM b`
            "from" if at > 1 && word(at - 1) == "distinct" && matches!(word(at - 2).as_str(), "is" | "not") => {}
            keyword if END.contains(&keyword) && open.is_some() => {
                if let Some((mut list, start)) = open.take() {
                    list.push(start..at);
                    lists.push(list);
                }
            }
            _ => {}
        }
        let starts = depth == 0 && (here == "select" && !writes || here == "returning" && writes);
        at += 1;
        if starts {
            if here == "select" && matches!(word(at).as_str(), "distinct" | "all") {
                at += 1;
            }
            open = Some((Vec::new(), at));
        }
    }
    if let Some((mut list, start)) = open {
        list.push(start..tokens.len());
        lists.push(list);
    }
    lists
}

fn text_of(item: &[Token]) -> Range<usize> {
    item.first().zip(item.last()).map_or(0..0, |(first, last)| first.start..last.end)
}

/// Whether an expression has a name: an alias, or a column's.
fn is_named(item: &[Token], sql: &str, found: &str) -> bool {
    let is_name = |token: &Token| match token.kind {
        TokenKind::Word => {
            !["null", "true", "false"].iter().any(|literal| token.text(sql).eq_ignore_ascii_case(literal))
        }
        kind => kind == TokenKind::Quoted,
    };
    let column = item.len() % 2 == 1
        && item.iter().enumerate().all(|(at, token)| if at % 2 == 0 { is_name(token) } else { token.is(sql, ".") });
    column || has_alias(item, sql, Some(&found.to_owned()))
}

fn has_alias(item: &[Token], sql: &str, found: Option<&String>) -> bool {
    let dotted = || item.get(item.len().saturating_sub(2)).is_some_and(|token| token.is(sql, "."));
    item.len() > 1
        && !dotted()
        && item.last().is_some_and(|last| {
            matches!(last.kind, TokenKind::Word | TokenKind::Quoted | TokenKind::String)
                && found.is_some_and(|found| unquote(last.text(sql)) == *found)
        })
}

/// Whether ORDER BY of the whole statement mentions a name.
fn is_ordered_by(tokens: &[Token], sql: &str, name: &str) -> bool {
    let mut depth = 0_usize;
    let start = tokens.iter().position(|token| {
        match token.word(sql) {
            "(" => depth += 1,
            ")" => depth = depth.saturating_sub(1),
            word => return depth == 0 && word.eq_ignore_ascii_case("order"),
        }
        false
    });
    let terms = start.and_then(|start| tokens.get(start..)).unwrap_or_default();
    let calls = terms.iter().skip(1).map(Some).chain([None]).map(|next| next.is_some_and(|next| next.is(sql, "(")));
    terms
        .iter()
        .zip(calls)
        .any(|(token, call)| !call && token.name(sql).is_some_and(|found| found.eq_ignore_ascii_case(name)))
}

/// Whether SQLite's name of a column looks like a name, not like an expression's text.
fn plain(name: &str) -> bool {
    !name.is_empty()
        && name.chars().all(|c| c.is_alphanumeric() || c == '_')
        && !name.starts_with(|c: char| c.is_ascii_digit())
}
