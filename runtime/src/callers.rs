//! Who calls: the keys of nodes, the nonces that were used, and what belongs to whom.
//!
//! Signatures are verified before this service is asked anything else. What is hard is that a key must be the one that
//! is registered now, though a node may go and another come under its name; and that a nonce must be new for the whole
//! network. Both are answered by the one registry object that a node has.

use williw_workers::Timestamp;
use williw_workers::driver::Level;
use williw_workers::http::Failure;
use williw_workers::http::auth::PublicKeyBytes;

use crate::app::callers::NodeOrAdmin;
use crate::app::types::{AuthMode, NodeId, PublicKey};
use crate::app::{self, Cx, queries};
use crate::{Service, keys};

impl app::Callers for Service {
    async fn node_key(&self, cx: &Cx, id: &NodeId) -> Result<Option<PublicKeyBytes>, Failure> {
        let key = match cx.node_registry.of(id).key(id).await {
            Ok(key) => key,
            Err(error) => {
                cx.host.log(Level::Warn, &format!("the registry does not answer, the database will do: {error}"));
                cx.db.run(queries::node(id)).await?.map(|node| node.public_key)
            }
        };
        Ok(key.map(|key| keys::bytes(&key)))
    }

    async fn node_nonce(&self, cx: &Cx, id: &NodeId, nonce: &str, until: Timestamp) -> Result<bool, Failure> {
        Ok(cx.node_registry.of(id).is_new(id, nonce, until).await?)
    }

    fn node_presented_key(&self, key: &PublicKey) -> PublicKeyBytes {
        keys::bytes(key)
    }

    /// `AUTH_MODE=off`, but never in production.
    fn unchecked(&self, cx: &Cx) -> bool {
        cx.vars.auth_mode == AuthMode::Off && cx.vars.node_env != "production"
    }
}

/// What is answered to who asks for another node's.
pub(crate) const NOT_YOURS: &str = "a node may do this for itself only";

impl NodeOrAdmin {
    /// Whether the caller may act for this node: it is the node, or the operator.
    pub(crate) fn is_or_admin(&self, id: &NodeId) -> bool {
        match self {
            NodeOrAdmin::Node(node) => node.id == *id,
            NodeOrAdmin::Admin(_) => true,
        }
    }

    pub(crate) fn is_admin(&self) -> bool {
        matches!(self, NodeOrAdmin::Admin(_))
    }
}
