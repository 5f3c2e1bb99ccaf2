//! What crosses between a caller and an object: arguments, results, errors, names.

use serde_json::json;
use williw_workers::Timestamp;
use williw_workers::d1::Json;
use williw_workers::durable_objects::{ObjectCall, ObjectError, ObjectNamespace};

use crate::app::objects::{DeskRefuseError, DeskStub};
use crate::app::types::{Item, Kind, Level};
use crate::case::{Case, Ended, Fault, Say as _};

fn desk(c: &Case) -> DeskStub {
    c.cx.desk.named(c.name)
}

pub(super) async fn arguments(c: &mut Case) -> Ended {
    let desk = desk(c);
    let slug = c.slug()?;
    let tail = Json::new(&json!({"é": [1, 2.5, null, "\u{0}", 9_007_199_254_740_993_u64]}))?;
    let item = Item { name: "\"é €\u{1f600}\"\n".to_owned(), size: u32::MAX };
    let full = desk
        .echo(
            &slug,
            &"a: b/ü".parse()?,
            Level::MAX,
            Some(Kind::Gpu),
            &vec![0, u32::MAX],
            Some(&item),
            Timestamp::from_millis(1_700_000_000_123),
            true,
            0.1,
            &tail,
        )
        .await;
    c.show("all", full);
    let tail = Json::new(&json!(null))?;
    let at = Timestamp::from_millis(-1);
    let least = desk.echo(&slug, &"".parse()?, Level::MIN, None, &vec![], None, at, false, 0.0, &tail).await;
    c.show("the least", least);
    // A caller can make a value that the spec forbids.
    let at = Timestamp::from_millis(0);
    let many = vec![1, 2, 3, 4];
    c.show("too many", desk.echo(&slug, &"".parse()?, Level::MIN, None, &many, None, at, false, 0.0, &tail).await);
    c.show("too large", desk.echo(&slug, &"".parse()?, Level::MIN, None, &vec![], None, at, false, 1.5, &tail).await);
    Ok(())
}

pub(super) async fn results(c: &mut Case) -> Ended {
    let desk = desk(c);
    c.show("there", desk.pick(true).await);
    c.show("not there", desk.pick(false).await);
    c.show("none", desk.items(0).await);
    c.show("two", desk.items(2).await);
    c.show("many", desk.items(20_000).await.map(|items| items.len()));
    c.show("nothing", desk.nothing().await);
    Ok(())
}

pub(super) async fn declared_errors(c: &mut Case) -> Ended {
    for how in ["not_now", "ok", "neither"] {
        let result = desk(c).refuse(how).await;
        c.say(format_args!("{how}: {result:?}"));
    }
    Ok(())
}

/// What is thrown has the same words at the caller, and nothing else of what it was; but what asks too much stays such, so that
/// whoever called says 503.
pub(super) async fn thrown(c: &mut Case) -> Ended {
    for how in ["throw", "transient", "overloaded", "storage", "kv", "d1"] {
        let result = desk(c).refuse(how).await;
        c.say(format_args!("{how}: {result:?}"));
    }
    // It is still there, with what it wrote.
    c.show(
        "after all of them",
        desk(c).refuse("storage").await.map_err(|error| match error {
            DeskRefuseError::Object(error) => error.to_string(),
            other => format!("another one: {other}"),
        }),
    );
    Ok(())
}

/// What an older or newer caller may send.
pub(super) async fn unfit_calls(c: &mut Case) -> Ended {
    let namespace = c.cx.host.namespace("Desk").ok_or(std::fmt::Error)?;
    for (method, args, upgrade) in [
        ("pick", "{\"there\":true}", false),
        ("pick", "{}", false),
        ("pick", "{\"there\":1}", false),
        ("pick", "{\"there\":true,\"more\":1}", false),
        ("pick", "[]", false),
        ("pick", "{\"there\"", false),
        ("pick", "", false),
        ("nothing", "{\"a\":1}", false),
        ("unpick", "{}", false),
        ("connect", "{}", true),
        ("pick", "{\"there\":true}", true),
    ] {
        let call = ObjectCall { method: method.into(), args: args.into(), upgrade };
        let reply = namespace.call(c.name, call).await;
        let upgrade = if upgrade { ", upgrade" } else { "" };
        let text = reply.map(|reply| String::from_utf8_lossy(&reply.body).into_owned());
        c.show(format_args!("{method} {args}{upgrade}"), text);
    }
    Ok(())
}

/// What an older or newer object may answer.
pub(super) async fn unfit_answers(c: &mut Case) -> Ended {
    let namespace = ObjectNamespace::of(&c.cx.host, "Desk").ok_or(std::fmt::Error)?;
    let stub = namespace.named(c.name);
    let there = json!({"there": true});
    c.show("as it is", stub.call::<Item, ObjectError>("pick", &there, false).await);
    c.show("a number", stub.call::<u32, ObjectError>("pick", &there, false).await);
    c.show("another code", stub.call::<u32, ObjectError>("refuse", &json!({"how": "not_now"}), false).await);
    c.show("no WebSocket", stub.connect::<ObjectError>(&json!({})).await.map(|_| ()));
    Ok(())
}

/// Its own bindings, from within.
pub(super) async fn outward(c: &mut Case) -> Ended {
    let lines = desk(c).outward(&c.slug()?).await?;
    c.all(lines);
    Ok(())
}

pub(super) async fn objects_call_objects(c: &mut Case) -> Ended {
    c.show("five of them", desk(c).chain(4).await);
    Ok(())
}

/// An id is made of a name, and knows it.
pub(super) async fn names_and_ids(c: &mut Case) -> Ended {
    let mut seen = Vec::new();
    for name in [
        c.name,
        "names_and_ids/é €",
        "names_and_ids \u{1f600}",
        "names_and_ids\n",
        "names_and_ids%20",
        "names_and_ids\0",
    ] {
        let first = id(c, name).await?;
        let again = id(c, name).await?;
        let hex =
            first.0.len() == 64 && first.0.bytes().all(|byte| byte.is_ascii_hexdigit() && !byte.is_ascii_uppercase());
        c.say(format_args!("{name:?} is {}, 64 hex digits: {hex}, the same again: {}", first.1, first == again));
        seen.push(first.0);
    }
    seen.sort();
    seen.dedup();
    c.say(format_args!("{} ids", seen.len()));
    let long = "n".repeat(2000);
    c.show("a name of 2000 characters", id(c, &long).await.map(|id| id.1.len()).map_err(|_| "refused"));
    c.show("an empty name", id(c, "").await.map(|id| id.1).map_err(|_| "refused"));
    Ok(())
}

async fn id(c: &Case, name: &str) -> Result<(String, String), Fault> {
    let mut lines = c.cx.desk.named(name).who().await?.into_iter();
    Ok((lines.next().unwrap_or_default(), lines.next().unwrap_or_default()))
}

pub(super) async fn shards(c: &mut Case) -> Ended {
    for key in ["node-1", "node-2", "é", ""] {
        let grain = "grain".to_owned();
        c.show(key, c.cx.mill.of(key).grind(&grain).await);
    }
    let names: Vec<String> = c.cx.mill.shards().map(|shard| shard.name().to_owned()).collect();
    c.say(names.join(" "));
    c.show("shard 17", c.cx.mill.shard(17).grind("x").await);
    Ok(())
}
