// What `npm run crash` does to the service with money: nodes work and are paid on a chain of the test's own, while the service is
// killed, mostly while it credits or pays.
//
// What is hard: of a request that was under way nobody knows whether it took effect. So it is sent again, as a client does who has
// heard nothing, with the same ids and keys; and whatever was acknowledged must be answered the same after each kill. The
// chain, which is not killed, tells what was really paid.
import { execFileSync, spawn } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import { ROOT } from "./build.mjs";

const WRITERS = 6;
/** What most kills should hit. */
const COSTLY = ["distribute", "settle", "scheduled"];
const NODE = { address: "a", capabilities: { cpu_cores: 1, memory_mb: 1, network_type: "wifi", max_bandwidth_mbps: 1 } };
const target = (name) => path.join(process.env.CARGO_TARGET_DIR ?? path.join(ROOT, "target"), "debug", name);
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

function demand(truth, words) {
  if (!truth) throw new Error(words);
}

/** The invariants of tests/model, each a query and what it is called. */
const INVARIANTS = readFileSync(path.join(ROOT, "tests", "model", "invariants.sql"), "utf8")
  .split("\n\n").filter((part) => part.startsWith("-- I")).map((part) => /^-- (.*)\n([^]*)$/.exec(part).slice(1));

export class Money {
  name = "williw";
  about = "williw's money";
  acknowledged = 0;
  /** What was acknowledged since the last kill, to be asked again. */
  fresh = [];
  /** How many requests of each kind are under way. */
  under = {};
  /** Which kinds were under way when it was killed. */
  hit = {};
  writers = [
    ...Array.from({ length: WRITERS }, (_, n) => ({ id: `money-${n}`, turn: 0, step: 0 })),
    { id: "operator", turn: 0 },
  ];

  static async start() {
    execFileSync("cargo", ["build", "--quiet", "-p", "williw-chain", "-p", "williw-model"], { cwd: ROOT, stdio: "inherit" });
    const work = new Money();
    const faults = "lost=5,error=5,limit=3,garbage=2,unreachable=3,drop=10,duplicate=10,fail=3,fork=5";
    work.process = spawn(target("williw-chain"), ["--seed", String(Date.now() % 1000), "--faults", faults], { stdio: ["ignore", "pipe", "inherit"] });
    const [url] = await new Promise((resolve) => createInterface(work.process.stdout).once("line", (line) => resolve([line])));
    work.chain = url.replace(/\/$/, "");
    const { d, x } = generateKeyPairSync("ed25519").privateKey.export({ format: "jwk" });
    work.vars = {
      LOG_LEVEL: "error", ZK_PROOF_ENABLED: "false", PAYOUT_GATEWAY: "rpc", SOLANA_RPC_URL: url,
      SOLANA_PRIVATE_KEY: JSON.stringify([...Buffer.from(d, "base64url"), ...Buffer.from(x, "base64url")]),
    };
    return work;
  }

  stop() {
    this.process.kill();
  }

  /** A reply; `null` where the service is gone, or says that it cannot. */
  async ask(url, request, body, headers = {}) {
    const [method, target] = request.split(" ");
    const kind = /(\w+)(\?|$)/.exec(target)[1];
    this.under[kind] = (this.under[kind] ?? 0) + 1;
    try {
      if (body !== undefined) headers = { ...headers, "content-type": "application/json" };
      const reply = await fetch(url + target, { method, headers, body: body && JSON.stringify(body), signal: AbortSignal.timeout(10_000) });
      const text = await reply.text();
      if (reply.status >= 500) return null;
      const isJson = (reply.headers.get("content-type") ?? "").includes("json");
      return { status: reply.status, body: isJson && text !== "" ? JSON.parse(text) : text };
    } catch {
      return null;
    } finally {
      this.under[kind] -= 1;
    }
  }

  /** Lets the cron jobs run. One that fails because the chain does not answer is no news, nor is a service that is gone. */
  async moved() {
    this.under.scheduled = (this.under.scheduled ?? 0) + 1;
    try {
      await Promise.race([this.host.scheduled("*/5 * * * *"), sleep(10_000)]);
    } catch {
      // It is dead.
    } finally {
      this.under.scheduled -= 1;
    }
  }

  /** The same until there is a reply, which must be of these statuses. */
  async insist(url, request, body, headers, statuses) {
    for (let tries = 0; tries < 200; tries++) {
      const reply = await this.ask(url, request, body, headers);
      if (reply !== null) {
        demand(statuses.includes(reply.status), `${request} ${JSON.stringify(body)}: ${reply.status} ${JSON.stringify(reply.body)}`);
        return reply.body;
      }
      await sleep(50);
    }
    throw new Error(`${request} is not answered any more`);
  }

  async prepare(url) {
    for (const { id } of this.writers.slice(0, WRITERS)) {
      const { publicKey } = generateKeyPairSync("ed25519");
      const key = Buffer.from(publicKey.export({ format: "jwk" }).x, "base64url").toString("hex");
      await this.insist(url, "POST /api/nodes/register", { ...NODE, node_id: id, public_key: key }, {}, [200, 201]);
    }
  }

  /** The steps of one turn, each a request that may be repeated. */
  steps({ id, turn, lease }) {
    const [task, contribution] = [`${id}-t${turn}`, `${id}-c${turn}`];
    const asNode = { "x-node-id": id };
    return [
      ["POST /api/nodes/heartbeat", { node_id: id }, asNode],
      ["POST /api/tasks/add", { id: task, task_type: "health_check", params: {}, target_node: id }, {}],
      ["GET /api/tasks/next", undefined, asNode],
      ["POST /api/contributions/record", { id: contribution, node_id: id, task_id: task, lease_id: lease, duration_seconds: 0, samples_processed: turn }, asNode],
      ["POST /api/rewards/distribute", { node_id: id, pool_lamports: 12_345_678 + turn }, { "idempotency-key": `${id}-d${turn}` }],
      ["POST /api/rewards/settle", { node_id: id }, { "idempotency-key": `${id}-s${turn}`, ...(turn % 2 === 0 ? asNode : {}) }],
    ];
  }

  async write(url, writer) {
    if (writer.id === "operator") {
      await fetch(`${this.chain}/advance?${1000 + Math.floor(Math.random() * 9000)}`, { method: "POST" });
      writer.turn += 1;
      await this.moved();
      await sleep(5);
      return true;
    }
    const step = this.steps(writer)[writer.step];
    const reply = await this.ask(url, ...step);
    if (reply === null) return false;
    demand(reply.status < 300 && reply.status !== 204, `${step[0]} ${JSON.stringify(step[1])}: ${reply.status} ${JSON.stringify(reply.body)}`);
    if (step[0].endsWith("next")) {
      demand(reply.body.task.id === `${writer.id}-t${writer.turn}`, `${writer.id} was given ${reply.body.task.id} in turn ${writer.turn}`);
      writer.lease = reply.body.lease_id;
    }
    if (writer.step >= 3) this.fresh.push([step, reply.body]);
    writer.step += 1;
    this.acknowledged += 1;
    if (writer.step === 6) Object.assign(writer, { turn: writer.turn + 1, step: 0 });
    return true;
  }

  /** Waits for a moment at which a kill hurts. */
  async moment() {
    for (let tries = 0; tries < 100 && !COSTLY.some((kind) => this.under[kind] > 0); tries++) await sleep(1);
    await sleep(Math.random() * 4);
    for (const [kind, count] of Object.entries(this.under)) {
      if (count > 0) this.hit[kind] = (this.hit[kind] ?? 0) + 1;
    }
  }

  /** What the books say; `host` reads them. */
  async check(url, host) {
    await this.insist(url, "GET /health", undefined, {}, [200]);
    for (const [[request, body, headers], said] of this.fresh) {
      const again = await this.insist(url, request, body, headers, [200, 202]);
      // A contribution that was recorded may be rewarded since.
      demand([again, said].map(({ status, ...rest }) => JSON.stringify(rest)).every((text, _, [first]) => text === first), `${request} ${JSON.stringify(body)}: ${JSON.stringify(again)} after ${JSON.stringify(said)}`);
    }
    this.fresh.length = 0;
    // So that there is always something to be paid, and something that was.
    await fetch(`${this.chain}/advance?15000`, { method: "POST" });
    await this.moved();
    const wrong = await host.books(INVARIANTS);
    demand(wrong.length === 0, wrong.join("\n"));
    const twice = await (await fetch(`${this.chain}/twice`)).json();
    demand(twice.length === 0, `paid twice: ${JSON.stringify(twice)}`);
  }

  /** All that is under way ends, and what the chain has paid is what the books say. */
  async finish(url, host) {
    await fetch(`${this.chain}/faults`, { method: "POST", body: "" });
    // What is lost may take two looks, half a minute apart, of each attempt.
    const end = Date.now() + 240_000;
    const open = (payout) => !["completed", "failed", "review"].includes(payout.status);
    let payouts;
    do {
      demand(Date.now() < end, `payouts stay open: ${JSON.stringify(payouts?.filter(open))}`);
      await fetch(`${this.chain}/advance?20000`, { method: "POST" });
      await this.moved();
      await sleep(200);
      payouts = await this.payouts(url);
    } while (payouts.some(open));
    const transfers = await (await fetch(`${this.chain}/transfers`)).json();
    demand(payouts.every((payout) => payout.status !== "review"), "a payout waits for a human");
    // Payout by payout: which, to whom, how much, and by which transaction.
    const completed = payouts.filter((payout) => payout.status === "completed");
    const booked = completed.map((payout) => [`williw:${payout.id}`, payout.wallet_address, payout.amount_lamports, payout.transaction_signature].join(" "));
    const sent = transfers.map((transfer) => [transfer.memo, transfer.to, transfer.lamports, transfer.signature].join(" "));
    demand(booked.sort().join("\n") === sent.sort().join("\n"), `the books say\n${booked.join("\n")}\nand the chain\n${sent.join("\n")}`);
    const paid = completed.reduce((sum, payout) => sum + payout.amount_lamports, 0);
    await host.kill();
    await this.check(url, host);
    const hits = Object.entries(this.hit).map(([kind, count]) => `${kind} ${count}`).join(", ");
    console.log(`  ${payouts.length} payouts, ${transfers.length} transfers, ${paid} lamports; kills hit: ${hits}`);
  }

  async payouts(url) {
    const all = [];
    let cursor;
    do {
      const page = await this.insist(url, `GET /api/payouts/list${cursor === undefined ? "" : `?cursor=${encodeURIComponent(cursor)}`}`, undefined, {}, [200]);
      all.push(...page.payouts);
      cursor = page.next_cursor;
    } while (cursor !== undefined && cursor !== null);
    return all;
  }
}
