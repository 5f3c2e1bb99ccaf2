// What the scripts know of workerd and of the service's bindings.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { Miniflare } from "miniflare";
import { MODULES, ROOT } from "./build.mjs";

/** workerd's binary itself, not its launcher: a signal must reach it. */
export const WORKERD = createRequire(import.meta.url)("workerd").default;

/** The service's schema as one text. D1 runs every statement of a text; nothing need be split. */
export const SCHEMA = readFileSync(path.join(ROOT, "spec", "schema.sql"), "utf8");

// The same as in `spec/bindings.toml`, which is where wrangler.toml has them from.
const configuration = readFileSync(path.join(ROOT, "wrangler.toml"), "utf8");
const value = (key) => new RegExp(`^${key} = "(.+)"`, "m").exec(configuration)[1];
export const NAME = value("name");
export const COMPATIBILITY_DATE = value("compatibility_date");
/** What the database is bound as. */
export const DATABASE = value("binding");
/** What it is called. */
export const DATABASE_NAME = value("database_name");

/** Runs the Worker that was built into a folder on a free port, with an empty D1 in memory under each of these bindings. */
export function serve(out, name, databases) {
  const modules = Object.fromEntries(MODULES.map((file) => {
    const contents = readFileSync(path.join(out, file));
    return [file, file.endsWith(".wasm") ? { type: "wasm", contents } : { type: "esm", contents: contents.toString() }];
  }));
  return new Miniflare({
    host: "127.0.0.1",
    port: 0,
    workers: [{
      config: {
        name,
        compatibilityDate: COMPATIBILITY_DATE,
        manifest: { mainModule: MODULES[0], modulesRoot: out, modules },
        env: Object.fromEntries(databases.map((database) => [database, { type: "d1", id: database }])),
      },
    }],
  });
}

/** Runs `cargo test` against a server and returns its exit code. */
export function cargoTest(args, variables) {
  const cargo = spawn("cargo", ["test", ...args], { cwd: ROOT, stdio: "inherit", env: { ...process.env, ...variables } });
  // A signal ends the suite first, then what it talks to.
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => cargo.kill(signal));
  return new Promise((resolve, reject) => {
    cargo.once("error", reject);
    cargo.once("exit", (code) => resolve(code ?? 1));
  });
}
