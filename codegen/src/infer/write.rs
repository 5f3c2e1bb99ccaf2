//! INSERT, UPDATE and DELETE: what their parameters are stored in, and what RETURNING shows.

use sqlparser::ast::{
    Assignment, AssignmentTarget, Delete, Expr, FromTable, Insert, SelectItem, SetExpr, Spanned as _, Statement,
    TableFactor, TableObject, TableWithJoins, Update, UpdateTableFromKind, Value,
};
use sqlparser::keywords::Keyword;
use sqlparser::tokenizer::Token;

use super::ctes::Env;
use super::from::last;
use super::params::Want;
use super::scope::Scope;
use super::select::Relation;
use super::tokens::{Tokens, Upsert};
use super::value::Val;
use super::{Cx, Stored};
use crate::model::{Column, Generated, Schema, SqlType, Table, TableKind};

impl Cx<'_> {
    /// A statement outside of parentheses.
    pub(super) fn statement(&mut self, statement: &Statement, env: Option<&Env<'_>>) -> Relation {
        match statement {
            Statement::Query(query) => self.query(query, None, env, &[], true),
            Statement::Insert(insert) => self.insert(insert, env),
            Statement::Update(update) => self.update(update, env),
            Statement::Delete(delete) => self.delete(delete, env),
            _ => Relation::opaque(),
        }
    }

    fn insert(&mut self, insert: &Insert, env: Option<&Env<'_>>) -> Relation {
        let TableObject::TableName(name) = &insert.table else { return Relation::opaque() };
        let table = last(name);
        let columns: Vec<String> = insert.columns.iter().map(last).collect();
        let wants = self.stored_wants(&table, &columns);
        self.note_missing(&table, &columns);
        let mut rows = insert.source.is_none();
        if let Some(source) = &insert.source {
            rows = matches!(source.body.as_ref(), SetExpr::Values(_));
            self.query(source, None, env, &wants, false);
        }
        let certain = rows && self.certain_write;
        for clause in std::mem::take(&mut self.upserts) {
            self.upsert(&clause, &table, env);
        }
        let relation = self.returning(insert.returning.as_deref(), &table, env);
        Relation { certain, ..relation }
    }

    /// What each column of an INSERT's list wants; of all columns where there is no list.
    fn stored_wants(&self, table: &str, columns: &[String]) -> Vec<Want> {
        let Some((at, found)) = self.written(table) else { return Vec::new() };
        let stored = |(position, column): (usize, &Column)| Want {
            // A view's triggers may do with it what they like.
            into: (found.kind == TableKind::Table).then_some((at, position)),
            ..Want::stored(column)
        };
        let all = || found.columns.iter().enumerate();
        let column = |name: &str| {
            let same = |(_, column): &(usize, &Column)| column.name.source.eq_ignore_ascii_case(name);
            all().find(same).map(stored)
        };
        if columns.is_empty() {
            return all().filter(|(_, column)| column.generated == Generated::No).map(stored).collect();
        }
        let rowid = |name: &str| {
            let want = Want { steady: true, ..Want::of(SqlType::Integer).named(Some(name.to_owned())) };
            if ["rowid", "oid", "_rowid_"].iter().any(|known| known.eq_ignore_ascii_case(name)) {
                want
            } else {
                Want::of(SqlType::Text).named(Some(name.to_owned()))
            }
        };
        columns.iter().map(|name| column(name).unwrap_or_else(|| rowid(name))).collect()
    }

    fn written(&self, table: &str) -> Option<(usize, &'_ Table)> {
        let mut tables = self.schema.tables.iter().enumerate();
        tables.find(|(_, known)| known.name.source.eq_ignore_ascii_case(table))
    }

    /// A value that may be stored in a column.
    pub(super) fn store(&mut self, expr: &Expr, scope: &Scope<'_>, want: Option<&Want>) -> Val {
        let val = self.eval(expr, scope, want);
        if let Some(into) = want.and_then(|want| want.into) {
            let whole = matches!(expr, Expr::Value(value) if is_whole(&value.value));
            let sql_type = if whole { SqlType::Integer } else { val.sql };
            let at = usize::try_from(expr.span().start.column).ok().and_then(|column| column.checked_sub(1));
            self.stored.push(Stored { into, sql_type, text: val.text.clone(), at });
        }
        val
    }

    /// Notes the columns that must have a value and are not in an INSERT's list.
    fn note_missing(&mut self, table: &str, columns: &[String]) {
        let Some((at, found)) = self.written(table) else { return };
        let given = |column: &Column| columns.iter().any(|name| name.eq_ignore_ascii_case(&column.name.source));
        let must = |column: &Column| {
            // A column of a key may be NULL all the same, unless it is declared otherwise.
            !column.nullable && column.primary_key == 0 && column.default.is_none() && column.generated == Generated::No
        };
        let list = !columns.is_empty() && found.kind == TableKind::Table;
        let missing = found.columns.iter().enumerate().filter(|(_, column)| list && must(column) && !given(column));
        let missing: Vec<(usize, usize)> = missing.map(|(position, _)| (at, position)).collect();
        self.inserted = Some(at);
        self.missing.extend(missing);
    }

    fn upsert(&mut self, clause: &[sqlparser::tokenizer::TokenWithSpan], table: &str, env: Option<&Env<'_>>) {
        let Some(Statement::Update(update)) = super::dialect::parse(clause.to_vec()) else {
            return;
        };
        let mut scope = Scope::new(None, env);
        let shown = self.alias.clone().unwrap_or_else(|| table.to_owned());
        scope.sources.extend(self.stored(table, &shown));
        scope.sources.extend(self.stored(table, "excluded"));
        self.assignments(&update.assignments, table, &scope);
        if let Some(condition) = &update.selection {
            self.condition(condition, &scope);
        }
    }

    fn assignments(&mut self, assignments: &[Assignment], table: &str, scope: &Scope<'_>) {
        for assignment in assignments {
            match &assignment.target {
                AssignmentTarget::ColumnName(name) => {
                    let wants = self.stored_wants(table, &[last(name)]);
                    self.store(&assignment.value, scope, wants.first());
                }
                AssignmentTarget::Tuple(names) => {
                    let names: Vec<String> = names.iter().map(last).collect();
                    let wants = self.stored_wants(table, &names);
                    self.row(&assignment.value, scope, &wants);
                }
            }
        }
    }

    /// A row value that is stored.
    fn row(&mut self, value: &Expr, scope: &Scope<'_>, wants: &[Want]) {
        match value {
            Expr::Nested(inner) => self.row(inner, scope, wants),
            Expr::Tuple(items) => {
                for (at, item) in items.iter().enumerate() {
                    self.store(item, scope, wants.get(at));
                }
            }
            Expr::Subquery(query) => {
                self.query(query, Some(scope), scope.env, wants, false);
            }
            value => {
                self.eval(value, scope, wants.first());
            }
        }
    }

    fn update(&mut self, update: &Update, env: Option<&Env<'_>>) -> Relation {
        let (table, shown) = target(&update.table);
        let mut scope = Scope::new(None, env);
        scope.sources.extend(self.stored(&table, &shown));
        let from = match &update.from {
            Some(UpdateTableFromKind::BeforeSet(from) | UpdateTableFromKind::AfterSet(from)) => from.as_slice(),
            None => &[],
        };
        self.from(from, &mut scope);
        if let Some(condition) = &update.selection {
            self.condition(condition, &scope);
            let facts = super::narrow::where_true(condition, &scope);
            scope.facts.extend(facts);
        }
        self.assignments(&update.assignments, &table, &scope);
        self.returning(update.returning.as_deref(), &table, env)
    }

    fn delete(&mut self, delete: &Delete, env: Option<&Env<'_>>) -> Relation {
        let (FromTable::WithFromKeyword(from) | FromTable::WithoutKeyword(from)) = &delete.from;
        let Some(first) = from.first() else { return Relation::opaque() };
        let (table, shown) = target(first);
        let mut scope = Scope::new(None, env);
        scope.sources.extend(self.stored(&table, &shown));
        if let Some(condition) = &delete.selection {
            self.condition(condition, &scope);
        }
        self.returning(delete.returning.as_deref(), &table, env)
    }

    /// RETURNING shows the row as it is after the write, under the table's own name and no alias.
    fn returning(&mut self, items: Option<&[SelectItem]>, table: &str, env: Option<&Env<'_>>) -> Relation {
        let Some(items) = items else { return Relation::default() };
        let mut scope = Scope::new(None, env);
        match self.stored(table, table) {
            Some(source) => scope.sources.push(source),
            None => return Relation::opaque(),
        }
        self.projection(items, None, &scope, &[], true)
    }
}

/// Whether an INSERT returns every row that it is given.
pub(super) fn writes_all(schema: &Schema, tokens: &Tokens) -> bool {
    let ignores = tokens.or.as_deref() == Some("ignore");
    let leaves = tokens.upserts.iter().any(|upsert| match upsert {
        Upsert::Nothing => true,
        Upsert::Update(clause) => {
            clause.iter().any(|token| matches!(&token.token, Token::Word(word) if word.keyword == Keyword::WHERE))
        }
    });
    // A trigger may leave a row out.
    let raises = schema.statements.iter().any(|statement| {
        let statement = statement.to_lowercase();
        statement.contains("trigger") && statement.contains("raise") && statement.contains("ignore")
    });
    !ignores && !leaves && !raises
}

/// A number without a fraction, such as `5.0`.
fn is_whole(value: &Value) -> bool {
    matches!(value, Value::Number(number, _) if number.parse::<f64>().is_ok_and(|number| number.fract() == 0.0))
}

/// Name and alias of the table that is written.
fn target(table: &TableWithJoins) -> (String, String) {
    match &table.relation {
        TableFactor::Table { name, alias, .. } => {
            let table = last(name);
            let shown = alias.as_ref().map_or_else(|| table.clone(), |alias| alias.name.value.clone());
            (table, shown)
        }
        _ => (String::new(), String::new()),
    }
}
