// What the scripts know of workerd and of the service's bindings.
import { spawn } from "node:child_process";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { Miniflare } from "miniflare";
import { MODULES, ROOT, classesOf } from "./build.mjs";

/** workerd's binary itself, not its launcher: a signal must reach it. */
export const WORKERD = createRequire(import.meta.url)("workerd").default;

/**
 * What `wrangler d1 migrations apply` does with an empty database, as one text: the files of a spec's migrations, or some of
 * them, and the ledger that names them; of a spec without migrations its schema. D1 runs every statement of a text; nothing
 * need be split.
 */
export function schemaOf(spec, first = 0, end = Infinity) {
  const folder = path.join(spec, "migrations");
  if (!existsSync(folder)) return readFileSync(path.join(spec, "schema.sql"), "utf8");
  const names = readdirSync(folder).filter((name) => name.endsWith(".sql"))
    .sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10) || (a < b ? -1 : 1)).slice(first, end);
  const files = names.map((name) => readFileSync(path.join(folder, name), "utf8"));
  const ledger = "CREATE TABLE IF NOT EXISTS d1_migrations(id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT UNIQUE, " +
    "applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL);";
  return [...files, ledger, ...names.map((name) => `INSERT INTO d1_migrations (name) VALUES ('${name}');`)].join("\n");
}

/** The service's schema. */
export const SCHEMA = schemaOf(path.join(ROOT, "spec"));

/** What a wrangler.toml says that `serve` must know. It is generated, so that its lines have one form. */
export function configurationOf(folder) {
  const { assets, ...bindings } = bindingsOf(readFileSync(path.join(folder, "wrangler.toml"), "utf8"));
  return { ...bindings, assets: assets && path.join(folder, assets) };
}

/** The rate limiters of a generated wrangler.toml, those of its environments left out. */
function ratelimitsOf(text) {
  const form = /^\[\[ratelimits\]\]\nname = "(\w+)"\nnamespace_id = ".*"\nsimple = \{ limit = (\d+), period = (\d+) \}/gm;
  return [...text.matchAll(form)].map(([, name, limit, period]) => ({ name, limit: Number(limit), period: Number(period) }));
}

// The same as in `spec/bindings.toml`, which is where wrangler.toml has them from.
const configuration = readFileSync(path.join(ROOT, "wrangler.toml"), "utf8");
const value = (key) => new RegExp(`^${key} = "(.+)"`, "m").exec(configuration)[1];
export const NAME = value("name");
export const COMPATIBILITY_DATE = value("compatibility_date");
/** What the database is bound as. */
export const DATABASE = value("binding");
/** What it is called. */
export const DATABASE_NAME = value("database_name");

/** What a generated wrangler.toml binds a Worker to, as `serve` takes it. */
export function bindingsOf(text) {
  const named = (table) => [...text.matchAll(new RegExp(`^\\[\\[${table}\\]\\]\\nbinding = "(\\w+)"`, "gm"))].map(([, name]) => name);
  return {
    name: /^name = "(.+)"/m.exec(text)[1],
    d1: named("d1_databases"),
    kv: named("kv_namespaces"),
    objects: classesOf(text),
    assets: /^\[assets\]\ndirectory = "(.+)"/m.exec(text)?.[1],
    ratelimits: ratelimitsOf(text),
  };
}
/** What the service is bound to. */
export const BINDINGS = bindingsOf(configuration);

/** The same without rate limits, for suites that send more than any client: all of it from one address. */
export function unlimited(bindings) {
  return { ...bindings, ratelimits: bindings.ratelimits.map((limiter) => ({ ...limiter, limit: 1_000_000 })) };
}

/** The embedded host's variables for it. */
export const UNLIMITED = Object.fromEntries(BINDINGS.ratelimits.map(({ name }) => [name, "1000000"]));

/**
 * Runs the Worker that was built into a folder on a free port, or on `port`. `d1` and `kv` are the names of its bindings,
 * `objects` its classes of Durable Objects, each bound under its own name, `ratelimits` its rate limiters (`name`, `limit`,
 * `period` in seconds), `vars` its variables and secrets. All start empty and live in memory; with `persist` they live in
 * that folder, and are what is there already. With `assets`, a folder from the repository's root, its files are served
 * before the Worker is asked.
 *
 * With `heard`, that is called with each line of the log in place of showing it. Without another LOG_LEVEL among `vars`
 * requests write none: some of what miniflare does blocks the thread that reads the log, and a workerd whose log nobody
 * reads stops at a few hundred lines.
 *
 * `(await miniflare.getWorker()).scheduled({ cron, scheduledTime })` runs cron jobs, and `evict` below takes an object out
 * of memory.
 */
export function serve(out, { name, d1 = [], kv = [], objects = [], ratelimits = [], vars = {}, assets, persist, port = 0, heard }) {
  const modules = Object.fromEntries(MODULES.map((file) => {
    const contents = readFileSync(path.join(out, file));
    return [file, file.endsWith(".wasm") ? { type: "wasm", contents } : { type: "esm", contents: contents.toString() }];
  }));
  const bindings = (names, make) => names.map((name) => [name, make(name)]);
  return new Miniflare({
    host: "127.0.0.1",
    port,
    ...(persist === undefined ? {} : { resourcePersistencePath: path.resolve(persist) }),
    unsafeTriggerHandlers: true,
    ...(heard === undefined ? {} : { handleStructuredLogs: heard }),
    workers: [{
      config: {
        name,
        compatibilityDate: COMPATIBILITY_DATE,
        // Not every test makes them.
        ...(assets !== undefined && existsSync(path.resolve(ROOT, assets))
          ? { assets: { directory: path.resolve(ROOT, assets), hasUserWorker: true } } : {}),
        manifest: { mainModule: MODULES[0], modulesRoot: out, modules },
        env: Object.fromEntries([
          ...bindings(d1, (id) => ({ type: "d1", id })),
          ...bindings(kv, (id) => ({ type: "kv", id })),
          ...bindings(objects, (exportName) => ({ type: "durable-object", worker: name, exportName })),
          ...ratelimits.map(({ name, limit, period }, at) => [name, { type: "rate-limit", namespace: String(at + 1), simple: { limit, period } }]),
          ...Object.entries({ LOG_LEVEL: "warn", ...vars }).map(([key, value]) => [key, { type: "text", value }]),
        ]),
        exports: Object.fromEntries(bindings(objects, () => ({ type: "durable-object", storage: "sqlite" }))),
      },
    }],
  });
}

/** Takes the object of this name out of memory, as workerd does with one that nobody uses. Open WebSockets stay. */
export function evict(miniflare, worker, className, name) {
  return miniflare.unsafeEvictDurableObject(worker, className, { name });
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
