//! What crosses between a caller and an object.

use williw_workers::Timestamp;
use williw_workers::d1::Json;
use williw_workers::durable_objects::{ObjectError, ObjectState};
use williw_workers::fetch::FetchRequest;

use crate::app::db::JournalInsert;
use crate::app::objects::{DeskClass, DeskRefuseError};
use crate::app::types::{Echo, Item, Kind, Level, Slug, Word};
use crate::app::{self, Cx};

/// Says what it heard.
pub struct DeskObject {
    state: ObjectState<DeskClass>,
}

#[app::handlers]
impl app::objects::Desk for DeskObject {
    fn new(_: &Cx, state: ObjectState<DeskClass>) -> Self {
        DeskObject { state }
    }

    async fn echo(
        &self,
        _: &Cx,
        slug: Slug,
        word: Word,
        level: Level,
        kind: Option<Kind>,
        many: Vec<u32>,
        item: Option<Item>,
        at: Timestamp,
        flag: bool,
        real: f64,
        tail: Json<serde_json::Value>,
    ) -> Result<Echo, ObjectError> {
        Ok(Echo { slug, word, level, kind, many, item, at, flag, real, tail })
    }

    async fn pick(&self, _: &Cx, there: bool) -> Result<Option<Item>, ObjectError> {
        Ok(there.then(|| Item { name: "picked".to_owned(), size: 1 }))
    }

    async fn items(&self, _: &Cx, count: u32) -> Result<Vec<Item>, ObjectError> {
        Ok((0..count).map(|size| Item { name: "é".to_owned(), size }).collect())
    }

    async fn nothing(&self, _: &Cx) -> Result<(), ObjectError> {
        Ok(())
    }

    async fn refuse(&self, cx: &Cx, how: String) -> Result<u32, DeskRefuseError> {
        match how.as_str() {
            "not_now" => Err(DeskRefuseError::NotNow("later: é €\n\"quoted\"".into())),
            "ok" => Err(DeskRefuseError::Ok("".into())),
            "throw" => Err(ObjectError::thrown("thrown: é €\n\"quoted\"").into()),
            "transient" => Err(ObjectError::Transient("not mine".to_owned()).into()),
            "overloaded" => Err(ObjectError::Overloaded("not mine".to_owned()).into()),
            "storage" => {
                self.state.storage().get::<u32>("text")?;
                self.state.storage().put("text", "a text")?;
                Ok(self.state.storage().get("text")?.unwrap_or_default())
            }
            "kv" => {
                cx.store.namespace().entry::<u32, williw_workers::kv::AsJson, ()>(String::new(), NONE).get().await?;
                Ok(0)
            }
            "d1" => {
                let row = || JournalInsert { id: Some(-1), subject: SUBJECT.clone(), line: String::new() };
                let rows = (app::db::journal::insert(row()), app::db::journal::insert(row()));
                cx.db.batch(rows).await?;
                Ok(0)
            }
            _ => Ok(7),
        }
    }

    async fn who(&self, _: &Cx) -> Result<Vec<String>, ObjectError> {
        let id = self.state.id();
        Ok(vec![id.hex, format!("{:?}", id.name)])
    }

    async fn outward(&self, cx: &Cx, case: Slug) -> Result<Vec<String>, ObjectError> {
        self.state.storage().put("before", &1)?;
        let item = Item { name: "from an object".to_owned(), size: 1 };
        let entry = cx.store.item(&case, &word("a")?);
        entry.put(&item).await?;
        let kv = entry.get().await?;
        let row = JournalInsert { id: None, subject: case.clone(), line: "from an object".to_owned() };
        cx.db.run(app::db::journal::insert(row)).await?;
        let rows = cx.db.run(app::db::journal::by_subject(&case, 9)).await?;
        let count = cx.vault.named(case.as_str()).add(5, 0).await?;
        let before: Option<u32> = self.state.storage().get("before")?;
        let request = FetchRequest::get(format!("{}/status/201", cx.vars.service_url));
        let reply = request.send(&*cx.host).await.map_err(|error| ObjectError::thrown(error.to_string()))?;
        let status = format!("fetched: {}", reply.status);
        Ok(vec![format!("{kv:?}"), format!("{} rows, {count}, {before:?}", rows.len()), status])
    }

    async fn chain(&self, cx: &Cx, deep: u32) -> Result<String, ObjectError> {
        let name = self.state.name();
        match deep.checked_sub(1) {
            None => Ok(name),
            Some(left) => {
                let further = cx.desk.named(format!("{name}x")).chain(left).await?;
                Ok(format!("{name} {further}"))
            }
        }
    }
}

const NONE: williw_workers::kv::Policy = williw_workers::kv::Policy::NONE;

static SUBJECT: std::sync::LazyLock<Slug> = std::sync::LazyLock::new(|| match "refuse".parse() {
    Ok(slug) => slug,
    Err(_) => unreachable!("it is a slug"),
});

fn word(text: &str) -> Result<Word, ObjectError> {
    text.parse().map_err(|_| ObjectError::thrown("no word"))
}
