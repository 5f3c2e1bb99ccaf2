//! KV namespaces proved: keys whose parameters have types that a key can hold, values, lifetimes, names.
//!
//! What takes more than one key to see (which keys could be the same, how long one can get) is in `check::keys`.

use std::collections::{BTreeMap, BTreeSet};

use super::Scope;
use crate::diag::{Diagnostics, nearest};
use crate::lower::fields::{BUILTIN, lower_field, settle_names};
use crate::lower::routes::is_snake_case;
use crate::lower::rules::refuse_rules;
use crate::lower::types::{Kind, Types};
use crate::model::{Field, FieldType, KeyPart, KvDef, KvTemplate, KvValueType, Name};
use crate::names;
use crate::parse::bindings as syntax;
use crate::parse::bindings::{KeyText, KeyTextPart};
use crate::parse::toml::{Value, list};
use crate::parse::types as fields;
use crate::source::{Span, Spanned};

/// Seconds; KV's own lower limits.
const MIN_TTL: u32 = 60;
const MIN_CACHE_TTL: u32 = 30;

/// What every namespace has.
const RESERVED_METHODS: [&str; 2] = ["namespace", "of_host"];

/// Lowers all namespaces; what is wrong is reported and left out.
pub(super) fn lower_kv<'s>(
    cx: &mut Diagnostics,
    scope: &mut Scope<'s>,
    types: &Types,
    syntax: &'s [syntax::Kv],
) -> Vec<KvDef> {
    let shared = shared_names(syntax);
    let mut all = Vec::new();
    for namespace in syntax {
        let syntax::Kv { name, id, preview_id, templates, docs } = namespace;
        let declared = scope.declare(cx, name).filter(|name| Scope::is_free_field(cx, name, "namespace"));
        let ty = names::type_name(name);
        let lower = |template: &syntax::KvTemplate| {
            let key = names::type_name(&template.name);
            let prefix = if shared.contains(&key) { ty.as_str() } else { "" };
            lower_template(cx, types, name, template, format!("{prefix}{key}Key"))
        };
        let mut templates: Vec<KvTemplate> = templates.iter().filter_map(lower).collect();
        check_methods(cx, &mut templates, name);
        let text = |given: &Option<Spanned<String>>| given.as_ref().map(|it| it.value.clone());
        if let Some(name) = declared {
            all.push(KvDef { name, ty, id: text(id), preview_id: text(preview_id), templates, docs: docs.clone() });
        }
    }
    check_types(cx, &mut all);
    all
}

/// Template names that several namespaces have, in PascalCase.
fn shared_names(syntax: &[syntax::Kv]) -> BTreeSet<String> {
    let mut owners = BTreeMap::<String, BTreeSet<&str>>::new();
    for namespace in syntax {
        for template in &namespace.templates {
            owners.entry(names::type_name(&template.name)).or_default().insert(&namespace.name);
        }
    }
    owners.into_iter().filter(|(_, owners)| owners.len() > 1).map(|(name, _)| name).collect()
}

// ---- keys ----------------------------------------------------------------------------------

fn lower_template(
    cx: &mut Diagnostics,
    types: &Types,
    namespace: &str,
    template: &syntax::KvTemplate,
    key_type: String,
) -> Option<KvTemplate> {
    let syntax::KvTemplate { name, key, params, value, metadata, ttl, cache_ttl, docs } = template;
    let subject = format!("key `{}` of `{namespace}`", **name);
    let named = is_snake_case(cx, name, "key");
    let parts = key.as_ref().and_then(|key| lower_key(cx, types, key, params, &subject));
    let value = value.as_ref().and_then(|value| lower_value(cx, types, value, &format!("the value of {subject}")));
    let metadata = match metadata {
        None => Some(None),
        Some(field) => lower_stored(cx, types, field, &format!("the metadata of {subject}")).map(Some),
    };
    let ttl = lower_seconds(cx, ttl.as_ref(), "ttl", MIN_TTL, &subject);
    let cache_ttl = lower_seconds(cx, cache_ttl.as_ref(), "cache_ttl", MIN_CACHE_TTL, &subject);
    let at = key.as_ref()?.text.span;
    named.then_some(())?;
    Some(KvTemplate {
        name: Name { source: name.value.clone(), rust: names::field(name), span: name.span },
        key: key_type,
        at,
        parts: parts?,
        value: value?,
        metadata: metadata?,
        ttl: ttl?.map(u64::from),
        cache_ttl: cache_ttl?,
        docs: docs.clone(),
    })
}

fn lower_key(
    cx: &mut Diagnostics,
    types: &Types,
    key: &KeyText,
    params: &[fields::Field],
    subject: &str,
) -> Option<Vec<KeyPart>> {
    let parts = key.parts.as_ref()?;
    let mut seen = BTreeSet::new();
    let mut lowered = Vec::new();
    let mut sound = true;
    let written: Vec<&str> = parts.iter().filter_map(KeyTextPart::param).collect();
    check_unused(cx, &written, params, subject);
    for part in parts {
        match part {
            KeyTextPart::Literal(text) => sound &= !has_control(cx, text, key.text.span, subject),
            KeyTextPart::Param(name) if !seen.insert(name.as_str()) => {
                cx.error("bad-key", name.span, format!("{subject} has the parameter `{}` twice", **name))
                    .help("give one of them another name");
                sound = false;
            }
            KeyTextPart::Param(name) => {
                let field = lower_param(cx, types, name, params, subject);
                sound &= field.is_some();
                lowered.extend(field);
            }
        }
    }
    if !sound {
        return None;
    }
    settle_names(cx, &mut lowered, subject);
    let mut lowered = lowered.into_iter();
    let parts = parts.iter().filter_map(|part| match part {
        KeyTextPart::Literal(text) => Some(KeyPart::Literal(text.clone())),
        KeyTextPart::Param(_) => lowered.next().map(|field| KeyPart::Param(Box::new(field))),
    });
    Some(parts.collect())
}

fn has_control(cx: &mut Diagnostics, text: &str, at: Span, subject: &str) -> bool {
    let found = text.chars().find(|it| it.is_control());
    if let Some(char) = found {
        cx.error("bad-key", at, format!("{subject} holds {char:?}"))
            .help("a key that nobody can read or type is of no use in the dashboard, nor in a log");
    }
    found.is_some()
}

// Diagnostic: unused-parameter
//
// `key = "node:{id}", params = { node_id = "NodeId" }`: a type for a parameter that the key does not have.
fn check_unused(cx: &mut Diagnostics, written: &[&str], params: &[fields::Field], subject: &str) {
    for field in params.iter().filter(|field| !written.contains(&field.name.as_str())) {
        let help = match nearest(&field.name, written.iter().copied()) {
            Some(near) => format!("write `{near}`"),
            None if written.is_empty() => "the key has no parameters: leave `params` out".to_owned(),
            None => format!("its parameters are {}", list(written)),
        };
        cx.error("unused-parameter", field.name.span, format!("{subject} has no parameter `{}`", *field.name))
            .help(help);
    }
}

// Diagnostic: unknown-parameter
//
// `key = "node:{node_id}"` without `params`: what a key holds decides how long it can get, so there is no default.
fn lower_param(
    cx: &mut Diagnostics,
    types: &Types,
    name: &Spanned<String>,
    params: &[fields::Field],
    subject: &str,
) -> Option<Field> {
    if name.is_empty() {
        cx.error("bad-key", name.span, format!("{subject} has a parameter without a name"))
            .help("write one between the braces, as in `{node_id}`");
        return None;
    }
    if !is_snake_case(cx, name, "key parameter") {
        return None;
    }
    let Some(field) = params.iter().find(|field| field.name == *name) else {
        // A misspelt entry of `params` has been told as one that is not used.
        if params.iter().all(|field| nearest(&field.name, [name.as_str()]).is_none()) {
            cx.error("unknown-parameter", name.span, format!("parameter `{}` of {subject} has no type", **name))
                .help(format!("add `params = {{ {} = \"…\" }}`", **name));
        }
        return None;
    };
    let subject = format!("parameter `{}` of {subject}", **name);
    let lowered = lower_field(cx, &types.known, field, &subject)?;
    if lowered.optional || field.default.is_some() {
        cx.error("unfit-rule", field.name.span, format!("{subject} can neither be left out nor have a default"))
            .help("a key without it is another key: declare a second template");
        return None;
    }
    // Diagnostic: unfit-key-parameter
    //
    // `name = { type = "string", max_len = 40 }`: a `String` holds any text, so that a key that was made of one could
    // be too long, or be another's. Only a type that cannot hold anything else proves the opposite.
    let unchecked = match &lowered.ty {
        FieldType::Text(_) => Some("id"),
        FieldType::Integer { .. } if field.rules.min.is_some() || field.rules.max.is_some() => Some("int"),
        _ => None,
    };
    if let Some(kind) = unchecked {
        let ty = names::type_name(&field.name);
        cx.error("unfit-key-parameter", field.ty.span, format!("{subject} must have a type that keeps its rules"))
            .label(format!("a Rust value of `{}` may hold anything", *field.ty))
            .help(format!("declare the rules as `[{kind}.{ty}]` in `types.toml`, and write `{ty}`"));
        return None;
    }
    let fits = match &lowered.ty {
        FieldType::Boolean | FieldType::Integer { .. } | FieldType::Timestamp | FieldType::Text(_) => true,
        FieldType::Named(name) => types.known.kind(name) != Some(Kind::Record),
        FieldType::Number { .. } | FieldType::Json { .. } | FieldType::Kept(_) | FieldType::List { .. } => false,
    };
    if !fits {
        cx.error("wrong-kind", field.ty.span, format!("{subject} cannot have the type `{}`", *field.ty))
            .help("a key is text: use an integer, a bool, a Timestamp, an id, an int or an enum");
    }
    fits.then_some(lowered)
}

// ---- values --------------------------------------------------------------------------------

/// `text`, `bytes` or what JSON holds.
fn lower_value(cx: &mut Diagnostics, types: &Types, field: &fields::Field, subject: &str) -> Option<KvValueType> {
    const RAW: [&str; 2] = ["text", "bytes"];
    let written = field.ty.as_str();
    if RAW.contains(&written) {
        refuse_rules(cx, &field.rules, |_| false, subject, "it is stored as it is: only JSON has rules");
        refuse_option(cx, field, false, subject);
        return Some(if written == "text" { KvValueType::Text } else { KvValueType::Bytes });
    }
    let unknown = !types.known.broken && types.known.kind(written).is_none() && !BUILTIN.contains(&written);
    if let Some(near) = nearest(written, RAW).filter(|_| unknown) {
        cx.error("unknown-type", field.ty.span, format!("{subject} has the unknown type `{written}`"))
            .label("no such type")
            .help(format!("write `{near}`"));
        return None;
    }
    lower_stored(cx, types, field, subject).map(KvValueType::Json)
}

fn lower_stored(cx: &mut Diagnostics, types: &Types, field: &fields::Field, subject: &str) -> Option<FieldType> {
    let lowered = lower_field(cx, &types.known, field, subject)?;
    refuse_option(cx, field, lowered.optional, subject).then_some(lowered.ty)
}

/// Whether it is neither optional nor has a default.
fn refuse_option(cx: &mut Diagnostics, field: &fields::Field, optional: bool, subject: &str) -> bool {
    let optional = optional || field.optional.as_ref().is_some_and(|it| it.value);
    if optional || field.default.is_some() {
        cx.error("unfit-rule", field.ty.span, format!("{subject} can neither be left out nor have a default"))
            .help("an entry that is not there is `None` as it is");
        return false;
    }
    true
}

// Diagnostic: kv-ttl-limit
//
// `ttl = "30s"`: KV refuses to let an entry expire within a minute, or to cache one for less than 30 seconds.
//
/// Seconds; the outer `None`: they are wrong.
fn lower_seconds(
    cx: &mut Diagnostics,
    given: Option<&Spanned<Value>>,
    key: &str,
    min: u32,
    subject: &str,
) -> Option<Option<u32>> {
    let Some(given) = given else { return Some(None) };
    let Some(seconds) = seconds(&given.value) else {
        cx.error("bad-value", given.span, format!("`{key}` of {subject} is no time span"))
            .help("write `\"90s\"`, `\"5m\"`, `\"2h\"` or `\"7d\"`, or a number of seconds");
        return None;
    };
    if seconds < min {
        let whose = if key == "ttl" { "KV keeps an entry for" } else { "KV caches a value for" };
        cx.error("kv-ttl-limit", given.span, format!("`{key}` of {subject} must be at least {min} seconds"))
            .label(format!("{seconds} seconds"))
            .help(format!("{whose} {min} seconds or longer"));
        return None;
    }
    Some(Some(seconds))
}

/// `None`: not a span of time, or one of more than a century.
pub(in crate::lower) fn seconds(value: &Value) -> Option<u32> {
    let text = match value {
        Value::Integer(number) => return u32::try_from(*number).ok(),
        Value::String(text) => text,
        _ => return None,
    };
    let unit = match text.chars().last()? {
        's' => 1,
        'm' => 60,
        'h' => 60 * 60,
        'd' => 24 * 60 * 60,
        _ => return None,
    };
    let digits = text.get(..text.len() - 1)?;
    let number = digits.bytes().all(|it| it.is_ascii_digit()).then(|| digits.parse::<u32>().ok())??;
    number.checked_mul(unit)
}

// ---- names ---------------------------------------------------------------------------------

/// A key `node` makes the methods `node`, `node_list` and `node_many`; a template whose methods are taken is left out.
fn check_methods(cx: &mut Diagnostics, templates: &mut Vec<KvTemplate>, namespace: &str) {
    let mut taken = BTreeMap::<String, Name>::new();
    templates.retain(|template| {
        let name = &template.name;
        if RESERVED_METHODS.contains(&name.rust.as_str()) {
            let key = &name.source;
            cx.error("name-collision", name.span, format!("key `{key}` of `{namespace}` has the name of a method"))
                .help(format!("every namespace has a method `{key}`: give the key another name"));
            return false;
        }
        let methods = ["", "_list", "_many"].map(|suffix| format!("{}{suffix}", name.rust.trim_start_matches("r#")));
        if let Some((method, first)) = methods.iter().find_map(|method| Some((method, taken.get(method)?))) {
            let message =
                format!("keys `{}` and `{}` of `{namespace}` both make a method `{method}`", first.source, name.source);
            cx.error("name-collision", name.span, message)
                .secondary(first.span, "the other one")
                .help("a key `x` makes the methods `x`, `x_list` and `x_many`: give one of them another name");
            return false;
        }
        taken.extend(methods.into_iter().map(|method| (method, name.clone())));
        true
    });
}

/// The types of all namespaces and keys share a module.
fn check_types(cx: &mut Diagnostics, all: &mut Vec<KvDef>) {
    let mut taken = BTreeMap::<String, (String, Span)>::new();
    let mut is_free = |cx: &mut Diagnostics, ty: &str, what: String, span: Span| match taken.get(ty) {
        None => {
            taken.insert(ty.to_owned(), (what, span));
            true
        }
        Some((other, first)) => {
            cx.error("name-collision", span, format!("{what} makes a type `{ty}`, as {other} does"))
                .secondary(*first, "the other one")
                .help("give one of them another name");
            false
        }
    };
    all.retain(|kv| is_free(cx, &kv.ty, format!("namespace `{}`", kv.name.source), kv.name.span));
    for kv in all {
        let namespace = &kv.name.source;
        kv.templates.retain(|template| {
            let what = format!("key `{}` of `{namespace}`", template.name.source);
            is_free(cx, &template.key, what, template.name.span)
        });
    }
}

impl KeyTextPart {
    /// A parameter's name.
    fn param(&self) -> Option<&str> {
        match self {
            KeyTextPart::Literal(_) => None,
            KeyTextPart::Param(name) => Some(name),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_of_time() {
        let text = |text: &str| seconds(&Value::String(text.to_owned()));
        assert_eq!(
            ["90s", "5m", "2h", "7d", "0s"].map(text),
            [Some(90), Some(300), Some(7200), Some(604_800), Some(0)]
        );
        for bad in ["", "m", "5", "5 m", "-5m", "+5m", "1.5h", "5M", "5w", "99999999999s", "99999d", "５m"] {
            assert_eq!(text(bad), None, "{bad}");
        }
        assert_eq!(seconds(&Value::Integer(60)), Some(60));
        assert_eq!(seconds(&Value::Integer(-1)), None);
        assert_eq!(seconds(&Value::Float(60.0)), None);
    }
}
