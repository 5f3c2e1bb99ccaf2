// workerd processes for the bench: the databases in one, each contestant in one of its own, so that
// a contestant's CPU time is its Worker's alone.
import { spawn } from "node:child_process";
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

const COMPATIBILITY = 'compatibilityDate = "2026-11-01"';
const IMPORT = 'using Workerd = import "/workerd/workerd.capnp";\n';

/** Starts one database per contestant, workerd's own D1 in memory. Ports count up from `port`. */
export async function startDatabases(workerd, directory, names, port) {
  mkdirSync(directory, { recursive: true });
  const state = path.join(directory, "d1");
  rmSync(state, { recursive: true, force: true });
  mkdirSync(state);
  const sockets = names.map((name, i) =>
    `(name = "${name}", address = "127.0.0.1:${port + i}", http = (), ` +
    `service = (name = "d1", props = (json = "{\\"database\\": \\"${name}\\"}")))`);
  const config = `${IMPORT}const config :Workerd.Config = (
  services = [ (name = "d1", worker = .d1), (name = "disk", disk = (path = "${state}", writable = true)) ],
  sockets = [ ${sockets.join(",\n    ")} ]);
const d1 :Workerd.Worker = (
  modules = [ (name = "d1.js", bundled = "/workerd/d1.js") ],
  ${COMPATIBILITY},
  durableObjectNamespaces = [ (className = "D1Database", uniqueKey = "d1", enableSql = true) ],
  durableObjectStorage = (localDisk = "disk"),
  bindings = [ (name = "DATABASE", durableObjectNamespace = "D1Database") ]);
`;
  const file = path.join(directory, "databases.capnp");
  writeFileSync(file, config);
  return start(workerd, file, port);
}

/** Starts a contestant: its modules, bound to its database. */
export async function startWorker(workerd, directory, { name, modules, port, databasePort, text = {} }) {
  const home = path.join(directory, name);
  rmSync(home, { recursive: true, force: true });
  mkdirSync(home, { recursive: true });
  const list = modules.map((file) => {
    const base = path.basename(file);
    copyFileSync(file, path.join(home, base));
    return `(name = "${base}", ${base.endsWith(".wasm") ? "wasm" : "esModule"} = embed "${base}")`;
  });
  const vars = Object.entries(text).map(([key, value]) => `(name = "${key}", text = "${value}")`);
  const config = `${IMPORT}const config :Workerd.Config = (
  services = [ (name = "main", worker = .main),
    (name = "d1", external = (address = "127.0.0.1:${databasePort}", http = ())) ],
  sockets = [ (name = "http", address = "127.0.0.1:${port}", http = (cfBlobHeader = "cf-blob"), service = "main") ]);
const main :Workerd.Worker = (
  modules = [ ${list.join(",\n    ")} ],
  ${COMPATIBILITY},
  bindings = [ ${[...vars, `(name = "DB", wrapped = (moduleName = "cloudflare-internal:d1-api",
    innerBindings = [ (name = "fetcher", service = "d1") ]))`].join(",\n    ")} ]);
`;
  const file = path.join(home, "config.capnp");
  writeFileSync(file, config);
  return start(workerd, file, port);
}

async function start(workerd, file, port) {
  const child = spawn(workerd, ["serve", "--experimental", file], { stdio: ["ignore", "inherit", "inherit"] });
  let ended = false;
  const exit = new Promise((resolve) => child.once("exit", () => { ended = true; resolve(); }));
  for (let i = 0; i < 200; i++) {
    if (ended) throw new Error(`workerd did not start with ${file}`);
    try {
      await (await fetch(`http://127.0.0.1:${port}/`, { signal: AbortSignal.timeout(1000) })).text();
      break;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  return {
    pid: child.pid,
    async stop() {
      child.kill("SIGTERM");
      const late = setTimeout(() => child.kill("SIGKILL"), 3000);
      await exit;
      clearTimeout(late);
    },
  };
}

/** User and system time of a process so far, in microseconds. */
export function cpu(pid) {
  // The name may hold spaces; the fields are counted from behind it. Ticks are 1/100 s.
  const fields = readFileSync(`/proc/${pid}/stat`, "latin1").split(") ").at(-1).split(" ");
  return (Number(fields[11]) + Number(fields[12])) * 10_000;
}

/** Resident memory of a process, in MiB. */
export function memory(pid) {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "latin1"))[1]) / 1024;
}
