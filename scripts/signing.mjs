// `npm run test:signing [-- --no-build]`: a client that nobody here has written registers a node and sends heartbeats,
// against the service on the embedded host and on real workerd. See tests/signing.
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { ROOT, build } from "./build.mjs";
import { BINDINGS, DATABASE, bring, serve } from "./workerd.mjs";

const PYTHON = path.join(ROOT, "target", "python", "bin", "python");

/** Runs the client. Its failure is this script's. */
function client(url) {
  return new Promise((resolve, reject) => {
    const python = spawn(PYTHON, [path.join(ROOT, "tests", "signing", "client.py"), url], { stdio: "inherit" });
    python.once("error", () => reject(new Error("target/python is missing: run scripts/toolchain")));
    python.once("exit", (code) => (code === 0 ? resolve() : reject(new Error(`the client failed against ${url}`))));
  });
}

async function embedded() {
  execFileSync("cargo", ["build", "--quiet", "--package", "williw"], { cwd: ROOT, stdio: "inherit" });
  const data = mkdtempSync(path.join(tmpdir(), "williw-signing-"));
  const args = ["serve", "--port", "0", "--data", path.join(data, "data")];
  const server = spawn(path.join(ROOT, "target", "debug", "williw"), args, { stdio: ["ignore", "pipe", "inherit"], env: { ...process.env, LOG_LEVEL: "warn" } });
  const gone = new Promise((resolve) => server.once("exit", resolve));
  try {
    await client(await address(server));
  } finally {
    server.kill("SIGTERM");
    await gone;
    rmSync(data, { recursive: true, force: true });
  }
}

/** Where the server says that it listens. */
async function address(server) {
  for await (const line of createInterface({ input: server.stdout })) {
    const found = /http:\/\/127\.0\.0\.1:\d+/.exec(line);
    if (found) {
      // Nobody reads on: what it says further must not stop it.
      server.stdout.resume();
      return found[0];
    }
  }
  throw new Error("the embedded host did not start");
}

async function workerd() {
  if (!process.argv.includes("--no-build")) build();
  const miniflare = serve(path.join(ROOT, "build"), { ...BINDINGS, vars: { LOG_LEVEL: "warn" } });
  try {
    const url = (await miniflare.ready).href;
    await bring(await miniflare.getD1Database(DATABASE));
    await client(url);
  } finally {
    await miniflare.dispose();
  }
}

await embedded();
await workerd();
