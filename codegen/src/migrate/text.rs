//! A plan as a file: what a human reads first stands first.

use super::changes::{Plan, Step};
use crate::diag::Diagnostic;
use crate::judge::Loaded;

/// The first migration: the schema itself, word for word unless D1 would refuse a part of it.
pub(super) fn first(schema: &[(&str, &str)], wanted: &Loaded, told: &[Diagnostic]) -> String {
    let forbidden = told.iter().any(|diagnostic| matches!(diagnostic.slug, "forbidden-statement" | "forbidden-pragma"));
    if !forbidden {
        let texts: Vec<&str> = schema.iter().map(|(_, text)| text.trim_start_matches('\u{feff}').trim_end()).collect();
        return format!("{}\n", texts.join("\n\n"));
    }
    let refused = |sql: &&String| {
        let word = crate::judge::plan::first_word(sql);
        !matches!(
            word.as_str(),
            "pragma"
                | "begin"
                | "commit"
                | "end"
                | "rollback"
                | "savepoint"
                | "release"
                | "attach"
                | "detach"
                | "vacuum"
        )
    };
    wanted.statements.iter().filter(refused).map(|sql| format!("{sql};\n")).collect()
}

/// Every later one.
pub(super) fn file(renamed: &[Step], plan: &Plan) -> String {
    let mut text = String::new();
    for loss in &plan.losses {
        text.push_str(&format!("-- Loses {loss}.\n"));
    }
    for note in &plan.notes {
        text.push_str(&format!(
            "-- {}{}.\n",
            note.get(..1).unwrap_or_default().to_uppercase(),
            note.get(1..).unwrap_or_default()
        ));
    }
    for step in renamed.iter().chain(&plan.steps) {
        if let Some(why) = &step.why {
            text.push_str(&format!("-- {why}:\n"));
        }
        text.push_str(step.sql.trim_end().trim_end_matches(';'));
        text.push_str(";\n");
    }
    text
}
