//! A WebSocket without a server: a test's end of it.

use std::cell::{Cell, RefCell};
use std::fmt;

use williw_workers::durable_objects::SocketMessage;
use williw_workers::http::{Method, Response, StatusCode};

use super::TestWorker;
use crate::objects::sockets::{ClientEnd, FromClient, NO_CODE, ToClient};

/// The client's end of a WebSocket. What is sent has been handled, all of it, when the call returns. Dropped without a
/// close, it is a connection that broke.
pub struct TestSocket<'a> {
    worker: &'a TestWorker,
    end: RefCell<Option<ClientEnd>>,
    closed: RefCell<Option<(u16, String)>>,
    is_closing: Cell<bool>,
}

impl<'a> TestSocket<'a> {
    pub(super) fn open(worker: &'a TestWorker, target: &str, headers: &[(&str, &str)]) -> Result<Self, Response> {
        let mut all = vec![
            ("connection", "Upgrade"),
            ("upgrade", "websocket"),
            ("sec-websocket-version", "13"),
            ("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ=="),
        ];
        all.extend(headers);
        let response = worker.fetch(Method::GET, target, &all, "");
        let end = response.upgrade.as_ref().filter(|_| response.status == StatusCode::SWITCHING_PROTOCOLS);
        match end.and_then(ClientEnd::take) {
            Some(end) => Ok(TestSocket {
                worker,
                end: RefCell::new(Some(end)),
                closed: RefCell::default(),
                is_closing: Cell::new(false),
            }),
            None => Err(response),
        }
    }

    /// Sends text.
    pub fn send(&self, text: &str) {
        self.pass(FromClient::Message(SocketMessage::Text(text.to_owned())));
    }

    /// Sends bytes.
    pub fn send_bytes(&self, bytes: &[u8]) {
        self.pass(FromClient::Message(SocketMessage::Binary(bytes.to_vec())));
    }

    /// The next message that has come; `None` where there is none, or the connection is closed.
    pub fn recv(&self) -> Option<SocketMessage> {
        self.worker.settle();
        loop {
            let received = self.end.borrow_mut().as_mut()?.try_receive();
            match received {
                Ok(ToClient::Message(message)) => return Some(message),
                Ok(ToClient::Close(code, reason)) => {
                    *self.closed.borrow_mut() = Some((code, reason.clone()));
                    // Who closes is answered.
                    if !self.is_closing.replace(true) {
                        self.pass(FromClient::Close(code, reason));
                    }
                    self.end.take();
                }
                Err(e) => {
                    if e == tokio::sync::mpsc::error::TryRecvError::Disconnected {
                        self.end.take();
                    }
                    return None;
                }
            }
        }
    }

    /// The next message, which is text; `None` as for [`recv`](Self::recv).
    ///
    /// # Panics
    /// Where it is not text.
    #[track_caller]
    pub fn text(&self) -> Option<String> {
        self.recv().map(|message| match message {
            SocketMessage::Text(text) => text,
            SocketMessage::Binary(bytes) => panic!("{} bytes came, and no text", bytes.len()),
        })
    }

    /// Closes it, and waits for the answer. Code 1005 is a close without a code.
    pub fn close(&self, code: u16, reason: &str) {
        let reason = if code == NO_CODE { "" } else { reason };
        if !self.is_closing.replace(true) {
            self.pass(FromClient::Close(code, reason.to_owned()));
        }
        while self.recv().is_some() {}
    }

    /// The code and reason with which the other side has closed it, once [`recv`](Self::recv) has come that far.
    pub fn closed(&self) -> Option<(u16, String)> {
        self.closed.borrow().clone()
    }

    /// Whether the connection is there: neither closed nor broken, as far as [`recv`](Self::recv) has come.
    pub fn is_open(&self) -> bool {
        self.end.borrow().is_some()
    }

    fn pass(&self, sent: FromClient) {
        let Some(end) = self.end.take() else { return };
        self.worker.block_on(end.send(sent));
        *self.end.borrow_mut() = Some(end);
        self.worker.settle();
    }
}

impl Drop for TestSocket<'_> {
    fn drop(&mut self) {
        self.end.take();
        if !std::thread::panicking() {
            self.worker.settle();
        }
    }
}

impl fmt::Debug for TestSocket<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TestSocket").field("closed", &self.closed).finish_non_exhaustive()
    }
}
