// `npm test [-- --no-build]`: the conformance suite against the service on real workerd, with a fresh
// D1 in memory. Everything that it starts is stopped at the end, whatever happens.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { Miniflare } from "miniflare";
import { MODULES, ROOT, build } from "./build.mjs";
import { COMPATIBILITY_DATE, DATABASE, NAME, SCHEMA } from "./workerd.mjs";

if (!process.argv.includes("--no-build")) build();
const out = path.join(ROOT, "build");
const modules = Object.fromEntries(MODULES.map((name) => {
  const contents = readFileSync(path.join(out, name));
  return [name, name.endsWith(".wasm") ? { type: "wasm", contents } : { type: "esm", contents: contents.toString() }];
}));

const miniflare = new Miniflare({
  host: "127.0.0.1",
  port: 0,
  workers: [{
    config: {
      name: NAME,
      compatibilityDate: COMPATIBILITY_DATE,
      manifest: { mainModule: MODULES[0], modulesRoot: out, modules },
      env: { [DATABASE]: { type: "d1", id: DATABASE } },
    },
  }],
});
try {
  const url = (await miniflare.ready).href.replace(/\/$/, "");
  const database = await miniflare.getD1Database(DATABASE);
  await database.prepare(SCHEMA).run();
  process.exitCode = await conformance(url);
} finally {
  await miniflare.dispose();
}

/** Runs the suite and returns its exit code. */
function conformance(url) {
  const cargo = spawn("cargo", ["test", "--package", "williw-conformance"], {
    cwd: ROOT,
    stdio: "inherit",
    env: { ...process.env, WILLIW_BASE_URL: url },
  });
  // A signal ends the suite first, then what it talks to.
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => cargo.kill(signal));
  return new Promise((resolve, reject) => {
    cargo.once("error", reject);
    cargo.once("exit", (code) => resolve(code ?? 1));
  });
}
