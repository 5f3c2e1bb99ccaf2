//! Names of SQL as names of Rust: the only place where generated names are decided.
//!
//! | SQL | Rust |
//! | --- | --- |
//! | table `node_events` | module `node_events`, row `NodeEvent` |
//! | column `type`, `self`, `2fa`, `naïve idea` | fields `r#type`, `self_`, `_2fa`, `naïve_idea` |
//! | CHECK of `tasks.state` | enum `TaskState` |
//! | value `in-progress`, `5xx`, the empty text | variants `InProgress`, `_5xx`, `Empty` |
//!
//! What is hard: SQL allows any text as a name, and two that differ there may meet here. Real databases have
//! such pairs, so a meeting is settled by a number behind the later name and told of, not refused.

mod singular;
mod status;

use std::collections::BTreeSet;

use heck::{ToPascalCase as _, ToSnakeCase as _};

pub use singular::singular;
pub use status::status_constant;

/// A column's field or a table's module.
pub fn field(source: &str) -> String {
    escape(clean(source).to_snake_case(), "unnamed")
}

/// A type's or variant's name.
pub fn type_name(source: &str) -> String {
    escape(clean(source).to_pascal_case(), "Unnamed")
}

/// The row struct of a table, `PascalCase` and singular.
pub fn row(table: &str) -> String {
    escape(singular(&clean(table).to_snake_case()).to_pascal_case(), "Unnamed")
}

/// The variants of an enum, one for each value, all different.
pub fn variants(values: &[String]) -> Vec<String> {
    let ideal: Vec<String> = values
        .iter()
        .enumerate()
        .map(|(index, value)| {
            let name = clean(value).to_pascal_case();
            match name.as_str() {
                "" if value.is_empty() => "Empty".to_owned(),
                // Nothing in it can stand in a name, as in `+` and `-`.
                "" => format!("Value{}", index + 1),
                _ => escape(name, "Unnamed"),
            }
        })
        .collect();
    distinct(&ideal).into_iter().map(|(name, _)| name).collect()
}

/// Makes names different by a number behind the later ones; says for each whether it had to change.
pub fn distinct(ideal: &[String]) -> Vec<(String, bool)> {
    distinct_from(ideal, ideal)
}

/// Likewise; of those that meet, one that already is in SQL what it is in Rust keeps its name.
pub fn distinct_from(sources: &[String], ideal: &[String]) -> Vec<(String, bool)> {
    let all: BTreeSet<&str> = ideal.iter().map(String::as_str).collect();
    let same: Vec<bool> = ideal.iter().zip(sources).map(|(name, source)| name == source).collect();
    let mut order: Vec<(usize, &String)> = ideal.iter().enumerate().collect();
    order.sort_by_key(|(at, _)| !same.get(*at).copied().unwrap_or(false));
    let mut taken: BTreeSet<String> = BTreeSet::new();
    let mut found: Vec<(usize, String, bool)> = Vec::with_capacity(ideal.len());
    for (at, name) in order {
        let moved = taken.contains(name);
        let name = match moved {
            true => numbered(name, |candidate| !taken.contains(candidate) && !all.contains(candidate)),
            false => name.clone(),
        };
        taken.insert(name.clone());
        found.push((at, name, moved));
    }
    found.sort_by_key(|(at, ..)| *at);
    found.into_iter().map(|(_, name, moved)| (name, moved)).collect()
}

/// `name` with the first number from 2 on that makes it free.
pub fn numbered(name: &str, is_free: impl Fn(&str) -> bool) -> String {
    let bare = name.strip_prefix("r#").unwrap_or(name);
    // A field is `a_2`; a type is `A2`.
    let joint = if bare.chars().any(char::is_uppercase) { "" } else { "_" };
    let joint = if bare.ends_with(|last: char| last.is_ascii_digit()) { "_" } else { joint };
    let mut number = 2_u32;
    loop {
        let candidate = format!("{bare}{joint}{number}");
        if is_free(&candidate) || number == u32::MAX {
            return candidate;
        }
        number += 1;
    }
}

/// The text with everything that cannot stand in a Rust name as a space.
fn clean(source: &str) -> String {
    source.chars().map(|c| if c.is_alphanumeric() && may_continue(c) { c } else { ' ' }).collect()
}

/// Whether a character may stand in a Rust name behind the first.
fn may_continue(c: char) -> bool {
    c.is_ascii_alphanumeric() || (!c.is_ascii() && syn::parse_str::<proc_macro2::Ident>(&format!("a{c}")).is_ok())
}

/// A name that rustc takes: no keyword, no digit in front, not empty.
fn escape(name: String, fallback: &str) -> String {
    match name.as_str() {
        "" => fallback.to_owned(),
        // Not even raw.
        "self" | "Self" | "super" | "crate" => format!("{name}_"),
        // A keyword since edition 2024, which `syn` lets pass.
        "gen" => "r#gen".to_owned(),
        _ if syn::parse_str::<syn::Ident>(&name).is_ok() => name,
        _ if syn::parse_str::<syn::Ident>(&format!("r#{name}")).is_ok() => format!("r#{name}"),
        _ => format!("_{name}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields() {
        let names = [
            "userId",
            "type",
            "self",
            "Self",
            "2fa",
            "naïve idea",
            "",
            "--",
            "a-b",
            "名前",
            "_id",
            "gen",
            "ID",
            "e\u{301}té",
            "union",
        ];
        let expected = [
            "user_id",
            "r#type",
            "self_",
            "self_",
            "_2fa",
            "naïve_idea",
            "unnamed",
            "unnamed",
            "a_b",
            "名前",
            "id",
            "r#gen",
            "id",
            "e_té",
            "union",
        ];
        assert_eq!(names.map(field), expected);
    }

    #[test]
    fn rows_and_variants() {
        let tables = ["nodes", "user_addresses", "selves", "news", "2fa_codes", "UserData", "orderItems"];
        assert_eq!(tables.map(row), ["Node", "UserAddress", "Self_", "News", "_2faCode", "UserData", "OrderItem"]);
        let values = ["in-progress", "In Progress", "", "+", "-", "5xx", "self", "a1", "A1"].map(str::to_owned);
        assert_eq!(
            variants(&values),
            ["InProgress", "InProgress2", "Empty", "Value4", "Value5", "_5xx", "Self_", "A1", "A1_2"]
        );
        assert_eq!(type_name("task_state"), "TaskState");
    }

    #[test]
    fn meetings() {
        let names = ["a", "b", "a", "a_2", "a", "r#type", "r#type"].map(str::to_owned);
        let found: Vec<String> = distinct(&names).into_iter().map(|(name, _)| name).collect();
        assert_eq!(found, ["a", "b", "a_3", "a_2", "a_4", "r#type", "type_2"]);
        let of = |sources: [&str; 2]| {
            let sources = sources.map(str::to_owned);
            distinct_from(&sources, &["a_b", "a_b"].map(str::to_owned))
        };
        assert_eq!(of(["aB", "a_b"]), [("a_b_2".to_owned(), true), ("a_b".to_owned(), false)]);
        assert_eq!(of(["aB", "A b"]), [("a_b".to_owned(), false), ("a_b_2".to_owned(), true)]);
    }
}
