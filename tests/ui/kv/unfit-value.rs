use williw_workers::kv::{AsJson, KvError, Policy};

#[williw_workers::spec("../spec-with-bindings")]
pub mod app {}

pub struct Session;

pub async fn handler(cx: &app::Cx) -> Result<Option<Session>, KvError> {
    cx.nodes_store.namespace().entry::<Session, AsJson, ()>("a".to_owned(), Policy::NONE).get().await
}

fn main() {}
