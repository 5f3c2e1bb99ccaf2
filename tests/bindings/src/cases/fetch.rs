//! Requests to a service of others: `tests/hosts/service.rs`.

use std::time::Duration;

use williw_workers::fetch::{FetchReply, FetchRequest};
use williw_workers::http::Method;

use crate::case::{Case, Ended, Say as _};

fn url(c: &Case, path: &str) -> String {
    format!("{}{path}", c.cx.vars.service_url)
}

/// Sends a request, and writes the status and the beginning of the body; or the kind of failure, since each host has
/// its own words.
async fn ask(c: &mut Case, what: &str, request: FetchRequest) -> Option<FetchReply> {
    match request.send(&*c.cx.host).await {
        Ok(reply) => {
            let body: String = String::from_utf8_lossy(&reply.body).chars().take(200).collect();
            c.say(format_args!("{what}: {} {body}", reply.status));
            Some(reply)
        }
        Err(error) => {
            let kind = format!("{error:?}");
            c.say(format_args!("{what}: {}", kind.split('(').next().unwrap_or_default()));
            None
        }
    }
}

pub(super) async fn replies(c: &mut Case) -> Ended {
    let echo = url(c, "/echo?a=%20b");
    ask(c, "get", FetchRequest::get(&echo).header("x-word", "a word")).await;
    ask(c, "post", FetchRequest::post_json(&echo, "{\"n\":\"€\"}").header("X-Word", "a, b")).await;
    let bytes = FetchRequest::new(Method::PUT, &echo).body([0, 255, 10]);
    ask(c, "put bytes", bytes).await;
    let text = FetchRequest::new(Method::DELETE, &echo);
    ask(c, "delete", text).await;
    for status in [201, 204, 404, 429, 500] {
        let reply = ask(c, "status", FetchRequest::get(url(c, &format!("/status/{status}")))).await;
        let word = reply.as_ref().and_then(|reply| reply.header("X-Reply")).map(str::to_owned);
        c.say(format_args!("x-reply: {word:?}"));
    }
    Ok(())
}

pub(super) async fn not_followed(c: &mut Case) -> Ended {
    for status in [301, 303, 307] {
        let request = FetchRequest::post_json(url(c, &format!("/status/{status}")), "{}");
        let reply = ask(c, "redirect", request).await;
        let location = reply.as_ref().and_then(|reply| reply.header("location")).map(str::to_owned);
        c.say(format_args!("location: {location:?}"));
    }
    Ok(())
}

pub(super) async fn unreachable(c: &mut Case) -> Ended {
    ask(c, "nobody listens", FetchRequest::get("http://127.0.0.1:1/")).await;
    ask(c, "no answer", FetchRequest::get(url(c, "/nothing"))).await;
    ask(c, "half a body", FetchRequest::get(url(c, "/half"))).await;
    ask(c, "no HTTP", FetchRequest::get(url(c, "/noise"))).await;
    Ok(())
}

pub(super) async fn too_late(c: &mut Case) -> Ended {
    let brief = |path: &str| FetchRequest::get(url(c, path)).timeout(Duration::from_millis(300));
    let (head, body) = (brief("/slow"), brief("/slow-body"));
    ask(c, "no head in time", head).await;
    ask(c, "half a body in time", body).await;
    ask(c, "time enough", FetchRequest::get(url(c, "/slow-body"))).await;
    Ok(())
}

pub(super) async fn too_large(c: &mut Case) -> Ended {
    for (path, limit) in [("/large", 999_999), ("/chunked", 999_999), ("/status/200", 0)] {
        ask(c, path, FetchRequest::get(url(c, path)).max_reply(limit)).await;
    }
    for path in ["/large", "/chunked"] {
        let reply = FetchRequest::get(url(c, path)).max_reply(1_000_000).send(&*c.cx.host).await?;
        c.say(format_args!("{path} as large as may be: {}", reply.body.len()));
    }
    Ok(())
}

pub(super) async fn invalid(c: &mut Case) -> Ended {
    for request in [
        FetchRequest::get("/relative"),
        FetchRequest::get("ftp://127.0.0.1/"),
        FetchRequest::get("http://user:word@127.0.0.1/"),
        FetchRequest::get(url(c, "/echo")).body("x"),
        FetchRequest::get(url(c, "/echo")).header("x", "a\nb"),
    ] {
        ask(c, "refused", request).await;
    }
    Ok(())
}
