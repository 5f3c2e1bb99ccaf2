//! What a view's columns hold: its SELECT, read like any query's.
//!
//! What is hard: a view may read other views, in any order of declaration. So all are read again until nothing
//! changes any more, each time from what was found out about the others; what starts as nullable can only lose that.

use super::declared_type;
use crate::infer::infer;
use crate::judge::{TableFacts, TableTypeFacts};
use crate::model::{Schema, Table};
use crate::parse::sql::lex::{TokenKind, lex};

/// Views that read each other form no longer chain than this in any database of sense.
const ROUNDS: usize = 8;

/// Types the columns of all views; `facts` stand in the order of the schema's tables. What `[columns]` said stays.
pub(super) fn type_views(schema: &mut Schema, facts: &[TableFacts]) {
    let views: Vec<(usize, String)> = facts
        .iter()
        .enumerate()
        .filter(|(_, facts)| facts.kind == TableTypeFacts::View && facts.broken.is_none())
        .filter_map(|(at, facts)| Some((at, select_of(&facts.sql)?)))
        .collect();
    for _ in 0..ROUNDS {
        let mut changed = false;
        for (at, select) in &views {
            let found = infer(schema, select).columns;
            let Some(view) = schema.tables.get_mut(*at) else { continue };
            if let Some(found) = found.filter(|found| found.len() == view.columns.len()) {
                changed |= apply(view, found);
            }
        }
        if !changed {
            return;
        }
    }
}

fn apply(view: &mut Table, found: Vec<crate::infer::Typed>) -> bool {
    let mut changed = false;
    for (column, found) in view.columns.iter_mut().zip(found) {
        if let Some(ty) = found.ty
            && column.ty == declared_type(&column.declared_type, false)
            && column.ty != ty
        {
            column.ty = ty;
            changed = true;
        }
        if column.nullable && !found.nullable {
            column.nullable = false;
            changed = true;
        }
    }
    changed
}

/// The text behind AS in a CREATE VIEW.
fn select_of(sql: &str) -> Option<String> {
    let mut depth = 0_usize;
    for token in lex(sql).iter().filter(|token| token.kind != TokenKind::Comment) {
        match token.word(sql) {
            "(" => depth += 1,
            ")" => depth = depth.saturating_sub(1),
            word if depth == 0 && word.eq_ignore_ascii_case("as") => return Some(sql.get(token.end..)?.to_owned()),
            _ => {}
        }
    }
    None
}
