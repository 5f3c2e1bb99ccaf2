// `npm run test:bindings [-- --no-build] [case …]`: the cases of tests/bindings on real workerd and on the embedded host; both
// must say what is expected. Words choose cases by parts of their names.
//
// What only miniflare can do for a case is asked for over HTTP: POST /evict?class=…&name=…, /cron?cron=…&time=…, /record?id=…,
// /restart; and /tell, after which requests tell of themselves.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { ROOT, buildWorker } from "./build.mjs";
import { cargoTest, evict, schemaOf, serve } from "./workerd.mjs";

const NAME = "bindings";
const crate = path.join(ROOT, "tests", "bindings");
const out = path.join(ROOT, "build", "bindings");
const table = readFileSync(path.join(crate, "spec", "bindings.toml"), "utf8");
const declared = (kind) => [...table.matchAll(new RegExp(`^\\[${kind}\\.(\\w+)\\]$`, "gm"))].map(([, name]) => name);
const classes = declared("object");
const ratelimits = [...table.matchAll(/^\[ratelimit\.(\w+)\]\nlimit = (\d+)\nperiod = (\d+)$/gm)]
  .map(([, name, limit, period]) => ({ name, limit: Number(limit), period: Number(period) }));
/** What requests have told of themselves, by their ids. */
const records = new Map();
function heard({ message }) {
  const id = /^\{"request_id":"(.*?)"/.exec(message)?.[1];
  if (id === undefined) process.stdout.write(`${message}\n`);
  else records.set(id, message);
}
// Unoptimised: it is run once.
if (!process.argv.includes("--no-build")) buildWorker({ crate, out, classes, dev: true });

const persist = mkdtempSync(path.join(tmpdir(), "bindings-"));
let level = "warn";
/** Where the tests' own service will listen, which the Worker must know when it starts. */
const service = await new Promise((resolve) => {
  const taken = createServer().listen(0, "127.0.0.1", () => {
    const { port } = taken.address();
    taken.close(() => resolve(port));
  });
});
const start = (port) => serve(out, {
  name: NAME, d1: declared("d1"), kv: declared("kv"), objects: classes, ratelimits, vars: { HOST: "workerd", LOG_LEVEL: level, SERVICE_URL: `http://127.0.0.1:${service}` },
  persist, port, heard,
});
let miniflare = start(0);
const url = await miniflare.ready;

const controls = {
  async evict(query) {
    await evict(miniflare, NAME, query.get("class"), query.get("name"));
    return "";
  },

  /** Whether all of the expression's jobs ended well. */
  async cron(query) {
    const worker = await miniflare.getWorker();
    const run = { cron: query.get("cron"), scheduledTime: new Date(Number(query.get("time"))) };
    return (await worker.scheduled(run)).outcome === "ok" ? "ok" : "failed";
  },

  /** What a request has told of itself: in a moment, since logs come on a way of their own. */
  async record(query) {
    for (let tries = 0; tries < 100; tries++) {
      const record = records.get(query.get("id"));
      if (record !== undefined) return record;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return "nothing";
  },

  async tell() {
    level = "info";
    return controls.restart();
  },

  async restart() {
    await miniflare.dispose();
    miniflare = start(Number(url.port));
    await miniflare.ready;
    return "";
  },
};

const control = createServer(async (request, response) => {
  const { pathname, searchParams } = new URL(request.url, "http://control");
  try {
    response.end(await controls[pathname.slice(1)](searchParams));
  } catch (error) {
    response.writeHead(500).end(String(error?.stack ?? error));
  }
});
await new Promise((resolve) => control.listen(0, "127.0.0.1", resolve));

try {
  const database = await miniflare.getD1Database("DB");
  await database.prepare(schemaOf(path.join(crate, "spec"))).run();
  process.exitCode = await cargoTest(["--package", "williw-bindings", "--", "--nocapture"], {
    WILLIW_BINDINGS_URL: url.href.replace(/\/$/, ""),
    WILLIW_BINDINGS_CONTROL: `http://127.0.0.1:${control.address().port}`,
    WILLIW_BINDINGS_SERVICE: String(service),
    BINDINGS_CASES: process.argv.slice(2).filter((argument) => !argument.startsWith("--")).join(" "),
  });
} finally {
  control.close();
  await miniflare.dispose();
  rmSync(persist, { recursive: true, force: true });
}
