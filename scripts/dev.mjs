// `npm run dev [-- FOLDER]`: a Worker on workerd at http://127.0.0.1:8787, as wrangler runs it, with its data under
// .wrangler/state of FOLDER, which has a wrangler.toml; without it, it is the service. Builds first, and applies
// the migrations of its spec; of a spec without any spec/schema.sql, where the database is empty.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { ROOT, folderOf } from "./build.mjs";

const args = process.argv.slice(2);
const folder = folderOf(args);
const wrangler = path.join(ROOT, "node_modules", ".bin", "wrangler");
const node = path.join(ROOT, "node_modules", ".bin", "node");
const state = path.join(folder, ".wrangler", "state");
const env = { ...process.env, CI: "1", WRANGLER_SEND_METRICS: "false" };
const local = ["--local", "--persist-to", state];
const database = /^database_name = "(.+)"/m.exec(readFileSync(path.join(folder, "wrangler.toml"), "utf8"))?.[1];

/** Runs `wrangler d1` and returns what it prints. */
function d1(command, ...args) {
  const all = [wrangler, "d1", ...command, database, ...local, ...args];
  const run = spawnSync(node, all, { cwd: folder, env, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
  if (run.status !== 0) throw new Error(`wrangler d1 ${command.join(" ")} failed:\n${run.stdout}`);
  return run.stdout;
}

if (database !== undefined && existsSync(path.join(folder, "spec", "migrations"))) {
  process.stdout.write(d1(["migrations", "apply"]));
} else if (database !== undefined) {
  const count = "SELECT count(*) AS tables FROM sqlite_schema WHERE type = 'table' AND name NOT GLOB '_cf*'";
  if (JSON.parse(d1(["execute"], "--json", "--command", count))[0].results[0].tables === 0) {
    console.log("the database is empty: applying spec/schema.sql");
    d1(["execute"], "--file", path.join("spec", "schema.sql"));
  }
}
// wrangler builds by itself, with the command of wrangler.toml.
const rest = args.filter((argument) => path.resolve(ROOT, argument) !== folder);
const command = [wrangler, "dev", ...local, "--ip", "127.0.0.1", "--port", "8787", ...rest];
const dev = spawn(node, command, { cwd: folder, env, stdio: "inherit" });
// SIGKILL would leave workerd behind; these end it.
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => dev.kill(signal));
dev.once("exit", (code) => process.exit(code ?? 1));
