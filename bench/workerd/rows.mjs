// `npm run bench:rows [-- --contributions 20000] [-- --nodes 200] [-- --no-build]`: what D1 bills the service for, on real
// workerd: rows read and written, of a task that is given out from a short and a long queue, of a contribution, and of a
// reward on its whole way to the chain. See README.md.
//
// What is hard: only D1 knows, and tells the Worker, so the numbers are read off the Worker's own log. A row that is
// written counts once more for each index that it changes.
import assert from "node:assert/strict";
import path from "node:path";
import { parseArgs } from "node:util";
import { ROOT, build } from "../../scripts/build.mjs";
import { BINDINGS, DATABASE, bring, serve, unlimited } from "../../scripts/workerd.mjs";

const { values: options } = parseArgs({
  options: {
    contributions: { type: "string", default: "20000" },
    nodes: { type: "string", default: "200" },
    lanes: { type: "string", default: "1,20,1000" },
    "no-build": { type: "boolean", default: false },
  },
});
const [CONTRIBUTIONS, NODES] = [Number(options.contributions), Number(options.nodes)];
const LANES = options.lanes.split(",").map(Number);
const CAPABILITIES = JSON.stringify({ cpu_cores: 8, memory_mb: 1024, gpu_info: [], network_type: "wifi", max_bandwidth_mbps: 100 });
const SHA = "X'" + "00".repeat(32) + "'";

if (!options["no-build"]) build();
const heard = [];
const miniflare = serve(path.join(ROOT, "build"), {
  ...unlimited(BINDINGS),
  vars: { AUTH_MODE: "off", LOG_LEVEL: "info", ZK_PROOF_ENABLED: "false", PAYOUT_GATEWAY: "mock" },
  heard: ({ message }) => message.startsWith('{"request_id"') && heard.push(JSON.parse(message)),
});
try {
  const url = (await miniflare.ready).href;
  const database = await miniflare.getD1Database(DATABASE);
  await bring(database);
  const worker = await miniflare.getWorker();
  const sql = (text) => database.prepare(text).run();
  const number = (text) => database.prepare(text).first("n");

  /** What was told of whatever `work` did: the sum over all of its records. */
  const told = async (wanted, work) => {
    heard.length = 0;
    const count = await work();
    const ours = () => heard.filter((record) => record.route === wanted || record.job === wanted);
    for (let tries = 0; ours().length < count && tries < 200; tries++) await new Promise((resolve) => setTimeout(resolve, 20));
    assert.equal(ours().length, count, `${wanted}: ${count} were made`);
    const sum = (key) => ours().reduce((total, record) => total + record[key], 0);
    return { count, calls: sum("d1_calls"), queries: sum("d1_queries"), read: sum("rows_read"), written: sum("rows_written") };
  };
  let keys = 0;
  const ask = async (method, target, body, headers = {}) => {
    const idempotency = { "content-type": "application/json", "idempotency-key": `key-${keys++}` };
    const reply = await fetch(url + target, { method, body: body && JSON.stringify(body), headers: body ? { ...idempotency, ...headers } : headers });
    const text = await reply.text();
    assert.ok(reply.ok, `${target}: ${reply.status} ${text}`);
    return text === "" ? undefined : JSON.parse(text);
  };
  const say = (what, { calls, queries, read, written }, each, unit) => {
    const per = (value) => (value / each).toFixed(each === 1 ? 0 : 3);
    console.log(`${what.padEnd(46)} ${per(calls).padStart(8)} ${per(queries).padStart(8)} ${per(read).padStart(10)} ${per(written).padStart(10)}   ${unit}`);
  };
  const heading = (text) => console.log(`\n${text.padEnd(46)} ${"calls".padStart(8)} ${"queries".padStart(8)} ${"rows read".padStart(10)} ${"written".padStart(10)}`);

  const now = Date.now();
  const node = (n) => `printf('node-%05d', ${n})`;
  const many = (count) => `WITH RECURSIVE s(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM s WHERE n + 1 < ${count})`;
  await sql(`${many(NODES)} INSERT INTO nodes SELECT ${node("n")}, 'a', 'G2zZYy96ovhi5PpNnj8DQua7HCC4hULvnpq7NK6BXRsc', ${now}, ${now}, 'active', '${CAPABILITIES}', 0, 0, 0, ${now}, ${now} FROM s`);
  await sql(`${many(NODES)} INSERT INTO wallets SELECT ${node("n")}, 'G2zZYy96ovhi5PpNnj8DQua7HCC4hULvnpq7NK6BXRsc', 0, 0, 0, ${now} FROM s`);

  heading("a task is given out, from a queue of");
  for (const lanes of LANES) {
    for (const tasks of [1_000, 100_000]) {
      await sql("DELETE FROM tasks");
      // Twenty thousand at a time: D1 gives a statement thirty seconds.
      for (let from = 0; from < tasks; from += 20_000) {
        await sql(`${many(Math.min(20_000, tasks - from))} INSERT INTO tasks (id, task_type, params, priority, scheduled_at, requirements, request_sha256, created_at, updated_at)
          SELECT 't' || (n + ${from}), 'training', '{}', (n + ${from}) % 5 % ${lanes}, ${now - 3_600_000} + n, '{"min_memory_mb":' || ((n + ${from}) % ${lanes} / 5 + 1) || ',"require_gpu":false,"network_types":[]}', ${SHA}, ${now - 3_600_000} + n, ${now} FROM s`);
      }
      const cost = await told("next_task", async () => {
        for (let n = 0; n < 20; n++) await ask("GET", "api/tasks/next", undefined, { "x-node-id": `node-${String(n).padStart(5, "0")}` });
        return 20;
      });
      say(`  ${tasks.toLocaleString("en")} tasks of ${lanes.toLocaleString("en")} kinds`, cost, 20, "each");
    }
  }

  heading("a contribution");
  const recorded = await told("record_contribution", async () => {
    for (let n = 0; n < 20; n++) {
      const id = `node-${String(n).padStart(5, "0")}`;
      const { task, lease_id } = await ask("GET", "api/tasks/next", undefined, { "x-node-id": id });
      await ask("POST", "api/contributions/record", { id: `own-${n}`, node_id: id, task_id: task.id, lease_id, duration_seconds: 1, samples_processed: 1 }, { "x-node-id": id });
    }
    return 20;
  });
  say("  is recorded", recorded, 20, "each");

  // The job that pays counts what waits, too.
  await sql("DELETE FROM tasks");
  await sql("DELETE FROM contribution_meta");
  await sql("DELETE FROM contributions");
  await sql(`${many(CONTRIBUTIONS)} INSERT INTO contributions SELECT printf('c%08d', n), ${node(`n % ${NODES}`)}, 't' || n, 0.770596, 3600, 10000, 75.0, NULL, 500, n FROM s`);
  await sql(`${many(CONTRIBUTIONS)} INSERT INTO contribution_meta (contribution_id, node_id, task_id, lease_id, status, score_micro, claimed_duration_seconds, request_sha256)
    SELECT printf('c%08d', n), ${node(`n % ${NODES}`)}, 't' || n, 'l' || n, 'verified', 770596, 3600, ${SHA} FROM s`);

  // Else the service would halt settlement.
  await sql(`UPDATE nodes SET (contribution_count, total_compute_score) =
    (SELECT count(*), sum(score_micro) / 1000000.0 FROM contribution_meta WHERE node_id = nodes.id)`);

  heading(`${CONTRIBUTIONS.toLocaleString("en")} rewards of ${NODES} nodes, each`);
  say("  is credited", await told("distribute_rewards", async () => {
    for (let count = 1; ; count++) if ((await ask("POST", "api/rewards/distribute", {})).rewards.length === 0) return count;
  }), CONTRIBUTIONS, "a reward");
  say("  is put into a payout", await told("settle_rewards", async () => {
    for (let count = 1; ; count++) if (!(await ask("POST", "api/rewards/settle", {})).more) return count;
  }), CONTRIBUTIONS, "a reward");
  const payouts = await number("SELECT count(*) AS n FROM payouts");
  const paid = await told("update_statistics", async () => {
    for (let count = 1; ; count++) {
      await worker.scheduled({ cron: "*/5 * * * *", scheduledTime: new Date() });
      if (await number("SELECT count(*) AS n FROM payouts WHERE status <> 'completed'") === 0) return count;
      assert.ok(count < payouts, "payouts are not paid");
    }
  });
  say("  is paid", paid, CONTRIBUTIONS, "a reward");
  say(`  (${payouts} payouts)`, paid, payouts, "a payout");
  assert.equal(await number("SELECT count(*) AS n FROM rewards WHERE status = 'completed'"), CONTRIBUTIONS);
} finally {
  await miniflare.dispose();
}
