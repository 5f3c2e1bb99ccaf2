// `npm test [-- --no-build]`: the conformance suite against the service on real workerd, with everything that it
// is bound to in memory. Everything that it starts is stopped at the end, whatever happens.
import { randomBytes } from "node:crypto";
import path from "node:path";
import { ROOT, build } from "./build.mjs";
import { BINDINGS, DATABASE, SCHEMA, cargoTest, serve } from "./workerd.mjs";

// The operator's, of this server alone.
const ADMIN_TOKEN = randomBytes(24).toString("base64url");

if (!process.argv.includes("--no-build")) build();
const miniflare = serve(path.join(ROOT, "build"), { ...BINDINGS, vars: { ADMIN_TOKEN, LOG_LEVEL: "warn" } });
try {
  const url = (await miniflare.ready).href.replace(/\/$/, "");
  const database = await miniflare.getD1Database(DATABASE);
  await database.prepare(SCHEMA).run();
  process.exitCode = await cargoTest(["--package", "williw-conformance"], { WILLIW_BASE_URL: url, WILLIW_ADMIN_TOKEN: ADMIN_TOKEN });
} finally {
  await miniflare.dispose();
}
