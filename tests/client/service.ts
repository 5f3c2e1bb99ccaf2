// The service through its generated client: every route, each kind of error, signed and as the operator. It is compiled
// with `tsc --strict` and run against both hosts by `npm run test:client`.
import {
  Client, ClientError, NodeStatus, ProblemError, signingKey, unwrap,
  type ClientOptions, type GetNodeResult, type NodeId, type RegisterNode, type TaskId,
} from "./client.js";

/** What a case is given. */
export interface World {
  /** The service. */
  baseUrl: string;
  /** The operator's secret. */
  token: string;
  /** A server that answers what a test says: `/STATUS?…`, see `scripts/client.mjs`. */
  stubUrl: string;
  /** A part of names that no earlier run has used. */
  run: string;
}

// ---- what is asserted ---------------------------------------------------------------------

function fail(message: string): never {
  throw new Error(message);
}

function equal(found: unknown, expected: unknown, what = "it"): void {
  const [a, b] = [JSON.stringify(found), JSON.stringify(expected)];
  if (a !== b) fail(`${what} is ${a}, and should be ${b}`);
}

async function thrown<E extends Error>(type: new (...all: never[]) => E, call: Promise<unknown>): Promise<E> {
  try {
    await call;
  } catch (error) {
    if (error instanceof type) return error;
    throw error;
  }
  return fail("it did not throw");
}

/** The code of the problem that a call must end with. */
async function problem<R extends { ok: true } | { ok: false; problem: { code: string; status: number } }>(call: Promise<R>): Promise<string> {
  const result = await call;
  return result.ok ? fail(`it went well: ${JSON.stringify(result)}`) : `${result.problem.status} ${result.problem.code}`;
}

// ---- devices ------------------------------------------------------------------------------

/** A node: its id, its client, and what it registers with. */
async function device(world: World, name: string, options: Partial<ClientOptions> = {}) {
  const id: NodeId = `${name}-${world.run}`;
  const seed = crypto.getRandomValues(new Uint8Array(32));
  const key = await signingKey(seed);
  const registration: RegisterNode = {
    node_id: id,
    address: "here",
    public_key: await publicKey(seed),
    // A default may be left out of what is sent.
    capabilities: { cpu_cores: 4, memory_mb: 8192, network_type: "wifi", max_bandwidth_mbps: 100 },
  };
  const client = new Client({ baseUrl: world.baseUrl, credentials: { node: { id, key } }, ...options });
  return { id, seed, key, client, registration };
}

/** The public key of a seed, in hex: of a key that may be shown, its JSON form has it. */
async function publicKey(seed: Uint8Array): Promise<string> {
  const head = [48, 46, 2, 1, 0, 48, 5, 6, 3, 43, 101, 112, 4, 34, 4, 32];
  const shown = await crypto.subtle.importKey("pkcs8", new Uint8Array([...head, ...seed]), "Ed25519", true, ["sign"]);
  const { x = "" } = await crypto.subtle.exportKey("jwk", shown);
  const bytes = atob(x.replace(/-/g, "+").replace(/_/g, "/"));
  return Array.from(bytes, (byte) => byte.charCodeAt(0).toString(16).padStart(2, "0")).join("");
}

const operator = ({ baseUrl, token }: World) => new Client({ baseUrl, credentials: { admin: token } });

// ---- the cases ----------------------------------------------------------------------------

export const cases: { [name: string]: (world: World) => Promise<void> } = {
  async "a node lives"(world) {
    const { id, client, registration } = await device(world, "lives");
    const admin = operator(world);

    const first = await client.registerNode({ body: registration });
    if (!first.ok) fail(JSON.stringify(first.problem));
    equal([first.status, first.data.node_id, first.data.capabilities.gpu_info], [201, id, []]);
    equal((await client.registerNode({ body: registration })).status, 200);

    // Each signature holds once: every heartbeat has one of its own.
    for (const status of ["busy", "active", "busy"] as const) {
      const beat = unwrap(await client.heartbeat({ query: { node_id: id }, body: { status } }));
      equal([beat.next_heartbeat_ms, beat.leases], [30_000, []]);
    }
    equal(unwrap(await client.heartbeat({ query: { node_id: id } })).lost, []);

    const node = unwrap(await client.getNode({ query: { node_id: id } }));
    equal([node.status, node.address, node.capabilities.memory_mb], ["busy", "here", 8192]);
    const listed = unwrap(await admin.listNodes({ query: { status: "busy", active: true, limit: 100 } }));
    equal(listed.nodes.filter((it) => it.node_id === id).length, 1);
    unwrap(await admin.listNodes());

    equal(unwrap(await client.setNodeStatus({ body: { node_id: id, status: "paused" } })).status, "paused");
    equal(unwrap(await admin.setNodeStatus({ body: { node_id: id, status: "banned" } })).status, "banned");
    equal(await problem(client.heartbeat({ query: { node_id: id } })), "403 node_banned");
    equal(unwrap(await admin.deleteNode({ query: { node_id: id } })).mode, "deleted");
    equal(await problem(admin.getNode({ query: { node_id: id } })), "404 node_not_found");
  },

  async "every route answers its caller, though its rules may come later"(world) {
    const { id, client, registration } = await device(world, "routes");
    unwrap(await client.registerNode({ body: registration }));
    const admin = operator(world);
    unwrap(await admin.health());
    const task: TaskId = "task-1";
    const query = { node_id: id };
    const answers = [
      client.recordContribution({
        body: { id: "c1", node_id: id, task_id: task, lease_id: "l1", duration_seconds: 1, samples_processed: 1 },
      }),
      client.contributionStats({ query }),
      client.listContributions({ query: { ...query, limit: 5 } }),
      admin.distributeRewards({ body: { limit: 1 }, idempotencyKey: crypto.randomUUID() }),
      admin.rewardBalance({ query: { address: "TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA" } }),
      client.pendingRewards({ query }),
      client.settleRewards({ body: query, idempotencyKey: crypto.randomUUID() }),
      admin.addTask({ body: { id: task, task_type: "inference", params: {} } }),
      client.nextTask(),
      admin.cancelTask({ query: { task_id: task } }),
      admin.listTasks(),
    ];
    for (const result of await Promise.all(answers)) {
      // What the table declares, and nothing else: all others are thrown.
      if (!result.ok && result.status === 401) fail(JSON.stringify(result.problem));
    }
  },

  async "who shows nothing, or the wrong thing"(world) {
    const { baseUrl, token } = world;
    const one = await device(world, "one");
    const two = await device(world, "two");
    unwrap(await one.client.registerNode({ body: one.registration }));
    const get = (client: Client, options?: Parameters<Client["getNode"]>[1]) => client.getNode({ query: { node_id: one.id } }, options);

    equal(await problem(get(new Client({ baseUrl }))), "401 credentials_missing");
    equal(await problem(get(new Client({ baseUrl, credentials: { admin: "guess" } }))), "401 credentials_invalid");
    equal(await problem(get(two.client)), "401 signature_invalid");
    // The other node's id, with one's own key.
    const thief = new Client({ baseUrl, credentials: { node: { id: one.id, key: two.key } } });
    equal(await problem(get(thief)), "401 signature_invalid");
    equal(await problem(thief.registerNode({ body: { ...one.registration, public_key: two.registration.public_key } })), "409 node_key_mismatch");
    equal(await problem(two.client.setNodeStatus({ body: { node_id: one.id, status: "paused" } })), "401 signature_invalid");

    // Of several credentials the route's first is taken, or the one that the call names.
    const both = new Client({ baseUrl, credentials: { node: { id: one.id, key: two.key }, admin: async () => token } });
    equal(await problem(get(both)), "401 signature_invalid");
    equal((await get(both, { as: "admin" })).ok, true);
    equal((await thrown(ClientError, get(one.client, { as: "admin" }))).kind, "invalid_request");

    // A wallet, or anything else that signs bytes.
    const wallet = new Client({
      baseUrl,
      credentials: { node: { id: one.id, key: async (data) => new Uint8Array(await crypto.subtle.sign("Ed25519", one.key, new Uint8Array(data))) } },
    });
    equal((await get(wallet)).ok, true);
  },

  async "a request that is sent again, or changed on its way"(world) {
    let change: (url: string, init: RequestInit) => [string, RequestInit] = (url, init) => [url, init];
    const { id, client, registration } = await device(world, "changed", { fetch: (url, init) => fetch(...change(url, init)) });
    unwrap(await client.registerNode({ body: registration }));
    const beat = () => client.heartbeat({ query: { node_id: id }, body: { status: "busy" } });
    equal((await beat()).ok, true);

    let first: [string, RequestInit] | undefined;
    change = (url, init) => (first ??= [url, init]);
    equal((await beat()).ok, true);
    equal(await problem(beat()), "401 replayed_request");
    change = (url, init) => [url, { ...init, body: String(init.body).replace("busy", "offline") }];
    equal(await problem(beat()), "401 digest_mismatch");
    change = (url, init) => [`${url}&node_id=other`, init];
    equal(await problem(beat()), "401 signature_invalid");
    change = (url, init) => [url, { ...init, method: "PUT" }];
    equal((await thrown(ClientError, beat())).kind, "unexpected_reply");
  },

  async "a field of the client's own is signed where the table says so"(world) {
    const headers = { "X-Request-Start-Time": String(Date.now()) };
    let sent: Headers | undefined;
    const fetch = (url: string, init: RequestInit) => {
      sent = new Headers(init.headers);
      return globalThis.fetch(url, init);
    };
    const { id, client, registration } = await device(world, "timed", { headers, fetch });
    unwrap(await client.registerNode({ body: registration }));
    equal((await client.getNode({ query: { node_id: id } })).ok, true);
    equal(/^sig=\("@method" "@path" "@query" "x-request-start-time"\);created=/.test(sent?.get("signature-input") ?? ""), true);
  },

  async "a bad request lists everything that is wrong with it"(world) {
    const result = await operator(world).listNodes({ query: { limit: 0, cursor: "a".repeat(513) } });
    if (result.ok || result.problem.code !== "invalid_request") fail(JSON.stringify(result));
    const { status, errors = [], request_id } = result.problem;
    equal([status, errors.map(({ pointer, code }) => `${pointer} ${code}`)], [400, ["?limit min", "?cursor max_length"]]);
    equal(request_id.length > 0, true);
    const { client, registration } = await device(world, "large");
    equal(await problem(client.registerNode({ body: { ...registration, address: "a".repeat(300_000) } })), "413 body_too_large");
  },

  async "problems can be caught instead"(world) {
    const error = await thrown<ProblemError>(ProblemError, operator(world).getNode({ query: { node_id: "nobody" } }).then(unwrap));
    equal(error.problem.code, "node_not_found");
    equal(error.message.startsWith("404 node_not_found: "), true, error.message);
  },

  // ---- what the client does by itself, against a server that answers as it is told -------------

  async "who is asked to wait waits, as long as that is not too long"({ stubUrl }) {
    const asked = async (path: string, call: (client: Client) => Promise<unknown>, options: Partial<ClientOptions> = {}) => {
      const seen: string[] = [];
      const fetch = (_: string, init: RequestInit) => {
        seen.push(init.method ?? "");
        // Busy until the last time.
        return globalThis.fetch(`${stubUrl}${path}&last=${seen.length > 2}`);
      };
      const result = await call(new Client({ baseUrl: stubUrl, fetch, ...options }));
      return [seen.length, (result as { status: number }).status];
    };
    const health = (client: Client) => client.health();
    equal(await asked("/503?retry-after=0", health), [3, 200], "503");
    equal(await asked("/429?retry-after=0", health), [3, 200], "429");
    equal(await asked("/503?retry-after=0", health, { retries: 1 }), [2, 503], "once only");
    equal(await asked("/503?retry-after=60", health), [1, 503], "too long");
    equal(await asked(`/503?retry-after=${encodeURIComponent(new Date(Date.now() - 5000).toUTCString())}`, health), [3, 200], "a date");
    equal(await asked("/503?retry-after=2", health, { timeout: 1000 }), [1, 503], "longer than the call may take");
    equal(await asked("/503?none", health), [3, 200], "a pause of its own");
    equal(await asked("/500?none", health), [1, 500], "another status");
    const before = Date.now();
    equal(await asked("/429?retry-after=1", health, { retries: 1 }), [2, 429], "a second");
    equal(Date.now() - before >= 1000, true, "that it waited");
    // What must not happen twice.
    equal(await asked("/503?retry-after=0", (client) => client.addTask({ body: {} as never })), [1, 503], "POST");
    const distribute = (client: Client) => client.distributeRewards({ body: {}, idempotencyKey: "k" });
    equal(await asked("/503?retry-after=0", distribute), [3, 200], "a POST with a key");
  },

  async "what no result tells is thrown"({ stubUrl }) {
    const client = new Client({ baseUrl: stubUrl, timeout: 300 });
    const from = (path: string) => new Client({ baseUrl: stubUrl, timeout: 300, fetch: (_, init) => fetch(stubUrl + path, init) });
    const gone = new Client({ baseUrl: "http://127.0.0.1:1" });
    equal((await thrown(ClientError, gone.health())).kind, "network");
    equal((await thrown(ClientError, from("/never").health())).kind, "timeout");

    const page = await thrown(ClientError, from("/502?html").health());
    equal([page.kind, page.response?.status, page.text], ["unexpected_reply", 502, "<h1>Bad gateway</h1>"]);
    equal((await thrown(ClientError, from("/200?html").health())).kind, "unexpected_reply");
    equal((await thrown(ClientError, from("/418?none").health())).kind, "unexpected_reply");
    equal((await thrown(ClientError, from("/201?none&last=true").health())).kind, "unexpected_reply");

    const abort = new AbortController();
    setTimeout(() => abort.abort(new RangeError("enough")), 50);
    equal((await thrown(RangeError, from("/never").health({ signal: abort.signal }))).message, "enough");
    equal((await thrown(RangeError, client.health({ signal: abort.signal }))).message, "enough", "before it begins");
  },

  async "a device whose clock is wrong learns the time"(world) {
    const { id, client, registration } = await device(world, "late");
    unwrap(await client.registerNode({ body: registration }));
    const now = Date.now;
    Date.now = () => now() - 3_600_000;
    try {
      const result = await client.getNode({ query: { node_id: id } });
      // A host that does not tell the time cannot be believed.
      if (result.headers.has("date")) equal(result.status, 200);
      else equal(await problem(Promise.resolve(result)), "401 clock_skew");
    } finally {
      Date.now = now;
    }
  },
};

// ---- what must, and must not, compile ------------------------------------------------------

/** A `switch` over a problem's code is complete when nothing is left. */
export function told(result: GetNodeResult): string {
  if (result.ok) {
    const status: 200 = result.status;
    return `${status} ${result.data.node_id}`;
  }
  switch (result.problem.code) {
    case "node_not_found": {
      const status: 404 = result.problem.status;
      return `${status}`;
    }
    case "credentials_missing":
    case "credentials_invalid":
    case "signature_invalid":
    case "digest_mismatch":
    case "clock_skew":
    case "replayed_request":
      return "who are you";
    case "too_many_requests":
    case "unavailable":
    case "schema_outdated":
      return "later";
    case "internal_error":
    case "invalid_request":
    case "not_acceptable":
    case "uri_too_long":
    case "headers_too_large":
      return "a mistake";
    default: {
      const nothing: never = result.problem;
      return nothing;
    }
  }
}

/** Each line is one that a user could write by mistake. */
export async function mistakes(client: Client, node: NodeId, task: TaskId): Promise<void> {
  const result = await client.registerNode({ body: {} as RegisterNode });
  if (result.ok) {
    // @ts-expect-error There is no such status.
    if (result.status === 204) return;
  } else {
    // @ts-expect-error It is the problem of another route.
    if (result.problem.code === "node_not_found") return;
  }
  // @ts-expect-error Data of a call that may have failed.
  result.data;
  // @ts-expect-error A task is no node.
  await client.getNode({ query: { node_id: task } });
  // A text is.
  await client.getNode({ query: { node_id: "node-1" } });
  // @ts-expect-error The parameter must be given.
  await client.getNode({ query: {} });
  // @ts-expect-error So must all of them.
  await client.getNode();
  // @ts-expect-error There is no such parameter.
  await client.getNode({ query: { node_id: node, verbose: true } });
  // @ts-expect-error There is no such value.
  await client.setNodeStatus({ body: { node_id: node, status: "sleeping" } });
  // @ts-expect-error The key must be given.
  await client.settleRewards({ body: {} });
  // @ts-expect-error The route is not for nodes.
  await client.listTasks({}, { as: "anyone" });
  // @ts-expect-error Nor is this one.
  await client.addTask({ body: {} as never }, { as: "node" });
  const status: NodeStatus | undefined = NodeStatus[0];
  // @ts-expect-error The list is not one's own.
  NodeStatus.push(status);
}
