//! What two routes may not do to each other.

use std::collections::{BTreeMap, BTreeSet};

use crate::diag::Diagnostics;
use crate::model::{ApiDef, FieldType, PathTemplate, Route, Segment};

/// Checks all rules. Of two routes that cannot both be, the first stays.
pub fn check_routes(cx: &mut Diagnostics, api: Option<&ApiDef>, routes: &mut Vec<Route>) {
    let mut refused = check_names(cx, routes);
    refused.extend(check_conflicts(cx, routes));
    if let Some(api) = api {
        check_documents(cx, api, routes);
    }
    refused.extend(check_presented_keys(cx, routes));
    let mut position = 0..;
    routes.retain(|_| !position.next().is_some_and(|position| refused.contains(&position)));
}

// Diagnostic: duplicate-name
//
// Two routes of one name would be one handler.
fn check_names(cx: &mut Diagnostics, routes: &[Route]) -> BTreeSet<usize> {
    let mut seen = BTreeMap::<&str, &Route>::new();
    let mut refused = BTreeSet::new();
    for (position, route) in routes.iter().enumerate() {
        let first = *seen.entry(&route.name.rust).or_insert(route);
        if first.name.span == route.name.span {
            continue;
        }
        refused.insert(position);
        // `list_nodes` and `list__nodes` differ in TOML only.
        let (slug, message) = if first.name.source == route.name.source {
            ("duplicate-name", format!("route `{}` is declared twice", route.name.source))
        } else {
            let (name, other) = (&route.name.source, &first.name.source);
            ("name-collision", format!("route `{name}` has the same handler as route `{other}`"))
        };
        cx.error(slug, route.name.span, message).label("again here").secondary(first.name.span, "first here");
    }
    refused
}

// Diagnostic: route-conflict
//
// Two routes of one method whose paths differ in nothing but the names of parameters match the same requests.
// With other methods they share the path, and then its parameters must have the same names: OpenAPI calls
// `/items/{id}` and `/items/{item}` identical and allows one of them.
//
// A literal beside a parameter is no conflict: it goes first (`/items/latest` before `/items/{id}`).
fn check_conflicts(cx: &mut Diagnostics, routes: &[Route]) -> BTreeSet<usize> {
    let mut by_shape = BTreeMap::<String, Vec<&Route>>::new();
    let mut refused = BTreeSet::new();
    for (position, route) in routes.iter().enumerate() {
        let same = by_shape.entry(route.path.shape()).or_default();
        if let Some(first) = same.iter().find(|first| first.method == route.method) {
            let (name, other, method) = (&route.name.source, &first.name.source, route.method.as_str());
            let message = format!("routes `{other}` and `{name}` match the same {method} requests");
            cx.error("route-conflict", route.path.span, message)
                .label(format!("`{name}`"))
                .secondary(first.path.span, format!("`{other}`"))
                .help("give one of them another path or method, or make them one route");
            refused.insert(position);
        } else if let Some(first) = same.first()
            && params(&first.path) != params(&route.path)
        {
            let (name, other) = (&route.name.source, &first.name.source);
            let message = format!("routes `{other}` and `{name}` name the parameters of one path differently");
            cx.error("route-conflict", route.path.span, message)
                .label(format!("`{name}`"))
                .secondary(first.path.span, format!("`{other}`"))
                .help(format!("write `{}`", first.path.source));
        }
        same.push(route);
    }
    refused
}

// Diagnostic: route-conflict
//
// A route at the path of the OpenAPI document or of the page that shows it, or among the page's files: requests would
// never reach it. A parameter there is no conflict: literals go first, and these paths are literal.
fn check_documents(cx: &mut Diagnostics, api: &ApiDef, routes: &[Route]) {
    for route in routes {
        let path = route.path.source.as_str();
        let is_page =
            |page: &String| path == page || path.strip_prefix(page.as_str()).is_some_and(|it| it.starts_with('/'));
        let (what, key) = if api.document.as_deref() == Some(path) {
            ("the OpenAPI document", "document")
        } else if params(&route.path).is_empty() && api.docs.as_ref().is_some_and(is_page) {
            ("the page that shows the OpenAPI document", "docs")
        } else {
            continue;
        };
        let name = &route.name.source;
        cx.error("route-conflict", route.path.span, format!("route `{name}` is where {what} is"))
            .label("never reached")
            .help(format!(
                "give the route another path, or move {what} with `{key} = \"/…\"` in `[api]`; `false` is without"
            ));
    }
}

fn params(path: &PathTemplate) -> Vec<&str> {
    let name = |segment| match segment {
        &Segment::Literal(_) => None,
        Segment::Param(field) => Some(field.name.source.as_str()),
    };
    path.segments.iter().filter_map(name).collect()
}

// Diagnostic: type-mismatch
//
// A service reads presented keys with one function, so they are of one type.
fn check_presented_keys(cx: &mut Diagnostics, routes: &[Route]) -> BTreeSet<usize> {
    let type_of = |route: &Route| match &route.presents_key.as_ref()?.ty {
        FieldType::Named(name) => Some(name.clone()),
        _ => None,
    };
    let mut refused = BTreeSet::new();
    let Some((first, expected)) = routes.iter().find_map(|route| Some((route, type_of(route)?))) else {
        return refused;
    };
    for (position, route) in routes.iter().enumerate() {
        if let Some(found) = type_of(route).filter(|found| *found != expected) {
            let (name, other) = (&route.name.source, &first.name.source);
            let message =
                format!("route `{name}` presents a key of type `{found}`, and route `{other}` one of `{expected}`");
            cx.error("type-mismatch", route.name.span, message)
                .secondary(first.name.span, format!("`{expected}` here"))
                .help(format!("let both bodies hold a `{expected}`"));
            refused.insert(position);
        }
    }
    refused
}
