//! Which index would spare a statement a scan or a sort.
//!
//! The candidates are guesses, read off the statement's tokens: columns that are compared for equality, then the
//! column of a range or those of ORDER BY. What makes them advice is proof: each index is made in the judge's database,
//! the statement is planned again, and the first one under which the scan goes away is told. A wrong guess costs time
//! and says nothing.

use std::collections::BTreeSet;

use super::names::{Names, code};
use super::{Plan, Scan};
use crate::emit::sql::quote_name;
use crate::judge::Judge;
use crate::parse::sql::lex::Token;

/// Candidates are few; this ends what an odd statement would make of them.
const MAX_CANDIDATES: usize = 16;

impl Judge {
    /// CREATE INDEX statements under which a scan goes away; none where none was found.
    pub fn advise_scan(&self, sql: &str, plan: &Plan, scan: &Scan) -> Vec<String> {
        let full = |plan: &Plan| -> Vec<(String, bool)> {
            let full = plan.scans().iter().filter(|scan| !scan.bounded);
            let mut full: Vec<_> = full.map(|scan| (scan.table.clone(), scan.triggered)).collect();
            full.sort_unstable();
            full
        };
        let before = full(plan);
        self.advise(sql, &scan.table, &|plan| {
            let mut left = before.clone();
            let after = full(plan);
            // One scan less, and no other in its place.
            let known = after.iter().all(|scan| {
                let at = left.iter().position(|before| before == scan);
                at.map(|at| left.swap_remove(at)).is_some()
            });
            known && left.iter().any(|(table, _)| *table == scan.table)
        })
    }

    /// CREATE INDEX statements under which the statement needs no sorting in memory; none where none was found.
    pub fn advise_sort(&self, sql: &str, plan: &Plan) -> Vec<String> {
        let (sorts, full) = (plan.sorts().count(), plan.full_scans().count());
        let mut tables: Vec<&str> = plan.steps.iter().filter_map(|step| step.table.as_deref()).collect();
        let mut seen = BTreeSet::new();
        tables.retain(|table| seen.insert(table.to_lowercase()));
        let better = |plan: &Plan| plan.sorts().count() < sorts && plan.full_scans().count() <= full;
        let advice = tables.into_iter().map(|table| self.advise(sql, table, &better));
        advice.into_iter().find(|indexes| !indexes.is_empty()).unwrap_or_default()
    }

    fn advise(&self, sql: &str, table: &str, better: &dyn Fn(&Plan) -> bool) -> Vec<String> {
        let Some(candidates) = self.candidates(sql, table) else { return Vec::new() };
        if self.conn.execute_batch("SAVEPOINT advice").is_err() {
            return Vec::new();
        }
        let catalog = self.catalog.take();
        let proved = candidates.into_iter().find(|indexes| {
            let statements: Vec<String> = indexes.iter().map(|index| index.statement(table)).collect();
            let made = statements.iter().all(|statement| self.conn.execute_batch(statement).is_ok());
            let helps = made && self.plan(sql).is_ok_and(|plan| better(&plan));
            self.catalog.take();
            // Undoing what this very connection did cannot fail.
            let _ = self.conn.execute_batch("ROLLBACK TO advice");
            helps
        });
        let _ = self.conn.execute_batch("RELEASE advice");
        *self.catalog.borrow_mut() = catalog;
        let proved = proved.unwrap_or_default();
        proved.iter().map(|index| format!("{};", index.statement(table))).collect()
    }

    /// Sets of indexes on a table, the most fitting first.
    fn candidates(&self, sql: &str, table: &str) -> Option<Vec<Vec<Index>>> {
        let catalog = self.catalog().ok()?;
        if catalog.module(table).is_some() {
            return None;
        }
        let columns = self.texts("SELECT name FROM pragma_table_xinfo(?1) WHERE hidden <> 1", table)?;
        let names = Names::with_views(sql, &catalog);
        // A row's number ends every index by itself.
        let number = self.texts(
            "SELECT name FROM pragma_table_xinfo(?1) WHERE pk = 1 AND upper(type) = 'INTEGER' AND (SELECT wr FROM pragma_table_list(?1)) = 0 AND (SELECT max(pk) FROM pragma_table_xinfo(?1)) = 1",
            table,
        );
        let mut uses =
            Uses { rowid: number.unwrap_or_default().pop().map(|name| quote_name(&name)), ..Uses::default() };
        uses.read(sql, table, &names, &columns);
        for view in names.views(&catalog) {
            uses.read(view, table, &names, &columns);
        }
        let keys = self.texts(
            "SELECT group_concat(\"from\", char(0)) FROM (SELECT id, \"from\" FROM pragma_foreign_key_list(?1) ORDER BY id, seq) GROUP BY id",
            table,
        );
        let keys: Vec<Vec<Key>> = keys
            .unwrap_or_default()
            .iter()
            .map(|key| key.split('\0').map(|column| Key::column(column.to_owned())).collect())
            .collect();
        let taken = self.texts("SELECT name FROM sqlite_schema WHERE ?1 = ?1", table)?;
        Some(uses.candidates(keys, &taken))
    }

    fn texts(&self, sql: &str, parameter: &str) -> Option<Vec<String>> {
        let mut statement = self.conn.prepare_cached(sql).ok()?;
        let texts = statement.query_map([parameter], |row| row.get(0)).ok()?;
        texts.collect::<Result<_, _>>().ok()
    }
}

/// An index to try.
#[derive(Clone, Debug, PartialEq)]
struct Index {
    name: String,
    keys: Vec<Key>,
}

/// A column or expression of an index.
#[derive(Clone, Debug, PartialEq)]
struct Key {
    sql: String,
    collation: Option<String>,
    descending: bool,
}

impl Key {
    fn column(name: String) -> Self {
        Self { sql: quote_name(&name), collation: None, descending: false }
    }
}

impl Index {
    fn new(table: &str, keys: Vec<Key>) -> Self {
        let mut name = format!("idx_{table}");
        for key in &keys {
            name.push('_');
            name.push_str(&key.sql);
        }
        let mut plain = String::new();
        for c in name.chars() {
            match c {
                c if c.is_alphanumeric() => plain.push(c),
                _ if !plain.ends_with('_') => plain.push('_'),
                _ => {}
            }
        }
        Self { name: plain.trim_end_matches('_').to_owned(), keys }
    }

    fn statement(&self, table: &str) -> String {
        let keys: Vec<String> = self
            .keys
            .iter()
            .map(|key| {
                let collation = key.collation.as_ref().map(|name| format!(" COLLATE {name}")).unwrap_or_default();
                format!("{}{collation}{}", key.sql, if key.descending { " DESC" } else { "" })
            })
            .collect();
        format!("CREATE INDEX {} ON {} ({})", quote_name(&self.name), quote_name(table), keys.join(", "))
    }
}

/// How a statement uses a table's columns.
#[derive(Debug, Default)]
struct Uses {
    table: String,
    /// The column that is the row's number, as SQL.
    rowid: Option<String>,
    equal: Vec<Key>,
    range: Vec<Key>,
    order: Vec<Key>,
    group: Vec<Key>,
    any_or: bool,
    any_limit: bool,
}

/// What the clause that a token stands in does with a column.
#[derive(Clone, Copy, PartialEq)]
enum Clause {
    Condition,
    Order,
    Group,
    Other,
}

/// How a column is compared.
#[derive(Clone, Copy, PartialEq)]
enum Comparison {
    Equal,
    Range,
    /// LIKE, which is a range where case does not count.
    Like,
}

impl Uses {
    fn read(&mut self, sql: &str, table: &str, names: &Names, columns: &[String]) {
        table.clone_into(&mut self.table);
        let tokens = code(sql);
        let reader = Reader { sql, tokens: &tokens };
        let mut clauses = vec![Clause::Other];
        for at in 0..tokens.len() {
            match reader.word(at).to_ascii_lowercase().as_str() {
                "(" => {
                    let inner = clauses.last().copied().unwrap_or(Clause::Other);
                    clauses.push(inner);
                }
                ")" => {
                    clauses.pop();
                }
                "or" => self.any_or = true,
                word => {
                    let clause = match word {
                        "where" | "on" | "using" | "having" => Clause::Condition,
                        "order" => Clause::Order,
                        "group" => Clause::Group,
                        "select" | "set" | "from" | "values" | "limit" | "returning" => Clause::Other,
                        _ => clauses.last().copied().unwrap_or(Clause::Other),
                    };
                    self.any_limit |= word == "limit";
                    if let Some(last) = clauses.last_mut() {
                        *last = clause;
                    }
                }
            }
            let clause = clauses.last().copied().unwrap_or(Clause::Other);
            if clause != Clause::Other {
                self.look_at(&reader, at, clause, names, columns);
            }
        }
    }

    fn look_at(&mut self, reader: &Reader<'_>, at: usize, clause: Clause, names: &Names, columns: &[String]) {
        let table = self.table.clone();
        let is_column = |at: usize| reader.column(at, &table, names, columns);
        // A column, or a function's call with one of them in it.
        let (mut key, end) = if let Some(column) = is_column(at) {
            (Key::column(column), at + 1)
        } else if let Some((text, end)) = reader.call(at, &is_column) {
            (Key { sql: text, collation: None, descending: false }, end)
        } else {
            return;
        };
        let mut behind = end;
        if reader.is(behind, "collate") {
            key.collation = reader.name(behind + 1);
            behind += 2;
        }
        let add = |list: &mut Vec<Key>, key: Key| {
            if !list.contains(&key) {
                list.push(key);
            }
        };
        match clause {
            _ if clause != Clause::Order && self.rowid.as_ref() == Some(&key.sql) => {}
            Clause::Condition if reader.is(at.wrapping_sub(1), "(") && reader.is(at.wrapping_sub(2), "using") => {
                add(&mut self.equal, key);
            }
            Clause::Condition => match reader.comparison(behind).or_else(|| reader.comparison_before(at)) {
                Some(Comparison::Equal) => {
                    if key.collation.is_none() {
                        key.collation = reader.collation_of_other_side(behind);
                    }
                    add(&mut self.equal, key);
                }
                Some(Comparison::Range) => add(&mut self.range, key),
                Some(Comparison::Like) => {
                    key.collation = Some("NOCASE".to_owned());
                    add(&mut self.range, key);
                }
                None => {}
            },
            Clause::Order => {
                key.descending = reader.is(behind, "desc");
                add(&mut self.order, key);
            }
            Clause::Group => add(&mut self.group, key),
            Clause::Other => {}
        }
    }

    fn candidates(&self, foreign_keys: Vec<Vec<Key>>, taken: &[String]) -> Vec<Vec<Index>> {
        let mut order = self.order.clone();
        // An index is walked from either end, and rows that are equal in it are in the order of their numbers.
        if order.iter().all(|key| key.descending) || order.iter().all(|key| !key.descending) {
            order.iter_mut().for_each(|key| key.descending = false);
            let number = order.iter().position(|key| self.rowid.as_ref() == Some(&key.sql));
            order.truncate(number.unwrap_or(order.len()));
        }
        let then = |more: &[Key]| {
            let new = more.iter().filter(|key| self.equal.iter().all(|equal| equal.sql != key.sql));
            self.equal.iter().chain(new).cloned().collect::<Vec<_>>()
        };
        let with_order = then(&order);
        let mut lists = Vec::new();
        if self.any_limit && !order.is_empty() {
            lists.push(with_order.clone());
        }
        lists.extend(self.range.iter().map(|key| then(std::slice::from_ref(key))));
        lists.extend([with_order, self.equal.clone()]);
        lists.extend(self.equal.iter().map(|key| vec![key.clone()]));
        lists.extend(self.range.iter().map(|key| vec![key.clone()]));
        lists.extend([order, then(&self.group), self.group.clone()]);
        lists.extend(foreign_keys);
        let mut candidates: Vec<Vec<Index>> = Vec::new();
        let free = |keys: Vec<Key>| {
            let mut index = Index::new(&self.table, keys);
            while taken.iter().any(|name| name.eq_ignore_ascii_case(&index.name)) {
                index.name.push_str("_2");
            }
            index
        };
        for keys in lists.into_iter().filter(|keys| !keys.is_empty()) {
            let candidate = vec![free(keys)];
            if !candidates.contains(&candidate) {
                candidates.push(candidate);
            }
        }
        if self.any_or {
            // Each side of an OR goes through an index of its own.
            let sides: Vec<Index> = self.equal.iter().chain(&self.range).map(|key| free(vec![key.clone()])).collect();
            if sides.len() > 1 {
                candidates.push(sides);
            }
        }
        candidates.truncate(MAX_CANDIDATES);
        candidates
    }
}

/// Looks at tokens by position.
struct Reader<'r> {
    sql: &'r str,
    tokens: &'r [Token],
}

impl Reader<'_> {
    fn word(&self, at: usize) -> &str {
        self.tokens.get(at).map_or("", |token| token.word(self.sql))
    }

    fn is(&self, at: usize, word: &str) -> bool {
        self.word(at).eq_ignore_ascii_case(word)
    }

    fn name(&self, at: usize) -> Option<String> {
        self.tokens.get(at)?.name(self.sql)
    }

    /// The column of the table that a token names.
    fn column(&self, at: usize, table: &str, names: &Names, columns: &[String]) -> Option<String> {
        if self.is(at + 1, "(") || self.is(at + 1, ".") || self.tokens.get(at)?.text(self.sql).starts_with('\'') {
            return None;
        }
        let name = self.name(at)?;
        let column = columns.iter().find(|column| column.eq_ignore_ascii_case(&name))?.clone();
        if self.is(at.wrapping_sub(1), ".") {
            let qualifier = self.name(at.checked_sub(2)?)?;
            let known = names.table(&qualifier).is_some_and(|known| !known.eq_ignore_ascii_case(table));
            // A view's columns are spoken of by the view's name.
            if known && !names.fits(&qualifier, table) && !names.leads_to(&qualifier, table) {
                return None;
            }
        }
        Some(column)
    }

    /// A call of a function with one of the columns in it: its text without qualifiers, and what is behind it.
    fn call(&self, at: usize, is_column: &dyn Fn(usize) -> Option<String>) -> Option<(String, usize)> {
        let word = self.word(at);
        let plain = word.starts_with(|c: char| c.is_ascii_alphabetic());
        let other = ["in", "exists", "using", "and", "or", "not", "on", "where", "select", "from", "by", "like", "as"];
        if !plain || !self.is(at + 1, "(") || other.iter().any(|other| self.is(at, other)) {
            return None;
        }
        let (mut text, mut depth, mut any) = (word.to_owned(), 0_usize, false);
        for inner in at + 1..self.tokens.len() {
            let token = self.tokens.get(inner)?;
            match token.word(self.sql) {
                "(" => depth += 1,
                ")" => depth -= 1,
                "." => continue,
                _ if self.is(inner + 1, ".") => continue,
                word if word.eq_ignore_ascii_case("select") => return None,
                _ => any |= is_column(inner).is_some(),
            }
            if !matches!(token.word(self.sql), "(" | ")" | ",") && !text.ends_with('(') {
                text.push(' ');
            }
            text.push_str(token.text(self.sql));
            if depth == 0 {
                return any.then_some((text, inner + 1));
            }
        }
        None
    }

    /// What stands behind a column.
    fn comparison(&self, at: usize) -> Option<Comparison> {
        match (self.word(at).to_ascii_lowercase().as_str(), self.word(at + 1)) {
            ("=" | "in" | "isnull", _) => Some(Comparison::Equal),
            ("is", not) if !not.eq_ignore_ascii_case("not") => Some(Comparison::Equal),
            ("<", ">" | "<") | (">", ">") => None,
            ("<" | ">" | "between" | "glob", _) => Some(Comparison::Range),
            ("like", _) => Some(Comparison::Like),
            _ => None,
        }
    }

    /// What stands in front of a column, with its qualifier.
    fn comparison_before(&self, at: usize) -> Option<Comparison> {
        let first = if self.is(at.wrapping_sub(1), ".") { at.checked_sub(3)? } else { at.checked_sub(1)? };
        let before = |more: usize| first.checked_sub(more).map_or("", |at| self.word(at));
        match (before(1), before(0)) {
            ("<" | ">", "=") => Some(Comparison::Range),
            ("!", "=") | ("<", ">") => None,
            (_, "=") => Some(Comparison::Equal),
            (_, "<" | ">") => Some(Comparison::Range),
            _ => None,
        }
    }

    /// `name = ?1 COLLATE NOCASE`.
    fn collation_of_other_side(&self, at: usize) -> Option<String> {
        let other = (at + 1..at + 4).find(|&at| self.is(at, "collate"))?;
        self.name(other + 1)
    }
}
