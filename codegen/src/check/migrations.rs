//! Migrations against the schema that they should lead to, and against the rows that they would meet.

use std::collections::BTreeMap;

use crate::SpecFiles;
use crate::diag::{Diagnostic, Diagnostics, Severity};
use crate::judge::{Judge, Loaded, load};
use crate::migrate::catalog::{Catalog, Difference, Kind, What};
use crate::migrate::probe;
use crate::parse::sql::shape::Shape;
use crate::parse::sql::{Script, parse_script};
use crate::source::{SourceMap, Span};

/// Replays the migrations and says what is wrong with them. `schema` is what they should lead to; `None` where they
/// are the schema themselves, and were read as such.
pub fn check_migrations(cx: &mut Diagnostics, sources: &mut SourceMap, files: &SpecFiles, schema: Option<&Loaded>) {
    let read = crate::parse::migration_files(&files.files);
    if read.is_empty() {
        return;
    }
    let scripts: Vec<Script> = read
        .iter()
        .map(|(path, text)| {
            let shown = files.shown(path);
            let known = sources.ids().find(|&id| sources.path(id) == shown);
            let file = known.unwrap_or_else(|| sources.add(shown, *text));
            parse_script(sources, file)
        })
        .collect();
    // Where there is nothing but migrations, they are other tools' history.
    let severity = if schema.is_some() { Severity::Error } else { Severity::Warning };
    check_numbers(cx, &read, &scripts, severity);
    check_rows(cx, sources, &read, &scripts, severity);
    let Some(schema) = schema else { return };
    let mut replay = Diagnostics::default();
    let replayed = load(&mut replay, sources, &scripts);
    let mut refused = false;
    // What D1 has against a file that ran long ago is nobody's concern any more.
    for diagnostic in replay.into_sorted().into_iter().filter(|it| it.severity == Severity::Error) {
        refused = true;
        cx.push(diagnostic);
    }
    let Some(replayed) = replayed.filter(|_| !refused) else { return };
    let (Ok(now), Ok(target)) = (Catalog::read(&replayed.judge), Catalog::read(&schema.judge)) else { return };
    let differences = now.differences(&target);
    if !differences.is_empty() {
        let place = differences.iter().find_map(|it| place(it, schema)).unwrap_or(schema.start);
        cx.push(migration_drift(place, &differences));
    }
}

/// Two branches that made a migration each gave them the same number.
fn check_numbers(cx: &mut Diagnostics, read: &[(&str, &str)], scripts: &[Script], severity: Severity) {
    let number = |path: &str| -> Option<String> {
        let name = path.rsplit('/').next()?;
        let digits: String = name.chars().take_while(char::is_ascii_digit).collect();
        (!digits.is_empty()).then(|| digits.trim_start_matches('0').to_owned())
    };
    let mut seen: BTreeMap<String, (&str, Span)> = BTreeMap::new();
    let last = read.iter().filter_map(|(path, _)| number(path)?.parse::<u64>().ok()).max().unwrap_or(0);
    for ((path, _), script) in read.iter().zip(scripts) {
        let Some(number) = number(path) else { continue };
        let here = Span::new(script.file, 0..0);
        if let Some((first, span)) = seen.insert(number, (path, here)) {
            cx.push(duplicate_migration(severity, here, path, (first, span), last + 1));
        }
    }
}

/// A file that drops a table must not take other tables' rows with it.
fn check_rows(
    cx: &mut Diagnostics,
    sources: &SourceMap,
    read: &[(&str, &str)],
    scripts: &[Script],
    severity: Severity,
) {
    let drops = |text: &str| text.to_ascii_lowercase().contains("drop");
    if !read.iter().any(|(_, text)| drops(text)) {
        return;
    }
    let Ok(mut judge) = Judge::new() else { return };
    for ((_, text), script) in read.iter().zip(scripts) {
        if drops(text) && !allows_loss(text) {
            // A schema that was broken by hand is told of by the replay.
            for loss in probe::losses(&mut judge, script, text).unwrap_or_default() {
                let Some(statement) = script.statements.get(loss.statement) else { continue };
                cx.push(unsafe_rebuild(severity, statement.span, sources, &loss));
            }
        }
        for statement in &script.statements {
            // What is refused is told of by the replay.
            let _ = judge.run(text.get(statement.span.start..statement.span.end).unwrap_or_default());
        }
    }
}

/// Whether a file says that what it loses may be lost.
fn allows_loss(text: &str) -> bool {
    text.contains("-- allow-loss:")
}

/// Where a table or view that differs is written.
fn place(difference: &Difference, schema: &Loaded) -> Option<Span> {
    schema.shapes.iter().find_map(|shape| match shape {
        Shape::Create(declaration) if declaration.name.eq_ignore_ascii_case(&difference.name) => {
            Some(declaration.name.span)
        }
        _ => None,
    })
}

// Diagnostic: migration-drift. A column that `schema.sql` has and no migration adds.
fn migration_drift(span: Span, differences: &[Difference]) -> Diagnostic {
    const SHOWN: usize = 8;
    let kind = |kind: Kind| if kind == Kind::Virtual { "virtual table" } else { kind.word() };
    let words = differences.iter().take(SHOWN).map(|it| {
        let what = match it.what {
            What::New => "is in none",
            What::Gone => "is in them alone",
            What::Changed => "is another",
        };
        format!("{} `{}` {what}", kind(it.kind), it.name)
    });
    let mut words: Vec<String> = words.collect();
    if differences.len() > SHOWN {
        words.push(format!("and {} more", differences.len() - SHOWN));
    }
    Diagnostic::error("migration-drift", span, format!("the migrations do not make this schema: {}", words.join(", ")))
        .label("databases would not get this")
        .help("`cargo williw migrate diff NAME` writes the migration that is missing")
}

// Diagnostic: unsafe-rebuild
//
// `DROP TABLE users` in a migration, while `posts` refers to it with ON DELETE CASCADE
fn unsafe_rebuild(severity: Severity, span: Span, sources: &SourceMap, loss: &probe::Loss) -> Diagnostic {
    let what = if loss.rows { "rows" } else { "values" };
    let (table, dropped) = (&loss.table, &loss.dropped);
    let sql = sources.slice(span);
    let first = sql.find('\n').map_or(span, |end| span.part(0..end));
    Diagnostic::new(
        severity,
        "unsafe-rebuild",
        first,
        format!("dropping `{dropped}` takes {what} of `{table}` with it"),
    )
    .label("DROP TABLE deletes all rows first, and D1 enforces foreign keys always")
    .help("let `cargo williw migrate diff NAME` write it, or say `-- allow-loss: REASON` in the file")
}

// Diagnostic: duplicate-migration. `0007_a.sql` beside `0007_b.sql`, of two branches.
fn duplicate_migration(severity: Severity, span: Span, path: &str, first: (&str, Span), next: u64) -> Diagnostic {
    let (first, place) = first;
    let name = path.rsplit('/').next().unwrap_or(path);
    let rest = name.trim_start_matches(|c: char| c.is_ascii_digit());
    Diagnostic::new(severity, "duplicate-migration", span, format!("`{path}` has the number of `{first}`"))
        .secondary(place, "this one comes first")
        .help(format!(
            "rename the one that no database has to `{next:04}{rest}`; `cargo williw migrate status` tells which"
        ))
}
