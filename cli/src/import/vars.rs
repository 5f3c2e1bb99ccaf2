//! Vars of all environments with the types that their values suggest, and those that must have been secrets.

use std::fmt::Write as _;

use williw_codegen::lower::bindings::is_secret_name;
use williw_codegen::wrangler::quoted;

use super::draft::{Drafting, one_line};
use super::source::{Map, Node};

/// 2^53 − 1: beyond, an integer is an identifier and no number to reckon with.
const MAX_SAFE: u64 = 9_007_199_254_740_991;

/// A var with its values: the Worker's own, then each environment's.
#[derive(Debug)]
pub(super) struct Var {
    pub(super) name: String,
    pub(super) docs: Vec<String>,
    pub(super) values: Vec<Option<Node>>,
}

/// What all values of a var are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum VarType {
    Boolean,
    Integer,
    Text,
}

impl Drafting {
    pub(super) fn draft_vars(&mut self) {
        let mut vars: Vec<Var> = Vec::new();
        let count = self.scopes.len();
        for (position, scope) in self.scopes.iter_mut().enumerate() {
            for entry in scope.map.take_map("vars").unwrap_or_default().entries {
                let at = vars.iter().position(|var| var.name == entry.key).unwrap_or(vars.len());
                if at == vars.len() {
                    vars.push(Var { name: entry.key, docs: entry.docs, values: vec![None; count] });
                }
                if let Some(slot) = vars.get_mut(at).and_then(|var| var.values.get_mut(position)) {
                    *slot = Some(entry.value);
                }
            }
        }
        let mut changes = vec![String::new(); count];
        for var in vars {
            let ty = type_of(&var);
            let secret = is_secret_name(&var.name);
            let claimed = match ty {
                None if !secret => Err("it is no single value; its parts can be vars of their own".to_owned()),
                _ => self.claim(&var.name, false),
            };
            let name = var.name.clone();
            match (claimed, ty) {
                (Err(reason), _) => {
                    let _ = writeln!(self.text, "\n# Var `{}` is left out: {reason}.", one_line(&name));
                    for (scope, value) in self.scopes.iter_mut().zip(var.values) {
                        if let Some(value) = value {
                            scope.map.put("vars", Node::Map(Map::of(&name, value)));
                        }
                    }
                }
                (Ok(()), _) if secret => {
                    self.header(&format!("secret.{name}"));
                    self.line("# It looks like a secret and stood among the vars, where everybody can read it. Make a new one,");
                    self.line(&format!(
                        "# and give it with `wrangler secret put {name}`. If it is none, give it another name."
                    ));
                }
                (Ok(()), ty) => {
                    let ty = ty.unwrap_or(VarType::Text);
                    self.draft_var(&var, ty);
                    let own = var.values.first().cloned().flatten();
                    for (changes, value) in changes.iter_mut().zip(&var.values).skip(1) {
                        if let Some(value) = value.as_ref().filter(|value| Some(*value) != own.as_ref()) {
                            let _ = writeln!(changes, "{name} = {}", written(ty, value));
                        }
                    }
                }
            }
        }
        for (position, lines) in changes.iter().enumerate().filter(|(_, lines)| !lines.is_empty()) {
            let environment = self.scopes.get(position).map(|scope| scope.name.clone()).unwrap_or_default();
            self.change(position, &format!("[env.{environment}.var]\n{lines}"));
        }
    }

    fn draft_var(&mut self, var: &Var, ty: VarType) {
        self.text.push('\n');
        for line in &var.docs {
            self.line(format!("# {line}").trim_end());
        }
        self.line(&format!("[var.{}]", var.name));
        match ty {
            VarType::Boolean => self.line("type = \"bool\""),
            VarType::Integer => self.line("type = \"i64\""),
            VarType::Text => {}
        }
        if let Some(Some(default)) = var.values.first() {
            self.line(&format!("default = {}", written(ty, default)));
        }
    }

    pub(super) fn draft_secrets(&mut self) {
        for position in 0..self.scopes.len() {
            let Some(scope) = self.scopes.get_mut(position) else { continue };
            let Some(mut secrets) = scope.map.take_map("secrets") else { continue };
            let required = secrets.take_texts("required").unwrap_or_default();
            scope.map.put("secrets", Node::Map(secrets));
            for name in required {
                if self.taken.values().any(|taken| *taken == name) {
                    continue;
                }
                match self.claim(&name, false) {
                    Ok(()) => self.header(&format!("secret.{name}")),
                    Err(reason) => {
                        let _ = writeln!(self.text, "\n# Secret `{}` is left out: {reason}.", one_line(&name));
                    }
                }
            }
        }
    }
}

/// The narrowest type that all values fit; `None` where one of them is no single value.
pub(super) fn type_of(var: &Var) -> Option<VarType> {
    let kinds: Option<Vec<VarType>> = var.values.iter().flatten().map(kind).collect();
    let kinds = kinds?;
    let first = kinds.first().copied().unwrap_or(VarType::Text);
    Some(if kinds.iter().all(|kind| *kind == first) { first } else { VarType::Text })
}

fn kind(value: &Node) -> Option<VarType> {
    match value {
        Node::Bool(_) => Some(VarType::Boolean),
        Node::Integer(number) if number.unsigned_abs() <= MAX_SAFE => Some(VarType::Integer),
        Node::Integer(_) | Node::Number(_) => Some(VarType::Text),
        Node::Text(text) if text == "true" || text == "false" => Some(VarType::Boolean),
        // Only what is written back the same way: `007` is a text.
        Node::Text(text) => Some(match text.parse::<i64>() {
            Ok(number) if number.to_string() == *text && number.unsigned_abs() <= MAX_SAFE => VarType::Integer,
            _ => VarType::Text,
        }),
        Node::Null | Node::List(_) | Node::Map(_) => None,
    }
}

/// A value as a default of that type, in TOML.
pub(super) fn written(ty: VarType, value: &Node) -> String {
    let text = match value {
        Node::Bool(it) => it.to_string(),
        Node::Integer(it) => it.to_string(),
        Node::Number(it) | Node::Text(it) => it.clone(),
        Node::Null | Node::List(_) | Node::Map(_) => String::new(),
    };
    if ty == VarType::Text { quoted(&text) } else { text }
}

impl Map {
    fn of(key: &str, value: Node) -> Self {
        let mut map = Self::default();
        map.put(key, value);
        map
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_by_value() {
        let text = |text: &str| Some(Node::Text(text.to_owned()));
        let of = |values: Vec<Option<Node>>| type_of(&Var { name: String::new(), docs: Vec::new(), values });
        assert_eq!(of(vec![text("true"), None, Some(Node::Bool(false))]), Some(VarType::Boolean));
        assert_eq!(of(vec![text("-20"), Some(Node::Integer(3))]), Some(VarType::Integer));
        assert_eq!(of(vec![text("20"), text("many")]), Some(VarType::Text));
        for odd in ["007", "+1", "1.5", "", "9007199254740992", "True"] {
            assert_eq!(of(vec![text(odd)]), Some(VarType::Text), "{odd}");
        }
        assert_eq!(of(vec![Some(Node::List(Vec::new()))]), None);
        assert_eq!(written(VarType::Text, &Node::Bool(true)), "\"true\"");
    }
}
