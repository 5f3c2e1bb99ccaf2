//! The WebSockets of an object: they stay while the object leaves memory and comes back.
//!
//! The two ends are joined by channels, so that a server and a test are the same to an object. What an object sends
//! waits in the outbox until what it wrote before is durable. What a client sends is one event after another.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use tokio::sync::mpsc;
use tokio::task::spawn_local;
use williw_workers::driver::Level;
use williw_workers::durable_objects::{Accept, SocketEvent, SocketId, SocketMessage, StorageError};
use williw_workers::http::Upgrade;

use super::place::{Busy, Event, Place};

/// The platform's limits.
const MAX_SOCKETS: usize = 32_768;
const MAX_TAGS: usize = 10;
const MAX_TAG: usize = 256;
const MAX_ATTACHMENT: usize = 16_384;
/// A close frame's reason, in bytes (RFC 6455).
const MAX_REASON: usize = 123;
/// How many bytes may wait for a client that does not read, before its connection is dropped.
const MAX_WAITING: usize = 64 * 1024 * 1024;
/// How many messages of a client may wait for its object.
const MAX_UNREAD: usize = 16;

/// No code was given, and: the connection broke (RFC 6455).
pub(crate) const NO_CODE: u16 = 1005;
pub(crate) const BROKEN: u16 = 1006;
/// What a connection that broke is called.
const LOST: &str = "WebSocket disconnected without sending Close frame.";

/// What an object sends.
#[derive(Debug)]
pub(crate) enum ToClient {
    Message(SocketMessage),
    /// The closing handshake's frame.
    Close(u16, String),
}

/// What a client sends.
#[derive(Debug)]
pub(crate) enum FromClient {
    Message(SocketMessage),
    /// The closing handshake's frame.
    Close(u16, String),
    /// What it sent is no WebSocket.
    Error(String),
}

/// The client's end. Where it is dropped without a close, the connection broke.
pub(crate) struct ClientEnd {
    place: Rc<Place>,
    to_object: mpsc::Sender<(Busy, FromClient)>,
    from_object: mpsc::UnboundedReceiver<ToClient>,
    waiting: Rc<Cell<usize>>,
}

impl ClientEnd {
    /// The end in an answer to a request; there once.
    pub(crate) fn take(upgrade: &Upgrade) -> Option<Self> {
        upgrade.inner::<RefCell<Option<ClientEnd>>>()?.take()
    }

    /// Sends something to the object; `false` where there is none any more.
    pub(crate) async fn send(&self, sent: FromClient) -> bool {
        self.to_object.send((Busy::new(&self.place), sent)).await.is_ok()
    }

    /// What the object sends next; `None` once it is gone without a close.
    pub(crate) async fn receive(&mut self) -> Option<ToClient> {
        let received = self.from_object.recv().await?;
        self.waiting.set(self.waiting.get().saturating_sub(size(&received)));
        Some(received)
    }

    /// The same, without waiting.
    pub(crate) fn try_receive(&mut self) -> Result<ToClient, mpsc::error::TryRecvError> {
        self.from_object.try_recv()
    }
}

#[derive(Default)]
pub(super) struct Sockets {
    all: RefCell<BTreeMap<SocketId, Socket>>,
    numbered: Cell<u32>,
    outbox: RefCell<Vec<(SocketId, ToClient)>>,
}

struct Socket {
    tags: Vec<String>,
    attachment: Option<String>,
    to_client: mpsc::UnboundedSender<ToClient>,
    waiting: Rc<Cell<usize>>,
    /// Neither side has closed it.
    is_open: bool,
    /// The object has sent its close.
    has_closed: bool,
}

impl Sockets {
    pub(super) fn is_empty(&self) -> bool {
        self.all.borrow().is_empty()
    }

    /// Accepts a WebSocket, and makes the client's end of it.
    pub(super) fn accept(&self, place: &Rc<Place>, accept: Accept) -> Result<Upgrade, StorageError> {
        let Accept { mut tags, attachment, messages } = accept;
        let mut distinct = Vec::with_capacity(tags.len());
        tags.retain(|tag| {
            !distinct.contains(tag) && {
                distinct.push(tag.clone());
                true
            }
        });
        if tags.len() > MAX_TAGS {
            return refuse(format!("a Hibernatable WebSocket cannot have more than {MAX_TAGS} tags"));
        }
        if let Some(tag) = tags.iter().find(|tag| tag.chars().count() > MAX_TAG) {
            return refuse(format!("\"{tag}\" is longer than the max tag length ({MAX_TAG} characters)."));
        }
        attachment.as_deref().map_or(Ok(()), check_attachment)?;
        if self.all.borrow().len() >= MAX_SOCKETS {
            let text = format!("only {MAX_SOCKETS} websockets can be accepted on a single Durable Object instance");
            return refuse(text);
        }
        let id = SocketId(self.numbered.get());
        self.numbered.set(id.0.wrapping_add(1));
        let (to_object, from_client) = mpsc::channel(MAX_UNREAD);
        let (to_client, from_object) = mpsc::unbounded_channel();
        let waiting = Rc::new(Cell::new(0));
        let socket =
            Socket { tags, attachment, to_client, waiting: Rc::clone(&waiting), is_open: true, has_closed: false };
        self.all.borrow_mut().insert(id, socket);
        for text in messages {
            self.send(id, &SocketMessage::Text(text))?;
        }
        spawn_local(listen(Rc::clone(place), id, from_client));
        let end = ClientEnd { place: Rc::clone(place), to_object, from_object, waiting };
        Ok(Upgrade::new(Rc::new(RefCell::new(Some(end)))))
    }

    pub(super) fn open(&self, tag: Option<&str>) -> Vec<SocketId> {
        let all = self.all.borrow();
        let open = all.iter().filter(|(_, socket)| socket.is_open);
        open.filter(|(_, socket)| tag.is_none_or(|tag| socket.tags.iter().any(|has| has == tag)))
            .map(|(id, _)| *id)
            .collect()
    }

    pub(super) fn send(&self, id: SocketId, message: &SocketMessage) -> Result<(), StorageError> {
        if self.all.borrow().get(&id).is_none_or(|socket| socket.has_closed) {
            return refuse("Can't call WebSocket send() after close().");
        }
        self.outbox.borrow_mut().push((id, ToClient::Message(message.clone())));
        Ok(())
    }

    pub(super) fn close(&self, id: SocketId, code: u16, reason: &str) -> Result<(), StorageError> {
        if !(1000..5000).contains(&code) || matches!(code, 1004 | NO_CODE | BROKEN | 1015) {
            return refuse(format!("Invalid WebSocket close code: {code}."));
        }
        if reason.len() > MAX_REASON {
            return refuse(format!(
                "WebSocket close reason must not be longer than {MAX_REASON} bytes when UTF-8 encoded."
            ));
        }
        if let Some(socket) = self.all.borrow_mut().get_mut(&id).filter(|socket| !socket.has_closed) {
            (socket.is_open, socket.has_closed) = (false, true);
            self.outbox.borrow_mut().push((id, ToClient::Close(code, reason.to_owned())));
        }
        Ok(())
    }

    pub(super) fn tags(&self, id: SocketId) -> Vec<String> {
        self.all.borrow().get(&id).map(|socket| socket.tags.clone()).unwrap_or_default()
    }

    pub(super) fn attachment(&self, id: SocketId) -> Option<String> {
        self.all.borrow().get(&id)?.attachment.clone()
    }

    pub(super) fn attach(&self, id: SocketId, attachment: &str) -> Result<(), StorageError> {
        check_attachment(attachment)?;
        if let Some(socket) = self.all.borrow_mut().get_mut(&id) {
            socket.attachment = Some(attachment.to_owned());
        }
        Ok(())
    }

    /// Sends what was waiting for a commit.
    pub(super) fn flush(&self) {
        for (id, sent) in self.outbox.take() {
            let mut all = self.all.borrow_mut();
            let Some(socket) = all.get_mut(&id) else { continue };
            socket.waiting.set(socket.waiting.get() + size(&sent));
            if socket.waiting.get() > MAX_WAITING {
                // Its client hears nothing more, and its object of a connection that broke.
                let (nowhere, _) = mpsc::unbounded_channel();
                socket.to_client = nowhere;
            }
            // A client that is gone is heard of on its own.
            let _ = socket.to_client.send(sent);
        }
    }

    /// Breaks all connections: the object was reset.
    pub(super) fn reset(&self) {
        self.outbox.take();
        self.all.take();
    }

    /// The client has closed, or is gone; `false` where the object has lost the socket before.
    fn client_closed(&self, id: SocketId) -> bool {
        self.all.borrow_mut().get_mut(&id).is_some_and(|socket| {
            socket.is_open = false;
            true
        })
    }

    /// Closes the object's side as well, as the client has done.
    fn finish(&self, id: SocketId, reply: Option<(u16, String)>) {
        let socket = self.all.borrow_mut().remove(&id);
        if let (Some(socket), Some((code, reason))) = (socket.filter(|socket| !socket.has_closed), reply) {
            let _ = socket.to_client.send(ToClient::Close(code, reason));
        }
    }
}

/// Makes events of what a client sends, until it or the object is gone.
async fn listen(place: Rc<Place>, socket: SocketId, mut from_client: mpsc::Receiver<(Busy, FromClient)>) {
    loop {
        let received = from_client.recv().await;
        let (_busy, received) = match received {
            Some((busy, received)) => (busy, Some(received)),
            None => (Busy::new(&place), None),
        };
        let (event, end) = match received {
            Some(FromClient::Message(message)) => (SocketEvent::Message { socket, message }, None),
            Some(FromClient::Close(code, reason)) => {
                let event = SocketEvent::Close { socket, code, reason: reason.clone(), was_clean: true };
                // Who gave no code is answered with the one of a normal end.
                let code = if code == NO_CODE { 1000 } else { code };
                (event, Some(Some((code, reason))))
            }
            Some(FromClient::Error(error)) => (SocketEvent::Error { socket, error }, Some(None)),
            None => {
                let event = SocketEvent::Close { socket, code: BROKEN, reason: LOST.to_owned(), was_clean: false };
                (event, Some(None))
            }
        };
        let is_known = if end.is_some() {
            place.sockets.client_closed(socket)
        } else {
            place.sockets.all.borrow().contains_key(&socket)
        };
        if !is_known {
            return;
        }
        if let Err(e) = Rc::clone(&place).deliver(Event::Socket(event)).await {
            place.log(Level::Error, format_args!("an event of a WebSocket failed: {e}"));
        }
        if let Some(reply) = end {
            return place.sockets.finish(socket, reply);
        }
    }
}

fn size(sent: &ToClient) -> usize {
    match sent {
        ToClient::Message(SocketMessage::Text(text)) => text.len(),
        ToClient::Message(SocketMessage::Binary(bytes)) => bytes.len(),
        ToClient::Close(_, reason) => reason.len(),
    }
}

fn check_attachment(attachment: &str) -> Result<(), StorageError> {
    let length = attachment.len();
    if length <= MAX_ATTACHMENT {
        return Ok(());
    }
    refuse(format!(
        "A WebSocket 'attachment' cannot be larger than {MAX_ATTACHMENT} bytes. 'attachment' was {length} bytes."
    ))
}

fn refuse<T>(text: impl Into<String>) -> Result<T, StorageError> {
    Err(StorageError(text.into()))
}
