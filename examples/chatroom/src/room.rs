//! A room.
//!
//! What is hard: it may leave memory between any two messages, with everybody still connected. So it keeps nothing in
//! memory: what was said is in its tables, and who says it is attached to the WebSocket.

use std::time::Duration;

use williw_workers::durable_objects::{
    Accept, AlarmEvent, ObjectError, ObjectState, SocketClose, SocketMessage, WebSocket,
};

use crate::app::objects::chat_room::db::Message;
use crate::app::objects::chat_room::queries;
use crate::app::objects::{ChatRoomClass, ChatRoomConnectError};
use crate::app::types::{Event, EventKind, MessageText, UserName};
use crate::app::{self, Cx};

/// How many people a room holds.
const SEATS: usize = 20;
/// How many messages somebody who comes late is shown.
const SHOWN: i64 = 50;
/// How long messages are kept.
const KEPT: Duration = Duration::from_secs(24 * 3600);

/// A room.
#[derive(Debug)]
pub struct Room {
    state: ObjectState<ChatRoomClass>,
}

#[app::handlers]
impl app::objects::ChatRoom for Room {
    fn new(_: &Cx, state: ObjectState<ChatRoomClass>) -> Self {
        Room { state }
    }

    async fn connect(&self, cx: &Cx, user: UserName) -> Result<Accept, ChatRoomConnectError> {
        if self.state.sockets().len() >= SEATS {
            return Err(ChatRoomConnectError::RoomFull(format!("there are {SEATS} seats").into()));
        }
        let mut accept = Accept::new().attach(&user)?;
        for message in self.state.storage().run(queries::latest(SHOWN))? {
            accept = accept.send_json(&Event::from(message))?;
        }
        let joined = Event { kind: EventKind::Joined, user, text: None, at: cx.clock.now() };
        self.state.broadcast_json(&joined)?;
        Ok(accept.send_json(&joined)?)
    }

    async fn message(&self, cx: &Cx, socket: WebSocket, message: SocketMessage) -> Result<(), ObjectError> {
        let Some(user) = socket.attachment::<UserName>()? else { return Ok(()) };
        let now = cx.clock.now();
        let text = match message {
            SocketMessage::Text(text) => MessageText::parse(text).map_err(|error| error.to_string()),
            SocketMessage::Binary(_) => Err("must be text".to_owned()),
        };
        match text {
            Ok(text) => {
                let message = self.state.storage().run(queries::say(&user, &text, now))?;
                self.state.broadcast_json(&Event::from(message))?;
                self.forget_later().await
            }
            Err(why) => Ok(socket.send_json(&Event { kind: EventKind::Refused, user, text: Some(why), at: now })?),
        }
    }

    async fn close(&self, cx: &Cx, socket: WebSocket, _: SocketClose) -> Result<(), ObjectError> {
        let Some(user) = socket.attachment()? else { return Ok(()) };
        Ok(self.state.broadcast_json(&Event { kind: EventKind::Left, user, text: None, at: cx.clock.now() })?)
    }

    async fn alarm(&self, cx: &Cx, _: AlarmEvent) -> Result<(), ObjectError> {
        self.state.storage().run(queries::forget_until(cx.clock.now().saturating_sub(KEPT)))?;
        self.forget_later().await
    }
}

impl Room {
    /// Sets the alarm, unless it is set, to when the oldest message is to be forgotten.
    async fn forget_later(&self) -> Result<(), ObjectError> {
        if self.state.alarm().await?.is_none()
            && let Some(said_at) = self.state.storage().run(queries::oldest())?
        {
            self.state.set_alarm(said_at.saturating_add(KEPT))?;
        }
        Ok(())
    }
}

impl From<Message> for Event {
    fn from(Message { user, text, said_at, .. }: Message) -> Self {
        Event { kind: EventKind::Said, user, text: Some(text.into_string()), at: said_at }
    }
}
