// `npm run dev`: the service on workerd at http://127.0.0.1:8787, as wrangler runs it, with its database
// under .wrangler/state. Builds first, and applies spec/schema.sql where the database is empty.
import { spawn, spawnSync } from "node:child_process";
import path from "node:path";
import { ROOT } from "./build.mjs";
import { DATABASE_NAME } from "./workerd.mjs";

const wrangler = path.join(ROOT, "node_modules", ".bin", "wrangler");
const node = path.join(ROOT, "node_modules", ".bin", "node");
const state = path.join(ROOT, ".wrangler", "state");
const env = { ...process.env, CI: "1", WRANGLER_SEND_METRICS: "false" };
const local = ["--local", "--persist-to", state];

/** Runs `wrangler d1 execute` and returns what it prints. */
function execute(...args) {
  const command = [wrangler, "d1", "execute", DATABASE_NAME, ...local, ...args];
  const run = spawnSync(node, command, { cwd: ROOT, env, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
  if (run.status !== 0) throw new Error(`wrangler d1 execute failed:\n${run.stdout}`);
  return run.stdout;
}

const tables = execute("--json", "--command", "SELECT count(*) AS tables FROM sqlite_schema WHERE name = 'nodes'");
if (JSON.parse(tables)[0].results[0].tables === 0) {
  console.log("the database is empty: applying spec/schema.sql");
  execute("--file", path.join("spec", "schema.sql"));
}
// wrangler builds by itself, with the command of wrangler.toml.
const args = [wrangler, "dev", ...local, "--ip", "127.0.0.1", "--port", "8787", ...process.argv.slice(2)];
const dev = spawn(node, args, { cwd: ROOT, env, stdio: "inherit" });
// SIGKILL would leave workerd behind; these end it.
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => dev.kill(signal));
dev.once("exit", (code) => process.exit(code ?? 1));
