//! Content negotiation, as little of it as there is to choose: a route replies with one media type, and `Accept` may
//! only exclude it (RFC 9110, section 12.5.1). Problems are sent whatever it says.

use super::{Failure, Problem, Request, StatusCode};

/// Checks that the client takes what the route replies with, one of these media types (without parameters). Nothing is
/// asked of who sends no `Accept`, or one that cannot be read.
///
/// # Errors
/// 406 `not_acceptable`.
pub fn check(request: &Request, produces: &[&str]) -> Result<(), Failure> {
    let Some(accept) = request.headers.get("accept") else { return Ok(()) };
    if accept == "*/*" || produces.iter().any(|media_type| quality(&accept, media_type) > 0) {
        return Ok(());
    }
    let problem = Problem::new(StatusCode::NOT_ACCEPTABLE, "not_acceptable", "No reply here is of a type you accept");
    Err(problem.with_detail(format!("the reply would be `{}`", produces.join("` or `"))).into())
}

/// How much a client wants this media type, from 0, not at all, to 1000. What matches it most closely counts.
fn quality(accept: &str, media_type: &str) -> u16 {
    let (kind, _) = media_type.split_once('/').unwrap_or((media_type, ""));
    let mut best = None;
    let mut read_any = false;
    for element in accept.split(',') {
        let mut parts = element.split(';').map(str::trim);
        // Old clients of Java write `*; q=.2` and mean `*/*`.
        let range = parts.next().map_or("", |range| if range == "*" { "*/*" } else { range });
        let Some((range_kind, subtype)) = range.split_once('/') else { continue };
        // A weight that cannot be read excludes nothing.
        let quality = parts.find_map(weight).flatten().unwrap_or(1000);
        read_any = true;
        let closeness = if range.eq_ignore_ascii_case(media_type) {
            2
        } else if subtype == "*" && range_kind.eq_ignore_ascii_case(kind) {
            1
        } else if range == "*/*" {
            0
        } else {
            continue;
        };
        best = best.max(Some((closeness, quality)));
    }
    best.map_or(if read_any { 0 } else { 1000 }, |(_, quality)| quality)
}

/// The weight that a parameter gives, in thousandths; `None` for another parameter, `Some(None)` for one that is none.
fn weight(parameter: &str) -> Option<Option<u16>> {
    let (name, value) = parameter.split_once('=')?;
    if !name.trim().eq_ignore_ascii_case("q") {
        return None;
    }
    let value = value.trim();
    let (whole, digits) = value.split_once('.').unwrap_or((value, ""));
    let thousandths = format!("{digits:0<3}");
    let read = match (whole, thousandths.len() == 3, thousandths.parse::<u16>()) {
        ("0" | "", true, Ok(thousandths)) => Some(thousandths),
        ("1", true, Ok(0)) => Some(1000),
        _ => None,
    };
    Some(read)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::{Body, Headers, Method};

    const JSON: &str = "application/json";

    #[test]
    fn only_what_excludes_the_reply_is_refused() {
        for (accept, produces, taken) in [
            (None, JSON, true),
            (Some("*/*"), JSON, true),
            (Some("text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2"), JSON, true),
            (Some("text/html, *; q=.0"), JSON, false),
            (Some(""), JSON, true),
            (Some("application/json"), JSON, true),
            (Some("Application/JSON;charset=utf-8"), JSON, true),
            (Some("application/*"), JSON, true),
            (Some("text/html, */*;q=0.1"), JSON, true),
            (Some("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"), JSON, true),
            (Some("text/html"), JSON, false),
            (Some("text/html"), "text/html", true),
            (Some("text/*;q=0.3, application/json"), "text/html", true),
            (Some("application/json;q=0"), JSON, false),
            (Some("*/*, application/json;q=0"), JSON, false),
            (Some("*/*, application/*;q=0.000"), JSON, false),
            (Some("*/*;q=0, application/json;q=0.001"), JSON, true),
            (Some("*/*;q=0"), JSON, false),
            (Some("application/*;q=0, application/json"), JSON, true),
            (Some("application/problem+json"), JSON, false),
            // What cannot be read asks for nothing.
            (Some("json"), JSON, true),
            (Some("application/json;q=2"), JSON, true),
            (Some("text/html;q=x, image/png"), JSON, false),
        ] {
            let headers = accept.iter().map(|accept| ("Accept".to_owned(), (*accept).to_owned())).collect::<Vec<_>>();
            let request = Request::new(Method::GET, "/", Headers::new(headers), Body::Read(Vec::new()));
            assert_eq!(check(&request, &[produces]).is_ok(), taken, "{accept:?} for {produces}");
        }
    }
}
