//! Chat rooms: each is a Durable Object that keeps what was said, and sleeps while its people say nothing.

mod room;

use williw_workers::http::{Anyone, Html, Upgrade};

#[williw_workers::spec("spec")]
pub mod app {}

use app::Cx;
use app::api::{EnterError, EnterPath, EnterQuery, HomeError};
use app::objects::ChatRoomConnectError;

/// The service.
#[derive(Clone, Copy, Debug)]
pub struct Service;

#[app::handlers]
impl app::Api for Service {
    async fn home(&self, _: &Cx, _: Anyone) -> Result<Html, HomeError> {
        Ok(Html(include_str!("page.html").to_owned()))
    }

    async fn enter(&self, cx: &Cx, _: Anyone, path: EnterPath, query: EnterQuery) -> Result<Upgrade, EnterError> {
        let room = cx.chat_room.named(path.room.as_str());
        room.connect(&query.user).await.map_err(|error| match error {
            ChatRoomConnectError::RoomFull(detail) => EnterError::RoomFull(detail),
            ChatRoomConnectError::Object(error) => error.into(),
        })
    }
}

impl app::Objects for Service {
    type ChatRoom = room::Room;
}

#[cfg(target_arch = "wasm32")]
williw_cloudflare::entry!(app::worker(Service));
