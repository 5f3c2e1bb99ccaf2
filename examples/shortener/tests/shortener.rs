//! The shortener over HTTP, on the embedded host or, where `WILLIW_SHORTENER_URL` names one, on any other; and what
//! only a clock that is moved can show.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test ends with a panic")]

use std::sync::LazyLock;
use std::sync::atomic::{AtomicU32, Ordering};

use reqwest::blocking::{Client, Response};
use reqwest::redirect::Policy;
use serde_json::{Value, json};
use shortener::{Service, app};
use williw_embedded::Host;
use williw_embedded::testing::{self, Server};
use williw_workers::d1::Value as Cell;
use williw_workers::http::Method;

static CLIENT: LazyLock<Client> = LazyLock::new(|| Client::builder().redirect(Policy::none()).build().unwrap());

/// The server that all tests share.
static URL: LazyLock<String> = LazyLock::new(|| {
    std::env::var("WILLIW_SHORTENER_URL").unwrap_or_else(|_| {
        let server = Server::start(|| app::worker(Service), Host::in_memory());
        let url = server.base_url();
        // It runs until the process ends.
        std::mem::forget(server);
        url
    })
});

fn get(path: &str) -> Response {
    CLIENT.get(format!("{}{path}", *URL)).send().unwrap()
}

fn post(link: &Value) -> (u16, Value) {
    let reply = CLIENT.post(format!("{}/links", *URL)).json(link).send().unwrap();
    (reply.status().as_u16(), reply.json().unwrap())
}

/// A slug that no other test has.
fn slug() -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    format!("test-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed))
}

#[track_caller]
fn follow(slug: &str) -> String {
    let reply = get(&format!("/{slug}"));
    assert_eq!(reply.status(), 302);
    reply.headers()["location"].to_str().unwrap().to_owned()
}

#[test]
fn a_link_is_followed_and_counted() {
    let slug = slug();
    let url = "https://example.com/a?b=c%20d#e";
    let (status, link) = post(&json!({"url": url, "slug": slug}));
    assert_eq!((status, &link["url"], &link["hits"]), (201, &json!(url), &json!(0)));
    for _ in 0..3 {
        assert_eq!(follow(&slug), url);
    }
    let links: Value = get("/links?limit=100").json().unwrap();
    let listed = links["links"].as_array().unwrap().iter().find(|link| link["slug"] == slug.as_str()).unwrap();
    assert_eq!(listed["hits"], 3);
}

#[test]
fn a_slug_is_made_up_where_none_is_given() {
    let (status, link) = post(&json!({"url": "https://example.com/"}));
    assert_eq!(status, 201);
    let slug = link["slug"].as_str().unwrap();
    assert_eq!(slug.len(), 8);
    assert_eq!(follow(slug), "https://example.com/");
}

#[test]
fn what_is_wrong_is_told() {
    let slug = slug();
    assert_eq!(post(&json!({"url": "http://a.example", "slug": slug})).0, 201);
    let (status, problem) = post(&json!({"url": "http://b.example", "slug": slug}));
    assert_eq!((status, &problem["code"]), (409, &json!("slug_taken")));
    assert_eq!(follow(&slug), "http://a.example");

    let (status, problem) = post(&json!({"url": "javascript:alert(1)", "slug": "links"}));
    let places: Vec<&Value> = problem["errors"].as_array().unwrap().iter().map(|error| &error["pointer"]).collect();
    assert_eq!(status, 400);
    assert_eq!(places, ["/url", "/slug"]);

    let missing = get("/no-such-link");
    assert_eq!(missing.status(), 404);
    assert_eq!(missing.json::<Value>().unwrap()["code"], "link_not_found");
    assert_eq!(get("/links?cursor=x").status(), 400);
}

#[test]
fn links_are_listed_page_by_page_newest_first() {
    let slugs = [slug(), slug(), slug()];
    for slug in &slugs {
        post(&json!({"url": "https://example.com", "slug": slug}));
    }
    let (mut found, mut cursor) = (Vec::new(), String::new());
    loop {
        let page: Value = get(&format!("/links?limit=2{cursor}")).json().unwrap();
        let links = page["links"].as_array().unwrap();
        found.extend(links.iter().map(|link| link["slug"].as_str().unwrap().to_owned()));
        let Some(next) = page["next"].as_str() else { break };
        assert_eq!(links.len(), 2);
        cursor = format!("&cursor={next}");
    }
    // Other tests add links, too.
    found.retain(|slug| slugs.contains(slug));
    assert_eq!(found, [&*slugs[2], &*slugs[1], &*slugs[0]]);
}

#[test]
fn the_page_shows_links_and_escapes_them() {
    let slug = slug();
    post(&json!({"url": "https://example.com/<script>alert('&')</script>", "slug": slug}));
    let page = get("/");
    assert_eq!(
        (page.status().as_u16(), &page.headers()["content-type"]),
        (200, &"text/html; charset=utf-8".parse().unwrap())
    );
    let page = page.text().unwrap();
    assert!(page.contains(&format!("<a href=\"/{slug}\">/{slug}</a>")), "{page}");
    assert!(page.contains("https://example.com/&lt;script&gt;alert('&amp;')&lt;/script&gt;"), "{page}");
}

#[test]
fn kv_keeps_where_a_link_leads_for_an_hour() {
    let worker = testing::start(app::worker(Service), Host::in_memory());
    let link = json!({"url": "https://example.com/old", "slug": "moves"});
    assert_eq!(worker.json(Method::POST, "/links", link.to_string()).status, 201);
    let leads_to = |path| worker.get(path).headers.iter().find(|(name, _)| *name == "location").unwrap().1.to_string();
    assert_eq!(leads_to("/moves"), "https://example.com/old");
    worker.sql("DB", "UPDATE links SET url = 'https://example.com/new'", Vec::new()).unwrap();
    worker.advance(3_599_000);
    assert_eq!(leads_to("/moves"), "https://example.com/old");
    worker.advance(1_000);
    assert_eq!(leads_to("/moves"), "https://example.com/new");
    // Each of them went through D1, to be counted.
    assert_eq!(worker.sql("DB", "SELECT hits FROM links", Vec::new()).unwrap().cells, [Cell::Integer(3)]);
}
