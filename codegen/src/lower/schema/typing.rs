//! What a cell of each column holds. Who has the say, first to last: `[columns]` of `types.toml`, the column that
//! a foreign key references, the column's own CHECK list, its declared type.

use std::collections::{BTreeMap, BTreeSet};

use super::ColumnTyping;
use crate::diag::{Diagnostic, Diagnostics, nearest};
use crate::judge::{Loaded, TableFacts, TableTypeFacts};
use crate::lower::databases::Database;
use crate::model::{Affinity, CheckEnum, Column, ColumnType, Table, TypeDef, TypeKind};
use crate::names;
use crate::parse::sql::checks::{TableText, parse_table_text};
use crate::source::Spanned;

/// What the row struct's name is followed by in other generated structs.
pub(super) const ROW_SUFFIXES: [&str; 3] = ["", "Insert", "Patch"];

/// Types that need no entry in `types.toml`; the way to take a column out of a pattern.
const BUILTIN: [(&str, ColumnType); 8] = [
    ("Timestamp", ColumnType::Timestamp),
    ("bool", ColumnType::Boolean),
    ("i64", ColumnType::Integer),
    ("f64", ColumnType::Real),
    ("string", ColumnType::Text),
    ("String", ColumnType::Text),
    ("blob", ColumnType::Blob),
    ("any", ColumnType::Any),
];

/// Sets `ty` of every column; `facts` stand in the order of `tables`.
pub(super) fn type_columns(
    cx: &mut Diagnostics,
    tables: &mut [Table],
    facts: &[TableFacts],
    typing: &ColumnTyping<'_>,
) {
    let texts: Vec<TableText> = facts.iter().map(table_text).collect();
    let rules = rules(cx, typing);
    let said: Vec<Vec<Option<ColumnType>>> = tables
        .iter()
        .zip(&texts)
        .map(|(table, text)| table.columns.iter().map(|column| mapped(cx, &rules, table, column, text)).collect())
        .collect();
    let keys = References::new(tables, facts);
    let mut taken: BTreeSet<String> = typing.types.iter().map(|def| def.name.rust.clone()).collect();
    taken.extend(tables.iter().flat_map(|table| ROW_SUFFIXES.map(|suffix| format!("{}{suffix}", table.row))));
    for (at, (table, text)) in tables.iter_mut().zip(&texts).enumerate() {
        for (position, column) in table.columns.iter_mut().enumerate() {
            let own = said.get(at).and_then(|columns| columns.get(position)).cloned().flatten();
            let inherited = || keys.follow((at, position), &said).filter(|ty| fits(ty, column.affinity, typing.types));
            let checked = || check_enum(&table.row, column, text, table.strict, typing.types, &mut taken);
            let ty = own.or_else(inherited).or_else(checked);
            if let Some(ty) = ty {
                column.ty = ty;
            }
        }
    }
}

fn table_text(facts: &TableFacts) -> TableText {
    if facts.kind != TableTypeFacts::Table {
        return TableText::default();
    }
    parse_table_text(&facts.sql, |name| facts.columns.iter().any(|column| column.name.eq_ignore_ascii_case(name)))
}

// ---- `[columns]` ---------------------------------------------------------------------------

/// An entry of `[columns]` whose type is known.
struct Rule<'t> {
    pattern: &'t Spanned<String>,
    ty: ColumnType,
    named: &'t Spanned<String>,
    def: Option<&'t TypeDef>,
    specificity: (u8, usize),
}

/// The sound entries, the most specific first.
fn rules<'t>(cx: &mut Diagnostics, typing: &ColumnTyping<'t>) -> Vec<Rule<'t>> {
    let mut rules = Vec::new();
    for (pattern, named) in typing.columns {
        let def = typing.types.iter().find(|def| def.name.source == named.value);
        match resolve(named, typing.types) {
            Some(ty) => rules.push(Rule { pattern, ty, named, def, specificity: specificity(pattern) }),
            None if typing.incomplete => {}
            None => cx.push(unknown_type(named, "`[columns]`", typing.types)),
        }
    }
    // A stable sort: of two equally specific entries the first wins.
    rules.sort_by_key(|rule| std::cmp::Reverse(rule.specificity));
    rules
}

/// The type that a name stands for where a cell's type is written.
pub(in crate::lower) fn resolve(name: &str, types: &[TypeDef]) -> Option<ColumnType> {
    let def = types.iter().find(|def| def.name.source == name);
    let builtin = || BUILTIN.iter().find(|(known, _)| *known == name).map(|(_, ty)| ty.clone());
    // A path of Rust: a type of the user's own, which implements `Column`.
    let custom = || {
        let is_path = name.contains("::") && syn::parse_str::<syn::Path>(name).is_ok();
        is_path.then(|| ColumnType::Custom(name.to_owned()))
    };
    def.map(type_of).or_else(builtin).or_else(custom)
}

fn type_of(def: &TypeDef) -> ColumnType {
    match def.kind {
        TypeKind::Record { .. } => ColumnType::Json(def.name.source.clone()),
        TypeKind::Id(_) | TypeKind::Int { .. } | TypeKind::Enum { .. } => ColumnType::Named(def.name.source.clone()),
    }
}

/// `table.column`, then `table.*`, then `*.column`, then other patterns by their literal characters.
fn specificity(pattern: &str) -> (u8, usize) {
    let (table, column) = parts(pattern);
    let class = match (table.contains('*'), column.contains('*')) {
        (false, false) => 3,
        (false, true) => 2,
        (true, false) => 1,
        (true, true) => 0,
    };
    (class, pattern.chars().filter(|&c| c != '*' && c != '.').count())
}

/// Patterns of table and column; one without a dot speaks of columns of every table.
fn parts(pattern: &str) -> (&str, &str) {
    pattern.split_once('.').unwrap_or(("*", pattern))
}

fn matches(pattern: &str, table: &str, column: &str) -> bool {
    let (table_pattern, column_pattern) = parts(pattern);
    glob(&table_pattern.to_lowercase(), &table.to_lowercase())
        && glob(&column_pattern.to_lowercase(), &column.to_lowercase())
}

/// `*` stands for any text.
fn glob(pattern: &str, text: &str) -> bool {
    let Some((head, tail)) = pattern.split_once('*') else { return pattern == text };
    let Some(rest) = text.strip_prefix(head) else { return false };
    let ends = rest.char_indices().map(|(at, _)| at).chain([rest.len()]);
    ends.into_iter().any(|at| rest.get(at..).is_some_and(|rest| glob(tail, rest)))
}

/// Each pattern of `[columns]` must speak of some column of some database; without any there is nothing to say.
pub fn check_patterns(cx: &mut Diagnostics, columns: &[(Spanned<String>, Spanned<String>)], databases: &[&Database]) {
    let loaded: Vec<&Loaded> = databases.iter().filter_map(|database| database.loaded.as_ref()).collect();
    if loaded.is_empty() {
        return;
    }
    let tables: Vec<&Table> = databases.iter().flat_map(|database| &database.schema.tables).collect();
    let refused: BTreeSet<&str> = loaded.iter().flat_map(|loaded| &loaded.refused).map(String::as_str).collect();
    for (pattern, _) in columns {
        check_pattern(cx, &tables, &refused, pattern);
    }
}

fn check_pattern(cx: &mut Diagnostics, tables: &[&Table], refused: &BTreeSet<&str>, pattern: &Spanned<String>) {
    let (table, column) = parts(pattern);
    let mut all = tables.iter().flat_map(|table| table.columns.iter().map(move |column| (table, column)));
    if all.any(|(table, column)| matches(pattern, &table.name.source, &column.name.source)) {
        return;
    }
    if table.contains('*') || column.contains('*') {
        // A refused table may be the one it was meant for.
        if refused.is_empty() {
            cx.push(unmatched_pattern(pattern));
        }
    } else if !refused.contains(table.to_lowercase().as_str())
        && !refused.contains(format!(".{}", column.to_lowercase()).as_str())
    {
        cx.push(unknown_column(pattern, tables));
    }
}

/// The type that `[columns]` gives a column.
fn mapped(
    cx: &mut Diagnostics,
    rules: &[Rule<'_>],
    table: &Table,
    column: &Column,
    text: &TableText,
) -> Option<ColumnType> {
    let rule = rules.iter().find(|rule| matches(rule.pattern, &table.name.source, &column.name.source))?;
    let types = rule.def.map_or(&[][..], std::slice::from_ref);
    if !fits(&rule.ty, column.affinity, types) {
        cx.push(type_mismatch(rule, table, column));
        return None;
    }
    if let Some(TypeDef { kind: TypeKind::Enum { values, .. }, .. }) = rule.def
        && let Some(list) = list_of(text, &column.name.source)
    {
        let typed: BTreeSet<&str> = values.iter().map(|(value, _)| value.as_str()).collect();
        let checked: BTreeSet<&str> = list.iter().map(String::as_str).collect();
        if typed != checked {
            cx.push(enum_mismatch(rule, table, column, &typed, &checked));
        }
    }
    Some(rule.ty.clone())
}

/// Whether values of a type come back from a column of this affinity as they went in.
fn fits(ty: &ColumnType, affinity: Affinity, types: &[TypeDef]) -> bool {
    let is_text = match ty {
        ColumnType::Named(name) => {
            let def = types.iter().find(|def| def.name.source == *name);
            !matches!(def, Some(TypeDef { kind: TypeKind::Int { .. }, .. }))
        }
        ColumnType::Json(_) | ColumnType::Text | ColumnType::Check(_) => true,
        ColumnType::Timestamp | ColumnType::Integer | ColumnType::Real | ColumnType::Boolean => false,
        ColumnType::Blob | ColumnType::Any | ColumnType::Custom(_) => return true,
    };
    match affinity {
        // '12' would be stored as the number.
        Affinity::Integer | Affinity::Real => !is_text,
        // 12 would be stored as the text.
        Affinity::Text => is_text,
        Affinity::Blob | Affinity::Numeric => true,
    }
}

// ---- foreign keys --------------------------------------------------------------------------

/// Table and column positions: who references whom.
struct References(BTreeMap<(usize, usize), Vec<(usize, usize)>>);

impl References {
    fn new(tables: &[Table], facts: &[TableFacts]) -> Self {
        let by_name: BTreeMap<String, usize> =
            tables.iter().enumerate().map(|(at, table)| (table.name.source.to_lowercase(), at)).collect();
        let position = |at: usize, name: &str| {
            tables.get(at)?.columns.iter().position(|column| column.name.source.eq_ignore_ascii_case(name))
        };
        let mut references: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for (at, facts) in facts.iter().enumerate() {
            for key in &facts.foreign_keys {
                let Some(&target) = by_name.get(&key.table.to_lowercase()) else { continue };
                for (index, (from, to)) in key.columns.iter().enumerate() {
                    let to = match to {
                        Some(to) => position(target, to),
                        None => tables.get(target).and_then(|table| table.primary_key.get(index).copied()),
                    };
                    if let (Some(from), Some(to)) = (position(at, from), to) {
                        references.entry((at, from)).or_default().push((target, to));
                    }
                }
            }
        }
        Self(references)
    }

    /// The type said of the first column on the way along the references; only types that say more than SQL.
    fn follow(&self, start: (usize, usize), said: &[Vec<Option<ColumnType>>]) -> Option<ColumnType> {
        let mut seen = BTreeSet::from([start]);
        let mut queue: std::collections::VecDeque<(usize, usize)> = self.0.get(&start)?.iter().copied().collect();
        while let Some(at) = queue.pop_front() {
            if !seen.insert(at) {
                continue;
            }
            match said.get(at.0).and_then(|columns| columns.get(at.1)).and_then(Option::as_ref) {
                Some(
                    ty @ (ColumnType::Named(_) | ColumnType::Json(_) | ColumnType::Custom(_) | ColumnType::Timestamp),
                ) => {
                    return Some(ty.clone());
                }
                Some(_) => {}
                None => queue.extend(self.0.get(&at).into_iter().flatten()),
            }
        }
        None
    }
}

// ---- CHECK lists ---------------------------------------------------------------------------

fn list_of<'t>(text: &'t TableText, column: &str) -> Option<&'t [String]> {
    let list = text.lists.iter().find(|(name, _)| name.eq_ignore_ascii_case(column));
    // `'OPEN' IN ('open')` holds under NOCASE.
    let collated = text.collated.iter().any(|name| name.eq_ignore_ascii_case(column));
    list.filter(|_| !collated).map(|(_, values)| values.as_slice())
}

fn check_enum(
    row: &str,
    column: &Column,
    text: &TableText,
    strict: bool,
    types: &[TypeDef],
    taken: &mut BTreeSet<String>,
) -> Option<ColumnType> {
    let values = list_of(text, &column.name.source)?;
    // Elsewhere than under TEXT a text that looks like a number becomes one, in the list and in the cell.
    let stays_text =
        |value: &String| !value.trim_start().starts_with(|c: char| c.is_ascii_digit() || "+-.".contains(c));
    let text_column = matches!(column.affinity, Affinity::Text | Affinity::Blob);
    if !text_column && (strict || !values.iter().all(stays_text)) {
        return None;
    }
    let ideal = names::type_name(&format!("{row}_{}", column.name.source));
    // `types.toml` may declare the enum under the name that it would get, to use it in requests and replies too.
    let declared = types.iter().find(|def| def.name.rust == ideal);
    if let Some(TypeDef { kind: TypeKind::Enum { values: typed, .. }, .. }) = declared
        && typed.len() == values.len()
        && typed.iter().all(|(value, _)| values.contains(value))
    {
        return Some(ColumnType::Named(ideal));
    }
    let rust = if taken.contains(&ideal) { names::numbered(&ideal, |name| !taken.contains(name)) } else { ideal };
    taken.insert(rust.clone());
    let values = values.iter().cloned().zip(names::variants(values)).collect();
    Some(ColumnType::Check(CheckEnum { rust, values }))
}

// ---- diagnostics ---------------------------------------------------------------------------

// Diagnostic: unknown-type. `"nodes.id" = "NodeIdd"`
pub(in crate::lower) fn unknown_type(named: &Spanned<String>, place: &str, types: &[TypeDef]) -> Diagnostic {
    let known = types.iter().map(|def| def.name.source.as_str()).chain(BUILTIN.iter().map(|(name, _)| *name));
    let diagnostic =
        Diagnostic::error("unknown-type", named.span, format!("{place} names the unknown type `{}`", named.value))
            .label("no such type");
    match nearest(named, known) {
        Some(near) => diagnostic.help(format!("write `{near}`")),
        None => diagnostic.help(format!(
            "declare it, for example as `[id.{0}]`, or name a type of your own by its path, as `crate::{0}`",
            named.value
        )),
    }
}

// Diagnostic: unknown-column. `"nodes.idd" = "NodeId"`
fn unknown_column(pattern: &Spanned<String>, tables: &[&Table]) -> Diagnostic {
    let (table_name, column_name) = parts(pattern);
    let table = tables.iter().find(|table| table.name.source.eq_ignore_ascii_case(table_name));
    let message = format!("`[columns]` names the unknown column `{}`", pattern.value);
    let diagnostic = Diagnostic::error("unknown-column", pattern.span, message);
    match table {
        Some(table) => {
            let near = nearest(column_name, table.columns.iter().map(|column| column.name.source.as_str()));
            let diagnostic = diagnostic.label(format!("table `{}` has no such column", table.name.source));
            match near.and_then(|near| table.columns.iter().find(|column| column.name.source == near)) {
                Some(near) => diagnostic
                    .secondary(near.name.span, "a column with a similar name")
                    .help(format!("write `{}.{}`", table.name.source, near.name.source)),
                None => diagnostic,
            }
        }
        None => {
            let diagnostic = diagnostic.label("no such table");
            match nearest(table_name, tables.iter().map(|table| table.name.source.as_str())) {
                Some(near) => diagnostic.help(format!("write `{near}.{column_name}`")),
                None => diagnostic,
            }
        }
    }
}

// Diagnostic: unmatched-pattern. `"*_lamport" = "Lamports"`
fn unmatched_pattern(pattern: &Spanned<String>) -> Diagnostic {
    Diagnostic::warning("unmatched-pattern", pattern.span, format!("`{}` matches no column", pattern.value))
        .label("no effect")
}

// Diagnostic: type-mismatch. `"nodes.id" = "Lamports"` over `id TEXT`
fn type_mismatch(rule: &Rule<'_>, table: &Table, column: &Column) -> Diagnostic {
    let of = format!("{}.{}", table.name.source, column.name.source);
    let holds = match column.affinity {
        Affinity::Text => "text",
        _ => "numbers",
    };
    let message = format!("`{}` does not fit column `{of}`, which holds {holds}", rule.named.value);
    let diagnostic = Diagnostic::error("type-mismatch", rule.named.span, message)
        .label("would not come back as it was stored")
        .secondary(column.name.span, format!("declared as `{}`", column.declared_type));
    if rule.pattern.contains('*') {
        let builtin = if holds == "text" { "string" } else { "i64" };
        diagnostic.help(format!("to take it out of the pattern, add `\"{of}\" = \"{builtin}\"`"))
    } else {
        diagnostic
    }
}

// Diagnostic: enum-mismatch. `values = ["a", "b"]` over `CHECK (state IN ('a', 'c'))`
fn enum_mismatch(
    rule: &Rule<'_>,
    table: &Table,
    column: &Column,
    typed: &BTreeSet<&str>,
    checked: &BTreeSet<&str>,
) -> Diagnostic {
    let list = |values: Vec<&&str>| values.iter().map(|value| format!("`{value}`")).collect::<Vec<_>>().join(", ");
    let mut differences = Vec::new();
    let only_typed: Vec<&&str> = typed.difference(checked).collect();
    if !only_typed.is_empty() {
        differences.push(format!("the CHECK lacks {}", list(only_typed)));
    }
    let only_checked: Vec<&&str> = checked.difference(typed).collect();
    if !only_checked.is_empty() {
        differences.push(format!("the enum lacks {}", list(only_checked)));
    }
    let message = format!(
        "`{}` must have the values of the CHECK of `{}.{}`",
        rule.named.value, table.name.source, column.name.source
    );
    Diagnostic::error("enum-mismatch", rule.named.span, message)
        .label(differences.join("; "))
        .secondary(column.name.span, "the column")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns() {
        assert!(matches("nodes.id", "Nodes", "ID"));
        assert!(matches("*.node_id", "t", "node_id"));
        assert!(matches("*_at", "t", "created_at"));
        assert!(matches("nodes.*", "nodes", "x"));
        assert!(matches("a*.*b*", "ab", "cbd"));
        assert!(!matches("*_at", "t", "attack"));
        assert!(!matches("nodes.*", "node", "x"));
        let mut order = ["*_at", "*.created_at", "t.*", "t.created_at", "*d_at"];
        order.sort_by_key(|pattern| std::cmp::Reverse(specificity(pattern)));
        assert_eq!(order, ["t.created_at", "t.*", "*.created_at", "*d_at", "*_at"]);
    }
}
