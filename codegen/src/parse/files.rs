//! Which of a spec's files hold what, and the SQL among them as syntax.
//!
//! What is hard is that folders are read without asking: a file is the D1 schema by its name, unless `bindings.toml` says that
//! an object has it for itself.

use std::collections::BTreeMap;

use crate::SpecFiles;
use crate::diag::{Diagnostics, nearest};
use crate::parse::{bindings, sql};
use crate::source::{SourceMap, Spanned};

/// The SQL files that were read.
#[derive(Debug, Default)]
pub struct Scripts {
    by_path: BTreeMap<String, sql::Script>,
}

/// A database as it is written.
#[derive(Clone, Debug, Default)]
pub struct DatabaseSyntax {
    /// What makes its tables, in order.
    pub scripts: Vec<sql::Script>,
    pub queries: Vec<sql::queries::QuerySyntax>,
}

/// The files that make the schema, in order: `schema.sql`, or without one all of `migrations/*.sql`, or without
/// those all `*.sql` beside the other files but `queries.sql`; never what an object has for itself.
pub fn schema_files(files: &[(String, String)]) -> Vec<(&str, &str)> {
    let all = || shared_files(files).into_iter().filter(|(path, _)| path.ends_with(".sql"));
    if let Some(schema) = all().find(|(path, _)| *path == "schema.sql") {
        return vec![schema];
    }
    let migrations = migration_files(files);
    if !migrations.is_empty() {
        return migrations;
    }
    in_order(all().filter(|(path, _)| !path.contains('/') && *path != "queries.sql").collect())
}

/// The files of `migrations/`, in the order in which they run: by the number that their names start with, then by name;
/// a file without a number is what the numbered ones build on, and comes first.
pub fn migration_files(files: &[(String, String)]) -> Vec<(&str, &str)> {
    let is_migration = |path: &str| path.strip_prefix("migrations/").is_some_and(|name| !name.contains('/'));
    let all = shared_files(files).into_iter();
    in_order(all.filter(|(path, _)| is_migration(path) && path.ends_with(".sql")).collect())
}

fn in_order<'f>(mut files: Vec<(&'f str, &'f str)>) -> Vec<(&'f str, &'f str)> {
    files.sort_by_key(|(path, _)| {
        let name = path.rsplit('/').next().unwrap_or(path);
        let digits: String = name.chars().take_while(char::is_ascii_digit).collect();
        let number = digits.trim_start_matches('0');
        // Longer numbers are larger, equally long ones compare as text: no number is too large.
        (!digits.is_empty(), number.len(), number.to_owned(), name)
    });
    files
}

/// The files that hold named queries, by path: `queries.sql` and `queries/*.sql`.
pub fn query_files(files: &[(String, String)]) -> Vec<(&str, &str)> {
    let is_queries = |path: &str| {
        let inside = path.strip_prefix("queries/");
        path == "queries.sql" || inside.is_some_and(|name| name.ends_with(".sql") && !name.contains('/'))
    };
    let all = shared_files(files).into_iter();
    let mut found: Vec<(&str, &str)> = all.filter(|(path, _)| is_queries(path)).collect();
    found.sort_unstable();
    found
}

/// All files but those that an object has for itself.
fn shared_files(files: &[(String, String)]) -> Vec<(&str, &str)> {
    let bindings = files.iter().find(|(path, _)| path == "bindings.toml");
    let taken = bindings.map(|(_, text)| bindings::object_files(text)).unwrap_or_default();
    let all = files.iter().map(|(path, text)| (path.as_str(), text.as_str()));
    all.filter(|(path, _)| !taken.contains(*path)).collect()
}

impl Scripts {
    /// Whether a file was read.
    pub fn contains(&self, path: &str) -> bool {
        self.by_path.contains_key(path)
    }

    /// Reads a database: what makes its tables, and its queries, both in order.
    pub fn database(
        &mut self,
        cx: &mut Diagnostics,
        sources: &mut SourceMap,
        files: &SpecFiles,
        schema: &[(&str, &str)],
        queries: &[(&str, &str)],
    ) -> DatabaseSyntax {
        let schema = schema.iter().map(|(path, text)| self.script(sources, files, path, text));
        let scripts = schema.collect();
        let queries = queries.iter().flat_map(|(path, text)| {
            let script = self.script(sources, files, path, text);
            sql::queries::parse_queries(cx, sources, &script)
        });
        DatabaseSyntax { scripts, queries: queries.collect() }
    }

    /// Reads what objects have for themselves, by class.
    pub fn object_databases(
        &mut self,
        cx: &mut Diagnostics,
        sources: &mut SourceMap,
        files: &SpecFiles,
        bindings: &bindings::Bindings,
    ) -> Vec<(String, DatabaseSyntax)> {
        let mut found = Vec::new();
        for object in &bindings.objects {
            let named = [&object.schema, &object.queries].map(Option::as_ref);
            let [schema, queries] = named.map(|named| Some((named?.as_str(), files.get(named?)?)));
            for (named, file) in named.into_iter().zip([schema, queries]) {
                if let (Some(named), None, false) = (named, file, bindings.broken) {
                    unknown_file(cx, files, named, &object.name);
                }
            }
            if let Some(schema) = schema {
                let syntax = self.database(cx, sources, files, &[schema], queries.as_slice());
                found.push((object.name.value.clone(), syntax));
            }
        }
        found
    }

    /// A file that several databases name is one file.
    fn script(&mut self, sources: &mut SourceMap, files: &SpecFiles, path: &str, text: &str) -> sql::Script {
        let parse = || {
            let file = sources.add(files.shown(path), text);
            sql::parse_script(sources, file)
        };
        self.by_path.entry(path.to_owned()).or_insert_with(parse).clone()
    }
}

// Diagnostic: unknown-file
//
// `[object.ChatRoom] schema = "chats.sql"` beside a file `chat.sql`
fn unknown_file(cx: &mut Diagnostics, files: &SpecFiles, named: &Spanned<String>, object: &str) {
    let all = files.files.iter().map(|(path, _)| path.as_str()).filter(|path| path.ends_with(".sql"));
    let help = match nearest(named, all) {
        Some(near) => format!("write `{near}`"),
        None => "it is looked for in the spec's folder, and with `objects/` before its name in that folder".to_owned(),
    };
    cx.error("unknown-file", named.span, format!("object `{object}` names the file `{}`, which is not there", **named))
        .help(help);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_objects_have_is_theirs() {
        let bindings = "[object.Chat]\nschema = \"chat.sql\"\nqueries = \"queries.sql\"\n[object.Log]\nschema = \"log.sql\"\n[d1.DB]\nschema = \"log.sql\"\n";
        let files = ["chat.sql", "queries.sql", "log.sql", "bindings.toml"];
        let text = |path: &str| if path == "bindings.toml" { bindings.to_owned() } else { String::new() };
        let files: Vec<(String, String)> = files.iter().map(|path| ((*path).to_owned(), text(path))).collect();
        let paths = |found: Vec<(&str, &str)>| found.into_iter().map(|(path, _)| path.to_owned()).collect::<Vec<_>>();
        assert_eq!(paths(schema_files(&files)), ["log.sql"]);
        assert!(query_files(&files).is_empty());
    }

    #[track_caller]
    fn check(paths: &[&str], expected: &[&str]) {
        let files: Vec<(String, String)> = paths.iter().map(|path| ((*path).to_owned(), String::new())).collect();
        let found: Vec<&str> = schema_files(&files).into_iter().map(|(path, _)| path).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn migrations_stand_beside_the_schema() {
        let paths = ["migrations/10_b.sql", "migrations/9_a.sql", "migrations/note.toml", "migrations/old/1.sql"];
        let files: Vec<(String, String)> =
            paths.iter().chain(&["schema.sql"]).map(|path| ((*path).to_owned(), String::new())).collect();
        let found: Vec<&str> = migration_files(&files).into_iter().map(|(path, _)| path).collect();
        assert_eq!(found, ["migrations/9_a.sql", "migrations/10_b.sql"]);
    }

    #[test]
    fn which_files_and_in_which_order() {
        check(&["queries.sql", "schema.sql", "migrations/1_a.sql"], &["schema.sql"]);
        check(
            &[
                "migrations/10_a.sql",
                "migrations/init.sql",
                "migrations/2_b.sql",
                "migrations/0002_a.sql",
                "migrations/old/1.sql",
                "x.sql",
            ],
            &["migrations/init.sql", "migrations/0002_a.sql", "migrations/2_b.sql", "migrations/10_a.sql"],
        );
        check(&["b.sql", "a.sql", "queries.sql", "types.toml"], &["a.sql", "b.sql"]);
    }
}
