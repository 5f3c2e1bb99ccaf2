//! WebSockets of an object. The clients are outside: `ws <who> …` is what one does, and what it hears.

use williw_workers::durable_objects::ObjectError;

use crate::app::Cx;
use crate::case::{Case, Ended, Say};
use crate::objects::RoomObject;

/// Lets clients do things; `@` is the case's room.
fn ask(c: &mut Case, actions: &[&str]) {
    for action in actions {
        let action = action.replace('@', &format!("/rooms/{}", c.name));
        c.ask(action);
    }
}

/// What the object says of its WebSockets.
async fn inside(c: &mut Case) -> Ended {
    let lines = c.cx.room.named(c.name).run(&"state".parse()?).await?;
    c.all(lines);
    Ok(())
}

pub(super) async fn echo(c: &mut Case) -> Ended {
    if c.step == 0 {
        ask(
            c,
            &["ws ann connect @/ann", "ws ann send hello", "ws ann hear", "ws ann send é €\u{1f600}", "ws ann hear"],
        );
        ask(c, &["ws ann send ", "ws ann hear", "ws ann send json \"x\"", "ws ann hear", "ws ann send many 3"]);
        ask(c, &["ws ann hear", "ws ann hear", "ws ann hear"]);
    } else {
        inside(c).await?;
    }
    Ok(())
}

pub(super) async fn binary(c: &mut Case) -> Ended {
    if c.step == 0 {
        ask(c, &["ws ann connect @/ann", "ws ann bytes 00ff80010a", "ws ann hear", "ws ann bytes ", "ws ann hear"]);
    }
    Ok(())
}

/// 1 MiB is a message like any other.
pub(super) async fn large(c: &mut Case) -> Ended {
    if c.step == 0 {
        ask(c, &["ws ann connect @/ann", "ws ann large 1000000", "ws ann hear-length"]);
    }
    Ok(())
}

pub(super) async fn refused(c: &mut Case) -> Ended {
    if c.step == 0 {
        ask(
            c,
            &["ws a connect @/full", "ws b connect @/throw", "ws c connect @/NOT-A-SLUG", "ws d connect /rooms/none"],
        );
        ask(c, &["get @/ann"]);
    } else {
        inside(c).await?;
    }
    Ok(())
}

pub(super) async fn tags(c: &mut Case) -> Ended {
    let room = c.cx.room.named(c.name);
    let tell = async |tag: &str, text: &str| {
        let tag = Some(tag).filter(|tag| !tag.is_empty()).map(str::parse).transpose()?;
        Ok::<_, crate::case::Fault>(room.tell(tag.as_ref(), text).await)
    };
    match c.step {
        0 => ask(c, &["ws ann connect @/ann", "ws bob connect @/loud-bob", "ws eve connect @/loud-eve"]),
        1 => {
            inside(c).await?;
            c.show("to all", tell("", "all").await?);
            c.show("to the loud", tell("loud", "loud").await?);
            c.show("to ann", tell("ann", "ann").await?);
            c.show("to nobody", tell("nobody", "nobody").await?);
            ask(c, &["ws ann hear", "ws ann hear", "ws bob hear", "ws bob hear", "ws eve hear", "ws eve hear"]);
            ask(c, &["ws bob send all from bob", "ws ann hear", "ws bob hear", "ws eve hear"]);
        }
        _ => {}
    }
    Ok(())
}

/// The object leaves memory with its WebSockets open; what is attached to them stays.
pub(super) async fn hibernation(c: &mut Case) -> Ended {
    match c.step {
        0 => {
            ask(c, &["ws ann connect @/ann", "ws bob connect @/loud-bob"]);
            ask(c, &["ws ann send attach painter é", "ws ann hear", "ws bob send 1", "ws bob hear"]);
            c.ask(format!("evict Room {}", c.name));
            ask(c, &["ws bob send 2", "ws bob hear", "ws ann send 3", "ws ann hear"]);
        }
        1 => {
            inside(c).await?;
            c.ask(format!("evict Room {}", c.name));
        }
        2 => {
            inside(c).await?;
            let room = c.cx.room.named(c.name);
            c.show("to the loud", room.tell(Some(&"loud".parse()?), "wake up").await);
            ask(c, &["ws bob hear"]);
            c.ask(format!("evict Room {}", c.name));
            ask(c, &["ws ann close 4001 bye", "ws ann hear"]);
        }
        _ => inside(c).await?,
    }
    Ok(())
}

pub(super) async fn closed_by_the_client(c: &mut Case) -> Ended {
    match c.step {
        0 => {
            ask(c, &["ws ann connect @/ann", "ws bob connect @/bob", "ws eve connect @/eve"]);
            ask(c, &["ws ann close 1000 done", "ws ann hear", "ws bob close 4321 é", "ws bob hear"]);
            ask(c, &["ws eve close", "ws eve hear"]);
        }
        _ => inside(c).await?,
    }
    Ok(())
}

/// A client that is gone without a word.
pub(super) async fn lost(c: &mut Case) -> Ended {
    match c.step {
        0 => ask(c, &["ws ann connect @/ann", "ws ann drop", "wait 1"]),
        _ => inside(c).await?,
    }
    Ok(())
}

pub(super) async fn closed_by_the_object(c: &mut Case) -> Ended {
    match c.step {
        0 => {
            ask(c, &["ws ann connect @/ann", "ws bob connect @/bob"]);
            ask(c, &["ws ann send close 1000 done", "ws ann hear", "ws bob send close 4999 é", "ws bob hear"]);
            ask(c, &["ws eve connect @/eve", "ws eve send close 1001", "ws eve hear", "wait 1"]);
        }
        _ => inside(c).await?,
    }
    Ok(())
}

/// What it may not say.
pub(super) async fn bad_codes(c: &mut Case) -> Ended {
    match c.step {
        0 => ask(c, &["ws ann connect @/ann"]),
        1 => {
            let lines = c.cx.room.named(c.name).run(&"bad-codes".parse()?).await?;
            c.all(lines);
            ask(c, &["ws ann send still", "ws ann hear"]);
        }
        _ => {}
    }
    Ok(())
}

/// A handler that fails harms nobody.
pub(super) async fn throwing_handler(c: &mut Case) -> Ended {
    match c.step {
        0 => {
            ask(c, &["ws ann connect @/ann", "ws ann send 1", "ws ann hear", "ws ann send throw", "ws ann send 2"]);
            ask(c, &["ws ann hear"]);
        }
        _ => inside(c).await?,
    }
    Ok(())
}

pub(super) async fn attachments(c: &mut Case) -> Ended {
    match c.step {
        0 => ask(c, &["ws ann connect @/ann"]),
        1 => {
            let lines = c.cx.room.named(c.name).run(&"attachments".parse()?).await?;
            c.all(lines);
        }
        _ => {}
    }
    Ok(())
}

/// A part of a case.
pub(crate) async fn within(room: &RoomObject, _: &Cx, part: &str) -> Result<Vec<String>, ObjectError> {
    let mut out = Vec::new();
    let state = &room.state;
    match part {
        "state" => {
            for socket in state.sockets() {
                out.say(format_args!("open: {:?} {:?}", socket.attachment::<String>(), socket.tags()));
            }
            let mut notes: Vec<String> = state.storage().get("notes")?.unwrap_or_default();
            notes.sort();
            out.extend(notes);
        }
        "bad-codes" => {
            for socket in state.sockets() {
                for code in [0, 999, 1004, 1005, 1006, 1015, 5000] {
                    out.show(code, socket.close(code, ""));
                }
                out.show("a long reason", socket.close(1000, &"r".repeat(124)));
            }
        }
        "attachments" => {
            for socket in state.sockets() {
                out.show("16,352 bytes", socket.attach(&"a".repeat(16_350)));
                out.show("read", socket.attachment::<String>().map(|text| text.map(|text| text.len())));
                out.show("16,353 bytes", socket.attach(&"a".repeat(16_351)));
                out.show("read", socket.attachment::<String>().map(|text| text.map(|text| text.len())));
                out.show("16,352 bytes of other characters", socket.attach(&"€".repeat(5450)));
                out.show("read", socket.attachment::<String>().map(|text| text.map(|text| text.len())));
                out.show("é €", socket.attach(&"é €\u{1f600}"));
                out.show("read", socket.attachment::<String>());
                out.show("as another type", socket.attachment::<u32>());
            }
        }
        _ => return Err(ObjectError::thrown(format!("there is no part `{part}`"))),
    }
    Ok(out)
}
