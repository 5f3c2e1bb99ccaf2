//! Comments as documentation: their text without marks, and which statement or column they speak of.
//!
//! The rule is the one people follow without saying so: a comment that stands behind code on its line speaks
//! of that code; comment lines of their own speak of what follows without an empty line between.

use super::lex::{Token, TokenKind};
use super::{Script, Statement};

/// The comment's lines without marks; rulers such as `-- =====` and empty edges are left out.
pub fn lines(text: &str) -> Vec<String> {
    let inner = match text.strip_prefix("/*") {
        Some(block) => block.strip_suffix("*/").unwrap_or(block),
        None => text.strip_prefix("--").unwrap_or(text),
    };
    let block = text.starts_with("/*");
    let mut lines: Vec<String> = inner
        .lines()
        .map(|line| {
            let line = line.trim();
            let line = if block { line.trim_start_matches('*').trim() } else { line.trim_start_matches('-').trim() };
            if is_ruler(line) || MARKERS.contains(&line) { String::new() } else { line.to_owned() }
        })
        .collect();
    while lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    let empty = lines.iter().take_while(|line| line.is_empty()).count();
    lines.drain(..empty);
    lines
}

/// What Drizzle and Prisma write into their migrations.
const MARKERS: [&str; 8] = [
    "> statement-breakpoint",
    "AddColumn",
    "AlterTable",
    "CreateIndex",
    "CreateTable",
    "DropTable",
    "RedefineTable",
    "RedefineTables",
];

fn is_ruler(line: &str) -> bool {
    !line.is_empty()
        && !line.chars().any(char::is_alphanumeric)
        && line.chars().all(|c| "-=*#~_+/\\|<>. ─━═".contains(c))
}

/// What the comments above and beside a statement say.
pub fn of_statement(script: &Script, statement: &Statement, file: &str) -> Vec<String> {
    let mut docs = above(script, statement, file);
    docs.extend(beside(script, statement, file));
    docs
}

fn above(script: &Script, statement: &Statement, file: &str) -> Vec<String> {
    let before = script.tokens.get(..statement.tokens.start).unwrap_or_default();
    let mut next_start = statement.span.start;
    let mut blocks = Vec::new();
    for (index, token) in before.iter().enumerate().rev() {
        let gap = breaks(file, token.end, next_start);
        let behind_code = index
            .checked_sub(1)
            .and_then(|previous| before.get(previous))
            .is_some_and(|previous| breaks(file, previous.end, token.start) == 0);
        if token.kind != TokenKind::Comment || gap > 1 || behind_code {
            break;
        }
        blocks.push(lines(token.text(file)));
        next_start = token.start;
    }
    blocks.into_iter().rev().flatten().collect()
}

fn beside(script: &Script, statement: &Statement, file: &str) -> Vec<String> {
    let mut end = statement.span.end;
    let mut docs = Vec::new();
    for token in script.tokens.get(statement.tokens.end..).unwrap_or_default() {
        if breaks(file, end, token.start) > 0 {
            break;
        }
        match token.kind {
            TokenKind::Comment => docs.extend(lines(token.text(file))),
            _ if token.is(file, ";") => {}
            _ => break,
        }
        end = token.end;
    }
    docs
}

/// Line breaks between two offsets; more than one makes an empty line.
fn breaks(file: &str, from: usize, to: usize) -> usize {
    file.get(from..to).unwrap_or("").matches('\n').count()
}

/// Comments of the items between a table's parentheses.
#[derive(Debug)]
pub struct BodyDocs {
    /// Beside the opening parenthesis.
    pub table: Vec<String>,
    /// Per item (column or constraint).
    pub items: Vec<Vec<String>>,
}

/// Hands the comments of a CREATE TABLE's body out. `body` starts with the opening parenthesis and ends before
/// the closing one; `starts` are the offsets of each item's first token.
pub fn of_body(body: &[Token], starts: &[usize], file: &str) -> BodyDocs {
    let mut docs = BodyDocs { table: Vec::new(), items: vec![Vec::new(); starts.len()] };
    let mut pending: Vec<String> = Vec::new();
    // The item that the last token of code belongs to; `None` right behind the parenthesis.
    let mut item: Option<usize> = None;
    let mut code_end = None;
    let mut previous_end = None;
    // Column and target of the comment just seen behind code: lines aligned below it go on with it.
    let mut beside: Option<usize> = None;
    for token in body {
        let gap = previous_end.map_or(0, |end| breaks(file, end, token.start));
        previous_end = Some(token.end);
        if token.kind != TokenKind::Comment {
            beside = None;
            let started = starts.binary_search(&token.start).ok();
            let separator = token.is(file, ",") && item.is_some();
            if let Some(index) = started {
                item = Some(index);
            }
            if gap > 1 && started.is_some() {
                pending.clear();
            }
            // A comment line in front of a comma speaks of the column behind it.
            if !separator && let Some(into) = item.and_then(|index| docs.items.get_mut(index)) {
                into.append(&mut pending);
            }
            code_end = Some(token.end);
            continue;
        }
        let text = lines(token.text(file));
        let behind_code = code_end.is_some_and(|end| breaks(file, end, token.start) == 0);
        let continues = gap == 1 && beside == Some(column(file, token.start));
        if behind_code || continues {
            beside = Some(column(file, token.start));
            match item {
                Some(index) => docs.items.get_mut(index).into_iter().for_each(|into| into.extend(text.iter().cloned())),
                None => docs.table.extend(text),
            }
        } else {
            beside = None;
            if gap > 1 {
                pending.clear();
            }
            pending.extend(text);
        }
    }
    docs
}

/// Bytes between the line's start and the offset.
fn column(file: &str, offset: usize) -> usize {
    let line = file.get(..offset).unwrap_or("");
    offset - line.rfind('\n').map_or(0, |at| at + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_and_rulers_go() {
        assert_eq!(lines("--- Who   works here."), ["Who   works here."]);
        assert_eq!(lines("-- =========="), [""; 0]);
        assert_eq!(lines("--> statement-breakpoint"), [""; 0]);
        assert_eq!(lines("/**\n * One.\n *\n * Two.\n */"), ["One.", "", "Two."]);
    }
}
