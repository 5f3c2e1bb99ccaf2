//! Requests with an `Idempotency-Key`: each post is one of the outside, and the journal tells what it did.

use crate::app::db::journal;
use crate::case::{Case, Ended, Say as _};

/// Asks for a post with this key, `-` for none.
fn post(c: &mut Case, verb: &str, key: &str, body: &str) {
    let key = if key == "-" { key.to_owned() } else { format!("{}-{key}", c.name) };
    let name = c.name;
    c.ask(format!("{verb} {key} /once/{name} {body}"));
}

async fn written(c: &mut Case) -> Ended {
    let rows = c.cx.db.run(journal::by_subject(&c.slug()?, 100)).await?;
    let lines: Vec<String> = rows.into_iter().map(|row| row.line).collect();
    c.say(if lines.is_empty() { "nothing was written".to_owned() } else { format!("written: {}", lines.join(", ")) });
    Ok(())
}

/// The same again is answered the same, and does nothing.
pub(super) async fn again(c: &mut Case) -> Ended {
    if c.step == 0 {
        for _ in 0..3 {
            post(c, "post", "a", r#"{"line":"a"}"#);
        }
        post(c, "post", "b", r#"{"line":"b"}"#);
        post(c, "post", "a", r#"{"line":"a"}"#);
        return Ok(());
    }
    written(c).await
}

/// A key that came with another body.
pub(super) async fn another_request(c: &mut Case) -> Ended {
    if c.step == 0 {
        post(c, "post", "a", r#"{"line":"a"}"#);
        post(c, "post", "a", r#"{"line":"b"}"#);
        post(c, "post", "a", r#"{ "line":"a"}"#);
        return Ok(());
    }
    written(c).await
}

/// Ten at the same time: one of them writes.
pub(super) async fn at_once(c: &mut Case) -> Ended {
    if c.step == 0 {
        post(c, "posts", "a", r#"{"line":"a"}"#);
        return Ok(());
    }
    written(c).await
}

/// What a constraint refuses takes the key with it. (Ids that SQLite gives to lines of other cases are above the largest.)
pub(super) async fn taken_back(c: &mut Case) -> Ended {
    if c.step == 0 {
        post(c, "post", "a", r#"{"line":"a","id":3000001}"#);
        post(c, "post", "b", r#"{"line":"b","id":3000001}"#);
        post(c, "post", "b", r#"{"line":"b","id":4000001}"#);
        return Ok(());
    }
    written(c).await
}

/// Nothing is written without one.
pub(super) async fn without_key(c: &mut Case) -> Ended {
    if c.step == 0 {
        post(c, "post", "-", r#"{"line":"a"}"#);
        return Ok(());
    }
    written(c).await
}
