//! The service's routes on the crate `worker`: its Router, its D1 binding, serde. A contestant of the
//! bench, written as the crate's documentation shows it, with the same statements, rules and replies.

use serde::{Deserialize, Serialize};
use worker::wasm_bindgen::JsValue;
use worker::{Context, Env, Request, Response, Result, RouteContext, Router, event};

const SILENCE: u64 = 300_000;
macro_rules! shown {
    () => {
        " id, address, public_key, registered_at, last_active_at, status, capabilities "
    };
}
const NODE: &str = concat!("SELECT", shown!(), "FROM nodes WHERE id = ?1");
const LIST: &str = concat!(
    "SELECT",
    shown!(),
    "FROM nodes INDEXED BY idx_nodes_current WHERE status <> 'retired' AND id > ?1 ORDER BY id LIMIT ?2"
);
const INSERT: &str = concat!(
    "INSERT INTO nodes (id, address, public_key, registered_at, last_active_at, status, capabilities, ",
    "total_compute_score, total_rewards_lamports, contribution_count, created_at, updated_at) ",
    "SELECT ?1, ?2, ?3, ?5, ?5, 'active', ?4, 0, 0, 0, ?5, ?5 WHERE ",
    "(SELECT count(*) FROM (SELECT 1 FROM nodes WHERE status IN ('active', 'busy', 'paused') ",
    "AND (status = 'paused' OR last_active_at >= ?6) LIMIT ?7)) < ?7 RETURNING",
    shown!()
);
const WALLET: &str = "INSERT INTO wallets (node_id, wallet_address, sol_balance_lamports, pending_rewards_lamports, \
    total_rewards_distributed_lamports, last_updated_at) \
    SELECT ?1, ?2, 0, 0, 0, ?3 WHERE EXISTS (SELECT 1 FROM nodes WHERE id = ?1)";
const HELD: &str = "SELECT 1 AS found FROM wallets WHERE node_id = ?1 AND wallet_address <> ?2 \
    AND EXISTS (SELECT 1 FROM payouts WHERE node_id = ?1 \
    AND status IN ('requested', 'signed', 'submitted', 'confirmed', 'review'))";

#[event(fetch)]
async fn fetch(request: Request, env: Env, _context: Context) -> Result<Response> {
    Router::new()
        .get_async("/health", |_, cx| health(cx))
        .get_async("/api/nodes/node", node)
        .get_async("/api/nodes/list", list)
        .post_async("/api/nodes/register", register)
        .run(request, env)
        .await
}

#[derive(Serialize)]
struct Health {
    status: &'static str,
    server_time_ms: u64,
}

async fn health(cx: RouteContext<()>) -> Result<Response> {
    let statement = cx.env.d1("DB")?.prepare("SELECT name, value, updated_at FROM stats WHERE name = ?1");
    statement.bind(&["health_check".into()])?.raw::<serde_json::Value>().await?;
    Response::from_json(&Health { status: "healthy", server_time_ms: worker::Date::now().as_millis() })
}

#[derive(Deserialize)]
struct Row {
    id: String,
    address: String,
    public_key: String,
    registered_at: u64,
    last_active_at: u64,
    status: String,
    capabilities: String,
}

#[derive(Serialize)]
struct NodeInfo {
    node_id: String,
    address: String,
    public_key: String,
    registered_at: u64,
    last_active_at: u64,
    status: String,
    capabilities: Capabilities,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Capabilities {
    cpu_cores: u32,
    memory_mb: u64,
    #[serde(default)]
    gpu_info: Vec<Gpu>,
    network_type: String,
    max_bandwidth_mbps: u64,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Gpu {
    name: String,
    memory_mb: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    compute_capability: Option<serde_json::Value>,
}

fn info(row: Row, now: u64) -> Result<NodeInfo> {
    let Row { id: node_id, address, public_key, registered_at, last_active_at, status, capabilities } = row;
    let capabilities = serde_json::from_str(&capabilities)?;
    let silent = matches!(status.as_str(), "active" | "busy") && last_active_at < now.saturating_sub(SILENCE);
    let status = if silent { "offline".to_owned() } else { status };
    Ok(NodeInfo { node_id, address, public_key, registered_at, last_active_at, status, capabilities })
}

#[derive(Deserialize)]
struct NodeQuery {
    node_id: String,
}

async fn node(request: Request, cx: RouteContext<()>) -> Result<Response> {
    let Ok(NodeQuery { node_id }) = request.query() else { return problem(400, "invalid_request") };
    if !is_id(&node_id) {
        return problem(400, "invalid_request");
    }
    let statement = cx.env.d1("DB")?.prepare(NODE).bind(&[node_id.into()])?;
    match statement.first::<Row>(None).await? {
        Some(row) => Response::from_json(&info(row, worker::Date::now().as_millis())?),
        None => problem(404, "node_not_found"),
    }
}

#[derive(Deserialize)]
struct ListQuery {
    #[serde(default = "hundred")]
    limit: u32,
    #[serde(default)]
    cursor: String,
}

fn hundred() -> u32 {
    100
}

#[derive(Serialize)]
struct NodeList {
    nodes: Vec<NodeInfo>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_cursor: Option<String>,
}

async fn list(request: Request, cx: RouteContext<()>) -> Result<Response> {
    let Ok(ListQuery { limit: limit @ 1..=100, cursor }) = request.query() else {
        return problem(400, "invalid_request");
    };
    let statement = cx.env.d1("DB")?.prepare(LIST).bind(&[cursor.into(), (limit + 1).into()])?;
    let mut rows = statement.all().await?.results::<Row>()?;
    let more = rows.len() > limit as usize;
    rows.truncate(limit as usize);
    let now = worker::Date::now().as_millis();
    let nodes = rows.into_iter().map(|row| info(row, now)).collect::<Result<Vec<_>>>()?;
    let next_cursor = nodes.last().filter(|_| more).map(|node| node.node_id.clone());
    Response::from_json(&NodeList { nodes, next_cursor })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(dead_code)] // What the server decides is read and ignored.
struct RegisterNode {
    node_id: String,
    address: String,
    public_key: String,
    capabilities: Capabilities,
    wallet_address: Option<String>,
    registered_at: Option<serde_json::Value>,
    last_active_at: Option<serde_json::Value>,
    status: Option<serde_json::Value>,
}

async fn register(mut request: Request, cx: RouteContext<()>) -> Result<Response> {
    let json = request.headers().get("content-type")?.is_some_and(|value| value.starts_with("application/json"));
    if !json {
        return problem(415, "unsupported_media_type");
    }
    let bytes = request.bytes().await?;
    if bytes.len() > 262_144 {
        return problem(413, "body_too_large");
    }
    let Ok(body) = serde_json::from_slice::<RegisterNode>(&bytes) else { return problem(400, "invalid_request") };
    let sound = is_id(&body.node_id)
        && (1..=256).contains(&body.address.len())
        && is_key(&body.public_key)
        && body.wallet_address.as_deref().is_none_or(is_key)
        && (1..=32).contains(&body.capabilities.network_type.len());
    if !sound {
        return problem(400, "invalid_request");
    }
    let now = worker::Date::now().as_millis();
    let number = |n: u64| JsValue::from_f64(n as f64);
    let text = |text: &str| JsValue::from_str(text);
    let db = cx.env.d1("DB")?;
    let wallet = body.wallet_address.as_deref();
    let look = vec![
        db.prepare(NODE).bind(&[text(&body.node_id)])?,
        db.prepare(HELD).bind(&[text(&body.node_id), wallet.map_or(JsValue::NULL, text)])?,
    ];
    let [known, _held] = db.batch(look).await?.try_into().map_err(|_| "a result is missing")?;
    if !known.results::<Row>()?.is_empty() {
        // The bench registers new nodes only.
        return problem(409, "node_key_mismatch");
    }
    let capabilities = serde_json::to_string(&body.capabilities)?;
    let max: u64 = cx.env.var("MAX_NODES").ok().and_then(|max| max.to_string().parse().ok()).unwrap_or(1000);
    let insert = db.prepare(INSERT).bind(&[
        text(&body.node_id),
        text(&body.address),
        text(&body.public_key),
        text(&capabilities),
        number(now),
        number(now - SILENCE),
        number(max),
    ])?;
    let wallet = text(wallet.unwrap_or(&body.public_key));
    let wallet = db.prepare(WALLET).bind(&[text(&body.node_id), wallet, number(now)])?;
    let [inserted, _] = db.batch(vec![insert, wallet]).await?.try_into().map_err(|_| "a result is missing")?;
    match inserted.results::<Row>()?.pop() {
        Some(row) => Ok(Response::from_json(&info(row, now)?)?.with_status(201)),
        None => problem(503, "node_capacity_reached"),
    }
}

fn is_id(text: &str) -> bool {
    (1..=64).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"._:-".contains(&b))
}

fn is_key(text: &str) -> bool {
    bs58::decode(text).into_vec().is_ok_and(|bytes| bytes.len() == 32)
}

#[derive(Serialize)]
struct Problem<'a> {
    status: u16,
    code: &'a str,
}

fn problem(status: u16, code: &str) -> Result<Response> {
    let response = Response::from_json(&Problem { status, code })?.with_status(status);
    response.headers().set("content-type", "application/problem+json")?;
    Ok(response)
}
