//! From a request to a WebSocket: the handshake, and the frames between a client's connection and its object.
//!
//! hyper could hand over the connection only if it might be sent to another thread. So it is asked to serve nothing
//! but HTTP; its answer 101 ends its work, and the connection is taken back from it.

use std::pin::Pin;
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use http::header::{
    CONNECTION, HeaderName, HeaderValue, SEC_WEBSOCKET_ACCEPT, SEC_WEBSOCKET_KEY, SEC_WEBSOCKET_VERSION, UPGRADE,
};
use http::{HeaderMap, Method, Version, request};
use hyper::body::Bytes;
use tokio::io::AsyncWriteExt;
use tokio::sync::watch;
use tokio::time::{MissedTickBehavior, Sleep, interval, sleep};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::error::ProtocolError;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use tokio_tungstenite::tungstenite::protocol::{CloseFrame, Role, WebSocketConfig};
use tokio_tungstenite::tungstenite::{Error, Message};
use williw_workers::durable_objects::SocketMessage;

use super::socket::Socket;
use crate::objects::sockets::{ClientEnd, FromClient, NO_CODE, ToClient};

/// The longest message that a client may send, as on the platform.
const MAX_MESSAGE: usize = 32 * 1024 * 1024;
/// How long a client may take to answer a close.
const CLOSE_LIMIT: Duration = Duration::from_secs(10);
/// How often a client that says nothing is asked whether it is still there; it is gone after the second time.
const PULSE: Duration = Duration::from_secs(30);

/// The header fields of the answer, where this is a request to become a WebSocket (RFC 6455, section 4.2.1).
pub(super) fn handshake(head: &request::Parts) -> Option<[(HeaderName, HeaderValue); 3]> {
    let is_right = head.method == Method::GET
        && head.version == Version::HTTP_11
        && has_token(&head.headers, UPGRADE, "websocket")
        && has_token(&head.headers, CONNECTION, "upgrade")
        && head.headers.get(SEC_WEBSOCKET_VERSION).is_some_and(|version| version == "13");
    // 16 bytes in base64.
    let key = head.headers.get(SEC_WEBSOCKET_KEY).filter(|key| is_right && key.len() == 24)?;
    let accept = HeaderValue::from_str(&derive_accept_key(key.as_bytes())).ok()?;
    let upgrade = HeaderValue::from_static("websocket");
    Some([(UPGRADE, upgrade), (CONNECTION, HeaderValue::from_static("upgrade")), (SEC_WEBSOCKET_ACCEPT, accept)])
}

fn has_token(headers: &HeaderMap, name: HeaderName, token: &str) -> bool {
    let mut values = headers.get_all(name).iter().filter_map(|value| value.to_str().ok());
    values.any(|value| value.split(',').any(|part| part.trim().eq_ignore_ascii_case(token)))
}

/// Carries frames until both sides have closed, or one is gone.
pub(super) async fn run(socket: Socket, read: Bytes, mut client: ClientEnd, mut stop: watch::Receiver<bool>) {
    let config = WebSocketConfig::default().max_message_size(Some(MAX_MESSAGE)).max_frame_size(Some(MAX_MESSAGE));
    let mut frames = WebSocketStream::from_partially_read(socket, read.to_vec(), Role::Server, Some(config)).await;
    // How long the client still has to answer a close.
    let mut closing: Option<Pin<Box<Sleep>>> = None;
    let mut is_alive = true;
    let mut pulse = interval(PULSE);
    // Its first tick would come at once.
    pulse.reset();
    pulse.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        let sent = tokio::select! {
            frame = frames.next() => {
                is_alive = true;
                match frame {
                    Some(Ok(frame)) => {
                        if let Some(received) = received(frame)
                            && !client.send(received).await
                        {
                            return;
                        }
                        Ok(())
                    }
                    Some(Err(error)) => return fail(frames, &client, error).await,
                    // Both sides have closed.
                    None => return,
                }
            }
            sent = client.receive(), if closing.is_none() => match sent {
                Some(ToClient::Message(SocketMessage::Text(text))) => frames.send(Message::text(text)).await,
                Some(ToClient::Message(SocketMessage::Binary(bytes))) => frames.send(Message::binary(bytes)).await,
                Some(ToClient::Close(code, reason)) => {
                    closing = Some(Box::pin(sleep(CLOSE_LIMIT)));
                    frames.close(close_frame(code, &reason)).await
                }
                // The object was reset: no word of farewell.
                None => return,
            },
            _ = stop.wait_for(|stop| *stop), if closing.is_none() => {
                closing = Some(Box::pin(sleep(CLOSE_LIMIT)));
                frames.close(close_frame(1001, "the server is stopping")).await
            }
            () = async { if let Some(limit) = &mut closing { limit.await } }, if closing.is_some() => return,
            _ = pulse.tick() => {
                if !std::mem::replace(&mut is_alive, false) {
                    return;
                }
                frames.send(Message::Ping(Bytes::new())).await
            }
        };
        match sent {
            // What is sent to who has closed already is lost.
            Ok(()) | Err(Error::ConnectionClosed | Error::AlreadyClosed | Error::Protocol(_)) => {}
            Err(_) => return,
        }
    }
}

/// What a frame means to an object; pings are answered below.
fn received(frame: Message) -> Option<FromClient> {
    Some(match frame {
        Message::Text(text) => FromClient::Message(SocketMessage::Text(text.as_str().to_owned())),
        Message::Binary(bytes) => FromClient::Message(SocketMessage::Binary(bytes.to_vec())),
        Message::Close(Some(CloseFrame { code, reason })) => FromClient::Close(code.into(), reason.as_str().to_owned()),
        Message::Close(None) => FromClient::Close(NO_CODE, String::new()),
        Message::Ping(_) | Message::Pong(_) | Message::Frame(_) => return None,
    })
}

/// Ends a connection on which something else came than a WebSocket sends.
async fn fail(mut frames: WebSocketStream<Socket>, client: &ClientEnd, error: Error) {
    let code = match &error {
        Error::Capacity(_) => CloseCode::Size,
        Error::Utf8(_) => CloseCode::Invalid,
        Error::Protocol(_) | Error::AttackAttempt => CloseCode::Protocol,
        // It broke off, which the object hears when this end is gone.
        _ => return,
    };
    let is_break = matches!(error, Error::Protocol(ProtocolError::ResetWithoutClosingHandshake));
    if !is_break {
        client.send(FromClient::Error(error.to_string())).await;
        let farewell = async {
            let _ = frames.close(Some(CloseFrame { code, reason: "".into() })).await;
            // What still comes must not take it away.
            let _ = frames.get_mut().shutdown().await;
        };
        let _ = tokio::time::timeout(CLOSE_LIMIT, farewell).await;
    }
}

fn close_frame(code: u16, reason: &str) -> Option<CloseFrame> {
    (code != NO_CODE).then(|| CloseFrame { code: code.into(), reason: reason.to_owned().into() })
}
