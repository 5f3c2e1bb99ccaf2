// `npm run test:outdated [-- --no-build]`: the service on real workerd, over a database that lacks its last migration. It
// refuses all work and says why, until somebody applies the migration while it runs; it need not be started again.
import assert from "node:assert/strict";
import path from "node:path";
import { ROOT, build } from "./build.mjs";
import { BINDINGS, serve, steps } from "./workerd.mjs";

if (!process.argv.includes("--no-build")) build();

const spec = path.join(ROOT, "spec");
const DATABASE = "DB";
const all = steps(spec);
const last = all.at(-1);
const told = [];
const miniflare = serve(path.join(ROOT, "build"), {
  ...BINDINGS,
  vars: { ADMIN_TOKEN: "of-this-test-alone-and-long-enough", LOG_LEVEL: "error" },
  heard: ({ message }) => told.push(message),
});
try {
  const url = (await miniflare.ready).href;
  const get = (target, options) => fetch(url + target, options);
  const database = await miniflare.getD1Database(DATABASE);
  for (const { sql } of all.slice(0, -1)) await database.prepare(sql).run();

  for (const target of ["health", "api/nodes/list", "nowhere"]) {
    const reply = await get(target);
    const problem = await reply.json();
    assert.deepEqual([reply.status, reply.headers.get("retry-after"), problem.code], [503, "5", "schema_outdated"], target);
    assert.match(problem.detail, new RegExp(`\`${DATABASE}\` lacks \`${last.name}\`: run \`wrangler d1 migrations apply`));
  }
  const worker = await miniflare.getWorker();
  const job = () => worker.scheduled({ cron: "*/5 * * * *", scheduledTime: new Date() });
  assert.notEqual((await job()).outcome, "ok");
  console.log("behind: 503 schema_outdated, and no cron job");

  await database.prepare(last.sql).run();
  const began = Date.now();
  let reply = await get("health");
  while (reply.status === 503 && Date.now() - began < 5000) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    reply = await get("health");
  }
  assert.equal(reply.status, 200, await reply.text());
  console.log(`migrated: 200 after ${Date.now() - began} ms`);
  assert.equal((await job()).outcome, "ok");

  // Never asked again.
  await database.prepare("DROP TABLE d1_migrations").run();
  await new Promise((resolve) => setTimeout(resolve, 1500));
  assert.equal((await get("health")).status, 200);
  assert.equal(told.filter((line) => line.includes(`lacks \`${last.name}\``)).length > 0, true, told.join("\n"));
  console.log("and never asked again");
} finally {
  await miniflare.dispose();
}
