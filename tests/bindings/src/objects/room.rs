//! An object with WebSockets. Who is `full` finds no room, and who is `loud` has a second tag; what a client says is an
//! order.

use std::cell::Cell;

use williw_workers::durable_objects::{Accept, ObjectError, ObjectState, SocketClose, SocketMessage, WebSocket};

use crate::app::objects::{RoomClass, RoomConnectError};
use crate::app::types::Slug;
use crate::app::{self, Cx};
use crate::cases::websockets;

/// Takes WebSockets.
pub struct RoomObject {
    pub(crate) state: ObjectState<RoomClass>,
    /// How many messages came since it is in memory.
    messages: Cell<u32>,
}

impl RoomObject {
    fn note(&self, line: String) -> Result<(), ObjectError> {
        let storage = self.state.storage();
        let mut notes: Vec<String> = storage.get("notes")?.unwrap_or_default();
        notes.push(line);
        Ok(storage.put("notes", &notes)?)
    }
}

#[app::handlers]
impl app::objects::Room for RoomObject {
    fn new(_: &Cx, state: ObjectState<RoomClass>) -> Self {
        RoomObject { state, messages: Cell::new(0) }
    }

    async fn connect(&self, _: &Cx, user: Slug) -> Result<Accept, RoomConnectError> {
        match user.as_str() {
            "full" => return Err(RoomConnectError::RoomFull("nobody else fits".into())),
            "throw" => return Err(ObjectError::thrown("the door is stuck").into()),
            _ => {}
        }
        let accept = Accept::new().tag(user.as_str()).attach(&user)?;
        Ok(if user.as_str().starts_with("loud") { accept.tag("loud") } else { accept })
    }

    async fn message(&self, _: &Cx, socket: WebSocket, message: SocketMessage) -> Result<(), ObjectError> {
        self.messages.set(self.messages.get() + 1);
        let text = match message {
            SocketMessage::Binary(mut bytes) => {
                bytes.reverse();
                return Ok(socket.send_bytes(bytes)?);
            }
            SocketMessage::Text(text) => text,
        };
        let (order, rest) = text.split_once(' ').unwrap_or((&text, ""));
        match order {
            "attach" => socket.attach(&rest)?,
            "close" => {
                let (code, reason) = rest.split_once(' ').unwrap_or((rest, ""));
                return Ok(socket.close(code.parse().unwrap_or_default(), reason)?);
            }
            "throw" => return Err(ObjectError::thrown("as told")),
            "all" => {
                for other in self.state.sockets() {
                    other.send(rest)?;
                }
                return Ok(());
            }
            "many" => {
                for n in 0..rest.parse().unwrap_or(0) {
                    socket.send(format!("{n}"))?;
                }
                return Ok(());
            }
            "json" => return Ok(socket.send_json(&vec![Some(rest), None])?),
            "notes" => self.note(rest.to_owned())?,
            _ => {}
        }
        let attached: Option<String> = socket.attachment()?;
        Ok(socket.send(format!(
            "{text} ({} since in memory, {attached:?}, {:?})",
            self.messages.get(),
            socket.tags()
        ))?)
    }

    async fn close(&self, _: &Cx, socket: WebSocket, close: SocketClose) -> Result<(), ObjectError> {
        let who: Option<String> = socket.attachment()?;
        let SocketClose { code, reason, was_clean } = close;
        self.note(format!("{who:?} closed: {code} {reason:?}, clean: {was_clean}"))
    }

    async fn run(&self, cx: &Cx, part: Slug) -> Result<Vec<String>, ObjectError> {
        websockets::within(self, cx, part.as_str()).await
    }

    async fn tell(&self, _: &Cx, tag: Option<Slug>, text: String) -> Result<u32, ObjectError> {
        let sockets = match tag {
            Some(tag) => self.state.sockets_with_tag(tag.as_str()),
            None => self.state.sockets(),
        };
        for socket in &sockets {
            socket.send(text.as_str())?;
        }
        Ok(u32::try_from(sockets.len()).unwrap_or(u32::MAX))
    }
}
