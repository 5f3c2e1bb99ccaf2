//! One query more: SQL in Rust code, checked like `queries.sql`.
//!
//! To load a schema takes milliseconds, and a crate may hold a hundred such queries: what they are checked against
//! is made once ([`Spec`]). What is wrong with the spec itself is told where it is compiled, not here.

use proc_macro2::TokenStream;

use crate::diag::{Diagnostic, Diagnostics, Severity};
use crate::emit::inline::{FUNCTION, ROW, emit_inline};
use crate::judge::Loaded;
use crate::lower::databases::lower_database;
use crate::lower::queries::{QueryContext, lower_queries};
use crate::model::{Command, Model, Param, Query, RowShape};
use crate::parse::DatabaseSyntax;
use crate::parse::sql::queries::inline::{NAME, parse_inline};
use crate::parse::sql::queries::{QuerySyntax, parse_queries};
use crate::source::SourceMap;
use crate::{SpecFiles, lower, parse};

/// A spec as far as queries need it.
#[derive(Debug)]
pub struct Spec {
    sources: SourceMap,
    /// Without queries, routes and bindings.
    model: Model,
    loaded: Option<Loaded>,
    incomplete: bool,
    /// The named queries, whose rows may be shared.
    queries: Vec<QuerySyntax>,
}

/// What came of a query.
#[derive(Debug)]
pub struct Inline<'s> {
    spec: &'s Spec,
    /// The spec's files, and the query's text.
    pub sources: SourceMap,
    /// Of the query only, by position.
    pub diagnostics: Vec<Diagnostic>,
    query: Option<Query>,
}

impl Spec {
    /// Loads the database and its types.
    pub fn load(files: &SpecFiles) -> Self {
        let mut cx = Diagnostics::default();
        let mut sources = SourceMap::default();
        let mut scripts = Vec::new();
        for (path, text) in parse::schema_files(&files.files) {
            let file = sources.add(files.shown(path), text);
            scripts.push(parse::sql::parse_script(&sources, file));
        }
        let mut queries = Vec::new();
        for (path, text) in parse::query_files(&files.files) {
            let file = sources.add(files.shown(path), text);
            let script = parse::sql::parse_script(&sources, file);
            queries.extend(parse_queries(&mut cx, &sources, &script));
        }
        let types = files.get("types.toml").map(|text| sources.add(files.shown("types.toml"), text));
        let types = types.map(|file| parse::types::parse_types(&mut cx, &sources, file)).unwrap_or_default();
        let types = lower::types::lower_types(&mut cx, &types);
        // Without its queries, which are lowered where they are used.
        let database = lower_database(&mut cx, &sources, &types, &DatabaseSyntax { scripts, queries: Vec::new() });
        drop(cx);
        let model = Model { schema: database.schema, types: types.defs, ..Model::default() };
        Self { sources, model, loaded: database.loaded, incomplete: types.incomplete, queries }
    }

    /// Compiles a query.
    pub fn query(&self, command: Command, sql: &str) -> Inline<'_> {
        let mut cx = Diagnostics::default();
        let mut sources = self.sources.clone();
        let file = sources.add(NAME, sql);
        let script = parse::sql::parse_script(&sources, file);
        let syntax = parse_inline(&mut cx, &sources, &script, command);
        let query = syntax.and_then(|syntax| self.lower(&mut cx, &sources, syntax));
        let mut diagnostics = cx.into_sorted();
        // The spec's own queries were looked at too, where a row is shared.
        diagnostics.retain(|diagnostic| diagnostic.primary.span.file == file);
        Inline { spec: self, sources, diagnostics, query }
    }

    fn lower(&self, cx: &mut Diagnostics, sources: &SourceMap, syntax: QuerySyntax) -> Option<Query> {
        let loaded = self.loaded.as_ref()?;
        let context = QueryContext {
            sources,
            judge: &loaded.judge,
            schema: &self.model.schema,
            types: &self.model.types,
            incomplete: self.incomplete,
            refused: &loaded.refused,
        };
        let (span, row) = (syntax.name.span, syntax.row.clone());
        let mut all = if row.is_some() { self.queries.clone() } else { Vec::new() };
        all.push(syntax);
        let mut queries = lower_queries(cx, &context, &all);
        let at = queries.iter().position(|query| query.name.span == span)?;
        let mut query = queries.swap_remove(at);
        query.name.rust = FUNCTION.to_owned();
        match (&mut query.row, row) {
            (RowShape::Own(name), None) => ROW.clone_into(name),
            (RowShape::Own(name), Some(row)) if !shares(&queries, name) => {
                cx.error("unknown-row", row.span, format!("no query of the spec has the row `{name}`"))
                    .help("leave the line out: the query then has a row of its own");
                ROW.clone_into(name);
            }
            _ => {}
        }
        Some(query)
    }
}

/// Whether one of the spec's queries has this row.
fn shares(queries: &[Query], row: &str) -> bool {
    queries.iter().any(|query| !query.columns.is_empty() && matches!(&query.row, RowShape::Own(name) if name == row))
}

impl Inline<'_> {
    /// Whether there is anything to emit.
    pub fn is_sound(&self) -> bool {
        self.query.is_some()
    }

    /// What the query is given, by number; nothing where it is not sound.
    pub fn params(&self) -> &[Param] {
        self.query.as_ref().map(|query| query.params.as_slice()).unwrap_or_default()
    }

    /// The items of the query's block and, at its end, the function that takes the parameters in this order.
    pub fn emit(&self, order: &[usize]) -> TokenStream {
        self.query.as_ref().map(|query| emit_inline(&self.spec.model, query, order)).unwrap_or_default()
    }

    /// What is wrong.
    pub fn errors(&self) -> impl Iterator<Item = &Diagnostic> {
        self.diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error)
    }

    /// What is doubtful.
    pub fn warnings(&self) -> impl Iterator<Item = &Diagnostic> {
        self.diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Warning)
    }
}
