//! `migrate diff NAME`: the next migration, from the difference between the others and `schema.sql`.
//!
//! What only a human knows is asked at a terminal; elsewhere options and comments in `schema.sql` must say it, and where they
//! do not, nothing is written.

use std::io::{self, IsTerminal as _, Write as _};
use std::path::Path;
use std::process::ExitCode;

use clap::Args;
use williw_codegen::diag::render;
use williw_codegen::migrate::{Answers, Migration, Outcome, Question, Rename, Trouble, diff as between};

use super::{Wrong, new};
use crate::folder;

#[derive(Args)]
pub(crate) struct How {
    /// What was renamed: `old=new` for a table, `table.old=new` for a column, with the table's new name. In `schema.sql`
    /// the comment `-- renamed from: old` beside the new name says the same.
    #[arg(long = "rename", value_name = "OLD=NEW", value_parser = rename)]
    renames: Vec<Rename>,
    /// Nothing else was renamed: what is new is new, and what is gone is gone.
    #[arg(long)]
    no_renames: bool,
    /// Write it though rows or values are lost by it; the file says which.
    #[arg(long)]
    allow_loss: bool,
    /// Print it instead of writing a file.
    #[arg(long)]
    dry_run: bool,
}

fn rename(text: &str) -> Result<Rename, String> {
    Rename::parse(text).ok_or_else(|| "it must be `old=new`, or `table.old=new` for a column".to_owned())
}

/// Writes the migration, and says where it is and what it does to rows.
pub(super) fn diff(spec: &Path, name: &str, how: &How) -> Result<ExitCode, Wrong> {
    let files = folder::read(spec).map_err(Wrong::call)?;
    if !files.files.iter().any(|(path, _)| path == "schema.sql") {
        let message =
            "there is no `schema.sql` in `{}`: the migrations are the schema, and nothing says what comes next";
        return Err(Wrong::call(message.replace("{}", &spec.display().to_string())));
    }
    let mut answers = Answers {
        renames: how.renames.clone(),
        nothing_renamed: how.no_renames,
        allow_loss: how.allow_loss,
        ..Answers::default()
    };
    let may_ask = io::stdin().is_terminal() && io::stderr().is_terminal();
    loop {
        match between(&files, &answers) {
            Ok(Outcome::Nothing) => {
                eprintln!("nothing to do: the migrations make what `schema.sql` says");
                return Ok(ExitCode::SUCCESS);
            }
            Ok(Outcome::Undecided(questions)) if may_ask => {
                // An answer may leave nothing to ask of the next.
                questions.first().map(|question| ask(question, &mut answers)).transpose()?;
            }
            Ok(Outcome::Undecided(questions)) => return Err(undecided(&questions)),
            Ok(Outcome::Lossy(losses)) => {
                eprintln!("this migration loses");
                losses.iter().for_each(|loss| eprintln!("  - {loss}"));
                if !may_ask || !matches!(read("write it all the same? [y/n]")?.to_lowercase().as_str(), "y" | "yes") {
                    return Err(Wrong::call("nothing is written; `--allow-loss` writes it"));
                }
                answers.allow_loss = true;
            }
            Ok(Outcome::Migration(migration)) => return write(spec, name, how, &migration),
            Err(Trouble::Rename(reason)) => return Err(Wrong::call(reason)),
            Err(Trouble::NoWay(reason)) => return Err(Wrong::database(reason)),
            Err(Trouble::Spec(sources, told)) => {
                told.iter().for_each(|diagnostic| eprintln!("{}", render(&sources, diagnostic)));
                return Err(Wrong::database(
                    "the schema or the migrations are wrong, so there is no difference to tell",
                ));
            }
        }
    }
}

fn write(spec: &Path, name: &str, how: &How, migration: &Migration) -> Result<ExitCode, Wrong> {
    let text = format!("-- Written by `cargo williw migrate diff {name}`.\n{}", migration.sql);
    if how.dry_run {
        print!("{text}");
    } else {
        println!("{}", new::create(spec, name, &text)?.display());
    }
    migration.losses.iter().for_each(|loss| eprintln!("loses {loss}"));
    migration.notes.iter().for_each(|note| eprintln!("{note}"));
    Ok(ExitCode::SUCCESS)
}

/// Nobody can be asked: what could have been renamed, and how to say so.
fn undecided(questions: &[Question]) -> Wrong {
    let mut message = "it is undecided whether something was renamed".to_owned();
    for question in questions {
        let prefix = question.table.as_ref().map(|table| format!("{table}.")).unwrap_or_default();
        let gone = question.gone.first().map_or("", String::as_str);
        message.push_str(&format!("\n  {}: `--rename {prefix}{gone}={}`?", question.words(), question.new));
    }
    message.push_str(
        "\n  or write `-- renamed from: OLD` beside the new name in `schema.sql`; `--no-renames` says that nothing was",
    );
    Wrong::call(message)
}

fn ask(question: &Question, answers: &mut Answers) -> Result<(), Wrong> {
    eprintln!("{}", question.words());
    eprintln!("  0  `{}` is new", question.new);
    for (number, gone) in (1..).zip(&question.gone) {
        eprintln!("  {number}  `{}` is `{gone}` with a new name", question.new);
    }
    loop {
        let answer = read("which?")?.parse::<usize>().ok();
        let renamed = answer.and_then(|answer| question.gone.get(answer.checked_sub(1)?));
        match (answer, renamed) {
            (Some(0), _) => answers.new.push((question.table.clone(), question.new.clone())),
            (_, Some(from)) => answers.renames.push(Rename {
                table: question.table.clone(),
                from: from.clone(),
                to: question.new.clone(),
            }),
            _ => {
                eprintln!("a number from 0 to {} is asked for", question.gone.len());
                continue;
            }
        }
        return Ok(());
    }
}

/// A line that was typed.
fn read(prompt: &str) -> Result<String, Wrong> {
    eprint!("{prompt} ");
    let _ = io::stderr().flush();
    let mut line = String::new();
    match io::stdin().read_line(&mut line) {
        Ok(n) if n > 0 => Ok(line.trim().to_owned()),
        _ => Err(Wrong::call("nothing was answered, and nothing is written")),
    }
}
