//! What a schema statement declares or changes: names, positions and comments, read off its tokens.
//!
//! Reading tokens instead of a syntax tree is what keeps this from failing: `sqlparser` refuses plenty that
//! SQLite accepts, and a column must not lose its place because of an odd constraint behind it.

use super::lex::{Token, TokenKind};
use super::{Script, Statement, docs};
use crate::source::{FileId, Span, Spanned};

/// A statement as far as the schema's names are concerned.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// CREATE TABLE, VIEW or VIRTUAL TABLE.
    Create(Declaration),
    Drop {
        table: String,
    },
    RenameTable {
        table: String,
        to: Spanned<String>,
    },
    RenameColumn {
        table: String,
        column: String,
        to: Spanned<String>,
    },
    AddColumn {
        table: String,
        column: ColumnSyntax,
    },
    Other,
}

/// A table or view as it was declared.
#[derive(Clone, Debug, PartialEq)]
pub struct Declaration {
    pub name: Spanned<String>,
    pub if_not_exists: bool,
    /// Empty for a view and for `CREATE TABLE … AS SELECT`.
    pub columns: Vec<ColumnSyntax>,
    /// Tables named behind REFERENCES.
    pub references: Vec<Spanned<String>>,
    pub docs: Vec<String>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct ColumnSyntax {
    pub name: Spanned<String>,
    pub docs: Vec<String>,
}

/// Reads a statement of a file.
pub fn parse_shape(script: &Script, statement: &Statement, file: &str) -> Shape {
    let all = script.tokens.get(statement.tokens.clone()).unwrap_or_default();
    let code: Vec<Token> = all.iter().filter(|token| token.kind != TokenKind::Comment).copied().collect();
    let mut reader = Reader { file, id: script.file, code: &code, at: 0 };
    let shape = if reader.eat("create") {
        create(&mut reader, all)
    } else if reader.eat("drop") {
        drop_table(&mut reader)
    } else if reader.eat("alter") {
        alter_table(&mut reader)
    } else {
        None
    };
    let docs = || docs::of_statement(script, statement, file);
    match shape {
        Some(Shape::Create(mut declaration)) => {
            declaration.docs.splice(0..0, docs());
            Shape::Create(declaration)
        }
        Some(Shape::AddColumn { table, mut column }) => {
            column.docs = docs();
            Shape::AddColumn { table, column }
        }
        other => other.unwrap_or(Shape::Other),
    }
}

fn create(reader: &mut Reader<'_>, all: &[Token]) -> Option<Shape> {
    if reader.eat("temp") || reader.eat("temporary") {
        return None;
    }
    let is_virtual = reader.eat("virtual");
    let is_view = reader.eat("view");
    if !is_view && !reader.eat("table") {
        return None;
    }
    let if_not_exists = reader.eat("if") && reader.eat("not") && reader.eat("exists");
    let name = reader.qualified_name()?;
    let references = references(reader);
    let mut declaration = Declaration { name, if_not_exists, columns: Vec::new(), references, docs: Vec::new() };
    let has_body = !is_view && (!is_virtual || (reader.eat("using") && reader.name().is_some()));
    if has_body && let Some(open) = reader.peek().filter(|token| token.is(reader.file, "(")) {
        let items = items(reader.code, reader.at, reader.file);
        let close = items.close.map_or(usize::MAX, |close| close.start);
        let body: Vec<Token> =
            all.iter().filter(|token| token.start >= open.start && token.start < close).copied().collect();
        let starts: Vec<usize> = items.list.iter().filter_map(|item| Some(item.first()?.start)).collect();
        let spoken = docs::of_body(&body, &starts, reader.file);
        declaration.docs = spoken.table;
        for (item, docs) in items.list.iter().zip(spoken.items) {
            if let Some(name) = column_name(item, reader.file, reader.id) {
                declaration.columns.push(ColumnSyntax { name, docs });
            }
        }
    }
    Some(Shape::Create(declaration))
}

fn references(reader: &Reader<'_>) -> Vec<Spanned<String>> {
    let named = reader.code.windows(2).filter_map(|pair| match pair {
        [keyword, name] if keyword.is(reader.file, "references") => {
            Some(Spanned::new(name.name(reader.file)?, Span::new(reader.id, name.start..name.end)))
        }
        _ => None,
    });
    named.collect()
}

fn drop_table(reader: &mut Reader<'_>) -> Option<Shape> {
    if !reader.eat("table") && !reader.eat("view") {
        return None;
    }
    let _ = reader.eat("if") && reader.eat("exists");
    Some(Shape::Drop { table: reader.qualified_name()?.value })
}

fn alter_table(reader: &mut Reader<'_>) -> Option<Shape> {
    if !reader.eat("table") {
        return None;
    }
    let table = reader.qualified_name()?.value;
    if reader.eat("add") {
        reader.eat("column");
        let name = reader.name()?;
        return Some(Shape::AddColumn { table, column: ColumnSyntax { name, docs: Vec::new() } });
    }
    if !reader.eat("rename") {
        return None;
    }
    if reader.eat("to") {
        return Some(Shape::RenameTable { table, to: reader.name()? });
    }
    reader.eat("column");
    let column = reader.name()?.value;
    reader.eat("to").then_some(())?;
    Some(Shape::RenameColumn { table, column, to: reader.name()? })
}

/// The name of the column that an item declares; `None` for a table constraint.
fn column_name(item: &[Token], file: &str, id: FileId) -> Option<Spanned<String>> {
    let first = item.first()?;
    let constraint = ["constraint", "primary", "unique", "check", "foreign"].iter().any(|word| first.is(file, word));
    // `key=value` among the arguments of a virtual table is an option.
    let option = item.get(1).is_some_and(|token| token.is(file, "="));
    if constraint || option {
        return None;
    }
    Some(Spanned::new(first.name(file)?, Span::new(id, first.start..first.end)))
}

/// A body's items: columns, then constraints.
#[derive(Debug)]
pub struct Items<'c> {
    pub list: Vec<&'c [Token]>,
    /// The closing parenthesis; `None` where the text ends before it.
    pub close: Option<Token>,
}

/// Splits what stands between the parenthesis at `open` and its partner at the commas. Tokens hold no comments.
pub fn items<'c>(code: &'c [Token], open: usize, file: &str) -> Items<'c> {
    let mut list = Vec::new();
    let mut depth = 0_usize;
    let mut start = open + 1;
    for (index, token) in code.iter().enumerate().skip(open) {
        match token.word(file) {
            "(" => depth += 1,
            ")" => depth = depth.saturating_sub(1),
            "," if depth == 1 => {
                list.extend(code.get(start..index).filter(|item| !item.is_empty()));
                start = index + 1;
            }
            _ => {}
        }
        if depth == 0 {
            list.extend(code.get(start..index).filter(|item| !item.is_empty()));
            return Items { list, close: Some(*token) };
        }
    }
    list.extend(code.get(start..).filter(|item| !item.is_empty()));
    Items { list, close: None }
}

/// Walks over tokens without comments.
#[derive(Debug)]
pub struct Reader<'c> {
    pub file: &'c str,
    pub id: FileId,
    pub code: &'c [Token],
    pub at: usize,
}

impl<'c> Reader<'c> {
    pub fn peek(&self) -> Option<&'c Token> {
        self.code.get(self.at)
    }

    /// Steps over a keyword if it is next.
    pub fn eat(&mut self, keyword: &str) -> bool {
        let found = self.peek().is_some_and(|token| token.is(self.file, keyword));
        self.at += usize::from(found);
        found
    }

    pub fn name(&mut self) -> Option<Spanned<String>> {
        let token = self.peek()?;
        let name = token.name(self.file)?;
        self.at += 1;
        Some(Spanned::new(name, Span::new(self.id, token.start..token.end)))
    }

    /// A name with or without a schema in front (`main.nodes`), which is left out.
    pub fn qualified_name(&mut self) -> Option<Spanned<String>> {
        let first = self.name()?;
        if self.eat(".") { self.name() } else { Some(first) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::sql::parse_script;
    use crate::source::SourceMap;

    fn shapes(text: &str) -> Vec<Shape> {
        let mut sources = SourceMap::default();
        let file = sources.add("schema.sql", text);
        let script = parse_script(&sources, file);
        script.statements.iter().map(|statement| parse_shape(&script, statement, text)).collect()
    }

    #[test]
    fn comments_find_their_columns() {
        let text = "-- A file's header.\n\n-- Who computes.\n-- Second line.\nCREATE TABLE IF NOT EXISTS main.\"nodes\" ( -- beside\n\
            \x20 -- Its name.\n  id TEXT PRIMARY KEY, -- given by itself\n                       -- and kept\n\n\
            \x20 -- lost above an empty line\n\n  a INT CHECK (a IN (1, 2)), b TEXT -- of b\n  -- of c\n  , c\n\
            \x20 , PRIMARY KEY (a, b) -- of nobody\n); -- behind\n-- next\n";
        let found = shapes(text);
        let [Shape::Create(table)] = found.as_slice() else { panic!("{found:?}") };
        assert_eq!(table.name.value, "nodes");
        assert_eq!(table.docs, ["Who computes.", "Second line.", "behind", "beside"]);
        let columns: Vec<(&str, String)> =
            table.columns.iter().map(|column| (column.name.value.as_str(), column.docs.join("|"))).collect();
        assert_eq!(
            columns,
            [
                ("id", "Its name.|given by itself|and kept".to_owned()),
                ("a", String::new()),
                ("b", "of b".to_owned()),
                ("c", "of c".to_owned()),
            ]
        );
    }

    #[test]
    fn changes() {
        let found = shapes(
            "ALTER TABLE a RENAME TO b; ALTER TABLE a ADD c INT; ALTER TABLE a RENAME COLUMN c TO [d e]; DROP TABLE IF EXISTS x; CREATE VIRTUAL TABLE f USING fts5(title, body UNINDEXED, tokenize='porter'); DROP INDEX i",
        );
        let brief: Vec<String> = found
            .iter()
            .map(|shape| match shape {
                Shape::Create(table) => format!("{} {}", *table.name, table.columns.len()),
                Shape::Drop { table } => format!("-{table}"),
                Shape::RenameTable { table, to } => format!("{table}>{}", **to),
                Shape::RenameColumn { table, column, to } => format!("{table}.{column}>{}", **to),
                Shape::AddColumn { table, column } => format!("{table}+{}", *column.name),
                Shape::Other => "?".to_owned(),
            })
            .collect();
        assert_eq!(brief, ["a>b", "a+c", "a.c>d e", "-x", "f 2", "?"]);
    }
}
