//! The OpenAPI document and the page that shows it, as the host serves them before the Worker is asked.

use williw_embedded::{Host, testing};
use williw_workers::driver::Manifest;
use williw_workers::http::{Method, Response};

use crate::support::{TINY, TINY_MANIFEST, Tiny};

const DOCUMENT: &str = "{\"openapi\":\"3.1.1\"}";

static DOCUMENTED: Manifest =
    Manifest { openapi: DOCUMENT, openapi_path: "/api.json", docs_path: "/docs", ..TINY_MANIFEST };
static WITHOUT_PAGE: Manifest = Manifest { docs_path: "", ..DOCUMENTED };

fn field<'r>(response: &'r Response, name: &str) -> Option<&'r str> {
    response.headers.iter().find(|(field, _)| *field == name).map(|(_, value)| value.as_ref())
}

#[test]
fn the_document_is_anybodys() {
    let worker = testing::start(Tiny(&DOCUMENTED), Host::in_memory());
    let response = worker.get("/api.json?any=query");
    assert_eq!((response.status.as_u16(), response.body.as_slice()), (200, DOCUMENT.as_bytes()));
    assert_eq!(field(&response, "content-type"), Some("application/json"));
    assert_eq!(field(&response, "access-control-allow-origin"), Some("*"));
    let preflight = worker.fetch(Method::OPTIONS, "/api.json", &[("origin", "https://elsewhere.example")], "");
    assert_eq!((preflight.status.as_u16(), field(&preflight, "access-control-allow-origin")), (204, Some("*")));
    let refused = worker.fetch(Method::POST, "/api.json", &[], "");
    assert_eq!((refused.status.as_u16(), field(&refused, "allow")), (405, Some("GET, HEAD, OPTIONS")));
    assert_eq!(field(&refused, "content-type"), Some("application/problem+json"));
}

#[test]
fn who_has_it_is_told_so() {
    let worker = testing::start(Tiny(&DOCUMENTED), Host::in_memory());
    let etag = field(&worker.get("/api.json"), "etag").unwrap().to_owned();
    let ask = |tags: &str| worker.fetch(Method::GET, "/api.json", &[("if-none-match", tags)], "");
    for tags in [etag.as_str(), etag.trim_start_matches("W/"), "*", &format!("\"other\", {etag}")] {
        let response = ask(tags);
        assert_eq!((response.status.as_u16(), response.body.len()), (304, 0), "{tags}");
        assert_eq!(field(&response, "etag"), Some(etag.as_str()));
    }
    assert_eq!(ask("\"other\"").status, 200);
}

#[test]
fn the_page_finds_all_that_it_needs() {
    let worker = testing::start(Tiny(&DOCUMENTED), Host::in_memory());
    let page = worker.get("/docs");
    assert!(field(&page, "content-security-policy").is_some_and(|policy| policy.starts_with("default-src 'none';")));
    let page = String::from_utf8(page.body).unwrap();
    assert!(page.contains("data-document=\"/api.json\"") && page.contains("<title>tiny</title>"), "{page}");
    let needed: Vec<&str> = page.split('"').filter(|text| text.starts_with("/docs/")).collect();
    assert_eq!(needed.len(), 3, "{page}");
    for path in needed {
        let plain = worker.get(path);
        assert_eq!((plain.status.as_u16(), field(&plain, "content-encoding")), (200, None), "{path}");
        let asked = worker.fetch(Method::GET, path, &[("accept-encoding", "br, gzip;q=0.5")], "");
        let refused = worker.fetch(Method::GET, path, &[("accept-encoding", "gzip;q=0")], "");
        assert_eq!(refused.body, plain.body);
        // What is small is not worth it.
        assert!(asked.body.len() < plain.body.len() / 3 || field(&asked, "content-encoding").is_none(), "{path}");
    }
    let slash = worker.get("/docs/");
    assert_eq!((slash.status.as_u16(), field(&slash, "location")), (307, Some("/docs")));
}

#[test]
fn everything_else_is_the_workers() {
    let worker = testing::start(Tiny(&DOCUMENTED), Host::in_memory());
    assert_eq!(worker.get("/health").body, b"well");
    assert_eq!(worker.get("/docs/nothing.js").status, 404);
    let worker = testing::start(Tiny(&WITHOUT_PAGE), Host::in_memory());
    assert_eq!((worker.get("/api.json").status.as_u16(), worker.get("/docs").status.as_u16()), (200, 404));
    let worker = testing::start(Tiny(&TINY), Host::in_memory());
    assert_eq!(worker.get("/api.json").status, 404);
}
