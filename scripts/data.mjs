// `npm run test:data`: what `cargo williw data export` writes, in the hands of others: wrangler's local D1 (on workerd), the shell of
// sqlite3 where there is one, and the embedded host, which must start on what was imported.
//
// Two databases are the same where both are exported as the same text; `cli/tests/data.rs` shows that no value gets lost on the way to it.
import { execFileSync, spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { ROOT } from "./build.mjs";
import { embedded } from "./embedded.mjs";

const folder = mkdtempSync(path.join(tmpdir(), "williw-data-"));
const inside = (name) => path.join(folder, name);
const bin = (name) => path.join(ROOT, "node_modules", ".bin", name);
const hostile = path.join(ROOT, "cli", "tests", "data", "hostile.sql");

execFileSync("cargo", ["build", "--quiet", "--package", "cargo-williw"], { cwd: ROOT, stdio: "inherit" });
const binary = path.join(process.env.CARGO_TARGET_DIR ?? path.join(ROOT, "target"), "debug", "cargo-williw");

/** Runs a program in the project's folder; returns what it printed. */
function run(program, args, { cwd = folder, input } = {}) {
  const env = { ...process.env, CI: "1", NO_COLOR: "1", WRANGLER_SEND_METRICS: "false", WRANGLER_LOG_PATH: folder };
  const done = spawnSync(program, args, { cwd, env, input, encoding: "utf8", maxBuffer: 1 << 28 });
  if (done.status !== 0) throw new Error(`${program} ${args.join(" ")}\n${done.error ?? ""}${done.stdout}${done.stderr}`);
  return done.stdout;
}
const data = (args, options) => run(binary, ["data", ...args], options);
const wrangler = (args) => run(bin("node"), [bin("wrangler"), "d1", ...args]);

function same(what, one, other) {
  if (readFileSync(inside(one), "utf8") !== readFileSync(inside(other), "utf8")) {
    throw new Error(`${what}: ${inside(one)} and ${inside(other)} differ`);
  }
  console.log(`ok: ${what}`);
}

/** A project whose database is one of whatever needs care. */
function project() {
  mkdirSync(inside("spec"));
  mkdirSync(inside("migrations"));
  writeFileSync(inside("spec/bindings.toml"), '[worker]\nname = "shop"\ncompatibility_date = "2026-11-01"\n[d1.DB]\nschema = "schema.sql"\n');
  writeFileSync(inside("spec/schema.sql"), readFileSync(hostile, "utf8").split("-- The rows.")[0]);
  run(binary, ["wrangler"]);
  data(["import", hostile]);
  data(["export", "--out", "embedded.sql"]);
}

/** Out of the embedded host's folder into wrangler's D1, and back. */
function throughWrangler() {
  wrangler(["execute", "DB", "--local", "--file", "embedded.sql"]);
  data(["export", "--local", "--out", "wrangler.sql"]);
  same("wrangler makes the same database of it", "embedded.sql", "wrangler.sql");
  data(["import", "wrangler.sql", "--data", "back"]);
  data(["export", "--data", "back", "--out", "back.sql"]);
  same("and it comes back", "embedded.sql", "back.sql");
}

/** A file that is there before workerd has ever run. */
function wranglersFileMadeByUs() {
  data(["import", "embedded.sql", "--local", "--persist-to", "made"]);
  const query = "SELECT count(*) AS n, sum(length(raw)) AS bytes FROM long";
  const ask = (where) => JSON.parse(wrangler(["execute", "DB", "--local", "--json", "--command", query, ...where]))[0].results[0];
  const [one, other] = [ask(["--persist-to", "made"]), ask([])];
  if (one.n < 1000 || one.bytes !== other.bytes) throw new Error(`${JSON.stringify(one)} is not ${JSON.stringify(other)}`);
  wrangler(["execute", "DB", "--local", "--persist-to", "made", "--command", "INSERT INTO numbered (name) VALUES ('wrangler')"]);
  const text = data(["export", "--local", "--persist-to", "made", "--table", "numbered"]);
  if (!text.includes("(41, 'wrangler')")) throw new Error(text);
  console.log("ok: wrangler works on a file that was imported");
}

/** What wrangler has migrated says so elsewhere, too. */
function ledger() {
  writeFileSync(inside("migrations/0001_first.sql"), "CREATE TABLE first (a);\nINSERT INTO first VALUES (1);\n");
  wrangler(["migrations", "apply", "DB", "--local", "--persist-to", "migrated"]);
  data(["export", "--local", "--persist-to", "migrated", "--out", "migrated.sql"]);
  data(["import", "migrated.sql", "--local", "--persist-to", "copied"]);
  const told = wrangler(["migrations", "apply", "DB", "--local", "--persist-to", "copied"]);
  if (!told.includes("No migrations to apply")) throw new Error(told);
  console.log("ok: the ledger of migrations goes along");
}

function throughSqlite3() {
  if (spawnSync("sqlite3", ["--version"]).status !== 0) return console.log("skipped: there is no sqlite3");
  run("sqlite3", ["shell.sqlite"], { input: readFileSync(inside("embedded.sql")) });
  mkdirSync(inside("shell/d1"), { recursive: true });
  copyFileSync(inside("shell.sqlite"), inside("shell/d1/DB.sqlite"));
  data(["export", "--data", "shell", "--out", "shell.sql"]);
  same("the shell of sqlite3 makes the same database of it", "embedded.sql", "shell.sql");
}

/** The embedded host starts on a folder that was imported, and nobody can export it meanwhile. */
async function host() {
  const spec = ["--spec", path.join(ROOT, "examples", "shortener", "spec")];
  const start = (name) => embedded({}, [], "shortener", inside(name));
  let server = await start("first");
  const link = { method: "POST", headers: { "content-type": "application/json" }, body: '{"url":"https://example.com/","slug":"example"}' };
  const made = await fetch(`${server.url}/links`, link);
  const meanwhile = spawnSync(binary, ["data", "export", "--data", inside("first"), ...spec], { cwd: folder, encoding: "utf8" });
  await server.stop();
  if (made.status !== 201) throw new Error(`the link was not made: ${made.status}`);
  if (meanwhile.status !== 2 || !meanwhile.stderr.includes("stop the server")) throw new Error(meanwhile.stderr);
  data(["export", "--data", "first", "--out", "links.sql", ...spec]);
  data(["import", "links.sql", "--data", "second", ...spec]);
  server = await start("second");
  const followed = await fetch(`${server.url}/example`, { redirect: "manual" });
  await server.stop();
  if (followed.headers.get("location") !== "https://example.com/") throw new Error(`it does not lead there: ${followed.status}`);
  console.log("ok: the embedded host starts on what was imported");
}

try {
  project();
  throughWrangler();
  wranglersFileMadeByUs();
  ledger();
  throughSqlite3();
  await host();
  rmSync(folder, { recursive: true, force: true });
} catch (error) {
  // What was made stays, to look at.
  console.error(error.message.slice(0, 4000));
  process.exitCode = 1;
}
