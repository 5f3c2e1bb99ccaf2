// `npm run test:schemathesis [-- --examples N] [--host embedded|workerd] [--no-build] [-- …]`: schemathesis over the document
// that each host serves, with all checks on. Its own options may follow a second `--`.
//
// It generates requests that the document allows, and some that it does not, follows links from answers to further
// requests, and holds every answer against the document. N is the least number of requests for each host (2000).
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { ROOT, build } from "./build.mjs";
import { embedded } from "./embedded.mjs";
import { python } from "./python.mjs";
import { BINDINGS, UNLIMITED, bring, serve, unlimited } from "./workerd.mjs";

const args = process.argv.slice(2);
const rest = args.includes("--") ? args.slice(args.indexOf("--") + 1) : [];
const option = (name, otherwise) => (args.includes(name) ? args[args.indexOf(name) + 1] : otherwise);
const examples = Number(option("--examples", "2000"));
const only = option("--host");
const TOKEN = "a token of the tests alone";
const secrets = { ADMIN_TOKEN: TOKEN };
// More nodes come than a small network takes.
const vars = { MAX_NODES: "1000000", LOG_LEVEL: "error" };

const hosts = {
  async embedded() {
    return embedded({ ...secrets, ...vars, ...UNLIMITED });
  },

  async workerd() {
    if (!args.includes("--no-build")) build({ dev: true });
    const miniflare = serve(path.join(ROOT, "build"), { ...unlimited(BINDINGS), vars: { ...vars, ...secrets } });
    const url = (await miniflare.ready).href.replace(/\/$/, "");
    await bring(await miniflare.getD1Database(BINDINGS.d1[0]));
    return { url, stop: () => miniflare.dispose() };
  },
};

/** Runs a command and returns its exit code and what it prints. */
function run(command, argv, env) {
  const child = spawn(command, argv, { cwd: path.join(ROOT, "tests", "schemathesis"), env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "inherit"] });
  let text = "";
  child.stdout.on("data", (data) => {
    text += data;
    process.stdout.write(data);
  });
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => child.kill(signal));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ code: code ?? 1, text }));
  });
}

/** The numbers of test cases that schemathesis says it has generated. */
function generated(text) {
  return Number(/([\d,]+) generated/.exec(text)?.[1].replaceAll(",", "") ?? 0);
}

const st = path.join(python(), "schemathesis");
let failed = false;
for (const [host, start] of Object.entries(hosts)) {
  if (only !== undefined && only !== host) continue;
  console.log(`\n==> ${host}`);
  const server = await start();
  const cache = mkdtempSync(path.join(tmpdir(), "williw-schemathesis-"));
  try {
    const { paths } = await (await fetch(`${server.url}/api/openapi.json`)).json();
    const operations = Object.values(paths).flatMap((item) => Object.keys(item)).length;
    // Cases of the coverage phase come on top.
    const each = Math.max(1, Math.ceil(examples / operations / 2));
    const argv = ["run", `${server.url}/api/openapi.json`, "--max-examples", String(each), "--workers", "1", ...rest];
    const { code, text } = await run(st, argv, {
      WILLIW_URL: server.url, ...secrets, HYPOTHESIS_STORAGE_DIRECTORY: cache, PYTHONDONTWRITEBYTECODE: "1",
    });
    const count = generated(text);
    console.log(`${host}: ${count} requests, exit code ${code}`);
    if (code !== 0 || (rest.length === 0 && count < examples)) failed = true;
  } finally {
    await server.stop();
    rmSync(cache, { recursive: true, force: true });
  }
}
if (failed) process.exitCode = 1;
