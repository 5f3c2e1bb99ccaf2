use super::app::{db, queries};
use queries::AddPusherParams;

const PUSHER: AddPusherParams<'_> = AddPusherParams {
    user: "@a:x",
    pushkey: "key",
    kind: "http",
    app_id: "app",
    app: "App",
    device: "Fön",
    tag: None,
    lang: "de",
    data: "{}",
    at: 1_735_689_600_000,
};

crate::calls! {
    queries::messages("!r:x", 9_007_199_254_740_991, 10),
    queries::messages("!r:x", 3, 1),
    queries::messages("!q:x", 10, 10),
    queries::next_position("events"),
    (queries::next_position("events"), queries::next_position("events")),
    queries::search_bodies("hello", &["!r:x"]),
    queries::members("!r:x", "join"),
    queries::claim_key(Some(5), "@a:x", "D", "curve"),
    queries::claim_key(None, "@a:x", "D", "curve"),
    queries::claim_key(None, "@a:x", "D", "curve"),
    queries::key_counts("@a:x", "D"),
    queries::add_pusher(PUSHER),
    queries::add_pusher(PUSHER),
    queries::add_pusher(AddPusherParams { user: "nobody", tag: Some("t"), ..PUSHER }),
    queries::report("@a:x", Some("!r:x"), Some("e1"), "spam", 1),
    queries::report("@a:x", Some("!r:x"), Some("e1"), "spam again", 2),
    queries::report("@a:x", None, None, "", 3),
    queries::forget("@a:x", "", "m.direct"),
    queries::room_names("@a:x"),
    db::room_memberships::by_user_id("@b:x", 10),
    db::thumbnails::get("m", 1, 2, "crop"),
}
