// `npm test [-- --no-build]`: the conformance suite against the service on real workerd, with everything that it
// is bound to in memory. Everything that it starts is stopped at the end, whatever happens.
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import path from "node:path";
import { text } from "node:stream/consumers";
import { ROOT, build } from "./build.mjs";
import { BINDINGS, DATABASE, bring, cargoTest, serve } from "./workerd.mjs";

// The operator's, of these servers alone.
const ADMIN_TOKEN = randomBytes(24).toString("base64url");

if (!process.argv.includes("--no-build")) build();

/** Starts a server with these variables and an empty database. */
async function start(vars) {
  const miniflare = serve(path.join(ROOT, "build"), { ...BINDINGS, vars: { ADMIN_TOKEN, LOG_LEVEL: "warn", ...vars } });
  const url = (await miniflare.ready).href.replace(/\/$/, "");
  await bring(await miniflare.getD1Database(DATABASE));
  return { url, stop: () => miniflare.dispose() };
}

const shared = await start({});
// The server of the case that needs variables of its own; the case before has ended.
let own;
const starter = createServer(async (request, response) => {
  try {
    const vars = JSON.parse(await text(request));
    await own?.stop();
    own = await start(vars);
    response.end(own.url);
  } catch (error) {
    response.writeHead(500).end(String(error));
  }
});
try {
  await once(starter.listen(0, "127.0.0.1"), "listening");
  process.exitCode = await cargoTest(["--package", "williw-conformance"], {
    WILLIW_BASE_URL: shared.url,
    WILLIW_ADMIN_TOKEN: ADMIN_TOKEN,
    WILLIW_NEW_SERVER: `http://127.0.0.1:${starter.address().port}/`,
  });
} finally {
  starter.close();
  await own?.stop();
  await shared.stop();
}
