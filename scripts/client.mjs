// `npm run test:client [-- --no-build] [embedded|workerd …]`: the TypeScript clients that are generated. Those of tests/client,
// of the examples and of the service are compiled with everything that is strict; then the service's own calls the
// service on both hosts (tests/client/service.ts), and the examples' call them for what the service does not have: pages,
// redirects and WebSockets.
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { ROOT, build } from "./build.mjs";
import { embedded } from "./embedded.mjs";
import { BINDINGS, DATABASE, bring, serve } from "./workerd.mjs";

const BIN = path.join(ROOT, "node_modules", ".bin");
const OUT = path.join(ROOT, "build", "client");
const TOKEN = "the operator's secret";
const chosen = process.argv.slice(2).filter((argument) => !argument.startsWith("--"));
const hosts = ["embedded", "workerd"].filter((host) => chosen.length === 0 || chosen.includes(host));

// ---- generating and compiling -------------------------------------------------------------

/** Everything that a careful project turns on. */
const STRICT = {
  strict: true, target: "es2022", module: "nodenext", moduleResolution: "nodenext", lib: ["es2022", "dom", "dom.iterable"], types: [],
  exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true, noImplicitOverride: true, noImplicitReturns: true,
  noPropertyAccessFromIndexSignature: true, noFallthroughCasesInSwitch: true, noUnusedLocals: true, noUnusedParameters: true,
  isolatedModules: true, verbatimModuleSyntax: true, erasableSyntaxOnly: true, declaration: true, rewriteRelativeImportExtensions: true,
};

/** The specs whose clients are compiled, and the folders of what uses them. */
function specs() {
  const cases = path.join(ROOT, "tests", "client");
  const folders = readdirSync(cases, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return [
    ...folders.map(({ name }) => ({ name, spec: path.join(cases, name), uses: path.join(cases, `${name}.ts`) })),
    ...["chatroom", "shortener"].map((name) => ({ name, spec: path.join(ROOT, "examples", name, "spec"), uses: path.join(cases, `${name}.ts`) })),
    { name: "service", spec: path.join(ROOT, "spec"), uses: path.join(cases, "service.ts") },
  ];
}

function compile() {
  execFileSync("cargo", ["build", "--quiet", "--package", "cargo-williw"], { cwd: ROOT, stdio: "inherit" });
  rmSync(OUT, { recursive: true, force: true });
  const williw = path.join(ROOT, "target", "debug", "cargo-williw");
  for (const { name, spec, uses } of specs()) {
    const folder = path.join(OUT, name);
    mkdirSync(folder, { recursive: true });
    const client = path.join(folder, "client.ts");
    for (const more of [[], ["--check"]]) {
      execFileSync(williw, ["client", "ts", "--spec", spec, "--out", client, ...more], { stdio: ["ignore", "inherit", "ignore"] });
    }
    if (existsSync(uses)) cpSync(uses, path.join(folder, "test.ts"));
  }
  writeFileSync(path.join(OUT, "package.json"), '{ "type": "module" }\n');
  writeFileSync(path.join(OUT, "tsconfig.json"), JSON.stringify({ compilerOptions: { ...STRICT, noEmitOnError: true }, include: ["**/*.ts"] }));
  execFileSync(path.join(BIN, "tsc"), ["--project", OUT], { stdio: "inherit" });
}

// ---- what is called -----------------------------------------------------------------------

/** The service on workerd, with everything that it is bound to in memory. */
async function workerd() {
  const miniflare = serve(path.join(ROOT, "build"), { ...BINDINGS, vars: { ADMIN_TOKEN: TOKEN, LOG_LEVEL: "error" } });
  const url = (await miniflare.ready).href.replace(/\/$/, "");
  await bring(await miniflare.getD1Database(DATABASE));
  return { url, stop: () => miniflare.dispose() };
}

/**
 * A server that answers what it is told: `/503?retry-after=1` is that status with that field, a problem where it is an
 * error; with `last=true` it is 200; `html` is a page; `/never` has no answer.
 */
async function stub() {
  const server = createServer((request, response) => {
    const url = new URL(request.url, "http://stub");
    if (url.pathname === "/never") return;
    const status = url.searchParams.get("last") === "true" && url.pathname !== "/201" ? 200 : Number(url.pathname.slice(1));
    const fields = url.searchParams.has("retry-after") ? { "retry-after": url.searchParams.get("retry-after") } : {};
    if (url.searchParams.has("html")) {
      response.writeHead(status, { ...fields, "content-type": "text/html" }).end("<h1>Bad gateway</h1>");
      return;
    }
    const code = { 418: "short_and_stout", 429: "too_many_requests", 500: "internal_error", 503: "unavailable" }[status];
    const problem = { type: `/problems/${code}`, title: "A stub", status, code, request_id: "1" };
    response.writeHead(status, { ...fields, "content-type": "application/json" }).end(JSON.stringify(status < 300 ? {} : problem));
  });
  const port = await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server.address().port)));
  return {
    url: `http://127.0.0.1:${port}`,
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}

// ---- calling it ---------------------------------------------------------------------------

/** The cases that a file of tests/client has. */
const casesOf = async (name) => (await import(pathToFileURL(path.join(OUT, name, "test.js")))).cases;

compile();
if (hosts.includes("workerd") && !process.argv.includes("--no-build")) build();

let failures = 0;

/** Runs a file's cases against a server, and stops the server. */
async function run(label, name, server, stubUrl) {
  const world = { baseUrl: server.url, stubUrl, token: TOKEN, run: crypto.randomUUID().slice(0, 8) };
  try {
    for (const [title, body] of Object.entries(await casesOf(name))) {
      try {
        await body(world);
        console.log(`${label}: ${title}`);
      } catch (error) {
        failures += 1;
        console.error(`${label}: FAILED: ${title}\n${error?.stack ?? error}`);
      }
    }
  } finally {
    await server.stop();
  }
}

const stubbed = await stub();
try {
  if (hosts.includes("embedded")) {
    await run("embedded", "service", await embedded({ ADMIN_TOKEN: TOKEN }), stubbed.url);
    for (const name of ["shortener", "chatroom"]) await run(name, name, await embedded({}, [], name), stubbed.url);
  }
  if (hosts.includes("workerd")) await run("workerd", "service", await workerd(), stubbed.url);
} finally {
  stubbed.stop();
}
if (failures > 0) process.exitCode = 1;
