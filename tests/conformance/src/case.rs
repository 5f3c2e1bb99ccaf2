//! What may stand in a case's file.
//!
//! Texts may hold words in double braces, see `words.rs`.

use std::collections::BTreeMap;

use serde::Deserialize;

/// A file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Case {
    /// What it shows, in a sentence.
    pub(crate) about: String,
    /// Variables that the server must have been started with; it is then no other case's.
    #[serde(default)]
    pub(crate) vars: BTreeMap<String, String>,
    /// Words of its own, which may hold others.
    #[serde(default)]
    pub(crate) words: BTreeMap<String, String>,
    /// In order; the first that fails ends the case.
    #[serde(rename = "step")]
    pub(crate) steps: Vec<Step>,
}

/// A request, and what is expected of the reply.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Step {
    /// For whoever reads a failure.
    pub(crate) does: String,

    // ---- the request: `request` with at most one body, or `raw` ----
    /// Method and target: `GET /api/nodes/list?limit=5`.
    pub(crate) request: String,
    /// Header fields. A body has `content-type: application/json` unless another is given; an empty one
    /// leaves the field out.
    pub(crate) headers: BTreeMap<String, String>,
    /// Who sends it: `nobody`, `admin`, `node`, `node:2`, or `node:2 key:1`, which is `{{id:2}}` with the secret of
    /// `{{key:1}}`. Without it: outside of `/api` nobody; a registration is sent by the node and with the key that it
    /// speaks of, where they are the run's; what only nodes may do, by `node`; and all else by `admin`.
    pub(crate) r#as: Option<String>,
    /// What is different about a node's signature.
    pub(crate) sign: Sign,
    /// The number of the address that it comes from. Without it, each request comes from an address of its own, so that
    /// rate limits of addresses are in nobody's way.
    pub(crate) from: Option<u32>,
    /// A body.
    pub(crate) body: Option<String>,
    /// A body that is not text, in base64.
    pub(crate) base64: Option<String>,
    /// A body of many equal bytes, between two texts.
    pub(crate) repeat: Option<Repeat>,
    /// The bytes of a whole request that no client would send; a line's end becomes CR LF.
    pub(crate) raw: Option<String>,
    /// For so many milliseconds nothing is done before.
    pub(crate) wait_ms: u64,
    /// How many times to send it, all at once.
    pub(crate) parallel: Option<usize>,
    /// Follow `next_cursor` to the last page; the reply is then `{"pages": […]}`, and each page's
    /// status and media type are as expected.
    pub(crate) all_pages: bool,

    // ---- the reply ----
    pub(crate) status: Option<u16>,
    /// Of parallel requests: how many replies there are of each status.
    pub(crate) statuses: BTreeMap<String, usize>,
    /// Header fields that the reply has; `*` is any value. An empty one says that it has none.
    pub(crate) reply_headers: BTreeMap<String, String>,
    /// JSON that is part of the reply: an object may have more members, see `expect.rs`.
    pub(crate) reply: Option<String>,
    /// JSON that is the whole reply.
    pub(crate) reply_exactly: Option<String>,
    /// The reply has no body.
    pub(crate) no_body: bool,
    /// Places (JSON Pointers) at which nothing is.
    pub(crate) absent: Vec<String>,
    /// What an array at a place has among its items.
    pub(crate) contains: BTreeMap<String, String>,
    /// What an array at a place does not have among its items.
    pub(crate) lacks: BTreeMap<String, String>,
    /// How many items an array at a place has.
    pub(crate) count: BTreeMap<String, usize>,
    /// Items of all pages, by this member, that are all different and in ascending order.
    pub(crate) ascending: Option<Ascending>,
    /// The `code` of a problem document (RFC 9457); all else that makes one is checked too.
    pub(crate) problem: Option<String>,
    /// All violations of a problem, as `pointer code`, in any order.
    pub(crate) errors: Option<Vec<String>>,
    /// Names for what stands at places of the reply, for later steps.
    pub(crate) capture: BTreeMap<String, String>,
}

/// What may be different about a node's signature, which is otherwise in order.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Sign {
    /// Seconds from now.
    pub(crate) created: Option<i64>,
    /// Seconds from now.
    pub(crate) expires: Option<i64>,
    pub(crate) nonce: Option<String>,
    pub(crate) keyid: Option<String>,
    pub(crate) alg: Option<String>,
    /// The covered components, instead of those that must be.
    pub(crate) covered: Option<Vec<String>>,
    /// The signature's bytes in base64, instead of its own.
    pub(crate) signature: Option<String>,
    /// What one bit is changed of after signing.
    pub(crate) flip: Option<Flip>,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Flip {
    Signature,
    Body,
    Digest,
    Query,
    Nonce,
    Created,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Repeat {
    #[serde(default)]
    pub(crate) before: String,
    pub(crate) byte: u8,
    /// How many bytes the body has altogether.
    pub(crate) total: usize,
    #[serde(default)]
    pub(crate) after: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Ascending {
    /// The member of a page that holds its items.
    pub(crate) items: String,
    /// The member of an item.
    pub(crate) by: String,
}
