// `npm run crash [-- --rounds 200] [-- --host embedded|workerd] [-- --work beats|counts|money]`: kills the service, and a Worker
// that counts in objects, with SIGKILL in the midst of their work, again and again on the same data, and looks whether everything that was
// acknowledged is there, every alarm rings, and every object comes back.
//
// What is hard: of a request that was under way nobody knows whether it took effect. So each writer has one under way at
// most, and what is found may be the last that was acknowledged, or the one after it. On workerd the process that is
// killed is workerd itself; miniflare, which plays the platform, starts the next one. WILLIW_LOG=1 shows what the native one logs.
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import os from "node:os";
import path from "node:path";
import { ROOT, build, buildWorker } from "./build.mjs";
import { Money } from "./money.mjs";
import { BINDINGS, SCHEMA, UNLIMITED, schemaOf, serve, unlimited } from "./workerd.mjs";

const option = (name, otherwise) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? otherwise : process.argv[at + 1];
};
const ROUNDS = Number(option("rounds", "5"));
const HOSTS = [option("host", "embedded,workerd")].flatMap((hosts) => hosts.split(","));
const WORKS = [option("work", "beats,counts,money")].flatMap((works) => works.split(","));
const WRITERS = 8;
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** A request's JSON; `null` where the server is gone, or says that it cannot. */
async function ask(method, url, body) {
  try {
    const headers = body === undefined ? {} : { "content-type": "application/json" };
    // Nobody signs here: a node says who it is.
    const node = /heartbeat\?node_id=(.+)/.exec(url);
    if (node !== null) headers["x-node-id"] = node[1];
    const reply = await fetch(url, { method, headers, body: body && JSON.stringify(body), signal: AbortSignal.timeout(5000) });
    const text = await reply.text();
    return reply.status < 300 ? JSON.parse(text) : null;
  } catch {
    return null;
  }
}

/** Asks until there is an answer. */
async function insist(method, url, body) {
  for (let tries = 0; tries < 200; tries++) {
    const answer = await ask(method, url, body);
    if (answer !== null) return answer;
    await sleep(50);
  }
  throw new Error(`${method} ${url} is not answered any more`);
}

function demand(truth, words) {
  if (!truth) throw new Error(words);
}

// ---- what is done, and what must be found -------------------------------------------------

/** The service: nodes that change their status with every heartbeat, and nodes that register. */
class Heartbeats {
  name = "williw";
  about = "williw";
  acknowledged = 0;
  registered = [];
  writers = Array.from({ length: WRITERS }, (_, n) => ({ id: `beat-${n}`, turn: 0 }));

  node(id) {
    return {
      node_id: id, address: "a", public_key: "58" + "66".repeat(31),
      capabilities: { cpu_cores: 1, memory_mb: 1, network_type: "wifi", max_bandwidth_mbps: 1 },
    };
  }

  async prepare(url) {
    for (const { id } of this.writers) await insist("POST", `${url}/api/nodes/register`, this.node(id));
    for (const { id } of this.writers) await insist("POST", `${url}/api/nodes/heartbeat?node_id=${id}`, { status: "busy" });
  }

  static status(turn) {
    return turn % 2 === 0 ? "busy" : "active";
  }

  async write(url, writer) {
    const status = Heartbeats.status(writer.turn + 1);
    const answer = await ask("POST", `${url}/api/nodes/heartbeat?node_id=${writer.id}`, { status });
    if (answer === null) return false;
    writer.turn += 1;
    this.acknowledged += 1;
    if (writer.turn % 10 === 0) {
      const id = `${writer.id}-${writer.turn}`;
      if (await ask("POST", `${url}/api/nodes/register`, this.node(id)) === null) return false;
      this.registered.push(id);
    }
    return true;
  }

  async check(url) {
    for (const writer of this.writers) {
      const { status } = await insist("GET", `${url}/api/nodes/node?node_id=${writer.id}`);
      const fits = [writer.turn, writer.turn + 1].some((turn) => Heartbeats.status(turn) === status);
      demand(fits, `node ${writer.id} is ${status} after turn ${writer.turn}`);
      // Known again from here on.
      await insist("POST", `${url}/api/nodes/heartbeat?node_id=${writer.id}`, { status: Heartbeats.status(writer.turn) });
    }
    for (const id of this.registered) {
      const node = await insist("GET", `${url}/api/nodes/node?node_id=${id}`);
      demand(node.node_id === id, `node ${id} is gone`);
    }
    this.registered.length = 0;
  }
}

/** Objects that count, each count with an alarm. */
class Counts {
  name = "crash";
  about = "crash";
  acknowledged = 0;
  writers = Array.from({ length: WRITERS }, (_, n) => ({ id: `count-${n}`, count: 0, lives: 0 }));

  async prepare() {}

  async write(url, writer) {
    const answer = await ask("POST", `${url}/counters/${writer.id}`);
    if (answer === null) return false;
    demand(answer.count === writer.count + 1, `${writer.id}: ${answer.count} comes after ${writer.count}`);
    writer.count = answer.count;
    this.acknowledged += 1;
    return true;
  }

  async check(url) {
    // Nobody calls the objects now: whatever rings does so by itself.
    await sleep(600);
    for (const writer of this.writers) {
      const found = await insist("GET", `${url}/counters/${writer.id}`);
      const { count, rung, noted, lives } = found;
      demand(count === writer.count || count === writer.count + 1, `${writer.id}: ${count} was found, ${writer.count} acknowledged`);
      demand(noted <= count, `${writer.id}: D1 was told of ${noted}, and the object knows ${count}`);
      demand(rung === count, `${writer.id}: the alarm rang at ${rung} and the count is ${count}`);
      demand(lives > writer.lives, `${writer.id} did not come back`);
      writer.count = count;
      writer.lives = lives;
    }
  }
}

// ---- the two hosts ------------------------------------------------------------------------

/** One native process. */
class Embedded {
  static prepare({ name }) {
    execFileSync("cargo", ["build", "--quiet", "--package", name === "williw" ? "williw" : "williw-crash"], { cwd: ROOT, stdio: "inherit" });
  }

  constructor({ name, vars }, folder, port) {
    const target = process.env.CARGO_TARGET_DIR ?? path.join(ROOT, "target");
    this.binary = path.join(target, "debug", name === "williw" ? "williw" : "williw-crash");
    this.books_binary = path.join(target, "debug", "books");
    this.data = path.join(folder, "data");
    this.args = ["serve", "--port", String(port), "--data", this.data, "--test-scheduled"];
    this.vars = vars;
    this.url = `http://127.0.0.1:${port}`;
  }

  async start() {
    this.process = spawn(this.binary, this.args, { stdio: ["ignore", "ignore", process.env.WILLIW_LOG === undefined ? "ignore" : "inherit"], env: { ...process.env, ...UNLIMITED, MAX_NODES: "1000000", AUTH_MODE: "off", ...this.vars } });
    this.gone = new Promise((resolve) => this.process.once("exit", resolve));
  }

  async kill() {
    this.process.kill("SIGKILL");
    await this.gone;
    // Nobody else may read the files while it runs.
    if (this.vars !== undefined) this.wrong = this.read();
    await this.start();
  }

  read() {
    const { stdout, stderr, status } = spawnSync(this.books_binary, [path.join(this.data, "d1", "DB.sqlite"), "--end-runs"]);
    return status === 0 ? [] : [`${stdout}${stderr}`];
  }

  async scheduled(cron) {
    await fetch(`${this.url}/cdn-cgi/local/scheduled?cron=${encodeURIComponent(cron)}`, { signal: AbortSignal.timeout(10_000) });
  }

  /** What was wrong with the books when it was dead. */
  async books() {
    return this.wrong ?? [];
  }

  async stop() {
    this.process.kill("SIGTERM");
    await this.gone;
  }
}

/** workerd, as miniflare keeps it running. */
class Workerd {
  static outs = {};

  static prepare({ name }) {
    const out = path.join(ROOT, "build", ...(name === "williw" ? [] : [name]));
    if (!process.argv.includes("--no-build")) {
      if (name === "williw") build();
      else buildWorker({ crate: path.join(ROOT, "tests", "crash"), out, classes: ["Counter"], dev: true });
    }
    Workerd.outs[name] = out;
  }

  constructor({ name, vars }, folder, port) {
    this.name = name;
    this.options = name === "williw"
      ? { ...unlimited(BINDINGS), vars: { MAX_NODES: "1000000", AUTH_MODE: "off", ...vars } }
      : { d1: ["DB"], objects: ["Counter"] };
    this.options = { ...this.options, name, persist: folder, port };
    this.url = `http://127.0.0.1:${port}`;
  }

  async start() {
    this.miniflare = serve(Workerd.outs[this.name], this.options);
    await this.miniflare.ready;
    const database = await this.miniflare.getD1Database("DB");
    const schema = this.name === "williw" ? SCHEMA : schemaOf(path.join(ROOT, "tests", "crash", "spec"));
    await database.prepare(schema).run();
  }

  async kill() {
    for (const pid of children(process.pid, "workerd")) process.kill(pid, "SIGKILL");
    if (this.name !== "williw") return;
    // A run of a cron job that was killed keeps others away for four minutes; nobody waits for it here.
    for (let tries = 0; ; tries++) {
      try {
        await this.rows("DELETE FROM stats WHERE name LIKE 'cron:%'");
        return;
      } catch (error) {
        if (tries === 100) throw error;
        await sleep(50);
      }
    }
  }

  async scheduled(cron) {
    await (await this.miniflare.getWorker()).scheduled({ cron });
  }

  async rows(sql) {
    const database = await this.miniflare.getD1Database("DB");
    return (await database.prepare(sql).all()).results;
  }

  async books(invariants) {
    const wrong = [];
    for (const [name, sql] of invariants) wrong.push(...(await this.rows(sql)).map(({ what }) => `${name}: ${what}`));
    return wrong;
  }

  async stop() {
    await this.miniflare.dispose();
  }
}

/** The processes below one that have this name. */
function children(parent, name) {
  const found = [];
  for (const entry of readdirSync("/proc")) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      const stat = readFileSync(`/proc/${entry}/stat`, "utf8");
      const [, command, rest] = /^\d+ \((.*)\) \S (.*)$/s.exec(stat);
      if (Number(rest.split(" ")[0]) !== parent) continue;
      if (command === name) found.push(Number(entry));
      else found.push(...children(Number(entry), name));
    } catch {
      // It has ended meanwhile.
    }
  }
  return found;
}

function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

// ---- the loop -----------------------------------------------------------------------------

async function torment(Host, work) {
  Host.prepare(work);
  const folder = mkdtempSync(path.join(os.tmpdir(), "williw-crash-"));
  const host = new Host(work, folder, await freePort());
  const { url } = host;
  work.host = host;
  await host.start();
  try {
    await work.prepare(url);
    for (let round = 1; round <= ROUNDS; round++) {
      let killed = false;
      const writers = work.writers.map(async (writer) => {
        // Some may be faster than the kill; none goes on after it.
        while (!killed && await work.write(url, writer));
      });
      await sleep(20 + Math.random() * 200);
      await work.moment?.();
      const next = host.kill();
      killed = true;
      await Promise.all(writers);
      await next;
      await work.check(url, host);
      if (round % 20 === 0) console.log(`  ${round} kills, ${work.acknowledged} acknowledged`);
    }
    await work.finish?.(url, host);
  } finally {
    await host.stop();
    rmSync(folder, { recursive: true, force: true });
    work.stop?.();
  }
  console.log(`${Host.name.toLowerCase()}, ${work.about}: ${ROUNDS} kills, ${work.acknowledged} acknowledged, nothing lost`);
}

const hosts = { embedded: Embedded, workerd: Workerd };
const works = { beats: () => new Heartbeats(), counts: () => new Counts(), money: () => Money.start() };
for (const host of HOSTS) {
  for (const work of WORKS) await torment(hosts[host], await works[work]());
}
