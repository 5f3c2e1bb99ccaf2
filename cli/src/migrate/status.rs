//! `migrate status` and `migrate check`: what each database says of each file.

use std::process::ExitCode;

use serde_json::{Value, json};
use williw_migrations::{FileStatus, State, Status, is_unrecorded, status as status_of};

use super::{Ground, Wrong, counted, look};
use crate::place::Database;
use crate::{Format, print, print_json};

/// What is known of one database.
struct Found<'g> {
    database: &'g Database,
    status: Status,
    /// It has tables, and nobody has written down where they come from.
    unrecorded: bool,
}

fn find(ground: &Ground) -> Result<Vec<Found<'_>>, Wrong> {
    let databases = ground.place.databases.iter().map(|database| {
        let connection = look(database)?;
        let found = status_of(&connection, &ground.files())
            .and_then(|status| Ok(Found { database, status, unrecorded: is_unrecorded(&connection)? }));
        found.map_err(|error| Wrong::database(format!("cannot read `{}`: {error}", database.path.display())))
    });
    databases.collect()
}

/// Shows all of it.
pub(super) fn status(ground: &Ground, format: Format) -> Result<ExitCode, Wrong> {
    let found = find(ground)?;
    match format {
        Format::Json => print_json(&json!({ "databases": found.iter().map(as_json).collect::<Vec<_>>() })),
        Format::Text => found.iter().for_each(|found| print(&as_text(found))),
    }
    Ok(ExitCode::SUCCESS)
}

/// Fails where anything is not as it should be.
pub(super) fn check(ground: &Ground) -> Result<ExitCode, Wrong> {
    let mut wrong = Vec::new();
    for Found { database, status, unrecorded } in &find(ground)? {
        let binding = &database.binding;
        wrong.extend(status.problems().iter().map(|problem| format!("{binding}: {problem}")));
        if *unrecorded && !status.files.is_empty() {
            wrong.push(format!("{binding}: {UNRECORDED}"));
        }
        let pending: Vec<String> = status.pending().map(|file| format!("`{}`", file.name)).collect();
        match pending.len() {
            0 => {}
            1 => wrong.push(format!("{binding}: {} is not applied", pending.concat())),
            _ => wrong.push(format!("{binding}: {} are not applied", pending.join(", "))),
        }
        if wrong.is_empty() {
            eprintln!("{binding}: {} applied", counted(status.files.len(), "migration"));
        }
    }
    wrong.iter().for_each(|message| eprintln!("error: {message}"));
    Ok(ExitCode::from(u8::from(!wrong.is_empty())))
}

const UNRECORDED: &str =
    "it has tables, and no record of migrations; `cargo williw migrate apply` finds out which of them made these";

fn as_text(Found { database, status, unrecorded }: &Found<'_>) -> String {
    let shown = database.path.display();
    let absent = if database.exists { "" } else { ", not made yet" };
    let mut lines = vec![format!("{}: {shown}{absent}", database.binding)];
    let names = status.files.iter().map(|file| &file.name).chain(status.unknown.iter().map(|unknown| &unknown.name));
    let width = names.map(|name| name.chars().count()).max().unwrap_or_default();
    for file in &status.files {
        let state = match &file.state {
            State::Applied => format!("applied {}", at(file)),
            State::AppliedByWrangler => format!("applied {} by wrangler", at(file)),
            State::Edited => format!("applied {}, and edited since", at(file)),
            State::Pending => "pending".to_owned(),
            State::PendingBefore(after) => format!("pending, though `{after}` is applied"),
        };
        lines.push(format!("  {:width$}  {state}", file.name));
    }
    for unknown in &status.unknown {
        lines.push(format!("  {:width$}  applied {}, and no file here", unknown.name, unknown.applied_at));
    }
    if status.files.is_empty() && status.unknown.is_empty() {
        lines.push("  there are no migrations; `cargo williw migrate diff init` writes the first one".to_owned());
    } else if *unrecorded {
        lines.push(format!("note: {UNRECORDED}"));
    }
    lines.extend(status.problems().iter().map(|problem| {
        let severity = if problem.stops() { "error" } else { "warning" };
        format!("{severity}: {problem}")
    }));
    lines.join("\n")
}

fn as_json(Found { database, status, unrecorded }: &Found<'_>) -> Value {
    let files = status.files.iter().map(|file| {
        let state = match file.state {
            State::Applied => "applied",
            State::AppliedByWrangler => "applied_by_wrangler",
            State::Edited => "edited",
            State::Pending => "pending",
            State::PendingBefore(_) => "pending_before_applied",
        };
        json!({ "name": file.name, "state": state, "applied_at": file.applied_at })
    });
    let unknown = status
        .unknown
        .iter()
        .map(|unknown| json!({ "name": unknown.name, "state": "unknown", "applied_at": unknown.applied_at }));
    json!({
        "binding": database.binding,
        "path": database.path.display().to_string(),
        "exists": database.exists,
        "unrecorded": unrecorded,
        "migrations": files.chain(unknown).collect::<Vec<_>>(),
        "problems": status.problems().iter().map(ToString::to_string).collect::<Vec<_>>(),
    })
}

fn at(file: &FileStatus) -> &str {
    file.applied_at.as_deref().unwrap_or_default()
}
