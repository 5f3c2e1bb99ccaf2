//! `bindings.toml` proved: names that can be bindings, vars whose defaults fit, secrets that are no vars.

mod crons;
mod kv;
mod objects;

pub(super) use kv::seconds;

use std::collections::{BTreeMap, BTreeSet};

use crate::diag::Diagnostics;
use crate::lower::defaults::lower_default;
use crate::lower::deploy::{lower_d1_keys, lower_deploy, lower_worker_keys};
use crate::lower::fields::lower_name;
use crate::lower::types::{Kind, Types};
use crate::model::{Bindings, D1Def, FieldType, Name, SecretDef, VarDef, VarType, WorkerDef};
use crate::names;
use crate::parse::bindings as syntax;
use crate::parse::toml::{Value, list};
use crate::source::{Span, Spanned};

/// Lowers `bindings.toml`; what is wrong is reported and left out.
pub fn lower_bindings(cx: &mut Diagnostics, types: &Types, syntax: &syntax::Bindings) -> Bindings {
    let mut told = Diagnostics::default();
    let sink = &mut told;
    let mut scope = Scope::default();
    let mut bindings = Bindings {
        worker: syntax.worker.as_ref().and_then(|worker| lower_worker(sink, worker)),
        d1: syntax.d1.iter().filter_map(|d1| lower_d1(sink, &mut scope, d1)).collect(),
        kv: kv::lower_kv(sink, &mut scope, types, &syntax.kv),
        objects: objects::lower_objects(sink, &mut scope, types, &syntax.objects),
        crons: Vec::new(),
        refused_crons: Vec::new(),
        vars: syntax.vars.iter().filter_map(|var| lower_var(sink, &mut scope, types, var)).collect(),
        secrets: syntax.secrets.iter().filter_map(|secret| lower_secret(sink, &mut scope, secret)).collect(),
        assets: None,
        ratelimits: Vec::new(),
        environments: Vec::new(),
        refused: None,
    };
    bindings.crons = crons::lower_crons(sink, &syntax.crons);
    let (written, sound) = (syntax.crons.iter().map(|it| &it.name), bindings.crons.iter().map(|it| &it.name));
    bindings.refused_crons = refused_names(written, sound);
    lower_deploy(sink, &mut scope, types, syntax, &mut bindings);
    // What can be said of a file that is no TOML has been said.
    if !syntax.broken {
        cx.absorb(told);
        bindings.refused = Some(refused(syntax, &bindings));
    }
    bindings
}

/// Vars, secrets and rate limiters that were written and are not sound, by kind.
fn refused(syntax: &syntax::Bindings, bindings: &Bindings) -> BTreeSet<(&'static str, String)> {
    let written = (syntax.vars.iter().map(|it| ("var", &it.name)))
        .chain(syntax.secrets.iter().map(|it| ("secret", &it.name)))
        .chain(syntax.deploy.ratelimits.iter().map(|it| ("ratelimit", &it.name)));
    let sound = (bindings.vars.iter().map(|it| ("var", &it.name)))
        .chain(bindings.secrets.iter().map(|it| ("secret", &it.name)))
        .chain(bindings.ratelimits.iter().map(|it| ("ratelimit", &it.name)));
    let sound: BTreeSet<(&str, &str)> = sound.map(|(kind, name)| (kind, name.source.as_str())).collect();
    let refused = written.filter(|(kind, name)| !sound.contains(&(*kind, name.as_str())));
    refused.map(|(kind, name)| (kind, name.value.clone())).collect()
}

/// What was written and is not sound, as handlers are called: to implement it is no mistake.
fn refused_names<'a>(
    written: impl Iterator<Item = &'a Spanned<String>>,
    sound: impl Iterator<Item = &'a Name>,
) -> Vec<String> {
    let sound: BTreeSet<String> = sound.map(|name| name.rust.clone()).collect();
    let refused: BTreeSet<String> = written.map(|name| names::field(name)).filter(|it| !sound.contains(it)).collect();
    refused.into_iter().map(|name| name.trim_start_matches("r#").to_owned()).collect()
}

/// The fields that every `Cx` has, beside one for each database, namespace and object.
pub const CX_FIELDS: [&str; 4] = ["clock", "vars", "secrets", "host"];

/// Bindings of all kinds share the Worker's `env`.
#[derive(Default)]
pub(super) struct Scope<'s> {
    /// By Rust name, which is narrower than the binding's own.
    taken: BTreeMap<String, &'s Spanned<String>>,
}

impl<'s> Scope<'s> {
    // Diagnostic: duplicate-name, name-collision
    //
    // `[var.TOKEN]` and `[secret.TOKEN]` would be one entry of `env`; `[var.A_B]` and `[var.a_b]` one Rust name.
    pub(super) fn declare(&mut self, cx: &mut Diagnostics, name: &'s Spanned<String>) -> Option<Name> {
        let legal = name.starts_with(|it: char| it.is_ascii_alphabetic() || it == '_')
            && name.chars().all(|it| it.is_ascii_alphanumeric() || it == '_');
        if !legal {
            cx.error("bad-name", name.span, format!("binding `{}` must be an identifier", **name))
                .help("letters, digits and `_` may stand there, as in `NODES_STORE`");
            return None;
        }
        let rust = names::field(name);
        match self.taken.get(&rust) {
            None => {
                self.taken.insert(rust.clone(), name);
                Some(Name { source: name.value.clone(), rust, span: name.span })
            }
            Some(first) => {
                let (slug, message) = if *first == name {
                    ("duplicate-name", format!("binding `{}` is declared twice", **name))
                } else {
                    ("name-collision", format!("binding `{}` has the Rust name of binding `{}`", **name, ***first))
                };
                cx.error(slug, name.span, message).label("again here").secondary(first.span, "first here");
                None
            }
        }
    }

    /// Whether a binding that becomes a field of `Cx` has a name that none of its own fields has.
    pub(super) fn is_free_field(cx: &mut Diagnostics, name: &Name, what: &str) -> bool {
        let free = !CX_FIELDS.contains(&name.rust.as_str());
        if !free {
            let message = format!("binding `{}` has the name of another field of `Cx`", name.source);
            cx.error("name-collision", name.span, message)
                .help(format!("`Cx` has {} already: give the {what} another name", list(&CX_FIELDS)));
        }
        free
    }
}

fn lower_worker(cx: &mut Diagnostics, worker: &syntax::Worker) -> Option<WorkerDef> {
    let name = worker.name.as_ref().filter(|name| is_worker_name(cx, name));
    let date = worker.compatibility_date.as_ref().filter(|date| {
        let legal = is_date(date);
        if !legal {
            cx.error("bad-value", date.span, format!("compatibility date `{}` is no date", ***date))
                .help("write it as `\"2026-11-01\"`");
        }
        legal
    });
    let deploy = lower_worker_keys(cx, &worker.deploy);
    Some(WorkerDef { name: name?.value.clone(), compatibility_date: date?.value.clone(), deploy })
}

/// Whether a Worker may be called so; complains where not.
pub(super) fn is_worker_name(cx: &mut Diagnostics, name: &Spanned<String>) -> bool {
    let plain = |it: char| it.is_ascii_lowercase() || it.is_ascii_digit() || it == '-' || it == '_';
    let legal = !name.is_empty()
        && name.len() <= 63
        && name.chars().all(plain)
        && !name.starts_with('-')
        && !name.ends_with('-');
    if !legal {
        cx.error("bad-name", name.span, format!("worker name `{}` cannot be part of a host name", **name))
            .help("up to 63 lower-case letters, digits, `-` and `_` may stand there, as in `my-worker`");
    }
    legal
}

/// Whether a text is a day, such as `2026-11-01`.
pub fn is_date(text: &str) -> bool {
    let date = text.parse::<::toml::value::Datetime>();
    text.len() == 10 && date.is_ok_and(|it| it.date.is_some() && it.time.is_none())
}

fn lower_d1<'s>(cx: &mut Diagnostics, scope: &mut Scope<'s>, d1: &'s syntax::D1) -> Option<D1Def> {
    let name = scope.declare(cx, &d1.name);
    let name = name.filter(|name| Scope::is_free_field(cx, name, "database"));
    let deploy = lower_d1_keys(cx, &d1.deploy, &format!("database `{}`", *d1.name));
    Some(D1Def { name: name?, schema: d1.schema.as_ref()?.value.clone(), deploy })
}

// ---- vars ----------------------------------------------------------------------------------

fn lower_var<'s>(cx: &mut Diagnostics, scope: &mut Scope<'s>, types: &Types, var: &'s syntax::Var) -> Option<VarDef> {
    let syntax::Var { name, ty, rules, default, docs } = var;
    let subject = format!("var `{}`", **name);
    let name = scope.declare(cx, name);
    check_secret(cx, var);
    let (written, at) = ty.as_ref().map_or(("string", var.name.span), |ty| (ty.value.as_str(), ty.span));
    let lowered = lower_name(cx, &types.known, written, at, rules, &subject)?;
    let ty = lower_var_type(cx, types, &lowered, written, at, &subject);
    let default = match default {
        None => Some(None),
        Some(default) => lower_var_default(cx, types, &lowered, default, &subject).map(Some),
    };
    Some(VarDef { name: name?, ty: ty?, default: default?, docs: docs.clone() })
}

/// A var is a text in `env`, so its type is one that a text can hold.
fn lower_var_type(
    cx: &mut Diagnostics,
    types: &Types,
    ty: &FieldType,
    written: &str,
    at: Span,
    subject: &str,
) -> Option<VarType> {
    match ty {
        FieldType::Boolean => return Some(VarType::Boolean),
        FieldType::Integer { rust, min, max } => return Some(VarType::Integer { rust: *rust, min: *min, max: *max }),
        FieldType::Text(rules) => return Some(VarType::Text(rules.clone())),
        FieldType::Named(name) if types.known.kind(name) != Some(Kind::Record) => {
            return Some(VarType::Named(name.clone()));
        }
        FieldType::Named(_)
        | FieldType::Kept(_)
        | FieldType::Number { .. }
        | FieldType::Timestamp
        | FieldType::Json { .. }
        | FieldType::List { .. } => {}
    }
    cx.error("wrong-kind", at, format!("{subject} must be a single value, which `{written}` is not"))
        .help("use a string, an integer, a bool, an id, an int or an enum");
    None
}

/// A default as the text that stands in `env`.
fn lower_var_default(
    cx: &mut Diagnostics,
    types: &Types,
    ty: &FieldType,
    default: &Spanned<Value>,
    subject: &str,
) -> Option<String> {
    match lower_default(cx, types, ty, default, subject)? {
        serde_json::Value::String(text) => Some(text),
        other => Some(other.to_string()),
    }
}

// Diagnostic: secret-in-vars
//
// `[var.ADMIN_TOKEN]`: vars stand in `wrangler.toml` and in the dashboard for all to read.
fn check_secret(cx: &mut Diagnostics, var: &syntax::Var) {
    if is_secret_name(&var.name) {
        cx.error("secret-in-vars", var.name.span, format!("var `{}` looks like a secret", *var.name))
            .label("vars can be read by everybody who sees the configuration")
            .help(format!("declare it as `[secret.{}]`", *var.name));
    }
}

/// Whether a var of this name would be refused.
pub fn is_secret_name(name: &str) -> bool {
    const WORDS: [&str; 9] =
        ["key", "keys", "token", "secret", "password", "passwd", "passphrase", "credential", "credentials"];
    // `PUBLIC_KEY` says itself that it is none.
    let lower = name.to_ascii_lowercase();
    let words: Vec<&str> = lower.split('_').collect();
    words.iter().any(|word| WORDS.contains(word)) && !words.contains(&"public")
}

fn lower_secret<'s>(cx: &mut Diagnostics, scope: &mut Scope<'s>, secret: &'s syntax::Secret) -> Option<SecretDef> {
    let name = scope.declare(cx, &secret.name)?;
    Some(SecretDef { name, optional: secret.optional, docs: secret.docs.clone() })
}
