//! INSERT, UPDATE and DELETE: what their parameters are stored in, and what RETURNING shows.

use sqlparser::ast::{
    Assignment, AssignmentTarget, Delete, Expr, FromTable, Insert, SelectItem, SetExpr, Statement, TableFactor,
    TableObject, TableWithJoins, Update, UpdateTableFromKind,
};
use sqlparser::keywords::Keyword;
use sqlparser::tokenizer::Token;

use super::Cx;
use super::ctes::Env;
use super::from::last;
use super::params::Want;
use super::scope::Scope;
use super::select::Relation;
use super::tokens::{Tokens, Upsert};
use crate::model::{Generated, Schema, SqlType};

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
        let found = self.schema.tables.iter().find(|known| known.name.source.eq_ignore_ascii_case(table));
        let Some(found) = found else { return Vec::new() };
        let column = |name: &str| found.columns.iter().find(|column| column.name.source.eq_ignore_ascii_case(name));
        if columns.is_empty() {
            let given = found.columns.iter().filter(|column| column.generated == Generated::No);
            return given.map(Want::stored).collect();
        }
        let rowid = |name: &str| {
            let want = Want { steady: true, ..Want::of(SqlType::Integer).named(Some(name.to_owned())) };
            if ["rowid", "oid", "_rowid_"].iter().any(|known| known.eq_ignore_ascii_case(name)) {
                want
            } else {
                Want::of(SqlType::Text).named(Some(name.to_owned()))
            }
        };
        columns.iter().map(|name| column(name).map_or_else(|| rowid(name), Want::stored)).collect()
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
                    self.eval(&assignment.value, scope, wants.first());
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
                    self.eval(item, scope, wants.get(at));
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
