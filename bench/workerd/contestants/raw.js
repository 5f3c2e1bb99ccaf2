// The service's routes in hand-written JavaScript without any library: what the ratios are relative to.
// The same statements, the same rules, the same replies; only problems are plainer.

const SILENCE = 300_000;
const SHOWN = "id, address, public_key, registered_at, last_active_at, status, capabilities";
const ID = /^[A-Za-z0-9._:-]{1,64}$/;
const LIVE =
  "(SELECT count(*) FROM (SELECT 1 FROM nodes WHERE status IN ('active', 'busy', 'paused') " +
  "AND (status = 'paused' OR last_active_at >= ?6) LIMIT ?7)) < ?7";
const INSERT =
  "INSERT INTO nodes (id, address, public_key, registered_at, last_active_at, status, capabilities, " +
  "total_compute_score, total_rewards_lamports, contribution_count, created_at, updated_at) " +
  `SELECT ?1, ?2, ?3, ?5, ?5, 'active', ?4, 0, 0, 0, ?5, ?5 WHERE ${LIVE} RETURNING ${SHOWN}`;
const WALLET =
  "INSERT INTO wallets (node_id, wallet_address, sol_balance_lamports, pending_rewards_lamports, " +
  "total_rewards_distributed_lamports, last_updated_at) " +
  "SELECT ?1, ?2, 0, 0, 0, ?3 WHERE EXISTS (SELECT 1 FROM nodes WHERE id = ?1)";
const OPEN_PAYOUT =
  "EXISTS (SELECT 1 FROM payouts WHERE node_id = ?1 " +
  "AND status IN ('requested', 'signed', 'submitted', 'confirmed', 'review'))";
const HELD = `SELECT 1 AS found FROM wallets WHERE node_id = ?1 AND wallet_address <> ?2 AND ${OPEN_PAYOUT}`;
const REFRESH =
  "UPDATE nodes SET address = ?2, capabilities = ?4, last_active_at = max(last_active_at, ?5), " +
  "updated_at = max(updated_at, ?5), status = CASE WHEN status IN ('offline', 'retired') " +
  "OR (status = 'busy' AND last_active_at < ?6) THEN 'active' ELSE status END " +
  "WHERE id = ?1 AND public_key = ?3 AND (status IN ('paused', 'banned') " +
  `OR (status IN ('active', 'busy') AND last_active_at >= ?6) OR ${LIVE}) ` +
  `AND (?8 IS NULL OR NOT ${OPEN_PAYOUT} ` +
  `OR EXISTS (SELECT 1 FROM wallets WHERE node_id = ?1 AND wallet_address = ?8)) RETURNING ${SHOWN}`;
const MOVE =
  "UPDATE wallets SET wallet_address = ?2, last_updated_at = max(last_updated_at, ?3) " +
  "WHERE node_id = ?1 AND wallet_address <> ?2 " +
  `AND EXISTS (SELECT 1 FROM nodes WHERE id = ?1 AND public_key = ?4) AND NOT ${OPEN_PAYOUT}`;

export default {
  async fetch(request, env) {
    const url = new URL(request.url);
    try {
      if (request.method === "GET") {
        if (url.pathname === "/health") return await health(env);
        if (url.pathname === "/api/nodes/node") return await node(url, env);
        if (url.pathname === "/api/nodes/list") return await list(url, env);
      }
      if (request.method === "POST" && url.pathname === "/api/nodes/register") return await register(request, env);
      return problem(404, "not_found");
    } catch (error) {
      console.error(error);
      return problem(500, "internal_error");
    }
  },
};

async function health(env) {
  await env.DB.prepare("SELECT name, value, updated_at FROM stats WHERE name = ?1").bind("health_check").raw();
  return json({ status: "healthy", server_time_ms: Date.now() });
}

async function node(url, env) {
  const id = url.searchParams.get("node_id");
  if (id === null || !ID.test(id)) return invalid([{ pointer: "?node_id", code: "pattern" }]);
  const row = await env.DB.prepare(`SELECT ${SHOWN} FROM nodes WHERE id = ?1`).bind(id).first();
  return row === null ? problem(404, "node_not_found") : json(info(row, Date.now()));
}

async function list(url, env) {
  const limit = url.searchParams.has("limit") ? Number(url.searchParams.get("limit")) : 100;
  if (!Number.isInteger(limit) || limit < 1 || limit > 100) return invalid([{ pointer: "?limit", code: "max" }]);
  const cursor = url.searchParams.get("cursor") ?? "";
  const { results } = await env.DB.prepare(
    `SELECT ${SHOWN} FROM nodes INDEXED BY idx_nodes_current WHERE status <> 'retired' AND id > ?1 ORDER BY id LIMIT ?2`,
  ).bind(cursor, limit + 1).all();
  const now = Date.now();
  const nodes = results.slice(0, limit).map((row) => info(row, now));
  const more = results.length > limit;
  return json(more ? { nodes, next_cursor: nodes[limit - 1].node_id } : { nodes });
}

async function register(request, env) {
  if (Number(request.headers.get("content-length") ?? 0) > 262144) return problem(413, "body_too_large");
  if (!request.headers.get("content-type")?.startsWith("application/json")) {
    return problem(415, "unsupported_media_type");
  }
  let body;
  try {
    body = await request.json();
  } catch {
    return problem(400, "malformed_json");
  }
  const errors = check(body);
  if (errors.length > 0) return invalid(errors);
  const { node_id: id, address, public_key: key } = body;
  const now = Date.now();
  const [known, held] = await env.DB.batch([
    env.DB.prepare(`SELECT ${SHOWN} FROM nodes WHERE id = ?1`).bind(id),
    env.DB.prepare(HELD).bind(id, body.wallet_address ?? null),
  ]);
  const { cpu_cores, memory_mb, gpu_info = [], network_type, max_bandwidth_mbps } = body.capabilities;
  const capabilities = JSON.stringify({ cpu_cores, memory_mb, gpu_info, network_type, max_bandwidth_mbps });
  const params = [id, address, key, capabilities, now, now - SILENCE, Number(env.MAX_NODES ?? 1000)];
  if (known.results.length > 0) {
    if (known.results[0].public_key !== key) return problem(409, "node_key_mismatch");
    if (held.results.length > 0) return problem(409, "payout_open");
    const wallet = body.wallet_address ?? null;
    const [refreshed] = await env.DB.batch([
      env.DB.prepare(REFRESH).bind(...params, wallet),
      env.DB.prepare(MOVE).bind(id, wallet, now, key),
    ]);
    if (refreshed.results.length === 0) return problem(503, "node_capacity_reached");
    return json(info(refreshed.results[0], now));
  }
  const [inserted] = await env.DB.batch([
    env.DB.prepare(INSERT).bind(...params),
    env.DB.prepare(WALLET).bind(id, body.wallet_address ?? key, now),
  ]);
  if (inserted.results.length === 0) return problem(503, "node_capacity_reached");
  return json(info(inserted.results[0], now), 201);
}

function info(row, now) {
  const silent = (row.status === "active" || row.status === "busy") && row.last_active_at < now - SILENCE;
  return {
    node_id: row.id,
    address: row.address,
    public_key: row.public_key,
    registered_at: row.registered_at,
    last_active_at: row.last_active_at,
    status: silent ? "offline" : row.status,
    capabilities: JSON.parse(row.capabilities),
  };
}

const KNOWN = new Set([
  "node_id", "address", "public_key", "capabilities", "wallet_address", "registered_at", "last_active_at", "status",
]);

function check(body) {
  const errors = [];
  const fail = (pointer, code) => errors.push({ pointer, code });
  const text = (value, pointer, min, max) => {
    if (typeof value !== "string") fail(pointer, "type");
    else if (value.length < min) fail(pointer, "min_length");
    else if (value.length > max) fail(pointer, "max_length");
  };
  const whole = (value, pointer, max) => {
    if (!Number.isInteger(value)) fail(pointer, "type");
    else if (value < 0) fail(pointer, "min");
    else if (value > max) fail(pointer, "max");
  };
  if (typeof body !== "object" || body === null || Array.isArray(body)) return [{ pointer: "", code: "type" }];
  for (const key of Object.keys(body)) if (!KNOWN.has(key)) fail(`/${key}`, "unknown");
  if (typeof body.node_id !== "string" || !ID.test(body.node_id)) fail("/node_id", "pattern");
  text(body.address, "/address", 1, 256);
  if (unbase58(body.public_key)?.length !== 32) fail("/public_key", "format");
  if (body.wallet_address != null && unbase58(body.wallet_address)?.length !== 32) fail("/wallet_address", "format");
  const c = body.capabilities;
  if (typeof c !== "object" || c === null) {
    fail("/capabilities", "type");
    return errors;
  }
  whole(c.cpu_cores, "/capabilities/cpu_cores", 4294967295);
  whole(c.memory_mb, "/capabilities/memory_mb", Number.MAX_SAFE_INTEGER);
  whole(c.max_bandwidth_mbps, "/capabilities/max_bandwidth_mbps", Number.MAX_SAFE_INTEGER);
  text(c.network_type, "/capabilities/network_type", 1, 32);
  if (c.gpu_info !== undefined) {
    if (!Array.isArray(c.gpu_info) || c.gpu_info.length > 64) fail("/capabilities/gpu_info", "type");
    else {
      c.gpu_info.forEach((gpu, i) => {
        text(gpu?.name, `/capabilities/gpu_info/${i}/name`, 1, 128);
        whole(gpu?.memory_mb, `/capabilities/gpu_info/${i}/memory_mb`, Number.MAX_SAFE_INTEGER);
      });
    }
  }
  return errors;
}

const DIGITS = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
const DIGIT = new Map([...DIGITS].map((digit, i) => [digit, i]));

function unbase58(text) {
  if (typeof text !== "string" || text.length > 88) return null;
  const bytes = [];
  for (const letter of text) {
    let carry = DIGIT.get(letter);
    if (carry === undefined) return null;
    for (let i = 0; i < bytes.length; i++) {
      carry += bytes[i] * 58;
      bytes[i] = carry & 255;
      carry >>= 8;
    }
    for (; carry > 0; carry >>= 8) bytes.push(carry & 255);
  }
  for (const letter of text) {
    if (letter !== "1") break;
    bytes.push(0);
  }
  return bytes.reverse();
}

function json(value, status = 200) {
  return new Response(JSON.stringify(value), { status, headers: { "content-type": "application/json" } });
}

function problem(status, code, extra) {
  const document = { type: `/problems/${code}`, title: code, status, code, request_id: crypto.randomUUID(), ...extra };
  return new Response(JSON.stringify(document), { status, headers: { "content-type": "application/problem+json" } });
}

function invalid(errors) {
  return problem(400, "invalid_request", { errors });
}
