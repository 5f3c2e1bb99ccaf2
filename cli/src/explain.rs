//! `cargo williw explain`: what each query does when it runs.

use std::fmt::Write as _;
use std::process::ExitCode;

use williw_codegen::diag::nearest;
use williw_codegen::explain::{Explanation, explain, query_names};
use williw_codegen::{Compilation, SpecFiles};

/// The explanations of the queries of these names, or of all.
///
/// # Errors
/// The exit code of a call that names no query, or of a SQLite that does not start; why was printed.
pub(crate) fn explained(
    files: &SpecFiles,
    compilation: &Compilation,
    names: &[String],
) -> Result<Vec<Explanation>, ExitCode> {
    // A query that is refused has no plan; why was told.
    let written = query_names(files);
    let known: Vec<&str> = written.iter().map(String::as_str).collect();
    let is_asked = |name: &str| names.is_empty() || names.iter().any(|asked| asked.eq_ignore_ascii_case(name));
    for name in names {
        if !known.iter().any(|known| known.eq_ignore_ascii_case(name)) {
            let help = match nearest(name, known.iter().copied()) {
                Some(near) => format!("; there is `{near}`"),
                None if known.is_empty() => "; the spec has none".to_owned(),
                None => format!("; there are {}", listed(&known)),
            };
            eprintln!("error: there is no query `{name}`{help}");
            return Err(ExitCode::from(2));
        }
    }
    let mut all = explain(files, compilation).map_err(|error| {
        eprintln!("error: {}", error.message);
        ExitCode::from(2)
    })?;
    all.retain(|explanation| is_asked(&explanation.name));
    Ok(all)
}

/// All names, or the first of many.
fn listed(names: &[&str]) -> String {
    const SHOWN: usize = 8;
    let shown: Vec<String> = names.iter().take(SHOWN).map(|name| format!("`{name}`")).collect();
    let more = if names.len() > SHOWN { format!(" and {} more", names.len() - SHOWN) } else { String::new() };
    format!("{}{more}", shown.join(", "))
}

/// The explanations as a text for people.
pub(crate) fn text(explanations: &[Explanation]) -> String {
    let mut text = String::new();
    for explanation in explanations {
        // Writing to a String cannot fail.
        let _ = one(&mut text, explanation);
    }
    text
}

fn one(text: &mut String, explanation: &Explanation) -> std::fmt::Result {
    writeln!(text, "{} :{}", explanation.name, explanation.command)?;
    for step in &explanation.steps {
        writeln!(text, "{}{}", "  ".repeat(step.depth + 1), step.text)?;
    }
    for scan in &explanation.scans {
        match &scan.reason {
            Some(reason) => writeln!(text, "  allowed: {} in full, {reason}", scan.table)?,
            None => writeln!(text, "  D1 bills every row of {}", scan.table)?,
        }
    }
    for index in &explanation.advice {
        writeln!(text, "  would help: {index}")?;
    }
    writeln!(text)
}
