// `npm run test:docs [-- --no-build]`: the docs page in a real browser, on both hosts. It lists every operation of the
// document, asks nobody but its own origin, and complains of nothing. Screenshots go to build/docs-*.png, to be looked at.
//
// The browser is the machine's own Chromium (or CHROMIUM); where there is none, and the package manager may be asked, it
// is.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import path from "node:path";
import { chromium } from "playwright-core";
import { ROOT, build, writeAssets } from "./build.mjs";
import { embedded } from "./embedded.mjs";
import { BINDINGS, bring, serve } from "./workerd.mjs";

const NAMES = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];

/** The first browser of the machine. */
function installed() {
  const folders = (process.env.PATH ?? "").split(path.delimiter);
  const candidates = [process.env.CHROMIUM, ...NAMES.flatMap((name) => folders.map((folder) => path.join(folder, name)))];
  return candidates.find((candidate) => candidate && existsSync(candidate));
}

/** A browser's path; brings one where it can. */
function browser() {
  if (installed() === undefined && process.getuid?.() === 0 && existsSync("/usr/bin/apt-get")) {
    console.log("no browser is here: asking apt-get for chromium");
    spawnSync("apt-get", ["update", "-q"], { stdio: "ignore" });
    spawnSync("apt-get", ["install", "-y", "-q", "chromium"], { stdio: ["ignore", "ignore", "inherit"] });
  }
  const found = installed();
  if (found === undefined) throw new Error(`no browser was found (${NAMES.join(", ")}): install one, or name it in CHROMIUM`);
  return found;
}

/** Loads the page and holds what it shows against the document. */
async function check(page, origin, host) {
  const asked = [];
  const complaints = [];
  page.on("request", (request) => asked.push(request.url()));
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(`${message.text()} (${message.location().url})`);
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("requestfailed", (request) => complaints.push(`${request.url()}: ${request.failure()?.errorText}`));
  const reply = await page.goto(`${origin}/api/docs`, { waitUntil: "networkidle" });
  assert.equal(reply.status(), 200);
  assert.match(reply.headers()["content-security-policy"], /default-src 'none'.*connect-src 'self'/);
  await page.waitForSelector(".opblock");

  const document = await (await fetch(`${origin}/api/openapi.json`)).json();
  const operations = Object.entries(document.paths).flatMap(([route, item]) =>
    Object.keys(item).map((method) => `${method.toUpperCase()} ${route}`));
  // What is shown may have a zero-width space at each slash.
  const shown = await page.$$eval(".opblock-summary", (blocks) => blocks.map((block) => {
    const text = (selector) => block.querySelector(selector).textContent.replaceAll("\u200b", "").trim();
    return `${text(".opblock-summary-method")} ${text(".opblock-summary-path")}`;
  }));
  assert.deepEqual(shown.sort(), operations.sort());

  // One operation, opened: its parameters or body, its problems, and what a reply looks like.
  await page.screenshot({ path: path.join(ROOT, "build", `docs-${host}.png`) });
  await page.click(".opblock-summary-post");
  await page.waitForSelector(".opblock.is-open .responses-table");
  assert.match(await page.textContent(".opblock.is-open .responses-table"), /401/);
  await page.screenshot({ path: path.join(ROOT, "build", `docs-${host}-operation.png`) });

  const elsewhere = asked.filter((url) => !url.startsWith(`${origin}/`) && !url.startsWith("data:"));
  assert.deepEqual(elsewhere, [], "asked elsewhere");
  assert.deepEqual(complaints, []);
  return operations.length;
}

/** What a tool may ask of the document, on both hosts. */
async function checkDocument(origin) {
  const url = `${origin}/api/openapi.json`;
  const reply = await fetch(url, { headers: { origin: "https://elsewhere.example" } });
  assert.equal(reply.status, 200);
  assert.match(reply.headers.get("content-type"), /^application\/json/);
  assert.equal(reply.headers.get("access-control-allow-origin"), "*");
  const text = await reply.text();
  const again = await fetch(url, { headers: { "if-none-match": reply.headers.get("etag") } });
  assert.equal(again.status, 304);
  const head = await fetch(url, { method: "HEAD" });
  assert.deepEqual([head.status, await head.text()], [200, ""]);
  assert.equal((await fetch(`${origin}/api/docs/`, { redirect: "manual" })).headers.get("location"), "/api/docs");
  assert.equal((await fetch(`${origin}/api/docs/nothing.js`)).status, 404);
  assert.equal((await fetch(`${origin}/health`)).status, 200);
  return text;
}

const executablePath = browser();
if (process.argv.includes("--no-build")) writeAssets(ROOT);
else build({ dev: true });
mkdirSync(path.join(ROOT, "build"), { recursive: true });
const miniflare = serve(path.join(ROOT, "build"), BINDINGS);
const server = await embedded();
const chrome = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
try {
  const hosts = { embedded: server.url, workerd: (await miniflare.ready).href.replace(/\/$/, "") };
  await bring(await miniflare.getD1Database(BINDINGS.d1[0]));
  const documents = [];
  for (const [host, origin] of Object.entries(hosts)) {
    documents.push(await checkDocument(origin));
    const page = await chrome.newPage({ viewport: { width: 1280, height: 1600 } });
    console.log(`${host}: the page shows ${await check(page, origin, host)} operations`);
  }
  assert.equal(documents[0], documents[1], "the hosts serve different documents");
} finally {
  await chrome.close();
  await server.stop();
  await miniflare.dispose();
}
