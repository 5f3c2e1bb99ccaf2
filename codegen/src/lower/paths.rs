//! Path templates: `/api/items/{id}` as segments, each parameter with its type.
//!
//! Templates are compared with paths as they arrive, still percent-encoded, so a literal may hold only what a
//! client sends as it is (RFC 3986, section 3.3). A parameter is a whole segment: with `{a}-{b}`, which path is
//! which would depend on the router's patience.

use std::collections::BTreeSet;

use crate::diag::Diagnostics;
use crate::lower::routes::{is_snake_case, lower_parameter};
use crate::lower::types::Types;
use crate::model::{Field, FieldType, PathTemplate, Segment, TextRules};
use crate::names;
use crate::parse::toml::unknown_key;
use crate::parse::types as fields;
use crate::source::{Span, Spanned};

// Diagnostic: bad-path
//
// `path = "api//items"`: no request would ever match, or not the one that is meant.
//
/// Lowers a template; `params` are the types of its parameters, a string where none is given.
pub(super) fn lower_path(
    cx: &mut Diagnostics,
    types: &Types,
    path: &Spanned<String>,
    params: &[fields::Field],
    subject: &str,
) -> Option<PathTemplate> {
    let mut bad = |message: String, help: &str| {
        cx.error("bad-path", path.span, message).help(help);
    };
    let Some(rest) = path.strip_prefix('/') else {
        bad(format!("the path of {subject} must begin with `/`"), &format!("write `/{}`", **path));
        return None;
    };
    let texts: Vec<&str> = rest.split('/').collect();
    let mut seen = BTreeSet::new();
    let mut sound = true;
    for (position, text) in texts.iter().enumerate() {
        if let Some(name) =
            text.strip_prefix('{').and_then(|it| it.strip_suffix('}')).filter(|it| !it.contains(['{', '}']))
        {
            if !seen.insert(name) {
                bad(format!("the path of {subject} has the parameter `{name}` twice"), "give one of them another name");
                sound = false;
            }
        } else if text.contains(['{', '}']) {
            bad(
                format!("segment `{text}` of the path of {subject} is no whole parameter"),
                "a parameter takes a whole segment, as in `/items/{id}`",
            );
            sound = false;
        } else if text.is_empty() && position + 1 < texts.len() {
            bad(format!("the path of {subject} has an empty segment"), "write one `/` between segments");
            sound = false;
        } else if let Some(name) = text.strip_prefix(':') {
            bad(format!("segment `{text}` of the path of {subject} would be literal"), &format!("write `{{{name}}}`"));
            sound = false;
        } else if text.starts_with('*') {
            bad(
                format!("segment `{text}` of the path of {subject} would be literal"),
                "a path has a fixed number of segments; write one parameter for each, as in `/{a}/{b}`",
            );
            sound = false;
        } else if let Some(char) = text.chars().find(|it| !is_plain(*it)) {
            let help = "letters, digits and `-._~!$&'()*+,;=:@` may stand there; a query goes into `query`";
            bad(format!("the path of {subject} holds {char:?}"), help);
            sound = false;
        }
    }
    check_params(cx, params, &seen, subject);
    let segments = texts.iter().map(|text| match text.strip_prefix('{').and_then(|it| it.strip_suffix('}')) {
        None => Some(Segment::Literal((*text).to_owned())),
        Some(name) => lower_param(cx, types, path.span, name, params, subject).map(|it| Segment::Param(Box::new(it))),
    });
    // All of them first: each may have something to say.
    let segments: Vec<Option<Segment>> = if sound { segments.collect() } else { vec![None] };
    let segments = segments.into_iter().collect::<Option<Vec<_>>>()?;
    Some(PathTemplate { source: path.value.clone(), segments, span: path.span })
}

/// `pchar` without percent-encoding.
fn is_plain(char: char) -> bool {
    char.is_ascii_alphanumeric() || "-._~!$&'()*+,;=:@".contains(char)
}

/// A type for a parameter that the path does not have is a misspelt name.
fn check_params(cx: &mut Diagnostics, params: &[fields::Field], names: &BTreeSet<&str>, subject: &str) {
    let legal: Vec<&str> = names.iter().copied().collect();
    for field in params.iter().filter(|field| !names.contains(field.name.as_str())) {
        unknown_key(cx, &field.name, &format!("the path of {subject}"), &legal);
    }
}

fn lower_param(
    cx: &mut Diagnostics,
    types: &Types,
    path: Span,
    name: &str,
    params: &[fields::Field],
    subject: &str,
) -> Option<Field> {
    if !is_snake_case(cx, &Spanned::new(name.to_owned(), path), "path parameter") {
        return None;
    }
    let Some(field) = params.iter().find(|field| field.name.value == name) else {
        let name = crate::model::Name { source: name.to_owned(), rust: names::field(name), span: path };
        return Some(Field {
            name,
            ty: FieldType::Text(TextRules::default()),
            optional: false,
            default: None,
            example: None,
            docs: Vec::new(),
        });
    };
    let subject = format!("path parameter `{name}` of {subject}");
    let lowered = lower_parameter(cx, types, field, &subject)?;
    if lowered.optional || field.default.is_some() {
        cx.error("unfit-rule", field.name.span, format!("{subject} can neither be left out nor have a default"))
            .help("a path without the segment is another path: give it a route of its own");
        return None;
    }
    Some(lowered)
}

/// A handler takes path and query parameters side by side, so their names must differ.
pub(super) fn check_against_query(cx: &mut Diagnostics, path: &PathTemplate, query: &[Field], subject: &str) {
    for segment in &path.segments {
        let Segment::Param(param) = segment else { continue };
        if let Some(other) = query.iter().find(|field| field.name.rust == param.name.rust) {
            cx.error(
                "name-collision",
                other.name.span,
                format!("query parameter `{}` of {subject} is in the path too", other.name.source),
            )
            .secondary(path.span, "the other one")
            .help("give one of them another name");
        }
    }
}
