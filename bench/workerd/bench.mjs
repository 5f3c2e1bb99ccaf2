// `npm run bench [-- --quick]`: what a request costs workerd, in CPU time, for our Worker beside the same
// API in raw JavaScript and on the crate `worker`. See README.md for what is measured and how.
import { mkdirSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { MODULES, ROOT, buildWorker, weigh, workerBuild } from "../../scripts/build.mjs";
import { WORKERD, steps } from "../../scripts/workerd.mjs";
import { abandon, load } from "./load.mjs";
import { cpu, memory, startDatabases, startWorker } from "./processes.mjs";

const { values: options } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    "no-build": { type: "boolean", default: false },
    only: { type: "string" },
    "memory-requests": { type: "string" },
  },
});
const ROUNDS = options.quick ? 5 : 15;
const SLOT_MS = options.quick ? 600 : 1000;
const MEMORY_REQUESTS = Number(options["memory-requests"] ?? (options.quick ? 9_000 : 90_000));
/** Ours may cost this many times what raw JavaScript costs. */
const LIMIT = 1.25;
const DB_PORT = 19100;
const PORT = 19200;

const here = import.meta.dirname;
const scratch = path.join(ROOT, "build", "bench");
const routerOut = path.join(scratch, "router-build");
const williwOut = path.join(scratch, "williw-build");
mkdirSync(scratch, { recursive: true });

const contestants = [
  { name: "raw-js", modules: [path.join(here, "contestants", "raw.js")] },
  { name: "worker", modules: ["index.js", "index_bg.wasm"].map((file) => path.join(routerOut, file)) },
  { name: "williw", modules: MODULES.map((file) => path.join(williwOut, file)) },
];

const KEY = "FVen3X669xLzsi6N2V91DoiyzHzg1uAgqiT8jZ9nS96Z";
const CAPABILITIES = {
  cpu_cores: 16,
  memory_mb: 65536,
  gpu_info: [{ name: "NVIDIA GeForce RTX 4090", memory_mb: 24564, compute_capability: "8.9" }],
  network_type: "ethernet",
  max_bandwidth_mbps: 1000,
};
const nodeId = (i) => `node-${String(i).padStart(5, "0")}`;
let registered = 0;
const ROUTES = [
  { name: "R0 GET /health", request: () => ({ path: "/health" }) },
  { name: "R1 GET one node", request: (i) => ({ path: `/api/nodes/node?node_id=${nodeId(i % 200)}` }) },
  { name: "R2 GET 100 nodes", request: () => ({ path: "/api/nodes/list?limit=100" }) },
  {
    name: "R3 POST register",
    expect: [201],
    request: () => ({
      method: "POST",
      path: "/api/nodes/register",
      body: JSON.stringify({
        node_id: `bench-${registered++}`,
        address: "203.0.113.7:9000",
        public_key: KEY,
        capabilities: CAPABILITIES,
      }),
    }),
    after: (contestant) => sql(contestant, [
      { sql: "DELETE FROM wallets WHERE node_id LIKE 'bench-%'" },
      { sql: "DELETE FROM nodes WHERE id LIKE 'bench-%'" },
    ]),
  },
];

async function sql({ databasePort }, queries) {
  const reply = await fetch(`http://127.0.0.1:${databasePort}/execute`, { method: "POST", body: JSON.stringify(queries) });
  const answer = await reply.json();
  if (!Array.isArray(answer)) throw new Error(answer.error);
}

async function seed(contestant) {
  await sql(contestant, steps().map((step) => ({ sql: step.sql })));
  const now = Date.now();
  const insert =
    "INSERT INTO nodes (id, address, public_key, registered_at, last_active_at, status, capabilities, " +
    "total_compute_score, total_rewards_lamports, contribution_count, created_at, updated_at) " +
    "VALUES (?1, ?2, ?3, ?4, ?4, 'active', ?5, 0, 0, 0, ?4, ?4)";
  const params = (i) => [nodeId(i), `203.0.113.${i}:9000`, KEY, now + i, JSON.stringify(CAPABILITIES)];
  await sql(contestant, Array.from({ length: 200 }, (_, i) => ({ sql: insert, params: params(i) })));
}

/** One slot: requests to one contestant for a while. Returns microseconds of CPU per request. */
async function slot(contestant, route, limit) {
  const { port, process } = contestant;
  const before = cpu(process.pid);
  const { done, bad, sample } = await load({ port, request: route.request, expect: route.expect, ...limit });
  const spent = cpu(process.pid) - before;
  if (bad > 0) throw new Error(`${contestant.name} ${route.name}: ${bad} of ${done} replies were wrong: ${sample}`);
  await route.after?.(contestant);
  return spent / done;
}

const median = (list) => list.toSorted((a, b) => a - b)[list.length >> 1];

async function measure() {
  const names = contestants.map(({ name }) => name);
  const routes = ROUTES.filter(({ name }) => !options.only || name.startsWith(options.only));
  const costs = new Map(routes.map((route) => [route, new Map(names.map((name) => [name, []]))]));
  for (const route of routes) for (const contestant of contestants) await slot(contestant, route, { count: options.quick ? 1500 : 4000 });
  for (let round = 0; round < ROUNDS; round++) {
    for (const route of routes) {
      for (let i = 0; i < contestants.length; i++) {
        const contestant = contestants[(i + round) % contestants.length];
        costs.get(route).get(contestant.name).push(await slot(contestant, route, { ms: SLOT_MS }));
      }
    }
    process.stderr.write(`round ${round + 1} of ${ROUNDS}\r`);
  }
  process.stderr.write("\n");
  console.log("CPU per request: median µs, and median of the ratios to raw-js within a round\n");
  console.log(`${"".padEnd(18)}${names.map((name) => name.padStart(18)).join("")}`);
  let fine = true;
  for (const [route, byName] of costs) {
    const ratio = (name) => median(byName.get(name).map((cost, i) => cost / byName.get("raw-js")[i]));
    const cells = names.map((name) => `${median(byName.get(name)).toFixed(0)} (${ratio(name).toFixed(2)})`.padStart(18));
    const ok = ratio("williw") <= LIMIT && ratio("williw") < ratio("worker");
    fine &&= ok;
    console.log(`${route.name.padEnd(18)}${cells.join("")}${ok ? "" : "   too dear"}`);
  }
  return fine;
}

/** Many requests of every kind, some abandoned by their clients: memory must stay level. */
async function level() {
  const PARTS = 6;
  const { port, process: worker } = contestants.at(-1);
  const count = Math.ceil(MEMORY_REQUESTS / PARTS);
  const [health, one, hundred] = ROUTES;
  const mix = (i) => (i % 10 === 0 ? hundred : i % 3 === 0 ? health : one).request(i);
  const seen = [];
  // The heap grows to its usual size first.
  await load({ port, request: mix, count });
  for (let i = 0; i < PARTS; i++) {
    await abandon({ port, request: hundred.request, count: 200 });
    await load({ port, request: mix, count });
    seen.push(memory(worker.pid));
  }
  console.log(`\nmemory after each ${count} requests: ${seen.map((mib) => mib.toFixed(0)).join(", ")} MiB`);
  // It breathes with the garbage collector: the least of each half tells.
  const least = (list) => Math.min(...list);
  return least(seen.slice(PARTS / 2)) - least(seen.slice(0, PARTS / 2)) < 24;
}

if (!options["no-build"]) {
  buildWorker({ crate: path.join(here, "contestants", "williw"), out: williwOut });
  workerBuild(path.join(here, "contestants", "router"), routerOut);
}
const kib = ({ gzip }) => `${(gzip / 1024).toFixed(1)} KiB`;
console.log(`upload, gzip -9: williw ${kib(weigh(williwOut))}, ` +
  `worker ${kib(weigh(routerOut, ["index.js", "index_bg.wasm"]))}\n`);
const stops = [];
try {
  const names = contestants.map(({ name }) => name);
  stops.push(await startDatabases(WORKERD, scratch, names, DB_PORT));
  for (const [i, contestant] of contestants.entries()) {
    contestant.databasePort = DB_PORT + i;
    contestant.port = PORT + i;
    await seed(contestant);
    // Nobody else writes a line for each request.
    const text = { MAX_NODES: "100000", LOG_LEVEL: "warn" };
    contestant.process = await startWorker(WORKERD, scratch, { ...contestant, text });
    stops.push(contestant.process);
  }
  const fine = await measure();
  const kept = await level();
  if (!kept) console.error("memory grows");
  process.exitCode = fine && kept ? 0 : 1;
} finally {
  await Promise.all(stops.map((child) => child.stop()));
}
