// `npm run build [-- --dev] [FOLDER]`: builds a Worker for workerd and prints what an upload weighs. FOLDER is a crate with
// a wrangler.toml, such as examples/chatroom, and the Worker goes into its build/; without it, it is the service.
//
// worker-build compiles, runs wasm-bindgen and wasm-opt, and bundles its shim; beside its output goes
// the entry of the Cloudflare host, the Worker's main module. Set to the tools of node_modules,
// worker-build downloads nothing.
import { execFileSync, spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

export const ROOT = path.resolve(import.meta.dirname, "..");
/** The Worker's modules, the main one first. */
export const MODULES = ["entry.js", "index.js", "index_bg.wasm"];

const BIN = path.join(ROOT, "node_modules", ".bin");

/**
 * Keeps this machine's folders out of the upload: panics name source files. And SHA-2 as loops: unrolled it is 5 KB of the
 * upload (gzip) more, and no faster there.
 */
function rustflags() {
  const cargo = process.env.CARGO_HOME ?? path.join(process.env.HOME ?? "", ".cargo");
  const trims = [[path.join(cargo, "registry", "src"), ""], [ROOT, "."]];
  const flags = trims.map(([from, to]) => `--remap-path-prefix=${from}=${to}`);
  return [process.env.RUSTFLAGS, ...flags, '--cfg sha2_backend_soft="compact"'].filter(Boolean).join(" ");
}

/** Runs worker-build on a crate and returns the folder of its output. */
export function workerBuild(crate, out, { dev = false } = {}) {
  const args = [dev ? "--dev" : "--release", "--out-dir", path.relative(crate, out)];
  const run = spawnSync("worker-build", args, {
    cwd: crate,
    stdio: ["ignore", "inherit", "inherit"],
    env: {
      ...process.env,
      RUSTFLAGS: rustflags(),
      PATH: `${process.env.PATH}:${path.join(process.env.CARGO_HOME ?? path.join(process.env.HOME ?? "", ".cargo"), "bin")}`,
      WASM_BINDGEN_BIN: process.env.WASM_BINDGEN_BIN ?? "wasm-bindgen",
      WASM_OPT_BIN: path.join(BIN, "wasm-opt"),
      ESBUILD_BIN: path.join(BIN, "esbuild"),
    },
  });
  if (run.error?.code === "ENOENT") throw new Error("worker-build is missing: run scripts/toolchain");
  if (run.status !== 0) throw new Error(`worker-build failed in ${path.relative(ROOT, crate)}`);
  return out;
}

/**
 * Optimises once more (worker-build's one pass leaves 2 %), and takes out the names of functions, a
 * tenth of the upload; they stay in `names.wasm`, for reading a stack trace.
 */
function strip(out) {
  const wasm = path.join(out, "index_bg.wasm");
  const features = ["bulk-memory", "exception-handling", "multivalue", "mutable-globals",
    "nontrapping-float-to-int", "reference-types", "sign-ext"].map((feature) => `--enable-${feature}`);
  copyFileSync(wasm, path.join(out, "names.wasm"));
  execFileSync(path.join(BIN, "wasm-opt"), [wasm, "-o", wasm, "-O", "--strip-debug", "--strip-producers", ...features]);
}

/**
 * Builds the Worker of a crate into a folder, which it returns. `classes` are its classes of Durable Objects; with `dev`
 * nothing is optimised.
 */
export function buildWorker({ crate, out, classes = [], dev = false }) {
  mkdirSync(out, { recursive: true });
  workerBuild(crate, out, { dev });
  if (!dev) strip(out);
  const entry = readFileSync(path.join(ROOT, "hosts", "cloudflare", "js", "entry.js"), "utf8");
  const objects = classes.map((name) => `export const ${name} = globalThis.__williw.object("${name}");\n`);
  writeFileSync(path.join(out, "entry.js"), entry + objects.join(""));
  return out;
}

/** The classes of Durable Objects that a wrangler.toml declares: those of `[exports.X]`. */
export function classesOf(configuration) {
  return [...configuration.matchAll(/^\[exports\.(\w+)\]/gm)].map(([, name]) => name);
}

/** Builds the Worker of a folder with a wrangler.toml, or else the service, and returns where it is. */
export function build({ folder = ROOT, dev = false } = {}) {
  const classes = classesOf(readFileSync(path.join(folder, "wrangler.toml"), "utf8"));
  const crate = folder === ROOT ? path.join(ROOT, "runtime") : folder;
  writeAssets(folder);
  return buildWorker({ crate, out: path.join(folder, "build"), classes, dev });
}

/** Writes the static files of a folder's Worker: its interface's document, and the page that shows it. */
export function writeAssets(folder, out = path.join(folder, "build", "assets")) {
  const args = ["run", "--quiet", "--package", "cargo-williw", "--", "assets", "--spec", path.join(folder, "spec"), "--out", out];
  execFileSync("cargo", args, { cwd: ROOT, stdio: ["ignore", "inherit", "inherit"] });
}

/** The folder that a command line names, from the repository's root; the root where it names none. */
export function folderOf(args) {
  const named = args.find((argument) => !argument.startsWith("-"));
  return named === undefined ? ROOT : path.resolve(ROOT, named);
}

/** The bytes of an upload: as they are, and as gzip -9 makes them. */
export function weigh(out, modules = MODULES) {
  const files = modules.map((name) => readFileSync(path.join(out, name)));
  const sum = (sizes) => sizes.reduce((a, b) => a + b, 0);
  return { raw: sum(files.map((f) => f.length)), gzip: sum(files.map((f) => gzipSync(f, { level: 9 }).length)) };
}

/**
 * The most that an upload may weigh, gzip -9: a little more than it does, so that growth is noticed. Workers may have
 * 64 MiB; what size costs is the start of an isolate.
 */
const LIMIT = 440_000;

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const dev = process.argv.includes("--dev");
  const folder = folderOf(process.argv.slice(2));
  const out = build({ folder, dev });
  const { raw, gzip } = weigh(out);
  const kb = (bytes) => `${(bytes / 1000).toFixed(1)} KB`;
  const isService = folder === ROOT;
  const most = isService ? ` (at most ${kb(LIMIT)})` : "";
  console.log(`\nThe upload, ${path.relative(ROOT, out)}/: ${kb(raw)}, gzip -9 ${kb(gzip)}${most}`);
  if (isService && !dev && gzip > LIMIT) {
    console.error("the upload is too large");
    process.exitCode = 1;
  }
}
