//! Text → syntax with positions, no meaning: the only place that sees how a spec is written.

pub mod bindings;
pub mod deploy;
pub mod routes;
pub mod sql;
pub mod toml;
pub mod types;

/// The files that make the schema, in order: `schema.sql`, or without one all of `migrations/*.sql`, or without
/// those all `*.sql` beside the other files but `queries.sql`. Migrations run by the number that their names
/// start with, then by name; a file without a number is what the numbered ones build on, and comes first.
pub fn schema_files(files: &[(String, String)]) -> Vec<(&str, &str)> {
    let all =
        || files.iter().map(|(path, text)| (path.as_str(), text.as_str())).filter(|(path, _)| path.ends_with(".sql"));
    if let Some(schema) = all().find(|(path, _)| *path == "schema.sql") {
        return vec![schema];
    }
    let is_migration = |path: &str| path.strip_prefix("migrations/").is_some_and(|name| !name.contains('/'));
    let mut found: Vec<(&str, &str)> = all().filter(|(path, _)| is_migration(path)).collect();
    if found.is_empty() {
        found = all().filter(|(path, _)| !path.contains('/') && *path != "queries.sql").collect();
    }
    found.sort_by_key(|(path, _)| {
        let name = path.rsplit('/').next().unwrap_or(path);
        let digits: String = name.chars().take_while(char::is_ascii_digit).collect();
        let number = digits.trim_start_matches('0');
        // Longer numbers are larger, equally long ones compare as text: no number is too large.
        (!digits.is_empty(), number.len(), number.to_owned(), name)
    });
    found
}

/// The files that hold named queries, by path: `queries.sql` and `queries/*.sql`.
pub fn query_files(files: &[(String, String)]) -> Vec<(&str, &str)> {
    let is_queries = |path: &str| {
        let inside = path.strip_prefix("queries/");
        path == "queries.sql" || inside.is_some_and(|name| name.ends_with(".sql") && !name.contains('/'))
    };
    let all = files.iter().map(|(path, text)| (path.as_str(), text.as_str()));
    let mut found: Vec<(&str, &str)> = all.filter(|(path, _)| is_queries(path)).collect();
    found.sort_unstable();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(paths: &[&str], expected: &[&str]) {
        let files: Vec<(String, String)> = paths.iter().map(|path| ((*path).to_owned(), String::new())).collect();
        let found: Vec<&str> = schema_files(&files).into_iter().map(|(path, _)| path).collect();
        assert_eq!(found, expected);
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
