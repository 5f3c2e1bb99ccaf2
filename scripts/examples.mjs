// `npm run test:examples [-- --no-build] [name …]`: the tests of the examples against each of them on real workerd, with
// fresh data in memory. (`cargo test` runs the same ones on the embedded host.)
import { existsSync, readdirSync } from "node:fs";
import { createServer } from "node:http";
import path from "node:path";
import { ROOT, build } from "./build.mjs";
import { cargoTest, configurationOf, evict, schemaOf, serve } from "./workerd.mjs";

const folder = path.join(ROOT, "examples");
const chosen = process.argv.slice(2).filter((argument) => !argument.startsWith("--"));

/** A server that takes an object out of memory when it is asked for `/Class/name`. */
async function evictions(miniflare, worker) {
  const server = createServer(async (request, response) => {
    const [, className, name] = request.url.split("/").map(decodeURIComponent);
    try {
      await evict(miniflare, worker, className, name);
      response.end();
    } catch (error) {
      response.writeHead(500).end(String(error));
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}

/** Runs one example's tests and returns their exit code. */
async function run(example) {
  const crate = path.join(folder, example);
  const out = path.join(crate, "build");
  // Unoptimised: it is run once.
  if (!process.argv.includes("--no-build")) build({ folder: crate, dev: true });
  const configuration = configurationOf(crate);
  const miniflare = serve(out, configuration);
  const server = await evictions(miniflare, configuration.name);
  try {
    const url = (await miniflare.ready).href.replace(/\/$/, "");
    for (const binding of configuration.d1) {
      await (await miniflare.getD1Database(binding)).prepare(schemaOf(path.join(crate, "spec"))).run();
    }
    return await cargoTest(["--package", example], {
      [`WILLIW_${example.toUpperCase()}_URL`]: url,
      WILLIW_EVICT_URL: `http://127.0.0.1:${server.address().port}`,
    });
  } finally {
    server.close();
    await miniflare.dispose();
  }
}

const examples = readdirSync(folder).filter((name) => existsSync(path.join(folder, name, "wrangler.toml")));
for (const example of examples.filter((name) => chosen.length === 0 || chosen.includes(name))) {
  console.log(`\n==> ${example}`);
  const code = await run(example);
  if (code !== 0) process.exitCode = code;
}
