//! The compiler: spec files in, Rust tokens and diagnostics out.
//!
//! It reads no files and knows no macros: `macros` and `cli` are thin adapters over [`compile`]. Errors gather
//! within a stage and a gate stands between stages; what is sound is described and emitted in spite of them.

pub mod source;

pub mod diag;

pub mod parse;

pub mod pattern;

pub mod judge;

pub mod names;

pub mod infer;

pub mod lower;

pub mod model;

pub mod check;

pub mod cron;

pub mod describe;

pub mod explain;

pub mod emit;

pub mod inline;

pub mod wrangler;

use diag::{Diagnostic, Diagnostics, Severity};
use lower::queries::{QueryContext, lower_queries};
use lower::schema::{ColumnTyping, lower_schema};
use model::Model;
use source::SourceMap;

/// A spec's files as text.
#[derive(Clone, Debug, Default)]
pub struct SpecFiles {
    /// Path within the spec's folder, with `/` between folders (`schema.sql`, `migrations/0001_init.sql`,
    /// `types.toml`), and text.
    pub files: Vec<(String, String)>,
    /// How the folder is called in diagnostics; empty: not at all.
    pub folder: String,
}

/// What came of a spec.
#[derive(Clone, Debug)]
pub struct Compilation {
    pub sources: SourceMap,
    /// The sound parts.
    pub model: Model,
    /// By file and position.
    pub diagnostics: Vec<Diagnostic>,
}

/// Compiles a spec as far as it is sound: source → parse → lower → check. What is left of the model after
/// that can be emitted without fail.
pub fn compile(files: &SpecFiles) -> Compilation {
    let mut cx = Diagnostics::default();
    let mut sources = SourceMap::default();

    // Parse.
    let mut scripts = Vec::new();
    let read = parse::schema_files(&files.files);
    for &(path, text) in &read {
        let file = sources.add(files.shown(path), text);
        scripts.push(parse::sql::parse_script(&sources, file));
    }
    let mut queries = Vec::new();
    let query_files = parse::query_files(&files.files);
    for &(path, text) in &query_files {
        let file = sources.add(files.shown(path), text);
        let script = parse::sql::parse_script(&sources, file);
        queries.extend(parse::sql::queries::parse_queries(&mut cx, &sources, &script));
    }
    let mut toml = |name: &str| files.get(name).map(|text| sources.add(files.shown(name), text));
    let (types, routes, bindings) = (toml("types.toml"), toml("routes.toml"), toml("bindings.toml"));
    let types = types.map(|file| parse::types::parse_types(&mut cx, &sources, file)).unwrap_or_default();
    let routes = routes.map(|file| parse::routes::parse_routes(&mut cx, &sources, file)).unwrap_or_default();
    let bindings = bindings.map(|file| parse::bindings::parse_bindings(&mut cx, &sources, file)).unwrap_or_default();

    // Lower.
    let types = lower::types::lower_types(&mut cx, &types);
    let written: Vec<String> =
        routes.routes.iter().filter_map(|route| Some(route.name.as_ref()?.value.clone())).collect();
    let routes = lower::routes::lower_routes(&mut cx, &types, &routes);
    let bindings = lower::bindings::lower_bindings(&mut cx, &types, &bindings);
    let (loaded, schema) = lower_database(&mut cx, &sources, &scripts, &types);
    let queries = loaded.as_ref().map(|loaded| {
        let context = QueryContext {
            sources: &sources,
            judge: &loaded.judge,
            schema: &schema,
            types: &types.defs,
            incomplete: types.incomplete,
            refused: &loaded.refused,
        };
        lower_queries(&mut cx, &context, &queries)
    });
    let mut model = Model {
        schema,
        queries: queries.unwrap_or_default(),
        types: types.defs,
        routes: routes.routes,
        refused_routes: Vec::new(),
        errors: routes.errors,
        bindings,
    };

    // Check.
    let schema_files: Vec<&str> = read.iter().map(|(path, _)| *path).collect();
    check::files::check_schemas(&mut cx, &model, &schema_files);
    let read: Vec<&str> = read.iter().chain(&query_files).map(|(path, _)| *path).collect();
    check::files::check_unread(&mut cx, &mut sources, files, &read);
    check::routes::check_routes(&mut cx, &mut model.routes);
    model.refused_routes = written;
    model.refused_routes.retain(|name| model.routes.iter().all(|route| route.name.source != *name));
    if let Some(loaded) = &loaded {
        check::statements::check_statements(&mut cx, &loaded.judge, &model);
    }
    Compilation { sources, model, diagnostics: cx.into_sorted() }
}

/// Runs a schema's scripts; the schema is empty where there are none.
fn lower_database(
    cx: &mut Diagnostics,
    sources: &SourceMap,
    scripts: &[parse::sql::Script],
    types: &lower::types::Types,
) -> (Option<judge::Loaded>, model::Schema) {
    let loaded = judge::load(cx, sources, scripts);
    let schema = loaded.as_ref().map(|loaded| {
        let typing = ColumnTyping { types: &types.defs, columns: &types.columns, incomplete: types.incomplete };
        lower_schema(cx, loaded, &typing)
    });
    (loaded, schema.unwrap_or_default())
}

impl SpecFiles {
    /// The folders within a spec's folder that hold spec files; the empty one is the folder itself.
    pub const FOLDERS: [&'static str; 3] = ["", "migrations", "queries"];

    /// No files yet, of a folder that diagnostics call so.
    pub fn in_folder(folder: &str) -> Self {
        Self { files: Vec::new(), folder: folder.trim_end_matches('/').to_owned() }
    }

    /// A file's text.
    fn get(&self, path: &str) -> Option<&str> {
        self.files.iter().find(|(name, _)| name == path).map(|(_, text)| text.as_str())
    }

    /// A file's path as diagnostics show it.
    fn shown(&self, path: &str) -> String {
        if self.folder.is_empty() { path.to_owned() } else { format!("{}/{path}", self.folder) }
    }

    /// Whether a file of this name belongs to a spec.
    pub fn is_spec_file(name: &str) -> bool {
        // A name that is nearly one of a spec's was meant to be it.
        let table = || name.ends_with(".toml") && diag::nearest(name, check::files::TABLES).is_some();
        !name.starts_with('.') && (name.ends_with(".sql") || table())
    }

    /// Adds a file by its path within the folder.
    pub fn add(&mut self, path: &str, text: String) {
        self.files.push((path.trim_start_matches('/').to_owned(), text));
    }
}

impl Compilation {
    /// The generated module's contents.
    pub fn emit(&self) -> proc_macro2::TokenStream {
        emit::emit(&self.model)
    }

    /// The same as a formatted file.
    pub fn expand(&self) -> String {
        let tokens = self.emit();
        match syn::parse2(tokens.clone()) {
            Ok(file) => emit::spaced(&prettyplease::unparse(&file)),
            // Never seen; the tokens are then the best that can be shown.
            Err(_) => tokens.to_string(),
        }
    }

    /// Each handler's form.
    pub fn signatures(&self) -> Vec<emit::api::Signature> {
        emit::api::signatures(&self.model)
    }

    /// Whether anything is wrong.
    pub fn has_errors(&self) -> bool {
        self.errors().next().is_some()
    }

    /// What is doubtful, without the errors.
    pub fn warnings(&self) -> impl Iterator<Item = &Diagnostic> {
        self.diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Warning)
    }

    /// What is wrong, without the warnings.
    pub fn errors(&self) -> impl Iterator<Item = &Diagnostic> {
        self.diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error)
    }
}
