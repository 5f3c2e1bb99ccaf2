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

pub mod migrate;

pub mod model;

pub mod check;

pub mod client;

pub mod cron;

pub mod describe;

pub mod explain;

pub mod emit;

pub mod inline;

pub mod openapi;

pub mod wrangler;

use diag::{Diagnostic, Diagnostics, Severity};
use lower::databases::{Database, lower_database};
use model::{Model, ObjectDatabase};
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
    let mut scripts = parse::Scripts::default();
    let read = parse::schema_files(&files.files);
    let query_files = parse::query_files(&files.files);
    let database = scripts.database(&mut cx, &mut sources, files, &read, &query_files);
    let mut toml = |name: &str| files.get(name).map(|text| sources.add(files.shown(name), text));
    let (types, routes, bindings) = (toml("types.toml"), toml("routes.toml"), toml("bindings.toml"));
    let types = types.map(|file| parse::types::parse_types(&mut cx, &sources, file)).unwrap_or_default();
    let routes = routes.map(|file| parse::routes::parse_routes(&mut cx, &sources, file)).unwrap_or_default();
    let bindings = bindings.map(|file| parse::bindings::parse_bindings(&mut cx, &sources, file)).unwrap_or_default();
    let of_objects = scripts.object_databases(&mut cx, &mut sources, files, &bindings);

    // Lower.
    let types = lower::types::lower_types(&mut cx, &types);
    let written: Vec<String> =
        routes.routes.iter().filter_map(|route| Some(route.name.as_ref()?.value.clone())).collect();
    let bindings = lower::bindings::lower_bindings(&mut cx, &types, &bindings);
    let routes = lower::routes::lower_routes(&mut cx, &types, &bindings, &routes);
    let mut database = lower_database(&mut cx, &sources, &types, &database);
    let mut of_objects: Vec<(&str, Database)> = of_objects
        .iter()
        .map(|(class, syntax)| (class.as_str(), lower_database(&mut cx, &sources, &types, syntax)))
        .collect();
    let all: Vec<&Database> =
        std::iter::once(&database).chain(of_objects.iter().map(|(_, database)| database)).collect();
    lower::schema::check_patterns(&mut cx, &types.columns, &all);
    let mut model = Model {
        schema: std::mem::take(&mut database.schema),
        migrations: parse::migration_files(&files.files).into_iter().map(model::Migration::of_file).collect(),
        queries: std::mem::take(&mut database.queries),
        types: types.defs,
        routes: routes.routes,
        refused_routes: Vec::new(),
        errors: routes.errors,
        api: routes.api,
        callers: routes.callers,
        ip_limit: routes.ip_limit,
        cors: routes.cors,
        idempotency: routes.idempotency,
        bindings,
    };
    for object in &mut model.bindings.objects {
        let own = of_objects.iter_mut().find(|(class, _)| *class == object.class);
        object.database = own.map(|(_, database)| ObjectDatabase {
            schema: std::mem::take(&mut database.schema),
            queries: std::mem::take(&mut database.queries),
        });
    }

    // Check.
    let schema_files: Vec<&str> = read.iter().map(|(path, _)| *path).collect();
    check::files::check_schemas(&mut cx, &model, &schema_files);
    let beside = database.loaded.as_ref().filter(|_| read.iter().any(|(path, _)| *path == "schema.sql"));
    check::migrations::check_migrations(&mut cx, &mut sources, files, beside);
    check::files::check_unread(&mut cx, &mut sources, files, &schema_files, &scripts);
    check::routes::check_routes(&mut cx, model.api.as_ref(), &mut model.routes);
    let refused_tables = database.loaded.as_ref().map(|loaded| loaded.refused.clone()).unwrap_or_default();
    check::idempotency::check_idempotency(&mut cx, &mut model, &refused_tables);
    model.refused_routes = written;
    model.refused_routes.retain(|name| model.routes.iter().all(|route| route.name.source != *name));
    check::keys::check_keys(&mut cx, &model);
    if let Some(loaded) = &database.loaded {
        check::statements::check_statements(&mut cx, &loaded.judge, &model);
    }
    for object in &model.bindings.objects {
        let own = of_objects.iter().find(|(class, _)| *class == object.class);
        let loaded = own.and_then(|(_, database)| database.loaded.as_ref());
        if let (Some(loaded), Some(database)) = (loaded, &object.database) {
            let schema = database.schema.clone();
            let model = Model { schema, types: model.types.clone(), ..Model::default() };
            check::statements::check_statements(&mut cx, &loaded.judge, &model);
        }
    }
    Compilation { sources, model, diagnostics: cx.into_sorted() }
}

impl SpecFiles {
    /// The folders within a spec's folder that hold spec files; the empty one is the folder itself.
    pub const FOLDERS: [&'static str; 4] = ["", "migrations", "objects", "queries"];

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

    /// The same with `mod client`: `#[spec("…", client)]`.
    pub fn emit_with_client(&self) -> proc_macro2::TokenStream {
        let (service, client) = (self.emit(), emit::client::emit_client(&self.model));
        quote::quote! {
            #service
            /// A client of the HTTP interface.
            pub mod client { #client }
        }
    }

    /// The generated code as a formatted file.
    pub fn expand(&self) -> String {
        Self::format(&self.emit())
    }

    /// The same with `mod client`.
    pub fn expand_with_client(&self) -> String {
        Self::format(&self.emit_with_client())
    }

    fn format(tokens: &proc_macro2::TokenStream) -> String {
        match syn::parse2(tokens.clone()) {
            Ok(file) => emit::spaced(&prettyplease::unparse(&file)),
            // Never seen; the tokens are then the best that can be shown.
            Err(_) => tokens.to_string(),
        }
    }

    /// The traits that a service implements, with each method's form.
    pub fn traits(&self) -> Vec<emit::handlers::Trait> {
        emit::handlers::traits(&self.model)
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
