//! A database: its tables, and the queries on them. A spec has one for D1, and one for each object class with a schema of
//! its own; all of them go through the same machinery.

use crate::diag::Diagnostics;
use crate::judge::{Loaded, load};
use crate::lower::queries::{QueryContext, lower_queries};
use crate::lower::schema::{ColumnTyping, lower_schema};
use crate::lower::types::Types;
use crate::model::{Query, Schema};
use crate::parse::DatabaseSyntax;
use crate::source::SourceMap;

/// A database, proved.
#[derive(Debug, Default)]
pub struct Database {
    /// `None`: there is no script, or SQLite cannot be opened.
    pub loaded: Option<Loaded>,
    pub schema: Schema,
    pub queries: Vec<Query>,
}

/// Runs a schema's scripts and lowers what came of them; all is empty where there is no script.
pub fn lower_database(cx: &mut Diagnostics, sources: &SourceMap, types: &Types, syntax: &DatabaseSyntax) -> Database {
    let Some(loaded) = load(cx, sources, &syntax.scripts) else { return Database::default() };
    let typing = ColumnTyping { types: &types.defs, columns: &types.columns, incomplete: types.incomplete };
    let schema = lower_schema(cx, &loaded, &typing);
    let context = QueryContext {
        sources,
        judge: &loaded.judge,
        schema: &schema,
        types: &types.defs,
        incomplete: types.incomplete,
        refused: &loaded.refused,
    };
    let queries = lower_queries(cx, &context, &syntax.queries);
    Database { loaded: Some(loaded), schema, queries }
}
