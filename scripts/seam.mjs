// `npm run test:seam [-- --no-build --release] [name …]`: what the Cloudflare host makes of KV, Durable Objects, cron and
// WebSockets, on real workerd, through the Worker of tests/seam. Each case below is a function; names choose some.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { ROOT, buildWorker } from "./build.mjs";
import { evict, serve } from "./workerd.mjs";

const crate = path.join(ROOT, "tests", "seam");
const out = path.join(ROOT, "build", "seam");
const chosen = process.argv.slice(2).filter((argument) => !argument.startsWith("--"));
const dev = !process.argv.includes("--release");
if (!process.argv.includes("--no-build")) buildWorker({ crate, out, classes: ["Probe"], dev });

const miniflare = serve(out, { name: "seam", d1: ["DB"], kv: ["KV"], objects: ["Probe"], ratelimits: [{ name: "LIMIT", limit: 3, period: 60 }] });
const url = (await miniflare.ready).href;

async function get(target) {
  return (await fetch(url + target)).text();
}

async function post(target, body) {
  const response = await fetch(url + target, { method: "POST", body: JSON.stringify(body ?? {}), signal: AbortSignal.timeout(20_000) });
  return response.text();
}

const kv = (operation, args) => post(`kv/${operation}`, args);
const object = (name, method, args) => post(`object/${name}/${method}`, args);
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Opens a WebSocket, and reads its messages one by one. */
async function connect(target) {
  const response = await miniflare.dispatchFetch(url + target, { headers: { upgrade: "websocket" } });
  const socket = response.webSocket;
  if (!socket) return { response, text: await response.text() };
  const came = [];
  const waiting = [];
  const put = (what) => (waiting.length > 0 ? waiting.shift()(what) : came.push(what));
  socket.addEventListener("message", ({ data }) => put(data));
  socket.addEventListener("close", ({ code, reason }) => put(`closed ${code} ${reason}`));
  socket.accept();
  const next = () => (came.length > 0 ? came.shift() : new Promise((resolve, reject) => {
    waiting.push(resolve);
    setTimeout(() => reject(new Error("no message came")), 5000);
  }));
  return { response, socket, next, ask: (text) => (socket.send(text), next()) };
}

const cases = {
  async bindings() {
    assert.equal(await get("bound"), "true false true false true false");
  },

  async kvValues() {
    assert.equal(await kv("get", { key: "none" }), "None");
    assert.equal(await kv("put", { key: "a", value: "\u00e9\u20ac\u{1f600}\0" }), "Ok(())");
    assert.equal(await kv("get", { key: "a" }), 'Some(("\u00e9\u20ac\u{1f600}\\0", None))');
    assert.equal(await kv("put", { key: "a", value: "", metadata: '{"n":[1,"\u20ac"]}' }), "Ok(())");
    assert.equal(await kv("get", { key: "a", cache_ttl: 60 }), 'Some(("", Some("{\\"n\\":[1,\\"\u20ac\\"]}")))');
    assert.equal(await kv("put", { key: "b", bytes: 300 }), "Ok(())");
    assert.match(await kv("get", { key: "b" }), /^Some\(\("\[0, 1, 2.*48\]", None\)\)$/);
    assert.equal(await kv("check", { key: "b" }), "300 true");
    assert.equal(await kv("delete", { key: "b" }), "Ok(())");
    assert.equal(await kv("delete", { key: "b" }), "Ok(())");
    assert.equal(await kv("get", { key: "b" }), "None");
  },

  async kvLargest() {
    const began = Date.now();
    assert.equal(await kv("put", { key: "big", bytes: 26_214_400 }), "Ok(())");
    assert.equal(await kv("check", { key: "big" }), "26214400 true");
    assert.equal(await kv("put", { key: "big", bytes: 26_214_401 }),
      'Err(Limit("KV PUT failed: 413 Value length of 26214401 exceeds limit of 26214400."))');
    console.log(`    25 MiB there and back: ${Date.now() - began} ms`);
  },

  async kvBulk() {
    await kv("put", { key: "one", value: "1" });
    await kv("put", { key: "two", value: "\u20ac" });
    assert.equal(await kv("bulk", { keys: ["two", "nothing", "one", "two"] }),
      'Ok([Some("\u20ac"), None, Some("1"), Some("\u20ac")])');
    assert.match(await kv("bulk", { keys: Array(101).fill(0).map((_, i) => `k${i}`) }), /^Err\(Limit\("KV GET_BULK failed: 400 /);
  },

  async kvList() {
    const at = Math.floor(Date.now() / 1000) + 1000;
    for (const key of ["l:b", "l:\u20ac", "l:a"]) await kv("put", { key, value: "x", at, metadata: "7" });
    await kv("put", { key: "l:c", value: "x" });
    const entry = (name, expiration, metadata) =>
      `KvKey { name: "${name}", expiration: ${expiration}, metadata: ${metadata} }`;
    const first = await kv("list", { prefix: "l:", limit: 2 });
    const some = [`Some(${at})`, 'Some("7")'];
    assert.ok(first.startsWith(`Ok(KvKeys { keys: [${entry("l:a", ...some)}, ${entry("l:b", ...some)}], cursor: Some("`));
    const cursor = /cursor: Some\("(.*)"\)/.exec(first)[1];
    assert.equal(await kv("list", { prefix: "l:", cursor }),
      `Ok(KvKeys { keys: [${entry("l:c", "None", "None")}, ${entry("l:\u20ac", ...some)}], cursor: None })`);
    assert.equal(await kv("list", { prefix: "zz" }), "Ok(KvKeys { keys: [], cursor: None })");
  },

  async kvFailures() {
    assert.equal(await kv("put", { key: "k".repeat(513) }),
      'Err(Limit("KV PUT failed: 414 UTF-8 encoded length of 513 exceeds key length limit of 512."))');
    assert.equal(await kv("put", { key: "a", ttl: 59 }),
      'Err(Limit("KV PUT failed: 400 Invalid expiration_ttl of 59. Expiration TTL must be at least 60."))');
    assert.equal(await kv("get", { key: "a", cache_ttl: 29 }),
      'Limit("KV GET failed: 400 Invalid cache_ttl of 29. Cache TTL must be at least 30.")');
    assert.equal(await kv("put", { key: "a", ttl: 60 }), "Ok(())");
  },

  async rateLimit() {
    const taken = async (key) => /allowed: (true|false), remaining: None, reset_s: None/.exec(await get(`limit/${key}`))[1];
    for (const expected of ["true", "true", "true", "false", "false"]) assert.equal(await taken("a"), expected);
    assert.equal(await taken("b"), "true");
    // What the platform throws is told, not thrown.
    assert.match(await get(`limit/${"k".repeat(40_000)}`), /^(Ok|Err)\(/);
  },

  async scheduled() {
    const worker = await miniflare.getWorker();
    const run = async (cron) => (await worker.scheduled({ cron, scheduledTime: new Date(1_700_000_000_000) })).outcome;
    assert.equal(await run("*/5 * * * *"), "ok");
    assert.equal(await kv("get", { key: "ran" }), 'Some(("Schedule(\\"*/5 * * * *\\") 1700000000000", None))');
    assert.equal(await run("0 0 * * *"), "exception");
    assert.equal(await run("1 1 1 1 1"), "exception");
  },

  async objectIdentity() {
    assert.match(await object("n\u20ac", "id"), /^ObjectId \{ hex: "[0-9a-f]{64}", name: Some\("n%E2%82%AC"\) \}$/);
    assert.equal(await object("mem", "calls"), "1 true");
    assert.equal(await object("mem", "calls"), "2 true");
    assert.equal(await object("mem2", "calls"), "1 true");
  },

  async objectStorage() {
    assert.equal(await object("s", "get", { key: "a" }), "None");
    assert.equal(await object("s", "put", { key: "a", value: '{"\u20ac":1}' }), "Ok(())");
    assert.equal(await object("s", "get", { key: "a" }), 'Some("{\\"\u20ac\\":1}")');
    for (const key of ["b", "\u20ac", "ab", "\u{1f600}"]) await object("s", "put", { key, value: "1" });
    const keys = async (list) => [...(await object("s", "list", list)).matchAll(/\("([^"]*)", /g)].map(([, key]) => key);
    assert.deepEqual(await keys(), ["a", "ab", "b", "\u20ac", "\u{1f600}"]);
    assert.deepEqual(await keys({ prefix: "a" }), ["a", "ab"]);
    assert.deepEqual(await keys({ start: "ab", end: "\u20ac" }), ["ab", "b"]);
    assert.deepEqual(await keys({ start_after: "ab", limit: 1 }), ["b"]);
    assert.deepEqual(await keys({ reverse: true, limit: 2 }), ["\u{1f600}", "\u20ac"]);
    assert.equal(await object("s", "list", { limit: 0 }), 'Err(StorageError("List limit must be positive."))');
    assert.equal(await object("s", "delete", { key: "b" }), "Ok(true)");
    assert.equal(await object("s", "delete", { key: "b" }), "Ok(false)");
    const big = "x".repeat(200_000);
    assert.equal(await object("s", "put", { key: "big", value: big }), "Ok(())");
    assert.equal(await object("s", "get", { key: "big" }), `Some("${big}")`);
    assert.equal(await object("s", "clear"), 'None [("after", "1")]');
    await evict(miniflare, "seam", "Probe", "s");
    assert.equal(await object("s", "list"), 'Ok([("after", "1")])');
  },

  async objectSql() {
    const first = await object("q", "sql", { value: "v\u20ac" });
    assert.match(first, /^Ok\(\[ResultSet \{ cells: \[\], width: 0, names: \[\], meta: Meta \{ changes: 1, last_row_id: 1, /);
    assert.match(first, /meta: Meta \{ changes: 2, last_row_id: 3, rows_read: \d+, rows_written: [2-4] \}/);
    assert.match(first, /cells: \[Integer\(1\), Text\("v\u20ac"\), Blob\(\[0, 127, 255\]\), Real\(0.5\), Integer\(2\)/);
    assert.match(first, /width: 4, names: \["id", "text", "data", "0.5"\], meta: Meta \{ changes: 0, last_row_id: 0, /);
    assert.match(first, /cells: \[Text\("v\u20aca"\)\], width: 1, names: \[\]/);
    assert.equal(await object("q", "sql", { value: "v\u20ac" }), 'Err(Unique { table: "notes", columns: ["text"] })');
    assert.equal(await object("q", "big_blob"), "true");
  },

  async objectTransactions() {
    assert.equal(await object("t", "rollback"), 'Ok(()) Some("1") None [Integer(0)]');
    assert.equal(await object("t", "throw", { key: "kept", value: "1" }), 'Thrown("as asked: \u00e9\u20ac")');
    assert.equal(await object("t", "get", { key: "kept" }), 'Some("1")');
    assert.equal(await object("t", "calls"), "4 true");
    assert.equal(await object("t", "none"), 'Thrown("no such method: none")');
  },

  async objectStart() {
    const both = await Promise.all([object("slow_start", "calls"), object("slow_start", "calls")]);
    assert.deepEqual(both.sort(), ["1 true", "2 true"]);
    assert.equal(await object("unmade", "calls"), 'Thrown("not made")');
    assert.equal(await object("unmade", "calls"), 'Thrown("not made")');
    assert.equal(await object("bad_start", "calls"), 'Thrown("not started")');
    assert.equal(await object("slow_bad_start", "calls"), 'Thrown("not started later")');
    assert.equal(await object("slow_bad_start", "calls"), 'Thrown("not started later")');
  },

  async objectOutward() {
    assert.match(await object("o", "outward"), /^ObjectId \{ hex: "\w+", name: Some\("other"\) \} None \[Integer\(1\)\]$/);
    assert.equal(await object("o", "get", { key: "after" }), 'Some("1")');
    assert.equal(await object("o", "itself"), "4 true");
  },

  async objectEventsInterleave() {
    const waits = [object("w", "wait"), object("w", "wait")];
    await pause(100);
    const slow = object("w", "slow", { ms: 100 });
    assert.equal(await object("w", "open"), "opened");
    assert.deepEqual(await Promise.all(waits), Array(2).fill('woken Some("\\"open\\"")'));
    assert.equal(await slow, "slow");
  },

  async objectAlarm() {
    assert.equal(await object("al", "alarm"), "None");
    assert.equal(await object("al", "set_alarm", { in: 60_000 }), "true");
    assert.match(await object("al", "alarm"), /^Some\(\d{13}\)$/);
    assert.equal(await object("al", "set_alarm", {}), "true");
    assert.equal(await object("al", "alarm"), "None");
    await object("al", "set_alarm", { in: -1_000, fails: 1 });
    for (let i = 0; i < 50; i++) {
      await pause(100);
      const rang = await object("al", "get", { key: "rang" });
      if (rang === 'Some("[0 None true][1 None true]")') return;
    }
    assert.fail(`the alarm: ${await object("al", "get", { key: "rang" })}`);
  },

  async objectEviction() {
    await object("ev", "put", { key: "k", value: "1" });
    await object("ev", "set_alarm", { in: 300 });
    assert.equal(await object("ev", "calls"), "3 true");
    await evict(miniflare, "seam", "Probe", "ev");
    assert.equal(await object("ev", "calls"), "1 true");
    assert.equal(await object("ev", "get", { key: "k" }), 'Some("1")');
    await evict(miniflare, "seam", "Probe", "ev");
    await pause(800);
    assert.equal(await object("ev", "get", { key: "rang" }), 'Some("[0 None true]")');
    for (let i = 0; i < 50; i++) await object(`many${i}`, "calls");
    for (let i = 0; i < 50; i++) await evict(miniflare, "seam", "Probe", `many${i}`);
    for (let i = 0; i < 50; i++) assert.equal(await object(`many${i}`, "calls"), "1 true");
  },

  async persistence() {
    const persist = mkdtempSync(path.join(tmpdir(), "williw-seam-"));
    const options = { name: "seam", d1: ["DB"], kv: ["KV"], objects: ["Probe"], persist };
    try {
      for (const [method, args, answer] of [["set_alarm", { in: 300 }, "true"], ["get", { key: "rang" }, 'Some("[0 None true]")']]) {
        const again = serve(out, options);
        try {
          const home = (await again.ready).href;
          await pause(500);
          const response = await fetch(`${home}object/p/${method}`, { method: "POST", body: JSON.stringify(args) });
          assert.equal(await response.text(), answer);
        } finally {
          await again.dispose();
        }
      }
    } finally {
      rmSync(persist, { recursive: true, force: true });
    }
  },

  async webSockets() {
    const a = await connect("connect/room/ann");
    assert.equal(a.response.status, 101);
    assert.equal(a.response.headers.get("x-said"), "hello ann");
    assert.equal(await a.ask("hi \u20ac"), 'hi \u20ac 1 {"user":"ann \u20ac"}');
    const b = await connect("connect/room/bob");
    assert.equal(await object("room", "sockets", { tag: "bob" }),
      '[(["all", "ann"], Some("{\\"user\\":\\"ann \u20ac\\"}")), (["all", "bob"], Some("{\\"user\\":\\"bob \u20ac\\"}"))] Some(1)');
    a.socket.send(new Uint8Array([1, 2, 255]));
    assert.deepEqual([...new Uint8Array(await a.next())], [255, 2, 1]);
    await object("room", "broadcast", { value: "all" });
    assert.deepEqual([await a.next(), await b.next()], ["all", "all"]);
    b.socket.send("throw");
    assert.equal(await b.ask('note {"n":1}'), 'note {"n":1} 5 {"n":1}');
    // Out of memory, with both open.
    await evict(miniflare, "seam", "Probe", "room");
    assert.equal(await b.ask("back"), 'back 1 {"n":1}');
    assert.equal(await a.ask("back"), 'back 2 {"user":"ann \u20ac"}');
    assert.match(await object("room", "sockets"), /^\[\(\["all", "ann"\],.*\(\["all", "bob"\]/);
    a.socket.close(4000, "bye \u20ac");
    assert.equal(await a.next(), "closed 4000 bye \u20ac");
    await pause(50);
    assert.match(await object("room", "get", { key: "closed" }), /^Some\("4000 bye \u20ac true \d Some\(/);
    assert.match(await object("room", "shut"), /^Err\(StorageError\("the WebSocket is closed"\)\)$/);
    assert.equal(await b.next(), "closed 4001 shut");
    await pause(50);
    assert.equal(await object("room", "sockets"), "[] None");
  },

  async webSocketsGreeted() {
    const { socket, next, ask } = await connect("connect/greeting/greeted");
    assert.deepEqual([await next(), await next()], ["welcome \u20ac", '"\\']);
    assert.match(await ask("hi"), /^hi 1 /);
    socket.close(1000, "");
  },

  async webSocketsRefused() {
    assert.equal((await connect("connect/room2/full")).text, "room full");
    assert.match((await connect("connect/room2/tagged")).text, /^Thrown\("/);
    assert.match((await connect("connect/unmade/x")).text, /^Thrown\("not made"\)/);
    assert.equal(await get("forgotten/room3"), "true");
    await pause(100);
    assert.match(await object("room3", "get", { key: "closed" }), /^Some\("1001 nobody took it/);
  },

  async traps() {
    const room = await connect("connect/trap/eve");
    assert.equal(await object("trap", "calls"), "1 true");
    const waits = object("waits", "wait");
    await pause(50);
    assert.match(await object("trap", "panic"), /"code":"internal_error"/);
    assert.match(await waits, /internal_error/);
    // The object is made anew where it was; what it wrote stays.
    assert.equal(await object("trap", "calls"), "1 true");
    assert.equal(await object("trap", "get", { key: "panicked" }), 'Some("1")');
    assert.match(await object("trap", "panic_in_transaction"), /internal_error/);
    assert.equal(await object("trap", "get", { key: "in_transaction" }), "None");
    const given = await fetch(`${url}trap`, { headers: { "x-request-id": "mine-1" } });
    assert.deepEqual([given.status, given.headers.get("x-request-id"), (await given.json()).request_id], [500, "mine-1", "mine-1"]);
    const forged = await fetch(`${url}trap`, { headers: { "x-request-id": "a b" } });
    const { request_id: id, code } = await forged.json();
    assert.deepEqual([code, forged.headers.get("x-request-id")], ["internal_error", id]);
    assert.match(id, /^[0-9a-f-]{36}$/);
    // An object's event, or a cron job, may be the first to need the next instance.
    assert.equal(await room.ask("still"), 'still 1 {"user":"eve \u20ac"}');
    assert.equal(await room.ask("still"), 'still 2 {"user":"eve \u20ac"}');
    assert.match(await get("trap"), /internal_error/);
    const worker = await miniflare.getWorker();
    assert.equal((await worker.scheduled({ cron: "*/5 * * * *" })).outcome, "ok");
  },
};

let failures = 0;
try {
  for (const [name, run] of Object.entries(cases)) {
    if (chosen.length > 0 && !chosen.includes(name)) continue;
    const began = performance.now();
    try {
      await run();
      console.log(`ok   ${name} (${Math.round(performance.now() - began)} ms)`);
    } catch (error) {
      failures++;
      console.error(`FAIL ${name}\n${error?.stack ?? error}`, error?.cause ?? "");
    }
  }
} finally {
  await miniflare.dispose();
}
if (failures > 0) process.exitCode = 1;
