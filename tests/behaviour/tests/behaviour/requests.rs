//! The generated router and its readers, past any socket.

use serde_json::{Value, json};
use williw_embedded::Host;
use williw_embedded::testing::try_start;
use williw_workers::http::{Method, Response};

use crate::{Service, World, app};

fn body(response: &Response) -> Value {
    serde_json::from_slice(&response.body).unwrap_or_default()
}

fn header<'r>(response: &'r Response, name: &str) -> Option<&'r str> {
    response.headers.iter().find(|(key, _)| *key == name).map(|(_, value)| &**value)
}

/// A POST's status and JSON.
fn post(target: &str, text: &str) -> (u16, Value) {
    let response = World::new().worker.json(Method::POST, target, text);
    (response.status.as_u16(), body(&response))
}

/// The rules that a request breaks, and where.
#[track_caller]
fn violations(target: &str, text: &str) -> Vec<(String, String)> {
    let (status, problem) = post(target, text);
    assert_eq!((status, &problem["code"]), (400, &json!("invalid_request")), "{problem}");
    let text = |error: &Value, key: &str| error[key].as_str().unwrap_or_default().to_owned();
    let errors = problem["errors"].as_array().expect("a list");
    errors.iter().map(|error| (text(error, "pointer"), text(error, "code"))).collect()
}

#[test]
fn what_the_route_declares_is_read() {
    let echo = json!({"user": "ann", "number": 7, "limit": 20});
    assert_eq!(post("/users/ann/posts/7", ""), (200, echo));
    let echo = json!({"user": "ann", "number": 7, "tone": "LOUD", "limit": 5, "note": "hi [\"a\"] Some(3)"});
    assert_eq!(post("/users/%61nn/posts/7?limit=5&tone=loud", r#"{"age":3,"bio":"hi","links":["a"]}"#), (200, echo));
    let echo = json!({"user": "ann", "number": 0, "limit": 100, "note": " [] None"});
    assert_eq!(post("/users/ann/posts/0?limit=100", r#"{"bio":"","age":null}"#), (200, echo));
    assert_eq!(post("/users/ann/posts/202", ""), (202, Value::Null));
}

#[test]
fn every_violation_is_told() {
    let target = "/users/ANN/posts/x?limit=0&tone=shy&other=1";
    let expected = [
        ("{user}", "pattern"),
        ("{number}", "type"),
        ("?tone", "enum"),
        ("?limit", "min"),
        ("?other", "unknown"),
        ("/bio", "required"),
        ("/links", "max_items"),
        ("/age", "max"),
        ("/more", "unknown"),
    ];
    let expected = expected.map(|(place, code)| (place.to_owned(), code.to_owned()));
    assert_eq!(violations(target, r#"{"links":[1,"a","b"],"age":256,"more":1}"#), expected);
    assert_eq!(violations("/users/ann/posts/1?limit=1&limit=2", "").len(), 1);
}

#[test]
fn other_requests_are_refused() {
    let world = World::new();
    let status = |method, target: &str| world.worker.fetch(method, target, &[], "");
    assert_eq!(status(Method::GET, "/users/ann").status, 404);
    assert_eq!(status(Method::GET, "/users//posts/1").status, 404);
    let refused = status(Method::DELETE, "/users/ann/posts/1");
    assert_eq!((refused.status.as_u16(), header(&refused, "allow")), (405, Some("OPTIONS, POST")));
    let options = status(Method::OPTIONS, "/trouble/a");
    assert_eq!((options.status.as_u16(), header(&options, "allow")), (204, Some("GET, HEAD, OPTIONS")));
    assert_eq!(status(Method::HEAD, "/trouble/a").status, 200);
    assert_eq!(post("/users/ann/posts/1", "{").1["code"], "malformed_json");
}

#[test]
fn handlers_errors_are_problems() {
    let world = World::new();
    let problem = |target: &str| {
        let response = world.worker.get(target);
        assert_eq!(header(&response, "content-type"), Some("application/problem+json"), "{target}");
        (response.status.as_u16(), body(&response))
    };
    let (status, teapot) = post("/users/ann/posts/418", "");
    assert_eq!((status, &teapot["code"], &teapot["detail"]), (418, &json!("teapot"), &json!("short and stout")));
    let (status, invalid) = problem("/trouble/invalid");
    assert_eq!((status, &invalid["code"]), (400, &json!("invalid_request")));
    let (status, internal) = problem("/trouble/internal");
    assert_eq!(status, 500);
    assert!(!internal.to_string().contains("secret reason"), "{internal}");
    assert!(world.worker.logs().iter().any(|(_, line)| line.contains("the secret reason")));
    assert_eq!(problem("/trouble/database").0, 500);
    assert_eq!(body(&world.worker.get("/trouble/fine")), json!({"bio": "fine", "links": ["hello"], "age": 7}));
}

#[test]
fn a_worker_starts_with_all_its_variables_or_says_what_is_wrong() {
    let start = |setup| try_start(app::worker(Service), setup).map(|_| ()).map_err(|error| error.to_string());
    assert_eq!(start(Host::in_memory().var("MAX", "9")), Ok(()));
    let missing = start(Host::in_memory()).unwrap_err();
    assert!(missing.contains("MAX"), "{missing}");
    let wrong = start(Host::in_memory().var("MAX", "10")).unwrap_err();
    assert!(wrong.contains("MAX") && wrong.contains("from 1 to 9"), "{wrong}");
}
