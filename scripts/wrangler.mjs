// `npm run test:wrangler`: every generated wrangler.toml of the repository is what its spec makes of it, and wrangler
// takes it without a warning, the Worker and each environment (`wrangler deploy --dry-run`; nothing leaves the machine).
//
// Nothing is built: a copy of the file beside it has no [build], and its `main` is an empty Worker with the classes.
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { ROOT } from "./build.mjs";

const MARK = /^# Made by `cargo (williw wrangler.*?)` from /;
const bin = (name) => path.join(ROOT, "node_modules", ".bin", name);

/** The configuration without its build, and what must stand in place of the main module. */
function withoutBuild(text, main) {
  const config = text.replace(/^main = .+$/m, `main = ${JSON.stringify(main)}`).replace(/^\[build\]\n(?:.+\n)*/m, "");
  const classes = new Set([...text.matchAll(/^class_name = "(.+)"$/gm)].map((found) => found[1]));
  const exports = [...classes].map((name) => `export class ${name} extends DurableObject {}\n`);
  const worker = `import { DurableObject } from "cloudflare:workers";\n${exports.join("")}` +
    `export default { fetch: () => new Response("") };\n`;
  return { config, worker };
}

/** What is wrong with a file, as texts. */
function problems(file) {
  const text = readFileSync(file, "utf8");
  const folder = path.dirname(file);
  const temporary = mkdtempSync(path.join(tmpdir(), "williw-wrangler-"));
  const copy = path.join(folder, "wrangler.dry-run.toml");
  try {
    const command = MARK.exec(text)[1].split(" ");
    const check = spawnSync("cargo", [...command, "--check"], { cwd: folder, encoding: "utf8" });
    const found = check.status === 0 ? [] : [check.stderr];
    const main = path.join(temporary, "main.js");
    const { config, worker } = withoutBuild(text, main);
    writeFileSync(main, worker);
    writeFileSync(copy, config);
    // What the build fills.
    const assets = /^\[assets\]\ndirectory = "(.+)"/m.exec(text)?.[1];
    if (assets !== undefined) mkdirSync(path.join(folder, assets), { recursive: true });
    const environments = new Set([...text.matchAll(/^\[env\.([\w-]+)\]$/gm)].map((header) => header[1]));
    for (const environment of ["", ...environments]) {
      const out = path.join(temporary, `out-${environment}`);
      const args = ["deploy", "--dry-run", "--config", copy, "--outdir", out, "--env", environment];
      const run = spawnSync(bin("node"), [bin("wrangler"), ...args], {
        cwd: folder,
        encoding: "utf8",
        env: { ...process.env, CI: "1", NO_COLOR: "1", WRANGLER_SEND_METRICS: "false", WRANGLER_LOG_PATH: temporary },
      });
      const told = `${run.stdout}${run.stderr}`;
      if (run.status !== 0 || told.includes("[WARNING]")) found.push(`wrangler ${args.join(" ")}\n${told}`);
      console.log(`${path.relative(ROOT, file)}${environment && `, ${environment}`}: ${run.status === 0 ? "taken" : "refused"}`);
    }
    return found;
  } finally {
    rmSync(copy, { force: true });
    rmSync(temporary, { recursive: true, force: true });
  }
}

const listed = execFileSync("git", ["ls-files", "wrangler.toml", "**/wrangler.toml"], { cwd: ROOT, encoding: "utf8" });
const files = listed.split("\n").filter(Boolean).map((file) => path.join(ROOT, file));
const generated = files.filter((file) => MARK.test(readFileSync(file, "utf8")));
const found = generated.flatMap(problems);
for (const problem of found) console.error(problem);
if (found.length > 0 || generated.length === 0) process.exitCode = 1;
