//! What two routes may not do to each other.

use std::collections::BTreeMap;

use crate::diag::Diagnostics;
use crate::model::{PathTemplate, Route, Segment};

/// Checks all rules.
pub fn check_routes(cx: &mut Diagnostics, routes: &[Route]) {
    check_names(cx, routes);
    check_conflicts(cx, routes);
}

// Diagnostic: duplicate-name
//
// Two routes of one name would be one handler.
fn check_names(cx: &mut Diagnostics, routes: &[Route]) {
    let mut seen = BTreeMap::new();
    for route in routes {
        // Names in snake case may differ where Rust names do not: `a_1` and `a1` do not meet, `a__b` and `a_b` do.
        if let Some(first) = seen.insert(&route.name.rust, route) {
            let (slug, message) = if first.name.source == route.name.source {
                ("duplicate-name", format!("route `{}` is declared twice", route.name.source))
            } else {
                ("name-collision", format!("route `{}` has the handler of route `{}`", route.name.source, first.name.source))
            };
            cx.error(slug, route.name.span, message).label("again here").secondary(first.name.span, "first here");
        }
    }
}

// Diagnostic: route-conflict
//
// Two routes of one method whose paths differ in nothing but the names of parameters match the same requests.
// With other methods they share the path, and then its parameters must have the same names: OpenAPI calls
// `/items/{id}` and `/items/{item}` identical and allows one of them.
//
// A literal beside a parameter is no conflict: it goes first (`/items/latest` before `/items/{id}`).
fn check_conflicts(cx: &mut Diagnostics, routes: &[Route]) {
    let mut by_shape = BTreeMap::<String, Vec<&Route>>::new();
    for route in routes {
        let same = by_shape.entry(route.path.shape()).or_default();
        if let Some(first) = same.iter().find(|first| first.method == route.method) {
            let method = route.method.as_str();
            let message = format!(
                "routes `{}` and `{}` match the same requests, `{method} {}`",
                first.name.source, route.name.source, route.path.source
            );
            cx.error("route-conflict", route.path.span, message)
                .label(format!("`{}`", route.name.source))
                .secondary(first.path.span, format!("`{}`", first.name.source))
                .help("give one of them another path or method");
        } else if let Some(first) = same.first()
            && params(&first.path) != params(&route.path)
        {
            let message =
                format!("routes `{}` and `{}` name the parameters of one path differently", first.name.source, route.name.source);
            cx.error("route-conflict", route.path.span, message)
                .secondary(first.path.span, format!("`{}`", first.name.source))
                .help(format!("write `{}`", first.path.source));
        }
        same.push(route);
    }
}

fn params(path: &PathTemplate) -> Vec<&str> {
    path.segments
        .iter()
        .filter_map(|segment| match segment {
            Segment::Literal(_) => None,
            Segment::Param(field) => Some(field.name.source.as_str()),
        })
        .collect()
}
