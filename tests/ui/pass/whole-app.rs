//! A whole small app, as a user writes it.

use app::api::{GetNodeError, GetNodePath, PutNodeError, PutNodeReply};
use app::db::{NodeInsert, NodePatch, nodes, wallets};
use app::types::{Node, NodeId};
use williw_workers::d1::Column as _;
use williw_workers::d1::{Changes, D1Error, PageRequest};
use williw_workers::driver::Worker as _;
use williw_workers::http::Anyone;
use williw_workers::{Column, Row};

#[williw_workers::spec("../spec")]
pub mod app {}

pub struct Service;

/// A projection, its fields in an order of their own.
#[derive(Clone, Debug, Row)]
#[row(app::db::nodes)]
pub struct Brief {
    pub name: String,
    pub note: Option<String>,
    pub id: NodeId,
}

/// A column type that the spec does not know.
#[derive(Clone, Copy, Debug, Column)]
pub enum Mood {
    Good,
    #[column("not so good")]
    Bad,
}

/// One around another.
#[derive(Clone, Copy, Debug, Column)]
pub struct Wrapped(Mood);

#[app::handlers]
impl app::Api for Service {
    async fn get_node(&self, cx: &app::Cx, _: Anyone, path: GetNodePath) -> Result<Node, GetNodeError> {
        let found = cx.db.run(nodes::get(&path.id).project::<Brief>()).await?;
        let found = found.ok_or(GetNodeError::NoNode("look elsewhere".into()))?;
        Ok(Node { id: found.id, name: found.name })
    }

    async fn put_node(&self, cx: &app::Cx, _: Anyone, body: Node) -> Result<PutNodeReply, PutNodeError> {
        let patch = NodePatch::new().name(body.name.clone());
        if cx.db.run(nodes::update(&body.id, patch)).await?.changes == 1 {
            return Ok(PutNodeReply::NoContent);
        }
        let new = NodeInsert { id: body.id.clone(), name: body.name.clone(), note: None, weight: None };
        let (Changes { changes, .. }, wallet) =
            cx.db.batch((nodes::insert(new), wallets::page(PageRequest::first(1)))).await?;
        assert!(changes == 1 && wallet.next.is_none());
        Ok(PutNodeReply::Created(body))
    }
}

pub fn is_taken(error: &D1Error) -> bool {
    error.is_unique("nodes", &["id"])
}

fn main() {
    let worker = app::worker(Service);
    assert_eq!(worker.manifest().name, "nodes");
    assert_eq!(worker.manifest().routes.len(), 2);
    let query = nodes::get(&NodeId::parse("a").unwrap()).project::<Brief>();
    assert_eq!(query.bound().sql, "SELECT name, note, id FROM nodes WHERE id = ?1");
    let mood = Wrapped(Mood::Bad).encode();
    assert_eq!(mood, williw_workers::d1::Value::Text("not so good".into()));
    assert!(matches!(Wrapped::decode(mood), Ok(Wrapped(Mood::Bad))));
}
